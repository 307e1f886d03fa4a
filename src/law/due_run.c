/* law/due_run.c - one period from its trigger to its end, step by step: hours, days, working days,
 * months and years, forwards and backwards.  See due.h. */
#include "law/deadline_internal.h"

static struct str reason_of(const struct law_pause *p)
{
    return p->reason.n > 0 ? p->reason : STR("没有写事由");
}
static struct str basis_of(struct law_count *c, const struct law_clause *clause)
{
    return law_citation_text(c->a, &clause->cite);
}

static struct str pause_basis(struct law_count *c, const struct law_pause *p)
{
    const struct law_exclusion *e = law_exclusion_of(c->due->deadline, p->reason);

    return e ? law_citation_text(c->a, &e->cite) : p->basis;
}

/* The pauses that reach into [begin, end): their reasons and articles. */
static void name_pauses(struct law_count *c, struct moment end, struct buf *reasons,
                        struct buf *basis)
{
    for (size_t i = 0; i < c->clock->npause; i++) {
        const struct law_pause *p = &c->clock->pause[i];
        struct str text = pause_basis(c, p);

        if (p->from.n >= end.n || (!law_pause_open(p) && p->to.n <= c->due->begin.n))
            continue;
        buf_fmt(reasons, "%s%.*s", reasons->n ? "、" : "", STR_F(reason_of(p)));
        if (text.n > 0 && !str_has(buf_view(basis), text))
            buf_fmt(basis, "%s%.*s", basis->n ? "；" : "", STR_F(text));
    }
}

static void say_lost(struct law_count *c, struct day from, struct day to, int32_t n)
{
    struct buf reasons = {0}, basis = {0};

    name_pauses(c, moment_at(to, MOMENT_DAY), &reasons, &basis);
    law_count_say(c, str_dup(c->a, buf_view(&basis)),
                  "不计入的期间（%.*s）含 %d %s，末日由 %.*s 移至 %.*s", STR_F(buf_view(&reasons)),
                  (int)n, law_count_working(c->due->profile) ? "个工作日" : "日",
                  STR_F(law_day_text(c->a, from)), STR_F(law_day_text(c->a, to)));
    buf_release(&reasons);
    buf_release(&basis);
}

/* The last day of `length` after `from`; each day left out is made up for behind it. */
static enum err_code advance(struct law_count *c, struct day from, struct law_length length,
                             struct day *ret)
{
    struct day plain, last;
    int32_t n;

    TRY(law_count_nominal(c, from, length, &plain));
    TRY(law_count_lost(c, from, plain, &n));
    TRY(law_count_walk(c, plain, n, &last));
    if (n > 0)
        say_lost(c, plain, last, n);
    *ret = last;
    return ERR_OK;
}

static bool rolls(enum law_profile p)
{
    return p == LAW_PROFILE_NAT_ROLL || p == LAW_PROFILE_MON_ROLL;
}

static const struct law_counting *counting_of(const struct law_count *c)
{
    return c->due->deadline->counting;
}

/* The rule of a circumstance replaces that of counting where it changes the profile. */
static const struct law_clause *roll_clause(const struct law_count *c)
{
    const struct law_counting *k = counting_of(c);

    for (size_t i = 0; i < c->clock->ncircumstance; i++)
        for (size_t n = 0; n < k->ncircumstance; n++)
            if (str_eq(k->circumstance[n].name, c->clock->circumstance[i]) &&
                k->circumstance[n].profile[c->due->length.unit] == c->due->profile)
                return &k->circumstance[n].clause;
    return &k->roll;
}

static void say_no_roll(struct law_count *c, struct day last)
{
    const struct law_clause *clause = roll_clause(c);

    if (law_count_working(c->due->profile) || law_calendar_day(c->law, last) != LAW_DAY_OFF)
        return;
    law_count_say(c, clause != &counting_of(c)->roll ? basis_of(c, clause) : STR_NULL,
                  "末日 %.*s 是休息日，不顺延%s%.*s", STR_F(law_day_text(c->a, last)),
                  clause != &counting_of(c)->roll ? "：" : "",
                  clause != &counting_of(c)->roll ? (int)clause->text.n : 0, clause->text.p);
}

