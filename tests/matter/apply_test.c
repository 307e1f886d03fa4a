/*
 * tests/matter/apply_test.c - what holds of any sequence of acts: only declared states, a refusal
 * changes nothing, clocks follow from acts and calendar, and the acts' canonical bytes give the
 * same matter again, byte for byte.
 */
#include "matter_fixture.h"

#include "matter/bytes.h"
#include "matter/due.h"

enum { STEPS = 100000, LONGEST = 40 };

static struct law *law;

struct dice {
    uint64_t x;
};

static uint64_t roll(struct dice *d, uint64_t n)
{
    d->x ^= d->x << 13;
    d->x ^= d->x >> 7;
    d->x ^= d->x << 17;
    return n ? d->x % n : 0;
}

struct game {
    struct dice dice;
    struct arena *arena;
    const struct matter_plan *plan;
    struct matter m;
    struct moment now;
    VEC(struct str) bytes; /* of the accepted acts */
    int64_t accepted, refused;
    bool *reached; /* states of the procedure that were ever reached */
};

/* ---- an act out of the dice ---- */

static struct str number(struct game *g, uint64_t n)
{
    return str_fmt(g->arena, "%llu", (unsigned long long)n);
}

static struct str any_value(struct game *g, const struct law_field *f)
{
    struct buf b = {0};
    struct str s;

    switch (f->type) {
    case LAW_BOOL:
        return roll(&g->dice, 2) ? STR("是") : STR("否");
    case LAW_INT:
        return number(g, roll(&g->dice, 4));
    case LAW_MONEY:
        return str_fmt(g->arena, "%llu元", (unsigned long long)roll(&g->dice, 100000));
    case LAW_QUANTITY:
        return str_fmt(g->arena, "%llu%.*s", (unsigned long long)roll(&g->dice, 9),
                       STR_F(law->unit[f->unit].name));
    case LAW_DATE:
        day_print(&b, (struct day){moment_day(g->now).n + (int32_t)roll(&g->dice, 60) - 30});
        s = str_dup(g->arena, buf_view(&b));
        buf_release(&b);
        return s;
    case LAW_CODE:
        return f->nvalue ? f->value[roll(&g->dice, f->nvalue)] : law->cause[0].code;
    case LAW_ORGAN:
        return law->organ[roll(&g->dice, law->norgan)].id;
    case LAW_REGION:
        return STR("110109");
    case LAW_TEXT:
    case LAW_PARTY:
        break;
    }
    return roll(&g->dice, 8) ? STR("甲") : STR("一\t二\\n\n三");
}

static void add_fields(struct game *g, const struct law_index_list *l, uint64_t of, uint64_t n,
                       struct matter_pairs *to)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct law_field *f = &g->plan->p->fields.field[l->at[i]];

        if (roll(&g->dice, n) < of)
            to->at[to->n++] = (struct matter_pair){f->name, any_value(g, f)};
    }
}

/* What a worked example fills in for the act: dice alone would not add up a score sheet. */
static bool as_in_example(struct game *g, const struct law_act *a, struct matter_pairs *to)
{
    const struct law_procedure *p = g->plan->p;
    const struct law_procedure_example *e = &p->example[roll(&g->dice, p->nexample)];

    for (size_t i = 0; i < e->nstep; i++) {
        const struct law_example_step *s = &e->step[i];

        if (s->act < 0 || &p->act[s->act] != a || s->refused.n > 0)
            continue;
        for (size_t k = 0; k < s->fields.n; k++)
            to->at[to->n++] = (struct matter_pair){s->fields.at[k].name, s->fields.at[k].value};
        return true;
    }
    return false;
}

static int any_organ(struct game *g, int role)
{
    const struct law_role *r = &g->plan->p->role[role];
    int own = r->of >= 0 ? r->of : role;

    if (g->m.organ[own] >= 0 && roll(&g->dice, 20))
        return g->m.organ[own];
    for (int tries = 0; tries < 200; tries++) {
        int o = (int)roll(&g->dice, law->norgan);

        if (law->organ[o].kind != LAW_ORGAN_SECTION &&
            law_role_takes(g->plan->p, own, law->organ[o].kind))
            return o;
    }
    return 0;
}

static bool fits(const struct game *g, const struct law_act *a)
{
    if (g->m.version == 0)
        return a->opens;
    return !a->opens && (a->anywhere || law_index_has(&a->from, g->m.state));
}

