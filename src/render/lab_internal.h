/* Shared by the files that write what the lab says. */
#ifndef CAIRN_RENDER_LAB_INTERNAL_H
#define CAIRN_RENDER_LAB_INTERNAL_H

#include "render/matrix.h"
#include "render/render_internal.h"

/* "another error: nginx/x" */
void cairn_lab_put_result(struct cairn_text *text, const struct cairn_value *result);
/* "✗ nginx-1.22 cause × change: resolved; claimed: nothing — why" */
void cairn_lab_put_cell(struct cairn_text *text, const struct cairn_value *cell);
/* Where the world of a cell was kept; nothing when it was not. On one line, to be copied. */
void cairn_lab_write_folder(struct cairn_text *text, const struct cairn_value *cell);
/* Arms can run in this environment. */
bool cairn_lab_is_usable(const struct cairn_value *environment);
/* "nginx 1.22.1, openssl 3.0.20": {program: version}. */
void cairn_lab_describe_programs(
    struct cairn_buf *out, const struct cairn_value *programs, bool in_chinese);
void cairn_lab_put_programs(struct cairn_text *text, const struct cairn_value *programs);
/* Those in use with their programs, then those left out with the reason. */
void cairn_lab_write_environments(struct cairn_text *text, const struct cairn_value *environments);

/* "cause", "change", "environment" in the reader's language. */
enum cairn_message cairn_cells_kind(struct cairn_span kind);

#endif
