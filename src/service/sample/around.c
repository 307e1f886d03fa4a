/*
 * service/sample/around.c - what else is on record of a case and its party: the public site (公示),
 * a licence (许可), complaints (投诉举报), a review or lawsuit (复议诉讼).
 *
 * What would lie after the last day has not happened yet.
 */
#include "service/sample/row.h"

enum { STREAM_AROUND = 400 };

static int64_t within(struct sample_random *r, const int64_t range[2])
{
    return random_range(r, range[0], range[1]);
}

static void draw_publication(struct sample_run *run, struct sample_random *r)
{
    const struct sample_around_data *c = &run->data->around;
    bool late = random_chance(r, c->rate.published_late);

    if (random_chance(r, c->rate.published))
        run->row.around.published =
            row_later(run, run->row.decided,
                      within(r, late ? c->days.publication_late : c->days.publication));
}

static void draw_licence(struct sample_run *run, struct sample_random *r)
{
    const struct sample_around_data *c = &run->data->around;
    struct sample_around *k = &run->row.around;
    int64_t rate = run->row.about->licensed;

    if (!run->row.party.uscc[0] ||
        !random_chance(r, rate == SAMPLE_USUAL ? c->rate.licensed : rate))
        return;
    k->licensed = row_later(run, run->row.decided, -within(r, c->days.licence_age));
    k->licence_end.n = k->licensed.n + (int32_t)within(r, c->days.licence_term);
    k->licence = random_below(r, c->words.licence.n);
    k->licence_no = ++run->count.licence;
}

/* The agency opens a case, refuses, or has not said. */
static void draw_answer(struct sample_run *run, struct sample_random *r)
{
    const struct sample_around_data *c = &run->data->around;
    struct sample_around *k = &run->row.around;

    k->opened = k->complaint == COMPLAINT_LED || random_chance(r, c->rate.opened);
    k->reasoned = !random_chance(r, c->rate.unreasoned);
    k->reason = random_below(r, c->words.reason.n);
    if (k->complaint == COMPLAINT_LED || !random_chance(r, c->rate.undecided))
        k->answered = row_later(run, k->complained, within(r, c->days.opening));
}

static void draw_complaint(struct sample_run *run, struct sample_random *r)
{
    const struct sample_around_data *c = &run->data->around;
    struct sample_around *k = &run->row.around;
    int64_t fate = (int64_t)random_below(r, 1000);

    if (fate >= c->rate.led + c->rate.other)
        return;
    k->complaint = fate < c->rate.led ? COMPLAINT_LED : COMPLAINT_OTHER;
    if (k->complaint == COMPLAINT_LED)
        k->complained = row_later(run, run->row.to, within(r, c->days.complaint));
    else
        k->complained =
            row_later(run, run->row.decided,
                      random_chance(r, 500) ? within(r, c->days.apart) : -within(r, c->days.apart));
    if (k->complaint == COMPLAINT_OTHER && random_chance(r, c->rate.series))
        k->series = random_range(r, 3, 6);
    k->complaint_kind = random_below(r, c->words.complaint_kind.n);
    draw_answer(run, r);
    k->complaint_no = ++run->count.complaint;
}

bool around_again(struct sample_run *run)
{
    const struct sample_around_data *c = &run->data->around;
    struct sample_around *k = &run->row.around;
    struct sample_random r =
        random_of(run->options->seed, STREAM_AROUND + 1, (uint64_t)k->complaint_no);

    if (k->series-- <= 0)
        return false;
    k->complained = row_later(run, k->complained, within(&r, c->days.series_step));
    k->complaint_no = ++run->count.complaint;
    draw_answer(run, &r);
    return day_known(k->complained);
}

static void draw_suit(struct sample_run *run, struct sample_random *r)
{
    const struct sample_around_data *c = &run->data->around;
    struct sample_around *k = &run->row.around;

    if (!random_chance(r, c->rate.sued))
        return;
    k->sued = row_later(run, run->row.decided, within(r, c->days.suit));
    if (!random_chance(r, c->rate.unclosed))
        k->closed = row_later(run, k->sued, within(r, c->days.trial));
    k->suit_kind = random_below(r, c->words.suit_kind.n);
    k->suit_result = random_below(r, c->words.suit_result.n);
    k->suit_no = ++run->count.suit;
}

