/*
 * An allocator that refuses one allocation of the process, libraries included, and counts what is
 * alive. Link failing_malloc.c into a program: its malloc, calloc, realloc and free take the place
 * of the C library's.
 */
#ifndef CAIRN_TESTS_FAILING_MALLOC_H
#define CAIRN_TESTS_FAILING_MALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* The n-th allocation from now on fails (1: the next one); 0: none does. */
void failing_malloc_arm(size_t n);
/* Disarms; did an allocation fail since it was armed? */
bool failing_malloc_disarm(void);
/* Blocks that were allocated and not yet freed. */
size_t failing_malloc_alive(void);

#endif
