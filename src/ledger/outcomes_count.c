/*
 * What counts of the outcomes of a record. One vote for each reporter, change, cause and class of
 * environment: the last one. Reporters whose token was revoked have no vote, nor has what nobody
 * signed: that is counted apart. The rules stand in one place, VOTES; everything else counts what
 * it gives. Not a figure of the lab enters here, and none of these enters a figure of the lab.
 *
 * The interval is Wilson's (E. B. Wilson, "Probable Inference, the Law of Succession, and
 * Statistical Inference", J. Am. Stat. Assoc. 22, 1927), which also holds for few reports and for
 * shares near 0 and 1 (Brown, Cai, DasGupta, "Interval Estimation for a Binomial Proportion",
 * Statistical Science 16, 2001).
 */
#include <math.h>

#include "base/buf.h"
#include "formats/json.h"
#include "ledger/outcomes.h"
#include "ledger/publish_internal.h"

/* 0.975 quantile of the standard normal distribution: 95 % two-sided. */
#define Z_95 1.959963984540054

/* Organisations that must say that the same change worked. */
#define CONFIRMED_BY 2

/* ?1: a JSON array of ids. Of several rows that make one vote, max() names the last, and the other
 * columns are those of its row (https://www.sqlite.org/lang_select.html, section 2.5). */
#define OF_RECORD "record IN (SELECT value FROM json_each(?1))"
#define VOTES                                                                                      \
    "WITH vote AS (SELECT max(number), change, cause, worked, reporter FROM outcome"               \
    " WHERE " OF_RECORD " AND reporter NOT IN (SELECT reporter FROM revocation)"                   \
    " GROUP BY reporter, change, cause, environment_class),"                                       \
    " signed AS (SELECT change, cause, worked, reporter, organisation FROM vote"                   \
    " JOIN reporter ON reporter.number = vote.reporter) "

struct count_job {
    struct cairn_store *ledger;
    struct cairn_arena *arena;
    struct cairn_span ids; /* JSON */
    struct cairn_value *field, *changes;
    bool is_confirmed;
};

struct cairn_interval cairn_wilson_interval(uint64_t k, uint64_t n)
{
    double count = (double)n;
    double share = (double)k / count;
    double weight = Z_95 * Z_95 / count;
    double centre = (share + weight / 2) / (1 + weight);
    double reach = Z_95 * sqrt(share * (1 - share) / count + weight / (4 * count)) / (1 + weight);
    struct cairn_interval interval = {.low = centre - reach, .high = centre + reach};
    /* Exactly 0 and 1 by the formula; rounding may miss them by the last bit. */
    if (k == 0 || interval.low < 0)
        interval.low = 0;
    if (k == n || interval.high > 1)
        interval.high = 1;
    return interval;
}

static enum cairn_status ask(const struct count_job *job, const char *sql,
    struct cairn_store_statement **out_statement, struct cairn_error *err)
{
    enum cairn_status status = cairn_store_prepare(job->ledger, sql, out_statement, err);
    if (!status)
        cairn_store_bind_text(*out_statement, 1, job->ids);
    return status;
}

/* {k, n} of two columns; null when n is 0. */
static struct cairn_value *count_of(
    struct cairn_arena *arena, struct cairn_store_statement *statement, int column)
{
    int64_t k = cairn_store_column_int(statement, column);
    int64_t n = cairn_store_column_int(statement, column + 1);
    struct cairn_value *count = cairn_value_object(arena);
    cairn_value_set_int(arena, count, "k", k);
    cairn_value_set_int(arena, count, "n", n);
    return n > 0 ? count : cairn_value_null(arena);
}

static void set_share(
    struct cairn_arena *arena, struct cairn_value *entry, const char *key, double share)
{
    cairn_value_set(arena, entry, key, cairn_publish_share(arena, share));
}

static void set_interval(struct cairn_arena *arena, struct cairn_value *entry, int64_t k, int64_t n)
{
    if (n <= 0) {
        cairn_value_set(arena, entry, "low", cairn_value_null(arena));
        cairn_value_set(arena, entry, "high", cairn_value_null(arena));
        return;
    }
    struct cairn_interval interval = cairn_wilson_interval((uint64_t)k, (uint64_t)n);
    set_share(arena, entry, "low", interval.low);
    set_share(arena, entry, "high", interval.high);
}

/* Entries of `changes`; `by_cause` and `unattributed` are filled in afterwards. */
static enum cairn_status count_changes(struct count_job *job, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    bool has_row = false;
    enum cairn_status status = ask(job,
        VOTES "SELECT mentioned.change, ifnull(sum(worked), 0), count(worked),"
              " count(DISTINCT CASE WHEN worked THEN organisation END COLLATE NOCASE)"
              " FROM (SELECT DISTINCT change FROM outcome WHERE " OF_RECORD ") AS mentioned"
              " LEFT JOIN signed ON signed.change = mentioned.change"
              " GROUP BY mentioned.change ORDER BY mentioned.change",
        &statement, err);
    while (!status && !(status = cairn_store_step(statement, &has_row, err)) && has_row) {
        struct cairn_value *entry = cairn_value_object(job->arena);
        int64_t organisations = cairn_store_column_int(statement, 3);
        cairn_value_set_string(job->arena, entry, "change", cairn_store_column_text(statement, 0));
        cairn_value_set(job->arena, entry, "worked", count_of(job->arena, statement, 1));
        set_interval(job->arena, entry, cairn_store_column_int(statement, 1),
            cairn_store_column_int(statement, 2));
        cairn_value_set_int(job->arena, entry, "organisations", organisations);
        cairn_value_set(job->arena, entry, "by_cause", cairn_value_array(job->arena));
        cairn_value_set(job->arena, entry, "unattributed", cairn_value_null(job->arena));
        cairn_value_push(job->arena, job->changes, entry);
        job->is_confirmed = job->is_confirmed || organisations >= CONFIRMED_BY;
    }
    return status;
}

