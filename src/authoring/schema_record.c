/* The tables for records (docs/records.md, "Record"), canon.yaml, domain.yaml, origin files and
 * environments.yaml. Data only. */
#include "authoring/schema_internal.h"

#define FIELDS(array) .fields = (array), .field_count = CAIRN_ARRAY_SIZE(array)
#define REQUIRED      CAIRN_SCHEMA_REQUIRED
#define TRANSLATED    CAIRN_SCHEMA_TRANSLATED
#define ONE           CAIRN_SCHEMA_ONE
#define LIST          CAIRN_SCHEMA_LIST

const char *const cairn_schema_capture_types[] = {
    "host", "port", "addr", "path", "name", "int", "text", NULL};
static const char *const root_cause_types[] = {
    "generic", "configuration", "environment", "code", "data", "network", NULL};
static const char *const severities[] = {"error", "warning", "note", "noise", NULL};
static const char *const impacts[] = {"outage", "degraded", "security", "none", NULL};
static const char *const resolvables[] = {"true", "partial", "false", NULL};
static const char *const claim_items[] = {
    "workaround", "dead_end", "root_cause", "signature", NULL};
static const char *const languages[] = {"en", "zh", NULL};

static const struct cairn_schema_field code_fields[] = {
    {"scheme", CAIRN_SCHEMA_SLUG, ONE, REQUIRED, NULL, NULL},
    {"value", CAIRN_SCHEMA_LINE, ONE, REQUIRED, NULL, NULL},
};
static const struct cairn_schema_object code = {.name = "a code", FIELDS(code_fields)};

static const struct cairn_schema_field variant_fields[] = {
    {"regex", CAIRN_SCHEMA_REGEX, ONE, REQUIRED, NULL, NULL},
    {"applies", CAIRN_SCHEMA_APPLIES, ONE, 0, NULL, NULL},
    {"lang", CAIRN_SCHEMA_LINE, ONE, 0, NULL, NULL},
    {"note", CAIRN_SCHEMA_TEXT, ONE, 0, NULL, NULL},
};
static const struct cairn_schema_object variant = {.name = "a variant", FIELDS(variant_fields)};

static const struct cairn_schema_field example_fields[] = {
    {"text", CAIRN_SCHEMA_TEXT, ONE, REQUIRED, NULL, NULL},
    {"source", CAIRN_SCHEMA_SEEN, ONE, REQUIRED, NULL, NULL},
};
static const struct cairn_schema_object example = {.name = "an example", FIELDS(example_fields)};

static const struct cairn_schema_field counterexample_fields[] = {
    {"text", CAIRN_SCHEMA_TEXT, ONE, REQUIRED, NULL, NULL},
    {"is", CAIRN_SCHEMA_RECORD, ONE, 0, NULL, NULL},
};
static const struct cairn_schema_object counterexample = {
    .name = "a counterexample", FIELDS(counterexample_fields)};

static const struct cairn_schema_field confused_fields[] = {
    {"error_id", CAIRN_SCHEMA_RECORD, ONE, REQUIRED, NULL, NULL},
    {"distinction", CAIRN_SCHEMA_TEXT, ONE, REQUIRED | TRANSLATED, NULL, NULL},
};
static const struct cairn_schema_object confused = {
    .name = "an entry of confused_with", FIELDS(confused_fields), .id_key = "error_id"};

static const struct cairn_schema_field cascade_fields[] = {
    {"error_id", CAIRN_SCHEMA_RECORD, ONE, REQUIRED, NULL, NULL},
    {"source", CAIRN_SCHEMA_SEEN, ONE, 0, NULL, NULL},
};
static const struct cairn_schema_object cascade = {
    .name = "a cascade", FIELDS(cascade_fields), .id_key = "error_id"};

static const struct cairn_schema_field claim_fields[] = {
    {"source", CAIRN_SCHEMA_ANY_URL, ONE, REQUIRED, NULL, NULL},
    {"read_on", CAIRN_SCHEMA_DATE, ONE, REQUIRED, NULL, NULL},
    {"item", CAIRN_SCHEMA_ENUM, ONE, REQUIRED, claim_items, NULL},
    {"text", CAIRN_SCHEMA_TEXT, ONE, REQUIRED, NULL, NULL},
    {"rate", CAIRN_SCHEMA_NUMBER, ONE, 0, NULL, NULL},
    {"maps_to", CAIRN_SCHEMA_CHANGE, ONE, 0, NULL, NULL},
};
static const struct cairn_schema_object claim = {.name = "a claim", FIELDS(claim_fields)};

