/* image/layout.c - see layout.h. */
#include "image/layout.h"

#include "base/mem.h"
#include "image/bytes.h"
#include "rule/keep.h"

/* A chunk as the directory has it. */
struct entry {
    uint32_t block, known;
    uint8_t width, has_valid, zero[6];
    uint64_t data, valid;
    int64_t least, most; /* least is the base */
};
_Static_assert(sizeof(struct entry) == 48, "no holes");

/* ---- writing ---- */

static void put_entry(struct buf *out, size_t block, const struct column_packed *p)
{
    struct entry e = {.block = (uint32_t)block,
                      .known = p->chunk.known,
                      .width = p->chunk.width,
                      .has_valid = p->has_valid,
                      .data = p->data,
                      .valid = p->valid,
                      .least = p->chunk.least,
                      .most = p->chunk.most};

    bytes_put(out, &e, sizeof(e));
}

static void put_column(struct buf *out, const struct image_blocks *b, uint32_t field)
{
    size_t count = out->n;
    uint64_t n = 0;

    bytes_u64(out, 0);
    for (size_t i = 0; i < b->n; i++)
        for (size_t k = 0; k < b->at[i].nchunk; k++)
            if (b->at[i].chunk[k].field == field) {
                put_entry(out, i, &b->at[i].chunk[k].at);
                n++;
                break;
            }
    memcpy(out->p + count, &n, sizeof(n));
}

void image_write_table(struct buf *out, const struct image_blocks *b, size_t nfield)
{
    bytes_u64(out, b->n);
    for (size_t i = 0; i < b->n; i++)
        bytes_u32(out, b->at[i].n);
    bytes_u64(out, b->n);
    for (size_t i = 0; i < b->n; i++)
        put_entry(out, i, &b->at[i].id);
    bytes_u64(out, nfield);
    for (uint32_t f = 0; f < nfield; f++)
        put_column(out, b, f);
}

void image_write_pool(struct buf *out, const struct image_pool_chunks *c)
{
    bytes_u64(out, c->n);
    for (size_t i = 0; i < c->n; i++) {
        const struct image_pool_chunk *k = &c->at[i];

        bytes_u32(out, k->domain);
        bytes_u32(out, k->n);
        bytes_u32(out, k->npacked);
        bytes_u32(out, k->nplain);
        bytes_u64(out, k->at);
    }
    bytes_u64(out, c->index);
    bytes_u64(out, c->nindex);
}

void image_write_index(struct buf *out, const struct image_index *x)
{
    bytes_u32(out, x->dataset);
    bytes_u32(out, (uint32_t)x->key);
    bytes_u32(out, (uint32_t)x->order);
    bytes_u64(out, x->ngroup);
    bytes_u64(out, x->nrow);
    bytes_u64(out, x->head);
    bytes_u64(out, x->start);
    bytes_u64(out, x->row);
    bytes_u64(out, x->nhead);
    bytes_put(out, x->has, x->nhead);
}

/* ---- reading: chunks ---- */

/* n bytes at `at` of the file, fit to be read as numbers; NULL when they are not all there. */
static const void *place(struct str file, uint64_t at, uint64_t n)
{
    if (at % COLUMN_PACK_ALIGN || at > file.n || n > file.n - at)
        return NULL;
    return file.p + at;
}

static bool width_fits(const struct entry *e)
{
    uint64_t range = (uint64_t)e->most - (uint64_t)e->least;

    switch (e->width) {
    case 0:
        return range == 0;
    case 1:
        return range <= UINT8_MAX;
    case 2:
        return range <= UINT16_MAX;
    case 4:
        return range <= UINT32_MAX;
    case 8:
        return true;
    default:
        return false;
    }
}

