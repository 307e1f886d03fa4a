/* law/left.c - what is left of a clock, in the unit in which the law counts it; see due.h. */
#include "law/deadline_internal.h"

static struct str unit_word(bool working)
{
    return working ? STR("个工作日") : STR("日");
}

/* Where counting stands: at `now`, or where the clock stopped. */
static struct moment standing(const struct law_due *due, struct moment now)
{
    return due->stopped && due->since.n < now.n ? due->since : now;
}

static void hours_left(struct law_count *c, struct moment now, struct law_left *ret)
{
    struct law_due *due = c->due;
    int64_t rest = law_count_seconds(c, now, due->end), over = now.n - due->end.n;
    int64_t n = ret->passed ? over : rest;

    ret->total = law_count_seconds(c, due->begin, due->end);
    ret->used = ret->total - (ret->passed ? 0 : rest < ret->total ? rest : ret->total);
    ret->n = (struct law_length){(int32_t)(n / MOMENT_HOUR), LAW_TIME_HOUR};
    ret->rest = (int32_t)(n / MOMENT_MINUTE % 60);
    ret->text = str_fmt(c->a, "%s %d 小时 %d 分", ret->passed ? "已超过" : "剩余", (int)ret->n.n,
                        (int)ret->rest);
}

/* Whole months from `from`, then days: as people say it. */
static void months_left(struct law_count *c, struct day from, struct day to, struct law_left *ret)
{
    int32_t months = 0;

    while (day_add(from, (struct span){months + 1, SPAN_MONTH}).n <= to.n)
        months++;
    ret->n = (struct law_length){months, LAW_TIME_MONTH};
    ret->rest = to.n - day_add(from, (struct span){months, SPAN_MONTH}).n;
    ret->text = str_fmt(c->a, "%s %d 个月零 %d 日", ret->passed ? "已超过" : "剩余", (int)months,
                        (int)ret->rest);
}

static bool by_months(enum law_profile p)
{
    return p == LAW_PROFILE_MON || p == LAW_PROFILE_MON_ROLL || p == LAW_PROFILE_YEAR;
}

static enum err_code days_left(struct law_count *c, struct moment now, struct law_left *ret)
{
    struct law_due *due = c->due;
    bool working = due->profile == LAW_PROFILE_WD || due->profile == LAW_PROFILE_BACK_WD_CLEAR;
    bool months = c->npause == 0 && by_months(due->profile); /* pauses are days */
    struct day today = moment_day(now), first = moment_day(due->begin);
    int32_t n, total = 0;

    if (due->stopped && now.n == due->since.n)
        today.n--; /* that day did not run to its end */
    TRY(law_count_days(c, ret->passed ? due->last : today, ret->passed ? today : due->last, &n));
    if (!due->back)
        TRY(law_count_days(c, (struct day){first.n - 1}, due->last, &total));
    ret->total = total;
    ret->used = due->back ? 0 : total - (ret->passed ? 0 : n < total ? n : total);
    ret->n = (struct law_length){n, working ? LAW_TIME_WORKING_DAY : LAW_TIME_DAY};
    ret->text = str_fmt(c->a, "%s %d %.*s", ret->passed ? "已超过" : "剩余", (int)n,
                        STR_F(unit_word(working)));
    if (months)
        months_left(c, ret->passed ? due->last : today, ret->passed ? today : due->last, ret);
    if (!ret->passed && n == 0)
        ret->text = STR("今日期满");
    return ERR_OK;
}

enum err_code law_due_left(const struct law *law, const struct law_clock *clock,
                           const struct law_due *due, struct moment now, struct arena *a,
                           struct law_left *ret_left, struct err *err)
{
    struct law_due copy = *due;
    struct law_left left = {.passed = false};
    struct law_count c = {.law = law, .clock = clock, .a = a, .due = &copy, .err = err};

    TRY(law_count_init(&c));
    now = standing(due, now);
    left.passed = law_due_passed(due, now);
    if (due->timed)
        hours_left(&c, now, &left);
    else
        TRY(days_left(&c, now, &left));
    if (due->stopped)
        left.text = str_fmt(a, "已停止计算，%.*s", STR_F(left.text));
    *ret_left = left;
    return ERR_OK;
}
