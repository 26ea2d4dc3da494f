/*
 * What is checked before a database from outside is believed.
 *
 * The header (https://www.sqlite.org/fileformat2.html, section 1.3) is read by ourselves: it tells
 * a truncated or foreign file from a good one in one read, with a message that names what is wrong.
 * The schema is compared entry by entry with the texts it was made from: what SQLite keeps in
 * sqlite_schema is the statement as written. So no view, trigger, generated column or CHECK of a
 * stranger is ever compiled into one of our statements.
 */
#include <sys/stat.h>
#include <unistd.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/fd.h"
#include "store/store_internal.h"

#define HEADER_SIZE        100
#define OFFSET_PAGE_SIZE   16 /* 2 bytes; 1 means 65536 */
#define OFFSET_WRITE_MODE  18 /* 1: rollback journal, 2: WAL */
#define OFFSET_READ_MODE   19
#define OFFSET_CHANGES     24
#define OFFSET_PAGE_COUNT  28
#define OFFSET_ENCODING    56 /* 1: UTF-8 */
#define OFFSET_VERSION     60
#define OFFSET_APPLICATION 68
#define OFFSET_VALID_FOR   92 /* the page count is right only when this equals the change counter */

struct header {
    unsigned char bytes[HEADER_SIZE];
    uint64_t file_size;
};

