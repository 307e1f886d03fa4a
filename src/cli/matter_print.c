/* cli/matter_print.c - receipts and matters for people and as JSON; see matter.h. */
#include "base/json.h"
#include "cli/matter.h"

/* The last day, the instant of what is counted in hours, or why there is none. */
static void print_end(struct buf *b, struct moment due, bool exact, struct str why)
{
    if (!moment_known(due))
        buf_fmt(b, "无届满日（%.*s）", STR_F(why));
    else if (exact)
        moment_print(b, due);
    else
        day_print(b, moment_day((struct moment){due.n - 1}));
}

void cli_print_due(struct buf *b, const struct matter_clock *c)
{
    if (c->state == MATTER_CLOCK_PAUSED)
        buf_z(b, "中止");
    else
        print_end(b, c->due, c->exact, c->why);
}

/* ---- receipts ---- */

static void json_ids(struct buf *b, const char *key, const int64_t *id, size_t n)
{
    json_open(b, key, '[');
    for (size_t i = 0; i < n; i++)
        json_i64(b, NULL, id[i]);
    json_close(b, ']');
}

static void json_texts(struct buf *b, const char *key, const struct str *s, size_t n)
{
    json_open(b, key, '[');
    for (size_t i = 0; i < n; i++)
        json_text(b, NULL, s[i]);
    json_close(b, ']');
}

static void receipt_json(struct buf *b, const struct matter_receipt *rc)
{
    json_open(b, NULL, '{');
    json_i64(b, "matter", rc->matter);
    json_i64(b, "version", rc->version);
    json_bool(b, "again", rc->again);
    json_texts(b, "documents", rc->change.make.at, rc->change.make.n);
    json_ids(b, "opened", rc->opened.at, rc->opened.n);
    json_texts(b, "undone", rc->undone.at, rc->undone.n);
    json_close(b, '}');
    buf_char(b, '\n');
}

static void receipt_text(struct buf *b, const struct matter_receipt *rc)
{
    buf_fmt(b, "事项 %lld 第 %lld 次办理%s\n", (long long)rc->matter, (long long)rc->version,
            rc->again ? "（此前已办理，未重复）" : "");
    for (size_t i = 0; i < rc->change.make.n; i++)
        buf_fmt(b, "  应制作文书：%.*s\n", STR_F(rc->change.make.at[i]));
    for (size_t i = 0; i < rc->opened.n; i++)
        buf_fmt(b, "  开启事项 %lld\n", (long long)rc->opened.at[i]);
    for (size_t i = 0; i < rc->undone.n; i++)
        buf_fmt(b, "  关联事项未办：%.*s\n", STR_F(rc->undone.at[i]));
}

void cli_print_receipt(struct cli_run *r, const struct matter_receipt *receipt)
{
    struct buf b = {0};

    if (r->json)
        receipt_json(&b, receipt);
    else
        receipt_text(&b, receipt);
    cli_print(r, &b);
    buf_release(&b);
}

/* ---- matters ---- */

static struct str organ_id(const struct matter *m, int role)
{
    int organ = role >= 0 ? matter_organ_of(m, role) : -1;

    return organ >= 0 ? m->plan->law->organ[organ].id : STR("");
}

/* A balance is shown among the accounts, not among what was filled in. */
static bool is_balance(const struct law_procedure *p, size_t field)
{
    for (size_t i = 0; i < p->naccount; i++)
        if (p->account[i].field == (int)field)
            return true;
    return false;
}

static void accounts_json(struct cli_run *r, struct buf *b, const struct matter_view *view)
{
    const struct law_procedure *p = view->matter.plan->p;

    json_open(b, "accounts", '{');
    for (size_t i = 0; i < p->naccount; i++)
        json_text(b, str_dup(r->arena, p->account[i].name).p,
                  matter_view_text(view, (size_t)p->account[i].field, r->arena));
    json_close(b, '}');
}

static bool can_do(const struct matter *m, const struct law_act *a)
{
    return !a->opens && matter_is_open(m) && (a->anywhere || law_index_has(&a->from, m->state));
}

