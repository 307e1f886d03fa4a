/* rule/set.c - 属于 and 含: the sets on their right; see compile.h. */
#include "rule/compile.h"

static bool has_bits(enum rule_kind kind)
{
    return kind == RULE_CODE || kind == RULE_ORGAN;
}

static size_t universe(const struct rule_compiler *c, struct rule_type t)
{
    if (t.kind == RULE_ORGAN)
        return c->law->norgan;
    return t.codes ? t.codes->nvalue : c->law->ncause;
}

static void add_bit(struct rule_set *set, size_t i)
{
    set->bits[i / 64] |= 1ULL << (i % 64);
}

/* ---- classes ---- */

static void add_cause(struct rule_compiler *c, struct rule_set *set, int class_)
{
    for (size_t i = 0; i < c->law->ncause; i++)
        if (law_cause_in(c->law, (int)i, class_))
            add_bit(set, i);
}

static bool organ_below(const struct law_organ *o, const struct law_organ *top)
{
    for (; o; o = o->parent)
        if (o == top)
            return true;
    return false;
}

static void add_organ(struct rule_compiler *c, struct rule_set *set, int top)
{
    for (size_t i = 0; i < c->law->norgan; i++)
        if (organ_below(&c->law->organ[i], &c->law->organ[top]))
            add_bit(set, i);
}

/* The kinds of organ by their words of the glossary. */
static const char *const kind_words[] = {
    [LAW_ORGAN_AGENCY] = "行政机关",       [LAW_ORGAN_POLICE] = "公安",
    [LAW_ORGAN_PROCURATORATE] = "检察院",  [LAW_ORGAN_COURT] = "法院",
    [LAW_ORGAN_JUSTICE_BUREAU] = "司法局", [LAW_ORGAN_TOWNSHIP] = "镇街",
    [LAW_ORGAN_PARTY_OFFICE] = "党委办",   [LAW_ORGAN_SECTION] = "内设机构"};

enum { NKINDS = sizeof(kind_words) / sizeof(kind_words[0]) };

static bool organ_kind(struct str name, enum law_organ_kind *ret)
{
    for (size_t i = 0; i < NKINDS; i++)
        if (str_eq(name, str_from(kind_words[i]))) {
            *ret = (enum law_organ_kind)i;
            return true;
        }
    return false;
}

static bool has_power(const struct law_organ *o, struct str power)
{
    for (size_t i = 0; i < o->npower; i++)
        if (str_eq(o->power[i], power))
            return true;
    return false;
}

/* organ class: a kind of organ, or a field of enforcement; false when name is neither */
static bool add_organ_class(struct rule_compiler *c, struct rule_set *set, struct str name)
{
    enum law_organ_kind kind = LAW_ORGAN_AGENCY;
    bool by_kind = organ_kind(name, &kind), any = by_kind;

    for (size_t i = 0; i < c->law->norgan; i++) {
        const struct law_organ *o = &c->law->organ[i];

        if (by_kind ? o->kind == kind : has_power(o, name)) {
            add_bit(set, i);
            any = true;
        }
    }
    return any;
}

static int organ_class(struct rule_compiler *c, const struct syntax *name)
{
    int i = law_organ_find(c->law, name->text);
    struct near near = near_to(name->text);
    struct diag *d;

    if (i >= 0)
        return i;
    d = RULE_ERROR(c, name, "没有机关类“%.*s”：既不是机关种类、执法领域，也不是机关",
                   STR_F(name->text));
    for (size_t k = 0; k < NKINDS; k++)
        near_offer(&near, str_from(kind_words[k]));
    for (size_t k = 0; k < c->law->norgan; k++) {
        const struct law_organ *o = &c->law->organ[k];

        near_offer(&near, o->short_name);
        for (size_t w = 0; w < o->npower; w++)
            near_offer(&near, o->power[w]);
    }
    rule_hint_near(c, d, &near);
    return -1;
}

/* class -> ( 案由类 | 机关类 ) '.' name */
static bool add_class(struct rule_compiler *c, struct rule_set *set, struct rule_type type,
                      const struct syntax *s)
{
    struct str head = s->kid[0]->text;
    bool cause = str_eq(head, STR("案由类")), organ = str_eq(head, STR("机关类"));
    int i;

    if (s->nkid != 2 || (!cause && !organ)) {
        RULE_ERROR(c, s, "“属于”后面要写 案由类.名称、机关类.名称、任一(…) 或名称");
        return false;
    }
    if (cause != (type.kind == RULE_CODE && !type.codes) || organ != (type.kind == RULE_ORGAN)) {
        RULE_ERROR(c, s, "“%.*s”不能用于%.*s", STR_F(rule_written(c, s)),
                   STR_F(rule_type_name(c->arena, c->law, type)));
        return false;
    }
    if (organ && add_organ_class(c, set, s->kid[1]->text))
        return true;
    i = organ ? organ_class(c, s->kid[1]) : rule_find_code(c, type, s->kid[1]);
    if (i < 0)
        return false;
    if (cause)
        add_cause(c, set, i);
    else
        add_organ(c, set, i);
    return true;
}

/* ---- members ---- */

