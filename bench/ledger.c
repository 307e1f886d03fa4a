/*
 * bench/ledger.c - what the ledger costs.
 *
 *     ledger [--leaves N]                          (default 1 000 000)
 *
 * append: leaves with a content of 300 bytes in transactions of 20 000, against the bare INSERTs of the
 * same rows into a table with the same keys: hashing and nodes are the difference.  durable: one
 * leaf a transaction, against one bare row a transaction.  Then, over the whole tree: a head, an
 * inclusion proof, a consistency proof, their verification, and the check of everything.  equal: the
 * proofs hold, and the check finds nothing.  One JSON object a line.
 */
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "matter/ledger_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BATCH = 20000, DURABLE = 2000, PROOFS = 1000, CONTENT = 300 };

struct bench {
    char home[64];
    struct store *store;
    struct sm2_key *key;
    struct arena arena;
    struct err err;
    int64_t leaves;
    char content[CONTENT];
};

static void must(struct bench *b, enum err_code rc)
{
    if (rc == ERR_OK)
        return;
    fprintf(stderr, "ledger: %s (%s)\n", b->err.zh, b->err.message);
    exit(1);
}

static void report(const char *name, int64_t n, int64_t ns, int64_t peer_ns, bool equal)
{
    struct buf out = {0};

    json_open(&out, NULL, '{');
    json_text(&out, "bench", STR("ledger"));
    json_text(&out, "case", str_from(name));
    json_i64(&out, "count", n);
    json_key(&out, "ours_ms");
    buf_fmt(&out, "%.1f", (double)ns / 1e6);
    json_key(&out, "each_us");
    buf_fmt(&out, "%.2f", (double)ns / 1e3 / (double)n);
    if (peer_ns) {
        json_text(&out, "peer", STR("bare inserts"));
        json_key(&out, "peer_ms");
        buf_fmt(&out, "%.1f", (double)peer_ns / 1e6);
        json_key(&out, "ratio");
        buf_fmt(&out, "%.3f", (double)peer_ns / (double)ns);
    }
    json_bool(&out, "equal", equal);
    json_close(&out, '}');
    puts(buf_cstr(&out));
    fflush(stdout);
    buf_release(&out);
}

static struct str content_of(struct bench *b, int64_t i)
{
    memcpy(b->content, &i, sizeof(i));
    return (struct str){b->content, sizeof(b->content)};
}

/* ---- appending ---- */

static void append_one(struct bench *b, int64_t i)
{
    must(b, ledger_append(b->store, STR("bench"), i, content_of(b, i), NULL, &b->err));
}

/* The row that the ledger writes, without its hash and its nodes. */
static void insert_one(struct bench *b, int64_t i)
{
    static const char sm3[] = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
    struct store_value v[] = {store_int(i), store_text(STR("bench")), store_int(i),
                              store_text(str_from(sm3))};
    struct store_stmt *q;

    must(b, store_query(b->store, "INSERT INTO bare (seq, kind, ref, sm3) VALUES (?, ?, ?, ?)", &q,
                        &b->err));
    must(b, store_run(q, v, 4, NULL, &b->err));
}

static int64_t run(struct bench *b, void (*one)(struct bench *, int64_t), int64_t from, int64_t n,
                   int64_t batch)
{
    int64_t start = clock_elapsed_ns();

    for (int64_t i = 0; i < n; i++) {
        if (i % batch == 0)
            must(b, store_begin(b->store, &b->err));
        one(b, from + i);
        if (i % batch == batch - 1 || i == n - 1)
            must(b, store_commit(b->store, &b->err));
    }
    return clock_elapsed_ns() - start;
}

static void appending(struct bench *b)
{
    int64_t peer, ours, size;

    must(b, store_exec(b->store,
                       "CREATE TABLE bare (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, ref INTEGER"
                       " NOT NULL, sm3 TEXT NOT NULL, UNIQUE (kind, ref)) STRICT",
                       &b->err));
    peer = run(b, insert_one, 0, b->leaves, BATCH);
    ours = run(b, append_one, 0, b->leaves, BATCH);
    must(b, ledger_size(b->store, &size, &b->err));
    report("append", b->leaves, ours, peer, size == b->leaves + 1);
    peer = run(b, insert_one, b->leaves, DURABLE, 1);
    ours = run(b, append_one, b->leaves, DURABLE, 1);
    must(b, ledger_size(b->store, &size, &b->err));
    b->leaves = size;
    report("durable", DURABLE, ours, peer, true);
}

/* ---- heads and proofs ---- */

static struct signed_head sign_head(struct bench *b)
{
    int64_t start = clock_elapsed_ns();
    struct signed_head h;

