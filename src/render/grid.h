/* A table of marks on a terminal: a row a change, a numbered column a cause. */
#ifndef CAIRN_RENDER_GRID_H
#define CAIRN_RENDER_GRID_H

#include "render/matrix.h"
#include "render/text.h"

struct cairn_grid {
    const struct cairn_span *rows; /* what stands before each row */
    const uint32_t *numbers;       /* what stands above each column; NULL: 1, 2, 3 … */
    size_t row_count, column_count;
    struct cairn_matrix_mark (*mark)(const void *context, size_t row, size_t column);
    const void *context;
};

/* In blocks as wide as the screen, then the meanings of the marks that occur. */
void cairn_grid_write(struct cairn_text *text, const struct cairn_grid *grid);
/* A matrix as such a table. */
void cairn_grid_write_matrix(struct cairn_text *text, const struct cairn_matrix *matrix);
/* The cells that differ by version, with a heading; nothing when none does. */
void cairn_grid_write_variants(struct cairn_text *text, const struct cairn_matrix *matrix);

#endif
