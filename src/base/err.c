/* base/err.c - fills the error record; see err.h. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    int http;
    const char *zh;
} err_table[] = {
#define ERR(id, http, en, zh) {http, zh},
#include "base/errors.def"
#undef ERR
};

enum err_code err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
    va_list ap;

    memset(err, 0, sizeof(*err));
    err->code = code;
    va_start(ap, fmt);
    vsnprintf(err->message, sizeof(err->message), fmt, ap);
    va_end(ap);
    snprintf(err->zh, sizeof(err->zh), "%s", err_zh(code));
    return code;
}

enum err_code err_set_zh(struct err *err, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(err->zh, sizeof(err->zh), fmt, ap);
    va_end(ap);
    return err->code;
}

const char *err_zh(enum err_code code)
{
    return err_table[code].zh;
}

int err_http(enum err_code code)
{
    return err_table[code].http;
}
