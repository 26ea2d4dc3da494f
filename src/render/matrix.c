/*
 * The matrix out of its list of cells. The list names a cause and a change each, in an order that
 * leaves out what did not apply; here it becomes a table with one place for each pair, so that a
 * family of 60 causes and 50 changes is looked up and not searched 3,000 times.
 */
#include "render/matrix.h"

#include <string.h>

#include "base/map.h"
#include "ledger/claim.h"
#include "render/figures.h"

const struct cairn_mark_meaning cairn_mark_meanings[CAIRN_MARK_MEANINGS] = {
    {'R', CAIRN_MSG_MARK_RESOLVED},
    {'A', CAIRN_MSG_MARK_MOVED},
    {'.', CAIRN_MSG_MARK_SAME},
    {'H', CAIRN_MSG_MARK_HARM},
    {'X', CAIRN_MSG_MARK_REFUSED},
    {'B', CAIRN_MSG_MARK_RELAPSE},
    {'L', CAIRN_MSG_MARK_STILL_LOGGED},
    {'C', CAIRN_MSG_MARK_CARRIER},
    {'T', CAIRN_MSG_MARK_TIME},
    {'=', CAIRN_MSG_MARK_ALREADY},
    {'-', CAIRN_MSG_MARK_NOT_APPLICABLE},
    {'!', CAIRN_MSG_MARK_FAILED},
    {'?', CAIRN_MSG_MARK_OTHER},
};

static const struct {
    const char *word;
    char symbol;
} symbols[] = {
    {"resolved", 'R'},
    {"moved", 'A'},
    {"same", '.'},
    {"harm", 'H'},
    {"refused", 'X'},
    {"relapse", 'B'},
    {"still-logged", 'L'},
    {"carrier", 'C'},
    {"time", 'T'},
    {"already", '='},
    {"not-applicable", '-'},
    {"invalid", '!'},
    {"no-fault", '!'},
    {"unstable", '!'},
    {"vacuous", '!'},
};

enum cairn_message cairn_mark_meaning(char symbol)
{
    for (size_t i = 0; i < CAIRN_MARK_MEANINGS; i++) {
        if (cairn_mark_meanings[i].symbol == symbol)
            return cairn_mark_meanings[i].meaning;
    }
    return CAIRN_MSG_MARK_OTHER;
}

char cairn_result_symbol(struct cairn_span word)
{
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(symbols); i++) {
        if (cairn_span_equal_string(word, symbols[i].word))
            return symbols[i].symbol;
    }
    return '?';
}

/* ---- making the table ---- */

/* The ids of one side, numbered. Values of the map are places in `ids`. */
struct side {
    struct cairn_map places;
    struct cairn_span *ids;
    uint32_t *numbers;
    size_t count;
};

static bool add_id(struct side *side, struct cairn_span id, uint32_t number)
{
    if (!id.size || cairn_map_has(&side->places, id))
        return true;
    side->ids[side->count] = id;
    side->numbers[side->count] = number;
    struct cairn_span *place = &side->ids[side->count++];
    return cairn_map_put(&side->places, id, place, NULL, NULL) == CAIRN_OK;
}

static struct cairn_span id_of(const struct cairn_value *item)
{
    return cairn_value_is(item, CAIRN_VALUE_OBJECT) ? cairn_value_get_text(item, "id")
                                                    : cairn_value_text(item);
}

static bool make_side(struct cairn_arena *arena, struct side *side, size_t count)
{
    side->ids = cairn_arena_array(arena, count, sizeof(*side->ids));
    side->numbers = cairn_arena_array(arena, count, sizeof(*side->numbers));
    return side->ids && side->numbers;
}

/* Ids that occur as `key` of a cell: those of `order` first, numbered by their places there. */
static bool fill_side(struct cairn_arena *arena, struct side *side, const struct cairn_value *cells,
    const char *key, const struct cairn_value *order)
{
    struct side seen = {0};
    uint32_t number = 0;
    bool is_made = make_side(arena, &seen, cairn_value_count(cells)) &&
                   make_side(arena, side, cairn_value_count(cells));
    CAIRN_VALUE_EACH(cell, cells)
    is_made = is_made && add_id(&seen, cairn_value_get_text(cell->value, key), 0);
    CAIRN_VALUE_EACH(item, order)
    {
        number++;
        if (is_made && cairn_map_has(&seen.places, id_of(item->value)))
            is_made = add_id(side, id_of(item->value), number);
    }
    for (size_t i = 0; is_made && i < seen.count; i++) {
        if (!cairn_map_has(&side->places, seen.ids[i]))
            is_made = add_id(side, seen.ids[i], ++number);
    }
    cairn_map_done(&seen.places);
    return is_made;
}

static size_t place_of(const struct side *side, struct cairn_span id)
{
    const struct cairn_span *place = cairn_map_get(&side->places, id);
    return place ? (size_t)(place - side->ids) : side->count;
}

