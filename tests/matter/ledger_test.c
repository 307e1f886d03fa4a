/*
 * tests/matter/ledger_test.c - appending, heads, proofs out of the store, what the database refuses,
 * and that every failing call leaves whole transactions.
 */
#include "matter/ledger_check.h"
#include "matter/ledger_head.h"
#include "store/fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "ledger_fixture.h"

static int set_up(void **state)
{
    struct ledger_bench *b = malloc(sizeof(*b));

    ledger_bench_make(b);
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    ledger_bench_drop(*state);
    free(*state);
    return 0;
}

/* The tree as the leaves give it, without the nodes that are kept. */
static struct digest_value tree_of_leaves(struct ledger_bench *b, int64_t size)
{
    struct merkle_range r = {0};

    for (int64_t i = 0; i < size; i++) {
        struct proof_leaf leaf;
        struct digest_value hash;

        OK(ledger_leaf(b->store, i, &b->arena, &leaf, &b->err));
        hash = proof_leaf_hash(&leaf);
        (void)merkle_range_add(&r, &hash, NULL);
    }
    return merkle_range_root(&r);
}

static void leaves_are_numbered_and_found(void **state)
{
    struct ledger_bench *b = *state;
    struct proof_leaf leaf;
    struct digest_value content = digest_of(STR("content"));
    int64_t index, found;

    OK(store_begin(b->store, &b->err));
    OK(ledger_append(b->store, STR("act"), 70, STR("content"), &index, &b->err));
    assert_int_equal(index, 1); /* the server's key is leaf 0 */
    assert_int_equal(ledger_append(b->store, STR("act"), 70, STR("again"), NULL, &b->err),
                     ERR_CONFLICT);
    OK(store_commit(b->store, &b->err));
    OK(ledger_find(b->store, STR("act"), 70, &found, &b->err));
    assert_int_equal(found, 1);
    assert_int_equal(ledger_find(b->store, STR("act"), 71, &found, &b->err), ERR_NOT_FOUND);
    OK(ledger_leaf(b->store, 1, &b->arena, &leaf, &b->err));
    assert_true(str_eq(leaf.kind, STR("act")) && leaf.ref == 70);
    assert_true(merkle_equal(&leaf.content, &content));
    assert_int_equal(ledger_leaf(b->store, 2, &b->arena, &leaf, &b->err), ERR_NOT_FOUND);
    OK(ledger_size(b->store, &found, &b->err));
    assert_int_equal(found, 2);
}

static void kept_nodes_give_the_tree_of_the_leaves(void **state)
{
    struct ledger_bench *b = *state;

    ledger_bench_screen(b, 0, 300, 2000);
    for (int64_t size = 0; size <= 301; size += size % 3 + 1) {
        struct digest_value root = tree_of_leaves(b, size);
        struct merkle_tree t;

        OK(ledger_tree(b->store, size, &t, &b->err));
        assert_true(merkle_equal(&t.root, &root));
    }
}

/* Leaves of a transaction that was given up leave nothing behind, nodes neither. */
static void a_rollback_takes_leaves_and_nodes(void **state)
{
    struct ledger_bench *b = *state;
    struct merkle_tree before, after;

    ledger_bench_screen(b, 0, 30, 2000);
    OK(ledger_tree(b->store, 31, &before, &b->err));
    OK(store_begin(b->store, &b->err));
    for (int64_t i = 0; i < 100; i++)
        OK(ledger_append(b->store, STR("act"), i, STR("x"), NULL, &b->err));
    store_rollback(b->store);
    assert_int_equal(LEDGER_BENCH_INT(b, "SELECT count(*) FROM ledger_leaf"), 31);
    assert_int_equal(LEDGER_BENCH_INT(b, "SELECT count(*) FROM ledger_node"), 1);
    ledger_bench_screen(b, 30, 60, 2100);
    OK(ledger_tree(b->store, 31, &after, &b->err));
    assert_true(merkle_equal(&before.root, &after.root));
}

static void covering_again_adds_nothing(void **state)
{
    struct ledger_bench *b = *state;

    ledger_bench_screen(b, 0, 20, 2000);
    OK(store_begin(b->store, &b->err));
    OK(ledger_cover(b->store, &b->err));
    OK(store_commit(b->store, &b->err));
    assert_int_equal(LEDGER_BENCH_INT(b, "SELECT count(*) FROM ledger_leaf"), 21);
}

static void heads_are_signed_and_kept(void **state)
{
    struct ledger_bench *b = *state;
    struct signed_head first, again, second;
    struct heads all;

    first = ledger_bench_head(b, 1500);
    assert_true(tree_head_verify(&first, b->server));
    assert_int_equal(first.head.tree.size, 1);
    again = ledger_bench_head(b, 1600);
    assert_int_equal(again.head.time, 1500);
    ledger_bench_screen(b, 0, 50, 2000);
    second = ledger_bench_head(b, 2001);
    assert_int_equal(second.head.tree.size, 51);
    heads_init(&all, &b->arena, "test");
    OK(ledger_heads(b->store, &all, &b->err));
    assert_int_equal(all.head.n, 2);
    assert_int_equal(all.key.n, 1);
    assert_true(tree_head_verify(&all.head.at[1], b->server));
    assert_true(merkle_equal(&all.head.at[1].head.tree.root, &second.head.tree.root));
}

