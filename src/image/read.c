/*
 * image/read.c - every record of a store into blocks, by several readers; see build.h.
 *
 * Each reader has a connection of its own.  All must see the same moment: their marks are compared
 * before the first row is read.
 */
#include "base/bug.h"
#include "base/mem.h"
#include "image/stripe.h"

#include <stdlib.h>

enum {
    UNIT = 32768,  /* ids that a reader takes at a time */
    CACHE = 256,   /* texts that a column remembers; a power of two */
    TRIAL = 8192,  /* lookups before a column that does not repeat itself gives up remembering */
    ATTEMPTS = 16, /* to find a moment at which nothing is being written */
};

struct unit {
    size_t dataset;
    int64_t from, to;
};

struct reading {
    struct image_build *b;
    struct unit *unit;
    size_t nunit;
    atomic_size_t next;
    atomic_bool failed;
    _Atomic int64_t done;
};

struct remembered {
    struct str text; /* the pool's */
    uint64_t hash;
    int64_t code;
};

struct memory {            /* of a column of texts */
    struct remembered *at; /* [CACHE], or NULL: given up */
    uint32_t asked, found;
};

struct reader {
    struct reading *all;
    struct store *store;
    struct arena arena, scratch, *kept;
    struct column_pool_writer writer;
    struct image_stripes *stripes; /* [ndataset] */
    struct registry_cursor **cursor;
    struct memory **memory; /* [ndataset][nfield] */
    struct ready *ready;    /* of a row's cells */
    uint32_t *open;         /* which of them are not known by a number yet */
    pthread_t thread;
    bool first;
    enum err_code rc;
    struct err err;
};

/* ---- values ---- */

/* A value on its way to a code: the places of the pool that a row asks for are fetched all at once. */
struct ready {
    bool done;
    int64_t value;
    uint64_t hash;
    struct remembered *slot; /* where to remember the code; NULL: nowhere */
};

static struct str bytes_of(const struct registry_cell *cell, enum column_kind kind)
{
    if (kind == COLUMN_ID)
        return (struct str){(const char *)&cell->num, sizeof(cell->num)};
    return cell->text;
}

static void recall(struct memory *m, struct str text, struct ready *ret)
{
    struct remembered *k = &m->at[ret->hash & (CACHE - 1)];

    if (++m->asked == TRIAL && m->found < TRIAL / 4)
        m->at = NULL;
    ret->slot = k;
    if (k->hash != ret->hash || !k->text.p || !str_eq(k->text, text))
        return;
    m->found++;
    ret->done = true;
    ret->value = k->code;
}

static void look_ahead(struct reader *r, size_t dataset, const struct registry_cell *cell,
                       struct ready *ret)
{
    const struct image_build *b = r->all->b;
    enum column_kind kind = b->world.table[dataset].column[cell->field].kind;
    struct memory *m = &r->memory[dataset][cell->field];
    struct str bytes;

    *ret = (struct ready){.done = kind == COLUMN_NUMBER, .value = cell->num};
    if (ret->done)
        return;
    bytes = bytes_of(cell, kind);
    ret->hash = str_hash(bytes);
    if (m->at)
        recall(m, bytes, ret);
    if (!ret->done)
        column_pool_ahead(b->world.pool, ret->hash);
}

/* New values of one cause lie together: so its blocks need few bytes a code, and whoever looks for
 * words in its texts looks at few chunks. */
static uint32_t domain_of(const struct column *c, int64_t cause)
{
    return c->domain + RULE_DOMAINS * (uint32_t)(cause + 1);
}

static int64_t code_of(struct reader *r, const struct column *c, const struct registry_cell *cell,
                       int64_t cause, const struct ready *k)
{
    struct column_pool *pool = r->all->b->world.pool;
    int64_t code = column_pool_put_hashed(pool, &r->writer, domain_of(c, cause),
                                          bytes_of(cell, c->kind), k->hash);

    if (k->slot)
        *k->slot = (struct remembered){column_pool_get(pool, code, &r->scratch), k->hash, code};
    return code;
}

/* ---- rows ---- */

static bool names_case(const struct image_share *s, int field)
{
    for (size_t i = 0; i < s->nnumber; i++)
        if (s->number[i] == field)
            return true;
    return false;
}

static void join_numbers(struct reader *r, const struct image_share *s,
                         const struct registry_cursor_row *row)
{
    struct image_build *b = r->all->b;
    struct str first = STR_NULL;

    for (size_t i = 0; i < row->ncell; i++) {
        struct str number;

        if (!names_case(s, row->cell[i].field))
            continue;
        number = registry_case_number(&r->scratch, row->cell[i].text);
        if (first.n > 0 && number.n > 0) {
            pthread_mutex_lock(&b->lock);
            registry_cases_join(&b->cases, first, number);
            pthread_mutex_unlock(&b->lock);
        } else if (number.n > 0)
            first = number;
    }
    arena_reset(&r->scratch);
}

