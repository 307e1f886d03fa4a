/*
 * rule/emit_sql.c - the statement of a rule; see emit_sql.h.
 *
 * The sides of the condition's outermost 且 are sorted: those that cannot be unknown go into the
 * inner WHERE, where a database can use its indexes and its own order; the others become columns
 * c1, c2 … that are tested for "not false" outside.  Both databases merge the two levels.
 */
#include "rule/emit.h"
#include "rule/print.h"

/* ---- head ---- */

static void remark(struct emit *e, const char *word, struct str text)
{
    if (text.n == 0)
        return;
    sql_remark(&e->m, str_fmt(e->arena, "%s %.*s", word, STR_F(text)));
    sql_add(&e->m, "\n");
}

static struct str basis(struct emit *e)
{
    const struct rule_plan *p = e->plan;
    struct buf b = {0};
    struct str s;

    for (size_t i = 0; i < p->nbasis; i++) {
        const struct law_source *source = p->basis[i].source;

        buf_z(&b, i ? "; " : "");
        buf_str(&b, source->doc_no.n ? source->doc_no : source->title);
        buf_z(&b, p->basis[i].article.n ? " " : "");
        buf_str(&b, p->basis[i].article);
    }
    s = str_dup(e->arena, buf_view(&b));
    buf_release(&b);
    return s;
}

static void head(struct emit *e)
{
    const struct rule_plan *p = e->plan;

    remark(e, "规则", str_fmt(e->arena, "%.*s 「%.*s」", STR_F(p->slug), STR_F(p->title)));
    remark(e, "类型", p->kind);
    remark(e, "罪名", p->charge);
    remark(e, "依据", basis(e));
    remark(
        e, "筛查",
        str_fmt(e->arena, "%.*s：b 是被筛查的记录，c 是统计到的其他记录", STR_F(p->dataset->name)));
}

/* ---- sides ---- */

struct sides {
    const struct rule_node *const *at;
    size_t n;
    bool *certain;
    size_t nopen; /* sides that can be unknown */
};

static void sort_sides(struct emit *e, struct sides *s)
{
    s->certain = ARENA_ARRAY(e->arena, bool, s->n + 1);
    for (size_t i = 0; i < s->n; i++) {
        s->certain[i] = emit_is_certain(e, s->at[i]);
        s->nopen += !s->certain[i];
    }
}

static struct str written(struct emit *e, const struct rule_node *n)
{
    struct buf b = {0};
    struct str s;

    rule_print_source(&b, n->source);
    s = str_dup(e->arena, buf_view(&b));
    buf_release(&b);
    return s;
}

static void column_name(struct emit *e, size_t i)
{
    sql_add(&e->m, "c");
    sql_int(&e->m, (int64_t)i + 1);
}

static const struct sql_text *columns(struct emit *e, const struct sides *s)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++) {
        if (s->certain[i])
            continue;
        sql_add(&e->m, ",");
        sql_line(&e->m);
        sql_remark(&e->m, written(e, s->at[i]));
        sql_line(&e->m);
        emit_node(e, s->at[i]);
        sql_add(&e->m, " AS ");
        column_name(e, n++);
    }
    return sql_done(&e->m);
}

/* [date unknown or not before since] and the sides that are certain */
static const struct sql_text *conditions(struct emit *e, const struct sides *s)
{
    const struct law_dataset *d = e->plan->dataset;
    bool any = false;

    for (size_t i = 0; i < s->n; i++) {
        if (!s->certain[i])
            continue;
        sql_line(&e->m);
        if (any)
            sql_add(&e->m, "  AND ");
        else
            sql_add(&e->m, "WHERE ");
        any = true;
        emit_node(e, s->at[i]);
    }
    if (!day_known(e->q->since) || d->date_field < 0)
        return sql_done(&e->m);
    sql_line(&e->m);
    if (any)
        sql_add(&e->m, "  AND (");
    else
        sql_add(&e->m, "WHERE (");
    emit_field(e, "b", d, d->date_field);
    sql_add(&e->m, " IS NULL OR ");
    emit_field(e, "b", d, d->date_field);
    sql_add(&e->m, " >= ");
    sql_int(&e->m, e->q->since.n);
    sql_add(&e->m, ")");
    return sql_done(&e->m);
}

