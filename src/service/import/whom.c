/*
 * service/import/whom.c - see whom.h.
 *
 * Prose shortens names: 人保财险常德市分公司 is 中国人民财产保险股份有限公司常德市分公司.  Two names of organisations
 * are held to be one when, apart from what they begin and end with alike, most characters of the
 * shorter, its last among them (places come last), stand in the longer in order; a branch is
 * never its head office.
 */
#include "service/import/whom.h"

#include "text/name.h"

enum { NAME_MAX = 80, CLOSE_PERCENT = 60 };

struct letters {
    uint32_t cp[NAME_MAX];
    size_t n;
};

static struct letters letters_of(struct str s)
{
    struct letters l = {.n = 0};
    size_t len;

    for (size_t i = 0; i < s.n && l.n < NAME_MAX; i += len)
        l.cp[l.n++] = str_utf8_at(s, i, &len);
    return l;
}

static bool wild(uint32_t cp)
{
    return cp == 0x67D0 || cp == '*' || cp == 0xD7; /* 某 * × */
}

static bool same_letter(uint32_t a, uint32_t b)
{
    return a == b || wild(a) || wild(b);
}

static struct str without(struct arena *a, struct str s, struct str what)
{
    size_t at = str_find(s, what);

    if (at == STR_NPOS)
        return s;
    return str_fmt(a, "%.*s%.*s", STR_F(str_sub(s, 0, at)), STR_F(str_tail(s, at + what.n)));
}

static struct str without_brackets(struct arena *a, struct str s)
{
    size_t open = str_find(s, STR("(")), close = str_find(s, STR(")"));

    if (open == STR_NPOS || close == STR_NPOS || close < open || open == 0)
        return s;
    return str_fmt(a, "%.*s%.*s", STR_F(str_sub(s, 0, open)), STR_F(str_tail(s, close + 1)));
}

/* A name without place in brackets and words for its legal form: 甲（北京）银行股份有限公司乙分行 →
 * 甲银行乙分行, 甲保险代理有限公司 → 甲保险代理. */
static struct str core(struct arena *a, struct str s)
{
    static const struct str form[] = {{"股份有限公司", 18}, {"有限责任公司", 18}, {"有限公司", 12}};

    s = without_brackets(a, s);
    for (size_t i = 0; i < sizeof(form) / sizeof(form[0]); i++)
        s = without(a, s, form[i]);
    if (s.n > 6 && str_ends(s, STR("公司")))
        s.n -= 6;
    return s;
}

/* Length of the longest common subsequence of a[from, to_a) and b[from, to_b). */
static size_t common(const struct letters *a, const struct letters *b, size_t from, size_t to_a,
                     size_t to_b)
{
    size_t row[NAME_MAX + 1] = {0};

    for (size_t i = from; i < to_a; i++) {
        size_t diagonal = 0;

        for (size_t k = from; k < to_b; k++) {
            size_t up = row[k + 1];

            if (same_letter(a->cp[i], b->cp[k]))
                row[k + 1] = diagonal + 1;
            else if (row[k] > up)
                row[k + 1] = row[k];
            diagonal = up;
        }
    }
    return row[to_b];
}

/* Of the part of x from `from` to to_x, how many characters stand in that of y in order, when its last
 * one is among them: places come last. */
static size_t common_with_last(const struct letters *x, size_t to_x, const struct letters *y,
                               size_t to_y, size_t from)
{
    for (size_t k = to_y; to_x > from && k > from; k--)
        if (same_letter(x->cp[to_x - 1], y->cp[k - 1]))
            return 1 + common(x, y, from, to_x - 1, k - 1);
    return 0;
}

static bool same_organisation(struct arena *a, struct str x, struct str y)
{
    struct letters p = letters_of(core(a, x)), q = letters_of(core(a, y));
    size_t from = 0, to_p = p.n, to_q = q.n, shorter, of_p, of_q;

    while (from < to_p && from < to_q && same_letter(p.cp[from], q.cp[from]))
        from++;
    while (to_p > from && to_q > from && same_letter(p.cp[to_p - 1], q.cp[to_q - 1])) {
        to_p--;
        to_q--;
    }
    shorter = (to_p < to_q ? to_p : to_q) - from;
    if (to_p == from && to_q == from)
        return true;
    if (shorter == 0) /* contained in the other; a branch of it when the rest comes last */
        return from < p.n && from < q.n;
    of_p = common_with_last(&p, to_p, &q, to_q, from);
    of_q = common_with_last(&q, to_q, &p, to_p, from);
    return (of_p > of_q ? of_p : of_q) * 100 >= shorter * CLOSE_PERCENT;
}

static bool same_person(struct str x, struct str y)
{
    struct letters p = letters_of(text_name_person(x)), q = letters_of(text_name_person(y));

    if (p.n == 0 || p.n != q.n)
        return false;
    for (size_t i = 0; i < p.n; i++)
        if (!same_letter(p.cp[i], q.cp[i]))
            return false;
    return !wild(p.cp[0]) && !wild(q.cp[0]);
}

static enum import_whom compare(struct arena *a, struct str x, struct str y)
{
    bool person = text_name_kind(x) == TEXT_NAME_PERSON;

    if (str_eq(x, y))
        return WHOM_PARTY;
    if (person != (text_name_kind(y) == TEXT_NAME_PERSON))
        return WHOM_OTHER;
    if (person)
        return same_person(x, y) ? WHOM_PARTY : WHOM_OTHER;
    if (str_eq(core(a, x), core(a, y)))
        return WHOM_PARTY;
    return same_organisation(a, x, y) ? WHOM_LIKELY : WHOM_OTHER;
}

/* The best match of one name of the clause among the names of the party. */
static struct import_whom_found whom_name(struct arena *a, struct str party, struct str name)
{
    struct import_whom_found best = {WHOM_OTHER, 0};
    struct str rest = party, one;

    for (int i = 0; text_name_next(&rest, &one); i++) {
        enum import_whom whom = compare(a, text_name_normal(a, one), name);

        if (whom > best.whom)
            best = (struct import_whom_found){whom, i};
    }
    return best;
}

static struct import_whom_found whom_item(struct arena *a, struct str party, struct str item)
{
    struct import_whom_found found = whom_name(a, party, item);

    if (found.whom == WHOM_PARTY)
        return found;
    switch (text_name_kind(item)) {
    case TEXT_NAME_NONE:
    case TEXT_NAME_REFERENT:
        return (struct import_whom_found){WHOM_NOBODY, 0};
    case TEXT_NAME_REFERENT_ORG: /* 该公司: the party, unless that is a person */
        found.whom = text_name_kind(party) == TEXT_NAME_PERSON ? WHOM_OTHER : WHOM_PARTY;
        return found;
    case TEXT_NAME_PERSON:
    case TEXT_NAME_ORGANISATION:
        return found;
    }
    return found;
}

struct import_whom_found import_whom(struct arena *a, struct str party, struct str subject)
{
    struct import_whom_found best = {WHOM_NOBODY, 0}, one;
    struct str item;

    party = text_name_normal(a, party);
    while (party.n > 0 && best.whom != WHOM_PARTY && text_name_next(&subject, &item)) {
        one = whom_item(a, party, text_name_normal(a, item));
        if (one.whom > WHOM_NOBODY ? one.whom > best.whom
                                   : one.whom == WHOM_OTHER && best.whom == WHOM_NOBODY)
            best = one;
    }
    return best;
}
