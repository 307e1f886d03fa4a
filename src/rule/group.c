/*
 * rule/group.c - aggregates over another dataset and statistics of like cases; see compile.h.
 *
 * The condition of an aggregate is taken apart once, here: equalities with the screened row are
 * the key of an index, limits on one field (the date, where there are any) are a range of it, conditions of the screened row alone
 * are tested once, and only the rest is tested row by row.
 */
#include "rule/compile.h"

/* ---- taking a condition apart ---- */

static bool screened_only(const struct rule_node *n)
{
    return n->reads_screened && !n->reads_counted;
}

static bool counted_field(const struct rule_node *n)
{
    return n->op == RULE_OP_FIELD && n->level == 1;
}

static bool is_order(const struct rule_aggregate *g, const struct rule_node *n)
{
    return counted_field(n) && n->field == g->order;
}

static void add_bound(struct rule_compiler *c, struct rule_aggregate *g, struct rule_node *value,
                      bool upper, bool strict)
{
    vec_push(c->arena, &g->bound, (struct rule_bound){value, upper, strict});
}

/* field = value of the screened row */
static bool take_key(struct rule_compiler *c, struct rule_aggregate *g, struct rule_node *n)
{
    bool plain = n->scale[0] == 1 && n->scale[1] == 1;

    if (n->op != RULE_OP_EQ || !plain || n->ranged || g->key.n == RULE_MAX_KEYS)
        return false;
    for (int i = 0; i < 2; i++)
        if (counted_field(n->kid[i]) && screened_only(n->kid[1 - i])) {
            vec_push(c->arena, &g->key, (struct rule_key){n->kid[i]->field, n->kid[1 - i]});
            return true;
        }
    return false;
}

static bool is_alike(const struct rule_node *n)
{
    for (size_t i = 0; i < n->nkid && i < 3; i++)
        if (n->scale[i] != 1)
            return false;
    return !n->ranged;
}

/* field < value, value <= field … */
static bool take_order(struct rule_compiler *c, struct rule_aggregate *g, struct rule_node *n)
{
    bool upper = n->op == RULE_OP_LT || n->op == RULE_OP_LE;
    bool strict = n->op == RULE_OP_LT || n->op == RULE_OP_GT;

    if ((!upper && n->op != RULE_OP_GT && n->op != RULE_OP_GE) || !is_alike(n))
        return false;
    for (int i = 0; i < 2; i++)
        if (is_order(g, n->kid[i]) && !n->kid[1 - i]->reads_counted) {
            add_bound(c, g, n->kid[1 - i], i == 0 ? upper : !upper, strict);
            return true;
        }
    return false;
}

static bool take_between(struct rule_compiler *c, struct rule_aggregate *g, struct rule_node *n)
{
    if (n->op != RULE_OP_BETWEEN || !is_alike(n) || !is_order(g, n->kid[0]) ||
        n->kid[1]->reads_counted || n->kid[2]->reads_counted)
        return false;
    add_bound(c, g, n->kid[1], false, false);
    add_bound(c, g, n->kid[2], true, false);
    return true;
}

/* The day that lies the window's span away from its anchor. */
static struct rule_node *far_end(struct rule_compiler *c, struct rule_node *window)
{
    bool working = window->kid[2]->type.kind == RULE_WORKING, back = window->op == RULE_OP_BEFORE;
    enum rule_op days = back ? RULE_OP_DAY_SUB : RULE_OP_DAY_ADD;
    enum rule_op workdays = back ? RULE_OP_WORKDAY_SUB : RULE_OP_WORKDAY_ADD;
    struct rule_node *kid[2] = {window->kid[1], window->kid[2]};

    return rule_node_wrap(c, working ? workdays : days, kid, 2);
}

static bool take_window(struct rule_compiler *c, struct rule_aggregate *g, struct rule_node *n)
{
    bool before = n->op == RULE_OP_BEFORE;

    if ((!before && n->op != RULE_OP_AFTER) || !is_order(g, n->kid[0]) || n->kid[1]->reads_counted)
        return false;
    add_bound(c, g, far_end(c, n), !before, false);
    add_bound(c, g, n->kid[1], before, false);
    return true;
}

/* The sides of a comparison that are the screened row's must be known for it to mean anything;
 * they are computed once for a whole search. */
