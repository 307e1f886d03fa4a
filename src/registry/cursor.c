/* registry/cursor.c - see cursor.h. */
#include "registry/cursor.h"

#include "base/bug.h"
#include "registry/identity.h"

/* ---- codes ---- */

/* The code that a column had last: rows that lie together are alike. */
struct decoder {
    bool is_code;
    struct map *index; /* code → index + 1 */
    char last[64];
    struct str last_text;
    int64_t last_index;
};

struct registry_cursor {
    struct arena *arena;
    const struct law *law;
    const struct law_dataset *dataset;
    const int *field;
    size_t nfield;
    struct decoder *decoder;   /* [nfield] */
    struct store_known *known; /* NULL: the store gathers them */
    struct registry_cell *cell;
    struct store_stmt *stmt[REGISTRY_CURSOR_FORMER + 1], *running;
    struct map cause, organ;
};

static void put_index(struct map *m, struct str key, size_t i)
{
    map_put(m, key, (void *)(uintptr_t)(i + 1));
}

static struct map *dictionary(struct registry_cursor *c, const struct law_field *f)
{
    struct map *m;

    if (f->type == LAW_ORGAN)
        return &c->organ;
    if (f->code_of == LAW_CODE_CAUSE)
        return &c->cause;
    m = ARENA_NEW(c->arena, struct map);
    map_init(m, c->arena);
    for (size_t i = 0; i < f->nvalue; i++)
        put_index(m, f->value[i], i);
    return m;
}

static void make_decoders(struct registry_cursor *c)
{
    map_init(&c->cause, c->arena);
    map_init(&c->organ, c->arena);
    for (size_t i = 0; i < c->law->ncause; i++)
        put_index(&c->cause, c->law->cause[i].code, i);
    for (size_t i = 0; i < c->law->norgan; i++)
        put_index(&c->organ, c->law->organ[i].id, i);
    c->decoder = ARENA_ARRAY(c->arena, struct decoder, c->nfield + 1);
    for (size_t i = 0; i < c->nfield; i++) {
        const struct law_field *f = &c->dataset->field[c->field[i]];

        if (f->type != LAW_CODE && f->type != LAW_ORGAN)
            continue;
        c->decoder[i].is_code = true;
        c->decoder[i].index = dictionary(c, f);
    }
}

static void look_up(struct decoder *d, struct str text)
{
    d->last_index = (int64_t)(uintptr_t)map_get(d->index, text) - 1;
    d->last_text = STR_NULL;
    if (text.n == 0 || text.n > sizeof(d->last))
        return;
    memcpy(d->last, text.p, text.n);
    d->last_text = (struct str){d->last, text.n};
}

/* False: this law has no such code. */
static bool decode(struct decoder *d, const struct store_known *k, struct registry_cell *cell)
{
    cell->num = k->num;
    cell->text = k->text;
    if (!d->is_code)
        return true;
    if (!d->last_text.p || !str_eq(d->last_text, k->text))
        look_up(d, k->text);
    cell->num = d->last_index;
    return d->last_index >= 0;
}

/* ---- statements ---- */

static void add_from(struct sql_maker *m, const struct law_dataset *d, enum registry_cursor_of of)
{
    sql_add(m, " FROM ");
    sql_name2(m, of == REGISTRY_CURSOR_FORMER ? STR("dh_") : STR("ds_"), d->id);
    switch (of) {
    case REGISTRY_CURSOR_RANGE:
        sql_add(m, " WHERE id > ? AND id <= ? ORDER BY id");
        return;
    case REGISTRY_CURSOR_ONE:
        sql_add(m, " WHERE id = ?");
        return;
    case REGISTRY_CURSOR_FORMER:
        sql_add(m, " WHERE rowid > ? AND rowid <= ? ORDER BY rowid");
        return;
    }
    BUG_ON(1);
}

/* The fields as columns 1, 2 …, one by one or gathered. */
static void add_columns(struct sql_maker *m, const struct registry_cursor *c)
{
    bool gather = !c->known;

    for (size_t i = 0; i < c->nfield; i++) {
        if (gather && i % STORE_GATHER == 0) {
            sql_add(m, ", liandong_gather(");
            sql_int(m, (int64_t)i + 1);
        }
        sql_add(m, ", ");
        sql_name(m, c->dataset->field[c->field[i]].column);
        if (gather && (i + 1 == c->nfield || (i + 1) % STORE_GATHER == 0))
            sql_add(m, ")");
    }
    if (gather && c->nfield == 0)
        sql_add(m, ", liandong_gather(1)");
}

static enum err_code prepare(struct store *s, struct registry_cursor *c, enum registry_cursor_of of,
                             struct err *err)
{
    struct sql_maker m;

    sql_make(&m, c->arena);
    if (of == REGISTRY_CURSOR_FORMER)
        sql_add(&m, "SELECT r_record");
    else
        sql_add(&m, "SELECT id");
    add_columns(&m, c);
    add_from(&m, c->dataset, of);
    return store_prepare(s, sql_done(&m), &c->stmt[of], err);
}

enum err_code registry_cursor_open(struct store *s, const struct law *law,
                                   const struct law_dataset *d, const int *field, size_t nfield,
                                   struct arena *a, struct registry_cursor **ret, struct err *err)
{
    struct registry_cursor *c = ARENA_NEW(a, struct registry_cursor);

