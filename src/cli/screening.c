/* cli/screening.c - see screening.h. */
#include "cli/screening.h"

void cli_clues_json(const struct cli_run *r, const struct pipeline_screen *s, bool undetermined)
{
    struct arena a;
    struct buf b = {0};
    size_t shown = 0;

    arena_init(&a, 0);
    for (size_t i = 0; i < s->found.n; i++) {
        if (s->found.at[i].undetermined && !undetermined)
            continue;
        if (s->report.limit && shown++ == s->report.limit)
            break;
        screen_clue_json(&s->report, i, &a, &b);
        buf_char(&b, '\n');
        cli_print(r, &b);
        arena_reset(&a);
    }
    buf_release(&b);
    arena_release(&a);
}

void cli_say_progress(const struct cli_run *r, const struct pipeline_screen *s)
{
    struct buf b = {0};

    fflush(r->out);
    pipeline_progress_text(&s->progress, s->pack.n, &b);
    fwrite(b.p, 1, b.n, r->log);
    buf_release(&b);
}
