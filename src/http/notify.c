/*
 * The socket is connected once at the start: afterwards the process may make none. Like standard
 * error it is one for the process, which is why it is the one global thing here. What cannot be
 * told is lost: systemd then thinks what it thought before.
 */
#include "http/notify.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/fd.h"
#include "http/log.h"

static int notify_fd = -1;

void cairn_http_notify_open(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t size = path ? strlen(path) : 0;
    if (!size || size >= sizeof(address.sun_path) || (*path != '/' && *path != '@'))
        return;
    memcpy(address.sun_path, path, size);
    if (*path == '@')
        address.sun_path[0] = '\0'; /* an abstract name */
    notify_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    socklen_t address_size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size);
    if (notify_fd >= 0 && connect(notify_fd, (struct sockaddr *)&address, address_size) < 0)
        cairn_fd_close(&notify_fd);
}

static void tell(const char *text)
{
    if (notify_fd >= 0)
        (void)!send(notify_fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void cairn_http_notify_ready(void)
{
    tell("READY=1");
}

void cairn_http_notify_reloading(void)
{
    char text[64];
    snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%" PRId64, cairn_http_now_us());
    tell(text);
}

void cairn_http_notify_stopping(void)
{
    tell("STOPPING=1");
}
