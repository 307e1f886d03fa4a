/* http/message.c - see message.h. */
#include "http/message.h"

#include "base/bug.h"

#include <strings.h>

struct str http_header(const struct http_request *q, const char *name)
{
    size_t n = strlen(name);

    for (size_t i = 0; i < q->header.n; i++)
        if (q->header.at[i].name.n == n && strncasecmp(q->header.at[i].name.p, name, n) == 0)
            return q->header.at[i].value;
    return STR("");
}

/* Cookie -> name '=' value { ';' name '=' value } */
struct str http_cookie(const struct http_request *q, struct str name)
{
    struct str rest = http_header(q, "Cookie");

    while (rest.n > 0) {
        struct str value = str_trim(str_cut(&rest, STR(";")));

        if (str_eq(str_cut(&value, STR("=")), name))
            return value;
    }
    return STR("");
}

bool http_query(const struct http_request *q, struct str name, struct str *ret)
{
    for (size_t i = 0; i < q->query.n; i++)
        if (str_eq(q->query.at[i].name, name)) {
            *ret = q->query.at[i].value;
            return true;
        }
    return false;
}

void http_reply_header(struct http_reply *r, const char *name, struct str value)
{
    BUG_ON(r->nheader == HTTP_MAX_REPLY_HEADER);
    for (size_t i = 0; i < value.n; i++)
        BUG_ON((unsigned char)value.p[i] < ' ' || value.p[i] == 0x7f);
    r->header[r->nheader].name = name;
    r->header[r->nheader++].value = value;
}

static const char *const method_name[] = {
    [HTTP_GET] = "GET",     [HTTP_POST] = "POST",     [HTTP_PUT] = "PUT",
    [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE",
};
_Static_assert(sizeof(method_name) / sizeof(method_name[0]) == HTTP_METHODS, "one name each");

const char *http_method_name(enum http_method m)
{
    return method_name[m];
}

bool http_method_find(const char *name, enum http_method *ret)
{
    if (strcmp(name, "HEAD") == 0) {
        *ret = HTTP_GET;
        return true;
    }
    for (int m = 0; m < HTTP_METHODS; m++)
        if (strcmp(name, method_name[m]) == 0) {
            *ret = (enum http_method)m;
            return true;
        }
    return false;
}
