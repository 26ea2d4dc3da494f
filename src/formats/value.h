/*
 * A tree of JSON-like values: what records, explanations and all other published results are made
 * of. All nodes and texts live in one arena. Objects keep the order of their members; numbers keep
 * their spelling. A node made by a reader knows its line and column, so that every complaint can
 * name the place.
 */
#ifndef CAIRN_FORMATS_VALUE_H
#define CAIRN_FORMATS_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"

enum cairn_value_kind {
    CAIRN_VALUE_NULL,
    CAIRN_VALUE_BOOL,
    CAIRN_VALUE_NUMBER,
    CAIRN_VALUE_STRING,
    CAIRN_VALUE_ARRAY,
    CAIRN_VALUE_OBJECT,
};

struct cairn_value {
    enum cairn_value_kind kind;
    bool boolean;
    uint32_t line;          /* 1-based; 0 when made by the program */
    uint32_t column;        /* 1-based */
    struct cairn_span text; /* STRING: UTF-8, may hold NUL; NUMBER: its spelling (RFC 8259) */
    struct cairn_value_member *first; /* ARRAY and OBJECT: members in order */
    struct cairn_value_member *last;
    uint32_t count;
};

struct cairn_value_member {
    struct cairn_span key; /* empty in arrays */
    uint32_t key_line, key_column;
    struct cairn_value *value; /* never NULL */
    struct cairn_value_member *next;
};

/* Walk the members of an array or object; `container` may be NULL or of another kind: no members.
 */
#define CAIRN_VALUE_EACH(member, container)                                                        \
    for (const struct cairn_value_member *member = cairn_value_first(container); member;           \
         member = member->next)
const struct cairn_value_member *cairn_value_first(const struct cairn_value *container);

/*
 * Making. All return NULL without memory; every adder accepts NULL for container and value, does
 * nothing then and reports through the arena: check with cairn_value_status once a tree is
 * complete. Trees deeper than CAIRN_LIMIT_TREE_DEPTH are a broken invariant, noticed where they are
 * walked.
 */
struct cairn_value *cairn_value_null(struct cairn_arena *arena);
struct cairn_value *cairn_value_bool(struct cairn_arena *arena, bool boolean);
struct cairn_value *cairn_value_int(struct cairn_arena *arena, int64_t number);
struct cairn_value *cairn_value_number(
    struct cairn_arena *arena, struct cairn_span spelling); /* copied */
struct cairn_value *cairn_value_string(
    struct cairn_arena *arena, struct cairn_span text); /* copied */
struct cairn_value *cairn_value_cstring(
    struct cairn_arena *arena, const char *text); /* copied; NULL gives null */
struct cairn_value *cairn_value_array(struct cairn_arena *arena);
struct cairn_value *cairn_value_object(struct cairn_arena *arena);
/* Deep; NULL, as of a member that is absent, gives null. */
struct cairn_value *cairn_value_copy(struct cairn_arena *arena, const struct cairn_value *value);

/* Append to an array. The value becomes part of the container and is not copied: do not add it
 * twice with changes in mind. */
void cairn_value_push(
    struct cairn_arena *arena, struct cairn_value *array, struct cairn_value *value);
/* Append or replace a member; the key is copied. */
void cairn_value_set(struct cairn_arena *arena, struct cairn_value *object, const char *key,
    struct cairn_value *value);
void cairn_value_set_span(struct cairn_arena *arena, struct cairn_value *object,
    struct cairn_span key, struct cairn_value *value);
void cairn_value_set_string(
    struct cairn_arena *arena, struct cairn_value *object, const char *key, struct cairn_span text);
void cairn_value_set_cstring(
    struct cairn_arena *arena, struct cairn_value *object, const char *key, const char *text);
void cairn_value_set_int(
    struct cairn_arena *arena, struct cairn_value *object, const char *key, int64_t number);
void cairn_value_set_bool(
    struct cairn_arena *arena, struct cairn_value *object, const char *key, bool boolean);

/* Reading. All accept NULL and values of another kind, and then give NULL, the empty span, false,
 * 0. */
const struct cairn_value *cairn_value_get(const struct cairn_value *object, const char *key);
const struct cairn_value *cairn_value_get_span(
    const struct cairn_value *object, struct cairn_span key);
/* A path of keys, and of places in arrays: cairn_value_path(v, "transition_graph.leads_to.0"). */
const struct cairn_value *cairn_value_path(
    const struct cairn_value *object, const char *dotted_path);
const struct cairn_value *cairn_value_at(const struct cairn_value *array, uint32_t index);
struct cairn_span cairn_value_text(const struct cairn_value *value); /* of a string or number */
struct cairn_span cairn_value_get_text(const struct cairn_value *object, const char *key);
bool cairn_value_get_bool(const struct cairn_value *object, const char *key);
int64_t cairn_value_get_int(const struct cairn_value *object, const char *key);
bool cairn_value_is(
    const struct cairn_value *value, enum cairn_value_kind kind); /* false for NULL */
bool cairn_value_is_empty(const struct cairn_value *value);       /* NULL, null, "", [], {} */
uint32_t cairn_value_count(const struct cairn_value *container);
/* Find in an array of objects the one whose member `key` is the string `text`. */
const struct cairn_value *cairn_value_find(
    const struct cairn_value *array, const char *key, struct cairn_span text);
bool cairn_value_equal(const struct cairn_value *a,
    const struct cairn_value *b); /* order of members counts, spelling counts */

/*
 * CAIRN_ERR_MEMORY when `root` is NULL or the arena has refused an allocation since it was made;
 * CAIRN_ERR_LIMIT when it refused because of its limit.
 */
enum cairn_status cairn_value_status(const struct cairn_arena *arena,
    const struct cairn_value *root, struct cairn_error *err) CAIRN_MUST_USE;

#endif
