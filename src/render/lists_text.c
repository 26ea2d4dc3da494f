/* Lists on a terminal: hits of a search, what canons hold, complaints of lint, what build and
 * import did. */
#include "base/utf8.h"
#include "render/render_internal.h"

#define INDENT          2
#define HANG            4
#define UNINDEXED_SHOWN 10

const struct cairn_stats_count cairn_stats_counts[CAIRN_STATS_COUNTS] = {
    {CAIRN_MSG_STATS_INDEXED, "indexed"},
    {CAIRN_MSG_STATS_FAMILIES, "families"},
    {CAIRN_MSG_STATS_CAUSES, "causes"},
    {CAIRN_MSG_STATS_CHANGES, "changes"},
    {CAIRN_MSG_STATS_TELLS, "tells"},
    {CAIRN_MSG_STATS_CLAIMS, "claims"},
    {CAIRN_MSG_STATS_EXAMPLES, "examples"},
};

/* A number, or how many entries a list has. */
static uint64_t count_of(const struct cairn_value *object, const char *key)
{
    const struct cairn_value *value = cairn_value_get(object, key);
    if (cairn_value_is(value, CAIRN_VALUE_ARRAY))
        return cairn_value_count(value);
    int64_t count = cairn_value_get_int(object, key);
    return count > 0 ? (uint64_t)count : 0;
}

/* "Label: 12,345"; nothing when the tree does not say. */
static void write_number(struct cairn_text *text, enum cairn_message label,
    const struct cairn_value *object, const char *key, int indent)
{
    const struct cairn_value *value = cairn_value_get(object, key);
    if (!cairn_value_is(value, CAIRN_VALUE_NUMBER) && !cairn_value_is(value, CAIRN_VALUE_ARRAY))
        return;
    cairn_text_say(text, label);
    cairn_text_say(text, CAIRN_MSG_COLON);
    cairn_text_put_number(text, count_of(object, key));
    cairn_text_flush(text, indent, indent + 2);
}

/* Search. */

static void write_hit(struct cairn_text *text, const struct cairn_value *hit)
{
    cairn_text_style(text, CAIRN_STYLE_BOLD);
    cairn_text_put_key(text, hit, "id");
    cairn_text_style(text, CAIRN_STYLE_PLAIN);
    cairn_text_say(text, CAIRN_MSG_BRACKET_OPEN);
    cairn_text_put_word(text, cairn_value_get_text(hit, "tier"));
    cairn_text_say(text, CAIRN_MSG_BRACKET_CLOSE);
    cairn_text_flush(text, 0, INDENT);
    cairn_text_put_key(text, hit, "signature");
    cairn_text_flush(text, INDENT, INDENT);
    cairn_text_style(text, CAIRN_STYLE_DIM);
    cairn_text_put(text, cairn_text_sentences(cairn_value_get_text(hit, "summary"), 1));
    cairn_text_flush(text, INDENT, INDENT);
}

void cairn_render_search_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    cairn_text_init(&text, buf, options);
    const struct cairn_value *hits = cairn_value_get(tree, "hits");
    const struct cairn_value *near = cairn_value_get(tree, "near");
    CAIRN_VALUE_EACH(hit, hits)
    write_hit(&text, hit->value);
    if (cairn_value_count(hits))
        return;
    cairn_text_say1(&text, CAIRN_MSG_NO_HITS, cairn_value_get_text(tree, "query"));
    cairn_text_flush(&text, 0, 0);
    cairn_text_say(&text, cairn_value_count(near) ? CAIRN_MSG_SEARCH_NEAR : CAIRN_MSG_SEARCH_ELSE);
    cairn_text_flush(&text, 0, 0);
    CAIRN_VALUE_EACH(id, near)
    {
        cairn_text_put(&text, cairn_value_text(id->value));
        cairn_text_flush(&text, INDENT, HANG);
    }
}

/* Stats. */

static void write_reasons(struct cairn_text *text, const struct cairn_value *list,
    enum cairn_message heading, const char *key)
{
    uint32_t shown = 0;
    if (!cairn_value_count(list))
        return;
    struct cairn_digits digits;
    cairn_text_say1(text, heading, cairn_digits_of(&digits, cairn_value_count(list)));
    cairn_text_flush(text, INDENT, HANG);
    CAIRN_VALUE_EACH(entry, list)
    {
        if (!text->full && shown == UNINDEXED_SHOWN)
            break;
        shown++;
        cairn_text_put_key(text, entry->value, key);
        cairn_text_say(text, CAIRN_MSG_COLON);
        cairn_text_put_key(text, entry->value, "reason");
        cairn_text_flush(text, HANG, HANG + 2);
    }
    if (shown < cairn_value_count(list)) {
        cairn_text_say1(text, CAIRN_MSG_AND_MORE,
            cairn_digits_of(&digits, (uint64_t)cairn_value_count(list) - shown));
        cairn_text_flush(text, HANG, HANG);
    }
}

