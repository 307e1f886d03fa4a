/*
 * text/value.c - the values of a text: numbers with what makes them money, quantities or dates, and
 * what is said right beside them about how exact they are; see scan.h.
 */
#include "text/scan.h"

#define IS(bit) (1u << WORD_IS_##bit)

static const struct want want_suffix = {.does =
                                            WORD_OVER_AFTER | WORD_UP_TO_AFTER | WORD_ABOUT_AFTER};
static const struct want want_range = {.does = WORD_RANGE};
static const struct want want_link = {.does = WORD_LINK};
static const struct want want_changed = {.is = IS(CHANGED)};
static const struct want want_de = {.does = WORD_DE};
static const struct want want_year_word = {.is = IS(SAME_YEAR) | IS(NEXT_YEAR) | IS(SAME_MONTH) |
                                                 IS(NEXT_MONTH)};

/* Where the reading of values is. */
struct reading {
    struct scan *s;
    size_t start;  /* number starts passed */
    uint32_t hits; /* hits that end at or before the glyph in hand */
    uint32_t resume;
};

static uint32_t hits_before(struct reading *r, uint32_t at)
{
    while (r->hits < r->s->hit.n && r->s->hit.at[r->hits].to <= at)
        r->hits++;
    return r->hits;
}

static struct place place_at(struct reading *r, uint32_t at)
{
    const struct scan *s = r->s;

    while (r->start + 1 < s->start.n && s->start.at[r->start + 1].from <= at)
        r->start++;
    return s->start.at[r->start].place;
}

/* ---- what stands around a value ---- */

/* Glyphs from..to hold nothing but spaces, 、 and words that link. */
static bool only_links(const struct scan *s, uint32_t from, uint32_t to)
{
    bool any = false;

    while (from < to) {
        uint8_t kind = scan_kind(s, from);

        if (kind == GLYPH_SPACE || kind == GLYPH_PAUSE)
            from++;
        else if (!scan_at(s, from, &want_link, &from))
            return false;
        any |= kind != GLYPH_SPACE;
    }
    return any && from == to;
}

/* Glyphs from..to are an opening bracket and words that say nothing new: （人民币, （大写： */
static bool opens_bracket(const struct scan *s, uint32_t from, uint32_t to)
{
    if (from >= to || scan_kind(s, from) != GLYPH_OPEN)
        return false;
    for (uint32_t i = from + 1; i < to; i++)
        if (!s->soft[i] && scan_kind(s, i) != GLYPH_SPACE && scan_kind(s, i) != GLYPH_COLON)
            return false;
    return true;
}

static bool is_rmb_before(const struct scan *s, uint32_t hits, uint32_t at, uint32_t *ret_from)
{
    const struct hit *h;

    if (hits == 0)
        return false;
    h = &s->hit.at[hits - 1];
    *ret_from = h->from;
    return h->to == at && (scan_word(s, h)->does & (WORD_RMB | WORD_FOREIGN));
}

/* Where the value begins when its currency stands in front: 、人民币3万元 */
static uint32_t with_currency(const struct scan *s, const struct value *v)
{
    uint32_t from;

    return is_rmb_before(s, v->hits, v->from, &from) ? from : v->from;
}

/* suffix -> { 以上 | 以下 | 左右 | 多 } [ 的 ，] */
static void read_suffix(const struct scan *s, struct value *v)
{
    const struct word *w;
    uint32_t to;
    uint8_t kind;

    while ((w = scan_at(s, v->to, &want_suffix, &to)) != NULL) {
        v->modifier |= w->does & WORD_OVER_AFTER ? TEXT_OVER : 0u;
        v->modifier |= w->does & WORD_UP_TO_AFTER ? TEXT_UP_TO : 0u;
        v->modifier |= w->does & WORD_ABOUT_AFTER ? TEXT_ABOUT : 0u;
        v->to = to;
    }
    v->changed = scan_at(s, v->to, &want_changed, &to) != NULL;
    if (!scan_at(s, v->to, &want_de, &to))
        return;
    kind = scan_kind(s, to);
    v->conditional = kind == GLYPH_COMMA || kind == GLYPH_STOP || kind == GLYPH_SEMICOLON;
}

/* 一万元以上不满五万元, 1万元以上3万元以下: the first is the lower end. */
static void join_range(struct scan *s, struct value *v)
{
    struct value *before;

    if (s->value.n == 0)
        return;
    before = vec_last(&s->value);
    if (before->kind != v->kind || !(before->modifier & TEXT_OVER) ||
        before->place.sentence != v->place.sentence || v->from > before->to + 2)
        return;
    for (uint32_t i = before->to; i < v->from; i++)
        if (!s->soft[i])
            return;
    if (!(v->modifier & TEXT_UP_TO) && v->from == before->to)
        return;
    before->modifier = (before->modifier & ~(unsigned)TEXT_OVER) | TEXT_FROM;
    before->conditional |= v->conditional;
    v->modifier |= TEXT_UP_TO;
    v->ends_range = true;
}

