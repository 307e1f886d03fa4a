/* tests/column/pool_test.c - equal values have equal codes, in one thread and in several; packing. */
#include "column/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

enum { VALUES = 20000, DOMAINS = 3, THREADS = 4 };

static struct str value_of(size_t i, char room[32])
{
    return (struct str){room, (size_t)snprintf(room, 32, "文字%zu", i * i % 7001)};
}

static void equal_values_have_equal_codes(void **state)
{
    struct column_pool p;
    struct arena a;
    char room[32];

    (void)state;
    column_pool_init(&p);
    arena_init(&a, 0);
    for (size_t i = 0; i < VALUES; i++) {
        struct str s = value_of(i, room);
        int64_t code = column_pool_put(&p, NULL, (uint32_t)(i % DOMAINS), s);

        assert_true(str_eq(column_pool_get(&p, code, &a), s));
        assert_int_equal(column_pool_put(&p, NULL, 0, s), code);
        assert_int_equal(column_pool_find(&p, s), code);
    }
    assert_true(column_pool_find(&p, STR("没有")) == COLUMN_NO_CODE);
    assert_int_equal(column_pool_put(&p, NULL, 1, STR("")), column_pool_put(&p, NULL, 2, STR("")));
    arena_release(&a);
    column_pool_release(&p);
}

static void ids_are_values_too(void **state)
{
    static const int64_t id[] = {INT64_MIN, -1, 0, 1, INT64_MAX};
    struct column_pool p;

    (void)state;
    column_pool_init(&p);
    for (size_t i = 0; i < sizeof(id) / sizeof(id[0]); i++) {
        int64_t code = column_pool_put_id(&p, NULL, 0, id[i]);

        assert_true(column_pool_get_id(&p, code) == id[i]);
        assert_int_equal(column_pool_put_id(&p, NULL, 5, id[i]), code);
    }
    column_pool_release(&p);
}

struct putter {
    struct column_pool *pool;
    struct column_pool_writer writer;
    int64_t code[VALUES];
    pthread_t thread;
};

static void *put_all(void *ctx)
{
    struct putter *t = ctx;
    char room[32];

    for (size_t i = 0; i < VALUES; i++)
        t->code[i] =
            column_pool_put(t->pool, &t->writer, (uint32_t)(i % DOMAINS), value_of(i, room));
    return NULL;
}

