/* rule/dump.c - rule_plan_print: a plan as text, for golden tests and for people; see rule.h. */
#include "rule/print.h"

static void print_types(struct buf *out, const struct rule_plan *p, const struct rule_node *n)
{
    struct arena a;

    arena_init(&a, 0);
    buf_str(out, rule_type_name(&a, p->law, n->type));
    if (n->type.kind == RULE_QUANTITY && n->type.unit >= 0)
        buf_fmt(out, "[%.*s]", STR_F(p->law->unit[n->type.unit].name));
    arena_release(&a);
}

static void print_ids(struct buf *out, const char *name, struct rule_node *const *n, size_t count)
{
    if (count == 0)
        return;
    buf_fmt(out, " %s", name);
    for (size_t i = 0; i < count; i++)
        buf_fmt(out, "%s%u", i ? "," : "", n[i]->id);
}

static void print_set(struct buf *out, const struct rule_plan *p, const struct rule_node *n)
{
    struct rule_type type = n->kid[0]->type;
    const struct rule_set *s = n->set;
    bool any = false;

    buf_z(out, s->all ? " 全部{" : " {");
    for (size_t i = 0; i < s->nbits; i++) {
        if (!(s->bits[i / 64] >> (i % 64) & 1))
            continue;
        buf_z(out, any ? "、" : "");
        rule_print_typed(out, p->law, type, &(struct rule_value){(int64_t)i, STR_NULL});
        any = true;
    }
    for (size_t i = 0; i < s->n; i++) {
        buf_z(out, i ? "、" : "");
        rule_print_typed(out, p->law, type, &(struct rule_value){s->number[i], s->text[i]});
    }
    buf_z(out, "}");
}

static void print_versions(struct buf *out, const struct rule_plan *p, const struct rule_node *n)
{
    const struct rule_versions *v = n->versions;

    buf_fmt(out, " %.*s%s%.*s", STR_F(v->name), v->limit.n ? "." : "", STR_F(v->limit));
    for (size_t i = 0; i < v->n; i++) {
        const struct rule_version *o = &v->at[i];

        buf_fmt(out, " [%.*s", STR_F(o->law->id));
        if (o->test)
            buf_fmt(out, " #%u", o->test->id);
        if (o->limit) {
            buf_char(out, ' ');
            rule_print_typed(out, p->law, n->type, &(struct rule_value){o->low, STR_NULL});
        }
        if (o->limit && o->low != o->high) {
            buf_z(out, "至");
            rule_print_typed(out, p->law, n->type, &(struct rule_value){o->high, STR_NULL});
        }
        buf_z(out, "]");
    }
}

static void print_aggregate(struct buf *out, const struct rule_aggregate *g)
{
    buf_fmt(out, " %.*s", STR_F(g->dataset->name));
    if (g->field >= 0)
        buf_fmt(out, ".%.*s", STR_F(g->dataset->field[g->field].name));
    for (size_t i = 0; i < g->key.n; i++)
        buf_fmt(out, " 键 %.*s=#%u", STR_F(g->dataset->field[g->key.at[i].field].name),
                g->key.at[i].value->id);
    for (size_t i = 0; i < g->bound.n; i++)
        buf_fmt(out, " %.*s%s%s#%u", STR_F(g->dataset->field[g->order].name),
                g->bound.at[i].upper ? "<" : ">", g->bound.at[i].strict ? "" : "=",
                g->bound.at[i].value->id);
    print_ids(out, "须知#", g->need.at, g->need.n);
    print_ids(out, "先验#", g->guard.at, g->guard.n);
    print_ids(out, "逐条#", g->rest.at, g->rest.n);
    if (g->same)
        buf_z(out, " 不计本案");
}

static void print_peer(struct buf *out, const struct rule_node *n)
{
    buf_fmt(out, " %.*s 按", STR_F(n->dataset->field[n->peer->field].name));
    for (size_t i = 0; i < n->peer->nkey; i++)
        buf_fmt(out, "%s%.*s", i ? "," : " ", STR_F(n->dataset->field[n->peer->key[i]].name));
    if (n->peer->quantile)
        buf_fmt(out, " %d%%", n->peer->quantile);
}

