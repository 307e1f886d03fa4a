/* matter/read.c - matters and acts read back, each under the version of its procedure; see log.h. */
#include "matter/log_internal.h"
#include "matter/seen.h"

static enum err_code no_matter(int64_t id, struct err *err)
{
    err_set(err, ERR_NOT_FOUND, "matter %lld", (long long)id);
    return err_set_zh(err, "没有事项 %lld", (long long)id);
}

/* Makes a plan of the text that was kept when the first matter of that version was opened. */
static enum err_code old_plan(struct matter_log *log, struct str version,
                              const struct matter_plan **ret, struct err *err)
{
    struct matter_old_plan *old = ARENA_NEW(&log->arena, struct matter_old_plan);
    struct store_stmt *q;
    struct store_value v = store_text(version);
    const struct law_procedure *p;
    struct diag_list diags;
    bool row;

    TRY(store_query(log->store, "SELECT file, text FROM matter_procedure WHERE version = ?", &q,
                    err));
    TRY(store_start(q, &v, 1, err));
    TRY(store_next(q, &row, err));
    if (!row)
        return err_set(err, ERR_NOT_FOUND, "procedure version %.*s", STR_F(version));
    old->text = (struct law_text){str_dup(&log->arena, store_column_text(q, 0)),
                                  str_dup(&log->arena, store_column_text(q, 1))};
    store_end(q);
    diag_init(&diags, &log->arena);
    TRY(law_procedure_parse(log->book->law, old->text, &log->arena, &diags, &p, err));
    TRY(matter_plan_make(log->book->law, p, &log->arena, &diags, &old->plan, err));
    old->version = p->version;
    vec_push(&log->arena, &log->old, old);
    *ret = &old->plan;
    return ERR_OK;
}

enum err_code keep_plan(struct matter_log *log, struct str procedure, struct str version,
                        const struct matter_plan **ret, struct err *err)
{
    const struct matter_plan *plan = matter_plan_find(log->book, procedure);

    if (plan && str_eq(plan->p->version, version)) {
        *ret = plan;
        return ERR_OK;
    }
    for (size_t i = 0; i < log->old.n; i++)
        if (str_eq(log->old.at[i]->version, version)) {
            *ret = &log->old.at[i]->plan;
            return ERR_OK;
        }
    return old_plan(log, version, ret, err);
}

static enum matter_clock_state state_of(struct str s)
{
    return str_eq(s, STR("runs"))     ? MATTER_CLOCK_RUNS
           : str_eq(s, STR("paused")) ? MATTER_CLOCK_PAUSED
           : str_eq(s, STR("done"))   ? MATTER_CLOCK_DONE
                                      : MATTER_CLOCK_CANCELLED;
}

static int term_find(const struct law_procedure *p, struct str name)
{
    for (size_t i = 0; i < p->nterm; i++)
        if (str_eq(p->term[i].name, name))
            return (int)i;
    return -1;
}

static enum err_code get_clocks(struct matter_log *log, struct matter *m, struct arena *a,
                                struct err *err)
{
    VEC(struct matter_clock) list = {0};
    struct store_stmt *q;
    struct store_value v = store_int(m->id);
    bool row;

    TRY(store_query(log->store,
                    "SELECT no, term, state, due, body, law FROM matter_clock WHERE matter = ?"
                    " ORDER BY no",
                    &q, err));
    TRY(store_start(q, &v, 1, err));
    for (;;) {
        struct matter_clock c = {.due = MOMENT_NONE};

        TRY(store_next(q, &row, err));
        if (!row)
            break;
        c.no = store_column_int(q, 0);
        c.term = term_find(m->plan->p, store_column_text(q, 1));
        c.state = state_of(store_column_text(q, 2));
        if (store_column(q, 3).kind == STORE_INT)
            c.due = (struct moment){store_column_int(q, 3)};
        c.law = str_dup(a, store_column_text(q, 5));
        if (c.term < 0 && matter_clock_open(&c)) {
            store_end(q);
            return err_set(err, ERR_INVALID, "matter %lld: unknown term", (long long)m->id);
        }
        TRY(bytes_clock_read(str_dup(a, store_column_text(q, 4)), a, &c, err));
        vec_push(a, &list, c);
    }
    m->clock = list.at;
    m->nclock = list.n;
    return ERR_OK;
}

