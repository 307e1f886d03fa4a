/*
 * tests/pipeline/ledger_test.c - tampering drills: each way of rewriting the ledger, done to a copy
 * of a database with some thousand leaves and to its files, must be found by what verifies it or by
 * the witness, and said in words; the untouched database must verify.
 */
#include "pipeline/clue.h"
#include "pipeline/ledger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "../matter/ledger_fixture.h"

enum { ROUNDS = 6, EACH = 500 };

/* Made once; every drill works on a copy. */
struct drill {
    struct ledger_bench base;    /* store closed */
    struct sm2_key *witness;     /* registered */
    struct sm2_key *mallory;     /* registered nowhere */
    char early[300];             /* copy of the database after half of the rounds */
    char heads[300], first[300]; /* exported at the end, and after the first round */
    char memory[300];            /* of the witness, at the end */
    int64_t leaves;
};

static struct drill drill;

static const char *path_in(struct ledger_bench *b, const char *name)
{
    return str_fmt(&b->arena, "%s/%s", b->home.path, name).p;
}

static void copy_file(struct ledger_bench *b, const char *from, const char *to)
{
    struct str bytes;

    OK(file_read(&b->arena, from, 256 * 1024 * 1024, &bytes, &b->err));
    OK(file_write(to, bytes, &b->err));
}

static void export_heads(struct ledger_bench *b, const char *path)
{
    struct buf out = {0};
    struct heads h;

    heads_init(&h, &b->arena, "test");
    OK(ledger_heads(b->store, &h, &b->err));
    heads_print(&out, &h);
    OK(file_write(path, buf_view(&out), &b->err));
    buf_release(&out);
}

static int64_t cosign(struct ledger_bench *b, const char *memory, int64_t now, struct findings *f)
{
    struct pipeline_witness q = {
        .key = drill.witness, .memory = memory, .now = now, .store = b->store};
    struct signed_head h;

    findings_init(f, &b->arena);
    OK(pipeline_ledger_cosign(&q, &b->arena, &h, f, &b->err));
    return f->total;
}

static void reopen(struct ledger_bench *b)
{
    store_close(b->store);
    OK(store_open(b->home.path, 0, &b->store, &b->err));
}

/* A finished import, a witness, and rounds of clues, each with a head that the witness cosigns. */
static void live(struct ledger_bench *b, int from_round, int to_round, const char *memory)
{
    for (int i = from_round; i < to_round; i++) {
        struct findings f;
        int64_t at = 10000 + i * 1000;

        ledger_bench_screen(b, i * EACH, (i + 1) * EACH, at);
        ledger_bench_head(b, at + 10);
        if (memory)
            assert_int_equal(cosign(b, memory, at + 20, &f), 0);
    }
}

static void begin_life(struct ledger_bench *b)
{
    OK(store_exec(b->store,
                  "INSERT INTO import (file, size, fingerprint, digest, options, law_version,"
                  " started_at, finished_at, status, rows, loaded) VALUES ('处罚.csv', 9, 'f',"
                  " 'd', '-', 'law', 1, 2, 'done', 3, 3)",
                  &b->err));
    OK(store_begin(b->store, &b->err));
    OK(ledger_key_add(b->store, HEADS_WITNESS, drill.witness, STR("示例区检察院"), 2000, &b->err));
    OK(store_commit(b->store, &b->err));
}

static int set_up_all(void **state)
{
    struct ledger_bench *b = &drill.base;

    (void)state;
    ledger_bench_make(b);
    OK(sm2_new(&drill.witness, &b->err));
    OK(sm2_new(&drill.mallory, &b->err));
    snprintf(drill.early, sizeof(drill.early), "%s/early.db", b->home.path);
    snprintf(drill.heads, sizeof(drill.heads), "%s/heads.txt", b->home.path);
    snprintf(drill.first, sizeof(drill.first), "%s/first.txt", b->home.path);
    snprintf(drill.memory, sizeof(drill.memory), "%s/witness.txt", b->home.path);
    begin_life(b);
    live(b, 0, 1, drill.memory);
    export_heads(b, drill.first);
    live(b, 1, ROUNDS / 2, drill.memory);
    reopen(b); /* the log is written back into the file */
    copy_file(b, path_in(b, "liandong.db"), drill.early);
    live(b, ROUNDS / 2, ROUNDS, drill.memory);
    export_heads(b, drill.heads);
    OK(ledger_size(b->store, &drill.leaves, &b->err));
    reopen(b);
    store_close(b->store);
    b->store = NULL;
    return 0;
}

