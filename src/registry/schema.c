/* registry/schema.c - makes tables of datasets; see schema.h. */
#include "registry/schema.h"

#include "base/bug.h"
#include "registry/event.h"
#include "registry/table_internal.h"

static const struct store_migration migrations[] = {
    STORE_MIGRATION(
        1, "imports, parties, columns",
        "CREATE TABLE import ("
        " id INTEGER PRIMARY KEY,"
        " file TEXT NOT NULL,"
        " size INTEGER NOT NULL,"
        " fingerprint TEXT NOT NULL," /* fast hash: is it the same file? */
        " digest TEXT,"               /* SM3 in hex: the proof; known at the end */
        " options TEXT NOT NULL,"
        " law_version TEXT NOT NULL,"
        " started_at INTEGER NOT NULL,"
        " finished_at INTEGER,"
        " status TEXT NOT NULL CHECK (status IN ('running', 'done', 'replaced')),"
        " runs INTEGER NOT NULL DEFAULT 1,"
        " phase INTEGER NOT NULL DEFAULT 1,"
        " at_sheet INTEGER NOT NULL DEFAULT 0,"
        " at_line INTEGER NOT NULL DEFAULT 0,"
        " rows INTEGER NOT NULL DEFAULT 0," /* the watermark: rows settled so far */
        " loaded INTEGER NOT NULL DEFAULT 0,"
        " changed INTEGER NOT NULL DEFAULT 0,"
        " unchanged INTEGER NOT NULL DEFAULT 0,"
        " duplicates INTEGER NOT NULL DEFAULT 0,"
        " rejected INTEGER NOT NULL DEFAULT 0,"
        " warnings INTEGER NOT NULL DEFAULT 0,"
        " CHECK (status <> 'done' OR (digest IS NOT NULL AND finished_at IS NOT NULL))) STRICT;"
        "CREATE INDEX import_fingerprint ON import (fingerprint);"
        "CREATE TRIGGER import_delete BEFORE DELETE ON import"
        " BEGIN SELECT raise(ABORT, 'imports are kept'); END;"
        "CREATE TRIGGER import_ended BEFORE UPDATE ON import WHEN OLD.status <> 'running'"
        " BEGIN SELECT raise(ABORT, 'an ended import never changes'); END;"
        "CREATE TRIGGER import_source BEFORE UPDATE OF id, file, size, fingerprint, options,"
        " law_version, started_at ON import"
        " BEGIN SELECT raise(ABORT, 'where records came from never changes'); END;"

        "CREATE TABLE import_sheet ("
        " import_id INTEGER NOT NULL REFERENCES import (id),"
        " sheet INTEGER NOT NULL,"
        " name TEXT NOT NULL,"
        " dataset TEXT," /* NULL: no header was found, the sheet was left out */
        " mapping TEXT,"
        " header_line INTEGER,"
        " header TEXT,"  /* JSON array */
        " unknown TEXT," /* JSON array: columns that the mapping does not know */
        " PRIMARY KEY (import_id, sheet)) STRICT, WITHOUT ROWID;"
        "CREATE TRIGGER import_sheet_update BEFORE UPDATE ON import_sheet"
        " BEGIN SELECT raise(ABORT, 'provenance never changes'); END;"
        "CREATE TRIGGER import_sheet_delete BEFORE DELETE ON import_sheet"
        " BEGIN SELECT raise(ABORT, 'provenance is kept'); END;"

        "CREATE TABLE import_reject ("
        " import_id INTEGER NOT NULL REFERENCES import (id),"
        " row INTEGER NOT NULL,"
        " sheet INTEGER NOT NULL,"
        " line INTEGER NOT NULL,"
        " reason TEXT NOT NULL,"
        " cells TEXT NOT NULL," /* JSON array of the original cells */
        " PRIMARY KEY (import_id, row)) STRICT, WITHOUT ROWID;"
        "CREATE TRIGGER import_reject_update BEFORE UPDATE ON import_reject"
        " BEGIN SELECT raise(ABORT, 'rejected rows never change'); END;"
        "CREATE TRIGGER import_reject_delete BEFORE DELETE ON import_reject"
        " BEGIN SELECT raise(ABORT, 'rejected rows are kept'); END;"

        "CREATE TABLE party ("
        " id INTEGER PRIMARY KEY CHECK (id > 0),"
        " key_kind TEXT NOT NULL," /* uscc, citizen_id, org_code, reg_no, address */
        " name TEXT,"
        " kind TEXT,"
        " import_id INTEGER NOT NULL REFERENCES import (id)," /* first seen in */
        " merged_into INTEGER REFERENCES party (id)) STRICT;"
        "CREATE TRIGGER party_delete BEFORE DELETE ON party"
        " BEGIN SELECT raise(ABORT, 'parties are kept'); END;"
        "CREATE TRIGGER party_update BEFORE UPDATE OF id, key_kind, import_id ON party"
        " BEGIN SELECT raise(ABORT, 'what a party is known by never changes'); END;"

        "CREATE TABLE dataset_column ("
        " dataset TEXT NOT NULL,"
        " name TEXT NOT NULL,"
        " type TEXT NOT NULL CHECK (type IN ('INTEGER', 'TEXT')),"
        " added_at INTEGER NOT NULL,"
        " law_version TEXT NOT NULL,"
        " PRIMARY KEY (dataset, name)) STRICT, WITHOUT ROWID"),
    STORE_MIGRATION(
        2, "which columns were ever filled",
        /* 1: a row had a value, now or before; 0: none ever had; NULL: not known */
        "ALTER TABLE dataset_column ADD COLUMN filled INTEGER CHECK (filled IN (0, 1))"),
};

