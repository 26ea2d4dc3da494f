/*
 * Text for a terminal: paragraphs that wrap, labels in a gutter, commands that never wrap, few
 * colours. Everything that comes from the tree goes through cairn_escape_terminal here, so callers
 * cannot forget it.
 */
#ifndef CAIRN_RENDER_TEXT_H
#define CAIRN_RENDER_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"
#include "render/messages.h"
#include "render/render.h"

enum cairn_text_style {
    CAIRN_STYLE_PLAIN,
    CAIRN_STYLE_BOLD,
    CAIRN_STYLE_DIM,
    CAIRN_STYLE_BAD,  /* errors, what not to do */
    CAIRN_STYLE_WARN, /* warnings, what is not complete */
    CAIRN_STYLE_GOOD, /* what to do */
};

/* A paragraph is collected in `line`, then wrapped and written by one of the flush functions. */
struct cairn_text {
    struct cairn_buf *out; /* borrowed */
    struct cairn_buf line; /* escaped; styles as control bytes of our own */
    struct cairn_buf label;
    enum cairn_text_style label_style;
    int columns;
    bool colour;
    bool in_chinese;
    bool full;
    const struct cairn_value
        *owner; /* borrowed; whose {{names}} are shown by meaning; NULL: none */
};

void cairn_text_init(
    struct cairn_text *text, struct cairn_buf *out, const struct cairn_render_options *options);
/* Frees; a failure to get memory is passed on to `out`. */
void cairn_text_done(struct cairn_text *text);
#define CAIRN_AUTO_TEXT CAIRN_CLEANUP(cairn_text_done)

/* Collecting. Line breaks of `text` count as spaces. */
void cairn_text_put(struct cairn_text *text, struct cairn_span outside);
void cairn_text_put_exact(
    struct cairn_text *text, struct cairn_span outside); /* spaces at the ends stay */
void cairn_text_put_key(struct cairn_text *text, const struct cairn_value *object, const char *key);
void cairn_text_put_number(struct cairn_text *text, uint64_t number); /* 12,345 */
void cairn_text_put_word(struct cairn_text *text, struct cairn_span value);
/* Own text, never from a tree. A U+00A0 in it is a space that does not break. */
void cairn_text_add(struct cairn_text *text, const char *own);
void cairn_text_style(struct cairn_text *text, enum cairn_text_style style);
void cairn_text_say(struct cairn_text *text, enum cairn_message message);
/* With values for %1 and so on, which are escaped. */
#define CAIRN_TEXT_VALUES_MAX 6
void cairn_text_say_values(struct cairn_text *text, enum cairn_message message,
    const struct cairn_span *values, size_t count);
void cairn_text_say1(struct cairn_text *text, enum cairn_message message, struct cairn_span value);
void cairn_text_say2(struct cairn_text *text, enum cairn_message message, struct cairn_span one,
    struct cairn_span two);
bool cairn_text_is_empty(const struct cairn_text *text); /* nothing collected */

/* Writing. `indent` is for the first line, `hang` for the others. Nothing is written when nothing
 * was collected. */
void cairn_text_flush(struct cairn_text *text, int indent, int hang);
/* At most so many lines, the last one ending with … when there would be more; 0: no limit. */
void cairn_text_flush_lines(struct cairn_text *text, int indent, int hang, int max_lines);
/* As cairn_text_flush, on one line however long it is: for commands beside a label. */
void cairn_text_flush_whole(struct cairn_text *text, int indent);
/* At the gutter; a pending label stands before it. */
void cairn_text_flush_gutter(struct cairn_text *text);
/* The next paragraph begins with this label in bold. */
void cairn_text_label(struct cairn_text *text, enum cairn_message label);
void cairn_text_label_styled(
    struct cairn_text *text, enum cairn_message label, enum cairn_text_style style);
int cairn_text_gutter(const struct cairn_text *text);
/* What a program printed: line breaks kept, wrapped behind a bar; beyond max_lines the middle is
 * left out (0: no limit). */
void cairn_text_quote(struct cairn_text *text, struct cairn_span quoted, int indent, int max_lines);
/* Commands and configuration: each line as it is, indented, never wrapped, so that it can be
 * copied. */
void cairn_text_verbatim(struct cairn_text *text, struct cairn_span command, int indent);
/* "Label: text"; nothing when the object has no such text. */
void cairn_text_field(struct cairn_text *text, enum cairn_message label,
    const struct cairn_value *object, const char *key, int indent);
void cairn_text_heading(
    struct cairn_text *text, enum cairn_message heading); /* blank line, then bold */
void cairn_text_blank(struct cairn_text *text);

/* The first `count` sentences; all of it when there are fewer. */
struct cairn_span cairn_text_sentences(struct cairn_span prose, int count);

#endif
