/* registry/settle.c - what becomes of a row: new, changed, unchanged, duplicate; see README.md. */
#include "base/json.h"
#include "registry/identity.h"
#include "registry/import_internal.h"
#include "registry/party.h"
#include "registry/schema.h"

enum { ORDINALS = 64 }; /* rows of one identity that are told apart by their order */

/* What the store holds of a row's identity. */
struct probe {
    int64_t same, same_import; /* the record with this content; 0: none */
    int64_t foreign;           /* first one of an earlier import with another content */
    int64_t replaceable;       /* first of these whose content the file does not hold */
    bool former;               /* a former self had this content, and that settles it */
    int64_t slot;              /* where a new record of this identity would go */
    int ordinal;
};

/* Records of one identity lie in slots 0, 1, 2 …, each a hash; beyond the last ordinal the content
 * takes part, so that a file with one identity throughout costs no quadratic time. */
static int64_t slot_of(const struct registry_record *r, int ordinal)
{
    uint64_t parts[] = {r->identity.hi, r->identity.lo, (uint64_t)ordinal,
                        ordinal < ORDINALS ? 0 : r->content.hi};

    if (ordinal == 0)
        return (int64_t)r->identity.hi;
    return (int64_t)registry_hash_bytes(parts, sizeof(parts)).hi;
}

static bool in_file(const struct registry_import *im, const struct registry_record *r,
                    int64_t content)
{
    return registry_seen_has(&im->seen, registry_row_key(r->identity, (uint64_t)content));
}

/* A file that was imported to its end before does not bring back what was corrected since; nor
 * does the part that was settled before this import was cut off. */
static enum err_code had_former(struct registry_import *im, struct registry_table *t,
                                const struct registry_record *r, struct probe *p, struct err *err)
{
    struct store_value v[] = {store_int(p->slot), store_int((int64_t)r->identity.lo),
                              store_int((int64_t)r->content.hi)};
    bool row = true;

    TRY(store_start(t->former, v, 3, err));
    for (;;) {
        TRY(store_next(t->former, &row, err));
        if (!row)
            return ERR_OK;
        p->former = p->former || im->again || store_column_int(t->former, 0) == im->id;
    }
}

/* Looks into one slot; *ret_free when nothing is there. */
static enum err_code look(struct registry_import *im, struct registry_table *t,
                          const struct registry_record *r, struct probe *p, bool *ret_free,
                          struct err *err)
{
    struct store_value v[] = {store_int(p->slot)};
    bool row = false, ours;
    int64_t id, content, import;

    TRY(store_start(t->find, v, 1, err));
    TRY(store_next(t->find, &row, err));
    *ret_free = !row;
    if (!row)
        return ERR_OK;
    id = store_column_int(t->find, 0);
    ours = store_column_int(t->find, 1) == (int64_t)r->identity.lo;
    content = store_column_int(t->find, 2);
    import = store_column_int(t->find, 3);
    store_end(t->find);
    if (!ours)
        return ERR_OK;
    if (content == (int64_t)r->content.hi) {
        p->same = id;
        p->same_import = import;
        return ERR_OK;
    }
    if (import != im->id && p->ordinal < ORDINALS) {
        p->foreign = p->foreign ? p->foreign : id;
        if (!p->replaceable && !in_file(im, r, content))
            p->replaceable = id;
    }
    return im->again || im->settled ? had_former(im, t, r, p, err) : ERR_OK;
}

static enum err_code probe(struct registry_import *im, struct registry_table *t,
                           const struct registry_record *r, struct probe *ret, struct err *err)
{
    struct probe p = {0};
    bool free_slot = false;

    for (; p.ordinal <= ORDINALS; p.ordinal++) {
        p.slot = slot_of(r, p.ordinal);
        TRY(look(im, t, r, &p, &free_slot, err));
        if (free_slot || p.same)
            break;
    }
    *ret = p;
    return ERR_OK;
}

