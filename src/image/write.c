/* image/write.c - what is written once all codes are final: texts, indexes, the directory; see build.h. */
#include "base/bug.h"
#include "base/mem.h"
#include "image/build.h"
#include "image/bytes.h"
#include "image/joined.h"
#include "rule/keep.h"

#include <stdlib.h>

/* ---- texts ---- */

struct packing {
    struct image_build *b;
    char *index; /* which chunk holds a value: filled in by shard */
    atomic_size_t next;
    atomic_bool failed;
};

struct packer {
    struct packing *all;
    enum err_code rc;
    struct err err;
    pthread_t thread;
};

static enum err_code pack_chunk(struct image_build *b, size_t i, struct arena *a, struct err *err)
{
    size_t from = b->order[i];
    const struct column_pool_chunk *c = b->world.pool->chunk[from];
    struct image_pool_chunk *k = &b->chunks.at[i];
    struct str packed;

    *k = (struct image_pool_chunk){.domain = c->domain % RULE_DOMAINS, .n = c->n};
    packed = column_pool_pack(b->world.pool, from, a, &k->nplain);
    k->npacked = (uint32_t)packed.n;
    return image_out_add(&b->pool, packed, &k->at, err);
}

/* First the shards of the index, which are the larger pieces, then the chunks. */
static enum err_code pack_piece(struct packing *all, size_t i, struct arena *a, struct err *err)
{
    if (i >= COLUMN_POOL_SHARDS)
        return pack_chunk(all->b, i - COLUMN_POOL_SHARDS, a, err);
    column_pool_index_fill(all->b->world.pool, all->b->number, i, all->index);
    return ERR_OK;
}

static void *pack_pieces(void *p)
{
    struct packer *w = p;
    struct arena a;
    size_t i;

    arena_init(&a, 0);
    while (!atomic_load(&w->all->failed) &&
           (i = atomic_fetch_add(&w->all->next, 1)) < w->all->b->chunks.n + COLUMN_POOL_SHARDS) {
        w->rc = pack_piece(w->all, i, &a, &w->err);
        if (w->rc != ERR_OK)
            atomic_store(&w->all->failed, true);
        arena_reset(&a);
    }
    arena_release(&a);
    return NULL;
}

static enum err_code pack_all(struct packing *all, struct err *err)
{
    struct image_build *b = all->b;
    struct packer *w = ARENA_ARRAY(&b->arena, struct packer, (size_t)b->threads);
    int started = 1;

    for (int i = 0; i < b->threads; i++)
        w[i].all = all;
    while (started < b->threads &&
           pthread_create(&w[started].thread, NULL, pack_pieces, &w[started]) == 0)
        started++;
    pack_pieces(&w[0]);
    for (int i = 1; i < started; i++)
        pthread_join(w[i].thread, NULL);
    for (int i = 0; i < started; i++)
        if (w[i].rc != ERR_OK) {
            *err = w[i].err;
            return w[i].rc;
        }
    return ERR_OK;
}

enum err_code image_build_pool(struct image_build *b, struct err *err)
{
    struct packing all = {.b = b};
    size_t n = column_pool_index_size(b->world.pool);
    enum err_code rc;

    b->chunks.at = ARENA_ARRAY(&b->arena, struct image_pool_chunk, b->chunks.n + 1);
    b->chunks.nindex = n;
    all.index = mem_alloc(n);
    rc = pack_all(&all, err);
    if (rc == ERR_OK)
        rc = image_out_add(&b->pool, (struct str){all.index, n}, &b->chunks.index, err);
    free(all.index);
    return rc;
}

/* ---- indexes ---- */

static enum err_code add_array(struct image_build *b, const uint32_t *at, size_t n,
                               uint64_t *ret_at, struct err *err)
{
    return image_out_add(&b->index, (struct str){(const char *)at, n * sizeof(*at)}, ret_at, err);
}

/* Indexes that were written, and where. */
struct written {
    struct index_written {
        const struct column_index *x;
        struct image_index at;
    } * at;
    size_t n;
};

static bool same_heads(const struct column_index *x, const struct column_index *y)
{
    const size_t bytes = COLUMN_HEADS * sizeof(**x->head);

    if (x->table != y->table || x->key != y->key || x->nhead != y->nhead)
        return false;
    for (size_t i = 0; i < x->nhead; i++)
        if (!x->head[i] != !y->head[i] ||
            (x->head[i] && memcmp(x->head[i], y->head[i], bytes) != 0))
            return false;
    return true;
}

static bool same_groups(const struct column_index *x, const struct column_index *y)
{
    return x->ngroup == y->ngroup &&
           memcmp(x->start, y->start, (x->ngroup + 1) * sizeof(*x->start)) == 0;
}

/* Indexes of one column in another order have the same groups; of columns that agree, the same rows. */
static void share(const struct written *w, const struct column_index *x, struct image_index *k,
                  bool *ret_row)
{
    for (size_t i = 0; i < w->n; i++) {
        const struct column_index *y = w->at[i].x;

        if (!same_heads(x, y) || !same_groups(x, y))
            continue;
        k->has = w->at[i].at.has;
        k->head = w->at[i].at.head;
        k->start = w->at[i].at.start;
        if (memcmp(x->row, y->row, k->nrow * sizeof(*x->row)) != 0)
            continue;
        k->row = w->at[i].at.row;
        *ret_row = true;
        return;
    }
}

