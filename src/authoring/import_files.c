/*
 * The files of an import: finding those that are named or lie below a named folder, and writing the
 * canon's folder. The walk does not follow symbolic links and goes in order of name, so that a
 * second run gives the same canon.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "authoring/import_internal.h"

#include "base/fd.h"
#include "base/limits.h"
#include "formats/yaml.h"

/* Of a canon's name that is made from its source. */
#define SLUG_LONGEST 60

enum cairn_status cairn_import_skip(
    struct cairn_import_run *run, const char *path, const char *reason)
{
    struct cairn_value *entry = cairn_value_object(run->arena);
    cairn_value_set_cstring(run->arena, entry, "path", path);
    cairn_value_set_cstring(run->arena, entry, "reason", reason);
    cairn_value_push(run->arena, run->skipped, entry);
    return CAIRN_OK;
}

static bool is_json_name(const char *name)
{
    struct cairn_span span = cairn_span_from_string(name);
    return cairn_span_ends_with(span, CAIRN_SPAN(".json")) ||
           cairn_span_ends_with(span, CAIRN_SPAN(".ndjson")) ||
           cairn_span_ends_with(span, CAIRN_SPAN(".jsonl"));
}

typedef enum cairn_status (*take_function)(
    struct cairn_import_run *run, const char *path, struct cairn_span text);

static enum cairn_status read_file(
    struct cairn_import_run *run, const char *path, struct cairn_buf *buffer, take_function take)
{
    struct cairn_error failure = {0};
    cairn_buf_clear(buffer);
    enum cairn_status status =
        cairn_file_read(AT_FDCWD, path, CAIRN_LIMIT_IMPORT_FILE, buffer, &failure);
    if (status == CAIRN_ERR_MEMORY)
        return CAIRN_FAIL_MEMORY(run->err);
    if (status != CAIRN_OK)
        return cairn_import_skip(run, path, failure.primary);
    return take(run, path, cairn_buf_span(buffer));
}

/* Paths below one folder, in order of name. */
struct listing {
    struct cairn_arena arena;
    struct cairn_vec paths; /* const char * */
};

static void listing_done(struct listing *listing)
{
    cairn_vec_done(&listing->paths);
    cairn_arena_done(&listing->arena);
}

static int compare_paths(const void *left, const void *right)
{
    const char *const *a = left;
    const char *const *b = right;
    return strcmp(*a, *b);
}

/* *out_number: errno where the folder cannot be read. Not fts(3): glibc's crashes, or ends early,
 * without memory. */
