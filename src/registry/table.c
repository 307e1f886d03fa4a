/* registry/table.c - the SQL of a dataset's tables; see table_internal.h. */
#include "registry/table_internal.h"

#include "registry/schema.h"

static void ds(struct sql_maker *m, const struct law_dataset *d)
{
    sql_name2(m, STR("ds_"), d->id);
}

static void dh(struct sql_maker *m, const struct law_dataset *d)
{
    sql_name2(m, STR("dh_"), d->id);
}

static void column_def(struct sql_maker *m, const struct law_field *f)
{
    sql_name(m, f->column);
    if (registry_keeps_text(f->type))
        sql_add(m, " TEXT");
    else
        sql_add(m, " INTEGER");
}

static void shared_columns(struct sql_maker *m, const struct law_dataset *d)
{
    sql_add(m, "r_identity INTEGER NOT NULL, r_identity_lo INTEGER NOT NULL,"
               " r_ordinal INTEGER NOT NULL, r_content INTEGER NOT NULL,"
               " r_import INTEGER NOT NULL REFERENCES import (id), r_sheet INTEGER NOT NULL,"
               " r_line INTEGER NOT NULL, ");
    for (size_t i = 0; i < d->nfield; i++) {
        column_def(m, &d->field[i]);
        sql_add(m, ", ");
    }
    sql_add(m, "r_evidence TEXT, r_warnings TEXT");
}

static enum err_code run(struct store *s, struct sql_maker *m, struct err *err)
{
    return store_exec_text(s, sql_done(m), err);
}

static enum err_code create_records(struct store *s, const struct law_dataset *d,
                                    struct sql_maker *m, struct err *err)
{
    sql_add(m, "CREATE TABLE ");
    ds(m, d);
    sql_add(m, " (id INTEGER PRIMARY KEY, r_version INTEGER NOT NULL, ");
    shared_columns(m, d);
    sql_add(m, ") STRICT");
    return run(s, m, err);
}

static enum err_code create_history(struct store *s, const struct law_dataset *d,
                                    struct sql_maker *m, struct err *err)
{
    sql_add(m, "CREATE TABLE ");
    dh(m, d);
    sql_add(m, " (r_record INTEGER NOT NULL REFERENCES ");
    ds(m, d);
    sql_add(m, " (id), r_version INTEGER NOT NULL,"
               " r_replaced_by INTEGER NOT NULL REFERENCES import (id), ");
    shared_columns(m, d);
    sql_add(m, ", PRIMARY KEY (r_record, r_version)) STRICT");
    return run(s, m, err);
}

/* CREATE [UNIQUE] INDEX table_suffix ON table (columns) */
static enum err_code create_index(struct store *s, const struct law_dataset *d, const int *field,
                                  struct str suffix, struct sql_maker *m, struct err *err)
{
    sql_add(m, "CREATE INDEX ");
    sql_name2(m, suffix, d->id);
    sql_add(m, " ON ");
    ds(m, d);
    for (size_t i = 0; field[i] >= 0; i++) {
        if (i)
            sql_add(m, ", ");
        else
            sql_add(m, " (");
        sql_name(m, d->field[field[i]].column);
    }
    sql_add(m, ")");
    return run(s, m, err);
}

static enum err_code create_indexes(struct store *s, const struct law_dataset *d,
                                    struct sql_maker *m, struct err *err)
{
    int party[] = {d->party_field, -1}, key[] = {d->case_field, -1};
    int organ[] = {d->organ_field, d->organ_field < 0 ? -1 : d->date_field, -1};

    sql_add(m, "CREATE UNIQUE INDEX ");
    sql_name2(m, STR("di_identity_"), d->id);
    sql_add(m, " ON ");
    ds(m, d);
    sql_add(m, " (r_identity)");
    TRY(run(s, m, err));
    sql_add(m, "CREATE INDEX ");
    sql_name2(m, STR("di_former_"), d->id);
    sql_add(m, " ON ");
    dh(m, d);
    sql_add(m, " (r_identity)");
    TRY(run(s, m, err));
    if (party[0] >= 0)
        TRY(create_index(s, d, party, STR("di_party_"), m, err));
    if (key[0] >= 0)
        TRY(create_index(s, d, key, STR("di_case_"), m, err));
    if (organ[0] >= 0)
        TRY(create_index(s, d, organ, STR("di_organ_"), m, err));
    return ERR_OK;
}

static void trigger(struct sql_maker *m, const struct law_dataset *d, struct str name)
{
    sql_add(m, "CREATE TRIGGER ");
    sql_name2(m, name, d->id);
}

