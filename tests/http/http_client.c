/*
 * A client that behaves as no honest one does, for the tests of the server. All commands talk to
 * 127.0.0.1 or, where PORT is a path, to a Unix socket:
 *
 *     http_client raw PORT           sends standard input as it is, prints what comes back
 *     http_client drip PORT MS       the same, one byte each MS milliseconds
 *     http_client idle PORT COUNT    holds COUNT idle connections until standard input ends
 *     http_client slow PORT COUNT    holds COUNT connections in the middle of a head
 *     http_client greedy PORT COUNT PATH   asks for PATH COUNT times at once and reads nothing
 *     http_client steady PORT PATH   asks for PATH again and again until SIGTERM, then says how
 * often, and how often it failed: any answer but 200, or one cut short. A connection closed between
 * answers is opened anew.
 *
 * "ready" on standard output says that all connections stand.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define LONGEST_WAIT_MS 60000

static _Noreturn void die(const char *what)
{
    perror(what);
    exit(2);
}

/* -1: refused. */
static int try_connect(const char *port)
{
    struct sockaddr_storage address = {0};
    socklen_t size;
    if (*port == '/') {
        struct sockaddr_un *local = (struct sockaddr_un *)&address;
        local->sun_family = AF_UNIX;
        snprintf(local->sun_path, sizeof local->sun_path, "%s", port);
        size = sizeof *local;
    } else {
        struct sockaddr_in *ipv4 = (struct sockaddr_in *)&address;
        ipv4->sin_family = AF_INET;
        ipv4->sin_port = htons((uint16_t)strtoul(port, NULL, 10));
        ipv4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        size = sizeof *ipv4;
    }
    int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        die("socket");
    if (connect(fd, (struct sockaddr *)&address, size) == 0)
        return fd;
    close(fd);
    return -1;
}

static int connect_to(const char *port)
{
    int fd = try_connect(port);
    if (fd < 0)
        die("connect");
    return fd;
}

static bool send_all(int fd, const char *data, size_t size)
{
    while (size) {
        ssize_t count = send(fd, data, size, MSG_NOSIGNAL);
        if (count < 0)
            return false;
        data += count;
        size -= (size_t)count;
    }
    return true;
}

static void print_answers(int fd)
{
    static char data[65536];
    struct pollfd waiting = {.fd = fd, .events = POLLIN};
    while (poll(&waiting, 1, LONGEST_WAIT_MS) == 1) {
        ssize_t count = recv(fd, data, sizeof data, 0);
        if (count <= 0)
            return;
        fwrite(data, 1, (size_t)count, stdout);
    }
}

static void send_slowly(int fd, const char *data, size_t size, long ms)
{
    for (size_t i = 0; i < size; i++) {
        struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
        nanosleep(&pause, NULL);
        if (!send_all(fd, data + i, 1))
            return;
    }
}

static int send_input(const char *port, long ms)
{
    static char data[4 << 20];
    size_t size = fread(data, 1, sizeof data, stdin);
    int fd = connect_to(port);
    if (ms)
        send_slowly(fd, data, size, ms);
    else
        (void)!send_all(fd, data, size);
    print_answers(fd);
    return 0;
}

static int hold(const char *port, size_t count, const char *beginning)
{
    struct rlimit limit;
    char byte;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        die("getrlimit");
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
        die("setrlimit");
    int *fds = calloc(count, sizeof *fds);
    if (!fds)
        die("calloc");
    for (size_t i = 0; i < count; i++) {
        fds[i] = connect_to(port);
        if (!send_all(fds[i], beginning, strlen(beginning)))
            die("send");
    }
    puts("ready");
    fflush(stdout);
    (void)!read(STDIN_FILENO, &byte, 1);
    size_t open = 0;
    for (size_t i = 0; i < count; i++)
        open += recv(fds[i], &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0 && errno == EAGAIN;
    printf("%zu open\n", open);
    free(fds);
    return 0;
}

static int ask_without_reading(const char *port, size_t count, const char *path)
{
    char request[1024], byte;
    int fd = connect_to(port);
    int size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", path);
    for (size_t i = 0; i < count; i++) {
        if (send(fd, request, (size_t)size, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
            break;
    }
    puts("ready");
    fflush(stdout);
    (void)!read(STDIN_FILENO, &byte, 1);
    return 0;
}

static volatile sig_atomic_t must_end;

static void end(int number)
{
    (void)number;
    must_end = 1;
}

enum fate {
    ANSWERED,
    NOT_BEGUN, /* the connection ended before the answer: it is to be asked again */
    FAILED,
};

static enum fate ask(int fd, const char *request)
{
    static char data[1 << 20];
    size_t size = 0, wanted = 0;
    if (!send_all(fd, request, strlen(request)))
        return NOT_BEGUN;
    while (!wanted || size < wanted) {
        ssize_t count = recv(fd, data + size, sizeof data - 1 - size, 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return size ? FAILED : NOT_BEGUN;
        size += (size_t)count;
        data[size] = '\0';
        const char *body = wanted ? NULL : strstr(data, "\r\n\r\n");
        const char *length = body ? strstr(data, "Content-Length: ") : NULL;
        if (length)
            wanted =
                (size_t)(body + 4 - data) + strtoul(length + strlen("Content-Length: "), NULL, 10);
    }
    return size == wanted && !strncmp(data, "HTTP/1.1 200 ", 13) ? ANSWERED : FAILED;
}

static int ask_steadily(const char *port, const char *path)
{
    char request[1024];
    size_t answered = 0, failed = 0;
    struct sigaction action = {.sa_handler = end};
    sigaction(SIGTERM, &action, NULL);
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", path);
    puts("ready");
    fflush(stdout);
    int fd = -1;
    while (!must_end && !failed) {
        if (fd < 0)
            fd = try_connect(port);
        if (fd < 0)
            break; /* the server has gone */
        enum fate fate = ask(fd, request);
        answered += fate == ANSWERED;
        failed += fate == FAILED;
        if (fate == NOT_BEGUN) {
            close(fd);
            fd = -1;
        }
    }
    printf("%zu answered, %zu failed\n", answered, failed);
    return failed ? 1 : 0;
}

int main(int argc, char **argv)
{
    const char *command = argc > 2 ? argv[1] : "";
    const char *port = argc > 2 ? argv[2] : "";
    size_t count = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
    if (!strcmp(command, "raw"))
        return send_input(port, 0);
    if (!strcmp(command, "drip") && argc == 4)
        return send_input(port, (long)count);
    if (!strcmp(command, "idle") && argc == 4)
        return hold(port, count, "");
    if (!strcmp(command, "slow") && argc == 4)
        return hold(port, count, "GET / HTTP/1.1\r\nHost");
    if (!strcmp(command, "greedy") && argc == 5)
        return ask_without_reading(port, count, argv[4]);
    if (!strcmp(command, "steady") && argc == 4)
        return ask_steadily(port, argv[3]);
    fprintf(stderr, "usage: http_client raw|drip|idle|slow|greedy|steady PORT ...\n");
    return 2;
}
