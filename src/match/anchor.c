/*
 * Choosing anchors: a set of literals of which every match contains at least one, as rare as
 * possible.
 *
 * Bottom-up over the tree each node gives
 *   - `exact`: the finite set of texts it matches, when that is small, so that neighbours can be
 * joined: in "SSL(?:v3)? error" the parts {SSL} {"", v3} { error} become {"SSL error", "SSLv3
 * error"};
 *   - `choices`: the cheapest sets of anchors found anywhere within it, each enough by itself.
 * A concatenation joins exact children into a run; where a child is not exact, the run ends and is
 * judged. Before a run is multiplied it is judged as well: "connection refused (a|b|c)" needs one
 * anchor, not three. The price of a set is the estimated number of index hits per MiB of ordinary
 * log, plus a little for each literal, plus a lot for literals so short that the scan must look at
 * every byte for them.
 *
 * A text is a row of units: a byte, or a letter in both cases.
 */
#include "match/anchor.h"

#include "base/limits.h"
#include "match/dialect_internal.h"
#include "match/gram.h"

#include <string.h>

/* Prices, in hits per MiB. */
#define PRICE_OF_ANCHOR 0.25
#define PRICE_OF_SHORT  400.0

/* Units that a set of texts may have in all, so that joining stays cheap whatever the regex. */
#define UNITS_MAXIMUM 2048

#define UNIT_ANY_CASE 0x100

struct text {
    const uint16_t *units;
    size_t size;
};

struct texts {
    struct text *items;
    uint32_t count;
};

struct choice {
    struct cairn_anchors anchors;
    double price;
};

/* Cheapest first. */
struct choices {
    struct choice items[CAIRN_ANCHOR_OPTIONS];
    uint32_t count;
};

struct facts {
    bool is_exact;
    bool has_edge;
    struct texts exact;
    struct texts edge; /* what every match both starts and ends with, of a repeat */
    struct choices choices;
};

struct chooser {
    struct cairn_arena *arena;
    bool has_failed;
};

static struct facts describe(struct chooser *chooser, const struct cairn_regex_node *node);

static void *take(struct chooser *chooser, size_t count, size_t item_size)
{
    void *memory = cairn_arena_array(chooser->arena, count ? count : 1, item_size);
    if (!memory)
        chooser->has_failed = true;
    return memory;
}

