#ifndef RULE_KEEP_H
#define RULE_KEEP_H
/*
 * rule/keep.h - aids (rule/aids.h) made ahead of binding, in threads, and kept beyond their world:
 * for whoever keeps tables in a file.
 *
 * What is read back speaks of the very rows and codes that it was made of; the caller sees to that.
 * No thread may be binding or evaluating.
 */
#include "rule/rule.h"

/* Makes the indexes and groups of like cases that the plans will ask for and the world has not. */
void rule_make_aids(struct rule_world *w, struct rule_plan *const *plan, size_t nplan, int threads);

/* The world's indexes, in the order in which they were made; borrowed. */
struct column_index *const *rule_kept_indexes(const struct rule_world *w, size_t *ret_n);
/* An index over one of the world's tables, for rule_bind to find. */
void rule_keep_index(struct rule_world *w, struct column_index *take_x);

/* The world's groups of like cases as bytes of this machine, and back. */
void rule_write_peers(const struct rule_world *w, struct buf *out);
/* False, and nothing is kept, when the bytes are none of these. */
bool rule_read_peers(struct rule_world *w, struct str bytes);

#endif
