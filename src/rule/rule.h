#ifndef RULE_RULE_H
#define RULE_RULE_H
/*
 * rule/rule.h - a supervision rule (监督规则), compiled and run.
 *
 * rule_compile turns text into an immutable plan; rule_bind gives the plan a world of tables
 * (and builds the indexes that its aggregates and peer groups need); rule_eval answers for one
 * row; rule_explain says why, in Chinese.  docs/rule-language.md is the language.
 * A plan is shared between threads; a binding too, once made.
 */
#include "base/buf.h"
#include "column/index.h"
#include "law/law.h"

enum rule_outcome { RULE_MISS, RULE_HIT, RULE_UNDETERMINED };

struct rule_node; /* private: rule/plan.h */

struct rule_text { /* 「…{expr}…」: literal parts with holes between them */
    struct rule_hole {
        struct str before;
        struct rule_node *value; /* NULL in the last part */
    } * hole;
    size_t n;
};

struct rule_plan {
    struct str slug, title, kind, charge, note, file, text;
    struct law_citation *basis;
    size_t nbasis;
    const struct law_dataset *dataset;
    struct rule_node *condition;
    struct rule_text clue;
    int organ; /* sent to */
    struct rule_example *example;
    size_t nexample;
    const struct law *law; /* borrowed */
    struct str version;    /* 16 hex digits over the text and the law version */
    bool changed;          /* a limit is not the law's: what is written alike means another thing */
    bool *uses_dataset;    /* by index in law.dataset: read by this rule */
    bool **uses_field;     /* [dataset][field] */
    struct rule_node *node; /* all nodes, operands before operators */
    size_t nnode, ncore;    /* the first ncore are the condition's and the clue's, the rest the
                               * examples' */
    VEC(struct rule_node *) aggregate, peer; /* by slot: what a binding prepares */
};

/*
 * The tables of a run: one per dataset of the law, columns by field index, over one pool.  What
 * rules need besides (indexes, statistics of peers, texts searched) is made when first asked for
 * and kept as long as the tables: rule/aids.h.
 */
struct rule_aids;
struct rule_world {
    const struct law *law;
    struct column_pool *pool;
    struct column_table *table; /* [law->ndataset] */
    struct day today;
    struct rule_aids *aids;
};

/* Domains of the pool that the tables' columns have: below this. */
enum { RULE_DOMAINS = 256 };

/* Empty tables over a pool of their own; law is borrowed. */
void rule_world_init(struct rule_world *w, const struct law *law, struct day today);
void rule_world_release(struct rule_world *w);
/* Sets a value in the form that column/table.h describes: num, or text for a text field. */
void rule_world_set(struct rule_world *w, size_t dataset, size_t field, size_t row, int64_t num,
                    struct str text);
/* Every value of the row is set, or it has been dropped: what was made of the tables takes it in.
 * No thread may be evaluating. */
void rule_world_changed(struct rule_world *w, size_t dataset, size_t row);

/* Compiles text; on failure ERR_INVALID and at least one diagnostic.  The plan and all it points
 * to live in a; text and law are borrowed for as long. */
MUST_CHECK enum err_code rule_compile(const struct law *law, struct str slug, struct str file,
                                      struct str text, struct arena *a, struct diag_list *diags,
                                      struct rule_plan **ret_plan, struct err *err);

/* Compiles the test of every standard of the law, for `law check`. */
void rule_check_standards(const struct law *law, struct arena *a, struct diag_list *diags);

/* Runs the worked examples of the plan; each that does not come true is an error. */
void rule_check_examples(const struct rule_plan *plan, struct diag_list *diags);

/* The plan for people: numbered nodes with types, costs, keys of aggregates, columns read. */
void rule_plan_print(struct buf *out, const struct rule_plan *plan);

/* The operators as the Markdown table of docs/rule-language.md. */
void rule_print_operators(struct buf *out);

struct rule_binding;
/* Builds what the plans need over the world, shared among them.  Borrows world and plans. */
MUST_CHECK enum err_code rule_bind(const struct rule_world *world, struct rule_plan *const *plan,
                                   size_t nplan, struct rule_binding **ret, struct err *err);
void rule_binding_free(struct rule_binding *b);

/* Outcome of plan number `plan` of the binding for `row` of its dataset.  Scratch memory in a. */
enum rule_outcome rule_eval(const struct rule_binding *b, size_t plan, size_t row, struct arena *a);
/*
 * For a row that is screened by itself: the plans of its dataset that may find it, a bit each; the
 * others miss it for certain.  ret_plan: (nplan + 63) / 64 words.
 */
