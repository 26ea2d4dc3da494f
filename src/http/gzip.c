/* gzip by zlib, whose types no other file sees. One call makes one whole member. */
#include <limits.h>
#include <stdint.h>
#include <zlib.h>

#include "http/entity.h"

/* A window of 32 KiB, and a gzip wrapper instead of zlib's. */
#define WINDOW_BITS (15 + 16)
#define MEMORY      8

enum cairn_status cairn_http_gzip(
    struct cairn_span bytes, struct cairn_buf *out, struct cairn_error *err)
{
    z_stream stream = {0};
    if (bytes.size > INT_MAX)
        return CAIRN_FAIL(err, CAIRN_ERR_LIMIT, "cannot compress %zu bytes at once", bytes.size);
    if (deflateInit2(
            &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, WINDOW_BITS, MEMORY, Z_DEFAULT_STRATEGY))
        return CAIRN_FAIL_MEMORY(err);
    size_t room = deflateBound(&stream, bytes.size);
    char *memory = cairn_buf_reserve(out, room);
    int result = Z_MEM_ERROR;
    if (memory) {
        stream.next_in = (Bytef *)(uintptr_t)bytes.data; /* zlib only reads it */
        stream.avail_in = (uInt)bytes.size;
        stream.next_out = (Bytef *)memory;
        stream.avail_out = (uInt)room;
        result = deflate(&stream, Z_FINISH);
        cairn_buf_advance(out, room - stream.avail_out);
    }
    deflateEnd(&stream);
    /* The room is what zlib says is enough, so only memory can be missing. */
    return result == Z_STREAM_END ? CAIRN_OK : CAIRN_FAIL_MEMORY(err);
}
