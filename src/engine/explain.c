/*
 * Explain: what do these inputs hold? One pass over all inputs counts what is seen
 * (explain_scan.c). When a small input shows nothing known, it may have been mangled on its way:
 * the repairs of logs/clean.h are applied one after the other, each on the result of those before,
 * until a pass over the repaired text finds something. For that, what was read is kept while it is
 * small. The result is built from whichever pass is taken (explain_result.c).
 */
#include "base/alloc.h"
#include "engine/explain_internal.h"
#include "logs/clean.h"

struct explaining {
    struct cairn_engine *engine;
    const struct cairn_input *inputs;
    size_t input_count;
    const struct cairn_explain_options *options;
    struct cairn_buf *texts;        /* of the inputs as read, later as repaired */
    struct cairn_buf *repaired;     /* the repair that is being tried */
    bool has_texts;                 /* all of them, and small */
    struct cairn_explain_scan scan; /* the pass that is taken */
    struct cairn_arena arena;       /* of `repairs` */
    struct cairn_value *repairs;    /* names of the repairs after which something matched */
};

static void drop_texts(struct explaining *explaining)
{
    for (size_t i = 0; explaining->texts && i < explaining->input_count; i++)
        cairn_buf_done(&explaining->texts[i]);
    explaining->has_texts = false;
}

static void drop_repaired(struct explaining *explaining)
{
    for (size_t i = 0; explaining->repaired && i < explaining->input_count; i++)
        cairn_buf_done(&explaining->repaired[i]);
}

static enum cairn_status first_pass(struct explaining *explaining, struct cairn_error *err)
{
    struct cairn_explain_scan *scan = &explaining->scan;
    enum cairn_status status =
        cairn_explain_scan_init(scan, explaining->engine, explaining->options, err);
    explaining->has_texts = true;
    for (size_t i = 0; !status && i < explaining->input_count; i++) {
        struct cairn_buf *text = &explaining->texts[i];
        text->limit_bytes = CAIRN_LIMIT_PASTE;
        status = cairn_explain_scan_input(
            scan, &explaining->inputs[i], explaining->has_texts ? text : NULL, err);
        if (!status && explaining->has_texts && text->failure == CAIRN_ERR_MEMORY)
            return CAIRN_FAIL_MEMORY(err);
        if (scan->bytes > CAIRN_LIMIT_PASTE)
            drop_texts(explaining);
    }
    return status;
}

/* Apply one repair to every text; *out_changed: it found something to repair. */
static enum cairn_status repair_texts(struct explaining *explaining,
    const struct cairn_log_repair *repair, bool *out_changed, struct cairn_error *err)
{
    bool has_changed = false;
    drop_repaired(explaining);
    for (size_t i = 0; i < explaining->input_count; i++) {
        struct cairn_buf *repaired = &explaining->repaired[i];
        struct cairn_span text = cairn_buf_span(&explaining->texts[i]);
        bool is_changed = repair->apply(repaired, text);
        if (!is_changed)
            cairn_buf_append(repaired, text);
        has_changed |= is_changed;
        enum cairn_status status = cairn_buf_status(repaired, err);
        if (status)
            return status;
    }
    *out_changed = has_changed;
    return CAIRN_OK;
}

/* A whole pass over the repaired texts; it replaces the one before when it finds something
 * known. */
static enum cairn_status pass_again(struct explaining *explaining, struct cairn_error *err)
{
    struct cairn_explain_scan *again = cairn_alloc(sizeof(*again));
    if (!again)
        return CAIRN_FAIL_MEMORY(err);
    enum cairn_status status =
        cairn_explain_scan_init(again, explaining->engine, explaining->options, err);
    for (size_t i = 0; !status && i < explaining->input_count; i++) {
        struct cairn_span text = cairn_buf_span(&explaining->repaired[i]);
        struct cairn_input input = {
            .name = explaining->inputs[i].name,
            .memory = text.data ? text.data : "",
            .memory_size = text.size,
        };
        status = cairn_explain_scan_input(again, &input, NULL, err);
    }
    if (!status && again->known.count) {
        struct cairn_explain_scan former = explaining->scan;
        explaining->scan = *again;
        *again = former;
    }
    cairn_explain_scan_done(again);
    cairn_free(again);
    return status;
}

/* The next repair starts from what this one made. */
static void keep_repaired(struct explaining *explaining)
{
    struct cairn_buf *former = explaining->texts;
    explaining->texts = explaining->repaired;
    explaining->repaired = former;
}

static enum cairn_status second_pass(struct explaining *explaining, struct cairn_error *err)
{
    size_t count = 0;
    const struct cairn_log_repair *repairs = cairn_log_repairs(&count);
    struct cairn_value *names = cairn_value_array(&explaining->arena);
    explaining->repaired = cairn_alloc_array(explaining->input_count, sizeof(struct cairn_buf));
    if (!explaining->repaired)
        return CAIRN_FAIL_MEMORY(err);
    for (size_t i = 0; i < count && !explaining->scan.known.count; i++) {
        bool has_changed = false;
        enum cairn_status status = repair_texts(explaining, &repairs[i], &has_changed, err);
        if (!status && has_changed)
            status = pass_again(explaining, err);
        if (status)
            return status;
        if (!has_changed || (repairs[i].is_alternative && !explaining->scan.known.count))
            continue;
        keep_repaired(explaining);
        cairn_value_push(
            &explaining->arena, names, cairn_value_cstring(&explaining->arena, repairs[i].name));
    }
    if (explaining->scan.known.count)
        explaining->repairs = names;
    return cairn_value_status(&explaining->arena, names, err);
}

static bool is_read_whole(const struct cairn_explain_scan *scan)
{
    for (size_t i = 0; i < scan->inputs.count; i++) {
        if (CAIRN_VEC_AT(&scan->inputs, struct cairn_explain_input, i)->failure)
            return false;
    }
    return true;
}

static enum cairn_status finish(
    struct explaining *explaining, struct cairn_result **out_result, struct cairn_error *err)
{
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    bool is_complete = true;
    enum cairn_status status = cairn_result_new(&result, err);
    if (!status)
        status =
            cairn_explain_build(&explaining->scan, explaining->repairs, result, &is_complete, err);
    if (status)
        return status;
    enum cairn_conclusion conclusion = explaining->scan.known.count ? CAIRN_FOUND : CAIRN_NONE;
    return cairn_result_finish(
        &result, is_complete ? conclusion : CAIRN_INCOMPLETE, out_result, err);
}

enum cairn_status cairn_explain(struct cairn_engine *engine, const struct cairn_input *inputs,
    size_t input_count, const struct cairn_explain_options *options,
    struct cairn_result **out_result, struct cairn_error *err)
{
    static const struct cairn_explain_options defaults = {0};
    struct explaining explaining = {
        .engine = engine,
        .inputs = inputs,
        .input_count = input_count,
        .options = options ? options : &defaults,
        .texts = cairn_alloc_array(input_count, sizeof(struct cairn_buf)),
    };
    enum cairn_status status =
        explaining.texts ? first_pass(&explaining, err) : CAIRN_FAIL_MEMORY(err);
    /* What failed half-way is reported as it was read. */
    if (!status && !explaining.scan.known.count && explaining.has_texts &&
        is_read_whole(&explaining.scan))
        status = second_pass(&explaining, err);
    if (!status)
        status = finish(&explaining, out_result, err);
    drop_texts(&explaining);
    drop_repaired(&explaining);
    cairn_free(explaining.texts);
    cairn_free(explaining.repaired);
    cairn_explain_scan_done(&explaining.scan);
    cairn_arena_done(&explaining.arena);
    return status;
}