void rule_choose(const struct rule_binding *b, size_t dataset, size_t row, uint64_t *ret_plan);

/*
 * The vector engine: plans of a binding over whole blocks of a table.  rule_vector_new readies the
 * binding (borrowed): tests that plans share are found here.  kernels: scalar, avx2 or neon; NULL:
 * the best that the processor has.
 */
struct rule_vector;
struct rule_vector *rule_vector_new(const struct rule_binding *b, const char *kernels);
void rule_vector_free(struct rule_vector *v);

/* What one thread needs to evaluate blocks. */
struct rule_block;
struct rule_block *rule_block_new(const struct rule_vector *v);
void rule_block_free(struct rule_block *b);
/*
 * Aggregates over the screened table that many rows ask for are found for all rows of a group at once.
 * rule_vector_walks tries the plans on a few rows, decides which these are (`always`: all that can be),
 * and returns of how many parts the work consists; it is called once, if at all, and every part must be
 * done by rule_block_walk, in any order and by any threads, before a block is opened.
 */
size_t rule_vector_walks(struct rule_vector *v, bool always);
void rule_block_walk(struct rule_block *b, size_t part);
/* Turns to a block; false when none of its rows counts. */
bool rule_block_open(struct rule_block *b, size_t dataset, size_t block);
/* Leaves out rows whose date is known and earlier. */
void rule_block_since(struct rule_block *b, int field, struct day since);
/* Evaluates a plan of the block's dataset: bitmaps of COLUMN_WORDS words, set when the result,
 * the number of rows that are not a miss, is not 0. */
size_t rule_block_eval(struct rule_block *b, size_t plan, uint64_t *ret_hit,
                       uint64_t *ret_undetermined);

/* Whether the plan asks for the day of the run (今日): on another day it may answer otherwise. */
bool rule_reads_today(const struct rule_plan *plan);

/* Which outcomes of a plan may be others since a row came or went. */
struct rule_reach {
    size_t changes;  /* in: how many rows came or went since the outcomes were right */
    size_t most;     /* in: of a key that more rows share, the whole rule is meant; 0: 4096 */
    bool whole;      /* any of them */
    VEC(size_t) row; /* of these rows, perhaps more than once */
    uint64_t *block; /* of all rows of these blocks of the plan's table; NULL: none */
};
/* Adds to *reach what the row of that dataset reaches.  Makes indexes that are missing.  Storage
 * in a. */
void rule_reach(const struct rule_binding *b, size_t plan, size_t dataset, size_t row,
                struct arena *a, struct rule_reach *reach);

/* Why: for a hit, each clause that held with its values, the rows that an aggregate counted, the
 * standard's version and article; for a miss, the first clause that failed; for 待查, what is
 * missing.  All in a. */
struct rule_reason {
    enum rule_outcome outcome;
    struct str clue;         /* the filled 线索 sentence */
    struct str clause;       /* a miss: the clause that failed, as written; else empty */
    VEC(struct str) because; /* sentences */
    VEC(struct str) missing; /* names of fields or limits */
    struct rule_value_seen { /* the screened row's values that the condition read */
        int field;
        struct str shown;
    } * value;
    size_t nvalue;
    struct rule_row_seen { /* rows that aggregates counted (at most 50 each) */
        const struct law_dataset *dataset;
        size_t row;
    } * row;
    size_t nrow;
    VEC(const struct law_standard *) standard; /* versions applied */
};
void rule_explain(const struct rule_binding *b, size_t plan, size_t row, struct arena *a,
                  struct rule_reason *ret);

/* What worked example number i comes to, explained. `row` and `standard` stay as in rule_explain;
 * the rows are those of the example's own world. */
void rule_explain_example(const struct rule_plan *plan, size_t i, struct arena *a,
                          enum rule_outcome *ret_expected, struct rule_reason *ret);

/* Hands over the world of worked example number i: the screened record is row 0 of its dataset. For
 * tests that ask another engine the same. */
typedef void (*rule_example_fn)(void *p, const struct rule_world *world, enum rule_outcome expect);
void rule_example_visit(const struct rule_plan *plan, size_t i, rule_example_fn fn, void *p);

/* A value as people write it: 10万元, 3吨, 2024-01-31, 是, 非法采矿; nothing when it is unknown. */
void rule_print_value(struct buf *out, const struct law *law, const struct law_dataset *d, size_t f,
                      const struct column_table *t, size_t row);

#endif
