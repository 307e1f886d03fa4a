/*
 * tests/fuzz/ledger_fuzz.c - files of heads, proofs and public keys from strangers.  What is accepted
 * prints to the same bytes again: there is one way to write each.  Heads are then checked, proofs
 * held against them, as verifying does.
 */
#include "base/bug.h"
#include "crypto/proof.h"

static void same_again(const struct buf *b, struct str bytes)
{
    BUG_ON(!str_eq(buf_view(b), bytes));
}

static bool try_heads(struct str bytes, struct heads *h)
{
    struct buf b = {0};
    struct err err;

    if (heads_parse(bytes, h, &err) != ERR_OK)
        return false;
    heads_print(&b, h);
    same_again(&b, bytes);
    buf_release(&b);
    return true;
}

static void try_proof(struct str bytes, const struct heads *all, struct findings *f)
{
    struct buf b = {0};
    struct proof p;
    struct err err;

    if (proof_parse("proof", bytes, &p, &err) != ERR_OK)
        return;
    proof_print(&b, &p);
    same_again(&b, bytes);
    buf_release(&b);
    proof_check(&p, all, f);
}

static void try_key(struct str bytes)
{
    struct sm2_key *key;
    struct err err;

    if (sm2_parse_public("key", bytes, &key, &err) != ERR_OK)
        return;
    (void)sm2_id(key);
    sm2_free(key);
}

/* heads, then 0xFF and a proof that is held against them; or either alone; or a key. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size}, first = bytes, second = STR_NULL;
    const uint8_t *cut = size ? memchr(data, 0xFF, size) : NULL;
    struct findings f;
    struct heads one, all;
    struct arena a;

    if (cut) {
        first.n = (size_t)(cut - data);
        second = str_tail(bytes, first.n + 1);
    }
    arena_init(&a, 0);
    findings_init(&f, &a);
    heads_init(&one, &a, "heads");
    heads_init(&all, &a, NULL);
    if (try_heads(first, &one)) {
        heads_merge(&all, &one, &f);
        heads_check(&all, &f);
    }
    try_proof(cut ? second : bytes, &all, &f);
    try_key(bytes);
    arena_release(&a);
    return 0;
}
