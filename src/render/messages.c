/*
 * The message catalogue. The table is made from messages.def at compile time, so a message without
 * a translation does not compile. Placeholders are expanded here and not by printf: the catalogue
 * is no format string, and its order is free.
 */
#include "render/messages.h"

#include "base/compiler.h"

struct pair {
    const char *en;
    const char *zh;
};

static const struct pair messages[] = {
#define MESSAGE(id, en, zh) {en, zh},
#include "render/messages.def"
#undef MESSAGE
};

static const struct {
    const char *value;
    struct pair shown;
} words[] = {
#define WORD(value, en, zh) {value, {en, zh}},
#include "render/words.def"
#undef WORD
};

const char *cairn_message(enum cairn_message message, bool in_chinese)
{
    CAIRN_ASSERT((size_t)message < CAIRN_ARRAY_SIZE(messages));
    return in_chinese ? messages[message].zh : messages[message].en;
}

void cairn_message_append(struct cairn_buf *buf, enum cairn_message message, bool in_chinese,
    const struct cairn_span *values, size_t count)
{
    for (const char *p = cairn_message(message, in_chinese); *p; p++) {
        if (*p != '%' || p[1] < '1' || p[1] > '9') {
            cairn_buf_append_byte(buf, *p);
            continue;
        }
        size_t number = (size_t)(p[1] - '1');
        if (number < count)
            cairn_buf_append(buf, values[number]);
        p++;
    }
}

struct cairn_span cairn_message_word(struct cairn_span value, bool in_chinese)
{
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(words); i++) {
        if (cairn_span_equal_string(value, words[i].value))
            return cairn_span_from_string(in_chinese ? words[i].shown.zh : words[i].shown.en);
    }
    return value;
}