static struct store_value field_value(const struct law_field *f, const struct registry_value *v)
{
    if (!v->known)
        return STORE_NONE;
    return registry_keeps_text(f->type) ? store_text(v->text) : store_int(v->num);
}

/* Everything but id, slot, ordinal and a warning of ours. */
static void bind_row(struct registry_import *im, struct registry_table *t,
                     const struct registry_record *r)
{
    struct store_value *v = t->param;

    v[REGISTRY_IDENTITY_LO] = store_int((int64_t)r->identity.lo);
    v[REGISTRY_CONTENT] = store_int((int64_t)r->content.hi);
    v[REGISTRY_IMPORT] = store_int(im->id);
    v[REGISTRY_SHEET] = store_int((int64_t)r->sheet_no);
    v[REGISTRY_LINE] = store_int(r->line);
    v[REGISTRY_VERSION] = store_int(1);
    v[REGISTRY_EVIDENCE] = store_text_or_none(r->evidence);
    v[REGISTRY_WARNINGS] = store_text_or_none(r->warnings);
    v += REGISTRY_OWN_COLUMNS;
    for (size_t i = 0; i < r->dataset->nfield; i++)
        v[i] = field_value(&r->dataset->field[i], &r->value[i]);
}

/* A party that only this record knows is numbered after it. */
static void bind_id(struct registry_table *t, const struct registry_record *r, int64_t id)
{
    t->param[REGISTRY_ID] = store_int(id);
    if (r->party.key == REGISTRY_PARTY_OWN && r->party.id < 0 && r->dataset->party_field >= 0)
        t->param[REGISTRY_OWN_COLUMNS + r->dataset->party_field] = store_int(-id);
}

static enum err_code keep_party(struct registry_import *im, const struct registry_record *r,
                                struct err *err)
{
    const struct registry_party *p = &r->party;
    struct store_value v[] = {store_int(p->id), store_text(registry_party_key_name(p->key)),
                              store_text_or_none(p->name), store_text_or_none(p->kind),
                              store_int(im->id)};
    int64_t *cached;

    if (p->key == REGISTRY_PARTY_OWN)
        return ERR_OK;
    cached = &im->party_cache[p->id & (REGISTRY_PARTY_CACHE - 1)];
    if (*cached == p->id)
        return ERR_OK;
    TRY(store_run(im->add_party, v, 5, NULL, err));
    *cached = p->id;
    return ERR_OK;
}

static enum err_code insert(struct registry_import *im, struct registry_import_table *it,
                            const struct registry_record *r, bool *ret_done, struct err *err)
{
    int64_t changes = 0;

    bind_id(&it->t, r, it->next_id);
    TRY(store_run(it->t.insert, it->t.param, REGISTRY_OWN_COLUMNS + r->dataset->nfield, &changes,
                  err));
    *ret_done = changes > 0;
    if (!*ret_done)
        return ERR_OK;
    it->next_id++;
    im->counts.loaded++;
    return keep_party(im, r, err);
}

/* The warnings of r and one more. */
static struct str warned(struct registry_import *im, const struct registry_record *r)
{
    struct buf *b = &im->scratch;

    buf_reset(b);
    if (r->warnings.n > 2)
        buf_add(b, r->warnings.p, r->warnings.n - 1);
    else
        buf_char(b, '[');
    json_open(b, NULL, '{');
    json_text(b, "field", STR(""));
    json_text(b, "text", STR("同一文件中另有识别项相同而内容不同的行，已各自作为一条记录，请核对"));
    json_close(b, '}');
    json_close(b, ']');
    return buf_view(b);
}

/* A record beside others of its identity, in the slot that the probe found. */
static enum err_code insert_beside(struct registry_import *im, struct registry_import_table *it,
                                   const struct registry_record *r, const struct probe *p,
                                   struct err *err)
{
    struct store_value *v = it->t.param;
    bool done = false;

