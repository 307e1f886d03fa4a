/*
 * service/sample/course.c - what followed a case that reaches its crime's threshold: referral
 * (移送) in time, late or never, filing (刑事立案), non-prosecution (不起诉), opinion (检察意见), prosecution (起诉).
 *
 * What would lie after the last day has not happened yet.
 */
#include "service/sample/amount.h"
#include "service/sample/row.h"

enum { STREAM_COURSE = 200 };

static int64_t within(struct sample_random *r, const int64_t range[2])
{
    return random_range(r, range[0], range[1]);
}

/* The number of a document of day d, which may be none. */
static int64_t number_on(int64_t *count, struct day d)
{
    return day_known(d) ? ++*count : 0;
}

static void draw_referral(struct sample_run *run, struct sample_random *r)
{
    const struct sample_chain *c = &run->data->chain;
    struct sample_course *k = &run->row.course;
    int64_t lead =
        random_chance(r, c->rate.late) ? within(r, c->days.after) : -within(r, c->days.before);

    k->reported = row_later(run, run->row.decided, lead);
    k->approved = row_later(run, k->reported, random_range(r, 0, 3));
    k->referred = row_later(run, k->approved, random_range(r, 0, 1));
    if (random_chance(r, c->rate.unsent))
        k->referred = DAY_NONE;
    k->accepted = row_later(run, k->referred, random_range(r, 0, 1));
    k->receipt = random_chance(r, c->rate.receipted) ? k->accepted : DAY_NONE;
    k->referral = number_on(&run->count.referral, k->reported);
}

static void draw_filing(struct sample_run *run, struct sample_random *r)
{
    const struct sample_chain *c = &run->data->chain;
    struct sample_course *k = &run->row.course;
    int64_t fate = (int64_t)random_below(r, 1000);
    bool late = random_chance(r, c->rate.filed_late);

    k->filing_accepted = fate < c->rate.filed;
    if (fate < c->rate.filed + c->rate.refused)
        k->filed =
            row_later(run, k->accepted, within(r, late ? c->days.filing_late : c->days.filing));
    if (!random_chance(r, c->rate.unnotified))
        k->notified = k->filed;
    k->refusal = random_below(r, c->words.refusal.n);
    k->filing = number_on(&run->count.filing, k->filed);
}

/* What comes of the filing with the police: things handed over, a review, a withdrawal. */
static void draw_police(struct sample_run *run, struct sample_random *r)
{
    const struct sample_chain *c = &run->data->chain;
    struct sample_course *k = &run->row.course;
    bool late = random_chance(r, c->rate.handed_late);

    if (k->filing_accepted) {
        k->handed_over =
            row_later(run, k->notified, within(r, late ? c->days.handing_late : c->days.handing));
        if (random_chance(r, c->rate.withdrawn))
            k->withdrawn = row_later(run, k->filed, within(r, c->days.withdrawal));
        return;
    }
    if (random_chance(r, c->rate.review_asked))
        k->review_asked = row_later(run, k->notified, random_range(r, 0, 3));
    if (random_chance(r, c->rate.reviewed))
        k->reviewed = row_later(run, k->review_asked, within(r, c->days.review));
}

static void draw_opinion(struct sample_run *run, struct sample_random *r)
{
    const struct sample_chain *c = &run->data->chain;
    struct sample_course *k = &run->row.course;

    k->penalty_needed = random_chance(r, c->rate.penalty_needed);
    if (k->penalty_needed && random_chance(r, c->rate.opined))
        k->opined = row_later(run, k->nonprosecuted, within(r, c->days.opinion));
    k->opinion = number_on(&run->count.opinion, k->opined);
    k->opinion_text = random_below(r, c->words.opinion_text.n);
    k->result = random_below(r, c->words.result.n);
    if (random_chance(r, c->rate.replied))
        k->replied = row_later(run, k->opined, within(r, c->days.reply));
}

/* Not prosecuted, or prosecuted and judged, or still open. */
static void draw_prosecution(struct sample_run *run, struct sample_random *r)
{
    const struct sample_chain *c = &run->data->chain;
    struct sample_course *k = &run->row.course;
    bool open = k->filing_accepted && !day_known(k->withdrawn);

    if (open && random_chance(r, c->rate.nonprosecuted))
        k->nonprosecuted = row_later(run, k->filed, within(r, c->days.nonprosecution));
    else if (open && random_chance(r, c->rate.prosecuted))
        k->prosecuted = row_later(run, k->filed, within(r, c->days.prosecution));
    if (random_chance(r, c->rate.passed_on))
        k->passed_on = row_later(run, k->nonprosecuted, within(r, c->days.passing_on));
    if (random_chance(r, c->rate.judged))
        k->judged = row_later(run, k->prosecuted, within(r, c->days.judgment));
    k->kind = random_below(r, c->words.nonprosecution_kind.n);
    k->judgment = random_below(r, c->words.judgment.n);
    k->criminal_fine = random_chance(r, c->rate.fined) ? random_below(r, c->words.criminal_fine.n)
                                                       : c->words.criminal_fine.n;
    k->prosecution = ++run->count.prosecution;
    k->nonprosecution = number_on(&run->count.nonprosecution, k->nonprosecuted);
    k->indictment = number_on(&run->count.indictment, k->prosecuted);
}

