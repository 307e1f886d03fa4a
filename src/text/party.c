/* text/party.c - what a phrase names: a person, an organisation, whoever the text is about. */
#include "text/name.h"

#include "text/text_internal.h"

#define PHRASE(text) {"" text, sizeof(text) - 1},
#define SURE(text) PHRASE(text)
static const struct str sure[] = {
#include "text/name.def"
};
#define LIKELY(text) PHRASE(text)
static const struct str likely[] = {
#include "text/name.def"
};
#define REFERENT(text) PHRASE(text)
static const struct str referent[] = {
#include "text/name.def"
};
#define REFERENT_ORG(text) PHRASE(text)
static const struct str referent_org[] = {
#include "text/name.def"
};
#define THIS(text) PHRASE(text)
static const struct str this_[] = {
#include "text/name.def"
};
#define TITLE(text) PHRASE(text)
static const struct str title[] = {
#include "text/name.def"
};
#define NOTE(text) PHRASE(text)
static const struct str note[] = {
#include "text/name.def"
};
#define TRAIL(text) PHRASE(text)
static const struct str trail[] = {
#include "text/name.def"
};
#define ELSEWHERE(text) PHRASE(text)
static const struct str elsewhere[] = {
#include "text/name.def"
};

#define VERBAL(text) PHRASE(text)
static const struct str verbal[] = {
#include "text/name.def"
};

static const struct name_list {
    const struct str *at;
    size_t n;
} list_of[] = {
    [NAME_SURE] = {sure, sizeof(sure) / sizeof(sure[0])},
    [NAME_LIKELY] = {likely, sizeof(likely) / sizeof(likely[0])},
    [NAME_REFERENT] = {referent, sizeof(referent) / sizeof(referent[0])},
    [NAME_REFERENT_ORG] = {referent_org, sizeof(referent_org) / sizeof(referent_org[0])},
    [NAME_THIS] = {this_, sizeof(this_) / sizeof(this_[0])},
    [NAME_TITLE] = {title, sizeof(title) / sizeof(title[0])},
    [NAME_NOTE] = {note, sizeof(note) / sizeof(note[0])},
    [NAME_TRAIL] = {trail, sizeof(trail) / sizeof(trail[0])},
    [NAME_ELSEWHERE] = {elsewhere, sizeof(elsewhere) / sizeof(elsewhere[0])},
    [NAME_VERBAL] = {verbal, sizeof(verbal) / sizeof(verbal[0])},
};

static const char surnames[] =
#include "text/surname.def"
    ;

/* As str_ends, with a quick no by the last byte. */
static bool ends(struct str s, struct str w)
{
    return s.n >= w.n && s.p[s.n - 1] == w.p[w.n - 1] && s.p[s.n - 2] == w.p[w.n - 2] &&
           memcmp(s.p + s.n - w.n, w.p, w.n) == 0;
}

size_t name_word_ends(struct str s, enum name_word_kind kind)
{
    const struct name_list *l = &list_of[kind];

    for (size_t i = 0; i < l->n; i++)
        if (ends(s, l->at[i]))
            return l->at[i].n;
    return 0;
}

size_t name_word_starts(struct str s, enum name_word_kind kind)
{
    const struct name_list *l = &list_of[kind];

    for (size_t i = 0; i < l->n; i++)
        if (str_starts(s, l->at[i]))
            return l->at[i].n;
    return 0;
}

static bool is_word(struct str s, enum name_word_kind kind)
{
    const struct name_list *l = &list_of[kind];

    for (size_t i = 0; i < l->n; i++)
        if (s.n == l->at[i].n && ends(s, l->at[i]))
            return true;
    return false;
}

static uint32_t last_code_point(struct str s)
{
    size_t at = s.n;
    uint32_t len;

    while (at > 0 && ((unsigned char)s.p[--at] & 0xC0) == 0x80)
        ;
    return s.n > 0 ? glyph_decode(s.p + at, &len) : 0;
}

struct name_filter name_sure_endings(void)
{
    struct name_filter f = {{0}};

    for (size_t i = 0; i < list_of[NAME_SURE].n; i++) {
        uint32_t cp = last_code_point(list_of[NAME_SURE].at[i]);

        f.bit[cp >> 6 & 3] |= 1ULL << (cp & 63);
    }
    return f;
}

static bool organisation(struct str s)
{
    return name_word_ends(s, NAME_SURE) > 0 || name_word_ends(s, NAME_LIKELY) > 0;
}

static bool han(uint32_t cp)
{
    return cp >= 0x3400 && cp <= 0x9FFF;
}

/* Code points of s when it is Han and · only; 0 otherwise. */
static size_t han_length(struct str s, bool *ret_dot)
{
    size_t n = 0;
    uint32_t len;

    *ret_dot = false;
    for (size_t i = 0; i < s.n; i += len, n++) {
        uint32_t cp = glyph_decode(s.p + i, &len);

        *ret_dot |= cp == 0xB7;
        if (!han(cp) && cp != 0xB7)
            return 0;
    }
    return n;
}

