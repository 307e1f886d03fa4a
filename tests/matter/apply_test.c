/*
 * tests/matter/apply_test.c - what holds of any sequence of acts: only declared states, a refusal
 * changes nothing, clocks follow from acts and calendar, and the acts' canonical bytes give the
 * same matter again, byte for byte.
 */
#include "matter_fixture.h"
#include "play.h"

#include "matter/bytes.h"
#include "matter/due.h"

enum { STEPS = 100000, LONGEST = 40 };

static struct law *law;

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
    struct game g = {.dice = {.x = 20260131}, .arena = &a};
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