    must(b, store_begin(b->store, &b->err));
    must(b, ledger_head(b->store, b->key, 2000, &h, &b->err));
    must(b, store_commit(b->store, &b->err));
    report("head", 1, clock_elapsed_ns() - start, 0, tree_head_verify(&h, b->key));
    return h;
}

static void including(struct bench *b, const struct signed_head *h)
{
    struct proof *p = ARENA_ARRAY(&b->arena, struct proof, PROOFS);
    int64_t start = clock_elapsed_ns(), held = 0;

    for (int64_t i = 0; i < PROOFS; i++)
        must(b, ledger_prove(b->store, i * 7919 % b->leaves, b->leaves, &b->arena, &p[i], &b->err));
    report("prove", PROOFS, clock_elapsed_ns() - start, 0, true);
    start = clock_elapsed_ns();
    for (int64_t i = 0; i < PROOFS; i++) {
        struct digest_value leaf = proof_leaf_hash(&p[i].leaf);

        held += merkle_included(&leaf, p[i].index, &h->head.tree, &p[i].path);
    }
    report("verify proof", PROOFS, clock_elapsed_ns() - start, 0, held == PROOFS);
}

static void growing(struct bench *b, const struct signed_head *h)
{
    int64_t start = clock_elapsed_ns(), held = 0, ns;

    for (int64_t i = 0; i < PROOFS; i++) {
        int64_t from = i * 7919 % b->leaves;
        struct merkle_tree was;
        struct proof p;

        must(b, ledger_prove_growth(b->store, from, b->leaves, &p, &b->err));
        must(b, ledger_tree(b->store, from, &was, &b->err));
        held += merkle_consistent(&was, &h->head.tree, &p.path);
    }
    ns = clock_elapsed_ns() - start;
    report("consistency", PROOFS, ns, 0, held == PROOFS);
}

static void checking(struct bench *b)
{
    int64_t start = clock_elapsed_ns();
    struct ledger_checked checked;
    struct findings f;
    struct heads h;

    heads_init(&h, &b->arena, ledger_source_name);
    findings_init(&f, &b->arena);
    must(b, ledger_heads(b->store, &h, &b->err));
    heads_check(&h, &f);
    must(b, ledger_check(b->store, &h, &checked, &f, &b->err));
    report("check all", checked.leaves, clock_elapsed_ns() - start, 0, f.total == 0);
}

/* ---- beginning and end ---- */

static void set_up(struct bench *b)
{
    const char *tmp = getenv("TMPDIR");

    arena_init(&b->arena, 0);
    snprintf(b->home, sizeof(b->home), "%s/liandong-bench-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(b->home)) {
        perror(b->home);
        exit(1);
    }
    must(b, store_open(b->home, STORE_CREATE, &b->store, &b->err));
    must(b, ledger_migrate(b->store, 1, &b->err));
    must(b, store_exec(b->store,
                       "CREATE TABLE import (id, file, size, digest, options, law_version,"
                       " finished_at, rows, loaded, changed, unchanged, duplicates, rejected,"
                       " warnings, status);"
                       "CREATE TABLE clue (id, rule, dataset, record, region);"
                       "CREATE TABLE matter_act (id, bytes);"
                       "CREATE TABLE clue_event (id, clue, run, at, what, rule_version, sentence,"
                       " reason, actor, organ, code, note, into_clue)",
                       &b->err));
    must(b, sm2_new(&b->key, &b->err));
    must(b, store_begin(b->store, &b->err));
    must(b, ledger_begin(b->store, b->key, STR("bench"), 1000, &b->err));
    must(b, store_commit(b->store, &b->err));
}

static void tear_down(struct bench *b)
{
    static const char *const file[] = {"liandong.db", "liandong.db-wal", "liandong.db-shm"};

    store_close(b->store);
    sm2_free(b->key);
    for (size_t i = 0; i < sizeof(file) / sizeof(file[0]); i++)
        unlink(str_fmt(&b->arena, "%s/%s", b->home, file[i]).p);
    rmdir(b->home);
    arena_release(&b->arena);
}

int main(int argc, char **argv)
{
    static struct bench b = {.leaves = 1000000};
    struct signed_head h;

    if (argc == 3 && strcmp(argv[1], "--leaves") == 0) {
        b.leaves = strtoll(argv[2], NULL, 10);
    } else if (argc != 1) {
        fprintf(stderr, "usage: ledger [--leaves N]\n");
        return 2;
    }
    set_up(&b);
    appending(&b);
    h = sign_head(&b);
    including(&b, &h);
    growing(&b, &h);
    checking(&b);
    tear_down(&b);
    return 0;
}
