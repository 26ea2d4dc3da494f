/* Where the server listens: addresses, Unix sockets, and what systemd hands over. */
#ifndef CAIRN_HTTP_LISTEN_H
#define CAIRN_HTTP_LISTEN_H

#include <stddef.h>

#include "base/buf.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/limits.h"

struct cairn_http_listeners {
    int fds[CAIRN_LIMIT_HTTP_LISTENERS];
    size_t count;
    struct cairn_buf names; /* what people type into a browser: URLs with ", " between them */
};

/* "127.0.0.1:8080", "[::1]:8080", "unix:/run/x.sock": numbers only, no names, since a name may mean
 * several addresses. A Unix socket that nobody listens at any more is replaced. */
enum cairn_status cairn_http_listen(struct cairn_http_listeners *listeners, const char *address,
    struct cairn_error *err) CAIRN_MUST_USE;
/* Takes `count` listening sockets from descriptor 3 on, as sd_listen_fds(3) says. */
enum cairn_status cairn_http_listen_inherited(
    struct cairn_http_listeners *listeners, size_t count, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_http_listeners_done(struct cairn_http_listeners *listeners);

#endif
