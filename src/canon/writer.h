/* Making a canon file. Records may be added in any order: the file depends on the content only,
 * byte for byte. */
#ifndef CAIRN_CANON_WRITER_H
#define CAIRN_CANON_WRITER_H

#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"
#include "formats/value.h"

struct cairn_canon_writer;

struct cairn_canon_record_entry {
    const struct cairn_value *published_en;
    const struct cairn_value *published_zh; /* NULL in a canon of one language */
    struct cairn_span original;             /* imported records: the verbatim file */
    struct cairn_span unindexed_reason;     /* not empty: kept and shown, but not matched */
};

enum cairn_status cairn_canon_writer_new(
    struct cairn_canon_writer **out_writer, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_canon_writer_free(struct cairn_canon_writer *writer);
/* name, licence, languages … of canon.yaml. */
enum cairn_status cairn_canon_writer_set_info(struct cairn_canon_writer *writer,
    const struct cairn_value *info, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_canon_writer_add_domain(struct cairn_canon_writer *writer,
    struct cairn_span id, const struct cairn_value *domain, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_canon_writer_add_family(struct cairn_canon_writer *writer,
    struct cairn_span id, const struct cairn_value *family_en, const struct cairn_value *family_zh,
    struct cairn_error *err) CAIRN_MUST_USE;
/* Everything the canon file needs is read from the published JSON: id, formerly, transitions, texts
 * to search. */
enum cairn_status cairn_canon_writer_add_record(struct cairn_canon_writer *writer,
    const struct cairn_canon_record_entry *entry, struct cairn_error *err) CAIRN_MUST_USE;
/* What was printed in a trial, a Zstandard frame. Two of one trial are CAIRN_ERR_CONFLICT when the
 * file is finished. */
enum cairn_status cairn_canon_writer_add_transcript(struct cairn_canon_writer *writer,
    struct cairn_span family, struct cairn_span cause, struct cairn_span environment,
    struct cairn_span frame, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_canon_writer_set_index(struct cairn_canon_writer *writer,
    struct cairn_span index, struct cairn_error *err) CAIRN_MUST_USE;
/* The file's bytes; the caller frees with cairn_free. The digest is computed here and stored
 * inside. Two records with one id or former id are CAIRN_ERR_CONFLICT. The writer is only good for
 * freeing afterwards. */
enum cairn_status cairn_canon_writer_finish(struct cairn_canon_writer *writer, char **out_bytes,
    size_t *out_size, struct cairn_error *err) CAIRN_MUST_USE;

#endif
