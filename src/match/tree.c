/*
 * What can be read off a regex's tree: its names, the length of its literals, and whether its
 * repeats stay bounded.
 *
 * Bounds: PCRE2 unrolls counted repeats of groups, so nested counts multiply the size of the
 * compiled regex; a variable repeat within a variable repeat lets one text be split in
 * exponentially many ways; and combinations of alternatives are not counted as steps by PCRE2's
 * machine code. All are refused here from the tree alone. The recursion is as deep as the tree,
 * which the parser keeps shallow.
 */
#include "base/limits.h"
#include "match/dialect.h"
#include "match/dialect_internal.h"

#define WEIGHT_UNBOUNDED UINT32_MAX

static uint32_t add_sat(uint32_t a, uint32_t b)
{
    return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

static uint32_t mul_sat(uint32_t a, uint32_t b)
{
    uint64_t product = (uint64_t)a * b;
    return product > UINT32_MAX ? UINT32_MAX : (uint32_t)product;
}

void cairn_regex_each_name(const struct cairn_regex_node *root,
    void (*visit)(void *context, struct cairn_span name), void *context)
{
    if (root->kind == CAIRN_REGEX_GROUP && root->bytes.size)
        visit(context, root->bytes);
    for (const struct cairn_regex_node *child = root->child; child; child = child->sibling)
        cairn_regex_each_name(child, visit, context);
}

uint32_t cairn_regex_literal_length(const struct cairn_regex_node *root)
{
    uint32_t sum = 0;
    uint32_t least = UINT32_MAX;
    for (const struct cairn_regex_node *child = root->child; child; child = child->sibling) {
        uint32_t length = cairn_regex_literal_length(child);
        sum = add_sat(sum, length);
        least = length < least ? length : least;
    }
    switch (root->kind) {
    case CAIRN_REGEX_BYTES:
        return (uint32_t)root->bytes.size;
    case CAIRN_REGEX_ALTERNATE:
        return least;
    case CAIRN_REGEX_REPEAT:
        return mul_sat(sum, root->min);
    case CAIRN_REGEX_EMPTY:
    case CAIRN_REGEX_SET:
    case CAIRN_REGEX_CONCAT:
    case CAIRN_REGEX_GROUP:
        break;
    }
    return sum;
}

/* How often the innermost part below a node may be repeated by repeats that do not have a fixed
 * count of one. */
struct bounds {
    uint32_t weight;
    uint32_t compiled_size; /* an upper estimate of PCRE2's code, in bytes */
    uint32_t ways;          /* combinations of alternatives, optional parts among them */
};

static enum cairn_status refuse_nesting(struct cairn_error *err, const char *what)
{
    enum cairn_status status = CAIRN_FAIL(err, CAIRN_ERR_INVALID, "cannot use the regex: %s", what);
    cairn_error_hint(err, "let one of the repeats go, or make them so that the text can be split "
                          "in one way only, such as [^ ]+(?: [^ ]+){0,8}");
    return status;
}

static enum cairn_status nest(const struct cairn_regex_node *repeat, uint32_t inner,
    uint32_t *out_weight, struct cairn_error *err)
{
    bool is_unbounded = repeat->max == UINT32_MAX;
    uint32_t own = is_unbounded ? WEIGHT_UNBOUNDED : repeat->max;
    if (is_unbounded && inner == WEIGHT_UNBOUNDED)
        return refuse_nesting(err, "an unbounded repeat stands inside an unbounded repeat");
    if (is_unbounded && inner > CAIRN_LIMIT_REGEX_INNER_REPEAT)
        return refuse_nesting(err, "a large counted repeat stands inside an unbounded repeat");
    if (inner == WEIGHT_UNBOUNDED && own > CAIRN_LIMIT_REGEX_OUTER_REPEAT)
        return refuse_nesting(err, "an unbounded repeat stands inside a large counted repeat");
    if (is_unbounded || inner == WEIGHT_UNBOUNDED) {
        *out_weight = WEIGHT_UNBOUNDED;
        return CAIRN_OK;
    }
    *out_weight = mul_sat(own, inner);
    if (inner > 1 && own > 1 && *out_weight > CAIRN_LIMIT_REGEX_PRODUCT)
        return refuse_nesting(err, "counted repeats inside one another multiply to more than 4096");
    return CAIRN_OK;
}

static bool is_one_byte(const struct cairn_regex_node *node)
{
    return node->kind == CAIRN_REGEX_SET ||
           (node->kind == CAIRN_REGEX_BYTES && node->bytes.size == 1);
}

static uint32_t repeat_size(const struct cairn_regex_node *repeat, uint32_t child_size)
{
    const struct cairn_regex_node *child = repeat->child;
    if (is_one_byte(child))
        return child_size + 16;
    uint32_t copies = repeat->max == UINT32_MAX ? repeat->min + 1 : repeat->max;
    return mul_sat(add_sat(child_size, 20), copies);
}

/* Longer repeats of one byte are left out: they are counted as steps. */
static uint32_t repeat_ways(const struct cairn_regex_node *repeat, uint32_t child_ways)
{
    if (is_one_byte(repeat->child) && repeat->max != 1)
        return 1;
    if (repeat->max == UINT32_MAX)
        return add_sat(child_ways, 1);
    uint32_t ways = 1;
    for (uint32_t i = 0; i < repeat->max && child_ways > 1; i++)
        ways = mul_sat(ways, child_ways);
    return add_sat(ways, repeat->max - repeat->min);
}

static uint32_t leaf_size(const struct cairn_regex_node *node)
{
    if (node->kind == CAIRN_REGEX_SET)
        return 40;
    if (node->kind == CAIRN_REGEX_BYTES)
        return 4 + 2 * (uint32_t)node->bytes.size;
    return node->kind == CAIRN_REGEX_GROUP ? 16 : 4;
}

static enum cairn_status measure(
    const struct cairn_regex_node *node, struct bounds *out_bounds, struct cairn_error *err)
{
    struct bounds sum = {.weight = 1,
        .compiled_size = leaf_size(node),
        .ways = node->kind == CAIRN_REGEX_ALTERNATE ? 0 : 1};
    uint32_t children = 0;
    for (const struct cairn_regex_node *child = node->child; child; child = child->sibling) {
        struct bounds part;
        enum cairn_status status = measure(child, &part, err);
        if (status != CAIRN_OK)
            return status;
        sum.weight = part.weight > sum.weight ? part.weight : sum.weight;
        sum.ways = node->kind == CAIRN_REGEX_ALTERNATE ? add_sat(sum.ways, part.ways)
                                                       : mul_sat(sum.ways, part.ways);
        children = add_sat(children, add_sat(part.compiled_size, 6));
    }
    if (node->kind == CAIRN_REGEX_REPEAT) {
        enum cairn_status status = nest(node, sum.weight, &sum.weight, err);
        if (status != CAIRN_OK)
            return status;
        children = repeat_size(node, children);
        sum.ways = repeat_ways(node, sum.ways);
    }
    sum.compiled_size = add_sat(sum.compiled_size, children);
    *out_bounds = sum;
    return CAIRN_OK;
}

enum cairn_status cairn_regex_check_bounds(
    const struct cairn_regex_node *root, struct cairn_error *err)
{
    struct bounds bounds;
    enum cairn_status status = measure(root, &bounds, err);
    if (status != CAIRN_OK)
        return status;
    if (bounds.ways > CAIRN_LIMIT_REGEX_WAYS) {
        status = CAIRN_FAIL(err, CAIRN_ERR_LIMIT,
            "cannot use the regex: its alternatives and optional parts multiply to more than %u",
            CAIRN_LIMIT_REGEX_WAYS);
        cairn_error_hint(
            err, "write alternatives of one byte as a class, or split the regex into variants");
        return status;
    }
    if (bounds.compiled_size <= CAIRN_LIMIT_REGEX_COMPILED)
        return CAIRN_OK;
    status = CAIRN_FAIL(err, CAIRN_ERR_LIMIT,
        "cannot use the regex: written out, its repeats would take about %u bytes of %u",
        bounds.compiled_size, CAIRN_LIMIT_REGEX_COMPILED);
    cairn_error_hint(err, "use smaller counts, or + and *");
    return status;
}
