/*
 * service/sample/course.c - what followed a case that reaches its crime's threshold: referral
 * (移送) in time, late or never, filing (刑事立案), non-prosecution (不起诉), opinion (检察意见).
 *
 * What would lie after the last day has not happened yet.
 */
#include "service/sample/amount.h"
#include "service/sample/row.h"

enum { STREAM_COURSE = 200 };

/* d + days, or none when d is none or the day has not come. */
static struct day later(const struct sample_run *run, struct day d, int64_t days)
{
    struct day sum = {d.n + (int32_t)days};

    return day_known(d) && sum.n <= run->options->last.n ? sum : DAY_NONE;
}

static int64_t within(struct sample_random *r, const int64_t range[2])
{
    return random_range(r, range[0], range[1]);
}

/* Draws a number for a document of day d, which may be none. */
static int64_t number_on(struct sample_serial *s, struct day d)
{
    return day_known(d) ? serial_next(s, d) : 0;
}

static void draw_referral(struct sample_run *run, struct sample_random *r)
{
    const struct sample_chain *c = &run->data->chain;
    struct sample_course *k = &run->row.course;
    int64_t lead = random_chance(r, c->late) ? within(r, c->after) : -within(r, c->before);
    bool sent = !random_chance(r, c->unsent);

    k->reported = later(run, run->row.decided, lead);
    k->approved = later(run, k->reported, random_range(r, 0, 3));
    k->referred = later(run, k->approved, random_range(r, 0, 1));
    if (!sent)
        k->referred = DAY_NONE;
    k->accepted = later(run, k->referred, random_range(r, 0, 1));
    k->referral = number_on(&run->referral, k->reported);
}

static void draw_filing(struct sample_run *run, struct sample_random *r)
{
    const struct sample_chain *c = &run->data->chain;
    struct sample_course *k = &run->row.course;
    int64_t fate = (int64_t)random_below(r, 1000);
    bool late = random_chance(r, c->filed_late);

    k->filing_accepted = fate < c->filed;
    if (fate < c->filed + c->refused)
        k->filed = later(run, k->accepted, within(r, late ? c->filing_late : c->filing));
    k->refusal = random_below(r, c->refusal.n);
    k->filing = number_on(&run->filing, k->filed);
}

static void draw_nonprosecution(struct sample_run *run, struct sample_random *r)
{
    const struct sample_chain *c = &run->data->chain;
    struct sample_course *k = &run->row.course;

    if (k->filing_accepted && random_chance(r, c->nonprosecuted))
        k->nonprosecuted = later(run, k->filed, within(r, c->nonprosecution));
    k->prosecution = number_on(&run->prosecution, k->nonprosecuted);
    k->nonprosecution = number_on(&run->nonprosecution, k->nonprosecuted);
    k->kind = random_below(r, c->kind.n);
    k->penalty_needed = random_chance(r, 800);
    if (k->penalty_needed && random_chance(r, c->opined))
        k->opined = later(run, k->nonprosecuted, within(r, c->opinion));
    k->opinion = number_on(&run->opinion, k->opined);
    k->opinion_text = random_below(r, c->opinion_text.n);
    k->result = random_below(r, c->result.n);
    if (random_chance(r, c->replied))
        k->replied = later(run, k->opined, within(r, c->reply));
}

void course_draw(struct sample_run *run, int64_t i)
{
    struct sample_random r = random_of(run->options->seed, STREAM_COURSE, (uint64_t)i);
    const struct sample_case *about = run->row.about;
    struct sample_course *k = &run->row.course;

    *k = (struct sample_course){.reported = DAY_NONE,
                                .approved = DAY_NONE,
                                .referred = DAY_NONE,
                                .accepted = DAY_NONE,
                                .filed = DAY_NONE,
                                .nonprosecuted = DAY_NONE,
                                .opined = DAY_NONE,
                                .replied = DAY_NONE};
    k->crime = about->crime != SAMPLE_NO_VALUE && run->row.value[about->crime] >= about->crime_from;
    if (!k->crime || !random_chance(&r, run->data->chain.referred))
        return;
    draw_referral(run, &r);
    draw_filing(run, &r);
    draw_nonprosecution(run, &r);
}

