/* matter/term.c - clocks of a matter: which acts they allow, how an act ends, lengthens, pauses and
 * starts them. */
#include "matter/apply_internal.h"
#include "matter/due.h"

bool matter_clock_passed(const struct matter_clock *c, struct moment m)
{
    if (!moment_known(c->due) || c->state == MATTER_CLOCK_PAUSED)
        return false;
    return c->exact ? m.n > c->due.n : m.n >= c->due.n;
}

bool matter_clock_open(const struct matter_clock *c)
{
    return c->state == MATTER_CLOCK_RUNS || c->state == MATTER_CLOCK_PAUSED;
}

/* ---- what terms allow ---- */

static struct matter_clock *open_clock(const struct matter *m, int term)
{
    for (size_t i = m->nclock; i-- > 0;)
        if (m->clock[i].term == term && matter_clock_open(&m->clock[i]))
            return &m->clock[i];
    return NULL;
}

static void say_due(struct buf *b, const struct matter_clock *c)
{
    if (!moment_known(c->due))
        buf_str(b, c->why);
    else if (c->exact)
        moment_print(b, c->due);
    else
        day_print(b, moment_day((struct moment){c->due.n - 1}));
}

static enum err_code say_term(const struct apply *x, const struct law_term *t,
                              const struct matter_clock *c, const char *zh, struct err *err)
{
    struct buf b = {0};

    if (c)
        say_due(&b, c);
    err_set(err, ERR_CONFLICT, "term %.*s does not allow the act", STR_F(t->name));
    err_set_zh(err, "不能办理“%.*s”：期限“%.*s”%s%s%s", STR_F(x->act->name), STR_F(t->name), zh,
               b.n ? "，末日 " : "", buf_cstr(&b));
    buf_release(&b);
    return err->code;
}

/* A window forbids until it has passed, a right until it passes. */
static enum err_code term_allows(const struct apply *x, int i, struct err *err)
{
    const struct law_term *t = &x->p->term[i];
    const struct matter_clock *c = open_clock(x->before, i);

    if (!law_index_has(&t->stop, x->act_no) || !c)
        return ERR_OK;
    if (t->kind == LAW_TERM_WINDOW && !matter_clock_passed(c, x->in->at))
        return say_term(x, t, c, "尚未届满", err);
    if (t->kind == LAW_TERM_RIGHT && matter_clock_passed(c, x->in->at))
        return say_term(x, t, c, "已经届满", err);
    return ERR_OK;
}

/* An act that some terms open needs one of them to have passed undone. */
static enum err_code overdue_allows(const struct apply *x, struct err *err)
{
    const struct law_term *opener = NULL;
    const struct matter_clock *last = NULL;

    for (size_t i = 0; i < x->p->nterm; i++) {
        const struct law_term *t = &x->p->term[i];
        const struct matter_clock *c = open_clock(x->before, (int)i);

        if (!law_index_has(&t->opens, x->act_no))
            continue;
        if (c && matter_clock_passed(c, x->in->at))
            return ERR_OK;
        if (!opener || c) {
            opener = t;
            last = c;
        }
    }
    return opener ? say_term(x, opener, last, "届满而未办理之后才可以", err) : ERR_OK;
}

enum err_code apply_terms_allow(const struct apply *x, struct err *err)
{
    for (size_t i = 0; i < x->p->nterm; i++)
        TRY(term_allows(x, (int)i, err));
    return overdue_allows(x, err);
}

/* ---- what the act does to them ---- */

static struct str actor_id(const struct apply *x)
{
    return x->law->organ[x->in->actor.organ].id;
}

static void end_clock(struct apply *x, struct matter_clock *c, enum matter_clock_state state)
{
    c->late = state == MATTER_CLOCK_DONE && x->p->term[c->term].kind == LAW_TERM_DUTY &&
              matter_clock_passed(c, x->in->at);
    c->state = state;
    c->end = x->out->after.version;
}

static enum err_code prolong(struct apply *x, struct matter_clock *c, struct err *err)
{
    struct matter_prolong *list = ARENA_ARRAY(x->arena, struct matter_prolong, c->nprolong + 1);
    const struct rule_condition_value *v = x->out->after.value;
    int field = x->p->term[c->term].extend_by;

    if (c->nprolong)
        memcpy(list, c->prolong, c->nprolong * sizeof(*list));
    list[c->nprolong++] =
        (struct matter_prolong){field >= 0 && v[field].known ? v[field].n : 0, actor_id(x)};
    c->prolong = list;
    return matter_due(x->plan, x->arena, c, err);
}

