/*
 * tests/fuzz/procedure_fuzz.c - a procedure of any bytes, and acts out of bytes on it.  Up to the first
 * zero byte is the text of a procedure, loaded against the shipped law; when it is none, or empty,
 * the next byte says which of the shipped procedures it is.  The bytes behind it are dice for acts
 * (tests/matter/play.h).
 *
 * Whatever comes: a matter stands in a declared state; a refusal changes nothing; its clocks follow
 * from its acts and the calendar; its acts' bytes give the same matter again; and it moves to
 * another version of its procedure whole or not at all.
 */
#include "../matter/play.h"

#include "base/bug.h"
#include "matter/bytes.h"
#include "matter/clue_fill.h"
#include "matter/due.h"
#include "matter/migrate.h"

enum { MOST_ACTS = 40 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The law and its procedures are loaded once and kept: they never change. */
static const struct matter_book *shipped(void)
{
    static struct matter_book book;
    static struct arena arena;
    struct diag_list diags;
    struct err err;
    struct law *law;

    if (book.n)
        return &book;
    arena_init(&arena, 0);
    diag_init(&diags, &arena);
    BUG_ON(law_load(SOURCE_ROOT "/law", &law, &diags, &err) != ERR_OK);
    BUG_ON(matter_book_make(law, &arena, &diags, &book, &err) != ERR_OK);
    return &book;
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

static void check_clocks(const struct matter *m, struct arena *a)
{
    for (size_t i = 0; i < m->nclock; i++) {
        struct matter_clock c = m->clock[i];
        struct err err;

        BUG_ON(c.no != (int64_t)i + 1 || c.start < 1 || c.start > m->version || c.end > m->version);
        BUG_ON(!matter_is_open(m) && matter_clock_open(&c));
        if (c.term < 0)
            continue;
        c.due = MOMENT_NONE;
        BUG_ON(matter_due(m->plan, a, &c, &err) != ERR_OK);
        BUG_ON(c.due.n != m->clock[i].due.n || c.exact != m->clock[i].exact);
    }
}

static void check_matter(const struct matter *m, struct arena *a)
{
    struct matter again = matter_none(m->plan, a);
    struct buf b = {0}, c = {0};
    struct err err;

    BUG_ON(m->state < 0 || (size_t)m->state >= m->plan->p->nstate);
    check_clocks(m, a);
    bytes_matter(&b, m);
    BUG_ON(bytes_matter_read(buf_view(&b), a, &again, &err) != ERR_OK);
    bytes_matter(&c, &again);
    BUG_ON(!str_eq(buf_view(&b), buf_view(&c)));
    buf_release(&b);
    buf_release(&c);
}

static void keep_bytes(struct game *g, const struct matter_change *c)
{
    struct bytes_head head = {.matter = 1,
                              .no = c->after.version,
                              .procedure = g->plan->p->id,
                              .version = g->plan->p->version,
                              .law = g->plan->law->version,
                              .entered = g->now,
                              .key = STR("k"),
                              .act = &c->done};
    struct buf b = {0};

    bytes_act(&b, g->plan->law, &head);
    vec_push(g->arena, &g->bytes, str_dup(g->arena, buf_view(&b)));
    buf_release(&b);
}

static void replay(struct game *g)
{
    struct matter m = matter_none(g->plan, g->arena);

    for (size_t i = 0; i < g->bytes.n; i++) {
        struct bytes_head head;
        struct matter_act act;
        struct matter_change change;
        struct err err;

        BUG_ON(bytes_act_read(g->plan->law, g->bytes.at[i], g->arena, &head, &act, &err) != ERR_OK);
        BUG_ON(matter_apply(&m, &act, g->arena, &change, &err) != ERR_OK);
        m = change.after;
    }
    BUG_ON(!str_eq(bytes_of(g->arena, &m), bytes_of(g->arena, &g->m)));
}

/* ---- the game ---- */

static void step(struct game *g)
{
    const struct matter before = g->m;
    struct str was = before.version ? bytes_of(g->arena, &before) : STR("");
    struct matter_act wish = any_wish(g);
    struct matter_change change;
    struct err err;

    if (matter_apply(&before, &wish, g->arena, &change, &err) == ERR_OK) {
        BUG_ON(change.after.version != before.version + 1);
        g->m = change.after;
        keep_bytes(g, &change);
        check_matter(&g->m, g->arena);
    }
    if (before.version)
        BUG_ON(!str_eq(was, bytes_of(g->arena, &before)));
}

static void move(struct game *g, const struct matter_plan *to)
{
    struct matter_act act = {.at = g->m.at, .timed = true, .actor = {.organ = any_organ(g, 0)}};
    struct str was = bytes_of(g->arena, &g->m);
    struct matter_change change;
    struct err err;

    act.actor.person = STR("甲");
    if (matter_migrate(&g->m, to, &act, g->arena, &change, &err) == ERR_OK)
        check_matter(&change.after, g->arena);
    BUG_ON(!str_eq(was, bytes_of(g->arena, &g->m)));
}

static void play(struct game *g, const struct matter_plan *other)
{
    bool any;

    g->m = matter_none(g->plan, g->arena);
    g->now = moment_at((struct day){19724}, 9 * MOMENT_HOUR); /* 2024-01-02T09:00 */
    for (int i = 0; i < MOST_ACTS && g->dice.nbyte > 0; i++)
        if (g->m.version == 0 || matter_is_open(&g->m))
            step(g);
    any = g->m.version > 0;
    if (any)
        replay(g);
    if (any && other)
        move(g, other);
}

/* ---- the input ---- */

/* The procedure that the text writes; NULL when it writes none. */
static const struct matter_plan *written(const struct matter_book *book, struct str text,
                                         struct arena *a)
{
    struct matter_plan *plan = ARENA_NEW(a, struct matter_plan);
    const struct law_procedure *p;
    struct diag_list diags;
    struct err err;

    diag_init(&diags, a);
    if (law_procedure_parse(book->law, (struct law_text){STR("law/procedure/x.yaml"), text}, a,
                            &diags, &p, &err) != ERR_OK)
        return NULL;
    if (p->nact == 0 || p->nrole == 0 || p->nstate == 0)
        return NULL;
    if (matter_plan_make(book->law, p, a, &diags, plan, &err) != ERR_OK)
        return NULL;
    matter_clue_check(plan, &diags);
    return plan;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t nothing[1];
    const struct matter_book *book = shipped();
    const uint8_t *zero = size ? memchr(data, 0, size) : NULL;
    size_t ntext = zero ? (size_t)(zero - data) : 0, at = zero ? ntext + 1 : 0;
    const struct matter_plan *text, *other;
    struct arena a;
    struct game g = {.arena = &a};

    arena_init(&a, 0);
    g.dice = (struct dice){.byte = size > at ? data + at : nothing, .nbyte = size - at};
    text = ntext ? written(book, (struct str){(const char *)data, ntext}, &a) : NULL;
    g.plan = text ? text : &book->plan[roll_byte(&g.dice) % book->n];
    other = text ? matter_plan_find(book, text->p->id) : NULL;
    play(&g, other);
    arena_release(&a);
    return 0;
}
