/*
 * The order of several matches of one event: what refines another comes first; else more literal
 * bytes, then the domain that the log's format suggests, then the id.
 *
 * First sorted by all but `refines`, then taken out one by one: each time the first that no
 * remaining one refines. In a cycle (which lint refuses, but a foreign file may hold) the first of
 * the remaining is taken, so the order is always defined and depends on the set of matches only.
 */
#include "match/matcher.h"

static bool has_domain(struct cairn_span id, struct cairn_span domain)
{
    return domain.size && id.size > domain.size && id.data[domain.size] == '/' &&
           cairn_span_starts_with(id, domain);
}

static bool comes_before(
    const struct cairn_match *a, const struct cairn_match *b, struct cairn_span domain)
{
    if (a->literal_length != b->literal_length)
        return a->literal_length > b->literal_length;
    bool in_domain = has_domain(a->record, domain);
    if (in_domain != has_domain(b->record, domain))
        return in_domain;
    int order = cairn_span_compare(a->record, b->record);
    return order ? order < 0 : a->pattern < b->pattern;
}

static bool refines(const struct cairn_match *a, const struct cairn_match *b)
{
    for (uint32_t i = 0; i < a->refines_count; i++)
        if (cairn_span_equal(a->refines[i], b->record))
            return true;
    return false;
}

/* The place `from` moves to `to` <= from; what lies between moves up by one. */
static void move_down(struct cairn_match *matches, size_t from, size_t to)
{
    struct cairn_match match = matches[from];
    for (size_t i = from; i > to; i--)
        matches[i] = matches[i - 1];
    matches[to] = match;
}

static void sort_plain(struct cairn_match *matches, size_t count, struct cairn_span domain)
{
    for (size_t i = 1; i < count; i++) {
        size_t place = i;
        while (place > 0 && comes_before(&matches[i], &matches[place - 1], domain))
            place--;
        move_down(matches, i, place);
    }
}

/* How many of matches[from …] refine each of them; false when none refines any. */
static bool count_refined(struct cairn_match *matches, size_t count)
{
    bool any = false;
    for (size_t i = 0; i < count; i++)
        matches[i].refined_by = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; matches[i].refines_count && j < count; j++)
            if (i != j && refines(&matches[i], &matches[j])) {
                matches[j].refined_by++;
                any = true;
            }
    return any;
}

void cairn_match_rank(struct cairn_match *matches, size_t count, struct cairn_span domain_hint)
{
    sort_plain(matches, count, domain_hint);
    if (!count_refined(matches, count))
        return;
    for (size_t done = 0; done < count; done++) {
        size_t next = done;
        while (next < count && matches[next].refined_by)
            next++;
        if (next == count)
            next = done;
        move_down(matches, next, done);
        for (size_t i = done + 1; i < count; i++)
            if (refines(&matches[done], &matches[i]) && matches[i].refined_by)
                matches[i].refined_by--;
    }
}
