/*
 * Random regexes and random matches. The vocabulary is small on purpose: regexes made of it
 * overlap, share anchors and nearly match one another's texts, which is where an index goes wrong.
 */
#include "derive.h"

static const char *const words[] = {"connect", "connection", "refused", "reset", "by", "peer",
    "upstream", "up", "stream", "timed", "out", "while", "reading", "header", "from", "SSL",
    "certificate", "verify", "error", "Error", "ERROR", "failed", "fail", "unable", "to", "get",
    "local", "issuer", "file", "open", "denied", "permission", "No", "such", "or", "directory",
    "npm", "ERR!", "code", "E404", "EPIPE", "ECONNRESET", "kernel", "oom", "kill", "process",
    "FATAL", "too", "many", "clients", "already", "null", "pointer", "exception", "at", "line",
    "aaa", "aaaa", "aaaaaaa", "abababab", "127.0.0.1", "8443", "证书", "é", "\"x\"", "--",
    "==", "a", "ok", "info", "GET", "/index.html", "HTTP/1.1", "200"};

void test_random_word(struct test_random *random, struct cairn_buf *out)
{
    cairn_buf_append_string(out, words[test_random_below(random, CAIRN_ARRAY_SIZE(words))]);
}

/* ---- texts ---- */

static char random_member(struct test_random *random, const uint64_t set[4])
{
    for (int tries = 0; tries < 64; tries++) {
        unsigned byte = (unsigned)test_random_below(random, tries < 48 ? 128 : 256);
        if (set[byte >> 6] >> (byte & 63) & 1)
            return (char)byte;
    }
    for (unsigned byte = 0; byte < 256; byte++)
        if (set[byte >> 6] >> (byte & 63) & 1)
            return (char)byte;
    return 0;
}

static void derive_bytes(
    struct test_random *random, const struct cairn_regex_node *node, struct cairn_buf *out)
{
    for (size_t i = 0; i < node->bytes.size; i++) {
        char byte = node->bytes.data[i];
        bool is_letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
        if (node->ignore_case && is_letter && test_random_one_in(random, 2))
            byte = (char)(byte ^ 0x20);
        cairn_buf_append_byte(out, byte);
    }
}

static void derive_branch(
    struct test_random *random, const struct cairn_regex_node *node, struct cairn_buf *out)
{
    size_t count = 0;
    for (const struct cairn_regex_node *child = node->child; child; child = child->sibling)
        count++;
    size_t chosen = test_random_below(random, count);
    const struct cairn_regex_node *child = node->child;
    while (chosen--)
        child = child->sibling;
    test_derive(random, child, out);
}

static void derive_repeat(
    struct test_random *random, const struct cairn_regex_node *node, struct cairn_buf *out)
{
    uint32_t room = node->max == UINT32_MAX ? 5 : node->max - node->min;
    uint32_t more = (uint32_t)test_random_below(random, (room < 5 ? room : 5) + 1);
    for (uint32_t i = 0; i < node->min + more; i++)
        test_derive(random, node->child, out);
}

void test_derive(
    struct test_random *random, const struct cairn_regex_node *node, struct cairn_buf *out)
{
    switch (node->kind) {
    case CAIRN_REGEX_EMPTY:
        break;
    case CAIRN_REGEX_BYTES:
        derive_bytes(random, node, out);
        break;
    case CAIRN_REGEX_SET:
        cairn_buf_append_byte(out, random_member(random, node->set));
        break;
    case CAIRN_REGEX_CONCAT:
    case CAIRN_REGEX_GROUP:
        for (const struct cairn_regex_node *child = node->child; child; child = child->sibling)
            test_derive(random, child, out);
        break;
    case CAIRN_REGEX_ALTERNATE:
        derive_branch(random, node, out);
        break;
    case CAIRN_REGEX_REPEAT:
        derive_repeat(random, node, out);
        break;
    }
}

/* ---- regexes ---- */

