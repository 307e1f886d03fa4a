/* image/tail.c - rows that come behind the files' blocks, and rows that go; see image_internal.h. */
#include "base/bug.h"
#include "image/image_internal.h"

#include <stdlib.h>

bool image_names_case(const struct image_table *t, int field)
{
    for (size_t i = 0; i < t->nnumber; i++)
        if (t->number[i] == field)
            return true;
    return false;
}

/* The numbers are unpacked only when a record comes that may know one of them. */
void image_ready_cases(struct image *img)
{
    bool good;

    if (img->cases_ready)
        return;
    good = image_joined_take(&img->joined, &img->cases);
    BUG_ON(!good); /* the checksums were right */
    img->cases_ready = true;
}

struct rule_world *image_world(struct image *img)
{
    return &img->world;
}

/* ---- rows ---- */

/* Ids rise within a block. */
static bool needs_block(const struct image *img, size_t dataset, int64_t id)
{
    const struct column_table *t = &img->world.table[dataset];

    if (t->nblock == img->table[dataset].base)
        return true;
    return t->fill[t->nblock - 1] > 0 && t->id->chunk[t->nblock - 1].most >= id;
}

size_t image_tail_row(struct image *img, size_t dataset, int64_t id)
{
    struct column_table *t = &img->world.table[dataset];
    size_t row;

    if (needs_block(img, dataset, id))
        column_table_block(t);
    row = column_table_add(t);
    column_set_row_id(t, row, id);
    return row;
}

void image_tail_set(struct image *img, size_t dataset, size_t row, const struct registry_cell *cell)
{
    struct str name = STR_NULL;

    if (cell->field == img->law->dataset[dataset].case_field)
        name = registry_cases_name(&img->cases, cell->text);
    rule_world_set(&img->world, dataset, (size_t)cell->field, row, cell->num,
                   name.p ? name : cell->text);
}

void image_tail_done(struct image *img, size_t dataset, size_t row)
{
    rule_world_changed(&img->world, dataset, row);
}

void image_tail_drop(struct image *img, size_t dataset, size_t row)
{
    column_table_drop(&img->world.table[dataset], row);
    rule_world_changed(&img->world, dataset, row);
}

/* ---- cases under another name ---- */

