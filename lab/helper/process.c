/* Which processes there are, read from /proc of the sandbox's own process namespace. */
#include "helper.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_MS  5000
#define MAX_CHILDREN 4096u

/* Parent and state of a process (proc(5): pid (name) state ppid …; the name may hold anything);
 * false when it has gone. */
static bool read_stat(long pid, long *out_parent, char *out_state)
{
    char path[64], text[512];
    helper_format(path, sizeof path, "/proc/%ld/stat", pid);
    FILE *in = fopen(path, "re");
    if (!in)
        return false;
    size_t size = fread(text, 1, sizeof text - 1, in);
    fclose(in);
    text[size] = 0;
    const char *after = strrchr(text, ')');
    return after && sscanf(after + 1, " %c %ld", out_state, out_parent) == 2;
}

static int by_number(const void *left, const void *right)
{
    const long *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Living children of a process, in order. */
static size_t find_children(long parent, long found[MAX_CHILDREN])
{
    size_t count = 0;
    DIR *all = opendir("/proc");
    if (!all)
        helper_die("cannot read /proc");
    for (struct dirent *entry; (entry = readdir(all)) && count < MAX_CHILDREN;) {
        long pid = strtol(entry->d_name, NULL, 10), its_parent = 0;
        char state = 0;
        if (pid > 0 && read_stat(pid, &its_parent, &state) && its_parent == parent && state != 'Z')
            found[count++] = pid;
    }
    closedir(all);
    qsort(found, count, sizeof *found, by_number);
    return count;
}

static long process_of(const char *text)
{
    return helper_number(text, 1, 1 << 22, "the process");
}

int helper_children(int argc, char **argv)
{
    static long found[MAX_CHILDREN];
    if (argc != 2)
        return 64;
    size_t count = find_children(process_of(argv[1]), found);
    for (size_t i = 0; i < count; i++)
        printf("%s%ld", i ? " " : "", found[i]);
    putchar('\n');
    return 0;
}

static bool is_any_alive(const long *pids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        long parent = 0;
        char state = 0;
        if (read_stat(pids[i], &parent, &state) && state != 'Z')
            return true;
    }
    return false;
}

int helper_gone(int argc, char **argv)
{
    static long pids[MAX_CHILDREN];
    size_t count = 0;
    for (int i = 1; i < argc && count < MAX_CHILDREN; i++)
        pids[count++] = process_of(argv[i]);
    for (int64_t end = helper_now_ms() + PATIENCE_MS; helper_now_ms() < end; usleep(1000)) {
        if (!is_any_alive(pids, count))
            return 0;
    }
    errno = 0;
    helper_die("a process does not end");
}

static long size_of(const char *path)
{
    FILE *in = fopen(path, "re");
    if (!in)
        return 0;
    fseek(in, 0, SEEK_END);
    long size = ftell(in);
    fclose(in);
    return size;
}

static bool holds(const char *path, long from, const char *text)
{
    static char memory[256 << 10];
    FILE *in = fopen(path, "re");
    if (!in)
        return false;
    fseek(in, from, SEEK_SET);
    size_t size = fread(memory, 1, sizeof memory, in);
    fclose(in);
    return memmem(memory, size, text, strlen(text)) != NULL;
}

/* Signals a process that replaces its children (a reload), and waits until those it had have ended;
 * or until `text` appears in what is written to `log` meanwhile: then it has refused. */
int helper_renew(int argc, char **argv)
{
    static long old[MAX_CHILDREN];
    if (argc != 3 && argc != 5)
        return 64;
    long parent = process_of(argv[1]);
    int signal_number = (int)helper_number(argv[2], 1, 64, "the signal");
    long from = argc == 5 ? size_of(argv[3]) : 0;
    size_t count = find_children(parent, old);
    if (kill((pid_t)parent, signal_number))
        helper_die("cannot signal %ld", parent);
    for (int64_t end = helper_now_ms() + PATIENCE_MS; helper_now_ms() < end; usleep(1000)) {
        if (!is_any_alive(old, count))
            return 0;
        if (argc == 5 && holds(argv[3], from, argv[4]))
            return 1;
    }
    errno = 0;
    helper_die("a process does not end");
}
