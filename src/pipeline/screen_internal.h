#ifndef PIPELINE_SCREEN_INTERNAL_H
#define PIPELINE_SCREEN_INTERNAL_H
/*
 * pipeline/screen_internal.h - the two steps that screening files and screening the store share.
 */
#include "pipeline/screen.h"

/* Rules and empty tables: what every run starts with. Fills *s also on failure, so that
 * pipeline_screen_release may follow. */
MUST_CHECK enum err_code pipeline_screen_prepare(const struct pipeline_screen_request *q,
                                                 struct pipeline_screen *s, struct diag_list *diags,
                                                 struct err *err);

/* The tables are filled: binds, evaluates, and sets the report up. */
MUST_CHECK enum err_code pipeline_screen_evaluate(const struct pipeline_screen_request *q,
                                                  struct pipeline_screen *s, struct err *err);

#endif
