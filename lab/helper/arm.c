/*
 * The first process of an arm. It makes the world (one tmpfs, reached as /etc, /var, /tmp, /run),
 * starts the shell that plays the arm (core.sh), and keeps the record: which phase is on, what each
 * phase printed and logged, what was said of it. At the end, or when time is up, it ends every
 * other process and writes the record to its standard output, as frames:
 *
 *     NAME SIZE\n BYTES          events, PHASE.out, PHASE.log; SIZE in decimal
 *     world -\n BYTES            a ustar archive of the rig's folder until the end of the stream,
 * when PACK is yes
 *
 * The shell speaks on descriptor 3, a line each, and waits for a line on descriptor 4 as the
 * answer:
 *
 *     phase NAME · source PATH · state LABEL · note TEXT · end
 */
#include "helper.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORLD   "/world"
#define RIG     WORLD "/rig"
#define OUTPUTS WORLD "/out"
#define AGE_S   3600

struct source {
    char path[1024];
    long offset;
};

struct arm {
    struct source sources[HELPER_SOURCES];
    size_t source_count;
    char phase[64];
    char events[HELPER_EVENT_BYTES];
    size_t event_size;
    int64_t start_ms;
    bool has_ended;
};

static struct arm arm;

static void event(const char *text)
{
    int size = snprintf(arm.events + arm.event_size, sizeof arm.events - arm.event_size,
        "%lld %s\n", (long long)(helper_now_ms() - arm.start_ms), text);
    if (size > 0 && (size_t)size < sizeof arm.events - arm.event_size)
        arm.event_size += (size_t)size;
}

/* --- the world
 * -------------------------------------------------------------------------------------------------------------
 */

static void write_file(const char *path, const char *text)
{
    FILE *out = fopen(path, "we");
    if (!out || fputs(text, out) < 0 || fclose(out))
        helper_die("cannot write %s", path);
}

/* Each entry of the suite's /etc as a link, so that a rig can replace any of them. */
static void link_etc(void)
{
    DIR *suite = opendir("/lab/etc");
    if (!suite)
        helper_die("cannot read the suite's /etc");
    for (struct dirent *entry; (entry = readdir(suite));) {
        char target[512], path[512];
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        helper_format(target, sizeof target, "/lab/etc/%s", entry->d_name);
        helper_format(path, sizeof path, "/etc/%s", entry->d_name);
        if (symlink(target, path))
            helper_die("cannot link %s", path);
    }
    closedir(suite);
}

static void replace_etc(const char *name, const char *text)
{
    char path[512];
    helper_format(path, sizeof path, "/etc/%s", name);
    unlink(path);
    write_file(path, text);
}

static void make_world(const char *prepared)
{
    static const char *const folders[] = {WORLD "/etc", WORLD "/var", WORLD "/var/log",
        WORLD "/var/lib", WORLD "/var/cache", WORLD "/var/tmp", WORLD "/tmp", WORLD "/run",
        WORLD "/home", RIG, OUTPUTS};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        if (mkdir(folders[i], 0755))
            helper_die("cannot make %s", folders[i]);
    }
    chmod(WORLD "/tmp", 01777);
    chmod(WORLD "/var/tmp", 01777);
    if (symlink("/run", WORLD "/var/run"))
        helper_die("cannot link /var/run");
    link_etc();
    replace_etc("passwd", "root:x:0:0:root:/root:/bin/sh\nlab:x:1000:1000:lab:/world/home:/bin/"
                          "sh\nnobody:x:65534:65534::/:/bin/false\n");
    replace_etc("group", "root:x:0:\nlab:x:1000:\nnogroup:x:65534:\n");
    replace_etc("hosts", "127.0.0.1 localhost\n::1 localhost\n");
    replace_etc("resolv.conf", "nameserver 127.0.0.1\n");
    replace_etc("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
    if (strcmp(prepared, "-"))
        helper_unpack(prepared, RIG, AGE_S);
}

/* Names that the kernel gives to a resource, so that a refusal can say which. */
static void limit(int resource, rlim_t value, const char *what)
{
    struct rlimit both = {.rlim_cur = value, .rlim_max = value};
    if (setrlimit(resource, &both))
        helper_die("cannot limit %s", what);
}

static void set_limits(void)
{
    limit(RLIMIT_CORE, 0, "core files");
    limit(RLIMIT_FSIZE, HELPER_FILE_SIZE_LIMIT, "the size of files");
    limit(RLIMIT_NPROC, HELPER_PROCESS_LIMIT, "processes");
    limit(RLIMIT_NOFILE, HELPER_FILES_LIMIT, "open files");
    limit(RLIMIT_DATA, HELPER_DATA_LIMIT, "memory");
    signal(
        SIGXFSZ, SIG_IGN); /* a full file is an error of write(2), which the program can report */
}

/* --- the record
 * ------------------------------------------------------------------------------------------------------------
 */

/* Appends the file's bytes from `from` on to `out`, at most what is kept; returns where the file
 * ends. */