void around_draw(struct sample_run *run, int64_t i)
{
    struct sample_random r = random_of(run->options->seed, STREAM_AROUND, (uint64_t)i);

    run->row.around = (struct sample_around){.published = DAY_NONE,
                                             .licensed = DAY_NONE,
                                             .licence_end = DAY_NONE,
                                             .complained = DAY_NONE,
                                             .answered = DAY_NONE,
                                             .sued = DAY_NONE,
                                             .closed = DAY_NONE};
    run->row.around.registered = random_chance(&r, run->data->around.rate.registered);
    draw_publication(run, &r);
    draw_licence(run, &r);
    draw_complaint(run, &r);
    draw_suit(run, &r);
}

/* ---- printing ---- */

static bool print_licence(const struct sample_run *run, enum sample_slot slot, struct buf *b)
{
    const struct sample_around_data *c = &run->data->around;
    const struct sample_around *k = &run->row.around;

    if (slot == SLOT_LICENCE_NO)
        row_print_number(&c->number.licence_no, k->licensed, k->licence_no, b);
    else if (slot == SLOT_LICENCE)
        buf_str(b, c->words.licence.at[k->licence]);
    else if (slot == SLOT_LICENSED)
        row_print_day(k->licensed, b);
    else if (slot == SLOT_LICENCE_END)
        row_print_day(k->licence_end, b);
    else
        return false;
    return true;
}

/* What the agency made of the complaint; empty while it has not decided. */
static bool print_answer(const struct sample_run *run, enum sample_slot slot, struct buf *b)
{
    const struct sample_around_data *c = &run->data->around;
    const struct sample_around *k = &run->row.around;
    bool decided = day_known(k->answered);

    if (slot == SLOT_OPENED && decided)
        buf_str(b, k->opened ? run->data->chain.word.yes : run->data->chain.word.no);
    else if (slot == SLOT_OPENED_ON && decided && k->opened)
        row_print_day(k->answered, b);
    else if (slot == SLOT_REASON && decided && !k->opened && k->reasoned)
        buf_str(b, c->words.reason.at[k->reason]);
    else if (slot == SLOT_ANSWERED)
        row_print_day(k->answered, b);
    else if (slot == SLOT_COMPLAINT_DOC && k->complaint == COMPLAINT_LED)
        row_print(run, &(struct sample_column){.slot = SLOT_DOC_NO}, b);
    else
        return slot == SLOT_OPENED || slot == SLOT_OPENED_ON || slot == SLOT_REASON ||
               slot == SLOT_COMPLAINT_DOC;
    return true;
}

static bool print_complaint(const struct sample_run *run, enum sample_slot slot, struct buf *b)
{
    const struct sample_around_data *c = &run->data->around;
    const struct sample_around *k = &run->row.around;

    if (slot == SLOT_COMPLAINT_NO)
        row_print_number(&c->number.complaint_no, k->complained, k->complaint_no, b);
    else if (slot == SLOT_COMPLAINT_KIND)
        buf_str(b, c->words.complaint_kind.at[k->complaint_kind]);
    else if (slot == SLOT_COMPLAINED)
        row_print_day(k->complained, b);
    else
        return print_answer(run, slot, b);
    return true;
}

static bool print_suit(const struct sample_run *run, enum sample_slot slot, struct buf *b)
{
    const struct sample_around_data *c = &run->data->around;
    const struct sample_around *k = &run->row.around;

    if (slot == SLOT_SUIT_NO)
        row_print_number(&c->number.suit_no, k->sued, k->suit_no, b);
    else if (slot == SLOT_SUIT_KIND)
        buf_str(b, c->words.suit_kind.at[k->suit_kind]);
    else if (slot == SLOT_SUED)
        row_print_day(k->sued, b);
    else if (slot == SLOT_CLOSED)
        row_print_day(k->closed, b);
    else if (slot == SLOT_SUIT_RESULT)
        buf_str(b,
                day_known(k->closed) ? c->words.suit_result.at[k->suit_result] : c->word.unclosed);
    else
        return false;
    return true;
}

bool around_print(const struct sample_run *run, enum sample_slot slot, struct buf *b)
{
    if (slot != SLOT_PUBLISHED)
        return print_licence(run, slot, b) || print_complaint(run, slot, b) ||
               print_suit(run, slot, b);
    row_print_day(run->row.around.published, b);
    return true;
}
