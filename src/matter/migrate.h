#ifndef MATTER_MIGRATE_H
#define MATTER_MIGRATE_H
/*
 * matter/migrate.h - the act by which a running matter moves to another version of its procedure.
 *
 * Pure, as matter_apply: state, roles, fields and counts go over by their names, clocks by the names
 * of their terms and are counted anew.  What has no place in the other version is a reason not to
 * move, and each one is said; only clocks that have ended may be of terms that it has no longer.
 */
#include "matter/apply.h"

/* Its name in timelines; no procedure has an act of this name. */
#define MATTER_MIGRATE_ACT STR("改用现行程序版本")

/*
 * Moves m to `to`.  Of the act only time and actor count; the actor's organ holds a role of the
 * matter.  ERR_CONFLICT: it does not fit, has ended, or is of that version; ERR_FORBIDDEN.
 */
MUST_CHECK enum err_code matter_migrate(const struct matter *m, const struct matter_plan *to,
                                        const struct matter_act *act, struct arena *a,
                                        struct matter_change *ret, struct err *err);

#endif
