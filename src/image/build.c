/* image/build.c - see build.h. */
#include "image/build.h"

#include "base/bug.h"
#include "base/mem.h"

#include <stdlib.h>

const char *image_part_path(struct arena *a, const char *dir, struct str name)
{
    return str_fmt(a, "%s/%.*s", dir, STR_F(name)).p;
}

/* ---- files ---- */

static enum err_code open_part(struct image_build *b, struct image_out *f, struct str what,
                               struct err *err)
{
    struct str name = str_fmt(&b->arena, "%lld.%.*s", (long long)b->generation, STR_F(what));

    TRY(image_out_open(f, image_part_path(&b->arena, b->dir, name), err));
    b->manifest.part[b->manifest.npart++].name = name;
    return ERR_OK;
}

/* The order is that of open.c. */
static enum err_code open_parts(struct image_build *b, struct err *err)
{
    enum { FIXED = 4 };

    b->manifest.part = ARENA_ARRAY(&b->arena, struct image_part, b->q->law->ndataset + FIXED);
    TRY(open_part(b, &b->directory, STR("directory"), err));
    TRY(open_part(b, &b->pool, STR("pool"), err));
    TRY(open_part(b, &b->index, STR("index"), err));
    TRY(open_part(b, &b->cases_out, STR("cases"), err));
    for (size_t d = 0; d < b->q->law->ndataset; d++)
        if (b->share[d].read)
            TRY(open_part(b, &b->share[d].out,
                          str_fmt(&b->arena, "ds.%.*s", STR_F(b->share[d].dataset->id)), err));
    return ERR_OK;
}

static enum err_code close_parts(struct image_build *b, struct err *err)
{
    TRY(image_out_end(&b->index, err));
    TRY(image_out_end(&b->cases_out, err));
    TRY(image_out_end(&b->directory, err));
    TRY(image_out_close(&b->directory, err));
    TRY(image_out_close(&b->pool, err));
    TRY(image_out_close(&b->index, err));
    TRY(image_out_close(&b->cases_out, err));
    for (size_t d = 0; d < b->q->law->ndataset; d++)
        if (b->share[d].read)
            TRY(image_out_close(&b->share[d].out, err));
    return ERR_OK;
}

static enum err_code sum_part(struct image_build *b, struct image_part *p, struct err *err)
{
    struct str map;

    TRY(image_map_file(image_part_path(&b->arena, b->dir, p->name), &map, err));
    p->size = map.n;
    p->sum = image_sum(map, b->threads);
    image_unmap_file(&map);
    return ERR_OK;
}

/* ---- the whole ---- */

static void init_shares(struct image_build *b)
{
    const struct law *law = b->q->law;

    b->share = ARENA_ARRAY(&b->arena, struct image_share, law->ndataset + 1);
    for (size_t d = 0; d < law->ndataset; d++) {
        struct image_share *s = &b->share[d];

        s->dataset = &law->dataset[d];
        s->out.fd = -1;
        s->read = b->want[d] != NULL;
        s->want = ARENA_ARRAY(&b->arena, uint8_t, s->dataset->nfield + 1);
        for (size_t f = 0; s->read && f < s->dataset->nfield; f++)
            s->want[f] = b->want[d][f];
    }
}

static void fill_manifest(struct image_build *b)
{
    struct image_manifest *m = &b->manifest;

    m->law = image_law_hash(b->q->law);
    m->generation = b->generation;
    m->nsource = b->q->law->ndataset;
    m->source = ARENA_ARRAY(&b->arena, struct image_source, m->nsource + 1);
    for (size_t d = 0; d < m->nsource; d++) {
        const struct image_share *s = &b->share[d];

        m->source[d] = (struct image_source){s->read, s->want, s->dataset->nfield, s->mark, 0};
        for (size_t i = 0; i < s->blocks.n; i++)
            m->source[d].rows += s->blocks.at[i].n;
    }
}

static void init(struct image_build *b)
{
    b->directory.fd = b->pool.fd = b->index.fd = b->cases_out.fd = -1;
    arena_init(&b->arena, 0);
    registry_cases_init(&b->cases);
    pthread_mutex_init(&b->lock, NULL);
    rule_world_init(&b->world, b->q->law, b->q->today);
    b->kept = mem_zero((size_t)b->threads, sizeof(*b->kept));
    b->writer = mem_zero((size_t)b->threads, sizeof(*b->writer));
    for (int i = 0; i < b->threads; i++) {
        arena_init(&b->kept[i], 0);
        column_pool_writer_init(&b->writer[i]);
    }
    init_shares(b);
}

static void free_pool(struct image_build *b)
{
    rule_world_release(&b->world);
    for (int i = 0; i < b->threads; i++)
        column_pool_writer_release(&b->writer[i]);
    free(b->writer);
    b->writer = NULL;
}

enum err_code image_build(struct image_build *b, struct err *err)
{
    init(b);
    TRY(open_parts(b, err));
    TRY(image_build_read(b, err));
    fill_manifest(b);
    TRY(image_build_codes(b, err));
    TRY(image_build_pool(b, err));
    free_pool(b);
    TRY(image_build_directory(b, err));
    TRY(close_parts(b, err));
    for (size_t i = 0; i < b->manifest.npart; i++)
        TRY(sum_part(b, &b->manifest.part[i], err));
    if (b->q->progress)
        b->q->progress(b->q->progress_p, b->all, b->all);
    return ERR_OK;
}

void image_build_release(struct image_build *b)
{
    image_out_drop(&b->directory);
    image_out_drop(&b->pool);
    image_out_drop(&b->index);
    image_out_drop(&b->cases_out);
    for (size_t d = 0; d < b->q->law->ndataset; d++)
        image_out_drop(&b->share[d].out);
    if (b->writer)
        free_pool(b);
    for (int i = 0; i < b->threads; i++)
        arena_release(&b->kept[i]);
    free(b->kept);
    pthread_mutex_destroy(&b->lock);
    registry_cases_release(&b->cases);
    arena_release(&b->arena);
}
