#ifndef CRYPTO_LINES_INTERNAL_H
#define CRYPTO_LINES_INTERNAL_H
/*
 * crypto/lines_internal.h - reads the text files of the ledger: lines of "key value" in a fixed
 * order, ended by '\n'.  There is one way to write each file, and readers take no other: digits
 * without leading zeros, hex in lower case, nothing behind the end.  So what was read and printed
 * again is the same bytes, and a signature over them cannot be moved to others.
 */
#include "crypto/digest.h"

struct lines {
    const char *name; /* of the file, for messages; outlives the error */
    struct str rest;
    int line; /* number of the line last read */
};

/* Fills *err with file and line and a Chinese sentence: "第 3 行应为…". */
enum err_code lines_bad(const struct lines *l, struct err *err, const char *zh, ...)
    PRINTF_LIKE(3, 4);

static inline bool lines_more(const struct lines *l)
{
    return l->rest.n > 0;
}

/* Is the next line "key …"? */
bool lines_at(const struct lines *l, const char *key);
MUST_CHECK enum err_code lines_next(struct lines *l, struct str *ret_line, struct err *err);
/* A line that is exactly this. */
MUST_CHECK enum err_code lines_exact(struct lines *l, const char *text, struct err *err);
/* The value of "key value". */
MUST_CHECK enum err_code lines_field(struct lines *l, const char *key, struct str *ret_value,
                                     struct err *err);
MUST_CHECK enum err_code lines_digest(struct lines *l, const char *key,
                                      struct digest_value *ret_value, struct err *err);
/* 0 … INT64_MAX */
MUST_CHECK enum err_code lines_number(struct lines *l, const char *key, int64_t *ret_value,
                                      struct err *err);

/* "0" … "9223372036854775807" as it is printed; false for anything else. */
bool lines_scan_number(struct str digits, int64_t *ret_value);

#endif
