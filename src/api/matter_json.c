/* api/matter_json.c - a matter as it stands, for one who asks: see matter.h. */
#include "api/matter.h"

#include "matter/apply.h"

static bool within(const struct api_call *c, const struct law *law, int organ)
{
    return organ >= 0 && api_own_organ(c, law->organ[organ].id);
}

void api_put_due(struct buf *b, const char *key, struct moment due)
{
    struct buf text = {0};

    if (moment_known(due) && moment_second(due) == 0)
        day_print(&text, moment_day((struct moment){due.n - 1}));
    else if (moment_known(due))
        moment_print(&text, due);
    json_text(b, key, buf_view(&text));
    buf_release(&text);
}

static void put_roles(struct api_call *c, const struct matter *m)
{
    const struct law_procedure *p = m->plan->p;

    json_open(c->out, "roles", '[');
    for (size_t i = 0; i < p->nrole; i++) {
        int organ = matter_organ_of(m, (int)i);

        if (organ < 0)
            continue;
        json_open(c->out, NULL, '{');
        json_text(c->out, "role", p->role[i].name);
        json_text(c->out, "organ", m->plan->law->organ[organ].id);
        json_text(c->out, "name", m->plan->law->organ[organ].name);
        json_bool(c->out, "mine", within(c, m->plan->law, organ));
        json_close(c->out, '}');
    }
    json_close(c->out, ']');
}

static void put_field(struct api_call *c, const struct matter_view *v, size_t i)
{
    const struct law_field *f = &v->matter.plan->p->fields.field[i];

    json_open(c->out, NULL, '{');
    json_text(c->out, "field", f->name);
    json_text(c->out, "value", matter_view_text(v, i, c->arena));
    json_bool(c->out, "masked", f->masked);
    json_close(c->out, '}');
}

static void put_values(struct api_call *c, const struct matter_view *v)
{
    const struct law_dataset *d = &v->matter.plan->p->fields;

    json_open(c->out, "fields", '[');
    for (size_t i = 0; i < d->nfield; i++)
        if (v->matter.value[i].known)
            put_field(c, v, i);
    json_close(c->out, ']');
    json_open(c->out, "hidden", '[');
    for (size_t i = 0; i < d->nfield; i++)
        if (v->hidden[i])
            json_text(c->out, NULL, d->field[i].name);
    json_close(c->out, ']');
}

static const char *term_kind(enum law_term_kind kind)
{
    switch (kind) {
    case LAW_TERM_DUTY:
        return "duty";
    case LAW_TERM_RIGHT:
        return "right";
    case LAW_TERM_WINDOW:
        return "window";
    }
    return "";
}

static void put_clock(struct api_call *c, const struct matter_view *v, size_t i)
{
    const struct matter *m = &v->matter;
    const struct matter_clock *clock = &m->clock[i];
    const struct matter_straddle *s = &v->straddle[i];
    const struct law_term *t = &m->plan->p->term[clock->term];
    int organ = t->by >= 0 ? matter_organ_of(m, t->by) : -1;
    bool paused = clock->state == MATTER_CLOCK_PAUSED;

    json_open(c->out, NULL, '{');
    json_text(c->out, "term", t->name);
    json_text(c->out, "kind", str_from(term_kind(t->kind)));
    json_text(c->out, "organ", organ >= 0 ? m->plan->law->organ[organ].id : STR(""));
    api_put_due(c->out, "due", clock->due);
    json_bool(c->out, "paused", paused);
    json_bool(c->out, "overdue", !paused && matter_clock_passed(clock, api_moment(c)));
    json_text(c->out, "why", clock->why);
    json_text(c->out, "law", clock->law);
    api_put_due(c->out, "due_now", s->differs ? s->due : MOMENT_NONE);
    json_close(c->out, '}');
}

