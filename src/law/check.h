#ifndef LAW_CHECK_H
#define LAW_CHECK_H
/*
 * law/check.h - proves the data of a loaded snapshot consistent beyond what loading needs:
 * articles exist, effective dates do not overlap, verified flags, mappings cover required fields.
 * Worked examples of rules are run by rule/, which lies above.
 */
#include "law/law.h"

/* Adds errors, and a note for each datum that is not verified. */
void law_check(const struct law *law, struct diag_list *diags);

#endif
