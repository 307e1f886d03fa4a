#ifndef MATTER_APPLY_H
#define MATTER_APPLY_H
/*
 * matter/apply.h - the pure kernel: a matter and an act (办理行为) give the matter after it, or say why
 * not.
 *
 * No store, no present time, no random: the same matter and act give the same result, anywhere and
 * always.  What the act means for others (documents due, organs to tell, matters to open) is told
 * as data; matter/log.h carries it out in the same transaction.
 */
#include "base/fen.h"
#include "matter/matter.h"

struct matter_act_actor {
    int organ;         /* index in law.organ */
    struct str person; /* as the organ calls him */
    const struct str *capability;
    size_t ncapability;
};

struct matter_pair {
    struct str name, value;
};

struct matter_pairs {
    struct matter_pair *at;
    size_t n;
};

/* An act as it is asked for. */
struct matter_act {
    struct str name;
    struct moment at;
    bool timed; /* the time of day is known */
    struct matter_act_actor actor;
    struct matter_pairs field; /* name: value as written */
    struct matter_pairs paper; /* name of a paper: its number or digest */
    struct matter_pairs role;  /* role: organ */
    struct matter_pairs join;  /* procedure: id of the matter that it joins */
};

/* What becomes of another matter because of the act. */
struct matter_effect {
    const struct law_link *link;
    struct matter_pairs field, role; /* OPEN, ACT: what the act there is given */
    int64_t join;                    /* JOIN: the matter */
};

/* What an act posts to an account of the fund (分录). */
struct matter_line {
    int posting; /* index in the act: its lines' debits and credits are equal */
    int account; /* index in the procedure */
    enum law_side side;
    struct fen amount; /* more than nothing */
};

struct matter_change {
    struct matter after;
    const struct law_act *act;
    struct matter_act done; /* the act as it is kept: values canonical, roles filled in */
    VEC(struct str) make;   /* documents due */
    VEC(int) tell;          /* organs to be told */
    VEC(struct matter_effect) effect;
    VEC(struct matter_line) line; /* postings */
};

/*
 * Does the act.  m->version 0 is a matter that is not there yet: only an act that opens one.  The
 * result shares what did not change with m and otherwise lives in a.
 *   ERR_INVALID    the act, a field, a role or a paper is not what the procedure asks
 *   ERR_FORBIDDEN  the actor may not
 *   ERR_CONFLICT   not in this state, or a guard or a term does not allow it
 */
MUST_CHECK enum err_code matter_apply(const struct matter *m, const struct matter_act *act,
                                      struct arena *a, struct matter_change *ret, struct err *err);

/* A matter that is not there yet. */
struct matter matter_none(const struct matter_plan *plan, struct arena *a);

#endif