static void threads_agree_on_codes(void **state)
{
    static struct putter t[THREADS]; /* too large for a stack */
    struct column_pool p;

    (void)state;
    column_pool_init(&p);
    column_pool_reserve(&p, 1000);
    for (size_t i = 0; i < THREADS; i++) {
        t[i].pool = &p;
        column_pool_writer_init(&t[i].writer);
        assert_int_equal(pthread_create(&t[i].thread, NULL, put_all, &t[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(t[i].thread, NULL), 0);
    for (size_t i = 1; i < THREADS; i++)
        assert_memory_equal(t[i].code, t[0].code, sizeof(t[0].code));
    column_pool_release(&p);
    for (size_t i = 0; i < THREADS; i++)
        column_pool_writer_release(&t[i].writer);
}

static bool count_value(void *ctx, uint32_t i, struct str value)
{
    size_t *n = ctx;

    (void)i;
    (void)value;
    return ++*n < SIZE_MAX;
}

/* Maps what p packs into q, under the same numbers, with the index by which values are found. */
static void map_all(const struct column_pool *p, struct column_pool *q, struct arena *a)
{
    size_t n = column_pool_index_size(p);
    char *index = arena_alloc(a, n);
    uint32_t *number = ARENA_ARRAY(a, uint32_t, p->nchunk + 1);

    for (uint32_t i = 0; i < p->nchunk; i++) {
        uint32_t plain;
        struct str packed = column_pool_pack(p, i, a, &plain);

        number[i] = i;
        column_pool_map(q, p->chunk[i]->domain, p->chunk[i]->n, packed, plain);
    }
    for (size_t i = 0; i < COLUMN_POOL_SHARDS; i++)
        column_pool_index_fill(p, number, i, index);
    assert_true(column_pool_map_index(q, (struct str){index, n}));
}

/* What is packed, mapped again and looked up is what was put. */
static void packed_chunks_give_the_same_codes(void **state)
{
    struct column_pool p, q;
    struct arena a;
    char room[32];
    size_t n = 0;

    (void)state;
    column_pool_init(&p);
    column_pool_init(&q);
    arena_init(&a, 0);
    for (size_t i = 0; i < VALUES; i++)
        (void)column_pool_put(&p, NULL, (uint32_t)(i % DOMAINS), value_of(i, room));
    map_all(&p, &q, &a);
    for (size_t i = 0; i < q.nchunk; i++)
        column_pool_each(&q, i, count_value, &n);
    for (size_t i = 0; i < VALUES; i++) {
        struct str s = value_of(i, room);
        int64_t code = column_pool_find(&p, s);

        assert_true(str_eq(column_pool_get(&q, code, &a), s));
        assert_int_equal(column_pool_put(&q, NULL, 0, s), code);
    }
    assert_int_equal(column_pool_put(&q, NULL, 0, STR("新")) >> COLUMN_POOL_BITS, p.nchunk);
    column_pool_release(&p);
    column_pool_release(&q);
    arena_release(&a);
    assert_true(n > 2000);
}

/* More values than an entry's bits can tell apart, unpacked in turn, found in any order. */
static void a_mapped_pool_finds_its_values(void **state)
{
    enum { MANY = 1500000, STEP = 7919 };
    struct column_pool pool, mapped;
    struct arena a;
    char room[32];

    (void)state;
    arena_init(&a, 0);
    column_pool_init(&pool);
    column_pool_init(&mapped);
    for (int i = 0; i < MANY; i++)
        assert_int_equal(column_pool_put_id(&pool, NULL, 3, i), i);
    map_all(&pool, &mapped, &a);
    for (int64_t i = 0; i < MANY; i += STEP)
        assert_int_equal(column_pool_put_id(&mapped, NULL, 3, i), i);
    for (int64_t i = MANY - 1; i > 0; i -= STEP) {
        assert_int_equal(column_pool_put_id(&mapped, NULL, 3, i), i);
        assert_int_equal(column_pool_put_id(&mapped, NULL, 3, i), i);
        assert_int_equal(column_pool_find(&mapped, value_of((size_t)i, room)), COLUMN_NO_CODE);
    }
    assert_int_equal(column_pool_get_id(&mapped, MANY - 1), MANY - 1);
    assert_true(column_pool_put_id(&mapped, NULL, 3, -1) >= MANY);
    assert_true(column_pool_find(&mapped, STR("新")) < 0);
    column_pool_release(&mapped);
    column_pool_release(&pool);
    arena_release(&a);
}

/* Bytes that are not the index of these chunks. */
static void a_wrong_index_is_not_mapped(void **state)
{
    struct column_pool p, q;
    struct arena a;
    struct str bytes;
    uint32_t number = 0;
    char *index;

    (void)state;
    arena_init(&a, 0);
    column_pool_init(&p);
    column_pool_init(&q);
    for (int64_t i = 0; i < 100; i++)
        (void)column_pool_put_id(&p, NULL, 0, i);
    bytes = (struct str){NULL, column_pool_index_size(&p)};
    bytes.p = index = arena_alloc(&a, bytes.n);
    for (size_t i = 0; i < COLUMN_POOL_SHARDS; i++)
        column_pool_index_fill(&p, &number, i, index);
    assert_false(column_pool_map_index(&q, bytes)); /* no chunk was mapped */
    {
        uint32_t plain;
        struct str packed = column_pool_pack(&p, 0, &a, &plain);

        column_pool_map(&q, 0, 100, packed, plain);
    }
    assert_false(column_pool_map_index(&q, (struct str){bytes.p, bytes.n - 1}));
    index[0]++; /* the first bucket starts behind the first entry */
    assert_false(column_pool_map_index(&q, bytes));
    index[0]--;
    index[40 * 4 + 3]++; /* a bucket that ends before it starts */
    assert_false(column_pool_map_index(&q, bytes));
    index[40 * 4 + 3]--;
    assert_true(column_pool_map_index(&q, bytes));
    assert_int_equal(column_pool_put_id(&q, NULL, 0, 77), 77);
    column_pool_release(&q);
    column_pool_release(&p);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_values_have_equal_codes),
        cmocka_unit_test(ids_are_values_too),
        cmocka_unit_test(threads_agree_on_codes),
        cmocka_unit_test(packed_chunks_give_the_same_codes),
        cmocka_unit_test(a_mapped_pool_finds_its_values),
        cmocka_unit_test(a_wrong_index_is_not_mapped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
