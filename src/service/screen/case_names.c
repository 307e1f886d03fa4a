/* service/screen/case_names.c - see case_names.h.  The rules are those of cases.c. */
#include "service/screen/case_names.h"

#include "registry/identity.h"
#include "text/ident.h"

enum { NAME_BYTES = 10 }; /* a number without the shape of a document number must be this long */

struct number {
    struct number *parent; /* itself: the name of its case */
    struct str text;
};

void screen_case_names_init(struct screen_case_names *c)
{
    arena_init(&c->arena, 0);
    map_init(&c->numbers, &c->arena);
}

void screen_case_names_release(struct screen_case_names *c)
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

static bool names_a_case(struct str s)
{
    struct text_doc_no no;

    return text_doc_no(s, &no) || (s.n >= NAME_BYTES && has_digit(s));
}

static const struct number *name_of(const struct number *n)
{
    while (n->parent != n)
        n = n->parent;
    return n;
}

static struct number *get(struct screen_case_names *c, struct str text)
{
    struct number *n = map_get(&c->numbers, text);

    if (n)
        return n;
    n = ARENA_NEW(&c->arena, struct number);
    n->parent = n;
    n->text = str_dup(&c->arena, text);
    map_put(&c->numbers, n->text, n);
    return n;
}

static struct number *root(struct number *n)
{
    while (n->parent != n) {
        n->parent = n->parent->parent;
        n = n->parent;
    }
    return n;
}

/* The smaller text becomes the name, whatever the order. */
static void join(struct screen_case_names *c, struct str a, struct str b)
{
    struct number *x = root(get(c, a)), *y = root(get(c, b));

    if (x == y)
        return;
    if (str_cmp(x->text, y->text) <= 0)
        y->parent = x;
    else
        x->parent = y;
}

struct reading {
    struct screen_case_names *names;
    size_t nfield;
    struct arena scratch;
};

static enum err_code take(void *p, int64_t id, const struct registry_value *value, struct err *err)
{
    struct reading *r = p;
    struct str first = STR_NULL;

    (void)id;
    (void)err;
    for (size_t i = 0; i < r->nfield; i++) {
        struct str s = STR_NULL;

        if (value[i].known)
            s = registry_identity_text(&r->scratch, value[i].text);
        if (!names_a_case(s))
            continue;
        if (first.n > 0)
            join(r->names, first, s);
        else
            first = s;
    }
    arena_reset(&r->scratch);
    return ERR_OK;
}

enum err_code screen_case_names_read(struct screen_case_names *c, struct store *s,
                                     const struct law *law, const bool *dataset, struct err *err)
{
    struct reading r = {.names = c};
    enum err_code rc = ERR_OK;

    arena_init(&r.scratch, 0);
    for (size_t d = 0; d < law->ndataset && rc == ERR_OK; d++) {
        const struct law_dataset *of = &law->dataset[d];
        struct registry_scan scan = {.law = law,
                                     .dataset = of,
                                     .field = of->case_from,
                                     .nfield = of->ncase_from,
                                     .fn = take,
                                     .p = &r};

        if (!dataset[d] || of->case_field < 0 || of->ncase_from < 2)
            continue;
        r.nfield = of->ncase_from;
        rc = registry_scan(s, &scan, err);
    }
    arena_release(&r.scratch);
    return rc;
}

struct str screen_case_name(const struct screen_case_names *c, struct str number)
{
    const struct number *n = map_get(&c->numbers, number);

    return n ? name_of(n)->text : number;
}
