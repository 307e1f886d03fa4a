#ifndef MATTER_FEED_H
#define MATTER_FEED_H
/*
 * matter/feed.h - what happened in a district, in the order of the ledger (存证链): for an audit and for
 * telling those who wait for news.
 *
 * Whatever process did it, it is here as soon as it is committed, once, under the number of its leaf.
 * Nothing is masked and nothing is held back: the caller decides who may see it.
 */
#include "base/moment.h"
#include "store/store.h"

struct matter_news {
    int64_t leaf;             /* number in the ledger, from 0 */
    struct str kind;          /* act, clue_event, import, … (matter/ledger_subject.h) */
    int64_t ref;              /* id of that kind */
    struct moment at;         /* acts and clue events only; else MOMENT_NONE */
    struct str person, organ; /* who did it; empty: the program */
    struct str what;          /* name of the act; found, accepted … of a clue */
    int64_t matter, no;       /* acts; else 0 */
    struct str procedure;
    const struct str *role; /* organs in the roles of the matter */
    size_t nrole;
    int64_t clue;           /* clue events; else 0 */
    struct str about, sent; /* organ that the clue is about; that its rule sends it to */
};

/* Borrowed for the call. */
typedef enum err_code (*matter_feed_fn)(void *p, const struct matter_news *n, struct err *err);

/* Calls fn for the leaves behind number `after` (-1: from the first), at most `limit`.  The tables
 * of clues and of the log are there. */
MUST_CHECK enum err_code matter_feed(struct store *s, int64_t after, int64_t limit,
                                     matter_feed_fn fn, void *p, struct err *err);

#endif