static bool get_chunk(const struct entry *e, size_t n, struct str file, struct column_chunk *ret)
{
    struct column_packed p = {.chunk = {.width = e->width}};
    struct column_chunk c = {
        .base = e->least, .least = e->least, .most = e->most, .known = e->known, .width = e->width};

    if (e->known == 0 || e->known > n || e->least > e->most || !width_fits(e) ||
        (!e->has_valid && e->known != n))
        return false;
    if (e->width && !(c.data = place(file, e->data, column_packed_size(&p, n))))
        return false;
    if (e->has_valid && !(c.valid = place(file, e->valid, COLUMN_WORDS * sizeof(*c.valid))))
        return false;
    *ret = c;
    return true;
}

/* Least and most of a column: indices of dictionaries and codes of the pool must exist. */
static int64_t top_of(const struct rule_world *w, const struct law_field *f)
{
    switch (f->type) {
    case LAW_BOOL:
        return 1;
    case LAW_CODE:
        return (int64_t)(f->code_of == LAW_CODE_CAUSE ? w->law->ncause : f->nvalue) - 1;
    case LAW_ORGAN:
        return (int64_t)w->law->norgan - 1;
    case LAW_TEXT:
    case LAW_PARTY:
        return ((int64_t)w->pool->nchunk << COLUMN_POOL_BITS) - 1;
    case LAW_INT:
    case LAW_MONEY:
    case LAW_QUANTITY:
    case LAW_DATE:
    case LAW_REGION:
        return INT64_MAX;
    }
    return INT64_MAX;
}

static bool in_range(const struct rule_world *w, size_t dataset, size_t f, const struct entry *e)
{
    int64_t top = top_of(w, &w->law->dataset[dataset].field[f]);

    return top == INT64_MAX || (e->least >= 0 && e->most <= top);
}

struct reading {
    struct rule_world *world;
    size_t dataset;
    struct str file;
    struct bytes_in *in;
};

/* The chunks of one column, or (field < 0) of the row numbers. */
static bool read_column(struct reading *r, int64_t field)
{
    struct column_table *t = &r->world->table[r->dataset];
    struct column *c = field < 0 ? t->id : &t->column[field];
    size_t n = bytes_get_count(r->in, sizeof(struct entry)), next = 0;

    for (size_t i = 0; i < n; i++) {
        struct column_chunk chunk;
        struct entry e;

        memcpy(&e, bytes_take(r->in, sizeof(e)), sizeof(e));
        if (e.block < next || e.block >= t->nblock ||
            !get_chunk(&e, t->fill[e.block], r->file, &chunk) ||
            (field >= 0 && !in_range(r->world, r->dataset, (size_t)field, &e)) ||
            (field < 0 && e.has_valid))
            return false;
        column_map_chunk(t, c, e.block, &chunk);
        next = (size_t)e.block + 1;
    }
    return !r->in->bad && (field >= 0 || n == t->nblock);
}

static bool read_blocks(struct bytes_in *in, struct column_table *t)
{
    size_t n = bytes_get_count(in, sizeof(uint32_t));

    for (size_t i = 0; i < n; i++) {
        uint32_t rows = bytes_get_u32(in);

        if (rows == 0 || rows > COLUMN_BLOCK || i >= INT32_MAX >> COLUMN_BLOCK_BITS)
            return false;
        column_map_block(t, rows);
    }
    return !in->bad;
}

bool image_read_table(struct bytes_in *in, struct rule_world *w, size_t dataset, struct str file)
{
    struct reading r = {w, dataset, file, in};
    struct column_table *t = &w->table[dataset];

    column_table_number(t);
    if (!read_blocks(in, t) || !read_column(&r, -1) || bytes_get_u64(in) != t->ncolumn)
        return false;
    for (size_t f = 0; f < t->ncolumn; f++)
        if (!read_column(&r, (int64_t)f))
            return false;
    return true;
}

static bool read_pool_index(struct bytes_in *in, struct column_pool *p, struct str file)
{
    uint64_t at = bytes_get_u64(in), n = bytes_get_u64(in);
    const char *bytes = place(file, at, n);

    return !in->bad && bytes && column_pool_map_index(p, (struct str){bytes, n});
}

