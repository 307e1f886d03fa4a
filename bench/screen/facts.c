/* bench/screen/facts.c - see facts.h. */
#include "facts.h"

#include "base/json.h"
#include "export.h"
#include "rule/eval.h"
#include "rule/plan.h"

#include <stdio.h>

struct derived { /* a fact that is worked out beforehand */
    size_t plan;
    const struct rule_node *node;
    bool test; /* yes, no, unknown; else a value */
};

struct facts {
    const struct engine *engine;
    const struct law *law;
    struct arena arena;
    struct buf out;
    size_t plan; /* being written */
    VEC(struct derived) derived;
};

/* ---- operands ---- */

static void derived_name(struct buf *b, const struct derived *d)
{
    buf_fmt(b, "r%zu.%u", d->plan, d->node->id);
}

/* Notes that the node is worked out beforehand, and writes its name as a string. */
static void put_derived(struct facts *f, const struct rule_node *n, bool test)
{
    struct derived d = {f->plan, n, test};
    bool seen = false;

    for (size_t i = 0; i < f->derived.n; i++)
        seen |= f->derived.at[i].plan == d.plan && f->derived.at[i].node == n;
    if (!seen)
        vec_push(&f->arena, &f->derived, d);
    buf_char(&f->out, '"');
    derived_name(&f->out, &d);
    buf_char(&f->out, '"');
}

static bool is_field(const struct rule_node *n)
{
    return n->op == RULE_OP_FIELD && n->level == 0;
}

static void put_fact(struct facts *f, const struct rule_node *n)
{
    if (is_field(n))
        json_text(&f->out, NULL, n->dataset->field[n->field].column);
    else
        put_derived(f, n, false);
}

static void put_value(struct facts *f, const struct rule_node *n)
{
    if (n->op != RULE_OP_CONST) {
        json_open(&f->out, NULL, '{');
        json_key(&f->out, "fact");
        put_fact(f, n);
        json_close(&f->out, '}');
    } else if (n->type.kind == RULE_WORDS) {
        json_text(&f->out, NULL, n->text);
    } else {
        json_i64(&f->out, NULL, n->number);
    }
}

/* ---- conditions ---- */

static void condition(struct facts *f, const struct rule_node *n, bool yes);

static void begin(struct facts *f, const char *operator)
{
    json_open(&f->out, NULL, '{');
    json_text(&f->out, "operator", str_from(operator));
    json_key(&f->out, "fact");
}

static void group(struct facts *f, bool all, const struct rule_node *n, bool yes)
{
    json_open(&f->out, NULL, '{');
    json_open(&f->out, all ? "all" : "any", '[');
    for (size_t i = 0; i < n->nkid; i++)
        condition(f, n->kid[i], yes);
    json_close(&f->out, ']');
    json_close(&f->out, '}');
}

/* A test that is worked out beforehand. */
static void given(struct facts *f, const struct rule_node *n, bool yes)
{
    begin(f, "equal");
    put_derived(f, n, true);
    json_text(&f->out, "value", yes ? STR("yes") : STR("no"));
    json_close(&f->out, '}');
}

static void compare(struct facts *f, const char *operator, const struct rule_node * n)
{
    begin(f, operator);
    put_fact(f, n->kid[0]);
    json_key(&f->out, "value");
    put_value(f, n->kid[1]);
    json_close(&f->out, '}');
}

/* Known ends of a limit or a constant. */
static bool ends(const struct rule_node *n, int64_t *lo, int64_t *hi)
{
    struct rule_eval none = {.law = NULL}; /* such nodes read no row */

    if (n->op == RULE_OP_CONST) {
        *lo = *hi = n->number;
        return n->type.kind != RULE_WORDS;
    }
    return n->op == RULE_OP_LIMIT && n->versions->fixed && rule_range(&none, n, lo, hi);
}

/* fact >= limit holds for sure from the upper end on, fails for sure below the lower. */
static bool against_limit(struct facts *f, const struct rule_node *n, bool yes)
{
    static const struct {
        enum rule_op op;
        const char *yes, *no;
        bool upper; /* the end that must be passed for yes */
    } table[] = {
        {RULE_OP_GE, "greaterThanInclusive", "lessThan", true},
        {RULE_OP_GT, "greaterThan", "lessThanInclusive", true},
        {RULE_OP_LE, "lessThanInclusive", "greaterThan", false},
        {RULE_OP_LT, "lessThan", "greaterThanInclusive", false},
    };
    int64_t lo, hi;

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (n->op != table[i].op || n->kid[0]->ranged || !ends(n->kid[1], &lo, &hi))
            continue;
        begin(f, yes ? table[i].yes : table[i].no);
        put_fact(f, n->kid[0]);
        json_i64(&f->out, "value", table[i].upper == yes ? hi : lo);
        json_close(&f->out, '}');
        return true;
    }
    return false;
}

static bool same_units(const struct rule_node *n)
{
    return n->nkid == 2 && n->scale[0] == 1 && n->scale[1] == 1;
}

