/* image/directory.c - see directory.h.  Written by write.c, in the same order. */
#include "image/directory.h"

#include "image/bytes.h"
#include "rule/keep.h"

static bool read_tables(struct bytes_in *in, const struct image_files *f, struct rule_world *w)
{
    if (!image_read_pool(in, w->pool, f->pool))
        return false;
    for (size_t d = 0; d < w->law->ndataset; d++)
        if (f->table[d].p && !image_read_table(in, w, d, f->table[d]))
            return false;
    return true;
}

static bool read_indexes(struct bytes_in *in, struct rule_world *w, struct str file)
{
    enum { LEAST = 60 };
    size_t n = bytes_get_count(in, LEAST);

    for (size_t i = 0; i < n; i++)
        if (!image_read_index(in, w, file))
            return false;
    return !in->bad;
}

static bool read_peers(struct bytes_in *in, struct rule_world *w)
{
    size_t n = bytes_get_count(in, 1);
    const char *p = bytes_take(in, n);

    return p && rule_read_peers(w, (struct str){p, n});
}

bool image_read_directory(const struct image_files *f, struct rule_world *w, struct arena *a,
                          struct image_joined *ret_joined)
{
    struct bytes_in in = {.rest = f->directory};

    return read_tables(&in, f, w) && read_indexes(&in, w, f->index) && read_peers(&in, w) &&
           image_joined_read(&in, f->cases, a, ret_joined) && in.rest.n < IMAGE_ALIGN;
}