/* Only a counting that rolls, or leaves it to the district, is a reason to roll. */
static void say_roll(struct law_count *c, struct day from, struct day to)
{
    const struct law_counting *k = counting_of(c);
    bool its_own = rolls(k->profile[c->due->length.unit]) || k->allowed;

    law_count_say(c, its_own ? basis_of(c, &k->roll) : STR_NULL,
                  "末日 %.*s 是休息日，顺延至 %.*s（%.*s）", STR_F(law_day_text(c->a, from)),
                  STR_F(law_day_text(c->a, to)),
                  STR_F(its_own ? k->roll.text : STR("按指定的方式")));
}

/* The day itself, or the first working day after it. */
static enum err_code roll(struct law_count *c, struct day *last)
{
    struct day d = *last;
    enum law_day kind;

    if (!rolls(c->due->profile)) {
        say_no_roll(c, d);
        return ERR_OK;
    }
    TRY(law_count_kind(c, d, &kind));
    while (kind == LAW_DAY_OFF) {
        d.n++;
        TRY(law_count_kind(c, d, &kind));
    }
    if (d.n != last->n)
        say_roll(c, *last, d);
    *last = d;
    return ERR_OK;
}

/* An open pause that began before the period was over stops the clock. */
static void stop(struct law_count *c, struct moment end)
{
    const struct law_pause *p = c->npause > 0 ? &c->pause[c->npause - 1] : NULL;

    if (!p || !law_pause_open(p) || p->from.n >= end.n)
        return;
    c->due->stopped = true;
    c->due->since = p->from;
    law_count_say(c, pause_basis(c, p), "自 %.*s 起停止计算（%.*s），尚未恢复；期满日待恢复后确定",
                  STR_F(law_moment_text(c->a, p->from)), STR_F(reason_of(p)));
}

/* Where an article makes days of the law working days, it is named. */
static void say_working(struct law_count *c)
{
    const struct law_clause *clause = &counting_of(c)->roll;

    if (law_count_working(c->due->profile) && c->due->length.unit == LAW_TIME_DAY &&
        law_count_working(c->due->deadline->profile) && clause->cite.source)
        law_count_say(c, basis_of(c, clause), "%.*s按工作日计：%.*s",
                      STR_F(law_length_text(c->a, c->due->length)), STR_F(clause->text));
}

static enum err_code days_forward(struct law_count *c)
{
    struct law_due *due = c->due;
    struct day at = moment_day(c->clock->at), last;

    due->begin = moment_at(at, MOMENT_DAY);
    law_count_say(c, basis_of(c, &counting_of(c)->start), "%.*s 发生，%.*s，自 %.*s 起算",
                  STR_F(law_day_text(c->a, at)), STR_F(counting_of(c)->start.text),
                  STR_F(law_day_text(c->a, (struct day){at.n + 1})));
    say_working(c);
    TRY(law_count_nominal(c, at, due->length, &last));
    law_count_say(c, law_citation_text(c->a, &due->deadline->basis), "%.*s（%.*s），末日 %.*s",
                  STR_F(law_length_text(c->a, due->length)), STR_F(law_profile_zh(due->profile)),
                  STR_F(law_day_text(c->a, last)));
    TRY(advance(c, at, due->length, &last));
    for (size_t i = 0; i < c->clock->nprolong; i++) {
        const struct law_prolong *p = &c->clock->prolong[i];
        const struct law_extension *e = law_extension_of(due->deadline, i);
        struct day from = last;

        TRY(advance(c, from, p->length, &last));
        law_count_say(c, law_citation_text(c->a, &e->by.cite),
                      "第 %zu 次延长 %.*s（%.*s批准），自 %.*s 期满续算，末日 %.*s", i + 1,
                      STR_F(law_length_text(c->a, p->length)),
                      STR_F(p->by.n > 0 ? p->by : e->by.text), STR_F(law_day_text(c->a, from)),
                      STR_F(law_day_text(c->a, last)));
    }
    stop(c, moment_at(last, MOMENT_DAY));
    if (!due->stopped)
        TRY(roll(c, &last));
    due->last = last;
    due->end = moment_at(last, MOMENT_DAY);
    if (!due->stopped)
        law_count_say(c, basis_of(c, &counting_of(c)->end), "%.*s 期满，%.*s",
                      STR_F(law_day_text(c->a, last)), STR_F(counting_of(c)->end.text));
    return ERR_OK;
}