static struct str without_masks(struct str s)
{
    while (s.n > 0 && s.p[s.n - 1] == '*')
        s.n--;
    return s;
}

bool text_name_personal(struct str s)
{
    bool dot;
    size_t n = han_length(without_masks(s), &dot);

    if (n == 0 || (!dot && (n > 4 || (n < 2 && !text_name_masked(s)))))
        return false;
    return !organisation(s);
}

bool text_name_surely_organisation(struct str s)
{
    return name_word_ends(s, NAME_SURE) > 0;
}

bool text_name_within_clause(struct str s)
{
    const struct name_list *l = &list_of[NAME_VERBAL];

    for (size_t i = 0; i < l->n; i++)
        if (str_has(s, l->at[i]))
            return true;
    return name_word_starts(s, NAME_ELSEWHERE) > 0;
}

enum { HAN_BYTES = 3, NSURNAMES = (sizeof(surnames) - 1) / HAN_BYTES };

static bool surname(struct str s)
{
    size_t low = 0, high = NSURNAMES;

    while (s.n >= HAN_BYTES && low < high) {
        size_t mid = (low + high) / 2;
        int c = memcmp(s.p, surnames + mid * HAN_BYTES, HAN_BYTES);

        if (c == 0)
            return true;
        if (c > 0)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

/* Bytes of s in front of its last n characters. */
static size_t before_last(struct str s, size_t n)
{
    size_t at = s.n;

    while (n > 0 && at > 0)
        n -= ((unsigned char)s.p[--at] & 0xC0) != 0x80;
    return at;
}

struct str text_name_person(struct str s)
{
    for (size_t n = 2; n <= 4; n++) {
        size_t at = before_last(s, n);

        if (at > 0 && name_word_ends(str_sub(s, 0, at), NAME_TITLE) > 0 &&
            text_name_personal(str_tail(s, at)))
            return str_tail(s, at);
    }
    return s;
}

static bool starts_with_han(struct str s)
{
    uint32_t len;

    return s.n > 0 && han(glyph_decode(s.p, &len));
}

/* 李某, 李某某, 李晓某某; a rare family name only when 某 follows it. */
static bool masked_person(struct str s)
{
    size_t n = str_utf8_count(s);

    if (!text_name_masked(s) || n < 2 || n > 5 || !starts_with_han(s))
        return false;
    return surname(s) || (n <= 3 && str_has(str_tail(s, HAN_BYTES), STR("某")));
}

static bool person(struct str s)
{
    struct str name = text_name_person(s);
    bool dot;

    if (name.n < s.n)
        return true;
    if (han_length(s, &dot) > 0 && dot)
        return true;
    return masked_person(s) || (text_name_personal(s) && surname(s) && s.n >= 6 && s.n <= 12);
}

static bool referent_organisation(struct str s)
{
    size_t n = name_word_starts(s, NAME_THIS);

    return is_word(s, NAME_REFERENT_ORG) || (n > 0 && n < s.n && organisation(s));
}

static enum text_name_kind kind_of_item(struct str s)
{
    size_t n = str_utf8_count(s);

    if (n == 0 || n > 60)
        return TEXT_NAME_NONE;
    if (is_word(s, NAME_REFERENT))
        return TEXT_NAME_REFERENT;
    if (referent_organisation(s))
        return TEXT_NAME_REFERENT_ORG;
    if ((n >= 3 && organisation(s)) || name_word_ends(s, NAME_SURE) == s.n)
        return TEXT_NAME_ORGANISATION;
    return person(s) ? TEXT_NAME_PERSON : TEXT_NAME_NONE;
}

static const struct str separators[] = {{"、", 3},   {"，", 3}, {"；", 3}, {",", 1}, {";", 1},
                                        {"以及", 6}, {"和", 3}, {"与", 3}, {"及", 3}};
enum { NSEPARATORS = sizeof(separators) / sizeof(separators[0]) };

/* Bytes of the separator that stands at s[i], or 0. */
static size_t separator_at(struct str s, size_t i)
{
    for (size_t k = 0; k < NSEPARATORS; k++)
        if (str_starts(str_tail(s, i), separators[k]))
            return separators[k].n;
    return 0;
}

bool text_name_next(struct str *rest, struct str *ret_item)
{
    while (rest->n > 0) {
        size_t i = 0, sep = 0;
        uint32_t len;

        for (; i < rest->n && (sep = separator_at(*rest, i)) == 0; i += len)
            glyph_decode(rest->p + i, &len);
        *ret_item = str_trim(str_sub(*rest, 0, i));
        *rest = str_tail(*rest, i + sep);
        if (ret_item->n > 0)
            return true;
    }
    return false;
}

enum text_name_kind text_name_kind(struct str s)
{
    enum text_name_kind kind = kind_of_item(s);
    struct str rest = s, item;

    while (kind == TEXT_NAME_NONE && text_name_next(&rest, &item) && item.n < s.n)
        kind = kind_of_item(item);
    return kind;
}
