/* rule/explain.c - rule_explain: which clauses decided, in sentences; see explain.h, rule.h. */
#include "rule/explain.h"

#include "rule/world.h"

/* ---- notes ---- */

void explain_say(struct explainer *x, struct buf *sentence)
{
    struct str s = buf_view(sentence);

    for (size_t i = 0; i < x->reason->because.n; i++)
        if (str_eq(x->reason->because.at[i], s))
            s = STR("");
    if (s.n)
        vec_push(x->arena, &x->reason->because, str_dup(x->arena, s));
    buf_reset(sentence);
}

void explain_applied(struct explainer *x, const struct law_standard *s)
{
    for (size_t i = 0; i < x->reason->standard.n; i++)
        if (x->reason->standard.at[i] == s)
            return;
    vec_push(x->arena, &x->reason->standard, s);
}

void explain_saw(struct explainer *x, const struct rule_node *n)
{
    struct rule_value_seen seen = {.field = n->field, .shown = STR("缺")};
    const struct column_table *t = x->e.table[0];
    struct buf b = {0};

    for (size_t i = 0; i < x->value.n; i++)
        if (x->value.at[i].field == n->field)
            return;
    if (column_known(&t->column[n->field], x->e.row[0])) {
        rule_print_value(&b, x->e.law, n->dataset, (size_t)n->field, t, x->e.row[0]);
        seen.shown = str_dup(x->arena, buf_view(&b));
        buf_release(&b);
    }
    vec_push(x->arena, &x->value, seen);
}

/* ---- which clauses decided ---- */

static void walk(struct explainer *x, const struct rule_node *n, enum rule_truth t);

/* 且 that failed: the first clause that did. */
static void walk_first(struct explainer *x, const struct rule_node *n, enum rule_truth t)
{
    for (size_t i = 0; i < n->nkid; i++)
        if (rule_test(&x->e, n->kid[i]) == t) {
            walk(x, n->kid[i], t);
            return;
        }
}

static void walk_all(struct explainer *x, const struct rule_node *n, enum rule_truth t)
{
    for (size_t i = 0; i < n->nkid; i++)
        if (rule_test(&x->e, n->kid[i]) == t)
            walk(x, n->kid[i], t);
}

static void walk_standard(struct explainer *x, const struct rule_node *n, enum rule_truth t)
{
    const struct rule_version *v;
    struct buf b = {0};

    if (rule_version_at(&x->e, n, &v) == RULE_VERSION_FOUND && v->test) {
        explain_version(x, n, t, &b);
        explain_say(x, &b);
        walk(x, v->test, t);
    } else {
        explain_sentence(x, n, t, &b);
        explain_say(x, &b);
    }
    buf_release(&b);
}

static void walk(struct explainer *x, const struct rule_node *n, enum rule_truth t)
{
    struct buf b = {0};

    if (n->op == RULE_OP_NOT) {
        walk(x, n->kid[0], rule_truth_not(t));
    } else if (n->op == RULE_OP_AND && t == RULE_NO) {
        walk_first(x, n, t);
    } else if (n->op == RULE_OP_AND || n->op == RULE_OP_OR) {
        walk_all(x, n, t);
    } else if (n->op == RULE_OP_MEETS) {
        walk_standard(x, n, t);
    } else {
        explain_sentence(x, n, t, &b);
        explain_say(x, &b);
        buf_release(&b);
    }
}

/* What an unknown outcome hinges on: the unknown leaves that nothing else settled. */
static void walk_missing(struct explainer *x, const struct rule_node *n)
{
    const struct rule_version *v;

    if (n->op == RULE_OP_AND || n->op == RULE_OP_OR || n->op == RULE_OP_NOT) {
        for (size_t i = 0; i < n->nkid; i++)
            if (rule_test(&x->e, n->kid[i]) == RULE_MAYBE)
                walk_missing(x, n->kid[i]);
    } else if (n->op == RULE_OP_MEETS && rule_version_at(&x->e, n, &v) == RULE_VERSION_FOUND &&
               v->test) {
        walk_missing(x, v->test);
    } else {
        explain_missing(x, n);
    }
}

/* ---- the clue ---- */

