/*
 * The oracle: find and confirm must give what PCRE2 alone gives when every regex is run on every
 * event.
 *
 *     test_oracle EVENTS [SEED]
 *
 * A few hundred regexes, written by hand and made at random, become an index of records with
 * variants and `refines`. Events are derivations of the regexes: mutated by a byte, in another
 * case, with CRLF, NUL, ANSI left-overs, overlapping, one after another; and ordinary text. Per
 * event are compared: the records and their order, the places, the captures. On some events the
 * candidates are compared with a plain search for each anchor, and the text is split at every
 * place.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/vec.h"
#include "derive.h"
#include "match/anchor.h"
#include "match/attack.h"
#include "match/dialect.h"
#include "match/index.h"
#include "match/marker.h"
#include "match/matcher.h"

enum {
    RECORDS_MOST = 400,
    REGEXES_MOST = 3,
    REFINES_MOST = 3,
    PATTERNS_MOST = RECORDS_MOST * REGEXES_MOST
};

struct oracle_pattern {
    struct cairn_span regex;
    const struct cairn_regex_node *root;
    struct cairn_anchor_options options;
    unsigned possible; /* bit per option: the index may have taken it, as far as seen */
    pcre2_code *code;
    unsigned record;
    uint32_t literal_length;
    bool has_assertions;
};

struct oracle_record {
    char id[24];
    unsigned first, count; /* patterns */
    unsigned refines[REFINES_MOST];
    unsigned refines_count;
    bool outranks[RECORDS_MOST]; /* transitively */
};

static struct oracle_pattern patterns[PATTERNS_MOST];
static struct oracle_record records[RECORDS_MOST];
static unsigned pattern_count, record_count;
static struct cairn_arena arena;
static struct test_random rng;
static pcre2_match_data *match_data;
static pcre2_match_context *match_context;
static struct cairn_matcher *matcher;
static struct cairn_buf blob;
static unsigned long long matched_events, limit_events, seed;

static const char *const handwritten[] = {
    "upstream SSL certificate verify error: \\((?P<code>\\d+):(?P<text>[^)]*)\\)",
    "upstream SSL certificate verify error: \\(20:unable to get local issuer certificate\\)",
    "(?i)permission denied",
    "connect\\(\\) failed \\((?P<errno>\\d+): [^)]*\\) while connecting to upstream",
    "connect(?:ion)? (?:refused|reset by peer)",
    "^npm ERR! code (?P<code>E[A-Z0-9]+)$",
    "FATAL:  (?:sorry, )?too many (?:clients|connections)(?: already)?",
    "[Cc]onnection [Rr]eset",
    "(?:aaa|aaaa){2}",
    "aaaaaaa+b?",
    "(?:ab){4}",
    "Error: (?P<what>\\S+)\\n\\s+at (?P<where>\\S+):(?P<line>\\d+)",
    "line\\r?\\nline",
    "\\x00NUL\\x00|NULNUL",
    "\\x1b\\[31mError",
    "证书(?:验证)?失败|certificate error",
    "\\bEPIPE\\b",
    "E404|E40[35]",
    "no such file|No such file or directory",
    "(?i)out of memory: kill(?:ed)? process (?P<pid>\\d+) \\((?P<name>[^)]+)\\)",
    "open\\(\\) \"(?P<path>[^\"]+)\" failed \\(2: No such file",
    "up(?:stream)? timed out",
    "x{3}y{4}z?",
    "==+ error ==+",
    "GET /index\\.html HTTP/1\\.[01]\" [45]\\d\\d",
    "[error]{5} at line \\d+",
    "(error|fail)(ed)?: (?P<rest>.*)$",
    "\\[(?P<level>error|crit|alert)\\] \\d+#\\d+:",
};

static void die(const char *what)
{
    fprintf(stderr, "oracle: %s (seed %llu)\n", what, seed);
    exit(1);
}

static void show(const char *label, struct cairn_span text)
{
    fprintf(stderr, "%s \"", label);
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte < 0x20 || byte > 0x7e || byte == '"' || byte == '\\')
            fprintf(stderr, "\\x%02x", byte);
        else
            fputc(byte, stderr);
    }
    fprintf(stderr, "\"\n");
}

