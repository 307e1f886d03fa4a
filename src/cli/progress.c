/* cli/progress.c - see progress.h. */
#include "cli/progress.h"

#include <unistd.h>

static void show(void *p, int64_t done, int64_t all)
{
    const struct cli_run *r = p;

    if (done < all)
        fprintf(r->log, "\r建立映像：%lld 条，%d%%", (long long)done, (int)(done * 100 / all));
    else
        fprintf(r->log, "\r\033[K");
    fflush(r->log);
}

void cli_show_image(const struct cli_run *r, struct pipeline_screen_request *q)
{
    int fd = fileno(r->log);

    if (fd < 0 || isatty(fd) != 1)
        return;
    q->progress = show;
    q->progress_p = (void *)(uintptr_t)r;
}
