/* rule/emit_node.c - nodes of a plan by the templates of rule_op.def; see emit.h. */
#include "rule/emit.h"
#include "rule/print.h"

#include "base/bug.h"

/* ---- pieces ---- */

void emit_field(struct emit *e, const char *alias, const struct law_dataset *d, int field)
{
    sql_column(&e->m, str_from(alias), d->field[field].column);
}

void emit_table(struct emit *e, const struct law_dataset *d)
{
    sql_column(&e->m, STR_NULL, str_fmt(e->arena, "sc_%.*s", STR_F(d->id)));
}

void emit_number(struct emit *e, int64_t v, struct str comment)
{
    if (v == INT64_MIN && e->q->dialect == SQL_POSTGRES)
        sql_add(&e->m, "'-9223372036854775808'::bigint");
    else
        sql_int(&e->m, v);
    if (comment.n > 0) {
        sql_add(&e->m, " ");
        sql_comment(&e->m, comment);
    }
}

void emit_null(struct emit *e, const struct rule_node *n)
{
    if (e->q->dialect == SQL_SQLITE)
        sql_add(&e->m, "NULL");
    else if (rule_op_get(n->op)->test)
        sql_add(&e->m, "NULL::boolean");
    else if (n->type.kind == RULE_WORDS || n->type.kind == RULE_CODE || n->type.kind == RULE_ORGAN)
        sql_add(&e->m, "NULL::text");
    else
        sql_add(&e->m, "NULL::bigint");
}

static bool wants_comment(enum rule_kind k)
{
    return k == RULE_MONEY || k == RULE_QUANTITY || k == RULE_DATE;
}

static void typed_number(struct emit *e, struct rule_type type, int64_t v)
{
    struct buf b = {0};

    if (wants_comment(type.kind))
        rule_print_typed(&b, e->law, type, &(struct rule_value){v, STR_NULL});
    emit_number(e, v, buf_view(&b));
    buf_release(&b);
}

void emit_typed(struct emit *e, const struct rule_node *n, int64_t v)
{
    struct buf b = {0};

    rule_print_source(&b, n->source);
    if (wants_comment(n->type.kind)) {
        buf_char(&b, ' ');
        rule_print_typed(&b, e->law, n->type, &(struct rule_value){v, STR_NULL});
    }
    emit_number(e, v, buf_view(&b));
    buf_release(&b);
}

/* A code as the store keeps it. */
static void code(struct emit *e, struct rule_type type, size_t i)
{
    if (type.kind == RULE_ORGAN)
        sql_quoted(&e->m, e->law->organ[i].id);
    else if (type.codes)
        sql_quoted(&e->m, type.codes->value[i]);
    else
        sql_quoted(&e->m, e->law->cause[i].code);
}

static void constant(struct emit *e, const struct rule_node *n)
{
    if (n->type.kind == RULE_WORDS)
        sql_quoted(&e->m, n->text);
    else if (n->type.kind == RULE_CODE || n->type.kind == RULE_ORGAN)
        code(e, n->type, (size_t)n->number);
    else
        typed_number(e, n->type, n->number);
}

static void today(struct emit *e, const struct rule_node *n)
{
    struct buf b = {0};

    if (!day_known(e->q->today)) {
        emit_null(e, n);
        return;
    }
    buf_z(&b, "今日 ");
    day_print(&b, e->q->today);
    emit_number(e, e->q->today.n, buf_view(&b));
    buf_release(&b);
}

static void fixed(struct emit *e, const struct rule_node *n)
{
    int64_t lo, hi;

    if (emit_fixed_range(n, &lo, &hi) && lo == hi)
        emit_typed(e, n, lo);
    else
        emit_null(e, n);
}

/* ---- spans ---- */

/* The day that lies the span away from a date: add_months(date, -24). */
static void moved(struct emit *e, const struct rule_node *date, const struct rule_node *span,
                  bool back)
{
    if (span->type.kind == RULE_WORKING)
        sql_add(&e->m, "add_working_days(");
    else if (span->span == SPAN_DAY)
        sql_add(&e->m, "add_days(");
    else if (span->span == SPAN_MONTH)
        sql_add(&e->m, "add_months(");
    else
        sql_add(&e->m, "add_years(");
    emit_node(e, date);
    sql_add(&e->m, ", ");
    sql_int(&e->m, back ? -span->number : span->number);
    sql_add(&e->m, ")");
}

