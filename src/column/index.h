#ifndef COLUMN_INDEX_H
#define COLUMN_INDEX_H
/*
 * column/index.h - the rows of a table by the value of one column, each group in order.
 *
 * A value is a code or a small number, so that a group is found without hashing: head[value] is the
 * only row, or the group of two or more.  Groups are sorted by another column (unknown last),
 * equal ones by what the world outside calls the row.  Rows that were appended after the index was
 * made are chained to their value, the last first; so are all rows of a column whose values are
 * not small.
 *
 * Rows that are gone stay in the index: who walks it leaves them out; who counts asks how many.  Borrows the table; one
 * thread makes and adds, any number find.
 */
#include "column/table.h"

enum { COLUMN_HEAD_BITS = 10, COLUMN_HEADS = 1 << COLUMN_HEAD_BITS };

struct column_chain { /* later rows */
    struct column_chain_slot {
        int64_t value;
        uint32_t row; /* the last one, + 1; 0: free */
    } * slot;
    size_t n, cap;
    uint32_t *next; /* by row - first: the one before it, + 1 */
    size_t first, rows, room;
};

struct column_index {
    const struct column_table *table;
    int key, order; /* columns; order -1: none */
    size_t nblock;  /* blocks that head, start and row cover */
    /* By value >> COLUMN_HEAD_BITS: NULL, or for each value 0: no row; row + 1; COLUMN_MANY + the
     * number of a group. */
    uint32_t **head;
    size_t nhead;
    uint32_t *start; /* [ngroup + 1] into row */
    uint32_t *row;
    size_t ngroup;
    bool borrowed; /* head's arrays, start and row belong to a mapped file */
    /* By block, a bit for every row that shares its value with another; NULL: none of the block. */
    uint64_t **company;
    size_t ncompany;
    struct column_chain chain;
    struct column_chain gone; /* places in gone_row, by value */
    uint32_t *gone_row;       /* rows of the sorted groups that went */
    size_t ngone;
};
#define COLUMN_MANY (UINT32_C(1) << 31)

struct column_index *column_index_new(const struct column_table *t, int key, int order);
void column_index_free(struct column_index *x);

/* Makes `company` for the sorted rows; column_index_new has done so. */
void column_index_company(struct column_index *x);

static inline const uint64_t *column_index_shared(const struct column_index *x, size_t block)
{
    return block < x->ncompany ? x->company[block] : NULL;
}

/* Takes in a row that was appended to the table after the index was made. */
void column_index_add(struct column_index *x, size_t row);
/* Notes that a row went: groups keep it, but know how many of theirs are gone. */
void column_index_drop(struct column_index *x, size_t row);

/* The rows with that value: a run of sorted rows, then the chain. */
struct column_rows {
    uint32_t one;       /* where the run's only row is kept */
    const uint32_t *at; /* NULL: in `one` */
    uint32_t n;
    uint32_t chain; /* the last of the later rows, + 1; 0: none */
};
void column_index_find(const struct column_index *x, int64_t value, struct column_rows *ret);
static inline uint32_t column_rows_at(const struct column_rows *r, uint32_t i)
{
    return r->at ? r->at[i] : r->one;
}
/* The later row before that one, + 1; 0: none. */
static inline uint32_t column_index_next(const struct column_index *x, size_t row)
{
    return x->chain.next[row - x->chain.first];
}
/* Value of the order column, the row's rank; false: unknown, or there is no order. */
static inline bool column_index_rank(const struct column_index *x, size_t row, int64_t *ret)
{
    return x->order >= 0 && column_get(&x->table->column[x->order], row, ret);
}
/* How many of the run's rows have a known rank below the value; at or below it. */
uint32_t column_rows_below(const struct column_index *x, const struct column_rows *r,
                           int64_t value);
uint32_t column_rows_through(const struct column_index *x, const struct column_rows *r,
                             int64_t value);

struct column_ranks { /* both included; of known ranks */
    int64_t from, to;
};
/* Of the rows with that value those that came later, less those of the run that went, whose rank is
 * among `ranks` (NULL: any, also an unknown one): what the length of the run must be corrected
 * by. */
int64_t column_index_balance(const struct column_index *x, int64_t value,
                             const struct column_ranks *ranks);

/* Whether a later row has the value. */
bool column_index_later(const struct column_index *x, int64_t value);
/* Whether no row has the value. */
static inline bool column_index_none(const struct column_index *x, int64_t value)
{
    size_t i = (uint64_t)value >> COLUMN_HEAD_BITS;

    if (value >= 0 && i < x->nhead && x->head[i] && x->head[i][value & (COLUMN_HEADS - 1)])
        return false;
    return !x->chain.n || !column_index_later(x, value);
}

#endif
