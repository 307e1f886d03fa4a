/*
 * image/since.c - which rows may have other answers than at an earlier moment; see image.h.
 *
 * Only the store knows what was there then: new records and corrected ones are told by its marks,
 * and the first former self behind the mark is what a corrected record was.  Whatever the files of
 * the image were made of does not matter, so a new image forgets nothing.
 *
 * Cases: a number that a record brought may have joined two cases, and one that it lost may have
 * taken one apart.  All rows of a case that such a record stands in, or stood in, count as changed.
 */
#include "image/image_internal.h"

#include "rule/aids.h"

#include <stdlib.h>

/* Ids of rows that stand for former selves: no record has them. */
enum { FORMER_SHIFT = 62 };

struct since {
    struct image *img;
    struct store *store;
    const struct registry_mark *mark; /* [ndataset] */
    struct arena *a;
    struct image_changes *ret;
    VEC(int64_t) code; /* of cases whose rows all count */
};

/* ---- numbers ---- */

static bool row_is_numbered_twice(const struct since *c, size_t d, size_t row)
{
    const struct column_table *t = &c->img->world.table[d];
    size_t n = 0;

    for (size_t i = 0; i < c->img->table[d].nnumber; i++)
        n += column_known(&t->column[c->img->table[d].number[i]], row);
    return n > 1;
}

static void add_case_of_row(struct since *c, size_t d, size_t row)
{
    const struct column_table *t = &c->img->world.table[d];
    int64_t code;

    if (row_is_numbered_twice(c, d, row) &&
        column_get(&t->column[c->img->law->dataset[d].case_field], row, &code))
        vec_push(c->a, &c->code, code);
}

/* Numbers that stood together may stand in cases of their own now. */
static void add_cases_of_former(struct since *c, size_t d, const struct registry_cursor_row *row)
{
    struct str *number = ARENA_ARRAY(c->a, struct str, c->img->table[d].nnumber + 1);
    size_t n = 0;

    for (size_t i = 0; i < row->ncell; i++)
        if (image_names_case(&c->img->table[d], row->cell[i].field))
            number[n++] = registry_case_number(c->a, row->cell[i].text);
    for (size_t i = 0; n > 1 && i < n; i++) {
        struct str name = number[i].n ? registry_cases_name(&c->img->cases, number[i]) : STR_NULL;
        int64_t code = number[i].n ? column_pool_find(c->img->world.pool, name.p ? name : number[i])
                                   : COLUMN_NO_CODE;

        if (code != COLUMN_NO_CODE)
            vec_push(c->a, &c->code, code);
    }
}

/* ---- records ---- */

static void add_new(struct since *c, size_t d)
{
    const struct column_table *t = &c->img->world.table[d];
    int64_t after = c->mark[d].record;

    for (size_t b = 0; t->id && t->id->chunk && b < t->nblock; b++) {
        const struct column_chunk *k = &t->id->chunk[b];

        for (size_t i = 0; k->known && k->most > after && i < t->fill[b]; i++) {
            size_t row = (b << COLUMN_BLOCK_BITS) + i;
            int64_t id = column_chunk_value(k, i);

            if (id <= after || column_row_gone(t, row))
                continue;
            vec_push(c->a, &c->ret->v, (struct image_change){d, id, IMAGE_NO_ROW, (int64_t)row});
            add_case_of_row(c, d, row);
        }
    }
}

/* A row with the former values that was never there: no index, no statistic knows it. */
static size_t former_row(struct since *c, size_t d, const struct registry_cursor_row *row)
{
    struct image *img = c->img;
    size_t to =
        image_tail_row(img, d, ((int64_t)1 << FORMER_SHIFT) + (int64_t)img->world.table[d].n);

    for (size_t i = 0; i < row->ncell; i++)
        image_tail_set(img, d, to, &row->cell[i]);
    column_table_drop(&img->world.table[d], to);
    return to;
}