static bool may_join(const struct image_share *s, const struct registry_cursor_row *row)
{
    size_t n = 0;

    for (size_t i = 0; s->nnumber > 1 && i < row->ncell; i++)
        n += names_case(s, row->cell[i].field);
    return n > 1;
}

static int64_t cause_of(const struct image_share *s, const struct registry_cursor_row *row)
{
    for (size_t i = 0; s->dataset->cause_field >= 0 && i < row->ncell; i++)
        if (row->cell[i].field == s->dataset->cause_field)
            return row->cell[i].num;
    return -1;
}

/* Places of the pool are far apart: those that the row needs come at the same time, step by step. */
static void fetch_cells(struct reader *r, size_t dataset, const struct registry_cursor_row *row)
{
    const struct column_pool *pool = r->all->b->world.pool;
    size_t n = 0;

    for (size_t i = 0; i < row->ncell; i++) {
        look_ahead(r, dataset, &row->cell[i], &r->ready[i]);
        if (!r->ready[i].done)
            r->open[n++] = (uint32_t)i;
    }
    for (size_t i = 0; i < n; i++)
        r->ready[r->open[i]].value = column_pool_guess(pool, r->ready[r->open[i]].hash);
    for (size_t i = 0; i < n; i++)
        column_pool_fetch(pool, r->ready[r->open[i]].value);
}

static void put_cells(struct reader *r, size_t dataset, int64_t cause, struct image_stripe *t,
                      const struct registry_cursor_row *row)
{
    const struct column_table *table = &r->all->b->world.table[dataset];

    fetch_cells(r, dataset, row);
    for (size_t i = 0; i < row->ncell; i++) {
        const struct registry_cell *cell = &row->cell[i];
        const struct ready *k = &r->ready[i];
        int64_t v = k->done ? k->value : code_of(r, &table->column[cell->field], cell, cause, k);

        image_stripe_put(t, image_stripe_column(t, (size_t)cell->field), v);
    }
}

static enum err_code take_row(struct reader *r, size_t dataset,
                              const struct registry_cursor_row *row, struct err *err)
{
    struct image_share *s = &r->all->b->share[dataset];
    int64_t cause = cause_of(s, row);
    struct image_stripe *t;

    TRY(image_stripes_row(&r->stripes[dataset], cause, row->id, &t, err));
    put_cells(r, dataset, cause, t, row);
    if (may_join(s, row))
        join_numbers(r, s, row);
    return ERR_OK;
}

static enum err_code read_unit(struct reader *r, const struct unit *u, struct err *err)
{
    struct registry_cursor *c = r->cursor[u->dataset];
    struct registry_cursor_row row;
    int64_t n = 0;
    bool more = true;

    TRY(registry_cursor_start(c, REGISTRY_CURSOR_RANGE, u->from, u->to, err));
    for (;;) {
        TRY(registry_cursor_next(c, &more, &row, err));
        if (!more)
            break;
        TRY(take_row(r, u->dataset, &row, err));
        n++;
    }
    atomic_fetch_add(&r->all->done, n);
    return ERR_OK;
}

static void show_progress(const struct reader *r)
{
    const struct image_build *b = r->all->b;

    int64_t done = atomic_load(&r->all->done);

    if (r->first && b->q->progress && done < b->all)
        b->q->progress(b->q->progress_p, done, b->all);
}

static void *read_units(void *p)
{
    struct reader *r = p;
    size_t i;

    while (!atomic_load(&r->all->failed) &&
           (i = atomic_fetch_add(&r->all->next, 1)) < r->all->nunit) {
        r->rc = read_unit(r, &r->all->unit[i], &r->err);
        if (r->rc != ERR_OK) {
            atomic_store(&r->all->failed, true);
            break;
        }
        show_progress(r);
    }
    return NULL;
}

/* ---- one moment ---- */

static enum err_code read_marks(struct store *s, const struct image_build *b,
                                struct registry_mark *ret, struct err *err)
{
    for (size_t d = 0; d < b->q->law->ndataset; d++)
        if (b->share[d].read)
            TRY(registry_mark(s, b->share[d].dataset, &ret[d], err));
    return ERR_OK;
}

/* Records are never taken away, and a correction leaves a former self: so two views with equal marks
 * agree on every record up to them. */
static enum err_code same_moment(struct image_build *b, struct reader *r, int n, bool *ret_same,
                                 struct err *err)
{
    size_t ndataset = b->q->law->ndataset;
    struct registry_mark *first = ARENA_ARRAY(&b->arena, struct registry_mark, ndataset + 1);
    struct registry_mark *other = ARENA_ARRAY(&b->arena, struct registry_mark, ndataset + 1);

