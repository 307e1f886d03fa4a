/* cli/cmd_law_audit.c - liandong law audit: what an organ, a kind of organ or a role can do and see,
 * over all procedures. */
#include "base/json.h"
#include "cli/law.h"
#include "cli/run.h"
#include "law/procedure.h"

/* Whose view: of an organ of the kind, or of whoever acts in a role of that name. */
struct audit {
    struct cli_run *run;
    struct buf out;
    enum law_organ_kind kind;
    struct str role; /* empty: the kind */
    size_t acts, fields;
};

static int own_role(const struct law_procedure *p, int role)
{
    return p->role[role].of >= 0 ? p->role[role].of : role;
}

/* May he act and see as the role?  Who holds one is of its organ, and so acts and sees as its other
 * roles do that need no other capability. */
static bool takes(const struct audit *a, const struct law_procedure *p, int role)
{
    int held = a->role.n ? law_role_find(p, a->role) : -1;
    struct str need = p->role[role].capability;

    if (a->role.n == 0)
        return law_role_takes(p, role, a->kind);
    return held >= 0 && own_role(p, role) == own_role(p, held) &&
           (need.n == 0 || str_eq(need, p->role[held].capability));
}

/* The role by which he may do the act; -1. */
static int role_for(const struct audit *a, const struct law_procedure *p, const struct law_act *act)
{
    for (size_t i = 0; i < act->by.n; i++)
        if (takes(a, p, act->by.at[i]))
            return act->by.at[i];
    return -1;
}

static bool sees(const struct audit *a, const struct law_procedure *p, size_t field)
{
    const struct law_index_list *see = &p->see[field];

    for (size_t i = 0; i < see->n; i++)
        if (takes(a, p, see->at[i]))
            return true;
    return see->n == 0;
}

static bool supervises(const struct audit *a, const struct law_procedure *p)
{
    return a->role.n == 0 && (p->supervise.kinds >> a->kind & 1) != 0;
}

static bool concerns(const struct audit *a, const struct law_procedure *p)
{
    for (size_t i = 0; i < p->nrole; i++)
        if (takes(a, p, (int)i))
            return true;
    return supervises(a, p);
}

static void print_act(struct audit *a, const struct law_procedure *p, const struct law_act *act,
                      int role)
{
    const struct law_role *r = &p->role[role];

    a->acts++;
    if (a->run->json) {
        json_open(&a->out, NULL, '{');
        json_text(&a->out, "procedure", p->id);
        json_text(&a->out, "act", act->name);
        json_text(&a->out, "role", r->name);
        json_text(&a->out, "capability", r->capability);
        json_close(&a->out, '}');
        buf_char(&a->out, '\n');
        return;
    }
    buf_fmt(&a->out, "  办理 %.*s（%.*s%s%.*s）\n", STR_F(act->name), STR_F(r->name),
            r->capability.n ? "，须有权限 " : "", STR_F(r->capability));
}

static void print_hidden(struct audit *a, const struct law_procedure *p)
{
    for (size_t i = 0; i < p->fields.nfield; i++) {
        const struct law_field *f = &p->fields.field[i];

        if (sees(a, p, i) && !f->masked)
            continue;
        a->fields++;
        if (a->run->json) {
            json_open(&a->out, NULL, '{');
            json_text(&a->out, "procedure", p->id);
            json_text(&a->out, "field", f->name);
            json_bool(&a->out, "hidden", !sees(a, p, i));
            json_bool(&a->out, "masked", f->masked);
            json_close(&a->out, '}');
            buf_char(&a->out, '\n');
        } else {
            buf_fmt(&a->out, "  字段 %.*s %s\n", STR_F(f->name),
                    sees(a, p, i) ? "遮掩显示" : "不可见");
        }
    }
}

static void print_supervises(struct audit *a, const struct law_procedure *p)
{
    const struct law_citation *basis = &p->supervise.basis.at[0];

    if (a->run->json) {
        json_open(&a->out, NULL, '{');
        json_text(&a->out, "procedure", p->id);
        json_bool(&a->out, "supervises", true);
        json_close(&a->out, '}');
        buf_char(&a->out, '\n');
    } else if (p->supervise.basis.n > 0) {
        buf_fmt(&a->out, "  监督 能看全部事项（%.*s %.*s）\n", STR_F(basis->source->title),
                STR_F(basis->article));
    }
}

static void audit_procedure(struct audit *a, const struct law_procedure *p)
{
    if (!concerns(a, p))
        return;
    if (!a->run->json)
        buf_fmt(&a->out, "%.*s（%.*s）\n", STR_F(p->name), STR_F(p->id));
    if (supervises(a, p))
        print_supervises(a, p);
    for (size_t i = 0; i < p->nact; i++) {
        int role = role_for(a, p, &p->act[i]);

        if (role >= 0)
            print_act(a, p, &p->act[i], role);
    }
    print_hidden(a, p);
}

/* operand -> organ | kind of organ | role of some procedure */
static bool find_subject(struct audit *a, const struct law *law, struct str name)
{
    int organ = law_organ_find(law, name);

    if (organ >= 0) {
        a->kind = law->organ[law_organ_whole(law, organ)].kind;
        return true;
    }
    for (int kind = 0; kind < LAW_ORGAN_SECTION; kind++)
        if (str_eq(law_organ_kind_name((enum law_organ_kind)kind), name)) {
            a->kind = (enum law_organ_kind)kind;
            return true;
        }
    a->role = name;
    for (size_t i = 0; i < law->nprocedure; i++)
        if (law_role_find(law->procedure[i], name) >= 0)
            return true;
    return false;
}

static void audit_all(struct cli_run *r, struct audit *a, const struct law *law)
{
    for (size_t i = 0; i < law->nprocedure; i++)
        audit_procedure(a, law->procedure[i]);
    if (!r->json)
        buf_fmt(&a->out, "可以办理 %zu 种行为；遮掩或者不可见的字段 %zu 个\n", a->acts, a->fields);
    cli_print(r, &a->out);
    buf_release(&a->out);
}

static enum err_code audit_run(struct cli_run *r, struct err *err)
{
    struct audit a = {.run = r};
    enum err_code rc = ERR_OK;
    struct law *law;

    TRY(cli_law(r, &law, err));
    if (find_subject(&a, law, str_from(r->operand.at[0])))
        audit_all(r, &a, law);
    else
        rc = cli_usage(
            r, err,
            "没有机关、机关类别或者角色“%s”；类别有 agency、police、procuratorate、court、"
            "justice_bureau、township、party_office",
            r->operand.at[0]);
    law_unref(law);
    return rc;
}

static const struct cli_example examples[] = {
    {"liandong law audit 区市场监管局", "这样的机关在各程序中能办什么、看不到什么"},
    {"liandong law audit police", "公安机关能办什么、看不到什么"},
    {"liandong law audit 检察长", "担任检察长角色的人能办什么、看不到什么"},
    {0},
};

const struct cli_command cli_cmd_law_audit = {
    .name = "law audit",
    .operands = "机关|类别|角色",
    .summary = "列出机关、一类机关或者角色在各程序中能办理的行为和看不到的字段",
    .text = "机关按其类别列出：担任哪个角色、须有什么权限；在具体事项中还须由它担任该角色。",
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = audit_run,
};
