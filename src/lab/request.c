/* The request is made by our own program, but it is read as any foreign text: bounded and checked.
 */
#include "lab/request.h"

#include "base/fd.h"
#include "base/limits.h"
#include "formats/json.h"

static enum cairn_status read_names(struct cairn_lab_request *request,
    const struct cairn_value *tree, const char *key, struct cairn_lab_names *out,
    struct cairn_error *err)
{
    const struct cairn_value *list = cairn_value_get(tree, key);
    if (cairn_value_is_empty(list))
        return CAIRN_OK;
    struct cairn_span *items =
        cairn_arena_array(&request->arena, cairn_value_count(list), sizeof *items);
    if (!items)
        return CAIRN_FAIL_MEMORY(err);
    CAIRN_VALUE_EACH(item, list)
    {
        if (!cairn_value_is(item->value, CAIRN_VALUE_STRING))
            return CAIRN_FAIL(
                err, CAIRN_ERR_USAGE, "cannot read the request: %s is no list of names", key);
        items[out->count++] = cairn_value_text(item->value);
    }
    out->items = items;
    return CAIRN_OK;
}

static enum cairn_status read_verb(
    struct cairn_lab_request *request, const struct cairn_value *tree, struct cairn_error *err)
{
    static const char *const verbs[] = {[CAIRN_LAB_PROVE] = "prove",
        [CAIRN_LAB_ENV_LIST] = "env-list",
        [CAIRN_LAB_ENV_ADD] = "env-add",
        [CAIRN_LAB_ENV_REMOVE] = "env-remove"};
    struct cairn_span name = cairn_value_get_text(tree, "verb");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(verbs); i++) {
        if (cairn_span_equal_string(name, verbs[i])) {
            request->verb = (enum cairn_lab_verb)i;
            return CAIRN_OK;
        }
    }
    return CAIRN_FAIL(
        err, CAIRN_ERR_USAGE, "cannot read the request: no verb \"%.*s\"", CAIRN_SPAN_ARGS(name));
}

static enum cairn_status read_number(const struct cairn_value *tree, const char *key, uint64_t most,
    uint64_t *out, struct cairn_error *err)
{
    struct cairn_span text = cairn_value_get_text(tree, key);
    if (!text.size || (cairn_span_to_u64(text, out) && *out <= most))
        return CAIRN_OK;
    return CAIRN_FAIL(err, CAIRN_ERR_USAGE,
        "cannot read the request: %s must be a number from 0 to %llu, not \"%.*s\"", key,
        (unsigned long long)most, CAIRN_SPAN_ARGS(text));
}

static enum cairn_status read_canon(
    struct cairn_lab_request *request, const struct cairn_value *tree, struct cairn_error *err)
{
    struct cairn_span folder = cairn_value_get_text(tree, "canon");
    while (folder.size > 1 && folder.data[folder.size - 1] == '/')
        folder.size--;
    if (!folder.size || cairn_span_find_byte(folder, '\0', 0) != CAIRN_SPAN_NPOS)
        return CAIRN_FAIL(err, CAIRN_ERR_USAGE, "cannot read the request: it names no canon");
    request->canon = cairn_arena_string(&request->arena, folder);
    return request->canon ? CAIRN_OK : CAIRN_FAIL_MEMORY(err);
}

static enum cairn_status read_tree(
    struct cairn_lab_request *request, const struct cairn_value *tree, struct cairn_error *err)
{
    const struct {
        const char *key;
        struct cairn_lab_names *names;
    } lists[] = {{"select", &request->select}, {"environments", &request->environments},
        {"causes", &request->causes}, {"changes", &request->changes}, {"names", &request->names}};
    uint64_t jobs = 0, sample = 0, runs = 0;
    enum cairn_status status = read_verb(request, tree, err);
    if (!status)
        status = read_canon(request, tree, err);
    for (size_t i = 0; !status && i < CAIRN_ARRAY_SIZE(lists); i++)
        status = read_names(request, tree, lists[i].key, lists[i].names, err);
    if (!status)
        status = read_number(tree, "jobs", CAIRN_LIMIT_LAB_JOBS, &jobs, err);
    if (!status)
        status = read_number(tree, "sample", UINT32_MAX, &sample, err);
    if (!status)
        status = read_number(tree, "runs", UINT32_MAX, &runs, err);
    if (!status)
        status = read_number(tree, "seed", INT64_MAX, &request->seed, err);
    request->jobs = (uint32_t)jobs;
    request->sample = (uint32_t)sample;
    request->runs = (uint32_t)runs;
    request->is_trusted = cairn_value_get_bool(tree, "is_trusted");
    request->keep = cairn_value_get_bool(tree, "keep");
    request->check = cairn_value_get_bool(tree, "check");
    request->stale = cairn_value_get_bool(tree, "stale");
    request->list = cairn_value_get_bool(tree, "list");
    request->mutate = cairn_value_get_bool(tree, "mutate");
    return status;
}

enum cairn_status cairn_lab_request_read(
    int fd, struct cairn_lab_request *request, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_value *tree = NULL;
    *request = (struct cairn_lab_request){0};
    cairn_arena_init(&request->arena, CAIRN_LIMIT_DOCUMENT_MEMORY);
    enum cairn_status status =
        cairn_fd_read_all(fd, "the request", CAIRN_LIMIT_SOURCE_FILE, &text, err);
    if (!status)
        status = cairn_json_read(&request->arena, cairn_buf_span(&text), "the request", &tree, err);
    return status ? status : read_tree(request, tree, err);
}

void cairn_lab_request_done(struct cairn_lab_request *request)
{
    cairn_arena_done(&request->arena);
}

bool cairn_lab_names_have(const struct cairn_lab_names *names, struct cairn_span name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (cairn_span_equal(names->items[i], name))
            return true;
    }
    return !names->count;
}
