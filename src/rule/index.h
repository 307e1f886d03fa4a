#ifndef RULE_INDEX_H
#define RULE_INDEX_H
/*
 * rule/index.h - rows of a table grouped by the values of some fields, each group in order.
 *
 * Built once per run and shared by all aggregates and peer groups with the same fields.  A row
 * whose key is not wholly known is in no group.  Borrows the table; read-only once built, then
 * shared by threads.
 */
#include "rule/plan.h"

enum { RULE_NO_GROUP = -1 };
#define RULE_NO_RANK INT64_MAX /* of a row whose value is unknown: such rows come last */

struct rule_value { /* a number, or the text of a text field */
    int64_t n;
    struct str text;
};

struct rule_index {
    const struct law_dataset *dataset;
    const struct column_table *table;
    int field[RULE_MAX_KEYS];
    size_t nfield;
    int order; /* field that a group is sorted by: a number or a date; -1: by row */
    size_t ngroup, cap;
    uint32_t *slot;    /* [cap] number of the group + 1 */
    uint64_t *hash;    /* [ngroup] */
    uint32_t *start;   /* [ngroup + 1] into row */
    uint32_t *row;     /* by group, rank, row */
    int64_t *rank;     /* value of the order field of row[i] */
    int32_t *group_of; /* [rows of the table] */
};

/* The table's rows by that field (-1: as they are), unknown last; heap, the caller frees. */
uint32_t *rule_rows_by(const struct column_table *t, int order);

/* Heap; groups the rows.  rule_index_fill lays them out: `sorted` is rule_rows_by of `order`. */
struct rule_index *rule_index_new(const struct law_dataset *d, const struct column_table *t,
                                  const int *field, size_t nfield);
void rule_index_fill(struct rule_index *x, int order, const uint32_t *sorted);
void rule_index_free(struct rule_index *x);

/* The group with that key, or RULE_NO_GROUP. */
int32_t rule_index_find(const struct rule_index *x, const struct rule_value *key);

#endif