static bool fill_results(struct cairn_matrix *matrix, const struct cairn_value *cells,
    const struct side *causes, const struct side *changes)
{
    if (causes->count > CAIRN_MATRIX_MOST / changes->count)
        return true;
    matrix->results =
        cairn_arena_array(&matrix->arena, causes->count, changes->count * sizeof(*matrix->results));
    if (!matrix->results)
        return false;
    CAIRN_VALUE_EACH(cell, cells)
    {
        size_t cause = place_of(causes, cairn_value_get_text(cell->value, "cause"));
        size_t change = place_of(changes, cairn_value_get_text(cell->value, "change"));
        if (cause < causes->count && change < changes->count)
            matrix->results[change * causes->count + cause] =
                cairn_value_get(cell->value, "results");
    }
    return true;
}

bool cairn_matrix_init(struct cairn_matrix *matrix, const struct cairn_value *cells,
    const struct cairn_value *causes, const struct cairn_value *changes)
{
    struct side cause_side = {0}, change_side = {0};
    *matrix = (struct cairn_matrix){0};
    cairn_arena_init(&matrix->arena, 0);
    if (!cairn_value_count(cells))
        return true;
    bool is_made = fill_side(&matrix->arena, &cause_side, cells, "cause", causes) &&
                   fill_side(&matrix->arena, &change_side, cells, "change", changes);
    if (is_made && cause_side.count && change_side.count)
        is_made = fill_results(matrix, cells, &cause_side, &change_side);
    if (is_made && matrix->results) {
        matrix->causes = cause_side.ids;
        matrix->numbers = cause_side.numbers;
        matrix->cause_count = cause_side.count;
        matrix->changes = change_side.ids;
        matrix->change_count = change_side.count;
    }
    cairn_map_done(&cause_side.places);
    cairn_map_done(&change_side.places);
    return is_made;
}

void cairn_matrix_done(struct cairn_matrix *matrix)
{
    cairn_arena_done(&matrix->arena);
}

/* ---- reading it ---- */

const struct cairn_value *cairn_matrix_results(
    const struct cairn_matrix *matrix, size_t change, size_t cause)
{
    return matrix->results[change * matrix->cause_count + cause];
}

static size_t count_word(const struct cairn_value *results, struct cairn_span word)
{
    size_t count = 0;
    CAIRN_VALUE_EACH(result, results)
    count += cairn_span_equal(cairn_result_word(result->value), word);
    return count;
}

/* A cell that does not apply to some versions is no different for it. */
static bool is_counted(const struct cairn_value *result)
{
    return !cairn_span_equal_string(cairn_result_word(result), "not-applicable");
}

struct cairn_matrix_mark cairn_matrix_mark(
    const struct cairn_matrix *matrix, size_t change, size_t cause)
{
    const struct cairn_value *results = cairn_matrix_results(matrix, change, cause);
    struct cairn_matrix_mark mark = {.symbol = ' '};
    size_t most = 0, counted = 0;
    CAIRN_VALUE_EACH(result, results)
    {
        struct cairn_span word = cairn_result_word(result->value);
        size_t count = is_counted(result->value) ? count_word(results, word) : 0;
        counted += is_counted(result->value);
        if (count > most || !mark.result.size) {
            most = count;
            mark.result = word;
        }
    }
    if (mark.result.size)
        mark.symbol = cairn_result_symbol(mark.result);
    mark.varies = counted > most;
    return mark;
}

bool cairn_matrix_is_alike(const struct cairn_value *a, const struct cairn_value *b)
{
    if (cairn_value_count(a) != cairn_value_count(b))
        return false;
    CAIRN_VALUE_EACH(result, a)
    {
        const struct cairn_value *other = cairn_value_get_span(b, result->key);
        if (!cairn_span_equal(cairn_result_word(result->value), cairn_result_word(other)))
            return false;
    }
    return true;
}

bool cairn_matrix_has(const struct cairn_matrix *matrix, char symbol)
{
    for (size_t change = 0; change < matrix->change_count; change++) {
        for (size_t cause = 0; cause < matrix->cause_count; cause++) {
            struct cairn_matrix_mark mark = cairn_matrix_mark(matrix, change, cause);
            if (mark.symbol == symbol || (symbol == '*' && mark.varies))
                return true;
        }
    }
    return false;
}

/* ---- what differs by version ---- */

static bool was_described(const struct cairn_matrix *matrix, size_t change, size_t cause)
{
    const struct cairn_value *results = cairn_matrix_results(matrix, change, cause);
    for (size_t i = 0; i < cause; i++) {
        if (cairn_matrix_is_alike(results, cairn_matrix_results(matrix, change, i)))
            return true;
    }
    return false;
}

bool cairn_matrix_next_variant(
    const struct cairn_matrix *matrix, struct cairn_matrix_variant *variant)
{
    for (; variant->change < matrix->change_count; variant->change++, variant->next_cause = 0) {
        for (size_t cause = variant->next_cause; cause < matrix->cause_count; cause++) {
            if (!cairn_matrix_mark(matrix, variant->change, cause).varies ||
                was_described(matrix, variant->change, cause))
                continue;
            variant->cause = cause;
            variant->next_cause = cause + 1;
            return true;
        }
    }
    return false;
}