/* ---- making the set ---- */

static pcre2_code *compile_plain(struct cairn_span regex)
{
    int code;
    PCRE2_SIZE offset;
    pcre2_code *compiled =
        pcre2_compile((PCRE2_SPTR)regex.data, regex.size, PCRE2_MULTILINE, &code, &offset, NULL);
    if (!compiled) {
        show("not compiled:", regex);
        die("the dialect accepts what PCRE2 does not");
    }
    pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE);
    return compiled;
}

/* As lint would. */
static bool is_slow(struct cairn_span text, const struct cairn_regex_node *root)
{
    struct cairn_error err = {0};
    struct cairn_pattern *pattern;
    struct cairn_attack_verdict verdict;
    if (cairn_pattern_compile(text, &pattern, &err) != CAIRN_OK ||
        cairn_attack_run(root, pattern, &verdict, &err) != CAIRN_OK)
        die(err.primary);
    cairn_pattern_free(pattern);
    return verdict.reaches_limit;
}

static bool add_pattern(struct cairn_span text, bool has_assertions)
{
    struct cairn_error err = {0};
    struct oracle_pattern *pattern = &patterns[pattern_count];
    struct cairn_regex_node *root;
    *pattern =
        (struct oracle_pattern){.regex = cairn_arena_copy(&arena, text), .record = record_count};
    if (cairn_regex_parse(&arena, text, &root, &err) != CAIRN_OK)
        return false;
    if (cairn_anchors_list(&arena, root, &pattern->options, &err) != CAIRN_OK)
        die("no memory");
    if (pattern->options.count == 0 || is_slow(text, root))
        return false;
    pattern->root = root;
    pattern->possible = (1u << pattern->options.count) - 1;
    pattern->literal_length = cairn_regex_literal_length(root);
    pattern->code = compile_plain(text);
    pattern->has_assertions = has_assertions;
    pattern_count++;
    return true;
}

static bool add_random_pattern(void)
{
    struct cairn_buf text = {0};
    bool with_assertions = test_random_one_in(&rng, 2);
    test_random_regex(&rng, with_assertions, &text);
    bool added = add_pattern(cairn_buf_span(&text), with_assertions);
    cairn_buf_done(&text);
    return added;
}

static void add_record(const char *regex)
{
    struct oracle_record *record = &records[record_count];
    snprintf(record->id, sizeof record->id, "d%u/r%03u", record_count % 3, record_count);
    record->first = pattern_count;
    size_t wanted = 1 + test_random_below(&rng, REGEXES_MOST);
    if (regex && !add_pattern(cairn_span_from_string(regex), true))
        die("a regex written by hand is refused");
    while (pattern_count - record->first < wanted)
        add_random_pattern();
    record->count = pattern_count - record->first;
    record->refines_count =
        test_random_one_in(&rng, 3) ? (unsigned)test_random_below(&rng, REFINES_MOST + 1) : 0;
    for (unsigned i = 0; i < record->refines_count && record_count; i++)
        record->refines[i] =
            (unsigned)test_random_below(&rng, record_count); /* earlier: no cycles */
    if (record_count == 0)
        record->refines_count = 0;
    for (unsigned i = 0; i < record->refines_count; i++) {
        const struct oracle_record *target = &records[record->refines[i]];
        record->outranks[record->refines[i]] = true;
        for (unsigned j = 0; j < record_count; j++)
            record->outranks[j] |= target->outranks[j];
    }
    record_count++;
}

static enum cairn_status read_blob(
    void *context, size_t offset, char *memory, size_t size, struct cairn_error *err)
{
    (void)context;
    (void)err;
    memcpy(memory, blob.data + offset, size);
    return CAIRN_OK;
}

