/* Open canons with what answers say of them: their digests, which the result of every use case
 * names. */
#include <string.h>

#include "base/alloc.h"
#include "formats/json.h"
#include "http/server.h"

/* Room for a tree of statistics: larger ones are refused by the engine itself. */
#define TREE_MEMORY ((size_t)64 << 20)

static enum cairn_status write_digests(
    struct cairn_http_canon *canon, struct cairn_span json, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena;
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_value *tree = NULL;
    cairn_arena_init(&arena, TREE_MEMORY);
    enum cairn_status status = cairn_json_read(&arena, json, "statistics", &tree, err);
    if (status)
        return status;
    CAIRN_VALUE_EACH(entry, cairn_value_get(tree, "canon"))
    {
        cairn_buf_append_string(&text, text.size ? ", " : "");
        cairn_buf_append(&text, cairn_value_get_text(entry->value, "digest"));
    }
    status = cairn_buf_status(&text, err);
    if (!status && text.size < sizeof(canon->digest))
        memcpy(canon->digest, text.data ? text.data : "", text.size);
    return status;
}

static enum cairn_status read_digests(struct cairn_http_canon *canon, struct cairn_error *err)
{
    static const struct cairn_write_options as_json = {.format = CAIRN_FORMAT_JSON};
    struct cairn_result *result = NULL;
    char *bytes = NULL;
    size_t size = 0;
    enum cairn_status status = cairn_statistics(canon->engine, CAIRN_LANGUAGE_EN, &result, err);
    if (!status)
        status = cairn_result_write(result, &as_json, &bytes, &size, err);
    if (!status)
        status = write_digests(canon, cairn_span_make(bytes, size), err);
    cairn_bytes_free(bytes);
    cairn_result_free(result);
    return status;
}

enum cairn_status cairn_http_canon_open(const struct cairn_http_settings *settings,
    struct cairn_http_canon **out_canon, struct cairn_error *err)
{
    const struct cairn_engine_options options = {.canon_paths = settings->canons,
        .canon_count = settings->canon_count,
        .default_paths = settings->defaults,
        .default_count = settings->default_count,
        .ledger_path = settings->ledger};
    struct cairn_http_canon *canon = cairn_alloc(sizeof(*canon));
    if (!canon)
        return CAIRN_FAIL_MEMORY(err);
    atomic_init(&canon->references, 1);
    enum cairn_status status = cairn_engine_open(&options, &canon->engine, err);
    if (!status)
        status = read_digests(canon, err);
    if (status) {
        cairn_http_canon_unref(canon);
        return status;
    }
    *out_canon = canon;
    return CAIRN_OK;
}

void cairn_http_canon_unref(struct cairn_http_canon *canon)
{
    if (!canon || atomic_fetch_sub(&canon->references, 1) != 1)
        return;
    cairn_engine_close(canon->engine);
    cairn_free(canon);
}
