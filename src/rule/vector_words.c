/*
 * rule/vector_words.c - 含, and 属于 of texts, over a block: a bit for every text of the pool says
 * whether it holds the words, so a row costs a look at its code; see vector.h, aids.h.
 */
#include "rule/vector.h"

static struct rule_words *words_of(const struct rule_block *b, const struct rule_node *n)
{
    return b->e.prepared->words[n->id - 1];
}

/* A text of an open chunk is new, and is looked at itself. */
static bool holds(struct rule_block *b, struct rule_words *w, int64_t code)
{
    const struct column_pool *p = b->e.world->pool;
    size_t chunk = (size_t)code >> COLUMN_POOL_BITS, i = (size_t)code & (COLUMN_POOL_CHUNK - 1);

    if (chunk >= w->nchunk || p->chunk[chunk]->open)
        return rule_words_hold(w, p->chunk[chunk]->open[i]);
    return column_bit(rule_words_bits(w, p, chunk), i);
}

static void field_words(struct rule_block *b, struct rule_words *w, const struct rule_node *f,
                        const struct rule_bits *live, struct rule_truths *ret)
{
    const struct column_chunk *k = rule_block_chunk(b, f->field);
    struct rule_bits rows;
    int64_t last = COLUMN_NO_CODE;
    uint64_t has = 0;

    if (!k) {
        rule_truths_all(ret, RULE_ALL_MAYBE);
        return;
    }
    column_chunk_valid(k, b->n, rows.w);
    ret->same = RULE_MIXED;
    for (size_t o = 0; o < COLUMN_WORDS; o++) {
        uint64_t yes = 0;

        rows.w[o] &= live->w[o];
        RULE_EACH_IN_WORD(&rows, o, i)
        {
            int64_t code = column_chunk_value(k, i);

            if (code != last)
                has = holds(b, w, code);
            last = code;
            yes |= has << (i & 63);
        }
        ret->yes.w[o] = yes;
        ret->no.w[o] = rows.w[o] & ~yes;
    }
    rule_truths_settle(ret, live);
}

static void side_words(struct rule_block *b, const struct rule_node *n, const struct rule_node *of,
                       const struct rule_bits *live, struct rule_truths *ret)
{
    struct rule_words *w = words_of(b, n);

    if (of->op == RULE_OP_CONST)
        rule_truths_all(ret, rule_words_hold(w, of->text) ? RULE_ALL_YES : RULE_ALL_NO);
    else
        field_words(b, w, of, live, ret);
}

/* Sides that have a loop here: fields of the row and constants. */
static bool is_side(const struct rule_node *n)
{
    return n->op == RULE_OP_CONST || (n->op == RULE_OP_FIELD && n->level == 0);
}

static bool all_sides(const struct rule_node *n)
{
    for (size_t i = 0; i < n->nkid; i++)
        if (!is_side(n->kid[i]))
            return false;
    return n->op == RULE_OP_FIRST;
}

/* Rows in which that side has a text. */
static void side_known(const struct rule_block *b, const struct rule_node *of,
                       struct rule_bits *ret)
{
    const struct column_chunk *k;

    if (of->op == RULE_OP_CONST) {
        memset(ret, 0xff, sizeof(*ret));
        return;
    }
    k = rule_block_chunk(b, of->field);
    if (k)
        column_chunk_valid(k, b->n, ret->w);
    else
        memset(ret, 0, sizeof(*ret));
}

/* 首个(甲, 乙) 含 …: of each side, the rows that no side before it has a text for. */
static void first_words(struct rule_block *b, const struct rule_node *n,
                        const struct rule_bits *live, struct rule_truths *ret)
{
    const struct rule_node *first = rule_words_side(n);
    struct rule_bits left = *live, here;

    memset(ret, 0, sizeof(*ret));
    ret->same = RULE_MIXED;
    for (size_t i = 0; i < first->nkid && rule_bits_any(&left); i++) {
        struct rule_truths t;

        side_known(b, first->kid[i], &here);
        for (size_t w = 0; w < COLUMN_WORDS; w++)
            here.w[w] &= left.w[w];
        if (!rule_bits_any(&here))
            continue;
        side_words(b, n, first->kid[i], &here, &t);
        rule_truths_spread(&t, &here);
        for (size_t w = 0; w < COLUMN_WORDS; w++) {
            ret->yes.w[w] |= t.yes.w[w];
            ret->no.w[w] |= t.no.w[w];
            left.w[w] &= ~here.w[w];
        }
    }
    rule_truths_settle(ret, live);
}

void rule_block_words(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                      struct rule_truths *ret)
{
    const struct rule_node *of = rule_words_side(n);

    if (is_side(of))
        side_words(b, n, of, live, ret);
    else if (all_sides(of))
        first_words(b, n, live, ret);
    else
        rule_block_test_rows(b, n, live, ret);
}