static int tear_down_all(void **state)
{
    (void)state;
    ledger_bench_drop(&drill.base);
    sm2_free(drill.witness);
    sm2_free(drill.mallory);
    return 0;
}

/* A copy of a database in a home of its own, without the triggers that stand in a tamperer's way. */
static void open_copy(struct ledger_bench *b, const char *database)
{
    memset(b, 0, sizeof(*b));
    arena_init(&b->arena, 0);
    b->home = home_make();
    b->server = drill.base.server;
    copy_file(b, database, path_in(b, "liandong.db"));
    OK(store_open(b->home.path, 0, &b->store, &b->err));
    OK(store_exec(b->store,
                  "PRAGMA foreign_keys = OFF;"
                  "DROP TRIGGER ledger_leaf_update; DROP TRIGGER ledger_leaf_delete;"
                  "DROP TRIGGER ledger_leaf_insert; DROP TRIGGER ledger_node_update;"
                  "DROP TRIGGER ledger_node_delete; DROP TRIGGER ledger_head_update;"
                  "DROP TRIGGER ledger_head_delete; DROP TRIGGER ledger_key_update;"
                  "DROP TRIGGER ledger_cosign_update; DROP TRIGGER clue_event_no_update;"
                  "DROP TRIGGER clue_event_no_delete; DROP TRIGGER import_ended;"
                  "DROP TRIGGER import_source",
                  &b->err));
}

static int set_up(void **state)
{
    struct ledger_bench *b = malloc(sizeof(*b));

    open_copy(b, path_in(&drill.base, "liandong.db"));
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct ledger_bench *b = *state;

    b->server = NULL;
    ledger_bench_drop(b);
    free(b);
    return 0;
}

/* ---- what is asked of a verification ---- */

static struct pipeline_ledger_result verify(struct ledger_bench *b, const char *heads, bool db)
{
    struct str path = str_from(heads);
    struct pipeline_ledger_request q = {.heads = {&path, heads ? 1 : 0},
                                        .store = db ? b->store : NULL};
    struct pipeline_ledger_result r;

    OK(pipeline_ledger_verify(&q, &b->arena, &r, &b->err));
    return r;
}

static const struct finding *find(const struct findings *f, enum finding_kind kind)
{
    for (size_t i = 0; i < f->v.n; i++)
        if (f->v.at[i].kind == kind)
            return &f->v.at[i];
    return NULL;
}

static void print_findings(const struct findings *f)
{
    for (size_t i = 0; i < f->v.n; i++)
        print_error("%s %lld: %.*s\n", finding_name(f->v.at[i].kind),
                    (long long)f->v.at[i].at.index, STR_F(f->v.at[i].zh));
}

/* There is a finding of this kind whose sentence has these words. */
static const struct finding *assert_found(const struct findings *f, enum finding_kind kind,
                                          const char *words)
{
    const struct finding *found = find(f, kind);

    if (!found || !str_has(found->zh, str_from(words)))
        print_findings(f);
    assert_non_null(found);
    assert_true(str_has(found->zh, str_from(words)));
    return found;
}

static void assert_clean(const struct findings *f)
{
    print_findings(f);
    assert_int_equal(f->total, 0);
}

/* The witness looks at the tampered store; its memory is a copy. */
static void assert_witness_refuses(struct ledger_bench *b, enum finding_kind kind,
                                   const char *words)
{
    const char *memory = path_in(b, "memory.txt");
    struct str before, after;
    struct findings f;

    copy_file(b, drill.memory, memory);
    OK(file_read(&b->arena, memory, HEADS_BYTES_MAX, &before, &b->err));
    assert_true(cosign(b, memory, 99999, &f) > 0);
    assert_found(&f, kind, words);
    OK(file_read(&b->arena, memory, HEADS_BYTES_MAX, &after, &b->err));
    assert_true(str_eq(before, after));
}

/* ---- drills ---- */

