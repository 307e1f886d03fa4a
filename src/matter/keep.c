/* matter/keep.c - one act's rows; see log_internal.h. */
#include "matter/due.h"
#include "matter/law_kept.h"
#include "matter/ledger_subject.h"
#include "matter/log_internal.h"

static const char *const clock_state[] = {[MATTER_CLOCK_RUNS] = "runs",
                                          [MATTER_CLOCK_PAUSED] = "paused",
                                          [MATTER_CLOCK_DONE] = "done",
                                          [MATTER_CLOCK_CANCELLED] = "cancelled"};
static const char *const term_kind[] = {
    [LAW_TERM_DUTY] = "duty", [LAW_TERM_RIGHT] = "right", [LAW_TERM_WINDOW] = "window"};
enum { NCLOCK_STATE = sizeof(clock_state) / sizeof(clock_state[0]) };
_Static_assert(NCLOCK_STATE == MATTER_CLOCK_CANCELLED + 1, "a word for every state");

enum err_code keep_one(struct store_stmt *q, const struct store_value *v, size_t n, int64_t *ret,
                       bool *ret_row, struct err *err)
{
    bool row;

    TRY(store_start(q, v, n, err));
    TRY(store_next(q, &row, err));
    *ret_row = row;
    if (row)
        *ret = store_column_int(q, 0);
    store_end(q);
    return ERR_OK;
}

enum err_code keep_next_matter(struct store *s, int64_t *ret_id, struct err *err)
{
    struct store_stmt *q;
    bool row;

    TRY(store_query(s, "SELECT coalesce(max(id), 0) + 1 FROM matter", &q, err));
    return keep_one(q, NULL, 0, ret_id, &row, err);
}

/* Kinds of organ that see the matters without a role in them (P1). */
static enum err_code keep_supervisors(struct store *s, const struct law_procedure *p,
                                      struct err *err)
{
    struct store_stmt *q;

    TRY(store_query(s, "INSERT INTO matter_supervisor (version, kind) VALUES (?, ?)", &q, err));
    for (int kind = 0; kind < LAW_ORGAN_SECTION; kind++) {
        struct store_value v[] = {store_text(p->version),
                                  store_text(law_organ_kind_name((enum law_organ_kind)kind))};

        if (p->supervise.kinds >> kind & 1)
            TRY(store_run(q, v, 2, NULL, err));
    }
    return ERR_OK;
}

enum err_code keep_procedure(struct store *s, const struct law_procedure *p, struct err *err)
{
    struct store_stmt *q;
    struct store_value v[] = {store_text(p->version), store_text(p->id), store_text(p->place.file),
                              store_text(p->text)};

    int64_t added = 0;

    TRY(store_query(s,
                    "INSERT INTO matter_procedure (version, id, file, text) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT DO NOTHING",
                    &q, err));
    TRY(store_run(q, v, 4, &added, err));
    return added ? keep_supervisors(s, p, err) : ERR_OK;
}

/* ---- the matter's row ---- */

/* Did the act move the matter to another version of its procedure? */
static bool moved(const struct keep_act *k)
{
    return k->before->version > 0 && k->before->plan != k->after->plan;
}

static enum err_code insert_matter(struct matter_log *log, const struct keep_act *k,
                                   struct str body, struct err *err)
{
    const struct matter *m = k->after;
    const struct law_procedure *p = m->plan->p;
    struct store_stmt *q;
    struct store_value v[] = {store_int(m->id),
                              store_int(log->region),
                              store_text(p->id),
                              store_text(p->version),
                              store_int(m->version),
                              store_text(p->state[m->state].name),
                              store_int(matter_is_open(m)),
                              store_int(m->at.n),
                              store_int(m->at.n),
                              store_text(body)};

