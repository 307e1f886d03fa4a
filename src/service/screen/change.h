#ifndef SERVICE_SCREEN_CHANGE_H
#define SERVICE_SCREEN_CHANGE_H
/*
 * service/screen/change.h - what rows that came or went can change: the (rule, row) pairs whose
 * outcome may be another one now, and their outcomes.  A late referral closes a clue, a third
 * penalty opens one.
 *
 * The scope is never too small: outcomes outside it are what they were, so that findings brought up
 * to date by it equal those of a full run (C6).  It holds the rows themselves; rows that look them
 * up by a key (by an index, both ways); of rules over like cases the blocks in which their group
 * can lie; and a whole rule where nothing better is known.
 */
#include "service/screen/run.h"

struct screen_change {
    size_t dataset, row; /* column_row_gone tells whether it came or went */
};

struct screen_scope {
    VEC(struct screen_finding) pair; /* plan and row, sorted, each once */
    uint64_t **block; /* [nplan]: bit for every block that is screened again; NULL: none */
    bool *whole;      /* [nplan] */
    struct arena *arena;
};

/* Nothing yet; storage in a. */
void screen_scope_init(const struct screen_run_request *q, struct arena *a,
                       struct screen_scope *ret);
/*
 * Adds what changes can change that the world has taken in (rule_world_changed), for those plans of
 * only[nplan] (NULL: all) that are not screened whole anyway.  New indexes may be made.  Rules that
 * read the present day are taken as of one day: on another the caller makes them whole.
 */
void screen_scope_add(const struct screen_run_request *q, const struct screen_change *change,
                      size_t n, const bool *only, struct screen_scope *scope);
/* Nothing is added any more; to be called before what follows. */
void screen_scope_end(const struct screen_run_request *q, struct screen_scope *scope);

/* The three together: the scope of these changes for all plans. */
void screen_scope_of(const struct screen_run_request *q, const struct screen_change *change,
                     size_t n, struct arena *a, struct screen_scope *ret);

/* Whether the outcome of plan for row lies in the scope. */
bool screen_scope_has(const struct screen_scope *s, size_t plan, size_t row);

/* How many rows the scope holds of rules that are not screened whole, each counted once. */
int64_t screen_scope_rows(const struct screen_run_request *q, const struct screen_scope *s);

/* Evaluates the scope; its hits and undetermined, by plan, then row. */
void screen_scope_run(const struct screen_run_request *q, const struct screen_scope *scope,
                      struct arena *a, struct screen_findings *ret);

#endif