static void build_index(void)
{
    struct cairn_error err = {0};
    struct cairn_index_builder *builder;
    if (cairn_index_builder_new(&builder, &err) != CAIRN_OK)
        die(err.primary);
    for (unsigned i = record_count; i-- > 0;) {
        struct cairn_span regexes[REGEXES_MOST];
        struct cairn_span refines[REFINES_MOST];
        for (unsigned j = 0; j < records[i].count; j++)
            regexes[j] = patterns[records[i].first + j].regex;
        for (unsigned j = 0; j < records[i].refines_count; j++)
            refines[j] = cairn_span_from_string(records[records[i].refines[j]].id);
        struct cairn_index_record record = {.id = cairn_span_from_string(records[i].id),
            .regexes = regexes,
            .regex_count = records[i].count,
            .refines = refines,
            .refines_count = records[i].refines_count};
        if (cairn_index_builder_add(builder, &record, &err) != CAIRN_OK)
            die(err.primary);
    }
    if (cairn_index_builder_finish(builder, &blob, &err) != CAIRN_OK)
        die(err.primary);
    cairn_index_builder_free(builder);
    struct cairn_index_source source = {.read = read_blob, .size = blob.size};
    if (cairn_matcher_open(&source, &matcher, &err) != CAIRN_OK)
        die(err.primary);
}

/* ---- making events ---- */

static void derive_some(struct cairn_buf *event)
{
    const struct oracle_pattern *pattern = &patterns[test_random_below(&rng, pattern_count)];
    size_t start = event->size;
    test_derive(&rng, pattern->root, event);
    if (pattern->has_assertions)
        return;
    struct cairn_span text = cairn_span_make(event->data + start, event->size - start);
    int code = pcre2_match(pattern->code, (PCRE2_SPTR)(text.size ? text.data : ""), text.size, 0,
        PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NO_JIT, match_data, match_context);
    if (code < 0) {
        show("regex:", pattern->regex);
        show("text:", text);
        die("the tree and PCRE2 differ: a derivation does not match");
    }
}

static void add_prose(struct cairn_buf *event)
{
    for (size_t i = test_random_below(&rng, 8); i > 0; i--) {
        test_random_word(&rng, event);
        cairn_buf_append_byte(event, test_random_one_in(&rng, 12) ? '\n' : ' ');
    }
}

static void mutate(struct cairn_buf *event)
{
    if (event->size == 0)
        return;
    size_t place = test_random_below(&rng, event->size);
    switch (test_random_below(&rng, 3)) {
    case 0:
        event->data[place] = (char)test_random_below(&rng, 256);
        break;
    case 1:
        event->data[place] = (char)(event->data[place] ^ 0x20);
        break;
    default:
        memmove(event->data + place, event->data + place + 1, event->size - place - 1);
        cairn_buf_truncate(event, event->size - 1);
        break;
    }
}

static void overlap(struct cairn_buf *event)
{
    derive_some(event);
    size_t cut = event->size ? test_random_below(&rng, event->size) : 0;
    cairn_buf_truncate(event, cut);
    derive_some(event);
}

static void insert(struct cairn_buf *event, struct cairn_span what)
{
    struct cairn_buf copy = {0};
    size_t place = test_random_below(&rng, event->size + 1);
    struct cairn_span whole = cairn_buf_span(event);
    cairn_buf_append(&copy, cairn_span_slice(whole, 0, place));
    cairn_buf_append(&copy, what);
    cairn_buf_append(&copy, cairn_span_slice(whole, place, whole.size));
    cairn_buf_clear(event);
    cairn_buf_append(event, cairn_buf_span(&copy));
    cairn_buf_done(&copy);
}

static void swap_case(struct cairn_buf *event)
{
    for (size_t i = 0; i < event->size; i++)
        if ((event->data[i] | 0x20) >= 'a' && (event->data[i] | 0x20) <= 'z')
            event->data[i] = (char)(event->data[i] ^ 0x20);
}

static void make_event(struct cairn_buf *event)
{
    cairn_buf_clear(event);
    add_prose(event);
    size_t kind = test_random_below(&rng, 12);
    if (kind != 0)
        derive_some(event);
    for (size_t i = kind == 1 ? test_random_below(&rng, 4) : 0; i > 0; i--)
        derive_some(event);
    if (kind == 2)
        overlap(event);
    add_prose(event);
    if (kind == 3 || kind == 4)
        mutate(event);
    if (kind == 5)
        swap_case(event);
    if (kind == 6)
        insert(event, CAIRN_SPAN("\r\n"));
    if (kind == 7)
        insert(event, CAIRN_SPAN("\0"));
    if (kind == 8)
        insert(event, CAIRN_SPAN("\x1b[0m"));
    if (kind == 9 && event->size)
        cairn_buf_truncate(event, test_random_below(&rng, event->size));
    if (event->failure)
        die("no memory");
}

