#ifndef BASE_BUG_H
#define BASE_BUG_H
/*
 * base/bug.h - BUG_ON(cond): a broken invariant of ours ends the program at once.
 * Never for bad input.  The condition has no side effects.
 */
_Noreturn void bug_abort(const char *file, int line, const char *what);

#define BUG_ON(cond)                              \
    do {                                          \
        if (__builtin_expect(!!(cond), 0))        \
            bug_abort(__FILE__, __LINE__, #cond); \
    } while (0)

#endif
