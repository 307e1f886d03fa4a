#ifndef RULE_VECTOR_H
#define RULE_VECTOR_H
/*
 * rule/vector.h - evaluation a block at a time: what the files of the vector engine share.
 *
 * A test gives two bitmaps over the block's rows, yes and no; a row in neither is undetermined.
 * Often one answer holds for all rows (the zone map says so), and then no bitmap is made.  What
 * has no loop of its own here is asked row by row (eval.h), and only of rows that still matter.
 * Equal tests of different rules are evaluated once: they share a slot.
 *
 * struct rule_vector is immutable and shared; a struct rule_block belongs to one thread.
 */
#include "column/kernel.h"
#include "rule/eval.h"

enum rule_same { /* one answer for all rows asked about */
                 RULE_ALL_NO,
                 RULE_ALL_YES,
                 RULE_ALL_MAYBE,
                 RULE_MIXED
};

struct rule_bits {
    uint64_t w[COLUMN_WORDS];
};

struct rule_truths {
    enum rule_same same;
    struct rule_bits yes, no; /* RULE_MIXED: of the rows asked about; others are clear */
};

struct rule_memo {  /* of a slot, for the block at hand */
    uint64_t block; /* its number, + 1 */
    struct rule_bits done;
    struct rule_truths t;
};

/* Of the block at hand: to which group of like cases rows belong; rows whose group is empty. */
struct rule_kept_groups {
    const struct rule_peers *peers;
    size_t block; /* its number, + 1 */
    struct rule_bits done;
    int32_t group[COLUMN_BLOCK];
};

struct rule_kept_empty {
    const struct column_index *index;
    int field;
    size_t block;
    struct rule_bits done, empty;
};

/* Where days come to when they are moved by a span; from 1970 on, others are moved each time. */
enum { RULE_MOVE_DAYS = 1 << 15 };
#define RULE_MOVE_UNASKED INT32_MIN
#define RULE_MOVE_NONE (INT32_MIN + 1)
struct rule_move {
    int64_t number;
    enum span_unit span;
    bool working, back;
    int32_t *to; /* by day; NULL: not used */
};

enum { RULE_KEPT = 8 }; /* of each at most, the later ones in turn */

/* An aggregate over the screened table whose groups are walked before blocks are evaluated. */
struct rule_walked {
    const struct rule_node *node;
    size_t plan;    /* whose node it is */
    uint8_t *count; /* by row, of 存在 0 or 1; only of rows whose inputs are known */
};
enum { RULE_WALKED_MANY = UINT8_MAX }; /* or more: to be searched */

struct rule_walk_part {
    const struct rule_walked *walked;
    size_t from, to; /* groups of the index */
    bool later;      /* instead: values that became groups since it was made */
};

struct rule_vector {
    const struct rule_binding *binding;
    const struct column_kernels *kernels;
    uint32_t **slot; /* [nplan][node id - 1]: slot of a test that several share, + 1; 0: none */
    size_t nslot;
    struct rule_walked ***walked; /* [nplan][slot of the aggregate]; NULL: searched row by row */
    VEC(struct rule_walked *) walk;
    VEC(struct rule_walk_part) part;
    struct arena arena;
};

enum { RULE_VALS = 48 }; /* arrays in use at a time: the deepest expression's operands */

struct rule_block {
    const struct rule_vector *v;
    const struct column_table *table;
    size_t plan; /* whose nodes are being evaluated */
    size_t block, n;
    struct rule_bits rows;          /* those that count */
    struct rule_memo *memo;         /* [nslot] */
    struct rule_kept_groups *peers; /* [RULE_KEPT] */
    struct rule_kept_empty *empty;  /* [RULE_KEPT] */
    struct rule_move move[RULE_KEPT];
    size_t peers_turn, empty_turn, move_turn;
    struct rule_members *members;
    uint64_t **asked; /* [nplan][slot of the aggregate]: rows that searched; NULL: not counted */
    struct rule_eval e;
    struct arena scratch;
    int64_t (*room)[COLUMN_BLOCK]; /* [RULE_VALS] */
    size_t used;
};

/* Values of a block: one for all rows, or an array. */
struct rule_vals {
    bool one;         /* lo (and hi, when it is a range) for every row */
    bool none;        /* unknown in every row */
    bool unsupported; /* no loop of its own: ask row by row */
    int64_t lo, hi;
    const int64_t *at;
    struct rule_bits known; /* not set when `one` */
};

static inline int64_t rule_vals_at(const struct rule_vals *v, size_t i)
{
    return v->one ? v->lo : v->at[i];
}

/* A limit that is not set: its values lie anywhere between two ends. */
static inline bool rule_vals_ranged(const struct rule_vals *v)
{
    return v->one && v->lo != v->hi;
}

static inline bool rule_bits_any(const struct rule_bits *b)
{
    uint64_t any = 0;

    for (size_t w = 0; w < COLUMN_WORDS; w++)
        any |= b->w[w];
    return any != 0;
}

