/* registry/event.c - see event.h. */
#include "registry/event.h"

static const struct store_migration migrations[] = {
    STORE_MIGRATION(1, "audit events",
                    "CREATE TABLE audit_event ("
                    " id INTEGER PRIMARY KEY,"
                    " at INTEGER NOT NULL,"
                    " what TEXT NOT NULL,"
                    " actor TEXT NOT NULL,"
                    " organ TEXT NOT NULL,"
                    " subject TEXT NOT NULL,"
                    " holder TEXT NOT NULL,"
                    " object TEXT NOT NULL,"
                    " purpose TEXT NOT NULL,"
                    " detail TEXT NOT NULL) STRICT;"
                    "CREATE INDEX audit_event_actor ON audit_event (actor, id);"
                    "CREATE INDEX audit_event_subject ON audit_event (subject, id);"
                    "CREATE INDEX audit_event_holder ON audit_event (holder, id);"
                    "CREATE TRIGGER audit_event_update BEFORE UPDATE ON audit_event"
                    " BEGIN SELECT raise(ABORT, 'audit events never change'); END;"
                    "CREATE TRIGGER audit_event_delete BEFORE DELETE ON audit_event"
                    " BEGIN SELECT raise(ABORT, 'audit events are kept'); END;"),
};

enum err_code registry_event_migrate(struct store *s, int64_t now, struct err *err)
{
    return store_migrate(s, STR("audit"), migrations, sizeof(migrations) / sizeof(migrations[0]),
                         now, err);
}

/* Not there and empty are the same. */
static struct store_value text(struct str s)
{
    return store_text(s.n ? s : STR(""));
}

enum err_code registry_event_add(struct store *s, const struct registry_event *e, struct err *err)
{
    struct store_value v[] = {store_int(e->at), text(e->what),    text(e->actor),
                              text(e->organ),   text(e->subject), text(e->holder),
                              text(e->object),  text(e->purpose), text(e->detail)};
    struct store_stmt *q;

    TRY(store_query(s,
                    "INSERT INTO audit_event (id, at, what, actor, organ, subject, holder, object,"
                    " purpose, detail)"
                    " SELECT coalesce(max(id), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM audit_event",
                    &q, err));
    return store_run(q, v, sizeof(v) / sizeof(v[0]), NULL, err);
}

enum err_code registry_event_start(struct store *s, int64_t after, struct store_stmt **ret_rows,
                                   struct err *err)
{
    struct store_value v[] = {store_int(after)};
    struct store_stmt *q;

    TRY(store_query(s,
                    "SELECT id, at, what, actor, organ, subject, holder, object, purpose, detail"
                    " FROM audit_event WHERE id > ? ORDER BY id",
                    &q, err));
    TRY(store_start(q, v, 1, err));
    *ret_rows = q;
    return ERR_OK;
}

struct registry_event registry_event_read(const struct store_stmt *row)
{
    return (struct registry_event){
        .id = store_column_int(row, 0),
        .at = store_column_int(row, 1),
        .what = store_column_text(row, 2),
        .actor = store_column_text(row, 3),
        .organ = store_column_text(row, 4),
        .subject = store_column_text(row, 5),
        .holder = store_column_text(row, 6),
        .object = store_column_text(row, 7),
        .purpose = store_column_text(row, 8),
        .detail = store_column_text(row, 9),
    };
}

static struct registry_event keep(struct arena *a, struct registry_event e)
{
    struct str *texts[] = {&e.what,   &e.actor,  &e.organ,   &e.subject,
                           &e.holder, &e.object, &e.purpose, &e.detail};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        *texts[i] = str_dup(a, *texts[i]);
    return e;
}

static enum err_code start_list(struct store *s, const struct registry_event_filter *f,
                                struct store_stmt **ret, struct err *err)
{
    struct store_value v[] = {
        text(f->what),
        text(f->what),
        text(f->actor),
        text(f->actor),
        text(f->subject),
        text(f->subject),
        text(f->organ),
        text(f->organ),
        text(f->organ),
        store_int(f->since),
        store_int(f->before ? f->before : INT64_MAX),
        store_int(f->limit ? f->limit : INT64_MAX),
    };
    struct store_stmt *q;

    TRY(store_query(s,
                    "SELECT id, at, what, actor, organ, subject, holder, object, purpose, detail"
                    " FROM audit_event WHERE (? = '' OR what = ?) AND (? = '' OR actor = ?)"
                    " AND (? = '' OR subject = ?) AND (? = '' OR organ = ? OR holder = ?)"
                    " AND at >= ? AND id < ? ORDER BY id DESC LIMIT ?",
                    &q, err));
    TRY(store_start(q, v, sizeof(v) / sizeof(v[0]), err));
    *ret = q;
    return ERR_OK;
}

enum err_code registry_event_list(struct store *s, const struct registry_event_filter *f,
                                  struct arena *a, struct registry_events *ret, struct err *err)
{
    struct registry_events all = {0};
    struct store_stmt *q;
    bool row = true;

    TRY(start_list(s, f, &q, err));
    for (;;) {
        TRY(store_next(q, &row, err));
        if (!row)
            break;
        vec_push(a, &all.v, keep(a, registry_event_read(q)));
    }
    *ret = all;
    return ERR_OK;
}
