/*
 * The list is a text file, one folder a line: device, inode and path, with a space between them;
 * the path comes last because it may hold spaces. A line that cannot be read trusts nothing. The
 * path alone would not do: another folder may take its place, on a disk that is plugged in or in a
 * directory that others may write to.
 */
#include "cli/trust.h"

#include <fcntl.h>
#include <inttypes.h>

#include "base/fd.h"
#include "base/limits.h"

#define LIST_NAME "trusted"

enum cairn_status cairn_cli_trust_read(const struct cairn_cli_environment *environment,
    struct cairn_arena *arena, struct cairn_buf *list, struct cairn_error *err)
{
    const char *path = cairn_cli_data_path(environment, arena, LIST_NAME);
    if (!path)
        return arena->has_failed ? CAIRN_FAIL_MEMORY(err) : CAIRN_OK;
    struct cairn_error missing = {0};
    enum cairn_status status =
        cairn_file_read(AT_FDCWD, path, CAIRN_LIMIT_SOURCE_FILE, list, &missing);
    if (status == CAIRN_ERR_NOT_FOUND)
        return CAIRN_OK;
    if (status && err)
        *err = missing;
    return status;
}

enum cairn_status cairn_cli_trust_write(const struct cairn_cli_environment *environment,
    struct cairn_arena *arena, struct cairn_span list, struct cairn_error *err)
{
    const char *folder = cairn_cli_data_path(environment, arena, "");
    const char *path = cairn_cli_data_path(environment, arena, LIST_NAME);
    if (!folder || !path)
        return CAIRN_FAIL_MEMORY(err);
    enum cairn_status status = cairn_dir_make(AT_FDCWD, folder, err);
    return status ? status : cairn_file_write(AT_FDCWD, path, list, err);
}

/* Cut the text before the next space off *rest. */
static bool take_number(struct cairn_span *rest, uint64_t *out_number)
{
    size_t space = cairn_span_find_byte(*rest, ' ', 0);
    if (space == CAIRN_SPAN_NPOS ||
        !cairn_span_to_u64(cairn_span_slice(*rest, 0, space), out_number))
        return false;
    *rest = cairn_span_slice(*rest, space + 1, rest->size);
    return true;
}

struct entry {
    uint64_t device, inode;
    struct cairn_span path;
};

static bool read_entry(struct cairn_span line, struct entry *out_entry)
{
    struct entry entry = {0};
    if (!take_number(&line, &entry.device) || !take_number(&line, &entry.inode))
        return false;
    entry.path = line;
    *out_entry = entry;
    return true;
}

bool cairn_cli_trust_has(struct cairn_span list, const struct cairn_cli_folder *folder)
{
    for (struct cairn_span line; cairn_span_take_line(&list, &line);) {
        struct entry entry;
        if (read_entry(line, &entry) && entry.device == folder->device &&
            entry.inode == folder->inode && cairn_span_equal_string(entry.path, folder->path))
            return true;
    }
    return false;
}

bool cairn_cli_trust_without(struct cairn_buf *buf, struct cairn_span list, const char *path)
{
    bool was_there = false;
    for (struct cairn_span line; cairn_span_take_line(&list, &line);) {
        struct entry entry;
        if (read_entry(line, &entry) && cairn_span_equal_string(entry.path, path)) {
            was_there = true;
            continue;
        }
        cairn_buf_append(buf, line);
        cairn_buf_append_byte(buf, '\n');
    }
    return was_there;
}

void cairn_cli_trust_append(struct cairn_buf *buf, const struct cairn_cli_folder *folder)
{
    cairn_buf_printf(
        buf, "%" PRIu64 " %" PRIu64 " %s\n", folder->device, folder->inode, folder->path);
}

void cairn_cli_trust_append_paths(struct cairn_buf *buf, struct cairn_span list)
{
    for (struct cairn_span line; cairn_span_take_line(&list, &line);) {
        struct entry entry;
        if (!read_entry(line, &entry))
            continue;
        cairn_buf_append(buf, entry.path);
        cairn_buf_append_byte(buf, '\n');
    }
}
