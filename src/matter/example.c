/* matter/example.c - see example.h. */
#include "matter/example.h"

#include "matter/apply.h"

struct walk {
    const struct matter_plan *plan;
    const struct law_procedure *p;
    const struct law_procedure_example *example;
    const struct law_example_step *step;
    struct arena *arena;
    struct diag_list *diags;
    struct matter m;
    struct moment at;
    bool timed;
    matter_example_fn visit; /* NULL: nobody looks */
    void *visitor;
    struct moment *act_at; /* by act */
};

#define WALK_ERROR(w, ...)                                                           \
    diag_add((w)->diags, DIAG_ERROR, (w)->step->place.file, (w)->step->place.source, \
             (w)->step->place.line, (w)->step->place.column, __VA_ARGS__)

/* ---- who ---- */

static int first_organ(const struct walk *w, int role)
{
    for (size_t i = 0; i < w->plan->law->norgan; i++) {
        const struct law_organ *o = &w->plan->law->organ[i];

        if (o->kind != LAW_ORGAN_SECTION && law_role_takes(w->p, role, o->kind))
            return (int)i;
    }
    return -1;
}

static struct str given_role(const struct walk *w, struct str role)
{
    for (size_t i = 0; i < w->step->roles.n; i++)
        if (str_eq(w->step->roles.at[i].name, role))
            return w->step->roles.at[i].value;
    return STR_NULL;
}

static int own_role(const struct walk *w, int role)
{
    return w->p->role[role].of >= 0 ? w->p->role[role].of : role;
}

static int organ_for(const struct walk *w, int role)
{
    int own = own_role(w, role);
    struct str given = given_role(w, w->p->role[own].name);

    if (w->m.organ[own] >= 0)
        return w->m.organ[own];
    return given.n > 0 ? law_organ_find(w->plan->law, given) : first_organ(w, own);
}

static bool make_actor(const struct walk *w, const struct law_act *act,
                       struct matter_act_actor *ret)
{
    int role = w->step->by >= 0 ? w->step->by : act->by.n ? act->by.at[0] : -1;
    struct str *capability = ARENA_NEW(w->arena, struct str);

    if (role < 0 || organ_for(w, role) < 0) {
        WALK_ERROR(w, "例里没有机关可以办理“%.*s”", STR_F(act->name));
        return false;
    }
    *capability = w->p->role[role].capability;
    *ret = (struct matter_act_actor){.organ = organ_for(w, role),
                                     .person = STR("例"),
                                     .capability = capability,
                                     .ncapability = w->step->capable && capability->n > 0};
    return true;
}

/* ---- with what ---- */

static struct matter_pairs pairs_of(const struct walk *w, const struct law_pairs *from, size_t more)
{
    struct matter_pairs to = {ARENA_ARRAY(w->arena, struct matter_pair, from->n + more + 1),
                              from->n};

    for (size_t i = 0; i < from->n; i++)
        to.at[i] = (struct matter_pair){from->at[i].name, from->at[i].value};
    return to;
}

static void name_roles(const struct walk *w, const struct law_act *act, struct matter_pairs *role)
{
    for (size_t i = 0; i < act->names.n; i++) {
        int r = act->names.at[i], organ = first_organ(w, r);

        if (w->m.organ[r] < 0 && given_role(w, w->p->role[r].name).n == 0 && organ >= 0)
            role->at[role->n++] =
                (struct matter_pair){w->p->role[r].name, w->plan->law->organ[organ].id};
    }
}

/* In an example the matter that is joined is number 1 of its procedure. */
static struct matter_pairs joins_of(const struct walk *w, const struct law_act *act)
{
    struct matter_pairs join = {ARENA_ARRAY(w->arena, struct matter_pair, act->nlink + 1), 0};

    for (size_t i = 0; i < act->nlink; i++)
        if (act->link[i].kind == LAW_LINK_JOIN)
            join.at[join.n++] = (struct matter_pair){act->link[i].procedure, STR("1")};
    return join;
}

static bool make_act(const struct walk *w, struct matter_act *ret)
{
    const struct law_act *act = &w->p->act[w->step->act];
    struct matter_act made = {.name = act->name, .at = w->at, .timed = w->timed};

    if (!make_actor(w, act, &made.actor))
        return false;
    made.field = pairs_of(w, &w->step->fields, 0);
    made.paper = pairs_of(w, &w->step->papers, 0);
    made.role = pairs_of(w, &w->step->roles, act->names.n);
    name_roles(w, act, &made.role);
    made.join = joins_of(w, act);
    *ret = made;
    return true;
}

/* ---- what came of it ---- */

