/*
 * Attack texts.
 *
 * A backtracking matcher is slow where one text can be split among several repeats in many ways: R1
 * sep R2 sep R3 on a text in which each repeat could also take what stands between them. The tree
 * tells how long such a chain is; most regexes have none, and nothing is run for them. For the
 * others texts are made from the regex:
 *   - its shortest match, each unbounded repeat pumped up, with a wrong byte before the last;
 *   - its shortest match without the last byte, over and over, so that a match may start and go on
 * anywhere;
 *   - one byte that as many repeats as possible take, over and over, between the shortest match's
 * beginning and end. Each ends with the last byte of a match, since PCRE2 gives up at once when
 * that byte is missing.
 *
 * Sizes: a chain of three repeats tries n³/6 ways, which passes the limit below 1 KiB; a chain of
 * two passes it only on lines beyond what programs write, and is then cut off by the same limit at
 * the scan, and reported. So 256 bytes and 1 KiB decide, and larger texts would refuse "a.*b.*c"
 * which every author writes.
 */
#include "match/attack.h"

#include "base/buf.h"
#include "base/limits.h"
#include "match/dialect_internal.h"

#include <string.h>

/* Counts from here on are as good as unbounded. */
#define LARGE_COUNT 16

static const size_t attack_sizes[] = {256, 1024};

/* ---- what the tree shows ---- */

struct chain {
    uint64_t set[4]; /* bytes that the last repeat takes; nothing when there is none */
    unsigned length; /* repeats so far among which a text can be split */
};

struct outlook {
    unsigned longest;
    bool is_nested; /* a variable repeat within a repeat, or alternatives within a large one */
};

static bool is_large(const struct cairn_regex_node *node)
{
    return node->kind == CAIRN_REGEX_REPEAT && node->max > LARGE_COUNT && node->max != node->min;
}

static bool has_variable_repeat(const struct cairn_regex_node *node)
{
    if (node->kind == CAIRN_REGEX_REPEAT && node->max != node->min && node->max > 1)
        return true;
    for (const struct cairn_regex_node *child = node->child; child; child = child->sibling)
        if (has_variable_repeat(child))
            return true;
    return false;
}

static bool has_alternatives(const struct cairn_regex_node *node)
{
    if (node->kind == CAIRN_REGEX_ALTERNATE)
        return true;
    for (const struct cairn_regex_node *child = node->child; child; child = child->sibling)
        if (has_alternatives(child))
            return true;
    return false;
}

static bool overlaps(const uint64_t a[4], const uint64_t b[4])
{
    return (a[0] & b[0]) || (a[1] & b[1]) || (a[2] & b[2]) || (a[3] & b[3]);
}

/* All bytes that may occur in what a node matches. */
static void add_bytes(const struct cairn_regex_node *node, uint64_t set[4])
{
    for (size_t i = 0; node->kind == CAIRN_REGEX_BYTES && i < node->bytes.size; i++) {
        unsigned byte = (unsigned char)node->bytes.data[i];
        bool is_letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
        set[byte >> 6] |= (uint64_t)1 << (byte & 63);
        if (node->ignore_case && is_letter)
            set[(byte ^ 0x20) >> 6] |= (uint64_t)1 << ((byte ^ 0x20) & 63);
    }
    for (int i = 0; node->kind == CAIRN_REGEX_SET && i < 4; i++)
        set[i] |= node->set[i];
    for (const struct cairn_regex_node *child = node->child; child; child = child->sibling)
        add_bytes(child, set);
}

static void follow(
    const struct cairn_regex_node *node, struct chain *chain, struct outlook *outlook);

static void follow_branches(
    const struct cairn_regex_node *node, struct chain *chain, struct outlook *outlook)
{
    struct chain worst = {.length = 0};
    for (const struct cairn_regex_node *child = node->child; child; child = child->sibling) {
        struct chain branch = *chain;
        follow(child, &branch, outlook);
        if (branch.length >= worst.length)
            worst = branch;
    }
    *chain = worst;
}

static void follow_repeat(
    const struct cairn_regex_node *node, struct chain *chain, struct outlook *outlook)
{
    outlook->is_nested |= node->max > 1 && has_variable_repeat(node->child);
    outlook->is_nested |= is_large(node) && has_alternatives(node->child);
    if (!is_large(node)) {
        if (node->min == 0) { /* may be absent: then the chain goes on as it was */
            struct chain inside = *chain;
            follow(node->child, &inside, outlook);
            if (inside.length > chain->length)
                *chain = inside;
            return;
        }
        follow(node->child, chain, outlook);
        return;
    }
    struct chain next = {.length = 1};
    add_bytes(node->child, next.set);
    if (overlaps(chain->set, next.set))
        next.length = chain->length + 1;
    *chain = next;
    if (chain->length > outlook->longest)
        outlook->longest = chain->length;
}