static bool goes_back(enum rule_op op)
{
    return op == RULE_OP_BEFORE || op == RULE_OP_DAY_SUB || op == RULE_OP_WORKDAY_SUB;
}

/* ---- sets ---- */

static void members(struct emit *e, const struct rule_set *s, struct rule_type type)
{
    bool any = false;

    for (size_t i = 0; i < s->nbits; i++) {
        if (!(s->bits[i / 64] >> (i % 64) & 1))
            continue;
        if (any)
            sql_add(&e->m, ", ");
        code(e, type, i);
        any = true;
    }
    for (size_t i = 0; i < s->n; i++) {
        if (i > 0)
            sql_add(&e->m, ", ");
        if (s->kind == RULE_WORDS)
            sql_quoted(&e->m, s->text[i]);
        else
            typed_number(e, type, s->number[i]);
    }
}

static bool is_empty(const struct rule_set *s)
{
    for (size_t i = 0; i < s->nbits; i++)
        if (s->bits[i / 64] >> (i % 64) & 1)
            return false;
    return s->n == 0;
}

/* No organ is of that class: no value is in it, and an unknown one is still unknown. */
static void in_nothing(struct emit *e, const struct rule_node *n)
{
    sql_add(&e->m, "CASE WHEN ");
    emit_node(e, n->kid[0]);
    if (n->op == RULE_OP_IN)
        sql_add(&e->m, " IS NOT NULL THEN FALSE END");
    else
        sql_add(&e->m, " IS NOT NULL THEN TRUE END");
}

/* ---- templates ---- */

struct filling {
    struct emit *e;
    const struct rule_node *n;
    const bool *high;
    size_t word; /* of 含: which of the texts */
};

static void others(struct emit *e, const struct rule_node *n)
{
    for (size_t i = 1; i < n->nkid; i++) {
        if (n->op == RULE_OP_FIRST) {
            sql_add(&e->m, ", ");
        } else {
            sql_line(&e->m);
            if (n->op == RULE_OP_AND)
                sql_add(&e->m, "AND ");
            else
                sql_add(&e->m, "OR ");
        }
        emit_node(e, n->kid[i]);
    }
}

static void list(struct filling *f)
{
    struct emit *e = f->e;
    const struct rule_node *n = f->n;

    if (n->versions) {
        emit_versions(e, n, n->op == RULE_OP_MEETS ? EMIT_TEST : EMIT_VALUE);
    } else if (n->op == RULE_OP_HAS || n->op == RULE_OP_LACKS) {
        sql_quoted(&e->m, n->set->text[f->word]);
    } else if (n->set) {
        members(e, n->set, n->kid[0]->type);
    } else {
        others(e, n);
    }
}

static void operand(struct filling *f, size_t i)
{
    const struct rule_node *n = f->n;

    if (n->aggregate)
        emit_field(f->e, "c", n->aggregate->dataset, n->aggregate->field);
    else if (n->peer)
        emit_field(f->e, "", n->dataset, n->peer->field);
    else if (i < 2)
        emit_end(f->e, n->kid[i], f->high[i]);
    else
        emit_node(f->e, n->kid[i]);
}

static void hole_number(struct filling *f, struct str hole)
{
    if (str_eq(hole, STR("num")))
        sql_int(&f->e->m, f->n->num);
    else if (str_eq(hole, STR("den")))
        sql_int(&f->e->m, f->n->den);
    else
        sql_int(&f->e->m, f->n->peer->quantile);
}

static void hole_aggregate(struct filling *f, struct str hole)
{
    const struct rule_aggregate *g = f->n->aggregate;

    if (str_eq(hole, STR("table"))) {
        emit_table(f->e, g->dataset);
        sql_add(&f->e->m, " AS c");
    } else if (str_eq(hole, STR("where"))) {
        emit_where(f->e, g);
    } else {
        emit_field(f->e, "c", g->dataset, g->dataset->date_field);
    }
}

