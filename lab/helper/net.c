/* A client and faulty servers for loopback: other suites have no curl, and no server is as faulty
 * as is needed. */
#include "helper.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define PATIENCE_MS   5000
#define ANSWER_LIMIT  (64u << 10)
#define GET_TIMEOUT_S 20

/* "PORT" or "ADDRESS:PORT", IPv4; the address is 127.0.0.1 unless given. */
static struct sockaddr_in address_of(const char *text)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const char *colon = strrchr(text, ':');
    if (colon) {
        char host[64];
        helper_format(host, sizeof host, "%.*s", (int)(colon - text), text);
        errno = 0;
        if (inet_pton(AF_INET, host, &address.sin_addr) != 1)
            helper_die("%s is no IPv4 address", host);
    }
    address.sin_port =
        htons((uint16_t)helper_number(colon ? colon + 1 : text, 1, 65535, "the port"));
    return address;
}

/* A connected socket, or -1 with errno. */
static int dial(const struct sockaddr_in *address)
{
    struct timeval patience = {.tv_sec = GET_TIMEOUT_S};
    int peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (peer < 0)
        helper_die("no socket");
    setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(peer, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (!connect(peer, (const struct sockaddr *)address, sizeof *address))
        return peer;
    close(peer);
    return -1;
}

static int await(int argc, char **argv, bool open)
{
    if (argc < 2)
        return 64;
    for (int i = 1; i < argc; i++) {
        struct sockaddr_in address = address_of(argv[i]);
        for (int64_t end = helper_now_ms() + PATIENCE_MS;; usleep(1000)) {
            int peer = dial(&address);
            if (peer >= 0)
                close(peer);
            if ((peer >= 0) == open)
                break;
            if (helper_now_ms() > end)
                return 1;
        }
    }
    return 0;
}

int helper_wait(int argc, char **argv)
{
    return await(argc, argv, true);
}

int helper_closed(int argc, char **argv)
{
    return await(argc, argv, false);
}

static size_t read_answer(int peer, char answer[ANSWER_LIMIT])
{
    size_t size = 0;
    for (ssize_t got; size < ANSWER_LIMIT - 1; size += (size_t)got) {
        got = read(peer, answer + size, ANSWER_LIMIT - 1 - size);
        if (got <= 0)
            break;
    }
    answer[size] = 0;
    return size;
}

/* Prints "STATUS\nBODY"; status 000 where there was no answer that is HTTP. */
int helper_get(int argc, char **argv)
{
    static char answer[ANSWER_LIMIT];
    char request[8192];
    if (argc < 3 || argc > 4)
        return 64;
    struct sockaddr_in address = address_of(argv[1]);
    helper_format(request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", argv[2],
        argc > 3 ? argv[3] : "localhost");
    int peer = dial(&address);
    if (peer < 0) {
        puts("000");
        return 0;
    }
    size_t sent = 0, length = strlen(request);
    for (ssize_t got;
         sent < length && (got = send(peer, request + sent, length - sent, MSG_NOSIGNAL)) > 0;)
        sent += (size_t)got;
    size_t size = read_answer(peer, answer);
    close(peer);
    if (size < 12 || strncmp(answer, "HTTP/", 5)) {
        puts("000");
        return 0;
    }
    const char *body = strstr(answer, "\r\n\r\n");
    printf("%.3s\n%s", answer + 9, body ? body + 4 : "");
    return fflush(stdout) ? 70 : 0;
}

static void wait_for_ever(void)
{
    for (;;)
        pause();
}

/* Reads what has come so far, at least one byte, at most for a second. */
static void swallow(int peer)
{
    char memory[16 << 10];
    struct pollfd ready = {.fd = peer, .events = POLLIN};
    if (poll(&ready, 1, 1000) > 0 && read(peer, memory, sizeof memory) < 0)
        errno = 0;
}

static void say(int peer, const char *text, unsigned pause_us)
{
    for (size_t i = 0, size = strlen(text); i < size;) {
        size_t part = pause_us ? 1 : size;
        if (send(peer, text + i, part, MSG_NOSIGNAL) < 0)
            return;
        i += part;
        usleep(pause_us);
    }
}

/* A close with unread bytes, or with a linger time of zero, is a reset. */
static void reset(int peer)
{
    struct linger none = {.l_onoff = 1};
    setsockopt(peer, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

static void attend(int peer, const char *kind, const char *text)
{
    if (!strcmp(kind, "close")) {
        swallow(peer);
    } else if (!strcmp(kind, "reset")) {
        swallow(peer);
        reset(peer);
    } else if (!strcmp(kind, "hangup")) {
        reset(peer); /* before anything was read */
    } else if (!strcmp(kind, "say")) {
        swallow(peer);
        say(peer, text, 0);
    } else if (!strcmp(kind, "drip")) {
        swallow(peer);
        say(peer, text, 200000);
    } else if (!strcmp(kind, "silent")) {
        wait_for_ever();
    } else {
        errno = 0;
        helper_die("no such kind of server: %s", kind);
    }
    close(peer);
}

/* As a firewall that drops: packets with an ordinary time to live never reach the socket. Needs no
 * privilege. */
static void drop_all(int listener)
{
    int highest = 255;
    if (setsockopt(listener, IPPROTO_IP, IP_MINTTL, &highest, sizeof highest))
        helper_die("cannot drop packets");
}

/* \r and \n in the text become those bytes. */
static void unescape(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        if (from[0] == '\\' && (from[1] == 'r' || from[1] == 'n'))
            *to++ = *++from == 'r' ? '\r' : '\n';
        else
            *to++ = *from;
    }
    *to = 0;
}

int helper_serve(int argc, char **argv)
{
    int yes = 1;
    if (argc < 3 || argc > 4)
        return 64;
    bool is_full = !strcmp(argv[1], "full");
    struct sockaddr_in address = address_of(argv[2]);
    if (argc > 3)
        unescape(argv[3]);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) ||
        listen(listener, is_full ? 0 : 64))
        helper_die("cannot listen on %s", argv[2]);
    if (!strcmp(argv[1], "drop")) {
        drop_all(listener);
        wait_for_ever();
    }
    if (is_full) { /* nobody accepts: once the queue is full, the handshake of a new connection is
                      never answered */
        while (dial(&address) >= 0 && yes++ < 2)
            continue;
        wait_for_ever();
    }
    for (;;) {
        int peer = accept(listener, NULL, NULL);
        if (peer < 0)
            helper_die("cannot accept");
        pid_t child = fork();
        if (!child) {
            attend(peer, argv[1], argc > 3 ? argv[3] : "");
            _exit(0);
        }
        close(peer);
    }
}
