#ifndef MATTER_CLUE_LIST_H
#define MATTER_CLUE_LIST_H
/*
 * matter/clue_list.h - clues (线索) read back: found by state, rule, organ and day; one with its
 * events; the verdicts that a rule's clues have had.
 *
 * The organ whose record a clue is about sees it, and the one that its rule sends it to; nobody else
 * but the operator. The statements themselves see to that (P1).
 * Texts are as they were kept, not masked: service/screen/kept.h shows them to people. Everything
 * returned lives in the arena given.
 */
#include "base/vec.h"
#include "matter/decision.h"
#include "registry/actor.h"

struct matter_clue_kept {
    int64_t id;
    struct matter_clue clue; /* facts are left out */
    enum matter_clue_state state;
    bool present; /* the last complete run found it */
    bool changed; /* its facts are no longer those that were decided on */
    struct str code;
    int64_t into;                 /* 0: not merged */
    int64_t matter;               /* opened on it; 0: none */
    int64_t found_at, decided_at; /* decided_at 0: not decided */
};

struct matter_clue_filter {
    struct str state, rule, organ; /* as the store writes them; empty: any */
    int64_t since;                 /* found at or after, seconds */
    int64_t before_at, before_id;  /* only those behind this one in the list; before_id 0: all */
    int64_t limit;                 /* 0: all */
    bool uncounted;                /* total is not wanted: to count reads every clue that fits */
};

struct matter_clues {
    VEC(struct matter_clue_kept) v; /* newest first */
    int64_t total;                  /* without the limit; -1: uncounted */
};

MUST_CHECK enum err_code matter_clue_list(struct store *s, const struct actor *who,
                                          const struct matter_clue_filter *f, struct arena *a,
                                          struct matter_clues *ret, struct err *err);

/* ERR_NOT_FOUND, also for one that is not to be seen. */
MUST_CHECK enum err_code matter_clue_get(struct store *s, const struct actor *who, int64_t id,
                                         struct arena *a, struct matter_clue_kept *ret,
                                         struct err *err);

struct matter_clue_event {
    int64_t at;
    struct str what; /* as the store writes it: found, changed, gone, again, accepted, … */
    struct str actor, organ, code, note;
    int64_t into, matter;
    struct str rule_version, sentence;
};

struct matter_clue_events {
    VEC(struct matter_clue_event) v; /* oldest first */
};

/* Nothing of a clue that is not to be seen. */
MUST_CHECK enum err_code matter_clue_history(struct store *s, const struct actor *who, int64_t id,
                                             struct arena *a, struct matter_clue_events *ret,
                                             struct err *err);

/* A decision that says whether the rule was right about a record. Merged clues say nothing. */
struct matter_verdict {
    int64_t record;
    bool accepted;
    struct str code; /* of a dismissal */
};

struct matter_verdicts {
    VEC(struct matter_verdict) v; /* by record */
};

MUST_CHECK enum err_code matter_clue_verdicts(struct store *s, struct str rule, struct str dataset,
                                              struct arena *a, struct matter_verdicts *ret,
                                              struct err *err);

#endif
