/* base/mem.c - see mem.h. */
#include "base/mem.h"

#include "base/bug.h"

#include <stdlib.h>

void *mem_alloc(size_t n)
{
    void *p = malloc(n ? n : 1);

    BUG_ON(!p);
    return p;
}

void *mem_zero(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size ? size : 1);

    BUG_ON(!p);
    return p;
}

void *mem_realloc(void *p, size_t n)
{
    void *q = realloc(p, n ? n : 1);

    BUG_ON(!q);
    return q;
}
