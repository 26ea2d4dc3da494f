/* A copy of the sample canon in a temporary folder, to be broken in one place at a time. */
#ifndef CAIRN_TESTS_AUTHORING_TREE_H
#define CAIRN_TESTS_AUTHORING_TREE_H

#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "authoring/lint_internal.h"

#include "base/fd.h"

#define TREE_LIMIT ((size_t)8 << 20)

struct tree {
    char folder[64];
    int fd;
};

static inline void tree_write(const struct tree *tree, const char *path, struct cairn_span text)
{
    char folder[256];
    (void)snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash) {
        *slash = '\0';
        assert_int_equal(cairn_dir_make(tree->fd, folder, NULL), CAIRN_OK);
    }
    assert_int_equal(cairn_file_write(tree->fd, path, text, NULL), CAIRN_OK);
}

static inline void tree_write_string(const struct tree *tree, const char *path, const char *text)
{
    tree_write(tree, path, cairn_span_from_string(text));
}

static inline void tree_make(struct tree *tree)
{
    (void)snprintf(tree->folder, sizeof tree->folder, "/tmp/cairn-test-XXXXXX");
    assert_non_null(mkdtemp(tree->folder));
    tree->fd = open(tree->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(tree->fd >= 0);
}

/* `name`: a folder of tests/data. */
static inline void tree_make_copy(struct tree *tree, const char *name)
{
    char sample[512];
    const char *data = getenv("CAIRN_TEST_DATA");
    (void)snprintf(sample, sizeof sample, "%s/%s", data ? data : "tests/data", name);
    char *const roots[] = {sample, NULL};
    tree_make(tree);
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    assert_non_null(walk);
    for (FTSENT *entry = fts_read(walk); entry; entry = fts_read(walk)) {
        if (entry->fts_info != FTS_F)
            continue;
        struct cairn_buf text = {0};
        assert_int_equal(
            cairn_file_read(AT_FDCWD, entry->fts_path, TREE_LIMIT, &text, NULL), CAIRN_OK);
        tree_write(tree, entry->fts_path + strlen(sample) + 1, cairn_buf_span(&text));
        cairn_buf_done(&text);
    }
    fts_close(walk);
}

static inline void tree_make_sample(struct tree *tree)
{
    tree_make_copy(tree, "authoring/good");
}

/* Replaces the first `find` of a file; an empty `find` appends. */
static inline void tree_replace(
    const struct tree *tree, const char *path, const char *find, const char *replacement)
{
    struct cairn_buf text = {0};
    struct cairn_buf changed = {0};
    assert_int_equal(cairn_file_read(tree->fd, path, TREE_LIMIT, &text, NULL), CAIRN_OK);
    struct cairn_span all = cairn_buf_span(&text);
    struct cairn_span needle = cairn_span_from_string(find);
    size_t at = needle.size > 0 ? cairn_span_find(all, needle, 0) : all.size;
    assert_int_not_equal(at, CAIRN_SPAN_NPOS);
    cairn_buf_append(&changed, cairn_span_slice(all, 0, at));
    cairn_buf_append_string(&changed, replacement);
    cairn_buf_append(&changed, cairn_span_slice(all, at + needle.size, all.size));
    tree_write(tree, path, cairn_buf_span(&changed));
    cairn_buf_done(&text);
    cairn_buf_done(&changed);
}

static inline void tree_remove(struct tree *tree)
{
    char *const roots[] = {tree->folder, NULL};
    cairn_fd_close(&tree->fd);
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    assert_non_null(walk);
    for (FTSENT *entry = fts_read(walk); entry; entry = fts_read(walk))
        if (entry->fts_info != FTS_D)
            (void)remove(entry->fts_path);
    fts_close(walk);
}

/* Reads and lints a folder. */
static inline struct cairn_source *tree_lint(
    const struct tree *tree, struct cairn_complaints *complaints)
{
    struct cairn_source *source = NULL;
    struct cairn_error err = {0};
    *complaints = (struct cairn_complaints){0};
    assert_int_equal(cairn_source_read(tree->folder, &source, complaints, &err), CAIRN_OK);
    if (cairn_lint(source, complaints, &err) != CAIRN_OK)
        fail_msg("%s", err.primary);
    return source;
}

static inline const struct cairn_complaint *tree_find(
    const struct cairn_complaints *complaints, const char *rule)
{
    for (size_t i = 0; i < complaints->items.count; i++) {
        const struct cairn_complaint *complaint =
            CAIRN_VEC_AT(&complaints->items, struct cairn_complaint, i);
        if (strcmp(complaint->rule, rule) == 0)
            return complaint;
    }
    return NULL;
}

static inline void tree_print(const struct cairn_complaints *complaints)
{
    for (size_t i = 0; i < complaints->items.count; i++) {
        const struct cairn_complaint *complaint =
            CAIRN_VEC_AT(&complaints->items, struct cairn_complaint, i);
        print_message("# %.*s:%u: %s: %.*s\n", CAIRN_SPAN_ARGS(complaint->path), complaint->line,
            complaint->rule, CAIRN_SPAN_ARGS(complaint->message));
    }
}

#endif