static bool is_letter(unsigned byte)
{
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

static uint16_t make_unit(unsigned byte, bool ignore_case)
{
    if (ignore_case && is_letter(byte))
        return (uint16_t)(byte | 0x20 | UNIT_ANY_CASE);
    return (uint16_t)byte;
}

/* The set with nothing but the empty text. */
static struct texts empty_text(struct chooser *chooser)
{
    struct text *items = take(chooser, 1, sizeof *items);
    return (struct texts){items, items ? 1 : 0};
}

static size_t total_units(const struct texts *texts)
{
    size_t sum = 0;
    for (uint32_t i = 0; i < texts->count; i++)
        sum += texts->items[i].size;
    return sum;
}

/* ---- judging ---- */

/* Where the rarest window of `size` folded bytes starts, and how often its keys occur. */
static size_t rarest_window(const char *bytes, size_t size, size_t window, double *out_per_mebibyte)
{
    size_t best = 0;
    double least = 0;
    for (size_t start = 0; start + window <= size; start++) {
        double sum = 0;
        if (window == 3)
            sum = cairn_gram3_per_mebibyte(cairn_gram3_load(bytes + start));
        else
            for (size_t i = 0; i + 4 <= window; i++)
                sum += cairn_gram4_per_mebibyte(cairn_gram4_load(bytes + start + i));
        if (start == 0 || sum < least) {
            best = start;
            least = sum;
        }
    }
    *out_per_mebibyte = least;
    return best;
}

static bool make_anchor(struct chooser *chooser, struct text text, struct cairn_anchor *out)
{
    char *bytes = take(chooser, text.size, 1);
    if (!bytes || text.size < CAIRN_ANCHOR_MINIMUM)
        return false;
    for (size_t i = 0; i < text.size; i++)
        bytes[i] = (char)(text.units[i] & 0xff);
    size_t window = text.size >= CAIRN_ANCHOR_FAST ? CAIRN_ANCHOR_FAST : 3;
    size_t start = rarest_window(bytes, text.size, window, &out->per_mebibyte);
    /* A long text is cut to what lies around its rarest window. */
    size_t margin = (CAIRN_ANCHOR_MAXIMUM - CAIRN_ANCHOR_FAST) / 2;
    size_t first = 0;
    size_t size = text.size;
    if (size > CAIRN_ANCHOR_MAXIMUM) {
        first = start > margin ? start - margin : 0;
        size = CAIRN_ANCHOR_MAXIMUM;
        if (first + size > text.size)
            first = text.size - size;
    }
    out->ignore_case = false;
    for (size_t i = first; i < first + size; i++)
        out->ignore_case |= (text.units[i] & UNIT_ANY_CASE) != 0;
    for (size_t i = first; out->ignore_case && i < first + size; i++)
        if (is_letter((unsigned char)bytes[i]))
            bytes[i] = (char)(bytes[i] | 0x20);
    out->bytes = cairn_span_make(bytes + first, size);
    return true;
}

/* Whether every text that contains `longer` contains `shorter`. */
static bool is_covered(const struct cairn_anchor *longer, const struct cairn_anchor *shorter)
{
    if (longer->ignore_case && !shorter->ignore_case)
        return false;
    if (longer->ignore_case == shorter->ignore_case)
        return cairn_span_find(longer->bytes, shorter->bytes, 0) != CAIRN_SPAN_NPOS;
    char folded[CAIRN_ANCHOR_MAXIMUM];
    CAIRN_ASSERT(longer->bytes.size <= sizeof folded);
    for (size_t i = 0; i < longer->bytes.size; i++) {
        char byte = longer->bytes.data[i];
        folded[i] = is_letter((unsigned char)byte) ? (char)(byte | 0x20) : byte;
    }
    struct cairn_span text = cairn_span_make(folded, longer->bytes.size);
    return cairn_span_find(text, shorter->bytes, 0) != CAIRN_SPAN_NPOS;
}

static void add_anchor(struct cairn_anchors *anchors, struct cairn_anchor anchor)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < anchors->count; i++)
        if (is_covered(&anchor, &anchors->items[i]))
            return;
    for (uint32_t i = 0; i < anchors->count; i++)
        if (!is_covered(&anchors->items[i], &anchor))
            anchors->items[kept++] = anchors->items[i];
    anchors->items[kept++] = anchor;
    anchors->count = kept;
}

static void set_price(struct choice *choice)
{
    bool is_short = false;
    choice->anchors.per_mebibyte = 0;
    for (uint32_t i = 0; i < choice->anchors.count; i++) {
        const struct cairn_anchor *anchor = &choice->anchors.items[i];
        choice->anchors.per_mebibyte += anchor->per_mebibyte;
        is_short |= anchor->bytes.size < CAIRN_ANCHOR_FAST;
    }
    choice->price = choice->anchors.per_mebibyte + PRICE_OF_ANCHOR * choice->anchors.count +
                    (is_short ? PRICE_OF_SHORT : 0);
}

static bool is_same_choice(const struct choice *a, const struct choice *b)
{
    if (a->anchors.count != b->anchors.count)
        return false;
    for (uint32_t i = 0; i < a->anchors.count; i++)
        if (a->anchors.items[i].ignore_case != b->anchors.items[i].ignore_case ||
            !cairn_span_equal(a->anchors.items[i].bytes, b->anchors.items[i].bytes))
            return false;
    return true;
}

/* Among equals the one found first stays first, so that the order depends on the regex alone. */
static void offer(struct choices *choices, const struct choice *choice)
{
    if (choice->anchors.count == 0)
        return;
    for (uint32_t i = 0; i < choices->count; i++)
        if (is_same_choice(&choices->items[i], choice))
            return;
    uint32_t place = choices->count;
    while (place > 0 && choice->price < choices->items[place - 1].price)
        place--;
    if (place == CAIRN_ANCHOR_OPTIONS)
        return;
    if (choices->count < CAIRN_ANCHOR_OPTIONS)
        choices->count++;
    for (uint32_t i = choices->count - 1; i > place; i--)
        choices->items[i] = choices->items[i - 1];
    choices->items[place] = *choice;
}

