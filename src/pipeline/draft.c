/* pipeline/draft.c - see draft.h. */
#include "pipeline/draft.h"

#include "pipeline/screen_internal.h"
#include "pipeline/sweep.h"
#include "store/store.h"

struct trying { /* one draft on its way */
    const struct pipeline_draft_request *q;
    struct pipeline_draft *d;
    struct store *store; /* NULL: files */
    struct diag_list *diags;
    struct pipeline_variants variants;
    struct matter_verdicts verdicts;
    bool saved;
};

/* The rule's name in the text; a text without one gets the compiler's message. */
static struct rule_file draft_file(const struct trying *t)
{
    struct rule_heading h;

    rule_heading(t->q->screen->law, t->q->text, &t->d->screen.arena, &h);
    return (struct rule_file){h.slug.n > 0 ? h.slug : t->q->file, t->q->file, t->q->text};
}

static const struct law_rule *saved_rule(const struct law *law, struct str slug)
{
    for (size_t i = 0; i < law->nrule; i++)
        if (str_eq(law->rule[i].slug, slug))
            return &law->rule[i];
    return NULL;
}

static enum err_code compile_all(struct trying *t, struct err *err)
{
    const struct law *law = t->q->screen->law;
    struct rule_file f = draft_file(t);
    const struct law_rule *saved = saved_rule(law, f.slug);
    struct screen_pack *pack = &t->d->screen.pack;
    struct arena *a = &t->d->screen.arena;
    size_t errors;

    pack->law = law;
    pack->plan = ARENA_ARRAY(a, struct rule_plan *, PIPELINE_DRAFT_MAX_VALUES + 2);
    TRY(rule_compile(law, f.slug, f.file, f.text, a, t->diags, &pack->plan[pack->n++], err));
    errors = t->diags->errors;
    rule_check_examples(pack->plan[0], t->diags);
    t->d->false_examples = t->diags->errors - errors;
    if (saved)
        TRY(rule_compile(law, saved->slug, saved->file, saved->text, a, t->diags,
                         &pack->plan[pack->n++], err));
    t->saved = saved != NULL;
    TRY(pipeline_sweep(t->q, &f, a, t->diags, &t->variants, err));
    for (size_t i = 0; i < t->variants.plan.n; i++)
        pack->plan[pack->n++] = t->variants.plan.at[i];
    return ERR_OK;
}

/* Tables are filled: runs everything and counts. */
static enum err_code run_and_count(struct trying *t, struct err *err)
{
    struct pipeline_screen *s = &t->d->screen;
    struct screen_draft_input in = {
        .report = &s->report,
        .saved = t->saved,
        .variant = t->variants.variant.at,
        .nvariant = t->variants.variant.n,
        .verdicts = t->store ? &t->verdicts : NULL,
        .sample = t->q->sample,
        .seed = t->q->seed,
    };

    TRY(pipeline_screen_evaluate(t->q->screen, s, err));
    screen_draft_count(&in, &s->arena, &t->d->draft);
    s->found = t->d->draft.shown;
    return ERR_OK;
}

/* Records and verdicts of one moment. */
static enum err_code read_and_count(struct trying *t, struct err *err)
{
    struct pipeline_screen *s = &t->d->screen;
    const struct rule_plan *draft = s->pack.plan[0];

    TRY(matter_clue_verdicts(t->store, draft->slug, draft->dataset->id, &s->arena, &t->verdicts,
                             err));
    TRY(pipeline_screen_catch_up(t->store, s, err));
    TRY(run_and_count(t, err));
    return pipeline_screen_fetch(t->store, false, s, err);
}

static enum err_code over_store(struct trying *t, struct err *err)
{
    enum err_code rc;

    TRY(compile_all(t, err));
    TRY(pipeline_screen_tables(t->q->screen, t->store, &t->d->screen, err));
    TRY(store_begin_read(t->store, err));
    rc = read_and_count(t, err);
    store_rollback(t->store);
    return rc;
}

static void start(struct trying *t)
{
    memset(t->d, 0, sizeof(*t->d));
    pipeline_screen_start(t->q->screen, &t->d->screen);
}

enum err_code pipeline_draft_store(const struct pipeline_draft_request *q, struct store *store,
                                   struct pipeline_draft *ret, struct diag_list *diags,
                                   struct err *err)
{
    struct trying t = {.q = q, .d = ret, .store = store, .diags = diags};
    enum err_code rc;

    start(&t);
    rc = over_store(&t, err);
    if (rc != ERR_OK)
        pipeline_draft_release(ret);
    return rc;
}

static enum err_code over_files(struct trying *t, const char *const *file, size_t nfile,
                                struct err *err)
{
    TRY(compile_all(t, err));
    TRY(pipeline_screen_read(t->q->screen, file, nfile, &t->d->screen, err));
    return run_and_count(t, err);
}

enum err_code pipeline_draft_files(const struct pipeline_draft_request *q, const char *const *file,
                                   size_t nfile, struct pipeline_draft *ret,
                                   struct diag_list *diags, struct err *err)
{
    struct trying t = {.q = q, .d = ret, .diags = diags};
    enum err_code rc;

    start(&t);
    rc = over_files(&t, file, nfile, err);
    if (rc != ERR_OK)
        pipeline_draft_release(ret);
    return rc;
}

void pipeline_draft_release(struct pipeline_draft *d)
{
    pipeline_screen_release(&d->screen);
}
