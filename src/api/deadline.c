/* api/deadline.c - statutory deadlines (期限): listed and counted. */
#include "api/deadline_json.h"
#include "api/handlers.h"

enum err_code api_deadline_list(struct api_call *c, struct err *err)
{
    const struct law *law = c->x->c.law;
    struct str mechanism = api_text(c, "mechanism");

    (void)err;
    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    for (size_t i = 0; i < law->ndeadline; i++) {
        if (mechanism.n > 0 && !str_eq(law->deadline[i].mechanism, mechanism))
            continue;
        json_open(c->out, NULL, '{');
        deadline_json(c->out, &law->deadline[i]);
        json_close(c->out, '}');
    }
    json_close(c->out, ']');
    json_close(c->out, '}');
    return ERR_OK;
}

/* ---- counting ---- */

static enum err_code read_moment(const struct api_call *c, const char *name, struct moment *ret,
                                 bool *ret_timed, struct err *err)
{
    struct str text = api_text(c, name);

    if (moment_parse(text, ret, ret_timed))
        return ERR_OK;
    return api_invalid(err, "%s 的值“%.*s”不是时刻，应写成 2024-03-01T10:20:00 或 2024-03-01", name,
                       STR_F(text));
}

static enum err_code read_pauses(struct api_call *c, struct law_clock *clock, struct err *err)
{
    struct str *text;
    size_t n = api_texts(c, "suspend", &text);
    struct law_pause *pause = ARENA_ARRAY(c->arena, struct law_pause, n + 1);

    for (size_t i = 0; i < n; i++)
        if (!law_pause_parse(text[i], &pause[i]))
            return api_invalid(err, "suspend 的值“%.*s”应当写成 起日..止日=原因@批准人",
                               STR_F(text[i]));
    clock->pause = pause;
    clock->npause = n;
    return ERR_OK;
}

static enum err_code read_prolongs(struct api_call *c, struct law_clock *clock, struct err *err)
{
    struct str *text;
    size_t n = api_texts(c, "extend", &text);
    struct law_prolong *prolong = ARENA_ARRAY(c->arena, struct law_prolong, n + 1);

    for (size_t i = 0; i < n; i++)
        if (!law_prolong_parse(text[i], &prolong[i]))
            return api_invalid(err, "extend 的值“%.*s”应当写成 长度@批准人", STR_F(text[i]));
    clock->prolong = prolong;
    clock->nprolong = n;
    return ERR_OK;
}

static enum err_code read_clock(struct api_call *c, struct law_clock *clock, struct err *err)
{
    struct str length = api_text(c, "length"), profile = api_text(c, "profile"), *list;

    clock->deadline = api_text(c, "deadline");
    TRY(read_moment(c, "at", &clock->at, &clock->timed, err));
    TRY(read_pauses(c, clock, err));
    TRY(read_prolongs(c, clock, err));
    clock->ncircumstance = api_texts(c, "when", &list);
    clock->circumstance = list;
    clock->nunmet = api_texts(c, "without", &list);
    clock->unmet = list;
    if (profile.n > 0 && (clock->profile = law_profile_find(profile)) == LAW_PROFILE_NONE)
        return api_invalid(err, "没有计算方式“%.*s”", STR_F(profile));
    if (length.n > 0 && !law_length_parse(length, &clock->length))
        return api_invalid(err, "“%.*s”不是期限的长度，例如 10日、5个工作日、1个月", STR_F(length));
    return ERR_OK;
}

static enum err_code put_left(struct api_call *c, const struct law_clock *clock,
                              const struct law_due *due, struct err *err)
{
    struct law_left left;
    struct moment now;
    bool timed;

    json_key(c->out, "left");
    if (!api_has(c, "now")) {
        buf_z(c->out, "null");
        return ERR_OK;
    }
    TRY(read_moment(c, "now", &now, &timed, err));
    TRY(law_due_left(c->x->c.law, clock, due, now, c->arena, &left, err));
    json_open(c->out, NULL, '{');
    json_text(c->out, "now", api_text(c, "now"));
    left_json(c->out, &left);
    json_close(c->out, '}');
    return ERR_OK;
}

static enum err_code put_done(struct api_call *c, const struct law_due *due, struct err *err)
{
    struct moment done;
    bool timed;

    json_key(c->out, "done");
    if (!api_has(c, "done")) {
        buf_z(c->out, "null");
        return ERR_OK;
    }
    TRY(read_moment(c, "done", &done, &timed, err));
    json_open(c->out, NULL, '{');
    json_text(c->out, "at", api_text(c, "done"));
    json_bool(c->out, "passed", law_due_passed(due, done));
    json_close(c->out, '}');
    return ERR_OK;
}

enum err_code api_deadline_compute(struct api_call *c, struct err *err)
{
    struct law_clock clock = {.deadline = STR_NULL};
    struct law_due due;

    TRY(read_clock(c, &clock, err));
    TRY(law_due_count(c->x->c.law, &clock, c->arena, &due, err));
    json_open(c->out, NULL, '{');
    deadline_json(c->out, due.deadline);
    json_text(c->out, "at", api_text(c, "at"));
    due_json(c->out, &due);
    TRY(put_left(c, &clock, &due, err));
    TRY(put_done(c, &due, err));
    json_close(c->out, '}');
    return ERR_OK;
}
