/*
 * tests/fuzz/image_fuzz.c - the manifest and the directory of an image, of any bytes, under the small
 * law of tests/rule/law: they are refused, or nothing outside the files is read.
 *
 * The first byte says which of the two follows.  A manifest gets the checksum that it should have: the
 * reader must not need it.
 */
#include "base/bug.h"
#include "image/directory.h"
#include "image/manifest.h"
#include "registry/identity.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The law is loaded once and kept: it never changes. */
static const struct law *small_law(void)
{
    static struct law *law;
    struct diag_list diags;
    struct arena a;
    struct err err;

    if (law)
        return law;
    arena_init(&a, 0);
    diag_init(&diags, &a);
    BUG_ON(law_load(SOURCE_ROOT "/tests/rule/law", &law, &diags, &err) != ERR_OK);
    arena_release(&a);
    return law;
}

static void read_manifest(struct str bytes)
{
    enum { SUM = 16 };
    struct image_manifest m;
    struct registry_hash sum;
    struct buf b = {0};
    struct arena a;

    if (bytes.n < SUM)
        return;
    arena_init(&a, 0);
    buf_add(&b, bytes.p, bytes.n - SUM);
    sum = registry_hash_bytes(b.p, b.n);
    buf_add(&b, &sum.hi, sizeof(sum.hi));
    buf_add(&b, &sum.lo, sizeof(sum.lo));
    if (!image_manifest_read(buf_view(&b), &a, &m)) {
        struct buf again = {0};

        image_manifest_write(&again, &m);
        BUG_ON(!str_eq(buf_view(&again), buf_view(&b)));
        buf_release(&again);
    }
    buf_release(&b);
    arena_release(&a);
}

/* Files of a size, aligned as maps are, at the end of what may be read. */
static struct str file_of(size_t n)
{
    char *p = aligned_alloc(64, n);

    BUG_ON(!p);
    memset(p, 0, n);
    return (struct str){p, n};
}

static int64_t read_cells(const struct rule_world *w)
{
    int64_t sum = 0, v;

    for (size_t d = 0; d < w->law->ndataset; d++)
        COLUMN_EACH_ROW(&w->table[d], row)
    for (size_t f = 0; f < w->table[d].ncolumn; f++)
        if (column_get(&w->table[d].column[f], row, &v))
            sum ^= v;
    return sum;
}

static void read_directory(struct str bytes)
{
    const struct law *law = small_law();
    struct image_files f = {.directory = bytes};
    struct image_joined joined;
    struct rule_world w;
    struct arena a;

    arena_init(&a, 0);
    rule_world_init(&w, law, day_from_ymd(2026, 1, 1));
    f.pool = f.index = f.cases = file_of(1 << 16);
    f.table = ARENA_ARRAY(&a, struct str, law->ndataset + 1);
    f.table[0] = f.pool;
    f.table[1] = f.pool;
    if (image_read_directory(&f, &w, &a, &joined) && read_cells(&w) == 1)
        arena_alloc(&a, 1); /* so that the cells are read */
    rule_world_release(&w);
    free((void *)(uintptr_t)f.pool.p);
    arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data + 1, size > 0 ? size - 1 : 0};

    if (size == 0)
        return 0;
    if (data[0] & 1)
        read_manifest(bytes);
    else
        read_directory(bytes);
    return 0;
}
