/* matter/migrate.c - see migrate.h. */
#include "matter/migrate.h"

#include "base/bug.h"
#include "matter/due.h"

struct migration {
    const struct matter *from;
    const struct law_procedure *was, *is;
    const struct law *law;
    struct arena *arena;
    struct matter after;
    struct buf misfit; /* what has no place */
};

static void no_place(struct migration *x, const char *what, struct str name)
{
    buf_fmt(&x->misfit, "%s%s“%.*s”", x->misfit.n ? "、" : "", what, STR_F(name));
}

static void move_state(struct migration *x)
{
    struct str name = x->was->state[x->from->state].name;

    x->after.state = law_state_find(x->is, name);
    if (x->after.state < 0 || x->is->state[x->after.state].final)
        no_place(x, "状态", name);
}

static void move_roles(struct migration *x)
{
    for (size_t i = 0; i < x->was->nrole; i++) {
        struct str name = x->was->role[i].name;
        int organ = x->from->organ[i], role = law_role_find(x->is, name);

        if (organ < 0)
            continue;
        if (role < 0 || x->is->role[role].of >= 0 ||
            !law_role_takes(x->is, role, x->law->organ[law_organ_whole(x->law, organ)].kind))
            no_place(x, "角色", name);
        else
            x->after.organ[role] = organ;
    }
}

/* A value goes over as it is written. */
static bool move_value(struct migration *x, const struct law_field *f,
                       const struct rule_condition_value *v, int to)
{
    struct buf b = {0};
    struct str text;
    struct err err;

    matter_value_print(&b, x->law, f, v);
    text = str_dup(x->arena, buf_view(&b));
    buf_release(&b);
    return matter_value_read(x->law, &x->is->fields.field[to], text, &x->after.value[to], &err) ==
           ERR_OK;
}

static void move_fields(struct migration *x)
{
    for (size_t i = 0; i < x->was->fields.nfield; i++) {
        const struct law_field *f = &x->was->fields.field[i];
        int to = law_field_find(&x->is->fields, f->name);

        if (x->from->value[i].known && (to < 0 || !move_value(x, f, &x->from->value[i], to)))
            no_place(x, "字段", f->name);
    }
}

static void move_counts(struct migration *x)
{
    for (size_t i = 0; i < x->was->nact; i++) {
        int to = law_act_find(x->is, x->was->act[i].name);

        if (to >= 0)
            x->after.times[to] = x->from->times[i];
    }
}

static int term_named(const struct law_procedure *p, struct str name)
{
    for (size_t i = 0; i < p->nterm; i++)
        if (str_eq(p->term[i].name, name))
            return (int)i;
    return -1;
}

static enum err_code move_clock(struct migration *x, struct matter_clock *c, struct err *err)
{
    struct str name = c->term >= 0 ? x->was->term[c->term].name : STR("");

    c->term = term_named(x->is, name);
    if (!matter_clock_open(c))
        return ERR_OK;
    if (c->term < 0) {
        no_place(x, "期限", name);
        return ERR_OK;
    }
    return matter_due(x->after.plan, x->arena, c, err);
}

static enum err_code move_clocks(struct migration *x, struct err *err)
{
    struct matter *m = &x->after;

    m->nclock = x->from->nclock;
    m->clock =
        m->nclock ? arena_copy(x->arena, x->from->clock, m->nclock * sizeof(*m->clock)) : NULL;
    for (size_t i = 0; i < m->nclock; i++)
        TRY(move_clock(x, &m->clock[i], err));
    return ERR_OK;
}

static enum err_code move_all(struct migration *x, struct err *err)
{
    move_state(x);
    move_roles(x);
    move_fields(x);
    move_counts(x);
    TRY(move_clocks(x, err));
    if (x->misfit.n == 0)
        return ERR_OK;
    err_set(err, ERR_CONFLICT, "matter does not fit the version");
    return err_set_zh(err, "不能改用“%.*s”的现行版本，其中没有：%s", STR_F(x->is->name),
                      buf_cstr(&x->misfit));
}

static bool has_role(const struct matter *m, int organ)
{
    for (size_t i = 0; i < m->plan->p->nrole; i++)
        if (m->organ[i] >= 0 && matter_organ_within(m->plan->law, organ, m->organ[i]))
            return true;
    return false;
}

static enum err_code allowed(const struct matter *m, const struct matter_plan *to,
                             const struct matter_act *act, struct err *err)
{
    const struct law_procedure *p = m->plan->p;

    if (!has_role(m, act->actor.organ)) {
        err_set(err, ERR_FORBIDDEN, "organ has no role in the matter");
        return err_set_zh(err, "“%.*s”在事项中没有角色，不能改用程序版本",
                          STR_F(m->plan->law->organ[act->actor.organ].name));
    }
    if (!matter_is_open(m) || act->at.n < m->at.n || str_eq(p->version, to->p->version)) {
        err_set(err, ERR_CONFLICT, "matter cannot move to the version now");
        return err_set_zh(err, "不能改用程序版本：%s",
                          !matter_is_open(m)    ? "事项已经办结"
                          : act->at.n < m->at.n ? "时间早于上一次办理"
                                                : "已经是这一版本");
    }
    return ERR_OK;
}

enum err_code matter_migrate(const struct matter *m, const struct matter_plan *to,
                             const struct matter_act *act, struct arena *a,
                             struct matter_change *ret, struct err *err)
{
    struct migration x = {.from = m,
                          .was = m->plan->p,
                          .is = to->p,
                          .law = to->law,
                          .arena = a,
                          .after = matter_none(to, a)};
    struct matter_change out = {
        .done = {
            .name = MATTER_MIGRATE_ACT, .at = act->at, .timed = act->timed, .actor = act->actor}};
    enum err_code rc;

    BUG_ON(m->version == 0 || m->plan->law != to->law);
    TRY(allowed(m, to, act, err));
    x.after.id = m->id;
    rc = move_all(&x, err);
    buf_release(&x.misfit);
    if (rc != ERR_OK)
        return rc;
    x.after.version = m->version + 1;
    x.after.at = act->at;
    out.after = x.after;
    *ret = out;
    return ERR_OK;
}
