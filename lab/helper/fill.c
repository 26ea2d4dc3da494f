/*
 * {{name}} in a published text becomes the value of the rig's exported variable of that name. A
 * value that some target language could read as more than a word is refused: what is run must be
 * the published text, with plain values in it.
 */
#include "helper.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_LIMIT (64u << 10)

static bool is_plain(const char *value)
{
    for (const char *at = value; *at; at++) {
        if (!isalnum((unsigned char)*at) && !strchr("_./:@%+=,-", *at))
            return false;
    }
    return *value;
}

/* The end of "{{name}}" that begins at `text`, or NULL. */
static const char *end_of_placeholder(const char *text, char name[64])
{
    size_t length = 0;
    const char *at = text + 2;
    while (
        length < 63 && (islower((unsigned char)*at) || isdigit((unsigned char)*at) || *at == '_'))
        name[length++] = *at++;
    name[length] = 0;
    return length && at[0] == '}' && at[1] == '}' ? at + 2 : NULL;
}

int helper_fill(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    static char text[TEXT_LIMIT];
    size_t size = fread(text, 1, sizeof text - 1, stdin);
    text[size] = 0;
    errno = 0;
    if (size == sizeof text - 1)
        helper_die("the text is too long");
    for (const char *at = text; *at;) {
        char name[64];
        const char *end = at[0] == '{' && at[1] == '{' ? end_of_placeholder(at, name) : NULL;
        if (!end) {
            putchar(*at++);
            continue;
        }
        const char *value = getenv(name);
        if (!value)
            helper_die("the rig exports no variable %s for {{%s}}", name, name);
        if (!is_plain(value))
            helper_die("the value of %s is no plain word: %s", name, value);
        fputs(value, stdout);
        at = end;
    }
    return fflush(stdout) ? 70 : 0;
}
