/* service/sample/row.c - a penalty: who, what, when, how much, and in which words. */
#include "service/sample/row.h"

#include "service/sample/amount.h"
#include "service/sample/pool.h"

/* What a stream of random numbers is for; each has its own. */
enum stream { STREAM_CASE = 100, STREAM_VALUES, STREAM_WORDS, STREAM_GAP };

enum { CONDUCT_AGE_MIN = 20, CONDUCT_AGE_MAX = 120, CONDUCT_DAYS_MAX = 200 };

int64_t serial_next(struct sample_serial *s, struct day d)
{
    int y, m, dom;

    day_to_ymd(d, &y, &m, &dom);
    if (s->year != y)
        *s = (struct sample_serial){.year = y};
    return ++s->n;
}

void serial_print(const struct sample_prose *p, struct str prefix, struct day d, int64_t n,
                  struct buf *b)
{
    int y, m, dom;

    day_to_ymd(d, &y, &m, &dom);
    for (size_t i = 0; i < p->n; i++) {
        if (p->piece[i].hole == HOLE_PREFIX)
            buf_str(b, prefix);
        else if (p->piece[i].hole == HOLE_YEAR)
            amount_digits(b, y);
        else if (p->piece[i].hole == HOLE_SERIAL)
            amount_digits(b, n);
        else
            buf_str(b, p->piece[i].text);
    }
}

void row_print_day(struct day d, struct buf *b)
{
    if (day_known(d))
        day_print(b, d);
}

void row_print_number(const struct sample_prose *p, struct day d, int64_t n, struct buf *b)
{
    if (day_known(d))
        serial_print(p, STR(""), d, n, b);
}

/* ---- drawing ---- */

/* Decisions come in order of time, on weekdays. */
static struct day day_of(const struct sample_run *run, int64_t i)
{
    int64_t span = run->options->last.n - run->first.n + 1;
    struct day d = {(int32_t)(run->first.n + i * span / run->options->rows)};
    int weekday = day_weekday(d);

    if (weekday > 5)
        d.n -= weekday - 5;
    return d;
}

struct day row_later(const struct sample_run *run, struct day d, int64_t days)
{
    struct day sum = {d.n + (int32_t)days};

    return day_known(d) && sum.n <= run->options->last.n ? sum : DAY_NONE;
}

void row_party(struct sample_run *run)
{
    struct sample_row *row = &run->row;

    buf_reset(&row->title);
    party_make(run->data, run->options->seed, row->key, &row->party, &row->title);
}

static void draw_party(struct sample_run *run, struct sample_random *r, int64_t i)
{
    const struct sample_row *row = &run->row;
    const struct sample_who who = {row->about, (size_t)(row->organ - run->data->organ), i};

    run->row.key = pool_draw(run->data, run->options->rows, r, &who);
    row_party(run);
}

/* Between two quantiles, evenly. */
static int64_t draw_quantile(struct sample_random *r, const struct sample_value *v)
{
    size_t i = random_below(r, v->n - 1);

    return random_range(r, v->at[i], v->at[i + 1]);
}

static int64_t round_to(int64_t n, int64_t step)
{
    return step > 0 ? n / step * step : n;
}

/* People's sums are rounder than chance. */
static int64_t round_money(struct sample_random *r, int64_t fen)
{
    static const int64_t yuan = 100;
    uint64_t how = random_below(r, 100);
    int64_t step = yuan;

    if (how < 8)
        return fen;
    if (how < 40)
        return round_to(fen, yuan);
    while (step * (how < 70 ? 1000 : 100) <= fen)
        step *= 10;
    return round_to(fen, step);
}

/* A fine is a round sum: one or two digits and zeros. */
static int64_t round_fine(struct sample_random *r, int64_t fen)
{
    bool rounder = random_chance(r, 600);
    int64_t step = 1000;

    while (step * (rounder ? 10 : 100) <= fen)
        step *= 10;
    return fen < step ? fen : round_to(fen, step);
}

