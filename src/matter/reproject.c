/* matter/reproject.c - see reproject.h. */
#include "matter/reproject_internal.h"

#include "matter/due.h"
#include "matter/law_kept.h"
#include "matter/ledger_subject.h"
#include "matter/log_internal.h"

struct counting {
    struct matter_log *log;
    struct reproject_given given;
    bool look, again; /* again: reasons are given, none is looked for */
    struct arena *arena;
    struct matter_reproject *ret;
};

/* ---- why ---- */

static struct str given_reason(const struct counting *x, struct str law, bool *ret_found)
{
    for (size_t i = 0; i < x->given.reason.n; i++)
        if (str_eq(x->given.reason.at[i].law, law)) {
            *ret_found = true;
            return x->given.reason.at[i].text;
        }
    *ret_found = false;
    return STR("");
}

/* What differs between the law that the clock was counted by and the one at hand. */
static enum err_code reason_of(struct counting *x, struct str law, struct str *ret, struct err *err)
{
    struct matter_reason reason = {.law = law};
    bool found;

    *ret = given_reason(x, law, &found);
    if (found || x->again)
        return ERR_OK;
    TRY(law_kept_changed(x->log->store, law, x->log->book->law, x->arena, &reason.text, err));
    vec_push(x->arena, &x->given.reason, reason);
    *ret = reason.text;
    return ERR_OK;
}

/* ---- one clock ---- */

static struct str end_text(const struct matter_clock *c, struct arena *a)
{
    struct buf b = {0};
    struct str s;

    if (!moment_known(c->due))
        buf_fmt(&b, "无届满日（%.*s）", STR_F(c->why));
    else if (c->exact)
        moment_print(&b, c->due);
    else
        day_print(&b, moment_day((struct moment){c->due.n - 1}));
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

static struct str owner_of(const struct matter *m, const struct law_term *t)
{
    int organ = t->by >= 0 ? matter_organ_of(m, t->by) : -1;

    return organ >= 0 ? m->plan->law->organ[organ].id : STR("");
}

static enum err_code note_moved(struct counting *x, const struct matter *m,
                                const struct matter_clock *was, const struct matter_clock *is,
                                struct err *err)
{
    const struct law_term *t = &m->plan->p->term[was->term];
    struct matter_moved moved = {.matter = m->id,
                                 .clock = was->no,
                                 .term = str_dup(x->arena, t->name),
                                 .organ = str_dup(x->arena, owner_of(m, t)),
                                 .was = end_text(was, x->arena),
                                 .is = end_text(is, x->arena)};

    TRY(reason_of(x, str_dup(x->arena, was->law), &moved.reason, err));
    vec_push(x->arena, &x->ret->moved, moved);
    return x->look ? ERR_OK : keep_clock(x->log, m, is, err);
}

static enum err_code count_clocks(struct counting *x, const struct matter *m, struct arena *scratch,
                                  struct err *err)
{
    for (size_t i = 0; i < m->nclock; i++) {
        struct matter_clock is = m->clock[i];

        if (!matter_clock_open(&is))
            continue;
        x->ret->clocks++;
        TRY(matter_due(m->plan, scratch, &is, err));
        if (!matter_due_same(&m->clock[i], &is))
            TRY(note_moved(x, m, &m->clock[i], &is, err));
    }
    return ERR_OK;
}

/* ---- all of them ---- */

static enum err_code open_matters(struct counting *x, int64_t **ret_ids, size_t *ret_n,
                                  struct err *err)
{
    VEC(int64_t) ids = {0};
    struct store_stmt *q;
    bool row;

    TRY(store_query(x->log->store,
                    "SELECT DISTINCT matter FROM matter_clock WHERE open = 1"
                    " ORDER BY matter",
                    &q, err));
    TRY(store_start(q, NULL, 0, err));
    for (;;) {
        TRY(store_next(q, &row, err));
        if (!row)
            break;
        vec_push(x->arena, &ids, store_column_int(q, 0));
    }
    *ret_ids = ids.at;
    *ret_n = ids.n;
    return ERR_OK;
}

static enum err_code count_all(struct counting *x, struct err *err)
{
    struct arena scratch;
    enum err_code rc = ERR_OK;
    int64_t *id = NULL;
    size_t n = 0;

    TRY(open_matters(x, &id, &n, err));
    arena_init(&scratch, 0);
    for (size_t i = 0; i < n && rc == ERR_OK; i++) {
        struct matter m;

        rc = matter_get(x->log, id[i], &scratch, &m, err);
        if (rc == ERR_OK)
            rc = count_clocks(x, &m, &scratch, err);
        arena_reset(&scratch);
    }
    arena_release(&scratch);
    return rc;
}

/* ---- what is kept of it ---- */

static void bytes_of(struct buf *b, const struct counting *x)
{
    struct buf t = {0};

    bytes_put(b, STR("联动重算"), STR("1"));
    bytes_put(b, STR("法律版本"), x->log->law);
    moment_print(&t, x->given.entered);
    bytes_put(b, STR("录入"), buf_view(&t));
    bytes_put(b, STR("人员"), x->given.person);
    for (size_t i = 0; i < x->given.reason.n; i++) {
        const struct matter_reason *r = &x->given.reason.at[i];

        buf_reset(&t);
        buf_fmt(&t, "%.*s %.*s", STR_F(r->law), STR_F(r->text));
        bytes_put(b, STR("原因"), buf_view(&t));
    }
    for (size_t i = 0; i < x->ret->moved.n; i++) {
        const struct matter_moved *m = &x->ret->moved.at[i];

        buf_reset(&t);
        buf_fmt(&t, "%lld %lld %.*s：%.*s → %.*s", (long long)m->matter, (long long)m->clock,
                STR_F(m->term), STR_F(m->was), STR_F(m->is));
        bytes_put(b, STR("期限"), buf_view(&t));
    }
    buf_release(&t);
}

static enum err_code insert(struct counting *x, struct str bytes, struct err *err)
{
    struct store_stmt *q;
    struct store_value v[] = {store_text(x->log->law), store_int(x->given.entered.n),
                              store_text(x->given.person), store_text(bytes)};
    bool row;

