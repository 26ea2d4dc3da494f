/*
 * Which function writes which schema in which format. JSON is the tree itself; the others read the
 * tree and nothing else, so all formats show the same facts. A schema without a format is refused
 * with the formats that it has.
 */
#include "render/render.h"

#include "formats/json.h"
#include "render/render_internal.h"

struct renderer {
    const char *schema;
    cairn_render_function text;
    cairn_render_function md;
    cairn_render_function html;
    cairn_render_function ndjson;
};

static const struct renderer renderers[] = {
    {"cairn.explanation/1", cairn_render_explanation_text, cairn_render_explanation_md,
        cairn_render_explanation_html, cairn_render_explanation_ndjson},
    {"cairn.show/1", cairn_render_show_text, cairn_render_show_md, cairn_render_show_html,
        cairn_render_show_ndjson},
    {"cairn.cells/1", cairn_render_cells_text, cairn_render_cells_md, cairn_render_cells_html,
        cairn_render_cells_ndjson},
    {"cairn.search/1", cairn_render_search_text, cairn_render_search_md, cairn_render_search_html,
        cairn_render_search_ndjson},
    {"cairn.records/1", NULL, NULL, NULL, cairn_render_line_ndjson},
    {"cairn.families/1", NULL, NULL, NULL, cairn_render_line_ndjson},
    {"cairn.stats/1", cairn_render_stats_text, cairn_render_stats_md, cairn_render_stats_html,
        cairn_render_stats_ndjson},
    {"cairn.list/1", NULL, NULL, cairn_render_list_html, cairn_render_line_ndjson},
    {"cairn.outcome/1", cairn_render_outcome_text, cairn_render_outcome_md,
        cairn_render_outcome_html, cairn_render_line_ndjson},
    {"cairn.outcomes/1", cairn_render_outcomes_text, cairn_render_outcomes_md,
        cairn_render_outcomes_html, cairn_render_line_ndjson},
    {"cairn.tokens/1", cairn_render_tokens_text, NULL, NULL, cairn_render_line_ndjson},
    {"cairn.home/1", NULL, NULL, cairn_render_home_html, cairn_render_line_ndjson},
    {"cairn.words/1", NULL, NULL, cairn_render_words_html, cairn_render_line_ndjson},
    {"cairn.missing/1", NULL, NULL, cairn_render_missing_html, cairn_render_line_ndjson},
    {"cairn.outcome-form/1", NULL, NULL, cairn_render_outcome_form_html, cairn_render_line_ndjson},
    {"cairn.lint/1", cairn_render_lint_text, NULL, NULL, cairn_render_lint_ndjson},
    {"cairn.lint-cost/1", cairn_render_lint_cost_text, NULL, NULL, cairn_render_lint_cost_ndjson},
    {"cairn.build/1", cairn_render_build_text, NULL, NULL, cairn_render_build_ndjson},
    {"cairn.import/1", cairn_render_import_text, NULL, NULL, cairn_render_import_ndjson},
    {"cairn.prove-start/1", cairn_render_prove_start_text, NULL, NULL, cairn_render_line_ndjson},
    {"cairn.cell/1", cairn_render_cell_text, NULL, NULL, cairn_render_line_ndjson},
    {"cairn.message/1", cairn_render_lab_message_text, NULL, NULL, cairn_render_line_ndjson},
    {"cairn.prove/1", cairn_render_prove_text, NULL, NULL, cairn_render_line_ndjson},
    {"cairn.prove-list/1", cairn_render_prove_list_text, NULL, NULL, cairn_render_line_ndjson},
    {"cairn.environments/1", cairn_render_environments_text, NULL, NULL, cairn_render_line_ndjson},
};

static const struct renderer *find_renderer(struct cairn_span schema)
{
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(renderers); i++) {
        if (cairn_span_equal_string(schema, renderers[i].schema))
            return &renderers[i];
    }
    return NULL;
}

/* `show` prints the record or the family itself; the wrapper only when there is neither. */
static void render_json(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    (void)options;
    cairn_json_write(buf, cairn_show_subject(tree), CAIRN_JSON_PRETTY);
    cairn_buf_append_byte(buf, '\n');
}

static cairn_render_function choose(
    const struct renderer *renderer, enum cairn_render_format format)
{
    switch (format) {
    case CAIRN_RENDER_TEXT:
        return renderer->text;
    case CAIRN_RENDER_JSON:
        return render_json;
    case CAIRN_RENDER_NDJSON:
        return renderer->ndjson;
    case CAIRN_RENDER_MARKDOWN:
        return renderer->md;
    case CAIRN_RENDER_HTML:
        return renderer->html;
    }
    return NULL;
}

enum cairn_status cairn_render(struct cairn_buf *buf, const struct cairn_value *result,
    const struct cairn_render_options *options, struct cairn_error *err)
{
    struct cairn_span schema = cairn_value_get_text(result, "schema");
    const struct renderer *renderer = find_renderer(schema);
    if (!renderer)
        return CAIRN_FAIL(err, CAIRN_ERR_UNSUPPORTED,
            "cannot write a result of schema \"%.*s\": no renderer knows it",
            CAIRN_SPAN_ARGS(schema));
    cairn_render_function render = choose(renderer, options->format);
    if (!render) {
        const char *first = renderer->text ? "text" : "html";
        CAIRN_FAIL(err, CAIRN_ERR_UNSUPPORTED,
            "cannot write %s in this format: it exists as %s, json and ndjson only",
            renderer->schema, first);
        cairn_error_hint(err, "Choose --format %s, json or ndjson.", first);
        return CAIRN_ERR_UNSUPPORTED;
    }
    render(buf, result, options);
    return cairn_buf_status(buf, err);
}

const struct cairn_value *cairn_show_subject(const struct cairn_value *tree)
{
    const struct cairn_value *record = cairn_value_get(tree, "record");
    const struct cairn_value *family = cairn_value_get(tree, "family");
    if (!cairn_span_equal_string(cairn_value_get_text(tree, "schema"), "cairn.show/1"))
        return tree;
    if (cairn_value_is(record, CAIRN_VALUE_OBJECT))
        return record;
    return cairn_value_is(family, CAIRN_VALUE_OBJECT) ? family : tree;
}