#define RULE_EACH_BIT(bits, i)                      \
    for (size_t w_ = 0; w_ < COLUMN_WORDS; w_++)    \
        for (uint64_t left_ = (bits)->w[w_], i = 0; \
             left_ && (i = w_ * 64 + (size_t)__builtin_ctzll(left_), true); left_ &= left_ - 1)

/* The same of one word: a loop that makes bits keeps them in a register, not in memory. */
#define RULE_EACH_IN_WORD(bits, word, i)          \
    for (uint64_t left_ = (bits)->w[word], i = 0; \
         left_ && (i = (word)*64 + (size_t)__builtin_ctzll(left_), true); left_ &= left_ - 1)

/* vector.c: of the rows in live. */
void rule_block_test(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                     struct rule_truths *ret);
/* Tests that the loops answer by their opposite: ≠ as =, 不属于 as 属于, 不含 as 含, 不缺 as 缺;
 * rule_block_test turns the answer around. */
static inline bool rule_by_opposite(enum rule_op op)
{
    return op == RULE_OP_NE || op == RULE_OP_NOT_IN || op == RULE_OP_LACKS || op == RULE_OP_PRESENT;
}

/* vector_logic.c: 且, 或 */
void rule_block_logic(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                      struct rule_truths *ret);
/* Takes `out` out of *bits. */
void rule_bits_without(struct rule_bits *bits, const struct rule_bits *out);

/* vector_row.c */
void rule_block_test_rows(struct rule_block *b, const struct rule_node *n,
                          const struct rule_bits *live, struct rule_truths *ret);
/* Statistics of like cases. */
void rule_block_peer(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                     struct rule_vals *ret);
/* vector_move.c: the moves by a span of the plan, good until others are asked for. */
struct rule_move *rule_block_moves(struct rule_block *b, const struct rule_node *span, bool back);
bool rule_block_move_slow(struct rule_block *b, struct rule_move *m, const struct rule_node *span,
                          int64_t day, int64_t *ret);
/* The day moved; false: there is no such day, or the calendar does not say. */
static inline bool rule_block_move(struct rule_block *b, struct rule_move *m,
                                   const struct rule_node *span, int64_t day, int64_t *ret)
{
    if (day < 0 || day >= RULE_MOVE_DAYS || m->to[day] == RULE_MOVE_UNASKED)
        return rule_block_move_slow(b, m, span, day, ret);
    *ret = m->to[day];
    return m->to[day] != RULE_MOVE_NONE;
}
/* vector_walk.c: of an aggregate that is walked, no more bounds than moves are kept. */
enum { RULE_WALK_BOUNDS = RULE_KEPT };
struct rule_members *rule_members_new(void);
void rule_members_free(struct rule_members *m);
/* Limits of the standard that it stands in: another number in another standard. */
bool rule_depends_on_place(const struct rule_node *n);
/* vector_aggregate.c: whether the walked key is the row's own value of the indexed column; whether
 * the ends of a group say all: its size, or whether there is a row up to a bound. */
bool rule_walks_own(const struct rule_aggregate *g, const struct rule_path *p);
bool rule_is_simple(enum rule_op op, const struct rule_aggregate *g, const struct rule_path *p);
void rule_block_exists(struct rule_block *b, const struct rule_node *n,
                       const struct rule_bits *live, struct rule_truths *ret);
void rule_block_aggregate(struct rule_block *b, const struct rule_node *n,
                          const struct rule_bits *live, struct rule_vals *ret);
/* vector_value.c */
void rule_block_vals(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                     struct rule_vals *ret);
/* vector_compare.c, vector_words.c */
void rule_block_compare(struct rule_block *b, const struct rule_node *n,
                        const struct rule_bits *live, struct rule_truths *ret);
void rule_block_member(struct rule_block *b, const struct rule_node *n,
                       const struct rule_bits *live, struct rule_truths *ret);
void rule_block_window(struct rule_block *b, const struct rule_node *n,
                       const struct rule_bits *live, struct rule_truths *ret);
/* vector_standard.c */
void rule_block_meets(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                      struct rule_truths *ret);
void rule_block_limit(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                      struct rule_vals *ret);
void rule_block_words(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                      struct rule_truths *ret);

/* The chunk of a field of the screened row in this block; NULL: nothing is known. */
static inline const struct column_chunk *rule_block_chunk(const struct rule_block *b, int field)
{
    const struct column *c = &b->table->column[field];
    const struct column_chunk *k = c->chunk ? &c->chunk[b->block] : NULL;

    return k && k->known ? k : NULL;
}

static inline void rule_truths_all(struct rule_truths *t, enum rule_same same)
{
    t->same = same;
}

/* yes and no of the rows asked about become one answer when they are. */
void rule_truths_settle(struct rule_truths *t, const struct rule_bits *live);
/* The bitmaps, also of one answer for all. */
void rule_truths_spread(struct rule_truths *t, const struct rule_bits *live);
/* 非 */
void rule_truths_not(struct rule_truths *t);
/* *a 且 b; b is used up. */
void rule_truths_join(struct rule_truths *a, struct rule_truths *b, const struct rule_bits *live);
/* An array of the thread's; given back by setting b->used to what it was. */
int64_t *rule_block_room(struct rule_block *b);

#endif
