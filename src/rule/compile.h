#ifndef RULE_COMPILE_H
#define RULE_COMPILE_H
/*
 * rule/compile.h - from syntax to plan: what the compiling files of rule/ share.
 *
 * One compilation is one thread's.  A function that returns a node never returns NULL: after a
 * reported error it is a node of RULE_NO_TYPE, which fits everywhere, so that one fault is
 * reported once and the rest of the expression is still checked.
 */
#include "base/near.h"
#include "rule/plan.h"
#include "rule/syntax.h"
#include "rule/type.h"
#include "rule/variant.h"

struct rule_compiler {
    const struct law *law;
    struct arena *arena;
    struct diag_list *diags;
    struct rule_lexer lx;
    struct rule_plan *plan;
    const struct law_dataset *screened;  /* NULL: 筛查 failed, or a value without a record */
    const struct law_dataset *counted;   /* inside an aggregate: the counted dataset */
    const struct law_standard *standard; /* in the test of a standard: 限.X are its limits */
    struct rule_change *change;          /* of a limit; NULL: none */
    bool in_standard;                    /* somewhere inside a standard's test: no 达到 */
    VEC(struct str) party; /* parties named in examples; their place here is their id */
    int nodes;             /* of syntax, against RULE_MAX_NODES */
    int left;              /* errors still to be reported */
};

enum { RULE_MAX_TEXT = 64 * 1024, RULE_MAX_ERRORS = 50, RULE_MAX_SPAN_DAYS = 36525 };

/* ---- nodes (node.c) ---- */
struct rule_node *rule_node_new(struct rule_compiler *c, enum rule_op op, struct rule_type type,
                                const struct syntax *at);
/* Sets the operands and what follows from them: what is read, whether a limit is open. */
void rule_node_kids(struct rule_compiler *c, struct rule_node *n, struct rule_node *const *kid,
                    size_t nkid);
/* An operator that the compiler puts in: type and source are those of the first operand. */
struct rule_node *rule_node_wrap(struct rule_compiler *c, enum rule_op op,
                                 struct rule_node *const *kid, size_t nkid);
struct rule_node *rule_node_error(struct rule_compiler *c, const struct syntax *at);
struct rule_node *rule_node_number(struct rule_compiler *c, struct rule_type type, int64_t number,
                                   const struct syntax *at);
struct rule_node *rule_node_text(struct rule_compiler *c, struct str text, const struct syntax *at);
/* level 0: the screened row. */
struct rule_node *rule_node_field(struct rule_compiler *c, const struct law_dataset *d, int field,
                                  int level, const struct syntax *at);
/* Value in that unit: a constant is converted, anything else gets a CONVERT. */
struct rule_node *rule_node_in_unit(struct rule_compiler *c, struct rule_node *n, int unit);
void rule_use_field(struct rule_compiler *c, const struct law_dataset *d, int field);
static inline bool rule_is_error(const struct rule_node *n)
{
    return n->type.kind == RULE_NO_TYPE;
}
/* Multipliers that bring operands of unlike units to one; false when they do not fit. */
bool rule_scale_operands(struct rule_compiler *c, struct rule_node *n);
/* a * num / den, rounded half away from zero; false on overflow and on den = 0. */
bool rule_ratio(rule_wide a, rule_wide num, rule_wide den, int64_t *ret);

/* ---- messages ---- */
static inline struct str rule_written(const struct rule_compiler *c, const struct syntax *s)
{
    return str_sub(c->lx.source->text, s->begin, s->end);
}
void rule_hint_near(struct rule_compiler *c, struct diag *d, const struct near *near);
#define RULE_ERROR(c, s, ...) rule_error(&(c)->lx, (s)->begin, (s)->end, __VA_ARGS__)

/* ---- names (names.c) ---- */
/* The dataset called so; reports and returns NULL. */
const struct law_dataset *rule_find_dataset(struct rule_compiler *c, const struct syntax *name);
/* The field of d called so; reports and returns -1. */
int rule_find_field(struct rule_compiler *c, const struct law_dataset *d,
                    const struct syntax *name);
const struct law_standard *rule_find_standard(struct rule_compiler *c, const struct syntax *name,
                                              size_t *ret_n);
/* Index of the code, cause or organ called so in what `type` ranges over; reports, -1. */
int rule_find_code(struct rule_compiler *c, struct rule_type type, const struct syntax *name);
/* The field that was probably meant: nearest by edits, or one that want abbreviates. */
struct str rule_like_field(const struct law_dataset *d, struct str want);
/* The field of `other` that plays the part that `field` plays in d (案件, 当事人 …); -1. */
int rule_same_role(const struct law_dataset *d, int field, const struct law_dataset *other);

