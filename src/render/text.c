/*
 * Paragraphs on a terminal. A paragraph is collected escaped, with changes of style as single
 * control bytes (0x10 + style), which escaped text cannot hold; flushing wraps it by display width
 * and turns the bytes into ANSI codes, or into nothing.
 *
 * Lines break at spaces, and beside East Asian wide characters except where punctuation forbids it;
 * a run longer than a line is cut at the edge. Styles are switched off at each line end, so that
 * pagers show no smear.
 *
 * One writer, one thread. The buffer `out` is borrowed; `line` and `label` are owned.
 */
#include "render/text.h"

#include "base/checked.h"
#include "base/utf8.h"
#include "formats/escape.h"
#include "render/figures.h"
#include "render/placeholders.h"

#define STYLE_BASE      0x10
#define NO_BREAK_SPACE  0xA0u
#define DEFAULT_COLUMNS 80
#define MINIMAL_COLUMNS 40
#define GUTTER_EN       8
#define GUTTER_ZH       6

static const char *const style_codes[] = {
    [CAIRN_STYLE_PLAIN] = "\033[0m",
    [CAIRN_STYLE_BOLD] = "\033[1m",
    [CAIRN_STYLE_DIM] = "\033[2m",
    [CAIRN_STYLE_BAD] = "\033[31m",
    [CAIRN_STYLE_WARN] = "\033[33m",
    [CAIRN_STYLE_GOOD] = "\033[32m",
};

void cairn_text_init(
    struct cairn_text *text, struct cairn_buf *out, const struct cairn_render_options *options)
{
    int columns = options->columns ? options->columns : DEFAULT_COLUMNS;
    *text = (struct cairn_text){
        .out = out,
        .columns = columns < MINIMAL_COLUMNS ? MINIMAL_COLUMNS : columns,
        .colour = options->colour,
        .in_chinese = options->in_chinese,
        .full = options->full,
    };
}

void cairn_text_done(struct cairn_text *text)
{
    cairn_buf_pass_failure(text->out, &text->line);
    cairn_buf_pass_failure(text->out, &text->label);
    cairn_buf_done(&text->line);
    cairn_buf_done(&text->label);
}

int cairn_text_gutter(const struct cairn_text *text)
{
    return text->in_chinese ? GUTTER_ZH : GUTTER_EN;
}

bool cairn_text_is_empty(const struct cairn_text *text)
{
    return text->line.size == 0;
}

/* Escape, then turn the white space that escaping leaves (tab, newline) into spaces. */
static void put_escaped(struct cairn_buf *line, struct cairn_span outside)
{
    size_t start = line->size;
    cairn_escape_terminal(line, outside);
    for (size_t i = start; i < line->size; i++) {
        if (line->data[i] == '\n' || line->data[i] == '\t')
            line->data[i] = ' ';
    }
}

void cairn_text_put(struct cairn_text *text, struct cairn_span outside)
{
    CAIRN_AUTO_BUF struct cairn_buf scratch = {0};
    put_escaped(
        &text->line, cairn_placeholders_show(&scratch, text->owner, cairn_span_trim(outside)));
    cairn_buf_pass_failure(text->out, &scratch);
}

void cairn_text_put_exact(struct cairn_text *text, struct cairn_span outside)
{
    put_escaped(&text->line, outside);
}

void cairn_text_put_key(struct cairn_text *text, const struct cairn_value *object, const char *key)
{
    cairn_text_put(text, cairn_value_get_text(object, key));
}

void cairn_text_put_number(struct cairn_text *text, uint64_t number)
{
    struct cairn_digits digits;
    cairn_buf_append(&text->line, cairn_digits_of(&digits, number));
}

void cairn_text_put_word(struct cairn_text *text, struct cairn_span value)
{
    cairn_text_put(text, cairn_message_word(value, text->in_chinese));
}

void cairn_text_add(struct cairn_text *text, const char *own)
{
    cairn_buf_append_string(&text->line, own);
}

