#ifndef BASE_MEM_H
#define BASE_MEM_H
/*
 * base/mem.h - heap allocation that never returns NULL: out of memory ends the program.
 * Long-lived objects (_new/_free) only; short-lived things go in an arena.  free() gives back.
 */
#include <stddef.h>

void *mem_alloc(size_t n);             /* uninitialised */
void *mem_zero(size_t n, size_t size); /* n * size zeroed bytes */
void *mem_realloc(void *p, size_t n);

#define MEM_NEW(type) ((type *)mem_zero(1, sizeof(type)))

#endif
