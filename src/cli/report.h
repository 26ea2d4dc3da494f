/* What is said on standard error: complaints, remarks, progress. Nothing here is data. */
#ifndef CAIRN_CLI_REPORT_H
#define CAIRN_CLI_REPORT_H

#include "base/buf.h"
#include "base/compiler.h"
#include "base/span.h"
#include "cairn/cairn.h"
#include "cli/messages.h"

/* Fill in `err` with CAIRN_ERR_USAGE and the two sentences (CAIRN_CLI_MSG_NOTHING: no hint), and
 * return that status. */
enum cairn_status cairn_cli_refuse(enum cairn_language language, enum cairn_cli_message primary,
    enum cairn_cli_message hint, const char *first, const char *second,
    struct cairn_error *err) CAIRN_COLD;

/* "cairn: primary [status]", then detail and hint, indented. */
void cairn_cli_report(const struct cairn_error *err, enum cairn_language language) CAIRN_COLD;

/* "cairn: remark: …" with an optional hint. */
void cairn_cli_remark(enum cairn_language language, enum cairn_cli_message remark,
    enum cairn_cli_message hint, const char *value);

/* To standard error; what cannot be written there is lost. */
void cairn_cli_talk(struct cairn_span text);

/* Append text that may come from a hostile file name: control characters and invalid UTF-8 as \xNN.
 */
void cairn_cli_append_visible(struct cairn_buf *buf, struct cairn_span text);

#endif
