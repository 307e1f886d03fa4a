/* service/screen/report_xlsx.c - the report as a workbook: clues, undetermined, rules. */
#include "format/xlsx_write.h"
#include "service/screen/view.h"

enum { CLUE_COLUMNS = 16 };

static const struct xlsx_column clue_column[CLUE_COLUMNS] = {
    {{"线索类型", 12}, 10}, {{"规则", 6}, 30},        {{"可能罪名", 12}, 20}, {{"当事人", 9}, 30},
    {{"处理机关", 12}, 26}, {{"文书号", 9}, 24},      {{"日期", 6}, 12},      {{"案由", 6}, 18},
    {{"线索", 6}, 60},      {{"事实与数值", 15}, 40}, {{"理由", 6}, 60},      {{"缺少", 6}, 24},
    {{"依据", 6}, 40},      {{"送", 3}, 30},          {{"来源", 6}, 30},      {{"提示", 6}, 30},
};

static void join(struct buf *b, struct str s)
{
    if (s.n == 0)
        return;
    if (b->n > 0)
        buf_char(b, '\n');
    buf_str(b, s);
}

static struct str taken(struct buf *b, struct arena *a)
{
    struct str s = str_dup(a, buf_view(b));

    buf_reset(b);
    return s;
}

static struct str values_text(const struct screen_view *v, struct buf *b, struct arena *a)
{
    for (size_t i = 0; i < v->reason.nvalue; i++) {
        const struct law_field *f = &v->dataset->field[v->reason.value[i].field];

        if (f->type == LAW_PARTY)
            continue; /* an id says nothing to people */
        join(b, str_fmt(a, "%.*s：%.*s", STR_F(f->name),
                        STR_F(f->masked ? STR("***")
                                        : screen_view_mask(v, v->reason.value[i].shown, a))));
    }
    return taken(b, a);
}

static struct str list_text(const struct str *at, size_t n, struct buf *b, struct arena *a)
{
    for (size_t i = 0; i < n; i++)
        join(b, at[i]);
    return taken(b, a);
}

static struct str basis_text(const struct screen_view *v, struct buf *b, struct arena *a)
{
    for (size_t i = 0; i < v->plan->nbasis; i++)
        join(b, screen_citation(a, &v->plan->basis[i]));
    return taken(b, a);
}

static struct str origin_text(const struct screen_origin *o, struct arena *a)
{
    if (o->line == 0)
        return o->file;
    return str_fmt(a, "%.*s%s%.*s 第%lld行", STR_F(o->file), o->sheet.n ? " " : "", STR_F(o->sheet),
                   (long long)o->line);
}

static void clue_row(struct xlsx_writer *w, const struct law *law, const struct screen_view *v,
                     struct arena *a)
{
    struct buf b = {0};
    const struct str text[CLUE_COLUMNS] = {
        v->plan->kind,
        v->plan->title,
        v->plan->charge,
        v->party,
        v->organ,
        v->doc_no,
        v->date,
        v->cause,
        screen_view_mask(v, v->reason.clue, a),
        values_text(v, &b, a),
        screen_view_mask(v, list_text(v->reason.because.at, v->reason.because.n, &b, a), a),
        list_text(v->reason.missing.at, v->reason.missing.n, &b, a),
        basis_text(v, &b, a),
        screen_sent_to(law, v->plan->organ, a),
        origin_text(v->origin, a),
        v->plan->note,
    };
    struct xlsx_cell cell[CLUE_COLUMNS];

    for (int i = 0; i < CLUE_COLUMNS; i++)
        cell[i] = (struct xlsx_cell){.kind = XLSX_TEXT, .empty = text[i].n == 0, .text = text[i]};
    xlsx_row(w, cell, CLUE_COLUMNS);
    buf_release(&b);
}

static void clue_sheet(struct xlsx_writer *w, const struct screen_report *r, bool undetermined)
{
    struct arena a;
    size_t shown = 0;

    arena_init(&a, 0);
    xlsx_sheet(w, undetermined ? STR("待查") : STR("线索"), clue_column, CLUE_COLUMNS);
    for (size_t i = 0; i < r->found->n; i++) {
        struct screen_view v;

        if (r->found->at[i].undetermined != undetermined || (r->limit && shown == r->limit))
            continue;
        shown++;
        screen_view_get(r, i, &a, &v);
        clue_row(w, r->law, &v, &a);
        arena_reset(&a);
    }
    arena_release(&a);
}

static void rule_sheet(struct xlsx_writer *w, const struct screen_report *r)
{
    static const struct xlsx_column column[] = {{{"规则", 6}, 40},   {{"标识", 6}, 34},
                                                {{"类型", 6}, 12},   {{"线索数", 9}, 10},
                                                {{"待查数", 9}, 10}, {{"最常缺少", 12}, 30}};
    struct arena a;
    struct screen_tally *t;

    arena_init(&a, 0);
    t = screen_tally(r, &a);
    xlsx_sheet(w, STR("规则"), column, 6);
    for (size_t p = 0; p < r->pack->n; p++) {
        const struct rule_plan *plan = r->pack->plan[p];
        struct str missing = t[p].missing.n ? t[p].missing.at[0].field : STR("");

        xlsx_row(
            w,
            (struct xlsx_cell[]){{.kind = XLSX_TEXT, .text = plan->title},
                                 {.kind = XLSX_TEXT, .text = plan->slug},
                                 {.kind = XLSX_TEXT, .text = plan->kind},
                                 {.kind = XLSX_INTEGER, .num = t[p].hits},
                                 {.kind = XLSX_INTEGER, .num = t[p].undetermined},
                                 {.kind = XLSX_TEXT, .text = missing, .empty = missing.n == 0}},
            6);
    }
    arena_release(&a);
}

enum err_code screen_report_xlsx(const struct screen_report *r, const char *path, struct err *err)
{
    struct xlsx_writer *w;

    TRY(xlsx_create(path, &w, err));
    clue_sheet(w, r, false);
    clue_sheet(w, r, true);
    rule_sheet(w, r);
    return xlsx_close(w, err);
}
