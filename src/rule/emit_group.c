/*
 * rule/emit_group.c - aggregates as correlated searches, statistics of like cases as one table of
 * groups; see emit.h.  The evaluator's counterparts are aggregate.c and peer.c.
 */
#include "rule/emit.h"

bool emit_is_aggregate(const struct rule_node *n)
{
    return n->aggregate != NULL;
}

/* ---- what the search is by ---- */

static void and_line(struct emit *e, bool *first)
{
    if (*first)
        *first = false;
    else {
        sql_line(&e->m);
        sql_add(&e->m, "AND ");
    }
}

static void bound(struct emit *e, const struct rule_aggregate *g, const struct rule_bound *b)
{
    emit_field(e, "c", g->dataset, g->order);
    if (b->upper && b->strict)
        sql_add(&e->m, " < ");
    else if (b->upper)
        sql_add(&e->m, " <= ");
    else if (b->strict)
        sql_add(&e->m, " > ");
    else
        sql_add(&e->m, " >= ");
    emit_node(e, b->value);
}

void emit_where(struct emit *e, const struct rule_aggregate *g)
{
    bool first = true;

    e->m.depth++;
    sql_line(&e->m);
    for (size_t i = 0; i < g->key.n; i++) {
        and_line(e, &first);
        emit_field(e, "c", g->dataset, g->key.at[i].field);
        sql_add(&e->m, " = ");
        emit_node(e, g->key.at[i].value);
    }
    for (size_t i = 0; i < g->bound.n; i++) {
        and_line(e, &first);
        bound(e, g, &g->bound.at[i]);
    }
    for (size_t i = 0; i < g->rest.n; i++) {
        and_line(e, &first);
        emit_node(e, g->rest.at[i]);
    }
    if (g->same) {
        and_line(e, &first);
        sql_add(&e->m, "c.id <> b.id");
    }
    e->m.depth--;
}

/* ---- unknown ---- */

struct lookup {
    struct emit *e;
    VEC(const struct rule_node *) asked;
    bool first;
};

static bool same_field(const struct rule_node *a, const struct rule_node *b)
{
    return a == b || (a->op == RULE_OP_FIELD && b->op == RULE_OP_FIELD && a->field == b->field &&
                      a->level == b->level);
}

static void ask(struct lookup *l, const struct rule_node *n)
{
    if (emit_is_known(l->e, n))
        return;
    for (size_t i = 0; i < l->asked.n; i++)
        if (same_field(l->asked.at[i], n))
            return;
    vec_push(l->e->arena, &l->asked, n);
    and_line(l->e, &l->first);
    emit_node(l->e, n);
    sql_add(&l->e->m, " IS NOT NULL");
}

/* "x IS NOT NULL AND …"; nothing when all is known anyway. */
static bool known(struct emit *e, const struct rule_aggregate *g)
{
    struct lookup l = {.e = e, .first = true};

    for (size_t i = 0; i < g->key.n; i++)
        ask(&l, g->key.at[i].value);
    for (size_t i = 0; i < g->bound.n; i++)
        ask(&l, g->bound.at[i].value);
    for (size_t i = 0; i < g->need.n; i++)
        ask(&l, g->need.at[i]);
    return !l.first;
}

static void guards(struct emit *e, const struct rule_aggregate *g)
{
    for (size_t i = 0; i < g->guard.n; i++) {
        if (i > 0) {
            sql_line(&e->m);
            sql_add(&e->m, "AND ");
        }
        emit_node(e, g->guard.at[i]);
    }
}

/* WHEN what it is looked up by is known AND [NOT] the conditions of the screened row hold */
static void when(struct emit *e, const struct rule_aggregate *g, bool not_)
{
    bool any;

    sql_line(&e->m);
    sql_add(&e->m, "WHEN ");
    e->m.depth++;
    any = known(e, g);
    if (any && g->guard.n > 0) {
        sql_line(&e->m);
        sql_add(&e->m, "AND ");
    }
    if (not_)
        sql_add(&e->m, "NOT (");
    guards(e, g);
    if (not_)
        sql_add(&e->m, ")");
    e->m.depth--;
    sql_add(&e->m, " THEN ");
}

/* No row but the screened one: nothing could be found, whatever is unknown. */
static void when_empty(struct emit *e, const struct rule_aggregate *g)
{
    sql_line(&e->m);
    if (g->same) {
        sql_add(&e->m, "WHEN (SELECT count(*) FROM (SELECT 1 FROM ");
        emit_table(e, g->dataset);
        sql_add(&e->m, " LIMIT 2) AS any_row) < 2 THEN ");
    } else {
        sql_add(&e->m, "WHEN NOT EXISTS (SELECT 1 FROM ");
        emit_table(e, g->dataset);
        sql_add(&e->m, ") THEN ");
    }
}

static bool answers_none(enum rule_op op)
{
    return op == RULE_OP_EXISTS || op == RULE_OP_NOT_EXISTS || op == RULE_OP_COUNT;
}

