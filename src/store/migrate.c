/* store/migrate.c - brings the schema of an area up to date, step by step; see store.h. */
#include "store/store.h"

#include "base/bug.h"

#include <inttypes.h>

static enum err_code ensure_table(struct store *s, struct err *err)
{
    return store_exec(s,
                      "CREATE TABLE IF NOT EXISTS migration ("
                      " area TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL,"
                      " hash INTEGER NOT NULL, applied_at INTEGER NOT NULL,"
                      " PRIMARY KEY (area, version)) STRICT, WITHOUT ROWID;"
                      "CREATE TRIGGER IF NOT EXISTS migration_keep BEFORE UPDATE ON migration"
                      " BEGIN SELECT raise(ABORT, 'an applied migration never changes'); END;"
                      "CREATE TRIGGER IF NOT EXISTS migration_stay BEFORE DELETE ON migration"
                      " BEGIN SELECT raise(ABORT, 'an applied migration is never taken back'); END",
                      err);
}

static enum err_code applied(struct store *s, struct str area, int64_t *ret_version,
                             struct err *err)
{
    struct store_value v[] = {store_text(area)};
    struct store_stmt *q;
    bool row = false;

    TRY(store_query(s, "SELECT coalesce(max(version), 0) FROM migration WHERE area = ?", &q, err));
    TRY(store_start(q, v, 1, err));
    TRY(store_next(q, &row, err));
    *ret_version = store_column_int(q, 0);
    store_end(q);
    return ERR_OK;
}

static enum err_code check_same(struct store *s, struct str area, const struct store_migration *m,
                                struct err *err)
{
    struct store_value v[] = {store_text(area), store_int(m->version)};
    struct store_stmt *q;
    bool row = false;
    int64_t hash = 0;

    TRY(store_query(s, "SELECT hash FROM migration WHERE area = ? AND version = ?", &q, err));
    TRY(store_start(q, v, 2, err));
    TRY(store_next(q, &row, err));
    if (row)
        hash = store_column_int(q, 0);
    store_end(q);
    if (row && hash == (int64_t)str_hash(m->sql))
        return ERR_OK;
    err_set(err, ERR_CONFLICT, "migration %.*s %d in the database is not the program's",
            STR_F(area), m->version);
    return err_set_zh(err, "数据库结构（%.*s 第 %d 步）与本程序不一致，请使用与数据配套的程序",
                      STR_F(area), m->version);
}

static enum err_code note(struct store *s, struct str area, const struct store_migration *m,
                          int64_t now, struct err *err)
{
    struct store_value v[] = {store_text(area), store_int(m->version), store_text(m->name),
                              store_int((int64_t)str_hash(m->sql)), store_int(now)};
    struct store_stmt *q;

    TRY(store_query(s,
                    "INSERT INTO migration (area, version, name, hash, applied_at)"
                    " VALUES (?, ?, ?, ?, ?)",
                    &q, err));
    return store_run(q, v, 5, NULL, err);
}

static enum err_code too_new(struct str area, int64_t version, struct err *err)
{
    err_set(err, ERR_CONFLICT,
            "database schema %.*s is at version %" PRId64 ", newer than this program", STR_F(area),
            version);
    return err_set_zh(err, "数据库由更新版本的联动建立，请升级程序后再打开");
}

struct schema {
    struct str area;
    const struct store_migration *step;
    size_t n;
};

static enum err_code bring_up(struct store *s, const struct schema *schema, int64_t now,
                              struct err *err)
{
    int64_t have = 0;

    TRY(applied(s, schema->area, &have, err));
    if (have > (int64_t)schema->n)
        return too_new(schema->area, have, err);
    for (size_t i = 0; i < schema->n; i++) {
        const struct store_migration *m = &schema->step[i];

        BUG_ON(m->version != (int)i + 1);
        if (m->version <= have) {
            TRY(check_same(s, schema->area, m, err));
        } else {
            TRY(store_exec_literal_(s, m->sql, err));
            TRY(note(s, schema->area, m, now, err));
        }
    }
    return ERR_OK;
}

/* Where the table is there already, ensure_table neither writes nor locks; the same goes for a
 * schema that is up to date. */
enum err_code store_migrate(struct store *s, struct str area, const struct store_migration *m,
                            size_t n, int64_t now, struct err *err)
{
    struct schema schema = {area, m, n};
    int64_t have = 0;
    enum err_code rc;

    TRY(ensure_table(s, err));
    TRY(applied(s, area, &have, err));
    if (have == (int64_t)n)
        return bring_up(s, &schema, now, err);
    TRY(store_begin(s, err));
    rc = bring_up(s, &schema, now, err);
    if (rc == ERR_OK)
        rc = store_commit(s, err);
    if (rc != ERR_OK)
        store_rollback(s);
    return rc;
}
