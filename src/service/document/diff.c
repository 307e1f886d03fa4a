/* service/document/diff.c - see diff.h. */
#include "service/document/diff.h"

#include "base/vec.h"

enum { DIFF_MAX = 1000 }; /* lines on each side that are compared one by one */

struct lines {
    VEC(struct str) v;
};

static struct lines lines_of(struct str s, struct arena *a)
{
    struct lines l = {0};

    while (s.n > 0)
        vec_push(a, &l.v, str_cut(&s, STR("\n")));
    return l;
}

struct span {
    const struct str *a, *b; /* the lines that may differ */
    size_t na, nb;
    size_t line; /* of the first, in the old text */
};

static void print_side(struct buf *b, char sign, const struct str *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_fmt(b, "%c %.*s\n", sign, STR_F(s[i]));
}

/* length[i][k]: the longest run of common lines of a[i..] and b[k..]. */
static uint16_t *common(const struct span *s, struct arena *a)
{
    size_t row = s->nb + 1;
    uint16_t *length = ARENA_ARRAY(a, uint16_t, (s->na + 1) * row);

    for (size_t i = s->na; i-- > 0;)
        for (size_t k = s->nb; k-- > 0;) {
            uint16_t down = length[(i + 1) * row + k], right = length[i * row + k + 1];

            if (str_eq(s->a[i], s->b[k]))
                length[i * row + k] = (uint16_t)(length[(i + 1) * row + k + 1] + 1);
            else
                length[i * row + k] = down > right ? down : right;
        }
    return length;
}

static void print_place(struct buf *b, const struct span *s, size_t i)
{
    buf_fmt(b, "@ 第 %zu 行\n", s->line + i + 1);
}

static size_t print_steps(struct buf *b, const struct span *s, const uint16_t *length)
{
    size_t i = 0, k = 0, n = 0, row = s->nb + 1;
    bool inside = false;

    while (i < s->na || k < s->nb) {
        if (i < s->na && k < s->nb && str_eq(s->a[i], s->b[k])) {
            i++;
            k++;
            inside = false;
            continue;
        }
        if (!inside)
            print_place(b, s, i);
        inside = true;
        n++;
        if (k == s->nb || (i < s->na && length[(i + 1) * row + k] >= length[i * row + k + 1]))
            print_side(b, '-', &s->a[i++], 1);
        else
            print_side(b, '+', &s->b[k++], 1);
    }
    return n;
}

static struct span middle_of(const struct lines *a, const struct lines *b)
{
    struct span s = {a->v.at, b->v.at, a->v.n, b->v.n, 0};

    while (s.na > 0 && s.nb > 0 && str_eq(s.a[0], s.b[0])) {
        s.a++;
        s.b++;
        s.na--;
        s.nb--;
        s.line++;
    }
    while (s.na > 0 && s.nb > 0 && str_eq(s.a[s.na - 1], s.b[s.nb - 1])) {
        s.na--;
        s.nb--;
    }
    return s;
}

size_t document_diff(struct buf *b, struct str before, struct str after)
{
    struct arena a;
    struct lines old, new;
    struct span s;
    size_t n;

    arena_init(&a, 0);
    old = lines_of(before, &a);
    new = lines_of(after, &a);
    s = middle_of(&old, &new);
    n = s.na + s.nb;
    if (s.na <= DIFF_MAX && s.nb <= DIFF_MAX) {
        n = print_steps(b, &s, common(&s, &a));
    } else {
        print_place(b, &s, 0);
        print_side(b, '-', s.a, s.na);
        print_side(b, '+', s.b, s.nb);
    }
    arena_release(&a);
    return n;
}
