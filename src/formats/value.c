/*
 * The tree. Nodes, members and texts live in the caller's arena and are never freed one by one. A
 * failed allocation marks the arena, so a tree is built without asking after each step;
 * cairn_value_status asks once.
 *
 * Objects are linked lists: records have a few dozen members, and their order is part of what is
 * published.
 */
#include "formats/value.h"

#include <inttypes.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "formats/value_internal.h"

#define MANY_MEMBERS 16           /* from here on a hash beats a look at each */
#define EXCERPT_SIZE ((size_t)60) /* of a quoted text in a message of one line */

/* Making */

struct cairn_value *cairn_value_new(struct cairn_arena *arena, enum cairn_value_kind kind)
{
    struct cairn_value *value = cairn_arena_alloc(arena, sizeof *value);
    if (value)
        value->kind = kind;
    return value;
}

/* A string or number whose text is in the arena already; NULL data means that copying failed. */
static struct cairn_value *new_text(
    struct cairn_arena *arena, enum cairn_value_kind kind, struct cairn_span text)
{
    if (!text.data)
        return NULL;
    struct cairn_value *value = cairn_value_new(arena, kind);
    if (value)
        value->text = text;
    return value;
}

struct cairn_value *cairn_value_new_text(struct cairn_arena *arena, enum cairn_value_kind kind,
    struct cairn_span text, struct cairn_value_place place)
{
    struct cairn_value *value = new_text(arena, kind, cairn_arena_copy(arena, text));
    if (!value)
        return NULL;
    value->line = place.line;
    value->column = place.column;
    return value;
}

struct cairn_value *cairn_value_null(struct cairn_arena *arena)
{
    return cairn_value_new(arena, CAIRN_VALUE_NULL);
}

struct cairn_value *cairn_value_bool(struct cairn_arena *arena, bool boolean)
{
    struct cairn_value *value = cairn_value_new(arena, CAIRN_VALUE_BOOL);
    if (value)
        value->boolean = boolean;
    return value;
}

struct cairn_value *cairn_value_int(struct cairn_arena *arena, int64_t number)
{
    const char *spelling = cairn_arena_printf(arena, "%" PRId64, number);
    return new_text(arena, CAIRN_VALUE_NUMBER, cairn_span_from_string(spelling));
}

struct cairn_value *cairn_value_number(struct cairn_arena *arena, struct cairn_span spelling)
{
    return new_text(arena, CAIRN_VALUE_NUMBER, cairn_arena_copy(arena, spelling));
}

struct cairn_value *cairn_value_string(struct cairn_arena *arena, struct cairn_span text)
{
    return new_text(arena, CAIRN_VALUE_STRING, cairn_arena_copy(arena, text));
}

struct cairn_value *cairn_value_cstring(struct cairn_arena *arena, const char *text)
{
    if (!text)
        return cairn_value_null(arena);
    return cairn_value_string(arena, cairn_span_from_string(text));
}

struct cairn_value *cairn_value_array(struct cairn_arena *arena)
{
    return cairn_value_new(arena, CAIRN_VALUE_ARRAY);
}

struct cairn_value *cairn_value_object(struct cairn_arena *arena)
{
    return cairn_value_new(arena, CAIRN_VALUE_OBJECT);
}

/* Containers have no text and members of arrays no key: nothing to copy then. */
static struct cairn_span copy_text(struct cairn_arena *arena, struct cairn_span text)
{
    return text.size ? cairn_arena_copy(arena, text) : (struct cairn_span){0};
}

static struct cairn_value *copy_tree(
    struct cairn_arena *arena, const struct cairn_value *value, int depth)
{
    CAIRN_ASSERT(depth < CAIRN_LIMIT_TREE_DEPTH);
    struct cairn_value *copy = cairn_value_new(arena, value->kind);
    if (!copy)
        return NULL;
    copy->boolean = value->boolean;
    copy->line = value->line;
    copy->column = value->column;
    copy->text = copy_text(arena, value->text);
    CAIRN_VALUE_EACH(member, value)
    {
        struct cairn_value_place place = {member->key_line, member->key_column};
        struct cairn_span key = copy_text(arena, member->key);
        struct cairn_value *child = copy_tree(arena, member->value, depth + 1);
        if (!child || !cairn_value_append(arena, copy, key, place, child))
            return NULL;
    }
    return arena->has_failed ? NULL : copy;
}

struct cairn_value *cairn_value_copy(struct cairn_arena *arena, const struct cairn_value *value)
{
    return value ? copy_tree(arena, value, 0) : cairn_value_null(arena);
}

/* Adding */