    TRY(store_query(x->log->store,
                    "INSERT INTO matter_reproject (after_act, law, entered_at, person, bytes)"
                    " SELECT coalesce(max(id), 0), ?, ?, ?, ? FROM matter_act RETURNING id",
                    &q, err));
    return keep_one(q, v, 4, &x->ret->id, &row, err);
}

static enum err_code append_leaf(const struct counting *x, struct str bytes, struct err *err)
{
    struct buf canon = {0};
    enum err_code rc;

    ledger_reproject_canon(&canon, x->ret->id, bytes);
    rc = ledger_append(x->log->store, STR("reproject"), x->ret->id, buf_view(&canon), NULL, err);
    buf_release(&canon);
    return rc;
}

/* Whoever owes the clock is told. */
static enum err_code tell(const struct counting *x, struct err *err)
{
    struct store_stmt *q;

    TRY(store_query(x->log->store,
                    "INSERT INTO outbox (matter, reproject, kind, organ, text)"
                    " VALUES (?, ?, 'reprojected', ?, ?)",
                    &q, err));
    for (size_t i = 0; i < x->ret->moved.n; i++) {
        const struct matter_moved *m = &x->ret->moved.at[i];
        struct store_value v[] = {store_int(m->matter), store_int(x->ret->id),
                                  store_text_or_none(m->organ),
                                  store_text(str_fmt(x->arena, "%.*s：%.*s → %.*s", STR_F(m->term),
                                                     STR_F(m->was), STR_F(m->is)))};

        TRY(store_run(q, v, 4, NULL, err));
    }
    return ERR_OK;
}

static enum err_code keep_all(struct counting *x, struct err *err)
{
    struct buf bytes = {0};
    enum err_code rc;

    if (x->ret->moved.n == 0)
        return ERR_OK;
    TRY(keep_law(x->log, err));
    bytes_of(&bytes, x);
    rc = insert(x, buf_view(&bytes), err);
    if (rc == ERR_OK)
        rc = append_leaf(x, buf_view(&bytes), err); /* (L1) */
    if (rc == ERR_OK)
        rc = tell(x, err);
    buf_release(&bytes);
    return rc;
}

enum err_code matter_reproject_all(struct matter_log *log, const struct matter_reproject_wish *w,
                                   struct arena *a, struct matter_reproject *ret, struct err *err)
{
    struct matter_reproject out = {0};
    struct counting x = {.log = log, .look = w->look, .arena = a, .ret = &out};
    enum err_code rc;

    x.given.person = w->person;
    x.given.entered = w->entered;
    TRY(w->look ? store_begin_read(log->store, err) : store_begin(log->store, err));
    rc = count_all(&x, err);
    if (rc == ERR_OK && !w->look)
        rc = keep_all(&x, err);
    if (rc == ERR_OK && !w->look)
        rc = store_commit(log->store, err);
    if (rc != ERR_OK || w->look)
        store_rollback(log->store);
    if (rc == ERR_OK)
        *ret = out;
    return rc;
}

/* ---- again ---- */

enum err_code reproject_read(struct str bytes, struct arena *a, struct reproject_given *ret,
                             struct err *err)
{
    struct reproject_given g = {.entered = MOMENT_NONE};
    struct str name, value;
    bool timed, ok = true;

    while (bytes_next(&bytes, a, &name, &value)) {
        if (str_eq(name, STR("人员")))
            g.person = value;
        else if (str_eq(name, STR("录入")))
            ok &= moment_parse(value, &g.entered, &timed);
        else if (str_eq(name, STR("原因"))) {
            struct str law = str_cut(&value, STR(" "));

            vec_push(a, &g.reason, (struct matter_reason){law, value});
        }
    }
    if (!ok || bytes.n > 0 || !moment_known(g.entered)) {
        err_set(err, ERR_INVALID, "kept counting anew is damaged");
        return err_set_zh(err, "库中的重算记录已损坏，请从备份恢复");
    }
    *ret = g;
    return ERR_OK;
}

enum err_code reproject_again(struct matter_log *log, const struct reproject_given *g,
                              struct arena *a, struct err *err)
{
    struct matter_reproject out = {0};
    struct counting x = {.log = log, .given = *g, .again = true, .arena = a, .ret = &out};

    TRY(count_all(&x, err));
    return keep_all(&x, err);
}