/* ---- what PCRE2 alone says ---- */

struct expected {
    unsigned record, pattern;
    size_t start, end;
    unsigned capture_count;
    struct cairn_match_capture captures[64];
};

static struct expected expected[RECORDS_MOST];
static unsigned expected_count;

static void expect_captures(
    const struct oracle_pattern *pattern, struct cairn_span event, struct expected *out)
{
    uint32_t names, entry_size;
    PCRE2_SPTR table;
    pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMECOUNT, &names);
    pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMEENTRYSIZE, &entry_size);
    pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMETABLE, &table);
    const PCRE2_SIZE *places = pcre2_get_ovector_pointer(match_data);
    out->capture_count = 0;
    uint32_t groups;
    pcre2_pattern_info(pattern->code, PCRE2_INFO_CAPTURECOUNT, &groups);
    for (uint32_t group = 1; group <= groups; group++)
        for (uint32_t i = 0; i < names; i++) {
            PCRE2_SPTR entry = table + (size_t)i * entry_size;
            if (((uint32_t)entry[0] << 8 | entry[1]) != group || places[2 * group] == PCRE2_UNSET)
                continue;
            out->captures[out->capture_count++] = (struct cairn_match_capture){
                .name = cairn_span_from_string((const char *)entry + 2),
                .value = cairn_span_slice(
                    event, places[2 * group], places[2 * group + 1] - places[2 * group])};
        }
}

/* False when a limit was met: then nothing can be said. */
static bool expect_record(unsigned number, struct cairn_span event)
{
    const struct oracle_record *record = &records[number];
    struct expected best = {.record = number, .pattern = UINT32_MAX};
    for (unsigned i = record->first; i < record->first + record->count; i++) {
        int code = pcre2_jit_match(patterns[i].code, (PCRE2_SPTR)(event.data ? event.data : ""),
            event.size, 0, 0, match_data, match_context);
        if (code == PCRE2_ERROR_NOMATCH)
            continue;
        if (code < 0)
            return false;
        if (best.pattern != UINT32_MAX &&
            patterns[i].literal_length <= patterns[best.pattern].literal_length)
            continue;
        const PCRE2_SIZE *places = pcre2_get_ovector_pointer(match_data);
        best.pattern = i;
        best.start = places[0];
        best.end = places[1];
        expect_captures(&patterns[i], event, &best);
    }
    if (best.pattern != UINT32_MAX)
        expected[expected_count++] = best;
    return true;
}

static bool is_before(const struct expected *a, const struct expected *b)
{
    uint32_t length_a = patterns[a->pattern].literal_length;
    uint32_t length_b = patterns[b->pattern].literal_length;
    if (length_a != length_b)
        return length_a > length_b;
    bool hinted_a = records[a->record].id[1] == '1';
    bool hinted_b = records[b->record].id[1] == '1';
    if (hinted_a != hinted_b)
        return hinted_a;
    return strcmp(records[a->record].id, records[b->record].id) < 0;
}

/* The plainest form of the rule: again and again the first that nothing remaining outranks. */
static void order_expected(void)
{
    for (unsigned done = 0; done < expected_count; done++) {
        unsigned best = UINT32_MAX;
        for (unsigned i = done; i < expected_count; i++) {
            bool is_outranked = false;
            for (unsigned j = done; j < expected_count; j++)
                is_outranked |= records[expected[j].record].outranks[expected[i].record];
            if (!is_outranked && (best == UINT32_MAX || is_before(&expected[i], &expected[best])))
                best = i;
        }
        struct expected chosen = expected[best];
        expected[best] = expected[done];
        expected[done] = chosen;
    }
}

static bool expect(struct cairn_span event)
{
    expected_count = 0;
    for (unsigned i = 0; i < record_count; i++)
        if (!expect_record(i, event))
            return false;
    order_expected();
    return true;
}

/* ---- comparing ---- */

