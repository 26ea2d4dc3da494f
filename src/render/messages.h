/* The message catalogue: every label and sentence that renderers print, in English and Chinese, in one table (messages.c). */
#ifndef CAIRN_RENDER_MESSAGES_H
#define CAIRN_RENDER_MESSAGES_H

#include <stdbool.h>

/* X-macro lists live in messages.def: MESSAGE(ID, "English", "中文"). */
enum cairn_message {
#define MESSAGE(id, en, zh) CAIRN_MSG_##id,
#include "render/messages.def"
#undef MESSAGE
    CAIRN_MSG_COUNT
};

const char *cairn_message(enum cairn_message message, bool in_chinese);

#endif
