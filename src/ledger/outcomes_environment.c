/*
 * The environment of an outcome: programs and their versions, and nothing else. It is the only text
 * that a reporter writes, and it is published; so its form leaves no place for host names, paths,
 * addresses or words of a log: a name has no dots, a version begins with a digit and is no IPv4
 * address.
 *
 *     nginx 1.22.1, openssl 3.0.20      class: nginx 1.22, openssl 3.0
 *
 * Two reports of one reporter from the same class are one vote: what fixes nginx 1.22.1
 * fixes 1.22.2.
 */
#include "base/ascii.h"
#include "base/buf.h"
#include "base/limits.h"
#include "ledger/outcomes.h"

/* Of a version, the numbers that make its class. */
#define CLASS_NUMBERS 2
#define IPV4_NUMBERS  4
#define IPV4_MOST     255

struct program {
    char name[CAIRN_LIMIT_OUTCOME_WORD + 1]; /* lower case */
    struct cairn_span version;
};

struct programs {
    struct program items[CAIRN_LIMIT_OUTCOME_PROGRAMS]; /* in order of name */
    size_t count;
};

static enum cairn_status refuse(struct cairn_span part, const char *why, struct cairn_error *err)
{
    CAIRN_FAIL(err, CAIRN_ERR_INVALID, "cannot take the environment: \"%.*s\" %s",
        CAIRN_SPAN_ARGS(cairn_span_slice(part, 0, 64)), why);
    cairn_error_hint(err, "Write programs with their versions only: nginx 1.22.1, openssl 3.0.20");
    return CAIRN_ERR_INVALID;
}

static bool is_word(struct cairn_span word, const char *others)
{
    if (!word.size || word.size > CAIRN_LIMIT_OUTCOME_WORD)
        return false;
    struct cairn_span allowed = cairn_span_from_string(others);
    for (size_t i = 0; i < word.size; i++) {
        if (!cairn_ascii_is_alphanumeric(word.data[i]) &&
            cairn_span_find_byte(allowed, word.data[i], 0) == CAIRN_SPAN_NPOS)
            return false;
    }
    return true;
}

static bool is_name(struct cairn_span word)
{
    return is_word(word, "+-_") && cairn_ascii_is_letter(word.data[0]);
}

static bool is_version(struct cairn_span word)
{
    return is_word(word, ".+-~_") && cairn_ascii_is_digit(word.data[0]);
}

/* Four numbers up to 255 between dots. */
static bool is_address(struct cairn_span word)
{
    size_t numbers = 0;
    for (size_t at = 0; at <= word.size; numbers++) {
        size_t dot = cairn_span_find_byte(word, '.', at);
        size_t end = dot == CAIRN_SPAN_NPOS ? word.size : dot;
        uint64_t number = 0;
        if (!cairn_span_to_u64(cairn_span_slice(word, at, end - at), &number) || number > IPV4_MOST)
            return false;
        at = end + 1;
    }
    return numbers == IPV4_NUMBERS;
}

static void lower(struct cairn_span word, char out_name[CAIRN_LIMIT_OUTCOME_WORD + 1])
{
    for (size_t i = 0; i < word.size; i++)
        out_name[i] = cairn_ascii_to_lower(word.data[i]);
    out_name[word.size] = '\0';
}

/* Keeps the order of names; a name that is there already has *out_is_twice. */
static void insert(struct programs *programs, const struct program *program, bool *out_is_twice)
{
    size_t place = programs->count;
    struct cairn_span name = cairn_span_from_string(program->name);
    for (; place > 0; place--) {
        int order =
            cairn_span_compare(cairn_span_from_string(programs->items[place - 1].name), name);
        *out_is_twice = order == 0;
        if (order <= 0)
            break;
        programs->items[place] = programs->items[place - 1];
    }
    programs->items[place] = *program;
    programs->count++;
}

static enum cairn_status add(
    struct programs *programs, struct cairn_span part, struct cairn_error *err)
{
    size_t blank = cairn_span_find_byte(part, ' ', 0);
    if (blank == CAIRN_SPAN_NPOS)
        return refuse(part, "has no version", err);
    struct cairn_span name = cairn_span_slice(part, 0, blank);
    struct cairn_span version = cairn_span_trim(cairn_span_slice(part, blank, part.size));
    if (!is_name(name))
        return refuse(name, "is no name of a program", err);
    if (!is_version(version) || is_address(version))
        return refuse(version, "is no version", err);
    if (programs->count == CAIRN_LIMIT_OUTCOME_PROGRAMS)
        return refuse(part, "is one program too many", err);
    struct program program = {.version = version};
    bool is_twice = false;
    lower(name, program.name);
    insert(programs, &program, &is_twice);
    return is_twice ? refuse(name, "is named twice", err) : CAIRN_OK;
}

/* "1.22" of "1.22.1-9": up to the second dot, or to what is no part of a number. */
static struct cairn_span class_of(struct cairn_span version)
{
    size_t numbers = 0;
    size_t end = 0;
    while (end < version.size) {
        if (version.data[end] == '.' && ++numbers == CLASS_NUMBERS)
            break;
        if (version.data[end] != '.' && !cairn_ascii_is_digit(version.data[end]))
            break;
        end++;
    }
    return cairn_span_slice(version, 0, end);
}

static enum cairn_status write_out(struct cairn_arena *arena, const struct programs *programs,
    bool is_class, struct cairn_span *out, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    for (size_t i = 0; i < programs->count; i++) {
        const struct program *program = &programs->items[i];
        cairn_buf_printf(&text, "%s%s ", i ? ", " : "", program->name);
        cairn_buf_append(&text, is_class ? class_of(program->version) : program->version);
    }
    enum cairn_status status = cairn_buf_status(&text, err);
    if (status)
        return status;
    *out = cairn_arena_copy(arena, cairn_buf_span(&text));
    return cairn_arena_status(arena, err);
}

enum cairn_status cairn_outcomes_environment(struct cairn_arena *arena, struct cairn_span text,
    struct cairn_span *out_environment, struct cairn_span *out_class, struct cairn_error *err)
{
    struct programs programs = {0};
    enum cairn_status status = CAIRN_OK;
    for (size_t at = 0; !status && at <= text.size;) {
        size_t comma = cairn_span_find_byte(text, ',', at);
        size_t end = comma == CAIRN_SPAN_NPOS ? text.size : comma;
        status = add(&programs, cairn_span_trim(cairn_span_slice(text, at, end - at)), err);
        at = end + 1;
    }
    struct cairn_span environment = {0};
    struct cairn_span class = {0};
    if (!status)
        status = write_out(arena, &programs, false, &environment, err);
    if (!status)
        status = write_out(arena, &programs, true, &class, err);
    if (status)
        return status;
    *out_environment = environment;
    *out_class = class;
    return CAIRN_OK;
}
