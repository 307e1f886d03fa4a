/* api/procedure.c - procedures (程序), as the law has them. */
#include "api/handlers.h"
#include "api/matter.h"

static void put_head(struct buf *b, const struct law_procedure *p)
{
    json_text(b, "procedure", p->id);
    json_text(b, "name", p->name);
    json_text(b, "mechanism", p->mechanism);
    json_text(b, "version", p->version);
    json_text(b, "note", p->note);
}

enum err_code api_procedure_list(struct api_call *c, struct err *err)
{
    const struct matter_book *book = &c->x->book;

    (void)err;
    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    for (size_t i = 0; i < book->n; i++) {
        json_open(c->out, NULL, '{');
        put_head(c->out, book->plan[i].p);
        json_close(c->out, '}');
    }
    json_close(c->out, ']');
    json_close(c->out, '}');
    return ERR_OK;
}

static void put_roles(struct buf *b, const struct law_procedure *p)
{
    json_open(b, "roles", '[');
    for (size_t i = 0; i < p->nrole; i++) {
        json_open(b, NULL, '{');
        json_text(b, "role", p->role[i].name);
        json_text(b, "capability", p->role[i].capability);
        json_text(b, "of", p->role[i].of >= 0 ? p->role[p->role[i].of].name : STR(""));
        json_close(b, '}');
    }
    json_close(b, ']');
}

static void put_states(struct buf *b, const struct law_procedure *p)
{
    json_open(b, "states", '[');
    for (size_t i = 0; i < p->nstate; i++) {
        json_open(b, NULL, '{');
        json_text(b, "state", p->state[i].name);
        json_bool(b, "final", p->state[i].final);
        json_close(b, '}');
    }
    json_close(b, ']');
}

/* Names of roles, fields or states, by their indices. */
static struct str name_of(const struct law_procedure *p, char what, int i)
{
    return what == 'r' ? p->role[i].name : what == 's' ? p->state[i].name : p->fields.field[i].name;
}

static void put_names(struct buf *b, const char *key, const struct law_procedure *p, char what,
                      const struct law_index_list *list)
{
    json_open(b, key, '[');
    for (size_t i = 0; i < list->n; i++)
        json_text(b, NULL, name_of(p, what, list->at[i]));
    json_close(b, ']');
}

static void put_act(struct buf *b, const struct law_procedure *p, const struct law_act *a)
{
    json_open(b, NULL, '{');
    json_text(b, "act", a->name);
    json_bool(b, "opens", a->opens);
    json_bool(b, "anywhere", a->anywhere);
    put_names(b, "by", p, 'r', &a->by);
    put_names(b, "from", p, 's', &a->from);
    json_text(b, "to", a->to >= 0 ? p->state[a->to].name : STR(""));
    put_names(b, "need", p, 'f', &a->need);
    put_names(b, "may", p, 'f', &a->may);
    put_names(b, "names", p, 'r', &a->names);
    json_open(b, "papers", '[');
    for (size_t i = 0; i < a->npaper; i++)
        json_text(b, NULL, a->paper[i].name);
    json_close(b, ']');
    api_put_texts(b, "documents", a->make, a->nmake);
    json_text(b, "note", a->note);
    json_close(b, '}');
}

enum err_code api_procedure_show(struct api_call *c, struct err *err)
{
    const struct matter_plan *plan = matter_plan_find(&c->x->book, c->q->param[0]);
    struct buf *b = c->out;

    if (!plan)
        return api_nothing(err, "没有程序“%.*s”", STR_F(c->q->param[0]));
    json_open(b, NULL, '{');
    put_head(b, plan->p);
    put_roles(b, plan->p);
    put_states(b, plan->p);
    api_put_fields(b, plan->law, &plan->p->fields);
    json_open(b, "acts", '[');
    for (size_t i = 0; i < plan->p->nact; i++)
        put_act(b, plan->p, &plan->p->act[i]);
    json_close(b, ']');
    json_close(b, '}');
    return ERR_OK;
}
