/* registry/settle.c - what becomes of a row: new, changed, unchanged, duplicate; see README.md. */
#include "base/bug.h"
#include "base/json.h"
#include "registry/identity.h"
#include "registry/import_internal.h"
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

static struct store_value field_value(const struct registry_record *r, size_t field, int64_t id)
{
    const struct registry_value *v = &r->value[field];

    if (!v->known)
        return STORE_NONE;
    /* A party that only this record knows is numbered after it. */
    if ((int)field == r->dataset->party_field && r->party.key == REGISTRY_PARTY_OWN &&
        r->party.id < 0)
        return store_int(-id);
    return registry_keeps_text(r->dataset->field[field].type) ? store_text(v->text)
                                                              : store_int(v->num);
}

/* Where a row goes. */
struct seat {
    int64_t id, slot;
    int ordinal;
    struct str warnings;
};

static void bind_own(const struct registry_import *im, const struct registry_record *r,
                     const struct seat *seat, struct store_value *v)
{
    v[REGISTRY_ID] = store_int(seat->id);
    v[REGISTRY_IDENTITY] = store_int(seat->slot);
    v[REGISTRY_IDENTITY_LO] = store_int((int64_t)r->identity.lo);
    v[REGISTRY_ORDINAL] = store_int(seat->ordinal);
    v[REGISTRY_CONTENT] = store_int((int64_t)r->content.hi);
    v[REGISTRY_IMPORT] = store_int(im->id);
    v[REGISTRY_SHEET] = store_int((int64_t)r->sheet_no);
    v[REGISTRY_LINE] = store_int(r->line);
    v[REGISTRY_VERSION] = store_int(1);
    v[REGISTRY_EVIDENCE] = store_text_or_none(r->evidence);
    v[REGISTRY_WARNINGS] = store_text_or_none(seat->warnings);
}

/* Parties are written when their batch ends, in the order of their ids: one by one they would jump
 * about the whole table. */
static void keep_party(struct registry_import *im, const struct registry_record *r)
{
    const struct registry_party *p = &r->party;
    int64_t *cached = &im->party_cache[p->id & (REGISTRY_PARTY_CACHE - 1)];

    if (p->key == REGISTRY_PARTY_OWN || *cached == p->id)
        return;
    *cached = p->id;
    vec_push(&im->party_arena, &im->party,
             (struct registry_party){p->id, p->key, str_dup(&im->party_arena, p->name),
                                     str_dup(&im->party_arena, p->kind)});
}

/* *ret_done false: the slot is taken. */
static enum err_code insert(struct registry_import *im, struct registry_import_table *it,
                            const struct registry_record *r, const struct seat *seat,
                            bool *ret_done, struct err *err)
{
    struct store_value *v = it->t.param;
    const struct registry_shape *shape;
    int64_t changes = 0;

    BUG_ON(!r->known);
    TRY(registry_table_shape(&it->t, r->known, r->nknown, &shape, err));
    bind_own(im, r, seat, v);
    for (size_t i = 0; i < shape->nknown; i++)
        v[REGISTRY_OWN_COLUMNS + i] = field_value(r, shape->known[i], seat->id);
    TRY(store_run(shape->insert, v, REGISTRY_OWN_COLUMNS + shape->nknown, &changes, err));
    *ret_done = changes > 0;
    if (!*ret_done)
        return ERR_OK;
    it->next_id++;
    im->counts.loaded++;
    keep_party(im, r);
    return ERR_OK;
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
    struct seat seat = {it->next_id, p->slot, p->ordinal, r->warnings};
    bool done = false;

    if (p->ordinal > 0) {
        seat.warnings = warned(im, r);
        im->counts.warnings += r->warnings.n == 0;
    }
    TRY(insert(im, it, r, &seat, &done, err));
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
    struct store_value own[REGISTRY_OWN_COLUMNS], *v = it->t.param;
    size_t n = 0;

    bind_own(im, r, &(struct seat){.id = id, .warnings = r->warnings}, own);
    for (int c = REGISTRY_CONTENT; c < REGISTRY_OWN_COLUMNS; c++)
        if (c != REGISTRY_VERSION)
            v[n++] = own[c];
    for (size_t i = 0; i < r->dataset->nfield; i++)
        v[n++] = field_value(r, i, id);
    v[n++] = store_int(id);
    TRY(registry_table_note_filled(&it->t, r->known, r->nknown, err));
    TRY(store_run(it->t.keep, keep, 2, NULL, err));
    TRY(store_run(it->t.update, v, n, NULL, err));
    im->counts.changed++;
    keep_party(im, r);
    return ERR_OK;
}

/* Looks before it leaps: is the row the same again, a sibling, must it wait, or is it new? */
static enum err_code settle_looking(struct registry_import *im, struct registry_import_table *it,
                                    const struct registry_record *r, struct err *err)
{
    struct registry_hash key = registry_row_key(r->identity, r->content.hi);
    struct probe p;

    TRY(probe(im, &it->t, r, &p, err));
    im->meets_known = p.same || p.foreign;
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
    struct seat seat = {.slot = slot_of(r, 0), .warnings = r->warnings};
    bool done = false;

    TRY(registry_import_table(im, r->dataset, &it, err));
    seat.id = it->next_id;
    /* A file is mostly new or mostly known; a look costs less than an INSERT that fails. */
    if (!im->meets_known)
        TRY(insert(im, it, r, &seat, &done, err));
    return done ? ERR_OK : settle_looking(im, it, r, err);
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
