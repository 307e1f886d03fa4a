/* registry/cases.c - see cases.h.  Numbers are joined by union and find over their texts. */
#include "registry/cases.h"

#include "registry/identity.h"
#include "text/ident.h"

enum { NAME_BYTES = 10 }; /* a number without the shape of a document number must be this long */

struct number {
    struct number *parent; /* itself: the name of its case */
    struct str text;
};

void registry_cases_init(struct registry_cases *c)
{
    arena_init(&c->arena, 0);
    map_init(&c->number, &c->arena);
}

void registry_cases_release(struct registry_cases *c)
{
    arena_release(&c->arena);
}

static bool has_digit(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9')
            return true;
    return false;
}

struct str registry_case_number(struct arena *a, struct str text)
{
    struct str s = registry_identity_text(a, text);
    struct text_doc_no no;

    return text_doc_no(s, &no) || (s.n >= NAME_BYTES && has_digit(s)) ? s : STR_NULL;
}

static struct number *name_of(struct number *n)
{
    while (n->parent != n) {
        n->parent = n->parent->parent;
        n = n->parent;
    }
    return n;
}

static struct number *number_get(struct registry_cases *c, struct str text)
{
    struct number *n = map_get(&c->number, text);

    if (n)
        return n;
    n = ARENA_NEW(&c->arena, struct number);
    n->parent = n;
    n->text = str_dup(&c->arena, text);
    map_put(&c->number, n->text, n);
    return n;
}

struct str registry_cases_join(struct registry_cases *c, struct str a, struct str b)
{
    struct number *x = name_of(number_get(c, a)), *y = name_of(number_get(c, b)), *lost;

    if (x == y)
        return STR_NULL;
    lost = str_cmp(x->text, y->text) <= 0 ? y : x;
    lost->parent = lost == y ? x : y;
    return lost->text;
}

/* Reads only, so that threads may ask at once. */
struct str registry_cases_name(const struct registry_cases *c, struct str number)
{
    const struct number *n = map_get(&c->number, number);

    while (n && n->parent != n)
        n = n->parent;
    return n ? n->text : STR_NULL;
}

void registry_cases_each(const struct registry_cases *c, registry_cases_fn fn, void *ctx)
{
    for (size_t i = 0; i < c->number.cap; i++) {
        const struct number *n = c->number.slot[i].value;

        if (n)
            fn(ctx, n->text, registry_cases_name(c, n->text));
    }
}
