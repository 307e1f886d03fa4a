/* matter/apply.c - see apply.h: who may act, from where, with what; then what follows. */
#include "matter/apply_internal.h"

struct matter matter_none(const struct matter_plan *plan, struct arena *a)
{
    const struct law_procedure *p = plan->p;
    struct matter m = {.plan = plan, .state = -1, .at = {INT64_MIN}};

    m.organ = ARENA_ARRAY(a, int, p->nrole + 1);
    for (size_t i = 0; i < p->nrole; i++)
        m.organ[i] = -1;
    m.value = ARENA_ARRAY(a, struct rule_condition_value, p->fields.nfield + 1);
    m.times = ARENA_ARRAY(a, int64_t, p->nact + 1);
    return m;
}

int matter_organ_of(const struct matter *m, int role)
{
    int of = m->plan->p->role[role].of;

    return m->organ[of >= 0 ? of : role];
}

bool matter_organ_within(const struct law *law, int organ, int of)
{
    for (const struct law_organ *o = &law->organ[organ]; o; o = o->parent)
        if (o == &law->organ[of])
            return true;
    return false;
}

/* ---- the act and the state ---- */

static void say_acts(struct buf *b, const struct apply *x)
{
    const struct matter *m = x->before;
    size_t said = 0;

    for (size_t i = 0; i < x->p->nact; i++) {
        const struct law_act *a = &x->p->act[i];
        bool fits = m->version == 0 ? a->opens
                                    : !a->opens && matter_is_open(m) &&
                                          (a->anywhere || law_index_has(&a->from, m->state));

        if (fits)
            buf_fmt(b, "%s%.*s", said++ ? "、" : "", STR_F(a->name));
    }
    if (said == 0)
        buf_z(b, "无");
}

static enum err_code not_here(const struct apply *x, const char *why, struct err *err)
{
    struct buf b = {0};

    say_acts(&b, x);
    err_set(err, ERR_CONFLICT, "act is not possible here");
    err_set_zh(err, "不能办理“%.*s”：%s。现在可以办理：%s", STR_F(x->in->name), why, buf_cstr(&b));
    buf_release(&b);
    return err->code;
}

static enum err_code find_act(struct apply *x, struct err *err)
{
    x->act_no = law_act_find(x->p, x->in->name);
    if (x->act_no < 0)
        return not_here(x, str_fmt(x->arena, "程序“%.*s”没有这种办理行为", STR_F(x->p->name)).p,
                        err);
    x->act = &x->p->act[x->act_no];
    return ERR_OK;
}

static enum err_code check_state(const struct apply *x, struct err *err)
{
    const struct matter *m = x->before;
    const char *why;

    if (m->version == 0)
        return x->act->opens ? ERR_OK : not_here(x, "事项还没有开启", err);
    if (x->act->opens)
        return not_here(x, "事项已经开启", err);
    why = str_fmt(x->arena, "事项处于“%.*s”", STR_F(x->p->state[m->state].name)).p;
    if (!matter_is_open(m) || !(x->act->anywhere || law_index_has(&x->act->from, m->state)))
        return not_here(x, why, err);
    if (x->act->times > 0 && m->times[x->act_no] >= x->act->times)
        return APPLY_REFUSE(err, ERR_CONFLICT, "“%.*s”以 %lld 次为限，已经办理 %lld 次",
                            STR_F(x->act->name), (long long)x->act->times,
                            (long long)m->times[x->act_no]);
    return ERR_OK;
}

/* Acts follow each other in time; a date without a time of day may be the day of the last act. */
static enum err_code check_time(struct apply *x, struct err *err)
{
    const struct matter *m = x->before;
    struct matter_act *moved;
    struct buf b = {0};

    if (m->version == 0 || x->in->at.n >= m->at.n)
        return ERR_OK;
    if (!x->in->timed && moment_day(x->in->at).n == moment_day(m->at).n) {
        moved = arena_copy(x->arena, x->in, sizeof(*moved));
        moved->at = x->out->done.at = m->at;
        x->in = moved;
        return ERR_OK;
    }
    moment_print(&b, m->at);
    err_set(err, ERR_CONFLICT, "act is earlier than the one before");
    err_set_zh(err, "“%.*s”的时间早于上一次办理（%s）", STR_F(x->act->name), buf_cstr(&b));
    buf_release(&b);
    return err->code;
}

