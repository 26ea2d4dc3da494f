/*
 * Near misses by optimal string alignment: insertions, deletions, replacements and swaps of
 * neighbours count one each. Words are short, so three rows on the stack are enough; longer words
 * are near nothing. No state, no allocation.
 */
#include "base/near.h"

#include <string.h>

#include "base/checked.h"

/* Longer than any verb or option. */
#define LONGEST_WORD 40

typedef size_t row[LONGEST_WORD + 1];

static size_t smallest_step(const row *rows, const char *a, const char *b, size_t i, size_t j)
{
    const size_t *above = rows[(i - 1) % 3];
    size_t best = cairn_min_size(above[j], rows[i % 3][j - 1]) + 1;
    best = cairn_min_size(best, above[j - 1] + (a[i - 1] != b[j - 1]));
    if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        best = cairn_min_size(best, rows[(i - 2) % 3][j - 2] + 1);
    return best;
}

static size_t distance_between(const char *a, const char *b)
{
    size_t a_size = strlen(a), b_size = strlen(b);
    row rows[3] = {{0}};
    for (size_t j = 0; j <= b_size; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        rows[i % 3][0] = i;
        for (size_t j = 1; j <= b_size; j++)
            rows[i % 3][j] = smallest_step((const row *)rows, a, b, i, j);
    }
    return rows[a_size % 3][b_size];
}

void cairn_near_offer(struct cairn_near *near, const char *candidate)
{
    size_t longest = cairn_max_size(strlen(near->word), strlen(candidate));
    if (longest > LONGEST_WORD)
        return;
    size_t distance = distance_between(near->word, candidate);
    /* A third of the letters may be wrong: 'lnt' is near 'lint', 'xyz' is near nothing. */
    if (distance > (longest + 1) / 3 || (near->best && distance >= near->distance))
        return;
    near->best = candidate;
    near->distance = distance;
}
