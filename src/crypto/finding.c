/* crypto/finding.c - see finding.h. */
#include "crypto/finding.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

void findings_init(struct findings *f, struct arena *arena)
{
    *f = (struct findings){.arena = arena};
}

void finding_add(struct findings *f, enum finding_kind kind, struct finding_at at, const char *fmt,
                 ...)
{
    char text[1024];
    va_list ap;
    int n;

    f->total++;
    if (f->v.n == FINDINGS_KEPT)
        return;
    va_start(ap, fmt);
    n = vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    n = n < (int)sizeof(text) ? n : (int)sizeof(text) - 1;
    vec_push(f->arena, &f->v,
             (struct finding){kind, at, str_dup(f->arena, (struct str){text, (size_t)n})});
}

const char *finding_name(enum finding_kind kind)
{
    static const char *const name[] = {
#define FINDING(id, name) name,
#include "crypto/finding.def"
#undef FINDING
    };

    return name[kind];
}