/* Mostly one that the state allows; any one now and then. */
static const struct law_act *any_act(struct game *g)
{
    const struct law_procedure *p = g->plan->p;
    bool wild = roll(&g->dice, 10) == 0;

    for (int tries = 0; tries < 300; tries++) {
        const struct law_act *a = &p->act[roll(&g->dice, p->nact)];

        if (wild || fits(g, a))
            return a;
    }
    return &p->act[0];
}

static struct matter_act any_wish(struct game *g)
{
    const struct law_act *a = any_act(g);
    const struct law_procedure *p = g->plan->p;
    struct matter_act act = {.name = a->name, .timed = roll(&g->dice, 10) != 0};
    size_t most = p->fields.nfield + 1;

    g->now.n += (int64_t)roll(&g->dice, (uint64_t)12 * MOMENT_DAY);
    act.at = act.timed ? g->now : moment_at(moment_day(g->now), 0);
    act.actor.organ = any_organ(g, a->by.at[0]);
    act.actor.person = STR("甲");
    if (roll(&g->dice, 20)) {
        act.actor.capability = &p->role[a->by.at[0]].capability;
        act.actor.ncapability = 1;
    }
    act.field.at = ARENA_ARRAY(g->arena, struct matter_pair, most);
    if (roll(&g->dice, 3) || !as_in_example(g, a, &act.field)) {
        add_fields(g, &a->need, 29, 30, &act.field);
        add_fields(g, &a->may, 1, 2, &act.field);
    }
    act.paper.at = ARENA_ARRAY(g->arena, struct matter_pair, a->npaper + 1);
    for (size_t i = 0; i < a->npaper; i++)
        if (roll(&g->dice, 30))
            act.paper.at[act.paper.n++] = (struct matter_pair){a->paper[i].name, STR("一号")};
    act.role.at = ARENA_ARRAY(g->arena, struct matter_pair, a->names.n + 1);
    for (size_t i = 0; i < a->names.n; i++)
        if (roll(&g->dice, 10))
            act.role.at[act.role.n++] = (struct matter_pair){
                p->role[a->names.at[i]].name, law->organ[any_organ(g, a->names.at[i])].id};
    act.join.at = ARENA_ARRAY(g->arena, struct matter_pair, a->nlink + 1);
    for (size_t i = 0; i < a->nlink; i++)
        if (a->link[i].kind == LAW_LINK_JOIN)
            act.join.at[act.join.n++] = (struct matter_pair){a->link[i].procedure, STR("1")};
    return act;
}

/* ---- what must hold ---- */

static struct str bytes_of(struct arena *a, const struct matter *m)
{
    struct buf b = {0};
    struct str s;