/* notEqual holds for a fact that is not there; so it must be there besides. */
static void unequal(struct facts *f, const struct rule_node *n)
{
    json_open(&f->out, NULL, '{');
    json_open(&f->out, "all", '[');
    for (size_t i = 0; i < 2; i++)
        if (n->kid[i]->op != RULE_OP_CONST) {
            begin(f, "present");
            put_fact(f, n->kid[i]);
            json_bool(&f->out, "value", true);
            json_close(&f->out, '}');
        }
    compare(f, "notEqual", n);
    json_close(&f->out, ']');
    json_close(&f->out, '}');
}

/* Equality of texts and numbers; an absent fact is not equal to anything, also not to another. */
static void equality(struct facts *f, const struct rule_node *n, bool yes)
{
    bool equal = (n->op == RULE_OP_EQ) == yes;
    bool constant = n->kid[1]->op == RULE_OP_CONST || n->kid[0]->op == RULE_OP_CONST;

    if (n->ranged || n->kid[0]->op == RULE_OP_CONST || !constant)
        given(f, n, yes);
    else if (equal)
        compare(f, "equal", n);
    else
        unequal(f, n);
}

/* ---- sets ---- */

static void put_members(struct facts *f, const struct rule_set *s)
{
    json_open(&f->out, "value", '[');
    for (size_t i = 0; i < s->nbits; i++)
        if (s->bits[i / 64] >> (i % 64) & 1)
            json_i64(&f->out, NULL, (int64_t)i);
    for (size_t i = 0; i < s->n; i++)
        if (s->kind == RULE_WORDS)
            json_text(&f->out, NULL, s->text[i]);
        else
            json_i64(&f->out, NULL, s->number[i]);
    json_close(&f->out, ']');
}

static void member(struct facts *f, const struct rule_node *n, bool yes)
{
    begin(f, (n->op == RULE_OP_IN) == yes ? "in" : "knownNotIn");
    put_fact(f, n->kid[0]);
    put_members(f, n->set);
    json_close(&f->out, '}');
}

/* 含 任一(…)/全部(…): operators of our own, see peers/json.mjs. */
static void words(struct facts *f, const struct rule_node *n, bool yes)
{
    bool has = (n->op == RULE_OP_HAS) == yes;

    begin(f, n->set->all ? (has ? "hasAll" : "lacksSome") : (has ? "hasAny" : "lacksAll"));
    put_fact(f, n->kid[0]);
    put_members(f, n->set);
    json_close(&f->out, '}');
}

/* ---- standards ---- */

static void conduct(struct facts *f, const char *operator, struct day d)
{
    begin(f, operator);
    json_text(&f->out, NULL, STR("conduct"));
    json_i64(&f->out, "value", d.n);
    json_close(&f->out, '}');
}

static void never(struct facts *f)
{
    begin(f, "in");
    json_text(&f->out, NULL, STR("conduct"));
    json_open(&f->out, "value", '[');
    json_close(&f->out, ']');
    json_close(&f->out, '}');
}

/* One of the versions was in force, and its test holds (or fails) for sure. */
static void meets(struct facts *f, const struct rule_node *n, bool yes)
{
    json_open(&f->out, NULL, '{');
    json_open(&f->out, "any", '[');
    for (size_t i = 0; i < n->versions->n; i++) {
        const struct rule_version *v = &n->versions->at[i];

        if (!v->test || v->law->verified == LAW_VERIFIED_NO || !day_known(v->law->effective))
            continue;
        json_open(&f->out, NULL, '{');
        json_open(&f->out, "all", '[');
        conduct(f, "greaterThanInclusive", v->law->effective);
        if (day_known(v->law->expires))
            conduct(f, "lessThan", v->law->expires);
        condition(f, v->test, yes);
        json_close(&f->out, ']');
        json_close(&f->out, '}');
    }
    never(f); /* an empty list would hold */
    json_close(&f->out, ']');
    json_close(&f->out, '}');
}

static void presence(struct facts *f, const struct rule_node *n, bool yes)
{
    begin(f, "present");
    put_fact(f, n->kid[0]);
    json_bool(&f->out, "value", (n->op == RULE_OP_PRESENT) == yes);
    json_close(&f->out, '}');
}

static void truth(struct facts *f, const struct rule_node *n, bool yes)
{
    begin(f, yes ? "greaterThan" : "equal");
    put_fact(f, n->kid[0]);
    json_i64(&f->out, "value", 0);
    json_close(&f->out, '}');
}

static bool is_order(enum rule_op op)
{
    return op == RULE_OP_GE || op == RULE_OP_GT || op == RULE_OP_LE || op == RULE_OP_LT;
}