bool image_read_pool(struct bytes_in *in, struct column_pool *p, struct str file)
{
    enum { SIZE = 24 };
    size_t n = bytes_get_count(in, SIZE);

    for (size_t i = 0; i < n; i++) {
        struct image_pool_chunk k = {.domain = bytes_get_u32(in)};
        const char *packed;

        k.n = bytes_get_u32(in);
        k.npacked = bytes_get_u32(in);
        k.nplain = bytes_get_u32(in);
        k.at = bytes_get_u64(in);
        packed = place(file, k.at, k.npacked);
        if (!packed || k.n > COLUMN_POOL_CHUNK || k.npacked > INT32_MAX || k.nplain > INT32_MAX)
            return false;
        column_pool_map(p, k.domain, k.n, (struct str){packed, k.npacked}, k.nplain);
    }
    return read_pool_index(in, p, file);
}

/* ---- reading: indexes ---- */

static size_t count_heads(const struct image_index *x)
{
    size_t n = 0;

    for (size_t i = 0; i < x->nhead; i++)
        n += x->has[i] == 1;
    return n;
}

static uint32_t *array(struct str file, uint64_t at, uint64_t n)
{
    return n > file.n ? NULL : (uint32_t *)(uintptr_t)place(file, at, n * sizeof(uint32_t));
}

/* Groups lie one behind the other and name rows of the table. */
static bool good_groups(const struct image_index *x, const uint32_t *start, const uint32_t *row,
                        size_t end)
{
    uint32_t most = 0;

    if (start[0] != 0 || start[x->ngroup] != x->nrow)
        return false;
    for (size_t g = 0; g < x->ngroup; g++)
        if (start[g] > start[g + 1])
            return false;
    for (size_t i = 0; i < x->nrow; i++)
        most = row[i] > most ? row[i] : most;
    return x->nrow == 0 || most < end;
}

static struct column_index *index_new(const struct image_index *x, const struct column_table *t,
                                      uint32_t *head)
{
    struct column_index *index = MEM_NEW(struct column_index);

    *index = (struct column_index){.table = t,
                                   .key = x->key,
                                   .order = x->order,
                                   .nblock = t->nblock,
                                   .nhead = x->nhead,
                                   .ngroup = x->ngroup,
                                   .borrowed = true,
                                   .chain = {.first = column_table_end(t)}};
    index->head = mem_zero(x->nhead + 1, sizeof(*index->head));
    for (size_t i = 0; i < x->nhead; i++)
        if (x->has[i] == 1) {
            index->head[i] = head;
            head += COLUMN_HEADS;
        }
    return index;
}

static bool take_index(const struct image_index *x, struct rule_world *w, struct str file)
{
    const struct column_table *t = &w->table[x->dataset];
    uint32_t *head = array(file, x->head, count_heads(x) * COLUMN_HEADS);
    uint32_t *start = x->ngroup < file.n ? array(file, x->start, x->ngroup + 1) : NULL;
    uint32_t *row = array(file, x->row, x->nrow);
    struct column_index *index;

    if (x->key < 0 || (size_t)x->key >= t->ncolumn || x->order >= (int64_t)t->ncolumn || !head ||
        !start || !row || !good_groups(x, start, row, column_table_end(t)))
        return false;
    index = index_new(x, t, head);
    index->start = start;
    index->row = row;
    column_index_company(index);
    rule_keep_index(w, index);
    return true;
}

bool image_read_index(struct bytes_in *in, struct rule_world *w, struct str file)
{
    struct image_index x = {.dataset = bytes_get_u32(in)};

    x.key = (int32_t)bytes_get_u32(in);
    x.order = (int32_t)bytes_get_u32(in);
    x.ngroup = bytes_get_u64(in);
    x.nrow = bytes_get_u64(in);
    x.head = bytes_get_u64(in);
    x.start = bytes_get_u64(in);
    x.row = bytes_get_u64(in);
    x.nhead = bytes_get_count(in, 1);
    x.has = (const uint8_t *)bytes_take(in, x.nhead);
    return !in->bad && x.dataset < w->law->ndataset && take_index(&x, w, file);
}
