/* base/near.c - see near.h. */
#include "base/near.h"

enum { NEAR_MAX = 64 }; /* code points */

struct points {
    uint32_t at[NEAR_MAX];
    size_t n;
};

/* The code points of s in small letters; false when there are too many. */
static bool points_of(struct str s, struct points *ret)
{
    size_t len = 0;

    ret->n = 0;
    for (size_t i = 0; i < s.n; i += len) {
        uint32_t cp = str_utf8_at(s, i, &len);

        if (ret->n == NEAR_MAX)
            return false;
        ret->at[ret->n++] = cp >= 'A' && cp <= 'Z' ? cp + ('a' - 'A') : cp;
    }
    return true;
}

static size_t min(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The cost of a[..i] against b[..j] from the rows above: now[j - 1], up = row i - 1, upper = row
 * i - 2. */
static size_t cell(const struct points *a, const struct points *b, size_t i, size_t j,
                   size_t (*row)[NEAR_MAX + 1])
{
    const size_t *up = row[(i + 2) % 3], *upper = row[(i + 1) % 3];
    bool same = a->at[i - 1] == b->at[j - 1];
    size_t best = min(up[j] + 1, row[i % 3][j - 1] + 1);

    best = min(best, up[j - 1] + (same ? 0 : 1));
    if (i > 1 && j > 1 && a->at[i - 1] == b->at[j - 2] && a->at[i - 2] == b->at[j - 1])
        best = min(best, upper[j - 2] + 1);
    return best;
}

size_t near_distance(struct str a, struct str b)
{
    struct points x, y;
    size_t row[3][NEAR_MAX + 1];

    if (!points_of(a, &x) || !points_of(b, &y))
        return STR_NPOS;
    for (size_t j = 0; j <= y.n; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= x.n; i++) {
        row[i % 3][0] = i;
        for (size_t j = 1; j <= y.n; j++)
            row[i % 3][j] = cell(&x, &y, i, j, row);
    }
    return row[x.n % 3][y.n];
}

void near_offer(struct near *n, struct str name)
{
    size_t cost = near_distance(n->want, name);

    if (cost < n->cost) {
        n->cost = cost;
        n->best = name;
    }
}

struct str near_best(const struct near *n)
{
    size_t len = str_utf8_count(n->want), allowed = len < 6 ? 1 : len / 3;

    if (n->cost == STR_NPOS || n->cost > allowed || n->cost >= len)
        return STR_NULL;
    return n->best;
}
