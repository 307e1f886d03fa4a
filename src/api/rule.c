/* api/rule.c - rules (监督规则): listed, shown, checked and tried while they are written. */
#include "api/handlers.h"
#include "api/problem.h"
#include "api/record.h"
#include "api/rule_json.h"
#include "pipeline/draft.h"
#include "rule/variant.h"

enum err_code api_rule_list(struct api_call *c, struct err *err)
{
    struct screen_pack pack;
    struct diag_list diags;

    diag_init(&diags, c->arena);
    TRY(screen_pack_load(c->x->c.law, NULL, 0, c->arena, &diags, &pack, err));
    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    for (size_t i = 0; i < pack.n; i++)
        api_rule_line_json(c->out, pack.plan[i]);
    json_close(c->out, ']');
    json_close(c->out, '}');
    return ERR_OK;
}

static const struct law_rule *find_rule(const struct api_call *c, struct str name)
{
    const struct law *law = c->x->c.law;

    for (size_t i = 0; i < law->nrule; i++)
        if (str_eq(law->rule[i].slug, name))
            return &law->rule[i];
    return NULL;
}

enum err_code api_rule_show(struct api_call *c, struct err *err)
{
    const struct law_rule *rule = find_rule(c, c->q->param[0]);
    struct diag_list diags;
    struct rule_plan *plan;

    if (!rule)
        return api_nothing(err, "没有规则“%.*s”", STR_F(c->q->param[0]));
    diag_init(&diags, c->arena);
    TRY(rule_compile(c->x->c.law, rule->slug, rule->file, rule->text, c->arena, &diags, &plan,
                     err));
    api_rule_json(c->x->c.law, plan, c->arena, c->out);
    return ERR_OK;
}

/* Members of a rule's answer about a record, and the other records with the same number. */
static void put_reason(struct api_call *c, const struct pipeline_screen *s)
{
    json_open(c->out, NULL, '{');
    json_key(c->out, "finding");
    screen_clue_json(&s->report, 0, c->arena, c->out);
    json_open(c->out, "others", '[');
    for (size_t i = 1; i < s->asked.n; i++)
        json_i64(c->out, NULL, s->asked.at[i]);
    json_close(c->out, ']');
    json_close(c->out, '}');
}

enum err_code api_rule_explain(struct api_call *c, struct err *err)
{
    const struct law_rule *rule = find_rule(c, c->q->param[0]);
    struct pipeline_explain_which which = {api_int(c, "record", 0), api_text(c, "doc_no")};
    struct pipeline_screen_request q = {.law = c->x->c.law,
                                        .nrule = 1,
                                        .since = DAY_NONE,
                                        .today = clock_today(&c->x->c.clock),
                                        .threads = 1};
    struct pipeline_screen s;
    struct diag_list diags;
    struct store *store;
    enum err_code rc;

    if (!rule)
        return api_nothing(err, "没有规则“%.*s”", STR_F(c->q->param[0]));
    if ((which.record == 0) == (which.doc_no.n == 0))
        return api_invalid(err, "请写明记录的编号 record，或者文书号 doc_no");
    q.rule = &rule->slug;
    diag_init(&diags, c->arena);
    TRY(api_store(c, &store, err));
    TRY(pipeline_explain(&q, &which, store, &s, &diags, err));
    rc = api_record_seen(c, s.pack.plan[0]->dataset, s.asked.at[0], err);
    if (rc == ERR_OK)
        put_reason(c, &s);
    pipeline_screen_release(&s);
    return rc;
}

static struct rule_file draft_of(const struct api_call *c)
{
    struct rule_file f = {.file = STR("draft"), .text = api_text(c, "text")};
    struct rule_heading h;

    rule_heading(c->x->c.law, f.text, c->arena, &h);
    f.slug = h.slug.n > 0 ? h.slug : f.file;
    return f;
}

/* What is wrong with the text is the answer, not a failure. */
enum err_code api_rule_check(struct api_call *c, struct err *err)
{
    struct rule_file f = draft_of(c);
    struct diag_list diags;
    struct rule_plan *plan = NULL;
    enum err_code rc;

    diag_init(&diags, c->arena);
    rc = rule_compile(c->x->c.law, f.slug, f.file, f.text, c->arena, &diags, &plan, err);
    if (rc != ERR_OK && rc != ERR_INVALID)
        return rc;
    if (rc == ERR_OK)
        rule_check_examples(plan, &diags);
    json_open(c->out, NULL, '{');
    json_bool(c->out, "compiles", rc == ERR_OK);
    json_bool(c->out, "well", diags.errors == 0);
    api_put_diags(c->out, &diags);
    json_key(c->out, "rule");
    if (rc == ERR_OK)
        api_rule_json(c->x->c.law, plan, c->arena, c->out);
    else
        buf_z(c->out, "null");
    json_close(c->out, '}');
    return ERR_OK;
}

enum err_code api_rule_try(struct api_call *c, struct err *err)
{
    const struct api_config *x = &c->x->c;
    struct pipeline_screen_request screen = {.law = x->law,
                                             .since = DAY_NONE,
                                             .today = clock_today(&x->clock),
                                             .now = api_now(c),
                                             .district = c->x->home.district.name,
                                             .region = c->x->home.district.region,
                                             .threads = 1};
    struct pipeline_draft_request q = {.screen = &screen,
                                       .file = STR("draft"),
                                       .text = api_text(c, "text"),
                                       .sample = (size_t)api_int(c, "examples", 3),
                                       .seed = (uint64_t)api_int(c, "seed", 1)};
    struct diag_list *diags = ARENA_NEW(c->arena, struct diag_list);
    struct pipeline_draft d;
    struct str *sweep;
    struct store *s;

    diag_init(diags, c->arena);
    c->diags = diags;
    q.nsweep = api_texts(c, "sweep", &sweep);
    q.sweep = sweep;
    TRY(api_store(c, &s, err));
    TRY(pipeline_draft_store(&q, s, &d, diags, err));
    json_open(c->out, NULL, '{');
    json_key(c->out, "draft");
    screen_draft_json(&d.screen.report, &d.draft, c->out);
    json_i64(c->out, "false_examples", (int64_t)d.false_examples);
    api_put_diags(c->out, diags);
    json_close(c->out, '}');
    pipeline_draft_release(&d);
    return ERR_OK;
}
