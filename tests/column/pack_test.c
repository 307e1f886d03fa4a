/*
 * tests/column/pack_test.c - packed chunks say what was packed, whatever the values; a table over
 * them reads, drops, grows and copies like one that was appended row by row.
 */
#include "column/index.h"
#include "column/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

struct block {
    int64_t value[COLUMN_BLOCK];
    uint64_t known[COLUMN_WORDS];
    size_t n;
};

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return *seed >> 11;
}

static void put(struct block *b, size_t i, int64_t value)
{
    b->value[i] = value;
    b->known[i >> 6] |= (uint64_t)1 << (i & 63);
}

/* Values around base within spread, one of `one_in` known. */
static struct block random_block(uint64_t *seed, int64_t base, uint64_t spread, unsigned one_in)
{
    struct block b = {.n = 1 + next(seed) % COLUMN_BLOCK};

    for (size_t i = 0; i < b.n; i++)
        if (next(seed) % one_in == 0)
            put(&b, i,
                (int64_t)((uint64_t)base +
                          (spread ? (next(seed) << 20 ^ next(seed)) % spread : 0)));
    return b;
}

static struct column_chunk map(const struct column_packing *k, const struct column_packed *p)
{
    const struct buf *out = &k->out;
    struct column_chunk c = p->chunk;

    c.data = p->chunk.width ? out->p + p->data : NULL;
    c.valid = p->has_valid ? (const uint64_t *)(const void *)(out->p + p->valid) : NULL;
    return c;
}

static void check_same(const struct block *b, const struct column_chunk *c)
{
    size_t known = 0;

    for (size_t i = 0; i < b->n; i++) {
        assert_int_equal(column_chunk_known(c, i), column_bit(b->known, i));
        if (!column_bit(b->known, i))
            continue;
        known++;
        assert_true(column_chunk_value(c, i) == b->value[i]);
        assert_true(c->least <= b->value[i] && b->value[i] <= c->most);
    }
    assert_int_equal(c->known, known);
}

static void check_block(const struct block *b, uint8_t width)
{
    struct column_packing out = {0};
    struct column_packed p;
    struct column_chunk c;

    assert_true(column_pack(&out, b->value, b->known, b->n, &p));
    assert_int_equal(out.out.n % COLUMN_PACK_ALIGN, 0);
    assert_int_equal(p.data % COLUMN_PACK_ALIGN, 0);
    assert_int_equal(p.chunk.width, width);
    c = map(&out, &p);
    check_same(b, &c);
    column_packing_release(&out);
}

static void each_width_holds_its_values(void **state)
{
    static const struct {
        int64_t base;
        uint64_t spread;
        uint8_t width;
    } kind[] = {
        {7, 0, 0},
        {-100, 256, 1},
        {1000000, 65536, 2},
        {-5000000000, UINT64_C(1) << 32, 4},
        {INT64_MIN, UINT64_MAX, 8},
    };

    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++)
        for (size_t k = 0; k < sizeof(kind) / sizeof(kind[0]); k++) {
            uint64_t s = seed;
            struct block b = random_block(&s, kind[k].base, kind[k].spread, 1 + seed % 4);

            if (b.n < 2)
                b.n = 2;
            put(&b, 0, kind[k].base);
            put(&b, 1,
                (int64_t)((uint64_t)kind[k].base + (kind[k].spread ? kind[k].spread - 1 : 0)));
            check_block(&b, kind[k].width);
        }
}

static void nothing_known_takes_no_room(void **state)
{
    struct block b = {.n = 70};
    struct column_packing out = {0};
    struct column_packed p;

    (void)state;
    assert_false(column_pack(&out, b.value, b.known, b.n, &p));
    assert_int_equal(out.out.n, 0);
    for (size_t i = 0; i < b.n; i++)
        put(&b, i, 42);
    assert_true(column_pack(&out, b.value, b.known, b.n, &p));
    assert_int_equal(out.out.n, 0); /* all known and equal: the base says it */
    assert_false(p.has_valid);
    column_packing_release(&out);
}

/* The same offsets from another base, and the same rows known. */
static void like_columns_lie_once(void **state)
{
    uint64_t seed = 11;
    struct block a = random_block(&seed, 100, 60000, 3), b = a, c;
    struct column_packing out = {0};
    struct column_packed p, q, r;
    struct column_chunk k;
    size_t n;

    (void)state;
    for (size_t i = 0; i < b.n; i++)
        b.value[i] += 7000000;
    c = b;
    for (size_t i = 0; i < c.n; i++)
        if (column_bit(c.known, i)) {
            c.value[i] = c.value[i] == 7000000 + 42 ? 0 : 7000000 + 42;
            break;
        }
    assert_true(column_pack(&out, a.value, a.known, a.n, &p));
    n = out.out.n;
    assert_true(column_pack(&out, b.value, b.known, b.n, &q));
    assert_int_equal(out.out.n, n);
    assert_int_equal(q.data, p.data);
    assert_int_equal(q.valid, p.valid);
    assert_true(column_pack(&out, c.value, c.known, c.n, &r));
    assert_int_not_equal(r.data, p.data);
    assert_int_equal(r.valid, p.valid);
    k = map(&out, &p);
    check_same(&a, &k);
    k = map(&out, &q);
    check_same(&b, &k);
    k = map(&out, &r);
    check_same(&c, &k);
    column_packing_reset(&out);
    assert_true(column_pack(&out, b.value, b.known, b.n, &q));
    assert_int_equal(out.out.n, n);
    column_packing_release(&out);
}

static void a_mapped_table_grows_behind_its_file(void **state)
{
    const enum column_kind kind[] = {COLUMN_NUMBER};
    uint64_t seed = 3;
    struct block b = random_block(&seed, 5, 1000, 2);
    struct column_packing out = {0};
    struct column_pool pool;
    struct column_table t;
    struct column_packed p;
    struct column_chunk c;
    struct column_index *x;
    struct column_rows rows;
    size_t row;

    (void)state;
    put(&b, 0, 17);
    column_pool_init(&pool);
    column_table_init(&t, &pool, 1, kind, NULL);
    assert_true(column_pack(&out, b.value, b.known, b.n, &p));
    c = map(&out, &p);
    column_map_chunk(&t, &t.column[0], column_map_block(&t, b.n), &c);
    column_table_block(&t);
    row = column_table_add(&t);
    assert_int_equal(row, COLUMN_BLOCK);
    column_set_number(&t, 0, row, 17);
    check_same(&b, &t.column[0].chunk[0]);

    /* An index takes in rows of the block that it ended in. */
    x = column_index_new(&t, 0, -1);
    row = column_table_copy(&t, 0);
    assert_int_equal(row, COLUMN_BLOCK + 1);
    column_table_drop(&t, 0);
    column_index_add(x, row);
    column_index_find(x, 17, &rows);
    assert_int_equal(rows.chain, row + 1);
    assert_true(rows.n >= 2);
    assert_int_equal(column_table_rows(&t), b.n + 1);
    column_index_free(x);
    column_table_release(&t);
    column_pool_release(&pool);
    column_packing_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_width_holds_its_values),
        cmocka_unit_test(nothing_known_takes_no_room),
        cmocka_unit_test(like_columns_lie_once),
        cmocka_unit_test(a_mapped_table_grows_behind_its_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
