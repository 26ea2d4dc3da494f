/* Figures, titles, ids and addresses as all formats write them. Nothing here allocates. */
#ifndef CAIRN_RENDER_FIGURES_H
#define CAIRN_RENDER_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "formats/value.h"

/* Room for one number in decimal; the caller's, so that writing a number cannot fail. */
struct cairn_digits {
    char text[32];
};

/* "12,345"; the span points into `digits`. */
struct cairn_span cairn_digits_of(struct cairn_digits *digits, uint64_t number);
/* A scalar as its text stands; of a list, how many entries it has. */
struct cairn_span cairn_figure_of(struct cairn_digits *digits, const struct cairn_value *value);
/* A share such as 0.855 as "86%", rounded; empty for null and whatever is no number from 0 to 1:
 * nobody measured it. */
struct cairn_span cairn_digits_percent(
    struct cairn_digits *digits, const struct cairn_value *share);

/* The title of the cause with this id, or the id where the list has none. */
struct cairn_span cairn_cause_title(const struct cairn_value *causes, struct cairn_span id);
/* domain/slug in the alphabet of ids: such a text may stand in a link. */
bool cairn_id_is_plain(struct cairn_span id);
/* http:// or https:// and nothing that a browser could take for something else. */
bool cairn_url_is_plain(struct cairn_span url);

#endif
