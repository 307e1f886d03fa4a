#ifndef REGISTRY_CASES_H
#define REGISTRY_CASES_H
/*
 * registry/cases.h - which numbers name one case (案件): those that stand together in a record
 * (decisions/0009).  The smallest of them, by bytes, is the case's name, whatever the order in which
 * they were met.  Only numbers that stand beside another are kept.
 *
 * Owns its texts; one thread at a time.
 */
#include "law/law.h"

struct registry_cases {
    struct map number; /* text → private node */
    struct arena arena;
};

void registry_cases_init(struct registry_cases *c);
void registry_cases_release(struct registry_cases *c);

/* The normalised number, in a; STR_NULL when it is too short to name a case (12, 无). */
struct str registry_case_number(struct arena *a, struct str text);

/*
 * The numbers, normalised, stand in one record; copied when they are new.  Returns the name that is none
 * any more: whoever bore it now bears registry_cases_name of it.  STR_NULL when they were one case
 * before.
 */
struct str registry_cases_join(struct registry_cases *c, struct str a, struct str b);

/* The name of the case that a number names; STR_NULL when the number stands beside no other. */
struct str registry_cases_name(const struct registry_cases *c, struct str number);

/* Calls fn for every number and its case's name, in no order. */
typedef void (*registry_cases_fn)(void *ctx, struct str number, struct str name);
void registry_cases_each(const struct registry_cases *c, registry_cases_fn fn, void *ctx);

#endif
