/*
 * cairn-serve: what `cairn serve` starts. A program of its own, because it reads what strangers
 * send: it listens, gives up its privileges, narrows what it may ask of the system, and only then
 * opens a canon and answers.
 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/span.h"
#include "http/log.h"
#include "http/notify.h"
#include "http/privileges.h"
#include "http/server.h"

#define EXIT_TROUBLE 2

/* Sockets that systemd opened are for this process alone (sd_listen_fds(3)). */
static uint64_t count_inherited(void)
{
    const char *pid = getenv("LISTEN_PID");
    const char *fds = getenv("LISTEN_FDS");
    uint64_t number = 0, count = 0;
    if (!pid || !fds || !cairn_span_to_u64(cairn_span_from_string(pid), &number) ||
        number != (uint64_t)getpid() || !cairn_span_to_u64(cairn_span_from_string(fds), &count))
        return 0;
    return count;
}

static enum cairn_status listen_all(const struct cairn_http_settings *settings,
    struct cairn_http_listeners *listeners, struct cairn_error *err)
{
    enum cairn_status status = cairn_http_listen_inherited(listeners, count_inherited(), err);
    for (size_t i = 0; !status && i < settings->listen_count; i++)
        status = cairn_http_listen(listeners, settings->listen[i], err);
    if (!status && !listeners->count)
        status = cairn_http_listen(listeners, cairn_http_default_listen(), err);
    return status;
}

/* Threads inherit the mask; SIGPIPE would end the server when a client goes away. */
static void prepare_signals(void)
{
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGHUP);
    sigaddset(&blocked, SIGINT);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGPIPE);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
}

int main(int argc, char **argv)
{
    struct cairn_http_settings settings = {0};
    struct cairn_http_listeners listeners = {0};
    struct cairn_error err = {0};
    prepare_signals();
    enum cairn_status status = cairn_http_settings_read(argc, argv, &settings, &err);
    if (!status)
        status = listen_all(&settings, &listeners, &err);
    if (!status) {
        cairn_http_notify_open(getenv("NOTIFY_SOCKET"));
        status = cairn_http_drop_privileges(&settings, &err);
    }
    if (!status)
        status = cairn_http_confine(&err);
    if (!status)
        status = cairn_http_serve(&settings, &listeners, &err);
    cairn_http_listeners_done(&listeners);
    if (status)
        cairn_http_log_error("the server could not start", &err);
    cairn_http_settings_done(&settings);
    return status ? EXIT_TROUBLE : EXIT_SUCCESS;
}
