/* The nearest of several words, for "did you mean". */
#ifndef CAIRN_BASE_NEAR_H
#define CAIRN_BASE_NEAR_H

#include <stddef.h>

struct cairn_near {
    const char *word; /* what was typed */
    const char *best; /* the nearest candidate so far that is near enough; NULL: none */
    size_t distance;  /* of `best` */
};

/* Candidates are borrowed. Of equally near ones the first wins. */
void cairn_near_offer(struct cairn_near *near, const char *candidate);

#endif
