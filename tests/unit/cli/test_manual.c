/*
 * Every manual lists exactly the options of the table, with the same texts: the block between two
 * marks is what the table gives. UPDATE=1 in the environment rewrites the blocks.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/commands.h"

#define BLOCK_BEGIN ".\\\" options: "
#define BLOCK_END   ".\\\" end of options\n"
#define MANUAL_MOST ((size_t)1 << 20)

/* "--name" in a text: escaped, so that no formatter makes dashes of it. */
static void append_text(struct cairn_buf *buf, const char *text)
{
    for (const char *dashes = strstr(text, "--"); dashes; dashes = strstr(text, "--")) {
        cairn_buf_append(buf, cairn_span_make(text, (size_t)(dashes - text)));
        cairn_buf_append_string(buf, "\\-\\-");
        text = dashes + strlen("--");
    }
    cairn_buf_append_string(buf, text);
    cairn_buf_append_byte(buf, '\n');
}

static void append_block(
    struct cairn_buf *buf, const struct cairn_cli_command *command, enum cairn_language language)
{
    cairn_buf_append_string(buf,
        BLOCK_BEGIN "made from the table of options; UPDATE=1 rewrites them\n.Bl -tag -width Ds\n");
    for (enum cairn_cli_option_id id = 0; id < CAIRN_CLI_OPTION_COUNT; id++) {
        const struct cairn_cli_option *option = cairn_cli_option(id);
        if (!cairn_cli_option_is_shown(command->options, id))
            continue;
        cairn_buf_append_string(buf, ".It ");
        if (option->letter)
            cairn_buf_printf(buf, "Fl %c , ", option->letter);
        cairn_buf_printf(buf, "Fl -%s", option->name);
        if (option->argument)
            cairn_buf_printf(buf, " Ar %s", option->argument);
        cairn_buf_append_byte(buf, '\n');
        append_text(buf, cairn_cli_text_in(&option->help, language));
    }
    cairn_buf_append_string(buf, ".El\n" BLOCK_END);
}

static void manual_path(
    struct cairn_buf *path, const struct cairn_cli_command *command, enum cairn_language language)
{
    const char *data = getenv("CAIRN_TEST_DATA");
    assert_non_null(data);
    const char *folder = language == CAIRN_LANGUAGE_ZH ? "zh_CN/" : "";
    cairn_buf_printf(path, "%s/../../docs/man/%s%s.1", data, folder, command->manual);
}

static void update(
    const char *path, struct cairn_span text, size_t begin, size_t end, struct cairn_span block)
{
    CAIRN_AUTO_BUF struct cairn_buf changed = {0};
    cairn_buf_append(&changed, cairn_span_slice(text, 0, begin));
    cairn_buf_append(&changed, block);
    cairn_buf_append(&changed, cairn_span_slice(text, end, text.size));
    assert_int_equal(cairn_file_write(AT_FDCWD, path, cairn_buf_span(&changed), NULL), CAIRN_OK);
}

static void check(const struct cairn_cli_command *command, enum cairn_language language)
{
    CAIRN_AUTO_BUF struct cairn_buf path = {0}, manual = {0}, block = {0};
    manual_path(&path, command, language);
    assert_int_equal(cairn_file_read(AT_FDCWD, path.data, MANUAL_MOST, &manual, NULL), CAIRN_OK);
    struct cairn_span text = cairn_buf_span(&manual);
    size_t begin = cairn_span_find(text, CAIRN_SPAN(BLOCK_BEGIN), 0);
    size_t end = cairn_span_find(text, CAIRN_SPAN(BLOCK_END), 0);
    assert_true(begin < end && end != CAIRN_SPAN_NPOS);
    end += sizeof(BLOCK_END) - 1;
    append_block(&block, command, language);
    if (getenv("UPDATE"))
        update(path.data, text, begin, end, cairn_buf_span(&block));
    else if (!cairn_span_equal(cairn_span_slice(text, begin, end - begin), cairn_buf_span(&block)))
        fail_msg("%s must hold:\n%s", path.data, block.data);
}

static void test_manuals_list_the_options(void **state)
{
    (void)state;
    size_t count = 0;
    const struct cairn_cli_command *commands = cairn_cli_commands(&count);
    check(&cairn_cli_program, CAIRN_LANGUAGE_EN);
    check(&cairn_cli_program, CAIRN_LANGUAGE_ZH);
    for (size_t i = 0; i < count; i++)
        check(&commands[i], CAIRN_LANGUAGE_EN);
}

static void read_manual(
    struct cairn_buf *text, const struct cairn_cli_command *command, enum cairn_language language)
{
    CAIRN_AUTO_BUF struct cairn_buf path = {0};
    manual_path(&path, command, language);
    assert_int_equal(cairn_file_read(AT_FDCWD, path.data, MANUAL_MOST, text, NULL), CAIRN_OK);
}

static void assert_holds(const char *manual, const struct cairn_buf *part)
{
    if (!strstr(manual, part->data))
        fail_msg("a manual must hold:%s", part->data);
}

/* NAME of each manual. */
static void test_manuals_have_the_summaries(void **state)
{
    (void)state;
    size_t count = 0;
    const struct cairn_cli_command *commands = cairn_cli_commands(&count);
    for (size_t i = 0; i < count; i++) {
        CAIRN_AUTO_BUF struct cairn_buf manual = {0}, name = {0};
        read_manual(&manual, &commands[i], CAIRN_LANGUAGE_EN);
        cairn_buf_printf(&name, "\n.Nd %s\n", commands[i].summary.en);
        assert_holds(manual.data, &name);
    }
}

/* The list of verbs in cairn(1). */
static void test_the_manual_lists_the_verbs(void **state)
{
    (void)state;
    size_t count = 0;
    const struct cairn_cli_command *commands = cairn_cli_commands(&count);
    CAIRN_AUTO_BUF struct cairn_buf en = {0}, zh = {0};
    read_manual(&en, &cairn_cli_program, CAIRN_LANGUAGE_EN);
    read_manual(&zh, &cairn_cli_program, CAIRN_LANGUAGE_ZH);
    for (size_t i = 0; i < count; i++) {
        CAIRN_AUTO_BUF struct cairn_buf en_entry = {0}, zh_entry = {0};
        const struct cairn_cli_command *command = &commands[i];
        cairn_buf_printf(&en_entry, "\n.It Cm %s\n%s; see\n.Xr cairn-%s 1\n", command->name,
            command->summary.en, command->name);
        cairn_buf_printf(&zh_entry, "\n.It Cm %s\n%s；参见\n.Xr cairn-%s 1\n", command->name,
            command->summary.zh, command->name);
        assert_holds(en.data, &en_entry);
        assert_holds(zh.data, &zh_entry);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_manuals_list_the_options),
        cmocka_unit_test(test_manuals_have_the_summaries),
        cmocka_unit_test(test_the_manual_lists_the_verbs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
