/*
 * Civil time by arithmetic on days, with no tables of time zones and no libc calendar (whose
 * answers depend on the environment). Years are counted from March, so that the leap day is the
 * last day of a year and months have lengths 31 30 31 30 31 | 31 30 31 30 31 | 31 (28 or 29): (153
 * * m + 2) / 5 days before month m. 400 years have 146097 days.
 */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

#include "base/cursor.h"

#define MS_PER_DAY    INT64_C(86400000)
#define DAYS_TO_EPOCH INT64_C(719468) /* 0000-03-01 to 1970-01-01 */
#define DAYS_PER_ERA  INT64_C(146097)
#define TIME_MIN_MS   INT64_C(-62135596800000) /* 0001-01-01T00:00:00.000 */
#define TIME_MAX_MS   INT64_C(253402300799999) /* 9999-12-31T23:59:59.999 */

int64_t cairn_clock_now_ms(const struct cairn_clock *clock)
{
    if (clock && clock->now_ms)
        return clock->now_ms(clock->context);
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_leap_year(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap_year(year));
}

static bool is_real_date(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_of_month(year, month);
}

static bool is_real_time(const struct cairn_civil_time *civil)
{
    return civil->hour >= 0 && civil->hour <= 23 && civil->minute >= 0 && civil->minute <= 59 &&
           civil->second >= 0 && civil->second <= 60 && civil->millisecond >= 0 &&
           civil->millisecond <= 999;
}

/* Days since 1970-01-01. */
static int64_t days_from_date(int year, int month, int day)
{
    int64_t march_year = month > 2 ? year : year - 1; /* never negative: year >= 1 */
    int64_t march_month = month > 2 ? month - 3 : month + 9;
    int64_t day_of_year = (153 * march_month + 2) / 5 + day - 1;
    return march_year * 365 + march_year / 4 - march_year / 100 + march_year / 400 + day_of_year -
           DAYS_TO_EPOCH;
}

bool cairn_time_from_civil(const struct cairn_civil_time *civil, int64_t *out_ms)
{
    if (!is_real_date(civil->year, civil->month, civil->day) || !is_real_time(civil))
        return false;
    int64_t seconds = civil->hour * 3600 + civil->minute * 60 + civil->second;
    *out_ms = days_from_date(civil->year, civil->month, civil->day) * MS_PER_DAY + seconds * 1000 +
              civil->millisecond;
    return true;
}

static void date_from_days(int64_t days, struct cairn_civil_time *out_civil)
{
    int64_t shifted = days + DAYS_TO_EPOCH; /* not negative from year 1 on */
    int64_t era = shifted / DAYS_PER_ERA;
    int64_t day_of_era = shifted % DAYS_PER_ERA;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;
    out_civil->day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1);
    out_civil->month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
    out_civil->year = (int)(year_of_era + era * 400 + (out_civil->month <= 2));
}

void cairn_time_to_civil(int64_t time_ms, struct cairn_civil_time *out_civil)
{
    if (time_ms < TIME_MIN_MS)
        time_ms = TIME_MIN_MS;
    if (time_ms > TIME_MAX_MS)
        time_ms = TIME_MAX_MS;
    int64_t days = time_ms / MS_PER_DAY;
    int64_t rest = time_ms % MS_PER_DAY;
    if (rest < 0) {
        rest += MS_PER_DAY;
        days--;
    }
    date_from_days(days, out_civil);
    out_civil->hour = (int)(rest / 3600000);
    out_civil->minute = (int)(rest / 60000 % 60);
    out_civil->second = (int)(rest / 1000 % 60);
    out_civil->millisecond = (int)(rest % 1000);
}

void cairn_time_format(int64_t time_ms, char out_text[CAIRN_TIME_TEXT_SIZE])
{
    struct cairn_civil_time civil;
    cairn_time_to_civil(time_ms, &civil);
    char fraction[8] = "";
    if (civil.millisecond)
        snprintf(fraction, sizeof fraction, ".%03u", (unsigned)civil.millisecond % 1000);
    snprintf(out_text, CAIRN_TIME_TEXT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u%sZ",
        (unsigned)civil.year % 10000, (unsigned)civil.month % 100, (unsigned)civil.day % 100,
        (unsigned)civil.hour % 100, (unsigned)civil.minute % 100, (unsigned)civil.second % 100,
        fraction);
}

static bool take_digits(struct cairn_cursor *cursor, size_t count, uint64_t *out_value)
{
    struct cairn_span digits;
    return cairn_cursor_take_span(cursor, count, &digits) && cairn_span_to_u64(digits, out_value);
}

bool cairn_date_is_valid(struct cairn_span text)
{
    struct cairn_cursor cursor = cairn_cursor_make(text);
    uint64_t year;
    uint64_t month;
    uint64_t day;
    return take_digits(&cursor, 4, &year) && cairn_cursor_take_byte(&cursor, '-') &&
           take_digits(&cursor, 2, &month) && cairn_cursor_take_byte(&cursor, '-') &&
           take_digits(&cursor, 2, &day) && cairn_cursor_at_end(&cursor) &&
           is_real_date((int)year, (int)month, (int)day);
}
