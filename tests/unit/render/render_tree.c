/*
 * render_tree FORMAT LANGUAGE [--full] [--colour] [--columns N] [--site PATH] < tree.json
 *
 * Renders a result tree from standard input: what the golden cases of tests/cases/render run, and a
 * way to look at a form by hand. Exit 0 rendered, 1 the renderer refused, 2 trouble.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "formats/json.h"
#include "render/render.h"

static bool parse_format(const char *name, enum cairn_render_format *out_format)
{
    static const char *const names[] = {"text", "json", "ndjson", "md", "html"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(names); i++) {
        if (strcmp(name, names[i]) == 0) {
            *out_format = (enum cairn_render_format)i;
            return true;
        }
    }
    return false;
}

static bool parse_options(int argc, char **argv, struct cairn_render_options *options)
{
    static struct cairn_render_site site = {.base_url = "https://errors.example"};
    if (argc < 3 || !parse_format(argv[1], &options->format))
        return false;
    options->in_chinese = strcmp(argv[2], "zh") == 0;
    for (int i = 3; i < argc; i++) {
        if (strcmp(argv[i], "--full") == 0)
            options->full = true;
        else if (strcmp(argv[i], "--colour") == 0)
            options->colour = true;
        else if (strcmp(argv[i], "--columns") == 0 && i + 1 < argc)
            options->columns = (int)strtol(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--site") == 0 && i + 1 < argc) {
            site.path = argv[++i];
            options->site = &site;
        } else
            return false;
    }
    return true;
}

static bool read_all(struct cairn_buf *buf)
{
    for (;;) {
        char *room = cairn_buf_reserve(buf, 65536);
        ssize_t got = room ? read(STDIN_FILENO, room, 65536) : -1;
        if (got <= 0)
            return got == 0;
        cairn_buf_advance(buf, (size_t)got);
    }
}

static int complain(const struct cairn_error *err, int exit_code)
{
    fprintf(stderr, "render_tree: %s\n", err->primary);
    if (err->hint[0])
        fprintf(stderr, "hint: %s\n", err->hint);
    return exit_code;
}

int main(int argc, char **argv)
{
    struct cairn_render_options options = {0};
    if (!parse_options(argc, argv, &options)) {
        fputs("usage: render_tree text|json|ndjson|md|html en|zh [--full] [--colour] [--columns N] "
              "[--site PATH]\n",
            stderr);
        return 2;
    }
    CAIRN_AUTO_BUF struct cairn_buf input = {0};
    CAIRN_AUTO_BUF struct cairn_buf output = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_error err = {0};
    struct cairn_value *tree = NULL;
    if (!read_all(&input))
        return 2;
    if (cairn_json_read(&arena, cairn_buf_span(&input), "standard input", &tree, &err))
        return complain(&err, 2);
    if (cairn_render(&output, tree, &options, &err))
        return complain(&err, 1);
    return fwrite(output.data ? output.data : "", 1, output.size, stdout) == output.size ? 0 : 2;
}