    *ret_same = true;
    TRY(store_begin_read(r[0].store, err));
    TRY(read_marks(r[0].store, b, first, err));
    for (int i = 1; i < n; i++) {
        TRY(store_begin_read(r[i].store, err));
        TRY(read_marks(r[i].store, b, other, err));
        if (memcmp(first, other, ndataset * sizeof(*first)) != 0)
            *ret_same = false;
    }
    for (size_t d = 0; d < ndataset; d++)
        b->share[d].mark = first[d];
    return ERR_OK;
}

/* When imports do not pause, one reader goes on alone. */
static enum err_code agree(struct image_build *b, struct reader *r, int *n, struct err *err)
{
    for (int attempt = 0;; attempt++) {
        bool same;

        if (attempt == ATTEMPTS)
            *n = 1;
        TRY(same_moment(b, r, *n, &same, err));
        if (same)
            break;
        for (int i = 0; i < *n; i++)
            store_rollback(r[i].store);
    }
    return registry_history(r[0].store, INT64_MAX, &b->manifest.last_import, &b->manifest.history,
                            err);
}

/* ---- preparing ---- */

/* The fields that a row can have, and which of them name its case. */
static enum err_code choose_fields(struct image_build *b, struct store *s, struct image_share *sh,
                                   struct err *err)
{
    const struct law_dataset *d = sh->dataset;
    bool *filled = ARENA_ARRAY(&b->arena, bool, d->nfield + 1);

    sh->field = ARENA_ARRAY(&b->arena, int, d->nfield + 1);
    sh->number = ARENA_ARRAY(&b->arena, int, d->ncase_from + 1);
    TRY(registry_filled(s, d, filled, err));
    for (size_t f = 0; f < d->nfield; f++)
        if (sh->want[f] && filled[f])
            sh->field[sh->nfield++] = (int)f;
    for (size_t i = 0; d->case_field >= 0 && i < d->ncase_from; i++)
        if (sh->want[d->case_from[i]] && filled[d->case_from[i]])
            sh->number[sh->nnumber++] = d->case_from[i];
    return ERR_OK;
}

static void remember(struct reader *r, const struct column_table *t, const struct image_share *s,
                     struct memory **ret)
{
    struct memory *m = ARENA_ARRAY(&r->arena, struct memory, t->ncolumn + 1);

    for (size_t i = 0; i < s->nfield; i++)
        if (t->column[s->field[i]].kind == COLUMN_TEXT)
            m[s->field[i]].at = ARENA_ARRAY(&r->arena, struct remembered, CACHE);
    *ret = m;
}

static enum err_code ready(struct reader *r, struct err *err)
{
    struct image_build *b = r->all->b;
    const struct law *law = b->q->law;
    size_t most = 0;

    for (size_t d = 0; d < law->ndataset; d++)
        most = b->share[d].nfield > most ? b->share[d].nfield : most;
    r->stripes = ARENA_ARRAY(&r->arena, struct image_stripes, law->ndataset + 1);
    r->cursor = ARENA_ARRAY(&r->arena, struct registry_cursor *, law->ndataset + 1);
    r->memory = ARENA_ARRAY(&r->arena, struct memory *, law->ndataset + 1);
    r->ready = ARENA_ARRAY(&r->arena, struct ready, most + 1);
    r->open = ARENA_ARRAY(&r->arena, uint32_t, most + 1);
    for (size_t d = 0; d < law->ndataset; d++) {
        struct image_share *s = &b->share[d];

        if (!s->read)
            continue;
        image_stripes_init(&r->stripes[d], s, &b->world.table[d],
                           s->dataset->cause_field < 0 ? 0 : law->ncause, r->kept);
        remember(r, &b->world.table[d], s, &r->memory[d]);
        TRY(registry_cursor_open(r->store, law, s->dataset, s->field, s->nfield, &r->arena,
                                 &r->cursor[d], err));
    }
    return ERR_OK;
}

static int by_record(const void *a, const void *b)
{
    const struct image_share *const *x = a, *const *y = b;

    return ((*x)->mark.record < (*y)->mark.record) - ((*x)->mark.record > (*y)->mark.record);
}

