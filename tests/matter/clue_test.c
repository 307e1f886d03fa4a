/* tests/matter/clue_test.c - clues: found, seen, changed, gone, again; events cannot be rewritten. */
#include "clue_fixture.h"

static int64_t open_clues(struct bench *b)
{
    int64_t n;

    assert_int_equal(matter_clue_count(b->store, &n, &b->err), ERR_OK);
    return n;
}

static void a_clue_lives(void **state)
{
    struct bench *b = *state;
    struct matter_run run = begin_run(b);

    assert_int_equal(put(b, run, 1, "{}"), MATTER_CLUE_NEW);
    assert_int_equal(put(b, run, 2, "{}"), MATTER_CLUE_NEW);
    assert_int_equal(sweep(b, run), 0);
    run = begin_run(b);
    assert_int_equal(put(b, run, 1, "{}"), MATTER_CLUE_SAME);
    assert_int_equal(sweep(b, run), 1);
    assert_int_equal(open_clues(b), 1);
    run = begin_run(b);
    assert_int_equal(put(b, run, 1, "{\"v\":1}"), MATTER_CLUE_CHANGED);
    assert_int_equal(put(b, run, 2, "{}"), MATTER_CLUE_NEW);
    assert_int_equal(sweep(b, run), 0);
    assert_int_equal(open_clues(b), 2);
    assert_int_equal(count_events(b, "found"), 2);
    assert_int_equal(count_events(b, "changed"), 1);
    assert_int_equal(count_events(b, "gone"), 1);
    assert_int_equal(count_events(b, "again"), 1);
}

static void events_cannot_be_rewritten(void **state)
{
    struct bench *b = *state;
    struct matter_run run = begin_run(b);

    put(b, run, 1, "{}");
    sweep(b, run);
    assert_int_equal(store_exec(b->store, "UPDATE clue_event SET what = 'gone'", &b->err),
                     ERR_CONFLICT);
    assert_int_equal(store_exec(b->store, "DELETE FROM clue_event", &b->err), ERR_CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_clue_lives, set_up, tear_down),
        cmocka_unit_test_setup_teardown(events_cannot_be_rewritten, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