static enum err_code add_corrected_one(struct since *c, size_t d,
                                       const struct registry_cursor_row *row, struct err *err)
{
    size_t now = column_find_row(&c->img->world.table[d], row->id);

    if (now == SIZE_MAX || column_row_gone(&c->img->world.table[d], now))
        return err_set(err, ERR_CONFLICT, "record %lld is not in its image", (long long)row->id);
    image_ready_cases(c->img);
    add_cases_of_former(c, d, row);
    add_case_of_row(c, d, now);
    vec_push(c->a, &c->ret->v,
             (struct image_change){d, row->id, (int64_t)former_row(c, d, row), (int64_t)now});
    return ERR_OK;
}

static enum err_code add_corrected(struct since *c, size_t d, struct err *err)
{
    const struct image_table *t = &c->img->table[d];
    struct registry_cursor *cursor;
    struct registry_cursor_row row;
    struct map seen;
    bool more = true;

    if (c->mark[d].former >= t->mark.former)
        return ERR_OK;
    map_init(&seen, c->a);
    TRY(registry_cursor_open(c->store, c->img->law, t->dataset, t->field, t->nfield, c->a, &cursor,
                             err));
    TRY(registry_cursor_start(cursor, REGISTRY_CURSOR_FORMER, c->mark[d].former, t->mark.former,
                              err));
    for (;;) {
        struct str key;

        TRY(registry_cursor_next(cursor, &more, &row, err));
        if (!more)
            return ERR_OK;
        key = (struct str){(const char *)&row.id, sizeof(row.id)};
        if (row.id > c->mark[d].record || map_get(&seen, key))
            continue;
        map_put(&seen, str_dup(c->a, key), c);
        TRY(add_corrected_one(c, d, &row, err));
    }
}

/* ---- cases ---- */

static int by_code(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void add_row_of_case(struct since *c, size_t d, size_t row)
{
    const struct column_table *t = &c->img->world.table[d];

    if (!column_row_gone(t, row))
        vec_push(c->a, &c->ret->v,
                 (struct image_change){d, column_row_id(t, row), IMAGE_NO_ROW, (int64_t)row});
}

static void add_rows_of_case(struct since *c, size_t d, int64_t code)
{
    const struct law_dataset *dataset = &c->img->law->dataset[d];
    const struct column_index *x =
        rule_aids_index(&c->img->world, dataset, dataset->case_field, -1);
    struct column_rows r;

    column_index_find(x, code, &r);
    for (uint32_t i = 0; i < r.n; i++)
        add_row_of_case(c, d, column_rows_at(&r, i));
    for (uint32_t row = r.chain; row; row = column_index_next(x, row - 1))
        add_row_of_case(c, d, row - 1);
}

static void add_cases(struct since *c)
{
    if (c->code.n > 1)
        qsort(c->code.at, c->code.n, sizeof(*c->code.at), by_code);
    for (size_t d = 0; d < c->img->law->ndataset; d++)
        for (size_t i = 0;
             c->img->table[d].read && c->img->law->dataset[d].case_field >= 0 && i < c->code.n; i++)
            if (i == 0 || c->code.at[i] != c->code.at[i - 1])
                add_rows_of_case(c, d, c->code.at[i]);
}

/* ---- the whole ---- */

bool image_mark(const struct image *img, size_t dataset, struct registry_mark *ret)
{
    *ret = img->table[dataset].mark;
    return img->table[dataset].read;
}

enum err_code image_changes_since(struct image *img, struct store *s,
                                  const struct registry_mark *mark, struct arena *a,
                                  struct image_changes *ret, int64_t *ret_records, struct err *err)
{
    struct image_changes changes = {0};
    struct since c = {.img = img, .store = s, .mark = mark, .a = a, .ret = &changes};

    for (size_t d = 0; d < img->law->ndataset; d++) {
        if (!img->table[d].read)
            continue;
        add_new(&c, d);
        TRY(add_corrected(&c, d, err));
    }
    *ret_records = (int64_t)changes.v.n;
    add_cases(&c);
    *ret = changes;
    return ERR_OK;
}