/* The largest dataset first: values that it shares with others lie among its own. */
static void cut_units(struct image_build *b, struct reading *all)
{
    size_t n = b->q->law->ndataset;
    struct image_share **s = ARENA_ARRAY(&b->arena, struct image_share *, n + 1);
    VEC(struct unit) v = {0};

    for (size_t d = 0; d < n; d++)
        s[d] = &b->share[d];
    qsort(s, n, sizeof(struct image_share *), by_record);
    for (size_t i = 0; i < n; i++) {
        int64_t last = s[i]->mark.record;

        b->all += last;
        for (int64_t from = 0; from < last; from += UNIT)
            vec_push(&b->arena, &v,
                     (struct unit){(size_t)(s[i] - b->share), from,
                                   last - from < UNIT ? last : from + UNIT});
    }
    all->unit = v.at;
    all->nunit = v.n;
}

/* Room for every value that the readers can put: no chunk may move while they put. */
static void reserve_pool(struct image_build *b)
{
    enum { EXPECTED = 4 }; /* new values a record, about */
    size_t domains = RULE_DOMAINS * (b->q->law->ncause + 1), n = ((size_t)b->threads + 1) * domains;
    size_t rows = 0;

    for (size_t d = 0; d < b->q->law->ndataset; d++) {
        rows += (size_t)b->share[d].mark.record;
        n += ((size_t)b->share[d].mark.record / COLUMN_POOL_CHUNK + 1) * b->share[d].nfield;
    }
    column_pool_reserve(b->world.pool, n);
    column_pool_expect(b->world.pool, rows * EXPECTED);
}

/* ---- all readers ---- */

static enum err_code run(struct reader *r, int n, struct err *err)
{
    int started = 1;

    while (started < n && pthread_create(&r[started].thread, NULL, read_units, &r[started]) == 0)
        started++;
    read_units(&r[0]);
    for (int i = 1; i < started; i++)
        pthread_join(r[i].thread, NULL);
    for (int i = 0; i < started; i++)
        if (r[i].rc != ERR_OK) {
            *err = r[i].err;
            return r[i].rc;
        }
    return ERR_OK;
}

static int by_cause(const void *a, const void *b)
{
    const struct image_block *x = a, *y = b;

    if (x->cause != y->cause)
        return x->cause < y->cause ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

static enum err_code collect(struct image_build *b, size_t d, struct reader *r, int n,
                             struct err *err)
{
    struct image_stripes **s = ARENA_ARRAY(&b->arena, struct image_stripes *, (size_t)n);
    struct image_blocks *all = &b->share[d].blocks;
    size_t many = 0;

    for (int i = 0; i < n; i++)
        s[i] = &r[i].stripes[d];
    TRY(image_stripes_finish(s, (size_t)n, err));
    for (int i = 0; i < n; i++)
        many += s[i]->block.n;
    all->at = ARENA_ARRAY(&b->arena, struct image_block, many + 1);
    for (int i = 0; i < n; i++)
        for (size_t k = 0; k < s[i]->block.n; k++)
            all->at[all->n++] = s[i]->block.at[k];
    qsort(all->at, all->n, sizeof(*all->at), by_cause);
    return ERR_OK;
}

static enum err_code read_all(struct image_build *b, struct reading *all, struct reader *r, int n,
                              struct err *err)
{
    for (int i = 0; i < n; i++) {
        r[i].all = all;
        TRY(store_open(store_home(b->store), STORE_MAPPED, &r[i].store, err));
    }
    TRY(agree(b, r, &n, err));
    for (size_t d = 0; d < b->q->law->ndataset; d++)
        if (b->share[d].read)
            TRY(choose_fields(b, r[0].store, &b->share[d], err));
    cut_units(b, all);
    reserve_pool(b);
    for (int i = 0; i < n; i++)
        TRY(ready(&r[i], err));
    TRY(run(r, n, err));
    for (size_t d = 0; d < b->q->law->ndataset; d++)
        if (b->share[d].read)
            TRY(collect(b, d, r, n, err));
    return ERR_OK;
}

static void reader_release(struct reader *r)
{
    for (size_t d = 0; r->stripes && d < r->all->b->q->law->ndataset; d++)
        image_stripes_release(&r->stripes[d]);
    store_close(r->store);
    arena_release(&r->arena);
    arena_release(&r->scratch);
}

enum err_code image_build_read(struct image_build *b, struct err *err)
{
    struct reading all = {.b = b};
    struct reader *r = mem_zero((size_t)b->threads, sizeof(*r));
    enum err_code rc;

    for (int i = 0; i < b->threads; i++) {
        r[i].all = &all;
        r[i].first = i == 0;
        r[i].kept = &b->kept[i];
        arena_init(&r[i].arena, 0);
        arena_init(&r[i].scratch, 0);
        r[i].writer = b->writer[i];
    }
    rc = read_all(b, &all, r, b->threads, err);
    for (int i = 0; i < b->threads; i++) {
        b->writer[i] = r[i].writer;
        reader_release(&r[i]);
    }
    free(r);
    return rc;
}