bool registry_keeps_text(enum law_type type)
{
    switch (type) {
    case LAW_TEXT:
    case LAW_CODE:
    case LAW_ORGAN:
        return true;
    case LAW_BOOL:
    case LAW_INT:
    case LAW_MONEY:
    case LAW_QUANTITY:
    case LAW_DATE:
    case LAW_PARTY:
    case LAW_REGION:
        return false;
    }
    BUG_ON(1);
    return false;
}

static enum err_code bad_name(const struct law_place *place, struct str name, struct err *err)
{
    err_set(err, ERR_INVALID, "%.*s:%d: \"%.*s\" cannot be a name in the store", STR_F(place->file),
            place->line, STR_F(name));
    return err_set_zh(err,
                      "%.*s:%d: “%.*s”不能作为列名或表名：只能用小写字母、数字和下划线，"
                      "且不能是 id、rowid 或以 r_ 开头",
                      STR_F(place->file), place->line, STR_F(name));
}

static enum err_code check_names(const struct law_dataset *d, struct err *err)
{
    if (!sql_name_valid(d->id) || d->id.n > 40)
        return bad_name(&d->place, d->id, err);
    for (size_t i = 0; i < d->nfield; i++) {
        struct str column = d->field[i].column;

        /* Our own columns are called id and r_…. */
        if (!sql_name_valid(column) || str_eq(column, STR("id")) || str_starts(column, STR("r_")) ||
            str_eq(column, STR("rowid")))
            return bad_name(&d->field[i].place, column, err);
    }
    return ERR_OK;
}

/* What the store has of a dataset: column name to its type. */
static enum err_code load_columns(struct store *s, const struct law_dataset *d, struct arena *a,
                                  struct map *ret, struct err *err)
{
    struct store_value v[] = {store_text(d->id)};
    struct store_stmt *q;
    bool row = true;

    map_init(ret, a);
    TRY(store_query(s, "SELECT name, type FROM dataset_column WHERE dataset = ?", &q, err));
    TRY(store_start(q, v, 1, err));
    for (;;) {
        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        map_put(ret, str_dup(a, store_column_text(q, 0)),
                (void *)(uintptr_t)str_dup(a, store_column_text(q, 1)).p);
    }
}