/* The clear days stand between: the last day is the one before the n-th. */
static enum err_code days_backward(struct law_count *c)
{
    struct law_due *due = c->due;
    struct day at = moment_day(c->clock->at), d = at;

    for (int32_t n = due->length.n + 1; n > 0;) {
        bool yes;

        d.n--;
        TRY(law_count_counts(c, d, &yes));
        n -= yes;
    }
    due->back = true;
    due->begin = MOMENT_NONE;
    due->last = d;
    due->end = moment_at(d, MOMENT_DAY);
    say_working(c);
    law_count_say(c, law_citation_text(c->a, &due->deadline->basis),
                  "自 %.*s 倒推，其间留足 %.*s（%.*s），至迟 %.*s", STR_F(law_day_text(c->a, at)),
                  STR_F(law_length_text(c->a, due->length)), STR_F(law_profile_zh(due->profile)),
                  STR_F(law_day_text(c->a, d)));
    return ERR_OK;
}

static struct moment next_hour(struct moment m)
{
    int32_t within = moment_second(m) % MOMENT_HOUR;

    return (struct moment){m.n - within + MOMENT_HOUR};
}

/* The moment `seconds` after `from`, those left out aside. */
static struct moment run_seconds(struct law_count *c, struct moment from, int64_t seconds)
{
    struct moment end = {from.n + seconds};

    for (size_t i = 0; i < c->npause; i++) {
        const struct law_pause *p = &c->pause[i];
        int64_t a = p->from.n > from.n ? p->from.n : from.n;

        if (law_pause_open(p) || p->to.n <= from.n || a >= end.n)
            continue;
        end.n += p->to.n - a;
        law_count_say(c, pause_basis(c, p), "不计入 %.*s 至 %.*s（%.*s）",
                      STR_F(law_moment_text(c->a, p->from)), STR_F(law_moment_text(c->a, p->to)),
                      STR_F(reason_of(p)));
    }
    return end;
}

static enum err_code hours_forward(struct law_count *c)
{
    struct law_due *due = c->due;
    struct moment at = c->clock->at;
    bool next = due->profile == LAW_PROFILE_H_NEXTHOUR;
    int64_t hours = due->length.n;

    if (!c->clock->timed) {
        err_set(c->err, ERR_INVALID, "hours need the time of day of the trigger");
        return err_set_zh(c->err, "“%.*s”按小时计算，要写到时刻，例如 2024-03-01T10:20:00",
                          STR_F(due->deadline->id));
    }
    due->timed = true;
    due->begin = next ? next_hour(at) : at;
    law_count_say(c, basis_of(c, &counting_of(c)->start), "%.*s 发生，自 %.*s 起算（%.*s）",
                  STR_F(law_moment_text(c->a, at)), STR_F(law_moment_text(c->a, due->begin)),
                  STR_F(law_profile_zh(due->profile)));
    for (size_t i = 0; i < c->clock->nprolong; i++)
        hours += c->clock->prolong[i].length.n;
    due->end = run_seconds(c, due->begin, hours * MOMENT_HOUR);
    due->last = moment_day(due->end);
    stop(c, due->end);
    law_count_say(c, law_citation_text(c->a, &due->deadline->basis), "%.*s，%.*s 期满",
                  STR_F(law_length_text(c->a, due->length)),
                  STR_F(law_moment_text(c->a, due->end)));
    return ERR_OK;
}

enum err_code law_count_run(struct law_count *c)
{
    switch (c->due->profile) {
    case LAW_PROFILE_NAT:
    case LAW_PROFILE_NAT_ROLL:
    case LAW_PROFILE_WD:
    case LAW_PROFILE_MON:
    case LAW_PROFILE_MON_ROLL:
    case LAW_PROFILE_YEAR:
        return days_forward(c);
    case LAW_PROFILE_H_MOMENT:
    case LAW_PROFILE_H_NEXTHOUR:
        return hours_forward(c);
    case LAW_PROFILE_BACK_NAT_CLEAR:
    case LAW_PROFILE_BACK_WD_CLEAR:
        return days_backward(c);
    case LAW_PROFILE_NONE:
    case LAW_NPROFILE:
        break;
    }
    err_set(c->err, ERR_INVALID, "no profile to count by");
    return err_set_zh(c->err, "没有计算方式");
}