static void need_sides(struct rule_compiler *c, struct rule_aggregate *g, struct rule_node *n)
{
    if (n->op == RULE_OP_AND || n->op == RULE_OP_OR || n->op == RULE_OP_NOT)
        return;
    for (size_t i = 0; i < n->nkid; i++) {
        if (!screened_only(n->kid[i]))
            continue;
        vec_push(c->arena, &g->need, n->kid[i]);
        if (g->need.n > RULE_MAX_HELD)
            continue;
        n->kid[i] = rule_node_wrap(c, RULE_OP_HELD, &n->kid[i], 1);
        n->kid[i]->number = (int64_t)g->need.n - 1;
    }
}

static void take_conjunct(struct rule_compiler *c, struct rule_aggregate *g, struct rule_node *n)
{
    if (!n->reads_counted) {
        vec_push(c->arena, &g->guard, n);
        return;
    }
    if (take_key(c, g, n) || take_order(c, g, n) || take_between(c, g, n) || take_window(c, g, n))
        return;
    need_sides(c, g, n);
    vec_push(c->arena, &g->rest, n);
}

/* By field, so that aggregates with the same key fields share an index. */
static void sort_keys(struct rule_aggregate *g)
{
    for (size_t i = 1; i < g->key.n; i++)
        for (size_t k = i; k > 0 && g->key.at[k - 1].field > g->key.at[k].field; k--) {
            struct rule_key swap = g->key.at[k];

            g->key.at[k] = g->key.at[k - 1];
            g->key.at[k - 1] = swap;
        }
}

/* The field of the counted row that a conjunct sets bounds to; -1: none. */
static int bounded_field(struct rule_node *n)
{
    bool order = n->op == RULE_OP_LT || n->op == RULE_OP_LE || n->op == RULE_OP_GT ||
                 n->op == RULE_OP_GE || n->op == RULE_OP_BETWEEN || n->op == RULE_OP_BEFORE ||
                 n->op == RULE_OP_AFTER;

    for (size_t i = 0; order && is_alike(n) && i < 2; i++)
        if (counted_field(n->kid[i]) && !n->kid[1 - i]->reads_counted)
            return n->kid[i]->field;
    return -1;
}

/* field = value of the screened row, of a field that few rows share: of one case, of one document. */
static bool is_narrow(const struct rule_aggregate *g, const struct rule_node *n)
{
    for (int i = 0; n->op == RULE_OP_EQ && i < 2; i++)
        if (counted_field(n->kid[i]) && screened_only(n->kid[1 - i]) &&
            (n->kid[i]->field == g->dataset->case_field || n->kid[i]->field == g->dataset->doc_no))
            return true;
    return false;
}

/* The date where it is bounded or needed, else the first field that is, else the date.  A few rows are
 * looked at one by one: another order than the date would only be one more index to keep. */
static int choose_order(const struct rule_aggregate *g, enum rule_op op)
{
    struct rule_node *all = g->condition;
    bool many = all->op == RULE_OP_AND, narrow = false;
    int date = g->dataset->date_field, other = -1;

    for (size_t i = 0; i < (many ? all->nkid : 1); i++) {
        struct rule_node *n = many ? all->kid[i] : all;
        int field = bounded_field(n);

        if (field >= 0 && field == date)
            return date;
        if (other < 0)
            other = field;
        narrow |= is_narrow(g, n);
    }
    return other < 0 || narrow || op == RULE_OP_LATEST ? date : other;
}

void rule_plan_aggregate(struct rule_compiler *c, struct rule_aggregate *g, enum rule_op op)
{
    struct rule_node *n = g->condition;

    g->order = choose_order(g, op);
    if (n->op == RULE_OP_AND)
        for (size_t i = 0; i < n->nkid; i++)
            take_conjunct(c, g, n->kid[i]);
    else
        take_conjunct(c, g, n);
    sort_keys(g);
}

/* ---- aggregates ---- */

static const enum rule_op aggregates[] = {RULE_OP_COUNT,     RULE_OP_SUM,    RULE_OP_MAX,
                                          RULE_OP_MIN,       RULE_OP_LATEST, RULE_OP_EXISTS,
                                          RULE_OP_NOT_EXISTS};

bool rule_is_aggregate(struct str name, enum rule_op *ret_op)
{
    for (size_t i = 0; i < sizeof(aggregates) / sizeof(aggregates[0]); i++)
        if (str_eq(name, str_from(rule_op_get(aggregates[i])->spelling))) {
            *ret_op = aggregates[i];
            return true;
        }
    return false;
}