void cairn_text_style(struct cairn_text *text, enum cairn_text_style style)
{
    cairn_buf_append_byte(&text->line, (char)(STYLE_BASE + (int)style));
}

void cairn_text_say(struct cairn_text *text, enum cairn_message message)
{
    cairn_buf_append_string(&text->line, cairn_message(message, text->in_chinese));
}

void cairn_text_say_values(struct cairn_text *text, enum cairn_message message,
    const struct cairn_span *values, size_t count)
{
    CAIRN_AUTO_BUF struct cairn_buf escaped = {0};
    size_t ends[CAIRN_TEXT_VALUES_MAX] = {0};
    struct cairn_span pieces[CAIRN_TEXT_VALUES_MAX];
    CAIRN_ASSERT(count <= CAIRN_TEXT_VALUES_MAX);
    for (size_t i = 0; i < count; i++) {
        CAIRN_AUTO_BUF struct cairn_buf scratch = {0};
        put_escaped(
            &escaped, cairn_placeholders_show(&scratch, text->owner, cairn_span_trim(values[i])));
        cairn_buf_pass_failure(text->out, &scratch);
        ends[i] = escaped.size;
    }
    for (size_t i = 0, start = 0; i < count; start = ends[i++])
        pieces[i] = cairn_span_slice(cairn_buf_span(&escaped), start, ends[i] - start);
    cairn_message_append(&text->line, message, text->in_chinese, pieces, count);
    cairn_buf_pass_failure(text->out, &escaped);
}

void cairn_text_say1(struct cairn_text *text, enum cairn_message message, struct cairn_span value)
{
    cairn_text_say_values(text, message, &value, 1);
}

void cairn_text_say2(struct cairn_text *text, enum cairn_message message, struct cairn_span one,
    struct cairn_span two)
{
    struct cairn_span values[] = {one, two};
    cairn_text_say_values(text, message, values, CAIRN_ARRAY_SIZE(values));
}

/* Wrapping. */

struct wrapper {
    struct cairn_text *text;
    int column;
    int hang;
    bool has_bar;
    bool is_whole;  /* one line, however long */
    int lines_left; /* what does not fit into so many lines is left out; 0: no limit */
    bool is_cut;
    int rest_width; /* columns of what is still to be written */
    enum cairn_text_style style;
};

/* A run without a break inside, and the spaces before it. */
struct chunk {
    struct cairn_span run;
    int spaces;
    int width;
};

static void set_style(struct wrapper *wrapper, enum cairn_text_style style)
{
    if (wrapper->text->colour && wrapper->style != style) {
        if (style != CAIRN_STYLE_PLAIN && wrapper->style != CAIRN_STYLE_PLAIN)
            cairn_buf_append_string(wrapper->text->out, style_codes[CAIRN_STYLE_PLAIN]);
        cairn_buf_append_string(wrapper->text->out, style_codes[style]);
    }
    wrapper->style = style;
}

static void begin_line(struct wrapper *wrapper, int indent)
{
    cairn_buf_append_repeat(wrapper->text->out, ' ', (size_t)indent);
    wrapper->column = indent;
    if (wrapper->has_bar) {
        cairn_buf_append_string(wrapper->text->out, "| ");
        wrapper->column += 2;
    }
}

static void break_line(struct wrapper *wrapper)
{
    enum cairn_text_style style = wrapper->style;
    if (wrapper->lines_left == 1) {
        cairn_buf_append_string(wrapper->text->out, " …");
        wrapper->is_cut = true;
        return;
    }
    wrapper->lines_left -= wrapper->lines_left > 1;
    set_style(wrapper, CAIRN_STYLE_PLAIN);
    cairn_buf_append_byte(wrapper->text->out, '\n');
    begin_line(wrapper, wrapper->hang);
    set_style(wrapper, style);
}

static bool is_one_of(uint32_t rune, const char *set)
{
    struct cairn_span all = cairn_span_from_string(set);
    size_t position = 0;
    uint32_t member = 0;
    while (cairn_utf8_next(all, &position, &member)) {
        if (member == rune)
            return true;
    }
    return false;
}

