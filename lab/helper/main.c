/* lab: the tools of a sandbox. */
#include "helper.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void helper_die(const char *format, ...)
{
    int number = errno;
    va_list arguments;
    va_start(arguments, format);
    fputs("lab: ", stderr);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    if (number)
        fprintf(stderr, ": %s", strerror(number));
    fputc('\n', stderr);
    exit(70);
}

void helper_format(char *text, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, size, format, arguments);
    va_end(arguments);
    errno = 0;
    if (length < 0 || (size_t)length >= size)
        helper_die("a text is too long: %.60s…", text);
}

long helper_number(const char *text, long lowest, long highest, const char *what)
{
    char *end = NULL;
    errno = 0;
    long number = strtol(text, &end, 10);
    if (errno || end == text || *end || number < lowest || number > highest) {
        errno = 0;
        helper_die("%s must be a number from %ld to %ld, not \"%s\"", what, lowest, highest, text);
    }
    return number;
}

int64_t helper_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
        const char *usage;
    } commands[] = {
        {"arm", helper_arm, "arm PREPARED TIMEOUT_S PACK ARGUMENT…   the first process of an arm"},
        {"get", helper_get,
            "get PORT PATH [HOST]     one HTTP request; prints status and body, 000 without an "
            "answer"},
        {"wait", helper_wait,
            "wait [ADDRESS:]PORT…     until something listens there, at most 5 s"},
        {"closed", helper_closed,
            "closed [ADDRESS:]PORT…   until nothing listens there, at most 5 s"},
        {"serve", helper_serve,
            "serve KIND [ADDRESS:]PORT [TEXT]   a faulty server: close, reset, hangup, silent, "
            "full, drop, say, drip"},
        {"fill", helper_fill,
            "fill < TEXT              {{name}} becomes the variable of that name"},
        {"age", helper_age, "age SECONDS PATH…        everything below looks that old"},
        {"children", helper_children, "children PID             its child processes, in order"},
        {"gone", helper_gone, "gone PID…                until they have ended, at most 5 s"},
        {"renew", helper_renew,
            "renew PID SIGNAL [LOG TEXT]   signal it; until the children it had have ended; 1 when "
            "TEXT comes into LOG first"},
    };
    for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++) {
        if (!strcmp(argv[1], commands[i].name))
            return commands[i].run(argc - 1, argv + 1);
    }
    fputs("usage: lab COMMAND\n", stderr);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(stderr, "  lab %s\n", commands[i].usage);
    return 64;
}
