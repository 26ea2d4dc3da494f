/*
 * One folder, one file of a canon. Everything is opened relative to the folder above it and never
 * through a symbolic link, so that a canon cannot name what lies outside it. A file that cannot be
 * read or parsed is a complaint at its line; only lack of memory ends the reading.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "authoring/source_internal.h"

#include "base/fd.h"
#include "base/limits.h"
#include "formats/json.h"
#include "formats/yaml.h"

struct cairn_span cairn_source_join(
    struct cairn_source_reader *reader, struct cairn_span folder, struct cairn_span name)
{
    if (folder.size == 0)
        return name;
    return cairn_span_from_string(
        cairn_lint_text(&reader->run, "%.*s/%.*s", CAIRN_SPAN_ARGS(folder), CAIRN_SPAN_ARGS(name)));
}

static int compare_entries(const void *left, const void *right)
{
    const struct cairn_source_entry *a = left;
    const struct cairn_source_entry *b = right;
    return cairn_span_compare(a->name, b->name);
}

static bool add_entry(
    struct cairn_source_reader *reader, struct cairn_source_folder *folder, const char *name)
{
    struct stat info;
    if (fstatat(folder->fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return true; /* gone since it was listed */
    struct cairn_source_entry entry = {.kind = CAIRN_SOURCE_OTHER};
    entry.name = cairn_arena_copy(&reader->run.source->arena, cairn_span_from_string(name));
    if (!entry.name.data)
        return cairn_lint_keep(&reader->run, CAIRN_FAIL_MEMORY(reader->run.err));
    if (S_ISREG(info.st_mode))
        entry.kind = CAIRN_SOURCE_FILE;
    else if (S_ISDIR(info.st_mode))
        entry.kind = CAIRN_SOURCE_FOLDER;
    entry.is_link = S_ISLNK(info.st_mode);
    return cairn_lint_keep(&reader->run, cairn_vec_push(&folder->entries, &entry, reader->run.err));
}

static bool list_folder(struct cairn_source_reader *reader, struct cairn_source_folder *folder)
{
    int fd = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    DIR *stream = fdopendir(fd);
    if (!stream) {
        close(fd);
        return false;
    }
    bool may_go_on = true;
    struct dirent *entry;
    while (may_go_on && (entry = readdir(stream)) != NULL)
        if (entry->d_name[0] != '.')
            may_go_on = add_entry(reader, folder, entry->d_name);
    closedir(stream);
    if (may_go_on && folder->entries.count > 1)
        cairn_vec_sort(&folder->entries, compare_entries);
    return may_go_on;
}

bool cairn_source_open_folder(struct cairn_source_reader *reader,
    const struct cairn_source_folder *parent, const char *name,
    struct cairn_source_folder *out_folder)
{
    struct cairn_lint_run *run = &reader->run;
    struct cairn_span own_name = cairn_span_from_string(name);
    *out_folder =
        (struct cairn_source_folder){.fd = -1, .entries = CAIRN_VEC_OF(struct cairn_source_entry)};
    /* The canon's own folder may be a link: its path is the user's word. */
    int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (parent ? O_NOFOLLOW : 0);
    if (parent)
        out_folder->path = cairn_source_join(reader, parent->path, own_name);
    out_folder->fd = openat(parent ? parent->fd : AT_FDCWD, name, flags);
    if (out_folder->fd >= 0 && list_folder(reader, out_folder))
        return true;
    if (run->status != CAIRN_OK)
        return false;
    if (!parent) {
        cairn_lint_keep(run, CAIRN_FAIL_ERRNO(run->err, cairn_status_of_errno(errno),
                                 "cannot read the canon folder %s", name));
        cairn_error_hint(run->err, "Name the folder that holds canon.yaml.");
        return false;
    }
    if (errno == ENOMEM) {
        cairn_lint_keep(run, CAIRN_FAIL_MEMORY(run->err));
        return false;
    }
    run->path = out_folder->path;
    cairn_lint_say(run, CAIRN_RULE_UNREADABLE, NULL, "Check the permissions of the folder.",
        "the folder cannot be read: %s", strerrordesc_np(errno));
    return false;
}