/* A byte between two repeats that the first cannot take ends the chain. */
static void follow_fixed(const struct cairn_regex_node *node, struct chain *chain)
{
    uint64_t one[4];
    for (size_t i = 0; node->kind == CAIRN_REGEX_BYTES && i < node->bytes.size; i++) {
        struct cairn_regex_node byte = *node;
        memset(one, 0, sizeof one);
        byte.bytes = cairn_span_slice(node->bytes, i, 1);
        add_bytes(&byte, one);
        if (!overlaps(chain->set, one))
            *chain = (struct chain){.length = 0};
    }
    if (node->kind == CAIRN_REGEX_SET && !overlaps(chain->set, node->set))
        *chain = (struct chain){.length = 0};
}

static void follow(
    const struct cairn_regex_node *node, struct chain *chain, struct outlook *outlook)
{
    switch (node->kind) {
    case CAIRN_REGEX_EMPTY:
        break;
    case CAIRN_REGEX_BYTES:
    case CAIRN_REGEX_SET:
        follow_fixed(node, chain);
        break;
    case CAIRN_REGEX_CONCAT:
    case CAIRN_REGEX_GROUP:
        for (const struct cairn_regex_node *child = node->child; child; child = child->sibling)
            follow(child, chain, outlook);
        break;
    case CAIRN_REGEX_ALTERNATE:
        follow_branches(node, chain, outlook);
        break;
    case CAIRN_REGEX_REPEAT:
        follow_repeat(node, chain, outlook);
        break;
    }
}

/* ---- texts ---- */

/* A byte of the set that a reader of the complaint would recognise, if there is one. */
static char sample_of(const uint64_t set[4])
{
    static const char liked[] = "a0 x-/.A\"\\\t\n";
    for (size_t i = 0; i + 1 < sizeof liked; i++)
        if (cairn_regex_set_has(set, (unsigned char)liked[i]))
            return liked[i];
    for (unsigned byte = 0; byte < 256; byte++)
        if (cairn_regex_set_has(set, byte))
            return (char)byte;
    return 'a';
}

/* The one that other branches can most likely put together: "ab" of (?:a|b|ab). */
static const struct cairn_regex_node *longest_branch(const struct cairn_regex_node *node)
{
    const struct cairn_regex_node *longest = node->child;
    uint32_t most = 0;
    for (const struct cairn_regex_node *child = node->child; child; child = child->sibling) {
        uint32_t length = cairn_regex_literal_length(child);
        if (length > most) {
            most = length;
            longest = child;
        }
    }
    return longest;
}

/* Rounds of a repeat: with a pump, small ones go half-way, so that their text can be split in most
 * ways. */
static bool goes_on(
    const struct cairn_regex_node *repeat, uint32_t round, size_t taken, size_t pump)
{
    if (round < repeat->min)
        return true;
    if (round == repeat->max)
        return false;
    if (is_large(repeat))
        return round == 0 || taken < pump;
    return pump > 0 && round < repeat->min + (repeat->max - repeat->min + 1) / 2;
}

/* Appends a text that the node matches, as short as can be, but for one round of large repeats, or
 * `pump` bytes. */
static void derive(const struct cairn_regex_node *node, size_t pump, struct cairn_buf *out)
{
    if (out->size > CAIRN_LIMIT_EVENT)
        return;
    switch (node->kind) {
    case CAIRN_REGEX_EMPTY:
        break;
    case CAIRN_REGEX_BYTES:
        cairn_buf_append(out, node->bytes);
        break;
    case CAIRN_REGEX_SET:
        cairn_buf_append_byte(out, sample_of(node->set));
        break;
    case CAIRN_REGEX_CONCAT:
    case CAIRN_REGEX_GROUP:
        for (const struct cairn_regex_node *child = node->child; child; child = child->sibling)
            derive(child, pump, out);
        break;
    case CAIRN_REGEX_ALTERNATE:
        derive(longest_branch(node), pump, out);
        break;
    case CAIRN_REGEX_REPEAT: {
        size_t start = out->size;
        for (uint32_t i = 0; goes_on(node, i, out->size - start, pump); i++) {
            size_t before = out->size;
            derive(node->child, pump, out);
            if (out->size == before)
                break;
        }
        break;
    }
    }
}

