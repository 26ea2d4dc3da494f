/* Listening sockets. All of them are made before privileges are dropped. */
#include "http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fd.h"
#include "http/limiter.h"

#define FIRST_INHERITED 3
#define BACKLOG         4096
#define LARGEST_PORT    65535

static enum cairn_status refuse(const char *address, struct cairn_error *err)
{
    CAIRN_FAIL(err, CAIRN_ERR_USAGE, "cannot listen at '%s': it is no address", address);
    cairn_error_hint(err, "for example 127.0.0.1:8080, [::1]:8080 or unix:/run/cairn/http.sock");
    return CAIRN_ERR_USAGE;
}

static enum cairn_status fail(const char *address, struct cairn_error *err)
{
    int number = errno;
    CAIRN_FAIL_ERRNO(err, cairn_status_of_errno(number), "could not listen at %s", address);
    if (number == EADDRINUSE)
        cairn_error_hint(err, "another program listens there; name another one with --listen");
    if (number == EACCES)
        cairn_error_hint(err, "ports below 1024 and folders of others need more rights");
    return cairn_status_of_errno(number);
}

/* What it is bound to, which tells the port where 0 was asked for. */
static void append_name(struct cairn_buf *names, const struct sockaddr_storage *bound)
{
    char text[INET6_ADDRSTRLEN];
    if (names->size)
        cairn_buf_append_string(names, ", ");
    if (bound->ss_family == AF_INET) {
        const struct sockaddr_in *ipv4 = (const struct sockaddr_in *)bound;
        inet_ntop(AF_INET, &ipv4->sin_addr, text, sizeof(text));
        cairn_buf_printf(names, "http://%s:%u/", text, ntohs(ipv4->sin_port));
    } else if (bound->ss_family == AF_INET6) {
        const struct sockaddr_in6 *ipv6 = (const struct sockaddr_in6 *)bound;
        inet_ntop(AF_INET6, &ipv6->sin6_addr, text, sizeof(text));
        cairn_buf_printf(names, "http://[%s]:%u/", text, ntohs(ipv6->sin6_port));
    } else {
        const struct sockaddr_un *local = (const struct sockaddr_un *)bound;
        cairn_buf_printf(names, "unix:%s", local->sun_path);
    }
}

static enum cairn_status add(
    struct cairn_http_listeners *listeners, int take_fd, struct cairn_error *err)
{
    CAIRN_AUTO_FD int fd = take_fd;
    struct sockaddr_storage bound = {0};
    socklen_t size = sizeof(bound) - 1; /* sun_path stays terminated */
    if (getsockname(fd, (struct sockaddr *)&bound, &size) < 0)
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not tell where the server listens");
    if (listeners->count == CAIRN_LIMIT_HTTP_LISTENERS)
        return CAIRN_FAIL(err, CAIRN_ERR_LIMIT, "cannot listen at more than %d addresses",
            CAIRN_LIMIT_HTTP_LISTENERS);
    append_name(&listeners->names, &bound);
    listeners->fds[listeners->count++] = fd;
    fd = -1;
    return cairn_buf_status(&listeners->names, err);
}

/* Port and address apart: the last colon divides, and IPv6 stands in brackets. */
static bool parse(const char *text, struct sockaddr_storage *out_address, socklen_t *out_size)
{
    const char *colon = strrchr(text, ':');
    uint64_t port = 0;
    struct cairn_http_address parsed;
    if (!colon || !cairn_span_to_u64(cairn_span_from_string(colon + 1), &port) ||
        port > LARGEST_PORT)
        return false;
    struct cairn_span host = cairn_span_make(text, (size_t)(colon - text));
    bool is_bracketed = host.size > 2 && host.data[0] == '[' && host.data[host.size - 1] == ']';
    if (is_bracketed)
        host = cairn_span_slice(host, 1, host.size - 2);
    bool is_ipv6 = cairn_span_find_byte(host, ':', 0) != CAIRN_SPAN_NPOS;
    if (is_bracketed != is_ipv6 || !cairn_http_address_parse(host, &parsed))
        return false;
    if (is_ipv6) {
        struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)out_address;
        *ipv6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
        memcpy(&ipv6->sin6_addr, parsed.bytes, sizeof(ipv6->sin6_addr));
        *out_size = sizeof(*ipv6);
    } else {
        struct sockaddr_in *ipv4 = (struct sockaddr_in *)out_address;
        *ipv4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
        memcpy(&ipv4->sin_addr, parsed.bytes + 12, sizeof(ipv4->sin_addr));
        *out_size = sizeof(*ipv4);
    }
    return true;
}

static enum cairn_status bind_and_listen(struct cairn_http_listeners *listeners, const char *name,
    const struct sockaddr_storage *address, socklen_t size, struct cairn_error *err)
{
    int on = 1;
    CAIRN_AUTO_FD int fd =
        socket(address->ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return fail(name, err);
    if (address->ss_family != AF_UNIX)
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    /* [::] is IPv6 alone, whatever the system's default: 0.0.0.0 can be named beside it. */
    if (address->ss_family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
    if (bind(fd, (const struct sockaddr *)address, size) < 0 || listen(fd, BACKLOG) < 0)
        return fail(name, err);
    int taken = fd;
    fd = -1;
    return add(listeners, taken, err);
}

/* A socket file that outlived its server refuses connections; any other file is left alone. */
static void remove_stale(const struct sockaddr_un *address)
{
    struct stat info;
    if (lstat(address->sun_path, &info) < 0 || !S_ISSOCK(info.st_mode))
        return;
    CAIRN_AUTO_FD int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 &&
        errno == ECONNREFUSED)
        (void)unlink(address->sun_path);
}

static enum cairn_status listen_local(
    struct cairn_http_listeners *listeners, const char *path, struct cairn_error *err)
{
    struct sockaddr_storage storage = {0};
    struct sockaddr_un *address = (struct sockaddr_un *)&storage;
    size_t size = strlen(path);
    if (!size || size >= sizeof(address->sun_path))
        return refuse(path, err);
    address->sun_family = AF_UNIX;
    memcpy(address->sun_path, path, size);
    remove_stale(address);
    return bind_and_listen(listeners, path, &storage, sizeof(*address), err);
}

enum cairn_status cairn_http_listen(
    struct cairn_http_listeners *listeners, const char *address, struct cairn_error *err)
{
    struct sockaddr_storage parsed = {0};
    socklen_t size = 0;
    if (!strncmp(address, "unix:", strlen("unix:")))
        return listen_local(listeners, address + strlen("unix:"), err);
    if (!parse(address, &parsed, &size))
        return refuse(address, err);
    return bind_and_listen(listeners, address, &parsed, size, err);
}

static bool is_listening(int fd)
{
    int accepts = 0;
    socklen_t size = sizeof(accepts);
    return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &accepts, &size) == 0 && accepts;
}

enum cairn_status cairn_http_listen_inherited(
    struct cairn_http_listeners *listeners, size_t count, struct cairn_error *err)
{
    for (size_t i = 0; i < count; i++) {
        int fd = FIRST_INHERITED + (int)i;
        if (!is_listening(fd) || fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 ||
            fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
            return CAIRN_FAIL(
                err, CAIRN_ERR_INVALID, "cannot use descriptor %d: it is no listening socket", fd);
        enum cairn_status status = add(listeners, fd, err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

void cairn_http_listeners_done(struct cairn_http_listeners *listeners)
{
    for (size_t i = 0; i < listeners->count; i++)
        cairn_fd_close(&listeners->fds[i]);
    listeners->count = 0;
    cairn_buf_done(&listeners->names);
}