static void say_end(struct buf *b, const struct matter_clock *c)
{
    if (c->state == MATTER_CLOCK_PAUSED)
        buf_z(b, "停");
    else if (!moment_known(c->due))
        buf_z(b, "无");
    else if (c->exact)
        moment_print(b, c->due);
    else
        day_print(b, moment_day((struct moment){c->due.n - 1}));
}

static const struct law_pair *find_pair(const struct law_pairs *pairs, struct str name)
{
    for (size_t i = 0; i < pairs->n; i++)
        if (str_eq(pairs->at[i].name, name))
            return &pairs->at[i];
    return NULL;
}

static bool same_moment(struct str want, struct str have)
{
    struct moment a, b;
    bool ta, tb;

    if (str_eq(want, have))
        return true;
    return moment_parse(want, &a, &ta) && moment_parse(have, &b, &tb) && ta == tb && a.n == b.n;
}

static void check_due(const struct walk *w)
{
    struct buf have = {0}, one = {0};
    size_t open = 0;
    bool same = true;

    for (size_t i = 0; i < w->m.nclock; i++) {
        const struct matter_clock *c = &w->m.clock[i];
        const struct law_pair *want = find_pair(&w->step->due, w->p->term[c->term].name);

        if (!matter_clock_open(c))
            continue;
        open++;
        buf_reset(&one);
        say_end(&one, c);
        buf_fmt(&have, "%s%.*s: %s", have.n ? ", " : "", STR_F(w->p->term[c->term].name),
                buf_cstr(&one));
        same &= want && same_moment(want->value, buf_view(&one));
    }
    if (!same || open != w->step->due.n)
        WALK_ERROR(w, "运行中的期限应与 due 所写相同，实际是 {%s}", buf_cstr(&have));
    buf_release(&one);
    buf_release(&have);
}

static void check_balance(const struct walk *w, const struct law_pair *want)
{
    const struct law_fund_account *account = &w->p->account[law_account_find(w->p, want->name)];
    const struct law_field *f = &w->p->fields.field[account->field];
    const struct rule_condition_value *have = &w->m.value[account->field];
    struct rule_condition_value v;
    struct buf b = {0};
    struct err err;

    if (matter_value_read(w->plan->law, f, want->value, &v, &err) != ERR_OK) {
        WALK_ERROR(w, "%s", err.zh);
        return;
    }
    matter_value_print(&b, w->plan->law, f, have);
    if (have->n != v.n)
        WALK_ERROR(w, "账户“%.*s”应当是 %.*s，实际是 %s", STR_F(account->name), STR_F(want->value),
                   buf_cstr(&b));
    buf_release(&b);
}

static bool listed(const struct str *list, size_t n, struct str s)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i], s))
            return true;
    return false;
}

static void check_overdue(const struct walk *w)
{
    struct buf have = {0};
    size_t n = 0;
    bool same = true;

    for (size_t i = 0; i < w->m.nclock; i++) {
        const struct matter_clock *c = &w->m.clock[i];
        struct str name = w->p->term[c->term].name;

        if (!matter_clock_open(c) || !matter_clock_passed(c, w->at))
            continue;
        n++;
        buf_fmt(&have, "%s%.*s", have.n ? ", " : "", STR_F(name));
        same &= listed(w->step->overdue, w->step->noverdue, name);
    }
    if (!same || n != w->step->noverdue)
        WALK_ERROR(w, "已届满的期限应与 overdue 所写相同，实际是 [%s]", buf_cstr(&have));
    buf_release(&have);
}

static void check_lists(const struct walk *w, const struct matter_change *c)
{
    struct buf have = {0};
    bool same = c->effect.n == w->step->nlink || !w->step->says_links;

    for (size_t i = 0; i < c->effect.n; i++) {
        struct str to = c->effect.at[i].link->procedure;

        buf_fmt(&have, "%s%.*s", i ? ", " : "", STR_F(to));
        same &= !w->step->says_links || listed(w->step->link, w->step->nlink, to);
    }
    if (!same)
        WALK_ERROR(w, "关联应与 links 所写相同，实际是 [%s]", buf_cstr(&have));
    for (size_t i = 0; i < w->step->nmake; i++)
        if (!listed(c->make.at, c->make.n, w->step->make[i]))
            WALK_ERROR(w, "没有生成文书“%.*s”", STR_F(w->step->make[i]));
    buf_release(&have);
}

static void check_refusal(const struct walk *w, enum err_code rc, const struct err *err)
{
    if (rc == ERR_OK)
        WALK_ERROR(w, "应当不能办理（%.*s），却办成了", STR_F(w->step->refused));
    else if (!str_has(str_from(err->zh), w->step->refused))
        WALK_ERROR(w, "不能办理的原因应当含有“%.*s”，实际是：%s", STR_F(w->step->refused), err->zh);
}

