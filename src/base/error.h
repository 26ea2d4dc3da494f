/*
 * Filling in and extending struct cairn_error.
 *
 * A function that fails returns its status and fills in `err` once; callers on the way up may add
 * context with cairn_error_context. Every `err` parameter may be NULL. Nothing here allocates.
 */
#ifndef CAIRN_BASE_ERROR_H
#define CAIRN_BASE_ERROR_H

#include "base/compiler.h"
#include "cairn/error.h"

/* Fill in `err` (may be NULL) and return `status`, so that a failure is one line: return
 * CAIRN_FAIL(err, CAIRN_ERR_X, "..."). */
#define CAIRN_FAIL(err, status, ...)                                                               \
    cairn_error_set((err), (status), __FILE__, __LINE__, __VA_ARGS__)

/* As CAIRN_FAIL, with the current errno: its number is kept and its text appended to the primary
 * message. */
#define CAIRN_FAIL_ERRNO(err, status, ...)                                                         \
    cairn_error_set_errno((err), (status), __FILE__, __LINE__, __VA_ARGS__)

/* Allocation failure, said without allocating. */
#define CAIRN_FAIL_MEMORY(err)                                                                     \
    cairn_error_set((err), CAIRN_ERR_MEMORY, __FILE__, __LINE__, "out of memory")

/* A broken invariant of our own: says where, then aborts. On in release builds too. */
#define CAIRN_ASSERT(cond) ((cond) ? (void)0 : cairn_assert_failed(#cond, __FILE__, __LINE__))

enum cairn_status cairn_error_set(struct cairn_error *err, enum cairn_status status,
    const char *file, int line, const char *format, ...) CAIRN_PRINTF(5, 6) CAIRN_COLD;

enum cairn_status cairn_error_set_errno(struct cairn_error *err, enum cairn_status status,
    const char *file, int line, const char *format, ...) CAIRN_PRINTF(5, 6) CAIRN_COLD;

/* Facts and values behind the primary message; replaces an earlier detail. */
void cairn_error_detail(struct cairn_error *err, const char *format, ...)
    CAIRN_PRINTF(2, 3) CAIRN_COLD;

/* What the user can do; replaces an earlier hint. */
void cairn_error_hint(struct cairn_error *err, const char *format, ...)
    CAIRN_PRINTF(2, 3) CAIRN_COLD;

/* Put "context: " in front of the primary message, such as the file that was being read. */
void cairn_error_context(struct cairn_error *err, const char *format, ...)
    CAIRN_PRINTF(2, 3) CAIRN_COLD;

/* Stable lower-case name of a status, such as "not-found"; used in JSON and as the id of its page
 * (cairn/not-found). */
const char *cairn_status_name(enum cairn_status status);

void cairn_assert_failed(const char *condition, const char *file, int line)
    __attribute__((noreturn)) CAIRN_COLD;

#endif
