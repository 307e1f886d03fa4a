/* registry/district.c - see district.h. */
#include "registry/district.h"

static const struct store_migration migrations[] = {
    STORE_MIGRATION(1, "district",
                    "CREATE TABLE district ("
                    " id INTEGER PRIMARY KEY CHECK (id = 1),"
                    " name TEXT NOT NULL,"
                    " region INTEGER NOT NULL,"
                    " sample INTEGER NOT NULL CHECK (sample IN (0, 1))) STRICT;"),
};

enum err_code registry_district_migrate(struct store *s, int64_t now, struct err *err)
{
    return store_migrate(s, STR("district"), migrations, sizeof(migrations) / sizeof(migrations[0]),
                         now, err);
}

static enum err_code read_district(struct store *s, struct arena *a, struct registry_district *ret,
                                   bool *ret_found, struct err *err)
{
    struct store_stmt *q;

    TRY(store_query(s, "SELECT name, region, sample FROM district", &q, err));
    TRY(store_start(q, NULL, 0, err));
    TRY(store_next(q, ret_found, err));
    if (*ret_found) {
        ret->name = str_dup(a, store_column_text(q, 0));
        ret->region = store_column_int(q, 1);
        ret->sample = store_column_int(q, 2) != 0;
    }
    store_end(q);
    return ERR_OK;
}

static enum err_code insert_district(struct store *s, const struct registry_district *d,
                                     struct err *err)
{
    struct store_stmt *q;
    struct store_value v[] = {store_text(d->name), store_int(d->region), store_int(d->sample)};

    TRY(store_query(s, "INSERT INTO district (id, name, region, sample) VALUES (1, ?, ?, ?)", &q,
                    err));
    return store_run(q, v, 3, NULL, err);
}

enum err_code registry_district_set(struct store *s, const struct registry_district *d,
                                    struct err *err)
{
    struct registry_district was = {0};
    struct arena a;
    bool found;
    enum err_code rc;

    arena_init(&a, 0);
    rc = read_district(s, &a, &was, &found, err);
    if (rc == ERR_OK && !found)
        rc = insert_district(s, d, err);
    else if (rc == ERR_OK && (!str_eq(was.name, d->name) || was.region != d->region)) {
        err_set(err, ERR_CONFLICT, "the home belongs to region %lld", (long long)was.region);
        rc = err_set_zh(err, "这个目录已经是“%.*s”的，不能改为“%.*s”。请另选 --home。",
                        STR_F(was.name), STR_F(d->name));
    }
    arena_release(&a);
    return rc;
}

enum err_code registry_district_get(struct store *s, struct arena *a, struct registry_district *ret,
                                    struct err *err)
{
    struct registry_district d;
    bool found;

    TRY(read_district(s, a, &d, &found, err));
    if (!found) {
        err_set(err, ERR_NOT_FOUND, "the home has no district");
        return err_set_zh(err, "还没有建立辖区。先运行 liandong init。");
    }
    *ret = d;
    return ERR_OK;
}
