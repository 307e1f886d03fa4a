/* pipeline/explain.c - why one rule answers as it does for one record; see screen.h. */
#include "pipeline/screen_internal.h"

/* Rows of the rule's dataset that are asked about: one record, or all with that document number. */
static size_t find_rows(struct pipeline_screen *s, const struct pipeline_explain_which *which)
{
    const struct law_dataset *d = s->pack.plan[0]->dataset;
    size_t n = (size_t)(d - s->report.law->dataset), first = 0;
    const struct column_table *t = &s->world.rule.table[n];
    const struct screen_origin *origin = s->world.origin[n].v.at;

    for (size_t row = 0; row < t->n; row++) {
        bool named = d->doc_no >= 0 && column_known(&t->column[d->doc_no], row);

        if (which->record ? origin[row].record != which->record
                          : !named || !str_eq(column_text(t, (size_t)d->doc_no, row, &s->arena),
                                              which->doc_no))
            continue;
        if (s->asked.n == 0)
            first = row;
        vec_push(&s->arena, &s->asked, origin[row].record);
    }
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
