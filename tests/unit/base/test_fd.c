/* Files in a folder of their own: reading with limits, replacing whole files, messages. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"

static int folder = -1;
static char folder_path[] = "/tmp/cairn-test-fd-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    umask(022);
    if (!mkdtemp(folder_path))
        return -1;
    folder = open(folder_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return folder < 0 ? -1 : 0;
}

static void remove_in(int dir_fd)
{
    DIR *dir = fdopendir(dir_fd);
    for (const struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        int inner = openat(dir_fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
        if (inner >= 0)
            remove_in(inner);
        unlinkat(dir_fd, entry->d_name, inner >= 0 ? AT_REMOVEDIR : 0);
    }
    closedir(dir);
}

static int remove_folder(void **state)
{
    (void)state;
    remove_in(folder);
    return rmdir(folder_path);
}

static size_t count_temporaries(void)
{
    size_t count = 0;
    DIR *dir = opendir(folder_path);
    for (const struct dirent *entry = readdir(dir); entry; entry = readdir(dir))
        count += strncmp(entry->d_name, ".cairn-", 7) == 0;
    closedir(dir);
    return count;
}

static void assert_content(const char *path, const char *expected)
{
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    assert_int_equal(cairn_file_read(folder, path, 1 << 20, &buf, NULL), CAIRN_OK);
    assert_string_equal(buf.data, expected);
}

static void put(const char *path, const char *content)
{
    struct cairn_error err = {0};
    if (cairn_file_write(folder, path, cairn_span_from_string(content), &err))
        fail_msg("%s", err.primary);
}

static void files_are_replaced_whole(void **state)
{
    (void)state;
    put("a", "one");
    assert_content("a", "one");
    put("a", "");
    assert_content("a", "");
    put("a", "three");
    assert_content("a", "three");
    struct stat info;
    assert_int_equal(fstatat(folder, "a", &info, 0), 0);
    assert_int_equal(info.st_mode & 0777, 0644);
    assert_int_equal(count_temporaries(), 0);
}

static void a_replaced_file_keeps_its_mode(void **state)
{
    (void)state;
    put("private", "one");
    assert_int_equal(fchmodat(folder, "private", 0600, 0), 0);
    put("private", "two");
    struct stat info;
    assert_int_equal(fstatat(folder, "private", &info, 0), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

/* An old reader keeps the old bytes: the file is another one, not the same written over. */
static void an_open_file_is_not_written_over(void **state)
{
    (void)state;
    put("b", "old");
    CAIRN_AUTO_FD int fd = -1;
    assert_int_equal(cairn_fd_open_read(folder, "b", &fd, NULL), CAIRN_OK);
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    put("b", "new");
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    assert_int_equal(cairn_fd_read_all(fd, "b", 100, &buf, NULL), CAIRN_OK);
    assert_string_equal(buf.data, "old");
}