static bool same_match(const struct expected *want, const struct cairn_match *got)
{
    if (!cairn_span_equal_string(got->record, records[want->record].id) ||
        got->start != want->start || got->end != want->end ||
        got->capture_count != want->capture_count)
        return false;
    for (unsigned i = 0; i < want->capture_count; i++)
        if (!cairn_span_equal(want->captures[i].name, got->captures[i].name) ||
            want->captures[i].value.data != got->captures[i].value.data ||
            want->captures[i].value.size != got->captures[i].value.size)
            return false;
    return true;
}

static void fail_event(struct cairn_span event, const struct cairn_confirmation *got)
{
    show("event:", event);
    for (unsigned i = 0; i < expected_count; i++) {
        fprintf(stderr, "expected %s %zu-%zu ", records[expected[i].record].id, expected[i].start,
            expected[i].end);
        show("by", patterns[expected[i].pattern].regex);
    }
    for (size_t i = 0; i < got->count; i++)
        fprintf(stderr, "got %.*s %u-%u\n", CAIRN_SPAN_ARGS(got->matches[i].record),
            got->matches[i].start, got->matches[i].end);
    die("the matcher and PCRE2 differ");
}

static void find(struct cairn_span text, struct cairn_vec *candidates)
{
    struct cairn_error err = {0};
    cairn_vec_clear(candidates);
    if (cairn_matcher_find(matcher, text, candidates, &err) != CAIRN_OK)
        die(err.primary);
}

static void check_event(struct cairn_span event, struct cairn_vec *candidates)
{
    struct cairn_error err = {0};
    struct cairn_confirmation got;
    find(event, candidates);
    if (cairn_matcher_confirm(matcher, event, candidates->data, candidates->count, CAIRN_SPAN("d1"),
            &got, &err) != CAIRN_OK)
        die(err.primary);
    if (!expect(event) || got.limit_hits) {
        limit_events++;
        return;
    }
    bool is_same = got.count == expected_count;
    for (unsigned i = 0; is_same && i < expected_count; i++)
        is_same = same_match(&expected[i], &got.matches[i]);
    if (!is_same)
        fail_event(event, &got);
    matched_events += expected_count > 0;
}

/* ---- candidates by plain search ---- */

/* Numbers of the index: patterns in the order of their records' ids. */
static uint32_t index_number[PATTERNS_MOST];

static void number_patterns(void)
{
    uint32_t number = 0;
    for (unsigned domain = 0; domain < 3; domain++)
        for (unsigned i = domain; i < record_count; i += 3)
            for (unsigned j = 0; j < records[i].count; j++)
                index_number[records[i].first + j] = number++;
}

static bool occurs_at(
    struct cairn_span text, size_t at, struct cairn_span literal, bool ignore_case)
{
    if (literal.size > text.size - at)
        return false;
    for (size_t i = 0; i < literal.size; i++) {
        char byte = text.data[at + i];
        if (ignore_case && byte >= 'A' && byte <= 'Z')
            byte = (char)(byte | 0x20);
        if (byte != literal.data[i])
            return false;
    }
    return true;
}

static size_t count_at(const struct cairn_vec *candidates, size_t position, uint32_t pattern)
{
    size_t count = 0;
    for (size_t i = 0; i < candidates->count; i++) {
        const struct cairn_candidate *candidate =
            CAIRN_VEC_AT(candidates, struct cairn_candidate, i);
        count += candidate->position == position && candidate->pattern == pattern;
    }
    return count;
}

/* Whether the candidates of a pattern are the places of these anchors, each once and no others. */
static bool are_places_of(const struct cairn_anchors *anchors, struct cairn_span text,
    uint32_t number, const struct cairn_vec *candidates)
{
    for (size_t at = 0; at < text.size; at++) {
        bool occurs = false;
        for (uint32_t i = 0; i < anchors->count; i++)
            occurs |= occurs_at(text, at, anchors->items[i].bytes, anchors->items[i].ignore_case);
        if (count_at(candidates, at, number) != occurs)
            return false;
    }
    return true;
}