/* What the act opens elsewhere must be possible there, by the same person: else the whole act would
 * be refused. */
static void check_opened(const struct walk *w, const struct matter_act *act,
                         const struct matter_effect *e)
{
    const struct law *law = w->plan->law;
    const struct law_procedure *p = law_procedure_find(law, e->link->procedure);
    struct matter_act there = {.name = e->link->act,
                               .at = act->at,
                               .timed = act->timed,
                               .actor = act->actor,
                               .field = e->field,
                               .role = e->role};
    struct matter_plan plan;
    struct matter_change change;
    struct matter none;
    struct diag_list ignored;
    struct err err;

    diag_init(&ignored, w->arena); /* the other procedure's own faults are told with it */
    if (!p || matter_plan_make(law, p, w->arena, &ignored, &plan, &err) != ERR_OK)
        return;
    none = matter_none(&plan, w->arena);
    if (matter_apply(&none, &there, w->arena, &change, &err) != ERR_OK)
        WALK_ERROR(w, "开启“%.*s”不成：%s", STR_F(p->name), err.zh);
}

static void check_links(const struct walk *w, const struct matter_act *act,
                        const struct matter_change *c)
{
    for (size_t i = 0; i < c->effect.n; i++)
        if (c->effect.at[i].link->kind == LAW_LINK_OPEN)
            check_opened(w, act, &c->effect.at[i]);
}

static bool walk_act(struct walk *w)
{
    struct matter_act act;
    struct matter_change change;
    struct err err;
    enum err_code rc;

    if (!make_act(w, &act))
        return false;
    rc = matter_apply(&w->m, &act, w->arena, &change, &err);
    if (w->step->refused.n > 0) {
        if (!w->step->former)
            check_refusal(w, rc, &err);
        return true;
    }
    if (rc != ERR_OK) {
        if (!w->step->former)
            WALK_ERROR(w, "%s", err.zh);
        return false;
    }
    w->m = change.after;
    w->act_at[w->step->act] = w->at;
    if (w->visit)
        w->visit(w->visitor,
                 &(struct matter_example_at){w->example, w->step, &w->m, w->step->act, w->act_at});
    if (!w->step->former) {
        check_lists(w, &change);
        check_links(w, &act, &change);
    }
    return true;
}

static bool walk_step(struct walk *w)
{
    if (!moment_parse(w->step->at, &w->at, &w->timed)) {
        WALK_ERROR(w, "“%.*s”不是时间，应当写成 2024-03-01T10:20:00", STR_F(w->step->at));
        return false;
    }
    if (w->step->act >= 0 && !walk_act(w))
        return false;
    if (w->step->former)
        return true;
    if (w->step->state >= 0 && w->m.state != w->step->state)
        WALK_ERROR(w, "状态应当是“%.*s”，实际是“%.*s”", STR_F(w->p->state[w->step->state].name),
                   STR_F(w->m.state < 0 ? STR("未开启") : w->p->state[w->m.state].name));
    if (w->step->says_due)
        check_due(w);
    for (size_t i = 0; i < w->step->balance.n; i++)
        check_balance(w, &w->step->balance.at[i]);
    if (w->step->says_overdue)
        check_overdue(w);
    return true;
}

static void walk_example(const struct matter_plan *plan, const struct law_procedure_example *e,
                         struct walk w)
{
    w.plan = plan;
    w.p = plan->p;
    w.example = e;
    w.m = matter_none(plan, w.arena);
    w.act_at = ARENA_ARRAY(w.arena, struct moment, plan->p->nact + 1);
    for (size_t i = 0; i < plan->p->nact; i++)
        w.act_at[i] = MOMENT_NONE;
    for (size_t k = 0; k < e->nstep; k++) {
        w.step = &e->step[k];
        if (!walk_step(&w))
            break; /* what follows is a consequence */
    }
}

void matter_check_examples(const struct matter_plan *plan, struct diag_list *diags)
{
    struct arena a;

    arena_init(&a, 0);
    for (size_t i = 0; i < plan->p->nexample; i++)
        walk_example(plan, &plan->p->example[i], (struct walk){.arena = &a, .diags = diags});
    arena_release(&a);
}

void matter_visit_examples(const struct matter_plan *plan, matter_example_fn fn, void *p)
{
    struct arena a;
    struct diag_list diags;

    arena_init(&a, 0);
    diag_init(&diags, &a);
    for (size_t i = 0; i < plan->p->nexample; i++)
        walk_example(plan, &plan->p->example[i],
                     (struct walk){.arena = &a, .diags = &diags, .visit = fn, .visitor = p});
    arena_release(&a);
}
