#ifndef RULE_AIDS_H
#define RULE_AIDS_H
/*
 * rule/aids.h - what evaluation needs besides the tables: indexes, statistics of like cases (同类),
 * and which texts hold which words.  Made once when a plan is bound, shared by all plans that ask
 * for the same, kept until the world is released.
 *
 * Making is guarded by a lock.  What is made is read by any number of threads while nothing is
 * being made or changed.
 */
#include "rule/plan.h"

struct rule_value {
    int64_t n;       /* of a text: its code, or COLUMN_NO_CODE */
    struct str text; /* of a text without a code */
};

/* ---- like cases ---- */

struct rule_run { /* of equal values in a group */
    int64_t value, count;
};

struct rule_peer_group {
    int64_t key[RULE_MAX_KEYS];
    int64_t rows, n; /* of the group; of them, those whose value is known */
    rule_wide sum;
    VEC(struct rule_run) run; /* by value */
};

/* The groups of a dataset by some fields, and how one field's values lie in each. */
struct rule_peers {
    const struct law_dataset *dataset;
    const struct column_table *table;
    int key[RULE_MAX_KEYS], field;
    size_t nkey;
    VEC(struct rule_peer_group) group;
    uint32_t *slot; /* number of the group, + 1 */
    size_t cap;
    struct arena arena;
};

/* One statistic of all groups. */
struct rule_stat {
    struct rule_peers *peers;
    enum rule_op op;
    int quantile;
    int64_t *value; /* by group */
    bool *known;
    size_t room;
};

/* The group that the row belongs to; -1: a field of its key is unknown, or there is none. */
int32_t rule_peers_group(const struct rule_peers *p, size_t row);

/* ---- words in texts ---- */

/* For every text of the pool: does it hold the words (含), or is it one of them (属于)?  A chunk is
 * looked at when the first row asks. */
struct rule_words {
    const struct rule_set *set;
    bool whole; /* 属于 */
    pthread_mutex_t lock;
    uint64_t **bits; /* by packed chunk of the pool; NULL: not looked at */
    size_t nchunk;   /* texts of later chunks are looked at themselves */
};

bool rule_words_hold(const struct rule_words *w, struct str text);
/* The same for a test that is not bound to a world. */
bool rule_words_bare(const struct rule_node *n, struct str text);
/* The answers for the texts of a packed chunk. */
const uint64_t *rule_words_bits(struct rule_words *w, const struct column_pool *p, size_t chunk);

/* The side of a test that is asked for words: of 含 and 属于 the left one, of = and ≠ the one that
 * is no constant; NULL: the test asks for none. */
const struct rule_node *rule_words_side(const struct rule_node *n);

/* ---- all of them ---- */

struct rule_aids {
    pthread_mutex_t lock;
    struct arena arena;
    VEC(struct column_index *) index;
    VEC(struct rule_peers *) peers;
    VEC(struct rule_stat *) stat;
    VEC(struct rule_words *) words;
};

struct rule_aids *rule_aids_new(void);
void rule_aids_free(struct rule_aids *a);

/* The index of a dataset's table by that field, made if there is none.  order -1: any will do. */
const struct column_index *rule_aids_index(const struct rule_world *w, const struct law_dataset *d,
                                           int key, int order);
const struct rule_stat *rule_aids_stat(const struct rule_world *w, const struct rule_node *n);
struct rule_words *rule_aids_words(const struct rule_world *w, const struct rule_node *n);

/* The row came or went. */
void rule_aids_changed(struct rule_aids *a, const struct column_table *t, size_t row);
/* peer.c */
struct rule_peers *rule_peers_new(const struct law_dataset *d, const struct column_table *t,
                                  const struct rule_peer *of);
void rule_peers_free(struct rule_peers *p);
/* Finds the groups by their keys again, once they were put there by hand. */
void rule_peers_rehash(struct rule_peers *p);
void rule_peers_changed(struct rule_peers *p, size_t row, struct rule_stat *const *stat,
                        size_t nstat);
void rule_stat_compute(struct rule_stat *s, size_t group);

#endif