static void check_markers(struct cairn_span text, const struct cairn_vec *candidates)
{
    struct cairn_anchor marks[128];
    if (cairn_marker_count > CAIRN_ARRAY_SIZE(marks))
        die("more markers than the test has room for");
    for (size_t i = 0; i < cairn_marker_count; i++)
        marks[i] = (struct cairn_anchor){.bytes = cairn_span_from_string(cairn_markers[i].text),
            .ignore_case = cairn_markers[i].ignore_case};
    struct cairn_anchors markers = {.items = marks, .count = (uint32_t)cairn_marker_count};
    if (!are_places_of(&markers, text, CAIRN_PATTERN_MARKER, candidates)) {
        show("text:", text);
        die("the markers found are not those in the text");
    }
}

/* The index takes one of a regex's options; some option must explain all that was ever found for
 * it. */
static void check_candidates(struct cairn_span text, struct cairn_vec *candidates)
{
    find(text, candidates);
    for (unsigned i = 0; i < pattern_count; i++) {
        for (unsigned j = 0; j < patterns[i].options.count; j++)
            if (!are_places_of(&patterns[i].options.items[j], text, index_number[i], candidates))
                patterns[i].possible &= ~(1u << j);
        if (patterns[i].possible)
            continue;
        show("text:", text);
        show("regex:", patterns[i].regex);
        die("the anchors found are those of no option");
    }
    check_markers(text, candidates);
}

/* What lies in one part is found there as well, moved by the part's start. */
static void check_split(struct cairn_span text, struct cairn_vec *whole, struct cairn_vec *part)
{
    find(text, whole);
    for (size_t split = 0; split <= text.size; split++)
        for (int side = 0; side < 2; side++) {
            size_t start = side ? split : 0;
            size_t size = side ? text.size - split : split;
            find(cairn_span_slice(text, start, size), part);
            size_t next = 0;
            for (size_t i = 0; i < whole->count; i++) {
                struct cairn_candidate want = *CAIRN_VEC_AT(whole, struct cairn_candidate, i);
                const struct cairn_candidate *got =
                    next < part->count ? CAIRN_VEC_AT(part, struct cairn_candidate, next) : NULL;
                bool is_found =
                    got && got->position + start == want.position && got->pattern == want.pattern;
                bool is_inside =
                    want.position >= start && want.position + CAIRN_ANCHOR_MAXIMUM <= start + size;
                if (is_inside && !is_found)
                    die("a candidate is lost when the text is split");
                next += is_found;
            }
            if (next != part->count)
                die("a candidate appears when the text is split");
        }
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    unsigned long long events = argc > 1 ? strtoull(argv[1], NULL, 10) : 20000;
    seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    rng.state = seed;
    match_data = pcre2_match_data_create(256, NULL);
    match_context = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(match_context, CAIRN_LIMIT_MATCH_STEPS);
    pcre2_jit_stack *stack = pcre2_jit_stack_create(32 << 10, CAIRN_LIMIT_JIT_STACK, NULL);
    pcre2_jit_stack_assign(match_context, NULL, stack);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(handwritten); i++)
        add_record(handwritten[i]);
    while (record_count < 160)
        add_record(NULL);
    number_patterns();
    build_index();
    struct cairn_buf event = {0};
    struct cairn_vec candidates = CAIRN_VEC_OF(struct cairn_candidate);
    struct cairn_vec part = CAIRN_VEC_OF(struct cairn_candidate);
    double start = seconds();
    for (unsigned long long i = 0; i < events; i++) {
        make_event(&event);
        check_event(cairn_buf_span(&event), &candidates);
        if (i % 64 == 0)
            check_candidates(cairn_buf_span(&event), &candidates);
        if (i % 256 == 0)
            check_split(cairn_buf_span(&event), &candidates, &part);
    }
    printf("oracle: %llu events, %u regexes in %u records, %llu events matched, %llu met a limit, "
           "%.0f events/s\n",
        events, pattern_count, record_count, matched_events, limit_events,
        (double)events / (seconds() - start));
    for (unsigned i = 0; i < pattern_count; i++)
        pcre2_code_free(patterns[i].code);
    cairn_matcher_close(matcher);
    cairn_vec_done(&candidates);
    cairn_vec_done(&part);
    cairn_buf_done(&event);
    cairn_buf_done(&blob);
    cairn_arena_done(&arena);
    pcre2_match_data_free(match_data);
    pcre2_match_context_free(match_context);
    pcre2_jit_stack_free(stack);
    return 0;
}