static void links_are_followed(void **state)
{
    (void)state;
    assert_int_equal(mkdirat(folder, "deep", 0755), 0);
    put("deep/target", "old");
    assert_int_equal(symlinkat("deep/hop", folder, "link"), 0);
    assert_int_equal(symlinkat("target", folder, "deep/hop"), 0);
    put("link", "new");
    assert_content("deep/target", "new");
    struct stat info;
    assert_int_equal(fstatat(folder, "link", &info, AT_SYMLINK_NOFOLLOW), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_int_equal(symlinkat("not-yet", folder, "dangling"), 0);
    put("dangling", "made");
    assert_content("not-yet", "made");
    assert_int_equal(symlinkat("loop", folder, "loop"), 0);
    struct cairn_error err = {0};
    assert_int_equal(cairn_file_write(folder, "loop", CAIRN_SPAN("x"), &err), CAIRN_ERR_IO);
    assert_int_equal(err.system_errno, ELOOP);
}

static void what_is_no_file_is_written_directly(void **state)
{
    (void)state;
    put("/dev/null", "gone");
    struct stat info;
    assert_int_equal(stat("/dev/null", &info), 0);
    assert_true(S_ISCHR(info.st_mode));
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    char path[32];
    snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
    put(path, "through the pipe");
    close(ends[1]);
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    assert_int_equal(cairn_fd_read_all(ends[0], "pipe", 100, &buf, NULL), CAIRN_OK);
    assert_string_equal(buf.data, "through the pipe");
    close(ends[0]);
}

static void failures_name_the_file(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    assert_int_equal(
        cairn_file_write(folder, "none/x", CAIRN_SPAN("x"), &err), CAIRN_ERR_NOT_FOUND);
    assert_string_equal(err.primary, "could not write 'none/x': No such file or directory");
    assert_true(err.hint[0] != '\0');
    int fd = -1;
    assert_int_equal(cairn_fd_open_read(folder, "none", &fd, &err), CAIRN_ERR_NOT_FOUND);
    assert_string_equal(err.primary, "could not open 'none': No such file or directory");
    assert_int_equal(fd, -1);
    assert_int_equal(cairn_fd_open_read(folder, ".", &fd, &err), CAIRN_ERR_INVALID);
    assert_non_null(strstr(err.hint, "./*"));
    assert_int_equal(cairn_file_write(folder, ".", CAIRN_SPAN("x"), &err), CAIRN_ERR_INVALID);
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    assert_int_equal(cairn_fd_read_all(folder, "dir", 9, &buf, &err), CAIRN_ERR_INVALID);
    assert_int_equal(cairn_fd_read_all(-1, "gone", 9, &buf, &err), CAIRN_ERR_IO);
    assert_int_equal(err.system_errno, EBADF);
    assert_int_equal(count_temporaries(), 0);
}

static void the_limit_is_exact(void **state)
{
    (void)state;
    put("ten", "0123456789");
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    cairn_buf_append_string(&buf, "before ");
    struct cairn_error err = {0};
    assert_int_equal(cairn_file_read(folder, "ten", 9, &buf, &err), CAIRN_ERR_LIMIT);
    assert_string_equal(buf.data, "before ");
    assert_non_null(strstr(err.primary, "'ten'"));
    assert_int_equal(cairn_file_read(folder, "ten", 0, &buf, &err), CAIRN_ERR_LIMIT);
    assert_int_equal(cairn_file_read(folder, "ten", 10, &buf, NULL), CAIRN_OK);
    assert_string_equal(buf.data, "before 0123456789");
    cairn_buf_clear(&buf);
    assert_int_equal(cairn_file_read(folder, "ten", SIZE_MAX, &buf, NULL), CAIRN_OK);
    assert_int_equal(buf.size, 10);
}

static void large_files_survive(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf large = {0};
    for (int i = 0; i < 100000; i++)
        cairn_buf_printf(&large, "%d ", i);
    assert_int_equal(cairn_file_write(folder, "large", cairn_buf_span(&large), NULL), CAIRN_OK);
    CAIRN_AUTO_BUF struct cairn_buf back = {0};
    assert_int_equal(cairn_file_read(folder, "large", large.size, &back, NULL), CAIRN_OK);
    assert_true(cairn_span_equal(cairn_buf_span(&large), cairn_buf_span(&back)));
    cairn_buf_clear(&back);
    assert_int_equal(
        cairn_file_read(folder, "large", large.size - 1, &back, NULL), CAIRN_ERR_LIMIT);
}

static void a_closed_pipe_says_so(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    close(ends[0]);
    struct cairn_error err = {0};
    assert_int_equal(
        cairn_fd_write_all(ends[1], "output", CAIRN_SPAN("x"), &err), CAIRN_ERR_CLOSED);
    assert_int_equal(cairn_fd_write_all(ends[1], "output", CAIRN_SPAN(""), &err), CAIRN_OK);
    cairn_fd_close(&ends[1]);
    assert_int_equal(ends[1], -1);
    cairn_fd_close(&ends[1]);
}

static void folders_are_made_with_their_parents(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    assert_int_equal(cairn_dir_make(folder, "x//y/z/", NULL), CAIRN_OK);
    assert_int_equal(cairn_dir_make(folder, "x/y/z", NULL), CAIRN_OK);
    assert_int_equal(cairn_dir_make(folder, ".", NULL), CAIRN_OK);
    put("x/y/z/file", "here");
    assert_int_equal(cairn_dir_make(folder, "x/y/z/file", &err), CAIRN_ERR_INVALID);
    assert_int_equal(cairn_dir_make(folder, "x/y/z/file/more", &err), CAIRN_ERR_INVALID);
    assert_int_equal(cairn_dir_make(folder, "", &err), CAIRN_ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_replaced_whole),
        cmocka_unit_test(a_replaced_file_keeps_its_mode),
        cmocka_unit_test(an_open_file_is_not_written_over),
        cmocka_unit_test(links_are_followed),
        cmocka_unit_test(what_is_no_file_is_written_directly),
        cmocka_unit_test(failures_name_the_file),
        cmocka_unit_test(the_limit_is_exact),
        cmocka_unit_test(large_files_survive),
        cmocka_unit_test(a_closed_pipe_says_so),
        cmocka_unit_test(folders_are_made_with_their_parents),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