static void push_value(struct reading *r, struct value *v)
{
    struct scan *s = r->s;
    const struct value *before = s->value.n > 0 ? vec_last(&s->value) : NULL;

    v->place = place_at(r, v->from);
    v->hits = hits_before(r, v->from);
    v->cue = -1;
    if (before && before->kind == v->kind) {
        uint32_t from = with_currency(s, v);

        v->listed = only_links(s, before->to, from);
        v->in_bracket = opens_bracket(s, before->to, v->from);
    }
    vec_push(s->a, &s->value, *v);
}

static struct value value_of(const struct amount *a, uint32_t from)
{
    return (struct value){.kind = a->kind,
                          .number = a->value,
                          .unit = a->unit,
                          .modifier = a->modifier,
                          .from = from,
                          .to = a->to,
                          .currency_from = a->currency_from,
                          .currency_to = a->currency_to,
                          .weak = a->weak,
                          .bare = a->bare};
}

/* ---- ranges ---- */

/* connector -> 至 | 到 | dash { dash }; with a number behind it: glyph of that, else 0 */
static uint32_t range_connector(const struct scan *s, uint32_t at)
{
    uint32_t to = at;

    while (scan_kind(s, to) == GLYPH_DASH)
        to++;
    if (to == at && !scan_at(s, at, &want_range, &to))
        return 0;
    return glyph_is_number(scan_kind(s, to)) ? to : 0;
}

static bool same_measure(const struct scan *s, const struct amount *a, const struct amount *b)
{
    if (a->kind != b->kind || ((a->modifier ^ b->modifier) & TEXT_FOREIGN))
        return false;
    return a->kind == TEXT_MONEY || (a->unit >= 0 && b->unit >= 0 &&
                                     s->r->dimension_of[a->unit] == s->r->dimension_of[b->unit]);
}

static void push_range(struct reading *r, struct value *low, struct value *high)
{
    low->modifier |= TEXT_FROM;
    high->modifier |= TEXT_UP_TO;
    read_suffix(r->s, high);
    low->conditional = high->conditional;
    high->ends_range = true;
    push_value(r, low);
    push_value(r, high);
}

static int64_t times_ten_to(int64_t v, uint8_t power)
{
    for (; power > 0; power--)
        if (__builtin_mul_overflow(v, 10, &v))
            return INT64_MAX;
    return v;
}

/* bare -> number connector amount: 3-5万元, 5至8人; the unit and, where the number is smaller, the
 * multiplier of the second are those of the first. */
static uint32_t range_of_bare(struct reading *r, uint32_t at, const struct number *n)
{
    struct scan *s = r->s;
    struct amount high, low;
    uint32_t second = range_connector(s, n->to);
    struct value a, b;
    int64_t scaled;

    if (second == 0 || !amount_read(s, second, r->hits, &high) || high.bare)
        return 0;
    low = high;
    scaled = n->power == 0 ? times_ten_to(n->micro, high.number.power) : n->micro;
    low.value = scaled < high.number.micro ? scaled : n->micro;
    if (low.value >= high.number.micro)
        return high.to;
    if (low.kind == TEXT_MONEY)
        low.value /= 10000;
    low.to = n->to;
    a = value_of(&low, at);
    b = value_of(&high, second);
    a.weak = b.weak;
    push_range(r, &a, &b);
    return b.to;
}

/* amount [ connector amount ] */
static uint32_t push_amount(struct reading *r, uint32_t at, const struct amount *low)
{
    struct scan *s = r->s;
    uint32_t second = range_connector(s, low->to);
    struct value v = value_of(low, at), w;
    struct amount high;

    if (second != 0 && amount_read(s, second, r->hits, &high) && same_measure(s, low, &high) &&
        !low->bare) {
        w = value_of(&high, second);
        push_range(r, &v, &w);
        return w.to;
    }
    read_suffix(s, &v);
    v.place = place_at(r, at);
    join_range(s, &v);
    push_value(r, &v);
    return v.to;
}

/* ---- dates ---- */

static struct value value_of_date(const struct date *d)
{
    return (struct value){.kind = TEXT_DATE,
                          .number = d->day,
                          .unit = -1,
                          .modifier = d->modifier,
                          .from = d->from,
                          .to = d->to};
}

