#ifndef RULE_EVAL_H
#define RULE_EVAL_H
/*
 * rule/eval.h - the row evaluator: the outcome of a plan for one row, by three-valued logic.
 *
 * A binding says which of the world's aids (rule/aids.h) each plan uses.  It is immutable once made
 * and shared by threads; a struct rule_eval belongs to one call.
 */
#include "rule/aids.h"

enum rule_truth { RULE_NO, RULE_YES, RULE_MAYBE };

/* How an aggregate of a plan finds its candidates in these tables. */
struct rule_path {
    const struct column_index *index;
    size_t walk;   /* g->key[walk] names the group */
    int64_t range; /* g->key[range] is a range of the index's order; -1: the bounds are */
};

struct rule_prepared {             /* what one plan found at binding */
    struct rule_path *path;        /* by slot of the aggregate */
    const struct rule_stat **stat; /* by slot of the peer */
    struct rule_words **words;     /* by node id - 1: 含, and 属于 of texts */
};

struct rule_binding {
    const struct rule_world *world;
    struct rule_plan *const *plan;
    size_t nplan;
    struct rule_prepared *prepared; /* [nplan] */
    struct rule_choice *choice;     /* by dataset; choose.c */
    struct arena arena;
};
/* At the end of binding. */
void rule_choose_prepare(struct rule_binding *b);

struct rule_eval {
    const struct law *law;
    struct day today;
    const struct rule_world *world;
    const struct rule_prepared *prepared; /* NULL: no aggregates, no peers */
    const struct column_table *table[2];  /* of the screened row, of the counted row */
    size_t row[2];
    struct arena *arena;                   /* of texts that had to be unpacked */
    struct rule_value held[RULE_MAX_HELD]; /* during a search: HELD, by place */
};

/* One kernel for each operator. */
#define RULE_TEST(id, spelling, signature, unknown, sqlite, postgres, help) \
    enum rule_truth rule_test_##id(struct rule_eval *e, const struct rule_node *n);
#define RULE_VALUE(id, spelling, signature, unknown, sqlite, postgres, help) \
    bool rule_value_##id(struct rule_eval *e, const struct rule_node *n, struct rule_value *v);
#include "rule/rule_op.def"
#undef RULE_TEST
#undef RULE_VALUE

enum rule_truth rule_test(struct rule_eval *e, const struct rule_node *n);
/* False: unknown. */
bool rule_value(struct rule_eval *e, const struct rule_node *n, struct rule_value *v);
/* Lower and upper end of a value; they differ only for limits that are not set. */
bool rule_range(struct rule_eval *e, const struct rule_node *n, int64_t *lo, int64_t *hi);

static inline enum rule_truth rule_truth_of(bool b)
{
    return b ? RULE_YES : RULE_NO;
}
static inline enum rule_truth rule_truth_not(enum rule_truth t)
{
    return t == RULE_MAYBE ? t : rule_truth_of(t == RULE_NO);
}
static inline enum rule_truth rule_truth_and(enum rule_truth a, enum rule_truth b)
{
    if (a == RULE_NO || b == RULE_NO)
        return RULE_NO;
    return a == RULE_YES ? b : a;
}

/* Whether a code or number is in the set; not of texts. */
static inline bool rule_set_holds(const struct rule_set *s, int64_t v)
{
    if (s->bits)
        return v >= 0 && (uint64_t)v < s->nbits && column_bit(s->bits, (size_t)v);
    for (size_t i = 0; i < s->n; i++)
        if (s->number[i] == v)
            return true;
    return false;
}

static inline bool rule_in_force(const struct law_standard *s, int64_t day)
{
    return day_known(s->effective) && s->effective.n <= day &&
           (!day_known(s->expires) || day < s->expires.n);
}

/* A number as a day, when it is one between the years 1 and 9999. */
bool rule_day(int64_t n, struct day *ret);
bool rule_day_move(struct rule_eval *e, struct day from, const struct rule_node *span, bool back,
                   struct day *ret);

/* The row's conduct date, and which of the dataset's conduct fields gave it; false: none known. */
bool rule_conduct_day(const struct rule_eval *e, const struct rule_node *n, struct day *ret,
                      size_t *ret_which);
enum rule_version_state {
    RULE_VERSION_FOUND,
    RULE_VERSION_NO_DATE,    /* no conduct date is known */
    RULE_VERSION_NONE,       /* none was in force then */
    RULE_VERSION_UNVERIFIED, /* nobody has read its text */
};
/* The version in force on the row's conduct date. */
enum rule_version_state rule_version_at(const struct rule_eval *e, const struct rule_node *n,
                                        const struct rule_version **ret);

/* The text of a value of type RULE_WORDS. */
struct str rule_words_of(struct rule_eval *e, const struct rule_value *v);

/* ---- aggregates (aggregate.c) ---- */
/* Takes in a bound whose value is v. */
static inline void rule_scan_bound(struct column_ranks *r, const struct rule_bound *b, int64_t v)
{
    if (b->strict && __builtin_add_overflow(v, b->upper ? -1 : 1, &v))
        *r = (struct column_ranks){INT64_MAX, INT64_MIN}; /* below or above everything: none */
    else if (b->upper)
        r->to = v < r->to ? v : r->to;
    else
        r->from = v > r->from ? v : r->from;
}

struct rule_scan { /* candidates: rows of a group within the bounds */
    const struct rule_path *path;
    struct rule_value key[RULE_MAX_KEYS];
    bool bounded; /* of the order column's known values only those among `ranks` */
    struct column_ranks ranks;
    struct column_rows rows;
    uint32_t at, end; /* of the sorted ones, of which the last may lie behind `to` */
    uint32_t chain;   /* the next of the later ones, + 1 */
};
/* YES: candidates stand in *s; NO: surely none; MAYBE: what it is looked up by is unknown. */
enum rule_truth rule_scan_open(struct rule_eval *e, const struct rule_aggregate *g,
                               struct rule_scan *s);
/* The same in steps, for who has the values already: start (false: surely none), set key[] (texts as
 * codes), bound for each bound, hold what is held in e, narrow. */
bool rule_scan_start(struct rule_eval *e, const struct rule_aggregate *g, struct rule_scan *s);
enum rule_truth rule_scan_narrow(struct rule_scan *s);
/* Computes what is held; false: a part of it is unknown. */
bool rule_scan_hold(struct rule_eval *e, const struct rule_aggregate *g);
/* What the aggregate n is of an open scan; false: unknown. */
bool rule_scan_value(struct rule_eval *e, const struct rule_node *n, struct rule_scan *s,
                     struct rule_value *v);
/* The next row that counts: the sorted ones in order, then the later ones. */
bool rule_scan_next(struct rule_eval *e, const struct rule_aggregate *g, struct rule_scan *s,
                    size_t *ret_row);

/* How many rows count, when that can be told without looking at each. */
bool rule_scan_size(const struct rule_eval *e, const struct rule_aggregate *g,
                    const struct rule_scan *s, size_t *ret_n);

/* Half a unit rounds up, towards the larger number. */
int64_t rule_mean(rule_wide sum, int64_t n);
/* The smallest of the n values with at least p % of them at or below it; sorts them. */
int64_t rule_quantile(int64_t *value, size_t n, int p);

/* Readies e for plan number `plan` and the row; texts that must be unpacked go into a. */
void rule_eval_start(struct rule_eval *e, const struct rule_binding *b, size_t plan, size_t row,
                     struct arena *a);

#endif
