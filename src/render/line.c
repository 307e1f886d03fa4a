/* render/line.c - see line.h. */
#include "render/line.h"

#include "base/vec.h"

enum line_kind {
    LINE_HAN,   /* a square of its own: breaks before and behind */
    LINE_WORD,  /* Latin letters and figures: kept together */
    LINE_OPEN,  /* “（《: never at the end, blank on its left */
    LINE_CLOSE, /* ，。）: never at the start, blank on its right */
    LINE_MID,   /* —…·: never at the start, no blank to give up */
    LINE_SPACE
};

#define LINE_EPS 0.01
#define LINE_LOOSE 0.6 /* a line that is filled less than so is too loose to be spread */

static bool among(uint32_t cp, struct str set)
{
    for (size_t i = 0, len = 0; i < set.n; i += len)
        if (str_utf8_at(set, i, &len) == cp)
            return true;
    return false;
}

static bool is_word(uint32_t cp)
{
    return (cp > ' ' && cp < 0x7F) || (cp >= 0xC0 && cp < 0x250) || (cp >= 0x370 && cp < 0x530) ||
           cp == 0xB0 || cp == 0x2103 || cp == 0x33A1 || cp == 0x2030;
}

static enum line_kind kind_of(uint32_t cp)
{
    if (cp == ' ' || cp == 0xA0)
        return LINE_SPACE;
    if (among(cp, STR("，。、；：？！）》〉」』】〕｝］〗”’．")))
        return LINE_CLOSE;
    if (among(cp, STR("（《〈「『【〔｛［〖“‘")))
        return LINE_OPEN;
    if (among(cp, STR("—…·～－–％℃％")))
        return LINE_MID;
    return is_word(cp) ? LINE_WORD : LINE_HAN;
}

/* Marks of ASCII prose that stick to the word before them still may not begin a line. */
static bool no_start(const struct line_glyph *g)
{
    return g->kind == LINE_CLOSE || g->kind == LINE_MID || among(g->cp, STR(",.;:!?)]}%"));
}

static bool no_end(const struct line_glyph *g)
{
    return g->kind == LINE_OPEN || among(g->cp, STR("([{"));
}

/* ---- measuring ---- */

static enum err_code no_glyph(uint32_t cp, struct err *err)
{
    char utf8[5] = {0};

    str_utf8_put(utf8, cp);
    err_set(err, ERR_INVALID, "no font has U+%04X", cp);
    return err_set_zh(err, "字符“%s”（U+%04X）在已安装的字体中没有字形，不能排版；请改用其他字",
                      utf8, cp);
}

/* A variation selector chooses among forms of the character before it, of which there is one here;
 * what joins or marks directions has no form. */
static bool is_silent(uint32_t cp)
{
    return (cp >= 0xFE00 && cp <= 0xFE0F) || (cp >= 0xE0100 && cp <= 0xE01EF) ||
           (cp >= 0x200B && cp <= 0x200F) || cp == 0xFEFF || (cp < ' ' && cp != '\t' && cp != '\n');
}

static double width_of(const struct line_glyph *g, const struct line_style *s)
{
    if (g->kind != LINE_WORD && g->kind != LINE_SPACE && g->g.advance >= 990)
        return s->cell > 0 ? s->cell : s->size;
    /* Quotation marks and dashes of fonts that keep them narrow stay so. */
    return s->size * g->g.advance / 1000;
}

/* Of two marks that meet the blanks between them are halved: the step of the first shrinks. */
static void squeeze_pairs(struct line_text *t)
{
    for (size_t i = 0; i + 1 < t->n; i++) {
        enum line_kind a = t->at[i].kind, b = t->at[i + 1].kind;

        if ((a == LINE_CLOSE && (b == LINE_CLOSE || b == LINE_OPEN)) ||
            (a == LINE_OPEN && b == LINE_OPEN))
            t->at[i].width -= t->style.size / 2;
    }
}

enum err_code line_measure(const struct render_fonts *fonts, struct str text,
                           const struct line_style *style, struct arena *a, struct line_text *ret,
                           struct err *err)
{
    struct line_text t = {ARENA_ARRAY(a, struct line_glyph, text.n + 1), 0, *style};

    for (size_t i = 0, len = 0; i < text.n; i += len) {
        uint32_t cp = str_utf8_at(text, i, &len);
        struct line_glyph *g = &t.at[t.n];

        if (is_silent(cp))
            continue;
        cp = cp == '\n' || cp == '\t' ? ' ' : cp == 0xA0 ? ' ' : cp;
        if (!render_fonts_find(fonts, style->face, cp, &g->g))
            return no_glyph(cp, err);
        g->cp = cp;
        g->kind = (uint8_t)kind_of(cp);
        g->width = width_of(g, style);
        t.n++;
    }
    squeeze_pairs(&t);
    *ret = t;
    return ERR_OK;
}

double line_width(const struct line_text *t, size_t from, size_t to)
{
    double w = 0;

    for (size_t i = from; i < to; i++)
        w += t->at[i].width;
    return w;
}

/* ---- breaking ---- */

/* May a line end behind glyph i? */
static bool may_break(const struct line_text *t, size_t i)
{
    const struct line_glyph *a = &t->at[i], *b = &t->at[i + 1];

    if (i + 1 >= t->n)
        return true;
    if (b->kind == LINE_SPACE || no_start(b) || no_end(a))
        return false;
    if (a->kind == LINE_MID && b->kind == LINE_MID)
        return false;
    return !(a->kind == LINE_WORD && b->kind == LINE_WORD);
}

