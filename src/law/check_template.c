/* law/check_template.c - part of law_check: what a procedure's templates must hold together. */
#include "law/check_internal.h"
#include "law/template.h"

static bool has_templates(const struct law *law, const struct law_procedure *p)
{
    for (size_t i = 0; i < law->ntemplate; i++)
        if (law->template[i] -> p == p)
            return true;
    return false;
}

/* A procedure that has templates at all has one for every document that its acts make. */
static void check_makes(struct check *c, const struct law_procedure *p)
{
    for (size_t i = 0; i < p->nact; i++)
        for (size_t k = 0; k < p->act[i].nmake; k++)
            if (!law_template_find(c->law, p, p->act[i].make[k]))
                CHECK_ADD(c, DIAG_ERROR, &p->act[i].place,
                          "“%.*s”生成的文书“%.*s”没有模板，law/template 里应当有",
                          STR_F(p->act[i].name), STR_F(p->act[i].make[k]));
}

/* What it rests on, and that it says something. */
static void check_template(struct check *c, const struct law_template *t)
{
    check_rests_on(c, &t->basis, &t->place, t->name);
    if (t->block == NULL || t->nblock == 0)
        CHECK_ADD(c, DIAG_ERROR, &t->place, "文书“%.*s”没有正文", STR_F(t->name));
}

void check_templates(struct check *c)
{
    for (size_t i = 0; i < c->law->ntemplate; i++)
        check_template(c, c->law->template[i]);
    for (size_t i = 0; i < c->law->nprocedure; i++)
        if (has_templates(c->law, c->law->procedure[i]))
            check_makes(c, c->law->procedure[i]);
}
