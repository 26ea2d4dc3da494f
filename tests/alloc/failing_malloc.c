/*
 * Takes the place of the C library's allocator by its documented internal names. One thread only:
 * the programs under test have no other.
 */
#include "failing_malloc.h"

#include <errno.h>

#define REPLACES __attribute__((visibility("default")))

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void __libc_free(void *memory);

REPLACES void *malloc(size_t size);
REPLACES void *calloc(size_t count, size_t size);
REPLACES void *realloc(void *old, size_t size);
REPLACES void free(void *memory);

static size_t countdown; /* 0: not armed */
static bool has_failed;
static size_t alive;

void failing_malloc_arm(size_t n)
{
    countdown = n;
    has_failed = false;
}

bool failing_malloc_disarm(void)
{
    countdown = 0;
    return has_failed;
}

size_t failing_malloc_alive(void)
{
    return alive;
}

static bool must_fail(void)
{
    if (!countdown || --countdown)
        return false;
    has_failed = true;
    errno = ENOMEM;
    return true;
}

static void *count(void *memory)
{
    alive += memory != NULL;
    return memory;
}

void *malloc(size_t size)
{
    return must_fail() ? NULL : count(__libc_malloc(size));
}

void *calloc(size_t items, size_t size)
{
    return must_fail() ? NULL : count(__libc_calloc(items, size));
}

void *realloc(void *old, size_t size)
{
    if (must_fail())
        return NULL;
    void *memory = __libc_realloc(old, size);
    if (!old)
        return count(memory);
    alive -= !memory && !size; /* it was freed */
    return memory;
}

void free(void *memory)
{
    alive -= memory != NULL;
    __libc_free(memory);
}