static void hole_moved(struct filling *f)
{
    const struct rule_node *n = f->n;
    size_t date = n->op == RULE_OP_BEFORE || n->op == RULE_OP_AFTER;

    moved(f->e, n->kid[date], n->kid[date + 1], goes_back(n->op));
}

static void fill(void *p, struct str hole)
{
    struct filling *f = p;

    if (hole.n == 1 && hole.p[0] >= '0' && hole.p[0] <= '2')
        operand(f, (size_t)(hole.p[0] - '0'));
    else if (str_eq(hole, STR("list")))
        list(f);
    else if (str_eq(hole, STR("moved")))
        hole_moved(f);
    else if (str_eq(hole, STR("column")))
        emit_field(f->e, f->n->level ? "c" : "b", f->n->dataset, f->n->field);
    else if (str_eq(hole, STR("value")))
        constant(f->e, f->n);
    else if (str_eq(hole, STR("today")))
        today(f->e, f->n);
    else if (f->n->aggregate)
        hole_aggregate(f, hole);
    else
        hole_number(f, hole);
}

void emit_template(struct emit *e, const struct rule_node *n, const bool high[2])
{
    struct filling f = {e, n, high, 0};

    sql_expand(&e->m, rule_op_get(n->op)->sql[e->q->dialect], &(struct sql_filler){fill, &f});
}

/* 含 任一(a, b): one search per text. */
static void contains(struct emit *e, const struct rule_node *n)
{
    static const bool low[2] = {false, false};
    bool every = n->set->all == (n->op == RULE_OP_HAS);

    if (n->set->n > 1)
        sql_add(&e->m, "(");
    for (size_t i = 0; i < n->set->n; i++) {
        struct filling f = {e, n, low, i};

        if (i > 0 && every)
            sql_add(&e->m, " AND ");
        else if (i > 0)
            sql_add(&e->m, " OR ");
        sql_expand(&e->m, rule_op_get(n->op)->sql[e->q->dialect], &(struct sql_filler){fill, &f});
    }
    if (n->set->n > 1)
        sql_add(&e->m, ")");
}

/* ---- logic ---- */

size_t emit_assume(struct emit *e, const struct rule_node *all)
{
    size_t mark = e->known.n;

    for (size_t i = 0; all->op == RULE_OP_AND && i < all->nkid; i++) {
        const struct rule_node *k = all->kid[i];

        if (k->op == RULE_OP_PRESENT && k->kid[0]->level == 0)
            vec_push(e->arena, &e->known, k->kid[0]->field);
    }
    return mark;
}

void emit_forget(struct emit *e, size_t mark)
{
    e->known.n = mark;
}

static bool is_comparison(enum rule_op op)
{
    return op == RULE_OP_EQ || op == RULE_OP_NE || op == RULE_OP_LT || op == RULE_OP_LE ||
           op == RULE_OP_GT || op == RULE_OP_GE || op == RULE_OP_BETWEEN;
}

static void logic(struct emit *e, const struct rule_node *n)
{
    static const bool low[2] = {false, false};
    size_t mark = emit_assume(e, n);

    e->m.depth++;
    emit_template(e, n, low);
    e->m.depth--;
    emit_forget(e, mark);
}

static void leaf(struct emit *e, const struct rule_node *n)
{
    static const bool low[2] = {false, false};

    emit_template(e, n, low);
    if (n->op == RULE_OP_IN || n->op == RULE_OP_NOT_IN) {
        sql_add(&e->m, " ");
        sql_comment(&e->m, n->set->shown);
    }
}

void emit_node(struct emit *e, const struct rule_node *n)
{
    if (n->op == RULE_OP_AND || n->op == RULE_OP_OR)
        logic(e, n);
    else if (n->op != RULE_OP_CONST && emit_is_fixed(n))
        fixed(e, n);
    else if (is_comparison(n->op))
        emit_comparison(e, n);
    else if (n->aggregate)
        emit_aggregate(e, n);
    else if (n->peer)
        emit_peer(e, n);
    else if (n->op == RULE_OP_HAS || n->op == RULE_OP_LACKS)
        contains(e, n);
    else if ((n->op == RULE_OP_IN || n->op == RULE_OP_NOT_IN) && is_empty(n->set))
        in_nothing(e, n);
    else
        leaf(e, n);
}