/* ---- the whole ---- */

static void from(struct emit *e, const struct sql_text *where)
{
    sql_line(&e->m);
    sql_add(&e->m, "FROM ");
    emit_table(e, e->plan->dataset);
    sql_add(&e->m, " AS b");
    emit_peer_joins(e);
    sql_append(&e->m, where);
}

static void outer_select(struct emit *e, size_t nopen)
{
    sql_add(&e->m, "SELECT id, (");
    for (size_t i = 0; i < nopen; i++) {
        if (i > 0)
            sql_add(&e->m, " AND ");
        column_name(e, i);
    }
    sql_add(&e->m, ") IS NULL AS undetermined\nFROM (");
}

static void outer_where(struct emit *e, size_t nopen)
{
    sql_add(&e->m, "\n) AS r\nWHERE ");
    for (size_t i = 0; i < nopen; i++) {
        if (i > 0)
            sql_add(&e->m, "\n  AND ");
        column_name(e, i);
        sql_add(&e->m, " IS NOT FALSE");
    }
    sql_add(&e->m, "\nORDER BY id");
}

static const struct sql_text *statement(struct emit *e, const struct sides *s)
{
    const struct sql_text *column, *where;

    e->m.depth = s->nopen > 0 ? 1 : 0;
    column = columns(e, s);
    where = conditions(e, s);
    e->m.depth = 0;
    head(e);
    emit_peer_tables(e);
    if (s->nopen == 0) {
        sql_add(&e->m, "SELECT b.id, FALSE AS undetermined");
        from(e, where);
        sql_add(&e->m, "\nORDER BY b.id");
        return sql_done(&e->m);
    }
    outer_select(e, s->nopen);
    e->m.depth = 1;
    sql_line(&e->m);
    sql_add(&e->m, "SELECT b.id");
    sql_append(&e->m, column);
    from(e, where);
    outer_where(e, s->nopen);
    return sql_done(&e->m);
}

const struct sql_text *rule_emit_sql(const struct rule_plan *plan, const struct rule_sql_request *q,
                                     struct arena *a)
{
    struct emit e = {.plan = plan, .law = plan->law, .q = q, .arena = a};
    const struct rule_node *const whole[1] = {plan->condition};
    bool many = plan->condition->op == RULE_OP_AND;
    struct sides s = {.at = many ? (const struct rule_node *const *)plan->condition->kid : whole,
                      .n = many ? plan->condition->nkid : 1};

    sql_make(&e.m, a);
    emit_assume(&e, plan->condition);
    sort_sides(&e, &s);
    return statement(&e, &s);
}

/* ---- indexes ---- */

static struct rule_sql_index index_of(const struct rule_aggregate *g)
{
    struct rule_sql_index x = {.dataset = g->dataset};

    for (size_t i = 0; i < g->key.n; i++)
        x.field[x.n++] = g->key.at[i].field;
    if (g->order >= 0)
        x.field[x.n++] = g->order;
    return x;
}

size_t rule_sql_indexes(const struct rule_plan *plan, struct arena *a, struct rule_sql_index **ret)
{
    _Static_assert((int)RULE_SQL_INDEX_FIELDS == (int)RULE_MAX_KEYS + 1, "keys and the order");
    *ret = ARENA_ARRAY(a, struct rule_sql_index, plan->aggregate.n + 1);
    for (size_t i = 0; i < plan->aggregate.n; i++)
        (*ret)[i] = index_of(plan->aggregate.at[i]->aggregate);
    return plan->aggregate.n;
}
