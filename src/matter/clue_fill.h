#ifndef MATTER_CLUE_FILL_H
#define MATTER_CLUE_FILL_H
/*
 * matter/clue_fill.h - the act that opens a matter on a clue (线索): fields and roles filled from what
 * the clue and its record say, as the procedure's `clues` write it.
 *
 * Pure; plain data, borrowed by the request.  What a person gives stands before what the clue says.
 */
#include "matter/apply.h"
#include "registry/record.h"

/* The clue on which a matter is opened, with what it says. */
struct matter_on_clue {
    int64_t clue; /* 0: none */
    struct str rule, rule_version, kind;
    const struct law_dataset *dataset;  /* of its record; NULL: the law has it no longer */
    const struct registry_value *value; /* [dataset->nfield] */
    struct str fact[LAW_CLUE_FACTS];    /* empty: not said */
    int64_t at;                         /* now, seconds; of the clue's event */
};

/*
 * Adds to the act what the clue fills in; an act without a name gets the way's.  ERR_CONFLICT when
 * no clue of this kind opens this procedure, ERR_INVALID when another act is named.
 */
MUST_CHECK enum err_code matter_clue_fill(const struct matter_plan *plan,
                                          const struct matter_on_clue *from,
                                          const struct matter_act *given, struct arena *a,
                                          struct matter_act *ret, struct err *err);

/* What the procedure's `clues` write with = must be a value of its field: else errors. */
void matter_clue_check(const struct matter_plan *plan, struct diag_list *diags);

#endif
