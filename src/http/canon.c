/* Open canons with what answers say of them: their digests, which the result of every use case
 * names. */
#include <stdio.h>

#include "base/alloc.h"
#include "http/server.h"

/* Nearest first, with ", " between them. */
static void append_digests(struct cairn_http_canon *canon, const struct cairn_result *statistics)
{
    size_t used = 0;
    for (int i = 0; i < CAIRN_LIMIT_CANONS; i++) {
        char path[32];
        snprintf(path, sizeof(path), "canons.%d.digest", i);
        const char *digest = cairn_result_text(statistics, path);
        if (!digest || used >= sizeof(canon->digest))
            return;
        used += (size_t)snprintf(
            canon->digest + used, sizeof(canon->digest) - used, "%s%s", used ? ", " : "", digest);
    }
}

static enum cairn_status read_digests(struct cairn_http_canon *canon, struct cairn_error *err)
{
    struct cairn_result *result = NULL;
    enum cairn_status status = cairn_statistics(canon->engine, CAIRN_LANGUAGE_EN, &result, err);
    if (!status)
        append_digests(canon, result);
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
        .ledger_path = settings->ledger,
        .hides_folders = true};
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
