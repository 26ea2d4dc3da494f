/*
 * Timeouts without a search: each kind has one duration, so a list to whose end timers are appended
 * is in order of time by itself. Setting, clearing and looking for what is due take constant time,
 * however many connections there are.
 */
#ifndef CAIRN_HTTP_TIMERS_H
#define CAIRN_HTTP_TIMERS_H

#include <stdint.h>

/* Part of what it belongs to; all-zero: not set. */
struct cairn_http_timer {
    struct cairn_http_timer *previous, *next;
    int64_t due_ms;
};

struct cairn_http_timers {
    struct cairn_http_timer ring; /* head of the list */
    int64_t duration_ms;
};

void cairn_http_timers_init(struct cairn_http_timers *timers, int64_t duration_ms);
/* Takes it out of whatever list it is in, and puts it at the end of this one. */
void cairn_http_timer_set(
    struct cairn_http_timers *timers, struct cairn_http_timer *timer, int64_t now_ms);
void cairn_http_timer_clear(struct cairn_http_timer *timer);
/* The one that was set first; NULL: none is. */
struct cairn_http_timer *cairn_http_timers_first(struct cairn_http_timers *timers);
/* The same, if it is due. */
struct cairn_http_timer *cairn_http_timers_due(struct cairn_http_timers *timers, int64_t now_ms);

#endif