static unsigned count_large(const struct cairn_regex_node *node)
{
    unsigned count = is_large(node);
    for (const struct cairn_regex_node *child = node->child; child; child = child->sibling)
        count += count_large(child);
    return count;
}

/* A byte that no text expects, then the byte with which matches end. */
static void spoil_end(struct cairn_buf *text)
{
    if (text->size == 0 || text->failure)
        return;
    char last = text->data[text->size - 1];
    cairn_buf_truncate(text, text->size - 1);
    cairn_buf_append_byte(text, '\x01');
    cairn_buf_append_byte(text, last);
}

static void make_pumped(const struct cairn_regex_node *root, size_t size, struct cairn_buf *text)
{
    derive(root, size / (count_large(root) + 1) + 1, text);
    spoil_end(text);
}

static void make_restarted(const struct cairn_regex_node *root, size_t size, struct cairn_buf *text)
{
    CAIRN_AUTO_BUF struct cairn_buf once = {0};
    derive(root, 0, &once);
    if (once.size < 2)
        return;
    struct cairn_span whole = cairn_buf_span(&once);
    while (text->size + whole.size < size && !text->failure)
        cairn_buf_append(text, cairn_span_slice(whole, 0, whole.size - 1));
    cairn_buf_append(text, whole);
    spoil_end(text);
}

static void common_bytes(const struct cairn_regex_node *node, uint64_t set[4])
{
    uint64_t own[4] = {0, 0, 0, 0};
    if (is_large(node))
        add_bytes(node->child, own);
    if (overlaps(own, set))
        for (int i = 0; i < 4; i++)
            set[i] &= own[i];
    for (const struct cairn_regex_node *child = node->child; child; child = child->sibling)
        common_bytes(child, set);
}

static void make_monotone(const struct cairn_regex_node *root, size_t size, struct cairn_buf *text)
{
    CAIRN_AUTO_BUF struct cairn_buf once = {0};
    uint64_t set[4] = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX};
    derive(root, 0, &once);
    common_bytes(root, set);
    struct cairn_span whole = cairn_buf_span(&once);
    if (whole.size == 0)
        return;
    cairn_buf_append(text, cairn_span_slice(whole, 0, whole.size - 1));
    cairn_buf_append_repeat(text, sample_of(set), size);
    cairn_buf_append(text, whole);
    spoil_end(text);
}

static const struct attack {
    void (*make)(const struct cairn_regex_node *root, size_t size, struct cairn_buf *text);
    const char *how;
} attacks[] = {
    {make_pumped, "a near miss with long repeats"},
    {make_restarted, "the beginning of a match over and over"},
    {make_monotone, "one byte over and over between the parts of a match"},
};

static enum cairn_status run_one(const struct attack *attack, size_t size,
    const struct cairn_regex_node *root, struct cairn_pattern *pattern,
    struct cairn_attack_verdict *verdict, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    attack->make(root, size, &text);
    enum cairn_status status = cairn_buf_status(&text, err);
    if (status != CAIRN_OK)
        return status;
    enum cairn_pattern_result result;
    status = cairn_pattern_match(pattern, cairn_buf_span(&text), &result, err);
    if (status != CAIRN_OK)
        return status;
    verdict->texts++;
    if (result == CAIRN_PATTERN_LIMIT) {
        verdict->reaches_limit = true;
        verdict->how = attack->how;
        verdict->size_bytes = text.size;
    }
    return CAIRN_OK;
}

enum cairn_status cairn_attack_run(const struct cairn_regex_node *root,
    struct cairn_pattern *pattern, struct cairn_attack_verdict *out_verdict,
    struct cairn_error *err)
{
    struct cairn_attack_verdict verdict = {.reaches_limit = false};
    struct chain chain = {.length = 0};
    struct outlook outlook = {.longest = 0};
    follow(root, &chain, &outlook);
    cairn_pattern_prefer_jit(pattern);
    if (outlook.longest >= 2 || outlook.is_nested)
        for (size_t i = 0; i < CAIRN_ARRAY_SIZE(attack_sizes); i++)
            for (size_t j = 0; j < CAIRN_ARRAY_SIZE(attacks) && !verdict.reaches_limit; j++) {
                enum cairn_status status =
                    run_one(&attacks[j], attack_sizes[i], root, pattern, &verdict, err);
                if (status != CAIRN_OK)
                    return status;
            }
    *out_verdict = verdict;
    return CAIRN_OK;
}