/* ---- roles ---- */

static enum law_organ_kind kind_of(const struct law *law, int organ)
{
    return law->organ[law_organ_whole(law, organ)].kind;
}

static enum err_code give_role(struct apply *x, const struct matter_pair *pair, struct err *err)
{
    int role = law_role_find(x->p, pair->name);
    int organ = law_organ_find(x->law, pair->value);
    int *held;

    if (role < 0 || x->p->role[role].of >= 0)
        return APPLY_REFUSE(err, ERR_INVALID, "程序“%.*s”没有可以指定的角色“%.*s”",
                            STR_F(x->p->name), STR_F(pair->name));
    if (organ < 0)
        return APPLY_REFUSE(err, ERR_INVALID, "没有机关“%.*s”", STR_F(pair->value));
    if (!law_role_takes(x->p, role, kind_of(x->law, organ)))
        return APPLY_REFUSE(err, ERR_INVALID, "“%.*s”不能担任“%.*s”",
                            STR_F(x->law->organ[organ].name), STR_F(pair->name));
    held = &x->out->after.organ[role];
    if (*held >= 0 && *held != organ && !law_index_has(&x->act->names, role))
        return APPLY_REFUSE(err, ERR_CONFLICT, "“%.*s”已由“%.*s”担任，“%.*s”不能更换",
                            STR_F(pair->name), STR_F(x->law->organ[*held].name),
                            STR_F(x->act->name));
    *held = organ;
    return ERR_OK;
}

/* The only organ that can hold the role, -1 when there are none or several. */
static int only_organ(const struct apply *x, int role)
{
    int found = -1;

    for (size_t i = 0; i < x->law->norgan; i++) {
        const struct law_organ *o = &x->law->organ[i];

        if (o->kind == LAW_ORGAN_SECTION || !law_role_takes(x->p, role, o->kind))
            continue;
        if (found >= 0)
            return -1;
        found = (int)i;
    }
    return found;
}

/* What the act must name and does not say follows where the district has one such organ. */
static enum err_code give_named(struct apply *x, struct err *err)
{
    for (size_t i = 0; i < x->act->names.n; i++) {
        int role = x->act->names.at[i], *held = &x->out->after.organ[role];

        if (*held < 0)
            *held = only_organ(x, role);
        if (*held < 0)
            return APPLY_REFUSE(err, ERR_INVALID, "办理“%.*s”应当指明“%.*s”是哪个机关",
                                STR_F(x->act->name), STR_F(x->p->role[role].name));
    }
    return ERR_OK;
}

static enum err_code give_roles(struct apply *x, struct err *err)
{
    struct matter *m = &x->out->after;

    m->organ = arena_copy(x->arena, m->organ, (x->p->nrole + 1) * sizeof(*m->organ));
    for (size_t i = 0; i < x->in->role.n; i++)
        TRY(give_role(x, &x->in->role.at[i], err));
    return give_named(x, err);
}

/* ---- the actor ---- */

static bool has_capability(const struct matter_act_actor *actor, struct str want)
{
    for (size_t i = 0; i < actor->ncapability; i++)
        if (str_eq(actor->capability[i], want))
            return true;
    return want.n == 0;
}

/* The organ acts in the role when it holds it, or when nobody does and it is of its kind.  Who held
 * it before the act counts: an act that passes a role on is done by the one who gives it away. */
static bool acts_in(struct apply *x, int role)
{
    int own = x->p->role[role].of >= 0 ? x->p->role[role].of : role;
    int held = x->before->organ[own], organ = x->in->actor.organ;

    if (held < 0)
        held = x->out->after.organ[own];
    if (held >= 0)
        return matter_organ_within(x->law, organ, held);
    return law_role_takes(x->p, role, kind_of(x->law, organ));
}

static void take_role(struct apply *x, int role)
{
    int own = x->p->role[role].of >= 0 ? x->p->role[role].of : role;

    if (x->out->after.organ[own] < 0)
        x->out->after.organ[own] = law_organ_whole(x->law, x->in->actor.organ);
}

static enum err_code check_actor(struct apply *x, struct err *err)
{
    struct buf b = {0};
    struct str lacks = STR_NULL;