/* date [ connector [ 同年 ] date ] */
static uint32_t push_date(struct reading *r, const struct date *first)
{
    struct scan *s = r->s;
    struct value v = value_of_date(first), w;
    struct date last;
    uint32_t second = first->to;

    while (scan_kind(s, second) == GLYPH_DASH)
        second++;
    if (second != first->to || scan_at(s, second, &want_range, &second)) {
        scan_at(s, second, &want_year_word, &second);
        if (glyph_is_number(scan_kind(s, second)) && date_read(s, second, true, &last)) {
            w = value_of_date(&last);
            v.modifier |= TEXT_FROM;
            w.modifier |= TEXT_UP_TO;
            push_value(r, &v);
            push_value(r, &w);
            return w.to;
        }
    }
    push_value(r, &v);
    return v.to;
}

/* Whether the date at `at` continues a list of dates: 2024年3月、4月 */
static bool follows_date(const struct scan *s, uint32_t at)
{
    const struct value *before = s->value.n > 0 ? vec_last(&s->value) : NULL;

    return before && before->kind == TEXT_DATE && only_links(s, before->to, at);
}

/* ---- numbers that are no values ---- */

/* code -> a run of letters, digits and -./_ that starts with a letter: GB17761-2018 */
static bool in_code(const struct reading *r, uint32_t at, uint32_t *ret_to)
{
    const struct scan *s = r->s;
    uint32_t from;
    uint8_t kind;

    if (at == 0)
        return false;
    kind = s->g[at - 1].kind;
    if (kind != GLYPH_LETTER || is_rmb_before(s, r->hits, at, &from))
        return false;
    while ((kind = scan_kind(s, at)) == GLYPH_LETTER || kind == GLYPH_DIGIT || kind == GLYPH_DASH ||
           kind == GLYPH_POINT || kind == GLYPH_SLASH)
        at++;
    *ret_to = at;
    return true;
}

/* 第3; 数十, 几十, 上百: an order, or nobody knows how many.  (人数十人 is known: 人数 covers 数; so is
 * 五万元以上十万元以下: 以上 belongs to the value before.) */
static bool no_amount_before(const struct scan *s, uint32_t at)
{
    static const struct want want = {.is = IS(ORDINAL) | IS(VAGUE)};
    const struct word *w;
    uint32_t to;

    if (at == 0 || (s->value.n > 0 && vec_last(&s->value)->to == at))
        return false;
    w = scan_at(s, at - 1, &want, &to);
    if (!w || to != at)
        return false;
    return w->is == WORD_IS_ORDINAL || (s->g[at].kind == GLYPH_TEN && !s->soft[at - 1]);
}

/* Whether it is worth asking date_read: 年, 月, 日 behind the number, or a date in digits. */
static bool may_be_date(const struct scan *s, enum number_found found, const struct number *n)
{
    uint8_t behind = scan_kind(s, scan_skip_space(s, n->to));

    if (found == NUMBER_BROKEN)
        return true;
    return found == NUMBER_FOUND &&
           ((behind >= GLYPH_YEAR && behind <= GLYPH_DAY) ||
            (n->digits == 4 && (behind == GLYPH_DASH || behind == GLYPH_SLASH)));
}

/* 3、4人: several, or a list of things that are not amounts. */
static bool ambiguous_list(const struct scan *s, uint32_t at)
{
    return at >= 2 && s->g[at - 1].kind == GLYPH_PAUSE && glyph_is_number(s->g[at - 2].kind);
}

/* Reads what starts at `at`; the glyph where reading goes on. */
static uint32_t read_one(struct reading *r, uint32_t at)
{
    struct scan *s = r->s;
    struct number n = {.to = at};
    enum number_found found;
    struct amount a;
    struct date d;
    uint32_t to;

    if (in_code(r, at, &to))
        return to;
    found = number_read(s->g, s->n, at, &n);
    if (no_amount_before(s, at))
        return found == NUMBER_NONE ? at + 1 : n.to;
    if (may_be_date(s, found, &n)) {
        if (date_read(s, at, follows_date(s, at), &d))
            return push_date(r, &d);
        if (d.to > at)
            return d.to;
    }
    if (found == NUMBER_BROKEN || ambiguous_list(s, at))
        return n.to;
    if (amount_of(s, at, found, &n, r->hits, &a))
        return push_amount(r, at, &a);
    to = found == NUMBER_FOUND ? range_of_bare(r, at, &n) : 0;
    return to != 0 ? to : a.to;
}

void scan_values(struct scan *s)
{
    struct reading r = {.s = s};
    uint32_t resume = 0;

    for (size_t i = 0; i < s->start.n; i++) {
        uint32_t at = s->start.at[i].from;

        if (at < resume)
            continue;
        r.start = i;
        hits_before(&r, at);
        resume = read_one(&r, at);
    }
}
