#ifndef SERVICE_SAMPLE_POOL_H
#define SERVICE_SAMPLE_POOL_H
/*
 * service/sample/pool.h - which party a row has: most come once, some again and again.
 *
 * A party that comes once is numbered by its row.  Those that come again live in pools, one for
 * each kind of party, how often they come, and whose they are: an organ's or everybody's.  A
 * pool's size follows from the number of rows, so that nothing needs to be kept.
 */
#include "service/sample/party.h"

struct pool_walk { /* start with {0} */
    size_t kind, level, owner;
    uint64_t number;
};

/* The party of row i, which is of organ number `organ`. */
struct party_key pool_draw(const struct sample_data *d, int64_t rows, struct sample_random *r,
                           const struct sample_who *who);
/* The next party that comes again; false: that was the last. */
bool pool_next(const struct sample_data *d, int64_t rows, struct pool_walk *w,
               struct party_key *ret);
/* Whether the party comes once only. */
bool pool_once(struct party_key key);
/* The parts per million of each organ and kind of party, from the weights. */
void pool_shares(struct sample_data *d, struct arena *a);

#endif