static struct str fill_clue(struct explainer *x, const struct rule_text *clue)
{
    struct buf b = {0};
    struct str s;

    for (size_t i = 0; i < clue->n; i++) {
        buf_str(&b, clue->hole[i].before);
        if (clue->hole[i].value)
            explain_value(x, clue->hole[i].value, &b);
    }
    s = str_dup(x->arena, buf_view(&b));
    buf_release(&b);
    return s;
}

/* A miss: the first side of 且 that failed, as far down as 且 goes. */
static struct str failed_clause(struct explainer *x, const struct rule_node *n)
{
    struct buf b = {0};
    struct str s;

    while (n->op == RULE_OP_AND) {
        size_t i = 0;

        while (rule_test(&x->e, n->kid[i]) != RULE_NO)
            i++;
        n = n->kid[i];
    }
    rule_print_source(&b, n->source);
    s = str_dup(x->arena, buf_view(&b));
    buf_release(&b);
    return s;
}

enum rule_outcome explain_outcome(enum rule_truth t)
{
    static const enum rule_outcome of[] = {
        [RULE_NO] = RULE_MISS, [RULE_YES] = RULE_HIT, [RULE_MAYBE] = RULE_UNDETERMINED};

    return of[t];
}

void explain_condition(struct explainer *x, const struct rule_node *condition)
{
    enum rule_truth t = rule_test(&x->e, condition);

    x->reason->outcome = explain_outcome(t);
    walk(x, condition, t);
    if (t == RULE_MAYBE)
        walk_missing(x, condition);
    if (t == RULE_NO)
        x->reason->clause = failed_clause(x, condition);
}

void rule_explain(const struct rule_binding *b, size_t plan, size_t row, struct arena *a,
                  struct rule_reason *ret)
{
    const struct rule_plan *p = b->plan[plan];
    struct explainer x = {.arena = a, .reason = ret, .reached = ""};

    memset(ret, 0, sizeof(*ret));
    rule_eval_start(&x.e, b, plan, row, a);
    explain_condition(&x, p->condition);
    ret->clue = fill_clue(&x, &p->clue);
    ret->value = x.value.at;
    ret->nvalue = x.value.n;
    ret->row = x.row.at;
    ret->nrow = x.row.n;
}

/* ---- worked examples ---- */

void rule_explain_example(const struct rule_plan *plan, size_t i, struct arena *a,
                          enum rule_outcome *ret_expected, struct rule_reason *ret)
{
    struct example_world w;

    example_world_init(&w, plan, &plan->example[i]);
    rule_explain(w.binding, 0, 0, a, ret);
    *ret_expected = plan->example[i].expect;
    example_world_release(&w);
}

void rule_example_visit(const struct rule_plan *plan, size_t i, rule_example_fn fn, void *p)
{
    struct example_world w;

    example_world_init(&w, plan, &plan->example[i]);
    fn(p, &w.world, plan->example[i].expect);
    example_world_release(&w);
}

static void report_example(const struct rule_plan *plan, const struct rule_example *e,
                           const struct rule_reason *r, struct diag_list *diags)
{
    static const char *const words[] = {
        [RULE_MISS] = "不中", [RULE_HIT] = "命中", [RULE_UNDETERMINED] = "待查"};
    struct diag *d =
        diag_add(diags, DIAG_ERROR, plan->file, plan->text, e->line, e->column,
                 "例子不成立：应为“%s”，算出来是“%s”", words[e->expect], words[r->outcome]);
    struct buf b = {0};

    for (size_t i = 0; i < r->because.n; i++)
        buf_fmt(&b, "%s%.*s", i ? "；" : "", STR_F(r->because.at[i]));
    diag_hint(diags, d, "%.*s", STR_F(buf_view(&b)));
    buf_release(&b);
}

void rule_check_examples(const struct rule_plan *plan, struct diag_list *diags)
{
    for (size_t i = 0; i < plan->nexample; i++) {
        enum rule_outcome expected = RULE_MISS;
        struct rule_reason reason;
        struct arena a;

        arena_init(&a, 0);
        rule_explain_example(plan, i, &a, &expected, &reason);
        if (reason.outcome != expected)
            report_example(plan, &plan->example[i], &reason, diags);
        arena_release(&a);
    }
}
