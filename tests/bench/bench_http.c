/*
 * A load generator for HTTP/1.1 with keep-alive, and what its load costs a server:
 *
 *     bench_http PORT PATH CONNECTIONS REQUESTS RATE BODY PID...
 *
 * RATE 0 sends as fast as answers come (closed loop); otherwise so many requests a second are due,
 * whether answers come or not, and a latency counts from when its request was due, so that a server
 * that stalls cannot hide it. BODY "-" is GET, else POST of that text. Processor time is that of
 * the processes named, from /proc. Prints requests, failures, requests a second, microseconds of
 * processor time for each, and latencies. Exit status 1: an answer was not 200.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define INPUT_SIZE 65536
#define HEAD_SIZE  4096
#define EVENTS     256
#define LIMIT_S    120
#define IDLE_MS    1
#define MOST_PIDS  64

struct client {
    int fd;
    bool is_busy;
    double due; /* when its request should have been sent */
    char head[HEAD_SIZE];
    size_t head_size; /* as far as it came */
    size_t body_left;
    bool is_in_body;
};

struct load {
    struct client *clients;
    size_t client_count;
    struct client **idle;
    size_t idle_count;
    char request[8192];
    size_t request_size;
    size_t wanted, sent, done, failed;
    double rate, started;
    float *latencies_ms;
    int epoll_fd;
};

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static _Noreturn void die(const char *what)
{
    perror(what);
    exit(2);
}