static int64_t draw_value(struct sample_random *r, const struct sample_value *v,
                          const int64_t *before)
{
    int64_t n = 0;

    switch (v->kind) {
    case VALUE_MONEY:
        n = round_money(r, draw_quantile(r, v));
        break;
    case VALUE_COUNT:
        n = draw_quantile(r, v);
        break;
    case VALUE_SHARE:
        n = round_money(r, before[v->of] / 100 * random_range(r, v->low, v->high));
        break;
    case VALUE_SUM:
        n = before[v->of] + before[v->plus];
        break;
    }
    return n < v->least ? v->least : n;
}

static void draw_values(struct sample_run *run, int64_t i)
{
    struct sample_random r = random_of(run->options->seed, STREAM_VALUES, (uint64_t)i);
    const struct sample_case *c = run->row.about;

    for (size_t k = 0; k < c->nvalue; k++)
        run->row.value[k] = draw_value(&r, &c->value[k], run->row.value);
    if (c->fine != SAMPLE_NO_VALUE)
        run->row.value[c->fine] = round_fine(&r, run->row.value[c->fine]);
}

static void draw_number(struct sample_run *run, int64_t i)
{
    struct sample_random r = random_of(run->options->seed, STREAM_GAP, (uint64_t)i);
    struct sample_serial *s = &run->serial[run->row.organ - run->data->organ];

    run->row.gap = random_chance(&r, run->data->gap);
    if (run->row.gap)
        (void)serial_next(s, run->row.decided);
    run->row.serial = serial_next(s, run->row.decided);
}

void row_draw(struct sample_run *run, int64_t i)
{
    struct sample_random r = random_of(run->options->seed, STREAM_CASE, (uint64_t)i);
    const struct sample_data *d = run->data;
    struct sample_row *row = &run->row;

    row->organ = &d->organ[random_weighted(&r, &d->organs)];
    row->about = &row->organ->at[random_weighted(&r, &row->organ->weights)];
    row->decided = day_of(run, i);
    row->to.n = row->decided.n - (int32_t)random_range(&r, CONDUCT_AGE_MIN, CONDUCT_AGE_MAX);
    row->from.n = row->to.n - (int32_t)random_range(&r, 1, CONDUCT_DAYS_MAX);
    row->words = random_of(run->options->seed, STREAM_WORDS, (uint64_t)i);
    draw_party(run, &r, i);
    draw_values(run, i);
    draw_number(run, i);
    course_draw(run, i);
    around_draw(run, i);
}

/* ---- printing ---- */

static void print_value(const struct sample_run *run, size_t index, struct sample_random *r,
                        struct buf *b)
{
    const struct sample_value *v = &run->row.about->value[index];

    if (v->kind == VALUE_COUNT) {
        amount_decimal(b, run->row.value[index], v->decimals);
        buf_str(b, v->unit);
    } else {
        amount_print(b, (struct fen){run->row.value[index]},
                     (enum amount_style)random_weighted(r, &run->data->style));
    }
}

static void print_piece(const struct sample_run *run, const struct sample_piece *piece,
                        struct sample_random *r, struct buf *b)
{
    const struct sample_row *row = &run->row;

    switch (piece->hole) {
    case HOLE_NONE:
        buf_str(b, piece->text);
        return;
    case HOLE_VALUE:
        print_value(run, piece->index, r, b);
        return;
    case HOLE_WORDS: {
        const struct sample_words *w = &run->data->words[piece->index];

        buf_str(b, w->at[random_below(r, w->n)]);
        return;
    }
    case HOLE_PARTY:
        buf_str(b, buf_view(&row->title));
        return;
    case HOLE_ORGAN:
        buf_str(b, row->organ->organ->name);
        return;
    case HOLE_FROM:
        amount_day(b, row->from);
        return;
    case HOLE_TO:
        amount_day(b, row->to);
        return;
    case HOLE_PREFIX:
    case HOLE_YEAR:
    case HOLE_SERIAL:
        return;
    }
}