static bool may_break_between(uint32_t before, uint32_t after)
{
    if (cairn_utf8_rune_width(before) != 2 && cairn_utf8_rune_width(after) != 2)
        return false;
    if (before == NO_BREAK_SPACE || after == NO_BREAK_SPACE)
        return false;
    return !is_one_of(after, "，。、；：？！）】」』》〉”’…—,.;:?!)]}›%") &&
           !is_one_of(before, "（【「『《〈“‘([{‹");
}

static bool next_chunk(struct cairn_span line, size_t *position, struct chunk *out_chunk)
{
    int spaces = 0;
    while (*position < line.size && line.data[*position] == ' ') {
        spaces++;
        ++*position;
    }
    size_t start = *position;
    size_t end = start;
    int width = 0;
    uint32_t before = 0;
    uint32_t rune = 0;
    for (size_t next = start; next < line.size && line.data[next] != ' '; end = next) {
        if (!cairn_utf8_next(line, &next, &rune) ||
            (end > start && may_break_between(before, rune)))
            break;
        width += cairn_utf8_rune_width(rune);
        before = rune < 0x20 ? before : rune;
    }
    *position = end;
    *out_chunk = (struct chunk){cairn_span_slice(line, start, end - start), spaces, width};
    return end > start;
}

static void write_rune(struct wrapper *wrapper, uint32_t rune)
{
    if (rune >= STYLE_BASE && rune <= STYLE_BASE + CAIRN_STYLE_GOOD) {
        set_style(wrapper, (enum cairn_text_style)(rune - STYLE_BASE));
        return;
    }
    cairn_utf8_append(wrapper->text->out, rune == NO_BREAK_SPACE ? ' ' : rune);
    wrapper->column += cairn_utf8_rune_width(rune);
}

/* Addresses are to be copied, so they run over the edge instead of being cut. */
static bool is_address(struct cairn_span run)
{
    while (run.size && (unsigned char)run.data[0] < 0x20)
        run = cairn_span_slice(run, 1, run.size);
    return cairn_span_starts_with(run, CAIRN_SPAN("https://")) ||
           cairn_span_starts_with(run, CAIRN_SPAN("http://"));
}

static void write_chunk(struct wrapper *wrapper, const struct chunk *chunk)
{
    bool is_last =
        wrapper->lines_left == 1 && wrapper->column + wrapper->rest_width > wrapper->text->columns;
    int columns = wrapper->text->columns - (is_last ? 2 : 0); /* room for the mark */
    int start = wrapper->hang + (wrapper->has_bar ? 2 : 0);
    bool is_whole = wrapper->is_whole || is_address(chunk->run);
    bool is_beyond = wrapper->column + chunk->spaces + chunk->width > columns;
    if (is_beyond && wrapper->column > start && !wrapper->is_whole)
        break_line(wrapper);
    else {
        cairn_buf_append_repeat(wrapper->text->out, ' ', (size_t)chunk->spaces);
        wrapper->column += chunk->spaces;
    }
    if (wrapper->is_cut)
        return;
    size_t position = 0;
    uint32_t rune = 0;
    while (cairn_utf8_next(chunk->run, &position, &rune)) {
        if (!is_whole && wrapper->column + cairn_utf8_rune_width(rune) > columns)
            break_line(wrapper);
        if (wrapper->is_cut)
            return;
        write_rune(wrapper, rune);
    }
}

static void wrap(struct wrapper *wrapper, struct cairn_span line)
{
    size_t position = 0;
    struct chunk chunk;
    while (!wrapper->is_cut) {
        if (wrapper->lines_left == 1)
            wrapper->rest_width = (int)cairn_utf8_width(cairn_span_slice(line, position, SIZE_MAX));
        if (!next_chunk(line, &position, &chunk))
            break;
        write_chunk(wrapper, &chunk);
    }
    set_style(wrapper, CAIRN_STYLE_PLAIN);
    cairn_buf_append_byte(wrapper->text->out, '\n');
}

