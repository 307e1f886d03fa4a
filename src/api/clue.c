/* api/clue.c - clues (线索): found, shown, decided on. */
#include "pipeline/clue.h"
#include "api/handlers.h"
#include "base/fen.h"
#include "rule/variant.h"

/* ---- the list ---- */

/* cursor -> found ':' id, of the last one shown */
static enum err_code read_cursor(const struct api_call *c, struct matter_clue_filter *f,
                                 struct err *err)
{
    struct str rest = api_text(c, "after"), at;

    if (rest.n == 0)
        return ERR_OK;
    at = str_cut(&rest, STR(":"));
    if (fen_decimal(at, 0, &f->before_at) && fen_decimal(rest, 0, &f->before_id) &&
        f->before_id > 0)
        return ERR_OK;
    return api_invalid(err, "after 应当是上一页的 next");
}

static enum err_code read_day(const struct api_call *c, int64_t *ret, struct err *err)
{
    enum { DAY_SECONDS = 86400, BEIJING = 8 * 3600 };
    struct str text = api_text(c, "since");
    struct day d;

    if (text.n == 0)
        return ERR_OK;
    if (!day_parse(text, &d))
        return api_invalid(err, "“%.*s”不是日期", STR_F(text));
    *ret = (int64_t)d.n * DAY_SECONDS - BEIJING;
    return ERR_OK;
}

static enum err_code read_filter(const struct api_call *c, struct matter_clue_filter *ret,
                                 struct err *err)
{
    struct str organ = api_text(c, "organ");
    int i;

    ret->state = api_text(c, "state");
    ret->rule = api_text(c, "rule");
    ret->uncounted = api_has(c, "count") && !api_bool(c, "count");
    ret->limit = api_limit(c) + 1; /* one more says whether there is a next page */
    TRY(read_day(c, &ret->since, err));
    TRY(read_cursor(c, ret, err));
    if (organ.n > 0) {
        TRY(api_organ(c, organ, &i, err));
        ret->organ = c->x->c.law->organ[i].id;
    }
    return ERR_OK;
}

static void put_list(struct api_call *c, const struct pipeline_clues *clues)
{
    size_t most = (size_t)api_limit(c), n = clues->found.v.n < most ? clues->found.v.n : most;
    const struct matter_clue_kept *last = n > 0 ? &clues->found.v.at[n - 1] : NULL;

    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    for (size_t i = 0; i < n; i++)
        screen_kept_json(c->x->c.law, &clues->shown[i], NULL, c->out);
    json_close(c->out, ']');
    json_key(c->out, "total");
    if (clues->found.total >= 0)
        buf_i64(c->out, clues->found.total);
    else
        buf_z(c->out, "null");
    json_key(c->out, "next");
    if (last && clues->found.v.n > most)
        buf_fmt(c->out, "\"%lld:%lld\"", (long long)last->found_at, (long long)last->id);
    else
        buf_z(c->out, "\"\"");
    json_close(c->out, '}');
}

enum err_code api_clue_list(struct api_call *c, struct err *err)
{
    struct matter_clue_filter f = {0};
    struct pipeline_clues clues;
    struct store *s;

    TRY(read_filter(c, &f, err));
    TRY(api_store(c, &s, err));
    TRY(pipeline_clue_list(&(struct pipeline_clue_reader){c->x->c.law, s, c->actor}, &f, &clues,
                           err));
    put_list(c, &clues);
    pipeline_clues_release(&clues);
    return ERR_OK;
}

/* ---- one ---- */

static enum err_code show(struct api_call *c, int64_t id, struct err *err)
{
    struct pipeline_clues clues;
    struct store *s;

    TRY(api_store(c, &s, err));
    TRY(pipeline_clue_show(&(struct pipeline_clue_reader){c->x->c.law, s, c->actor}, id, &clues,
                           err));
    screen_kept_json(c->x->c.law, &clues.shown[0], &clues.events, c->out);
    pipeline_clues_release(&clues);
    return ERR_OK;
}

enum err_code api_clue_show(struct api_call *c, struct err *err)
{
    int64_t id;

    TRY(api_number(c, 0, &id, err));
    return show(c, id, err);
}

/* ---- decisions ---- */

/* The clue must be there for the one who asks, before anything is done to it. */
static enum err_code find_seen(struct api_call *c, struct store *s, int64_t id, struct err *err)
{
    struct matter_clue_kept k;

    return matter_clue_get(s, c->actor, id, c->arena, &k, err);
}

static enum err_code decide(struct api_call *c, struct matter_decision *d, struct err *err)
{
    struct matter_actor by = {c->actor->person, c->actor->organ, api_now(c)};
    struct store *s;

    TRY(api_number(c, 0, &d->clue, err));
    TRY(api_store(c, &s, err));
    TRY(find_seen(c, s, d->clue, err));
    d->note = api_text(c, "note");
    TRY(pipeline_clue_decide(s, d, 1, &by, err));
    api_tell_news(c);
    return show(c, d->clue, err);
}

enum err_code api_clue_accept(struct api_call *c, struct err *err)
{
    struct matter_decision d = {.verb = MATTER_ACCEPT};

    return decide(c, &d, err);
}

enum err_code api_clue_dismiss(struct api_call *c, struct err *err)
{
    const struct law_dismissal *why = law_dismissal_find(c->x->c.law, api_text(c, "reason"));
    struct matter_decision d = {.verb = MATTER_DISMISS};

    if (!why)
        return api_invalid(err, "没有排除理由“%.*s”", STR_F(api_text(c, "reason")));
    d.code = why->code;
    return decide(c, &d, err);
}

enum err_code api_clue_merge(struct api_call *c, struct err *err)
{
    struct matter_decision d = {.verb = MATTER_MERGE, .into = api_int(c, "into", 0)};
    struct store *s;

    TRY(api_store(c, &s, err));
    TRY(find_seen(c, s, d.into, err));
    return decide(c, &d, err);
}

enum err_code api_clue_reopen(struct api_call *c, struct err *err)
{
    struct matter_decision d = {.verb = MATTER_REOPEN};

    return decide(c, &d, err);
}

/* Only the organ that the clue is about. */
enum err_code api_clue_rebut(struct api_call *c, struct err *err)
{
    struct matter_decision d = {.verb = MATTER_REBUT};
    struct matter_clue_kept k;
    struct store *s;
    int64_t id;

    TRY(api_number(c, 0, &id, err));
    TRY(api_store(c, &s, err));
    TRY(matter_clue_get(s, c->actor, id, c->arena, &k, err));
    if (!api_own_organ(c, k.clue.organ)) {
        err_set(err, ERR_FORBIDDEN, "only the organ that the clue is about rebuts");
        return err_set_zh(err, "只有线索所涉的机关可以申辩");
    }
    return decide(c, &d, err);
}

enum err_code api_dismissal_list(struct api_call *c, struct err *err)
{
    const struct law *law = c->x->c.law;

    (void)err;
    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    for (size_t i = 0; i < law->ndismissal; i++) {
        json_open(c->out, NULL, '{');
        json_text(c->out, "code", law->dismissal[i].code);
        json_text(c->out, "name", law->dismissal[i].name);
        json_text(c->out, "note", law->dismissal[i].note);
        json_close(c->out, '}');
    }
    json_close(c->out, ']');
    json_close(c->out, '}');
    return ERR_OK;
}
