/* crypto/merkle.c - hashing and verifying; see merkle.h. */
#include "crypto/merkle.h"

struct digest_value merkle_leaf(struct str bytes)
{
    struct digest d;

    digest_init(&d);
    digest_add(&d, "\0", 1);
    digest_add(&d, bytes.p, bytes.n);
    return digest_final(&d);
}

struct digest_value merkle_node(const struct digest_value *left, const struct digest_value *right)
{
    unsigned char both[1 + 2 * DIGEST_BYTES] = {1};

    memcpy(both + 1, left->b, DIGEST_BYTES);
    memcpy(both + 1 + DIGEST_BYTES, right->b, DIGEST_BYTES);
    return digest_of((struct str){(const char *)both, sizeof(both)});
}

bool merkle_equal(const struct digest_value *a, const struct digest_value *b)
{
    return memcmp(a->b, b->b, DIGEST_BYTES) == 0;
}

unsigned merkle_range_add(struct merkle_range *r, const struct digest_value *leaf,
                          struct digest_value *made)
{
    struct digest_value node = *leaf;
    unsigned level = 0;

    for (; r->size >> level & 1; level++) {
        node = merkle_node(&r->peak[level], &node);
        if (made)
            made[level + 1] = node;
    }
    r->peak[level] = node;
    r->size++;
    return level;
}

struct digest_value merkle_range_root(const struct merkle_range *r)
{
    struct digest_value root;
    bool any = false;

    for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
        if (!(r->size >> level & 1))
            continue;
        root = any ? merkle_node(&r->peak[level], &root) : r->peak[level];
        any = true;
    }
    return any ? root : digest_of(STR(""));
}

/* The path from a leaf up, right edge included: fn is the node's index, sn the last of its level. */
struct climb {
    uint64_t fn, sn;
};

/* Goes up while the node has no sibling on its level, as the right edge of a tree may. */
static void skip_edge(struct climb *c)
{
    while (!(c->fn & 1) && c->fn != 0) {
        c->fn >>= 1;
        c->sn >>= 1;
    }
}

static void step_up(struct climb *c)
{
    c->fn >>= 1;
    c->sn >>= 1;
}

bool merkle_included(const struct digest_value *leaf, uint64_t index, const struct merkle_tree *t,
                     const struct merkle_path *path)
{
    struct climb c = {index, t->size - 1};
    struct digest_value r = *leaf;

    if (index >= t->size)
        return false;
    for (size_t i = 0; i < path->n; i++) {
        if (c.sn == 0)
            return false;
        if (c.fn & 1 || c.fn == c.sn) {
            r = merkle_node(&path->at[i], &r);
            skip_edge(&c);
        } else {
            r = merkle_node(&r, &path->at[i]);
        }
        step_up(&c);
    }
    return c.sn == 0 && merkle_equal(&r, &t->root);
}

/* One hash of a consistency proof: it belongs to both trees, or to the larger one only. */
static void consistent_step(struct climb *c, const struct digest_value *p, struct digest_value *fr,
                            struct digest_value *sr)
{
    if (c->fn & 1 || c->fn == c->sn) {
        *fr = merkle_node(p, fr);
        *sr = merkle_node(p, sr);
        skip_edge(c);
    } else {
        *sr = merkle_node(sr, p);
    }
    step_up(c);
}

static bool power_of_two(uint64_t n)
{
    return (n & (n - 1)) == 0;
}

/* 0 < from < to */
static bool consistent_larger(const struct merkle_tree *from, const struct merkle_tree *to,
                              const struct merkle_path *path)
{
    struct climb c = {from->size - 1, to->size - 1};
    struct digest_value fr, sr;
    size_t i = 0;

    if (path->n == 0)
        return false;
    fr = power_of_two(from->size) ? from->root : path->at[i++];
    sr = fr;
    while (c.fn & 1)
        step_up(&c);
    for (; i < path->n; i++) {
        if (c.sn == 0)
            return false;
        consistent_step(&c, &path->at[i], &fr, &sr);
    }
    return c.sn == 0 && merkle_equal(&fr, &from->root) && merkle_equal(&sr, &to->root);
}

bool merkle_consistent(const struct merkle_tree *from, const struct merkle_tree *to,
                       const struct merkle_path *path)
{
    struct digest_value empty = digest_of(STR(""));

    if (from->size > to->size)
        return false;
    if (from->size == to->size)
        return path->n == 0 && merkle_equal(&from->root, &to->root);
    if (from->size == 0)
        return path->n == 0 && merkle_equal(&from->root, &empty);
    return consistent_larger(from, to, path);
}