static bool wants_field(enum rule_op op)
{
    return op == RULE_OP_SUM || op == RULE_OP_MAX || op == RULE_OP_MIN || op == RULE_OP_LATEST;
}

/* Dataset and, where the aggregate is of one, field of the first argument. */
static bool read_target(struct rule_compiler *c, const struct syntax *s, enum rule_op op,
                        struct rule_aggregate *g)
{
    const struct syntax *target = s->kid[0];
    const struct law_dataset *counted = c->counted;
    bool path = target->kind == SYNTAX_PATH && target->nkid == 2;
    struct diag *d;

    if (wants_field(op) ? !path : target->kind != SYNTAX_NAME) {
        d = RULE_ERROR(c, target, "“%.*s”的第一个参数不对：“%.*s”", STR_F(s->text),
                       STR_F(rule_written(c, target)));
        diag_hint(c->diags, d,
                  wants_field(op) ? "写作 %.*s(数据集.字段, 条件)" : "写作 %.*s(数据集, 条件)",
                  STR_F(s->text));
        return false;
    }
    g->dataset = rule_find_dataset(c, path ? target->kid[0] : target);
    if (!g->dataset)
        return false;
    g->field = -1;
    if (!path)
        return true;
    c->counted = g->dataset;
    g->field = rule_find_field(c, g->dataset, target->kid[1]);
    c->counted = counted;
    return g->field >= 0;
}

static bool check_key(struct rule_compiler *c, const struct syntax *s,
                      const struct rule_aggregate *g)
{
    const struct law_dataset *d = g->dataset;
    int f = d->party_field >= 0 ? d->party_field : d->case_field;
    struct diag *diag;

    if (g->key.n > 0)
        return true;
    diag = rule_error(&c->lx, s->mark, s->mark + s->text.n, "“%.*s”的条件里没有与本案对应的等式",
                      STR_F(s->text));
    if (f >= 0)
        diag_hint(c->diags, diag, "要有一个等式把%.*s的字段与本案联系起来，如“%.*s = 本案”",
                  STR_F(d->name), STR_F(d->field[f].name));
    else
        diag_hint(c->diags, diag, "要有一个等式把%.*s的字段与本案联系起来：字段 = 本案.字段",
                  STR_F(d->name));
    return false;
}

static bool check_place(struct rule_compiler *c, const struct syntax *s)
{
    if (c->counted) {
        RULE_ERROR(c, s, "统计（%.*s）里面不能再写统计", STR_F(s->text));
        return false;
    }
    if (s->nkid != 2) {
        RULE_ERROR(c, s, "“%.*s”要两个参数：%s, 条件", STR_F(s->text),
                   str_eq(s->text, STR("次数")) || str_ends(s->text, STR("存在")) ? "数据集"
                                                                                  : "数据集.字段");
        return false;
    }
    return true;
}

static bool check_date(struct rule_compiler *c, const struct syntax *s, enum rule_op op,
                       const struct rule_aggregate *g)
{
    if (g->dataset->date_field >= 0)
        rule_use_field(c, g->dataset, g->dataset->date_field);
    if (op != RULE_OP_LATEST || g->dataset->date_field >= 0)
        return true;
    RULE_ERROR(c, s, "数据集“%.*s”没有日期，分不出“最近”", STR_F(g->dataset->name));
    return false;
}

/* Result type of the aggregate over that field; reports. */
static bool aggregate_type(struct rule_compiler *c, const struct syntax *s, enum rule_op op,
                           const struct rule_aggregate *g, struct rule_type *ret)
{
    struct rule_type arg[2] = {rule_type_plain(RULE_BOOL), rule_type_plain(RULE_BOOL)};

    if (g->field >= 0)
        arg[0] = rule_type_of_field(&g->dataset->field[g->field]);
    if (rule_op_takes(c->law, op, arg, g->field >= 0 ? 2 : 1, ret))
        return true;
    RULE_ERROR(c, s->kid[0], "“%.*s”不能用于%.*s：“%.*s”", STR_F(s->text),
               STR_F(rule_type_name(c->arena, c->law, arg[0])), STR_F(rule_written(c, s->kid[0])));
    return false;
}