    *c = (struct registry_cursor){.arena = a, .law = law, .dataset = d, .nfield = nfield};
    c->field = arena_copy(a, field, nfield * sizeof(*field));
    c->known = store_gathers(s) ? NULL : ARENA_ARRAY(a, struct store_known, nfield + 1);
    c->cell = ARENA_ARRAY(a, struct registry_cell, nfield + 1);
    make_decoders(c);
    for (int of = 0; of <= REGISTRY_CURSOR_FORMER; of++)
        TRY(prepare(s, c, (enum registry_cursor_of)of, err));
    *ret = c;
    return ERR_OK;
}

enum err_code registry_cursor_start(struct registry_cursor *c, enum registry_cursor_of of,
                                    int64_t from, int64_t to, struct err *err)
{
    struct store_value v[] = {store_int(from), store_int(to)};

    c->running = c->stmt[of];
    return store_start(c->running, v, of == REGISTRY_CURSOR_ONE ? 1 : 2, err);
}

enum err_code registry_cursor_next(struct registry_cursor *c, bool *ret_more,
                                   struct registry_cursor_row *ret, struct err *err)
{
    const struct store_known *known = c->known;
    size_t n, ncell = 0;
    bool more;

    TRY(store_next(c->running, &more, err));
    *ret_more = more;
    if (!more)
        return ERR_OK;
    n = c->known ? store_columns_known(c->running, 1, (int)c->nfield + 1, c->known)
                 : store_columns_gathered(c->running, &known);
    for (size_t i = 0; i < n; i++) {
        size_t at = (size_t)known[i].column - 1;

        if (!decode(&c->decoder[at], &known[i], &c->cell[ncell]))
            continue;
        c->cell[ncell++].field = c->field[at];
    }
    *ret = (struct registry_cursor_row){store_column_int(c->running, 0), c->cell, ncell};
    return ERR_OK;
}

void registry_cursor_end(struct registry_cursor *c)
{
    if (c->running)
        store_end(c->running);
}

/* ---- what there is ---- */

enum err_code registry_filled(struct store *s, const struct law_dataset *d, bool *ret_filled,
                              struct err *err)
{
    struct store_value v[] = {store_text(d->id)};
    struct store_stmt *q;
    bool row = true;

    for (size_t i = 0; i < d->nfield; i++)
        ret_filled[i] = true;
    TRY(store_query(s, "SELECT name FROM dataset_column WHERE dataset = ? AND filled = 0", &q,
                    err));
    TRY(store_start(q, v, 1, err));
    for (;;) {
        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        for (size_t i = 0; i < d->nfield; i++)
            if (str_eq(d->field[i].column, store_column_text(q, 0)))
                ret_filled[i] = false;
    }
}

static enum err_code greatest(struct store *s, struct sql_maker *m, int64_t *ret, struct err *err)
{
    struct store_stmt *q;
    bool row = false;

    TRY(store_prepare(s, sql_done(m), &q, err));
    TRY(store_start(q, NULL, 0, err));
    TRY(store_next(q, &row, err));
    *ret = store_column_int(q, 0);
    store_end(q);
    return ERR_OK;
}

static enum err_code read_mark(struct store *s, const struct law_dataset *d, struct arena *a,
                               struct registry_mark *ret, struct err *err)
{
    struct registry_mark mark;
    struct sql_maker m;

    sql_make(&m, a);
    sql_add(&m, "SELECT coalesce(max(id), 0) FROM ");
    sql_name2(&m, STR("ds_"), d->id);
    TRY(greatest(s, &m, &mark.record, err));
    sql_add(&m, "SELECT coalesce(max(rowid), 0) FROM ");
    sql_name2(&m, STR("dh_"), d->id);
    TRY(greatest(s, &m, &mark.former, err));
    *ret = mark;
    return ERR_OK;
}

enum err_code registry_mark(struct store *s, const struct law_dataset *d, struct registry_mark *ret,
                            struct err *err)
{
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    rc = read_mark(s, d, &a, ret, err);
    arena_release(&a);
    return rc;
}

/* One import, as text; lengths keep the parts apart. */
static void add_import(struct buf *b, const struct store_stmt *q)
{
    for (int i = 0; i < 6; i++) {
        struct store_value v = store_column(q, i);

        buf_fmt(b, "%d %lld %zu:", (int)v.kind, (long long)v.num, v.text.n);
        buf_str(b, v.text);
    }
}

enum err_code registry_history(struct store *s, int64_t upto, int64_t *ret_last,
                               struct registry_hash *ret, struct err *err)
{
    struct store_value v[] = {store_int(upto)};
    struct store_stmt *q;
    struct buf all = {0};
    enum err_code rc;
    int64_t last = 0;
    bool row = true;

    TRY(store_query(s,
                    "SELECT id, fingerprint, file, options, law_version, started_at FROM import"
                    " WHERE id <= ? ORDER BY id",
                    &q, err));
    rc = store_start(q, v, 1, err);
    while (rc == ERR_OK && (rc = store_next(q, &row, err)) == ERR_OK && row) {
        last = store_column_int(q, 0);
        add_import(&all, q);
    }
    if (rc == ERR_OK) {
        *ret_last = last;
        *ret = registry_hash_bytes(buf_view(&all).p, all.n);
    }
    buf_release(&all);
    return rc;
}
