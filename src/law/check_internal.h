#ifndef LAW_CHECK_INTERNAL_H
#define LAW_CHECK_INTERNAL_H
/*
 * law/check_internal.h - the three parts of law_check and how they add a diagnostic.
 * One check runs on one thread; scratch lives as long as the check.
 */
#include "law/procedure.h"

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

/* 第三百四十三条之一第一款, 第3条 */
bool check_is_article(struct str s);

/* Procedures: states, acts, terms, references. */
void check_procedures(struct check *c);
/* What `what` rests on: articles given, texts read where it says so. */
void check_rests_on(struct check *c, const struct law_basis *b, const struct law_place *at,
                    struct str what);
/* The accounts of a procedure and what its acts post to them. */
void check_postings(struct check *c, const struct law_procedure *p);
/* Is the field the balance of an account? */
bool check_is_balance(const struct law_procedure *p, int field);
/* How clues open its matters. */
void check_clue_ways(struct check *c, const struct law_procedure *p);
/* Templates of documents. */
void check_templates(struct check *c);
/* Units, datasets, mappings, organs, calendar. */
void check_tables(struct check *c);
/* Counting, deadlines, their examples. */
void check_deadlines(struct check *c);

/* Capabilities, posts, the rules for accounts. */
void check_accounts(struct check *c);

#endif
