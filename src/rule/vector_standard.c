/*
 * rule/vector_standard.c - 达到 and limits over a block: the rows parted by the version that was in
 * force on their conduct date; see vector.h.  Mostly one version holds for the whole block.
 */
#include "rule/vector.h"

/* Rows of `live` by conduct date: where none is known, `dated` is clear. */
static const int64_t *conduct_dates(struct rule_block *b, const struct rule_node *n,
                                    const struct rule_bits *live, struct rule_bits *dated)
{
    const struct law_dataset *d = n->versions->dataset;
    int64_t *out = rule_block_room(b);
    struct rule_bits need = *live;

    memset(dated, 0, sizeof(*dated));
    for (size_t i = 0; i < d->nconduct; i++) {
        const struct column_chunk *k = rule_block_chunk(b, d->conduct[i]);
        struct rule_bits here = need;
        struct rule_bits valid;

        if (!k)
            continue;
        column_chunk_valid(k, b->n, valid.w);
        for (size_t w = 0; w < COLUMN_WORDS; w++)
            here.w[w] &= valid.w[w];
        RULE_EACH_BIT(&here, r)
        {
            struct day day;

            out[r] = column_chunk_value(k, r);
            if (rule_day(out[r], &day))
                dated->w[r >> 6] |= (uint64_t)1 << (r & 63);
        }
        for (size_t w = 0; w < COLUMN_WORDS; w++)
            need.w[w] &= ~dated->w[w];
    }
    return out;
}

/* Takes out of *left the dated rows on whose date the version was in force. */
static void take_version(const struct rule_version *v, const int64_t *date, struct rule_bits *left,
                         struct rule_bits *ret)
{
    memset(ret, 0, sizeof(*ret));
    RULE_EACH_BIT(left, i)
    if (rule_in_force(v->law, date[i]))
        ret->w[i >> 6] |= (uint64_t)1 << (i & 63);
    for (size_t w = 0; w < COLUMN_WORDS; w++)
        left->w[w] &= ~ret->w[w];
}

/*
 * The one version that was in force on every conduct date of the block; NULL: not known to be one.
 * A date that every row has leaves no row without one, and the zone maps say between which days
 * all of them lie.
 */
static const struct rule_version *only_version(const struct rule_block *b,
                                               const struct rule_node *n)
{
    const struct law_dataset *d = n->versions->dataset;
    int64_t least = INT64_MAX, most = INT64_MIN;
    bool everywhere = false;
    struct day day;
    size_t i = 0;

    for (size_t k = 0; k < d->nconduct && !everywhere; k++) {
        const struct column_chunk *c = rule_block_chunk(b, d->conduct[k]);

        if (!c)
            continue;
        everywhere = c->known == b->n;
        least = c->least < least ? c->least : least;
        most = c->most > most ? c->most : most;
    }
    if (!everywhere || !rule_day(least, &day) || !rule_day(most, &day))
        return NULL;
    while (i < n->versions->n && !rule_in_force(n->versions->at[i].law, least))
        i++;
    return i < n->versions->n && rule_in_force(n->versions->at[i].law, most) ? &n->versions->at[i]
                                                                             : NULL;
}

static void test_version(struct rule_block *b, const struct rule_version *v,
                         const struct rule_bits *rows, struct rule_truths *ret)
{
    if (v->law->verified == LAW_VERIFIED_NO || !v->test)
        rule_truths_all(ret, RULE_ALL_MAYBE);
    else
        rule_block_test(b, v->test, rows, ret);
}

static void meets_versions(struct rule_block *b, const struct rule_node *n,
                           const struct rule_bits *live, struct rule_truths *ret)
{
    const struct rule_versions *v = n->versions;
    struct rule_bits left, rows;
    const int64_t *date = conduct_dates(b, n, live, &left);

    memset(ret, 0, sizeof(*ret));
    ret->same = RULE_MIXED;
    for (size_t i = 0; i < v->n && rule_bits_any(&left); i++) {
        struct rule_truths t;

        take_version(&v->at[i], date, &left, &rows);
        if (!rule_bits_any(&rows))
            continue;
        test_version(b, &v->at[i], &rows, &t);
        rule_truths_spread(&t, &rows);
        for (size_t w = 0; w < COLUMN_WORDS; w++) {
            ret->yes.w[w] |= t.yes.w[w];
            ret->no.w[w] |= t.no.w[w];
        }
    }
    rule_truths_settle(ret, live);
}

void rule_block_meets(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                      struct rule_truths *ret)
{
    const struct rule_version *only =
        n->level == 0 && !n->versions->fixed ? only_version(b, n) : NULL;
    size_t used = b->used;

    if (only)
        test_version(b, only, live, ret);
    else if (n->level != 0)
        rule_block_test_rows(b, n, live, ret);
    else if (n->versions->fixed)
        test_version(b, &n->versions->at[0], live, ret);
    else
        meets_versions(b, n, live, ret);
    b->used = used;
}

/* A limit that is a range, or that differs from row to row and is one in some, is asked row by
 * row. */
static bool some_range(const struct rule_versions *v)
{
    for (size_t i = 0; i < v->n; i++)
        if (v->at[i].limit && v->at[i].low != v->at[i].high)
            return true;
    return false;
}

static void limit_versions(struct rule_block *b, const struct rule_node *n,
                           const struct rule_bits *live, struct rule_vals *ret)
{
    const struct rule_versions *v = n->versions;
    int64_t *out = rule_block_room(b);
    struct rule_bits left, rows;
    const int64_t *date = conduct_dates(b, n, live, &left);

    *ret = (struct rule_vals){.at = out};
    for (size_t i = 0; i < v->n; i++) {
        take_version(&v->at[i], date, &left, &rows);
        if (v->at[i].law->verified == LAW_VERIFIED_NO || !v->at[i].limit)
            continue;
        RULE_EACH_BIT(&rows, r)
        out[r] = v->at[i].low;
        for (size_t w = 0; w < COLUMN_WORDS; w++)
            ret->known.w[w] |= rows.w[w];
    }
}

void rule_block_limit(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                      struct rule_vals *ret)
{
    const struct rule_versions *v = n->versions;
    const struct rule_version *only =
        n->level == 0 ? (v->fixed ? &v->at[0] : only_version(b, n)) : NULL;

    if (only && !v->fixed && only->law->verified == LAW_VERIFIED_NO)
        *ret = (struct rule_vals){.none = true};
    else if (only && only->limit)
        *ret = (struct rule_vals){.one = true, .lo = only->low, .hi = only->high};
    else if (only)
        *ret = (struct rule_vals){.none = true};
    else if (n->level != 0 || some_range(v))
        *ret = (struct rule_vals){.unsupported = true};
    else
        limit_versions(b, n, live, ret);
}