bool cairn_value_append(struct cairn_arena *arena, struct cairn_value *container,
    struct cairn_span key, struct cairn_value_place key_place, struct cairn_value *value)
{
    struct cairn_value_member *member = cairn_arena_alloc(arena, sizeof *member);
    if (!member)
        return false;
    member->key = key;
    member->key_line = key_place.line;
    member->key_column = key_place.column;
    member->value = value;
    if (container->last)
        container->last->next = member;
    else
        container->first = member;
    container->last = member;
    container->count++;
    return true;
}

void cairn_value_push(
    struct cairn_arena *arena, struct cairn_value *array, struct cairn_value *value)
{
    if (!array || !value) {
        arena->has_failed = true;
        return;
    }
    CAIRN_ASSERT(array->kind == CAIRN_VALUE_ARRAY);
    (void)cairn_value_append(
        arena, array, (struct cairn_span){0}, (struct cairn_value_place){0}, value);
}

/* Every look-up ends here: most keys differ in size or in the first byte. */
static struct cairn_value_member *find_member(
    const struct cairn_value *object, struct cairn_span key)
{
    if (!cairn_value_is(object, CAIRN_VALUE_OBJECT))
        return NULL;
    for (struct cairn_value_member *member = object->first; member; member = member->next) {
        if (member->key.size != key.size || (key.size && member->key.data[0] != key.data[0]))
            continue;
        if (cairn_span_equal(member->key, key))
            return member;
    }
    return NULL;
}

void cairn_value_set_span(struct cairn_arena *arena, struct cairn_value *object,
    struct cairn_span key, struct cairn_value *value)
{
    if (!object || !value) {
        arena->has_failed = true;
        return;
    }
    CAIRN_ASSERT(object->kind == CAIRN_VALUE_OBJECT);
    struct cairn_value_member *member = find_member(object, key);
    if (member) {
        member->value = value;
        return;
    }
    struct cairn_span copy = cairn_arena_copy(arena, key);
    if (copy.data)
        (void)cairn_value_append(arena, object, copy, (struct cairn_value_place){0}, value);
}

void cairn_value_set(struct cairn_arena *arena, struct cairn_value *object, const char *key,
    struct cairn_value *value)
{
    cairn_value_set_span(arena, object, cairn_span_from_string(key), value);
}

void cairn_value_set_string(
    struct cairn_arena *arena, struct cairn_value *object, const char *key, struct cairn_span text)
{
    cairn_value_set(arena, object, key, cairn_value_string(arena, text));
}

void cairn_value_set_cstring(
    struct cairn_arena *arena, struct cairn_value *object, const char *key, const char *text)
{
    cairn_value_set(arena, object, key, cairn_value_cstring(arena, text));
}

void cairn_value_set_int(
    struct cairn_arena *arena, struct cairn_value *object, const char *key, int64_t number)
{
    cairn_value_set(arena, object, key, cairn_value_int(arena, number));
}

void cairn_value_set_bool(
    struct cairn_arena *arena, struct cairn_value *object, const char *key, bool boolean)
{
    cairn_value_set(arena, object, key, cairn_value_bool(arena, boolean));
}