    for (size_t i = 0; i < x->act->by.n; i++) {
        int role = x->act->by.at[i];

        buf_fmt(&b, "%s%.*s", i ? "、" : "", STR_F(x->p->role[role].name));
        if (!acts_in(x, role))
            continue;
        if (has_capability(&x->in->actor, x->p->role[role].capability)) {
            take_role(x, role);
            buf_release(&b);
            return ERR_OK;
        }
        lacks = x->p->role[role].capability;
    }
    err_set(err, ERR_FORBIDDEN, "organ does not act in a role of the act");
    if (lacks.n > 0)
        err_set_zh(err, "办理“%.*s”须有“%.*s”的权限", STR_F(x->act->name), STR_F(lacks));
    else
        err_set_zh(err, "“%.*s”应当由%s办理，“%.*s”不是", STR_F(x->act->name), buf_cstr(&b),
                   STR_F(x->law->organ[x->in->actor.organ].name));
    buf_release(&b);
    return err->code;
}

/* ---- fields ---- */

static enum err_code set_field(struct apply *x, const struct matter_pair *pair, struct err *err)
{
    int i = law_field_find(&x->p->fields, pair->name);

    if (i < 0)
        return APPLY_REFUSE(err, ERR_INVALID, "程序“%.*s”没有字段“%.*s”", STR_F(x->p->name),
                            STR_F(pair->name));
    if (!law_index_has(&x->act->need, i) && !law_index_has(&x->act->may, i))
        return APPLY_REFUSE(err, ERR_INVALID, "“%.*s”不能填写字段“%.*s”", STR_F(x->act->name),
                            STR_F(pair->name));
    return matter_value_read(x->law, &x->p->fields.field[i], pair->value, &x->out->after.value[i],
                             err);
}

static enum err_code check_needed(const struct apply *x, struct err *err)
{
    struct buf b = {0};

    for (size_t i = 0; i < x->act->need.n; i++)
        if (!x->out->after.value[x->act->need.at[i]].known)
            buf_fmt(&b, "%s%.*s", b.n ? "、" : "",
                    STR_F(x->p->fields.field[x->act->need.at[i]].name));
    if (b.n == 0)
        return ERR_OK;
    err_set(err, ERR_INVALID, "fields are missing");
    err_set_zh(err, "办理“%.*s”还要填写：%s", STR_F(x->act->name), buf_cstr(&b));
    buf_release(&b);
    return err->code;
}

static enum err_code set_fields(struct apply *x, struct err *err)
{
    struct matter *m = &x->out->after;

    m->value = arena_copy(x->arena, m->value, (x->p->fields.nfield + 1) * sizeof(*m->value));
    for (size_t i = 0; i < x->in->field.n; i++)
        TRY(set_field(x, &x->in->field.at[i], err));
    return check_needed(x, err);
}

/* ---- what follows ---- */

static struct str printed(const struct apply *x, int field)
{
    struct buf b = {0};
    struct str s;

    matter_value_print(&b, x->law, &x->p->fields.field[field], &x->out->after.value[field]);
    s = str_dup(x->arena, buf_view(&b));
    buf_release(&b);
    return s;
}

static void carry(const struct apply *x, const struct law_link *link, struct matter_effect *e)
{
    e->field.at = ARENA_ARRAY(x->arena, struct matter_pair, link->carry.n + 1);
    for (size_t i = 0; i < link->carry.n; i++) {
        int f = link->carry.at[i];

        if (x->out->after.value[f].known)
            e->field.at[e->field.n++] =
                (struct matter_pair){x->p->fields.field[f].name, printed(x, f)};
    }
    e->role.at = ARENA_ARRAY(x->arena, struct matter_pair, link->nrole + 1);
    for (size_t i = 0; i < link->nrole; i++) {
        int organ = matter_organ_of(&x->out->after, link->role[i].here);

        if (organ >= 0)
            e->role.at[e->role.n++] =
                (struct matter_pair){link->role[i].there, x->law->organ[organ].id};
    }
}

static bool read_id(struct str s, int64_t *ret)
{
    int64_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || n > INT64_MAX / 10 - 1)
            return false;
        n = n * 10 + (s.p[i] - '0');
    }
    *ret = n;
    return n > 0;
}

