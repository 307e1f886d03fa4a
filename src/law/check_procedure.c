/* law/check_procedure.c - what must hold of every procedure: its states can be reached and left, its
 * acts have somebody to do them, its terms can end, what it refers to is there.  Worked examples are
 * walked by matter/, which lies above. */
#include "law/check_internal.h"
#include "law/deadline.h"

#define PLACE_OF(x) (&(x)->place)

/* ---- the graph of states ---- */

/* Does the act leave from that state? */
static bool leaves(const struct law_procedure *p, const struct law_act *a, size_t state)
{
    if (a->opens || p->state[state].final)
        return false;
    return a->anywhere || law_index_has(&a->from, (int)state);
}

/* Marks what can be reached from the marked states. */
static void spread(const struct law_procedure *p, bool *reached)
{
    bool more = true;

    while (more) {
        more = false;
        for (size_t i = 0; i < p->nact; i++)
            for (size_t s = 0; s < p->nstate; s++)
                if (reached[s] && p->act[i].to >= 0 && leaves(p, &p->act[i], s) &&
                    !reached[p->act[i].to])
                    more = reached[p->act[i].to] = true;
    }
}

static bool *reached_by_opening(struct check *c, const struct law_procedure *p)
{
    bool *reached = ARENA_ARRAY(&c->scratch, bool, p->nstate + 1);

    for (size_t i = 0; i < p->nact; i++)
        if (p->act[i].opens && p->act[i].to >= 0)
            reached[p->act[i].to] = true;
    spread(p, reached);
    return reached;
}

static bool is_left(const struct law_procedure *p, size_t state)
{
    for (size_t i = 0; i < p->nact; i++)
        if (leaves(p, &p->act[i], state) && p->act[i].to >= 0 && (size_t)p->act[i].to != state)
            return true;
    return false;
}

static void check_states(struct check *c, const struct law_procedure *p)
{
    const bool *reached = reached_by_opening(c, p);

    for (size_t s = 0; s < p->nstate; s++) {
        const struct law_state *state = &p->state[s];

        if (!reached[s])
            CHECK_ADD(c, DIAG_ERROR, PLACE_OF(state), "程序“%.*s”没有办理行为能到达状态“%.*s”",
                      STR_F(p->name), STR_F(state->name));
        if (!state->final && !is_left(p, s))
            CHECK_ADD(c, DIAG_ERROR, PLACE_OF(state),
                      "程序“%.*s”的状态“%.*s”不是终结状态，却没有办理行为能离开", STR_F(p->name),
                      STR_F(state->name));
        for (size_t i = 0; state->final && i < p->nact; i++)
            if (law_index_has(&p->act[i].from, (int)s))
                CHECK_ADD(c, DIAG_ERROR, PLACE_OF(&p->act[i]), "“%.*s”从终结状态“%.*s”出发",
                          STR_F(p->act[i].name), STR_F(state->name));
    }
}

/* ---- basis ---- */

void check_rests_on(struct check *c, const struct law_basis *b, const struct law_place *at,
                    struct str what)
{
    if (b->verified != LAW_VERIFIED_YES)
        CHECK_ADD(c, DIAG_NOTE, at, "“%.*s”%s", STR_F(what), check_verified(b->verified));
    for (size_t i = 0; i < b->n; i++) {
        const struct law_citation *cite = &b->at[i];

        if (cite->article.n > 0 ? !check_is_article(cite->article)
                                : b->verified == LAW_VERIFIED_YES)
            CHECK_ADD(c, DIAG_ERROR, at, "“%.*s”所引“%.*s”的条文“%.*s”应当写成 第…条", STR_F(what),
                      STR_F(cite->source->title), STR_F(cite->article));
        if (b->verified == LAW_VERIFIED_YES && cite->source->read != LAW_VERIFIED_YES)
            CHECK_ADD(c, DIAG_ERROR, at, "“%.*s”写了已核实，所引“%.*s”的文本却没有读全",
                      STR_F(what), STR_F(cite->source->title));
    }
}

/* ---- acts ---- */

static void check_link(struct check *c, const struct law_procedure *p, const struct law_link *link)
{
    const struct law_procedure *to = law_procedure_find(c->law, link->procedure);
    int act;

    if (!to) {
        CHECK_ADD(c, DIAG_ERROR, PLACE_OF(link), "没有程序“%.*s”", STR_F(link->procedure));
        return;
    }
    act = link->kind == LAW_LINK_JOIN ? -1 : law_act_find(to, link->act);
    if (link->kind != LAW_LINK_JOIN && act < 0)
        CHECK_ADD(c, DIAG_ERROR, PLACE_OF(link), "程序“%.*s”没有办理行为“%.*s”", STR_F(to->name),
                  STR_F(link->act));
    else if (act >= 0 && to->act[act].opens != (link->kind == LAW_LINK_OPEN))
        CHECK_ADD(c, DIAG_ERROR, PLACE_OF(link), "open 应当用开启事项的办理行为，in 不能用");
    for (size_t i = 0; i < link->carry.n; i++) {
        struct str name = p->fields.field[link->carry.at[i]].name;

        if (law_field_find(&to->fields, name) < 0)
            CHECK_ADD(c, DIAG_ERROR, PLACE_OF(link), "程序“%.*s”没有字段“%.*s”", STR_F(to->name),
                      STR_F(name));
    }
    for (size_t i = 0; i < link->nrole; i++)
        if (law_role_find(to, link->role[i].there) < 0)
            CHECK_ADD(c, DIAG_ERROR, PLACE_OF(link), "程序“%.*s”没有角色“%.*s”", STR_F(to->name),
                      STR_F(link->role[i].there));
}

