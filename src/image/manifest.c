/* image/manifest.c - see manifest.h. */
#include "image/manifest.h"

#include "image/bytes.h"
#include "registry/identity.h"

static const char magic[8] = "LDIMAGE";
static const uint32_t byte_order = 0x01020304;

/* ---- writing ---- */

static void put_hash(struct buf *b, struct registry_hash h)
{
    bytes_u64(b, h.hi);
    bytes_u64(b, h.lo);
}

static void put_source(struct buf *b, const struct image_source *s)
{
    bytes_u32(b, s->read);
    bytes_u64(b, s->nfield);
    bytes_put(b, s->want, s->nfield);
    bytes_i64(b, s->mark.record);
    bytes_i64(b, s->mark.former);
    bytes_i64(b, s->rows);
}

void image_manifest_write(struct buf *out, const struct image_manifest *m)
{
    size_t from = out->n;

    bytes_put(out, magic, sizeof(magic));
    bytes_u32(out, byte_order);
    bytes_u32(out, IMAGE_FORMAT);
    put_hash(out, m->law);
    bytes_i64(out, m->last_import);
    put_hash(out, m->history);
    bytes_i64(out, m->generation);
    bytes_u64(out, m->nsource);
    for (size_t i = 0; i < m->nsource; i++)
        put_source(out, &m->source[i]);
    bytes_u64(out, m->npart);
    for (size_t i = 0; i < m->npart; i++) {
        bytes_str(out, m->part[i].name);
        bytes_u64(out, m->part[i].size);
        put_hash(out, m->part[i].sum);
    }
    put_hash(out, registry_hash_bytes(out->p + from, out->n - from));
}

/* ---- reading ---- */

static struct registry_hash get_hash(struct bytes_in *in)
{
    struct registry_hash h = {bytes_get_u64(in), 0};

    h.lo = bytes_get_u64(in);
    return h;
}

static void get_sources(struct bytes_in *in, struct arena *a, struct image_manifest *m)
{
    enum { LEAST = 36 };

    m->nsource = bytes_get_count(in, LEAST);
    m->source = ARENA_ARRAY(a, struct image_source, m->nsource + 1);
    for (size_t i = 0; i < m->nsource; i++) {
        struct image_source *s = &m->source[i];

        uint32_t read = bytes_get_u32(in);

        in->bad |= read > 1;
        s->read = read == 1;
        s->nfield = bytes_get_count(in, 1);
        s->want = (const uint8_t *)bytes_take(in, s->nfield);
        s->mark.record = bytes_get_i64(in);
        s->mark.former = bytes_get_i64(in);
        s->rows = bytes_get_i64(in);
    }
}

static bool plain_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '/' || s.p[i] == '\0')
            return false;
    return s.n > 0 && s.p[0] != '.';
}

static void get_parts(struct bytes_in *in, struct arena *a, struct image_manifest *m)
{
    enum { LEAST = 28 };

    m->npart = bytes_get_count(in, LEAST);
    m->part = ARENA_ARRAY(a, struct image_part, m->npart + 1);
    for (size_t i = 0; i < m->npart; i++) {
        m->part[i].name = bytes_get_str(in);
        m->part[i].size = bytes_get_u64(in);
        m->part[i].sum = get_hash(in);
        in->bad |= !plain_name(m->part[i].name);
    }
}

static const char *check_head(struct str bytes)
{
    struct bytes_in in = {.rest = bytes}, tail = {.rest = bytes};
    const char *head = bytes_take(&in, sizeof(magic));
    uint32_t order = bytes_get_u32(&in), format = bytes_get_u32(&in);
    enum { SUM = 16 };

    if (!head || memcmp(head, magic, sizeof(magic)) != 0)
        return "映像清单已损坏";
    if (order != byte_order || format != IMAGE_FORMAT)
        return "映像由另一版本的程序建成";
    if (in.bad || bytes.n < SUM)
        return "映像清单已损坏";
    bytes_take(&tail, bytes.n - SUM);
    if (!registry_hash_eq(get_hash(&tail), registry_hash_bytes(bytes.p, bytes.n - SUM)))
        return "映像清单已损坏";
    return NULL;
}

const char *image_manifest_read(struct str bytes, struct arena *a, struct image_manifest *ret)
{
    enum { HEAD = 16, SUM = 16 };
    const char *why = check_head(bytes);
    struct image_manifest m = {0};
    struct bytes_in in;

    if (why)
        return why;
    in = (struct bytes_in){.rest = str_sub(bytes, HEAD, bytes.n - SUM)};
    m.law = get_hash(&in);
    m.last_import = bytes_get_i64(&in);
    m.history = get_hash(&in);
    m.generation = bytes_get_i64(&in);
    get_sources(&in, a, &m);
    get_parts(&in, a, &m);
    if (in.bad || in.rest.n > 0)
        return "映像清单已损坏";
    *ret = m;
    return NULL;
}

/* ---- the law's part ---- */

static void put_fields(struct buf *b, const int *field, size_t n)
{
    bytes_u64(b, n);
    for (size_t i = 0; i < n; i++)
        bytes_i64(b, field[i]);
}

static void put_dataset(struct buf *b, const struct law_dataset *d)
{
    bytes_str(b, d->id);
    bytes_i64(b, d->case_field);
    bytes_i64(b, d->cause_field);
    put_fields(b, d->case_from, d->ncase_from);
    bytes_u64(b, d->nfield);
    for (size_t f = 0; f < d->nfield; f++) {
        const struct law_field *field = &d->field[f];

        bytes_str(b, field->name);
        bytes_str(b, field->column);
        bytes_u32(b, field->type);
        bytes_u32(b, field->code_of);
        bytes_u64(b, field->nvalue);
        for (size_t i = 0; i < field->nvalue; i++)
            bytes_str(b, field->value[i]);
    }
}

struct registry_hash image_law_hash(const struct law *law)
{
    struct registry_hash h;
    struct buf b = {0};

    bytes_u64(&b, law->ndataset);
    for (size_t d = 0; d < law->ndataset; d++)
        put_dataset(&b, &law->dataset[d]);
    bytes_u64(&b, law->ncause);
    for (size_t i = 0; i < law->ncause; i++)
        bytes_str(&b, law->cause[i].code);
    bytes_u64(&b, law->norgan);
    for (size_t i = 0; i < law->norgan; i++)
        bytes_str(&b, law->organ[i].id);
    h = registry_hash_bytes(b.p, b.n);
    buf_release(&b);
    return h;
}