static void untouched_it_verifies(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_ledger_result r = verify(b, drill.heads, true);
    struct findings f;

    assert_clean(&r.findings);
    assert_int_equal(r.checked.leaves, drill.leaves);
    assert_int_equal(r.checked.things, drill.leaves);
    assert_int_equal(r.checked.unmade, 0);
    assert_int_equal(r.heads.head.n, 2 * ROUNDS);
    assert_int_equal(vec_last(&r.heads.head)->cosigned.n, 1);
    assert_true(drill.leaves > 3000);
    r = verify(b, drill.first, true);
    assert_clean(&r.findings);
    r = verify(b, NULL, true);
    assert_clean(&r.findings);
    r = verify(b, drill.heads, false);
    assert_clean(&r.findings);
    copy_file(b, drill.memory, path_in(b, "memory.txt"));
    assert_int_equal(cosign(b, path_in(b, "memory.txt"), 99999, &f), 0);
    r = verify(b, path_in(b, "memory.txt"), true);
    assert_clean(&r.findings);
}

static void a_thing_that_was_altered_is_named(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_ledger_result r;
    int64_t index;

    OK(store_exec(b->store, "UPDATE clue_event SET sentence = '查无此事' WHERE id = 1234",
                  &b->err));
    OK(store_exec(b->store, "UPDATE import SET loaded = 2", &b->err));
    r = verify(b, drill.heads, true);
    assert_int_equal(r.findings.total, 2);
    OK(ledger_find(b->store, STR("clue_event"), 1234, &index, &b->err));
    assert_found(&r.findings, FINDING_CONTENT, "import:1 的内容");
    assert_int_equal(r.findings.v.at[1].at.index, index);
    assert_true(str_has(r.findings.v.at[1].zh, STR("clue_event:1234 的内容")));
}

