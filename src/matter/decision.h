#ifndef MATTER_DECISION_H
#define MATTER_DECISION_H
/*
 * matter/decision.h - what people decide on clues (线索): accept, dismiss, merge, reopen; and the
 * rebuttal (申辩) of the organ that a clue is about.
 *
 * Each is one event with who, for which organ, when and why; events are never rewritten, and the
 * clue's state is the fold of its events (C7). A decision may follow another: the last one counts.
 * A clue on which a matter was opened is worked in that matter: only a rebuttal may follow (C9).
 * All calls are inside the caller's transaction.
 */
#include "matter/clue.h"

enum matter_clue_state {
    MATTER_CLUE_OPEN,
    MATTER_CLUE_ACCEPTED,
    MATTER_CLUE_DISMISSED,
    MATTER_CLUE_MERGED, /* into another clue, which stands for both */
    MATTER_CLUE_GONE,   /* never decided, and its record no longer hits */
    MATTER_CLUE_STATES
};

enum matter_verb {
    MATTER_ACCEPT,
    MATTER_DISMISS,
    MATTER_MERGE,
    MATTER_REOPEN, /* takes a decision back */
    MATTER_REBUT,  /* changes no state */
    MATTER_VERBS
};

struct matter_actor {
    struct str name;  /* who; never empty */
    struct str organ; /* id; empty when not said */
    int64_t at;       /* seconds */
};

struct matter_decision {
    enum matter_verb verb;
    int64_t clue;
    int64_t into;    /* MATTER_MERGE */
    struct str code; /* MATTER_DISMISS: of law/dismissal.yaml, never empty */
    struct str note; /* MATTER_REBUT: never empty */
};

/*
 * Takes the decision. ERR_NOT_FOUND: no such clue (or none to merge into). ERR_CONFLICT: the clue's
 * state does not allow it; err says which state and what to do.
 */
MUST_CHECK enum err_code matter_clue_decide(struct store *s, const struct matter_decision *d,
                                            const struct matter_actor *by, struct err *err);

/* May a matter be opened on the clue?  ERR_CONFLICT when there is one (err names it), or when the
 * clue was merged or is gone; ERR_NOT_FOUND. */
MUST_CHECK enum err_code matter_clue_may_open(struct store *s, int64_t clue, struct err *err);
/* Accepts the clue when it is not, and keeps that the matter was opened on it, as it stands. */
MUST_CHECK enum err_code matter_clue_opened(struct store *s, int64_t clue, int64_t matter,
                                            const struct matter_actor *by, struct err *err);

/* "open", as the store writes it. */
struct str matter_clue_state_name(enum matter_clue_state state);
/* 待处理 */
struct str matter_clue_state_zh(enum matter_clue_state state);
/* By either; false when it is none. */
bool matter_clue_state_find(struct str name, enum matter_clue_state *ret);

#endif
