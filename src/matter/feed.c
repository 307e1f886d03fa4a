/* matter/feed.c - see feed.h. */
#include "matter/feed.h"

enum { MOST_ROLES = 64, BEIJING = 8 * MOMENT_HOUR };

struct reading {
    struct store *store;
    struct arena arena; /* of one row */
    matter_feed_fn fn;
    void *p;
};

static enum err_code read_roles(struct reading *r, struct matter_news *n, struct err *err)
{
    struct str *role = ARENA_ARRAY(&r->arena, struct str, MOST_ROLES);
    struct store_value v = store_int(n->matter);
    struct store_stmt *q;
    bool row;

    TRY(store_query(r->store, "SELECT organ FROM matter_role WHERE matter = ? ORDER BY role", &q,
                    err));
    TRY(store_start(q, &v, 1, err));
    for (;;) {
        TRY(store_next(q, &row, err));
        if (!row)
            break;
        if (n->nrole == MOST_ROLES) {
            store_end(q);
            return err_set(err, ERR_LIMIT, "matter %lld has too many roles", (long long)n->matter);
        }
        role[n->nrole++] = str_dup(&r->arena, store_column_text(q, 0));
    }
    n->role = role;
    return ERR_OK;
}

/* Acts are kept in Beijing time, clue events in seconds since 1970 UTC. */
static struct matter_news read_row(const struct store_stmt *q)
{
    struct matter_news n = {.leaf = store_column_int(q, 0),
                            .kind = store_column_text(q, 1),
                            .ref = store_column_int(q, 2),
                            .at = MOMENT_NONE};

    if (store_column(q, 3).kind == STORE_INT) {
        n.matter = store_column_int(q, 3);
        n.no = store_column_int(q, 4);
        n.what = store_column_text(q, 5);
        n.organ = store_column_text(q, 6);
        n.person = store_column_text(q, 7);
        n.at = (struct moment){store_column_int(q, 8)};
        n.procedure = store_column_text(q, 9);
    } else if (store_column(q, 10).kind == STORE_INT) {
        n.clue = store_column_int(q, 10);
        n.what = store_column_text(q, 11);
        n.organ = store_column_text(q, 12);
        n.person = store_column_text(q, 13);
        n.at = (struct moment){store_column_int(q, 14) + BEIJING};
        n.about = store_column_text(q, 15);
        n.sent = store_column_text(q, 16);
    }
    return n;
}

static enum err_code tell(struct reading *r, const struct store_stmt *q, struct err *err)
{
    struct matter_news n = read_row(q);

    if (n.matter)
        TRY(read_roles(r, &n, err));
    return r->fn(r->p, &n, err);
}

static enum err_code read_all(struct reading *r, struct store_stmt *q, struct err *err)
{
    bool row;

    for (;;) {
        enum err_code rc;

        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        rc = tell(r, q, err);
        arena_reset(&r->arena);
        if (rc != ERR_OK) {
            store_end(q);
            return rc;
        }
    }
}

enum err_code matter_feed(struct store *s, int64_t after, int64_t limit, matter_feed_fn fn, void *p,
                          struct err *err)
{
    struct reading r = {.store = s, .fn = fn, .p = p};
    struct store_value v[] = {store_int(after), store_int(limit)};
    struct store_stmt *q;
    enum err_code rc;

    TRY(store_query(
        s,
        "SELECT l.seq, l.kind, l.ref, a.matter, a.no, a.act, a.organ, a.person,"
        " a.entered_at, m.procedure, e.clue, e.what, e.organ, e.actor, e.at, c.organ, c.sent"
        " FROM ledger_leaf l"
        " LEFT JOIN matter_act a ON l.kind = 'act' AND a.id = l.ref"
        " LEFT JOIN matter m ON m.id = a.matter"
        " LEFT JOIN clue_event e ON l.kind = 'clue_event' AND e.id = l.ref"
        " LEFT JOIN clue c ON c.id = e.clue"
        " WHERE l.seq > ? ORDER BY l.seq LIMIT ?",
        &q, err));
    TRY(store_start(q, v, 2, err));
    arena_init(&r.arena, 0);
    rc = read_all(&r, q, err);
    arena_release(&r.arena);
    return rc;
}
