#ifndef LAW_CHECK_INTERNAL_H
#define LAW_CHECK_INTERNAL_H
/*
 * law/check_internal.h - the two parts of law_check and how they add a diagnostic.
 * One check runs on one thread; scratch lives as long as the check.
 */
#include "law/law.h"

struct check {
    const struct law *law;
    struct diag_list *diags;
    struct arena scratch;
};

struct diag *check_at(struct diag_list *diags, enum diag_level level, const struct law_place *p,
                      struct str text);

/* Adds a diagnostic at place; evaluates to it. */
#define CHECK_ADD(c, level, place, ...) \
    check_at((c)->diags, (level), (place), str_fmt(&(c)->scratch, __VA_ARGS__))

const char *check_verified(enum law_verified v); /* in Chinese */

/* Units, datasets, mappings, organs, calendar. */
void check_tables(struct check *c);

#endif
