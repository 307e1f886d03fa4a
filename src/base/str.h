#ifndef BASE_STR_H
#define BASE_STR_H
/*
 * base/str.h - text: a borrowed run of bytes, valid UTF-8, not NUL-terminated.
 *
 * A struct str owns nothing; whoever made the bytes says how long they live.
 * Bytes from outside are checked once (str_utf8_valid) where they enter; nobody re-checks.
 */
#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *p;
    size_t n;
};

#define STR(lit) ((struct str){"" lit, sizeof(lit) - 1})
/* For initialisers of static data. */
#define STR_INIT(lit)           \
    {                           \
        "" lit, sizeof(lit) - 1 \
    }
#define STR_NULL ((struct str){NULL, 0})
/* For printf("%.*s"). */
#define STR_F(s) (int)(s).n, (s).p ? (s).p : ""

static inline struct str str_from(const char *z)
{
    return (struct str){z, z ? strlen(z) : 0};
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline struct str str_sub(struct str s, size_t from, size_t to)
{
    return (struct str){s.p + from, to - from};
}

static inline struct str str_tail(struct str s, size_t from)
{
    return str_sub(s, from, s.n);
}

int str_cmp(struct str a, struct str b); /* byte order, as memcmp */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
#define STR_NPOS ((size_t)-1)
size_t str_find(struct str s, struct str needle); /* STR_NPOS when absent */
size_t str_find_from(struct str s, struct str needle, size_t from);
static inline bool str_has(struct str s, struct str needle)
{
    return str_find(s, needle) != STR_NPOS;
}
/* Without leading and trailing ASCII white space, U+3000 and U+00A0. */
struct str str_trim(struct str s);
/* Cuts *rest at the first sep; returns what stood before it and moves *rest behind it. */
struct str str_cut(struct str *rest, struct str sep);

struct str str_dup(struct arena *a, struct str s); /* copy, also NUL-terminated */
struct str str_fmt(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Decodes one code point at s[i]; sets *len to its bytes.  Malformed: U+FFFD and *len 1. */
uint32_t str_utf8_at(struct str s, size_t i, size_t *len);
/* Writes one code point, returns its bytes (1 to 4). */
size_t str_utf8_put(char out[4], uint32_t cp);
/* Bytes up to the first malformed one; s.n when all is well. */
size_t str_utf8_valid(struct str s);
/* Code points: what limits and columns shown to people count. */
size_t str_utf8_count(struct str s);

/* Columns a code point takes on a terminal: two for CJK and full-width forms. */
int str_cp_width(uint32_t cp);
/* Columns of the whole text. */
size_t str_width(struct str s);

uint64_t str_hash(struct str s); /* fast, not cryptographic, stable */

#endif
