/* base/bug.c - the end of the program when an invariant is broken; see bug.h. */
#include "base/bug.h"

#include <stdio.h>
#include <stdlib.h>

void bug_abort(const char *file, int line, const char *what)
{
    fprintf(stderr, "liandong: broken invariant at %s:%d: %s\n", file, line, what);
    abort();
}
