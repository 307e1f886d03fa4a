/* matter/view.c - see view.h. */
#include "matter/view.h"

#include "matter/due.h"
#include "matter/log_internal.h"
#include "matter/seen.h"

/* ---- fields ---- */

static bool holds(const struct matter *m, int role, const struct actor *who)
{
    const struct law *law = m->plan->law;
    int organ = matter_organ_of(m, role);

    return organ >= 0 && str_eq(law->organ[law_organ_whole(law, organ)].id, who->whole) &&
           actor_can(who, m->plan->p->role[role].capability);
}

/* see: one of these roles, with its capability; without it, whoever sees the matter. */
static bool sees(const struct matter *m, size_t field, const struct actor *who)
{
    const struct law_index_list *see = &m->plan->p->see[field];

    for (size_t i = 0; i < see->n; i++)
        if (holds(m, see->at[i], who))
            return true;
    return see->n == 0 || who->is_operator;
}

/* A single character would mask half of every text. */
static bool is_secret(const struct matter *m, size_t field)
{
    enum { TWO_CHARACTERS = 4 };

    return m->plan->p->fields.field[field].masked && m->value[field].known &&
           m->value[field].text.n >= TWO_CHARACTERS;
}

static void hide_fields(struct matter_view *v, const struct actor *who, struct arena *a)
{
    struct matter *m = &v->matter;
    size_t n = m->plan->p->fields.nfield;
    bool *hidden = ARENA_ARRAY(a, bool, n + 1);

    for (size_t i = 0; i < n; i++)
        if (is_secret(m, i))
            vec_push(a, &v->secret, m->value[i].text);
    for (size_t i = 0; i < n; i++)
        if (m->value[i].known && !sees(m, i, who)) {
            hidden[i] = true;
            m->value[i] = (struct rule_condition_value){0};
        }
    v->hidden = hidden;
}

/* ---- links, clue ---- */

static enum err_code read_links(struct matter_log *log, struct arena *a, struct matter_view *v,
                                struct err *err)
{
    VEC(struct matter_linked) list = {0};
    struct store_value p[] = {store_int(v->matter.id), store_int(v->matter.id)};
    struct store_stmt *q;
    bool row;

    TRY(store_query(log->store,
                    "SELECT target, kind, 1, id FROM matter_link WHERE source = ?"
                    " UNION ALL SELECT source, kind, 0, id FROM matter_link WHERE target = ?"
                    " ORDER BY 4, 3",
                    &q, err));
    TRY(store_start(q, p, 2, err));
    for (;;) {
        TRY(store_next(q, &row, err));
        if (!row)
            break;
        vec_push(a, &list,
                 (struct matter_linked){store_column_int(q, 0), str_dup(a, store_column_text(q, 1)),
                                        store_column_int(q, 2) == 1});
    }
    v->link = list.at;
    v->nlink = list.n;
    return ERR_OK;
}

static enum err_code read_clue(struct matter_log *log, struct arena *a, struct matter_view *v,
                               struct err *err)
{
    struct store_value p = store_int(v->matter.id);
    struct store_stmt *q;
    bool row;

    TRY(store_query(log->store, "SELECT clue, rule, rule_version FROM matter_clue WHERE matter = ?",
                    &q, err));
    TRY(store_start(q, &p, 1, err));
    TRY(store_next(q, &row, err));
    if (!row)
        return ERR_OK;
    v->clue = store_column_int(q, 0);
    v->rule = str_dup(a, store_column_text(q, 1));
    v->rule_version = str_dup(a, store_column_text(q, 2));
    store_end(q);
    return ERR_OK;
}

/* ---- what a change of the law would move ---- */

static enum err_code straddle_of(const struct matter *m, const struct matter_clock *c,
                                 struct arena *a, struct matter_straddle *ret, struct err *err)
{
    struct matter_clock again = *c;

    TRY(matter_due(m->plan, a, &again, err));
    ret->law = c->law;
    ret->due = again.due;
    ret->exact = again.exact;
    ret->why = again.why;
    ret->differs = !matter_due_same(c, &again);
    return ERR_OK;
}

static enum err_code read_straddles(struct matter_view *v, struct arena *a, struct err *err)
{
    const struct matter *m = &v->matter;
    struct matter_straddle *list = ARENA_ARRAY(a, struct matter_straddle, m->nclock + 1);

    for (size_t i = 0; i < m->nclock; i++)
        if (matter_clock_open(&m->clock[i]))
            TRY(straddle_of(m, &m->clock[i], a, &list[i], err));
    v->straddle = list;
    return ERR_OK;
}

enum err_code matter_view_get(struct matter_log *log, const struct actor *who, int64_t id,
                              struct arena *a, struct matter_view *ret, struct err *err)
{
    struct matter_view v = {0};
    const struct matter_plan *now;

    TRY(keep_get(log, who, id, a, &v.matter, err));
    TRY(read_links(log, a, &v, err));
    TRY(read_clue(log, a, &v, err));
    TRY(read_straddles(&v, a, err));
    hide_fields(&v, who, a);
    now = matter_plan_find(log->book, v.matter.plan->p->id);
    v.current = now ? now->p->version : STR("");
    *ret = v;
    return ERR_OK;
}

enum err_code matter_may_see(struct store *s, const struct actor *who, int64_t id, struct err *err)
{
    struct store_value v[MATTER_SEEN_PARAMS + 1];
    struct store_stmt *q;
    bool row;

    matter_seen_put(who, v);
    v[MATTER_SEEN_PARAMS] = store_int(id);
    TRY(store_query(s, "SELECT 1 FROM matter m WHERE " MATTER_SEEN " AND id = ?", &q, err));
    TRY(store_start(q, v, MATTER_SEEN_PARAMS + 1, err));
    TRY(store_next(q, &row, err));
    if (row) {
        store_end(q);
        return ERR_OK;
    }
    err_set(err, ERR_NOT_FOUND, "matter %lld", (long long)id);
    return err_set_zh(err, "没有事项 %lld", (long long)id);
}

/* ---- shown ---- */

static struct str without(struct str text, struct str secret, struct arena *a)
{
    struct buf b = {0};
    struct str s;

    if (!str_has(text, secret))
        return text;
    while (str_has(text, secret)) {
        buf_str(&b, str_cut(&text, secret));
        buf_z(&b, "***");
    }
    buf_str(&b, text);
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

struct str matter_view_text(const struct matter_view *v, size_t field, struct arena *a)
{
    const struct matter *m = &v->matter;
    const struct law_field *f = &m->plan->p->fields.field[field];
    struct buf b = {0};
    struct str s;

    if (!m->value[field].known)
        return STR("");
    if (f->masked)
        return STR("***");
    matter_value_print(&b, m->plan->law, f, &m->value[field]);
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    for (size_t i = 0; f->type == LAW_TEXT && i < v->secret.n; i++)
        s = without(s, v->secret.at[i], a);
    return s;
}
