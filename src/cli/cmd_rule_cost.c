/* cli/cmd_rule_cost.c - liandong rule cost: which rule, and which of its clauses, is expensive. */
#include "base/json.h"
#include "cli/law.h"
#include "cli/progress.h"
#include "cli/rule.h"
#include "cli/run.h"
#include "pipeline/cost.h"
#include "pipeline/home.h"
#include "service/screen/table.h"

#include <stdlib.h>

static struct str number(struct arena *a, int64_t n)
{
    return str_fmt(a, "%lld", (long long)n);
}

/* part of whole, 12.5%; — of nothing */
static struct str share(struct arena *a, int64_t part, int64_t whole)
{
    int64_t t;

    if (whole <= 0)
        return STR("—");
    t = (part * 1000 + whole / 2) / whole;
    return str_fmt(a, "%lld.%lld%%", (long long)(t / 10), (long long)(t % 10));
}

/* Nanoseconds a row, in hundredths: a block answers for thousands of rows. */
static struct str per_row(struct arena *a, int64_t ns, int64_t rows)
{
    int64_t hundredths = rows > 0 ? (ns * 100 + rows / 2) / rows : 0;

    if (rows <= 0)
        return STR("—");
    return str_fmt(a, "%lld.%02lld", (long long)(hundredths / 100), (long long)(hundredths % 100));
}

/* ---- one rule ---- */

static struct str clause_name(const struct rule_clause *k, struct arena *a)
{
    if (k->depth == 0)
        return k->joins ? str_fmt(a, "整个条件（%.*s）", STR_F(k->text)) : k->text;
    return str_fmt(a, "%*s%d. %.*s", 2 * (k->depth - 1) + 2, "", k->order, STR_F(k->text));
}

static void print_clauses(const struct rule_cost *c, struct arena *a, struct buf *out)
{
    static const struct screen_table_column column[] = {{"条件（按试的先后）", 64, false},
                                                        {"预计纳秒", 0, true},
                                                        {"预计成立", 0, true},
                                                        {"预计试到", 0, true},
                                                        {"试到", 0, true},
                                                        {"成立", 0, true},
                                                        {"不明", 0, true},
                                                        {"成立率", 0, true},
                                                        {"用时", 0, true},
                                                        {"查找", 0, false}};
    enum { ALL = 10, EXPECTED = 4 };
    struct screen_table_column expected[EXPECTED + 1];
    struct screen_table t;

    memcpy(expected, column, sizeof(*column) * EXPECTED);
    expected[EXPECTED] = column[ALL - 1];
    screen_table_init(&t, c->measured ? column : expected, c->measured ? ALL : EXPECTED + 1, a);
    for (size_t i = 0; i < c->v.n; i++) {
        const struct rule_clause *k = &c->v.at[i];
        struct str cell[ALL] = {clause_name(k, a), number(a, k->cost), share(a, k->pass, 1000),
                                share(a, k->reach, 1000)};

        cell[EXPECTED] = k->index;
        if (c->measured) {
            cell[4] = number(a, k->tested);
            cell[5] = number(a, k->yes);
            cell[6] = number(a, k->maybe);
            cell[7] = share(a, k->yes, k->tested);
            cell[8] = share(a, k->ns, c->ns);
            cell[9] = k->index;
        }
        screen_table_add(&t, cell);
    }
    screen_table_print(&t, 0, out);
}

static void print_one(const struct rule_plan *p, const struct rule_cost *c, struct arena *a,
                      struct buf *out)
{
    buf_fmt(out, "%.*s（%.*s，版本 %.*s）\n", STR_F(p->title), STR_F(p->slug), STR_F(p->version));
    buf_fmt(out, "预计每条记录 %lld 纳秒", (long long)c->v.at[0].cost);
    if (c->measured)
        buf_fmt(out, "；%.*s %lld 条，实测每条 %.*s 纳秒，命中 %lld，待查 %lld",
                STR_F(p->dataset->name), (long long)c->rows, STR_F(per_row(a, c->ns, c->rows)),
                (long long)c->hits, (long long)c->undetermined);
    buf_char(out, '\n');
    print_clauses(c, a, out);
}