static void print_leaf(struct buf *out, const struct rule_plan *p, const struct rule_node *n)
{
    if (n->op == RULE_OP_FIELD)
        buf_fmt(out, " %s%.*s.%.*s", n->level ? "" : "本案:", STR_F(n->dataset->name),
                STR_F(n->dataset->field[n->field].name));
    if (n->op != RULE_OP_CONST)
        return;
    buf_char(out, ' ');
    if (n->type.kind == RULE_SPAN || n->type.kind == RULE_WORKING)
        rule_print_span(out, n);
    else
        rule_print_typed(out, p->law, n->type, &(struct rule_value){n->number, n->text});
}

static void print_factors(struct buf *out, const struct rule_node *n)
{
    bool scaled = false;

    for (size_t i = 0; i < n->nkid && i < 3; i++)
        scaled |= n->scale[i] != 1;
    for (size_t i = 0; scaled && i < n->nkid && i < 3; i++)
        buf_fmt(out, "%s%lld", i ? ":" : " 倍率 ", (long long)n->scale[i]);
    if (n->num != 1 || n->den != 1)
        buf_fmt(out, " ×%lld/%lld", (long long)n->num, (long long)n->den);
}

static void print_node(struct buf *out, const struct rule_plan *p, const struct rule_node *n)
{
    const struct rule_op_info *info = rule_op_get(n->op);

    buf_fmt(out, "  #%u %s", n->id, info->id);
    for (size_t i = 0; i < n->nkid; i++)
        buf_fmt(out, " #%u", n->kid[i]->id);
    print_leaf(out, p, n);
    if (n->set)
        print_set(out, p, n);
    if (n->versions)
        print_versions(out, p, n);
    if (n->aggregate)
        print_aggregate(out, n->aggregate);
    if (n->peer)
        print_peer(out, n);
    print_factors(out, n);
    if (n->ranged)
        buf_z(out, " 区间");
    buf_z(out, " : ");
    print_types(out, p, n);
    buf_fmt(out, " ~%u\n", n->cost);
}

static void print_uses(struct buf *out, const struct rule_plan *p)
{
    for (size_t d = 0; d < p->law->ndataset; d++) {
        bool any = false;

        if (!p->uses_dataset[d])
            continue;
        buf_fmt(out, "读 %.*s:", STR_F(p->law->dataset[d].name));
        for (size_t f = 0; f < p->law->dataset[d].nfield; f++)
            if (p->uses_field[d][f]) {
                buf_fmt(out, "%s%.*s", any ? "、" : " ", STR_F(p->law->dataset[d].field[f].name));
                any = true;
            }
        buf_z(out, "\n");
    }
}

static void print_clue(struct buf *out, const struct rule_text *t)
{
    buf_z(out, "线索 ");
    for (size_t i = 0; i < t->n; i++) {
        buf_str(out, t->hole[i].before);
        if (t->hole[i].value)
            buf_fmt(out, "{#%u}", t->hole[i].value->id);
    }
    buf_z(out, "\n");
}

void rule_plan_print(struct buf *out, const struct rule_plan *p)
{
    buf_fmt(out, "规则 %.*s「%.*s」\n类型 %.*s\n", STR_F(p->slug), STR_F(p->title), STR_F(p->kind));
    if (p->charge.n)
        buf_fmt(out, "罪名 %.*s\n", STR_F(p->charge));
    for (size_t i = 0; i < p->nbasis; i++) {
        buf_z(out, "依据 ");
        rule_print_citation(out, &p->basis[i]);
        buf_z(out, "\n");
    }
    buf_fmt(out, "筛查 %.*s，送 %.*s\n当 #%u\n", STR_F(p->dataset->name),
            STR_F(p->law->organ[p->organ].name), p->condition->id);
    for (size_t i = 0; i < p->ncore; i++)
        print_node(out, p, &p->node[i]);
    print_clue(out, &p->clue);
    print_uses(out, p);
}