/* The condition under which n is certainly true (yes) or certainly false. */
static void condition(struct facts *f, const struct rule_node *n, bool yes)
{
    if (n->op == RULE_OP_AND || n->op == RULE_OP_OR)
        group(f, (n->op == RULE_OP_AND) == yes, n, yes);
    else if (n->op == RULE_OP_NOT)
        condition(f, n->kid[0], !yes);
    else if (n->op == RULE_OP_MEETS && n->level == 0)
        meets(f, n, yes);
    else if (n->op == RULE_OP_TRUE)
        truth(f, n, yes);
    else if (n->op == RULE_OP_MISSING || n->op == RULE_OP_PRESENT)
        presence(f, n, yes);
    else if (n->op == RULE_OP_IN || n->op == RULE_OP_NOT_IN)
        member(f, n, yes);
    else if (n->op == RULE_OP_HAS || n->op == RULE_OP_LACKS)
        words(f, n, yes);
    else if (n->op == RULE_OP_EQ || n->op == RULE_OP_NE)
        equality(f, n, yes);
    else if (!is_order(n->op) || !same_units(n) || !against_limit(f, n, yes))
        given(f, n, yes);
}

/* ---- facts of a record ---- */

static void put_field(struct facts *f, size_t d, size_t field, size_t row)
{
    const char *name = f->law->dataset[d].field[field].column.p;
    struct engine_value v;
    struct arena a;

    arena_init(&a, 0);
    if (engine_value(f->engine, d, field, row, &a, &v)) {
        if (v.text)
            json_text(&f->out, name, v.bytes);
        else
            json_i64(&f->out, name, v.number);
    }
    arena_release(&a);
}

static void put_worked_out(struct facts *f, const struct derived *d, size_t row)
{
    static const char *const said[] = {
        [RULE_NO] = "no", [RULE_YES] = "yes", [RULE_MAYBE] = "unknown"};
    struct rule_value v = {0};
    struct buf name = {0};
    struct rule_eval e;
    struct arena a;

    arena_init(&a, 0);
    derived_name(&name, d);
    rule_eval_start(&e, engine_binding(f->engine), d->plan, row, &a);
    if (d->test)
        json_text(&f->out, buf_cstr(&name), str_from(said[rule_test(&e, d->node)]));
    else if (rule_value(&e, d->node, &v) && d->node->type.kind == RULE_WORDS)
        json_text(&f->out, buf_cstr(&name), rule_words_of(&e, &v));
    else if (rule_value(&e, d->node, &v))
        json_i64(&f->out, buf_cstr(&name), v.n);
    buf_release(&name);
    arena_release(&a);
}

static void put_conduct(struct facts *f, size_t d, size_t row)
{
    const struct law_dataset *dataset = &f->law->dataset[d];
    struct engine_value v;
    struct arena a;

    arena_init(&a, 0);
    for (size_t i = 0; i < dataset->nconduct; i++)
        if (engine_value(f->engine, d, (size_t)dataset->conduct[i], row, &a, &v)) {
            json_i64(&f->out, "conduct", v.number);
            break;
        }
    arena_release(&a);
}

static void put_record(struct facts *f, size_t d, size_t row)
{
    json_open(&f->out, NULL, '{');
    json_i64(&f->out, "id", engine_record(f->engine, d, row));
    json_open(&f->out, "facts", '{');
    for (size_t i = 0; i < f->law->dataset[d].nfield; i++)
        if (engine_has(f->engine, d, i))
            put_field(f, d, i, row);
    put_conduct(f, d, row);
    for (size_t i = 0; i < f->derived.n; i++)
        if (engine_rule(f->engine, f->derived.at[i].plan)->dataset == &f->law->dataset[d])
            put_worked_out(f, &f->derived.at[i], row);
    json_close(&f->out, '}');
    json_close(&f->out, '}');
    buf_char(&f->out, '\n');
}

/* ---- files ---- */

static void write_rules(struct facts *f, const char *folder)
{
    json_open(&f->out, NULL, '[');
    for (f->plan = 0; f->plan < engine_rules(f->engine); f->plan++) {
        const struct rule_plan *p = engine_rule(f->engine, f->plan);
        size_t derived = f->derived.n;

        json_open(&f->out, NULL, '{');
        json_text(&f->out, "rule", p->slug);
        json_text(&f->out, "dataset", p->dataset->id);
        json_open(&f->out, "conditions", '{');
        json_open(&f->out, "all", '[');
        condition(f, p->condition, true);
        json_close(&f->out, ']');
        json_close(&f->out, '}');
        json_i64(&f->out, "worked_out", (int64_t)(f->derived.n - derived));
        json_close(&f->out, '}');
    }
    json_close(&f->out, ']');
    export_file(folder, "rules.json", &f->out);
}

static void write_facts(struct facts *f, size_t d, const char *folder)
{
    const char *name = str_fmt(&f->arena, "facts_%.*s.jsonl", STR_F(f->law->dataset[d].id)).p;

    for (size_t row = engine_next_row(f->engine, d, 0); row != SIZE_MAX;
         row = engine_next_row(f->engine, d, row + 1))
        put_record(f, d, row);
    export_file(folder, name, &f->out);
}

void facts_write(const struct engine *e, const struct law *law, const char *folder)
{
    struct facts f = {.engine = e, .law = law};

    arena_init(&f.arena, 0);
    write_rules(&f, folder);
    for (size_t d = 0; d < law->ndataset; d++)
        if (engine_reads(e, d))
            write_facts(&f, d, folder);
    buf_release(&f.out);
    arena_release(&f.arena);
}