/* "Label: word 3, word 4" of a map from words to numbers. */
static void write_counts(
    struct cairn_text *text, enum cairn_message label, const struct cairn_value *counts)
{
    bool is_first = true;
    CAIRN_VALUE_EACH(entry, counts)
    {
        if (is_first) {
            cairn_text_say(text, label);
            cairn_text_say(text, CAIRN_MSG_COLON);
        } else {
            cairn_text_say(text, CAIRN_MSG_ENUMERATION);
        }
        is_first = false;
        cairn_text_put_word(text, entry->key);
        cairn_text_add(text, "\u00A0");
        cairn_text_put(text, cairn_value_text(entry->value));
    }
    cairn_text_flush(text, INDENT, HANG);
}

static void write_domains(struct cairn_text *text, const struct cairn_value *domains)
{
    CAIRN_VALUE_EACH(domain, domains)
    {
        cairn_text_put_key(text, domain->value, "id");
        cairn_text_say(text, CAIRN_MSG_COLON);
        cairn_text_put_number(text, count_of(domain->value, "records"));
        cairn_text_say(text, CAIRN_MSG_BRACKET_OPEN);
        cairn_text_put_key(text, domain->value, "title");
        cairn_text_say(text, CAIRN_MSG_BRACKET_CLOSE);
        cairn_text_flush(text, HANG, HANG + 2);
    }
}

static void write_languages(struct cairn_text *text, const struct cairn_value *languages)
{
    bool is_first = true;
    CAIRN_VALUE_EACH(language, languages)
    {
        if (is_first)
            cairn_text_say(text, CAIRN_MSG_STATS_LANGUAGES);
        cairn_text_say(text, is_first ? CAIRN_MSG_COLON : CAIRN_MSG_ENUMERATION);
        cairn_text_put(text, cairn_value_text(language->value));
        is_first = false;
    }
    cairn_text_flush(text, INDENT, HANG);
}

static void write_canon(struct cairn_text *text, const struct cairn_value *canon)
{
    cairn_text_style(text, CAIRN_STYLE_BOLD);
    cairn_text_put_key(text, canon, "name");
    cairn_text_style(text, CAIRN_STYLE_PLAIN);
    cairn_text_add(text, " ");
    cairn_text_put_key(text, canon, "digest");
    cairn_text_flush(text, 0, INDENT);
    cairn_text_field(text, CAIRN_MSG_STATS_PATH, canon, "path", INDENT);
    cairn_text_field(text, CAIRN_MSG_STATS_LICENCE, canon, "licence", INDENT);
    write_languages(text, cairn_value_get(canon, "languages"));
    write_number(text, CAIRN_MSG_SECTION_RECORDS, canon, "records", INDENT);
    write_domains(text, cairn_value_get(canon, "domains"));
    for (size_t i = 0; i < CAIRN_STATS_COUNTS; i++)
        write_number(text, cairn_stats_counts[i].label, canon, cairn_stats_counts[i].key, INDENT);
    write_counts(text, CAIRN_MSG_STATS_TIERS, cairn_value_get(canon, "tiers"));
    write_counts(text, CAIRN_MSG_LABEL_LAB, cairn_value_get(canon, "lab"));
    write_reasons(text, cairn_value_get(canon, "unindexed"), CAIRN_MSG_UNINDEXED, "id");
}

void cairn_render_stats_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    cairn_text_init(&text, buf, options);
    bool is_first = true;
    CAIRN_VALUE_EACH(canon, cairn_value_get(tree, "canons"))
    {
        if (!is_first)
            cairn_text_blank(&text);
        is_first = false;
        write_canon(&text, canon->value);
    }
}

/* Lint. */

/* path:line: at the start of a line and unbroken, so that editors can jump there. */
static void write_complaint(struct cairn_text *text, const struct cairn_value *complaint)
{
    bool is_error = cairn_span_equal_string(cairn_value_get_text(complaint, "severity"), "error");
    struct cairn_span hint = cairn_value_get_text(complaint, "hint");
    cairn_text_style(text, CAIRN_STYLE_BOLD);
    cairn_text_put_key(text, complaint, "path");
    cairn_text_add(text, ":");
    if (cairn_value_get_int(complaint, "line") > 0) {
        cairn_text_put_key(text, complaint, "line");
        cairn_text_add(text, ":");
    }
    cairn_text_style(text, is_error ? CAIRN_STYLE_BAD : CAIRN_STYLE_WARN);
    cairn_text_add(text, " ");
    cairn_text_put_word(text, cairn_value_get_text(complaint, "severity"));
    cairn_text_style(text, CAIRN_STYLE_PLAIN);
    cairn_text_say(text, CAIRN_MSG_COLON);
    cairn_text_put_key(text, complaint, "message");
    cairn_text_add(text, " [");
    cairn_text_put_key(text, complaint, "rule");
    cairn_text_add(text, "]");
    /* One line each, as compilers print: editors and grep read them. */
    cairn_text_flush_whole(text, 0);
    cairn_text_put(text, hint);
    cairn_text_flush_whole(text, HANG);
}

