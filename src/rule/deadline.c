/*
 * rule/deadline.c - 日期 + 时限.ID: the day on which a deadline of law/deadline ends, counted from the
 * date; see compile.h.
 *
 * It is written out in spans when the rule is compiled: 3日 whose last day rolls over is 2日 + 1工作日, the
 * first working day behind the second day.  So the engines see nothing new, and none of them can
 * count otherwise than another.  The number stands in law/deadline alone.
 */
#include "law/deadline.h"
#include "rule/compile.h"

enum { DAY_HOURS = 24 };

bool rule_is_term(const struct syntax *s)
{
    return s->kind == SYNTAX_PATH && s->kid[0]->kind == SYNTAX_NAME &&
           str_eq(s->kid[0]->text, STR("时限"));
}

/* ---- which deadline, how it counts ---- */

static bool rolls(enum law_profile p)
{
    return p == LAW_PROFILE_NAT_ROLL || p == LAW_PROFILE_MON_ROLL;
}

/* As a clock counts it: as the law says, and where it is silent, as the district has chosen. */
static enum law_profile profile_of(const struct law_deadline *d)
{
    return d->nsetting > 0 ? d->setting[d->nsetting - 1].profile : d->profile;
}

/* The same with a last day that rolls over; NONE where the law does not leave that open. */
static enum law_profile rolling(const struct law_deadline *d)
{
    enum law_profile p =
        d->length.unit == LAW_TIME_MONTH ? LAW_PROFILE_MON_ROLL : LAW_PROFILE_NAT_ROLL;

    return law_profile_fits(p, d->length.unit) && (d->counting->allowed >> p & 1u)
               ? p
               : LAW_PROFILE_NONE;
}

static bool settled_alike(const struct law_deadline *d)
{
    for (size_t i = 1; i < d->nsetting; i++)
        if (d->setting[i].profile != d->setting[0].profile)
            return false;
    return true;
}

static const struct law_deadline *unknown(struct rule_compiler *c, const struct syntax *name)
{
    struct str near = law_deadline_near(c->law, name->text);
    struct diag *d = RULE_ERROR(c, name, "law/deadline 里没有期限“%.*s”", STR_F(name->text));

    if (near.n > 0)
        diag_hint(c->diags, d, "是否想写“%.*s”？", STR_F(near));
    return NULL;
}

static const struct law_deadline *unfit(struct rule_compiler *c, const struct syntax *name,
                                        const char *why)
{
    RULE_ERROR(c, name, "期限“%.*s”%s", STR_F(name->text), why);
    return NULL;
}

/* The deadline, the same in all its versions; reports and NULL. */
static const struct law_deadline *find(struct rule_compiler *c, const struct syntax *name)
{
    size_t n;
    const struct law_deadline *d = law_deadline_find(c->law, name->text, &n);

    if (!d)
        return unknown(c, name);
    for (size_t i = 0; i < n; i++) {
        if (d[i].length.n == 0)
            return unfit(c, name, "没有写明长短，不能相加");
        if (d[i].verified == LAW_VERIFIED_NO)
            return unfit(c, name, "的条文未核实，不能据以筛查");
        if (law_profile_back(d[i].profile))
            return unfit(c, name, "是倒推的，不能相加");
        if (d[i].length.n != d->length.n || d[i].length.unit != d->length.unit ||
            profile_of(&d[i]) != profile_of(d) || !settled_alike(&d[i]))
            return unfit(c, name, "的长短或者计算方式前后不同，要按日期分别写");
    }
    return d;
}

/* ---- written out ---- */

static struct rule_node *shift(struct rule_compiler *c, const struct syntax *sum, const char *mark,
                               struct rule_node *date, struct rule_span_of span)
{
    struct rule_node *kid[2] = {
        date, rule_node_number(c, rule_type_plain(span.kind), span.n, sum->kid[1])};

    kid[1]->span = span.unit;
    return rule_resolve_apply(c, sum, str_from(mark), kid, 2);
}

static struct rule_node *add(struct rule_compiler *c, const struct syntax *sum,
                             struct rule_node *date, struct rule_span_of span)
{
    return shift(c, sum, "+", date, span);
}

static struct rule_span_of days(int32_t n)
{
    return (struct rule_span_of){RULE_SPAN, SPAN_DAY, n};
}

static struct rule_span_of working(int32_t n)
{
    return (struct rule_span_of){RULE_WORKING, SPAN_DAY, n};
}

/* The period as one span; what rolls over is a day shorter, for the working day that follows. */
static struct rule_node *add_length(struct rule_compiler *c, const struct syntax *sum,
                                    struct rule_node *date, struct law_length length,
                                    enum law_profile p)
{
    int32_t n = length.n;

    switch (length.unit) {
    case LAW_TIME_HOUR: /* records have days: what comes later than that day is surely over */
        return add(c, sum, date, days((n + DAY_HOURS - 1) / DAY_HOURS));
    case LAW_TIME_WORKING_DAY:
        return add(c, sum, date, working(n));
    case LAW_TIME_DAY:
        return add(c, sum, date, p == LAW_PROFILE_WD ? working(n) : days(rolls(p) ? n - 1 : n));
    case LAW_TIME_MONTH:
        date = add(c, sum, date, (struct rule_span_of){RULE_SPAN, SPAN_MONTH, n});
        return rolls(p) ? shift(c, sum, "-", date, days(1)) : date;
    case LAW_TIME_YEAR:
        return add(c, sum, date, (struct rule_span_of){RULE_SPAN, SPAN_YEAR, n});
    case LAW_NTIME:
        break;
    }
    return rule_node_error(c, sum);
}

/* How this use counts: 顺延 says that the last day rolls over where the law leaves it open.  Reports
 * and NONE. */
static enum law_profile profile_here(struct rule_compiler *c, const struct syntax *s,
                                     const struct law_deadline *d)
{
    enum law_profile p = profile_of(d);

    if (s->nkid == 2)
        return p;
    if (!str_eq(s->kid[2]->text, STR("顺延"))) {
        RULE_ERROR(c, s->kid[2], "期限的编号后面只能写“顺延”");
        return LAW_PROFILE_NONE;
    }
    p = rolls(p) ? LAW_PROFILE_NONE : rolling(d);
    if (p == LAW_PROFILE_NONE)
        RULE_ERROR(c, s->kid[2],
                   rolls(profile_of(d)) ? "期限“%.*s”的末日本来就顺延，不必写“顺延”"
                                        : "期限“%.*s”的末日不顺延",
                   STR_F(d->id));
    return p;
}

/* sum -> date '+' 时限 '.' ID [ '.' 顺延 ] */
struct rule_node *rule_resolve_term(struct rule_compiler *c, const struct syntax *sum,
                                    struct rule_node *date)
{
    const struct syntax *s = sum->kid[1];
    const struct law_deadline *d = NULL;
    enum law_profile p;

    if (s->nkid > 3 || !str_eq(sum->text, STR("+")))
        RULE_ERROR(c, s, "期限只能加在日期后面：日期 + 时限.编号");
    else
        d = find(c, s->kid[1]);
    p = d ? profile_here(c, s, d) : LAW_PROFILE_NONE;
    if (p == LAW_PROFILE_NONE)
        return rule_node_error(c, sum);
    date = add_length(c, sum, date, d->length, p);
    return rolls(p) ? add(c, sum, date, working(1)) : date;
}
