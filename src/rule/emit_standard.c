/*
 * rule/emit_standard.c - 达到 and limits in SQL: one branch for each version of a standard, picked
 * by the row's conduct date; see emit.h.  The evaluator's counterpart is rule_version_at.
 */
#include "rule/emit.h"

/* First known of the fields that date the conduct. */
static void conduct_day(struct emit *e, const struct rule_node *n)
{
    const struct law_dataset *d = n->versions->dataset;
    const char *alias = n->level ? "c" : "b";

    if (d->nconduct > 1)
        sql_add(&e->m, "coalesce(");
    for (size_t i = 0; i < d->nconduct; i++) {
        if (i > 0)
            sql_add(&e->m, ", ");
        emit_field(e, alias, d, d->conduct[i]);
    }
    if (d->nconduct > 1)
        sql_add(&e->m, ")");
}

static void day(struct emit *e, struct day d)
{
    struct buf b = {0};

    day_print(&b, d);
    emit_number(e, d.n, buf_view(&b));
    buf_release(&b);
}

static void in_force(struct emit *e, const struct rule_node *n, const struct law_standard *s)
{
    conduct_day(e, n);
    sql_add(&e->m, " >= ");
    day(e, s->effective);
    if (!day_known(s->expires))
        return;
    sql_add(&e->m, " AND ");
    conduct_day(e, n);
    sql_add(&e->m, " < ");
    day(e, s->expires);
}

static bool has_answer(const struct rule_version *v, enum emit_of_version what)
{
    if (v->law->verified == LAW_VERIFIED_NO)
        return false; /* nobody has read its text */
    if (what == EMIT_TEST)
        return v->test != NULL;
    return v->limit && (what != EMIT_VALUE || v->low == v->high);
}

static void answer(struct emit *e, const struct rule_node *n, const struct rule_version *v,
                   enum emit_of_version what)
{
    if (!has_answer(v, what))
        emit_null(e, n);
    else if (what == EMIT_TEST)
        emit_node(e, v->test);
    else
        emit_typed(e, n, what == EMIT_HIGH ? v->high : v->low);
}

void emit_versions(struct emit *e, const struct rule_node *n, enum emit_of_version what)
{
    const struct rule_versions *v = n->versions;
    bool any = false;

    for (size_t i = 0; i < v->n; i++)
        any |= day_known(v->at[i].law->effective);
    if (!any) {
        emit_null(e, n);
        return;
    }
    sql_add(&e->m, "CASE");
    e->m.depth++;
    for (size_t i = 0; i < v->n; i++) {
        if (!day_known(v->at[i].law->effective))
            continue; /* nobody knows from when: never in force */
        sql_line(&e->m);
        sql_add(&e->m, "WHEN ");
        in_force(e, n, v->at[i].law);
        sql_add(&e->m, " THEN ");
        answer(e, n, &v->at[i], what);
    }
    e->m.depth--;
    sql_add(&e->m, " END");
}