void cairn_source_close_folder(struct cairn_source_folder *folder)
{
    cairn_fd_close(&folder->fd);
    cairn_vec_done(&folder->entries);
}

/* The readers put "path:line:" into their message; the rest of it is what we repeat. `known_line`:
 * the line of the file that was read by itself, or 0. */
static void complain_of_syntax(
    struct cairn_lint_run *run, const struct cairn_error *failure, uint32_t known_line)
{
    struct cairn_span text = cairn_span_from_string(failure->primary);
    uint64_t line = 0;
    size_t at = cairn_span_find(text, run->path, 0);
    if (at != CAIRN_SPAN_NPOS) {
        size_t from = at + run->path.size;
        while (from < text.size && text.data[from] == ':') {
            size_t end = from + 1;
            while (end < text.size && text.data[end] >= '0' && text.data[end] <= '9')
                end++;
            uint64_t number = 0;
            if (!cairn_span_to_u64(cairn_span_slice(text, from + 1, end - from - 1), &number))
                break;
            if (line == 0)
                line = number;
            from = end;
        }
        while (from < text.size && (text.data[from] == ':' || text.data[from] == ' '))
            from++;
        text = cairn_span_slice(text, from, text.size);
    }
    if (known_line > 0)
        line = known_line;
    bool is_limit = failure->status == CAIRN_ERR_LIMIT || failure->status == CAIRN_ERR_MEMORY;
    const char *hint = failure->hint[0] ? cairn_lint_text(run, "%s", failure->hint)
                                        : "Mend the place named; the file is not read before.";
    cairn_lint_say_line(run, is_limit ? CAIRN_RULE_TOO_LARGE : CAIRN_RULE_SYNTAX,
        (uint32_t)(line > UINT32_MAX ? UINT32_MAX : line), hint, "%.*s%s%s", CAIRN_SPAN_ARGS(text),
        failure->detail[0] ? ": " : "", failure->detail);
}

static enum cairn_status parse_text(struct cairn_arena *arena, enum cairn_source_format format,
    struct cairn_span text, const char *name, struct cairn_value **out_value,
    struct cairn_error *failure)
{
    return format == CAIRN_SOURCE_YAML ? cairn_yaml_read(arena, text, name, out_value, failure)
                                       : cairn_json_read(arena, text, name, out_value, failure);
}

/* Parses one document below `ceiling` bytes of the arena; NULL after a complaint or a failure.
 * Tells a document that is too large from a machine that has no memory left. */
static struct cairn_value *parse_below(struct cairn_lint_run *run, enum cairn_source_format format,
    struct cairn_span text, size_t ceiling, uint32_t line)
{
    struct cairn_arena *arena = &run->source->arena;
    struct cairn_error failure = {0};
    struct cairn_value *value = NULL;
    char *name = cairn_arena_string(arena, run->path);
    if (!name) {
        cairn_lint_keep(run, CAIRN_FAIL_MEMORY(run->err));
        return NULL;
    }
    arena->limit_bytes = ceiling;
    enum cairn_status status = parse_text(arena, format, text, name, &value, &failure);
    arena->limit_bytes = 0;
    if (status == CAIRN_OK)
        return value;
    bool is_at_ceiling = arena->used_bytes + CAIRN_LIMIT_SOURCE_FILE > ceiling;
    if (status == CAIRN_ERR_MEMORY && !is_at_ceiling) {
        if (run->err)
            *run->err = failure;
        cairn_lint_keep(run, status);
        return NULL;
    }
    arena->has_failed = false; /* the ceiling is lifted; what was cut off is dropped */
    complain_of_syntax(run, &failure, line);
    return NULL;
}

/* Every line by itself, so that a broken one leaves the others readable. The values know their line
 * in the file. */