static bool add_code(struct rule_compiler *c, struct rule_set *set, struct rule_type type,
                     const struct syntax *s)
{
    int i;

    if (s->kind == SYNTAX_PATH)
        return add_class(c, set, type, s);
    if (s->kind == SYNTAX_NUMBER) {
        RULE_ERROR(c, s, "“属于”后面要写名称，不是数");
        return false;
    }
    i = rule_find_code(c, type, s);
    if (i < 0)
        return false;
    if (type.kind == RULE_ORGAN)
        add_organ(c, set, i);
    else if (type.codes)
        add_bit(set, (size_t)i);
    else
        add_cause(c, set, i);
    return true;
}

static bool add_text(struct rule_compiler *c, struct rule_set *set, const struct syntax *s)
{
    struct diag *d;

    if (s->kind != SYNTAX_TEXT) {
        d = RULE_ERROR(c, s, "这里要写文字");
        diag_hint(c->diags, d, "文字要加引号：「%.*s」", STR_F(rule_written(c, s)));
        return false;
    }
    if (s->text.n == 0) {
        RULE_ERROR(c, s, "引号里没有文字");
        return false;
    }
    set->text[set->n++] = s->text;
    return true;
}

static bool add_number(struct rule_compiler *c, struct rule_set *set, struct rule_type type,
                       const struct syntax *s)
{
    struct rule_node *n = rule_resolve(c, s, type);

    if (rule_is_error(n))
        return false;
    n = rule_node_in_unit(c, n, type.unit);
    if (n->op != RULE_OP_CONST || n->type.kind != type.kind || n->type.unit != type.unit) {
        RULE_ERROR(c, s, "“%.*s”是%.*s，不能与%.*s比较", STR_F(n->source),
                   STR_F(rule_type_name(c->arena, c->law, n->type)),
                   STR_F(rule_type_name(c->arena, c->law, type)));
        return false;
    }
    set->number[set->n++] = n->number;
    return true;
}

static bool add_member(struct rule_compiler *c, struct rule_set *set, struct rule_type type,
                       const struct syntax *s)
{
    if (has_bits(type.kind))
        return add_code(c, set, type, s);
    if (type.kind == RULE_WORDS)
        return add_text(c, set, s);
    return add_number(c, set, type, s);
}

/* “非法采矿”类、“警告”: the members as a sentence names them. */
static struct str shown(struct rule_compiler *c, const struct syntax *s)
{
    struct buf b = {0};
    struct str out;

    for (size_t i = 1; i < s->nkid; i++) {
        const struct syntax *m = s->kid[i];
        bool class_ = m->kind == SYNTAX_PATH && m->nkid == 2;
        struct str name = class_ ? m->kid[1]->text : m->text;

        buf_z(&b, i > 1 ? "、" : "");
        buf_fmt(&b, m->kind == SYNTAX_NUMBER ? "%.*s" : "“%.*s”", STR_F(name));
        buf_z(&b, class_ && !str_ends(name, STR("类")) ? "类" : "");
    }
    out = str_dup(c->arena, buf_view(&b));
    buf_release(&b);
    return out;
}

static struct rule_set *new_set(struct rule_compiler *c, const struct syntax *s,
                                struct rule_type type)
{
    struct rule_set *set = ARENA_NEW(c->arena, struct rule_set);

    set->kind = type.kind;
    set->all = s->all;
    set->number = ARENA_ARRAY(c->arena, int64_t, s->nkid);
    set->text = ARENA_ARRAY(c->arena, struct str, s->nkid);
    if (has_bits(type.kind)) {
        set->nbits = universe(c, type);
        set->bits = ARENA_ARRAY(c->arena, uint64_t, set->nbits / 64 + 1);
    }
    set->shown = shown(c, s);
    return set;
}

/* What may stand on the left of 属于 and 含. */
static bool set_fits(struct rule_compiler *c, const struct syntax *s, const struct rule_node *kid)
{
    enum rule_kind k = kid->type.kind;
    bool text = k == RULE_WORDS;

    if (s->kind == SYNTAX_HAS ? text
                              : text || has_bits(k) || k == RULE_INT || k == RULE_REGION ||
                                    k == RULE_MONEY || k == RULE_QUANTITY)
        return !kid->ranged;
    RULE_ERROR(c, s, "“%s”不能用于%.*s：“%.*s”", s->kind == SYNTAX_HAS ? "含" : "属于",
               STR_F(rule_type_name(c->arena, c->law, kid->type)), STR_F(kid->source));
    return false;
}

static enum rule_op set_op(const struct syntax *s)
{
    if (s->kind == SYNTAX_HAS)
        return s->negated ? RULE_OP_LACKS : RULE_OP_HAS;
    return s->negated ? RULE_OP_NOT_IN : RULE_OP_IN;
}

struct rule_node *rule_resolve_set(struct rule_compiler *c, const struct syntax *s)
{
    struct rule_node *kid = rule_resolve_value(c, s->kid[0]), *n;
    struct rule_set *set;
    bool ok = true;

    if (rule_is_error(kid) || !set_fits(c, s, kid))
        return rule_node_error(c, s);
    set = new_set(c, s, kid->type);
    for (size_t i = 1; i < s->nkid; i++)
        ok = add_member(c, set, kid->type, s->kid[i]) && ok;
    if (!ok)
        return rule_node_error(c, s);
    n = rule_node_new(c, set_op(s), rule_type_plain(RULE_BOOL), s);
    rule_node_kids(c, n, &kid, 1);
    n->set = set;
    return n;
}