static long copy_bytes(const char *path, long from, FILE *out)
{
    static char memory[64 << 10];
    size_t kept = 0;
    FILE *in = fopen(path, "re");
    if (!in)
        return from;
    fseek(in, 0, SEEK_END);
    long end = ftell(in);
    if (end < from) /* truncated or replaced: from its start */
        from = 0;
    fseek(in, from, SEEK_SET);
    for (size_t got; kept < HELPER_KEPT_BYTES && (got = fread(memory, 1, sizeof memory, in)) > 0;) {
        size_t part = got < HELPER_KEPT_BYTES - kept ? got : HELPER_KEPT_BYTES - kept;
        fwrite(memory, 1, part, out);
        kept += part;
    }
    fclose(in);
    if ((size_t)(end - from) > kept) {
        char text[1200];
        helper_format(text, sizeof text, "cut %s %ld", path, end - from);
        event(text);
    }
    return end;
}

/* What the sources got since the phase began becomes PHASE.log. */
static void end_phase(void)
{
    char path[256];
    if (!arm.phase[0])
        return;
    helper_format(path, sizeof path, OUTPUTS "/%s.log", arm.phase);
    FILE *out = fopen(path, "we");
    for (size_t i = 0; out && i < arm.source_count; i++)
        arm.sources[i].offset = copy_bytes(arm.sources[i].path, arm.sources[i].offset, out);
    if (out)
        fclose(out);
}

static void add_source(const char *path)
{
    for (size_t i = 0; i < arm.source_count; i++) {
        if (!strcmp(arm.sources[i].path, path))
            return;
    }
    errno = 0;
    if (arm.source_count == HELPER_SOURCES)
        helper_die("more than %u sources", HELPER_SOURCES);
    struct source *source = &arm.sources[arm.source_count++];
    helper_format(source->path, sizeof source->path, "%s", path);
}

/* What a world is does not depend on what was logged, nor on what the record itself writes. */
static bool is_no_state(const char *path)
{
    size_t length = strlen(path);
    for (size_t i = 0; i < arm.source_count; i++) {
        if (!strcmp(arm.sources[i].path, path))
            return true;
    }
    return !strcmp(path, OUTPUTS) || !strcmp(path, WORLD "/tmp") || !strcmp(path, WORLD "/run") ||
           !strcmp(path, WORLD "/var/log") ||
           (length > 4 &&
               (!strcmp(path + length - 4, ".pid") || !strcmp(path + length - 4, ".log") ||
                   !strcmp(path + length - 4, ".out")));
}

static void note_state(const char *label)
{
    char text[256];
    uint64_t digest = helper_digest_tree(WORLD, is_no_state);
    FILE *said = fopen(OUTPUTS "/rig_state", "re");
    if (said) {
        char memory[4096];
        for (size_t got; (got = fread(memory, 1, sizeof memory, said)) > 0;)
            digest = helper_digest_bytes(digest, memory, got);
        fclose(said);
    }
    helper_format(text, sizeof text, "state %.64s %016llx", label, (unsigned long long)digest);
    event(text);
}

static bool is_phase_name(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return length && length < sizeof arm.phase && !name[length];
}

/* One line of the shell. */
static void obey(char *line)
{
    char text[4096];
    if (!strncmp(line, "phase ", 6) && is_phase_name(line + 6)) {
        end_phase();
        helper_format(arm.phase, sizeof arm.phase, "%s", line + 6);
        helper_format(text, sizeof text, "%s", line);
        event(text);
    } else if (!strncmp(line, "source ", 7)) {
        add_source(line + 7);
    } else if (!strncmp(line, "state ", 6)) {
        note_state(line + 6);
    } else if (!strncmp(line, "note ", 5)) {
        helper_format(text, sizeof text, "%.4000s", line + 5);
        event(text);
    } else if (!strcmp(line, "end")) {
        end_phase();
        arm.phase[0] = 0;
        arm.has_ended = true;
        event("end");
    } else {
        helper_format(text, sizeof text, "invalid the shell said: %.1000s", line);
        event(text);
    }
}

/* --- the shell
 * --------------------------------------------------------------------------------------------------------------
 */

