/*
 * rule/resolve.c - names, leaves and tests of an expression; see compile.h.
 *
 * A bare name means the field of the row in hand; where the other side of a comparison is a
 * code or an organ, it may also be one of those.
 */
#include "rule/compile.h"

static const struct rule_type nothing = {.kind = RULE_NO_TYPE, .unit = -1};

/* ---- names ---- */

static bool is_field(const struct rule_compiler *c, const struct syntax *s)
{
    return rule_row(c) && law_field_find(rule_row(c), s->text) >= 0;
}

static bool is_constant_word(struct str name)
{
    return str_eq(name, STR("是")) || str_eq(name, STR("否")) || str_eq(name, STR("今日"));
}

static struct rule_node *constant_word(struct rule_compiler *c, const struct syntax *s)
{
    if (str_eq(s->text, STR("今日")))
        return rule_node_new(c, RULE_OP_TODAY, rule_type_plain(RULE_DATE), s);
    return rule_node_number(c, rule_type_plain(RULE_BOOL), str_eq(s->text, STR("是")), s);
}

static bool takes_codes(struct rule_type wanted)
{
    return wanted.kind == RULE_CODE || wanted.kind == RULE_ORGAN;
}

static struct rule_node *code(struct rule_compiler *c, const struct syntax *s,
                              struct rule_type wanted)
{
    int i = rule_find_code(c, wanted, s);

    return i < 0 ? rule_node_error(c, s) : rule_node_number(c, wanted, i, s);
}

static void hint_name(struct rule_compiler *c, struct diag *d, const struct syntax *s,
                      struct rule_type wanted)
{
    const struct law_dataset *row = rule_row(c);
    struct str best = rule_like_field(row, s->text);

    if (best.n)
        diag_hint(c->diags, d, "是否想写“%.*s”?", STR_F(best));
    else if (c->counted && c->screened && law_field_find(c->screened, s->text) >= 0)
        diag_hint(c->diags, d, "本案的字段写作“本案.%.*s”", STR_F(s->text));
    else if (wanted.kind == RULE_WORDS)
        diag_hint(c->diags, d, "文字要加引号：「%.*s」", STR_F(s->text));
}

static struct rule_node *resolve_name(struct rule_compiler *c, const struct syntax *s,
                                      struct rule_type wanted)
{
    const struct law_dataset *row = rule_row(c);
    struct diag *d;

    if (is_constant_word(s->text))
        return constant_word(c, s);
    if (is_field(c, s))
        return rule_node_field(c, row, law_field_find(row, s->text), c->counted ? 1 : 0, s);
    if (takes_codes(wanted))
        return code(c, s, wanted);
    if (row) {
        d = RULE_ERROR(c, s, "数据集“%.*s”没有字段“%.*s”", STR_F(row->name), STR_F(s->text));
        hint_name(c, d, s, wanted);
    }
    return rule_node_error(c, s);
}

static struct rule_node *resolve_own_field(struct rule_compiler *c, const struct syntax *s)
{
    const struct law_dataset *counted = c->counted;
    int f;

    if (s->nkid != 2) {
        RULE_ERROR(c, s, "“%.*s”多了一段：本案的字段写作“本案.字段”", STR_F(rule_written(c, s)));
        return rule_node_error(c, s);
    }
    if (!c->screened)
        return rule_node_error(c, s);
    c->counted = NULL;
    f = rule_find_field(c, c->screened, s->kid[1]);
    c->counted = counted;
    return f < 0 ? rule_node_error(c, s) : rule_node_field(c, c->screened, f, 0, s);
}

static struct rule_node *resolve_path(struct rule_compiler *c, const struct syntax *s)
{
    static const char *const heads[] = {"本案", "标准", "案由类", "机关类", "时限"};
    struct str head = s->kid[0]->text;
    struct near near = near_to(head);
    struct diag *d;

