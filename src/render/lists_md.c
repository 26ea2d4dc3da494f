/* Search hits and what canons hold, as Markdown. */
#include "render/md.h"
#include "render/render_internal.h"

void cairn_render_search_md(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_md md = {.out = buf, .in_chinese = options->in_chinese};
    CAIRN_VALUE_EACH(hit, cairn_value_get(tree, "hits"))
    {
        cairn_md_raw(&md, "- ");
        cairn_md_code(&md, cairn_value_get_text(hit->value, "id"));
        cairn_md_say(&md, CAIRN_MSG_BRACKET_OPEN);
        cairn_md_put_word(&md, cairn_value_get_text(hit->value, "tier"));
        cairn_md_say(&md, CAIRN_MSG_BRACKET_CLOSE);
        cairn_md_say(&md, CAIRN_MSG_WHY_DASH);
        cairn_md_put_key(&md, hit->value, "signature");
        cairn_md_raw(&md, "\n  ");
        cairn_md_put_key(&md, hit->value, "summary");
        cairn_md_raw(&md, "\n");
    }
    if (cairn_value_count(cairn_value_get(tree, "hits")))
        return;
    cairn_md_say1(&md, CAIRN_MSG_NO_HITS, cairn_value_get_text(tree, "query"));
    cairn_md_raw(&md, "\n");
    CAIRN_VALUE_EACH(id, cairn_value_get(tree, "near"))
    {
        cairn_md_raw(&md, "- ");
        cairn_md_code(&md, cairn_value_text(id->value));
        cairn_md_raw(&md, "\n");
    }
}

static void write_counts(
    struct cairn_md *md, enum cairn_message label, const struct cairn_value *counts)
{
    bool is_first = true;
    if (!cairn_value_count(counts))
        return;
    cairn_md_label(md, label);
    CAIRN_VALUE_EACH(entry, counts)
    {
        if (!is_first)
            cairn_md_say(md, CAIRN_MSG_ENUMERATION);
        is_first = false;
        cairn_md_put_word(md, entry->key);
        cairn_md_raw(md, " ");
        cairn_md_put(md, cairn_value_text(entry->value));
    }
    cairn_md_raw(md, "\n");
}

static void write_figure(
    struct cairn_md *md, enum cairn_message label, const struct cairn_value *canon, const char *key)
{
    struct cairn_digits digits;
    struct cairn_span value = cairn_figure_of(&digits, cairn_value_get(canon, key));
    if (!value.size)
        return;
    cairn_md_label(md, label);
    cairn_md_put(md, value);
    cairn_md_raw(md, "\n");
}

static void write_canon(struct cairn_md *md, const struct cairn_value *canon)
{
    cairn_md_raw(md, "## ");
    cairn_md_put_key(md, canon, "name");
    cairn_md_raw(md, "\n\n");
    cairn_md_code(md, cairn_value_get_text(canon, "digest"));
    cairn_md_raw(md, "\n\n");
    write_figure(md, CAIRN_MSG_STATS_LICENCE, canon, "licence");
    write_figure(md, CAIRN_MSG_SECTION_RECORDS, canon, "records");
    for (size_t i = 0; i < CAIRN_STATS_COUNTS; i++)
        write_figure(md, cairn_stats_counts[i].label, canon, cairn_stats_counts[i].key);
    write_counts(md, CAIRN_MSG_STATS_TIERS, cairn_value_get(canon, "tiers"));
    write_counts(md, CAIRN_MSG_LABEL_LAB, cairn_value_get(canon, "lab"));
    CAIRN_VALUE_EACH(entry, cairn_value_get(canon, "unindexed"))
    {
        cairn_md_label(md, CAIRN_MSG_UNINDEXED_ONE);
        cairn_md_code(md, cairn_value_get_text(entry->value, "id"));
        cairn_md_say(md, CAIRN_MSG_WHY_DASH);
        cairn_md_put_key(md, entry->value, "reason");
        cairn_md_raw(md, "\n");
    }
}

void cairn_render_stats_md(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_md md = {.out = buf, .in_chinese = options->in_chinese};
    bool is_first = true;
    CAIRN_VALUE_EACH(canon, cairn_value_get(tree, "canons"))
    {
        if (!is_first)
            cairn_md_raw(&md, "\n");
        is_first = false;
        write_canon(&md, canon->value);
    }
}