static void only_registered_keys_sign(void **state)
{
    struct ledger_bench *b = *state;
    struct sm2_key *other;
    struct digest_value id = sm2_id(b->server);
    struct cosignature c;
    struct signed_head h = ledger_bench_head(b, 1500);

    OK(sm2_new(&other, &b->err));
    OK(store_begin(b->store, &b->err));
    assert_int_equal(ledger_head(b->store, other, 1600, &h, &b->err), ERR_FORBIDDEN);
    OK(cosignature_sign(other, &h.head, 1600, &c, &b->err));
    assert_int_equal(ledger_cosign(b->store, &h.head, &c, &b->err), ERR_FORBIDDEN);
    OK(ledger_key_add(b->store, HEADS_WITNESS, other, STR("检察院"), 1600, &b->err));
    assert_int_equal(ledger_key_add(b->store, HEADS_WITNESS, other, STR("x"), 1600, &b->err),
                     ERR_CONFLICT);
    assert_int_equal(ledger_head(b->store, other, 1600, &h, &b->err), ERR_FORBIDDEN);
    OK(ledger_cosign(b->store, &h.head, &c, &b->err));
    OK(ledger_key_close(b->store, &id, 1700, &b->err));
    assert_int_equal(ledger_key_close(b->store, &id, 1700, &b->err), ERR_CONFLICT);
    assert_int_equal(ledger_head(b->store, b->server, 1800, &h, &b->err), ERR_FORBIDDEN);
    assert_int_equal(ledger_begin(b->store, other, STR("x"), 1800, &b->err), ERR_CONFLICT);
    OK(store_commit(b->store, &b->err));
    sm2_free(other);
}

static void proofs_of_the_store_hold(void **state)
{
    struct ledger_bench *b = *state;
    struct findings f;
    struct heads all;
    struct proof p;

    for (int64_t at = 0; at < 5; at++) {
        ledger_bench_head(b, 1500 + at * 100);
        ledger_bench_screen(b, at * 37, at * 37 + 37, 1550 + at * 100);
    }
    heads_init(&all, &b->arena, "test");
    OK(ledger_heads(b->store, &all, &b->err));
    findings_init(&f, &b->arena);
    for (size_t i = 0; i < all.head.n; i++) {
        int64_t size = (int64_t)all.head.at[i].head.tree.size;

        for (int64_t index = 0; index < size; index++) {
            OK(ledger_prove(b->store, index, size, &b->arena, &p, &b->err));
            p.source = "p";
            proof_check(&p, &all, &f);
        }
        for (size_t j = 0; j <= i; j++) {
            OK(ledger_prove_growth(b->store, (int64_t)all.head.at[j].head.tree.size, size, &p,
                                   &b->err));
            p.source = "p";
            proof_check(&p, &all, &f);
        }
    }
    assert_int_equal(f.total, 0);
    assert_int_equal(ledger_prove(b->store, 180, 149, &b->arena, &p, &b->err), ERR_NOT_FOUND);
    assert_int_equal(ledger_prove(b->store, 0, 1000, &b->arena, &p, &b->err), ERR_NOT_FOUND);
    assert_int_equal(ledger_prove_growth(b->store, 9, 8, &p, &b->err), ERR_NOT_FOUND);
}

static void the_database_refuses_rewriting(void **state)
{
    struct ledger_bench *b = *state;

    ledger_bench_screen(b, 0, 40, 2000);
    ledger_bench_head(b, 2100);
#define REFUSED(sql) assert_int_equal(store_exec(b->store, sql, &b->err), ERR_CONFLICT)
    REFUSED("UPDATE ledger_leaf SET ref = 99 WHERE seq = 3");
    REFUSED("DELETE FROM ledger_leaf WHERE seq = 40");
    REFUSED("INSERT INTO ledger_leaf (seq, kind, ref, sm3) SELECT 99, 'x', 1, sm3 FROM ledger_leaf"
            " WHERE seq = 1");
    REFUSED("INSERT OR REPLACE INTO ledger_leaf (seq, kind, ref, sm3)"
            " SELECT 1, 'x', 1, sm3 FROM ledger_leaf WHERE seq = 1");
    REFUSED("UPDATE ledger_node SET sm3 = sm3");
    REFUSED("DELETE FROM ledger_node");
    REFUSED("UPDATE ledger_head SET size = 1");
    REFUSED("DELETE FROM ledger_head");
    REFUSED("UPDATE ledger_key SET name = 'x'");
    REFUSED("DELETE FROM ledger_key");
    REFUSED("UPDATE ledger_log SET at = 1");
    REFUSED("DELETE FROM ledger_log");
#undef REFUSED
}