static void clock_json(struct buf *b, const struct matter_view *view, size_t i, struct moment now)
{
    static const char *const kind[] = {
        [LAW_TERM_DUTY] = "duty", [LAW_TERM_RIGHT] = "right", [LAW_TERM_WINDOW] = "window"};
    const struct matter *m = &view->matter;
    const struct matter_clock *c = &m->clock[i];
    const struct matter_straddle *s = &view->straddle[i];
    const struct law_term *t = &m->plan->p->term[c->term];
    struct buf due = {0};

    cli_print_due(&due, c);
    json_open(b, NULL, '{');
    json_text(b, "term", t->name);
    json_text(b, "kind", str_from(kind[t->kind]));
    json_text(b, "organ", organ_id(m, t->by));
    json_text(b, "due", buf_view(&due));
    json_bool(b, "overdue", matter_clock_passed(c, now));
    json_text(b, "law", c->law);
    buf_reset(&due);
    if (s->differs)
        print_end(&due, s->due, s->exact, s->why);
    json_text(b, "due_now", buf_view(&due));
    json_close(b, '}');
    buf_release(&due);
}

static void fields_json(struct cli_run *r, struct buf *b, const struct matter_view *view)
{
    const struct law_dataset *d = &view->matter.plan->p->fields;

    json_open(b, "fields", '{');
    for (size_t i = 0; i < d->nfield; i++)
        if (view->matter.value[i].known && !is_balance(view->matter.plan->p, i))
            json_text(b, str_dup(r->arena, d->field[i].name).p,
                      matter_view_text(view, i, r->arena));
    json_close(b, '}');
    json_open(b, "hidden", '[');
    for (size_t i = 0; i < d->nfield; i++)
        if (view->hidden[i])
            json_text(b, NULL, d->field[i].name);
    json_close(b, ']');
}

static void roles_json(struct cli_run *r, struct buf *b, const struct matter *m)
{
    const struct law_procedure *p = m->plan->p;

    json_open(b, "roles", '{');
    for (size_t i = 0; i < p->nrole; i++)
        if (m->organ[i] >= 0)
            json_text(b, str_dup(r->arena, p->role[i].name).p, organ_id(m, (int)i));
    json_close(b, '}');
}

static void links_json(struct buf *b, const struct matter_view *v)
{
    json_open(b, "links", '[');
    for (size_t i = 0; i < v->nlink; i++) {
        json_open(b, NULL, '{');
        json_i64(b, "matter", v->link[i].matter);
        json_text(b, "kind", v->link[i].kind);
        json_bool(b, "forward", v->link[i].forward);
        json_close(b, '}');
    }
    json_close(b, ']');
    json_open(b, "clue", '{');
    json_i64(b, "id", v->clue);
    json_text(b, "rule", v->rule);
    json_text(b, "rule_version", v->rule_version);
    json_close(b, '}');
}

static void matter_json(struct cli_run *r, struct buf *b, const struct matter_view *view)
{
    const struct matter *m = &view->matter;
    const struct law_procedure *p = m->plan->p;

    json_open(b, NULL, '{');
    json_i64(b, "matter", m->id);
    json_text(b, "procedure", p->id);
    json_text(b, "procedure_version", p->version);
    json_text(b, "current_version", view->current);
    json_i64(b, "version", m->version);
    json_text(b, "state", p->state[m->state].name);
    json_bool(b, "open", matter_is_open(m));
    roles_json(r, b, m);
    fields_json(r, b, view);
    accounts_json(r, b, view);
    json_open(b, "clocks", '[');
    for (size_t i = 0; i < m->nclock; i++)
        if (matter_clock_open(&m->clock[i]))
            clock_json(b, view, i, cli_now(r));
    json_close(b, ']');
    links_json(b, view);
    json_open(b, "acts", '[');
    for (size_t i = 0; i < p->nact; i++)
        if (can_do(m, &p->act[i]))
            json_text(b, NULL, p->act[i].name);
    json_close(b, ']');
    json_close(b, '}');
    buf_char(b, '\n');
}

