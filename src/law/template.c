/* law/template.c - the files of law/template; see template.h. */
#include "base/fen.h"
#include "law/template_internal.h"

static const char *const form_names[] = {
    [LAW_FORM_OFFICIAL] = "公文", [LAW_FORM_LETTER] = "信函", [LAW_FORM_ORDER] = "命令",
    [LAW_FORM_MINUTES] = "纪要",  [LAW_FORM_WRIT] = "文书",   [LAW_FORM_PLAIN] = "表格"};
enum { NFORM = sizeof(form_names) / sizeof(form_names[0]) };

struct template_in {
    struct law_template t;
    const struct yaml_node *name, *act, *form, *from, *to, *address, *copy, *number, *head, *title,
        *body, *attach, *sign, *basis;
};

#define AT(f) offsetof(struct template_in, f), 0
static const struct law_key template_key[] = {
    {"id", LAW_KEY_STR, true, AT(t.id)},
    {"name", LAW_KEY_NODE, true, AT(name)},
    {"act", LAW_KEY_NODE, false, AT(act)},
    {"form", LAW_KEY_NODE, true, AT(form)},
    {"from", LAW_KEY_NODE, true, AT(from)},
    {"to", LAW_KEY_NODE, false, AT(to)},
    {"address", LAW_KEY_NODE, false, AT(address)},
    {"copy", LAW_KEY_NODE, false, AT(copy)},
    {"number", LAW_KEY_STR, false, AT(t.mark)},
    {"doc_number", LAW_KEY_NODE, false, AT(number)},
    {"head", LAW_KEY_NODE, false, AT(head)},
    {"title", LAW_KEY_NODE, true, AT(title)},
    {"body", LAW_KEY_NODE, true, AT(body)},
    {"attach", LAW_KEY_NODE, false, AT(attach)},
    {"sign", LAW_KEY_NODE, false, AT(sign)},
    {"seal", LAW_KEY_BOOL, false, AT(t.seal)},
    {"undated", LAW_KEY_BOOL, false, AT(t.undated)},
    {"basis", LAW_KEY_NODE, true, AT(basis)},
    {"verified", LAW_KEY_VERIFIED, true, AT(t.basis.verified)},
    {"note", LAW_KEY_STR, false, AT(t.note)},
};
static const struct law_keys template_keys = LAW_KEYS("文书模板", template_key);

struct file_in {
    struct str procedure;
    const struct yaml_node *templates;
};

static const struct law_key file_key[] = {
    {"procedure", LAW_KEY_STR, true, offsetof(struct file_in, procedure), 0},
    {"templates", LAW_KEY_NODE, true, offsetof(struct file_in, templates), 0},
};
static const struct law_keys file_keys = LAW_KEYS("模板文件", file_key);

int template_read_count(struct procedure_loader *l, const struct yaml_node *node, int max,
                        int otherwise)
{
    int64_t n;

    if (!node)
        return otherwise;
    if (node->kind == YAML_SCALAR && fen_decimal(node->text, 0, &n) && n >= 1 && n <= max)
        return (int)n;
    PROCEDURE_ERROR(l, node, "这里应当是 1 至 %d 的整数", max);
    return otherwise;
}

/* ---- who makes it ---- */

static bool made_by(const struct law_act *act, struct str name)
{
    for (size_t i = 0; i < act->nmake; i++)
        if (str_eq(act->make[i], name))
            return true;
    for (size_t i = 0; i < act->npaper; i++)
        if (str_eq(act->paper[i].name, name))
            return true;
    return false;
}

/* The acts written, or those that name the document. */
static void find_acts(struct procedure_loader *l, const struct template_in *in,
                      struct law_template *t)
{
    procedure_read_list(l, in->act, law_act_find, "办理行为", &t->act);
    if (in->act)
        return;
    t->act.at = ARENA_ARRAY(l->ld->a, int, l->p->nact + 1);
    for (size_t i = 0; i < l->p->nact; i++)
        if (made_by(&l->p->act[i], t->name))
            t->act.at[t->act.n++] = (int)i;
    if (t->act.n == 0)
        PROCEDURE_ERROR(l, in->name,
                        "程序“%.*s”没有办理行为生成或者附有“%.*s”，应当用 act 写明在哪一行为时制作",
                        STR_F(l->p->name), STR_F(t->name));
}

/* ---- parts ---- */

static void read_attachment(struct procedure_loader *l, const struct yaml_node *node,
                            struct law_template *t)
{
    struct law_attachment *at = &t->attachment[t->nattachment++];
    const struct yaml_node *text = node;

    if (node->kind == YAML_MAP) {
        text = yaml_get(node, STR("text"));
        procedure_read_condition(l, yaml_get(node, STR("if")), &at->when);
        if (!text || node->n != 2 || at->when.text.n == 0)
            PROCEDURE_ERROR(l, node, "附件应当是文字，或者 {text: 文字, if: 条件}");
    }
    template_read_prose(l, text, &at->prose);
}

