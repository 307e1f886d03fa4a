/* pipeline/sweep.c - see sweep.h. */
#include "pipeline/sweep.h"

#include "base/fen.h"

struct sweep { /* one --sweep being compiled */
    const struct pipeline_draft_request *q;
    const struct rule_file *f;
    struct arena *a;
    struct diag_list *diags;
    struct pipeline_variants *out;
    struct str name; /* left of the = */
    struct str what; /* as people are told */
    bool first;
};

static enum err_code add(struct sweep *s, struct rule_plan *plan, struct str value, struct err *err)
{
    if (s->out->plan.n == PIPELINE_DRAFT_MAX_VALUES) {
        err_set(err, ERR_LIMIT, "more than %d values", PIPELINE_DRAFT_MAX_VALUES);
        return err_set_zh(err, "扫描的取值太多：一次最多 %d 个。", PIPELINE_DRAFT_MAX_VALUES);
    }
    vec_push(s->a, &s->out->plan, plan);
    vec_push(s->a, &s->out->variant, (struct screen_variant){s->what, value, s->first});
    s->first = false;
    return ERR_OK;
}

/* Cuts the next value off: , ， and 、 part them. */
static struct str next_value(struct str *rest)
{
    static const struct str mark[] = {STR_INIT(","), STR_INIT("，"), STR_INIT("、")};
    size_t at = rest->n, len = 0;
    struct str value;

    for (size_t i = 0; i < sizeof(mark) / sizeof(mark[0]); i++) {
        size_t found = str_find(*rest, mark[i]);

        if (found < at) {
            at = found;
            len = mark[i].n;
        }
    }
    value = str_trim(str_sub(*rest, 0, at));
    *rest = str_tail(*rest, at + len);
    return value;
}

static enum err_code bad_value(struct str value, struct err *err)
{
    err_set(err, ERR_INVALID, "a value of a sweep is not understood");
    return err_set_zh(err, "看不懂扫描的取值“%.*s”。请写成 10万元、3吨、30%%、12 或 2024-01-31。",
                      STR_F(value));
}

/* ---- a limit ---- */

/* limits that the draft reads, for messages */
static struct str limits_read(struct sweep *s)
{
    struct rule_plan *plan;
    struct rule_limits l;
    struct buf b = {0};
    struct str ret;
    struct err err;

    if (rule_compile(s->q->screen->law, s->f->slug, s->f->file, s->f->text, s->a, s->diags, &plan,
                     &err) != ERR_OK)
        return STR("");
    rule_limits(plan, s->a, &l);
    for (size_t i = 0; i < l.v.n; i++)
        buf_fmt(&b, "%s标准.%.*s.%.*s", i ? "、" : "", STR_F(l.v.at[i].standard),
                STR_F(l.v.at[i].limit));
    ret = str_dup(s->a, b.n ? buf_view(&b) : STR("没有"));
    buf_release(&b);
    return ret;
}

static enum err_code limit_value(struct sweep *s, struct rule_change *c, struct str value,
                                 struct err *err)
{
    struct rule_plan *plan;
    enum err_code rc;

    if (!law_literal_parse(s->q->screen->law, value, &c->value))
        return bad_value(value, err);
    rc = rule_compile_changed(s->q->screen->law, s->f, c, s->a, s->diags, &plan, err);
    if (rc == ERR_NOT_FOUND)
        return err_set_zh(err, "这条规则没有用到“%.*s”。它用到的限值：%.*s。", STR_F(s->name),
                          STR_F(limits_read(s)));
    if (rc != ERR_OK)
        return rc;
    return add(s, plan, value, err);
}

/* 标准 '.' NAME '.' LIMIT */
static bool limit_named(struct str name, struct rule_change *ret)
{
    struct str rest = name;

    if (!str_eq(str_cut(&rest, STR(".")), STR("标准")))
        return false;
    ret->standard = str_trim(str_cut(&rest, STR(".")));
    ret->limit = str_trim(rest);
    return ret->standard.n > 0 && ret->limit.n > 0;
}

/* ---- a constant ---- */

static struct str constants_list(struct sweep *s, const struct rule_constants *c)
{
    struct buf b = {0};
    struct str ret;

