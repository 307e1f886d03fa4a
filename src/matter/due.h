#ifndef MATTER_DUE_H
#define MATTER_DUE_H
/*
 * matter/due.h - the one place where a clock's due moment is counted: matter clocks into law/due.h.
 */
#include "matter/matter.h"

/*
 * Sets due, exact and why of the clock.  A deadline without a length (及时) and a date beyond the
 * loaded calendar leave it without a date and say why; they are no failure: the act stands, and the
 * clock is counted again when the calendar is there.  ERR_INVALID: hours from a date without time.
 */
MUST_CHECK enum err_code matter_due(const struct matter_plan *plan, struct arena *a,
                                    struct matter_clock *c, struct err *err);

/* Do both clocks end at the same moment, or have no date for the same reason? */
bool matter_due_same(const struct matter_clock *x, const struct matter_clock *y);

#endif
