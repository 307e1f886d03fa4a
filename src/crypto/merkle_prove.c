/* crypto/merkle_prove.c - roots and proofs out of complete subtrees; see merkle.h. */
#include "crypto/merkle.h"

#include "base/bug.h"

static unsigned log2_of(uint64_t n)
{
    return 63U - (unsigned)__builtin_clzll(n);
}

/* Level of the left subtree of a tree of n > 1 leaves: the largest power of two below n. */
static unsigned left_level(uint64_t n)
{
    return log2_of(n - 1);
}

/* Root of leaves [from, from + n), n > 0, a subtree of the shape of RFC 9162: `from` is a multiple
 * of the largest power of two in n.  The peaks are taken from the left and folded from the right. */
static enum err_code subtree(const struct merkle_source *s, uint64_t from, uint64_t n,
                             struct digest_value *ret, struct err *err)
{
    struct digest_value peak[MERKLE_LEVELS], root;
    size_t npeak = 0;

    while (n > 0) {
        unsigned level = log2_of(n);

        TRY(s->node(s->p, level, from >> level, &peak[npeak++], err));
        from += (uint64_t)1 << level;
        n -= (uint64_t)1 << level;
    }
    root = peak[--npeak];
    while (npeak > 0)
        root = merkle_node(&peak[--npeak], &root);
    *ret = root;
    return ERR_OK;
}

enum err_code merkle_root(const struct merkle_source *s, uint64_t size,
                          struct digest_value *ret_root, struct err *err)
{
    if (size > 0)
        return subtree(s, 0, size, ret_root, err);
    *ret_root = digest_of(STR(""));
    return ERR_OK;
}

static void reverse(struct merkle_path *path)
{
    for (size_t i = 0; i < path->n / 2; i++) {
        struct digest_value t = path->at[i];

        path->at[i] = path->at[path->n - 1 - i];
        path->at[path->n - 1 - i] = t;
    }
}

/* A walk from the root down to leaf or subtree `at`, counted from `from`. */
struct descent {
    const struct merkle_source *source;
    uint64_t from, n;
    struct merkle_path path; /* siblings, topmost first */
};

/* Goes into the left or right subtree and keeps the root of the other. */
static enum err_code descend(struct descent *d, bool right, struct err *err)
{
    uint64_t k = (uint64_t)1 << left_level(d->n);
    struct digest_value *sibling = &d->path.at[d->path.n];

    BUG_ON(d->path.n == MERKLE_PATH_MAX);
    if (right) {
        TRY(subtree(d->source, d->from, k, sibling, err));
        d->from += k;
        d->n -= k;
    } else {
        TRY(subtree(d->source, d->from + k, d->n - k, sibling, err));
        d->n = k;
    }
    d->path.n++;
    return ERR_OK;
}

enum err_code merkle_prove_included(const struct merkle_source *s, uint64_t index, uint64_t size,
                                    struct merkle_path *ret_path, struct err *err)
{
    struct descent d = {.source = s, .n = size};

    BUG_ON(index >= size);
    while (d.n > 1)
        TRY(descend(&d, index - d.from >= (uint64_t)1 << left_level(d.n), err));
    reverse(&d.path);
    *ret_path = d.path;
    return ERR_OK;
}

enum err_code merkle_prove_consistent(const struct merkle_source *s, uint64_t from, uint64_t to,
                                      struct merkle_path *ret_path, struct err *err)
{
    struct descent d = {.source = s, .n = to};

    BUG_ON(from > to);
    if (from > 0)
        while (from - d.from != d.n)
            TRY(descend(&d, from - d.from > (uint64_t)1 << left_level(d.n), err));
    /* The smaller tree's last subtree, unless it is the whole smaller tree, whose root is known. */
    if (d.from > 0)
        TRY(subtree(s, d.from, d.n, &d.path.at[d.path.n++], err));
    reverse(&d.path);
    *ret_path = d.path;
    return ERR_OK;
}