static enum cairn_status list_folder(
    const char *folder, struct listing *listing, int *out_number, struct cairn_error *err)
{
    DIR *stream = opendir(folder);
    *out_number = stream ? 0 : errno;
    if (!stream)
        return errno == ENOMEM ? CAIRN_FAIL_MEMORY(err) : CAIRN_OK;
    enum cairn_status status = CAIRN_OK;
    const struct dirent *entry;
    while (status == CAIRN_OK && (entry = readdir(stream)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        const char *path = cairn_arena_printf(&listing->arena, "%s/%s", folder, entry->d_name);
        status = path ? cairn_vec_push(&listing->paths, &path, err) : CAIRN_FAIL_MEMORY(err);
    }
    closedir(stream);
    if (listing->paths.count > 1)
        cairn_vec_sort(&listing->paths, compare_paths);
    return status;
}

/* One walk: what it needs at every depth. */
struct walk {
    struct cairn_import_run *run;
    struct cairn_buf buffer; /* of the file at hand */
    take_function take;
};

static enum cairn_status walk_folder(struct walk *walk, const char *folder, unsigned depth);

static enum cairn_status visit(struct walk *walk, const char *path, unsigned depth)
{
    struct stat info;
    /* A link that is named is followed: that is the user's word; links below a folder are not. */
    if (fstatat(AT_FDCWD, path, &info, depth ? AT_SYMLINK_NOFOLLOW : 0))
        return cairn_import_skip(walk->run, path, strerrordesc_np(errno));
    if (S_ISDIR(info.st_mode))
        return walk_folder(walk, path, depth + 1);
    if (S_ISLNK(info.st_mode))
        return cairn_import_skip(walk->run, path, "symbolic links are not followed");
    if (!S_ISREG(info.st_mode))
        return cairn_import_skip(walk->run, path, "this is no ordinary file");
    if (depth && !is_json_name(path))
        return CAIRN_OK;
    return read_file(walk->run, path, &walk->buffer, walk->take);
}

static enum cairn_status walk_folder(struct walk *walk, const char *folder, unsigned depth)
{
    if (depth > CAIRN_LIMIT_DEPTH)
        return cairn_import_skip(walk->run, folder, "the folders are nested too deeply");
    struct listing listing = {.paths = CAIRN_VEC_OF(const char *)};
    int number = 0;
    enum cairn_status status = list_folder(folder, &listing, &number, walk->run->err);
    if (status == CAIRN_OK && number)
        status = cairn_import_skip(walk->run, folder, strerrordesc_np(number));
    for (size_t i = 0; status == CAIRN_OK && i < listing.paths.count; i++)
        status = visit(walk, *CAIRN_VEC_AT(&listing.paths, const char *, i), depth);
    listing_done(&listing);
    return status;
}

static enum cairn_status walk(struct cairn_import_run *run, const char *path, take_function take)
{
    struct walk state = {.run = run, .take = take};
    enum cairn_status status = visit(&state, path, 0);
    cairn_buf_done(&state.buffer);
    return status;
}

enum cairn_status cairn_import_check_paths(struct cairn_import_run *run)
{
    for (size_t i = 0; i < run->options->path_count; i++) {
        const char *path = run->options->paths[i];
        if (access(path, F_OK) == 0)
            continue;
        enum cairn_status status =
            CAIRN_FAIL_ERRNO(run->err, cairn_status_of_errno(errno), "cannot import %s", path);
        cairn_error_hint(run->err, "Name JSON files, or folders that hold them.");
        return status;
    }
    return CAIRN_OK;
}

enum cairn_status cairn_import_each_file(
    struct cairn_import_run *run, enum cairn_status (*take)(struct cairn_import_run *run,
                                      const char *path, struct cairn_span text))
{
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; i < run->options->path_count && status == CAIRN_OK; i++)
        status = walk(run, run->options->paths[i], take);
    return status;
}

static struct cairn_span base_name(const char *path)
{
    struct cairn_span name = cairn_span_from_string(path);
    while (name.size > 1 && name.data[name.size - 1] == '/')
        name.size--;
    for (size_t i = name.size; i > 0; i--)
        if (name.data[i - 1] == '/')
            return cairn_span_slice(name, i, name.size);
    return name;
}

static enum cairn_status refuse_output(struct cairn_import_run *run)
{
    enum cairn_status status = CAIRN_FAIL(run->err, CAIRN_ERR_CONFLICT,
        "cannot import into %s: it holds something else", run->options->output_folder);
    cairn_error_hint(
        run->err, "Name a folder that does not exist, is empty, or was made by import.");
    return status;
}

/* A folder that import made before: its records' ids stay theirs, so that importing twice adds and
 * replaces. */
static enum cairn_status check_old_canon(struct cairn_import_run *run)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_value *canon = NULL;
    enum cairn_status status =
        cairn_file_read(run->output_fd, "canon.yaml", CAIRN_LIMIT_SOURCE_FILE, &text, run->err);
    if (status == CAIRN_OK)
        status = cairn_yaml_read(&run->kept, cairn_buf_span(&text), "canon.yaml", &canon, run->err);
    if (status != CAIRN_OK)
        return status;
    if (!cairn_span_equal_string(cairn_value_get_text(canon, "licence"), CAIRN_IMPORT_LICENCE))
        return refuse_output(run);
    CAIRN_VALUE_EACH(language, cairn_value_get(canon, "languages"))
    run->has_chinese =
        run->has_chinese || cairn_span_equal_string(cairn_value_text(language->value), "zh");
    return CAIRN_OK;
}