struct regex_maker {
    struct test_random *random;
    struct cairn_buf *out;
    bool with_assertions;
    unsigned names;
};

static void make_concatenation(struct regex_maker *maker, unsigned depth);

static void make_word(struct regex_maker *maker)
{
    CAIRN_AUTO_BUF struct cairn_buf word = {0};
    test_random_word(maker->random, &word);
    for (size_t i = 0; i < word.size; i++) {
        char byte = word.data[i];
        bool is_special = byte == '.' || byte == '"' || byte == '/';
        if (is_special && test_random_one_in(maker->random, 4))
            cairn_buf_printf(maker->out, "[%c]", byte);
        else if (byte == '.')
            cairn_buf_append_string(maker->out, "\\.");
        else
            cairn_buf_append_byte(maker->out, byte);
    }
}

static void make_set(struct regex_maker *maker)
{
    static const char *const sets[] = {"\\d", "\\w", "\\S", ".", "[a-z]", "[^ ]", "[^\"]", "[Cc]",
        "[45]", "[0-9A-Fa-f]", "[[:alpha:]]", "[^\\n]", "[]x]", "[-_.]", "\\s", "\\x41", "\\D",
        "[\\w.-]", "[^:\\s]"};
    cairn_buf_append_string(
        maker->out, sets[test_random_below(maker->random, CAIRN_ARRAY_SIZE(sets))]);
}

static void make_quantifier(struct regex_maker *maker, bool may_be_unbounded)
{
    static const char *const all[] = {"?", "{2}", "{1,3}", "{0,2}", "+", "*", "{2,}", "+?", "*?"};
    cairn_buf_append_string(
        maker->out, all[test_random_below(maker->random, may_be_unbounded ? 9 : 4)]);
}

static void make_group(struct regex_maker *maker, unsigned depth)
{
    switch (test_random_below(maker->random, 3)) {
    case 0:
        cairn_buf_append_string(maker->out, "(?:");
        break;
    case 1:
        cairn_buf_append_string(maker->out, "(");
        break;
    default:
        cairn_buf_printf(maker->out, "(?P<n%u>", maker->names++);
        break;
    }
    size_t branches = 1 + test_random_below(maker->random, 3);
    for (size_t i = 0; i < branches; i++) {
        if (i)
            cairn_buf_append_byte(maker->out, '|');
        make_concatenation(maker, depth - 1);
    }
    cairn_buf_append_byte(maker->out, ')');
    if (test_random_one_in(maker->random, 3))
        make_quantifier(maker, false);
}

static void make_part(struct regex_maker *maker, unsigned depth)
{
    static const char *const assertions[] = {"^", "$", "\\b", "\\B"};
    size_t kind = test_random_below(maker->random, 10);
    if (kind < 5) {
        make_word(maker);
    } else if (kind < 7) {
        make_set(maker);
        if (test_random_one_in(maker->random, 2))
            make_quantifier(maker, true);
    } else if (kind == 7 && maker->with_assertions) {
        cairn_buf_append_string(maker->out, assertions[test_random_below(maker->random, 4)]);
    } else if (kind == 8 && depth > 0) {
        make_group(maker, depth);
    } else {
        cairn_buf_append_byte(maker->out, ' ');
    }
}

static void make_concatenation(struct regex_maker *maker, unsigned depth)
{
    size_t parts = 1 + test_random_below(maker->random, 5);
    for (size_t i = 0; i < parts; i++)
        make_part(maker, depth);
}

void test_random_regex(struct test_random *random, bool with_assertions, struct cairn_buf *out)
{
    struct regex_maker maker = {.random = random, .out = out, .with_assertions = with_assertions};
    if (test_random_one_in(random, 8))
        cairn_buf_append_string(out, "(?i)");
    make_concatenation(&maker, 2);
    if (test_random_one_in(random, 6)) {
        cairn_buf_append_byte(out, '|');
        make_concatenation(&maker, 1);
    }
}