    for (size_t i = 0; i < c->v.n; i++)
        buf_fmt(&b, "%s%zu=%.*s", i ? "、" : "", i + 1, STR_F(c->v.at[i].text));
    ret = str_dup(s->a, b.n ? buf_view(&b) : STR("没有"));
    buf_release(&b);
    return ret;
}

static enum err_code no_constant(struct sweep *s, const struct rule_constants *c, const char *why,
                                 struct err *err)
{
    err_set(err, ERR_NOT_FOUND, "a sweep names no number of the rule");
    return err_set_zh(err, "“%.*s”%s。“当”里的数：%.*s。", STR_F(s->name), why,
                      STR_F(constants_list(s, c)));
}

/* By its place, or by itself. */
static enum err_code find_constant(struct sweep *s, const struct rule_constants *c,
                                   const struct rule_constant **ret, struct err *err)
{
    const struct rule_constant *found = NULL;
    int64_t k;

    if (fen_decimal(s->name, 0, &k)) {
        if (k < 1 || (uint64_t)k > c->v.n)
            return no_constant(s, c, "（只写数字是指第几个数）超出了范围", err);
        *ret = &c->v.at[k - 1];
        return ERR_OK;
    }
    for (size_t i = 0; i < c->v.n; i++) {
        if (!str_eq(c->v.at[i].text, s->name))
            continue;
        if (found)
            return no_constant(s, c, "不止一处，请写第几个", err);
        found = &c->v.at[i];
    }
    if (!found)
        return no_constant(s, c, "不在“当”里", err);
    *ret = found;
    return ERR_OK;
}

static enum err_code constant_value(struct sweep *s, const struct rule_constant *c,
                                    struct str value, struct err *err)
{
    struct rule_plan *plan;
    struct str text, file;

    /* A digit first: anything else would change the sentence, not the number. */
    if (value.n == 0 || value.p[0] < '0' || value.p[0] > '9')
        return bad_value(value, err);
    text = rule_replace_constant(s->f->text, c, value, s->a);
    file = str_fmt(s->a, "%.*s（%.*s 改为 %.*s）", STR_F(s->f->file), STR_F(c->text), STR_F(value));
    TRY(rule_compile(s->q->screen->law, s->f->slug, file, text, s->a, s->diags, &plan, err));
    return add(s, plan, value, err);
}

/* ---- the whole ---- */

static enum err_code sweep_one(struct sweep *s, struct str values, struct err *err)
{
    struct rule_change change = {0};
    const struct rule_constant *constant = NULL;
    struct rule_constants all;

    s->what = s->name;
    if (!limit_named(s->name, &change)) {
        rule_constants(s->q->screen->law, s->f->text, s->a, &all);
        TRY(find_constant(s, &all, &constant, err));
        s->what = str_fmt(s->a, "第%zu个数 %.*s（第%d行第%d列）", (size_t)(constant - all.v.at) + 1,
                          STR_F(constant->text), constant->line, constant->column);
    }
    while (values.n > 0) {
        struct str value = next_value(&values);

        if (constant)
            TRY(constant_value(s, constant, value, err));
        else
            TRY(limit_value(s, &change, value, err));
    }
    return ERR_OK;
}

enum err_code pipeline_sweep(const struct pipeline_draft_request *q, const struct rule_file *f,
                             struct arena *a, struct diag_list *diags,
                             struct pipeline_variants *ret, struct err *err)
{
    memset(ret, 0, sizeof(*ret));
    for (size_t i = 0; i < q->nsweep; i++) {
        struct str rest = q->sweep[i];
        struct sweep s = {.q = q, .f = f, .a = a, .diags = diags, .out = ret, .first = true};

        s.name = str_trim(str_cut(&rest, STR("=")));
        if (s.name.n == 0 || str_trim(rest).n == 0) {
            err_set(err, ERR_INVALID, "a sweep is not understood");
            return err_set_zh(err,
                              "看不懂扫描“%.*s”。写作 标准.名称.限值=5万元,10万元，"
                              "或 第几个数=…，或 规则里的数=…。",
                              STR_F(q->sweep[i]));
        }
        TRY(sweep_one(&s, rest, err));
    }
    return ERR_OK;
}