static void list_environments(struct cairn_buf *buf, const struct cairn_value *results,
    struct cairn_span word, bool in_chinese)
{
    bool is_first = true;
    CAIRN_VALUE_EACH(result, results)
    {
        if (!cairn_span_equal(cairn_result_word(result->value), word))
            continue;
        if (!is_first)
            cairn_buf_append_string(buf, cairn_message(CAIRN_MSG_ENUMERATION, in_chinese));
        is_first = false;
        cairn_buf_append(buf, result->key);
    }
}

static bool is_first_of_its_word(
    const struct cairn_value *results, const struct cairn_value_member *member)
{
    CAIRN_VALUE_EACH(result, results)
    {
        if (result == member)
            return true;
        if (cairn_span_equal(cairn_result_word(result->value), cairn_result_word(member->value)))
            return false;
    }
    return true;
}

void cairn_matrix_describe_results(
    struct cairn_buf *buf, const struct cairn_value *results, bool in_chinese)
{
    bool is_first = true;
    CAIRN_VALUE_EACH(result, results)
    {
        if (!is_first_of_its_word(results, result))
            continue;
        CAIRN_AUTO_BUF struct cairn_buf names = {0};
        struct cairn_span word = cairn_result_word(result->value);
        list_environments(&names, results, word, in_chinese);
        if (!is_first)
            cairn_buf_append_string(buf, cairn_message(CAIRN_MSG_LIST_SEPARATOR, in_chinese));
        is_first = false;
        struct cairn_span values[] = {cairn_message_word(word, in_chinese), cairn_buf_span(&names)};
        cairn_message_append(
            buf, CAIRN_MSG_RESULT_IN, in_chinese, values, CAIRN_ARRAY_SIZE(values));
        cairn_buf_pass_failure(buf, &names);
    }
}

static bool is_alike_at(
    const struct cairn_matrix *matrix, const struct cairn_matrix_variant *variant, size_t cause)
{
    return cause < matrix->cause_count &&
           cairn_matrix_is_alike(cairn_matrix_results(matrix, variant->change, variant->cause),
               cairn_matrix_results(matrix, variant->change, cause));
}

/* The numbers of the causes that differ in this way: "2, 5–9". */
static void list_alike(struct cairn_buf *numbers, const struct cairn_matrix *matrix,
    const struct cairn_matrix_variant *variant, bool in_chinese)
{
    for (size_t cause = variant->cause; cause < matrix->cause_count; cause++) {
        if (!is_alike_at(matrix, variant, cause))
            continue;
        size_t last = cause;
        while (is_alike_at(matrix, variant, last + 1) &&
               matrix->numbers[last + 1] == matrix->numbers[last] + 1)
            last++;
        struct cairn_digits digits;
        if (numbers->size)
            cairn_buf_append_string(numbers, cairn_message(CAIRN_MSG_ENUMERATION, in_chinese));
        cairn_buf_append(numbers, cairn_digits_of(&digits, matrix->numbers[cause]));
        if (last > cause) {
            cairn_buf_append_string(numbers,
                last == cause + 1 ? cairn_message(CAIRN_MSG_ENUMERATION, in_chinese) : "–");
            cairn_buf_append(numbers, cairn_digits_of(&digits, matrix->numbers[last]));
        }
        cause = last;
    }
}

void cairn_matrix_describe_variant(struct cairn_buf *buf, const struct cairn_matrix *matrix,
    const struct cairn_matrix_variant *variant, bool in_chinese)
{
    CAIRN_AUTO_BUF struct cairn_buf numbers = {0};
    CAIRN_AUTO_BUF struct cairn_buf results = {0};
    const struct cairn_value *first = cairn_matrix_results(matrix, variant->change, variant->cause);
    list_alike(&numbers, matrix, variant, in_chinese);
    cairn_matrix_describe_results(&results, first, in_chinese);
    struct cairn_span values[] = {
        matrix->changes[variant->change], cairn_buf_span(&numbers), cairn_buf_span(&results)};
    cairn_message_append(buf, CAIRN_MSG_VARIANT, in_chinese, values, CAIRN_ARRAY_SIZE(values));
    cairn_buf_pass_failure(buf, &numbers);
    cairn_buf_pass_failure(buf, &results);
}

void cairn_result_describe(struct cairn_buf *buf, const struct cairn_value *result, bool in_chinese)
{
    struct cairn_span detail = cairn_result_detail(result);
    cairn_buf_append(buf, cairn_message_word(cairn_result_word(result), in_chinese));
    if (!detail.size)
        return;
    cairn_buf_append_string(buf, cairn_message(CAIRN_MSG_COLON, in_chinese));
    cairn_buf_append(buf, cairn_message_word(detail, in_chinese));
}