static void put_clocks(struct api_call *c, const struct matter_view *v)
{
    json_open(c->out, "clocks", '[');
    for (size_t i = 0; i < v->matter.nclock; i++)
        if (matter_clock_open(&v->matter.clock[i]))
            put_clock(c, v, i);
    json_close(c->out, ']');
}

static void put_links(struct api_call *c, const struct matter_view *v)
{
    json_open(c->out, "links", '[');
    for (size_t i = 0; i < v->nlink; i++) {
        json_open(c->out, NULL, '{');
        json_i64(c->out, "matter", v->link[i].matter);
        json_text(c->out, "kind", v->link[i].kind);
        json_bool(c->out, "forward", v->link[i].forward);
        json_close(c->out, '}');
    }
    json_close(c->out, ']');
    json_open(c->out, "clue", '{');
    json_i64(c->out, "id", v->clue);
    json_text(c->out, "rule", v->rule);
    json_text(c->out, "rule_version", v->rule_version);
    json_close(c->out, '}');
}

/* ---- acts that the state allows ---- */

static bool allows(const struct matter *m, const struct law_act *a)
{
    return !a->opens && matter_is_open(m) && (a->anywhere || law_index_has(&a->from, m->state));
}

/* By role and capability; conditions are judged when it is done. */
static bool may(const struct api_call *c, const struct matter *m, const struct law_act *a)
{
    const struct law_procedure *p = m->plan->p;

    for (size_t i = 0; i < a->by.n; i++) {
        int organ = matter_organ_of(m, a->by.at[i]);
        bool holds = organ >= 0 ? within(c, m->plan->law, organ)
                                : law_role_takes(p, a->by.at[i], c->actor->kind);

        if (holds && actor_can(c->actor, p->role[a->by.at[i]].capability))
            return true;
    }
    return false;
}

static void put_field_names(struct api_call *c, const char *key, const struct law_procedure *p,
                            const struct law_index_list *list)
{
    json_open(c->out, key, '[');
    for (size_t i = 0; i < list->n; i++)
        json_text(c->out, NULL, p->fields.field[list->at[i]].name);
    json_close(c->out, ']');
}

static void put_act(struct api_call *c, const struct matter *m, const struct law_act *a)
{
    json_open(c->out, NULL, '{');
    json_text(c->out, "act", a->name);
    json_bool(c->out, "mine", !c->actor->is_operator && may(c, m, a));
    put_field_names(c, "need", m->plan->p, &a->need);
    put_field_names(c, "may", m->plan->p, &a->may);
    json_open(c->out, "papers", '[');
    for (size_t i = 0; i < a->npaper; i++)
        json_text(c->out, NULL, a->paper[i].name);
    json_close(c->out, ']');
    json_close(c->out, '}');
}

static void put_acts(struct api_call *c, const struct matter *m)
{
    json_open(c->out, "acts", '[');
    for (size_t i = 0; i < m->plan->p->nact; i++)
        if (allows(m, &m->plan->p->act[i]))
            put_act(c, m, &m->plan->p->act[i]);
    json_close(c->out, ']');
}

void api_put_matter(struct api_call *c, const struct matter_view *v)
{
    const struct matter *m = &v->matter;
    const struct law_procedure *p = m->plan->p;
    struct buf at = {0};

    moment_print(&at, m->at);
    json_open(c->out, NULL, '{');
    json_i64(c->out, "matter", m->id);
    json_text(c->out, "procedure", p->id);
    json_text(c->out, "procedure_name", p->name);
    json_text(c->out, "procedure_version", p->version);
    json_text(c->out, "current_version", v->current);
    json_i64(c->out, "version", m->version);
    json_text(c->out, "state", p->state[m->state].name);
    json_bool(c->out, "open", matter_is_open(m));
    json_text(c->out, "at", buf_view(&at));
    put_roles(c, m);
    put_values(c, v);
    put_clocks(c, v);
    put_links(c, v);
    put_acts(c, m);
    json_close(c->out, '}');
    buf_release(&at);
}
