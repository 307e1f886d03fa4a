/*
 * image/catchup.c - takes in what came to the store since the image's marks; see image.h.
 *
 * All within one view of the store: first what was corrected and which numbers now stand together,
 * then, when no case can have been taken apart, the rows.
 */
#include "image/image_internal.h"

#include <stdlib.h>

struct corrected { /* a record with a former self behind the mark */
    int64_t id;
    struct str *number; /* that its self in the image had, normalised; only two or more */
    size_t nnumber;
};

struct coming { /* of a dataset */
    struct registry_mark mark;
    struct registry_cursor *cursor;
    VEC(struct corrected) corrected;
};

struct catching {
    struct image *img;
    struct store *store;
    struct arena *a;
    struct coming *coming; /* [ndataset] */
    VEC(struct str) lost;
    struct image_changes *changes;
    bool split;
};

/* ---- numbers of cases ---- */

static size_t numbers_of(const struct image_table *t, const struct registry_cursor_row *row,
                         struct arena *a, struct str *ret)
{
    size_t n = 0;

    for (size_t i = 0; i < row->ncell; i++) {
        struct str number;

        if (!image_names_case(t, row->cell[i].field))
            continue;
        number = registry_case_number(a, row->cell[i].text);
        if (number.n > 0)
            ret[n++] = str_dup(a, number);
    }
    return n;
}

static void join_numbers(struct catching *c, const struct str *number, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct str lost = registry_cases_join(&c->img->cases, number[0], number[i]);

        if (lost.p)
            vec_push(c->a, &c->lost, lost);
    }
}

static bool is_among(struct str s, const struct str *number, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(s, number[i]))
            return true;
    return false;
}

/* ---- what was corrected ---- */

static int by_record(const void *a, const void *b)
{
    const struct corrected *x = a, *y = b;

    return (x->id > y->id) - (x->id < y->id);
}

/* The first former self behind the mark is the one that the image has. */
static enum err_code read_former(struct catching *c, size_t d, struct err *err)
{
    const struct image_table *t = &c->img->table[d];
    struct coming *k = &c->coming[d];
    struct registry_cursor_row row;
    struct map seen;
    bool more = true;

    map_init(&seen, c->a);
    TRY(registry_cursor_start(k->cursor, REGISTRY_CURSOR_FORMER, t->mark.former, k->mark.former,
                              err));
    for (;;) {
        struct corrected one = {0};
        struct str key;

        TRY(registry_cursor_next(k->cursor, &more, &row, err));
        if (!more)
            return ERR_OK;
        key = (struct str){(const char *)&row.id, sizeof(row.id)};
        if (row.id > t->mark.record || map_get(&seen, key))
            continue;
        map_put(&seen, str_dup(c->a, key), c);
        one.id = row.id;
        one.number = ARENA_ARRAY(c->a, struct str, t->nnumber + 1);
        one.nnumber = numbers_of(t, &row, c->a, one.number);
        vec_push(c->a, &k->corrected, one);
    }
}

/* Numbers that stood together and do not any more may have held a case together. */
static enum err_code check_corrected(struct catching *c, size_t d, struct err *err)
{
    const struct image_table *t = &c->img->table[d];
    struct coming *k = &c->coming[d];
    struct str *number = ARENA_ARRAY(c->a, struct str, t->nnumber + 1);

    if (k->corrected.n > 0)
        qsort(k->corrected.at, k->corrected.n, sizeof(*k->corrected.at), by_record);
    for (size_t i = 0; i < k->corrected.n; i++) {
        const struct corrected *one = &k->corrected.at[i];
        struct registry_cursor_row row;
        bool more;
        size_t n;

        TRY(registry_cursor_start(k->cursor, REGISTRY_CURSOR_ONE, one->id, 0, err));
        TRY(registry_cursor_next(k->cursor, &more, &row, err));
        n = more ? numbers_of(t, &row, c->a, number) : 0;
        registry_cursor_end(k->cursor);
        for (size_t m = 0; one->nnumber > 1 && m < one->nnumber; m++)
            c->split |= !is_among(one->number[m], number, n);
    }
    return ERR_OK;
}

/* ---- which numbers stand together now ---- */

static enum err_code join_one(struct catching *c, size_t d, int64_t from, int64_t to,
                              enum registry_cursor_of of, struct err *err)
{
    const struct image_table *t = &c->img->table[d];
    struct registry_cursor *cursor = c->coming[d].cursor;
    struct str *number = ARENA_ARRAY(c->a, struct str, t->nnumber + 1);
    struct registry_cursor_row row;
    bool more = true;

    TRY(registry_cursor_start(cursor, of, from, to, err));
    for (;;) {
        TRY(registry_cursor_next(cursor, &more, &row, err));
        if (!more)
            return ERR_OK;
        join_numbers(c, number, numbers_of(t, &row, c->a, number));
    }
}

static enum err_code join_rows(struct catching *c, size_t d, struct err *err)
{
    const struct image_table *t = &c->img->table[d];
    const struct coming *k = &c->coming[d];

