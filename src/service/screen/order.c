/* service/screen/order.c - see order.h.  By digits: there may be millions. */
#include "service/screen/order.h"

#include "base/mem.h"

#include <stdlib.h>

enum { DIGIT = 11, DIGITS = 1 << DIGIT };

struct numbered {
    struct screen_finding finding;
    uint64_t id; /* from the least */
};

struct ordering {
    struct numbered *at, *room;
    size_t n;
    uint64_t most;
};

static void sort_by_digit(struct ordering *o, unsigned shift)
{
    size_t start[DIGITS] = {0}, at = 0;
    struct numbered *was = o->at;

    for (size_t i = 0; i < o->n; i++)
        start[was[i].id >> shift & (DIGITS - 1)]++;
    for (size_t d = 0; d < DIGITS; d++) {
        size_t n = start[d];

        start[d] = at;
        at += n;
    }
    for (size_t i = 0; i < o->n; i++)
        o->room[start[was[i].id >> shift & (DIGITS - 1)]++] = was[i];
    o->at = o->room;
    o->room = was;
}

/* Findings of one plan; false: they are in order. */
static bool number(struct ordering *o, const struct column_table *t, const struct screen_finding *f,
                   size_t n)
{
    int64_t least = INT64_MAX;
    bool sorted = true;

    o->n = n;
    for (size_t i = 0; i < n; i++) {
        int64_t id = column_row_id(t, f[i].row);

        o->at[i] = (struct numbered){f[i], (uint64_t)id};
        least = id < least ? id : least;
        sorted = sorted && (i == 0 || id >= (int64_t)o->at[i - 1].id);
    }
    o->most = 0;
    for (size_t i = 0; i < n; i++) {
        o->at[i].id -= (uint64_t)least;
        o->most |= o->at[i].id;
    }
    return !sorted;
}

static void order_plan(struct ordering *o, const struct column_table *t, struct screen_finding *f,
                       size_t n)
{
    if (!number(o, t, f, n))
        return;
    for (unsigned shift = 0; shift < 64 && o->most >> shift; shift += DIGIT)
        sort_by_digit(o, shift);
    for (size_t i = 0; i < n; i++)
        f[i] = o->at[i].finding;
}

void screen_order(const struct rule_world *w, struct rule_plan *const *plan,
                  struct screen_findings *f)
{
    struct ordering o = {.at = mem_alloc((f->n + 1) * sizeof(*o.at)),
                         .room = mem_alloc((f->n + 1) * sizeof(*o.room))};

    for (size_t from = 0, to; from < f->n; from = to) {
        const struct law_dataset *d = plan[f->at[from].plan]->dataset;

        for (to = from; to < f->n && f->at[to].plan == f->at[from].plan;)
            to++;
        order_plan(&o, &w->table[d - w->law->dataset], f->at + from, to - from);
    }
    free(o.at);
    free(o.room);
}
