/* What the server was told on its command line, and how it speaks of trouble. */
#ifndef CAIRN_HTTP_SETTINGS_H
#define CAIRN_HTTP_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/limits.h"

/* Texts are borrowed from the command line, but for those in `arena`. */
struct cairn_http_settings {
    const char *listen[CAIRN_LIMIT_HTTP_LISTENERS]; /* ADDRESS:PORT or unix:PATH */
    size_t listen_count;
    const char *canons[CAIRN_LIMIT_CANONS]; /* files named by --canon … */
    size_t canon_count;
    const char *defaults[CAIRN_LIMIT_CANONS]; /* … or those of the usual places */
    size_t default_count;
    const char *ledger;   /* NULL: none */
    const char *base_url; /* NULL: not known */
    const char *user;     /* to become when started as root */
    uint32_t workers;
    uint32_t rate; /* requests a second that one client may make of what is limited */
    uint32_t most_connections;
    size_t most_body;
    size_t page_memory;
    bool logs;
    struct cairn_arena arena; /* of paths that replace those of the command line */
};

/* Reads the arguments of cairn-serve; what is not given gets its default. */
enum cairn_status cairn_http_settings_read(int argc, char **argv,
    struct cairn_http_settings *out_settings, struct cairn_error *err) CAIRN_MUST_USE;

void cairn_http_settings_done(struct cairn_http_settings *settings);
/* Where to listen when neither --listen nor systemd says. */
const char *cairn_http_default_listen(void);

#endif