static enum cairn_status look_into_folder(
    int folder_fd, const char *path, bool *out_is_empty, struct cairn_error *err)
{
    int fd = openat(folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    if (!stream) {
        enum cairn_status status =
            CAIRN_FAIL_ERRNO(err, cairn_status_of_errno(errno), "cannot read the folder %s", path);
        cairn_fd_close(&fd);
        return status;
    }
    bool is_empty = true;
    const struct dirent *entry;
    while (is_empty && (entry = readdir(stream)) != NULL)
        is_empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    closedir(stream);
    *out_is_empty = is_empty;
    return CAIRN_OK;
}

/* Thousands of small files: none is synchronised, since an import that was cut off is simply run
 * again. */
static enum cairn_status write_file(
    struct cairn_import_run *run, const char *path, struct cairn_span text)
{
    CAIRN_AUTO_FD int fd = openat(run->output_fd, path,
        O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0666);
    if (fd < 0)
        return CAIRN_FAIL_ERRNO(run->err, cairn_status_of_errno(errno), "cannot write %s/%s",
            run->options->output_folder, path);
    return cairn_fd_write_all(fd, path, text, run->err);
}

static enum cairn_status write_yaml(
    struct cairn_import_run *run, const char *path, const struct cairn_value *value)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    cairn_yaml_write(&text, value);
    enum cairn_status status = cairn_value_status(&run->kept, value, run->err);
    if (status == CAIRN_OK)
        status = cairn_buf_status(&text, run->err);
    if (status == CAIRN_OK)
        status = write_file(run, path, cairn_buf_span(&text));
    return status;
}

static enum cairn_status write_origin(
    struct cairn_import_run *run, const char *path, const struct cairn_import_record *record)
{
    struct cairn_arena *arena = &run->kept;
    struct cairn_value *origin = cairn_value_object(arena);
    bool has_id = cairn_span_trim(record->original_id).size > 0;
    cairn_value_set_string(arena, origin, "source", run->source_name);
    cairn_value_set_cstring(arena, origin, "read_on", run->read_on);
    cairn_value_set_string(
        arena, origin, "id", has_id ? record->original_id : CAIRN_SPAN("(none)"));
    if (record->unindexed.size > 0)
        cairn_value_set_string(arena, origin, "unindexed", record->unindexed);
    if (record->attacked[0])
        cairn_value_set_cstring(arena, origin, "attacked", record->attacked);
    return write_yaml(run, path, origin);
}

enum cairn_status cairn_import_write_record(
    struct cairn_import_run *run, const struct cairn_import_record *record)
{
    size_t slash = cairn_span_find_byte(record->id, '/', 0);
    struct cairn_span domain = cairn_span_slice(record->id, 0, slash);
    struct cairn_span slug = cairn_span_slice(record->id, slash + 1, record->id.size);
    struct cairn_arena *arena = &run->kept;
    char *folder = cairn_arena_printf(arena, "%.*s/imported", CAIRN_SPAN_ARGS(domain));
    char *json =
        folder ? cairn_arena_printf(arena, "%s/%.*s.json", folder, CAIRN_SPAN_ARGS(slug)) : NULL;
    char *yaml =
        folder ? cairn_arena_printf(arena, "%s/%.*s.origin.yaml", folder, CAIRN_SPAN_ARGS(slug))
               : NULL;
    if (!json || !yaml)
        return CAIRN_FAIL_MEMORY(run->err);
    enum cairn_status status = CAIRN_OK;
    if (!cairn_map_has(&run->domains, domain))
        status = cairn_dir_make(run->output_fd, folder, run->err);
    if (status == CAIRN_OK)
        status = write_file(run, json, record->text);
    return status == CAIRN_OK ? write_origin(run, yaml, record) : status;
}

/* The canon's name from the source's: an address without its scheme, lower case, runs of all else
 * one hyphen. */
