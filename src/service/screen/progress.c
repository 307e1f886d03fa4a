/* service/screen/progress.c - see progress.h. */
#include "service/screen/progress.h"

/* Raised when rules of the same version answer, or tell why, in another way. */
enum { FORM = 1 };

struct str screen_why_zh(enum screen_why why)
{
    switch (why) {
    case SCREEN_ONLY_CHANGES:
        return STR("只看变动");
    case SCREEN_ASKED:
        return STR("按要求全查");
    case SCREEN_PART:
        return STR("只查一段日期");
    case SCREEN_DATABASE:
        return STR("由数据库作答");
    case SCREEN_FIRST:
        return STR("首次筛查");
    case SCREEN_OTHER_RULE:
        return STR("规则、法律或程序已改变");
    case SCREEN_OTHER_DAY:
        return STR("按今日计算而日期已变");
    case SCREEN_MUCH:
        return STR("变动很多");
    case SCREEN_REACH:
        return STR("变动可能牵涉全部记录");
    case SCREEN_WHYS:
        break;
    }
    return STR("");
}

struct str screen_progress_version(const struct rule_plan *plan, int64_t region, struct str program,
                                   struct arena *a)
{
    return str_fmt(a, "%d %.*s %.*s %lld", FORM, STR_F(program), STR_F(plan->version),
                   (long long)region);
}

/* ---- marks: penalty 12 3;referral 4 0; ---- */

struct str screen_marks_text(const struct law *law, const struct registry_mark *mark,
                             struct arena *a)
{
    struct buf b = {0};
    struct str s;

    for (size_t d = 0; d < law->ndataset; d++)
        buf_fmt(&b, "%.*s %lld %lld;", STR_F(law->dataset[d].id), (long long)mark[d].record,
                (long long)mark[d].former);
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

static bool take_number(struct str *s, char end, int64_t *ret)
{
    int64_t n = 0;
    size_t i = 0;

    for (; i < s->n && s->p[i] >= '0' && s->p[i] <= '9'; i++)
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, s->p[i] - '0', &n))
            return false;
    if (i == 0 || i == s->n || s->p[i] != end)
        return false;
    *s = str_tail(*s, i + 1);
    *ret = n;
    return true;
}

bool screen_marks_read(const struct law *law, struct str text, struct registry_mark *ret)
{
    for (size_t d = 0; d < law->ndataset; d++) {
        struct str id = law->dataset[d].id;

        if (text.n <= id.n || !str_eq(str_sub(text, 0, id.n), id) || text.p[id.n] != ' ')
            return false;
        text = str_tail(text, id.n + 1);
        if (!take_number(&text, ' ', &ret[d].record) || !take_number(&text, ';', &ret[d].former))
            return false;
    }
    return text.n == 0;
}

/* ---- numbers: 0 to 31 end a step, 32 to 63 are followed by more of it ---- */

enum { BITS = 5, MORE = 1 << BITS, FIRST = '0', DIGITS = 64 }; /* '0' to 'o' */

void screen_numbers_write(struct buf *out, const int64_t *number, size_t n)
{
    int64_t before = 0;

    for (size_t i = 0; i < n; i++) {
        uint64_t step = (uint64_t)(number[i] - before);

        for (; step >= MORE; step >>= BITS)
            buf_char(out, (char)(FIRST + MORE + (int)(step & (MORE - 1))));
        buf_char(out, (char)(FIRST + (int)step));
        before = number[i];
    }
}

bool screen_numbers_read(struct str text, struct arena *a, struct screen_numbers *ret)
{
    int64_t before = 0;
    uint64_t step = 0;
    unsigned shift = 0;

    for (size_t i = 0; i < text.n; i++) {
        unsigned digit = (unsigned)((unsigned char)text.p[i] - FIRST);

        if (digit >= DIGITS || shift > 55)
            return false;
        step |= (uint64_t)(digit & (MORE - 1)) << shift;
        shift += BITS;
        if (digit & MORE)
            continue;
        if (step > INT64_MAX || __builtin_add_overflow(before, (int64_t)step, &before))
            return false;
        vec_push(a, &ret->v, before);
        step = 0;
        shift = 0;
    }
    return shift == 0;
}
