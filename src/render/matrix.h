/*
 * The matrix of what changes do to causes, as all formats show it: which causes and changes have
 * cells, what one mark over all environments is, what the marks mean, and which cells differ by
 * version.
 */
#ifndef CAIRN_RENDER_MATRIX_H
#define CAIRN_RENDER_MATRIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/compiler.h"
#include "base/span.h"
#include "formats/value.h"
#include "render/messages.h"

struct cairn_html;
struct cairn_md;

/* One cell over all environments: its most frequent result, the first one where several are equally
 * frequent. */
struct cairn_matrix_mark {
    char symbol;              /* ' ' where nothing ran */
    bool varies;              /* other results in other environments */
    struct cairn_span result; /* the word, such as "resolved"; empty where nothing ran */
};

/* Borrows the tree; owns its tables. */
struct cairn_matrix {
    struct cairn_arena arena;
    struct cairn_span *causes, *changes; /* ids that have cells, in order */
    const uint32_t *numbers; /* of the causes: their places in the list that gave the order */
    size_t cause_count, change_count;
    const struct cairn_value *
        *results; /* {environment: RESULT} by change, then cause; NULL: none */
};

/*
 * `cells`: [{cause, change, results}]. `causes` and `changes` give the order: lists of ids, or of
 * objects with an id; what they do not name follows in order of appearance. A list that names more
 * than CAIRN_MATRIX_MOST pairs is no canon's and gives an empty matrix. False without memory.
 */
#define CAIRN_MATRIX_MOST ((size_t)1 << 22)
bool cairn_matrix_init(struct cairn_matrix *matrix, const struct cairn_value *cells,
    const struct cairn_value *causes, const struct cairn_value *changes) CAIRN_MUST_USE;
void cairn_matrix_done(struct cairn_matrix *matrix);
#define CAIRN_AUTO_MATRIX CAIRN_CLEANUP(cairn_matrix_done)

const struct cairn_value *cairn_matrix_results(
    const struct cairn_matrix *matrix, size_t change, size_t cause);
struct cairn_matrix_mark cairn_matrix_mark(
    const struct cairn_matrix *matrix, size_t change, size_t cause);
/* Do two cells have the same results in the same environments? Details such as the next record do
 * not count. */
bool cairn_matrix_is_alike(const struct cairn_value *a, const struct cairn_value *b);

/*
 * Cells that differ by version, those of one change that do so in the same way together. Begin with
 * {0}; false after the last.
 */
struct cairn_matrix_variant {
    size_t change, next_cause;
    size_t cause; /* the first one of them */
};
bool cairn_matrix_next_variant(
    const struct cairn_matrix *matrix, struct cairn_matrix_variant *variant);
/* "trust_root on 2, 5: resolved in nginx-1.22; same error in nginx-1.18", unescaped. */
void cairn_matrix_describe_variant(struct cairn_buf *buf, const struct cairn_matrix *matrix,
    const struct cairn_matrix_variant *variant, bool in_chinese);
/* Is this mark anywhere in it? '*': does any cell differ by version? */
bool cairn_matrix_has(const struct cairn_matrix *matrix, char symbol);

/* As a table with its legend and what differs by version; nothing for an empty one. */
void cairn_matrix_write_md(struct cairn_md *md, const struct cairn_matrix *matrix);
/* What a page knows besides. */
struct cairn_matrix_page {
    const struct cairn_value *causes;     /* their titles */
    const struct cairn_value *changes[3]; /* lists that give actions by id; NULL: none */
    struct cairn_span family; /* on a site each mark leads to the page of its cell; empty: none */
};
void cairn_matrix_write_html(struct cairn_html *html, const struct cairn_matrix *matrix,
    const struct cairn_matrix_page *page);
/* "resolved in nginx-1.22; same error in nginx-1.18", unescaped. */
void cairn_matrix_describe_results(
    struct cairn_buf *buf, const struct cairn_value *results, bool in_chinese);
/* The words of a mark: "resolves". */
enum cairn_message cairn_mark_meaning(char symbol);

/* "another error: nginx/x", unescaped. */
void cairn_result_describe(
    struct cairn_buf *buf, const struct cairn_value *result, bool in_chinese);
/* '?' for a word that is none. */
char cairn_result_symbol(struct cairn_span word);

/* The meanings of all marks, in the order of legends. */
struct cairn_mark_meaning {
    char symbol;
    enum cairn_message meaning;
};
#define CAIRN_MARK_MEANINGS 13
extern const struct cairn_mark_meaning cairn_mark_meanings[CAIRN_MARK_MEANINGS];

#endif
