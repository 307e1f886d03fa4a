/* law/prose.c - prose of templates (文书模板): {…} taken apart and looked up; see template.h. */
#include "law/template_internal.h"

struct prose_word {
    const char *word;
    enum law_prose_kind kind;
};

/* Words that stand alone, and prefixes that a name follows. */
static const struct prose_word alone[] = {{"本机关", LAW_PROSE_OWN},
                                          {"文号", LAW_PROSE_NUMBER},
                                          {"日期", LAW_PROSE_DATE},
                                          {"事项号", LAW_PROSE_MATTER}};
static const struct prose_word prefixed[] = {{"办理.", LAW_PROSE_ACT},
                                             {"期限.", LAW_PROSE_TERM},
                                             {"角色.", LAW_PROSE_ROLE},
                                             {"字段.", LAW_PROSE_FIELD}};

static int term_find(const struct law_procedure *p, struct str name)
{
    for (size_t i = 0; i < p->nterm; i++)
        if (str_eq(p->term[i].name, name))
            return (int)i;
    return -1;
}

static bool known(const struct law_procedure *p, enum law_prose_kind kind, struct str name)
{
    switch (kind) {
    case LAW_PROSE_FIELD:
        return law_field_find(&p->fields, name) >= 0;
    case LAW_PROSE_ROLE:
        return law_role_find(p, name) >= 0;
    case LAW_PROSE_ACT:
        return law_act_find(p, name) >= 0;
    case LAW_PROSE_TERM:
        return term_find(p, name) >= 0;
    case LAW_PROSE_TEXT:
    case LAW_PROSE_OWN:
    case LAW_PROSE_NUMBER:
    case LAW_PROSE_DATE:
    case LAW_PROSE_CITE:
    case LAW_PROSE_MATTER:
    case LAW_PROSE_BLANK:
        return true;
    }
    return false;
}

static void unknown(struct procedure_loader *l, const struct yaml_node *node, struct str name)
{
    struct near near = near_to(name);
    struct diag *d =
        PROCEDURE_ERROR(l, node, "程序“%.*s”没有“%.*s”这一字段、角色、办理行为或者期限",
                        STR_F(l->p->name), STR_F(name));

    for (size_t i = 0; i < l->p->fields.nfield; i++)
        near_offer(&near, l->p->fields.field[i].name);
    for (size_t i = 0; i < l->p->nrole; i++)
        near_offer(&near, l->p->role[i].name);
    law_hint_near(l->ld, d, &near);
}

/* cite -> '引 ' instrument ' ' article */
static void read_cite(struct procedure_loader *l, const struct yaml_node *node, struct str text,
                      struct law_prose_part *part)
{
    part->kind = LAW_PROSE_CITE;
    part->text = str_trim(text);
    if (!law_citation_parse(l->ld->law, part->text, &part->cite))
        PROCEDURE_ERROR(l, node, "law/source 里没有“%.*s”所引的法律文件", STR_F(part->text));
}

/* blank -> '空' [' ' number] */
static void read_blank(struct procedure_loader *l, const struct yaml_node *node, struct str text,
                       struct law_prose_part *part)
{
    enum { USUAL = 6, WIDEST = 60 };
    int width = 0;

    part->kind = LAW_PROSE_BLANK;
    part->width = USUAL;
    text = str_trim(text);
    for (size_t i = 0; i < text.n && i < 3; i++)
        width = text.p[i] >= '0' && text.p[i] <= '9' ? width * 10 + text.p[i] - '0' : WIDEST + 1;
    if (text.n > 0)
        part->width = width;
    if (part->width < 1 || part->width > WIDEST || text.n > 3)
        PROCEDURE_ERROR(l, node, "空白应当写成 {空 8} 的样子，宽 1 至 %d 字", WIDEST);
}

/* name -> alone | prefix name | field | role */
static void read_name(struct procedure_loader *l, const struct yaml_node *node, struct str text,
                      struct law_prose_part *part)
{
    part->text = text;
    part->kind = LAW_PROSE_FIELD;
    for (size_t i = 0; i < sizeof(alone) / sizeof(alone[0]); i++)
        if (str_eq(text, str_from(alone[i].word))) {
            part->kind = alone[i].kind;
            return;
        }
    for (size_t i = 0; i < sizeof(prefixed) / sizeof(prefixed[0]); i++)
        if (str_starts(text, str_from(prefixed[i].word))) {
            part->kind = prefixed[i].kind;
            part->text = str_tail(text, strlen(prefixed[i].word));
        }
    if (part->kind == LAW_PROSE_FIELD && !known(l->p, LAW_PROSE_FIELD, part->text) &&
        known(l->p, LAW_PROSE_ROLE, part->text))
        part->kind = LAW_PROSE_ROLE;
    if (!known(l->p, part->kind, part->text))
        unknown(l, node, text);
}

/* place -> '{' ( cite | blank | name ['?'] ) '}' */
static void read_place(struct procedure_loader *l, const struct yaml_node *node, struct str text,
                       struct law_prose_part *part)
{
    text = str_trim(text);
    if (str_starts(text, STR("引 "))) {
        read_cite(l, node, str_tail(text, sizeof("引 ") - 1), part);
        return;
    }
    if (str_eq(text, STR("空")) || str_starts(text, STR("空 "))) {
        read_blank(l, node, str_tail(text, sizeof("空") - 1), part);
        return;
    }
    part->optional = str_ends(text, STR("?")) || str_ends(text, STR("？"));
    if (part->optional)
        text = str_sub(text, 0, text.n - (str_ends(text, STR("?")) ? 1 : sizeof("？") - 1));
    read_name(l, node, str_trim(text), part);
}

/* An instrument is cited by {引 …}, which proves that it is in law/source. */
static void read_plain(struct procedure_loader *l, const struct yaml_node *node, struct str text,
                       struct law_prose_part *part)
{
    static const char *const ends[] = {"法》",   "条例》", "规定》", "规则》",
                                       "解释》", "办法》", "典》"};

    part->kind = LAW_PROSE_TEXT;
    part->text = text;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (str_has(text, str_from(ends[i])))
            PROCEDURE_ERROR(l, node, "引用法律文件应当写成 {引 名称 第几条}，不写在文字里");
}

/* prose -> { plain | place } */
void template_read_prose(struct procedure_loader *l, const struct yaml_node *node,
                         struct law_prose *ret)
{
    struct str rest, text;
    VEC(struct law_prose_part) v = {0};

    if (!node || !law_read_text(l->ld, l->f, node, &rest))
        return;
    ret->place = law_place_of_text(l->f, node);
    if (rest.n > PROSE_MAX)
        PROCEDURE_ERROR(l, node, "一段文字不能超过 %d 字节", PROSE_MAX);
    while (rest.n > 0 && rest.n <= PROSE_MAX) {
        struct law_prose_part part = {0};

        text = str_cut(&rest, STR("{"));
        if (text.n > 0) {
            read_plain(l, node, text, &part);
            vec_push(l->ld->a, &v, part);
        }
        if (rest.n == 0)
            break;
        if (!str_has(rest, STR("}"))) {
            PROCEDURE_ERROR(l, node, "“{”没有配对的“}”");
            break;
        }
        part = (struct law_prose_part){0};
        read_place(l, node, str_cut(&rest, STR("}")), &part);
        vec_push(l->ld->a, &v, part);
    }
    ret->part = v.at;
    ret->n = v.n;
}
