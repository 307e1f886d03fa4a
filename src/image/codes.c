/*
 * image/codes.c - the final codes of the pool's values, once all rows are read; see build.h.
 *
 * The readers' chunks come to lie by domain, then by cause, and the names of cases take the place of
 * their numbers.  Then the columns that had to wait are packed, in threads.
 */
#include "base/bug.h"
#include "base/mem.h"
#include "image/build.h"

#include <stdlib.h>

/* ---- 案件 ---- */

struct renaming { /* a code of 案件 to that of the case's name */
    uint32_t from, to;
};

struct renames {
    struct renaming *slot; /* from + 1; 0: free */
    size_t n, cap;
    struct column_pool *pool;
    uint32_t domain;
};

static struct renaming *find(const struct renames *r, uint32_t from)
{
    size_t i = from * 0x9E3779B1U & (r->cap - 1);

    while (r->slot[i].from && r->slot[i].from != from + 1)
        i = (i + 1) & (r->cap - 1);
    return &r->slot[i];
}

static void rename_number(void *ctx, struct str number, struct str name)
{
    struct renames *r = ctx;
    int64_t from = column_pool_find(r->pool, number);

    if (from == COLUMN_NO_CODE || str_eq(number, name))
        return;
    *find(r, (uint32_t)from) = (struct renaming){
        (uint32_t)from + 1, (uint32_t)column_pool_put(r->pool, NULL, r->domain, name)};
    r->n++;
}

static uint32_t renamed(const struct renames *r, uint32_t code)
{
    const struct renaming *k = r->n ? find(r, code) : NULL;

    return k && k->from ? k->to : code;
}

static void init_renames(struct image_build *b, struct renames *r)
{
    *r = (struct renames){.cap = 16, .pool = b->world.pool};
    for (size_t d = 0; d < b->q->law->ndataset; d++)
        if (b->share[d].read && b->share[d].dataset->case_field >= 0)
            r->domain = b->world.table[d].column[b->share[d].dataset->case_field].domain;
    while (r->cap < b->cases.number.n * 2)
        r->cap *= 2;
    r->slot = mem_zero(r->cap, sizeof(*r->slot));
    registry_cases_each(&b->cases, rename_number, r);
}

/* ---- the pool's order ---- */

struct ordered {
    uint32_t domain, cause, chunk;
};

static int by_domain(const void *a, const void *b)
{
    const struct ordered *x = a, *y = b;

    if (x->domain != y->domain)
        return x->domain < y->domain ? -1 : 1;
    if (x->cause != y->cause)
        return x->cause < y->cause ? -1 : 1;
    return (x->chunk > y->chunk) - (x->chunk < y->chunk);
}

static void order_chunks(struct image_build *b)
{
    const struct column_pool *p = b->world.pool;
    struct ordered *o = mem_alloc((p->nchunk + 1) * sizeof(*o));

    b->number = ARENA_ARRAY(&b->arena, uint32_t, p->nchunk + 1);
    for (uint32_t i = 0; i < p->nchunk; i++)
        o[i] = (struct ordered){p->chunk[i]->domain % RULE_DOMAINS,
                                p->chunk[i]->domain / RULE_DOMAINS, i};
    qsort(o, p->nchunk, sizeof(*o), by_domain);
    b->chunks.n = p->nchunk;
    b->order = ARENA_ARRAY(&b->arena, uint32_t, p->nchunk + 1);
    for (uint32_t i = 0; i < p->nchunk; i++) {
        b->order[i] = o[i].chunk;
        b->number[o[i].chunk] = i;
    }
    free(o);
}

/* ---- packing ---- */

struct work {
    struct image_share *share;
    struct image_block *block;
};

struct coding {
    struct image_build *b;
    struct renames renames;
    const uint32_t *number;
    struct work *work;
    size_t n;
    atomic_size_t next;
    atomic_bool failed;
};

struct coder {
    struct coding *all;
    int64_t value[COLUMN_BLOCK];
    uint64_t known[COLUMN_WORDS];
    struct column_packing packed;
    enum err_code rc;
    struct err err;
    pthread_t thread;
};

static void final_codes(struct coder *c, const struct image_chunk *k, size_t n, bool is_case)
{
    const uint32_t *number = c->all->number;

    memset(c->known, 0, sizeof(c->known));
    for (size_t i = 0; i < n; i++) {
        uint32_t code = k->code[i] - 1;

        if (!k->code[i])
            continue;
        code = is_case ? renamed(&c->all->renames, code) : code;
        c->value[i] = (int64_t)number[code >> COLUMN_POOL_BITS] << COLUMN_POOL_BITS |
                      (code & (COLUMN_POOL_CHUNK - 1));
        c->known[i >> 6] |= (uint64_t)1 << (i & 63);
    }
}

static enum err_code code_block(struct coder *c, const struct work *w, struct err *err)
{
    uint64_t at;

    column_packing_reset(&c->packed);
    for (size_t i = 0; i < w->block->nchunk; i++) {
        struct image_chunk *k = &w->block->chunk[i];

        if (!k->code)
            continue;
        final_codes(c, k, w->block->n, (int)k->field == w->share->dataset->case_field);
        column_pack(&c->packed, c->value, c->known, w->block->n, &k->at);
    }
    TRY(image_out_add(&w->share->out, buf_view(&c->packed.out), &at, err));
    for (size_t i = 0; i < w->block->nchunk; i++)
        if (w->block->chunk[i].code)
            image_shift(&w->block->chunk[i].at, at);
    return ERR_OK;
}

static void *code_blocks(void *p)
{
    struct coder *c = p;
    size_t i;

    while (!atomic_load(&c->all->failed) && (i = atomic_fetch_add(&c->all->next, 1)) < c->all->n) {
        c->rc = code_block(c, &c->all->work[i], &c->err);
        if (c->rc != ERR_OK)
            atomic_store(&c->all->failed, true);
    }
    return NULL;
}

static void list_work(struct image_build *b, struct coding *all)
{
    size_t n = 0;

    for (size_t d = 0; d < b->q->law->ndataset; d++)
        n += b->share[d].blocks.n;
    all->work = ARENA_ARRAY(&b->arena, struct work, n + 1);
    for (size_t d = 0; d < b->q->law->ndataset; d++)
        for (size_t i = 0; i < b->share[d].blocks.n; i++)
            all->work[all->n++] = (struct work){&b->share[d], &b->share[d].blocks.at[i]};
}

static enum err_code run(struct coding *all, struct err *err)
{
    int threads = all->b->threads, started = 1;
    struct coder *c = mem_zero((size_t)threads, sizeof(*c));
    enum err_code rc = ERR_OK;

    for (int i = 0; i < threads; i++)
        c[i].all = all;
    while (started < threads &&
           pthread_create(&c[started].thread, NULL, code_blocks, &c[started]) == 0)
        started++;
    code_blocks(&c[0]);
    for (int i = 1; i < started; i++)
        pthread_join(c[i].thread, NULL);
    for (int i = 0; i < started; i++) {
        if (c[i].rc != ERR_OK && rc == ERR_OK) {
            *err = c[i].err;
            rc = c[i].rc;
        }
        column_packing_release(&c[i].packed);
    }
    free(c);
    return rc;
}

enum err_code image_build_codes(struct image_build *b, struct err *err)
{
    struct coding all = {.b = b};
    enum err_code rc;

    init_renames(b, &all.renames);
    order_chunks(b);
    all.number = b->number;
    list_work(b, &all);
    rc = run(&all, err);
    free(all.renames.slot);
    return rc;
}
