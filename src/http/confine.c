/*
 * The filter of system calls. Allowed is what reading, answering, loading a canon and writing a
 * ledger need; starting a program, making a process or a socket, and looking into other processes
 * kill the server at once, since nothing here ever does that; everything else fails with EPERM.
 *
 * Under a sanitizer no filter is set (meson.build leaves this file out): sanitizers start processes
 * and trace.
 */
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/stat.h>

#include "http/privileges.h"

static const int allowed[] = {
    /* Connections and signals. */
    SCMP_SYS(accept4), SCMP_SYS(recvfrom), SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(shutdown),
    SCMP_SYS(setsockopt), SCMP_SYS(getsockopt), SCMP_SYS(getsockname), SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(eventfd2),
    SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(rt_sigtimedwait), SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    /* Files: canons are read, the ledger is written and locked. */
    SCMP_SYS(openat), SCMP_SYS(open), SCMP_SYS(close), SCMP_SYS(read), SCMP_SYS(write),
    SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(pread64), SCMP_SYS(pwrite64), SCMP_SYS(lseek),
    SCMP_SYS(stat), SCMP_SYS(fstat), SCMP_SYS(lstat), SCMP_SYS(newfstatat), SCMP_SYS(statx),
    SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink),
    SCMP_SYS(readlinkat), SCMP_SYS(getcwd), SCMP_SYS(fcntl), SCMP_SYS(ftruncate),
    SCMP_SYS(fallocate), SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(unlink), SCMP_SYS(unlinkat),
    SCMP_SYS(fchmod), SCMP_SYS(fchown), SCMP_SYS(statfs), SCMP_SYS(fstatfs),
    /* Memory: regexes become machine code, hence mprotect. */
    SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect),
    SCMP_SYS(madvise),
    /* Threads and time. */
    SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_setscheduler), SCMP_SYS(setpriority),
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday),
    SCMP_SYS(restart_syscall), SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(tgkill), SCMP_SYS(exit),
    SCMP_SYS(exit_group), SCMP_SYS(prlimit64), SCMP_SYS(getrlimit), SCMP_SYS(setrlimit),
    /* What libraries ask about the machine. */
    SCMP_SYS(getrandom), SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(getuid), SCMP_SYS(geteuid),
    SCMP_SYS(getgid), SCMP_SYS(getegid)};

/* Signs of somebody else at work. */
static const int deadly[] = {SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork),
    SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(socket),
    SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(mount), SCMP_SYS(setuid),
    SCMP_SYS(setresuid), SCMP_SYS(chroot), SCMP_SYS(kexec_load), SCMP_SYS(init_module),
    SCMP_SYS(finit_module), SCMP_SYS(bpf), SCMP_SYS(memfd_create)};

static int add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
    int failure = 0;
    for (size_t i = 0; !failure && i < count; i++)
        failure = seccomp_rule_add(filter, action, calls[i], 0);
    return failure;
}

/* Threads may be made, processes not. The flags of clone3 stand in memory where no filter sees
 * them; told that there is no such call, the C library takes clone. */
static int add_threads(scmp_filter_ctx filter)
{
    int failure = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
        SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    if (!failure)
        failure = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 1,
            SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
    if (!failure)
        failure = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    return failure;
}

/* The ledger is made by mknod when the first outcome comes (store/own.c): a plain file, never a
 * device. */
static int add_plain_files(scmp_filter_ctx filter)
{
    return seccomp_rule_add(
        filter, SCMP_ACT_ALLOW, SCMP_SYS(mknodat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, S_IFMT, S_IFREG));
}

enum cairn_status cairn_http_confine(struct cairn_error *err)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter)
        return CAIRN_FAIL_MEMORY(err);
    int failure = add_all(filter, SCMP_ACT_ALLOW, allowed, CAIRN_ARRAY_SIZE(allowed));
    if (!failure)
        failure = add_all(filter, SCMP_ACT_KILL_PROCESS, deadly, CAIRN_ARRAY_SIZE(deadly));
    if (!failure)
        failure = add_threads(filter);
    if (!failure)
        failure = add_plain_files(filter);
    if (!failure)
        failure = seccomp_load(filter);
    seccomp_release(filter);
    if (!failure)
        return CAIRN_OK;
    errno = -failure;
    return CAIRN_FAIL_ERRNO(
        err, CAIRN_ERR_UNSUPPORTED, "could not limit the system calls of the server");
}
