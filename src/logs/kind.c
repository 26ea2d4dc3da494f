/*
 * Telling packed logs from text. Searched as they are, they would show nothing, and "nothing found"
 * in a file that was never read is the worst answer there is. Told by magic numbers, never by
 * names: standard input has none.
 */
#include "logs/kind.h"

#include "base/compiler.h"

#define MAGIC(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

const struct cairn_log_kind *cairn_log_kind_of(struct cairn_span start)
{
    static const struct {
        struct cairn_span magic;
        struct cairn_log_kind kind;
    } table[] = {
        {MAGIC("\x1f\x8b\x08"), {"compressed with gzip", "zcat FILE"}},
        {MAGIC("\x28\xb5\x2f\xfd"), {"compressed with zstd", "zstdcat FILE"}},
        {MAGIC("\3757zXZ"), {"compressed with xz", "xzcat FILE"}},
        {MAGIC("BZh"), {"compressed with bzip2", "bzcat FILE"}},
        {MAGIC("PK\x03\x04"), {"packed with zip", "unzip -p FILE"}},
        {MAGIC("LPKSHHRH"), {"a systemd journal", "journalctl --file FILE"}},
        {MAGIC("\xff\xfe"), {"written as UTF-16", "iconv -f UTF-16 -t UTF-8 FILE"}},
        {MAGIC("\xfe\xff"), {"written as UTF-16", "iconv -f UTF-16 -t UTF-8 FILE"}},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(table); i++) {
        if (cairn_span_starts_with(start, table[i].magic))
            return &table[i].kind;
    }
    return NULL;
}