    if (t->nnumber < 2)
        return ERR_OK;
    for (size_t i = 0; i < k->corrected.n; i++)
        TRY(join_one(c, d, k->corrected.at[i].id, 0, REGISTRY_CURSOR_ONE, err));
    return join_one(c, d, t->mark.record, k->mark.record, REGISTRY_CURSOR_RANGE, err);
}

/* ---- rows ---- */

static void take_row(struct catching *c, size_t d, const struct registry_cursor_row *row)
{
    struct column_table *t = &c->img->world.table[d];
    struct image_change change = {d, row->id, IMAGE_NO_ROW, IMAGE_NO_ROW};
    size_t was = SIZE_MAX, to;

    if (row->id <= c->img->table[d].mark.record || c->img->table[d].was_put)
        was = column_find_row(t, row->id);
    if (was != SIZE_MAX && !column_row_gone(t, was)) {
        image_tail_drop(c->img, d, was);
        change.gone = (int64_t)was;
    }
    to = image_tail_row(c->img, d, row->id);
    for (size_t i = 0; i < row->ncell; i++)
        image_tail_set(c->img, d, to, &row->cell[i]);
    image_tail_done(c->img, d, to);
    change.came = (int64_t)to;
    vec_push(c->a, &c->changes->v, change);
}

static enum err_code take_range(struct catching *c, size_t d, int64_t from, int64_t to,
                                enum registry_cursor_of of, struct err *err)
{
    struct registry_cursor *cursor = c->coming[d].cursor;
    struct registry_cursor_row row;
    bool more = true;

    TRY(registry_cursor_start(cursor, of, from, to, err));
    for (;;) {
        TRY(registry_cursor_next(cursor, &more, &row, err));
        if (!more)
            return ERR_OK;
        take_row(c, d, &row);
    }
}

static enum err_code take_rows(struct catching *c, size_t d, struct err *err)
{
    const struct coming *k = &c->coming[d];

    for (size_t i = 0; i < k->corrected.n; i++)
        TRY(take_range(c, d, k->corrected.at[i].id, 0, REGISTRY_CURSOR_ONE, err));
    TRY(take_range(c, d, c->img->table[d].mark.record, k->mark.record, REGISTRY_CURSOR_RANGE, err));
    c->img->table[d].mark = k->mark;
    return ERR_OK;
}

/* ---- the whole ---- */

static enum err_code look(struct catching *c, bool *ret_any, struct err *err)
{
    const struct image *img = c->img;

    *ret_any = false;
    for (size_t d = 0; d < img->law->ndataset; d++) {
        const struct image_table *t = &img->table[d];
        struct coming *k = &c->coming[d];

        if (!t->read)
            continue;
        TRY(registry_mark(c->store, t->dataset, &k->mark, err));
        *ret_any |= k->mark.record != t->mark.record || k->mark.former != t->mark.former;
    }
    return ERR_OK;
}

static enum err_code prepare(struct catching *c, struct err *err)
{
    const struct image *img = c->img;

    for (size_t d = 0; d < img->law->ndataset; d++) {
        const struct image_table *t = &img->table[d];

        if (!t->read)
            continue;
        TRY(registry_cursor_open(c->store, img->law, t->dataset, t->field, t->nfield, c->a,
                                 &c->coming[d].cursor, err));
        TRY(read_former(c, d, err));
        TRY(check_corrected(c, d, err));
    }
    return ERR_OK;
}

static enum err_code take_in(struct catching *c, struct err *err)
{
    const struct image *img = c->img;

    image_ready_cases(c->img);
    for (size_t d = 0; d < img->law->ndataset; d++)
        if (img->table[d].read)
            TRY(join_rows(c, d, err));
    for (size_t d = 0; d < img->law->ndataset; d++)
        if (img->table[d].read)
            TRY(take_rows(c, d, err));
    image_tail_rename(c->img, c->lost.at, c->lost.n, c->a, c->changes);
    return ERR_OK;
}

static enum err_code catch_up(struct catching *c, struct err *err)
{
    bool any;

    if (!store_in_transaction(c->store))
        TRY(store_begin_read(c->store, err));
    TRY(look(c, &any, err));
    if (!any)
        return ERR_OK;
    TRY(prepare(c, err));
    return c->split ? ERR_OK : take_in(c, err);
}

enum err_code image_catch_up(struct image *img, struct store *s, struct arena *a,
                             struct image_changes *ret, bool *ret_split, struct err *err)
{
    struct image_changes changes = {0};
    struct catching c = {.img = img, .store = s, .a = a, .changes = &changes};
    bool within = store_in_transaction(s);
    enum err_code rc;

    c.coming = ARENA_ARRAY(a, struct coming, img->law->ndataset + 1);
    rc = catch_up(&c, err);
    if (!within)
        store_rollback(s);
    if (rc != ERR_OK)
        return rc;
    *ret = changes;
    *ret_split = c.split;
    return ERR_OK;
}
