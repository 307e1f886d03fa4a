#ifndef MATTER_EXAMPLE_H
#define MATTER_EXAMPLE_H
/*
 * matter/example.h - walks the worked examples of procedures, for `liandong law check`: every act
 * through the kernel, every expectation compared.
 *
 * An example that names no organ gets the first of the kind that the role takes; who acts has the
 * role's capability unless the step says otherwise.
 */
#include "matter/matter.h"

/* Every step that does not come out as written is an error at its place. */
void matter_check_examples(const struct matter_plan *plan, struct diag_list *diags);

/* A matter of an example as an accepted act left it; everything is borrowed during the call. */
struct matter_example_at {
    const struct law_procedure_example *example;
    const struct law_example_step *step;
    const struct matter *m;
    int act;
    const struct moment *act_at; /* by act: when it was last done, MOMENT_NONE */
};
typedef void (*matter_example_fn)(void *p, const struct matter_example_at *at);
/* Walks the examples of a procedure that are known to come true. */
void matter_visit_examples(const struct matter_plan *plan, matter_example_fn fn, void *p);

#endif
