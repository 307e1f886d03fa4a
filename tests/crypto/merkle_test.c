/*
 * tests/crypto/merkle_test.c - roots, inclusion and consistency proofs of every tree up to some
 * hundred leaves, against the recursive definitions of RFC 9162 written down as they stand there.
 */
#include "crypto/canon.h"
#include "crypto/merkle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { LEAVES = 300, FULL = 130 };

struct naive {
    struct digest_value leaf[LEAVES];
};

/* MTH(D[from:from+n]), RFC 9162 2.1.1 */
static struct digest_value mth(const struct naive *t, uint64_t from, uint64_t n)
{
    struct digest_value left, right;
    uint64_t k = 1;

    if (n == 0)
        return digest_of(STR(""));
    if (n == 1)
        return t->leaf[from];
    while (k * 2 < n)
        k *= 2;
    left = mth(t, from, k);
    right = mth(t, from + k, n - k);
    return merkle_node(&left, &right);
}

/* PATH(m, D_n), 2.1.3.1 */
static void naive_path(const struct naive *t, uint64_t from, uint64_t n, uint64_t m,
                       struct merkle_path *ret)
{
    uint64_t k = 1;

    if (n == 1)
        return;
    while (k * 2 < n)
        k *= 2;
    if (m < k) {
        naive_path(t, from, k, m, ret);
        ret->at[ret->n++] = mth(t, from + k, n - k);
    } else {
        naive_path(t, from + k, n - k, m - k, ret);
        ret->at[ret->n++] = mth(t, from, k);
    }
}

/* SUBPROOF(m, D_n, b), 2.1.4.1; D starts at span[0] and has span[1] leaves. */
static void naive_subproof(const struct naive *t, const uint64_t span[2], uint64_t m, bool b,
                           struct merkle_path *ret)
{
    uint64_t from = span[0], n = span[1], k = 1;

    if (m == n) {
        if (!b)
            ret->at[ret->n++] = mth(t, from, n);
        return;
    }
    while (k * 2 < n)
        k *= 2;
    if (m <= k) {
        naive_subproof(t, (const uint64_t[]){from, k}, m, b, ret);
        ret->at[ret->n++] = mth(t, from + k, n - k);
    } else {
        naive_subproof(t, (const uint64_t[]){from + k, n - k}, m - k, false, ret);
        ret->at[ret->n++] = mth(t, from, k);
    }
}

static enum err_code naive_node(void *p, unsigned level, uint64_t index, struct digest_value *ret,
                                struct err *err)
{
    (void)err;
    *ret = mth(p, index << level, (uint64_t)1 << level);
    return ERR_OK;
}

static int make(void **state)
{
    static struct naive t;

    for (size_t i = 0; i < LEAVES; i++)
        t.leaf[i] = merkle_leaf((struct str){(const char *)&i, sizeof(i)});
    *state = &t;
    return 0;
}

static void assert_value(struct digest_value a, struct digest_value b)
{
    assert_memory_equal(a.b, b.b, DIGEST_BYTES);
}

static void assert_path(const struct merkle_path *a, const struct merkle_path *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++)
        assert_value(a->at[i], b->at[i]);
}

static void leaves_and_nodes_have_their_prefix(void **state)
{
    struct digest_value a = merkle_leaf(STR("a")), b = merkle_leaf(STR("b"));
    char both[1 + 2 * DIGEST_BYTES] = {1};

    (void)state;
    assert_value(a, digest_of((struct str){"\0a", 2}));
    memcpy(both + 1, a.b, DIGEST_BYTES);
    memcpy(both + 1 + DIGEST_BYTES, b.b, DIGEST_BYTES);
    assert_value(merkle_node(&a, &b), digest_of((struct str){both, sizeof(both)}));
    assert_false(merkle_equal(&a, &b));
}

static void roots_grow_as_defined(void **state)
{
    struct naive *t = *state;
    struct merkle_source source = {naive_node, t};
    struct merkle_range r = {0};
    struct digest_value made[MERKLE_LEVELS], root;
    struct err err;

    assert_value(merkle_range_root(&r), digest_of(STR("")));
    assert_int_equal(merkle_root(&source, 0, &root, &err), ERR_OK);
    assert_value(root, digest_of(STR("")));
    for (uint64_t i = 0; i < LEAVES; i++) {
        unsigned n = merkle_range_add(&r, &t->leaf[i], made);

        assert_value(merkle_range_root(&r), mth(t, 0, i + 1));
        assert_int_equal(merkle_root(&source, i + 1, &root, &err), ERR_OK);
        assert_value(root, mth(t, 0, i + 1));
        assert_int_equal(n, __builtin_ctzll(i + 1));
        for (unsigned l = 1; l <= n; l++)
            assert_value(made[l], mth(t, i + 1 - ((uint64_t)1 << l), (uint64_t)1 << l));
    }
}

