/* registry/scan.c - records out of the store; see scan.h. */
#include "registry/scan.h"

#include "base/vec.h"
#include "registry/schema.h"

#include <inttypes.h>

/* Stored codes to indices of a law's snapshot. */
struct decoder {
    const struct law_dataset *dataset;
    struct map cause, organ;
    struct map *values; /* [nfield]: the dictionary of each code field */
};

static void put_index(struct map *m, struct str key, size_t i)
{
    map_put(m, key, (void *)(uintptr_t)(i + 1));
}

static void decoder_init(struct decoder *dec, const struct law *law, const struct law_dataset *d,
                         struct arena *a)
{
    dec->dataset = d;
    map_init(&dec->cause, a);
    map_init(&dec->organ, a);
    for (size_t i = 0; i < law->ncause; i++)
        put_index(&dec->cause, law->cause[i].code, i);
    for (size_t i = 0; i < law->norgan; i++)
        put_index(&dec->organ, law->organ[i].id, i);
    dec->values = ARENA_ARRAY(a, struct map, d->nfield);
    for (size_t f = 0; f < d->nfield; f++) {
        map_init(&dec->values[f], a);
        for (size_t i = 0; i < d->field[f].nvalue; i++)
            put_index(&dec->values[f], d->field[f].value[i], i);
    }
}

static const struct map *dictionary(const struct decoder *dec, int field)
{
    const struct law_field *f = &dec->dataset->field[field];

    if (f->type == LAW_ORGAN)
        return &dec->organ;
    if (f->type != LAW_CODE)
        return NULL;
    return f->code_of == LAW_CODE_CAUSE ? &dec->cause : &dec->values[field];
}

static struct registry_value decode(const struct decoder *dec, int field, struct store_value v)
{
    const struct map *codes = dictionary(dec, field);
    uintptr_t i;

    if (v.kind == STORE_NULL)
        return (struct registry_value){0};
    if (!codes)
        return (struct registry_value){true, v.num, v.text};
    i = (uintptr_t)map_get(codes, v.text);
    return (struct registry_value){i != 0, (int64_t)i - 1, v.text};
}

static enum err_code prepare_scan(struct store *s, const struct registry_scan *scan,
                                  struct arena *a, struct store_stmt **ret, struct err *err)
{
    struct sql_maker m;

    sql_make(&m, a);
    sql_add(&m, "SELECT id");
    for (size_t i = 0; i < scan->nfield; i++) {
        sql_add(&m, ", ");
        sql_name(&m, scan->dataset->field[scan->field[i]].column);
    }
    sql_add(&m, " FROM ");
    sql_name2(&m, STR("ds_"), scan->dataset->id);
    sql_add(&m, " WHERE id > ? ORDER BY id");
    return store_prepare(s, sql_done(&m), ret, err);
}

static enum err_code stream(struct store_stmt *q, const struct registry_scan *scan,
                            const struct decoder *dec, struct registry_value *value,
                            struct err *err)
{
    struct store_value v[] = {store_int(scan->after)};
    enum err_code rc = ERR_OK;
    bool row = true;

    TRY(store_start(q, v, 1, err));
    while (rc == ERR_OK) {
        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        for (size_t i = 0; i < scan->nfield; i++)
            value[i] = decode(dec, scan->field[i], store_column(q, (int)i + 1));
        rc = scan->fn(scan->p, store_column_int(q, 0), value, err);
    }
    store_end(q);
    return rc;
}

enum err_code registry_scan(struct store *s, const struct registry_scan *scan, struct err *err)
{
    struct arena a;
    struct decoder dec;
    struct store_stmt *q;
    struct registry_value *value;
    enum err_code rc;

    arena_init(&a, 0);
    decoder_init(&dec, scan->law, scan->dataset, &a);
    value = ARENA_ARRAY(&a, struct registry_value, scan->nfield);
    rc = prepare_scan(s, scan, &a, &q, err);
    if (rc == ERR_OK)
        rc = stream(q, scan, &dec, value, err);
    arena_release(&a);
    return rc;
}

enum err_code registry_count(struct store *s, const struct law_dataset *d, int64_t *ret_n,
                             struct err *err)
{
    struct arena a;
    struct sql_maker m;
    struct store_stmt *q;
    enum err_code rc;
    bool row = false;

    arena_init(&a, 0);
    sql_make(&m, &a);
    sql_add(&m, "SELECT count(*) FROM ");
    sql_name2(&m, STR("ds_"), d->id);
    rc = store_prepare(s, sql_done(&m), &q, err);
    arena_release(&a);
    if (rc == ERR_OK)
        rc = store_start(q, NULL, 0, err);
    if (rc == ERR_OK)
        rc = store_next(q, &row, err);
    if (rc == ERR_OK) {
        *ret_n = store_column_int(q, 0);
        store_end(q);
    }
    return rc;
}

enum { STORED_COLUMNS = 13 }; /* before the fields */

