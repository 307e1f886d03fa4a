#ifndef MATTER_LOG_H
#define MATTER_LOG_H
/*
 * matter/log.h - acts in the store: each one with the matter, the clocks, links, outbox entries and
 * ledger leaf that follow from it, in one transaction (M1).
 *
 * Acts are append-only (by trigger) and name the version of the matter that they saw: a stale one is
 * refused and told what changed (M2).  A client's key makes an act idempotent (M3).  A matter
 * keeps the version of its procedure that it was opened under.
 * A log belongs to one thread; it borrows store and book.
 */
#include "matter/clue_fill.h"
#include "registry/actor.h"
#include "store/store.h"

struct matter_old_plan;

struct matter_log {
    struct store *store;
    const struct matter_book *book;
    struct str law; /* version that clocks are counted by: the book's, but for replay */
    int64_t region;
    struct arena arena; /* plans of versions that the law no longer has */
    VEC(struct matter_old_plan *) old;
};

void matter_log_init(struct matter_log *log, struct store *store, const struct matter_book *book);
void matter_log_release(struct matter_log *log);

/* Makes or upgrades the tables, those of the ledger too; outside a transaction, before any other
 * call. */
MUST_CHECK enum err_code matter_log_migrate(struct store *s, int64_t now, struct err *err);

struct matter_request {
    int64_t matter;       /* 0: opens one */
    struct str procedure; /* when it opens */
    int64_t seen;         /* version of the matter that the actor saw */
    struct matter_act act;
    struct str key;        /* the client's, unique to this wish; never empty */
    struct moment entered; /* now */
    struct matter_on_clue
        on_clue;  /* when it is opened on a clue: then the act may be without a name,
                                    and fields and roles are filled from the clue (C9) */
    bool migrate; /* not an act of the procedure: the matter moves to the version of
                                    its procedure in the law at hand (matter/migrate.h); of `act`
                                    only time and actor count */
};

struct matter_receipt {
    int64_t matter, version, act; /* act: its row */
    bool again;                   /* the key was known: nothing was done this time */
    struct matter_change change;  /* unless `again` */
    VEC(int64_t) opened;          /* matters that it opened */
    VEC(struct str) undone;       /* acts in linked matters that were refused, and why */
};

/*
 * Does the act inside the caller's transaction; after a refusal the transaction is as before.
 * Beyond the codes of matter_apply: ERR_NOT_FOUND no such matter or procedure; ERR_CONFLICT stale,
 * or the key was used for another wish.
 */
MUST_CHECK enum err_code matter_do(struct matter_log *log, const struct matter_request *q,
                                   struct arena *a, struct matter_receipt *ret, struct err *err);
/* The same in a transaction of its own: what it reports is on the disk. */
MUST_CHECK enum err_code matter_commit(struct matter_log *log, const struct matter_request *q,
                                       struct arena *a, struct matter_receipt *ret,
                                       struct err *err);

/* The matter as it stands; ERR_NOT_FOUND. */
MUST_CHECK enum err_code matter_get(struct matter_log *log, int64_t id, struct arena *a,
                                    struct matter *ret, struct err *err);

/* An act as it was kept, for timelines: without what was filled in. */
struct matter_entry {
    int64_t row, no;
    struct moment at;
    struct str act, organ, person;
};
typedef enum err_code (*matter_entry_fn)(void *p, const struct matter_entry *e, struct err *err);
struct matter_timeline {
    const struct actor *who; /* a matter that he may not see has no entries */
    int64_t matter, after;   /* only acts behind that number */
};
/* The acts of a matter in their order; borrowed during the call. */
MUST_CHECK enum err_code matter_entries(struct matter_log *log, const struct matter_timeline *q,
                                        matter_entry_fn fn, void *p, struct err *err);

#endif