    bind_row(im, &it->t, r);
    v[REGISTRY_IDENTITY] = store_int(p->slot);
    v[REGISTRY_ORDINAL] = store_int(p->ordinal);
    if (p->ordinal > 0) {
        v[REGISTRY_WARNINGS] = store_text(warned(im, r));
        im->counts.warnings += r->warnings.n == 0;
    }
    TRY(insert(im, it, r, &done, err));
    if (!done)
        return err_set(err, ERR_CONFLICT, "dataset %.*s: a free slot is taken",
                       STR_F(r->dataset->id));
    return ERR_OK;
}

/* Keeps the former self in the history and puts r in its place, under the same id. */
static enum err_code replace(struct registry_import *im, struct registry_import_table *it,
                             const struct registry_record *r, int64_t id, struct err *err)
{
    struct store_value keep[] = {store_int(im->id), store_int(id)};
    struct store_value *v = it->t.update_param, *p = it->t.param;
    size_t nfield = r->dataset->nfield, n = 0;

    bind_row(im, &it->t, r);
    bind_id(&it->t, r, id);
    for (int c = REGISTRY_CONTENT; c < REGISTRY_OWN_COLUMNS; c++)
        if (c != REGISTRY_VERSION)
            v[n++] = p[c];
    memcpy(v + n, p + REGISTRY_OWN_COLUMNS, nfield * sizeof(*v));
    v[n + nfield] = store_int(id);
    TRY(store_run(it->t.keep, keep, 2, NULL, err));
    TRY(store_run(it->t.update, v, n + nfield + 1, NULL, err));
    im->counts.changed++;
    return keep_party(im, r, err);
}

/* The row's identity is known: is it the same again, a sibling, or must it wait? */
static enum err_code settle_known(struct registry_import *im, struct registry_import_table *it,
                                  const struct registry_record *r, struct err *err)
{
    struct registry_hash key = registry_row_key(r->identity, r->content.hi);
    struct probe p;

    TRY(probe(im, &it->t, r, &p, err));
    if (p.same && p.same_import == im->id) {
        im->counts.duplicates++;
    } else if (p.same || p.former) {
        if (registry_seen_add(&im->seen, key))
            im->counts.unchanged++;
        else
            im->counts.duplicates++;
    } else if (p.foreign) {
        if (registry_seen_add(&im->seen, key))
            vec_push(&im->arena, &im->waiting, r->row);
        else
            im->counts.duplicates++;
    } else
        return insert_beside(im, it, r, &p, err);
    return ERR_OK;
}

enum err_code registry_settle_first(struct registry_import *im, const struct registry_record *r,
                                    struct err *err)
{
    struct registry_import_table *it;
    bool done = false;

    TRY(registry_import_table(im, r->dataset, &it, err));
    bind_row(im, &it->t, r);
    it->t.param[REGISTRY_IDENTITY] = store_int(slot_of(r, 0));
    it->t.param[REGISTRY_ORDINAL] = store_int(0);
    TRY(insert(im, it, r, &done, err));
    return done ? ERR_OK : settle_known(im, it, r, err);
}

/* Nothing is counted or written: only what the first run knew of the file is learnt again. */
enum err_code registry_settle_again(struct registry_import *im, const struct registry_record *r,
                                    struct err *err)
{
    struct registry_hash key = registry_row_key(r->identity, r->content.hi);
    struct registry_import_table *it;
    struct probe p;

    TRY(registry_import_table(im, r->dataset, &it, err));
    TRY(probe(im, &it->t, r, &p, err));
    if (p.same && p.same_import == im->id)
        return ERR_OK;
    if (registry_seen_add(&im->seen, key) && !p.same && !p.former)
        vec_push(&im->arena, &im->waiting, r->row);
    return ERR_OK;
}

enum err_code registry_settle_second(struct registry_import *im, const struct registry_record *r,
                                     struct err *err)
{
    struct registry_import_table *it;
    struct probe p;

    TRY(registry_import_table(im, r->dataset, &it, err));
    TRY(probe(im, &it->t, r, &p, err));
    im->settled_second++;
    if (p.replaceable)
        return replace(im, it, r, p.replaceable, err);
    return insert_beside(im, it, r, &p, err);
}
