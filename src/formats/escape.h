/*
 * Escaping by target. Every value from outside that is put into a larger text goes through one of these. Where a
 * language has no safe spelling for some byte, the function says false and appends nothing.
 */
#ifndef CAIRN_FORMATS_ESCAPE_H
#define CAIRN_FORMATS_ESCAPE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"

void cairn_escape_html(struct cairn_buf *buf, struct cairn_span text);     /* text and attribute values: & < > " ' ; control characters dropped, bad UTF-8 → U+FFFD */
void cairn_escape_markdown(struct cairn_buf *buf, struct cairn_span text); /* inline: markup characters backslashed, < & as entities, one line */
/* As a code span with a fence longer than any run of backticks inside. */
void cairn_escape_markdown_code(struct cairn_buf *buf, struct cairn_span text);
/* For a terminal: control characters and bad UTF-8 become visible (\x1b), tab and newline stay; bidi controls are shown as <U+202E>. */
void cairn_escape_terminal(struct cairn_buf *buf, struct cairn_span text);
bool cairn_escape_shell(struct cairn_buf *buf, struct cairn_span text); /* POSIX sh word: plain when safe, else '…'; NUL and newline refused */
bool cairn_escape_nginx(struct cairn_buf *buf, struct cairn_span text); /* nginx.conf parameter; `$`, control characters refused (no escape for $ exists) */
bool cairn_escape_sql(struct cairn_buf *buf, struct cairn_span text);   /* content for inside '…' (quotes doubled); NUL and backslash refused */
void cairn_escape_json_content(struct cairn_buf *buf, struct cairn_span text); /* inside "…" */
bool cairn_escape_ini(struct cairn_buf *buf, struct cairn_span text);   /* value in key=value; newline, ; # and control characters refused */

/* By name of the language as in `as:` (shell, nginx, sql, json, ini, yaml, text). False for an unknown language too. */
bool cairn_escape_for(struct cairn_span language, struct cairn_buf *buf, struct cairn_span text);

#endif