/* ---- all rules ---- */

static const struct rule_clause *dearest(const struct rule_cost *c)
{
    const struct rule_clause *best = NULL;

    for (size_t i = 0; i < c->v.n; i++) {
        const struct rule_clause *k = &c->v.at[i];

        if (k->joins)
            continue;
        if (!best ||
            (c->measured ? k->ns > best->ns : k->cost * k->reach > best->cost * best->reach))
            best = k;
    }
    return best;
}

struct line {
    const struct rule_plan *plan;
    const struct rule_cost *cost;
};

static int by_cost(const void *x, const void *y)
{
    const struct line *a = x, *b = y;
    int64_t p = a->cost->measured ? a->cost->ns : a->cost->v.at[0].cost;
    int64_t q = b->cost->measured ? b->cost->ns : b->cost->v.at[0].cost;

    if (p != q)
        return p < q ? 1 : -1;
    return str_cmp(a->plan->slug, b->plan->slug);
}

static void print_all(const struct line *line, size_t n, struct arena *a, struct buf *out)
{
    static const struct screen_table_column column[] = {
        {"规则", 44, false}, {"预计纳秒", 0, true}, {"实测纳秒", 0, true},    {"命中", 0, true},
        {"待查", 0, true},   {"占用时", 0, true},   {"最费的条件", 60, false}};
    struct screen_table t;
    int64_t total = 0;

    for (size_t i = 0; i < n; i++)
        total += line[i].cost->ns;
    screen_table_init(&t, column, sizeof(column) / sizeof(column[0]), a);
    for (size_t i = 0; i < n; i++) {
        const struct rule_cost *c = line[i].cost;
        const struct rule_clause *k = dearest(c);
        bool m = c->measured;

        screen_table_add(&t, (struct str[]){line[i].plan->slug, number(a, c->v.at[0].cost),
                                            m ? per_row(a, c->ns, c->rows) : STR("—"),
                                            m ? number(a, c->hits) : STR("—"),
                                            m ? number(a, c->undetermined) : STR("—"),
                                            share(a, c->ns, total), k ? k->text : STR("")});
    }
    screen_table_print(&t, 0, out);
    buf_fmt(out, "共 %zu 条规则%s\n", n,
            n > 0 && line[0].cost->measured ? "，按实测用时排列" : "，没有库，按预计排列");
}

/* ---- JSON ---- */

static void put_clause(struct buf *out, const struct rule_clause *k)
{
    json_open(out, NULL, '{');
    json_i64(out, "depth", k->depth);
    json_i64(out, "order", k->order);
    json_text(out, "text", k->text);
    json_text(out, "index", k->index);
    json_i64(out, "expected_ns", k->cost);
    json_i64(out, "expected_pass", k->pass);
    json_i64(out, "expected_reach", k->reach);
    json_i64(out, "tested", k->tested);
    json_i64(out, "yes", k->yes);
    json_i64(out, "unknown", k->maybe);
    json_i64(out, "ns", k->ns);
    json_close(out, '}');
}

static void print_json(struct buf *out, const struct line *l)
{
    json_open(out, NULL, '{');
    json_text(out, "rule", l->plan->slug);
    json_text(out, "title", l->plan->title);
    json_text(out, "version", l->plan->version);
    json_text(out, "dataset", l->plan->dataset->name);
    json_bool(out, "measured", l->cost->measured);
    json_i64(out, "rows", l->cost->rows);
    json_i64(out, "hits", l->cost->hits);
    json_i64(out, "undetermined", l->cost->undetermined);
    json_i64(out, "ns", l->cost->ns);
    json_open(out, "clauses", '[');
    for (size_t i = 0; i < l->cost->v.n; i++)
        put_clause(out, &l->cost->v.at[i]);
    json_close(out, ']');
    json_close(out, '}');
    buf_char(out, '\n');
}

