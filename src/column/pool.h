#ifndef COLUMN_POOL_H
#define COLUMN_POOL_H
/*
 * column/pool.h - values that are too wide or too scattered for a column (texts, ids of parties),
 * each kept once and known by a code.  Equal values have equal codes, whichever column or table
 * they stand in; so equality of values is equality of codes.
 *
 * Codes are handed out in chunks of COLUMN_POOL_CHUNK.  A chunk belongs to the domain (a kind of
 * column) that first needed its values: what is to be looked for in one column is looked for in
 * few chunks.  A chunk is open (values as they came) or packed (compressed, never changed again).
 *
 * Reading is for any number of threads; so is putting, each thread through a writer of its own,
 * after column_pool_reserve.  The pool owns all it holds; packed chunks may be borrowed from a
 * mapped file.
 */
#include "base/str.h"

#include <pthread.h>

enum { COLUMN_POOL_CHUNK = 1024, COLUMN_POOL_BITS = 10, COLUMN_POOL_SHARDS = 64 };
#define COLUMN_NO_CODE ((int64_t)-1)

struct column_pool_chunk {
    uint32_t domain, n;
    struct str *open;   /* [COLUMN_POOL_CHUNK], or NULL: packed */
    const char *packed; /* zstd of each value: length as varint, bytes */
    uint32_t npacked, nplain;
    bool borrowed; /* packed belongs to somebody else */
    char *plain;   /* unpacked for now, and where each value starts; guarded by the pool's lock */
    uint32_t *at;  /* [n + 1] */
    bool used;     /* since it last was its turn to go */
};

struct column_pool_slots {
    size_t cap;
    uint64_t *at;                       /* high half: of the hash; low half: code + 1; 0: free */
    struct column_pool_slots *outgrown; /* kept: who fetches ahead may still look at them */
};

/* What every put writes lies away from what it reads first: threads do not wait for each other's
 * cache. */
struct column_pool_shard {
    struct column_pool_slots *slots; /* NULL: none yet */
    char apart[64];
    uint32_t lock; /* 1: held; for so short that who waits turns round */
    size_t n;
    char from_next[64];
};

struct column_pool_writer {
    uint32_t *open; /* by domain: number of the chunk being filled, + 1 */
    size_t nopen;
    struct arena arena; /* of the values */
};

/*
 * Which chunk a mapped value can be in, by its hash: buckets of about a dozen entries of three or four
 * bytes, each a chunk and as many further bits of the hash as there is room for.  It costs nothing to
 * have: it lies in the file, and only the chunks that it names are unpacked.
 */
struct column_pool_index {
    const uint32_t *first;      /* [2^bucket_bits + 1] the bucket's first entry */
    const unsigned char *entry; /* [n * width] */
    size_t n;
    unsigned bucket_bits, chunk_bits, mark_bits, width;
};

struct column_pool {
    struct column_pool_chunk **chunk;
    size_t nchunk, cap;
    struct column_pool_shard shard[COLUMN_POOL_SHARDS];
    struct column_pool_writer own; /* of the thread that asks without a writer */
    pthread_mutex_t lock;          /* of chunk, and of what is unpacked */
    size_t nmapped;                /* the first chunks, whose values the index finds */
    struct column_pool_index index;
    enum { COLUMN_POOL_UNPACKED = 512 } capacity;
    uint32_t unpacked[COLUMN_POOL_UNPACKED]; /* chunks with plain, + 1, in turn */
    size_t turn;
    void *unpacker; /* NULL: nothing was unpacked yet; under the lock */
};

void column_pool_init(struct column_pool *p);
void column_pool_release(struct column_pool *p);

void column_pool_writer_init(struct column_pool_writer *w);
/* The values that it put stay with the pool: to be called after column_pool_release. */
void column_pool_writer_release(struct column_pool_writer *w);
/* Room for so many chunks, so that several threads may put. */
void column_pool_reserve(struct column_pool *p, size_t nchunk);
/* Room for so many values to be found by: a guess, before the first is put. */
void column_pool_expect(struct column_pool *p, size_t n);

/* The code of the value, which is copied if it is new.  w NULL: the pool's own writer. */
int64_t column_pool_put(struct column_pool *p, struct column_pool_writer *w, uint32_t domain,
                        struct str value);
/*
 * A value with that hash (str_hash) will be put or found soon: what is looked at then is fetched
 * meanwhile.  In three steps, each of which needs what the one before fetched, for all that will be
 * looked for together: its slot; the code that may be its (a guess; COLUMN_NO_CODE: none); its text.
 */
void column_pool_ahead(const struct column_pool *p, uint64_t hash);
int64_t column_pool_guess(const struct column_pool *p, uint64_t hash);
void column_pool_fetch(const struct column_pool *p, int64_t guess);
/* column_pool_put of a value whose hash is known. */
int64_t column_pool_put_hashed(struct column_pool *p, struct column_pool_writer *w, uint32_t domain,
                               struct str value, uint64_t hash);
/* The code of the value, or COLUMN_NO_CODE. */
int64_t column_pool_find(struct column_pool *p, struct str value);
/* The value, in a when it had to be unpacked, else borrowed from the pool. */
struct str column_pool_get(struct column_pool *p, int64_t code, struct arena *a);

/* An id of 64 bits as a value. */
int64_t column_pool_put_id(struct column_pool *p, struct column_pool_writer *w, uint32_t domain,
                           int64_t id);
int64_t column_pool_get_id(struct column_pool *p, int64_t code);

/* Calls fn for every value of a chunk, in order of their codes, until it returns false; the text
 * is borrowed for the call. */
typedef bool (*column_pool_fn)(void *ctx, uint32_t i, struct str value);
void column_pool_each(const struct column_pool *p, size_t chunk, column_pool_fn fn, void *ctx);

/* The chunk's values packed, in a; to be kept or written. */
struct str column_pool_pack(const struct column_pool *p, size_t chunk, struct arena *a,
                            uint32_t *ret_nplain);
/* Adds a packed chunk, borrowed; only before anything was put. */
void column_pool_map(struct column_pool *p, uint32_t domain, uint32_t n, struct str packed,
                     uint32_t nplain);

/* The index of a pool of open chunks, whose bytes are the caller's; chunk i will be mapped as number[i]. */
size_t column_pool_index_size(const struct column_pool *p);
/* Fills in what belongs to a shard, for each of them; any number of threads, each at another. */
void column_pool_index_fill(const struct column_pool *p, const uint32_t *number, size_t shard,
                            char *out);
size_t column_pool_index_bytes(const struct column_pool_index *x);
/* After the last chunk, before a value is looked for or put; borrowed.  False: the bytes are not the index
 * of these chunks. */
bool column_pool_map_index(struct column_pool *p, struct str bytes);

#endif