static void add_stored_select(struct sql_maker *m, const struct law_dataset *d, bool former)
{
    if (former)
        sql_add(m, "SELECT r.r_record, r.r_replaced_by");
    else
        sql_add(m, "SELECT r.id, 0");
    sql_add(m, ", r.r_version, r.r_evidence, r.r_warnings, r.r_import, i.file, i.digest,"
               " i.law_version, r.r_sheet, s.name, r.r_line, 0");
    for (size_t i = 0; i < d->nfield; i++) {
        sql_add(m, ", r.");
        sql_name(m, d->field[i].column);
    }
    sql_add(m, " FROM ");
    sql_name2(m, former ? STR("dh_") : STR("ds_"), d->id);
    sql_add(m, " r JOIN import i ON i.id = r.r_import LEFT JOIN import_sheet s"
               " ON s.import_id = r.r_import AND s.sheet = r.r_sheet WHERE ");
    if (former)
        sql_add(m, "r.r_record = ? ORDER BY r.r_version");
    else
        sql_add(m, "r.id = ?");
}

static struct str text_at(struct store_stmt *q, int i, struct arena *a)
{
    return str_dup(a, store_column_text(q, i));
}

static void read_stored(struct store_stmt *q, const struct decoder *dec, struct arena *a,
                        struct registry_stored *ret)
{
    const struct law_dataset *d = dec->dataset;
    struct registry_stored r = {
        .id = store_column_int(q, 0),
        .replaced_by = store_column_int(q, 1),
        .version = store_column_int(q, 2),
        .evidence = text_at(q, 3, a),
        .warnings = text_at(q, 4, a),
        .import = store_column_int(q, 5),
        .file = text_at(q, 6, a),
        .digest = text_at(q, 7, a),
        .law_version = text_at(q, 8, a),
        .sheet_no = (size_t)store_column_int(q, 9),
        .sheet = text_at(q, 10, a),
        .line = store_column_int(q, 11),
        .value = ARENA_ARRAY(a, struct registry_value, d->nfield),
    };

    for (size_t i = 0; i < d->nfield; i++) {
        r.value[i] = decode(dec, (int)i, store_column(q, STORED_COLUMNS + (int)i));
        r.value[i].text = str_dup(a, r.value[i].text);
    }
    if (d->party_field >= 0)
        r.party = r.value[d->party_field].num;
    *ret = r;
}

struct stored_list {
    VEC(struct registry_stored) v;
};

static enum err_code prepare_stored(struct store *s, const struct decoder *dec, bool former,
                                    struct arena *a, struct store_stmt **ret, struct err *err)
{
    struct sql_maker m;

    sql_make(&m, a);
    add_stored_select(&m, dec->dataset, former);
    return store_prepare(s, sql_done(&m), ret, err);
}

static enum err_code select_stored(struct store_stmt *q, const struct decoder *dec, int64_t id,
                                   struct arena *a, struct stored_list *ret, struct err *err)
{
    struct store_value v[] = {store_int(id)};
    bool row = true;

    TRY(store_start(q, v, 1, err));
    for (;;) {
        struct registry_stored r;

        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        read_stored(q, dec, a, &r);
        vec_push(a, &ret->v, r);
    }
}

/* What is ready for one dataset. */
struct registry_ready {
    struct decoder dec;
    struct store_stmt *q; /* NULL: not prepared yet */
};

static enum err_code make_ready(struct registry_reader *r, const struct law_dataset *d,
                                struct registry_ready **ret, struct err *err)
{
    struct registry_ready *ready;

    if (!r->of)
        r->of = ARENA_ARRAY(r->arena, struct registry_ready, r->law->ndataset);
    ready = &r->of[d - r->law->dataset];
    if (!ready->q) {
        decoder_init(&ready->dec, r->law, d, r->arena);
        TRY(prepare_stored(r->store, &ready->dec, false, r->arena, &ready->q, err));
    }
    *ret = ready;
    return ERR_OK;
}

enum err_code registry_reader_get(struct registry_reader *r, const struct law_dataset *d,
                                  int64_t id, struct arena *a, struct registry_stored *ret,
                                  struct err *err)
{
    struct stored_list list = {0};
    struct registry_ready *ready = NULL;

    TRY(make_ready(r, d, &ready, err));
    TRY(select_stored(ready->q, &ready->dec, id, a, &list, err));
    if (list.v.n == 0) {
        err_set(err, ERR_NOT_FOUND, "dataset %.*s has no record %" PRId64, STR_F(d->id), id);
        return err_set_zh(err, "“%.*s”中没有编号为 %" PRId64 " 的记录", STR_F(d->name), id);
    }
    *ret = list.v.at[0];
    return ERR_OK;
}

enum err_code registry_record_get(struct store *s, const struct law *law,
                                  const struct law_dataset *d, int64_t id, struct arena *a,
                                  struct registry_stored *ret, struct err *err)
{
    struct registry_reader r = {.store = s, .law = law, .arena = a};

    return registry_reader_get(&r, d, id, a, ret, err);
}

enum err_code registry_record_former(struct store *s, const struct law *law,
                                     const struct law_dataset *d, int64_t id, struct arena *a,
                                     struct registry_stored **ret, size_t *ret_n, struct err *err)
{
    struct stored_list list = {0};
    struct decoder dec;
    struct store_stmt *q;

    decoder_init(&dec, law, d, a);
    TRY(prepare_stored(s, &dec, true, a, &q, err));
    TRY(select_stored(q, &dec, id, a, &list, err));
    *ret = list.v.at;
    *ret_n = list.v.n;
    return ERR_OK;
}
