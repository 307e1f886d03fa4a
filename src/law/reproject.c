/* law/reproject.c - which due moments a change of the law or its calendar moves; see due.h. */
#include "law/deadline_internal.h"

struct side {
    enum err_code code;
    struct law_due due;
    struct str text; /* the due moment, or why there is none */
};

static struct side count(const struct law *law, const struct law_clock *clock, struct arena *a)
{
    struct side s = {.code = ERR_OK};
    struct buf b = {0};
    struct err err;

    s.code = law_due_count(law, clock, a, &s.due, &err);
    if (s.code == ERR_OK)
        law_due_print(&b, &s.due);
    else
        buf_fmt(&b, "算不出（%s）", err.zh);
    s.text = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

static bool same(const struct side *x, const struct side *y)
{
    if (x->code != y->code || x->code != ERR_OK)
        return x->code == y->code && str_eq(x->text, y->text);
    return x->due.end.n == y->due.end.n && x->due.stopped == y->due.stopped;
}

void law_reproject(const struct law *before, const struct law *after, const struct law_clock *clock,
                   size_t nclock, struct arena *a, struct law_moved **ret_moved, size_t *ret_n)
{
    struct law_moved *moved = ARENA_ARRAY(a, struct law_moved, nclock + 1);
    size_t n = 0;

    for (size_t i = 0; i < nclock; i++) {
        struct side x = count(before, &clock[i], a), y = count(after, &clock[i], a);

        if (same(&x, &y))
            continue;
        moved[n++] = (struct law_moved){
            .clock = i,
            .was = x.code,
            .is = y.code,
            .before = x.due,
            .after = y.due,
            .text = str_fmt(a, "%.*s：%.*s → %.*s", STR_F(clock[i].deadline), STR_F(x.text),
                            STR_F(y.text)),
        };
    }
    *ret_moved = moved;
    *ret_n = n;
}