    TRY(keep_procedure(log->store, p, err));
    TRY(store_query(log->store,
                    "INSERT INTO matter (id, region, procedure, procedure_version, version, state,"
                    " open, opened_at, at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    &q, err));
    return store_run(q, v, 10, NULL, err);
}

/* The version that was read must still be there: the check that no two writers pass (M2). */
static enum err_code update_matter(struct matter_log *log, const struct keep_act *k,
                                   struct str body, struct err *err)
{
    const struct matter *m = k->after;
    struct store_stmt *q;
    int64_t changed = 0;
    struct store_value v[] = {store_int(m->version),
                              store_text(m->plan->p->state[m->state].name),
                              store_int(matter_is_open(m)),
                              store_int(m->at.n),
                              store_text(body),
                              store_text(m->plan->p->version),
                              store_int(m->id),
                              store_int(k->before->version)};

    if (moved(k))
        TRY(keep_procedure(log->store, m->plan->p, err));
    TRY(store_query(log->store,
                    "UPDATE matter SET version = ?, state = ?, open = ?, at = ?, body = ?,"
                    " procedure_version = ? WHERE id = ? AND version = ?",
                    &q, err));
    TRY(store_run(q, v, 8, &changed, err));
    if (changed == 1)
        return ERR_OK;
    return err_set(err, ERR_CONFLICT, "matter %lld changed meanwhile", (long long)m->id);
}

static enum err_code write_matter(struct matter_log *log, const struct keep_act *k, struct err *err)
{
    struct buf body = {0};
    enum err_code rc;

    bytes_matter(&body, k->after);
    rc = k->before->version == 0 ? insert_matter(log, k, buf_view(&body), err)
                                 : update_matter(log, k, buf_view(&body), err);
    buf_release(&body);
    return rc;
}

/* ---- the act's row ---- */

static enum err_code write_act(struct matter_log *log, const struct keep_act *k, int64_t *ret_row,
                               struct err *err)
{
    const struct matter_act *act = &k->change->done;
    const struct law *law = k->after->plan->law;
    struct store_stmt *q;
    bool row;
    struct store_value v[] = {
        store_int(k->after->id),       store_int(k->after->version),
        store_text(act->name),         store_int(act->at.n),
        store_int(k->entered.n),       store_text(law->organ[act->actor.organ].id),
        store_text(act->actor.person), store_text(k->key),
        store_text(k->wish),           k->cause ? store_int(k->cause) : STORE_NONE,
        store_text(k->bytes)};

    TRY(store_query(log->store,
                    "INSERT INTO matter_act (matter, no, act, at, entered_at, organ, person,"
                    " client_key, wish, cause, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    " RETURNING id",
                    &q, err));
    return keep_one(q, v, 11, ret_row, &row, err);
}

/* ---- roles, clocks ---- */

static enum err_code write_roles(struct matter_log *log, const struct keep_act *k, struct err *err)
{
    const struct matter *m = k->after;
    const struct law *law = m->plan->law;
    struct store_stmt *q;

    TRY(store_query(log->store,
                    "INSERT INTO matter_role (matter, role, organ, whole) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (matter, role) DO UPDATE SET organ = excluded.organ,"
                    " whole = excluded.whole",
                    &q, err));
    for (size_t i = 0; i < m->plan->p->nrole; i++) {
        struct store_value v[] = {store_int(m->id), store_text(m->plan->p->role[i].name),
                                  STORE_NONE, STORE_NONE};

        if (m->organ[i] < 0 || (!moved(k) && m->organ[i] == k->before->organ[i]))
            continue;
        v[2] = store_text(law->organ[m->organ[i]].id);
        v[3] = store_text(law->organ[law_organ_whole(law, m->organ[i])].id);
        TRY(store_run(q, v, 4, NULL, err));
    }
    return ERR_OK;
}

/* Has the act touched the clock?  Clocks keep their place: the first ones are those of before. */
static bool touched(const struct keep_act *k, size_t i)
{
    const struct matter_clock *now = &k->after->clock[i], *was;

    if (i >= k->before->nclock || (moved(k) && matter_clock_open(now)))
        return true;
    was = &k->before->clock[i];
    return now->state != was->state || now->due.n != was->due.n || now->npause != was->npause ||
           now->nprolong != was->nprolong || now->end != was->end;
}

static struct str owner(const struct matter *m, const struct law_term *t)
{
    int organ = t->by >= 0 ? matter_organ_of(m, t->by) : -1;

    return organ >= 0 ? m->plan->law->organ[organ].id : STR_NULL;
}

enum err_code keep_clock(struct matter_log *log, const struct matter *m,
                         const struct matter_clock *c, struct err *err)
{
    const struct law_term *t = &m->plan->p->term[c->term];
    struct store_stmt *q;
    struct buf body = {0};
    enum err_code rc;

    bytes_clock(&body, c);
    rc = store_query(log->store,
                     "INSERT INTO matter_clock (matter, no, term, kind, organ, state, open, due,"
                     " body, law) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                     " ON CONFLICT (matter, no) DO UPDATE SET kind = excluded.kind,"
                     " organ = excluded.organ, state = excluded.state, open = excluded.open,"
                     " due = excluded.due, body = excluded.body, law = excluded.law",
                     &q, err);
    if (rc == ERR_OK) {
        struct store_value v[] = {store_int(m->id),
                                  store_int(c->no),
                                  store_text(t->name),
                                  store_text(str_from(term_kind[t->kind])),
                                  store_text_or_none(owner(m, t)),
                                  store_text(str_from(clock_state[c->state])),
                                  store_int(matter_clock_open(c)),
                                  moment_known(c->due) ? store_int(c->due.n) : STORE_NONE,
                                  store_text(buf_view(&body)),
                                  store_text(log->law)};

        rc = store_run(q, v, 10, NULL, err);
    }
    buf_release(&body);
    return rc;
}

static enum err_code write_clocks(struct matter_log *log, const struct keep_act *k, struct err *err)
{
    for (size_t i = 0; i < k->after->nclock; i++)
        if (touched(k, i))
            TRY(keep_clock(log, k->after, &k->after->clock[i], err));
    return ERR_OK;
}

/* ---- outbox ---- */

enum err_code keep_outbox(struct store *s, const struct matter *m, int64_t act, const char *kind,
                          struct str organ, struct str text, struct err *err)
{
    struct store_stmt *q;
    struct store_value v[] = {store_int(m->id), store_int(act), store_text(str_from(kind)),
                              store_text_or_none(organ), store_text(text)};

    TRY(store_query(s, "INSERT INTO outbox (matter, act, kind, organ, text) VALUES (?, ?, ?, ?, ?)",
                    &q, err));
    return store_run(q, v, 5, NULL, err);
}

/* A duty that began is told to the organ that owes it: the chain of obligations. */
static enum err_code post_duties(struct matter_log *log, const struct keep_act *k, int64_t act,
                                 struct err *err)
{
    for (size_t i = k->before->nclock; i < k->after->nclock; i++) {
        const struct law_term *t = &k->after->plan->p->term[k->after->clock[i].term];

        if (t->kind == LAW_TERM_DUTY)
            TRY(keep_outbox(log->store, k->after, act, "duty", owner(k->after, t), t->name, err));
    }
    return ERR_OK;
}

/* Clocks that another version of the procedure ends elsewhere. */
static enum err_code post_moved(struct matter_log *log, const struct keep_act *k, int64_t act,
                                struct err *err)
{
    for (size_t i = 0; moved(k) && i < k->after->nclock; i++) {
        const struct matter_clock *was = &k->before->clock[i], *is = &k->after->clock[i];
        const struct law_term *t = is->term >= 0 ? &k->after->plan->p->term[is->term] : NULL;

        if (matter_clock_open(is) && !matter_due_same(was, is))
            TRY(keep_outbox(log->store, k->after, act, "notice", owner(k->after, t), t->name, err));
    }
    return ERR_OK;
}

static enum err_code post(struct matter_log *log, const struct keep_act *k, int64_t act,
                          struct err *err)
{
    const struct law *law = k->after->plan->law;

    TRY(post_duties(log, k, act, err));
    TRY(post_moved(log, k, act, err));
    for (size_t i = 0; i < k->change->make.n; i++)
        TRY(keep_outbox(log->store, k->after, act, "document", STR_NULL, k->change->make.at[i],
                        err));
    for (size_t i = 0; i < k->change->tell.n; i++)
        TRY(keep_outbox(log->store, k->after, act, "notice", law->organ[k->change->tell.at[i]].id,
                        k->change->done.name, err));
    return ERR_OK;
}

static enum err_code write_clue(struct store *s, const struct keep_act *k, struct err *err)
{
    struct store_stmt *q;
    struct store_value v[] = {store_int(k->after->id), store_int(k->clue), store_text(k->rule),
                              store_text(k->rule_version)};

    if (!k->clue)
        return ERR_OK;
    TRY(store_query(s,
                    "INSERT INTO matter_clue (matter, clue, rule, rule_version)"
                    " VALUES (?, ?, ?, ?)",
                    &q, err));
    return store_run(q, v, 4, NULL, err);
}

static enum err_code append_leaf(struct store *s, int64_t row, struct str bytes, struct err *err)
{
    struct buf canon = {0};
    enum err_code rc;

    ledger_act_canon(&canon, row, bytes);
    rc = ledger_append(s, STR("act"), row, buf_view(&canon), NULL, err);
    buf_release(&canon);
    return rc;
}

enum err_code keep_law(struct matter_log *log, struct err *err)
{
    const struct law *law = log->book->law;

    return str_eq(log->law, law->version) ? law_kept_put(log->store, law, err) : ERR_OK;
}

enum err_code keep_write(struct matter_log *log, const struct keep_act *k, int64_t *ret_row,
                         struct err *err)
{
    int64_t row = 0;

    TRY(keep_law(log, err));
    TRY(write_matter(log, k, err));
    TRY(write_act(log, k, &row, err));
    TRY(write_roles(log, k, err));
    TRY(write_clocks(log, k, err));
    TRY(write_clue(log->store, k, err));
    TRY(post(log, k, row, err));
    TRY(append_leaf(log->store, row, k->bytes, err)); /* (L1) */
    *ret_row = row;
    return ERR_OK;
}

enum err_code keep_link(struct store *s, int64_t from, int64_t to, const char *kind, int64_t act,
                        struct err *err)
{
    struct store_stmt *q;
    struct store_value v[] = {store_int(from), store_int(to), store_text(str_from(kind)),
                              store_int(act)};

    TRY(store_query(s, "INSERT INTO matter_link (source, target, kind, act) VALUES (?, ?, ?, ?)",
                    &q, err));
    return store_run(q, v, 4, NULL, err);
}