static void offer_all(struct choices *choices, const struct choices *others)
{
    for (uint32_t i = 0; i < others->count; i++)
        offer(choices, &others->items[i]);
}

/* Offer `texts` as anchors if all of them can be. */
static void judge(struct chooser *chooser, const struct texts *texts, struct choices *choices)
{
    if (chooser->has_failed)
        return;
    struct choice choice = {.price = 0};
    for (uint32_t i = 0; i < texts->count; i++)
        if (texts->items[i].size < CAIRN_ANCHOR_MINIMUM)
            return;
    choice.anchors.items = take(chooser, texts->count, sizeof *choice.anchors.items);
    for (uint32_t i = 0; choice.anchors.items && i < texts->count; i++) {
        struct cairn_anchor anchor;
        if (!make_anchor(chooser, texts->items[i], &anchor))
            return;
        add_anchor(&choice.anchors, anchor);
    }
    set_price(&choice);
    offer(choices, &choice);
}

/* ---- the nodes ---- */

static void describe_bytes(
    struct chooser *chooser, const struct cairn_regex_node *node, struct facts *out)
{
    uint16_t *units = take(chooser, node->bytes.size, sizeof *units);
    out->exact = empty_text(chooser);
    if (!units || !out->exact.items)
        return;
    for (size_t i = 0; i < node->bytes.size; i++)
        units[i] = make_unit((unsigned char)node->bytes.data[i], node->ignore_case);
    out->exact.items[0] = (struct text){units, node->bytes.size};
    out->is_exact = true;
}

/* The units that stand for a set: both cases of a letter are one unit. Returns their number, or 0
 * for too many. */
static uint32_t units_of_set(const uint64_t set[4], uint16_t *units, uint32_t room)
{
    uint32_t count = 0;
    for (unsigned byte = 0; byte < 256; byte++) {
        if (!cairn_regex_set_has(set, byte))
            continue;
        bool is_pair = is_letter(byte) && cairn_regex_set_has(set, byte ^ 0x20);
        if (is_pair && (byte & 0x20))
            continue; /* counted with its capital */
        if (count == room)
            return 0;
        units[count++] = make_unit(byte, is_pair);
    }
    return count;
}

#define SET_UNITS 10

static void describe_set(
    struct chooser *chooser, const struct cairn_regex_node *node, struct facts *out)
{
    uint16_t *units = take(chooser, SET_UNITS, sizeof *units);
    uint32_t count = units ? units_of_set(node->set, units, SET_UNITS) : 0;
    if (count == 0)
        return;
    struct text *items = take(chooser, count, sizeof *items);
    if (!items)
        return;
    for (uint32_t i = 0; i < count; i++)
        items[i] = (struct text){units + i, 1};
    out->exact = (struct texts){items, count};
    out->is_exact = true;
}

static void describe_alternation(
    struct chooser *chooser, const struct facts *branches, uint32_t count, struct facts *out)
{
    uint32_t texts = 0;
    uint32_t anchors = 0;
    bool all_exact = true;
    bool all_anchored = true;
    for (uint32_t i = 0; i < count; i++) {
        all_exact = all_exact && branches[i].is_exact;
        all_anchored = all_anchored && branches[i].choices.items[0].anchors.count;
        texts += branches[i].exact.count;
        anchors += branches[i].choices.items[0].anchors.count;
    }
    if (all_anchored && anchors <= CAIRN_LIMIT_ANCHORS_PER_REGEX) {
        struct choice choice = {.price = 0};
        choice.anchors.items = take(chooser, anchors, sizeof *choice.anchors.items);
        for (uint32_t i = 0; choice.anchors.items && i < count; i++)
            for (uint32_t j = 0; j < branches[i].choices.items[0].anchors.count; j++)
                add_anchor(&choice.anchors, branches[i].choices.items[0].anchors.items[j]);
        set_price(&choice);
        offer(&out->choices, &choice);
    }
    if (!all_exact || texts > CAIRN_LIMIT_ANCHORS_PER_REGEX)
        return;
    out->exact.items = take(chooser, texts, sizeof *out->exact.items);
    for (uint32_t i = 0; out->exact.items && i < count; i++)
        for (uint32_t j = 0; j < branches[i].exact.count; j++)
            out->exact.items[out->exact.count++] = branches[i].exact.items[j];
    out->is_exact = out->exact.items && total_units(&out->exact) <= UNITS_MAXIMUM;
}

