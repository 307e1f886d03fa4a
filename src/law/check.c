/* law/check.c - what loading does not need but the data must satisfy; see check.h.  Part one:
 * instruments, standards, causes.  Parts two and three: check_table.c, check_deadline.c. */
#include "law/check.h"

#include "law/check_internal.h"

struct diag *check_at(struct diag_list *diags, enum diag_level level, const struct law_place *p,
                      struct str text)
{
    return diag_add(diags, level, p->file, p->source, p->line, p->column, "%.*s", STR_F(text));
}

const char *check_verified(enum law_verified v)
{
    switch (v) {
    case LAW_VERIFIED_NO:
        return "未核实";
    case LAW_VERIFIED_SECONDARY:
        return "只见转述或摘录";
    case LAW_VERIFIED_YES:
        return "已核实";
    }
    return "";
}

static bool one_of(struct str s, size_t *i, const char *const *words, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (str_starts(str_tail(s, *i), str_from(words[k]))) {
            *i += strlen(words[k]);
            return true;
        }
    return false;
}

/* article -> 第 numeral { numeral } 条 … : 第三百四十三条之一第一款, 第3条、第5条 */
bool check_is_article(struct str s)
{
    static const char *const numeral[] = {"一", "二", "三", "四", "五", "六", "七", "八",
                                          "九", "十", "百", "千", "零", "〇", "0",  "1",
                                          "2",  "3",  "4",  "5",  "6",  "7",  "8",  "9"};
    static const char *const open[] = {"第"}, *const close[] = {"条"};
    size_t i = 0, digits = 0;

    if (!one_of(s, &i, open, 1))
        return false;
    while (one_of(s, &i, numeral, sizeof(numeral) / sizeof(numeral[0])))
        digits++;
    return digits > 0 && one_of(s, &i, close, 1);
}

static void check_source(struct check *c, const struct law_source *s)
{
    if (s->read != LAW_VERIFIED_YES)
        CHECK_ADD(c, DIAG_NOTE, &s->place, "“%.*s”的文本%s", STR_F(s->title),
                  check_verified(s->read));
    if (!day_known(s->effective))
        CHECK_ADD(c, DIAG_NOTE, &s->place, "“%.*s”没有写施行日期", STR_F(s->title));
}

static void check_citation(struct check *c, const struct law_standard *s,
                           const struct law_citation *cite, const char *what)
{
    if (cite->article.n == 0)
        CHECK_ADD(c, DIAG_ERROR, &s->place, "标准“%.*s”的%s没有写条文", STR_F(s->name), what);
    else if (!check_is_article(cite->article))
        CHECK_ADD(c, DIAG_ERROR, &s->place, "标准“%.*s”的%s条文“%.*s”应当写成 第…条",
                  STR_F(s->name), what, STR_F(cite->article));
    if (day_known(cite->source->expires) &&
        (!day_known(s->expires) || s->expires.n > cite->source->expires.n))
        CHECK_ADD(c, DIAG_WARNING, &s->place,
                  "标准“%.*s”的%s所引“%.*s”已失效或将失效，标准却没有同时终止", STR_F(s->name),
                  what, STR_F(cite->source->title));
}

/* The longest name of an instrument that s starts with: 矿产资源法第2条 names 矿产资源法. */
static bool starts_with_source(const struct law *law, struct str s)
{
    for (size_t n = s.n; n > 0; n--)
        if (law_source_find(law, str_sub(s, 0, n)))
            return true;
    return false;
}

/* Bytes of a separator of instruments at s[i]; 0 when there is none. */
static size_t separator_at(struct str s, size_t i)
{
    static const char *const words[] = {"；", ";", "、", "/", "→", "，"};
    size_t at = i;

    return one_of(s, &at, words, sizeof(words) / sizeof(words[0])) ? at - i : 0;
}

/* basis -> instrument { separator instrument }; a part that starts with a digit or 第 goes on with
 * the articles of the instrument before. */
static void check_basis(struct check *c, const struct law_standard *s)
{
    struct str basis = s->administrative_basis;

    for (size_t from = 0, i = 0; basis.n > 0 && i <= basis.n; i++) {
        size_t sep = i < basis.n ? separator_at(basis, i) : 1;
        struct str part;

        if (sep == 0)
            continue;
        part = str_trim(str_sub(basis, from, i));
        from = i + sep;
        i = from - 1;
        if (part.n == 0 || str_starts(part, STR("第")) || (part.p[0] >= '0' && part.p[0] <= '9') ||
            starts_with_source(c->law, part))
            continue;
        CHECK_ADD(c, DIAG_WARNING, &s->place, "标准“%.*s”的行政处罚依据“%.*s”不在 law/source 里",
                  STR_F(s->name), STR_F(part));
    }
}