/* utime + stime of all the processes, in microseconds. */
static double processor_us(char **pids, int count)
{
    double ticks = 0;
    for (int i = 0; i < count; i++) {
        char path[64], text[1024];
        snprintf(path, sizeof path, "/proc/%s/stat", pids[i]);
        FILE *file = fopen(path, "r");
        if (!file)
            die(path);
        size_t size = fread(text, 1, sizeof text - 1, file);
        fclose(file);
        text[size] = '\0';
        unsigned long user = 0, system = 0;
        const char *behind = strrchr(text, ')');
        if (!behind || sscanf(behind + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
                           &user, &system) != 2)
            die("stat");
        ticks += (double)(user + system);
    }
    return ticks * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

static void connect_client(struct load *load, struct client *client, uint16_t port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (client->fd < 0 || connect(client->fd, (struct sockaddr *)&address, sizeof address) < 0)
        die("connect");
    setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    if (epoll_ctl(load->epoll_fd, EPOLL_CTL_ADD, client->fd, &event) < 0)
        die("epoll_ctl");
    load->idle[load->idle_count++] = client;
}

static void send_request(struct load *load, double due)
{
    struct client *client = load->idle[--load->idle_count];
    client->is_busy = true;
    client->due = due;
    client->head_size = 0;
    client->is_in_body = false;
    if (send(client->fd, load->request, load->request_size, MSG_NOSIGNAL) !=
        (ssize_t)load->request_size)
        die("send");
    load->sent++;
}

static void send_due(struct load *load)
{
    while (load->sent < load->wanted && load->idle_count) {
        double now = now_s();
        double due = load->rate > 0 ? load->started + (double)load->sent / load->rate : now;
        if (due > now)
            return;
        send_request(load, due);
    }
}

/* Reads the head as far as it is there; how much of the input belongs to it. */
static size_t take_head(struct load *load, struct client *client, const char *data, size_t size)
{
    size_t used = 0;
    while (used < size && !client->is_in_body) {
        if (client->head_size == HEAD_SIZE - 1)
            die("a head is too long");
        client->head[client->head_size++] = data[used++];
        client->is_in_body =
            client->head_size >= 4 && !memcmp(client->head + client->head_size - 4, "\r\n\r\n", 4);
    }
    if (!client->is_in_body)
        return used;
    client->head[client->head_size] = '\0';
    const char *length = strstr(client->head, "Content-Length: ");
    client->body_left = length ? strtoul(length + strlen("Content-Length: "), NULL, 10) : 0;
    if (strncmp(client->head, "HTTP/1.1 200 ", strlen("HTTP/1.1 200 ")) != 0)
        load->failed++;
    return used;
}

static void take_input(struct load *load, struct client *client, const char *data, size_t size)
{
    size_t used = client->is_in_body ? 0 : take_head(load, client, data, size);
    size_t body = size - used;
    if (!client->is_in_body)
        return;
    if (body > client->body_left)
        die("more came than was announced");
    client->body_left -= body;
    if (client->body_left)
        return;
    load->latencies_ms[load->done++] = (float)((now_s() - client->due) * 1e3);
    client->is_busy = false;
    load->idle[load->idle_count++] = client;
}

static void run(struct load *load)
{
    static char input[INPUT_SIZE];
    struct epoll_event events[EVENTS];
    load->started = now_s();
    while (load->done < load->wanted) {
        send_due(load);
        int count = epoll_wait(load->epoll_fd, events, EVENTS, load->rate > 0 ? IDLE_MS : 1000);
        for (int i = 0; i < count; i++) {
            struct client *client = events[i].data.ptr;
            ssize_t size = recv(client->fd, input, sizeof input, MSG_DONTWAIT);
            if (size < 0 && errno == EAGAIN)
                continue;
            if (size <= 0)
                die("the server closed a connection");
            take_input(load, client, input, (size_t)size);
        }
        if (now_s() - load->started > LIMIT_S)
            die("time is up");
    }
}

static int compare(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return x < y ? -1 : x > y;
}

static void write_request(struct load *load, const char *path, const char *body)
{
    int size = strcmp(body, "-") == 0
                   ? snprintf(load->request, sizeof load->request,
                         "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path)
                   : snprintf(load->request, sizeof load->request,
                         "POST %s HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
                         "Content-Type: text/plain\r\nContent-Length: %zu\r\n\r\n%s",
                         path, strlen(body), body);
    if (size < 0 || (size_t)size >= sizeof load->request)
        die("the request is too long");
    load->request_size = (size_t)size;
}

int main(int argc, char **argv)
{
    if (argc < 7 || argc > 7 + MOST_PIDS) {
        fprintf(stderr, "usage: bench_http PORT PATH CONNECTIONS REQUESTS RATE BODY PID...\n");
        return 2;
    }
    struct load load = {.client_count = strtoul(argv[3], NULL, 10),
        .wanted = strtoul(argv[4], NULL, 10),
        .rate = strtod(argv[5], NULL)};
    load.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    load.clients = calloc(load.client_count, sizeof *load.clients);
    load.idle = calloc(load.client_count, sizeof *load.idle);
    load.latencies_ms = calloc(load.wanted, sizeof *load.latencies_ms);
    if (load.epoll_fd < 0 || !load.clients || !load.idle || !load.latencies_ms || !load.wanted)
        die("preparing");
    write_request(&load, argv[2], argv[6]);
    for (size_t i = 0; i < load.client_count; i++)
        connect_client(&load, &load.clients[i], (uint16_t)strtoul(argv[1], NULL, 10));
    double before_us = processor_us(argv + 7, argc - 7);
    run(&load);
    double took_s = now_s() - load.started;
    double used_us = processor_us(argv + 7, argc - 7) - before_us;
    qsort(load.latencies_ms, load.done, sizeof *load.latencies_ms, compare);
    printf("%zu requests, %zu failed, %.0f a second, %.2f us of processor each, "
           "p50 %.2f ms, p99 %.2f ms, longest %.2f ms\n",
        load.done, load.failed, (double)load.done / took_s, used_us / (double)load.done,
        (double)load.latencies_ms[load.done / 2], (double)load.latencies_ms[load.done * 99 / 100],
        (double)load.latencies_ms[load.done - 1]);
    return load.failed ? 1 : 0;
}