/* A run of exact parts within a concatenation. */
struct run {
    struct texts texts;
    bool is_whole; /* nothing of the concatenation was left out so far */
    struct choices choices;
};

static struct text join_text(struct chooser *chooser, struct text a, struct text b)
{
    uint16_t *units = take(chooser, a.size + b.size, sizeof *units);
    for (size_t i = 0; units && i < a.size; i++)
        units[i] = a.units[i];
    for (size_t i = 0; units && i < b.size; i++)
        units[a.size + i] = b.units[i];
    return (struct text){units, units ? a.size + b.size : 0};
}

/* Judge the run and start a new one with `next`. */
static void restart_run(struct chooser *chooser, struct run *run, struct texts next)
{
    judge(chooser, &run->texts, &run->choices);
    run->texts = next;
    run->is_whole = false;
}

static bool is_empty_run(const struct run *run)
{
    return run->texts.count == 1 && run->texts.items[0].size == 0;
}

static void extend_run(struct chooser *chooser, struct run *run, const struct texts *next)
{
    if (is_empty_run(run)) {
        run->texts = *next;
        return;
    }
    uint64_t count = (uint64_t)run->texts.count * next->count;
    uint64_t units = (uint64_t)total_units(&run->texts) * next->count +
                     (uint64_t)total_units(next) * run->texts.count;
    if (count > CAIRN_LIMIT_ANCHORS_PER_REGEX || units > UNITS_MAXIMUM) {
        restart_run(chooser, run, *next);
        return;
    }
    if (next->count > 1)
        judge(chooser, &run->texts, &run->choices);
    struct texts joined = {take(chooser, (size_t)count, sizeof(struct text)), 0};
    for (uint32_t i = 0; joined.items && i < run->texts.count; i++)
        for (uint32_t j = 0; j < next->count; j++)
            joined.items[joined.count++] = join_text(chooser, run->texts.items[i], next->items[j]);
    run->texts = joined;
}

/* x{n,}: every match begins with one x and ends with one x. */
static void describe_repeat(
    struct chooser *chooser, const struct cairn_regex_node *node, struct facts *out)
{
    struct facts child = describe(chooser, node->child);
    if (node->max == 1 && node->min == 0) { /* x? is (?:x|) */
        struct facts branches[2];
        branches[0] = child;
        branches[1] = (struct facts){.is_exact = true};
        branches[1].exact = empty_text(chooser);
        describe_alternation(chooser, branches, 2, out);
        return;
    }
    if (node->min == 0)
        return;
    out->choices = child.choices;
    if (!child.is_exact || chooser->has_failed)
        return;
    /* Assigned, not initialised: gcc 12 with -ftrivial-auto-var-init=zero damages nested copies in
     * initialisers. */
    struct run run = {.is_whole = true};
    run.texts = child.exact;
    run.choices = child.choices;
    uint32_t copies = 1;
    while (copies < node->min && run.is_whole && !chooser->has_failed &&
           total_units(&run.texts) < CAIRN_ANCHOR_MAXIMUM) {
        extend_run(chooser, &run, &child.exact);
        copies++;
    }
    judge(chooser, &run.texts, &run.choices);
    out->choices = run.choices;
    out->is_exact = run.is_whole && copies == node->max;
    out->exact = run.texts;
    out->has_edge = true;
    out->edge = run.is_whole ? run.texts : child.exact;
}

static void add_to_run(
    struct chooser *chooser, struct run *run, const struct cairn_regex_node *child)
{
    struct facts facts = describe(chooser, child);
    offer_all(&run->choices, &facts.choices);
    if (chooser->has_failed)
        return;
    if (facts.is_exact) {
        extend_run(chooser, run, &facts.exact);
        return;
    }
    if (facts.has_edge) {
        extend_run(chooser, run, &facts.edge);
        restart_run(chooser, run, facts.edge);
        return;
    }
    restart_run(chooser, run, empty_text(chooser));
}