static void check_act(struct check *c, const struct law_procedure *p, const struct law_act *a)
{
    if (a->by.n == 0)
        CHECK_ADD(c, DIAG_ERROR, PLACE_OF(a), "办理行为“%.*s”没有写由谁办理（by）", STR_F(a->name));
    check_rests_on(c, &a->basis, PLACE_OF(a), a->name);
    for (size_t i = 0; i < a->nguard; i++)
        check_rests_on(c, &a->guard[i].basis, &a->guard[i].when.place, a->guard[i].otherwise);
    for (size_t i = 0; i < a->nlink; i++)
        check_link(c, p, &a->link[i]);
}

/* ---- terms ---- */

/* Can the act be done when these states can be reached? */
static bool can_follow(const struct law_procedure *p, const struct law_act *a, const bool *reached)
{
    for (size_t s = 0; s < p->nstate; s++)
        if (reached[s] && leaves(p, a, s))
            return true;
    return false;
}

/* After that start, wherever it leads, can one of the acts of the list come? */
static bool some_can_follow(struct check *c, const struct law_procedure *p,
                            const struct law_act *start, const struct law_index_list *acts)
{
    bool *reached = ARENA_ARRAY(&c->scratch, bool, p->nstate + 1);

    for (size_t s = 0; s < p->nstate; s++)
        reached[s] = start->to >= 0 ? (size_t)start->to == s : leaves(p, start, s);
    spread(p, reached);
    for (size_t i = 0; i < acts->n; i++)
        if (can_follow(p, &p->act[acts->at[i]], reached))
            return true;
    return false;
}

static void check_term(struct check *c, const struct law_procedure *p, const struct law_term *t)
{
    size_t n;

    check_rests_on(c, &t->basis, PLACE_OF(t), t->name);
    if (t->deadline.n > 0 && !law_deadline_find(c->law, t->deadline, &n))
        CHECK_ADD(c, DIAG_ERROR, PLACE_OF(t), "law/deadline 里没有期限“%.*s”", STR_F(t->deadline));
    if (t->stop.n == 0)
        CHECK_ADD(c, DIAG_ERROR, PLACE_OF(t), "期限“%.*s”没有写停止它的办理行为", STR_F(t->name));
    for (size_t i = 0; i < t->start.n; i++) {
        const struct law_act *start = &p->act[t->start.at[i]];

        if (t->stop.n > 0 && !some_can_follow(c, p, start, &t->stop))
            CHECK_ADD(c, DIAG_ERROR, PLACE_OF(t),
                      "期限“%.*s”自“%.*s”起算后，再没有办理行为能使它停止", STR_F(t->name),
                      STR_F(start->name));
    }
    if (t->suspend.n > 0 && t->resume.n == 0)
        CHECK_ADD(c, DIAG_ERROR, PLACE_OF(t), "期限“%.*s”可以中止，却不能恢复", STR_F(t->name));
}

/* ---- fields ---- */

static bool is_set(const struct law_procedure *p, int field)
{
    for (size_t i = 0; i < p->nact; i++)
        if (law_index_has(&p->act[i].need, field) || law_index_has(&p->act[i].may, field))
            return true;
    return check_is_balance(p, field);
}

static void check_procedure(struct check *c, const struct law_procedure *p)
{
    check_rests_on(c, &p->basis, &p->place, p->name);
    check_states(c, p);
    if (p->supervise.kinds)
        check_rests_on(c, &p->supervise.basis, &p->supervise.place, STR("supervise"));
    check_clue_ways(c, p);
    for (size_t i = 0; i < p->nact; i++)
        check_act(c, p, &p->act[i]);
    for (size_t i = 0; i < p->nterm; i++)
        check_term(c, p, &p->term[i]);
    check_postings(c, p);
    for (size_t i = 0; i < p->fields.nfield; i++)
        if (!is_set(p, (int)i))
            CHECK_ADD(c, DIAG_ERROR, &p->fields.field[i].place, "没有办理行为能填写字段“%.*s”",
                      STR_F(p->fields.field[i].name));
    if (p->nexample == 0)
        CHECK_ADD(c, DIAG_ERROR, &p->place, "程序“%.*s”没有例", STR_F(p->name));
}

void check_procedures(struct check *c)
{
    for (size_t i = 0; i < c->law->nprocedure; i++)
        check_procedure(c, c->law->procedure[i]);
}
