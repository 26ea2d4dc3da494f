/*
 * NDJSON: one line an item, so that a reader can start before the end and a pipe can count. Every
 * line is a JSON object with its own schema. Items are written member by member: the tree stays
 * untouched.
 */
#include "formats/json.h"
#include "render/render_internal.h"

/* {"schema":"…" — members follow, each with its comma in front. */
static void open_line(struct cairn_buf *buf, const char *schema)
{
    cairn_buf_append_string(buf, "{\"schema\":");
    cairn_json_write_string(buf, cairn_span_from_string(schema));
}

static void write_member(
    struct cairn_buf *buf, struct cairn_span key, const struct cairn_value *value)
{
    cairn_buf_append_byte(buf, ',');
    cairn_json_write_string(buf, key);
    cairn_buf_append_byte(buf, ':');
    if (value)
        cairn_json_write(buf, value, CAIRN_JSON_COMPACT);
    else
        cairn_buf_append_string(buf, "null");
}

static void write_members(
    struct cairn_buf *buf, const struct cairn_value *object, const char *without)
{
    CAIRN_VALUE_EACH(member, object)
    {
        if (!cairn_span_equal_string(member->key, "schema") &&
            !cairn_span_equal_string(member->key, without))
            write_member(buf, member->key, member->value);
    }
}

static void close_line(struct cairn_buf *buf)
{
    cairn_buf_append_string(buf, "}\n");
}

/* Which canons were asked: a finding names its own one by name only. */
static void write_digests(struct cairn_buf *buf, const struct cairn_value *canons)
{
    cairn_buf_append_string(buf, ",\"canon_digests\":{");
    bool is_first = true;
    CAIRN_VALUE_EACH(canon, canons)
    {
        if (!is_first)
            cairn_buf_append_byte(buf, ',');
        is_first = false;
        cairn_json_write_string(buf, cairn_value_get_text(canon->value, "name"));
        cairn_buf_append_byte(buf, ':');
        cairn_json_write_string(buf, cairn_value_get_text(canon->value, "digest"));
    }
    cairn_buf_append_byte(buf, '}');
}

void cairn_render_explanation_ndjson(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    (void)options;
    const struct cairn_value *findings = cairn_value_get(tree, "findings");
    CAIRN_VALUE_EACH(finding, findings)
    {
        open_line(buf, "cairn.finding/1");
        write_digests(buf, cairn_value_get(tree, "canon"));
        write_members(buf, finding->value, "");
        close_line(buf);
    }
    open_line(buf, "cairn.explanation-end/1");
    cairn_buf_printf(buf, ",\"findings\":%u", (unsigned)cairn_value_count(findings));
    write_members(buf, tree, "findings");
    close_line(buf);
}

void cairn_render_show_ndjson(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    (void)options;
    cairn_json_write(buf, cairn_show_subject(tree), CAIRN_JSON_COMPACT);
    cairn_buf_append_byte(buf, '\n');
}

void cairn_render_line_ndjson(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    (void)options;
    cairn_json_write(buf, tree, CAIRN_JSON_COMPACT);
    cairn_buf_append_byte(buf, '\n');
}

/* Objects of `items`, or ids (texts), one a line. */
static void write_items(
    struct cairn_buf *buf, const struct cairn_value *items, const char *schema, const char *status)
{
    CAIRN_VALUE_EACH(item, items)
    {
        open_line(buf, schema);
        if (status) {
            cairn_buf_append_string(buf, ",\"status\":");
            cairn_json_write_string(buf, cairn_span_from_string(status));
        }
        if (cairn_value_is(item->value, CAIRN_VALUE_OBJECT))
            write_members(buf, item->value, "");
        else
            write_member(buf, CAIRN_SPAN("id"), item->value);
        close_line(buf);
    }
}

void cairn_render_search_ndjson(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    (void)options;
    write_items(buf, cairn_value_get(tree, "hits"), "cairn.search-hit/1", NULL);
    write_items(buf, cairn_value_get(tree, "near"), "cairn.search-near/1", NULL);
}

void cairn_render_cells_ndjson(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    (void)options;
    CAIRN_VALUE_EACH(cell, cairn_value_get(tree, "cells"))
    {
        open_line(buf, "cairn.measured-cell/1");
        write_member(buf, CAIRN_SPAN("id"), cairn_value_get(tree, "id"));
        write_member(buf, CAIRN_SPAN("family"), cairn_value_get(tree, "family"));
        write_members(buf, cell->value, "");
        close_line(buf);
    }
}

void cairn_render_stats_ndjson(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    (void)options;
    write_items(buf, cairn_value_get(tree, "canons"), "cairn.canon-stats/1", NULL);
}

void cairn_render_lint_ndjson(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    (void)options;
    write_items(buf, cairn_value_get(tree, "complaints"), "cairn.complaint/1", NULL);
}

void cairn_render_lint_cost_ndjson(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    (void)options;
    write_items(buf, cairn_value_get(tree, "costs"), "cairn.cost/1", NULL);
}

void cairn_render_build_ndjson(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    (void)options;
    write_items(buf, cairn_value_path(tree, "lint.complaints"), "cairn.complaint/1", NULL);
    open_line(buf, "cairn.build-end/1");
    write_members(buf, tree, "lint");
    close_line(buf);
}

void cairn_render_import_ndjson(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    (void)options;
    write_items(buf, cairn_value_get(tree, "unindexed"), "cairn.import-item/1", "unindexed");
    write_items(buf, cairn_value_get(tree, "skipped"), "cairn.import-item/1", "skipped");
    open_line(buf, "cairn.import-end/1");
    write_member(buf, CAIRN_SPAN("output"), cairn_value_get(tree, "output"));
    write_member(buf, CAIRN_SPAN("imported"), cairn_value_get(tree, "imported"));
    close_line(buf);
}