static void describe_concatenation(
    struct chooser *chooser, const struct cairn_regex_node *node, struct facts *out)
{
    struct run run = {.texts = empty_text(chooser), .is_whole = true};
    for (const struct cairn_regex_node *child = node->child; child && !chooser->has_failed;
         child = child->sibling)
        add_to_run(chooser, &run, child);
    if (chooser->has_failed)
        return;
    judge(chooser, &run.texts, &run.choices);
    out->choices = run.choices;
    out->is_exact = run.is_whole;
    out->exact = run.texts;
}

static void describe_branches(
    struct chooser *chooser, const struct cairn_regex_node *node, struct facts *out)
{
    uint32_t count = 0;
    for (const struct cairn_regex_node *child = node->child; child; child = child->sibling)
        count++;
    struct facts *branches = take(chooser, count, sizeof *branches);
    uint32_t i = 0;
    for (const struct cairn_regex_node *child = node->child; branches && child;
         child = child->sibling)
        branches[i++] = describe(chooser, child);
    if (!chooser->has_failed)
        describe_alternation(chooser, branches, count, out);
}

/* The recursion is as deep as the tree, which the parser bounds. After a failure the facts are
 * empty. */
static struct facts describe(struct chooser *chooser, const struct cairn_regex_node *node)
{
    struct facts facts = {.is_exact = false};
    if (chooser->has_failed)
        return facts;
    switch (node->kind) {
    case CAIRN_REGEX_EMPTY:
        facts.exact = empty_text(chooser);
        facts.is_exact = facts.exact.count == 1;
        break;
    case CAIRN_REGEX_BYTES:
        describe_bytes(chooser, node, &facts);
        break;
    case CAIRN_REGEX_SET:
        describe_set(chooser, node, &facts);
        break;
    case CAIRN_REGEX_CONCAT:
        describe_concatenation(chooser, node, &facts);
        break;
    case CAIRN_REGEX_ALTERNATE:
        describe_branches(chooser, node, &facts);
        break;
    case CAIRN_REGEX_REPEAT:
        describe_repeat(chooser, node, &facts);
        break;
    case CAIRN_REGEX_GROUP:
        facts = describe(chooser, node->child);
        break;
    }
    if (facts.is_exact && !chooser->has_failed)
        judge(chooser, &facts.exact, &facts.choices);
    return facts;
}

static enum cairn_status copy_out(struct cairn_arena *arena, const struct cairn_anchors *anchors,
    struct cairn_anchors *out_anchors, struct cairn_error *err)
{
    struct cairn_anchor *items = cairn_arena_array(arena, anchors->count + 1, sizeof *items);
    if (!items)
        return CAIRN_FAIL_MEMORY(err);
    for (uint32_t i = 0; i < anchors->count; i++) {
        items[i] = anchors->items[i];
        items[i].bytes = cairn_arena_copy(arena, anchors->items[i].bytes);
        if (!items[i].bytes.data)
            return CAIRN_FAIL_MEMORY(err);
    }
    *out_anchors = *anchors;
    out_anchors->items = items;
    return CAIRN_OK;
}

enum cairn_status cairn_anchors_list(struct cairn_arena *arena, const struct cairn_regex_node *root,
    struct cairn_anchor_options *out_options, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena scratch = {0};
    struct chooser chooser = {.arena = &scratch};
    struct facts facts = describe(&chooser, root);
    if (chooser.has_failed)
        return CAIRN_FAIL_MEMORY(err);
    struct cairn_anchor_options options = {.count = facts.choices.count};
    for (uint32_t i = 0; i < options.count; i++) {
        enum cairn_status status =
            copy_out(arena, &facts.choices.items[i].anchors, &options.items[i], err);
        if (status != CAIRN_OK)
            return status;
    }
    *out_options = options;
    return CAIRN_OK;
}

enum cairn_status cairn_anchors_choose(struct cairn_arena *arena,
    const struct cairn_regex_node *root, struct cairn_anchors *out_anchors, struct cairn_error *err)
{
    struct cairn_anchor_options options;
    enum cairn_status status = cairn_anchors_list(arena, root, &options, err);
    if (status == CAIRN_OK)
        *out_anchors = options.count ? options.items[0] : (struct cairn_anchors){.count = 0};
    return status;
}