/* What people decide on clues is proven with who said it and why. */
static void a_decision_that_was_altered_is_named(void **state)
{
    struct ledger_bench *b = *state;
    const struct matter_actor by = {STR("王检察官"), STR("mtg-jcy"), 40000};
    const struct matter_decision d[] = {
        {.verb = MATTER_DISMISS, .clue = 7, .code = STR("fined-in-full")},
        {.verb = MATTER_REBUT, .clue = 8, .note = STR("已移送")},
        {.verb = MATTER_MERGE, .clue = 9, .into = 10},
    };
    struct pipeline_ledger_result r;

    OK(pipeline_clue_decide(b->store, d, 3, &by, &b->err));
    r = verify(b, drill.heads, true);
    assert_clean(&r.findings);
    assert_int_equal(r.checked.leaves, drill.leaves + 3);
    OK(store_exec(b->store, "UPDATE clue_event SET actor = '某人' WHERE what = 'dismissed'",
                  &b->err));
    OK(store_exec(b->store, "UPDATE clue_event SET note = '不必移送' WHERE what = 'rebutted'",
                  &b->err));
    OK(store_exec(b->store, "UPDATE clue_event SET into_clue = 11 WHERE what = 'merged'", &b->err));
    r = verify(b, drill.heads, true);
    assert_int_equal(r.findings.total, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(r.findings.v.at[i].at.index, drill.leaves + (int64_t)i);
}

static void a_leaf_that_was_altered_is_named(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_ledger_result r;
    const struct finding *root;

    OK(store_exec(b->store,
                  "UPDATE ledger_leaf SET sm3 = (SELECT sm3 FROM ledger_leaf WHERE seq = 0)"
                  " WHERE seq = 1700",
                  &b->err));
    r = verify(b, drill.first, true);
    assert_int_equal(assert_found(&r.findings, FINDING_NODE, "第 1696 至 1711 叶")->at.index, 1696);
    assert_int_equal(assert_found(&r.findings, FINDING_CONTENT, "第 1700 叶")->at.index, 1700);
    root = assert_found(&r.findings, FINDING_ROOT, "连它共有 3 个树头不符");
    assert_int_equal(root->at.since, 10000 + 2 * 1000 + 10);
    assert_int_equal(root->at.index, 1503);
    assert_int_equal(root->at.size, 2003);
}

/* With the nodes made again nothing inside the tables contradicts it but the things and the heads. */
static void an_altered_leaf_with_its_nodes_is_found(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_ledger_result r;

    OK(store_exec(b->store,
                  "UPDATE clue_event SET sentence = '查无此事' WHERE id = 3000;"
                  "CREATE TABLE kept AS SELECT * FROM ledger_leaf ORDER BY seq;"
                  "DELETE FROM ledger_leaf; DELETE FROM ledger_node;",
                  &b->err));
    OK(store_begin(b->store, &b->err));
    OK(ledger_cover(b->store, &b->err));
    OK(store_commit(b->store, &b->err));
    r = verify(b, NULL, true);
    assert_found(&r.findings, FINDING_ROOT, "不符");
    assert_null(find(&r.findings, FINDING_CONTENT));
    assert_null(find(&r.findings, FINDING_NODE));
}

static void a_deleted_leaf_is_named(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_ledger_result r;

    OK(store_exec(b->store, "DELETE FROM ledger_leaf WHERE seq = 777", &b->err));
    r = verify(b, drill.heads, true);
    assert_int_equal(assert_found(&r.findings, FINDING_SEQUENCE, "应为第 777 叶")->at.index, 777);
    assert_found(&r.findings, FINDING_UNPROVEN, "没有存证");
}

static void a_cut_off_end_is_found(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_ledger_result r;

    OK(store_exec(b->store,
                  "DELETE FROM ledger_leaf WHERE seq >= 3000;"
                  "DELETE FROM clue_event WHERE id > 2997;"
                  "DELETE FROM ledger_node WHERE (idx + 1) << level > 3000;"
                  "DELETE FROM ledger_head WHERE size > 3000",
                  &b->err));
    r = verify(b, drill.heads, true);
    assert_found(&r.findings, FINDING_BACKWARD, "库中只有 3000 叶");
    assert_witness_refuses(b, FINDING_BACKWARD, "账被回退");
}

static void a_deleted_thing_is_named(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_ledger_result r;

    OK(store_exec(b->store, "DELETE FROM clue_event WHERE id = 42", &b->err));
    r = verify(b, drill.heads, true);
    assert_int_equal(r.findings.total, 1);
    assert_found(&r.findings, FINDING_ORPHAN, "clue_event:42 不在库中");
}

static void an_inserted_leaf_is_found(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_ledger_result r;

    OK(store_exec(b->store,
                  "UPDATE ledger_leaf SET seq = -seq - 2 WHERE seq >= 900;"
                  "UPDATE ledger_leaf SET seq = -seq - 1 WHERE seq < 0;"
                  "INSERT INTO ledger_leaf (seq, kind, ref, sm3)"
                  " SELECT 900, 'clue_event', 90000, sm3 FROM ledger_leaf WHERE seq = 1",
                  &b->err));
    r = verify(b, drill.heads, true);
    assert_int_equal(r.checked.leaves, drill.leaves + 1);
    assert_int_equal(assert_found(&r.findings, FINDING_NODE, "第 896 至 911 叶")->at.index, 896);
    assert_found(&r.findings, FINDING_ROOT, "第 503 至 1002 叶之间");
    assert_int_equal(assert_found(&r.findings, FINDING_ORPHAN, "clue_event:90000")->at.index, 900);
}

static void an_inserted_thing_is_named(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_ledger_result r;

    OK(store_exec(b->store,
                  "INSERT INTO clue_event (id, clue, run, at, what, rule_version, sentence, reason)"
                  " SELECT 90000, clue, run, at, 'gone', rule_version, sentence, reason"
                  " FROM clue_event WHERE id = 5",
                  &b->err));
    r = verify(b, drill.heads, true);
    assert_int_equal(r.findings.total, 1);
    assert_found(&r.findings, FINDING_UNPROVEN, "clue_event:90000 没有存证");
}

static void leaves_that_changed_places_are_found(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_ledger_result r;

    OK(store_exec(b->store,
                  "UPDATE ledger_leaf SET seq = -1 WHERE seq = 100;"
                  "UPDATE ledger_leaf SET seq = 100 WHERE seq = 2100;"
                  "UPDATE ledger_leaf SET seq = 2100 WHERE seq = -1",
                  &b->err));
    r = verify(b, drill.heads, true);
    assert_found(&r.findings, FINDING_NODE, "第 96 至 111 叶");
    assert_true(str_has(r.findings.v.at[1].zh, STR("第 2096 至 2111 叶")));
    assert_found(&r.findings, FINDING_ROOT, "之前没有相符的树头；第 0 至 502 叶之间");
    assert_null(find(&r.findings, FINDING_CONTENT));
}

static void an_altered_node_is_found(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_ledger_result r;

    OK(store_exec(b->store,
                  "UPDATE ledger_node SET sm3 = (SELECT sm3 FROM ledger_node LIMIT 1)"
                  " WHERE level = 8 AND idx = 2",
                  &b->err));
    r = verify(b, drill.heads, true);
    assert_int_equal(r.findings.total, 1);
    assert_found(&r.findings, FINDING_NODE, "第 512 至 767 叶");
    OK(store_exec(b->store, "DELETE FROM ledger_node WHERE level = 8 AND idx = 2", &b->err));
    r = verify(b, drill.heads, true);
    assert_found(&r.findings, FINDING_NODE, "第 512 至 767 叶");
    assert_int_equal(r.findings.total, 2); /* and one is missing */
}

static void a_node_of_nothing_is_found(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_ledger_result r;

    OK(store_exec(b->store,
                  "INSERT INTO ledger_node (level, idx, sm3)"
                  " SELECT 5, 999999, sm3 FROM ledger_node LIMIT 1",
                  &b->err));
    r = verify(b, drill.heads, true);
    assert_int_equal(r.findings.total, 1);
    assert_found(&r.findings, FINDING_NODE, "个节点，库中有");
}

static void a_rolled_back_database_is_found(void **state)
{
    struct ledger_bench copy, *b = &copy;
    struct pipeline_ledger_result r;

    (void)state;
    open_copy(b, drill.early);
    r = verify(b, drill.heads, true);
    assert_found(&r.findings, FINDING_BACKWARD, "库被回退");
    assert_int_equal(find(&r.findings, FINDING_BACKWARD)->at.since, 12010);
    assert_witness_refuses(b, FINDING_BACKWARD, "账被回退");
    /* By itself an older database is a good one: only who holds a later head can tell. */
    r = verify(b, drill.first, true);
    assert_clean(&r.findings);
    b->server = NULL;
    ledger_bench_drop(b);
}

/* Rolled back and grown again past the old size, signed with the right key: another history. */
static void another_history_is_found(void **state)
{
    struct ledger_bench copy, *b = &copy;
    struct pipeline_ledger_result r;

    (void)state;
    open_copy(b, drill.early);
    for (int i = ROUNDS / 2; i < ROUNDS + 1; i++) {
        ledger_bench_screen(b, 50000 + i * EACH, 50000 + (i + 1) * EACH, 20000 + i);
        ledger_bench_head(b, 20000 + i);
    }
    r = verify(b, drill.heads, true);
    assert_found(&r.findings, FINDING_SPLIT, "同一大小有两个不同的树头");
    assert_found(&r.findings, FINDING_ROOT, "不符");
    assert_int_equal(find(&r.findings, FINDING_ROOT)->at.since, 12010);
    assert_witness_refuses(b, FINDING_ROOT, "不是从上次副署的");
    r = verify(b, NULL, true);
    assert_clean(&r.findings);
    b->server = NULL;
    ledger_bench_drop(b);
}

/* Two heads files of one size, both signed by the server: found without any database. */
static void a_split_view_is_found_offline(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_ledger_result r;
    struct tree_head lie;
    struct signed_head h;
    struct heads mine;
    struct buf out = {0};
    const char *other = path_in(b, "other.txt");
    struct str paths[] = {str_from(drill.heads), str_from(other)};
    struct pipeline_ledger_request q = {.heads = {paths, 2}};

    heads_init(&mine, &b->arena, "mine");
    OK(ledger_heads(b->store, &mine, &b->err));
    lie = vec_last(&mine.head)->head;
    lie.tree.root.b[0] ^= 1;
    OK(tree_head_sign(b->server, &lie, &h, &b->err));
    vec_last(&mine.head)[0] = h;
    heads_print(&out, &mine);
    OK(file_write(other, buf_view(&out), &b->err));
    buf_release(&out);
    OK(pipeline_ledger_verify(&q, &b->arena, &r, &b->err));
    assert_int_equal(r.findings.total, 1);
    assert_found(&r.findings, FINDING_SPLIT, "服务器对不同的人出示了不同的账");
    assert_true(str_has(r.findings.v.at[0].zh, str_from(other)));
}

/* The same lie in the store: the witness signs no second head of a size. */
static void a_split_view_is_refused_by_the_witness(void **state)
{
    struct ledger_bench *b = *state;
    struct store_stmt *q;
    struct heads mine;
    struct signed_head h;
    struct tree_head lie;
    struct buf root = {0}, signature = {0};

    heads_init(&mine, &b->arena, "mine");
    OK(ledger_heads(b->store, &mine, &b->err));
    lie = vec_last(&mine.head)->head;
    lie.tree.root.b[0] ^= 1;
    OK(tree_head_sign(b->server, &lie, &h, &b->err));
    digest_print(&root, &lie.tree.root);
    sm2_signature_print(&signature, &h.signature);
    OK(store_query(b->store,
                   "UPDATE ledger_head SET root = ?, signature = ?"
                   " WHERE id = (SELECT max(id) FROM ledger_head)",
                   &q, &b->err));
    OK(store_run(
        q, (struct store_value[]){store_text(buf_view(&root)), store_text(buf_view(&signature))}, 2,
        NULL, &b->err));
    buf_release(&root);
    buf_release(&signature);
    assert_witness_refuses(b, FINDING_SPLIT, "两个不同的树头");
}

/* Every head signed again with another key, which takes the server's place in the tables. */
static void a_swapped_server_key_is_found(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_ledger_result r;
    struct digest_value id = sm2_id(drill.mallory);
    struct buf hex = {0}, pem = {0};
    struct store_stmt *q;
    struct heads mine;

    heads_init(&mine, &b->arena, "mine");
    OK(ledger_heads(b->store, &mine, &b->err));
    digest_print(&hex, &id);
    sm2_print_public(&pem, drill.mallory);
    OK(store_query(b->store, "UPDATE ledger_key SET key = ?, pem = ? WHERE role = 'server'", &q,
                   &b->err));
    OK(store_run(q, (struct store_value[]){store_text(buf_view(&hex)), store_text(buf_view(&pem))},
                 2, NULL, &b->err));
    for (size_t i = 0; i < mine.head.n; i++) {
        struct buf signature = {0};
        struct signed_head h;

        OK(tree_head_sign(drill.mallory, &mine.head.at[i].head, &h, &b->err));
        sm2_signature_print(&signature, &h.signature);
        OK(store_query(b->store, "UPDATE ledger_head SET key = ?, signature = ? WHERE id = ?", &q,
                       &b->err));
        OK(store_run(q,
                     (struct store_value[]){store_text(buf_view(&hex)),
                                            store_text(buf_view(&signature)),
                                            store_int((int64_t)i + 1)},
                     3, NULL, &b->err));
        buf_release(&signature);
    }
    buf_release(&hex);
    buf_release(&pem);
    r = verify(b, drill.heads, true);
    assert_found(&r.findings, FINDING_KEY, "服务器密钥被更换");
    assert_found(&r.findings, FINDING_CONTENT, "ledger_key:1 的内容");
    assert_witness_refuses(b, FINDING_KEY, "服务器密钥被更换");
}

static void put_head_of(struct ledger_bench *b, const struct digest_value *id,
                        const struct signed_head *h)
{
    struct buf root = {0}, signature = {0}, key = {0};
    struct store_stmt *q;

    digest_print(&key, id);
    digest_print(&root, &h->head.tree.root);
    sm2_signature_print(&signature, &h->signature);
    OK(store_query(b->store,
                   "INSERT INTO ledger_head (size, root, at, key, signature)"
                   " VALUES (?, ?, ?, ?, ?)",
                   &q, &b->err));
    OK(store_run(q,
                 (struct store_value[]){store_int((int64_t)h->head.tree.size),
                                        store_text(buf_view(&root)), store_int(h->head.time),
                                        store_text(buf_view(&key)),
                                        store_text(buf_view(&signature))},
                 5, NULL, &b->err));
    buf_release(&root);
    buf_release(&signature);
    buf_release(&key);
}

/* A head over the right tree, signed by somebody else, under the server's name or its own. */
static void a_forged_head_is_found(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_ledger_result r;
    struct digest_value server_id = sm2_id(b->server), mallory_id = sm2_id(drill.mallory);
    struct tree_head h = {.time = 50000};
    struct signed_head forged;

    OK(ledger_log_id(b->store, &h.log, &b->err));
    OK(ledger_tree(b->store, drill.leaves, &h.tree, &b->err));
    OK(tree_head_sign(drill.mallory, &h, &forged, &b->err));
    put_head_of(b, &server_id, &forged);
    r = verify(b, drill.heads, true);
    assert_int_equal(r.findings.total, 1);
    assert_found(&r.findings, FINDING_SIGNATURE, "签名不对");
    assert_witness_refuses(b, FINDING_SIGNATURE, "签名不对");
    put_head_of(b, &mallory_id, &forged);
    r = verify(b, drill.heads, true);
    assert_int_equal(r.findings.total, 2);
    assert_found(&r.findings, FINDING_KEY, "由不可信的密钥");
    assert_witness_refuses(b, FINDING_KEY, "不是用所信任的服务器密钥签的");
}

static void a_forged_cosignature_is_found(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_ledger_result r;

    OK(store_exec(b->store,
                  "UPDATE ledger_cosign SET signature = (SELECT signature FROM ledger_cosign"
                  " WHERE id = 2) WHERE id = 1",
                  &b->err));
    r = verify(b, drill.heads, true);
    assert_int_equal(r.findings.total, 1);
    assert_found(&r.findings, FINDING_SIGNATURE, "不是“示例区检察院”签的");
}

static void what_no_program_wrote_is_found(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_ledger_result r;

    OK(store_exec(b->store, "UPDATE ledger_leaf SET kind = 'A b' WHERE seq = 9", &b->err));
    r = verify(b, drill.heads, true);
    assert_int_equal(assert_found(&r.findings, FINDING_LEAF, "第 9 叶")->at.index, 9);
    OK(store_exec(b->store, "UPDATE ledger_head SET root = 'zz' WHERE id = 3", &b->err));
    r = verify(b, drill.heads, true);
    assert_found(&r.findings, FINDING_TABLE, "ledger_head 的第 3 行");
}

/* A key that was changed as it should be: trusted by who was given it, and by nobody else. */
static void a_new_server_key_must_be_given(void **state)
{
    struct ledger_bench *b = *state;
    const char *pub = path_in(b, "new.pub"), *old = path_in(b, "old.pub");
    struct str heads = str_from(drill.heads), server[] = {str_from(pub), str_from(old)};
    struct pipeline_ledger_request q = {
        .heads = {&heads, 1}, .server = {server, 2}, .store = b->store};
    struct pipeline_ledger_result r;
    struct digest_value id = sm2_id(b->server);
    struct buf pem = {0};
    struct signed_head h;

    OK(store_begin(b->store, &b->err));
    OK(ledger_key_add(b->store, HEADS_SERVER, drill.mallory, STR("新密钥"), 30000, &b->err));
    OK(ledger_key_close(b->store, &id, 30000, &b->err));
    OK(ledger_head(b->store, drill.mallory, 30010, &h, &b->err));
    OK(store_commit(b->store, &b->err));
    sm2_print_public(&pem, drill.mallory);
    OK(file_write(pub, buf_view(&pem), &b->err));
    buf_reset(&pem);
    sm2_print_public(&pem, b->server);
    OK(file_write(old, buf_view(&pem), &b->err));
    buf_release(&pem);
    OK(pipeline_ledger_verify(&q, &b->arena, &r, &b->err));
    assert_clean(&r.findings);
    q.server.n = 0;
    OK(pipeline_ledger_verify(&q, &b->arena, &r, &b->err));
    assert_found(&r.findings, FINDING_KEY, "服务器密钥被更换");
    assert_witness_refuses(b, FINDING_KEY, "服务器密钥被更换");
    /* The old key, stolen, goes on signing. */
    OK(tree_head_sign(b->server, &(struct tree_head){h.head.log, h.head.tree, 30020, id}, &h,
                      &b->err));
    put_head_of(b, &id, &h);
    q.server.n = 2;
    OK(pipeline_ledger_verify(&q, &b->arena, &r, &b->err));
    assert_int_equal(r.findings.total, 1);
    assert_found(&r.findings, FINDING_KEY, "不在“指定的公钥”密钥的有效期内");
}

static void a_witness_needs_to_be_registered(void **state)
{
    struct ledger_bench *b = *state;
    struct pipeline_witness q = {
        .key = drill.mallory, .memory = path_in(b, "mallory.txt"), .now = 99999, .store = b->store};
    struct signed_head h;
    struct findings f;

    findings_init(&f, &b->arena);
    assert_int_equal(pipeline_ledger_cosign(&q, &b->arena, &h, &f, &b->err), ERR_FORBIDDEN);
    assert_false(file_exists(q.memory));
}

/* The organ has no database: heads and the proof come as files, the cosignature goes back as one. */
static void a_witness_works_on_files(void **state)
{
    struct ledger_bench *b = *state;
    const char *memory = path_in(b, "memory.txt"), *proof = path_in(b, "proof.txt"),
               *heads = path_in(b, "heads.txt"), *back = path_in(b, "back.txt");
    struct pipeline_witness q = {
        .key = drill.witness, .memory = memory, .now = 70000, .heads = heads, .proof = proof};
    struct signed_head h;
    struct pipeline_ledger_result r;
    struct findings f;
    struct heads file;
    struct proof p;
    struct buf out = {0};
    int64_t taken = 0;

    copy_file(b, drill.memory, memory);
    ledger_bench_screen(b, 90000, 90100, 60000);
    h = ledger_bench_head(b, 60010);
    export_heads(b, heads);
    findings_init(&f, &b->arena);
    q.proof = NULL; /* growth that nobody proves is not signed */
    OK(pipeline_ledger_cosign(&q, &b->arena, &h, &f, &b->err));
    assert_int_equal(f.total, 1);
    assert_found(&f, FINDING_ROOT, "不是从上次副署的");
    OK(ledger_prove_growth(b->store, drill.leaves, (int64_t)h.head.tree.size, &p, &b->err));
    proof_print(&out, &p);
    OK(file_write(proof, buf_view(&out), &b->err));
    q.proof = proof;
    findings_init(&f, &b->arena);
    OK(pipeline_ledger_cosign(&q, &b->arena, &h, &f, &b->err));
    assert_clean(&f);
    heads_init(&file, &b->arena, back);
    OK(ledger_heads(b->store, &file, &b->err));
    file.head.n = 0;
    heads_add(&file, &h);
    buf_reset(&out);
    heads_print(&out, &file);
    OK(file_write(back, buf_view(&out), &b->err));
    buf_release(&out);
    OK(pipeline_ledger_take(b->store, back, &b->arena, &taken, &f, &b->err));
    assert_clean(&f);
    assert_int_equal(taken, 1);
    assert_int_equal(LEDGER_BENCH_INT(b, "SELECT count(*) FROM ledger_cosign"), ROUNDS + 1);
    r = verify(b, back, true);
    assert_clean(&r.findings);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(untouched_it_verifies),
        TEST(a_thing_that_was_altered_is_named),
        TEST(a_decision_that_was_altered_is_named),
        TEST(a_leaf_that_was_altered_is_named),
        TEST(an_altered_leaf_with_its_nodes_is_found),
        TEST(a_deleted_leaf_is_named),
        TEST(a_cut_off_end_is_found),
        TEST(a_deleted_thing_is_named),
        TEST(an_inserted_leaf_is_found),
        TEST(an_inserted_thing_is_named),
        TEST(leaves_that_changed_places_are_found),
        TEST(an_altered_node_is_found),
        TEST(a_node_of_nothing_is_found),
        cmocka_unit_test(a_rolled_back_database_is_found),
        cmocka_unit_test(another_history_is_found),
        TEST(a_split_view_is_found_offline),
        TEST(a_split_view_is_refused_by_the_witness),
        TEST(a_swapped_server_key_is_found),
        TEST(a_forged_head_is_found),
        TEST(a_forged_cosignature_is_found),
        TEST(what_no_program_wrote_is_found),
        TEST(a_new_server_key_must_be_given),
        TEST(a_witness_needs_to_be_registered),
        TEST(a_witness_works_on_files),
    };

    return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