void course_draw(struct sample_run *run, int64_t i)
{
    struct sample_random r = random_of(run->options->seed, STREAM_COURSE, (uint64_t)i);
    const struct sample_case *about = run->row.about;
    struct sample_course *k = &run->row.course;

    *k = (struct sample_course){
#define DAY(slot, day) .day = DAY_NONE,
#include "service/sample/course.def"
#undef DAY
    };
    k->crime = about->crime != SAMPLE_NO_VALUE && run->row.value[about->crime] >= about->crime_from;
    if (!k->crime || !random_chance(&r, run->data->chain.rate.referred))
        return;
    draw_referral(run, &r);
    draw_filing(run, &r);
    draw_police(run, &r);
    draw_prosecution(run, &r);
    draw_opinion(run, &r);
}

static bool print_days(const struct sample_course *k, enum sample_slot slot, struct buf *b)
{
#define DAY(id, day)              \
    if (slot == SLOT_##id) {      \
        row_print_day(k->day, b); \
        return true;              \
    }
#include "service/sample/course.def"
#undef DAY
    if (slot != SLOT_COPIED)
        return false;
    row_print_day(k->referred, b);
    return true;
}

/* The day of what stands under the prosecutors' case number. */
static struct day prosecutors_day(const struct sample_course *k)
{
    return day_known(k->nonprosecuted) ? k->nonprosecuted : k->prosecuted;
}

static bool print_numbers(const struct sample_chain *c, const struct sample_course *k,
                          enum sample_slot slot, struct buf *b)
{
    if (slot == SLOT_REFERRAL_NO)
        row_print_number(&c->number.referral_no, k->reported, k->referral, b);
    else if (slot == SLOT_FILING_NO)
        row_print_number(&c->number.filing_no, k->filed, k->filing, b);
    else if (slot == SLOT_PROSECUTION_NO)
        row_print_number(&c->number.prosecution_no, prosecutors_day(k), k->prosecution, b);
    else if (slot == SLOT_NONPROSECUTION_NO)
        row_print_number(&c->number.nonprosecution_no, k->nonprosecuted, k->nonprosecution, b);
    else if (slot == SLOT_OPINION_NO)
        row_print_number(&c->number.opinion_no, k->opined, k->opinion, b);
    else if (slot == SLOT_INDICTMENT_NO)
        row_print_number(&c->number.indictment_no, k->prosecuted, k->indictment, b);
    else
        return false;
    return true;
}

/* What the court decided; the criminal fine only where it convicted, which stands first. */
static bool print_court(const struct sample_chain *c, const struct sample_course *k,
                        enum sample_slot slot, struct buf *b)
{
    bool fined = day_known(k->judged) && k->criminal_fine < c->words.criminal_fine.n &&
                 str_eq(c->words.judgment.at[k->judgment], c->words.judgment.at[0]);

    if (slot == SLOT_JUDGMENT)
        buf_str(b, day_known(k->judged) ? c->words.judgment.at[k->judgment] : STR(""));
    else if (slot == SLOT_CRIMINAL_FINE)
        buf_str(b, fined ? c->words.criminal_fine.at[k->criminal_fine] : STR(""));
    else
        return false;
    return true;
}

static struct str filing_of(const struct sample_chain *c, const struct sample_course *k)
{
    if (!day_known(k->filed))
        return STR("");
    return k->filing_accepted ? c->word.accepted : c->word.rejected;
}

static bool print_words(const struct sample_chain *c, const struct sample_course *k,
                        enum sample_slot slot, struct buf *b)
{
    bool refused = day_known(k->filed) && !k->filing_accepted;

    if (slot == SLOT_FILING)
        buf_str(b, filing_of(c, k));
    else if (slot == SLOT_REFUSAL)
        buf_str(b, refused ? c->words.refusal.at[k->refusal] : STR(""));
    else if (slot == SLOT_NONPROSECUTION_KIND)
        buf_str(b, c->words.nonprosecution_kind.at[k->kind]);
    else if (slot == SLOT_PENALTY_NEEDED)
        buf_str(b, k->penalty_needed ? c->word.yes : c->word.no);
    else if (slot == SLOT_OPINION)
        buf_str(b, c->words.opinion_text.at[k->opinion_text]);
    else if (slot == SLOT_RESULT)
        buf_str(b, day_known(k->replied) ? c->words.result.at[k->result] : STR(""));
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
        return print_days(k, slot, b) || print_numbers(c, k, slot, b) ||
               print_words(c, k, slot, b) || print_court(c, k, slot, b);
    }
    return true;
}
