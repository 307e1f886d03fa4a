#ifndef MATTER_EXAMPLE_H
#define MATTER_EXAMPLE_H
/*
 * matter/example.h - walks the worked examples of procedures, for `liandong law check`: every act
 * through the kernel, every expectation compared.
 *
 * An example that names no organ gets the first of the kind that the role takes; who acts has the
 * role's capability unless the step says otherwise.
 */
#include "matter/plan.h"

/* Every step that does not come out as written is an error at its place. */
void matter_check_examples(const struct matter_plan *plan, struct diag_list *diags);

#endif
