/* Zstandard frames (RFC 8878), for transcripts: each is small, made whole and read whole. */
#ifndef CAIRN_FORMATS_ZSTD_H
#define CAIRN_FORMATS_ZSTD_H

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"

/* Appends one frame; the same bytes for the same text and library version. */
enum cairn_status cairn_zstd_pack(
    struct cairn_buf *out, struct cairn_span text, struct cairn_error *err) CAIRN_MUST_USE;
/* Appends the text of one frame; more than `limit_bytes` is CAIRN_ERR_LIMIT, a damaged frame
 * CAIRN_ERR_INVALID. */
enum cairn_status cairn_zstd_unpack(struct cairn_buf *out, struct cairn_span frame,
    size_t limit_bytes, struct cairn_error *err) CAIRN_MUST_USE;
/* Appends a skippable frame of kind 0 that holds `text`. */
void cairn_zstd_append_skippable(struct cairn_buf *out, struct cairn_span text);
/* Takes the next frame off `*rest`; *out_is_skippable: then *out_frame is what it holds, else the
 * whole frame. */
enum cairn_status cairn_zstd_next(struct cairn_span *rest, struct cairn_span *out_frame,
    bool *out_is_skippable, struct cairn_error *err) CAIRN_MUST_USE;

#endif
