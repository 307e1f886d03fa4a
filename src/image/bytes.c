/* image/bytes.c - see bytes.h. */
#include "image/bytes.h"

const char *bytes_take(struct bytes_in *in, size_t n)
{
    const char *p = in->rest.p;

    if (in->bad || in->rest.n < n) {
        in->bad = true;
        return NULL;
    }
    in->rest = str_tail(in->rest, n);
    return p;
}

static void get(struct bytes_in *in, void *ret, size_t n)
{
    const char *p = bytes_take(in, n);

    if (p)
        memcpy(ret, p, n);
}

uint32_t bytes_get_u32(struct bytes_in *in)
{
    uint32_t v = 0;

    get(in, &v, sizeof(v));
    return v;
}

uint64_t bytes_get_u64(struct bytes_in *in)
{
    uint64_t v = 0;

    get(in, &v, sizeof(v));
    return v;
}

int64_t bytes_get_i64(struct bytes_in *in)
{
    return (int64_t)bytes_get_u64(in);
}

struct str bytes_get_str(struct bytes_in *in)
{
    size_t n = bytes_get_u32(in);
    const char *p = bytes_take(in, n);

    return p ? (struct str){p, n} : STR_NULL;
}

size_t bytes_get_count(struct bytes_in *in, size_t each)
{
    uint64_t n = bytes_get_u64(in);

    if (in->bad || n > in->rest.n / each) {
        in->bad = true;
        return 0;
    }
    return (size_t)n;
}
