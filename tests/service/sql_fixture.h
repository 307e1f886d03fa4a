#ifndef TESTS_SERVICE_SQL_FIXTURE_H
#define TESTS_SERVICE_SQL_FIXTURE_H
/*
 * tests/service/sql_fixture.h - a database with screening tables made from tables in memory, and one rule
 * asked of it and of the row evaluator.
 *
 * The first argument of the program says which engine must have run: sqlite or postgres; the
 * database's own name is held against it.
 */
#include "../rule/rule_fixture.h"
#include "../store/home.h"
#include "rule/emit_sql.h"
#include "service/screen/engine_sql.h"
#include "store/driver.h"

struct sql_bench {
    struct arena arena;
    struct law *law;
    struct home home;
    struct screen_mirror mirror;
    size_t asked, hits, misses, undetermined; /* answers that were compared */
};

extern const char *sql_engine; /* of main: argv[1] */

static inline const char *sql_place(struct sql_bench *b)
{
    const char *url = getenv("LIANDONG_POSTGRES");

    if (strcmp(sql_engine, "sqlite") == 0)
        return str_fmt(&b->arena, "%s/screen.db", b->home.path).p;
    if (!url)
        fail_msg("LIANDONG_POSTGRES is not set: run this through tools/with-postgres");
    return url;
}

static inline void sql_bench_init(struct sql_bench *b, const char *law_dir)
{
    bool lite = strcmp(sql_engine, "sqlite") == 0;
    struct err err;

    memset(b, 0, sizeof(*b));
    arena_init(&b->arena, 0);
    b->home = home_make();
    b->law = fixture_law_at(law_dir);
    if (screen_mirror_open(b->law, lite ? SQL_SQLITE : SQL_POSTGRES, sql_place(b), &b->mirror,
                           &err) != ERR_OK)
        fail_msg("%s\n%s", err.message, err.zh);
    assert_true(str_starts(b->mirror.server, lite ? STR("SQLite ") : STR("PostgreSQL ")));
}

static inline void sql_bench_release(struct sql_bench *b)
{
    struct err err;

    assert_int_equal(screen_mirror_close(&b->mirror, false, &err), ERR_OK);
    law_unref(b->law);
    home_drop(&b->home);
    arena_release(&b->arena);
}

static inline struct str sql_code(const struct law *law, const struct law_field *f, int64_t n)
{
    if (f->type == LAW_ORGAN)
        return law->organ[n].id;
    return f->code_of == LAW_CODE_CAUSE ? law->cause[n].code : f->value[n];
}

/* Field number n of the row; texts borrowed from the pool, whose chunks are open here. */
static inline struct registry_value sql_value(const struct law *law, const struct law_field *f,
                                              const struct column_table *t, size_t n, size_t row)
{
    const struct column *c = &t->column[n];
    struct registry_value v = {.known = column_known(c, row)};

    if (!v.known)
        return v;
    if (c->kind == COLUMN_TEXT)
        v.text = column_text(t, n, row, NULL);
    else if (c->kind == COLUMN_ID)
        v.num = column_id(t, n, row);
    else
        v.num = column_number(c, row);
    if (f->type == LAW_CODE || f->type == LAW_ORGAN)
        v.text = sql_code(law, f, v.num);
    return v;
}

/* The table of dataset d as a screening table: all fields, record = row + 1. */
static inline void sql_fill(struct sql_bench *b, const struct rule_world *w, size_t d)
{
    const struct law_dataset *of = &b->law->dataset[d];
    const struct column_table *t = &w->table[d];
    struct arena a;
    struct err err;
    int *field;
    struct registry_value *v;
    struct screen_mirror_table table = {of, NULL, of->nfield};

    arena_init(&a, 0);
    field = ARENA_ARRAY(&a, int, of->nfield + 1);
    v = ARENA_ARRAY(&a, struct registry_value, of->nfield + 1);
    for (size_t f = 0; f < of->nfield; f++)
        field[f] = (int)f;
    table.field = field;
    if (screen_mirror_begin(&b->mirror, &table, &err) != ERR_OK)
        fail_msg("%s", err.message);
    for (size_t row = 0; row < t->n; row++) {
        for (size_t f = 0; f < of->nfield; f++)
            v[f] = sql_value(b->law, &of->field[f], t, f, row);
        if (screen_mirror_row(&b->mirror, &table, (int64_t)row + 1, v, &err) != ERR_OK)
            fail_msg("%s", err.message);
    }
    if (screen_mirror_end(&b->mirror, &err) != ERR_OK)
        fail_msg("%s", err.message);
    arena_release(&a);
}

static inline enum err_code sql_take(void *p, int64_t record, bool undetermined, struct err *err)
{
    enum rule_outcome *outcome = p;

    (void)err;
    outcome[record - 1] = undetermined ? RULE_UNDETERMINED : RULE_HIT;
    return ERR_OK;
}