static pid_t start_shell(char **arguments, int *out_from, int *out_to)
{
    int said[2], answer[2];
    if (pipe2(said, O_CLOEXEC) || pipe2(answer, O_CLOEXEC))
        helper_die("no pipe");
    pid_t shell = fork();
    if (shell < 0)
        helper_die("cannot start the shell");
    if (!shell) {
        int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
        int out = open(OUTPUTS "/start.out", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
        if (nothing < 0 || out < 0 || dup2(nothing, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
            helper_die("cannot redirect the shell");
        /* Numbers 3 and 4 are promised; our own may be those, so both go through higher ones. */
        int high_said = fcntl(said[1], F_DUPFD_CLOEXEC, 10),
            high_answer = fcntl(answer[0], F_DUPFD_CLOEXEC, 10);
        if (high_said < 0 || high_answer < 0 || dup2(high_said, 3) < 0 || dup2(high_answer, 4) < 0)
            helper_die("cannot redirect the shell");
        if (chdir(WORLD "/home"))
            helper_die("no home");
        execv("/bin/sh", arguments);
        helper_die("cannot run /bin/sh");
    }
    close(said[1]);
    close(answer[0]);
    /* A rig may speak and never listen: the answer is then dropped, and the deadline still holds.
     */
    fcntl(answer[1], F_SETFL, O_NONBLOCK);
    *out_from = said[0];
    *out_to = answer[1];
    return shell;
}

/* Reaps whatever ended; true when the shell is among it. */
static bool reap(pid_t shell, int *out_status)
{
    bool is_over = false;
    int status = 0;
    for (pid_t ended; (ended = waitpid(-1, &status, WNOHANG)) > 0;) {
        if (ended == shell) {
            is_over = true;
            *out_status = status;
        }
    }
    return is_over;
}

static void hear(int from, int to, char line[4096], size_t *size)
{
    ssize_t got = read(from, line + *size, 4095 - *size);
    if (got <= 0)
        return;
    *size += (size_t)got;
    for (char *end; (end = memchr(line, '\n', *size));) {
        *end = 0;
        obey(line);
        size_t taken = (size_t)(end - line) + 1;
        memmove(line, end + 1, *size - taken);
        *size -= taken;
        if (write(to, "\n", 1) < 0)
            errno = 0;
    }
    if (*size == 4095) {
        *size = 0;
        event("invalid the shell said a line longer than 4 KiB");
    }
}

static void attend(pid_t shell, int from, int to, int64_t deadline_ms)
{
    static char line[4096];
    size_t size = 0;
    int status = 0;
    bool is_over = false;
    while (!is_over && !arm.has_ended) {
        int64_t left = deadline_ms - helper_now_ms();
        int patience = from < 0 ? 5 : 50;
        struct pollfd ready[] = {{.fd = from, .events = POLLIN}, {.fd = STDOUT_FILENO}};
        if (left <= 0) {
            event("invalid time is up");
            return;
        }
        poll(ready, 2, left < patience ? (int)left : patience);
        if (ready[1].revents & POLLERR) /* nobody reads the record any more: the runner is gone */
            _exit(70);
        is_over = reap(shell, &status);
        if (ready[0].revents)
            hear(from, to, line, &size);
        if ((ready[0].revents & POLLHUP) && !(ready[0].revents & POLLIN))
            from = -1; /* the rig has closed it; its end, or the deadline, is still to come */
    }
    if (!arm.has_ended) {
        char text[128];
        helper_format(text, sizeof text,
            WIFSIGNALED(status) ? "invalid the shell was ended by signal %d"
                                : "invalid the shell ended with status %d",
            WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        event(text);
    }
}

/* --- the end
 * ----------------------------------------------------------------------------------------------------------------
 */

static void write_frame(const char *name, const char *path)
{
    static char memory[HELPER_KEPT_BYTES];
    FILE *in = fopen(path, "re");
    if (!in)
        return;
    size_t size = fread(memory, 1, sizeof memory, in);
    bool is_cut = size == sizeof memory && fgetc(in) != EOF;
    fclose(in);
    if (is_cut) {
        char text[256];
        helper_format(text, sizeof text, "cut %s", name);
        event(text);
    }
    if (!size)
        return;
    printf("%s %zu\n", name, size);
    fwrite(memory, 1, size, stdout);
}

static void write_record(bool pack)
{
    struct dirent **entries = NULL;
    int count = scandir(OUTPUTS, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char path[512];
        const char *name = entries[i]->d_name;
        size_t length = strlen(name);
        helper_format(path, sizeof path, OUTPUTS "/%s", name);
        if (length > 4 &&
            (!strcmp(name + length - 4, ".out") || !strcmp(name + length - 4, ".log")))
            write_frame(name, path);
    }
    printf("events %zu\n", arm.event_size);
    fwrite(arm.events, 1, arm.event_size, stdout);
    if (pack) {
        fputs("world -\n", stdout);
        helper_pack(RIG, stdout);
    }
    if (fflush(stdout))
        helper_die("cannot write the record");
}

int helper_arm(int argc, char **argv)
{
    static char shell_name[] = "/bin/sh", script[] = "/lab/core.sh";
    char *arguments[16] = {shell_name, script};
    int from = -1, to = -1;
    if (argc < 5 || argc > 16)
        return 64;
    arm.start_ms = helper_now_ms();
    int64_t deadline_ms = arm.start_ms + helper_number(argv[2], 1, 3600, "the time limit") * 1000;
    for (int i = 4; i < argc; i++)
        arguments[i - 2] = argv[i];
    umask(022);
    signal(SIGPIPE, SIG_IGN);
    set_limits();
    make_world(argv[1]);
    pid_t shell = start_shell(arguments, &from, &to);
    attend(shell, from, to, deadline_ms);
    kill(-1, SIGKILL); /* everyone in this process namespace but ourselves */
    while (wait(NULL) > 0)
        continue;
    if (!arm.has_ended)
        end_phase();
    write_record(!strcmp(argv[3], "yes") && arm.has_ended);
    return 0;
}
