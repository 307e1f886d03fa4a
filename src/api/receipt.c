/* api/receipt.c - masked fields shown for a stated purpose (解除遮盖), the receipts of it (查看凭据), and what
 * was done to accounts. */
#include "api/account.h"
#include "api/handlers.h"
#include "api/matter.h"
#include "api/record.h"
#include "identity/audit.h"
#include "pipeline/unmask.h"

/* ---- unmasking ---- */

static void put_shown(struct api_call *c, const struct pipeline_unmasked *shown)
{
    c->secret = true;
    json_open(c->out, NULL, '{');
    json_open(c->out, "fields", '[');
    for (size_t i = 0; i < shown->v.n; i++) {
        json_open(c->out, NULL, '{');
        json_text(c->out, "field", shown->v.at[i].field);
        json_text(c->out, "value", shown->v.at[i].text);
        json_close(c->out, '}');
    }
    json_close(c->out, ']');
    json_close(c->out, '}');
}

/* What he may not see masked he may not see at all, and it leaves no receipt. */
enum err_code api_record_unmask(struct api_call *c, struct err *err)
{
    struct pipeline_unmask u = {.field = api_text(c, "field"), .purpose = api_text(c, "purpose")};
    struct pipeline_unmasked shown;
    struct identity *id;

    u.dataset = law_dataset_find(c->x->c.law, c->q->param[0]);
    if (!u.dataset)
        return api_nothing(err, "没有数据集“%.*s”", STR_F(c->q->param[0]));
    TRY(api_number(c, 1, &u.record, err));
    TRY(api_record_seen(c, u.dataset, u.record, err));
    TRY(api_person(c, &id, err));
    TRY(pipeline_unmask(id, c->who, &u, c->arena, &shown, err));
    put_shown(c, &shown);
    return ERR_OK;
}

/* The organ that answers for a matter's data: the one in the first of its roles that has one. */
static struct str matter_holder(const struct matter *m)
{
    for (size_t i = 0; i < m->plan->p->nrole; i++) {
        int organ = matter_organ_of(m, (int)i);

        if (organ >= 0)
            return m->plan->law->organ[organ].id;
    }
    return STR("");
}

/* The masked fields that are filled in, that he may see, and that he asked for (empty: all). */
static struct pipeline_unmasked masked_values(struct api_call *c, const struct matter *m,
                                              struct str field)
{
    struct pipeline_unmasked shown = {0};

    for (size_t i = 0; i < m->plan->p->fields.nfield; i++) {
        const struct law_field *f = &m->plan->p->fields.field[i];
        struct buf text = {0};

        if (!f->masked || !m->value[i].known || (field.n > 0 && !str_eq(field, f->name)))
            continue;
        matter_value_print(&text, m->plan->law, f, &m->value[i]);
        vec_push(c->arena, &shown.v,
                 (struct pipeline_shown){f->name, str_dup(c->arena, buf_view(&text))});
        buf_release(&text);
    }
    return shown;
}

enum err_code api_matter_unmask(struct api_call *c, struct err *err)
{
    struct identity_unmask u = {.field = api_text(c, "field"), .purpose = api_text(c, "purpose")};
    struct pipeline_unmasked shown;
    struct identity *id;
    struct matter_view v;

    TRY(api_number(c, 0, &u.record, err));
    TRY(api_matter_seen(c, u.record, &v, err));
    TRY(api_person(c, &id, err));
    shown = masked_values(c, &v.matter, u.field);
    if (shown.v.n == 0)
        return api_nothing(err, "没有这样一个被遮盖的字段");
    u.dataset = v.matter.plan->p->id;
    u.holder = matter_holder(&v.matter);
    TRY(identity_unmask(id, c->who, &u, err));
    put_shown(c, &shown);
    return ERR_OK;
}

/* ---- events ---- */

static void put_event(struct api_call *c, const struct registry_event *e)
{
    json_open(c->out, NULL, '{');
    json_i64(c->out, "event", e->id);
    api_put_time(c->out, "at", e->at);
    json_text(c->out, "what", e->what);
    json_text(c->out, "name", identity_event_zh(e->what));
    json_text(c->out, "actor", e->actor);
    json_text(c->out, "organ", e->organ);
    json_text(c->out, "subject", e->subject);
    json_text(c->out, "holder", e->holder);
    json_text(c->out, "object", e->object);
    json_text(c->out, "purpose", e->purpose);
    json_text(c->out, "detail", e->detail);
    json_close(c->out, '}');
}

/* Newest first: the next page is before the last one shown.  One more was asked for. */
static void put_events(struct api_call *c, const struct registry_events *all)
{
    size_t most = (size_t)api_limit(c), n = all->v.n < most ? all->v.n : most;

    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    for (size_t i = 0; i < n; i++)
        put_event(c, &all->v.at[i]);
    api_end_list(c, n > 0 ? all->v.at[n - 1].id : 0, all->v.n > most);
}

static struct registry_event_filter read_filter(const struct api_call *c)
{
    return (struct registry_event_filter){.what = api_text(c, "what"),
                                          .actor = api_text(c, "actor"),
                                          .subject = api_text(c, "subject"),
                                          .before = api_int(c, "after", 0),
                                          .limit = api_limit(c) + 1};
}

enum err_code api_receipt_list(struct api_call *c, struct err *err)
{
    struct registry_event_filter f = read_filter(c);
    struct registry_events all;
    struct identity *id;

    TRY(api_person(c, &id, err));
    TRY(identity_receipts(id, c->who, &f, c->arena, &all, err));
    put_events(c, &all);
    return ERR_OK;
}

enum err_code api_account_audit(struct api_call *c, struct err *err)
{
    struct registry_event_filter f = read_filter(c);
    struct registry_events all;
    struct identity *id;

    TRY(api_person(c, &id, err));
    TRY(identity_audit(id, c->who, &f, c->arena, &all, err));
    put_events(c, &all);
    return ERR_OK;
}