/* ---- expressions (resolve.c, arithmetic.c, literal.c) ---- */
/* The row that a bare field belongs to. */
static inline const struct law_dataset *rule_row(const struct rule_compiler *c)
{
    return c->counted ? c->counted : c->screened;
}
/* `wanted` says what a bare name, a text or a number may stand for; RULE_NO_TYPE: nothing. */
struct rule_node *rule_resolve(struct rule_compiler *c, const struct syntax *s,
                               struct rule_type wanted);
struct rule_node *rule_resolve_value(struct rule_compiler *c, const struct syntax *s);
/* As rule_resolve; reports what is not a condition. */
struct rule_node *rule_resolve_condition(struct rule_compiler *c, const struct syntax *s);
struct rule_node *rule_resolve_binary(struct rule_compiler *c, const struct syntax *s);
struct rule_node *rule_resolve_neg(struct rule_compiler *c, const struct syntax *s);
struct rule_node *rule_resolve_between(struct rule_compiler *c, const struct syntax *s);
struct rule_node *rule_resolve_window(struct rule_compiler *c, const struct syntax *s);
struct rule_node *rule_resolve_call(struct rule_compiler *c, const struct syntax *s);
struct rule_node *rule_resolve_set(struct rule_compiler *c, const struct syntax *s);
struct rule_node *rule_resolve_number(struct rule_compiler *c, const struct syntax *s,
                                      struct rule_type wanted);
/* A number with a unit of time, where a span is meant; reports. */
struct rule_node *rule_resolve_span(struct rule_compiler *c, const struct syntax *s);
bool rule_is_span(const struct syntax *s);
/* The node of an operator over resolved operands; reports what does not fit. */
struct rule_node *rule_resolve_apply(struct rule_compiler *c, const struct syntax *s,
                                     struct str spelling, struct rule_node *const *kid, size_t n);

/* ---- deadlines (deadline.c) ---- */
struct rule_span_of {
    enum rule_kind kind; /* RULE_SPAN, RULE_WORKING */
    enum span_unit unit;
    int32_t n;
};
/* 时限.ID */
bool rule_is_term(const struct syntax *s);
/* The day on which the deadline ends that sum, date + 时限.ID, names. */
struct rule_node *rule_resolve_term(struct rule_compiler *c, const struct syntax *sum,
                                    struct rule_node *date);

/* Resolves two sides, each giving the other its type, and turns code into code. */
void rule_resolve_pair(struct rule_compiler *c, const struct syntax *a, const struct syntax *b,
                       struct rule_node *ret[2]);
/* Reports that the operator at s->mark does not take these operands. */
void rule_report_types(struct rule_compiler *c, const struct syntax *s, struct str spelling,
                       struct rule_node *const *kid, size_t n);

/* ---- standards (standard.c) ---- */
struct rule_node *rule_resolve_meets(struct rule_compiler *c, const struct syntax *s);
struct rule_node *rule_resolve_limit(struct rule_compiler *c, const struct syntax *s);
/* 限.X in the test of a standard */
struct rule_node *rule_resolve_own_limit(struct rule_compiler *c, const struct syntax *s);

/* ---- aggregates and peers (group.c) ---- */
bool rule_is_aggregate(struct str name, enum rule_op *ret_op);
struct rule_node *rule_resolve_aggregate(struct rule_compiler *c, const struct syntax *s,
                                         enum rule_op op);
struct rule_node *rule_resolve_peer(struct rule_compiler *c, const struct syntax *s);
/* Sorts the conjuncts of an aggregate's condition into key, bounds, guards and rest. */
void rule_plan_aggregate(struct rule_compiler *c, struct rule_aggregate *g, enum rule_op op);

/* ---- the file (section.c, example.c, plan.c) ---- */
struct rule_section {
    const char *word; /* 规则 … 例 */
    size_t at;        /* of the word */
    size_t begin, end;
};
/* The first section called so, in c's source; false when there is none. */
bool rule_find_section(struct rule_compiler *c, const char *word, struct rule_section *ret);
void rule_parse_examples(struct rule_compiler *c, const struct rule_section *section, size_t n);
bool rule_parse_text(struct rule_compiler *c, struct str text, size_t at, struct rule_text *ret);
/* Parses and resolves text[begin, end) of the source as a condition. */
struct rule_node *rule_compile_condition(struct rule_compiler *c, size_t begin, size_t end);
/* An empty plan for c->law, reading nothing. */
void rule_plan_init(struct rule_compiler *c);
/* Numbers the nodes in order of evaluation and moves them into one array. */
void rule_plan_flatten(struct rule_compiler *c);
uint32_t rule_cost_of(const struct rule_node *n);

#endif