static int by_code(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

struct rows {
    VEC(size_t) v;
};

static bool overlaps(const struct column_chunk *c, const int64_t *code, size_t n)
{
    return c->known > 0 && c->least <= code[n - 1] && c->most >= code[0];
}

/* The rows of a table whose 案件 is one of the codes, which rise. */
static void find_rows(const struct column_table *t, const struct column *c, const int64_t *code,
                      size_t n, struct arena *a, struct rows *ret)
{
    for (size_t b = 0; c->chunk && b < t->nblock; b++) {
        const struct column_chunk *k = &c->chunk[b];

        for (size_t i = 0; overlaps(k, code, n) && i < t->fill[b]; i++) {
            int64_t v = column_chunk_known(k, i) ? column_chunk_value(k, i) : -1;
            size_t row = (b << COLUMN_BLOCK_BITS) + i;

            if (v >= 0 && bsearch(&v, code, n, sizeof(v), by_code) && !column_row_gone(t, row))
                vec_push(a, &ret->v, row);
        }
    }
}

static void rename_row(struct image *img, size_t dataset, size_t row, struct arena *a,
                       struct image_changes *changes)
{
    struct column_table *t = &img->world.table[dataset];
    size_t f = (size_t)img->law->dataset[dataset].case_field, to;
    struct image_change c = {dataset, column_row_id(t, row), (int64_t)row, IMAGE_NO_ROW};
    struct str name = registry_cases_name(&img->cases, column_text(t, f, row, a));

    if (needs_block(img, dataset, c.record))
        column_table_block(t);
    to = column_table_copy(t, row);
    column_set_row_id(t, to, c.record);
    column_set_text(t, f, to, name);
    image_tail_drop(img, dataset, row);
    image_tail_done(img, dataset, to);
    c.came = (int64_t)to;
    vec_push(a, &changes->v, c);
}

struct numbered {
    int64_t id;
    size_t row;
};

static int by_id(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;

    return (x->id > y->id) - (x->id < y->id);
}

static void rename_in_table(struct image *img, size_t dataset, const int64_t *code, size_t n,
                            struct arena *a, struct image_changes *changes)
{
    const struct column_table *t = &img->world.table[dataset];
    struct numbered *r;
    struct rows rows = {0};

    find_rows(t, &t->column[img->law->dataset[dataset].case_field], code, n, a, &rows);
    r = ARENA_ARRAY(a, struct numbered, rows.v.n + 1);
    for (size_t i = 0; i < rows.v.n; i++)
        r[i] = (struct numbered){column_row_id(t, rows.v.at[i]), rows.v.at[i]};
    qsort(r, rows.v.n, sizeof(*r), by_id);
    for (size_t i = 0; i < rows.v.n; i++)
        rename_row(img, dataset, r[i].row, a, changes);
}

void image_tail_rename(struct image *img, const struct str *lost, size_t n, struct arena *a,
                       struct image_changes *changes)
{
    int64_t *code = ARENA_ARRAY(a, int64_t, n + 1);
    size_t known = 0;

    for (size_t i = 0; i < n; i++) {
        code[known] = column_pool_find(img->world.pool, lost[i]);
        known += code[known] != COLUMN_NO_CODE;
    }
    if (known == 0)
        return;
    qsort(code, known, sizeof(*code), by_code);
    for (size_t d = 0; d < img->law->ndataset; d++)
        if (img->table[d].read && img->law->dataset[d].case_field >= 0)
            rename_in_table(img, d, code, known, a, changes);
}

/* ---- one record as it arrives ---- */

static bool has_field(const struct image_table *t, int field)
{
    for (size_t i = 0; i < t->nfield; i++)
        if (t->field[i] == field)
            return true;
    return false;
}

/* A party that only this record knows is numbered after it. */
static int64_t number_of(const struct registry_record *r, int field, int64_t id)
{
    if (field == r->dataset->party_field && r->party.key == REGISTRY_PARTY_OWN && r->party.id < 0)
        return -id;
    return r->value[field].num;
}

static void put_values(struct image *img, size_t row, const struct registry_record *r, int64_t id)
{
    size_t dataset = (size_t)(r->dataset - img->law->dataset);
    const struct image_table *t = &img->table[dataset];

    for (size_t i = 0; i < t->nfield; i++) {
        int f = t->field[i];

        if (r->value[f].known)
            image_tail_set(img, dataset, row,
                           &(struct registry_cell){f, number_of(r, f, id), r->value[f].text});
    }
}

/* What the values will need of the pool: places far apart, which so come at the same time. */
static void fetch_values(struct image *img, const struct registry_record *r, int64_t id,
                         struct arena *a)
{
    size_t dataset = (size_t)(r->dataset - img->law->dataset), n = 0;
    const struct column_table *table = &img->world.table[dataset];
    const struct image_table *t = &img->table[dataset];
    uint64_t *hash = ARENA_ARRAY(a, uint64_t, t->nfield + 1);

    for (size_t i = 0; i < t->nfield; i++) {
        int f = t->field[i];
        int64_t number = number_of(r, f, id);

        if (!r->value[f].known || table->column[f].kind == COLUMN_NUMBER)
            continue;
        hash[n] = table->column[f].kind == COLUMN_TEXT
                      ? str_hash(r->value[f].text)
                      : str_hash((struct str){(const char *)&number, sizeof(number)});
        column_pool_ahead(table->pool, hash[n++]);
    }
    for (size_t i = 0; i < n; i++)
        column_pool_fetch(table->pool, column_pool_guess(table->pool, hash[i]));
}

struct lost {
    VEC(struct str) v;
};

static void join_numbers(struct image *img, const struct registry_record *r, struct arena *a,
                         struct lost *ret)
{
    const struct law_dataset *d = r->dataset;
    struct str first = STR_NULL;

    for (size_t i = 0; i < d->ncase_from; i++) {
        const struct registry_value *v = &r->value[d->case_from[i]];
        struct str number, lost;

        if (!v->known || !has_field(&img->table[d - img->law->dataset], d->case_from[i]))
            continue;
        number = registry_case_number(a, v->text);
        if (number.n == 0)
            continue;
        lost = first.n ? registry_cases_join(&img->cases, first, number) : STR_NULL;
        if (lost.p)
            vec_push(a, &ret->v, lost);
        first = first.n ? first : number;
    }
}

void image_put(struct image *img, const struct registry_record *r, int64_t id, struct arena *a,
               struct image_changes *ret)
{
    size_t dataset = (size_t)(r->dataset - img->law->dataset), row;
    struct lost lost = {0};

    BUG_ON(!img->table[dataset].read);
    image_ready_cases(img);
    fetch_values(img, r, id, a);
    if (img->table[dataset].nnumber > 1)
        join_numbers(img, r, a, &lost);
    row = image_tail_row(img, dataset, id);
    put_values(img, row, r, id);
    image_tail_done(img, dataset, row);
    img->table[dataset].was_put = true;
    vec_push(a, &ret->v, (struct image_change){dataset, id, IMAGE_NO_ROW, (int64_t)row});
    image_tail_rename(img, lost.v.at, lost.v.n, a, ret);
}
