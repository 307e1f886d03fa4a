/* rule/lex.c - see lex.h. */
#include "rule/lex.h"

#include "base/buf.h"

#include <stdarg.h>

/* ---- positions and errors ---- */

void rule_position(const struct rule_source *s, size_t at, int *ret_line, int *ret_column)
{
    size_t start = 0;
    int line = 0;

    for (size_t i = 0; i < at && i < s->text.n; i++)
        if (s->text.p[i] == '\n') {
            line++;
            start = i + 1;
        }
    *ret_line = s->line + line;
    *ret_column = s->column + (int)str_utf8_count(str_sub(s->text, start, at));
}

struct str rule_place(const struct rule_lexer *lx, size_t at)
{
    int line, column;

    rule_position(lx->source, at, &line, &column);
    return str_fmt(lx->arena, "第%d行第%d列", line, column);
}

/* Code points of text[begin, end) up to the end of the line. */
static int marked_width(struct str text, size_t begin, size_t end)
{
    size_t stop = begin;

    while (stop < end && text.p[stop] != '\n' && text.p[stop] != '\r')
        stop++;
    return stop > begin ? (int)str_utf8_count(str_sub(text, begin, stop)) : 1;
}

struct diag *rule_error(const struct rule_lexer *lx, size_t begin, size_t end, const char *fmt, ...)
{
    const struct rule_source *s = lx->source;
    int line, column, n;
    struct diag *d;
    char *text;
    va_list ap;

    if ((*lx->left)-- <= 0)
        return ARENA_NEW(lx->arena, struct diag);
    va_start(ap, fmt);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    text = arena_alloc(lx->arena, (size_t)n + 1);
    va_start(ap, fmt);
    vsnprintf(text, (size_t)n + 1, fmt, ap);
    va_end(ap);
    rule_position(s, begin, &line, &column);
    d = diag_add(lx->diags, DIAG_ERROR, s->file, s->whole, line, column, "%s", text);
    d->width = marked_width(s->text, begin, end);
    return d;
}

/* ---- characters ---- */

/* Marks of Chinese typing that have no full-width twin in FF01..FF5E. */
static uint32_t plain_mark(uint32_t cp)
{
    switch (cp) {
    case 0x3000:
    case 0x00A0:
    case 0xFEFF:
        return ' ';
    case 0x2212: /* minus sign */
    case 0x2013:
        return '-';
    case 0x2264:
    case 0x2266:
        return 0x2264;
    case 0x2265:
    case 0x2267:
        return 0x2265;
    case 0xFE65:
        return '>';
    case 0xFE64:
        return '<';
    default:
        return cp;
    }
}

uint32_t rule_half_width(struct str s, size_t i, size_t *ret_len)
{
    uint32_t cp = str_utf8_at(s, i, ret_len);

    if (cp >= 0xFF01 && cp <= 0xFF5E)
        return cp - 0xFF01 + '!';
    return plain_mark(cp);
}

size_t rule_space(struct str s, size_t i)
{
    size_t len;
    uint32_t cp;

    if (i >= s.n)
        return 0;
    cp = rule_half_width(s, i, &len);
    return cp == ' ' || (cp >= '\t' && cp <= '\r') ? len : 0;
}

static bool is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

static bool is_ascii_word(uint32_t cp)
{
    return is_digit(cp) || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z') || cp == '_';
}

static bool is_han(uint32_t cp)
{
    return (cp >= 0x3400 && cp <= 0x9FFF) || (cp >= 0xF900 && cp <= 0xFAFF) ||
           (cp >= 0x20000 && cp <= 0x3FFFD) || (cp >= 0x3005 && cp <= 0x3007);
}

static bool is_letter(uint32_t cp)
{
    return (cp >= 0xC0 && cp <= 0x24F && cp != 0xD7 && cp != 0xF7) || (cp >= 0x370 && cp <= 0x4FF);
}

size_t rule_name_char(struct str s, size_t i)
{
    size_t len;
    uint32_t cp;

    if (i >= s.n)
        return 0;
    cp = rule_half_width(s, i, &len);
    return is_ascii_word(cp) || is_han(cp) || is_letter(cp) ? len : 0;
}

/* The half-width form of text[begin, end): borrowed when it is so already. */
static struct str narrow(const struct rule_lexer *lx, size_t begin, size_t end)
{
    struct str s = str_sub(lx->source->text, begin, end), out;
    struct buf b = {0};

    if (str_find(s, STR("\xEF\xBC")) == STR_NPOS && str_find(s, STR("\xEF\xBD")) == STR_NPOS)
        return s;
    for (size_t i = 0, len; i < s.n; i += len)
        buf_utf8(&b, rule_half_width(s, i, &len));
    out = str_dup(lx->arena, buf_view(&b));
    buf_release(&b);
    return out;
}

/* ---- tokens ---- */

struct scan {
    const struct rule_lexer *lx;
    struct str text; /* source.text cut at the end of the range */
    size_t at;
};