enum err_code matter_get(struct matter_log *log, int64_t id, struct arena *a, struct matter *ret,
                         struct err *err)
{
    const struct actor all = actor_operator(STR(""));

    return keep_get(log, &all, id, a, ret, err);
}

/* What the matter's row says, before its procedure is known. */
struct matter_columns {
    struct str procedure, procedure_version, state, body;
    int64_t version, at;
};

static enum err_code get_columns(struct matter_log *log, const struct actor *who, int64_t id,
                                 struct arena *a, struct matter_columns *ret, struct err *err)
{
    struct store_value v[MATTER_SEEN_PARAMS + 1];
    struct store_stmt *q;
    bool row;

    matter_seen_put(who, v);
    v[MATTER_SEEN_PARAMS] = store_int(id);
    TRY(store_query(log->store,
                    "SELECT procedure, procedure_version, version, state, at, body FROM matter m"
                    " WHERE " MATTER_SEEN " AND id = ?",
                    &q, err));
    TRY(store_start(q, v, MATTER_SEEN_PARAMS + 1, err));
    TRY(store_next(q, &row, err));
    if (!row)
        return no_matter(id, err);
    *ret = (struct matter_columns){.procedure = str_dup(a, store_column_text(q, 0)),
                                   .procedure_version = str_dup(a, store_column_text(q, 1)),
                                   .version = store_column_int(q, 2),
                                   .state = str_dup(a, store_column_text(q, 3)),
                                   .at = store_column_int(q, 4),
                                   .body = str_dup(a, store_column_text(q, 5))};
    store_end(q);
    return ERR_OK;
}

enum err_code keep_get(struct matter_log *log, const struct actor *who, int64_t id, struct arena *a,
                       struct matter *ret, struct err *err)
{
    const struct matter_plan *plan = NULL;
    struct matter_columns c = {0};
    struct matter m;

    TRY(get_columns(log, who, id, a, &c, err));
    TRY(keep_plan(log, c.procedure, c.procedure_version, &plan, err));
    m = matter_none(plan, a);
    m.id = id;
    m.version = c.version;
    m.at = (struct moment){c.at};
    m.state = law_state_find(plan->p, c.state);
    if (m.state < 0)
        return err_set(err, ERR_INVALID, "matter %lld: unknown state", (long long)id);
    TRY(bytes_matter_read(c.body, a, &m, err));
    TRY(get_clocks(log, &m, a, err));
    *ret = m;
    return ERR_OK;
}

enum err_code matter_entries(struct matter_log *log, const struct matter_timeline *t,
                             matter_entry_fn fn, void *p, struct err *err)
{
    struct store_value v[MATTER_SEEN_PARAMS + 2];
    struct store_stmt *q;
    enum err_code rc = ERR_OK;
    bool row;

    matter_seen_put(t->who, v);
    v[MATTER_SEEN_PARAMS] = store_int(t->matter);
    v[MATTER_SEEN_PARAMS + 1] = store_int(t->after);
    TRY(store_query(log->store,
                    "SELECT a.id, a.no, a.at, a.act, a.organ, a.person"
                    " FROM matter_act a JOIN matter m ON m.id = a.matter WHERE " MATTER_SEEN
                    " AND a.matter = ? AND a.no > ? ORDER BY a.no",
                    &q, err));
    TRY(store_start(q, v, MATTER_SEEN_PARAMS + 2, err));
    while (rc == ERR_OK) {
        struct matter_entry e;

        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        e = (struct matter_entry){store_column_int(q, 0),   store_column_int(q, 1),
                                  {store_column_int(q, 2)}, store_column_text(q, 3),
                                  store_column_text(q, 4),  store_column_text(q, 5)};
        rc = fn(p, &e, err);
    }
    store_end(q);
    return rc;
}
