/* image/sizes.c - what an image's bytes are spent on; see image.h. */
#include "image/image_internal.h"
#include "rule/keep.h"

struct sizes {
    struct arena *a;
    VEC(struct image_size) v;
};

static void add(struct sizes *s, struct str what, int64_t bytes)
{
    if (bytes > 0)
        vec_push(s->a, &s->v, (struct image_size){what, bytes});
}

/* Whether an earlier column of the block, or of its record numbers, lies there as well. */
static bool is_told(const struct column_table *t, const struct column *c, size_t b,
                    const void *part)
{
    for (const struct column *k = t->column; k < t->column + t->ncolumn && k != c; k++)
        if (k->chunk && (k->chunk[b].data == part || k->chunk[b].valid == part))
            return true;
    return c != t->id && t->id->chunk && t->id->chunk[b].data == part;
}

static int64_t chunk_bytes(const struct column_table *t, const struct column *c, size_t blocks)
{
    int64_t sum = 0;

    for (size_t b = 0; c && c->chunk && b < blocks; b++) {
        struct column_packed p = {.chunk = c->chunk[b]};

        if (p.chunk.data && !is_told(t, c, b, p.chunk.data))
            sum += (int64_t)column_packed_size(&p, t->fill[b]);
        if (p.chunk.valid && !is_told(t, c, b, p.chunk.valid))
            sum += COLUMN_WORDS * (int64_t)sizeof(uint64_t);
    }
    return sum;
}

static void add_table(struct sizes *s, const struct image *img, size_t d)
{
    const struct column_table *t = &img->world.table[d];
    const struct law_dataset *ds = &img->law->dataset[d];

    add(s, str_fmt(s->a, "%.*s（记录号）", STR_F(ds->name)),
        chunk_bytes(t, t->id, img->table[d].base));
    for (size_t f = 0; f < t->ncolumn; f++)
        add(s, str_fmt(s->a, "%.*s.%.*s", STR_F(ds->name), STR_F(ds->field[f].name)),
            chunk_bytes(t, &t->column[f], img->table[d].base));
}

/* The first field whose new values go into the domain. */
static struct str name_of_domain(const struct image *img, uint32_t domain)
{
    for (size_t d = 0; d < img->law->ndataset; d++)
        for (size_t f = 0; img->table[d].read && f < img->world.table[d].ncolumn; f++)
            if (img->world.table[d].column[f].domain == domain &&
                img->world.table[d].column[f].kind != COLUMN_NUMBER &&
                img->manifest.source[d].want[f])
                return img->law->dataset[d].field[f].name;
    return STR("其他");
}

static void add_pool(struct sizes *s, const struct image *img)
{
    enum { DOMAINS = 256 };
    int64_t sum[DOMAINS] = {0};

    for (size_t i = 0; i < img->world.pool->nchunk; i++) {
        const struct column_pool_chunk *c = img->world.pool->chunk[i];

        if (!c->open && c->domain < DOMAINS)
            sum[c->domain] += c->npacked;
    }
    for (uint32_t i = 0; i < DOMAINS; i++)
        if (sum[i] > 0)
            add(s, str_fmt(s->a, "文字（%.*s）", STR_F(name_of_domain(img, i))), sum[i]);
    add(s, STR("文字所在（按散列）"), (int64_t)column_pool_index_bytes(&img->world.pool->index));
}

/* Without what lies where an earlier index has it. */
static int64_t index_bytes(struct column_index *const *all, size_t at)
{
    const struct column_index *x = all[at];
    bool groups = false, rows = false;
    int64_t words = 0;

    for (size_t i = 0; i < at; i++) {
        groups |= all[i]->start == x->start;
        rows |= all[i]->row == x->row;
    }
    words += rows || !x->ngroup ? 0 : x->start[x->ngroup];
    words += groups ? 0 : (int64_t)x->ngroup + 1;
    for (size_t i = 0; !groups && i < x->nhead; i++)
        words += x->head[i] ? COLUMN_HEADS : 0;
    return words * (int64_t)sizeof(uint32_t);
}

static void add_indexes(struct sizes *s, const struct image *img)
{
    size_t n;
    struct column_index *const *x = rule_kept_indexes(&img->world, &n);

    for (size_t i = 0; i < n; i++) {
        const struct law_dataset *d = &img->law->dataset[x[i]->table - img->world.table];
        struct str order = x[i]->order < 0 ? STR("") : d->field[x[i]->order].name;

        if (x[i]->borrowed)
            add(s,
                str_fmt(s->a, "索引（%.*s.%.*s，%.*s）", STR_F(d->name),
                        STR_F(d->field[x[i]->key].name), STR_F(order)),
                index_bytes(x, i));
    }
}

void image_sizes(const struct image *img, struct arena *a, struct image_size **ret, size_t *ret_n)
{
    struct sizes s = {.a = a};
    int64_t told = 0, all = 0;

    for (size_t d = 0; d < img->law->ndataset; d++)
        if (img->table[d].read)
            add_table(&s, img, d);
    add_pool(&s, img);
    add_indexes(&s, img);
    for (size_t i = 0; i < s.v.n; i++)
        told += s.v.at[i].bytes;
    for (size_t i = 0; i < img->manifest.npart; i++)
        all += (int64_t)img->manifest.part[i].size;
    add(&s, STR("目录、案件号等"), all - told);
    *ret = s.v.at;
    *ret_n = s.v.n;
}