static void print_day(struct day d, struct buf *b)
{
    if (day_known(d))
        day_print(b, d);
}

static void print_number(const struct sample_prose *p, struct day d, int64_t n, struct buf *b)
{
    if (day_known(d))
        serial_print(p, STR(""), d, n, b);
}

static bool print_days(const struct sample_course *k, enum sample_slot slot, struct buf *b)
{
    if (slot == SLOT_REPORTED)
        print_day(k->reported, b);
    else if (slot == SLOT_APPROVED)
        print_day(k->approved, b);
    else if (slot == SLOT_REFERRED || slot == SLOT_COPIED)
        print_day(k->referred, b);
    else if (slot == SLOT_ACCEPTED)
        print_day(k->accepted, b);
    else if (slot == SLOT_FILED || slot == SLOT_NOTIFIED)
        print_day(k->filed, b);
    else if (slot == SLOT_NONPROSECUTED)
        print_day(k->nonprosecuted, b);
    else if (slot == SLOT_OPINED)
        print_day(k->opined, b);
    else if (slot == SLOT_REPLIED)
        print_day(k->replied, b);
    else
        return false;
    return true;
}

static bool print_numbers(const struct sample_chain *c, const struct sample_course *k,
                          enum sample_slot slot, struct buf *b)
{
    if (slot == SLOT_REFERRAL_NO)
        print_number(&c->referral_no, k->reported, k->referral, b);
    else if (slot == SLOT_FILING_NO)
        print_number(&c->filing_no, k->filed, k->filing, b);
    else if (slot == SLOT_PROSECUTION_NO)
        print_number(&c->prosecution_no, k->nonprosecuted, k->prosecution, b);
    else if (slot == SLOT_NONPROSECUTION_NO)
        print_number(&c->nonprosecution_no, k->nonprosecuted, k->nonprosecution, b);
    else if (slot == SLOT_OPINION_NO)
        print_number(&c->opinion_no, k->opined, k->opinion, b);
    else
        return false;
    return true;
}

static struct str filing_of(const struct sample_chain *c, const struct sample_course *k)
{
    if (!day_known(k->filed))
        return STR("");
    return k->filing_accepted ? c->accepted : c->rejected;
}

static bool print_words(const struct sample_chain *c, const struct sample_course *k,
                        enum sample_slot slot, struct buf *b)
{
    bool refused = day_known(k->filed) && !k->filing_accepted;

    if (slot == SLOT_FILING)
        buf_str(b, filing_of(c, k));
    else if (slot == SLOT_REFUSAL)
        buf_str(b, refused ? c->refusal.at[k->refusal] : STR(""));
    else if (slot == SLOT_NONPROSECUTION_KIND)
        buf_str(b, c->kind.at[k->kind]);
    else if (slot == SLOT_PENALTY_NEEDED)
        buf_str(b, k->penalty_needed ? c->yes : c->no);
    else if (slot == SLOT_OPINION)
        buf_str(b, c->opinion_text.at[k->opinion_text]);
    else if (slot == SLOT_RESULT)
        buf_str(b, day_known(k->replied) ? c->result.at[k->result] : STR(""));
    else
        return false;
    return true;
}

bool course_print(const struct sample_run *run, enum sample_slot slot, struct buf *b)
{
    const struct sample_chain *c = &run->data->chain;
    const struct sample_course *k = &run->row.course;
    const struct sample_case *about = run->row.about;

    if (slot == SLOT_CHARGE) {
        buf_str(b, about->charge);
    } else if (slot == SLOT_AMOUNT) {
        if (about->crime != SAMPLE_NO_VALUE && about->value[about->crime].kind != VALUE_COUNT)
            amount_decimal(b, run->row.value[about->crime], 2);
    } else {
        return print_days(k, slot, b) || print_numbers(c, k, slot, b) || print_words(c, k, slot, b);
    }
    return true;
}
