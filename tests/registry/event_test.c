/* tests/registry/event_test.c - audit events: kept, found, never rewritten. */
#include "../store/home.h"
#include "registry/event.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

struct bench {
    struct home home;
    struct store *store;
    struct arena arena;
    struct err err;
};

#define OK(call)                                       \
    do {                                               \
        if ((call) != ERR_OK)                          \
            fail_msg("%s: %s", #call, b->err.message); \
    } while (0)

static void make(struct bench *b)
{
    *b = (struct bench){.home = home_make()};
    arena_init(&b->arena, 0);
    OK(store_open(b->home.path, STORE_CREATE, &b->store, &b->err));
    OK(registry_event_migrate(b->store, 1, &b->err));
    for (int i = 1; i <= 6; i++) {
        struct registry_event e = {.at = 100 * i,
                                   .what = i % 2 ? STR("grant") : STR("unmask"),
                                   .actor = STR("li.an"),
                                   .organ = STR("mtg-police"),
                                   .holder = i > 3 ? STR("mtg-amr") : STR_NULL};

        OK(registry_event_add(b->store, &e, &b->err));
    }
}

static void drop(struct bench *b)
{
    store_close(b->store);
    home_drop(&b->home);
    arena_release(&b->arena);
}

static size_t count(struct bench *b, struct registry_event_filter f)
{
    struct registry_events got;

    OK(registry_event_list(b->store, &f, &b->arena, &got, &b->err));
    return got.v.n;
}

static void filters_narrow(void **state)
{
    struct bench at, *b = &at;

    (void)state;
    make(b);
    assert_int_equal(count(b, (struct registry_event_filter){0}), 6);
    assert_int_equal(count(b, (struct registry_event_filter){.what = STR("unmask")}), 3);
    assert_int_equal(count(b, (struct registry_event_filter){.actor = STR("wang")}), 0);
    assert_int_equal(count(b, (struct registry_event_filter){.organ = STR("mtg-police")}), 6);
    assert_int_equal(count(b, (struct registry_event_filter){.organ = STR("mtg-amr")}), 3);
    assert_int_equal(count(b, (struct registry_event_filter){.since = 500}), 2);
    drop(b);
}

static void pages_go_on_where_the_last_one_ended(void **state)
{
    struct bench at, *b = &at;
    struct registry_event_filter f = {.limit = 4};
    struct registry_events one, two;

    (void)state;
    make(b);
    OK(registry_event_list(b->store, &f, &b->arena, &one, &b->err));
    assert_int_equal(one.v.n, 4);
    assert_int_equal(one.v.at[0].id, 6);
    f.before = one.v.at[3].id;
    OK(registry_event_list(b->store, &f, &b->arena, &two, &b->err));
    assert_int_equal(two.v.n, 2);
    assert_int_equal(two.v.at[0].id, 2);
    assert_true(str_eq(two.v.at[0].what, STR("unmask")));
    drop(b);
}

static void the_store_refuses_rewriting(void **state)
{
    struct bench at, *b = &at;

    (void)state;
    make(b);
    assert_int_equal(store_exec(b->store, "UPDATE audit_event SET actor = 'x'", &b->err),
                     ERR_CONFLICT);
    assert_int_equal(store_exec(b->store, "DELETE FROM audit_event WHERE id = 6", &b->err),
                     ERR_CONFLICT);
    drop(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filters_narrow),
        cmocka_unit_test(pages_go_on_where_the_last_one_ended),
        cmocka_unit_test(the_store_refuses_rewriting),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
