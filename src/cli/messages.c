/*
 * The sentences of the command line. The table is data; values are put in by position and not by
 * printf, so that a translation may change their order and cannot become a format string. Nothing
 * here allocates but the buffer.
 */
#include "cli/messages.h"

#include <string.h>

static const struct cairn_cli_text sentences[CAIRN_CLI_MSG_COUNT] = {
#define CLI_MESSAGE(id, en, zh) [CAIRN_CLI_MSG_##id] = {en, zh},
#include "cli/messages.def"
#undef CLI_MESSAGE
};

const char *cairn_cli_text_in(const struct cairn_cli_text *text, enum cairn_language language)
{
    return language == CAIRN_LANGUAGE_ZH ? text->zh : text->en;
}

const char *cairn_cli_message(enum cairn_cli_message message, enum cairn_language language)
{
    return cairn_cli_text_in(&sentences[message], language);
}

void cairn_cli_say(struct cairn_buf *buf, enum cairn_cli_message message,
    enum cairn_language language, const char *first, const char *second)
{
    const char *rest = cairn_cli_message(message, language);
    for (const char *brace = strchr(rest, '{'); brace; brace = strchr(rest, '{')) {
        cairn_buf_append(buf, cairn_span_make(rest, (size_t)(brace - rest)));
        cairn_buf_append_string(buf, brace[1] == '1' ? first : second);
        rest = brace + strlen("{1}");
    }
    cairn_buf_append_string(buf, rest);
}