/* The label stands in place of the first line's indentation. */
static void write_label(struct wrapper *wrapper, int indent)
{
    struct cairn_text *text = wrapper->text;
    struct cairn_span label = cairn_buf_span(&text->label);
    set_style(wrapper, text->label_style);
    cairn_buf_append(text->out, label);
    set_style(wrapper, CAIRN_STYLE_PLAIN);
    int width = (int)cairn_utf8_width(label);
    int padding = width < indent ? indent - width : 1;
    cairn_buf_append_repeat(text->out, ' ', (size_t)padding);
    wrapper->column = width + padding;
    cairn_buf_pass_failure(text->out, &text->label);
    cairn_buf_clear(&text->label);
}

static void flush(struct wrapper *wrapper, int indent)
{
    struct cairn_text *text = wrapper->text;
    if (cairn_text_is_empty(text))
        return;
    if (text->label.size)
        write_label(wrapper, indent);
    else
        begin_line(wrapper, indent);
    wrap(wrapper, cairn_buf_span(&text->line));
    cairn_buf_pass_failure(text->out, &text->line);
    cairn_buf_clear(&text->line);
}

void cairn_text_flush(struct cairn_text *text, int indent, int hang)
{
    cairn_text_flush_lines(text, indent, hang, 0);
}

void cairn_text_flush_lines(struct cairn_text *text, int indent, int hang, int max_lines)
{
    struct wrapper wrapper = {.text = text, .hang = hang, .lines_left = max_lines};
    flush(&wrapper, indent);
}

void cairn_text_flush_whole(struct cairn_text *text, int indent)
{
    struct wrapper wrapper = {.text = text, .hang = indent, .is_whole = true};
    flush(&wrapper, indent);
}

void cairn_text_flush_gutter(struct cairn_text *text)
{
    cairn_text_flush(text, cairn_text_gutter(text), cairn_text_gutter(text));
}

void cairn_text_label_styled(
    struct cairn_text *text, enum cairn_message label, enum cairn_text_style style)
{
    cairn_buf_clear(&text->label);
    cairn_buf_append_string(&text->label, cairn_message(label, text->in_chinese));
    cairn_buf_pass_failure(text->out, &text->label);
    text->label_style = style;
}

void cairn_text_label(struct cairn_text *text, enum cairn_message label)
{
    cairn_text_label_styled(text, label, CAIRN_STYLE_BOLD);
}

static void quote_lines(struct cairn_text *text, struct cairn_span quoted, int indent)
{
    struct cairn_span rest = quoted;
    struct cairn_span line;
    while (cairn_span_take_line(&rest, &line)) {
        if (cairn_span_ends_with(line, CAIRN_SPAN("\r")))
            line.size--;
        struct wrapper wrapper = {.text = text, .hang = indent, .has_bar = true};
        CAIRN_AUTO_BUF struct cairn_buf escaped = {0};
        put_escaped(&escaped, line);
        begin_line(&wrapper, indent);
        wrap(&wrapper, cairn_buf_span(&escaped));
        cairn_buf_pass_failure(text->out, &escaped);
    }
}

static size_t count_lines(struct cairn_span block)
{
    size_t count = 0;
    for (size_t i = 0; i < block.size; i++)
        count += block.data[i] == '\n';
    return count;
}

/* `block` without its middle: the first max_lines - 2 lines, what is missing, the last one. */
static void write_without_middle(
    struct cairn_text *text, struct cairn_span block, size_t count, int indent, size_t max_lines)
{
    struct cairn_span line;
    for (size_t i = 0; cairn_span_take_line(&block, &line); i++) {
        if (i + 2 < max_lines || i + 1 == count) {
            cairn_buf_append(text->out, line);
            cairn_buf_append_byte(text->out, '\n');
        } else if (i + 2 == max_lines) {
            cairn_text_style(text, CAIRN_STYLE_DIM);
            cairn_text_add(text, "| ");
            struct cairn_digits missing;
            cairn_text_say1(
                text, CAIRN_MSG_QUOTE_MIDDLE, cairn_digits_of(&missing, count - max_lines + 1));
            cairn_text_flush(text, indent, indent);
        }
    }
}