static struct rule_node *aggregate_node(struct rule_compiler *c, const struct syntax *s,
                                        enum rule_op op, struct rule_aggregate *g)
{
    struct rule_type type;
    struct rule_node *n;

    if (!check_key(c, s, g) || !check_date(c, s, op, g) || !aggregate_type(c, s, op, g, &type))
        return rule_node_error(c, s);
    n = rule_node_new(c, op, type, s);
    n->aggregate = g;
    n->reads_screened = true;
    g->same = g->dataset == c->screened;
    g->slot = c->plan->aggregate.n;
    vec_push(c->arena, &c->plan->aggregate, n);
    if (g->field >= 0)
        rule_use_field(c, g->dataset, g->field);
    rule_use_field(c, g->dataset, -1);
    return n;
}

/* aggregate -> name '(' DATASET [ '.' field ] ',' cond ')' */
struct rule_node *rule_resolve_aggregate(struct rule_compiler *c, const struct syntax *s,
                                         enum rule_op op)
{
    struct rule_aggregate *g = ARENA_NEW(c->arena, struct rule_aggregate);
    int left = *c->lx.left;

    if (!check_place(c, s) || !read_target(c, s, op, g))
        return rule_node_error(c, s);
    c->counted = g->dataset;
    g->condition = rule_resolve_condition(c, s->kid[1]);
    c->counted = NULL;
    if (*c->lx.left != left || !c->screened)
        return rule_node_error(c, s);
    rule_plan_aggregate(c, g, op);
    return aggregate_node(c, s, op, g);
}

/* ---- peers ---- */

static enum rule_op peer_op(struct str stat)
{
    static const enum rule_op ops[] = {RULE_OP_MEDIAN, RULE_OP_MEAN, RULE_OP_QUANTILE,
                                       RULE_OP_PEERS};

    for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
        if (str_eq(stat, str_from(rule_op_get(ops[i])->spelling)))
            return ops[i];
    return RULE_OP_PEERS;
}

static void sort_fields(int *field, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && field[k - 1] > field[k]; k--) {
            int swap = field[k];

            field[k] = field[k - 1];
            field[k - 1] = swap;
        }
}

static bool read_peer(struct rule_compiler *c, const struct syntax *s, struct rule_peer *p)
{
    const struct law_dataset *d = c->screened;
    bool ok = true;

    if (s->nkid - 1 > RULE_MAX_KEYS) {
        RULE_ERROR(c, s, "“同类”的分组字段太多：最多 %d 个", RULE_MAX_KEYS);
        return false;
    }
    p->field = rule_find_field(c, d, s->kid[0]);
    p->nkey = s->nkid - 1;
    p->key = ARENA_ARRAY(c->arena, int, p->nkey);
    for (size_t i = 0; i < p->nkey; i++) {
        p->key[i] = rule_find_field(c, d, s->kid[i + 1]);
        ok = ok && p->key[i] >= 0;
        if (p->key[i] >= 0)
            rule_use_field(c, d, p->key[i]);
    }
    if (p->field >= 0)
        rule_use_field(c, d, p->field);
    sort_fields(p->key, p->nkey);
    return ok && p->field >= 0;
}

/* peer -> 同类 '(' field 的 stat ',' 按 field { ',' field } ')' */
struct rule_node *rule_resolve_peer(struct rule_compiler *c, const struct syntax *s)
{
    struct rule_peer *p = ARENA_NEW(c->arena, struct rule_peer);
    enum rule_op op = peer_op(s->text);
    struct rule_type type, result = rule_type_plain(RULE_NO_TYPE);
    struct rule_node *n;

    if (!c->screened || !read_peer(c, s, p))
        return rule_node_error(c, s);
    type = rule_type_of_field(&c->screened->field[p->field]);
    if (!rule_op_takes(c->law, op, &type, 1, &result)) {
        RULE_ERROR(c, s->kid[0], "“%.*s”不能用于%.*s：“%.*s”", STR_F(s->text),
                   STR_F(rule_type_name(c->arena, c->law, type)), STR_F(s->kid[0]->text));
        return rule_node_error(c, s);
    }
    p->quantile = op == RULE_OP_MEDIAN ? 50 : s->quantile;
    n = rule_node_new(c, op, result, s);
    n->peer = p;
    n->dataset = c->screened;
    n->reads_screened = true;
    p->slot = c->plan->peer.n;
    vec_push(c->arena, &c->plan->peer, n);
    return n;
}
