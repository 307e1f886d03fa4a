/* law/due.c - which version of a deadline applies, by which profile and length it is counted, what
 * the law allows; the arithmetic is due_count.c.  See due.h. */
#include "base/bug.h"
#include "law/deadline_internal.h"

/* Far from the ends of the civil calendar, so that no sum leaves it. */
enum { YEAR_FIRST = 1900, YEAR_LAST = 2900 };

static bool in_force(const struct law_deadline *d, struct day day)
{
    return d->effective.n <= day.n && (!day_known(d->expires) || day.n < d->expires.n);
}

/* The version in force on the day; else the first that came later, else the last that there was. */
static const struct law_deadline *version_of(const struct law_deadline *first, size_t n,
                                             struct day day)
{
    const struct law_deadline *d = &first[n - 1];

    for (size_t i = n; i-- > 0;) {
        if (in_force(&first[i], day))
            return &first[i];
        if (day.n < first[i].effective.n)
            d = &first[i];
    }
    return d;
}

static bool listed(const struct str *list, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i], name))
            return true;
    return false;
}

static enum err_code unknown_deadline(const struct law *law, struct str id, struct err *err)
{
    struct str near = law_deadline_near(law, id);

    err_set(err, ERR_NOT_FOUND, "no deadline %.*s", STR_F(id));
    if (near.n > 0)
        return err_set_zh(err, "没有期限“%.*s”；是否想写“%.*s”？", STR_F(id), STR_F(near));
    return err_set_zh(err, "没有期限“%.*s”；liandong deadline list 列出全部", STR_F(id));
}

/* Where a condition does not hold, the deadline named `otherwise` applies. */
static enum err_code by_conditions(struct law_count *c, const struct law_deadline **d)
{
    const struct law_clock *clock = c->clock;
    size_t n, missed = 0;

    for (size_t i = 0; i < clock->nunmet; i++) {
        if (!listed((*d)->condition, (*d)->ncondition, clock->unmet[i])) {
            err_set(c->err, ERR_INVALID, "deadline %.*s has no such condition", STR_F((*d)->id));
            return err_set_zh(c->err, "期限“%.*s”没有条件“%.*s”", STR_F((*d)->id),
                              STR_F(clock->unmet[i]));
        }
        missed++;
    }
    if (missed == 0)
        return ERR_OK;
    law_count_say(c, law_citation_text(c->a, &(*d)->basis), "不具备“%.*s”，不适用 %.*s，适用 %.*s",
                  STR_F(clock->unmet[0]), STR_F((*d)->id), STR_F((*d)->otherwise));
    *d = law_deadline_find(c->law, (*d)->otherwise, &n);
    BUG_ON(!*d);
    *d = version_of(*d, n, moment_day(clock->at));
    return ERR_OK;
}

static void warn_of_data(struct law_count *c)
{
    const struct law_deadline *d = c->due->deadline;

    if (d->verified == LAW_VERIFIED_NO)
        law_count_warn(c, "本期限的原文没有核对，只供参考，不能作为依据");
    else if (d->verified == LAW_VERIFIED_SECONDARY)
        law_count_warn(c, "本期限只见转述或摘录，没有核对原文");
    if (d->counting->verified != LAW_VERIFIED_YES)
        law_count_warn(c, "计算口径“%.*s”没有核对原文", STR_F(d->counting->id));
}

static enum err_code check_trigger(struct law_count *c)
{
    struct day d = moment_day(c->clock->at);

    if (d.n >= day_from_ymd(YEAR_FIRST, 1, 1).n && d.n < day_from_ymd(YEAR_LAST, 1, 1).n)
        return ERR_OK;
    err_set(c->err, ERR_INVALID, "trigger out of range");
    return err_set_zh(c->err, "起算日期应当在 %d 年至 %d 年之间", YEAR_FIRST, YEAR_LAST - 1);
}

/* Counts by the version d; fills c->due. */
static enum err_code count_version(struct law_count *c, const struct law_deadline *d)
{
    c->due->deadline = d;
    TRY(law_count_settle(c));
    TRY(law_count_allow(c));
    TRY(law_count_init(c));
    warn_of_data(c);
    return law_count_run(c);
}

/* Does the period reach into the time of force of another version, or out of its own? */
static bool straddles(const struct law_due *due, struct day at, const struct law_deadline *o)
{
    return o->effective.n <= due->last.n && (!day_known(o->expires) || o->expires.n > at.n);
}

static void add_other(struct law_count *c, const struct law_deadline *d, struct str why)
{
    struct law_due due = {.deadline = d};
    struct err err;
    struct law_count other = {
        .law = c->law, .clock = c->clock, .a = c->a, .due = &due, .err = &err};
    struct law_due_other o = {.deadline = d, .why = why};

    o.code = count_version(&other, d);
    if (o.code == ERR_OK) {
        o.last = due.last;
        o.end = due.end;
    } else {
        o.why = str_fmt(c->a, "%.*s；按该版算不出：%s", STR_F(why), err.zh);
    }
    vec_push(c->a, &c->due->other, o);
}

static void show_others(struct law_count *c, const struct law_deadline *first, size_t n)
{
    struct law_due *due = c->due;
    struct day at = moment_day(c->clock->at);

    for (size_t i = 0; i < n; i++)
        if (&first[i] != due->deadline && straddles(due, at, &first[i]))
            add_other(
                c, &first[i],
                str_fmt(c->a, "期间跨越法律变更：此版自 %.*s 起施行",
                        STR_F(day_known(first[i].effective) ? law_day_text(c->a, first[i].effective)
                                                            : STR("始"))));
}

static void warn_of_force(struct law_count *c)
{
    const struct law_deadline *d = c->due->deadline;
    struct day at = moment_day(c->clock->at);

    if (at.n < d->effective.n)
        law_count_warn(c, "%.*s 时本条尚未施行（%.*s 起施行），应否适用须人工判断",
                       STR_F(law_day_text(c->a, at)), STR_F(law_day_text(c->a, d->effective)));
    else if (day_known(d->expires) && at.n >= d->expires.n)
        law_count_warn(c, "%.*s 时本条已失效（%.*s 起），应否适用须人工判断",
                       STR_F(law_day_text(c->a, at)), STR_F(law_day_text(c->a, d->expires)));
    else if (day_known(d->expires) && c->due->last.n >= d->expires.n)
        law_count_warn(c, "期满之前本条于 %.*s 失效", STR_F(law_day_text(c->a, d->expires)));
}

enum err_code law_due_count(const struct law *law, const struct law_clock *clock, struct arena *a,
                            struct law_due *ret_due, struct err *err)
{
    struct law_due due = {.begin = MOMENT_NONE};
    struct law_count c = {.law = law, .clock = clock, .a = a, .due = &due, .err = err};
    size_t n;
    const struct law_deadline *first = law_deadline_find(law, clock->deadline, &n), *d;

    if (!first)
        return unknown_deadline(law, clock->deadline, err);
    TRY(check_trigger(&c));
    d = version_of(first, n, moment_day(clock->at));
    TRY(by_conditions(&c, &d));
    first = law_deadline_find(law, d->id, &n);
    TRY(count_version(&c, d));
    warn_of_force(&c);
    if (!due.back)
        show_others(&c, first, n);
    *ret_due = due;
    return ERR_OK;
}
