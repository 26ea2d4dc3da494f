/* The filter of system calls, tried in children: what the server never does ends it, what it does
 * goes on. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "http/privileges.h"

/* How a confined child that does this ends: its exit status, or minus the signal. */
static int end_of(int (*act)(void))
{
    pid_t pid = fork();
    int how = 0;
    assert_true(pid >= 0);
    if (pid == 0) {
        struct cairn_error err = {0};
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || cairn_http_confine(&err))
            _exit(99);
        _exit(act());
    }
    assert_int_equal(waitpid(pid, &how, 0), pid);
    return WIFSIGNALED(how) ? -WTERMSIG(how) : WEXITSTATUS(how);
}

static int start_program(void)
{
    char name[] = "true";
    char *argv[] = {name, NULL};
    return execv("/bin/true", argv) < 0;
}

static int make_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) < 0;
}

static int make_process(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid < 0;
}

static int become_root(void)
{
    return setuid(0) < 0;
}

static int make_folder(void)
{
    return mkdir("/tmp/cairn-test-confine", 0700) < 0 && errno == EPERM ? 7 : 0;
}

static void *nothing(void *context)
{
    return context;
}

static int make_thread(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, nothing, NULL))
        return 1;
    return pthread_join(thread, NULL);
}

static int read_file(void)
{
    char byte;
    int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    return fd < 0 || read(fd, &byte, 1) != 1 || prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0;
}

static void test_deadly(void **state)
{
    (void)state;
    assert_int_equal(end_of(start_program), -SIGSYS);
    assert_int_equal(end_of(make_socket), -SIGSYS);
    assert_int_equal(end_of(make_process), -SIGSYS);
    assert_int_equal(end_of(become_root), -SIGSYS);
}

static void test_refused(void **state)
{
    (void)state;
    assert_int_equal(end_of(make_folder), 7);
}

static void test_allowed(void **state)
{
    (void)state;
    assert_int_equal(end_of(make_thread), 0);
    assert_int_equal(end_of(read_file), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deadly),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