    buf_fmt(&b, "%d %lld %lld\n", m->state, (long long)m->version, (long long)m->at.n);
    bytes_matter(&b, m);
    for (size_t i = 0; i < m->nclock; i++) {
        buf_fmt(&b, "%lld %d %d %lld\n", (long long)m->clock[i].no, m->clock[i].term,
                (int)m->clock[i].state, (long long)m->clock[i].due.n);
        bytes_clock(&b, &m->clock[i]);
    }
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

static void keep_bytes(struct game *g, const struct matter_change *c)
{
    struct bytes_head head = {.matter = 1,
                              .no = c->after.version,
                              .procedure = g->plan->p->id,
                              .version = g->plan->p->version,
                              .law = law->version,
                              .entered = g->now,
                              .key = STR("k"),
                              .act = &c->done};
    struct buf b = {0};

    bytes_act(&b, law, &head);
    vec_push(g->arena, &g->bytes, str_dup(g->arena, buf_view(&b)));
    buf_release(&b);
}

/* A clock says nothing that does not follow from its acts and the calendar. */
static void check_clocks(struct game *g)
{
    const struct matter *m = &g->m;

    for (size_t i = 0; i < m->nclock; i++) {
        struct matter_clock c = m->clock[i];
        struct err err;

        assert_int_equal(c.no, (int64_t)i + 1);
        assert_true(c.start >= 1 && c.start <= m->version && c.end <= m->version);
        assert_true(matter_is_open(m) || !matter_clock_open(&c));
        c.due = MOMENT_NONE;
        assert_int_equal(matter_due(g->plan, g->arena, &c, &err), ERR_OK);
        assert_int_equal(c.due.n, m->clock[i].due.n);
        assert_int_equal(c.exact, m->clock[i].exact);
    }
}

static void check_step(struct game *g, const struct matter *before, struct str was,
                       enum err_code rc, const struct err *err)
{
    if (rc != ERR_OK) {
        assert_true(rc == ERR_INVALID || rc == ERR_FORBIDDEN || rc == ERR_CONFLICT);
        assert_true(str_has(str_from(err->zh), STR("")) && strlen(err->zh) > 6);
        assert_true(str_eq(was, bytes_of(g->arena, &g->m)));
        return;
    }
    assert_int_equal(g->m.version, before->version + 1);
    assert_true(g->m.state >= 0 && (size_t)g->m.state < g->plan->p->nstate);
    assert_true(before->version == 0 || matter_is_open(before));
    assert_true(str_eq(was, bytes_of(g->arena, before))); /* the old one is untouched */
    check_clocks(g);
}

static void step(struct game *g)
{
    struct matter before = g->m;
    struct str was = before.version ? bytes_of(g->arena, &before) : STR_NULL;
    struct matter_act wish = any_wish(g);
    struct matter_change change;
    struct err err;
    enum err_code rc = matter_apply(&before, &wish, g->arena, &change, &err);

    if (before.version == 0 && rc != ERR_OK) {
        g->refused++;
        return;
    }
    if (rc == ERR_OK) {
        g->m = change.after;
        keep_bytes(g, &change);
        g->reached[g->m.state] = true;
        g->accepted++;
    } else {
        g->refused++;
    }
    if (before.version)
        check_step(g, &before, was, rc, &err);
}

/* The bytes of the acts alone give the same matter. */
static void replay(struct game *g)
{
    struct matter m = matter_none(g->plan, g->arena);

    for (size_t i = 0; i < g->bytes.n; i++) {
        struct bytes_head head;
        struct matter_act act;
        struct matter_change change;
        struct err err;

        OK(bytes_act_read(law, g->bytes.at[i], g->arena, &head, &act, &err));
        OK(matter_apply(&m, &act, g->arena, &change, &err));
        m = change.after;
    }
    assert_true(str_eq(bytes_of(g->arena, &m), bytes_of(g->arena, &g->m)));
}

static void read_back(struct game *g)
{
    struct matter m = matter_none(g->plan, g->arena);
    struct buf b = {0}, again = {0};
    struct err err;

    bytes_matter(&b, &g->m);
    OK(bytes_matter_read(buf_view(&b), g->arena, &m, &err));
    bytes_matter(&again, &m);
    assert_true(str_eq(buf_view(&b), buf_view(&again)));
    buf_release(&b);
    buf_release(&again);
}

static void play(struct game *g)
{
    g->m = matter_none(g->plan, g->arena);
    g->now = moment_of("2024-01-02T09:00:00");
    g->bytes.n = 0;
    for (int i = 0; i < LONGEST && (g->m.version == 0 || matter_is_open(&g->m)); i++)
        step(g);
    if (g->m.version == 0)
        return;
    replay(g);
    read_back(g);
}

static void any_sequence_keeps_the_invariants(void **state)
{
    struct arena book_arena, a;
    struct matter_book book;
    struct game g = {.dice = {20260131}, .arena = &a};
    bool *reached;
    size_t states = 0, seen = 0;

    (void)state;
    print_message("seed %llu\n", (unsigned long long)g.dice.x);
    arena_init(&book_arena, 0);
    arena_init(&a, 0);
    book = book_of(law, &book_arena);
    reached = ARENA_ARRAY(&book_arena, bool, book.n * 64);
    for (int64_t n = 0; g.accepted + g.refused < STEPS; n++) {
        size_t i = (size_t)n % book.n;

        g.plan = &book.plan[i];
        g.reached = &reached[i * 64];
        play(&g);
        memset(&g.bytes, 0, sizeof(g.bytes));
        arena_reset(&a);
    }
    for (size_t i = 0; i < book.n; i++) {
        assert_true(book.plan[i].p->nstate <= 64);
        states += book.plan[i].p->nstate;
        for (size_t k = 0; k < book.plan[i].p->nstate; k++)
            seen += reached[i * 64 + k];
    }
    print_message("%lld acts done, %lld refused, reached %zu of %zu states\n",
                  (long long)g.accepted, (long long)g.refused, seen, states);
    assert_true(g.accepted > STEPS / 3);
    assert_true(seen * 10 > states * 9);
    arena_release(&a);
    arena_release(&book_arena);
}

static int load(void **state)
{
    (void)state;
    law = law_shipped();
    return 0;
}

static int unload(void **state)
{
    (void)state;
    law_unref(law);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_sequence_keeps_the_invariants)};

    return cmocka_run_group_tests_name("matter_apply", tests, load, unload);
}
