/* Telling systemd how the server is (sd_notify(3)), by hand: one datagram each. Without
 * NOTIFY_SOCKET nothing happens. */
#ifndef CAIRN_HTTP_NOTIFY_H
#define CAIRN_HTTP_NOTIFY_H

/* `path` is the value of NOTIFY_SOCKET; NULL: there is none. Before privileges are dropped. */
void cairn_http_notify_open(const char *path);
void cairn_http_notify_ready(void);
void cairn_http_notify_reloading(void);
void cairn_http_notify_stopping(void);

#endif