/* ---- the command ---- */

static void print_costs(const struct cli_run *r, const struct pipeline_cost *c)
{
    size_t n = c->screen.pack.n;
    struct line *line = ARENA_ARRAY(r->arena, struct line, n + 1);
    struct buf b = {0};

    for (size_t i = 0; i < n; i++)
        line[i] = (struct line){c->screen.pack.plan[i], &c->rule[i]};
    if (n > 1)
        qsort(line, n, sizeof(*line), by_cost);
    for (size_t i = 0; i < n && r->json; i++)
        print_json(&b, &line[i]);
    if (!r->json && r->operand.n > 0)
        print_one(line[0].plan, line[0].cost, r->arena, &b);
    else if (!r->json)
        print_all(line, n, r->arena, &b);
    cli_print(r, &b);
    buf_release(&b);
}

static enum err_code find_plans(const struct cli_run *r, const struct law *law,
                                struct screen_pack *ret, struct err *err)
{
    struct diag_list diags;
    enum err_code rc;

    *ret = (struct screen_pack){law, ARENA_ARRAY(r->arena, struct rule_plan *, 1), 1};
    if (r->operand.n > 0)
        return cli_rule(r, law, r->operand.at[0], &ret->plan[0], err);
    diag_init(&diags, r->arena);
    rc = screen_pack_load(law, NULL, 0, r->arena, &diags, ret, err);
    cli_diags(r, r->log, DIAG_ERROR, &diags);
    return rc;
}

/* Over the home, or with --expected without one. */
static enum err_code measure(const struct cli_run *r, const struct law *law,
                             struct screen_pack *pack, struct err *err)
{
    struct pipeline_screen_request q = {
        .law = law, .since = DAY_NONE, .today = clock_today(&r->clock)};
    bool expected = cli_has(r, "expected");
    struct pipeline_home h = {0};
    struct pipeline_cost c;
    enum err_code rc = ERR_OK;

    cli_show_image(r, &q);
    if (!expected)
        rc = pipeline_home_open(r->home, law, r->clock.now(r->clock.p), &h, err);
    if (rc != ERR_OK)
        return rc;
    rc = pipeline_cost(&q, pack->plan, pack->n, h.store, &c, err);
    if (rc == ERR_OK) {
        print_costs(r, &c);
        pipeline_cost_release(&c);
    }
    if (!expected)
        pipeline_home_close(&h);
    return rc;
}

static enum err_code cost_with_law(const struct cli_run *r, const struct law *law, struct err *err)
{
    struct screen_pack pack;

    TRY(find_plans(r, law, &pack, err));
    return measure(r, law, &pack, err);
}

static enum err_code rule_cost_run(struct cli_run *r, struct err *err)
{
    struct law *law;
    enum err_code rc;

    TRY(cli_law(r, &law, err));
    rc = cost_with_law(r, law, err);
    law_unref(law);
    return rc;
}

static const struct cli_option options[] = {
    {"expected", NULL, CLI_FLAG, false, "不用库，只列编译时的预计"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong rule cost", "全部规则，最费时的在前"},
    {"liandong rule cost illegal-mining-not-referred", "这条规则的哪个条件费时、筛掉多少"},
    {"liandong rule cost 草稿.rule --expected", "还没有保存的规则，不用库"},
    {0},
};

const struct cli_command cli_cmd_rule_cost = {
    .name = "rule cost",
    .operands = "[规则|规则文件]",
    .summary = "规则的哪个条件费时：预计，和在库中记录上的实测",
    .text = "条件按试的先后列出：先试便宜而筛得掉的，后面的条件只在还没有定论的记录上试。"
            "“查找”是要到别的记录里去找的，按什么找。\n"
            "条数是准确的；用时由筛查所用的向量引擎在单线程上逐个条件测得，随机器而变。"
            "达到标准的用时是一次作答的，其下各版本的条件另测，不计入其中。",
    .option = options,
    .example = examples,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = rule_cost_run,
};