static char *slug_of(struct cairn_import_run *run, struct cairn_span name)
{
    size_t scheme = cairn_span_find(name, CAIRN_SPAN("://"), 0);
    if (scheme != CAIRN_SPAN_NPOS)
        name = cairn_span_slice(name, scheme + 3, name.size);
    char *slug = cairn_arena_alloc(&run->kept, SLUG_LONGEST + 1);
    size_t size = 0;
    for (size_t i = 0; slug && i < name.size && size < SLUG_LONGEST; i++) {
        char byte = name.data[i];
        if (byte >= 'A' && byte <= 'Z')
            byte = (char)(byte - 'A' + 'a');
        bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
        if (is_plain)
            slug[size++] = byte;
        else if (size > 0 && slug[size - 1] != '-')
            slug[size++] = '-';
    }
    while (slug && size > 0 && slug[size - 1] == '-')
        slug[--size] = '\0';
    return size > 0 ? slug : cairn_arena_string(&run->kept, CAIRN_SPAN("imported"));
}

static enum cairn_status write_canon(struct cairn_import_run *run)
{
    struct cairn_arena *arena = &run->kept;
    struct cairn_value *canon = cairn_value_object(arena);
    struct cairn_value *languages = cairn_value_array(arena);
    char *title =
        cairn_arena_printf(arena, "Records imported from %.*s", CAIRN_SPAN_ARGS(run->source_name));
    char *title_zh =
        cairn_arena_printf(arena, "从 %.*s 导入的记录", CAIRN_SPAN_ARGS(run->source_name));
    cairn_value_push(arena, languages, cairn_value_cstring(arena, "en"));
    if (run->has_chinese)
        cairn_value_push(arena, languages, cairn_value_cstring(arena, "zh"));
    cairn_value_set_cstring(arena, canon, "name", slug_of(run, run->source_name));
    cairn_value_set_cstring(arena, canon, "title", title);
    cairn_value_set_cstring(arena, canon, "licence", CAIRN_IMPORT_LICENCE);
    cairn_value_set(arena, canon, "languages", languages);
    enum cairn_status status = write_yaml(run, "canon.yaml", canon);
    if (status != CAIRN_OK || !run->has_chinese)
        return status;
    struct cairn_value *chinese = cairn_value_object(arena);
    cairn_value_set_cstring(arena, chinese, "title", title_zh);
    return write_yaml(run, "canon.zh.yaml", chinese);
}

enum cairn_status cairn_import_open_output(struct cairn_import_run *run)
{
    const char *path = run->options->output_folder;
    run->source_name = run->options->source_name ? cairn_span_from_string(run->options->source_name)
                                                 : base_name(path);
    enum cairn_status status = cairn_dir_make(AT_FDCWD, path, run->err);
    if (status != CAIRN_OK)
        return status;
    run->output_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (run->output_fd < 0)
        return CAIRN_FAIL_ERRNO(
            run->err, cairn_status_of_errno(errno), "cannot open the folder %s", path);
    if (faccessat(run->output_fd, "canon.yaml", F_OK, 0) == 0)
        return check_old_canon(run);
    bool is_empty = false;
    status = look_into_folder(run->output_fd, path, &is_empty, run->err);
    if (status != CAIRN_OK)
        return status;
    return is_empty ? CAIRN_OK : refuse_output(run);
}

static enum cairn_status write_domain(
    struct cairn_import_run *run, struct cairn_span domain, bool in_chinese)
{
    struct cairn_arena *arena = &run->kept;
    char *path = cairn_arena_printf(
        arena, "%.*s/domain%s.yaml", CAIRN_SPAN_ARGS(domain), in_chinese ? ".zh" : "");
    char *about = cairn_arena_printf(arena,
        in_chinese ? "从 %.*s 导入的记录。" : "Records imported from %.*s.",
        CAIRN_SPAN_ARGS(run->source_name));
    if (!path || !about)
        return CAIRN_FAIL_MEMORY(run->err);
    struct cairn_value *out = cairn_value_object(arena);
    cairn_value_set_string(arena, out, "title", domain);
    cairn_value_set_cstring(arena, out, "about", about);
    return write_yaml(run, path, out);
}

enum cairn_status cairn_import_write_frame(struct cairn_import_run *run)
{
    enum cairn_status status = write_canon(run);
    for (size_t i = 0; i < run->domains.count && status == CAIRN_OK; i++) {
        status = write_domain(run, run->domains.entries[i].key, false);
        if (status == CAIRN_OK && run->has_chinese)
            status = write_domain(run, run->domains.entries[i].key, true);
    }
    return status;
}
