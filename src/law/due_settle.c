/* law/due_settle.c - by which length and profile a version of a deadline is counted, and which pauses
 * and extensions the law allows it; see due.h. */
#include "base/bug.h"
#include "law/deadline_internal.h"

const struct law_extension *law_extension_of(const struct law_deadline *d, size_t i)
{
    for (size_t k = 0; k < d->nextension; k++) {
        if (d->extension[k].times == 0 || i < (size_t)d->extension[k].times)
            return &d->extension[k];
        i -= (size_t)d->extension[k].times;
    }
    return NULL;
}

/* A reason may be a part of what the law names (鉴定 of 检测、检验、检疫或者技术鉴定), or name it among
 * other words; a single character says nothing. */
const struct law_exclusion *law_exclusion_of(const struct law_deadline *d, struct str reason)
{
    for (size_t i = 0; str_utf8_count(reason) > 1 && i < d->nexclusion; i++)
        if (str_has(d->exclusion[i].reason, reason) || str_has(reason, d->exclusion[i].reason))
            return &d->exclusion[i];
    return NULL;
}
/* The circumstance called name, of the deadline or of its counting. */
static const struct law_circumstance *circumstance_of(const struct law_deadline *d, struct str name)
{
    for (size_t i = 0; i < d->ncircumstance; i++)
        if (str_eq(d->circumstance[i].name, name))
            return &d->circumstance[i];
    for (size_t i = 0; i < d->counting->ncircumstance; i++)
        if (str_eq(d->counting->circumstance[i].name, name))
            return &d->counting->circumstance[i];
    return NULL;
}

static enum err_code by_circumstances(struct law_count *c)
{
    struct law_due *due = c->due;

    for (size_t i = 0; i < c->clock->ncircumstance; i++) {
        const struct law_circumstance *k =
            circumstance_of(due->deadline, c->clock->circumstance[i]);

        if (!k) {
            err_set(c->err, ERR_INVALID, "no such circumstance");
            return err_set_zh(c->err, "期限“%.*s”没有情形“%.*s”", STR_F(due->deadline->id),
                              STR_F(c->clock->circumstance[i]));
        }
        if (k->length.n > 0)
            due->length = k->length;
        if (due->length.n > 0 && k->profile[due->length.unit] != LAW_PROFILE_NONE)
            due->profile = k->profile[due->length.unit];
        law_count_say(c, law_citation_text(c->a, &k->clause.cite), "情形：%.*s%s%.*s",
                      STR_F(k->name), k->clause.text.n ? "，" : "", STR_F(k->clause.text));
    }
    return ERR_OK;
}

/* Where a length would end after the trigger, for comparing lengths of different units. */
static enum err_code reach(struct law_count *c, struct law_length l, struct day *ret)
{
    struct day at = moment_day(c->clock->at);

    switch (l.unit) {
    case LAW_TIME_HOUR:
        *ret = (struct day){at.n + l.n / 24};
        return ERR_OK;
    case LAW_TIME_DAY:
        *ret = (struct day){at.n + l.n};
        return ERR_OK;
    case LAW_TIME_WORKING_DAY:
        for (int32_t n = l.n; n > 0;) {
            enum law_day kind;

            at.n++;
            TRY(law_count_kind(c, at, &kind));
            n -= kind == LAW_DAY_WORKING;
        }
        *ret = at;
        return ERR_OK;
    case LAW_TIME_MONTH:
        *ret = day_add(at, (struct span){l.n, SPAN_MONTH});
        return ERR_OK;
    case LAW_TIME_YEAR:
        *ret = day_add(at, (struct span){l.n, SPAN_YEAR});
        return ERR_OK;
    case LAW_NTIME:
        break;
    }
    BUG_ON(1);
    return ERR_OK;
}

static enum err_code longer(struct law_count *c, struct law_length a, struct law_length b,
                            bool *ret)
{
    struct day x, y;

    if (a.unit == b.unit) {
        *ret = a.n > b.n;
        return ERR_OK;
    }
    TRY(reach(c, a, &x));
    TRY(reach(c, b, &y));
    *ret = x.n > y.n;
    return ERR_OK;
}

/* A length that a document sets: where the law gives none, or allows a shorter one. */
static enum err_code own_length(struct law_count *c)
{
    const struct law_deadline *d = c->due->deadline;
    struct law_length own = c->clock->length;
    bool over = false;