static void print_prose(const struct sample_run *run, const struct sample_proses *p, uint64_t what,
                        struct buf *b)
{
    struct sample_random r = run->row.words;
    const struct sample_prose *prose;

    r.state += what; /* each column has choices of its own */
    prose = &p->at[random_below(&r, p->n)];
    for (size_t i = 0; i < prose->n; i++)
        print_piece(run, &prose->piece[i], &r, b);
}

static void print_wan(const struct sample_run *run, size_t index, struct buf *b)
{
    if (index != SAMPLE_NO_VALUE)
        amount_decimal(b, run->row.value[index], 6);
}

/* "110109********1234" where the middle is hidden. */
static void print_id(const struct party *p, struct buf *b)
{
    size_t from = b->n;

    buf_z(b, p->id);
    if (p->masked && p->id[0])
        memset(b->p + from + 6, '*', 8);
}

static bool print_party_slot(const struct sample_run *run, enum sample_slot slot, struct buf *b)
{
    const struct party *p = &run->row.party;

    if (slot == SLOT_PARTY)
        buf_str(b, buf_view(&run->row.title));
    else if (slot == SLOT_PARTY_KIND)
        buf_str(b, p->label);
    else if (slot == SLOT_USCC)
        buf_z(b, p->uscc);
    else if (slot == SLOT_ORG_CODE)
        buf_add(b, p->uscc + 8, p->uscc[0] ? 9 : 0);
    else if (slot == SLOT_ID_NO)
        print_id(p, b);
    else if (slot == SLOT_ID_KIND)
        buf_str(b, p->id[0] ? run->data->id_kind : STR(""));
    else
        return false;
    return true;
}

static bool print_case_slot(const struct sample_run *run, enum sample_slot slot, struct buf *b)
{
    const struct sample_case *c = run->row.about;

    if (slot == SLOT_VIOLATION)
        buf_str(b, c->violation);
    else if (slot == SLOT_BASIS)
        buf_str(b, c->basis);
    else if (slot == SLOT_PENALTY_KIND)
        buf_str(b, c->penalty_kind);
    else if (slot == SLOT_FACTS)
        print_prose(run, &c->facts, 1, b);
    else if (slot == SLOT_PENALTY)
        print_prose(run, &c->penalty, 2, b);
    else if (slot == SLOT_FINE_WAN)
        print_wan(run, c->fine, b);
    else if (slot == SLOT_CONFISCATED_WAN)
        print_wan(run, c->confiscated, b);
    else
        return false;
    return true;
}

static bool print_organ_slot(const struct sample_run *run, enum sample_slot slot, struct buf *b)
{
    const struct sample_row *row = &run->row;

    if (slot == SLOT_ORGAN)
        buf_str(b, row->organ->organ->name);
    else if (slot == SLOT_ORGAN_USCC)
        buf_z(b, row->organ->uscc);
    else if (slot == SLOT_DOC_NO)
        serial_print(&row->organ->doc_no, row->organ->organ->doc_prefix[0], row->decided,
                     row->serial, b);
    else if (slot == SLOT_DECIDED)
        day_print(b, row->decided);
    else if (slot == SLOT_VALID_UNTIL)
        day_print(b, (struct day){row->decided.n + (int32_t)run->data->valid_days});
    else
        return false;
    return true;
}

void row_print(const struct sample_run *run, const struct sample_column *column, struct buf *b)
{
    if (column->slot == SLOT_TEXT)
        buf_str(b, column->text);
    else if (!print_party_slot(run, column->slot, b) && !print_case_slot(run, column->slot, b) &&
             !print_organ_slot(run, column->slot, b) && !course_print(run, column->slot, b) &&
             !around_print(run, column->slot, b))
        (void)entry_print(run, column->slot, b);
}