static void read_attachments(struct procedure_loader *l, const struct yaml_node *node,
                             struct law_template *t)
{
    if (!procedure_list(l, node))
        return;
    t->attachment = ARENA_ARRAY(l->ld->a, struct law_attachment, node->n + 1);
    for (size_t i = 0; i < node->n; i++)
        read_attachment(l, node->item[i], t);
}

static void read_sign(struct procedure_loader *l, const struct yaml_node *node,
                      struct law_template *t)
{
    size_t n = !node ? 0 : node->kind == YAML_LIST ? node->n : 1;

    t->sign = ARENA_ARRAY(l->ld->a, struct law_prose, n + 1);
    for (size_t i = 0; i < n; i++)
        template_read_prose(l, node->kind == YAML_LIST ? node->item[i] : node, &t->sign[i]);
    t->nsign = n;
}

static void read_parts(struct procedure_loader *l, const struct template_in *in,
                       struct law_template *t)
{
    int form = law_read_choice(l->ld, (struct law_item){l->f, in->form}, form_names, NFORM, "文种");

    t->form = form >= 0 ? (enum law_form)form : LAW_FORM_PLAIN;
    t->from = procedure_read_index(l, in->from, law_role_find, "角色");
    t->to = in->to ? procedure_read_index(l, in->to, law_role_find, "角色") : -1;
    if (in->to && in->address)
        PROCEDURE_ERROR(l, in->address, "to 和 address 只写一个");
    template_read_prose(l, in->address, &t->address);
    procedure_read_list(l, in->copy, law_role_find, "角色", &t->copy);
    if (in->number && t->mark.n > 0)
        PROCEDURE_ERROR(l, in->number, "number 和 doc_number 只写一个");
    template_read_prose(l, in->number, &t->number);
    template_read_prose(l, in->head, &t->head);
    template_read_prose(l, in->title, &t->title);
    template_read_blocks(l, in->body, t);
    if (in->attach)
        read_attachments(l, in->attach, t);
    read_sign(l, in->sign, t);
    procedure_read_basis(l, in->basis, &t->basis);
}

/* ---- files ---- */

static struct str key_of(struct law_loader *ld, const struct law_procedure *p, struct str name)
{
    return str_fmt(ld->a, "%.*s/%.*s", STR_F(p->id), STR_F(name));
}

static void load_template(struct procedure_loader *l, const struct yaml_node *node)
{
    struct law_item item = {l->f, node};
    struct template_in in = {0};
    struct law_template *t = ARENA_NEW(l->ld->a, struct law_template);

    if (!law_read_map(l->ld, item, &template_keys, &in) ||
        !law_read_text(l->ld, l->f, in.name, &in.t.name))
        return;
    *t = in.t;
    t->p = l->p;
    t->place = law_place_of(l->f, in.name);
    find_acts(l, &in, t);
    read_parts(l, &in, t);
    vec_push(l->ld->a, &l->ld->template, t);
    law_register(l->ld, &l->ld->snap->template_by_name, item, t->id, t);
    law_register(l->ld, &l->ld->snap->template_by_name, item, key_of(l->ld, l->p, t->name), t);
}

static void load_file(struct law_loader *ld, struct law_item item)
{
    struct file_in in = {0};
    struct procedure_loader l = {ld, item.file, NULL};

    if (!law_read_map(ld, item, &file_keys, &in))
        return;
    l.p = map_get(&ld->snap->procedure_by_name, in.procedure);
    if (!l.p) {
        LAW_ERROR(ld, item.file, item.node, "law/procedure 里没有程序“%.*s”", STR_F(in.procedure));
        return;
    }
    if (!procedure_list(&l, in.templates))
        return;
    for (size_t i = 0; i < in.templates->n; i++)
        load_template(&l, in.templates->item[i]);
}

void law_load_templates(struct law_loader *ld)
{
    size_t n;
    struct law_item *item = law_file_items(ld, STR("law/template/"), &n);

    for (size_t i = 0; i < n; i++)
        load_file(ld, item[i]);
    ld->law->template = ld->template.at;
    ld->law->ntemplate = ld->template.n;
}

const struct law_template *law_template_find(const struct law *law, const struct law_procedure *p,
                                             struct str name)
{
    const struct law_template *found = map_get(&law_snapshot(law)->template_by_name, name);
    size_t n = 0;

    if (found)
        return found;
    for (size_t i = 0; i < law->ntemplate; i++) {
        const struct law_template *t = law->template[i];

        if (!str_eq(t->name, name) || (p && !str_eq(t->p->id, p->id)))
            continue;
        found = t;
        n++;
    }
    return n == 1 ? found : NULL;
}
