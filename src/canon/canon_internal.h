/* Private to src/canon: what writer and readers agree on. */
#ifndef CAIRN_CANON_CANON_INTERNAL_H
#define CAIRN_CANON_CANON_INTERNAL_H

#include "canon/canon.h"
#include "store/store.h"

extern const struct cairn_store_schema cairn_canon_schema;

/* Size of all pieces of the match index but the last. */
#define CAIRN_CANON_PIECE_SIZE ((size_t)64 << 10)
/* A word in more records than this is listed in common_word. */
#define CAIRN_CANON_COMMON_RECORDS 256

struct cairn_canon {
    struct cairn_store *store;
    struct cairn_store_blob *index; /* opened when first read */
    struct cairn_canon_info info;
    size_t index_size;
    struct cairn_arena arena; /* texts of info */
};

/* Puts what was measured, read from the file, into a record or family. */
enum cairn_status cairn_canon_put_measured(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_value *published, const struct cairn_value *measured,
    struct cairn_error *err) CAIRN_MUST_USE;

/* Reads the row that `statement` stands on: its columns are id, signature, summary, tier, severity.
 */
enum cairn_status cairn_canon_read_hit(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_store_statement *statement, struct cairn_canon_hit *out_hit,
    struct cairn_error *err) CAIRN_MUST_USE;

#endif
