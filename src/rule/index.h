#ifndef RULE_INDEX_H
#define RULE_INDEX_H
/*
 * rule/index.h - rows of a table grouped by the values of some fields, each group by date.
 *
 * Built once per run and shared by all aggregates and peer groups with the same fields.  A row
 * whose key is not wholly known is in no group.  Borrows the table; read-only once built, then
 * shared by threads.
 */
#include "rule/plan.h"

enum { RULE_NO_GROUP = -1, RULE_NO_DATE = INT32_MAX };

struct rule_value { /* a number, or the text of a text field */
    int64_t n;
    struct str text;
};

struct rule_index {
    const struct law_dataset *dataset;
    const struct column_table *table;
    int field[RULE_MAX_KEYS];
    size_t nfield;
    size_t ngroup, cap;
    uint32_t *slot;    /* [cap] number of the group + 1 */
    uint64_t *hash;    /* [ngroup] */
    uint32_t *start;   /* [ngroup + 1] into row */
    uint32_t *row;     /* by group, date (unknown dates last), row */
    int32_t *date;     /* of row[i]; RULE_NO_DATE when unknown or when there is no date field */
    int32_t *group_of; /* [rows of the table] */
};

/* Rows of the dataset in order of date, unknown dates last; heap, the caller frees. */
uint32_t *rule_rows_by_date(const struct law_dataset *d, const struct column_table *t);

/* Heap; order is what rule_rows_by_date gave. */
struct rule_index *rule_index_new(const struct law_dataset *d, const struct column_table *t,
                                  const int *field, size_t nfield, const uint32_t *order);
void rule_index_free(struct rule_index *x);

/* The group with that key, or RULE_NO_GROUP. */
int32_t rule_index_find(const struct rule_index *x, const struct rule_value *key);

#endif
