/* rule/sentence.c - one test as one Chinese sentence that states a fact; see explain.h. */
#include "rule/explain.h"

#include <stdlib.h>

/* ---- values ---- */

static void party_name(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    const struct law_dataset *d = n->dataset;
    const struct column_table *t = x->e.table[n->level];
    size_t row = x->e.row[n->level];

    if (d->party_name >= 0 && column_known(&t->column[d->party_name], row))
        buf_str(out, column_text(t, (size_t)d->party_name, row, x->arena));
    else
        buf_z(out, "不详");
}

static void limit_value(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    const struct rule_version *v;
    struct rule_value lo = {0}, hi = {0};

    if (rule_version_at(&x->e, n, &v) != RULE_VERSION_FOUND || !v->limit) {
        buf_z(out, "不详");
        return;
    }
    lo.n = v->low;
    hi.n = v->high;
    rule_print_typed(out, x->e.law, n->type, &lo);
    if (lo.n == hi.n)
        return;
    buf_z(out, "至");
    rule_print_typed(out, x->e.law, n->type, &hi);
}

static void truth_value(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    static const char *const words[] = {[RULE_NO] = "否", [RULE_YES] = "是", [RULE_MAYBE] = "不详"};

    buf_z(out, words[rule_test(&x->e, n)]);
}

void explain_value(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    struct rule_value v = {0};

    if (rule_op_get(n->op)->test) {
        truth_value(x, n, out);
        return;
    }
    if (n->op == RULE_OP_LIMIT) {
        limit_value(x, n, out);
        return;
    }
    if (!rule_value(&x->e, n, &v)) {
        buf_z(out, "不详");
        return;
    }
    if (n->op == RULE_OP_FIELD && n->dataset->field[n->field].masked)
        buf_z(out, "（已隐去）");
    else if (n->op == RULE_OP_FIELD && n->type.kind == RULE_PARTY)
        party_name(x, n, out);
    else if (n->type.kind == RULE_WORDS)
        buf_str(out, rule_words_of(&x->e, &v));
    else
        rule_print_typed(out, x->e.law, n->type, &v);
}

/* ---- operands ---- */

static bool is_named(const struct rule_node *n)
{
    return n->type.kind == RULE_CODE || n->type.kind == RULE_ORGAN || n->type.kind == RULE_WORDS;
}

static void field_operand(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    struct rule_value v;

    buf_str(out, n->dataset->field[n->field].name);
    if (n->level == 0)
        explain_saw(x, n);
    if (!rule_value(&x->e, n, &v)) {
        buf_z(out, "缺");
        return;
    }
    buf_z(out, is_named(n) ? "“" : " ");
    explain_value(x, n, out);
    if (is_named(n))
        buf_z(out, "”");
}

/* “10万元至30万元（省定，未设定）（法释〔2016〕25号 第三条）” */
static void limit_operand(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    const struct rule_version *v;

    buf_fmt(out, "标准.%.*s.%.*s ", STR_F(n->versions->name), STR_F(n->versions->limit));
    limit_value(x, n, out);
    if (rule_version_at(&x->e, n, &v) != RULE_VERSION_FOUND || !v->limit)
        return;
    if (v->low != v->high)
        buf_fmt(out, "（省定，未设定%s）", x->reached);
    buf_z(out, "（");
    rule_print_citation(out, &v->law->basis);
    buf_z(out, "）");
    explain_applied(x, v->law);
}

static bool row_date(struct explainer *x, const struct law_dataset *d, size_t row, struct buf *out)
{
    const struct column_table *t = &x->e.world->table[d - x->e.law->dataset];

    if (d->date_field < 0 || !column_known(&t->column[d->date_field], row))
        return false;
    buf_z(out, out->n ? "、" : "");
    rule_print_value(out, x->e.law, d, (size_t)d->date_field, t, row);
    return true;
}

struct counted {
    bool undated;
    int64_t day, id;
    size_t row;
};

