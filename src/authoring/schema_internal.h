/*
 * The data model as tables: one row for each key, one table for each kind of object. The checker in
 * schema_check.c reads them; so does schema_zh.c, which knows from the same rows what a Chinese
 * file must repeat.
 */
#ifndef CAIRN_AUTHORING_SCHEMA_INTERNAL_H
#define CAIRN_AUTHORING_SCHEMA_INTERNAL_H

#include "authoring/lint_internal.h"

enum cairn_schema_type {
    CAIRN_SCHEMA_TEXT,        /* not empty */
    CAIRN_SCHEMA_LINE,        /* a text without line breaks */
    CAIRN_SCHEMA_WORD,        /* [a-z_]+ */
    CAIRN_SCHEMA_SLUG,        /* [a-z0-9-]+ */
    CAIRN_SCHEMA_NAME,        /* [a-z][a-z0-9_]* */
    CAIRN_SCHEMA_PACKAGE,     /* [a-z0-9][a-z0-9.+-]*: names of packages, suites, environments */
    CAIRN_SCHEMA_ENUM,        /* one of `words` */
    CAIRN_SCHEMA_BOOLEAN,     /* true, false */
    CAIRN_SCHEMA_NUMBER,      /* as in JSON */
    CAIRN_SCHEMA_DATE,        /* YYYY-MM-DD */
    CAIRN_SCHEMA_URL,         /* https */
    CAIRN_SCHEMA_ANY_URL,     /* https or http: what others assert may stand on an old page */
    CAIRN_SCHEMA_SEEN,        /* https, or "run: <program version>" */
    CAIRN_SCHEMA_APPLIES,     /* version ranges */
    CAIRN_SCHEMA_REGEX,       /* in the dialect; lint_regex.c says more */
    CAIRN_SCHEMA_OLD_ID,      /* domain/slug that no longer exists */
    CAIRN_SCHEMA_RECORD,      /* id of a record of this canon */
    CAIRN_SCHEMA_YIELD,       /* as RECORD, or none */
    CAIRN_SCHEMA_CAUSE,       /* id of a cause of the family */
    CAIRN_SCHEMA_CHANGE,      /* … of a change */
    CAIRN_SCHEMA_HARM,        /* … of a harm */
    CAIRN_SCHEMA_ENVIRONMENT, /* name of an environment of environments.yaml */
    CAIRN_SCHEMA_RESULTS,     /* the claim `on` */
    CAIRN_SCHEMA_OBJECT,      /* `object` says which */
};

enum cairn_schema_shape {
    CAIRN_SCHEMA_ONE,
    CAIRN_SCHEMA_LIST,
    CAIRN_SCHEMA_MAP,      /* keys are names */
    CAIRN_SCHEMA_TEXT_MAP, /* keys are any text */
};

#define CAIRN_SCHEMA_REQUIRED   1u /* and not null; a list: at least one item */
#define CAIRN_SCHEMA_TRANSLATED 2u
#define CAIRN_SCHEMA_ZH_ONLY    4u /* stands in the Chinese file alone, and must */

struct cairn_schema_object;

struct cairn_schema_field {
    const char *key;
    enum cairn_schema_type type;
    enum cairn_schema_shape shape;
    unsigned flags;
    const char *const *words; /* ENUM, NULL-terminated */
    const struct cairn_schema_object *object;
};

struct cairn_schema_object {
    const char *name; /* for messages: "a change" */
    const struct cairn_schema_field *fields;
    size_t field_count;
    const char *id_key; /* items of a list have this id; their translations form a map by it */
    const struct cairn_schema_object *also; /* further fields, or NULL */
};

extern const struct cairn_schema_object cairn_schema_canon;
extern const struct cairn_schema_object cairn_schema_domain;
extern const struct cairn_schema_object cairn_schema_family;
extern const struct cairn_schema_object
    cairn_schema_family_body; /* without title: also in records that stand alone */
extern const struct cairn_schema_object cairn_schema_record;
extern const struct cairn_schema_object cairn_schema_record_alone;
extern const struct cairn_schema_object cairn_schema_origin;
extern const struct cairn_schema_object cairn_schema_environments;

extern const char *const cairn_schema_capture_types[];
extern const char *const cairn_schema_results[];

/* The row of a key, or NULL. */
const struct cairn_schema_field *cairn_schema_find(
    const struct cairn_schema_object *object, struct cairn_span key);
/* The nearest key to a mistyped one, or NULL. */
const char *cairn_schema_near(const struct cairn_schema_object *object, struct cairn_span key);

/* One file under check: its run, and where ids of causes, changes and harms are looked up (may be
 * NULL). */
struct cairn_schema_check {
    struct cairn_lint_run *run;
    const struct cairn_value *body;
    const struct cairn_value
        *nearest; /* in a Chinese file: the innermost map that is there, for complaints */
};

void cairn_schema_check_object(struct cairn_schema_check *check,
    const struct cairn_schema_object *object, const struct cairn_value *value);
/* `zh` may be NULL: every translation is missing then. The run stands on the Chinese file. */
void cairn_schema_check_zh(struct cairn_schema_check *check,
    const struct cairn_schema_object *object, const struct cairn_value *value,
    const struct cairn_value *zh);
/* One scalar, or the claim `on`: complains of everything that is not of the field's type. */
void cairn_schema_check_value(struct cairn_schema_check *check,
    const struct cairn_schema_field *field, const char *key, const struct cairn_value *value);
void cairn_schema_check_results(
    struct cairn_schema_check *check, const char *key, const struct cairn_value *value);

#endif