    if (d->length.n > 0 && !d->own_length) {
        err_set(c->err, ERR_FORBIDDEN, "deadline %.*s has a length of its own", STR_F(d->id));
        return err_set_zh(c->err, "“%.*s”的长度由法律规定（%.*s），不能另定", STR_F(d->id),
                          STR_F(law_length_text(c->a, d->length)));
    }
    if (d->length.n > 0)
        TRY(longer(c, own, d->length, &over));
    if (over) {
        err_set(c->err, ERR_FORBIDDEN, "deadline %.*s may only be set shorter", STR_F(d->id));
        return err_set_zh(c->err, "“%.*s”只能另定更短的期限，不能长于 %.*s", STR_F(d->id),
                          STR_F(law_length_text(c->a, d->length)));
    }
    c->due->length = own;
    c->due->profile = d->counting->profile[own.unit];
    law_count_say(c, law_citation_text(c->a, &d->basis), "文书确定的期限：%.*s",
                  STR_F(law_length_text(c->a, own)));
    return ERR_OK;
}

static enum err_code no_length(struct law_count *c)
{
    const struct law_deadline *d = c->due->deadline;

    err_set(c->err, ERR_INVALID, "deadline %.*s has no length", STR_F(d->id));
    return err_set_zh(c->err,
                      "“%.*s”的期限是“%.*s”，法律没有写明长短；按文书确定的长度计算时给出该长度",
                      STR_F(d->id), STR_F(d->term));
}

/* The choice of the district on the day of the trigger, or NULL. */
static const struct law_profile_setting *setting_of(const struct law_deadline *d, struct day day)
{
    for (size_t i = 0; i < d->nsetting; i++)
        if (d->setting[i].effective.n <= day.n &&
            (!day_known(d->setting[i].expires) || day.n < d->setting[i].expires.n))
            return &d->setting[i];
    return NULL;
}

/* How many profiles the district may choose among for this length. */
static int choices(const struct law_due *due)
{
    int n = 0;

    for (int p = 1; p < LAW_NPROFILE; p++)
        n += (due->deadline->counting->allowed >> p & 1u) != 0 &&
             law_profile_fits((enum law_profile)p, due->length.unit);
    return n;
}

/* Where the law is silent: what the district chose, or the default, said aloud. */
static void by_district(struct law_count *c)
{
    struct law_due *due = c->due;
    const struct law_deadline *d = due->deadline;
    const struct law_profile_setting *s = setting_of(d, moment_day(c->clock->at));

    if (choices(due) < 2 || c->clock->profile != LAW_PROFILE_NONE)
        return;
    if (s && law_profile_fits(s->profile, due->length.unit)) {
        due->profile = s->profile;
        law_count_say(c, s->basis, "法律没有规定怎样计算，按本地确定的方式：%.*s",
                      STR_F(law_profile_zh(s->profile)));
        return;
    }
    law_count_warn(c, "法律没有规定怎样计算，本地也没有确定（law/setting.yaml），暂按：%.*s",
                   STR_F(law_profile_zh(due->profile)));
}

static enum err_code by_caller(struct law_count *c)
{
    struct law_due *due = c->due;
    enum law_profile asked = c->clock->profile;

    if (asked == LAW_PROFILE_NONE || asked == due->profile)
        return ERR_OK;
    if (!law_profile_fits(asked, due->length.unit)) {
        err_set(c->err, ERR_INVALID, "profile does not fit the length");
        return err_set_zh(c->err, "“%.*s”不能按 %.*s（%.*s）计算",
                          STR_F(law_length_text(c->a, due->length)), STR_F(law_profile_name(asked)),
                          STR_F(law_profile_zh(asked)));
    }
    law_count_warn(c, "按指定的方式 %.*s（%.*s）计算；本期限平常按 %.*s（%.*s）",
                   STR_F(law_profile_name(asked)), STR_F(law_profile_zh(asked)),
                   STR_F(law_profile_name(due->profile)), STR_F(law_profile_zh(due->profile)));
    due->profile = asked;
    return ERR_OK;
}

/* Length and profile of the version that applies. */
enum err_code law_count_settle(struct law_count *c)
{
    struct law_due *due = c->due;

