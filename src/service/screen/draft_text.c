/* service/screen/draft_text.c - what a draft would find, for the terminal; see draft.h. */
#include "service/screen/draft.h"
#include "service/screen/table.h"
#include "service/screen/view.h"

enum { MOST_MISSING = 12, MOST_ORGANS = 15 };

static struct str number(struct arena *a, int64_t n)
{
    return str_fmt(a, "%lld", (long long)n);
}

/* 87.5% */
static struct str percent(struct arena *a, int64_t thousandths)
{
    if (thousandths < 0)
        return STR("—");
    return str_fmt(a, "%lld.%lld%%", (long long)(thousandths / 10), (long long)(thousandths % 10));
}

static struct str reason_name(const struct law *law, struct str code)
{
    const struct law_dismissal *d = law_dismissal_find(law, code);

    return d ? d->name : code;
}

/* ---- examples ---- */

/* Of a record that cannot be decided only what it lacks: that is what to ask for. */
static void print_reasons(struct buf *out, const struct screen_view *v, struct arena *a)
{
    const struct rule_reason *why = &v->reason;

    buf_fmt(out, "     %.*s", STR_F(screen_outcome_zh(why->outcome)));
    for (size_t i = 0; i < why->missing.n; i++)
        buf_fmt(out, "%s%.*s", i ? "、" : "，缺 ", STR_F(why->missing.at[i]));
    buf_char(out, '\n');
    for (size_t i = 0; i < why->because.n && why->missing.n == 0; i++)
        buf_fmt(out, "     · %.*s\n", STR_F(screen_view_mask(v, why->because.at[i], a)));
}

static void print_example(const struct screen_report *r, size_t i, size_t no, struct arena *a,
                          struct buf *out)
{
    struct screen_view v;
    struct str part[4];
    size_t n = 0;

    screen_view_get(r, i, a, &v);
    part[n++] = v.party;
    part[n++] = v.organ;
    part[n++] = v.doc_no;
    part[n++] = v.date;
    buf_fmt(out, "  %zu.", no);
    for (size_t k = 0; k < n; k++)
        if (part[k].n > 0)
            buf_fmt(out, " %.*s", STR_F(part[k]));
    if (v.origin->record)
        buf_fmt(out, "（记录 %lld）", (long long)v.origin->record);
    else
        buf_fmt(out, "（%.*s 第%lld行）", STR_F(v.origin->file), (long long)v.origin->line);
    buf_char(out, '\n');
    print_reasons(out, &v, a);
}

/* Examples number from .. from + n of those shown. */
static void print_examples(const struct screen_report *r, size_t from, size_t n, struct buf *out)
{
    struct arena a;

    arena_init(&a, 0);
    for (size_t i = 0; i < n; i++) {
        print_example(r, from + i, i + 1, &a, out);
        arena_reset(&a);
    }
    arena_release(&a);
}

static void print_sample(const struct screen_report *r, const struct screen_draft *d,
                         struct buf *out)
{
    if (d->nhit > 0)
        buf_fmt(out, "\n命中举例（%lld 条中抽 %zu 条，种子 %llu）\n", (long long)d->hits, d->nhit,
                (unsigned long long)d->seed);
    print_examples(r, 0, d->nhit, out);
    if (d->nundetermined > 0)
        buf_fmt(out, "\n待查举例（%lld 条中抽 %zu 条）\n", (long long)d->undetermined,
                d->nundetermined);
    print_examples(r, d->nhit, d->nundetermined, out);
}

/* ---- counts ---- */

static void print_head(const struct screen_report *r, const struct screen_draft *d, struct buf *out)
{
    const struct rule_plan *p = r->pack->plan[0];

    buf_fmt(out, "草稿 %.*s 「%.*s」\n", STR_F(p->slug), STR_F(p->title));
    buf_fmt(out, "筛查%.*s %lld 条：命中 %lld，待查 %lld，不中 %lld\n", STR_F(p->dataset->name),
            (long long)d->rows, (long long)d->hits, (long long)d->undetermined,
            (long long)(d->rows - d->hits - d->undetermined));
}

static void print_missing(const struct screen_draft *d, struct arena *a, struct buf *out)
{
    static const struct screen_table_column column[] = {{"缺什么", 60, false}, {"条", 0, true}};
    struct screen_table t;

    if (d->nmissing == 0)
        return;
    buf_z(out, "\n待查缺少的事实\n");
    screen_table_init(&t, column, 2, a);
    for (size_t i = 0; i < d->nmissing && i < MOST_MISSING; i++)
        screen_table_add(&t, (struct str[]){d->missing[i].field, number(a, d->missing[i].count)});
    screen_table_print(&t, 2, out);
    if (d->nmissing > MOST_MISSING)
        buf_fmt(out, "  等 %zu 项\n", d->nmissing);
}

static void print_shares(const char *head, const struct screen_shares *s, struct arena *a,
                         struct buf *out)
{
    const struct screen_table_column column[] = {
        {head, 40, false}, {"命中", 0, true}, {"待查", 0, true}};
    struct screen_table t;

    if (s->v.n == 0)
        return;
    buf_char(out, '\n');
    screen_table_init(&t, column, 3, a);
    for (size_t i = 0; i < s->v.n && i < MOST_ORGANS; i++)
        screen_table_add(&t, (struct str[]){s->v.at[i].name, number(a, s->v.at[i].hits),
                                            number(a, s->v.at[i].undetermined)});
    screen_table_print(&t, 0, out);
    if (s->v.n > MOST_ORGANS)
        buf_fmt(out, "等 %zu 项\n", s->v.n);
}

