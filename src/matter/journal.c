/* matter/journal.c - the postings of a matter read back from its acts; see posting.h. */
#include "matter/log_internal.h"
#include "matter/posting.h"

struct reading {
    struct matter_log *log;
    matter_journal_fn fn;
    void *p;
    struct arena arena; /* of one act */
};

struct posted {
    int64_t no;
    struct moment at;
    struct str act, organ, bytes;
};

static enum err_code tell(struct reading *r, const struct posted *e, const struct matter_plan *plan,
                          const matter_lines *lines, struct err *err)
{
    for (size_t i = 0; i < lines->n; i++) {
        const struct matter_line *line = &lines->at[i];
        struct matter_journal_line out = {
            e->no,      e->at,       e->act, e->organ, plan->p->account[line->account].name,
            line->side, line->amount};

        TRY(r->fn(r->p, &out, err));
    }
    return ERR_OK;
}

/* By the version of the procedure that the act's own bytes name. */
static enum err_code read_act(struct reading *r, const struct posted *e, struct err *err)
{
    const struct matter_plan *plan = NULL;
    struct bytes_head head;
    struct matter_act act;
    matter_lines lines;
    int no;

    TRY(bytes_act_read(r->log->book->law, e->bytes, &r->arena, &head, &act, err));
    TRY(keep_plan(r->log, head.procedure, head.version, &plan, err));
    no = law_act_find(plan->p, act.name);
    if (no < 0)
        return err_set(err, ERR_INVALID, "act %lld is unknown to its procedure", (long long)e->no);
    TRY(matter_posting_lines(plan, &plan->p->act[no], &act.field, &r->arena, &lines, err));
    return tell(r, e, plan, &lines, err);
}

static enum err_code read_row(struct reading *r, struct store_stmt *q, struct err *err)
{
    struct arena *a = &r->arena;
    struct posted e;

    arena_reset(a);
    e = (struct posted){.no = store_column_int(q, 0),
                        .at = {store_column_int(q, 1)},
                        .act = str_dup(a, store_column_text(q, 2)),
                        .organ = str_dup(a, store_column_text(q, 3)),
                        .bytes = str_dup(a, store_column_text(q, 4))};
    return read_act(r, &e, err);
}

static enum err_code read_all(struct reading *r, int64_t id, struct err *err)
{
    struct store_stmt *q;
    struct store_value v = store_int(id);
    enum err_code rc;
    bool row = true;

    TRY(store_query(r->log->store,
                    "SELECT no, at, act, organ, bytes FROM matter_act WHERE matter = ? ORDER BY no",
                    &q, err));
    TRY(store_start(q, &v, 1, err));
    do {
        rc = store_next(q, &row, err);
        if (rc == ERR_OK && row)
            rc = read_row(r, q, err);
    } while (rc == ERR_OK && row);
    if (row)
        store_end(q);
    return rc;
}

enum err_code matter_journal(struct matter_log *log, int64_t id, matter_journal_fn fn, void *p,
                             struct err *err)
{
    struct reading r = {.log = log, .fn = fn, .p = p};
    enum err_code rc;

    arena_init(&r.arena, 0);
    rc = read_all(&r, id, err);
    arena_release(&r.arena);
    return rc;
}
