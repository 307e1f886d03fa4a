/* crypto/lines.c - see lines_internal.h. */
#include "crypto/lines_internal.h"

#include <stdarg.h>
#include <stdio.h>

enum err_code lines_bad(const struct lines *l, struct err *err, const char *zh, ...)
{
    va_list ap;

    err_set(err, ERR_INVALID, "%s:%d: not as docs/ledger.md says", l->name, l->line);
    va_start(ap, zh);
    vsnprintf(err->zh, sizeof(err->zh), zh, ap);
    va_end(ap);
    err->file = l->name;
    err->line = l->line;
    err->column = 1;
    return err->code;
}

bool lines_at(const struct lines *l, const char *key)
{
    size_t n = strlen(key);

    return l->rest.n > n && memcmp(l->rest.p, key, n) == 0 && l->rest.p[n] == ' ';
}

enum err_code lines_next(struct lines *l, struct str *ret_line, struct err *err)
{
    const char *end = l->rest.n ? memchr(l->rest.p, '\n', l->rest.n) : NULL;
    size_t n;

    l->line++;
    if (!end)
        return lines_bad(l, err, "文件不完整：最后一行没有结束");
    n = (size_t)(end - l->rest.p);
    *ret_line = str_sub(l->rest, 0, n);
    l->rest = str_tail(l->rest, n + 1);
    return ERR_OK;
}

enum err_code lines_exact(struct lines *l, const char *text, struct err *err)
{
    struct str line;

    TRY(lines_next(l, &line, err));
    return str_eq(line, str_from(text)) ? ERR_OK : lines_bad(l, err, "此行应为“%s”", text);
}

enum err_code lines_field(struct lines *l, const char *key, struct str *ret_value, struct err *err)
{
    bool at = lines_at(l, key);
    struct str line;

    TRY(lines_next(l, &line, err));
    if (!at || line.n <= strlen(key) + 1)
        return lines_bad(l, err, "此行应为“%s …”", key);
    *ret_value = str_tail(line, strlen(key) + 1);
    return ERR_OK;
}

enum err_code lines_digest(struct lines *l, const char *key, struct digest_value *ret_value,
                           struct err *err)
{
    struct str hex;

    TRY(lines_field(l, key, &hex, err));
    return digest_scan(hex, ret_value) ? ERR_OK
                                       : lines_bad(l, err, "%s 应为 64 位小写十六进制数", key);
}

bool lines_scan_number(struct str digits, int64_t *ret_value)
{
    int64_t v = 0;

    if (digits.n == 0 || (digits.n > 1 && digits.p[0] == '0'))
        return false;
    for (size_t i = 0; i < digits.n; i++) {
        char c = digits.p[i];

        if (c < '0' || c > '9' || __builtin_mul_overflow(v, 10, &v) ||
            __builtin_add_overflow(v, c - '0', &v))
            return false;
    }
    *ret_value = v;
    return true;
}

enum err_code lines_number(struct lines *l, const char *key, int64_t *ret_value, struct err *err)
{
    struct str digits;

    TRY(lines_field(l, key, &digits, err));
    return lines_scan_number(digits, ret_value) ? ERR_OK
                                                : lines_bad(l, err, "%s 应为不带前导零的整数", key);
}
