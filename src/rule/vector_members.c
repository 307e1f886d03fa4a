/* rule/vector_members.c - the rows of a group, read once; see vector_walk.h. */
#include "base/mem.h"
#include "rule/vector_walk.h"

#include <stdlib.h>

struct rule_members *rule_members_new(void)
{
    return MEM_NEW(struct rule_members);
}

void rule_members_free(struct rule_members *m)
{
    for (size_t k = 0; k < RULE_MAX_KEYS; k++)
        free(m->key[k]);
    free(m->row);
    free(m->rank);
    free(m->lacks);
    free(m);
}

static void make_room(struct rule_members *m, size_t n)
{
    if (n <= m->room)
        return;
    m->room = n * 2;
    m->row = mem_realloc(m->row, m->room * sizeof(*m->row));
    m->rank = mem_realloc(m->rank, m->room * sizeof(*m->rank));
    m->lacks = mem_realloc(m->lacks, m->room);
    for (size_t k = 0; k < RULE_MAX_KEYS; k++)
        m->key[k] = mem_realloc(m->key[k], m->room * sizeof(*m->key[k]));
}

static void add_row(struct rule_walk *w, size_t row)
{
    struct rule_members *m = w->m;

    if (column_row_gone(w->index->table, row))
        return;
    make_room(m, m->n + 1);
    m->row[m->n] = (uint32_t)row;
    m->lacks[m->n++] = 0;
}

struct later {
    int64_t rank;
    uint32_t row;
    bool known;
};

static int by_rank(const void *a, const void *b)
{
    const struct later *x = a, *y = b;

    if (x->known != y->known)
        return x->known ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

/* Later rows are not sorted among the others. */
static void sort_members(struct rule_walk *w)
{
    struct rule_members *m = w->m;
    struct later *v = mem_alloc((m->n + 1) * sizeof(*v));

    for (size_t i = 0; i < m->n; i++) {
        v[i] = (struct later){.row = m->row[i]};
        v[i].known = column_index_rank(w->index, m->row[i], &v[i].rank);
    }
    if (m->n > 1)
        qsort(v, m->n, sizeof(*v), by_rank);
    for (size_t i = 0; i < m->n; i++)
        m->row[i] = v[i].row;
    free(v);
}

void rule_walk_ranks(struct rule_walk *w)
{
    struct rule_members *m = w->m;

    m->ranked = 0;
    while (m->ranked < m->n && column_index_rank(w->index, m->row[m->ranked], &m->rank[m->ranked]))
        m->ranked++;
}

static void read_key(struct rule_walk *w, size_t k)
{
    const struct column *c = &w->index->table->column[w->g->key.at[k].field];
    struct rule_members *m = w->m;

    for (size_t i = 0; i < m->n; i++)
        if (!column_get(c, m->row[i], &m->key[k][i]))
            m->lacks[i] |= (uint8_t)(1u << k);
}

void rule_walk_keys(struct rule_walk *w)
{
    for (size_t k = 0; k < w->nextra; k++)
        read_key(w, w->extra[k]);
}

/* The whole run, when none of it went. */
static void copy_run(struct rule_members *m, const struct column_rows *r)
{
    make_room(m, r->n);
    memcpy(m->row, r->at, r->n * sizeof(*m->row));
    memset(m->lacks, 0, r->n);
    m->n = r->n;
}

void rule_walk_rows(struct rule_walk *w, const struct column_rows *r)
{
    bool whole = r->at && w->index->ngone == 0;

    w->m->n = 0;
    if (whole)
        copy_run(w->m, r);
    for (uint32_t i = 0; !whole && i < r->n; i++)
        add_row(w, column_rows_at(r, i));
    for (uint32_t row = r->chain; row; row = column_index_next(w->index, row - 1))
        add_row(w, row - 1);
    if (w->ranked && r->chain)
        sort_members(w);
}

static bool are_alike(const struct rule_walk *w, size_t a, size_t b)
{
    for (size_t x = 0; x < w->nextra; x++)
        if (w->m->key[w->extra[x]][a] != w->m->key[w->extra[x]][b])
            return false;
    return !w->m->lacks[a] && !w->m->lacks[b];
}

/* In most small groups no two rows have the further keys in common: then nothing else is read. */
bool rule_walk_alike(const struct rule_walk *w)
{
    enum { FEW = 16 };
    size_t n = w->m->n;

    for (size_t i = 0; n <= FEW && i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            if (are_alike(w, i, k))
                return true;
    return n > FEW;
}
