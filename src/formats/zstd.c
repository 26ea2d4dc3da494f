/*
 * Zstandard by libzstd. A frame is compressed whole, with its content size in its header, so that
 * its reader knows before it starts how much there is; a frame that lies about that is refused by
 * the library. Skippable frames are laid out by hand: eight bytes and what they hold.
 */
#include "formats/zstd.h"

#include <zstd.h>

#include "base/alloc.h"

/* Transcripts are written once and shipped: the level costs some milliseconds a trial. */
#define LEVEL            19
#define SKIPPABLE_MAGIC  0x184D2A50u
#define SKIPPABLE_HEADER ((size_t)8)

enum cairn_status cairn_zstd_pack(
    struct cairn_buf *out, struct cairn_span text, struct cairn_error *err)
{
    size_t bound = ZSTD_compressBound(text.size);
    char *memory = ZSTD_isError(bound) ? NULL : cairn_buf_reserve(out, bound);
    if (!memory)
        return out->failure ? cairn_buf_status(out, err) : CAIRN_FAIL_MEMORY(err);
    size_t size = ZSTD_compress(memory, bound, text.data, text.size, LEVEL);
    if (ZSTD_isError(size))
        return CAIRN_FAIL(err, CAIRN_ERR_MEMORY, "could not compress %zu bytes: %s", text.size,
            ZSTD_getErrorName(size));
    cairn_buf_advance(out, size);
    return cairn_buf_status(out, err);
}

enum cairn_status cairn_zstd_unpack(
    struct cairn_buf *out, struct cairn_span frame, size_t limit_bytes, struct cairn_error *err)
{
    unsigned long long content = ZSTD_getFrameContentSize(frame.data, frame.size);
    if (content == ZSTD_CONTENTSIZE_ERROR || content == ZSTD_CONTENTSIZE_UNKNOWN)
        return CAIRN_FAIL(err, CAIRN_ERR_INVALID,
            "cannot unpack a Zstandard frame: its header is damaged or names no size");
    if (content > limit_bytes)
        return CAIRN_FAIL(err, CAIRN_ERR_LIMIT,
            "cannot unpack a Zstandard frame: it holds %llu bytes, more than %zu", content,
            limit_bytes);
    if (!content && !out->failure)
        return CAIRN_OK;
    char *memory = cairn_buf_reserve(out, (size_t)content);
    if (!memory)
        return cairn_buf_status(out, err);
    size_t size = ZSTD_decompress(memory, (size_t)content, frame.data, frame.size);
    if (ZSTD_isError(size) || size != content)
        return CAIRN_FAIL(err, CAIRN_ERR_INVALID, "cannot unpack a Zstandard frame: %s",
            ZSTD_isError(size) ? ZSTD_getErrorName(size) : "it holds less than it says");
    cairn_buf_advance(out, size);
    return cairn_buf_status(out, err);
}

static void append_u32(struct cairn_buf *out, uint32_t number)
{
    for (unsigned shift = 0; shift < 32; shift += 8)
        cairn_buf_append_byte(out, (char)(number >> shift & 0xff));
}

static uint32_t read_u32(const char *bytes)
{
    uint32_t number = 0;
    for (unsigned i = 0; i < 4; i++)
        number |= (uint32_t)(unsigned char)bytes[i] << 8 * i;
    return number;
}

void cairn_zstd_append_skippable(struct cairn_buf *out, struct cairn_span text)
{
    CAIRN_ASSERT(text.size <= UINT32_MAX);
    append_u32(out, SKIPPABLE_MAGIC);
    append_u32(out, (uint32_t)text.size);
    cairn_buf_append(out, text);
}

enum cairn_status cairn_zstd_next(struct cairn_span *rest, struct cairn_span *out_frame,
    bool *out_is_skippable, struct cairn_error *err)
{
    bool is_skippable = rest->size >= SKIPPABLE_HEADER && read_u32(rest->data) == SKIPPABLE_MAGIC;
    size_t size = 0;
    if (is_skippable) {
        size = read_u32(rest->data + 4) + SKIPPABLE_HEADER;
    } else {
        size = ZSTD_findFrameCompressedSize(rest->data, rest->size);
        if (ZSTD_isError(size))
            return CAIRN_FAIL(err, CAIRN_ERR_INVALID, "cannot find a Zstandard frame: %s",
                ZSTD_getErrorName(size));
    }
    if (!size || size > rest->size)
        return CAIRN_FAIL(
            err, CAIRN_ERR_INVALID, "cannot find a Zstandard frame: the bytes end early");
    *out_frame = cairn_span_slice(*rest, 0, size);
    if (is_skippable)
        *out_frame = cairn_span_slice(*out_frame, SKIPPABLE_HEADER, size);
    *rest = cairn_span_slice(*rest, size, rest->size);
    *out_is_skippable = is_skippable;
    return CAIRN_OK;
}
