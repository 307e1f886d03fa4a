/* pipeline/explain.c - why one rule answers as it does for one record; see screen.h. */
#include "pipeline/screen_internal.h"

/* Row of the rule's dataset whose record or document number is asked for, or -1. */
static int64_t find_row(const struct pipeline_screen *s, const struct pipeline_explain_which *which,
                        struct arena *a)
{
    const struct law_dataset *d = s->pack.plan[0]->dataset;
    size_t n = (size_t)(d - s->report.law->dataset);
    const struct column_table *t = &s->world.rule.table[n];
    const struct screen_origin *origin = s->world.origin[n].v.at;

    for (size_t row = 0; row < t->n; row++) {
        bool named = d->doc_no >= 0 && column_known(&t->column[d->doc_no], row);

        if (which->record
                ? origin[row].record == which->record
                : named && str_eq(column_text(t, (size_t)d->doc_no, row, a), which->doc_no))
            return (int64_t)row;
    }
    return -1;
}

static enum err_code explain(const struct pipeline_screen_request *q,
                             const struct pipeline_explain_which *which, struct store *store,
                             struct pipeline_screen *s, struct diag_list *diags, struct err *err)
{
    struct screen_finding *f;
    int64_t row;

    TRY(pipeline_screen_prepare(q, s, diags, err));
    TRY(pipeline_screen_tables(q, store, s, err));
    TRY(rule_bind(&s->world.rule, s->pack.plan, s->pack.n, &s->binding, err));
    pipeline_screen_report(q, s);
    row = find_row(s, which, &s->arena);
    if (row < 0) {
        err_set(err, ERR_NOT_FOUND, "no such record");
        return err_set_zh(err, "库中没有这条记录。请核对文书号或记录号。");
    }
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
