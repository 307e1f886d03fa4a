#ifndef MATTER_REPLAY_H
#define MATTER_REPLAY_H
/*
 * matter/replay.h - all acts of a store, done again in an empty one: the same matters, byte for byte
 * (M1).
 *
 * Acts are read in the order in which they were kept and go through the same kernel and the same
 * writing; what an act brought about in other matters is an act of its own there and is not done
 * twice.  `from` is only read.
 */
#include "matter/log.h"

struct matter_replay {
    int64_t matters, acts, clocks;
    int64_t different;        /* rows that are not the same */
    VEC(struct str) sentence; /* Chinese: the first of them, at most 20 */
};

/* Does every act of `from` again in `into`, an empty store with the tables of matter_log_migrate. */
MUST_CHECK enum err_code matter_replay_into(struct matter_log *from, struct matter_log *into,
                                            struct matter_replay *ret, struct err *err);
/* The same, then compares every matter, clock and role; texts in a. */
MUST_CHECK enum err_code matter_replay_check(struct matter_log *from, struct matter_log *into,
                                             struct arena *a, struct matter_replay *ret,
                                             struct err *err);

#endif
