/* rule/literal.c - numbers with their unit, and spans of time; see compile.h. */
#include "rule/compile.h"

/* ---- spans ---- */

struct span_word {
    const char *word;
    enum rule_kind kind;
    enum span_unit unit;
    int most; /* of them a rule may name */
};

static const struct span_word span_words[] = {
    {"工作日", RULE_WORKING, SPAN_DAY, 1000}, {"个工作日", RULE_WORKING, SPAN_DAY, 1000},
    {"日", RULE_SPAN, SPAN_DAY, 36525},       {"天", RULE_SPAN, SPAN_DAY, 36525},
    {"个月", RULE_SPAN, SPAN_MONTH, 1200},    {"年", RULE_SPAN, SPAN_YEAR, 100},
};

static const struct span_word *span_word(struct str unit)
{
    for (size_t i = 0; i < sizeof(span_words) / sizeof(span_words[0]); i++)
        if (str_eq(unit, str_from(span_words[i].word)))
            return &span_words[i];
    return NULL;
}

bool rule_is_span(const struct syntax *s)
{
    return s->kind == SYNTAX_NUMBER && span_word(s->unit);
}

static void report_span_unit(struct rule_compiler *c, const struct syntax *s)
{
    struct diag *d;

    if (s->unit.n == 0)
        d = RULE_ERROR(c, s, "期间“%.*s”没有单位", STR_F(s->text));
    else
        d = RULE_ERROR(c, s, "“%.*s”不是期间的单位", STR_F(s->unit));
    diag_hint(c->diags, d, "期间写作 3日（3天）、2个月、2年、7工作日");
}

struct rule_node *rule_resolve_span(struct rule_compiler *c, const struct syntax *s)
{
    const struct span_word *w = s->kind == SYNTAX_NUMBER ? span_word(s->unit) : NULL;
    struct str digits = str_sub(s->text, 0, s->text.n - s->unit.n);
    struct rule_node *n;
    int64_t number = 0;

    if (!w) {
        report_span_unit(c, s);
        return rule_node_error(c, s);
    }
    for (size_t i = 0; i < digits.n && number <= w->most; i++) {
        if (digits.p[i] == '.') {
            RULE_ERROR(c, s, "期间要用整数：“%.*s”", STR_F(s->text));
            return rule_node_error(c, s);
        }
        number = number * 10 + (digits.p[i] - '0');
    }
    if (number > w->most) {
        RULE_ERROR(c, s, "期间“%.*s”太长：最多 %d%s", STR_F(s->text), w->most, w->word);
        return rule_node_error(c, s);
    }
    n = rule_node_number(c, rule_type_plain(w->kind), number, s);
    n->span = w->unit;
    return n;
}

/* ---- numbers ---- */

/* Bytes of the one of 百千万亿 that s starts with. */
static size_t zero_word(struct str s)
{
    static const char *const words[] = {"百", "千", "万", "亿"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (str_starts(s, str_from(words[i])))
            return strlen(words[i]);
    return 0;
}

/* Bytes of all of them that unit starts with. */
static size_t zeros(struct str unit)
{
    size_t n = 0, k;

    while ((k = zero_word(str_tail(unit, n))) > 0)
        n += k;
    return n;
}

static void offer_unit(struct rule_compiler *c, struct near *near, struct str prefix,
                       struct str unit)
{
    near_offer(near, str_fmt(c->arena, "%.*s%.*s", STR_F(prefix), STR_F(unit)));
}

static struct near near_unit(struct rule_compiler *c, struct str unit)
{
    struct str prefix = str_sub(unit, 0, zeros(unit));
    struct near near = near_to(unit);

    offer_unit(c, &near, prefix, STR("元"));
    for (size_t i = 0; i < c->law->nunit; i++) {
        offer_unit(c, &near, prefix, c->law->unit[i].name);
        for (size_t k = 0; k < c->law->unit[i].nalso; k++)
            offer_unit(c, &near, prefix, c->law->unit[i].also[k]);
    }
    return near;
}

static bool unit_known(const struct law *law, struct str unit)
{
    struct law_literal lit;
    char text[64];
    int n = snprintf(text, sizeof(text), "1%.*s", STR_F(unit));

    return n > 0 && (size_t)n < sizeof(text) &&
           law_literal_parse(law, (struct str){text, (size_t)n}, &lit);
}

static void report_number(struct rule_compiler *c, const struct syntax *s)
{
    struct near near;
    struct diag *d;

    if (unit_known(c->law, s->unit)) {
        d = RULE_ERROR(c, s, "“%.*s”太大，或者小数位太多", STR_F(s->text));
        diag_hint(c->diags, d, "金额精确到分，数量精确到百万分之一，整数没有小数");
        return;
    }
    if (span_word(s->unit)) {
        d = RULE_ERROR(c, s, "期间“%.*s”只能用来加减日期，或者写在“在…前…内”里", STR_F(s->text));
        diag_hint(c->diags, d, "天数(…)、工作日数(…)的结果是整数，与整数相比：天数(甲, 乙) > 30");
        return;
    }
    d = RULE_ERROR(c, s, "不认识的单位“%.*s”", STR_F(s->unit));
    near = near_unit(c, s->unit);
    rule_hint_near(c, d, &near);
}

struct rule_node *rule_resolve_number(struct rule_compiler *c, const struct syntax *s,
                                      struct rule_type wanted)
{
    struct law_literal lit;
    struct rule_type type;

    if (!law_literal_parse(c->law, s->text, &lit) || lit.type == LAW_DATE) {
        report_number(c, s);
        return rule_node_error(c, s);
    }
    type = (struct rule_type){.kind = (enum rule_kind)lit.type, .unit = lit.unit};
    if (lit.type == LAW_INT && wanted.kind == RULE_REGION)
        type = rule_type_plain(RULE_REGION);
    return rule_node_number(c, type, lit.num, s);
}