static const char *type_of(const struct law_field *f)
{
    return registry_keeps_text(f->type) ? "TEXT" : "INTEGER";
}

static enum err_code type_changed(const struct law_field *f, struct err *err)
{
    err_set(err, ERR_CONFLICT, "%.*s:%d: column %.*s has another type in the store",
            STR_F(f->place.file), f->place.line, STR_F(f->column));
    return err_set_zh(err, "%.*s:%d: 字段“%.*s”的类型与库中已有的列不同。请为新类型另取列名",
                      STR_F(f->place.file), f->place.line, STR_F(f->name));
}

/* Fields of d that the store lacks; *ret_table false when there is no table yet. */
static enum err_code missing(struct store *s, const struct law_dataset *d, struct arena *a,
                             struct registry_missing *ret, struct err *err)
{
    struct map have;

    TRY(check_names(d, err));
    TRY(load_columns(s, d, a, &have, err));
    *ret = (struct registry_missing){.dataset = d, .table = have.n == 0};
    for (size_t i = 0; i < d->nfield; i++) {
        const char *type = map_get(&have, d->field[i].column);

        if (type && strcmp(type, type_of(&d->field[i])) != 0)
            return type_changed(&d->field[i], err);
        if (!type)
            vec_push(a, &ret->field, (int)i);
    }
    return ERR_OK;
}

static enum err_code note_column(struct store *s, const struct law *law,
                                 const struct law_dataset *d, const struct law_field *f,
                                 int64_t now, struct err *err)
{
    struct store_value v[] = {store_text(d->id), store_text(f->column),
                              store_text(str_from(type_of(f))), store_int(now),
                              store_text(law->version)};
    struct store_stmt *q;

    TRY(store_query(
        s,
        "INSERT INTO dataset_column (dataset, name, type, added_at, law_version, filled)"
        " VALUES (?, ?, ?, ?, ?, 0)",
        &q, err));
    return store_run(q, v, 5, NULL, err);
}

static enum err_code add(struct store *s, const struct law *law, const struct registry_missing *m,
                         int64_t now, struct arena *a, struct err *err)
{
    TRY(m->table ? registry_table_create(s, m->dataset, a, err)
                 : registry_table_extend(s, m, a, err));
    for (size_t i = 0; i < m->field.n; i++)
        TRY(note_column(s, law, m->dataset, &m->dataset->field[m->field.at[i]], now, err));
    return ERR_OK;
}

/* Looks first without a lock: a store that fits the law is only read. */
static enum err_code fit(struct store *s, const struct law *law, int64_t now, struct arena *a,
                         bool *ret_fits, struct err *err)
{
    bool write = store_in_transaction(s), fits = true;

    for (size_t i = 0; i < law->ndataset; i++) {
        struct registry_missing m;

        TRY(missing(s, &law->dataset[i], a, &m, err));
        fits = fits && m.field.n == 0;
        if (write && m.field.n > 0)
            TRY(add(s, law, &m, now, a, err));
    }
    *ret_fits = fits;
    return ERR_OK;
}

static enum err_code fit_locked(struct store *s, const struct law *law, int64_t now,
                                struct arena *a, struct err *err)
{
    enum err_code rc;
    bool fits;

    TRY(store_begin(s, err));
    rc = fit(s, law, now, a, &fits, err);
    if (rc == ERR_OK)
        rc = store_commit(s, err);
    if (rc != ERR_OK)
        store_rollback(s);
    return rc;
}

enum err_code registry_prepare(struct store *s, const struct law *law, int64_t now, struct err *err)
{
    struct arena a;
    bool fits = true;
    enum err_code rc;

    TRY(store_migrate(s, STR("registry"), migrations, sizeof(migrations) / sizeof(migrations[0]),
                      now, err));
    TRY(registry_event_migrate(s, now, err));
    arena_init(&a, 0);
    rc = fit(s, law, now, &a, &fits, err);
    if (rc == ERR_OK && !fits)
        rc = fit_locked(s, law, now, &a, err);
    arena_release(&a);
    return rc;
}
