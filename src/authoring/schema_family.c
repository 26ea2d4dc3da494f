/* The tables for families (docs/records.md, "Family" and "Change"). Data only. */
#include "authoring/schema_internal.h"

#define FIELDS(array) .fields = (array), .field_count = CAIRN_ARRAY_SIZE(array)
#define REQUIRED      CAIRN_SCHEMA_REQUIRED
#define TRANSLATED    CAIRN_SCHEMA_TRANSLATED
#define ONE           CAIRN_SCHEMA_ONE
#define LIST          CAIRN_SCHEMA_LIST

static const char *const lab_states[] = {"rig", "pending", "none", NULL};
static const char *const step_languages[] = {
    "shell", "nginx", "sql", "json", "ini", "yaml", "text", NULL};
static const char *const places[] = {
    "proxy", "upstream", "client", "server", "os", "network", "project", NULL};
static const char *const carriers[] = {"none", "reload", "restart", NULL};
static const char *const kinds[] = {"fix", "mitigation", "diagnostic", NULL};
static const char *const disruptions[] = {"none", "reload", "restart", "downtime", NULL};

/* What a claim may say beside harms:<harm>, refused:<record> and moved:<record>. */
const char *const cairn_schema_results[] = {"resolves", "advances", "nothing", "same", "refused",
    "moved", "relapse", "still-logged", "carrier", "time", "already", "not-applicable", NULL};

static const struct cairn_schema_field lab_fields[] = {
    {"state", CAIRN_SCHEMA_ENUM, ONE, REQUIRED, lab_states, NULL},
    {"reason", CAIRN_SCHEMA_TEXT, ONE, TRANSLATED, NULL, NULL},
    {"environments", CAIRN_SCHEMA_ENVIRONMENT, LIST, 0, NULL, NULL},
    {"timeout", CAIRN_SCHEMA_NUMBER, ONE, 0, NULL, NULL},
};
static const struct cairn_schema_object lab = {.name = "lab", FIELDS(lab_fields)};

static const struct cairn_schema_field yield_fields[] = {
    {"record", CAIRN_SCHEMA_YIELD, ONE, REQUIRED, NULL, NULL},
    {"applies", CAIRN_SCHEMA_APPLIES, ONE, 0, NULL, NULL},
};
static const struct cairn_schema_object yield = {.name = "a yield", FIELDS(yield_fields)};

static const struct cairn_schema_field cause_fields[] = {
    {"id", CAIRN_SCHEMA_NAME, ONE, REQUIRED, NULL, NULL},
    {"title", CAIRN_SCHEMA_LINE, ONE, REQUIRED | TRANSLATED, NULL, NULL},
    {"explanation", CAIRN_SCHEMA_TEXT, ONE, REQUIRED | TRANSLATED, NULL, NULL},
    {"yields", CAIRN_SCHEMA_OBJECT, LIST, REQUIRED, NULL, &yield},
    {"compound", CAIRN_SCHEMA_CAUSE, LIST, 0, NULL, NULL},
    {"stateful", CAIRN_SCHEMA_BOOLEAN, ONE, 0, NULL, NULL},
    {"simulated", CAIRN_SCHEMA_BOOLEAN, ONE, 0, NULL, NULL},
    {"unfixable", CAIRN_SCHEMA_TEXT, ONE, TRANSLATED, NULL, NULL},
    {"undecidable", CAIRN_SCHEMA_TEXT, ONE, TRANSLATED, NULL, NULL},
    {"sources", CAIRN_SCHEMA_URL, LIST, 0, NULL, NULL},
};
static const struct cairn_schema_object cause = {
    .name = "a cause", FIELDS(cause_fields), .id_key = "id"};

static const struct cairn_schema_field step_fields[] = {
    {"as", CAIRN_SCHEMA_ENUM, ONE, REQUIRED, step_languages, NULL},
    {"text", CAIRN_SCHEMA_TEXT, ONE, REQUIRED, NULL, NULL},
    {"via", CAIRN_SCHEMA_NAME, ONE, 0, NULL, NULL},
};
static const struct cairn_schema_object step = {.name = "a step of how", FIELDS(step_fields)};

static const struct cairn_schema_field verify_fields[] = {
    {"as", CAIRN_SCHEMA_ENUM, ONE, REQUIRED, step_languages, NULL},
    {"command", CAIRN_SCHEMA_TEXT, ONE, REQUIRED, NULL, NULL},
    {"shows", CAIRN_SCHEMA_TEXT, ONE, REQUIRED | TRANSLATED, NULL, NULL},
};
static const struct cairn_schema_object verify = {.name = "verify", FIELDS(verify_fields)};

static const struct cairn_schema_field tempting_fields[] = {
    {"record", CAIRN_SCHEMA_RECORD, ONE, REQUIRED, NULL, NULL},
    {"source", CAIRN_SCHEMA_URL, ONE, REQUIRED, NULL, NULL},
};
static const struct cairn_schema_object tempting = {
    .name = "an entry of tempting", FIELDS(tempting_fields)};

