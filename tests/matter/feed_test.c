/* tests/matter/feed_test.c - what happened, read back in the order of the ledger. */
#include "matter_fixture.h"

#include "matter/clue.h"
#include "matter/feed.h"
#include "matter/ledger.h"

static struct law *law;

struct heard {
    struct buf text; /* one line for each piece of news */
    int64_t last, stop_at;
};

static enum err_code hear(void *p, const struct matter_news *n, struct err *err)
{
    struct heard *h = p;

    if (n->leaf == h->stop_at)
        return err_set(err, ERR_LIMIT, "enough");
    assert_true(n->leaf > h->last);
    h->last = n->leaf;
    buf_fmt(&h->text, "%.*s %lld.%lld %.*s %.*s %zu\n", STR_F(n->kind), (long long)n->matter,
            (long long)n->no, STR_F(n->what), STR_F(n->organ), n->nrole);
    return ERR_OK;
}

static void start(struct bench *b)
{
    struct err err;

    bench_open(b, law);
    OK(matter_clue_migrate(b->store, 1, &err));
}

static void fill(struct bench *b)
{
    struct matter_request q = opening(law, "1");
    struct matter_receipt r;
    struct err err;

    OK(matter_commit(&b->log, &q, &b->arena, &r, &err));
    q = reporting(law, r.matter, 1, "2");
    OK(matter_commit(&b->log, &q, &b->arena, &r, &err));
}

static void acts_come_in_their_order(void **state)
{
    struct heard h = {.last = -1, .stop_at = -1};
    struct bench b;
    struct err err;

    (void)state;
    start(&b);
    assert_int_equal(matter_feed(b.store, -1, 10, hear, &h, &err), ERR_OK);
    assert_int_equal(h.text.n, 0);
    fill(&b);
    assert_int_equal(matter_feed(b.store, -1, 10, hear, &h, &err), ERR_OK);
    assert_string_equal(buf_cstr(&h.text), "act 1.1 指定专案组 mtg-amr 1\n"
                                           "act 1.2 提出书面报告 mtg-amr 1\n");
    buf_release(&h.text);
    bench_close(&b);
}

static void reading_goes_on_behind_a_leaf(void **state)
{
    struct heard h = {.last = -1, .stop_at = -1};
    struct bench b;
    struct err err;

    (void)state;
    start(&b);
    fill(&b);
    assert_int_equal(matter_feed(b.store, -1, 1, hear, &h, &err), ERR_OK);
    assert_int_equal(h.last, 0);
    assert_int_equal(matter_feed(b.store, h.last, 10, hear, &h, &err), ERR_OK);
    assert_int_equal(h.last, 1);
    buf_release(&h.text);
    bench_close(&b);
}

/* An error of the reader ends it, and the statement can be used again. */
static void reader_may_stop(void **state)
{
    struct heard h = {.last = -1, .stop_at = 1};
    struct bench b;
    struct err err;

    (void)state;
    start(&b);
    fill(&b);
    assert_int_equal(matter_feed(b.store, -1, 10, hear, &h, &err), ERR_LIMIT);
    assert_int_equal(h.last, 0);
    h.stop_at = -1;
    assert_int_equal(matter_feed(b.store, 0, 10, hear, &h, &err), ERR_OK);
    assert_int_equal(h.last, 1);
    buf_release(&h.text);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acts_come_in_their_order),
        cmocka_unit_test(reading_goes_on_behind_a_leaf),
        cmocka_unit_test(reader_may_stop),
    };
    int failed;

    law = law_shipped();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    law_unref(law);
    return failed;
}