static int by_day_and_record(const void *a, const void *b)
{
    const struct counted *x = a, *y = b;

    if (x->undated != y->undated)
        return x->undated ? 1 : -1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static struct counted counted_row(struct explainer *x, const struct law_dataset *d, size_t row)
{
    const struct column_table *t = &x->e.world->table[d - x->e.law->dataset];
    struct counted c = {.row = row, .id = column_row_id(t, row)};

    c.undated = d->date_field < 0 || !column_get(&t->column[d->date_field], row, &c.day);
    return c;
}

static void show_rows(struct explainer *x, const struct law_dataset *d, struct counted *c, size_t n,
                      struct buf *dates)
{
    size_t dated = 0;

    if (n > 1)
        qsort(c, n, sizeof(*c), by_day_and_record);
    for (size_t i = 0; i < n; i++) {
        vec_push(x->arena, &x->row, (struct rule_row_seen){d, c[i].row});
        if (dated < RULE_SHOWN_DATES)
            dated += row_date(x, d, c[i].row, dates);
    }
    if (dated > 0 && n > dated)
        buf_z(dates, " 等");
}

/*
 * Remembers the rows that count and lists the dates of the first; returns how many there are, at
 * most RULE_COUNTED_ROWS where each has to be tested.  Of more than RULE_SHOWN_ROWS none is listed:
 * which of them are met first depends on how the tables were made, and a reason must not (C3).
 */
static size_t list_rows(struct explainer *x, const struct rule_node *n, struct buf *dates)
{
    const struct rule_aggregate *g = n->aggregate;
    struct counted shown[RULE_SHOWN_ROWS];
    size_t row, count = 0, all = 0;
    struct rule_scan s;

    if (rule_scan_open(&x->e, g, &s) != RULE_YES)
        return 0;
    if (rule_scan_size(&x->e, g, &s, &all) && all > RULE_SHOWN_ROWS)
        return all;
    for (; count < RULE_COUNTED_ROWS && rule_scan_next(&x->e, g, &s, &row); count++)
        if (count < RULE_SHOWN_ROWS)
            shown[count] = counted_row(x, g->dataset, row);
    if (count <= RULE_SHOWN_ROWS)
        show_rows(x, g->dataset, shown, count, dates);
    return count;
}

/* How many others there are is not said: every record that comes would change the reason.
 * “行政处罚 中有 2 条相符（2023-01-01、2024-05-06）” */
static void rows_found(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    const struct law_dataset *d = n->aggregate->dataset;
    size_t total =
               column_table_rows(&x->e.world->table[d - x->e.law->dataset]) - n->aggregate->same,
           count;
    struct buf dates = {0};

    count = list_rows(x, n, &dates);
    if (count > 0)
        buf_fmt(out, "%.*s 中有 %zu 条%s相符", STR_F(d->name), count,
                n->aggregate->rest.n > 0 && count == RULE_COUNTED_ROWS ? "以上" : "");
    else
        buf_fmt(out, "%.*s 中没有相符记录", STR_F(d->name));
    if (dates.n)
        buf_fmt(out, "（%.*s）", STR_F(buf_view(&dates)));
    else if (total == 0)
        buf_z(out, n->aggregate->same ? "（该数据集无其他记录）" : "（该数据集无记录）");
    buf_release(&dates);
}

static void aggregate_operand(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    const struct rule_aggregate *g = n->aggregate;

    buf_z(out, rule_op_get(n->op)->spelling);
    if (g->field >= 0)
        buf_fmt(out, "（%.*s.%.*s）", STR_F(g->dataset->name),
                STR_F(g->dataset->field[g->field].name));
    buf_char(out, ' ');
    explain_value(x, n, out);
    buf_z(out, "（");
    rows_found(x, n, out);
    buf_z(out, "）");
}

static void peer_operand(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    const struct law_dataset *d = n->dataset;
    const struct rule_stat *s = x->e.prepared->stat[n->peer->slot];
    int32_t g = rule_peers_group(s->peers, x->e.row[0]);

    buf_fmt(out, "同类%.*s的%s", STR_F(d->field[n->peer->field].name),
            rule_op_get(n->op)->spelling);
    if (n->op == RULE_OP_QUANTILE)
        buf_fmt(out, "(%d)", n->peer->quantile);
    buf_char(out, ' ');
    explain_value(x, n, out);
    buf_z(out, "（按");
    for (size_t i = 0; i < n->peer->nkey; i++)
        buf_fmt(out, "%s%.*s", i ? "、" : "", STR_F(d->field[n->peer->key[i]].name));
    if (g >= 0)
        buf_fmt(out, "，共 %lld 条", (long long)s->peers->group.at[g].rows);
    buf_z(out, "）");
}

/* Fields, limits and aggregates inside a computed value: “A 5万元、B 20万元”. */
static void list_inputs(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    if (n->op == RULE_OP_FIELD || n->op == RULE_OP_LIMIT || n->op == RULE_OP_TODAY ||
        n->aggregate || n->peer) {
        buf_z(out, out->n ? "、" : "");
        explain_operand(x, n, out);
        return;
    }
    for (size_t i = 0; i < n->nkid; i++)
        list_inputs(x, n->kid[i], out);
}

/* “罚款金额 ÷ 货值金额（罚款金额 3元、货值金额 10元）= 30%” */
static void computed_operand(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    struct buf inputs = {0};
    int64_t lo, hi;

    list_inputs(x, n, &inputs);
    rule_print_source(out, n->source);
    if (inputs.n)
        buf_fmt(out, "（%.*s）", STR_F(buf_view(&inputs)));
    buf_release(&inputs);
    buf_z(out, "= ");
    if (!n->ranged) {
        explain_value(x, n, out);
    } else if (rule_range(&x->e, n, &lo, &hi)) {
        rule_print_typed(out, x->e.law, n->type, &(struct rule_value){lo, STR_NULL});
        buf_z(out, "至");
        rule_print_typed(out, x->e.law, n->type, &(struct rule_value){hi, STR_NULL});
    }
}

static void const_operand(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    if (n->type.kind == RULE_SPAN || n->type.kind == RULE_WORKING) {
        rule_print_span(out, n);
        return;
    }
    buf_z(out, is_named(n) ? "“" : "");
    explain_value(x, n, out);
    buf_z(out, is_named(n) ? "”" : "");
}

void explain_operand(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    if (n->op == RULE_OP_FIELD)
        field_operand(x, n, out);
    else if (n->op == RULE_OP_CONST)
        const_operand(x, n, out);
    else if (n->op == RULE_OP_LIMIT)
        limit_operand(x, n, out);
    else if (n->op == RULE_OP_TODAY) {
        buf_z(out, "今日 ");
        explain_value(x, n, out);
    } else if (n->op == RULE_OP_CONVERT || n->op == RULE_OP_REGROUP)
        explain_operand(x, n->kid[0], out);
    else if (n->aggregate)
        aggregate_operand(x, n, out);
    else if (n->peer)
        peer_operand(x, n, out);
    else
        computed_operand(x, n, out);
}

/* ---- tests ---- */

/* The sign that tells the truth: ≥ that fails is <. */
static const char *sign(enum rule_op op, bool holds)
{
    static const struct {
        enum rule_op op;
        const char *yes, *no;
    } signs[] = {{RULE_OP_EQ, "=", "≠"}, {RULE_OP_NE, "≠", "="}, {RULE_OP_LT, "<", "≥"},
                 {RULE_OP_LE, "≤", ">"}, {RULE_OP_GT, ">", "≤"}, {RULE_OP_GE, "≥", "<"}};

    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
        if (signs[i].op == op)
            return holds ? signs[i].yes : signs[i].no;
    return NULL;
}

/* Against a limit that is not set: which end of its range settled the comparison. */
static const char *reached(enum rule_op op, bool holds)
{
    bool up = op == RULE_OP_GE || op == RULE_OP_GT;

    if (!up && op != RULE_OP_LE && op != RULE_OP_LT)
        return "";
    return up == holds ? "，已达上限" : "，未达下限";
}

static void say_comparison(struct explainer *x, const struct rule_node *n, bool holds,
                           struct buf *out)
{
    explain_operand(x, n->kid[0], out);
    buf_fmt(out, " %s ", sign(n->op, holds));
    x->reached = reached(n->op, holds);
    explain_operand(x, n->kid[1], out);
    x->reached = "";
}

static void say_between(struct explainer *x, const struct rule_node *n, bool holds, struct buf *out)
{
    explain_operand(x, n->kid[0], out);
    buf_z(out, holds ? " 介于 " : " 不介于 ");
    explain_operand(x, n->kid[1], out);
    buf_z(out, " 到 ");
    explain_operand(x, n->kid[2], out);
}

static void say_window(struct explainer *x, const struct rule_node *n, bool holds, struct buf *out)
{
    explain_operand(x, n->kid[0], out);
    buf_z(out, holds ? " 在 " : " 不在 ");
    explain_operand(x, n->kid[1], out);
    buf_z(out, n->op == RULE_OP_BEFORE ? " 前 " : " 后 ");
    rule_print_span(out, n->kid[2]);
    buf_z(out, " 内");
}

static void say_in(struct explainer *x, const struct rule_node *n, bool holds, struct buf *out)
{
    bool in = (n->op == RULE_OP_IN) == holds;

    explain_operand(x, n->kid[0], out);
    buf_z(out, is_named(n->kid[0]) ? "" : " ");
    buf_z(out, in ? "属于" : "不属于");
    buf_z(out, is_named(n->kid[0]) ? "" : " ");
    buf_str(out, n->set->shown);
}

static void say_words(const struct rule_set *s, struct str text, bool found, struct buf *out)
{
    bool any = false;

    for (size_t i = 0; i < s->n; i++) {
        if (str_has(text, s->text[i]) != found)
            continue;
        buf_fmt(out, "%s“%.*s”", any ? "、" : "", STR_F(s->text[i]));
        any = true;
    }
}

static void searched_field(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    buf_str(out, n->dataset->field[n->field].name);
    if (n->level == 0)
        explain_saw(x, n);
}

/* The first known one of 首个(…); nkid when none is. */
static size_t first_known(struct explainer *x, const struct rule_node *n)
{
    struct rule_value v;
    size_t i = 0;

    while (i < n->nkid && !rule_value(&x->e, n->kid[i], &v))
        i++;
    return i;
}

/* “移送情况”; for 首个(移送情况, 「无」) of a row without it “移送情况未载明，”. */
static void text_searched(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    size_t known = n->op == RULE_OP_FIRST ? first_known(x, n) : 0;
    bool fields = n->op == RULE_OP_FIRST && known > 0 && known < n->nkid;

    for (size_t i = 0; fields && i < known; i++)
        fields = n->kid[i]->op == RULE_OP_FIELD;
    if (n->op == RULE_OP_FIELD) {
        searched_field(x, n, out);
    } else if (n->op == RULE_OP_FIRST && known < n->nkid && n->kid[known]->op == RULE_OP_FIELD) {
        searched_field(x, n->kid[known], out);
    } else if (fields && n->kid[known]->op == RULE_OP_CONST) {
        for (size_t i = 0; i < known; i++) {
            buf_z(out, i ? "、" : "");
            searched_field(x, n->kid[i], out);
        }
        buf_z(out, "未载明，");
    } else {
        rule_print_source(out, n->source);
    }
}

/* Names the words that were found, or those that were not; the text itself may be long. */
static void say_has(struct explainer *x, const struct rule_node *n, bool holds, struct buf *out)
{
    bool has = (n->op == RULE_OP_HAS) == holds;
    struct rule_value v = {0};

    text_searched(x, n->kid[0], out);
    buf_z(out, has ? "含" : "不含");
    if (rule_value(&x->e, n->kid[0], &v))
        say_words(n->set, rule_words_of(&x->e, &v), has, out);
}

static void say_missing(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    const struct rule_node *f = n->kid[0];
    struct rule_value v;
    bool known = rule_value(&x->e, f, &v);

    if (f->level == 0)
        explain_saw(x, f);
    buf_fmt(out, "%.*s%s", STR_F(f->dataset->field[f->field].name), known ? "不缺" : "缺");
    if (!known || f->type.kind == RULE_PARTY)
        return;
    buf_z(out, "（");
    explain_value(x, f, out);
    buf_z(out, "）");
}

static void say_known(struct explainer *x, const struct rule_node *n, bool holds, struct buf *out)
{
    if (sign(n->op, holds))
        say_comparison(x, n, holds, out);
    else if (n->op == RULE_OP_BETWEEN)
        say_between(x, n, holds, out);
    else if (n->op == RULE_OP_BEFORE || n->op == RULE_OP_AFTER)
        say_window(x, n, holds, out);
    else if (n->op == RULE_OP_IN || n->op == RULE_OP_NOT_IN)
        say_in(x, n, holds, out);
    else if (n->op == RULE_OP_HAS || n->op == RULE_OP_LACKS)
        say_has(x, n, holds, out);
    else if (n->op == RULE_OP_MISSING || n->op == RULE_OP_PRESENT)
        say_missing(x, n, out);
    else if (n->aggregate)
        rows_found(x, n, out);
    else
        explain_operand(x, n->kid[0], out); /* 布尔 */
}

/* Both sides are known, as far as the law settles them: “尚不能断定 矿产品价值 15万元 ≥ 标准.X.L
 * 10万元至30万元（省定，未设定）”. */
static bool say_open(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    int64_t lo, hi;

    if (!sign(n->op, true) || !n->ranged || !rule_range(&x->e, n->kid[0], &lo, &hi) ||
        !rule_range(&x->e, n->kid[1], &lo, &hi))
        return false;
    buf_z(out, "尚不能断定 ");
    explain_operand(x, n->kid[0], out);
    buf_fmt(out, " %s ", sign(n->op, true));
    explain_operand(x, n->kid[1], out);
    return true;
}

/* “无法判断“矿产品价值 >= …”：缺 矿产品价值” */
static void say_unknown(struct explainer *x, const struct rule_node *n, struct buf *out)
{
    struct rule_reason *r = x->reason, mine = {.outcome = r->outcome};

    if (say_open(x, n, out))
        return;
    x->reason = &mine;
    explain_missing(x, n);
    x->reason = r;
    buf_z(out, "无法判断“");
    rule_print_source(out, n->source);
    buf_z(out, "”：缺 ");
    for (size_t i = 0; i < mine.missing.n; i++)
        buf_fmt(out, "%s%.*s", i ? "、" : "", STR_F(mine.missing.at[i]));
}

void explain_sentence(struct explainer *x, const struct rule_node *n, enum rule_truth t,
                      struct buf *out)
{
    if (t == RULE_MAYBE)
        say_unknown(x, n, out);
    else
        say_known(x, n, t == RULE_YES, out);
}

void explain_version(struct explainer *x, const struct rule_node *n, enum rule_truth t,
                     struct buf *out)
{
    const struct law_dataset *d = n->versions->dataset;
    const struct rule_version *v;
    size_t which = 0;
    struct day day;

    if (rule_version_at(&x->e, n, &v) != RULE_VERSION_FOUND)
        return;
    buf_fmt(out, "%s 标准.%.*s（",
            t == RULE_YES  ? "达到"
            : t == RULE_NO ? "未达到"
                           : "尚不能判断是否达到",
            STR_F(n->versions->name));
    rule_print_citation(out, &v->law->basis);
    buf_z(out, "，");
    day_print(out, v->law->effective);
    buf_z(out, " 起施行");
    if (rule_conduct_day(&x->e, n, &day, &which) && which > 0)
        buf_fmt(out, "；行为日期缺，按%.*s适用标准", STR_F(d->field[d->conduct[which]].name));
    buf_z(out, "）");
    explain_applied(x, v->law);
}