static const struct cairn_schema_field change_fields[] = {
    {"id", CAIRN_SCHEMA_NAME, ONE, REQUIRED, NULL, NULL},
    {"action", CAIRN_SCHEMA_TEXT, ONE, REQUIRED | TRANSLATED, NULL, NULL},
    {"how", CAIRN_SCHEMA_OBJECT, LIST, REQUIRED, NULL, &step},
    {"where", CAIRN_SCHEMA_ENUM, ONE, REQUIRED, places, NULL},
    {"carrier", CAIRN_SCHEMA_ENUM, ONE, REQUIRED, carriers, NULL},
    {"kind", CAIRN_SCHEMA_ENUM, ONE, REQUIRED, kinds, NULL},
    {"disrupts", CAIRN_SCHEMA_ENUM, ONE, REQUIRED, disruptions, NULL},
    {"needs", CAIRN_SCHEMA_TEXT, ONE, TRANSLATED, NULL, NULL},
    {"undo", CAIRN_SCHEMA_TEXT, ONE, TRANSLATED, NULL, NULL},
    {"verify", CAIRN_SCHEMA_OBJECT, ONE, 0, NULL, &verify},
    {"why_fails", CAIRN_SCHEMA_TEXT, ONE, TRANSLATED, NULL, NULL},
    {"tempting", CAIRN_SCHEMA_OBJECT, LIST, 0, NULL, &tempting},
    {"sources", CAIRN_SCHEMA_URL, LIST, 0, NULL, NULL},
    {"applies", CAIRN_SCHEMA_APPLIES, ONE, 0, NULL, NULL},
    {"on", CAIRN_SCHEMA_RESULTS, ONE, 0, NULL, NULL},
    {"harms_shown", CAIRN_SCHEMA_HARM, LIST, 0, NULL, NULL},
};
static const struct cairn_schema_object change = {
    .name = "a change", FIELDS(change_fields), .id_key = "id"};

static const struct cairn_schema_field plan_fields[] = {
    {"id", CAIRN_SCHEMA_NAME, ONE, REQUIRED, NULL, NULL},
    {"action", CAIRN_SCHEMA_TEXT, ONE, REQUIRED | TRANSLATED, NULL, NULL},
    {"changes", CAIRN_SCHEMA_CHANGE, LIST, REQUIRED, NULL, NULL},
    {"on", CAIRN_SCHEMA_RESULTS, ONE, REQUIRED, NULL, NULL},
};
static const struct cairn_schema_object plan = {
    .name = "a plan", FIELDS(plan_fields), .id_key = "id"};

static const struct cairn_schema_field expect_fields[] = {
    {"regex", CAIRN_SCHEMA_TEXT, ONE, 0, NULL, NULL},
    {"exit", CAIRN_SCHEMA_NUMBER, ONE, 0, NULL, NULL},
    {"capture", CAIRN_SCHEMA_NAME, ONE, 0, NULL, NULL},
    {"value", CAIRN_SCHEMA_LINE, ONE, 0, NULL, NULL},
};
static const struct cairn_schema_object expect = {.name = "expect", FIELDS(expect_fields)};

static const struct cairn_schema_field tell_fields[] = {
    {"id", CAIRN_SCHEMA_NAME, ONE, REQUIRED, NULL, NULL},
    {"cause", CAIRN_SCHEMA_CAUSE, ONE, REQUIRED, NULL, NULL},
    {"as", CAIRN_SCHEMA_ENUM, ONE, REQUIRED, step_languages, NULL},
    {"command", CAIRN_SCHEMA_TEXT, ONE, REQUIRED, NULL, NULL},
    {"shows", CAIRN_SCHEMA_TEXT, ONE, REQUIRED | TRANSLATED, NULL, NULL},
    {"expect", CAIRN_SCHEMA_OBJECT, ONE, REQUIRED, NULL, &expect},
};
static const struct cairn_schema_object tell = {
    .name = "a tell", FIELDS(tell_fields), .id_key = "id"};

static const struct cairn_schema_field harm_fields[] = {
    {"id", CAIRN_SCHEMA_NAME, ONE, REQUIRED, NULL, NULL},
    {"shows", CAIRN_SCHEMA_TEXT, ONE, REQUIRED | TRANSLATED, NULL, NULL},
};
static const struct cairn_schema_object harm = {
    .name = "a harm", FIELDS(harm_fields), .id_key = "id"};

static const struct cairn_schema_field placeholder_fields[] = {
    {"type", CAIRN_SCHEMA_ENUM, ONE, REQUIRED, cairn_schema_capture_types, NULL},
    {"means", CAIRN_SCHEMA_LINE, ONE, REQUIRED | TRANSLATED, NULL, NULL},
    {"example", CAIRN_SCHEMA_LINE, ONE, REQUIRED, NULL, NULL},
};
static const struct cairn_schema_object placeholder = {
    .name = "a placeholder", FIELDS(placeholder_fields)};

static const struct cairn_schema_field body_fields[] = {
    {"lab", CAIRN_SCHEMA_OBJECT, ONE, REQUIRED, NULL, &lab},
    {"causes", CAIRN_SCHEMA_OBJECT, LIST, 0, NULL, &cause},
    {"changes", CAIRN_SCHEMA_OBJECT, LIST, 0, NULL, &change},
    {"plans", CAIRN_SCHEMA_OBJECT, LIST, 0, NULL, &plan},
    {"tells", CAIRN_SCHEMA_OBJECT, LIST, 0, NULL, &tell},
    {"harms", CAIRN_SCHEMA_OBJECT, LIST, 0, NULL, &harm},
    {"placeholders", CAIRN_SCHEMA_OBJECT, CAIRN_SCHEMA_MAP, 0, NULL, &placeholder},
};
const struct cairn_schema_object cairn_schema_family_body = {
    .name = "a family", FIELDS(body_fields)};

static const struct cairn_schema_field family_fields[] = {
    {"title", CAIRN_SCHEMA_LINE, ONE, REQUIRED | TRANSLATED, NULL, NULL},
};
const struct cairn_schema_object cairn_schema_family = {
    .name = "a family", FIELDS(family_fields), .also = &cairn_schema_family_body};
