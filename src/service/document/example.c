/* service/document/example.c - see example.h. */
#include "service/document/example.h"

#include "matter/example.h"
#include "render/page.h"

struct
try {
    const struct law_template *t;
    const struct render_fonts *fonts;
    struct arena *a;       /* what the document lives in */
    struct render_doc doc; /* the first */
    size_t reached, made;
    bool first_only;
    struct err err; /* the first fault */
};

/* Numbers and texts of the matter are the walker's: the document keeps copies. */
static void keep_first(struct try *t, const struct document_view *view)
{
    struct err err;

    if (t->made > 0 || document_fill(t->t, view, t->a, &t->doc, &err) == ERR_OK)
        t->made++;
    else if (t->err.code == ERR_OK)
        t->err = err;
}

static void lay_out(struct try *t, const struct document_view *view)
{
    struct arena a;
    struct render_doc doc;
    struct pages pages;
    struct err err;
    enum err_code rc;

    arena_init(&a, 0);
    rc = document_fill(t->t, view, &a, &doc, &err);
    if (rc == ERR_OK && t->fonts)
        rc = render_layout(t->fonts, &doc, &a, &pages, &err);
    if (rc == ERR_OK)
        t->made++;
    else if (t->err.code == ERR_OK)
        t->err = err;
    arena_release(&a);
}

static void visit(void *p, const struct matter_example_at *at)
{
    struct try *t = p;
    struct document_view view = {
        .m = at->m, .value = at->m->value, .act_at = at->act_at, .date = moment_day(at->m->at)};

    if (!law_index_has(&t->t->act, at->act))
        return;
    t->reached++;
    if (!t->first_only)
        lay_out(t, &view);
    else if (t->reached == 1)
        keep_first(t, &view);
}

#define TEMPLATE_ERROR(t, diags, ...)                                                  \
    diag_add((diags), DIAG_ERROR, (t)->place.file, (t)->place.source, (t)->place.line, \
             (t)->place.column, __VA_ARGS__)

size_t document_check_examples(const struct matter_plan *plan, const struct render_fonts *fonts,
                               struct diag_list *diags)
{
    size_t made = 0;

    for (size_t i = 0; i < plan->law->ntemplate; i++) {
        struct try t = {.t = plan->law->template[i], .fonts = fonts};

        if (t.t->p != plan->p)
            continue;
        matter_visit_examples(plan, visit, &t);
        made += t.made;
        if (t.reached == 0)
            TEMPLATE_ERROR(t.t, diags, "没有例办理到制作“%.*s”的行为", STR_F(t.t->name));
        else if (t.err.code != ERR_OK)
            TEMPLATE_ERROR(t.t, diags, "%s", t.err.zh);
    }
    return made;
}

enum err_code document_of_example(const struct matter_plan *plan, const struct law_template *t,
                                  struct arena *a, struct render_doc *ret, struct err *err)
{
    struct try try = {.t = t, .a = a, .first_only = true};

    matter_visit_examples(plan, visit, &try);
    if (try.err.code != ERR_OK) {
        *err = try.err;
        return err->code;
    }
    if (try.made == 0) {
        err_set(err, ERR_NOT_FOUND, "no example reaches template %.*s", STR_F(t->id));
        return err_set_zh(err, "程序“%.*s”没有例办理到制作“%.*s”的行为", STR_F(t->p->name),
                          STR_F(t->name));
    }
    *ret = try.doc;
    return ERR_OK;
}
