/*
 * From what authors wrote (and, once the lab runs, what it measured) to what is published. All
 * rates are computed here and only here; without evidence they are null. Shapes:
 * docs/design/results.md.
 */
#ifndef CAIRN_LEDGER_PUBLISH_H
#define CAIRN_LEDGER_PUBLISH_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/map.h"
#include "formats/value.h"

/* One record with its family, both languages, as read and already found free of errors by lint. */
struct cairn_publish_input {
    struct cairn_span id; /* domain/slug; empty for a family */
    struct cairn_span domain;
    struct cairn_span
        family_id; /* "nginx/upstream-tls", or the record's own id when it stands alone */
    const struct cairn_value *record;    /* <slug>.yaml */
    const struct cairn_value *record_zh; /* <slug>.zh.yaml or NULL */
    const struct cairn_value *family;    /* family.yaml, or NULL */
    const struct cairn_value *family_zh;
    const struct cairn_value *evidence; /* array of trials (docs/lab.md), or NULL */
    const struct cairn_map
        *recipes; /* cause id to its present recipe (const char *), or NULL: not checked */
};

/* Published trees share nodes with the input: it must live as long as they do. Published record,
 * English with the reference's _zh keys, or Chinese throughout. */
enum cairn_status cairn_publish_record(struct cairn_arena *arena,
    const struct cairn_publish_input *input, bool in_chinese, struct cairn_value **out_record,
    struct cairn_error *err) CAIRN_MUST_USE;
/* `record_ids`: ids of the family's records, in order. */
enum cairn_status cairn_publish_family(struct cairn_arena *arena,
    const struct cairn_publish_input *input, const struct cairn_span *record_ids,
    size_t record_count, bool in_chinese, struct cairn_value **out_family,
    struct cairn_error *err) CAIRN_MUST_USE;

/* A record of another canon (reference shape or elder shape), already parsed: its texts, and its
 * rates only as claims. `origin` is its origin file. */
enum cairn_status cairn_publish_imported(struct cairn_arena *arena, struct cairn_span id,
    const struct cairn_value *original, const struct cairn_value *origin, bool in_chinese,
    struct cairn_value **out_record, struct cairn_error *err) CAIRN_MUST_USE;

/* What is needed of an original before it is published. Elder: keys nested under `error` and
 * `verdict`. */
bool cairn_publish_is_elder(const struct cairn_value *original);
/* Its "signature" or "regex", wherever the shape has it; empty when it is no text. */
struct cairn_span cairn_publish_imported_text(const struct cairn_value *original, const char *key);
/* The id under which a foreign id is kept: "d/s" as it is, "d/s/e" as "d/s--e". False when it has
 * no slash, or without memory. Whether the parts are valid names is the caller's question. */
bool cairn_publish_imported_id(
    struct cairn_arena *arena, struct cairn_span original, struct cairn_span *out_id);

/* `preceded_by` is derived from all records' `leads_to`; called once with every published record of
 * the canon (both languages apart). */
enum cairn_status cairn_publish_link(struct cairn_arena *arena, struct cairn_value **records,
    size_t count, struct cairn_error *err) CAIRN_MUST_USE;

/* The keys of the reference shape only, in its order. For imported records the caller exports the
 * verbatim original instead. */
struct cairn_value *cairn_publish_reference_shape(
    struct cairn_arena *arena, const struct cairn_value *published_en);

#endif
