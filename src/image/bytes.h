#ifndef IMAGE_BYTES_H
#define IMAGE_BYTES_H
/*
 * image/bytes.h - numbers and texts in and out of a run of bytes, in the order of this machine.
 *
 * Reading never goes past the end: it gives zeros and remembers that something was missing.  Counts
 * are checked against the bytes that are left, so that a damaged count cannot ask for memory.
 */
#include "base/buf.h"

static inline void bytes_put(struct buf *b, const void *p, size_t n)
{
    buf_add(b, p, n);
}
static inline void bytes_u32(struct buf *b, uint32_t v)
{
    buf_add(b, &v, sizeof(v));
}
static inline void bytes_u64(struct buf *b, uint64_t v)
{
    buf_add(b, &v, sizeof(v));
}
static inline void bytes_i64(struct buf *b, int64_t v)
{
    buf_add(b, &v, sizeof(v));
}
static inline void bytes_str(struct buf *b, struct str s)
{
    bytes_u32(b, (uint32_t)s.n);
    buf_str(b, s);
}

struct bytes_in {
    struct str rest;
    bool bad;
};

/* n bytes, borrowed; NULL when they are not there. */
const char *bytes_take(struct bytes_in *in, size_t n);
uint32_t bytes_get_u32(struct bytes_in *in);
uint64_t bytes_get_u64(struct bytes_in *in);
int64_t bytes_get_i64(struct bytes_in *in);
struct str bytes_get_str(struct bytes_in *in); /* borrowed */
/* A count of things that take at least `each` bytes. */
size_t bytes_get_count(struct bytes_in *in, size_t each);

#endif
