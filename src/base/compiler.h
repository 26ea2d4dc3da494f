/* Compiler attributes by meaning, so that gcc 12 and clang 14 read the same source. */
#ifndef CAIRN_BASE_COMPILER_H
#define CAIRN_BASE_COMPILER_H

#define CAIRN_MUST_USE         __attribute__((warn_unused_result))
#define CAIRN_PRINTF(fmt, arg) __attribute__((format(printf, fmt, arg)))
#define CAIRN_COLD             __attribute__((cold))
#define CAIRN_CLEANUP(fn)      __attribute__((cleanup(fn)))
#define CAIRN_LIKELY(x)        __builtin_expect(!!(x), 1)
#define CAIRN_UNLIKELY(x)      __builtin_expect(!!(x), 0)
#define CAIRN_ARRAY_SIZE(a)    (sizeof(a) / sizeof((a)[0]))

#endif