static struct cairn_value *parse_lines(
    struct cairn_lint_run *run, struct cairn_span text, size_t ceiling)
{
    struct cairn_arena *arena = &run->source->arena;
    struct cairn_value *list = cairn_value_array(arena);
    struct cairn_span line;
    for (uint32_t number = 1; cairn_span_take_line(&text, &line); number++) {
        struct cairn_value *value = parse_below(run, CAIRN_SOURCE_LINES, line, ceiling, number);
        if (run->status != CAIRN_OK)
            return NULL;
        if (!value)
            continue;
        value->line = number;
        cairn_value_push(arena, list, value);
    }
    cairn_lint_keep(run, cairn_value_status(arena, list, run->err));
    return list;
}

/* The memory that one file may take is bounded. */
static void parse(struct cairn_source_reader *reader, enum cairn_source_format format,
    struct cairn_source_file *file)
{
    struct cairn_lint_run *run = &reader->run;
    size_t ceiling = run->source->arena.used_bytes + CAIRN_LIMIT_DOCUMENT_MEMORY;
    file->value = format == CAIRN_SOURCE_LINES ? parse_lines(run, file->text, ceiling)
                                               : parse_below(run, format, file->text, ceiling, 0);
}

/* Fills the reader's buffer; false after a complaint. */
static bool read_bytes(struct cairn_source_reader *reader, const struct cairn_source_folder *folder,
    const char *name, size_t limit)
{
    struct cairn_lint_run *run = &reader->run;
    /* Non-blocking: between listing and opening a file may have become a FIFO. */
    CAIRN_AUTO_FD int fd =
        openat(folder->fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0) {
        cairn_lint_say(run, CAIRN_RULE_UNREADABLE, NULL, "Check the permissions of the file.",
            "the file cannot be read: %s", strerrordesc_np(errno));
        return false;
    }
    if (!S_ISREG(info.st_mode)) {
        cairn_lint_say(run, CAIRN_RULE_UNREADABLE, NULL, "Put an ordinary file there.",
            "this is no ordinary file");
        return false;
    }
    struct cairn_error failure = {0};
    cairn_buf_clear(&reader->buffer);
    enum cairn_status status = cairn_fd_read_all(fd, name, limit, &reader->buffer, &failure);
    if (status == CAIRN_OK)
        return true;
    if (status == CAIRN_ERR_MEMORY)
        cairn_lint_keep(run, CAIRN_FAIL_MEMORY(run->err));
    else if (status == CAIRN_ERR_LIMIT)
        cairn_lint_say(run, CAIRN_RULE_TOO_LARGE, NULL, "Split it, or remove what is no knowledge.",
            "the file is larger than %zu bytes and is not read", limit);
    else
        cairn_lint_say(run, CAIRN_RULE_UNREADABLE, NULL, "Check the file system.",
            "the file cannot be read: %s", failure.primary);
    return false;
}

void cairn_source_load(struct cairn_source_reader *reader, const struct cairn_source_folder *folder,
    struct cairn_span name, enum cairn_source_format format, struct cairn_source_file *file)
{
    struct cairn_lint_run *run = &reader->run;
    file->path = cairn_source_join(reader, folder->path, name);
    run->path = file->path;
    char *c_name = cairn_arena_string(&run->source->arena, name);
    if (!c_name) {
        cairn_lint_keep(run, CAIRN_FAIL_MEMORY(run->err));
        return;
    }
    size_t limit = format == CAIRN_SOURCE_BYTES ? CAIRN_LIMIT_TRANSCRIPTS : CAIRN_LIMIT_SOURCE_FILE;
    if (run->status != CAIRN_OK || !read_bytes(reader, folder, c_name, limit))
        return;
    file->text = cairn_arena_copy(&run->source->arena, cairn_buf_span(&reader->buffer));
    if (!file->text.data) {
        cairn_lint_keep(run, CAIRN_FAIL_MEMORY(run->err));
        return;
    }
    if (format != CAIRN_SOURCE_TEXT && format != CAIRN_SOURCE_BYTES)
        parse(reader, format, file);
}
