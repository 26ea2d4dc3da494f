/* What the command line itself says to people, in English and Chinese, in one table (messages.def).
 */
#ifndef CAIRN_CLI_MESSAGES_H
#define CAIRN_CLI_MESSAGES_H

#include "base/buf.h"
#include "cairn/cairn.h"

enum cairn_cli_message {
#define CLI_MESSAGE(id, en, zh) CAIRN_CLI_MSG_##id,
#include "cli/messages.def"
#undef CLI_MESSAGE
    CAIRN_CLI_MSG_COUNT
};

/* A text in both languages. */
struct cairn_cli_text {
    const char *en, *zh;
};

const char *cairn_cli_text_in(const struct cairn_cli_text *text, enum cairn_language language);
/* The sentence as the table has it, with its {1} and {2}. */
const char *cairn_cli_message(enum cairn_cli_message message, enum cairn_language language);
/* Append the sentence with {1} and {2} replaced; either may be NULL when it does not occur. */
void cairn_cli_say(struct cairn_buf *buf, enum cairn_cli_message message,
    enum cairn_language language, const char *first, const char *second);

#endif
