/* http/target.c - see target.h. */
#include "http/target.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool http_decode(struct arena *a, struct str raw, struct str *ret)
{
    char *p = arena_alloc(a, raw.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < raw.n; i++) {
        int c = (unsigned char)raw.p[i];

        if (c == '%') {
            if (raw.n - i < 3 || hex(raw.p[i + 1]) < 0 || hex(raw.p[i + 2]) < 0)
                return false;
            c = hex(raw.p[i + 1]) * 16 + hex(raw.p[i + 2]);
            i += 2;
        }
        if (c == 0)
            return false;
        p[n++] = (char)c;
    }
    *ret = (struct str){p, n};
    return str_utf8_valid(*ret) == n;
}

static bool segment_ok(struct str s)
{
    if (s.n == 0 || str_eq(s, STR(".")) || str_eq(s, STR("..")))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f || s.p[i] == '\\')
            return false;
    return true;
}

/* An encoded slash would let one segment look like two. */
static bool has_coded_slash(struct str raw)
{
    return str_has(raw, STR("%2f")) || str_has(raw, STR("%2F"));
}

bool http_path(struct arena *a, struct str raw, struct str *ret)
{
    struct str path, rest;

    if (raw.n == 0 || raw.p[0] != '/' || has_coded_slash(raw) || !http_decode(a, raw, &path))
        return false;
    rest = str_tail(path, 1);
    while (rest.n > 0) {
        bool last = !str_has(rest, STR("/"));

        if (!segment_ok(str_cut(&rest, STR("/"))))
            return false;
        if (!last && rest.n == 0)
            return false; /* a slash at the end */
    }
    *ret = path;
    return true;
}

bool http_match(struct str pattern, struct str path, struct str param[HTTP_MAX_PARAM],
                size_t *ret_n)
{
    size_t n = 0;

    while (pattern.n > 0 && path.n > 0) {
        struct str want = str_cut(&pattern, STR("/")), is = str_cut(&path, STR("/"));

        if (want.n > 2 && want.p[0] == '{') {
            if (n == HTTP_MAX_PARAM || is.n == 0)
                return false;
            param[n++] = is;
        } else if (!str_eq(want, is)) {
            return false;
        }
    }
    *ret_n = n;
    return pattern.n == 0 && path.n == 0;
}