static uint32_t read_u32(const struct header *header, size_t offset)
{
    const unsigned char *bytes = &header->bytes[offset];
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static uint32_t page_size_of(const struct header *header)
{
    uint32_t size =
        (uint32_t)header->bytes[OFFSET_PAGE_SIZE] << 8 | header->bytes[OFFSET_PAGE_SIZE + 1];
    return size == 1 ? 65536 : size;
}

static enum cairn_status load_header(
    const struct cairn_store *store, struct header *out_header, struct cairn_error *err)
{
    struct stat info;
    /* Before opening: the open of a pipe would wait for a writer. */
    if (stat(store->path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode))
        return cairn_store_corrupt(store, "it is no regular file", err);
    CAIRN_AUTO_FD int fd = -1;
    enum cairn_status status = cairn_fd_open_read(AT_FDCWD, store->path, &fd, err);
    if (status)
        return status;
    if (fstat(fd, &info) != 0)
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not read '%s'", store->path);
    out_header->file_size = (uint64_t)info.st_size;
    size_t filled = 0;
    size_t count = 1;
    while (!status && filled < HEADER_SIZE && count > 0) {
        status = cairn_fd_read_some(
            fd, store->path, (char *)out_header->bytes + filled, HEADER_SIZE - filled, &count, err);
        filled += count;
    }
    if (!status && filled == 0)
        return cairn_store_corrupt(store, "the file is empty", err);
    if (!status && filled < HEADER_SIZE)
        return cairn_store_corrupt(store, "it is no canon file, or it is truncated", err);
    return status;
}

static enum cairn_status check_kind(const struct cairn_store *store, const struct header *header,
    int schema_version, struct cairn_error *err)
{
    static const char magic[] = "SQLite format 3";
    if (memcmp(header->bytes, magic, sizeof magic) != 0 ||
        read_u32(header, OFFSET_APPLICATION) != CAIRN_STORE_APPLICATION_ID)
        return cairn_store_corrupt(store, "it is no canon file", err);
    uint32_t version = read_u32(header, OFFSET_VERSION);
    if (version == (uint32_t)schema_version)
        return CAIRN_OK;
    enum cairn_status status = CAIRN_FAIL(err, CAIRN_ERR_UNSUPPORTED,
        "cannot read '%s': it was made by another version of Cairn", store->path);
    cairn_error_detail(
        err, "The file has version %u, this program reads version %d.", version, schema_version);
    cairn_error_hint(err, "build it again with this program's `cairn build`");
    return status;
}

static enum cairn_status check_size(
    const struct cairn_store *store, const struct header *header, struct cairn_error *err)
{
    uint32_t page_size = page_size_of(header);
    uint32_t pages = read_u32(header, OFFSET_PAGE_COUNT);
    if (page_size < 512 || (page_size & (page_size - 1)) != 0 || pages == 0 ||
        header->bytes[OFFSET_WRITE_MODE] != 1 || header->bytes[OFFSET_READ_MODE] != 1 ||
        read_u32(header, OFFSET_ENCODING) != 1 ||
        read_u32(header, OFFSET_CHANGES) != read_u32(header, OFFSET_VALID_FOR))
        return cairn_store_corrupt(store, "its header is damaged", err);
    uint64_t expected = (uint64_t)page_size * pages;
    if (header->file_size == expected)
        return CAIRN_OK;
    enum cairn_status status = cairn_store_corrupt(store,
        header->file_size < expected ? "it is truncated" : "it has bytes behind its end", err);
    cairn_error_detail(err, "The file has %llu bytes and should have %llu.",
        (unsigned long long)header->file_size, (unsigned long long)expected);
    return status;
}

enum cairn_status cairn_store_check_header(
    const struct cairn_store *store, int schema_version, struct cairn_error *err)
{
    struct header header = {0};
    enum cairn_status status = load_header(store, &header, err);
    if (!status)
        status = check_kind(store, &header, schema_version, err);
    return status ? status : check_size(store, &header, err);
}

/* Is `sql` one whole statement of the script? SQLite has parsed it, so it is one statement. */
static bool is_in_script(const char *script, struct cairn_span sql)
{
    struct cairn_span text = cairn_span_from_string(script);
    size_t position = cairn_span_find(text, sql, 0);
    return sql.size > 0 && position != CAIRN_SPAN_NPOS &&
           (position == 0 || text.data[position - 1] == '\n') && position + sql.size < text.size &&
           text.data[position + sql.size] == ';';
}

/* The tables that FTS5 makes for a contentless table, as every release since 3.9 spells them. */
static bool is_shadow_table(struct cairn_span name, struct cairn_span sql)
{
    static const struct {
        const char *suffix, *columns;
    } shadows[] = {
        {"_data", "(id INTEGER PRIMARY KEY, block BLOB)"},
        {"_idx", "(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID"},
        {"_docsize", "(id INTEGER PRIMARY KEY, sz BLOB)"},
        {"_config", "(k PRIMARY KEY, v) WITHOUT ROWID"},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(shadows); i++) {
        if (!cairn_span_ends_with(name, cairn_span_from_string(shadows[i].suffix)))
            continue;
        char expected[160];
        int size = snprintf(expected, sizeof expected, "CREATE TABLE '%.*s'%s",
            CAIRN_SPAN_ARGS(cairn_span_slice(name, 0, 40)), shadows[i].columns);
        return size > 0 && (size_t)size < sizeof expected && cairn_span_equal_string(sql, expected);
    }
    return false;
}

static bool is_in_scripts(const char *const *scripts, size_t count, struct cairn_span sql)
{
    for (size_t i = 0; i < count; i++) {
        if (is_in_script(scripts[i], sql))
            return true;
    }
    return false;
}

enum cairn_status cairn_store_check_schema(
    struct cairn_store *store, const char *const *scripts, size_t count, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    enum cairn_status status =
        cairn_store_prepare(store, "SELECT type, name, sql FROM sqlite_schema", &statement, err);
    bool has_row = false;
    while (!status && !(status = cairn_store_step(statement, &has_row, err)) && has_row) {
        struct cairn_span type = cairn_store_column_text(statement, 0);
        struct cairn_span name = cairn_store_column_text(statement, 1);
        struct cairn_span sql = cairn_store_column_text(statement, 2);
        /* Only the index that belongs to a PRIMARY KEY or UNIQUE has no text. */
        bool is_known = cairn_store_column_is_null(statement, 2)
                            ? cairn_span_equal_string(type, "index")
                            : is_in_scripts(scripts, count, sql) || is_shadow_table(name, sql);
        if (!is_known)
            status = cairn_store_corrupt(store, "it has tables that none of its kind has", err);
    }
    return status;
}
