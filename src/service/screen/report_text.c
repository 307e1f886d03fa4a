/* service/screen/report_text.c - the clues as a table for the terminal. */
#include "service/screen/table.h"
#include "service/screen/view.h"

static struct str join_values(struct arena *a, const struct screen_view *v)
{
    struct buf b = {0};
    struct str s;

    for (size_t i = 0; i < v->reason.nvalue; i++) {
        const struct law_field *f = &v->dataset->field[v->reason.value[i].field];

        if (f->type != LAW_MONEY && f->type != LAW_QUANTITY && f->type != LAW_DATE &&
            f->type != LAW_BOOL && f->type != LAW_INT)
            continue;
        if (b.n > 0)
            buf_z(&b, "；");
        buf_str(&b, f->name);
        buf_char(&b, ' ');
        buf_str(&b, v->reason.value[i].shown);
    }
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

static struct str values_or_cause(struct arena *a, const struct screen_view *v)
{
    struct str s = join_values(a, v);

    return s.n > 0 ? s : v->cause;
}

static struct str articles(struct arena *a, const struct screen_view *v)
{
    struct buf b = {0};
    struct str s;

    for (size_t i = 0; i < v->reason.standard.n; i++) {
        if (b.n > 0)
            buf_z(&b, "；");
        buf_str(&b, screen_citation(a, &v->reason.standard.at[i]->basis));
    }
    for (size_t i = 0; i < v->plan->nbasis && b.n == 0; i++)
        buf_str(&b, screen_citation(a, &v->plan->basis[i]));
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

static void print_summary(const struct screen_report *r, size_t hits, size_t shown, size_t pending,
                          struct buf *out)
{
    if (shown < hits)
        buf_fmt(out, "（只列出前 %zu 条，用 --limit 0 列出全部）\n", shown);
    buf_fmt(out, "线索 %zu 条，待查 %zu 条；规则 %zu 条，法律版本 %.*s\n", hits, pending,
            r->pack->n, STR_F(r->law->version));
}

static void print_missing(const struct screen_tally *t, struct buf *out)
{
    enum { SHOWN = 4 };

    for (size_t m = 0; m < t->missing.n && m < SHOWN; m++)
        buf_fmt(out, "%s%.*s", m ? "、" : "：缺 ", STR_F(t->missing.at[m].field));
    if (t->missing.n > SHOWN)
        buf_fmt(out, " 等 %zu 项", t->missing.n);
    buf_char(out, '\n');
}

/* What would have to be asked, rule by rule. */
static void print_pending(const struct screen_report *r, struct arena *a, struct buf *out)
{
    const struct screen_tally *t = screen_tally(r, a);

    for (size_t p = 0; p < r->pack->n; p++) {
        if (t[p].undetermined == 0)
            continue;
        buf_fmt(out, "待查 %lld 条 %.*s", (long long)t[p].undetermined,
                STR_F(r->pack->plan[p]->title));
        print_missing(&t[p], out);
    }
}

void screen_report_text(const struct screen_report *r, struct buf *out)
{
    static const struct screen_table_column column[] = {
        {"类型", 8, false},  {"规则", 34, false},       {"当事人", 30, false},
        {"机关", 24, false}, {"事实与数值", 46, false}, {"依据", 40, false}};
    struct screen_table t;
    struct arena kept, scratch;
    size_t hits = 0, shown = 0, pending = 0;

    arena_init(&kept, 0);
    arena_init(&scratch, 0);
    screen_table_init(&t, column, sizeof(column) / sizeof(column[0]), &kept);
    for (size_t i = 0; i < r->found->n; i++) {
        struct screen_view v;

        if (r->found->at[i].undetermined) {
            pending++;
            continue;
        }
        if (r->limit && hits++ >= r->limit)
            continue;
        hits += r->limit == 0;
        shown++;
        screen_view_get(r, i, &scratch, &v);
        screen_table_add(&t, (struct str[]){v.plan->kind, v.plan->title, v.party, v.organ,
                                            values_or_cause(&scratch, &v), articles(&scratch, &v)});
        arena_reset(&scratch);
    }
    if (hits > 0)
        screen_table_print(&t, 0, out);
    if (pending > 0)
        print_pending(r, &kept, out);
    print_summary(r, hits, shown, pending, out);
    arena_release(&scratch);
    arena_release(&kept);
}

static void print_list(struct buf *out, const char *title, const struct str *at, size_t n)
{
    if (n == 0)
        return;
    buf_fmt(out, "%s\n", title);
    for (size_t i = 0; i < n; i++)
        buf_fmt(out, "  %zu. %.*s\n", i + 1, STR_F(at[i]));
}

static void print_pair(struct buf *out, const char *title, struct str value)
{
    if (value.n > 0)
        buf_fmt(out, "%s%.*s\n", title, STR_F(value));
}

void screen_clue_text(const struct screen_report *r, size_t i, struct arena *scratch,
                      struct buf *out)
{
    struct screen_view v;

    screen_view_get(r, i, scratch, &v);
    buf_fmt(out, "%.*s：%.*s（%.*s）\n", STR_F(screen_outcome_zh(v.reason.outcome)),
            STR_F(v.plan->title), STR_F(v.plan->slug));
    print_pair(out, "当事人  ", v.party);
    print_pair(out, "机关    ", v.organ);
    print_pair(out, "文书号  ", v.doc_no);
    print_pair(out, "日期    ", v.date);
    if (v.origin->record)
        buf_fmt(out, "记录    %.*s %lld\n", STR_F(v.dataset->name), (long long)v.origin->record);
    print_pair(out, "案由    ", v.cause);
    if (v.reason.outcome == RULE_HIT)
        print_pair(out, "线索    ", screen_view_mask(&v, v.reason.clue, scratch));
    print_pair(out, "不成立  ", v.reason.clause);
    for (size_t k = 0; k < v.reason.because.n; k++)
        v.reason.because.at[k] = screen_view_mask(&v, v.reason.because.at[k], scratch);
    print_list(out, "理由", v.reason.because.at, v.reason.because.n);
    print_list(out, "缺少", v.reason.missing.at, v.reason.missing.n);
    print_pair(out, "数值    ", join_values(scratch, &v));
    print_pair(out, "依据    ", articles(scratch, &v));
}