static uint32_t peek(const struct scan *s, size_t at, size_t *len)
{
    *len = 0;
    return at < s->text.n ? rule_half_width(s->text, at, len) : 0;
}

/* The character that ends at `at`. */
static uint32_t before(const struct scan *s, size_t at)
{
    size_t len;

    do
        at--;
    while (at > 0 && ((unsigned char)s->text.p[at] & 0xC0) == 0x80);
    return peek(s, at, &len);
}

/* Bytes of a hyphen that joins a name of ASCII letters: illegal-mining; else 0. */
static size_t hyphen(const struct scan *s, size_t begin, size_t at)
{
    size_t len, after;
    uint32_t first = peek(s, begin, &len), cp = peek(s, at, &len);
    bool joins = cp == '-' && at > begin && !is_digit(first) && is_ascii_word(first) &&
                 is_ascii_word(before(s, at)) && is_ascii_word(peek(s, at + len, &after));

    return joins ? len : 0;
}

static struct rule_token token(const struct scan *s, enum rule_token_kind kind, size_t begin)
{
    return (struct rule_token){.kind = kind,
                               .text = narrow(s->lx, begin, s->at),
                               .day = DAY_NONE,
                               .begin = begin,
                               .end = s->at};
}

/* NAME -> name_char { name_char | '-' } */
static struct rule_token lex_name(struct scan *s)
{
    size_t begin = s->at, len;

    while ((len = rule_name_char(s->text, s->at)) > 0 || (len = hyphen(s, begin, s->at)) > 0)
        s->at += len;
    return token(s, TOKEN_NAME, begin);
}

static size_t digits(const struct scan *s, size_t at)
{
    size_t len;

    while (is_digit(peek(s, at, &len)))
        at += len;
    return at;
}

/* date -> YYYY-MM-DD | YYYY年M月D日 ; its end, 0 when there is none */
static size_t date_end(const struct scan *s)
{
    size_t len, at = digits(s, s->at);
    uint32_t sep = peek(s, at, &len);

    if (str_utf8_count(str_sub(s->text, s->at, at)) != 4 || (sep != '-' && sep != 0x5E74))
        return 0;
    at += len;
    if (!is_digit(peek(s, at, &len)))
        return 0;
    at = digits(s, at);
    if (peek(s, at, &len) != (sep == '-' ? '-' : 0x6708))
        return 0;
    at += len;
    if (!is_digit(peek(s, at, &len)))
        return 0;
    at = digits(s, at);
    if (sep == '-')
        return at;
    return peek(s, at, &len) == 0x65E5 || peek(s, at, &len) == 0x53F7 ? at + len : 0;
}

static struct rule_token lex_date(struct scan *s, size_t end)
{
    size_t begin = s->at;
    struct rule_token t;

    s->at = end;
    t = token(s, TOKEN_DATE, begin);
    if (!day_parse(t.text, &t.day))
        rule_error(s->lx, begin, end, "没有“%.*s”这一天", STR_F(t.text));
    return t;
}

/* Bytes of the longest unit of the law that text[at] starts with. */
static size_t unit_at(const struct scan *s, size_t at)
{
    const struct law *law = s->lx->law;
    struct str rest = str_tail(s->text, at);
    size_t best = 0;

    for (size_t i = 0; i < law->nunit; i++) {
        const struct law_unit *u = &law->unit[i];

        if (u->name.n > best && str_starts(rest, u->name))
            best = u->name.n;
        for (size_t k = 0; k < u->nalso; k++)
            if (u->also[k].n > best && str_starts(rest, u->also[k]))
                best = u->also[k].n;
    }
    return best;
}

/* Bytes of 十百千万亿 at s[at]: they stand between number and unit. */
static size_t zeros_at(const struct scan *s, size_t at)
{
    size_t len;
    uint32_t cp = peek(s, at, &len);

    return cp == 0x767E || cp == 0x5343 || cp == 0x4E07 || cp == 0x4EBF ? len : 0;
}

/* The end of the unit behind a number: the run of name characters, or a unit of the law that
 * reaches further (毫克/100毫升, m³, %). */
static size_t unit_end(const struct scan *s, size_t at)
{
    size_t run = at, len, longest;

    while ((len = rule_name_char(s->text, run)) > 0)
        run += len;
    longest = run;
    for (size_t i = at;; i += len) {
        size_t n = unit_at(s, i);

        if (n > 0 && i + n > longest)
            longest = i + n;
        len = zeros_at(s, i);
        if (len == 0)
            break;
    }
    if (longest == at && peek(s, at, &len) == '%')
        longest = at + len;
    return longest;
}

/* NUMBER -> digits [ '.' digits ] [ unit ] */
static struct rule_token lex_number(struct scan *s)
{
    size_t begin = s->at, len, after, unit;
    struct rule_token t;

    s->at = digits(s, s->at);
    if (peek(s, s->at, &len) == '.' && is_digit(peek(s, s->at + len, &after)))
        s->at = digits(s, s->at + len);
    unit = s->at;
    s->at = unit_end(s, unit);
    t = token(s, TOKEN_NUMBER, begin);
    t.unit = narrow(s->lx, unit, s->at);
    return t;
}

