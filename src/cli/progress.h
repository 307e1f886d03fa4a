#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H
/*
 * cli/progress.h - how far the making of an image is, on the terminal and nowhere else.
 */
#include "cli/run.h"
#include "pipeline/screen.h"

/* Lets the run's terminal show it; r is borrowed for q's life. */
void cli_show_image(const struct cli_run *r, struct pipeline_screen_request *q);

#endif
