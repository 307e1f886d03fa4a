#ifndef RULE_PLAN_H
#define RULE_PLAN_H
/*
 * rule/plan.h - the immutable plan that a rule compiles to: typed nodes in one array, children
 * before parents, and beside them what aggregates, peer groups and standards need.
 *
 * Private to rule/.  A plan names datasets, fields, causes and organs by their index in the law;
 * it holds no data and no pointer into a binding, so that any engine can run it.  It lives in
 * the arena given to rule_compile and is read by any number of threads.
 */
#include "rule/rule.h"
#include "sql/text.h"

/* Products of two 64-bit numbers, exactly. */
__extension__ typedef __int128 rule_wide;

enum rule_op {
#define RULE_TEST(id, spelling, signature, unknown, sqlite, postgres, help) RULE_OP_##id,
#define RULE_VALUE(id, spelling, signature, unknown, sqlite, postgres, help) RULE_OP_##id,
#include "rule/rule_op.def"
#undef RULE_TEST
#undef RULE_VALUE
    RULE_OP_N
};

enum rule_unknown {
    RULE_UNKNOWN_STRICT,
    RULE_UNKNOWN_KLEENE,
    RULE_UNKNOWN_NEVER,
    RULE_UNKNOWN_FIRST,
    RULE_UNKNOWN_DATA,
    RULE_UNKNOWN_NONE,
    RULE_UNKNOWN_KEY,
    RULE_UNKNOWN_LAW,
    RULE_UNKNOWN_N
};

struct rule_op_info {
    const char *id, *spelling, *signature, *help;
    struct sql_template sql[2]; /* by dialect */
    enum rule_unknown unknown;
    bool test; /* gives yes, no, unknown; else a value */
};
const struct rule_op_info *rule_op_get(enum rule_op op);

/* The first kinds are the law's types, in its order. */
enum rule_kind {
    RULE_BOOL = LAW_BOOL,
    RULE_INT = LAW_INT,
    RULE_MONEY = LAW_MONEY,
    RULE_QUANTITY = LAW_QUANTITY,
    RULE_DATE = LAW_DATE,
    RULE_WORDS = LAW_TEXT,
    RULE_CODE = LAW_CODE,
    RULE_PARTY = LAW_PARTY,
    RULE_ORGAN = LAW_ORGAN,
    RULE_REGION = LAW_REGION,
    RULE_SPAN,    /* 3日, 2个月, 1年 */
    RULE_WORKING, /* 7工作日 */
    RULE_NO_TYPE, /* an error was reported here; fits everywhere */
};

enum { RULE_UNIT_ONE = -2 }; /* the unit of a bare ratio: 1 = 100% */

struct rule_type {
    enum rule_kind kind;
    int unit;                      /* RULE_QUANTITY: index in law.unit, or RULE_UNIT_ONE */
    const struct law_field *codes; /* RULE_CODE: whose dictionary; NULL: causes */
};

/* The set on the right of 属于 and 含. */
struct rule_set {
    enum rule_kind kind;
    uint64_t *bits; /* RULE_CODE, RULE_ORGAN: members by index */
    size_t nbits;
    int64_t *number;
    struct str *text;
    size_t n;         /* numbers or texts */
    bool all;         /* 全部(…) */
    struct str shown; /* “非法采矿”类、“警告” */
};

struct rule_version { /* one version of a standard, seen by 达到 or by one limit of it */
    const struct law_standard *law;
    struct rule_node *test;        /* 达到; NULL: the standard says no test */
    const struct law_limit *limit; /* 标准.X.L; NULL: this version has no such limit */
    int64_t low, high;             /* of the limit, in the unit of the node */
};

struct rule_versions {
    struct str name, limit;
    const struct law_dataset *dataset; /* whose conduct date counts */
    bool fixed; /* 限.X: the one version is the one whose test it stands in */
    struct rule_version *at;
    size_t n;
};

enum {
    RULE_MAX_KEYS = 8, /* of an index */
    RULE_MAX_HELD = 8, /* values of the screened row held during a search */
};

struct rule_key { /* field of the counted row = value of the screened row */
    int field;
    struct rule_node *value;
};

struct rule_bound { /* order field of the counted row >= or <= a value that is not of that row */
    struct rule_node *value;
    bool upper, strict;
};

struct rule_aggregate {
    const struct law_dataset *dataset;
    int field; /* what is summed; -1: none */
    int order; /* field whose bounds are a range of the index; -1: none */
    VEC(struct rule_key) key;
    VEC(struct rule_bound) bound;
    /* Sides of further comparisons that are the screened row's: like keys and bounds, unknown
     * makes the aggregate unknown. */
    VEC(struct rule_node *) need;
    VEC(struct rule_node *) guard; /* conditions of the screened row alone */
    VEC(struct rule_node *) rest;  /* conditions tested per candidate */
    struct rule_node *condition;   /* the whole, for print and SQL */
    bool same; /* counts rows of the screened dataset: leave out the row itself */
    size_t slot;
};

struct rule_peer {
    int field, quantile; /* quantile: p; 0 when it is none */
    int *key;
    size_t nkey, slot;
};

struct rule_node {
    enum rule_op op;
    struct rule_type type;
    uint32_t id;
    uint32_t cost; /* expected, of one evaluation, in about nanoseconds */
    uint32_t pass; /* of a test: how often it is expected to hold, in thousandths */
    struct rule_node **kid;
    size_t nkid;
    struct rule_node **cheap; /* AND, OR: the kids, cheapest first */
    bool reads_screened, reads_counted;
    bool ranged; /* contains a limit that is an interval */
    int level;   /* FIELD, LIMIT, MEETS: 0 of the screened row, 1 of the counted one */
    const struct law_dataset *dataset; /* FIELD */
    int field;                         /* FIELD */
    int64_t number;                    /* CONST; span: its number; HELD: its place */
    struct str text;                   /* CONST */
    enum span_unit span;               /* CONST of a span */
    int64_t scale[3]; /* comparison: what each operand is multiplied by, 1 when alike */
    int64_t num, den; /* MUL DIV CONVERT: factor of the result */
    const struct rule_set *set;
    struct rule_versions *versions;
    struct rule_aggregate *aggregate;
    struct rule_peer *peer;
    const int32_t *regroup; /* REGROUP: code to code, -1: the other has none */
    size_t nregroup;
    struct str source; /* as written */
};

struct rule_cell { /* a value of a worked example */
    int field;
    struct rule_node *value; /* NULL: 缺 */
};

struct rule_row {
    const struct law_dataset *dataset;
    VEC(struct rule_cell) cell;
    int64_t times;
};

struct rule_example {
    enum rule_outcome expect;
    VEC(struct rule_row) row; /* the first is the screened one */
    struct day today;
    int line, column;
};

#endif
