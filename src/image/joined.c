/* image/joined.c - see joined.h. */
#include "image/joined.h"

#include "base/bug.h"
#include "base/mem.h"
#include "image/bytes.h"

#include <stdlib.h>
#include <zstd.h>

enum { PACK = 1 << 20, /* bytes before packing, about */ LEVEL = 1 };

/* ---- writing ---- */

struct joined_writer {
    struct image_out *f;
    struct buf plain, places;
    uint64_t n;
    enum err_code rc;
    struct err err;
};

static void flush(struct joined_writer *w)
{
    size_t bound = ZSTD_compressBound(w->plain.n), n;
    char *packed;
    uint64_t at;

    if (w->plain.n == 0 || w->rc != ERR_OK)
        return;
    packed = mem_alloc(bound);
    n = ZSTD_compress(packed, bound, w->plain.p, w->plain.n, LEVEL);
    BUG_ON(ZSTD_isError(n));
    w->rc = image_out_add(w->f, (struct str){packed, n}, &at, &w->err);
    free(packed);
    if (w->rc != ERR_OK)
        return;
    bytes_u64(&w->places, at);
    bytes_u32(&w->places, (uint32_t)n);
    bytes_u32(&w->places, (uint32_t)w->plain.n);
    w->n++;
    buf_reset(&w->plain);
}

static void add_number(void *ctx, struct str number, struct str name)
{
    struct joined_writer *w = ctx;

    if (str_eq(number, name))
        return;
    bytes_str(&w->plain, number);
    bytes_str(&w->plain, name);
    if (w->plain.n > PACK)
        flush(w);
}

enum err_code image_joined_write(const struct registry_cases *c, struct image_out *f,
                                 struct buf *directory, struct err *err)
{
    struct joined_writer w = {.f = f};

    registry_cases_each(c, add_number, &w);
    flush(&w);
    if (w.rc == ERR_OK) {
        bytes_u64(directory, w.n);
        buf_str(directory, buf_view(&w.places));
    } else
        *err = w.err;
    buf_release(&w.plain);
    buf_release(&w.places);
    return w.rc;
}

/* ---- reading ---- */

bool image_joined_read(struct bytes_in *in, struct str file, struct arena *a,
                       struct image_joined *ret)
{
    enum { PLACE = 16 };
    size_t n = bytes_get_count(in, PLACE);

    *ret = (struct image_joined){.pack = ARENA_ARRAY(a, struct image_joined_pack, n + 1), .n = n};
    for (size_t i = 0; i < n; i++) {
        uint64_t at = bytes_get_u64(in);
        uint32_t npacked = bytes_get_u32(in), nplain = bytes_get_u32(in);

        if (at > file.n || npacked > file.n - at || npacked > INT32_MAX || nplain > PACK * 2)
            return false;
        ret->pack[i] = (struct image_joined_pack){{file.p + at, npacked}, nplain};
    }
    return !in->bad;
}

static bool take_pack(const struct image_joined_pack *p, struct registry_cases *c)
{
    char *plain = mem_alloc((size_t)p->nplain + 1);
    size_t n = ZSTD_decompress(plain, p->nplain, p->packed.p, p->packed.n);
    struct bytes_in in = {.rest = {plain, ZSTD_isError(n) ? 0 : n}, .bad = ZSTD_isError(n) != 0};

    while (!in.bad && in.rest.n > 0) {
        struct str number = bytes_get_str(&in), name = bytes_get_str(&in);

        if (!in.bad)
            registry_cases_join(c, number, name);
    }
    free(plain);
    return !in.bad;
}

bool image_joined_take(const struct image_joined *j, struct registry_cases *c)
{
    for (size_t i = 0; i < j->n; i++)
        if (!take_pack(&j->pack[i], c))
            return false;
    return true;
}