static void print_details(struct cli_run *r, struct buf *b, const struct matter_view *view)
{
    const struct matter *m = &view->matter;
    const struct law_procedure *p = m->plan->p;

    for (size_t i = 0; i < p->nrole; i++)
        if (m->organ[i] >= 0)
            buf_fmt(b, "  %.*s  %.*s\n", STR_F(p->role[i].name),
                    STR_F(m->plan->law->organ[m->organ[i]].name));
    for (size_t i = 0; i < p->fields.nfield; i++)
        if (!is_balance(p, i) && (m->value[i].known || view->hidden[i]))
            buf_fmt(
                b, "  %.*s  %.*s\n", STR_F(p->fields.field[i].name),
                STR_F(view->hidden[i] ? STR("（不可见）") : matter_view_text(view, i, r->arena)));
    for (size_t i = 0; i < p->naccount; i++)
        buf_fmt(b, "  账户 %.*s  %.*s\n", STR_F(p->account[i].name),
                STR_F(matter_view_text(view, (size_t)p->account[i].field, r->arena)));
}

/* A clock that straddles a change of the law shows both. */
static void print_straddle(struct buf *b, const struct matter_straddle *s)
{
    if (!s->differs)
        return;
    buf_fmt(b, "    上列依法律版本 %.*s 计算；依现行法律：",
            STR_F(s->law.n ? s->law : STR("（未记）")));
    print_end(b, s->due, s->exact, s->why);
    buf_z(b, "（liandong law reproject 重算）\n");
}

static void print_clocks(struct buf *b, const struct matter_view *view, struct moment now)
{
    const struct matter *m = &view->matter;

    for (size_t i = 0; i < m->nclock; i++) {
        const struct matter_clock *c = &m->clock[i];
        const struct law_term *t;

        if (!matter_clock_open(c))
            continue;
        t = &m->plan->p->term[c->term];
        buf_fmt(b, "  期限 %.*s  ", STR_F(t->name));
        cli_print_due(b, c);
        if (t->by >= 0)
            buf_fmt(b, "  %.*s", STR_F(m->plan->p->role[t->by].name));
        buf_z(b, matter_clock_passed(c, now) ? "  已逾期\n" : "\n");
        print_straddle(b, &view->straddle[i]);
    }
}

/* What found it, what it belongs with, and by which text it runs when the law has another now. */
static void print_origin(struct buf *b, const struct matter_view *v)
{
    const struct law_procedure *p = v->matter.plan->p;

    if (v->clue)
        buf_fmt(b, "  线索 %lld  规则 %.*s（版本 %.*s）\n", (long long)v->clue, STR_F(v->rule),
                STR_F(v->rule_version));
    for (size_t i = 0; i < v->nlink; i++) {
        const struct matter_linked *l = &v->link[i];
        const char *kind = str_eq(l->kind, STR("open"))  ? "开启"
                           : str_eq(l->kind, STR("act")) ? "办理"
                                                         : "归入";

        buf_fmt(b, "  关联 %s  %s事项 %lld\n", kind, l->forward ? "→ " : "← ",
                (long long)l->matter);
    }
    if (v->current.n == 0)
        buf_fmt(b, "  程序版本 %.*s；现行法律已没有这一程序\n", STR_F(p->version));
    else if (!str_eq(v->current, p->version))
        buf_fmt(b, "  程序版本 %.*s；现行版本 %.*s（liandong matter migrate 可以改用）\n",
                STR_F(p->version), STR_F(v->current));
}

static void matter_text(struct cli_run *r, struct buf *b, const struct matter_view *view)
{
    const struct matter *m = &view->matter;
    const struct law_procedure *p = m->plan->p;
    size_t said = 0;

    buf_fmt(b, "事项 %lld  %.*s  状态：%.*s  第 %lld 次办理\n", (long long)m->id, STR_F(p->name),
            STR_F(p->state[m->state].name), (long long)m->version);
    print_origin(b, view);
    print_details(r, b, view);
    print_clocks(b, view, cli_now(r));
    buf_z(b, "  可以办理：");
    for (size_t i = 0; i < p->nact; i++)
        if (can_do(m, &p->act[i]))
            buf_fmt(b, "%s%.*s", said++ ? "、" : "", STR_F(p->act[i].name));
    buf_z(b, said ? "\n" : "无\n");
}

void cli_print_matter(struct cli_run *r, const struct matter_view *m)
{
    struct buf b = {0};

    if (r->json)
        matter_json(r, &b, m);
    else
        matter_text(r, &b, m);
    cli_print(r, &b);
    buf_release(&b);
}