static void check_limits(struct check *c, const struct law_standard *s)
{
    for (size_t i = 0; i < s->nlimit; i++) {
        const struct law_limit *l = &s->limit[i];

        if (l->low != l->high)
            CHECK_ADD(c, DIAG_NOTE, &l->place,
                      "标准“%.*s”的“%.*s”由地方在幅度内确定，尚未写入 law/setting.yaml",
                      STR_F(s->name), STR_F(l->name));
    }
}

static void check_standard(struct check *c, const struct law_standard *s)
{
    if (s->verified != LAW_VERIFIED_YES)
        CHECK_ADD(c, DIAG_NOTE, &s->place, "标准“%.*s”（%.*s）%s", STR_F(s->name), STR_F(s->id),
                  check_verified(s->verified));
    else if (s->quote.n == 0)
        CHECK_ADD(c, DIAG_NOTE, &s->place, "标准“%.*s”写了已核实，没有摘录原文（quote）",
                  STR_F(s->name));
    if (!day_known(s->effective))
        CHECK_ADD(c, DIAG_WARNING, &s->place, "标准“%.*s”没有写施行日期，视为自始施行",
                  STR_F(s->name));
    if (s->ncause == 0)
        CHECK_ADD(c, DIAG_NOTE, &s->place, "标准“%.*s”没有对应的案由", STR_F(s->name));
    if (s->crime.source)
        check_citation(c, s, &s->crime, "罪名依据");
    check_citation(c, s, &s->basis, "标准依据");
    check_basis(c, s);
    check_limits(c, s);
}

/* One instrument row may be cut into versions by settings: ids repeat then, elsewhere not. */
static void check_standard_ids(struct check *c)
{
    struct map seen;

    map_init(&seen, &c->scratch);
    for (size_t i = 0; i < c->law->nstandard; i++) {
        struct law_standard *s = &c->law->standard[i];
        const struct law_standard *former = map_put(&seen, s->id, s);

        if (former && !str_eq(former->name, s->name))
            CHECK_ADD(c, DIAG_ERROR, &s->place, "编号“%.*s”已用于标准“%.*s”", STR_F(s->id),
                      STR_F(former->name));
    }
}

static bool bounded(struct str s, size_t from, size_t to)
{
    return (from == 0 || str_ends(str_sub(s, 0, from), STR("、"))) &&
           (to == s.n || str_starts(str_tail(s, to), STR("、")) || s.p[to] == '(' ||
            str_starts(str_tail(s, to), STR("（")));
}

/* A standard may serve several charges: 重大责任事故罪、危险物品肇事罪. */
static bool charge_known(const struct law *law, struct str charge)
{
    for (size_t i = 0; i < law->nstandard; i++) {
        struct str s = law->standard[i].charge;
        size_t at = str_find(s, charge);

        if (str_eq(law->standard[i].name, charge) ||
            (at != STR_NPOS && bounded(s, at, at + charge.n)))
            return true;
    }
    return false;
}

static void check_cause(struct check *c, const struct law_cause *cause)
{
    for (size_t i = 0; i < cause->ncharge; i++)
        if (!charge_known(c->law, cause->charge[i]))
            CHECK_ADD(c, DIAG_NOTE, &cause->place, "案由“%.*s”可能涉及的“%.*s”还没有立案追诉标准",
                      STR_F(cause->name), STR_F(cause->charge[i]));
    if (cause->field.n == 0)
        CHECK_ADD(c, DIAG_NOTE, &cause->place, "案由“%.*s”没有执法领域（field）",
                  STR_F(cause->name));
}

/* Two causes that share a phrase cannot be told apart by it. */
static void check_words(struct check *c)
{
    struct map seen;

    map_init(&seen, &c->scratch);
    for (size_t i = 0; i < c->law->ncause; i++) {
        struct law_cause *cause = &c->law->cause[i];

        for (size_t k = 0; k < cause->nword; k++) {
            const struct law_cause *former = map_put(&seen, cause->word[k], cause);

            if (former)
                CHECK_ADD(c, DIAG_NOTE, &cause->place, "词语“%.*s”同时指向案由“%.*s”和“%.*s”",
                          STR_F(cause->word[k]), STR_F(former->name), STR_F(cause->name));
        }
    }
}

void law_check(const struct law *law, struct diag_list *diags)
{
    struct check c = {.law = law, .diags = diags};

    arena_init(&c.scratch, 0);
    for (size_t i = 0; i < law->nsource; i++)
        check_source(&c, &law->source[i]);
    for (size_t i = 0; i < law->nstandard; i++)
        check_standard(&c, &law->standard[i]);
    check_standard_ids(&c);
    for (size_t i = 0; i < law->ncause; i++)
        check_cause(&c, &law->cause[i]);
    check_words(&c);
    check_procedures(&c);
    check_templates(&c);
    check_tables(&c);
    check_deadlines(&c);
    check_accounts(&c);
    arena_release(&c.scratch);
}