static void write_lint(struct cairn_text *text, const struct cairn_value *lint)
{
    CAIRN_VALUE_EACH(complaint, cairn_value_get(lint, "complaints"))
    write_complaint(text, complaint->value);
    static const char *const keys[] = {"records", "errors", "notes"};
    struct cairn_digits digits[CAIRN_ARRAY_SIZE(keys)];
    struct cairn_span values[CAIRN_ARRAY_SIZE(keys)];
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(keys); i++)
        values[i] = cairn_digits_of(&digits[i], count_of(lint, keys[i]));
    cairn_text_style(text, count_of(lint, "errors") ? CAIRN_STYLE_BAD : CAIRN_STYLE_GOOD);
    cairn_text_say_values(text, CAIRN_MSG_LINT_SUM, values, CAIRN_ARRAY_SIZE(values));
    cairn_text_flush(text, 0, 0);
}

void cairn_render_lint_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    cairn_text_init(&text, buf, options);
    write_lint(&text, tree);
}

static void write_anchor(struct cairn_text *text, const struct cairn_value *anchor)
{
    cairn_text_say(text, CAIRN_MSG_COST_ANCHOR);
    cairn_text_say(text, CAIRN_MSG_COLON);
    cairn_text_add(text, "`");
    cairn_text_put_exact(text, cairn_value_get_text(anchor, "text"));
    cairn_text_add(text, "`");
    if (cairn_value_get_bool(anchor, "ignore_case")) {
        cairn_text_add(text, " ");
        cairn_text_say(text, CAIRN_MSG_COST_IGNORE_CASE);
    }
    cairn_text_say(text, CAIRN_MSG_LIST_SEPARATOR);
    cairn_text_say1(
        text, CAIRN_MSG_COST_PER_MEBIBYTE, cairn_value_get_text(anchor, "per_mebibyte"));
    cairn_text_flush(text, INDENT, HANG);
}

void cairn_render_lint_cost_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    cairn_text_init(&text, buf, options);
    CAIRN_VALUE_EACH(cost, cairn_value_get(tree, "costs"))
    {
        cairn_text_style(&text, CAIRN_STYLE_BOLD);
        cairn_text_put_key(&text, cost->value, "record");
        cairn_text_style(&text, CAIRN_STYLE_PLAIN);
        cairn_text_add(&text, " ");
        cairn_text_say1(
            &text, CAIRN_MSG_COST_PER_MEBIBYTE, cairn_value_get_text(cost->value, "per_mebibyte"));
        cairn_text_flush(&text, 0, HANG);
        CAIRN_VALUE_EACH(anchor, cairn_value_get(cost->value, "anchors"))
        write_anchor(&text, anchor->value);
        cairn_text_put_key(&text, cost->value, "note");
        cairn_text_flush(&text, INDENT, HANG);
    }
}

/* Build and import. */

void cairn_render_build_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    cairn_text_init(&text, buf, options);
    const struct cairn_value *lint = cairn_value_get(tree, "lint");
    struct cairn_span digest = cairn_value_get_text(tree, "digest");
    if (cairn_value_count(cairn_value_get(lint, "complaints")))
        write_lint(&text, lint);
    if (!digest.size) {
        cairn_text_style(&text, CAIRN_STYLE_BAD);
        cairn_text_say(&text, CAIRN_MSG_BUILD_REFUSED);
        cairn_text_flush(&text, 0, 0);
        return;
    }
    struct cairn_digits records;
    struct cairn_digits size;
    struct cairn_span values[] = {cairn_value_get_text(tree, "output"),
        cairn_digits_of(&records, count_of(tree, "records")),
        cairn_digits_of(&size, count_of(tree, "size_bytes"))};
    cairn_text_say_values(&text, CAIRN_MSG_BUILD_DONE, values, CAIRN_ARRAY_SIZE(values));
    cairn_text_flush(&text, 0, INDENT);
    cairn_text_put(&text, digest);
    cairn_text_flush(&text, INDENT, INDENT);
    write_reasons(&text, cairn_value_get(tree, "unindexed"), CAIRN_MSG_UNINDEXED, "id");
}

void cairn_render_import_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    cairn_text_init(&text, buf, options);
    struct cairn_digits imported;
    cairn_text_say2(&text, CAIRN_MSG_IMPORT_DONE,
        cairn_digits_of(&imported, count_of(tree, "imported")),
        cairn_value_get_text(tree, "output"));
    cairn_text_flush(&text, 0, INDENT);
    write_reasons(&text, cairn_value_get(tree, "unindexed"), CAIRN_MSG_UNINDEXED, "id");
    write_reasons(&text, cairn_value_get(tree, "skipped"), CAIRN_MSG_SKIPPED, "path");
}
