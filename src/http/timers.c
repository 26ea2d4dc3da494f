/* A ring of timers for each duration: first set, first due. */
#include "http/timers.h"

#include <stddef.h>

void cairn_http_timers_init(struct cairn_http_timers *timers, int64_t duration_ms)
{
    timers->duration_ms = duration_ms;
    timers->ring.previous = &timers->ring;
    timers->ring.next = &timers->ring;
}

void cairn_http_timer_clear(struct cairn_http_timer *timer)
{
    if (!timer->next)
        return;
    timer->previous->next = timer->next;
    timer->next->previous = timer->previous;
    timer->previous = NULL;
    timer->next = NULL;
}

void cairn_http_timer_set(
    struct cairn_http_timers *timers, struct cairn_http_timer *timer, int64_t now_ms)
{
    cairn_http_timer_clear(timer);
    timer->due_ms = now_ms + timers->duration_ms;
    timer->previous = timers->ring.previous;
    timer->next = &timers->ring;
    timer->previous->next = timer;
    timers->ring.previous = timer;
}

struct cairn_http_timer *cairn_http_timers_first(struct cairn_http_timers *timers)
{
    return timers->ring.next == &timers->ring ? NULL : timers->ring.next;
}

struct cairn_http_timer *cairn_http_timers_due(struct cairn_http_timers *timers, int64_t now_ms)
{
    struct cairn_http_timer *first = cairn_http_timers_first(timers);
    return first && first->due_ms <= now_ms ? first : NULL;
}
