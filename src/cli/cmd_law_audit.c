/* cli/cmd_law_audit.c - liandong law audit: what a kind of organ can do and see, over all procedures. */
#include "base/json.h"
#include "cli/law.h"
#include "cli/run.h"
#include "law/procedure.h"

struct audit {
    struct cli_run *run;
    struct buf out;
    enum law_organ_kind kind;
    size_t acts, fields;
};

/* The role by which an organ of the kind may do the act; -1. */
static int role_for(const struct audit *a, const struct law_procedure *p, const struct law_act *act)
{
    for (size_t i = 0; i < act->by.n; i++)
        if (law_role_takes(p, act->by.at[i], a->kind))
            return act->by.at[i];
    return -1;
}

static bool sees(const struct audit *a, const struct law_procedure *p, size_t field)
{
    const struct law_index_list *see = &p->see[field];

    for (size_t i = 0; i < see->n; i++)
        if (law_role_takes(p, see->at[i], a->kind))
            return true;
    return see->n == 0;
}

static bool has_role(const struct audit *a, const struct law_procedure *p)
{
    for (size_t i = 0; i < p->nrole; i++)
        if (law_role_takes(p, (int)i, a->kind))
            return true;
    return false;
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

static void audit_procedure(struct audit *a, const struct law_procedure *p)
{
    if (!has_role(a, p))
        return;
    if (!a->run->json)
        buf_fmt(&a->out, "%.*s（%.*s）\n", STR_F(p->name), STR_F(p->id));
    for (size_t i = 0; i < p->nact; i++) {
        int role = role_for(a, p, &p->act[i]);

        if (role >= 0)
            print_act(a, p, &p->act[i], role);
    }
    print_hidden(a, p);
}

static enum err_code audit_run(struct cli_run *r, struct err *err)
{
    struct audit a = {.run = r};
    struct law *law;
    int organ;

    TRY(cli_law(r, &law, err));
    organ = law_organ_find(law, str_from(r->operand.at[0]));
    if (organ < 0) {
        law_unref(law);
        return cli_usage(r, err, "没有机关“%s”", r->operand.at[0]);
    }
    a.kind = law->organ[organ].kind;
    for (size_t i = 0; i < law->nprocedure; i++)
        audit_procedure(&a, law->procedure[i]);
    if (!r->json)
        buf_fmt(&a.out, "可以办理 %zu 种行为；遮掩或者不可见的字段 %zu 个\n", a.acts, a.fields);
    cli_print(r, &a.out);
    buf_release(&a.out);
    law_unref(law);
    return ERR_OK;
}

static const struct cli_example examples[] = {
    {"liandong law audit 区市场监管局", "这样的机关在各程序中能办什么、看不到什么"},
    {0},
};

const struct cli_command cli_cmd_law_audit = {
    .name = "law audit",
    .operands = "机关",
    .summary = "列出一个机关在各程序中能办理的行为和看不到的字段",
    .text = "按机关的种类列出：担任哪个角色、须有什么权限；在具体事项中还须由它担任该角色。",
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = audit_run,
};
