/* matter/work.c - see work.h. */
#include "matter/work.h"

#include "matter/seen.h"
#include "sql/text.h"

enum err_code matter_list(struct store *s, const struct actor *who, const struct matter_filter *f,
                          matter_row_fn fn, void *p, struct err *err)
{
    enum { ASKED = 5 };
    struct store_stmt *q;
    struct store_value asked[ASKED] = {store_text(f->procedure), store_text(f->procedure),
                                       store_int(f->closed), store_text(f->organ),
                                       store_text(f->organ)};
    struct store_value v[MATTER_SEEN_PARAMS + ASKED];
    enum err_code rc = ERR_OK;
    bool row;

    matter_seen_put(who, v);
    memcpy(&v[MATTER_SEEN_PARAMS], asked, sizeof(asked));
    TRY(store_query(s,
                    "SELECT id, version, procedure, state, open, at FROM matter m"
                    " WHERE " MATTER_SEEN " AND (? = '' OR procedure = ?) AND (? = 1 OR open = 1)"
                    " AND (? = '' OR EXISTS (SELECT 1 FROM matter_role r WHERE r.matter = m.id"
                    " AND r.organ = ?)) ORDER BY id",
                    &q, err));
    TRY(store_start(q, v, MATTER_SEEN_PARAMS + ASKED, err));
    while (rc == ERR_OK) {
        struct matter_row m;

        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        m = (struct matter_row){store_column_int(q, 0),      store_column_int(q, 1),
                                store_column_text(q, 2),     store_column_text(q, 3),
                                store_column_int(q, 4) == 1, {store_column_int(q, 5)}};
        rc = fn(p, &m, err);
    }
    store_end(q);
    return rc;
}

static struct matter_duty read_duty(const struct store_stmt *q)
{
    return (struct matter_duty){.matter = store_column_int(q, 0),
                                .no = store_column_int(q, 1),
                                .procedure = store_column_text(q, 2),
                                .term = store_column_text(q, 3),
                                .organ = store_column_text(q, 4),
                                .state = store_column_text(q, 5),
                                .due = store_column(q, 6).kind == STORE_INT
                                           ? (struct moment){store_column_int(q, 6)}
                                           : MOMENT_NONE,
                                .paused = str_eq(store_column_text(q, 7), STR("paused"))};
}

/* Only the conditions that were asked for, so that the index in the list's order can serve them. */
static enum err_code ask_duties(struct store *s, const struct actor *who,
                                const struct matter_duty_filter *f, struct store_stmt **ret,
                                struct err *err)
{
    struct store_value v[MATTER_SEEN_PARAMS + 2];
    size_t n = MATTER_SEEN_PARAMS;
    struct sql_maker m;
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    sql_make(&m, &a);
    matter_seen_put(who, v);
    sql_add(&m, "SELECT c.matter, c.no, m.procedure, c.term, c.organ, m.state, c.due, c.state"
                " FROM matter_clock c JOIN matter m ON m.id = c.matter WHERE " MATTER_SEEN
                " AND c.open = 1 AND c.kind = 'duty'");
    if (f->organ.n > 0) {
        sql_add(&m, " AND c.organ = ?");
        v[n++] = store_text(f->organ);
    }
    if (moment_known(f->before)) {
        sql_add(&m, " AND c.due <= ?");
        v[n++] = store_int(f->before.n);
    }
    sql_add(&m, " ORDER BY c.due IS NULL, c.due, c.matter, c.no");
    rc = store_prepare(s, sql_done(&m), ret, err);
    if (rc == ERR_OK)
        rc = store_start(*ret, v, n, err);
    arena_release(&a);
    return rc;
}

enum err_code matter_duties(struct store *s, const struct actor *who,
                            const struct matter_duty_filter *f, matter_duty_fn fn, void *p,
                            struct err *err)
{
    enum err_code rc = ERR_OK;
    struct store_stmt *q;
    bool row;

    TRY(ask_duties(s, who, f, &q, err));
    while (rc == ERR_OK) {
        struct matter_duty d;

        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        d = read_duty(q);
        rc = fn(p, &d, err);
    }
    store_end(q);
    return rc;
}
