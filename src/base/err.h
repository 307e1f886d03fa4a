#ifndef BASE_ERR_H
#define BASE_ERR_H
/*
 * base/err.h - the one way a function says that it failed.
 *
 * A fallible function returns enum err_code and takes `struct err *err` last, never NULL.
 * On failure it has filled *err exactly once, has left every out-parameter untouched,
 * and has released what it took.  On success *err is untouched.
 *
 * `message` is English, for the log, and holds no personal data.  `zh` is what a person is
 * shown: what is wrong, where, and the way out.  err_set fills zh with the code's general
 * sentence; err_set_zh replaces it.
 */
enum err_code {
#define ERR(id, http, en, zh) ERR_##id,
#include "base/errors.def"
#undef ERR
};

struct err {
    enum err_code code;
    char message[512]; /* English, for the log; no personal data */
    char zh[768];      /* Chinese, for the person */
    const char *file;  /* law or rule file the fault lies in, or NULL */
    int line, column;  /* 1-based; 0 when file is NULL */
};

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

#define TRY(call)                    \
    do {                             \
        enum err_code try_ = (call); \
        if (try_ != ERR_OK)          \
            return try_;             \
    } while (0)

/* Fills *err and returns code, so that callers write `return err_set(err, ERR_IO, ...)`. */
enum err_code err_set(struct err *err, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Replaces the Chinese sentence of a filled *err; returns err->code. */
enum err_code err_set_zh(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

const char *err_zh(enum err_code code);
int err_http(enum err_code code);

#endif