static void print_difference(const struct screen_report *r, const struct screen_draft *d,
                             struct buf *out)
{
    size_t from = d->nhit + d->nundetermined;

    if (!d->saved) {
        buf_z(out, "\n没有同名的已存规则，不作比较\n");
        return;
    }
    buf_fmt(out, "\n与已存版本 %.*s 比较：已存版本命中 %lld，待查 %lld",
            STR_F(r->pack->plan[1]->version), (long long)d->saved_hits,
            (long long)d->saved_undetermined);
    if (!d->comparable) {
        buf_fmt(out, "；它筛查%.*s，不能逐条比较\n", STR_F(r->pack->plan[1]->dataset->name));
        return;
    }
    buf_fmt(out, "；新命中 %lld，不再命中 %lld\n", (long long)d->added, (long long)d->lost);
    if (d->nadded > 0)
        buf_z(out, "新命中举例\n");
    print_examples(r, from, d->nadded, out);
    if (d->nlost > 0)
        buf_z(out, "不再命中举例\n");
    print_examples(r, from + d->nadded, d->nlost, out);
}

/* ---- back-test ---- */

static void add_backtest(struct screen_table *t, const char *name, const struct screen_backtest *b)
{
    struct arena *a = t->arena;

    screen_table_add(
        t, (struct str[]){
               str_from(name), number(a, b->accepted_hit), number(a, b->accepted_undetermined),
               number(a, b->accepted - b->accepted_hit - b->accepted_undetermined),
               number(a, b->dismissed_hit), percent(a, b->precision), percent(a, b->recall)});
}

static void print_returns(const struct screen_report *r, const struct screen_backtest *b,
                          struct arena *a, struct buf *out)
{
    static const struct screen_table_column column[] = {
        {"排除理由", 40, false}, {"已排除", 0, true}, {"会再次命中", 0, true}};
    struct screen_table t;

    if (b->code.n == 0)
        return;
    screen_table_init(&t, column, 3, a);
    for (size_t i = 0; i < b->code.n; i++)
        screen_table_add(&t, (struct str[]){reason_name(r->law, b->code.at[i].code),
                                            number(a, b->code.at[i].dismissed),
                                            number(a, b->code.at[i].hit)});
    screen_table_print(&t, 2, out);
}

static void print_backtest(const struct screen_report *r, const struct screen_draft *d,
                           struct arena *a, struct buf *out)
{
    static const struct screen_table_column column[] = {
        {"", 0, false},          {"受理的命中", 0, true}, {"成待查", 0, true}, {"漏掉", 0, true},
        {"排除的命中", 0, true}, {"精确率", 0, true},     {"召回率", 0, true}};
    struct screen_table t;

    if (!d->decided) {
        buf_z(out, "\n回测：这条规则还没有已受理或已排除的线索\n");
        return;
    }
    buf_fmt(out, "\n回测：已受理 %lld 条，已排除 %lld 条\n", (long long)d->back.accepted,
            (long long)d->back.dismissed);
    screen_table_init(&t, column, sizeof(column) / sizeof(column[0]), a);
    add_backtest(&t, "草稿", &d->back);
    if (d->comparable)
        add_backtest(&t, "已存版本", &d->saved_back);
    screen_table_print(&t, 2, out);
    print_returns(r, &d->back, a, out);
}

/* ---- sweep ---- */

static void add_point(struct screen_table *t, const struct screen_sweep_point *p, bool decided)
{
    struct arena *a = t->arena;

    screen_table_add(t, (struct str[]){p->variant->value, number(a, p->hits),
                                       number(a, p->undetermined), number(a, p->added),
                                       number(a, p->lost),
                                       decided ? number(a, p->back.accepted_hit) : STR(""),
                                       decided ? number(a, p->back.dismissed_hit) : STR(""),
                                       decided ? percent(a, p->back.precision) : STR(""),
                                       decided ? percent(a, p->back.recall) : STR("")});
}

static void print_sweep(const struct screen_draft *d, size_t from, size_t to, struct arena *a,
                        struct buf *out)
{
    static const struct screen_table_column column[] = {
        {"取值", 0, true},       {"命中", 0, true},     {"待查", 0, true},
        {"新命中", 0, true},     {"不再命中", 0, true}, {"受理的命中", 0, true},
        {"排除的命中", 0, true}, {"精确率", 0, true},   {"召回率", 0, true}};
    enum { WITHOUT_BACKTEST = 5, ALL = 9 };
    struct screen_table t;

    buf_fmt(out, "\n扫描 %.*s（与草稿比）\n", STR_F(d->point[from].variant->what));
    screen_table_init(&t, column, d->decided ? ALL : WITHOUT_BACKTEST, a);
    for (size_t i = from; i < to; i++)
        add_point(&t, &d->point[i], d->decided);
    screen_table_print(&t, 2, out);
}

static void print_sweeps(const struct screen_draft *d, struct arena *a, struct buf *out)
{
    for (size_t from = 0, to; from < d->npoint; from = to) {
        for (to = from + 1; to < d->npoint && !d->point[to].variant->first;)
            to++;
        print_sweep(d, from, to, a, out);
    }
}

void screen_draft_text(const struct screen_report *r, const struct screen_draft *d, struct buf *out)
{
    struct arena a;

    arena_init(&a, 0);
    print_head(r, d, out);
    print_missing(d, &a, out);
    print_shares("机关", &d->organ, &a, out);
    print_shares("年度", &d->year, &a, out);
    print_difference(r, d, out);
    print_backtest(r, d, &a, out);
    print_sweeps(d, &a, out);
    print_sample(r, d, out);
    arena_release(&a);
}
