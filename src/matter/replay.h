#ifndef MATTER_REPLAY_H
#define MATTER_REPLAY_H
/*
 * matter/replay.h - all acts of a store, done again in an empty one: the same matters, byte for byte
 * (M1).
 *
 * What people did is read in the order in which it was kept and goes through the same kernel and the
 * same writing; what it brought about in other matters comes again by itself and is compared.  Each act is done under the law of then, as the store keeps it (matter/law_kept.h), and open
 * clocks are counted anew where they were then.  `from` is only read.
 */
#include "matter/log.h"

struct matter_replay {
    int64_t matters, acts, clocks, reprojects;
    int64_t unkept;           /* acts whose law was not kept: done under the law at hand */
    int64_t different;        /* rows that are not the same */
    VEC(struct str) sentence; /* Chinese: the first of them, at most 20 */
};

/* Does every act of `from` again in `into`, an empty store with the tables of matter_log_migrate. */
MUST_CHECK enum err_code matter_replay_into(struct matter_log *from, struct matter_log *into,
                                            struct matter_replay *ret, struct err *err);
/* The same, then compares every matter, clock, role, link, clue, act, outbox entry and counting anew; texts
 * in a. */
MUST_CHECK enum err_code matter_replay_check(struct matter_log *from, struct matter_log *into,
                                             struct arena *a, struct matter_replay *ret,
                                             struct err *err);

#endif
