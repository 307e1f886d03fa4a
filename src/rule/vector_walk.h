#ifndef RULE_VECTOR_WALK_H
#define RULE_VECTOR_WALK_H
/*
 * rule/vector_walk.h - walking the groups of an aggregate (vector_walk.c): the rows of one group, and
 * where the values of a screened row come from.
 *
 * A struct rule_walk lives while one part is walked, by one thread; members are its block's.
 */
#include "rule/vector.h"

/* The rows of the group at hand. */
struct rule_members {
    size_t n, ranked, room; /* the first `ranked` have a known rank */
    uint32_t *row;
    int64_t *rank;
    int64_t *key[RULE_MAX_KEYS]; /* by place in g->key: the counted field */
    uint8_t *lacks;              /* bit k: key[k] is unknown */
};

/* Where a value of the screened row comes from. */
struct rule_own {
    enum { RULE_OWN_RANK, RULE_OWN_KEY, RULE_OWN_FIELD, RULE_OWN_OTHER } from;
    size_t key;
    const struct column *field;
    const struct rule_node *node, *span;
    struct rule_move *move; /* NULL: it is not moved */
    int64_t plus;
};

struct rule_walk {
    struct rule_block *block;
    const struct rule_walked *to;
    const struct rule_node *node;
    const struct rule_aggregate *g;
    const struct rule_path *path;
    const struct column_index *index;
    struct rule_members *m;
    bool ranked, held;           /* the order of rows matters; values are held for the row */
    bool steps;                  /* only the rank is compared, with the row's own and a number */
    bool same;                   /* there are further keys, each of the row's own same field */
    size_t extra[RULE_MAX_KEYS]; /* keys that are compared */
    size_t nextra, low, high;    /* low, high: the window of the row before */
    struct rule_own bound[RULE_WALK_BOUNDS], key[RULE_MAX_KEYS];
    int64_t own[RULE_MAX_KEYS]; /* the keys of the row */
};

/* vector_members.c: takes the rows of a group, sorted where it matters; a further key of all of them;
 * their ranks. */
void rule_walk_rows(struct rule_walk *w, const struct column_rows *r);
void rule_walk_keys(struct rule_walk *w);
void rule_walk_ranks(struct rule_walk *w);
/* Whether any two rows may have all further keys in common. */
bool rule_walk_alike(const struct rule_walk *w);

/* vector_own.c: finds out where values come from; the bounds' ranks of a row, its keys; false: unknown. */
void rule_walk_owns(struct rule_walk *w);
bool rule_own_ranks(struct rule_walk *w, size_t i, struct column_ranks *ret);
bool rule_own_keys(struct rule_walk *w, size_t i);

#endif
