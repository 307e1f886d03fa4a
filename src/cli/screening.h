#ifndef CLI_SCREENING_H
#define CLI_SCREENING_H
/*
 * cli/screening.h - what the commands that screen say alike: clues one a line, and what a run had to
 * look at.
 */
#include "cli/run.h"
#include "pipeline/screen.h"

/* The findings of the report as docs/json.md has them, as many as its limit. */
void cli_clues_json(const struct cli_run *r, const struct pipeline_screen *s, bool undetermined);

/* For people, beside the results: screening goes on from where it stood. */
void cli_say_progress(const struct cli_run *r, const struct pipeline_screen *s);

#endif
