/* api/organ.c - organs (机关) and their sections, as the law knows them. */
#include "api/handlers.h"

static void put_organ(struct api_call *c, const struct law_organ *o)
{
    json_open(c->out, NULL, '{');
    json_text(c->out, "organ", o->id);
    json_text(c->out, "name", o->name);
    json_text(c->out, "short_name", o->short_name);
    json_text(c->out, "kind", law_organ_kind_name(o->kind));
    json_text(c->out, "parent", o->parent ? o->parent->id : STR(""));
    json_text(c->out, "uscc", o->uscc);
    json_i64(c->out, "region", o->region);
    api_put_texts(c->out, "powers", o->power, o->npower);
    api_put_texts(c->out, "doc_prefixes", o->doc_prefix, o->ndoc_prefix);
    json_close(c->out, '}');
}

enum err_code api_organ_list(struct api_call *c, struct err *err)
{
    const struct law *law = c->x->c.law;
    struct str kind = api_text(c, "kind");

    (void)err;
    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    for (size_t i = 0; i < law->norgan; i++)
        if (kind.n == 0 || str_eq(law_organ_kind_name(law->organ[i].kind), kind))
            put_organ(c, &law->organ[i]);
    json_close(c->out, ']');
    json_close(c->out, '}');
    return ERR_OK;
}

enum err_code api_organ_show(struct api_call *c, struct err *err)
{
    int i = law_organ_find(c->x->c.law, c->q->param[0]);

    if (i < 0)
        return api_nothing(err, "没有机关“%.*s”", STR_F(c->q->param[0]));
    put_organ(c, &c->x->c.law->organ[i]);
    return ERR_OK;
}