/* The server refuses to sign what does not continue its last head. */
static void a_fork_is_not_signed(void **state)
{
    struct ledger_bench *b = *state;
    struct signed_head h;

    ledger_bench_screen(b, 0, 40, 2000);
    ledger_bench_head(b, 2100);
    OK(store_begin(b->store, &b->err));
    assert_int_equal(ledger_head(b->store, b->server, 2000, &h, &b->err), ERR_CONFLICT);
    assert_non_null(strstr(b->err.zh, "系统时间"));
    store_rollback(b->store);
    OK(store_exec(b->store,
                  "DROP TRIGGER ledger_leaf_update;"
                  "UPDATE ledger_leaf SET ref = 999 WHERE seq = 40",
                  &b->err));
    OK(store_begin(b->store, &b->err));
    assert_int_equal(ledger_head(b->store, b->server, 2200, &h, &b->err), ERR_CONFLICT);
    assert_non_null(strstr(b->err.zh, "被改动"));
    store_rollback(b->store);
    OK(store_exec(b->store,
                  "DROP TRIGGER ledger_leaf_delete; DELETE FROM ledger_leaf WHERE seq > 35",
                  &b->err));
    OK(store_exec(b->store,
                  "DROP TRIGGER clue_event_no_delete; DELETE FROM clue_event WHERE id > 35",
                  &b->err));
    OK(store_begin(b->store, &b->err));
    assert_int_equal(ledger_head(b->store, b->server, 2200, &h, &b->err), ERR_CONFLICT);
    assert_non_null(strstr(b->err.zh, "被回退"));
    store_rollback(b->store);
}

/* ---- faults ---- */

/* Two rounds of acts and a head each, through a driver that fails at its n-th call. */
static enum err_code scenario(struct store *s, const struct sm2_key *key, int round,
                              struct err *err)
{
    struct signed_head h;
    enum err_code rc;

    TRY(store_begin(s, err));
    rc = ERR_OK;
    for (int64_t i = 0; i < 20 && rc == ERR_OK; i++)
        rc = ledger_append(s, STR("round"), round * 100 + i, STR("x"), NULL, err);
    if (rc == ERR_OK)
        rc = ledger_head(s, key, 5000 + round, &h, err);
    if (rc == ERR_OK)
        rc = store_commit(s, err);
    if (rc != ERR_OK)
        store_rollback(s);
    return rc;
}

static void assert_whole(struct ledger_bench *b)
{
    struct ledger_checked checked;
    struct findings f;
    struct heads all;
    int64_t leaves = LEDGER_BENCH_INT(b, "SELECT count(*) FROM ledger_leaf");

    assert_int_equal((leaves - 1) % 20, 0);
    assert_int_equal(LEDGER_BENCH_INT(b, "SELECT count(*) FROM ledger_head"), (leaves - 1) / 20);
    heads_init(&all, &b->arena, "test");
    OK(ledger_heads(b->store, &all, &b->err));
    findings_init(&f, &b->arena);
    heads_check(&all, &f);
    OK(ledger_check(b->store, &all, &checked, &f, &b->err));
    for (size_t i = 0; i < f.v.n; i++)
        print_error("%.*s\n", STR_F(f.v.at[i].zh));
    assert_int_equal(f.total, 0);
}

static enum err_code faulty_rounds(struct ledger_bench *b, struct store_fault *fault,
                                   struct err *err)
{
    struct store_backend backend = {&store_faulty, fault};
    struct store *s = NULL;
    enum err_code rc;

    TRY(store_open_with(backend, b->home.path, 0, &s, err));
    rc = scenario(s, b->server, 1, err);
    if (rc == ERR_OK)
        rc = scenario(s, b->server, 2, err);
    store_close(s);
    return rc;
}

/* Fails the 1st, 2nd, 3rd … call: an error each time, whole transactions, a ledger that verifies. */
static void every_fault_leaves_whole_transactions(void **state)
{
    struct store_fault fault = {.below = &store_sqlite, .code = ERR_IO};
    struct err err;

    (void)state;
    for (fault.fail_at = 1; fault.fail_at < 5000; fault.fail_at += 1) {
        struct ledger_bench bench, *b = &bench;
        enum err_code rc;

        ledger_bench_make(b);
        store_close(b->store);
        fault.calls = 0;
        fault.stay_broken = fault.fail_at % 2;
        rc = faulty_rounds(b, &fault, &err);
        OK(store_open(b->home.path, 0, &b->store, &b->err));
        assert_whole(b);
        ledger_bench_drop(b);
        if (rc == ERR_OK)
            break;
        assert_int_equal(rc, ERR_IO);
    }
    assert_true(fault.calls > 150);
    assert_int_equal(fault.fail_at, fault.calls + 1);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(leaves_are_numbered_and_found),
        TEST(kept_nodes_give_the_tree_of_the_leaves),
        TEST(a_rollback_takes_leaves_and_nodes),
        TEST(covering_again_adds_nothing),
        TEST(heads_are_signed_and_kept),
        TEST(only_registered_keys_sign),
        TEST(proofs_of_the_store_hold),
        TEST(the_database_refuses_rewriting),
        TEST(a_fork_is_not_signed),
        cmocka_unit_test(every_fault_leaves_whole_transactions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