void cairn_text_quote(struct cairn_text *text, struct cairn_span quoted, int indent, int max_lines)
{
    CAIRN_AUTO_BUF struct cairn_buf block = {0};
    struct cairn_buf *out = text->out;
    text->out = &block;
    quote_lines(text, quoted, indent);
    text->out = out;
    cairn_buf_pass_failure(text->out, &block);
    size_t count = count_lines(cairn_buf_span(&block));
    if (!max_lines || count <= (size_t)max_lines)
        cairn_buf_append(out, cairn_buf_span(&block));
    else
        write_without_middle(text, cairn_buf_span(&block), count, indent, (size_t)max_lines);
}

void cairn_text_verbatim(struct cairn_text *text, struct cairn_span command, int indent)
{
    CAIRN_AUTO_BUF struct cairn_buf scratch = {0};
    struct cairn_span rest = cairn_placeholders_show(&scratch, text->owner, command);
    struct cairn_span line;
    cairn_buf_pass_failure(text->out, &scratch);
    while (cairn_span_take_line(&rest, &line)) {
        cairn_buf_append_repeat(text->out, ' ', line.size ? (size_t)indent : 0);
        if (text->colour)
            cairn_buf_append_string(text->out, style_codes[CAIRN_STYLE_BOLD]);
        cairn_escape_terminal(text->out, line);
        if (text->colour)
            cairn_buf_append_string(text->out, style_codes[CAIRN_STYLE_PLAIN]);
        cairn_buf_append_byte(text->out, '\n');
    }
}

void cairn_text_blank(struct cairn_text *text)
{
    cairn_buf_append_byte(text->out, '\n');
}

void cairn_text_heading(struct cairn_text *text, enum cairn_message heading)
{
    cairn_text_blank(text);
    cairn_text_style(text, CAIRN_STYLE_BOLD);
    cairn_text_say(text, heading);
    cairn_text_flush(text, 0, 0);
}

void cairn_text_field(struct cairn_text *text, enum cairn_message label,
    const struct cairn_value *object, const char *key, int indent)
{
    struct cairn_span value = cairn_value_get_text(object, key);
    if (!value.size)
        return;
    cairn_text_say(text, label);
    cairn_text_say(text, CAIRN_MSG_COLON);
    cairn_text_put(text, value);
    cairn_text_flush(text, indent, indent + 2);
}

/* Sentences. */

static bool is_abbreviation(struct cairn_span prose, size_t dot)
{
    return dot >= 2 && prose.data[dot - 2] == '.'; /* e.g. i.e. */
}

/* Does a sentence end with the character that starts at `at`? *out_end is behind it. */
static bool ends_sentence(struct cairn_span prose, size_t at, size_t *out_end)
{
    static const char *const full_stops[] = {"。", "！", "？"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(full_stops); i++) {
        struct cairn_span stop = cairn_span_from_string(full_stops[i]);
        if (cairn_span_starts_with(cairn_span_slice(prose, at, stop.size), stop)) {
            *out_end = at + stop.size;
            return true;
        }
    }
    char c = prose.data[at];
    *out_end = at + 1;
    if ((c != '.' && c != '!' && c != '?') || at + 2 >= prose.size || is_abbreviation(prose, at))
        return false;
    unsigned char next = (unsigned char)prose.data[at + 2];
    bool is_space = prose.data[at + 1] == ' ' || prose.data[at + 1] == '\n';
    return is_space && ((next >= 'A' && next <= 'Z') || next >= 0x80);
}

struct cairn_span cairn_text_sentences(struct cairn_span prose, int count)
{
    size_t end = 0;
    for (size_t i = 0; i < prose.size; i++) {
        if (ends_sentence(prose, i, &end) && --count == 0)
            return cairn_span_slice(prose, 0, end);
    }
    return prose;
}
