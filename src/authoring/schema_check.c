/*
 * The one checker that reads the tables of schema_record.c and schema_family.c: unknown, missing,
 * empty and wrongly typed fields, duplicate ids in lists. It recurses only as deep as the tables
 * are nested.
 */
#include "authoring/schema_internal.h"

const struct cairn_schema_field *cairn_schema_find(
    const struct cairn_schema_object *object, struct cairn_span key)
{
    for (; object; object = object->also)
        for (size_t i = 0; i < object->field_count; i++)
            if (cairn_span_equal_string(key, object->fields[i].key))
                return &object->fields[i];
    return NULL;
}

const char *cairn_schema_near(const struct cairn_schema_object *object, struct cairn_span key)
{
    const char *words[64] = {NULL};
    size_t count = 0;
    for (; object; object = object->also)
        for (size_t i = 0; i < object->field_count && count + 1 < CAIRN_ARRAY_SIZE(words); i++)
            words[count++] = object->fields[i].key;
    return cairn_lint_near(key, words);
}

static const char *kind_name(const struct cairn_value *value)
{
    switch (value->kind) {
    case CAIRN_VALUE_ARRAY:
        return "a list";
    case CAIRN_VALUE_OBJECT:
        return "a map";
    case CAIRN_VALUE_NULL:
        return "nothing";
    case CAIRN_VALUE_BOOL:
    case CAIRN_VALUE_NUMBER:
    case CAIRN_VALUE_STRING:
        break;
    }
    return "a text";
}

static bool expect_kind(struct cairn_schema_check *check, const char *key,
    const struct cairn_value *value, enum cairn_value_kind kind, const char *wanted)
{
    if (value->kind == kind)
        return true;
    cairn_lint_say(check->run, CAIRN_RULE_WRONG_TYPE, value,
        cairn_lint_text(check->run, "Write %s.", wanted), "%s must be %s, and is %s", key, wanted,
        kind_name(value));
    return false;
}

static void check_item(struct cairn_schema_check *check, const struct cairn_schema_field *field,
    const char *key, const struct cairn_value *value)
{
    if (field->type != CAIRN_SCHEMA_OBJECT) {
        cairn_schema_check_value(check, field, key, value);
        return;
    }
    if (expect_kind(check, key, value, CAIRN_VALUE_OBJECT, "a map"))
        cairn_schema_check_object(check, field->object, value);
}

static void check_duplicate(struct cairn_schema_check *check,
    const struct cairn_schema_field *field, const struct cairn_value *list,
    const struct cairn_value *item)
{
    struct cairn_span id = cairn_value_get_text(item, field->object->id_key);
    const struct cairn_value *first = cairn_value_find(list, field->object->id_key, id);
    if (id.size == 0 || !first || first == item)
        return;
    cairn_lint_say(check->run, CAIRN_RULE_DUPLICATE_ID, item,
        "Give each its own id, or merge them.", "%s \"%.*s\" stands twice; the first is in line %u",
        field->object->name, CAIRN_SPAN_ARGS(id), first->line);
}

static void check_list(struct cairn_schema_check *check, const struct cairn_schema_field *field,
    const struct cairn_value *value)
{
    if (!expect_kind(check, field->key, value, CAIRN_VALUE_ARRAY, "a list"))
        return;
    if ((field->flags & CAIRN_SCHEMA_REQUIRED) && value->count == 0)
        cairn_lint_say(check->run, CAIRN_RULE_MISSING_FIELD, value, "Add at least one entry.",
            "%s is an empty list", field->key);
    CAIRN_VALUE_EACH(item, value)
    {
        check_item(check, field, field->key, item->value);
        if (field->type == CAIRN_SCHEMA_OBJECT && field->object->id_key)
            check_duplicate(check, field, value, item->value);
    }
}

static void check_map(struct cairn_schema_check *check, const struct cairn_schema_field *field,
    const struct cairn_value *value)
{
    if (!expect_kind(check, field->key, value, CAIRN_VALUE_OBJECT, "a map"))
        return;
    CAIRN_VALUE_EACH(item, value)
    {
        if (field->shape == CAIRN_SCHEMA_MAP && !cairn_name_is_id(item->key))
            cairn_lint_say_line(check->run, CAIRN_RULE_WRONG_TYPE, item->key_line,
                "Use a-z, 0-9 and underscores, and begin with a letter.",
                "\"%.*s\" in %s is no valid name", CAIRN_SPAN_ARGS(item->key), field->key);
        check_item(check, field,
            cairn_lint_text(check->run, "%s.%.*s", field->key, CAIRN_SPAN_ARGS(item->key)),
            item->value);
    }
}

static void check_field(struct cairn_schema_check *check, const struct cairn_schema_field *field,
    const struct cairn_value *value)
{
    switch (field->shape) {
    case CAIRN_SCHEMA_ONE:
        check_item(check, field, field->key, value);
        break;
    case CAIRN_SCHEMA_LIST:
        check_list(check, field, value);
        break;
    case CAIRN_SCHEMA_MAP:
    case CAIRN_SCHEMA_TEXT_MAP:
        check_map(check, field, value);
        break;
    }
}

static void check_member(struct cairn_schema_check *check, const struct cairn_schema_object *object,
    const struct cairn_value_member *member)
{
    const struct cairn_schema_field *field = cairn_schema_find(object, member->key);
    if (!field) {
        const char *near = cairn_schema_near(object, member->key);
        const char *hint = near ? cairn_lint_text(check->run, "Did you mean \"%s\"?", near)
                                : "Remove it; docs/records.md lists all keys.";
        cairn_lint_say_line(check->run, CAIRN_RULE_UNKNOWN_FIELD, member->key_line, hint,
            "%s has no key \"%.*s\"", object->name, CAIRN_SPAN_ARGS(member->key));
        return;
    }
    if (field->flags & CAIRN_SCHEMA_ZH_ONLY) {
        cairn_lint_say_line(check->run, CAIRN_RULE_UNKNOWN_FIELD, member->key_line,
            "Move it to the .zh.yaml file.", "\"%s\" belongs to the Chinese file", field->key);
        return;
    }
    if (member->value->kind != CAIRN_VALUE_NULL)
        check_field(check, field, member->value);
    else if (field->flags & CAIRN_SCHEMA_REQUIRED)
        cairn_lint_say_line(check->run, CAIRN_RULE_EMPTY_TEXT, member->key_line,
            "Give it a value: it is required.", "\"%s\" has no value", field->key);
}

void cairn_schema_check_object(struct cairn_schema_check *check,
    const struct cairn_schema_object *object, const struct cairn_value *value)
{
    CAIRN_VALUE_EACH(member, value)
    check_member(check, object, member);
    for (const struct cairn_schema_object *part = object; part; part = part->also)
        for (size_t i = 0; i < part->field_count; i++) {
            const struct cairn_schema_field *field = &part->fields[i];
            bool is_required =
                (field->flags & CAIRN_SCHEMA_REQUIRED) && !(field->flags & CAIRN_SCHEMA_ZH_ONLY);
            if (is_required && !cairn_value_get(value, field->key))
                cairn_lint_say(check->run, CAIRN_RULE_MISSING_FIELD, value,
                    cairn_lint_text(
                        check->run, "Add \"%s\"; docs/records.md says what it holds.", field->key),
                    "%s lacks \"%s\"", object->name, field->key);
        }
}
