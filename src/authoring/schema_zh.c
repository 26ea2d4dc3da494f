/*
 * The Chinese file beside an English one: it repeats the translated keys and nothing else; lists of
 * things with ids become maps by id. Driven by the same tables, so that a key cannot be translated
 * in one place and forgotten in another.
 */
#include "authoring/schema_internal.h"

static bool has_translations(const struct cairn_schema_object *object)
{
    for (; object; object = object->also)
        for (size_t i = 0; i < object->field_count; i++) {
            const struct cairn_schema_field *field = &object->fields[i];
            if (field->flags & (CAIRN_SCHEMA_TRANSLATED | CAIRN_SCHEMA_ZH_ONLY))
                return true;
            if (field->type == CAIRN_SCHEMA_OBJECT && has_translations(field->object))
                return true;
        }
    return false;
}

static void missing(
    struct cairn_schema_check *check, const struct cairn_value *zh, const char *place)
{
    cairn_lint_say(check->run, CAIRN_RULE_MISSING_TRANSLATION, zh,
        "Add it to the .zh.yaml file; canon.yaml names Chinese among the languages.",
        "the Chinese of %s is missing", place);
}

static void check_text(struct cairn_schema_check *check, const struct cairn_schema_field *field,
    const char *place, const struct cairn_value *value, const struct cairn_value *zh_parent)
{
    const struct cairn_value *zh = cairn_value_get(zh_parent, field->key);
    bool has_zh = zh && zh->kind != CAIRN_VALUE_NULL;
    bool is_wanted = (field->flags & CAIRN_SCHEMA_ZH_ONLY) || !cairn_value_is_empty(value);
    if (is_wanted && !has_zh)
        missing(check, zh ? zh : check->nearest, place);
    else if (!is_wanted && has_zh)
        cairn_lint_say(check->run, CAIRN_RULE_DANGLING_TRANSLATION, zh,
            "Remove it, or add the English.", "%s has no English text", place);
    else if (has_zh)
        cairn_schema_check_value(check, field, place, zh);
}

static void check_part(struct cairn_schema_check *check, const struct cairn_schema_object *object,
    const char *prefix, const struct cairn_value *value, const struct cairn_value *zh);

/* Items of a list by their id, or members of a map by their key: both are maps in the Chinese file.
 */
static void check_items(struct cairn_schema_check *check, const struct cairn_schema_field *field,
    const char *place, const struct cairn_value *value, const struct cairn_value *zh)
{
    bool is_list = field->shape == CAIRN_SCHEMA_LIST;
    if (zh && zh->kind != CAIRN_VALUE_OBJECT && zh->kind != CAIRN_VALUE_NULL) {
        cairn_lint_say(check->run, CAIRN_RULE_WRONG_TYPE, zh, "Write {id: {key: text}}.",
            "%s is a map by id in the Chinese file", place);
        return;
    }
    CAIRN_VALUE_EACH(item, value)
    {
        struct cairn_span id =
            is_list ? cairn_value_get_text(item->value, field->object->id_key) : item->key;
        const char *inner = cairn_lint_text(check->run, "%s.%.*s", place, CAIRN_SPAN_ARGS(id));
        check_part(check, field->object, inner, item->value, cairn_value_get_span(zh, id));
    }
    CAIRN_VALUE_EACH(item, zh)
    {
        const struct cairn_value *english =
            is_list ? cairn_value_find(value, field->object->id_key, item->key)
                    : cairn_value_get_span(value, item->key);
        if (!english)
            cairn_lint_say_line(check->run, CAIRN_RULE_DANGLING_TRANSLATION, item->key_line,
                "Correct the id, or remove the entry.", "%s has no \"%.*s\" in the English file",
                place, CAIRN_SPAN_ARGS(item->key));
    }
}

static void check_zh_field(struct cairn_schema_check *check, const struct cairn_schema_field *field,
    const char *prefix, const struct cairn_value *value, const struct cairn_value *zh)
{
    const char *place =
        *prefix ? cairn_lint_text(check->run, "%s.%s", prefix, field->key) : field->key;
    const struct cairn_value *english = cairn_value_get(value, field->key);
    if (field->flags & (CAIRN_SCHEMA_TRANSLATED | CAIRN_SCHEMA_ZH_ONLY))
        check_text(check, field, place, english, zh);
    else if (field->type != CAIRN_SCHEMA_OBJECT || !has_translations(field->object))
        return;
    else if (field->shape == CAIRN_SCHEMA_ONE && !cairn_value_is_empty(english))
        check_part(check, field->object, place, english, cairn_value_get(zh, field->key));
    else if (field->shape != CAIRN_SCHEMA_ONE)
        check_items(check, field, place, english, cairn_value_get(zh, field->key));
}

/* Keys of the Chinese file that the table does not have, or does not translate. */
static void check_keys(struct cairn_schema_check *check, const struct cairn_schema_object *object,
    const struct cairn_value *zh)
{
    CAIRN_VALUE_EACH(member, zh)
    {
        const struct cairn_schema_field *field = cairn_schema_find(object, member->key);
        if (!field) {
            const char *near = cairn_schema_near(object, member->key);
            cairn_lint_say_line(check->run, CAIRN_RULE_UNKNOWN_FIELD, member->key_line,
                near ? cairn_lint_text(check->run, "Did you mean \"%s\"?", near) : "Remove it.",
                "%s has no key \"%.*s\"", object->name, CAIRN_SPAN_ARGS(member->key));
            continue;
        }
        bool is_translated =
            (field->flags & (CAIRN_SCHEMA_TRANSLATED | CAIRN_SCHEMA_ZH_ONLY)) ||
            (field->type == CAIRN_SCHEMA_OBJECT && has_translations(field->object));
        if (!is_translated)
            cairn_lint_say_line(check->run, CAIRN_RULE_NOT_TRANSLATED, member->key_line,
                "Remove it: the English file's value holds for both.", "\"%s\" is not translated",
                field->key);
    }
}

static void check_part(struct cairn_schema_check *check, const struct cairn_schema_object *object,
    const char *prefix, const struct cairn_value *value, const struct cairn_value *zh)
{
    if (zh && zh->kind != CAIRN_VALUE_OBJECT) {
        cairn_lint_say(check->run, CAIRN_RULE_WRONG_TYPE, zh, "Write {key: text}.",
            "%s must be a map in the Chinese file", *prefix ? prefix : "the document");
        return;
    }
    const struct cairn_value *outer = check->nearest;
    if (zh)
        check->nearest = zh;
    check_keys(check, object, zh);
    for (const struct cairn_schema_object *part = object; part; part = part->also)
        for (size_t i = 0; i < part->field_count; i++)
            check_zh_field(check, &part->fields[i], prefix, value, zh);
    check->nearest = outer;
}

void cairn_schema_check_zh(struct cairn_schema_check *check,
    const struct cairn_schema_object *object, const struct cairn_value *value,
    const struct cairn_value *zh)
{
    if (has_translations(object))
        check_part(check, object, "", value, zh);
}