/* The entry of a change, to be added to. */
static struct cairn_value *find_change(const struct count_job *job, struct cairn_span change)
{
    CAIRN_VALUE_EACH(entry, job->changes)
    {
        if (cairn_span_equal(cairn_value_get_text(entry->value, "change"), change))
            return entry->value;
    }
    return NULL;
}

static enum cairn_status count_causes(struct count_job *job, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    bool has_row = false;
    enum cairn_status status = ask(job,
        VOTES "SELECT change, cause, sum(worked), count(*) FROM signed"
              " GROUP BY change, cause ORDER BY change, cause",
        &statement, err);
    while (!status && !(status = cairn_store_step(statement, &has_row, err)) && has_row) {
        struct cairn_value *entry = cairn_value_object(job->arena);
        bool is_known = !cairn_store_column_is_null(statement, 1);
        struct cairn_span cause = cairn_store_column_text(statement, 1);
        cairn_value_set(job->arena, entry, "cause",
            is_known ? cairn_value_string(job->arena, cause) : cairn_value_null(job->arena));
        cairn_value_set_int(job->arena, entry, "k", cairn_store_column_int(statement, 2));
        cairn_value_set_int(job->arena, entry, "n", cairn_store_column_int(statement, 3));
        struct cairn_value *change = find_change(job, cairn_store_column_text(statement, 0));
        CAIRN_VALUE_EACH(member, change)
        {
            if (cairn_span_equal_string(member->key, "by_cause"))
                cairn_value_push(job->arena, member->value, entry);
        }
    }
    return status;
}

static enum cairn_status count_unattributed(struct count_job *job, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    bool has_row = false;
    int64_t sum = 0;
    enum cairn_status status = ask(job,
        "SELECT change, sum(worked), count(*) FROM outcome WHERE " OF_RECORD
        " AND reporter IS NULL GROUP BY change",
        &statement, err);
    while (!status && !(status = cairn_store_step(statement, &has_row, err)) && has_row) {
        struct cairn_value *change = find_change(job, cairn_store_column_text(statement, 0));
        cairn_value_set(job->arena, change, "unattributed", count_of(job->arena, statement, 1));
        sum += cairn_store_column_int(statement, 2);
    }
    cairn_value_set_int(job->arena, job->field, "unattributed", sum);
    return status;
}

static enum cairn_status count_all(
    struct count_job *job, int64_t *out_reports, struct cairn_error *err)
{
    static const char *const keys[] = {"reports", "reporters", "organisations"};
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    bool has_row = false;
    enum cairn_status status = ask(job,
        VOTES "SELECT count(*), count(DISTINCT reporter), count(DISTINCT organisation COLLATE "
              "NOCASE) FROM signed",
        &statement, err);
    if (!status)
        status = cairn_store_step(statement, &has_row, err);
    if (status)
        return status;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(keys); i++)
        cairn_value_set_int(
            job->arena, job->field, keys[i], cairn_store_column_int(statement, (int)i));
    *out_reports = cairn_store_column_int(statement, 0);
    return CAIRN_OK;
}

static enum cairn_status is_mentioned(
    const struct count_job *job, bool *out_is_mentioned, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    enum cairn_status status =
        ask(job, "SELECT 1 FROM outcome WHERE " OF_RECORD " LIMIT 1", &statement, err);
    return status ? status : cairn_store_step(statement, out_is_mentioned, err);
}

static enum cairn_status make_field(struct count_job *job, struct cairn_error *err)
{
    int64_t reports = 0;
    job->field = cairn_value_object(job->arena);
    job->changes = cairn_value_array(job->arena);
    cairn_value_set_cstring(job->arena, job->field, "state", "none");
    enum cairn_status status = count_all(job, &reports, err);
    if (!status)
        status = count_changes(job, err);
    if (!status)
        status = count_causes(job, err);
    if (!status)
        status = count_unattributed(job, err);
    if (status)
        return status;
    if (reports)
        cairn_value_set_cstring(
            job->arena, job->field, "state", job->is_confirmed ? "confirmed" : "reported");
    cairn_value_set(job->arena, job->field, "changes", job->changes);
    return cairn_value_status(job->arena, job->field, err);
}

enum cairn_status cairn_outcomes_field(struct cairn_store *ledger, struct cairn_arena *arena,
    const struct cairn_value *ids, struct cairn_value **out_field, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf json = {0};
    bool has_outcomes = false;
    cairn_json_write(&json, ids, CAIRN_JSON_COMPACT);
    enum cairn_status status = cairn_buf_status(&json, err);
    struct count_job job = {.ledger = ledger, .arena = arena, .ids = cairn_buf_span(&json)};
    if (!status)
        status = is_mentioned(&job, &has_outcomes, err);
    if (!status && has_outcomes)
        status = make_field(&job, err);
    if (!status)
        *out_field = job.field;
    return status;
}
