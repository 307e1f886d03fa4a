#ifndef MATTER_CLUE_H
#define MATTER_CLUE_H
/*
 * matter/clue.h - clues (线索) as the store keeps them: a record that a rule hit, with the version of
 * the rule and the values that made it (C1), and what became of it since.
 *
 * One clue per rule and record. A later run that finds it unchanged writes nothing; other
 * values or another rule version are a change; a run after which the rule is known not to hit any
 * more closes it as gone. Each of these is an event, and events are never rewritten (by trigger).
 *
 * What a person decided (matter/decision.h) no run undoes (C7): a decided clue keeps its state, and
 * the version and values that were decided on, for as long as the facts are the same; with other
 * facts it takes the new values and counts as changed since the decision.
 * All calls are inside the caller's transaction.
 */
#include "base/vec.h"
#include "store/store.h"

struct matter_clue {
    struct str rule, rule_version, kind;
    struct str dataset; /* id of the law's dataset */
    int64_t record;     /* id in that dataset */
    struct str organ;   /* id; empty when not known */
    struct str sent;    /* id of the organ that the rule sends it to; empty: nobody */
    int64_t party;      /* 0 when not known */
    int64_t region;
    struct str sentence; /* the 线索 sentence */
    struct str reason;   /* JSON: values, because, standards, counted */
    struct str facts;    /* values and records counted, in a form equal exactly when they are;
                            empty when not known */
};

enum matter_clue_change { MATTER_CLUE_SAME, MATTER_CLUE_NEW, MATTER_CLUE_CHANGED };

/* Makes or upgrades the tables; before any other call, outside a transaction. */
MUST_CHECK enum err_code matter_clue_migrate(struct store *s, int64_t now, struct err *err);

/* A run of rules over the records. */
struct matter_run {
    int64_t id;
    int64_t at; /* seconds */
};

/* Starts a run: `law` is the version of the law. */
MUST_CHECK enum err_code matter_run_begin(struct store *s, struct str law, int64_t at,
                                          struct matter_run *ret_run, struct err *err);

/* Keeps one clue of the run. */
MUST_CHECK enum err_code matter_clue_put(struct store *s, struct matter_run run,
                                         const struct matter_clue *c,
                                         enum matter_clue_change *ret_change, struct err *err);

struct matter_records {
    VEC(int64_t) v; /* rising */
};

/* The records whose clue of that rule the last run found. In a. */
MUST_CHECK enum err_code matter_clue_present(struct store *s, struct str rule, struct str dataset,
                                             struct arena *a, struct matter_records *ret,
                                             struct err *err);

/* All records that a rule hits now, whether the run looked at them again or knew them. */
struct matter_swept {
    struct str rule, dataset;
    struct matter_records found;
};
/* Ends a run after which that is so: open clues of other records are gone, and are counted; of
 * decided ones only the event is kept. */
MUST_CHECK enum err_code matter_clue_sweep(struct store *s, struct matter_run run,
                                           const struct matter_swept *of, int64_t *ret_gone,
                                           struct err *err);

/* Number of open clues, for summaries. */
MUST_CHECK enum err_code matter_clue_count(struct store *s, int64_t *ret_open, struct err *err);

#endif