    if (str_eq(head, STR("本案")))
        return resolve_own_field(c, s);
    if (str_eq(head, STR("标准")))
        return rule_resolve_limit(c, s);
    if (str_eq(head, STR("限")) && c->standard)
        return rule_resolve_own_limit(c, s);
    if (str_eq(head, STR("限"))) {
        d = RULE_ERROR(c, s, "“%.*s”只能写在标准自己的条件里", STR_F(rule_written(c, s)));
        diag_hint(c->diags, d, "规则里写作“标准.名称.限值”");
        return rule_node_error(c, s);
    }
    if (str_eq(head, STR("案由类")) || str_eq(head, STR("机关类"))) {
        d = RULE_ERROR(c, s, "“%.*s”是一类，不是一个值", STR_F(rule_written(c, s)));
        diag_hint(c->diags, d, "写作“案由 属于 案由类.名称”“机关 属于 机关类.名称”");
        return rule_node_error(c, s);
    }
    if (rule_is_term(s)) {
        d = RULE_ERROR(c, s, "“%.*s”是一段时间，不是一个值", STR_F(rule_written(c, s)));
        diag_hint(c->diags, d, "加在日期后面：日期 + 时限.编号");
        return rule_node_error(c, s);
    }
    d = RULE_ERROR(c, s->kid[0], "“%.*s”后面不能接“.”", STR_F(head));
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
        near_offer(&near, str_from(heads[i]));
    if (near_best(&near).n)
        rule_hint_near(c, d, &near);
    else
        diag_hint(c->diags, d, "可以接“.”的是 本案、标准、案由类、机关类、时限");
    return rule_node_error(c, s);
}

static struct rule_node *resolve_this(struct rule_compiler *c, const struct syntax *s)
{
    struct diag *d = RULE_ERROR(c, s, "这里的“本案”要写明字段：本案.字段名");

    diag_hint(c->diags, d, "只有“案件 = 本案”“当事人 = 本案”“机关 = 本案”这类等式可以省略字段名");
    return rule_node_error(c, s);
}

/* ---- pairs ---- */

/* Does s mean something only next to the type of the other side? */
static bool depends_on_other(const struct rule_compiler *c, const struct syntax *s)
{
    if (s->kind == SYNTAX_NAME)
        return !is_constant_word(s->text) && !is_field(c, s);
    return s->kind == SYNTAX_TEXT || s->kind == SYNTAX_NUMBER;
}

/* 案件 = 本案: the field of this row that plays the same part. */
static struct rule_node *same_role(struct rule_compiler *c, const struct syntax *s,
                                   const struct rule_node *field)
{
    struct diag *d;
    int f;

    if (rule_is_error(field) || !c->screened)
        return rule_node_error(c, s);
    if (field->op != RULE_OP_FIELD || field->level != 1)
        return resolve_this(c, s);
    f = rule_same_role(field->dataset, field->field, c->screened);
    if (f >= 0)
        return rule_node_field(c, c->screened, f, 0, s);
    d = RULE_ERROR(c, s, "“%.*s = 本案”不成立：%.*s没有与之对应的字段",
                   STR_F(field->dataset->field[field->field].name), STR_F(c->screened->name));
    diag_hint(c->diags, d, "写明字段：%.*s = 本案.字段名",
              STR_F(field->dataset->field[field->field].name));
    return rule_node_error(c, s);
}

/* Codes of one dictionary in those of another, by name. */
static struct rule_node *regroup(struct rule_compiler *c, struct rule_node *from,
                                 const struct law_field *to)
{
    const struct law_field *f = from->type.codes;
    int32_t *map = ARENA_ARRAY(c->arena, int32_t, f->nvalue + 1);
    struct rule_node *n = rule_node_wrap(c, RULE_OP_REGROUP, &from, 1);

    for (size_t i = 0; i < f->nvalue; i++) {
        map[i] = -1;
        for (size_t k = 0; k < to->nvalue; k++)
            if (str_eq(f->value[i], to->value[k]))
                map[i] = (int32_t)k;
    }
    n->type.codes = to;
    n->regroup = map;
    n->nregroup = f->nvalue;
    return n;
}

static void same_dictionary(struct rule_compiler *c, struct rule_node *pair[2])
{
    if (pair[0]->type.kind != RULE_CODE || pair[1]->type.kind != RULE_CODE ||
        !pair[0]->type.codes || !pair[1]->type.codes || pair[0]->type.codes == pair[1]->type.codes)
        return;
    if (pair[1]->reads_counted)
        pair[0] = regroup(c, pair[0], pair[1]->type.codes);
    else
        pair[1] = regroup(c, pair[1], pair[0]->type.codes);
}

void rule_resolve_pair(struct rule_compiler *c, const struct syntax *a, const struct syntax *b,
                       struct rule_node *ret[2])
{
    bool swap = (depends_on_other(c, a) && !depends_on_other(c, b)) || a->kind == SYNTAX_THIS;
    const struct syntax *first = swap ? b : a, *second = swap ? a : b;
    struct rule_node *x = rule_resolve(c, first, nothing), *y;

    if (second->kind == SYNTAX_THIS)
        y = same_role(c, second, x);
    else
        y = rule_resolve(c, second, x->type);
    ret[0] = swap ? y : x;
    ret[1] = swap ? x : y;
    same_dictionary(c, ret);
}

/* ---- tests ---- */