/* A changed proof, leaf, index or root must fail. */
static void assert_only_this_leaf(const struct naive *t, uint64_t index,
                                  const struct merkle_tree *tree, struct merkle_path path)
{
    struct merkle_tree other = *tree;
    const struct digest_value *leaf = &t->leaf[index];

    assert_false(merkle_included(&t->leaf[LEAVES - 1], index, tree, &path));
    assert_false(merkle_included(leaf, index + 1, tree, &path));
    assert_false(merkle_included(leaf, index + tree->size, tree, &path));
    other.root.b[31] ^= 1;
    assert_false(merkle_included(leaf, index, &other, &path));
    for (size_t i = 0; i < path.n; i++) {
        path.at[i].b[i % DIGEST_BYTES] ^= 0x80;
        assert_false(merkle_included(leaf, index, tree, &path));
        path.at[i].b[i % DIGEST_BYTES] ^= 0x80;
    }
    path.at[path.n++] = *leaf;
    assert_false(merkle_included(leaf, index, tree, &path));
    path.n--;
    if (path.n > 0) {
        path.n--;
        assert_false(merkle_included(leaf, index, tree, &path));
    }
}

static void every_leaf_is_proven(void **state)
{
    struct naive *t = *state;
    struct merkle_source source = {naive_node, t};
    struct err err;

    for (uint64_t size = 1; size <= FULL; size++) {
        struct merkle_tree tree = {size, mth(t, 0, size)};

        for (uint64_t index = 0; index < size; index++) {
            struct merkle_path made = {0}, expected = {0};

            assert_int_equal(merkle_prove_included(&source, index, size, &made, &err), ERR_OK);
            naive_path(t, 0, size, index, &expected);
            assert_path(&made, &expected);
            assert_true(merkle_included(&t->leaf[index], index, &tree, &made));
            if (size % 7 == 1)
                assert_only_this_leaf(t, index, &tree, made);
        }
    }
}

static void assert_only_this_past(const struct merkle_tree *from, const struct merkle_tree *to,
                                  struct merkle_path path)
{
    struct merkle_tree other = *from;

    other.root.b[0] ^= 1;
    assert_false(merkle_consistent(&other, to, &path));
    other = *to;
    other.root.b[0] ^= 1;
    assert_int_equal(merkle_consistent(from, &other, &path), from->size == 0);
    for (size_t i = 0; i < path.n; i++) {
        path.at[i].b[7] ^= 1;
        assert_false(merkle_consistent(from, to, &path));
        path.at[i].b[7] ^= 1;
    }
    path.at[path.n++] = to->root;
    assert_false(merkle_consistent(from, to, &path));
    if (path.n > 1) {
        path.n -= 2;
        assert_false(merkle_consistent(from, to, &path));
    }
}

static void every_past_is_proven(void **state)
{
    struct naive *t = *state;
    struct merkle_source source = {naive_node, t};
    struct err err;

    for (uint64_t n = 1; n <= FULL; n++)
        for (uint64_t m = 0; m <= n; m++) {
            struct merkle_tree from = {m, mth(t, 0, m)}, to = {n, mth(t, 0, n)};
            struct merkle_path made = {0}, expected = {0};

            assert_int_equal(merkle_prove_consistent(&source, m, n, &made, &err), ERR_OK);
            if (m > 0)
                naive_subproof(t, (const uint64_t[]){0, n}, m, true, &expected);
            assert_path(&made, &expected);
            assert_true(merkle_consistent(&from, &to, &made));
            assert_true(m == n || !merkle_consistent(&to, &from, &made));
            if (n % 5 == 2)
                assert_only_this_past(&from, &to, made);
        }
}

static enum err_code broken_node(void *p, unsigned level, uint64_t index, struct digest_value *ret,
                                 struct err *err)
{
    int *left = p;

    (void)level, (void)index;
    if ((*left)-- == 0)
        return err_set(err, ERR_IO, "no node");
    *ret = digest_of(STR("x"));
    return ERR_OK;
}

/* Whichever node cannot be had: the failure comes back and the output is left alone. */
static void a_source_that_fails_is_said(void **state)
{
    struct merkle_path path = {.n = 77};
    struct err err;

    (void)state;
    for (int i = 0; i < 4; i++) {
        int left = i;
        struct merkle_source s = {broken_node, &left};

        assert_int_equal(merkle_prove_included(&s, 3, 23, &path, &err), ERR_IO);
        left = i;
        assert_int_equal(merkle_prove_consistent(&s, 11, 23, &path, &err), ERR_IO);
        assert_int_equal(path.n, 77);
    }
}

static void canonical_bytes_are_what_the_document_says(void **state)
{
    struct buf b = {0};

    (void)state;
    canon_begin(&b, "clue_event", 1);
    canon_text(&b, "what", STR("found\n7\n"));
    canon_text(&b, "empty", STR(""));
    canon_text_or_none(&b, "party", STR_NULL);
    canon_i64(&b, "at", INT64_MIN);
    canon_later(&b, "who", STR_NULL);
    canon_later(&b, "who", STR("某"));
    assert_string_equal(buf_cstr(&b), "liandong clue_event v1\nwhat 8\nfound\n7\n\nempty 0\n\n"
                                      "party -\nat 20\n-9223372036854775808\nwho 3\n某\n");
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_and_nodes_have_their_prefix),
        cmocka_unit_test(roots_grow_as_defined),
        cmocka_unit_test(every_leaf_is_proven),
        cmocka_unit_test(every_past_is_proven),
        cmocka_unit_test(a_source_that_fails_is_said),
        cmocka_unit_test(canonical_bytes_are_what_the_document_says),
    };

    return cmocka_run_group_tests(tests, make, NULL);
}
