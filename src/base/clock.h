/* Time as milliseconds since 1970-01-01 UTC, with an injectable source. Civil dates are proleptic
 * Gregorian, no leap seconds. */
#ifndef CAIRN_BASE_CLOCK_H
#define CAIRN_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

struct cairn_clock {
    int64_t (*now_ms)(void *context); /* NULL: the system's clock */
    void *context;
};

struct cairn_civil_time {
    int year; /* 1 … 9999 */
    int month, day, hour, minute, second, millisecond;
};

int64_t cairn_clock_now_ms(const struct cairn_clock *clock); /* NULL: the system's clock */
/* False when a field is out of range (months 1–12, days of that month, hours 0–23, seconds 0–60).
 */
bool cairn_time_from_civil(const struct cairn_civil_time *civil, int64_t *out_ms);
void cairn_time_to_civil(int64_t time_ms, struct cairn_civil_time *out_civil);

#define CAIRN_TIME_TEXT_SIZE 32
/* "2026-11-21T02:39:57Z", with ".123" before the Z when there are milliseconds. */
void cairn_time_format(int64_t time_ms, char out_text[CAIRN_TIME_TEXT_SIZE]);
/* Strictly "YYYY-MM-DD" with a real date. */
bool cairn_date_is_valid(struct cairn_span text);

#endif