static struct rule_node *resolve_missing(struct rule_compiler *c, const struct syntax *s)
{
    struct rule_node *kid = rule_resolve_value(c, s->kid[0]), *n;

    if (rule_is_error(kid))
        return kid;
    if (kid->op != RULE_OP_FIELD) {
        RULE_ERROR(c, s->kid[0], "“%s”后面要跟一个字段", s->negated ? "不缺" : "缺");
        return rule_node_error(c, s);
    }
    n = rule_node_new(c, s->negated ? RULE_OP_PRESENT : RULE_OP_MISSING, rule_type_plain(RULE_BOOL),
                      s);
    rule_node_kids(c, n, &kid, 1);
    return n;
}

static struct rule_node *resolve_logic(struct rule_compiler *c, const struct syntax *s,
                                       enum rule_op op)
{
    struct rule_node *n = rule_node_new(c, op, rule_type_plain(RULE_BOOL), s);
    VEC(struct rule_node *) kid = {0};

    for (size_t i = 0; i < s->nkid; i++) {
        struct rule_node *k = rule_resolve_condition(c, s->kid[i]);

        if (k->op == op && op != RULE_OP_NOT)
            for (size_t j = 0; j < k->nkid; j++)
                vec_push(c->arena, &kid, k->kid[j]);
        else
            vec_push(c->arena, &kid, k);
    }
    rule_node_kids(c, n, kid.at, kid.n);
    return n;
}

static struct rule_node *resolve_text(struct rule_compiler *c, const struct syntax *s,
                                      struct rule_type wanted)
{
    return takes_codes(wanted) ? code(c, s, wanted) : rule_node_text(c, s->text, s);
}

static struct rule_node *resolve_kind(struct rule_compiler *c, const struct syntax *s,
                                      struct rule_type wanted)
{
    switch (s->kind) {
    case SYNTAX_NAME:
        return resolve_name(c, s, wanted);
    case SYNTAX_PATH:
        return resolve_path(c, s);
    case SYNTAX_NUMBER:
        return rule_resolve_number(c, s, wanted);
    case SYNTAX_DATE:
        return rule_node_number(c, rule_type_plain(RULE_DATE), s->day.n, s);
    case SYNTAX_TEXT:
        return resolve_text(c, s, wanted);
    case SYNTAX_THIS:
        return resolve_this(c, s);
    case SYNTAX_NEG:
        return rule_resolve_neg(c, s);
    case SYNTAX_NOT:
        return resolve_logic(c, s, RULE_OP_NOT);
    case SYNTAX_AND:
        return resolve_logic(c, s, RULE_OP_AND);
    case SYNTAX_OR:
        return resolve_logic(c, s, RULE_OP_OR);
    case SYNTAX_BINARY:
        return rule_resolve_binary(c, s);
    case SYNTAX_IN:
    case SYNTAX_HAS:
        return rule_resolve_set(c, s);
    case SYNTAX_BETWEEN:
        return rule_resolve_between(c, s);
    case SYNTAX_WINDOW:
        return rule_resolve_window(c, s);
    case SYNTAX_MISSING:
        return resolve_missing(c, s);
    case SYNTAX_MEETS:
        return rule_resolve_meets(c, s);
    case SYNTAX_CALL:
        return rule_resolve_call(c, s);
    case SYNTAX_PEER:
        return rule_resolve_peer(c, s);
    }
    return rule_node_error(c, s);
}

struct rule_node *rule_resolve(struct rule_compiler *c, const struct syntax *s,
                               struct rule_type wanted)
{
    return resolve_kind(c, s, wanted);
}

struct rule_node *rule_resolve_value(struct rule_compiler *c, const struct syntax *s)
{
    return rule_resolve(c, s, nothing);
}

struct rule_node *rule_resolve_condition(struct rule_compiler *c, const struct syntax *s)
{
    struct rule_node *n = rule_resolve_value(c, s), *truth;
    struct diag *d;

    if (rule_is_error(n) || (n->type.kind == RULE_BOOL && rule_op_get(n->op)->test))
        return n;
    if (n->type.kind != RULE_BOOL) {
        d = RULE_ERROR(c, s, "这里要一个条件，而“%.*s”是%.*s", STR_F(rule_written(c, s)),
                       STR_F(rule_type_name(c->arena, c->law, n->type)));
        diag_hint(c->diags, d, "要写成比较，如“%.*s = …”“%.*s >= …”", STR_F(rule_written(c, s)),
                  STR_F(rule_written(c, s)));
        return rule_node_error(c, s);
    }
    truth = rule_node_new(c, RULE_OP_TRUE, rule_type_plain(RULE_BOOL), s);
    rule_node_kids(c, truth, &n, 1);
    return truth;
}