    due->length = due->deadline->length;
    due->profile = due->deadline->profile;
    TRY(by_circumstances(c));
    if (c->clock->length.n > 0)
        TRY(own_length(c));
    if (due->length.n == 0)
        return no_length(c);
    by_district(c);
    TRY(by_caller(c));
    if (due->profile != LAW_PROFILE_NONE && law_profile_fits(due->profile, due->length.unit))
        return ERR_OK;
    err_set(c->err, ERR_INVALID, "no profile for the unit");
    return err_set_zh(c->err, "计算口径“%.*s”没有说“%.*s”怎样计算",
                      STR_F(due->deadline->counting->id),
                      STR_F(law_length_text(c->a, due->length)));
}

static enum err_code refuse(struct law_count *c, const char *zh)
{
    err_set(c->err, ERR_FORBIDDEN, "deadline %.*s: not allowed", STR_F(c->due->deadline->id));
    return err_set_zh(c->err, "“%.*s”%s", STR_F(c->due->deadline->id), zh);
}

/* Units may differ (a month, extended by 15 days), but hours stay hours; working days are days. */
static bool same_kind(struct law_length a, struct law_length b)
{
    bool hours = (a.unit == LAW_TIME_HOUR) == (b.unit == LAW_TIME_HOUR);
    bool working = (a.unit == LAW_TIME_WORKING_DAY) == (b.unit == LAW_TIME_WORKING_DAY);

    return hours && working;
}

static bool approver_differs(struct str said, struct str law)
{
    return said.n > 0 && !str_has(said, law) && !str_has(law, said);
}

static enum err_code allow_prolong(struct law_count *c, size_t i)
{
    const struct law_deadline *d = c->due->deadline;
    const struct law_prolong *p = &c->clock->prolong[i];
    const struct law_extension *e = law_extension_of(d, i);
    bool over = false;

    if (!e) {
        err_set(c->err, ERR_FORBIDDEN, "deadline %.*s: extension %zu", STR_F(d->id), i + 1);
        return err_set_zh(c->err, "“%.*s”不能作第 %zu 次延长：%s", STR_F(d->id), i + 1,
                          d->nextension ? "已到法定次数" : "法律没有规定可以延长");
    }
    if (!same_kind(p->length, c->due->length))
        return refuse(c, "的延长与期限本身的单位不相称");
    if (e->most.n > 0)
        TRY(longer(c, p->length, e->most, &over));
    if (over) {
        err_set(c->err, ERR_FORBIDDEN, "deadline %.*s: extension too long", STR_F(d->id));
        return err_set_zh(c->err, "“%.*s”第 %zu 次延长最多 %.*s，不能延长 %.*s", STR_F(d->id),
                          i + 1, STR_F(law_length_text(c->a, e->most)),
                          STR_F(law_length_text(c->a, p->length)));
    }
    if (p->by.n == 0)
        law_count_warn(c, "第 %zu 次延长没有写批准人，应当由%.*s批准", i + 1, STR_F(e->by.text));
    else if (approver_differs(p->by, e->by.text))
        law_count_warn(c, "第 %zu 次延长由“%.*s”批准，应当由%.*s批准", i + 1, STR_F(p->by),
                       STR_F(e->by.text));
    return ERR_OK;
}

static void check_pause(struct law_count *c, const struct law_pause *p)
{
    const struct law_exclusion *e = law_exclusion_of(c->due->deadline, p->reason);

    if (!e && p->basis.n == 0)
        law_count_warn(c, "本期限的依据没有列明扣除事由“%.*s”，须另有法律依据",
                       STR_F(p->reason.n > 0 ? p->reason : STR("没有写")));
    if (e && e->by.n > 0 && (p->by.n == 0 || approver_differs(p->by, e->by)))
        law_count_warn(c, "“%.*s”应当经%.*s批准", STR_F(p->reason), STR_F(e->by));
}

/* Pauses and extensions that the law does not know are refused or said. */
enum err_code law_count_allow(struct law_count *c)
{
    const struct law_clock *clock = c->clock;

    if (c->due->deadline->fixed && clock->npause > 0)
        return refuse(c, "是不变期间，不能中止、扣除");
    if (law_profile_back(c->due->profile) && clock->npause > 0)
        return refuse(c, "是倒推的期限，没有扣除可言");
    if (law_profile_back(c->due->profile) && clock->nprolong > 0)
        return refuse(c, "是倒推的期限，不能延长");
    for (size_t i = 0; i < clock->nprolong; i++)
        TRY(allow_prolong(c, i));
    for (size_t i = 0; i < clock->npause; i++)
        check_pause(c, &clock->pause[i]);
    return ERR_OK;
}
