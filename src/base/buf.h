#ifndef BASE_BUF_H
#define BASE_BUF_H
/*
 * base/buf.h - text under construction.  Heap storage owned by the buf: buf_release gives it
 * back.  A zeroed buf is empty and ready.  Never fails: out of memory ends the program.
 */
#include "base/str.h"

struct buf {
    char *p;
    size_t n, cap;
};

void buf_release(struct buf *b);
static inline void buf_reset(struct buf *b)
{
    b->n = 0;
}
void buf_add(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, struct str s);
void buf_z(struct buf *b, const char *z);
void buf_char(struct buf *b, char c);
void buf_utf8(struct buf *b, uint32_t cp);
void buf_fmt(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_i64(struct buf *b, int64_t v);
/* JSON string literal with its quotes; control characters, quotes and U+2028/9 escaped. */
void buf_json(struct buf *b, struct str s);

/* Borrowed view, valid until the buf changes. */
static inline struct str buf_view(const struct buf *b)
{
    return (struct str){b->p ? b->p : "", b->n};
}
/* NUL-terminated view, valid until the buf changes. */
const char *buf_cstr(struct buf *b);

#endif