static const struct cairn_schema_field record_fields[] = {
    {"signature", CAIRN_SCHEMA_LINE, ONE, REQUIRED, NULL, NULL},
    {"signature_gloss", CAIRN_SCHEMA_LINE, ONE, REQUIRED | CAIRN_SCHEMA_ZH_ONLY, NULL, NULL},
    {"regex", CAIRN_SCHEMA_REGEX, ONE, REQUIRED, NULL, NULL},
    {"category", CAIRN_SCHEMA_WORD, ONE, REQUIRED, NULL, NULL},
    {"subcategory", CAIRN_SCHEMA_LINE, ONE, 0, NULL, NULL},
    {"root_cause", CAIRN_SCHEMA_TEXT, ONE, REQUIRED | TRANSLATED, NULL, NULL},
    {"root_cause_type", CAIRN_SCHEMA_ENUM, ONE, REQUIRED, root_cause_types, NULL},
    {"severity", CAIRN_SCHEMA_ENUM, ONE, REQUIRED, severities, NULL},
    {"impact", CAIRN_SCHEMA_ENUM, ONE, REQUIRED, impacts, NULL},
    {"no_action_unless", CAIRN_SCHEMA_TEXT, ONE, TRANSLATED, NULL, NULL},
    {"resolvable", CAIRN_SCHEMA_ENUM, ONE, REQUIRED, resolvables, NULL},
    {"versions_asked", CAIRN_SCHEMA_LINE, LIST, 0, NULL, NULL},
    {"os_specific", CAIRN_SCHEMA_TEXT, CAIRN_SCHEMA_TEXT_MAP, 0, NULL, NULL},
    {"official_doc_url", CAIRN_SCHEMA_URL, ONE, 0, NULL, NULL},
    {"official_doc_section", CAIRN_SCHEMA_LINE, ONE, 0, NULL, NULL},
    {"error_code", CAIRN_SCHEMA_LINE, ONE, 0, NULL, NULL},
    {"codes", CAIRN_SCHEMA_OBJECT, LIST, 0, NULL, &code},
    {"first_seen", CAIRN_SCHEMA_DATE, ONE, 0, NULL, NULL},
    {"updated", CAIRN_SCHEMA_DATE, ONE, REQUIRED, NULL, NULL},
    {"tags", CAIRN_SCHEMA_LINE, LIST, 0, NULL, NULL},
    {"aliases", CAIRN_SCHEMA_LINE, LIST, 0, NULL, NULL},
    {"captures", CAIRN_SCHEMA_ENUM, CAIRN_SCHEMA_MAP, 0, cairn_schema_capture_types, NULL},
    {"variants", CAIRN_SCHEMA_OBJECT, LIST, 0, NULL, &variant},
    {"examples", CAIRN_SCHEMA_OBJECT, LIST, REQUIRED, NULL, &example},
    {"counterexamples", CAIRN_SCHEMA_OBJECT, LIST, 0, NULL, &counterexample},
    {"refines", CAIRN_SCHEMA_RECORD, LIST, 0, NULL, NULL},
    {"formerly", CAIRN_SCHEMA_OLD_ID, LIST, 0, NULL, NULL},
    {"confused_with", CAIRN_SCHEMA_OBJECT, LIST, 0, NULL, &confused},
    {"cascades", CAIRN_SCHEMA_OBJECT, LIST, 0, NULL, &cascade},
    {"claims", CAIRN_SCHEMA_OBJECT, LIST, 0, NULL, &claim},
    {"refuted", CAIRN_SCHEMA_TEXT, ONE, TRANSLATED, NULL, NULL},
    {"probably", CAIRN_SCHEMA_RECORD, LIST, 0, NULL, NULL},
    {"overrides", CAIRN_SCHEMA_BOOLEAN, ONE, 0, NULL, NULL},
    {"extends", CAIRN_SCHEMA_BOOLEAN, ONE, 0, NULL, NULL},
};

