/*
 * From what arms showed to results: the table of docs/lab.md, first row that fits. Pure functions;
 * texts of a result are borrowed from the facts.
 */
#ifndef CAIRN_LAB_JUDGE_H
#define CAIRN_LAB_JUDGE_H

#include "base/buf.h"
#include "formats/value.h"
#include "lab/facts.h"

enum cairn_lab_word {
    CAIRN_LAB_PENDING = 0, /* not judged yet */
    CAIRN_LAB_INVALID,
    CAIRN_LAB_NO_FAULT,
    CAIRN_LAB_UNSTABLE,
    CAIRN_LAB_NOT_APPLICABLE,
    CAIRN_LAB_VACUOUS,
    CAIRN_LAB_ALREADY,
    CAIRN_LAB_HARM,
    CAIRN_LAB_RELAPSE,
    CAIRN_LAB_STILL_LOGGED,
    CAIRN_LAB_CARRIER,
    CAIRN_LAB_TIME,
    CAIRN_LAB_RESOLVED,
    CAIRN_LAB_REFUSED,
    CAIRN_LAB_MOVED,
    CAIRN_LAB_SAME,
    /* of arms that are no cells */
    CAIRN_LAB_SOUND,   /* control */
    CAIRN_LAB_UNSOUND, /* control */
    CAIRN_LAB_HOLDS,   /* placebo */
    CAIRN_LAB_HEALED,  /* placebo */
};

struct cairn_lab_result {
    enum cairn_lab_word word;
    struct cairn_span detail; /* a harm's id, a record; empty: none */
    struct cairn_span line;   /* the event that shows it; empty: none */
    const char *why;          /* in words; may be NULL */
    struct cairn_span said;   /* what `healthy` or a harm said, or the refusal; may be empty */
};

/* The arms that one cell is judged by. */
struct cairn_lab_case {
    const struct cairn_lab_facts *arm;
    const struct cairn_lab_facts *placebo; /* of the same trial */
    const struct cairn_lab_facts
        *carrier;        /* the arm of its carrier alone; NULL: it has none, or is one */
    bool is_quiet;       /* its record's impact is none or degraded: the log decides */
    bool is_yielded;     /* what the arm's baseline names is a record that the cause yields */
    bool may_be_vacuous; /* neither carrier nor diagnostic */
    bool is_claimed_already;
};

struct cairn_lab_result cairn_lab_judge(const struct cairn_lab_case *arms);
struct cairn_lab_result cairn_lab_judge_control(const struct cairn_lab_facts *control);
struct cairn_lab_result cairn_lab_judge_placebo(
    const struct cairn_lab_facts *placebo, bool is_quiet, bool is_yielded);
/* Of several runs of one arm: what all agree on, else unstable; one that is invalid or without
 * fault stands for all. `count` is 1 at least. */
struct cairn_lab_result cairn_lab_judge_repeats(
    const struct cairn_lab_result *results, size_t count);

/* "no-fault", "moved" … */
const char *cairn_lab_word_name(enum cairn_lab_word word);
/* A trial with such a cell is not written down. */
bool cairn_lab_word_fails(enum cairn_lab_word word);
bool cairn_lab_result_equal(
    const struct cairn_lab_result *a, const struct cairn_lab_result *b); /* word and detail */
/* "resolved", or ["moved", "nginx/x"]. */
struct cairn_value *cairn_lab_result_value(
    struct cairn_arena *arena, const struct cairn_lab_result *result);
/* "moved:nginx/x", as people read it. */
void cairn_lab_result_append(struct cairn_buf *out, const struct cairn_lab_result *result);

#endif
