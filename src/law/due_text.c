/* law/due_text.c - clocks and due moments as text: what is read, what is said. */
#include "law/deadline_internal.h"

#include <stdarg.h>

/* Cuts s at the last mark; what stood behind it, or nothing. */
static struct str cut_tail(struct str *s, char mark)
{
    for (size_t i = s->n; i-- > 0;)
        if (s->p[i] == mark) {
            struct str tail = str_trim(str_tail(*s, i + 1));

            *s = str_sub(*s, 0, i);
            return tail;
        }
    return STR_NULL;
}

/* pause -> moment ".." [ moment ] [ '=' reason ] [ '@' approver ] */
bool law_pause_parse(struct str text, struct law_pause *ret)
{
    struct law_pause p = {.to = MOMENT_NONE};
    struct str rest = text, from;
    bool timed;

    p.by = cut_tail(&rest, '@');
    from = rest;
    rest = str_cut(&from, STR("=")); /* now `from` is the reason */
    p.reason = str_trim(from);
    if (!str_has(rest, STR("..")))
        return false;
    from = str_cut(&rest, STR(".."));
    if (!moment_parse(from, &p.from, &timed))
        return false;
    rest = str_trim(rest);
    if (rest.n > 0) {
        if (!moment_parse(rest, &p.to, &timed))
            return false;
        p.to.n += timed ? 0 : MOMENT_DAY;
        if (p.to.n <= p.from.n)
            return false;
    }
    *ret = p;
    return true;
}

/* prolong -> length [ '@' approver ] */
bool law_prolong_parse(struct str text, struct law_prolong *ret)
{
    struct str rest = text;
    struct law_prolong p = {.by = cut_tail(&rest, '@')};

    if (!law_length_parse(rest, &p.length))
        return false;
    *ret = p;
    return true;
}

bool law_due_passed(const struct law_due *due, struct moment m)
{
    return due->timed ? m.n > due->end.n : m.n >= due->end.n;
}

void law_due_print(struct buf *b, const struct law_due *due)
{
    if (due->timed)
        moment_print(b, due->end);
    else
        day_print(b, due->last);
}

static struct str format(struct arena *a, const char *fmt, va_list ap)
{
    va_list again;
    int n;
    char *p;

    va_copy(again, ap);
    n = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    p = arena_alloc(a, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    return (struct str){p, (size_t)n};
}

void law_count_say(struct law_count *c, struct str basis, const char *fmt, ...)
{
    struct law_step step = {.basis = basis};
    va_list ap;

    va_start(ap, fmt);
    step.text = format(c->a, fmt, ap);
    va_end(ap);
    vec_push(c->a, &c->due->step, step);
}

void law_count_warn(struct law_count *c, const char *fmt, ...)
{
    struct str text;
    va_list ap;

    va_start(ap, fmt);
    text = format(c->a, fmt, ap);
    va_end(ap);
    vec_push(c->a, &c->due->warning, text);
}

struct str law_citation_text(struct arena *a, const struct law_citation *cite)
{
    if (!cite->source)
        return STR_NULL;
    return str_fmt(a, "%.*s%s%.*s", STR_F(cite->source->title), cite->article.n ? " " : "",
                   STR_F(cite->article));
}

static struct str keep(struct arena *a, struct buf *b)
{
    struct str s = str_dup(a, buf_view(b));

    buf_release(b);
    return s;
}

struct str law_length_text(struct arena *a, struct law_length length)
{
    struct buf b = {0};

    law_length_print(&b, length);
    return keep(a, &b);
}

struct str law_day_text(struct arena *a, struct day d)
{
    struct buf b = {0};

    day_print(&b, d);
    return keep(a, &b);
}

/* "2024-03-01 10:20", with seconds when there are any. */
struct str law_moment_text(struct arena *a, struct moment m)
{
    struct buf b = {0};
    int32_t s = moment_second(m);

    day_print(&b, moment_day(m));
    buf_fmt(&b, " %02d:%02d", (int)(s / MOMENT_HOUR), (int)(s / MOMENT_MINUTE % 60));
    if (s % MOMENT_MINUTE)
        buf_fmt(&b, ":%02d", (int)(s % MOMENT_MINUTE));
    return keep(a, &b);
}