const struct cairn_schema_object cairn_schema_record = {.name = "a record", FIELDS(record_fields)};
const struct cairn_schema_object cairn_schema_record_alone = {
    .name = "a record that stands alone", FIELDS(record_fields), .also = &cairn_schema_family_body};

static const struct cairn_schema_field canon_fields[] = {
    {"name", CAIRN_SCHEMA_SLUG, ONE, REQUIRED, NULL, NULL},
    {"title", CAIRN_SCHEMA_LINE, ONE, REQUIRED | TRANSLATED, NULL, NULL},
    {"about", CAIRN_SCHEMA_TEXT, ONE, TRANSLATED, NULL, NULL},
    {"licence", CAIRN_SCHEMA_LINE, ONE, REQUIRED, NULL, NULL},
    {"languages", CAIRN_SCHEMA_ENUM, LIST, REQUIRED, languages, NULL},
};
const struct cairn_schema_object cairn_schema_canon = {.name = "canon.yaml", FIELDS(canon_fields)};

static const struct cairn_schema_field domain_fields[] = {
    {"title", CAIRN_SCHEMA_LINE, ONE, REQUIRED | TRANSLATED, NULL, NULL},
    {"about", CAIRN_SCHEMA_TEXT, ONE, REQUIRED | TRANSLATED, NULL, NULL},
    {"formats", CAIRN_SCHEMA_SLUG, LIST, 0, NULL, NULL},
    {"official_url", CAIRN_SCHEMA_URL, ONE, 0, NULL, NULL},
};
const struct cairn_schema_object cairn_schema_domain = {.name = "a domain", FIELDS(domain_fields)};

static const struct cairn_schema_field origin_fields[] = {
    {"source", CAIRN_SCHEMA_LINE, ONE, REQUIRED, NULL, NULL},
    {"read_on", CAIRN_SCHEMA_DATE, ONE, REQUIRED, NULL, NULL},
    {"id", CAIRN_SCHEMA_TEXT, ONE, REQUIRED, NULL, NULL},
    {"unindexed", CAIRN_SCHEMA_TEXT, ONE, 0, NULL, NULL},
    {"attacked", CAIRN_SCHEMA_LINE, ONE, 0, NULL, NULL},
};
const struct cairn_schema_object cairn_schema_origin = {
    .name = "an origin file", FIELDS(origin_fields)};

static const struct cairn_schema_field program_fields[] = {
    {"name", CAIRN_SCHEMA_PACKAGE, ONE, REQUIRED, NULL, NULL},
    {"packages", CAIRN_SCHEMA_PACKAGE, LIST, REQUIRED, NULL, NULL},
    {"version", CAIRN_SCHEMA_LINE, ONE, REQUIRED, NULL, NULL},
};
static const struct cairn_schema_object program = {
    .name = "a program", FIELDS(program_fields), .id_key = "name"};

static const struct cairn_schema_field environment_fields[] = {
    {"name", CAIRN_SCHEMA_PACKAGE, ONE, REQUIRED, NULL, NULL},
    {"suite", CAIRN_SCHEMA_PACKAGE, ONE, REQUIRED, NULL, NULL},
    {"packages", CAIRN_SCHEMA_PACKAGE, LIST, REQUIRED, NULL, NULL},
    {"programs", CAIRN_SCHEMA_OBJECT, LIST, REQUIRED, NULL, &program},
    {"check_valid_until", CAIRN_SCHEMA_BOOLEAN, ONE, 0, NULL, NULL},
    {"links", CAIRN_SCHEMA_LINE, CAIRN_SCHEMA_TEXT_MAP, 0, NULL, NULL},
};
static const struct cairn_schema_object environment = {
    .name = "an environment", FIELDS(environment_fields), .id_key = "name"};

static const struct cairn_schema_field environments_fields[] = {
    {"environments", CAIRN_SCHEMA_OBJECT, LIST, REQUIRED, NULL, &environment},
};
const struct cairn_schema_object cairn_schema_environments = {
    .name = "environments.yaml", FIELDS(environments_fields)};