/* The answer when nothing counts. */
static void none(struct emit *e, enum rule_op op)
{
    if (op == RULE_OP_COUNT)
        sql_add(&e->m, "0");
    else if (op == RULE_OP_EXISTS)
        sql_add(&e->m, "FALSE");
    else
        sql_add(&e->m, "TRUE");
}

void emit_aggregate(struct emit *e, const struct rule_node *n)
{
    static const bool low[2] = {false, false};
    const struct rule_aggregate *g = n->aggregate;

    if (emit_lookup_known(e, g) && g->guard.n == 0) {
        emit_template(e, n, low);
        return;
    }
    sql_add(&e->m, "CASE");
    e->m.depth++;
    when(e, g, false);
    emit_template(e, n, low);
    if (answers_none(n->op) && g->guard.n > 0) {
        when(e, g, true);
        none(e, n->op);
    }
    if (answers_none(n->op)) {
        when_empty(e, g);
        none(e, n->op);
    }
    e->m.depth--;
    sql_add(&e->m, " END");
}

/* ---- peers ---- */

static bool same_keys(const struct rule_peer *a, const struct rule_peer *b)
{
    return a->nkey == b->nkey && memcmp(a->key, b->key, a->nkey * sizeof(*a->key)) == 0;
}

static size_t group_of(struct emit *e, const struct rule_node *n)
{
    for (size_t i = 0; i < e->peers.n; i++)
        if (same_keys(e->peers.at[i].peer, n->peer))
            return i;
    vec_push(e->arena, &e->peers, (struct emit_peers){.peer = n->peer});
    return e->peers.n - 1;
}

static size_t stat_of(struct emit *e, struct emit_peers *g, const struct rule_node *n)
{
    for (size_t i = 0; i < g->stat.n; i++) {
        const struct rule_node *o = g->stat.at[i].node;

        if (o->op == n->op && o->peer->field == n->peer->field &&
            o->peer->quantile == n->peer->quantile)
            return i;
    }
    vec_push(e->arena, &g->stat, (struct emit_stat){n});
    return g->stat.n - 1;
}

static void peer_name(struct emit *e, size_t group)
{
    sql_add(&e->m, "peer");
    sql_int(&e->m, (int64_t)group + 1);
}

void emit_peer(struct emit *e, const struct rule_node *n)
{
    size_t group = group_of(e, n), stat = stat_of(e, &e->peers.at[group], n);

    peer_name(e, group);
    sql_add(&e->m, ".s");
    sql_int(&e->m, (int64_t)stat + 1);
}

static void keys(struct emit *e, const struct rule_peer *p, bool demanded)
{
    for (size_t i = 0; i < p->nkey; i++) {
        if (i > 0 && demanded)
            sql_add(&e->m, " AND ");
        else if (i > 0)
            sql_add(&e->m, ", ");
        emit_field(e, "", e->plan->dataset, p->key[i]);
        if (demanded)
            sql_add(&e->m, " IS NOT NULL");
    }
}

static void peer_table(struct emit *e, size_t group)
{
    static const bool low[2] = {false, false};
    const struct emit_peers *g = &e->peers.at[group];

    peer_name(e, group);
    sql_add(&e->m, " AS (\n    SELECT ");
    keys(e, g->peer, false);
    for (size_t i = 0; i < g->stat.n; i++) {
        sql_add(&e->m, ",\n           ");
        emit_template(e, g->stat.at[i].node, low);
        sql_add(&e->m, " AS s");
        sql_int(&e->m, (int64_t)i + 1);
    }
    sql_add(&e->m, "\n    FROM ");
    emit_table(e, e->plan->dataset);
    sql_add(&e->m, "\n    WHERE ");
    keys(e, g->peer, true);
    sql_add(&e->m, "\n    GROUP BY ");
    keys(e, g->peer, false);
    sql_add(&e->m, "\n)");
}

void emit_peer_tables(struct emit *e)
{
    for (size_t i = 0; i < e->peers.n; i++) {
        if (i == 0)
            sql_add(&e->m, "WITH ");
        else
            sql_add(&e->m, ",\n");
        peer_table(e, i);
    }
    if (e->peers.n > 0)
        sql_add(&e->m, "\n");
}

void emit_peer_joins(struct emit *e)
{
    for (size_t i = 0; i < e->peers.n; i++) {
        const struct rule_peer *p = e->peers.at[i].peer;

        sql_line(&e->m);
        sql_add(&e->m, "LEFT JOIN ");
        peer_name(e, i);
        for (size_t k = 0; k < p->nkey; k++) {
            if (k == 0)
                sql_add(&e->m, " ON ");
            else
                sql_add(&e->m, " AND ");
            peer_name(e, i);
            sql_add(&e->m, ".");
            emit_field(e, "", e->plan->dataset, p->key[k]);
            sql_add(&e->m, " = ");
            emit_field(e, "b", e->plan->dataset, p->key[k]);
        }
    }
}