static enum err_code write_heads(struct image_build *b, const struct column_index *x,
                                 struct image_index *ret, struct err *err)
{
    uint8_t *has = ARENA_ARRAY(&b->arena, uint8_t, x->nhead + 1);
    struct buf heads = {0};
    enum err_code rc;

    for (size_t i = 0; i < x->nhead; i++) {
        has[i] = x->head[i] != NULL;
        if (has[i])
            buf_add(&heads, x->head[i], COLUMN_HEADS * sizeof(**x->head));
    }
    ret->has = has;
    rc = image_out_add(&b->index, buf_view(&heads), &ret->head, err);
    buf_release(&heads);
    return rc;
}

static enum err_code write_index(struct image_build *b, const struct rule_world *w,
                                 const struct column_index *x, struct written *before,
                                 struct err *err)
{
    struct image_index k = {.dataset = (uint32_t)(x->table - w->table),
                            .key = x->key,
                            .order = x->order,
                            .nhead = x->nhead,
                            .ngroup = x->ngroup,
                            .nrow = x->ngroup ? x->start[x->ngroup] : 0};
    bool row = false;

    share(before, x, &k, &row);
    if (!k.has) {
        TRY(write_heads(b, x, &k, err));
        TRY(add_array(b, x->start, x->ngroup + 1, &k.start, err));
    }
    if (!row)
        TRY(add_array(b, x->row, k.nrow, &k.row, err));
    before->at[before->n++] = (struct index_written){x, k};
    return ERR_OK;
}

static size_t heads_of(const struct column_index *x)
{
    size_t n = 0;

    for (size_t i = 0; i < x->nhead; i++)
        n += x->head[i] != NULL;
    return n;
}

/* An index of no rows, of values that are not small, or of few rows over many codes, whose heads would
 * take more room than its table, is made when it is asked for. */
static bool can_be_kept(const struct column_index *x)
{
    enum { SPARSE = 16 };

    return x->head && x->start && x->nblock == x->table->nblock &&
           heads_of(x) * COLUMN_HEADS < column_table_rows(x->table) * SPARSE;
}

static enum err_code write_indexes(struct image_build *b, struct rule_world *w, struct buf *out,
                                   struct err *err)
{
    struct column_index *const *x;
    struct written done = {0};
    size_t all;

    rule_make_aids(w, b->q->plan, b->q->nplan, b->threads);
    x = rule_kept_indexes(w, &all);
    done.at = ARENA_ARRAY(&b->arena, struct index_written, all + 1);
    for (size_t i = 0; i < all; i++)
        if (can_be_kept(x[i]))
            TRY(write_index(b, w, x[i], &done, err));
    bytes_u64(out, done.n);
    for (size_t i = 0; i < done.n; i++)
        image_write_index(out, &done.at[i].at);
    return ERR_OK;
}

static void write_peers(const struct rule_world *w, struct buf *out)
{
    struct buf peers = {0};

    rule_write_peers(w, &peers);
    bytes_u64(out, peers.n);
    buf_str(out, buf_view(&peers));
    buf_release(&peers);
}

/* ---- the directory ---- */

static void write_tables(struct image_build *b, struct buf *out)
{
    image_write_pool(out, &b->chunks);
    for (size_t d = 0; d < b->q->law->ndataset; d++)
        if (b->share[d].read)
            image_write_table(out, &b->share[d].blocks, b->share[d].dataset->nfield);
}

/* The tables that were just written, as they will be read. */
static enum err_code map_tables(struct image_build *b, struct str directory, struct rule_world *w,
                                struct str *map, struct err *err)
{
    struct bytes_in in = {.rest = directory};
    size_t n = b->q->law->ndataset;
    bool good;

    TRY(image_map_file(b->pool.path, &map[n], err));
    good = image_read_pool(&in, w->pool, map[n]);
    for (size_t d = 0; d < n; d++)
        if (b->share[d].read) {
            TRY(image_map_file(b->share[d].out.path, &map[d], err));
            good = good && image_read_table(&in, w, d, map[d]);
        }
    BUG_ON(!good || in.rest.n > 0);
    return ERR_OK;
}

static enum err_code write_aids(struct image_build *b, struct buf *out, struct err *err)
{
    size_t n = b->q->law->ndataset;
    struct str *map = ARENA_ARRAY(&b->arena, struct str, n + 1);
    struct rule_world w;
    enum err_code rc;

    rule_world_init(&w, b->q->law, b->q->today);
    rc = map_tables(b, buf_view(out), &w, map, err);
    if (rc == ERR_OK)
        rc = write_indexes(b, &w, out, err);
    if (rc == ERR_OK)
        write_peers(&w, out);
    rule_world_release(&w);
    for (size_t i = 0; i <= n; i++)
        image_unmap_file(&map[i]);
    return rc;
}

static enum err_code end_tables(struct image_build *b, struct err *err)
{
    TRY(image_out_end(&b->pool, err));
    for (size_t d = 0; d < b->q->law->ndataset; d++)
        if (b->share[d].read)
            TRY(image_out_end(&b->share[d].out, err));
    return ERR_OK;
}

enum err_code image_build_directory(struct image_build *b, struct err *err)
{
    struct buf out = {0};
    enum err_code rc;
    uint64_t at;

    TRY(end_tables(b, err));
    write_tables(b, &out);
    rc = write_aids(b, &out, err);
    if (rc == ERR_OK)
        rc = image_joined_write(&b->cases, &b->cases_out, &out, err);
    if (rc == ERR_OK)
        rc = image_out_add(&b->directory, buf_view(&out), &at, err);
    buf_release(&out);
    return rc;
}
