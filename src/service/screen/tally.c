/* service/screen/tally.c - counts by rule, and what is missing where rules cannot decide. */
#include "base/day.h"
#include "service/screen/view.h"

#include <stdlib.h>

/* "标准.X（2022-06-10 没有施行中的版本）" → "标准.X（没有施行中的版本）": one row's date would make
 * every row a kind of its own. */
static struct str without_date(struct str s, struct arena *a)
{
    enum { DATE = sizeof("2022-06-10 ") - 1 };
    struct str open = STR("（");
    size_t at = str_find(s, open);
    struct day d;

    if (at == STR_NPOS || s.n < at + open.n + DATE ||
        !day_parse(str_sub(s, at + open.n, at + open.n + DATE), &d))
        return s;
    return str_fmt(a, "%.*s%.*s", (int)(at + open.n), s.p, STR_F(str_tail(s, at + open.n + DATE)));
}

static void count_missing(struct screen_tally *t, struct str field, struct arena *a)
{
    for (size_t i = 0; i < t->missing.n; i++)
        if (str_eq(t->missing.at[i].field, field)) {
            t->missing.at[i].count++;
            return;
        }
    vec_push(a, &t->missing, (struct screen_missing){str_dup(a, field), 1});
}

static int by_count(const void *a, const void *b)
{
    const struct screen_missing *x = a, *y = b;

    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return str_cmp(x->field, y->field);
}

struct screen_tally *screen_tally(const struct screen_report *r, struct arena *a)
{
    struct screen_tally *t = ARENA_ARRAY(a, struct screen_tally, r->pack->n + 1);
    struct arena scratch;

    arena_init(&scratch, 0);
    for (size_t i = 0; i < r->found->n; i++) {
        const struct screen_finding *f = &r->found->at[i];
        struct rule_reason why;

        if (!f->undetermined) {
            t[f->plan].hits++;
            continue;
        }
        if (t[f->plan].undetermined++ >= SCREEN_TALLY_EXPLAINED)
            continue;
        memset(&why, 0, sizeof(why));
        rule_explain(r->binding, f->plan, f->row, &scratch, &why);
        for (size_t m = 0; m < why.missing.n; m++)
            count_missing(&t[f->plan], without_date(why.missing.at[m], &scratch), a);
        arena_reset(&scratch);
    }
    arena_release(&scratch);
    for (size_t p = 0; p < r->pack->n; p++)
        if (t[p].missing.n > 1)
            qsort(t[p].missing.at, t[p].missing.n, sizeof(*t[p].missing.at), by_count);
    return t;
}