/* Records are never deleted, and change only when the former self is in the history. */
static enum err_code create_triggers(struct store *s, const struct law_dataset *d,
                                     struct sql_maker *m, struct err *err)
{
    trigger(m, d, STR("dt_delete_"));
    sql_add(m, " BEFORE DELETE ON ");
    ds(m, d);
    sql_add(m, " BEGIN SELECT raise(ABORT, 'records are kept'); END");
    TRY(run(s, m, err));
    trigger(m, d, STR("dt_update_"));
    sql_add(m, " BEFORE UPDATE ON ");
    ds(m, d);
    sql_add(m, " WHEN NEW.id <> OLD.id OR NEW.r_identity <> OLD.r_identity"
               " OR NEW.r_version <> OLD.r_version + 1 OR NOT EXISTS (SELECT 1 FROM ");
    dh(m, d);
    sql_add(m,
            " WHERE r_record = OLD.id AND r_version = OLD.r_version AND r_content = OLD.r_content)"
            " BEGIN SELECT raise(ABORT, 'a record changes only with its history'); END");
    TRY(run(s, m, err));
    trigger(m, d, STR("dt_former_update_"));
    sql_add(m, " BEFORE UPDATE ON ");
    dh(m, d);
    sql_add(m, " BEGIN SELECT raise(ABORT, 'history never changes'); END");
    TRY(run(s, m, err));
    trigger(m, d, STR("dt_former_delete_"));
    sql_add(m, " BEFORE DELETE ON ");
    dh(m, d);
    sql_add(m, " BEGIN SELECT raise(ABORT, 'history is kept'); END");
    return run(s, m, err);
}

enum err_code registry_table_create(struct store *s, const struct law_dataset *d, struct arena *a,
                                    struct err *err)
{
    struct sql_maker m;

    sql_make(&m, a);
    TRY(create_records(s, d, &m, err));
    TRY(create_history(s, d, &m, err));
    TRY(create_indexes(s, d, &m, err));
    return create_triggers(s, d, &m, err);
}

enum err_code registry_table_extend(struct store *s, const struct registry_missing *missing,
                                    struct arena *a, struct err *err)
{
    const struct law_dataset *d = missing->dataset;
    struct sql_maker m;

    sql_make(&m, a);
    for (size_t i = 0; i < missing->field.n; i++)
        for (int history = 0; history < 2; history++) {
            sql_add(&m, "ALTER TABLE ");
            (history ? dh : ds)(&m, d);
            sql_add(&m, " ADD COLUMN ");
            column_def(&m, &d->field[missing->field.at[i]]);
            TRY(run(s, &m, err));
        }
    return ERR_OK;
}

static void field_names(struct sql_maker *m, const struct law_dataset *d)
{
    for (size_t i = 0; i < d->nfield; i++) {
        sql_add(m, ", ");
        sql_name(m, d->field[i].column);
    }
}

static enum err_code open_insert(struct registry_table *t, struct registry_shape *shape,
                                 struct err *err)
{
    const struct law_dataset *d = t->dataset;
    struct sql_maker m;

    sql_make(&m, t->arena);
    sql_add(&m, "INSERT INTO ");
    ds(&m, d);
    sql_add(&m, " (id, r_identity, r_identity_lo, r_ordinal, r_content, r_import, r_sheet,"
                " r_line, r_version, r_evidence, r_warnings");
    for (size_t i = 0; i < shape->nknown; i++) {
        sql_add(&m, ", ");
        sql_name(&m, d->field[shape->known[i]].column);
    }
    sql_add(&m, ") VALUES (");
    sql_params(&m, REGISTRY_OWN_COLUMNS + shape->nknown);
    sql_add(&m, ") ON CONFLICT (r_identity) DO NOTHING");
    return store_prepare(t->store, sql_done(&m), &shape->insert, err);
}

static enum err_code open_all(struct registry_table *t, struct err *err)
{
    uint16_t *known = ARENA_ARRAY(t->arena, uint16_t, t->dataset->nfield);

    for (size_t i = 0; i < t->dataset->nfield; i++)
        known[i] = (uint16_t)i;
    t->all = (struct registry_shape){.known = known, .nknown = t->dataset->nfield};
    return open_insert(t, &t->all, err);
}

static enum err_code note_filled(struct registry_table *t, size_t field, struct err *err)
{
    struct store_value v[] = {store_text(t->dataset->id),
                              store_text(t->dataset->field[field].column)};
    struct store_stmt *q;

