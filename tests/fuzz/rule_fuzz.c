/*
 * tests/fuzz/rule_fuzz.c - a rule of any bytes under the small law of tests/rule/law: it compiles and
 * its examples run and are explained, or there are diagnostics.  Bytes behind a question mark are
 * only the condition of a rule that is otherwise sound. Whatever can be varied in it is varied.
 */
#include "base/bug.h"
#include "rule/variant.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The law is loaded once and kept: it never changes. */
static const struct law *small_law(void)
{
    static struct law *law;
    struct diag_list diags;
    struct arena a;
    struct err err;

    if (law)
        return law;
    arena_init(&a, 0);
    diag_init(&diags, &a);
    BUG_ON(law_load(SOURCE_ROOT "/tests/rule/law", &law, &diags, &err) != ERR_OK);
    arena_release(&a);
    return law;
}

/* The second word of the text, so that it equals the file's name. */
static struct str slug_of(struct str text)
{
    struct str word;

    text = str_trim(text);
    (void)str_cut(&text, STR(" "));
    word = str_trim(text);
    return str_trim(str_cut(&word, STR(" ")));
}

static void run(const struct rule_plan *plan, struct diag_list *diags, struct arena *a,
                struct buf *out)
{
    rule_check_examples(plan, diags);
    rule_plan_print(out, plan);
    for (size_t i = 0; i < plan->nexample; i++) {
        enum rule_outcome expected = RULE_MISS;
        struct rule_reason reason;

        rule_explain_example(plan, i, a, &expected, &reason);
        BUG_ON(reason.because.n == 0);
        BUG_ON((reason.outcome == RULE_UNDETERMINED) != (reason.missing.n > 0));
    }
}

/* Every text has a heading and constants that stand where they say; each of the first few is written
 * otherwise and compiled again. */
static void vary(const struct law *law, struct str text, struct arena *a)
{
    enum { FEW = 4 };
    struct rule_constants c;
    struct rule_heading h;
    struct diag_list diags;
    struct rule_plan *plan;
    struct err err;

    diag_init(&diags, a);
    rule_heading(law, text, a, &h);
    rule_constants(law, text, a, &c);
    for (size_t i = 0; i < c.v.n; i++)
        BUG_ON(
            !str_eq(str_sub(text, c.v.at[i].at, c.v.at[i].at + c.v.at[i].text.n), c.v.at[i].text));
    for (size_t i = 0; i < c.v.n && i < FEW; i++) {
        struct str other = rule_replace_constant(text, &c.v.at[i], STR("7万元"), a);

        if (rule_compile(law, h.slug, STR("x.rule"), other, a, &diags, &plan, &err) != ERR_OK)
            BUG_ON(diags.errors == 0);
    }
}

/* A sound rule with its first limit changed compiles, or there are diagnostics. */
static void change(const struct rule_plan *plan, struct arena *a)
{
    struct rule_change change = {0};
    struct rule_file f = {plan->slug, plan->file, plan->text};
    struct rule_limits l;
    struct diag_list diags;
    struct rule_plan *other;
    struct err err;

    rule_limits(plan, a, &l);
    if (l.v.n == 0)
        return;
    diag_init(&diags, a);
    change.standard = l.v.at[0].standard;
    change.limit = l.v.at[0].limit;
    BUG_ON(!law_literal_parse(plan->law, STR("7万元"), &change.value));
    if (rule_compile_changed(plan->law, &f, &change, a, &diags, &other, &err) != ERR_OK)
        BUG_ON(diags.errors == 0);
    else
        BUG_ON(str_eq(other->version, plan->version));
}

static struct str rule_of(struct arena *a, struct str bytes)
{
    if (bytes.n == 0 || bytes.p[0] != '?')
        return bytes;
    return str_fmt(
        a,
        "规则 x 「x」\n类型 有案不移\n依据 刑法 第一条\n筛查 行政处罚\n当 %.*s\n线索 「{罚款金额}」\n"
        "送 检察院\n例 命中 { 案由: 非法采矿; 罚款金额: 1万元; 违法所得: 2万元; 矿产品价值: 20万元; "
        "危险废物: 3吨; 违法事实: 「暗管」; 立案日期: 2025-01-02 } 另有 移送 { 案件: 本案; 移送日期: "
        "2025-01-09; 涉案金额: 1元 } × 2, 行政处罚 { 当事人: 本案; 案由: 非法采矿; 罚款金额: 3元; "
        "决定日期: 2025-01-01 } × 3\n例 不中 { 当事人: 缺; 决定日期: 缺 } 另有 移送 { 案件: 本案 }\n",
        STR_F(str_tail(bytes, 1)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct law *law = small_law();
    struct str text;
    struct rule_plan *plan;
    struct diag_list diags;
    struct buf out = {0};
    struct arena a;
    struct err err;

    arena_init(&a, 0);
    diag_init(&diags, &a);
    text = rule_of(&a, (struct str){(const char *)data, size});
    if (rule_compile(law, slug_of(text), STR("x.rule"), text, &a, &diags, &plan, &err) == ERR_OK) {
        run(plan, &diags, &a, &out);
        change(plan, &a);
    } else {
        BUG_ON(diags.errors == 0);
    }
    vary(law, text, &a);
    diag_print_all(&out, &diags);
    buf_release(&out);
    arena_release(&a);
    return 0;
}