static inline const char *sql_outcome(enum rule_outcome o)
{
    return o == RULE_HIT ? "hit" : o == RULE_MISS ? "miss" : "undetermined";
}

static inline void sql_print_row(struct sql_bench *b, const struct rule_plan *plan,
                                 const struct rule_world *w, size_t row)
{
    const struct law_dataset *d = plan->dataset;
    const struct column_table *t = &w->table[d - b->law->dataset];
    struct buf out = {0};

    for (size_t f = 0; f < d->nfield; f++) {
        if (!column_known(&t->column[f], row))
            continue;
        buf_fmt(&out, "%.*s: ", STR_F(d->field[f].name));
        rule_print_value(&out, b->law, d, f, t, row);
        if (t->column[f].kind == COLUMN_NUMBER)
            buf_fmt(&out, " (%lld)", (long long)column_number(&t->column[f], row));
        buf_z(&out, "; ");
    }
    print_error("record %zu: %s\n", row + 1, buf_cstr(&out));
    buf_release(&out);
}

static inline void sql_print_rule(struct sql_bench *b, const struct rule_plan *plan,
                                  struct day today)
{
    struct buf out = {0};

    screen_engine_text(plan, b->mirror.dialect, today, &out);
    print_error("%.*s\n%s\n", STR_F(plan->text), buf_cstr(&out));
    buf_release(&out);
}

static inline void sql_ask(struct sql_bench *b, const struct rule_plan *plan,
                           const struct rule_world *w, enum rule_outcome *ret)
{
    struct err err;

    if (screen_engine_rule(&b->mirror, plan, DAY_NONE, w->today, sql_take, ret, &err) != ERR_OK) {
        sql_print_rule(b, plan, w->today);
        fail_msg("%s: %s", sql_engine, err.message);
    }
}

static inline void sql_count(struct sql_bench *b, enum rule_outcome o)
{
    b->asked++;
    b->hits += o == RULE_HIT;
    b->misses += o == RULE_MISS;
    b->undetermined += o == RULE_UNDETERMINED;
}

/* What the vector engine says of every row, searching for aggregates or walking groups. */
static inline void sql_ask_vector(const struct rule_binding *binding, const struct rule_plan *plan,
                                  const struct rule_world *w, bool walks, enum rule_outcome *ret)
{
    size_t d = (size_t)(plan->dataset - w->law->dataset), parts = 0;
    struct rule_vector *v = rule_vector_new(binding, NULL);
    struct rule_block *block = rule_block_new(v);
    uint64_t hit[COLUMN_WORDS], maybe[COLUMN_WORDS];

    if (walks)
        parts = rule_vector_walks(v, true);
    for (size_t i = 0; i < parts; i++)
        rule_block_walk(block, i);
    for (size_t number = 0; number < w->table[d].nblock; number++) {
        if (!rule_block_open(block, d, number) || rule_block_eval(block, 0, hit, maybe) == 0)
            continue;
        for (size_t i = 0; i < w->table[d].fill[number]; i++)
            ret[number * COLUMN_BLOCK + i] = column_bit(hit, i)     ? RULE_HIT
                                             : column_bit(maybe, i) ? RULE_UNDETERMINED
                                                                    : RULE_MISS;
    }
    rule_block_free(block);
    rule_vector_free(v);
}

/* Every row of the rule's dataset, by the evaluator, the vector engine and the database.  How many
 * differ. */
static inline size_t sql_compare(struct sql_bench *b, struct rule_plan *plan,
                                 const struct rule_world *w)
{
    size_t n = w->table[plan->dataset - b->law->dataset].n, different = 0;
    struct rule_binding *binding;
    enum rule_outcome *said, *vector, *walked;
    struct arena a;
    struct err err;

    arena_init(&a, 0);
    said = ARENA_ARRAY(&a, enum rule_outcome, n + 1);
    assert_int_equal(rule_bind(w, &plan, 1, &binding, &err), ERR_OK);
    vector = ARENA_ARRAY(&a, enum rule_outcome, n + 1);
    walked = ARENA_ARRAY(&a, enum rule_outcome, n + 1);
    sql_ask(b, plan, w, said);
    sql_ask_vector(binding, plan, w, false, vector);
    sql_ask_vector(binding, plan, w, true, walked);
    for (size_t row = 0; row < n; row++) {
        enum rule_outcome o = rule_eval(binding, 0, row, &a);

        sql_count(b, o);
        if (o == said[row] && o == vector[row] && o == walked[row])
            continue;
        if (different++ == 0)
            sql_print_rule(b, plan, w->today);
        sql_print_row(b, plan, w, row);
        print_error("evaluator: %s, vector: %s, by groups: %s, %s: %s\n", sql_outcome(o),
                    sql_outcome(vector[row]), sql_outcome(walked[row]), sql_engine,
                    sql_outcome(said[row]));
    }
    rule_binding_free(binding);
    arena_release(&a);
    return different;
}

#endif