static enum err_code pause_clock(struct apply *x, struct matter_clock *c, struct err *err)
{
    struct matter_pause *list = ARENA_ARRAY(x->arena, struct matter_pause, c->npause + 1);

    if (c->npause)
        memcpy(list, c->pause, c->npause * sizeof(*list));
    list[c->npause++] = (struct matter_pause){x->in->at, MOMENT_NONE, x->act->name, actor_id(x)};
    c->pause = list;
    c->state = MATTER_CLOCK_PAUSED;
    return matter_due(x->plan, x->arena, c, err);
}

static enum err_code resume_clock(struct apply *x, struct matter_clock *c, struct err *err)
{
    c->pause = arena_copy(x->arena, c->pause, c->npause * sizeof(*c->pause));
    c->pause[c->npause - 1].to = x->in->at;
    c->state = MATTER_CLOCK_RUNS;
    return matter_due(x->plan, x->arena, c, err);
}

static struct matter_clock *new_clock(struct apply *x)
{
    struct matter *m = &x->out->after;
    struct matter_clock *list = ARENA_ARRAY(x->arena, struct matter_clock, m->nclock + 1);

    if (m->nclock)
        memcpy(list, m->clock, m->nclock * sizeof(*list));
    m->clock = list;
    return &list[m->nclock++];
}

static enum err_code start_clock(struct apply *x, int i, struct err *err)
{
    const struct law_term *t = &x->p->term[i];
    const struct rule_condition_value *v = x->out->after.value;
    int64_t no = x->out->after.nclock ? x->out->after.clock[x->out->after.nclock - 1].no + 1 : 1;
    struct matter_clock *c = new_clock(x);

    *c = (struct matter_clock){.no = no,
                               .term = i,
                               .start = x->out->after.version,
                               .at = x->in->at,
                               .timed = x->in->timed,
                               .until = DAY_NONE,
                               .due = MOMENT_NONE};
    if (t->from >= 0 && v[t->from].known) {
        c->at = moment_at((struct day){(int32_t)v[t->from].n}, 0);
        c->timed = false;
    }
    if (t->until >= 0 && v[t->until].known)
        c->until = (struct day){(int32_t)v[t->until].n};
    return matter_due(x->plan, x->arena, c, err);
}

/* The clocks that run when the act comes. */
static enum err_code change_running(struct apply *x, struct matter_clock *c, struct err *err)
{
    const struct law_term *t;

    if (!matter_clock_open(c))
        return ERR_OK; /* its term may be one that the procedure no longer has */
    t = &x->p->term[c->term];
    if (law_index_has(&t->stop, x->act_no))
        end_clock(x, c, MATTER_CLOCK_DONE);
    else if (law_index_has(&t->cancel, x->act_no) || law_index_has(&t->start, x->act_no))
        end_clock(x, c, MATTER_CLOCK_CANCELLED);
    else if (law_index_has(&t->resume, x->act_no) && c->state == MATTER_CLOCK_PAUSED)
        return resume_clock(x, c, err);
    else if (law_index_has(&t->suspend, x->act_no) && c->state == MATTER_CLOCK_RUNS)
        return pause_clock(x, c, err);
    else if (law_index_has(&t->extend, x->act_no))
        return prolong(x, c, err);
    return ERR_OK;
}

/* A matter that has come to an end owes nothing more. */
static void end_all(struct apply *x)
{
    struct matter *m = &x->out->after;

    for (size_t i = 0; i < m->nclock; i++)
        if (matter_clock_open(&m->clock[i]))
            end_clock(x, &m->clock[i], MATTER_CLOCK_CANCELLED);
}

enum err_code apply_clocks(struct apply *x, struct err *err)
{
    struct matter *m = &x->out->after;

    if (m->nclock)
        m->clock = arena_copy(x->arena, m->clock, m->nclock * sizeof(*m->clock));
    for (size_t i = 0; i < m->nclock; i++)
        TRY(change_running(x, &m->clock[i], err));
    if (!matter_is_open(m)) {
        end_all(x);
        return ERR_OK;
    }
    for (size_t i = 0; i < x->p->nterm; i++)
        if (law_index_has(&x->p->term[i].start, x->act_no) && apply_holds(x, x->plan->term[i]))
            TRY(start_clock(x, (int)i, err));
    return ERR_OK;
}