/* The quote that closes one: 0 when cp opens none.  ‘ “ may be closed by either of their pair. */
static uint32_t closing(uint32_t cp)
{
    switch (cp) {
    case 0x300C:
        return 0x300D;
    case 0x300E:
        return 0x300F;
    case 0x201C:
    case 0x201D:
        return 0x201D;
    case 0x2018:
    case 0x2019:
        return 0x2019;
    case '"':
    case '\'':
        return cp;
    default:
        return 0;
    }
}

/* “ also closes ”, as people mistype them. */
static bool closes(uint32_t cp, uint32_t close)
{
    return cp == close || (close == 0x201D && cp == 0x201C) || (close == 0x2019 && cp == 0x2018);
}

static struct rule_token lex_text(struct scan *s)
{
    size_t begin = s->at, len, inner;
    uint32_t close = closing(peek(s, s->at, &len));
    struct rule_token t = {.kind = TOKEN_TEXT, .day = DAY_NONE, .begin = begin};

    inner = s->at += len;
    while (s->at < s->text.n && !closes(peek(s, s->at, &len), close))
        s->at += len;
    t.text = str_sub(s->text, inner, s->at);
    if (s->at >= s->text.n) {
        size_t width = begin + (inner - begin);
        struct diag *d =
            rule_error(s->lx, begin, width, "引号没有配对：从这里开始的文字没有结束的引号");

        diag_hint(s->lx->diags, d, "引号成对使用：「…」“…”‘…’\"…\"");
    } else {
        s->at += len;
    }
    t.end = s->at;
    return t;
}

/* Two characters that make one mark. */
static struct str pair_mark(uint32_t a, uint32_t b)
{
    if (a == '<' && b == '=')
        return STR("≤");
    if (a == '>' && b == '=')
        return STR("≥");
    if ((a == '!' && b == '=') || (a == '<' && b == '>'))
        return STR("≠");
    if (a == '=' && b == '=')
        return STR("=");
    return STR_NULL;
}

static struct str single_mark(uint32_t cp)
{
    static const char ascii[] = "(){},;:.=<>+-";
    static const struct {
        uint32_t cp;
        const char *mark;
    } wide[] = {{'*', "×"},    {'/', "÷"},    {0xD7, "×"},   {0xF7, "÷"},
                {0x2260, "≠"}, {0x2264, "≤"}, {0x2265, "≥"}, {0x3001, "、"}};

    for (size_t i = 0; cp < 0x80 && ascii[i]; i++)
        if ((uint32_t)(unsigned char)ascii[i] == cp)
            return (struct str){&ascii[i], 1};
    for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
        if (wide[i].cp == cp)
            return str_from(wide[i].mark);
    return STR_NULL;
}

/* False when the character at s->at is no mark: it is reported and skipped. */
static bool lex_mark(struct scan *s, struct rule_token *ret)
{
    size_t begin = s->at, len, after;
    uint32_t cp = peek(s, begin, &len), next = peek(s, begin + len, &after);
    struct str mark = pair_mark(cp, next);

    s->at += mark.n ? len + after : len;
    if (!mark.n)
        mark = single_mark(cp);
    if (!mark.n) {
        rule_error(s->lx, begin, s->at, "不认识的字符“%.*s”",
                   STR_F(str_sub(s->text, begin, s->at)));
        return false;
    }
    *ret = (struct rule_token){
        .kind = TOKEN_MARK, .text = mark, .day = DAY_NONE, .begin = begin, .end = s->at};
    return true;
}

/* Skips white space and comments. */
static void skip(struct scan *s)
{
    size_t len;

    for (;;) {
        while ((len = rule_space(s->text, s->at)) > 0)
            s->at += len;
        if (peek(s, s->at, &len) != '#')
            return;
        while (s->at < s->text.n && s->text.p[s->at] != '\n')
            s->at++;
    }
}

static bool lex_one(struct scan *s, struct rule_token *ret)
{
    size_t len, end;
    uint32_t cp = peek(s, s->at, &len);

    if (is_digit(cp)) {
        end = date_end(s);
        *ret = end ? lex_date(s, end) : lex_number(s);
    } else if (rule_name_char(s->text, s->at) > 0) {
        *ret = lex_name(s);
    } else if (closing(cp)) {
        *ret = lex_text(s);
    } else {
        return lex_mark(s, ret);
    }
    return true;
}

struct rule_token *rule_lex(const struct rule_lexer *lx, size_t begin, size_t end, size_t *ret_n)
{
    struct scan s = {lx, str_sub(lx->source->text, 0, end), begin};
    VEC(struct rule_token) v = {0};
    struct rule_token t;

    for (skip(&s); s.at < s.text.n; skip(&s))
        if (lex_one(&s, &t))
            vec_push(lx->arena, &v, t);
    t = (struct rule_token){.kind = TOKEN_END, .day = DAY_NONE, .begin = end, .end = end};
    vec_push(lx->arena, &v, t);
    *ret_n = v.n - 1;
    return v.at;
}