    TRY(store_query(t->store,
                    "UPDATE dataset_column SET filled = 1 WHERE dataset = ? AND name = ?"
                    " AND filled IS NOT 1",
                    &q, err));
    return store_run(q, v, 2, NULL, err);
}

enum err_code registry_table_note_filled(struct registry_table *t, const uint16_t *known,
                                         size_t nknown, struct err *err)
{
    for (size_t i = 0; i < nknown; i++) {
        if (!t->filled[known[i]])
            TRY(note_filled(t, known[i], err));
        t->filled[known[i]] = true;
    }
    return ERR_OK;
}

enum err_code registry_table_shape(struct registry_table *t, const uint16_t *known, size_t nknown,
                                   const struct registry_shape **ret, struct err *err)
{
    size_t bytes = nknown * sizeof(*known);
    uint64_t hash = str_hash((struct str){(const char *)known, bytes});
    struct registry_shape *s = &t->shape[hash & (REGISTRY_SHAPES - 1)];

    while (s->insert &&
           (s->hash != hash || s->nknown != nknown || memcmp(s->known, known, bytes) != 0))
        s = s == &t->shape[REGISTRY_SHAPES - 1] ? t->shape : s + 1;
    *ret = s;
    if (s->insert)
        return ERR_OK;
    TRY(registry_table_note_filled(t, known, nknown, err));
    if (t->nshape == REGISTRY_SHAPES / 2) {
        *ret = &t->all;
        return ERR_OK;
    }
    *s = (struct registry_shape){hash, arena_copy(t->arena, known, bytes), nknown, NULL};
    t->nshape++;
    return open_insert(t, s, err);
}

static enum err_code open_update(struct store *s, struct registry_table *t, struct sql_maker *m,
                                 struct err *err)
{
    sql_add(m, "UPDATE ");
    ds(m, t->dataset);
    sql_add(m,
            " SET r_version = r_version + 1, r_content = ?, r_import = ?, r_sheet = ?, r_line = ?,"
            " r_evidence = ?, r_warnings = ?");
    for (size_t i = 0; i < t->dataset->nfield; i++) {
        sql_add(m, ", ");
        sql_name(m, t->dataset->field[i].column);
        sql_add(m, " = ?");
    }
    sql_add(m, " WHERE id = ?");
    return store_prepare(s, sql_done(m), &t->update, err);
}

static enum err_code open_keep(struct store *s, struct registry_table *t, struct sql_maker *m,
                               struct err *err)
{
    sql_add(m, "INSERT INTO ");
    dh(m, t->dataset);
    sql_add(m,
            " (r_replaced_by, r_record, r_identity, r_identity_lo, r_ordinal, r_content, r_import,"
            " r_sheet, r_line, r_version, r_evidence, r_warnings");
    field_names(m, t->dataset);
    sql_add(
        m,
        ") SELECT ?, id, r_identity, r_identity_lo, r_ordinal, r_content, r_import, r_sheet, r_line,"
        " r_version, r_evidence, r_warnings");
    field_names(m, t->dataset);
    sql_add(m, " FROM ");
    ds(m, t->dataset);
    sql_add(m, " WHERE id = ?");
    return store_prepare(s, sql_done(m), &t->keep, err);
}

static enum err_code open_find(struct store *s, struct registry_table *t, struct sql_maker *m,
                               struct err *err)
{
    sql_add(m, "SELECT id, r_identity_lo, r_content, r_import FROM ");
    ds(m, t->dataset);
    sql_add(m, " WHERE r_identity = ?");
    TRY(store_prepare(s, sql_done(m), &t->find, err));
    sql_add(m, "SELECT r_import FROM ");
    dh(m, t->dataset);
    sql_add(m, " WHERE r_identity = ? AND r_identity_lo = ? AND r_content = ?");
    return store_prepare(s, sql_done(m), &t->former, err);
}

enum err_code registry_table_open(struct store *s, const struct law_dataset *d, struct arena *a,
                                  struct registry_table *ret, struct err *err)
{
    struct registry_table *t = ret;
    struct sql_maker m;

    *t = (struct registry_table){.store = s, .arena = a};
    t->dataset = d;
    t->filled = ARENA_ARRAY(a, bool, d->nfield);
    sql_make(&m, a);
    TRY(open_all(t, err));
    TRY(open_update(s, t, &m, err));
    TRY(open_keep(s, t, &m, err));
    TRY(open_find(s, t, &m, err));
    t->param = ARENA_ARRAY(a, struct store_value, REGISTRY_OWN_COLUMNS + d->nfield + 1);
    return ERR_OK;
}