static enum err_code joined(const struct apply *x, const struct law_link *link,
                            struct matter_effect *e, struct err *err)
{
    for (size_t i = 0; i < x->in->join.n; i++)
        if (str_eq(x->in->join.at[i].name, link->procedure) &&
            read_id(x->in->join.at[i].value, &e->join))
            return ERR_OK;
    return APPLY_REFUSE(err, ERR_INVALID, "办理“%.*s”应当指明所属的“%.*s”事项", STR_F(x->act->name),
                        STR_F(link->procedure));
}

static enum err_code follow_links(struct apply *x, struct err *err)
{
    for (size_t i = 0; i < x->act->nlink; i++) {
        struct matter_effect e = {.link = &x->act->link[i]};

        if (!apply_holds(x, x->plan->act[x->act_no].link[i]))
            continue;
        if (e.link->kind == LAW_LINK_JOIN)
            TRY(joined(x, e.link, &e, err));
        else
            carry(x, e.link, &e);
        vec_push(x->arena, &x->out->effect, e);
    }
    return ERR_OK;
}

static void follow(struct apply *x)
{
    for (size_t i = 0; i < x->act->nmake; i++)
        vec_push(x->arena, &x->out->make, x->act->make[i]);
    for (size_t i = 0; i < x->act->tell.n; i++) {
        int organ = matter_organ_of(&x->out->after, x->act->tell.at[i]);

        if (organ >= 0)
            vec_push(x->arena, &x->out->tell, organ);
    }
}

/* The act as it is kept: fields as the canonical form writes them, roles that it filled. */
static void note_done(struct apply *x)
{
    struct matter_act *done = &x->out->done;
    const struct matter *m = &x->out->after;

    done->field.at = ARENA_ARRAY(x->arena, struct matter_pair, x->p->fields.nfield + 1);
    done->field.n = 0;
    for (size_t i = 0; i < x->p->fields.nfield; i++) {
        bool given = false;

        for (size_t k = 0; k < x->in->field.n; k++)
            given |= law_field_find(&x->p->fields, x->in->field.at[k].name) == (int)i;
        if (given)
            done->field.at[done->field.n++] =
                (struct matter_pair){x->p->fields.field[i].name, printed(x, (int)i)};
    }
    done->role.at = ARENA_ARRAY(x->arena, struct matter_pair, x->p->nrole + 1);
    done->role.n = 0;
    for (size_t i = 0; i < x->p->nrole; i++)
        if (m->organ[i] >= 0 && m->organ[i] != x->before->organ[i])
            done->role.at[done->role.n++] =
                (struct matter_pair){x->p->role[i].name, x->law->organ[m->organ[i]].id};
}

static void move(struct apply *x)
{
    struct matter *m = &x->out->after;

    m->version++;
    m->at = x->in->at;
    if (x->act->to >= 0)
        m->state = x->act->to;
    m->times = arena_copy(x->arena, m->times, (x->p->nact + 1) * sizeof(*m->times));
    m->times[x->act_no]++;
}

static enum err_code apply_all(struct apply *x, struct err *err)
{
    TRY(find_act(x, err));
    TRY(check_state(x, err));
    TRY(check_time(x, err));
    TRY(give_roles(x, err));
    TRY(check_actor(x, err));
    TRY(set_fields(x, err));
    apply_row(x);
    TRY(apply_terms_allow(x, err));
    TRY(apply_papers(x, err));
    TRY(apply_guards(x, err));
    move(x);
    TRY(apply_clocks(x, err));
    TRY(follow_links(x, err));
    follow(x);
    note_done(x);
    return ERR_OK;
}

enum err_code matter_apply(const struct matter *m, const struct matter_act *act, struct arena *a,
                           struct matter_change *ret, struct err *err)
{
    struct matter_change out = {.after = *m, .done = *act};
    struct apply x = {.plan = m->plan,
                      .p = m->plan->p,
                      .law = m->plan->law,
                      .before = m,
                      .in = act,
                      .arena = a,
                      .out = &out};

    BUG_ON(act->actor.organ < 0 || (size_t)act->actor.organ >= m->plan->law->norgan);
    TRY(apply_all(&x, err));
    out.act = x.act;
    *ret = out;
    return ERR_OK;
}
