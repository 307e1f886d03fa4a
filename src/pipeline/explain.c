/* pipeline/explain.c - why one rule answers as it does for one record; see screen.h. */
#include "pipeline/screen_internal.h"

static void ask(struct pipeline_screen *s, size_t dataset, size_t row, size_t *first)
{
    if (s->asked.n == 0)
        *first = row;
    vec_push(&s->arena, &s->asked, screen_world_record(&s->world, dataset, row));
}

/* All rows with that document number, the lowest record first. */
static void find_numbered(struct pipeline_screen *s, size_t dataset, struct str doc_no,
                          size_t *first)
{
    const struct column_table *t = &s->world.rule.table[dataset];
    int f = s->report.law->dataset[dataset].doc_no;
    int64_t code, v;

    if (f < 0)
        return;
    code = column_pool_find(t->pool, doc_no);
    COLUMN_EACH_ROW(t, row)
    if (column_get(&t->column[f], row, &v) && v == code)
        ask(s, dataset, row, first);
}

/* Rows of the rule's dataset that are asked about: one record, or all with that document number. */
static size_t find_rows(struct pipeline_screen *s, const struct pipeline_explain_which *which)
{
    size_t dataset = (size_t)(s->pack.plan[0]->dataset - s->report.law->dataset), first = 0, row;
    const struct column_table *t = &s->world.rule.table[dataset];

    if (!which->record) {
        find_numbered(s, dataset, which->doc_no, &first);
        return first;
    }
    row = column_find_row(t, which->record);
    if (row != SIZE_MAX && !column_row_gone(t, row))
        ask(s, dataset, row, &first);
    return first;
}

static enum err_code not_found(const struct pipeline_screen *s,
                               const struct pipeline_explain_which *which, struct err *err)
{
    struct str dataset = s->pack.plan[0]->dataset->name;

    err_set(err, ERR_NOT_FOUND, "no such record");
    if (which->record)
        return err_set_zh(err, "这条规则筛查“%.*s”，库中没有编号为 %lld 的%.*s记录。",
                          STR_F(dataset), (long long)which->record, STR_F(dataset));
    return err_set_zh(err, "这条规则筛查“%.*s”，库中没有文书号为“%.*s”的%.*s记录。", STR_F(dataset),
                      STR_F(which->doc_no), STR_F(dataset));
}

static enum err_code explain(const struct pipeline_screen_request *q,
                             const struct pipeline_explain_which *which, struct store *store,
                             struct pipeline_screen *s, struct diag_list *diags, struct err *err)
{
    struct screen_finding *f;
    size_t row;

    TRY(pipeline_screen_prepare(q, s, diags, err));
    TRY(pipeline_screen_tables(q, store, s, err));
    TRY(rule_bind(&s->world.rule, s->pack.plan, s->pack.n, &s->binding, err));
    pipeline_screen_report(q, s);
    row = find_rows(s, which);
    if (s->asked.n == 0)
        return not_found(s, which, err);
    f = ARENA_NEW(&s->arena, struct screen_finding);
    f->row = (uint32_t)row & INT32_MAX;
    s->found = (struct screen_findings){f, 1};
    return pipeline_screen_fetch(store, false, s, err);
}

enum err_code pipeline_explain(const struct pipeline_screen_request *q,
                               const struct pipeline_explain_which *which, struct store *store,
                               struct pipeline_screen *ret, struct diag_list *diags,
                               struct err *err)
{
    enum err_code rc = explain(q, which, store, ret, diags, err);

    if (rc != ERR_OK)
        pipeline_screen_release(ret);
    return rc;
}