/* How much the marks of from..to can give up; the last one stands at the line's end. */
static double slack_of(const struct line_text *t, size_t from, size_t to)
{
    double slack = 0;

    for (size_t i = from; i < to; i++)
        if (t->at[i].kind == LINE_CLOSE || (t->at[i].kind == LINE_OPEN && i > from))
            slack += t->at[i].width - t->style.size / 2 > LINE_EPS ? t->style.size / 2 : 0;
    return slack;
}

/* A closing mark that stands over the end is kept when the marks of the line can make room. */
static size_t keep_marks(const struct line_text *t, size_t from, size_t i, double over)
{
    while (i < t->n && t->at[i].kind == LINE_CLOSE) {
        over += t->at[i].width;
        if (over > slack_of(t, from, i + 1) + LINE_EPS)
            return 0;
        i++;
        if (may_break(t, i - 1))
            return i;
    }
    return 0;
}

/* The end of the line that starts at from. */
static size_t end_of(const struct line_text *t, size_t from, double measure)
{
    double w = 0, at_last = 0;
    size_t last = 0, kept;

    for (size_t i = from; i < t->n; i++) {
        double next = w + t->at[i].width;

        if (next > measure + LINE_EPS && t->at[i].kind != LINE_SPACE) {
            kept = keep_marks(t, from, i, w - measure);
            if (kept)
                return kept;
            /* A long word is cut rather than the line before it torn apart. */
            if (last && at_last > LINE_LOOSE * measure)
                return last;
            return i > from ? i : from + 1;
        }
        w = next;
        if (may_break(t, i)) {
            last = i + 1;
            at_last = w;
        }
    }
    return t->n;
}

/* ---- filling ---- */

static bool stretches(const struct line_text *t, size_t i)
{
    const struct line_glyph *a = &t->at[i], *b = &t->at[i + 1];

    return !(a->kind == LINE_WORD && b->kind == LINE_WORD) && a->kind != LINE_OPEN &&
           b->kind != LINE_CLOSE && !(a->kind == LINE_MID && b->kind == LINE_MID);
}

static void stretch(const struct line_text *t, size_t from, size_t to, double more, double *step)
{
    size_t gaps = 0;

    for (size_t i = from; i + 1 < to; i++)
        gaps += stretches(t, i);
    for (size_t i = from; i + 1 < to && gaps > 0; i++)
        if (stretches(t, i))
            step[i - from] += more / (double)gaps;
}

/* The last mark gives first: its blank is at the edge. */
static void shrink(const struct line_text *t, size_t from, size_t to, double less, double *step)
{
    for (size_t i = to; i > from && less > LINE_EPS; i--) {
        enum line_kind k = t->at[i - 1].kind;
        double give = t->style.size / 2;

        if ((k != LINE_CLOSE && (k != LINE_OPEN || i - 1 == from)) ||
            step[i - 1 - from] - give < LINE_EPS)
            continue;
        give = give < less ? give : less;
        /* The blank of an opening mark is on its left: the step before it shrinks. */
        step[k == LINE_OPEN ? i - 2 - from : i - 1 - from] -= give;
        less -= give;
    }
}

static void fill(const struct line_text *t, struct line *l, double measure, bool wide,
                 struct arena *a)
{
    double *step = ARENA_ARRAY(a, double, l->to - l->from + 1), w;

    for (size_t i = l->from; i < l->to; i++)
        step[i - l->from] = t->at[i].width;
    w = line_width(t, l->from, l->to);
    if (w > measure + LINE_EPS)
        shrink(t, l->from, l->to, w - measure, step);
    else if (wide)
        stretch(t, l->from, l->to, measure - w, step);
    l->width = 0;
    for (size_t i = l->from; i < l->to; i++)
        l->width += step[i - l->from];
    l->step = step;
}

static size_t skip_spaces(const struct line_text *t, size_t i)
{
    while (i < t->n && t->at[i].kind == LINE_SPACE)
        i++;
    return i;
}

struct lines line_break(const struct line_text *t, const struct line_measure *m, struct arena *a)
{
    VEC(struct line) v = {0};
    size_t from = 0;

    do {
        double measure = v.n == 0 ? m->first : m->rest;
        size_t to = end_of(t, from, measure), next = skip_spaces(t, to);
        struct line l = {.from = from, .to = to};

        while (l.to > l.from && t->at[l.to - 1].kind == LINE_SPACE && next < t->n)
            l.to--;
        fill(t, &l, measure, m->fill && next < t->n, a);
        vec_push(a, &v, l);
        from = next;
    } while (from < t->n);
    return (struct lines){v.at, v.n};
}

static size_t count_lines(const struct line_text *t, double measure)
{
    size_t n = 0, from = 0;

    do {
        from = skip_spaces(t, end_of(t, from, measure));
        n++;
    } while (from < t->n);
    return n;
}

struct lines line_balance(const struct line_text *t, double width, struct arena *a)
{
    size_t n = count_lines(t, width);
    double low = width / (double)(n + 1), high = width;

    for (int i = 0; i < 20 && n > 1; i++) {
        double mid = (low + high) / 2;

        if (count_lines(t, mid) > n)
            low = mid;
        else
            high = mid;
    }
    return line_break(t, &(struct line_measure){high, high, false}, a);
}