static enum cairn_status remember_keys(
    const struct cairn_value *object, struct cairn_map *keys, struct cairn_error *err)
{
    /* Until it is used, the map knows none of the members; afterwards it lacks the last one only.
     */
    const struct cairn_value_member *member = keys->count ? object->last : object->first;
    for (; member; member = member->next) {
        enum cairn_status status = cairn_map_put(keys, member->key, member->value, NULL, err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

enum cairn_status cairn_value_knows_key(const struct cairn_value *object, struct cairn_map *keys,
    struct cairn_span key, bool *out_known, struct cairn_error *err)
{
    if (object->count < MANY_MEMBERS) {
        *out_known = find_member(object, key) != NULL;
        return CAIRN_OK;
    }
    enum cairn_status status = remember_keys(object, keys, err);
    if (status)
        return status;
    *out_known = cairn_map_has(keys, key);
    return CAIRN_OK;
}

/* Reading */

struct cairn_span cairn_value_excerpt(struct cairn_span text)
{
    return cairn_utf8_cut(text, EXCERPT_SIZE);
}

bool cairn_value_is(const struct cairn_value *value, enum cairn_value_kind kind)
{
    return value && value->kind == kind;
}

const struct cairn_value_member *cairn_value_first(const struct cairn_value *container)
{
    return container ? container->first : NULL;
}

uint32_t cairn_value_count(const struct cairn_value *container)
{
    return container ? container->count : 0;
}

const struct cairn_value *cairn_value_get_span(
    const struct cairn_value *object, struct cairn_span key)
{
    const struct cairn_value_member *member = find_member(object, key);
    return member ? member->value : NULL;
}

const struct cairn_value *cairn_value_get(const struct cairn_value *object, const char *key)
{
    return cairn_value_get_span(object, cairn_span_from_string(key));
}

const struct cairn_value *cairn_value_path(
    const struct cairn_value *object, const char *dotted_path)
{
    struct cairn_span rest = cairn_span_from_string(dotted_path);
    for (;;) {
        size_t dot = cairn_span_find_byte(rest, '.', 0);
        struct cairn_span key = cairn_span_slice(rest, 0, dot);
        uint64_t place = 0;
        bool is_place = cairn_value_is(object, CAIRN_VALUE_ARRAY) &&
                        cairn_span_to_u64(key, &place) && place < object->count;
        object =
            is_place ? cairn_value_at(object, (uint32_t)place) : cairn_value_get_span(object, key);
        if (dot == CAIRN_SPAN_NPOS)
            return object;
        rest = cairn_span_slice(rest, dot + 1, CAIRN_SPAN_NPOS);
    }
}

const struct cairn_value *cairn_value_at(const struct cairn_value *array, uint32_t index)
{
    if (!cairn_value_is(array, CAIRN_VALUE_ARRAY) || index >= array->count)
        return NULL;
    const struct cairn_value_member *member = array->first;
    while (index-- > 0)
        member = member->next;
    return member->value;
}

struct cairn_span cairn_value_text(const struct cairn_value *value)
{
    if (!cairn_value_is(value, CAIRN_VALUE_STRING) && !cairn_value_is(value, CAIRN_VALUE_NUMBER))
        return (struct cairn_span){0};
    return value->text;
}

struct cairn_span cairn_value_get_text(const struct cairn_value *object, const char *key)
{
    return cairn_value_text(cairn_value_get(object, key));
}

bool cairn_value_get_bool(const struct cairn_value *object, const char *key)
{
    const struct cairn_value *value = cairn_value_get(object, key);
    return cairn_value_is(value, CAIRN_VALUE_BOOL) && value->boolean;
}

int64_t cairn_value_get_int(const struct cairn_value *object, const char *key)
{
    const struct cairn_value *value = cairn_value_get(object, key);
    if (!cairn_value_is(value, CAIRN_VALUE_NUMBER))
        return 0;
    bool is_negative = cairn_span_starts_with(value->text, CAIRN_SPAN("-"));
    uint64_t magnitude;
    if (!cairn_span_to_u64(cairn_span_slice(value->text, is_negative, CAIRN_SPAN_NPOS), &magnitude))
        return 0;
    uint64_t largest = (uint64_t)INT64_MAX + is_negative;
    if (magnitude > largest)
        return 0;
    return is_negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
}

bool cairn_value_is_empty(const struct cairn_value *value)
{
    if (!value)
        return true;
    switch (value->kind) {
    case CAIRN_VALUE_NULL:
        return true;
    case CAIRN_VALUE_STRING:
        return value->text.size == 0;
    case CAIRN_VALUE_ARRAY:
    case CAIRN_VALUE_OBJECT:
        return value->count == 0;
    case CAIRN_VALUE_BOOL:
    case CAIRN_VALUE_NUMBER:
        break;
    }
    return false;
}

const struct cairn_value *cairn_value_find(
    const struct cairn_value *array, const char *key, struct cairn_span text)
{
    if (!cairn_value_is(array, CAIRN_VALUE_ARRAY))
        return NULL;
    CAIRN_VALUE_EACH(member, array)
    {
        const struct cairn_value *found = cairn_value_get(member->value, key);
        if (cairn_value_is(found, CAIRN_VALUE_STRING) && cairn_span_equal(found->text, text))
            return member->value;
    }
    return NULL;
}

static bool equal_trees(const struct cairn_value *a, const struct cairn_value *b, int depth)
{
    CAIRN_ASSERT(depth < CAIRN_LIMIT_TREE_DEPTH);
    if (a->kind != b->kind || a->boolean != b->boolean || a->count != b->count ||
        !cairn_span_equal(a->text, b->text))
        return false;
    const struct cairn_value_member *other = b->first;
    CAIRN_VALUE_EACH(member, a)
    {
        if (!cairn_span_equal(member->key, other->key) ||
            !equal_trees(member->value, other->value, depth + 1))
            return false;
        other = other->next;
    }
    return true;
}

bool cairn_value_equal(const struct cairn_value *a, const struct cairn_value *b)
{
    if (!a || !b)
        return a == b;
    return equal_trees(a, b, 0);
}

enum cairn_status cairn_value_status(
    const struct cairn_arena *arena, const struct cairn_value *root, struct cairn_error *err)
{
    if (arena->has_failed)
        return cairn_arena_status(arena, err);
    return root ? CAIRN_OK : CAIRN_FAIL_MEMORY(err);
}
