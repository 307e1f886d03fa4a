/* rule/variant.c - see variant.h. */
#include "rule/variant.h"

#include "rule/compile.h"
#include "rule/print.h"

/* ---- the text ---- */

/* The words of a section, as the compiler would read them. */
struct reading {
    struct rule_source source;
    struct diag_list diags; /* nobody sees them */
    struct rule_compiler c;
};

static void start_reading(struct reading *r, const struct law *law, struct str text,
                          struct arena *a)
{
    memset(r, 0, sizeof(*r));
    r->source = (struct rule_source){.whole = text, .text = text, .line = 1, .column = 1};
    diag_init(&r->diags, a);
    r->c =
        (struct rule_compiler){.law = law, .arena = a, .diags = &r->diags, .left = RULE_MAX_ERRORS};
    r->c.lx = (struct rule_lexer){law, &r->source, a, &r->diags, &r->c.left};
}

/* Tokens of the first section called so; none when the text has no such section. */
static const struct rule_token *section_tokens(struct reading *r, const char *word, size_t *ret_n)
{
    struct rule_section s;

    *ret_n = 0;
    if (str_utf8_valid(r->source.text) < r->source.text.n || !rule_find_section(&r->c, word, &s))
        return NULL;
    return rule_lex(&r->c.lx, s.begin, s.end, ret_n);
}

void rule_heading(const struct law *law, struct str text, struct arena *a, struct rule_heading *ret)
{
    const struct rule_token *t;
    struct reading r;
    size_t n;

    start_reading(&r, law, text, a);
    t = section_tokens(&r, "规则", &n);
    *ret = (struct rule_heading){STR(""), STR("")};
    if (n > 0 && t[0].kind == TOKEN_NAME)
        ret->slug = t[0].text;
    if (n > 1 && t[1].kind == TOKEN_TEXT)
        ret->title = t[1].text;
}

void rule_constants(const struct law *law, struct str text, struct arena *a,
                    struct rule_constants *ret)
{
    const struct rule_token *t;
    struct reading r;
    size_t n;

    memset(ret, 0, sizeof(*ret));
    start_reading(&r, law, text, a);
    t = section_tokens(&r, "当", &n);
    for (size_t i = 0; i < n; i++) {
        struct rule_constant c = {.at = t[i].begin};

        if (t[i].kind != TOKEN_NUMBER && t[i].kind != TOKEN_DATE)
            continue;
        c.text = str_sub(text, t[i].begin, t[i].end);
        rule_position(&r.source, t[i].begin, &c.line, &c.column);
        vec_push(a, &ret->v, c);
    }
}

struct str rule_replace_constant(struct str text, const struct rule_constant *c, struct str value,
                                 struct arena *a)
{
    struct str before = str_sub(text, 0, c->at), after = str_tail(text, c->at + c->text.n);

    return str_fmt(a, "%.*s%.*s%.*s", STR_F(before), STR_F(value), STR_F(after));
}

/* ---- the limits ---- */

static void show_limit(struct buf *b, const struct rule_plan *p, const struct rule_node *n,
                       const struct rule_version *v)
{
    rule_print_typed(b, p->law, n->type, &(struct rule_value){v->low, STR_NULL});
    if (v->low == v->high)
        return;
    buf_z(b, "至");
    rule_print_typed(b, p->law, n->type, &(struct rule_value){v->high, STR_NULL});
}

/* The entry of the node's limit, made when it is not there yet. */
static struct rule_limit_read *limit_entry(struct rule_limits *l, const struct rule_versions *v,
                                           struct arena *a)
{
    for (size_t i = 0; i < l->v.n; i++)
        if (str_eq(l->v.at[i].standard, v->name) && str_eq(l->v.at[i].limit, v->limit))
            return &l->v.at[i];
    vec_push(a, &l->v, (struct rule_limit_read){v->name, v->limit, STR("")});
    return vec_last(&l->v);
}

static void add_limit(const struct rule_plan *p, const struct rule_node *n, struct arena *a,
                      struct rule_limits *ret)
{
    struct rule_limit_read *entry = limit_entry(ret, n->versions, a);
    struct buf b = {0};

    buf_str(&b, entry->shown);
    for (size_t i = 0; i < n->versions->n; i++) {
        struct buf one = {0};

        if (n->versions->at[i].limit)
            show_limit(&one, p, n, &n->versions->at[i]);
        if (one.n > 0 && !str_has(buf_view(&b), buf_view(&one)))
            buf_fmt(&b, "%s%.*s", b.n ? "、" : "", (int)one.n, one.p);
        buf_release(&one);
    }
    entry->shown = str_dup(a, buf_view(&b));
    buf_release(&b);
}

void rule_limits(const struct rule_plan *plan, struct arena *a, struct rule_limits *ret)
{
    memset(ret, 0, sizeof(*ret));
    for (size_t i = 0; i < plan->ncore; i++)
        if (plan->node[i].op == RULE_OP_LIMIT)
            add_limit(plan, &plan->node[i], a, ret);
}
