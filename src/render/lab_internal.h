/* Shared by the files that write what the lab says. */
#ifndef CAIRN_RENDER_LAB_INTERNAL_H
#define CAIRN_RENDER_LAB_INTERNAL_H

#include "render/matrix.h"
#include "render/render_internal.h"

/* "another error: nginx/x" */
void cairn_lab_put_result(struct cairn_text *text, const struct cairn_value *result);
/* "✗ nginx-1.22 cause × change: resolved; claimed: nothing — why" */
void cairn_lab_put_cell(struct cairn_text *text, const struct cairn_value *cell);
/* "nginx 1.22.1, openssl 3.0.20": {program: version}. */
void cairn_lab_put_programs(struct cairn_text *text, const struct cairn_value *programs);
/* Those in use with their programs, then those left out with the reason. */
void cairn_lab_write_environments(struct cairn_text *text, const struct cairn_value *environments);

/* "cause", "change", "environment" in the reader's language. */
enum cairn_message cairn_cells_kind(struct cairn_span kind);

#endif
