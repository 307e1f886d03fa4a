#ifndef RULE_EMIT_H
#define RULE_EMIT_H
/*
 * rule/emit.h - what the emit_*.c files share: nodes of a plan put into SQL.
 *
 * Private to rule/.  A test becomes a three-valued SQL condition, a value an SQL expression that is
 * NULL when unknown.  b is the screened row, c the counted one.  One struct emit is one statement's.
 */
#include "base/vec.h"
#include "rule/emit_sql.h"
#include "rule/eval.h"

struct emit_stat { /* one column of a table of peer groups */
    const struct rule_node *node;
};

struct emit_peers {               /* rows with equal keys, grouped once per statement */
    const struct rule_peer *peer; /* whose keys they are */
    VEC(struct emit_stat) stat;
};

struct emit {
    struct sql_maker m;
    const struct rule_plan *plan;
    const struct law *law;
    const struct rule_sql_request *q;
    struct arena *arena;
    VEC(int) known; /* fields of the screened row that have a value wherever we are */
    VEC(struct emit_peers) peers;
};

/* ---- nodes (emit_node.c) ---- */
void emit_node(struct emit *e, const struct rule_node *n);
/* The node by its template, operands 0 and 1 taken at the ends given: see emit_end. */
void emit_template(struct emit *e, const struct rule_node *n, const bool high[2]);
void emit_field(struct emit *e, const char *alias, const struct law_dataset *d, int field);
/* A number with a comment that says what it is; the comment may be empty. */
void emit_number(struct emit *e, int64_t v, struct str comment);
/* A number that the node comes to, with what was written and the value as people write it. */
void emit_typed(struct emit *e, const struct rule_node *n, int64_t v);
void emit_null(struct emit *e, const struct rule_node *n);
void emit_table(struct emit *e, const struct law_dataset *d);
/* Sides of 且 take for granted what their siblings demand: 不缺 X lets the others rely on X. */
size_t emit_assume(struct emit *e, const struct rule_node *all);
void emit_forget(struct emit *e, size_t mark);

/* ---- comparisons and intervals (emit_range.c) ---- */
void emit_comparison(struct emit *e, const struct rule_node *n);
/* Lower or upper end of a value; they differ only for limits that are not set.  NULL at one end
 * is NULL at the other. */
void emit_end(struct emit *e, const struct rule_node *n, bool high);
/* Made of constants and the limits of one version alone: its value needs no row.  The ends are
 * unknown when *ret_known is false. */
bool emit_is_fixed(const struct rule_node *n);
bool emit_fixed_range(const struct rule_node *n, int64_t *ret_lo, int64_t *ret_hi);

/* ---- standards (emit_standard.c) ---- */
enum emit_of_version { EMIT_TEST, EMIT_VALUE, EMIT_LOW, EMIT_HIGH };
void emit_versions(struct emit *e, const struct rule_node *n, enum emit_of_version what);

/* ---- aggregates and peers (emit_group.c) ---- */
bool emit_is_aggregate(const struct rule_node *n);
void emit_aggregate(struct emit *e, const struct rule_node *n);
void emit_peer(struct emit *e, const struct rule_node *n);
void emit_where(struct emit *e, const struct rule_aggregate *g);
void emit_peer_tables(struct emit *e);
void emit_peer_joins(struct emit *e);

/* ---- what cannot be unknown (emit_known.c) ---- */
bool emit_is_known(const struct emit *e, const struct rule_node *value);
bool emit_is_certain(const struct emit *e, const struct rule_node *test);
/* All that the aggregate is looked up by is known. */
bool emit_lookup_known(const struct emit *e, const struct rule_aggregate *g);

#endif
