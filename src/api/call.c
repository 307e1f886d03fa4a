/* api/call.c - see call.h. */
#include "api/call.h"

#include "api/news.h"
#include "base/fen.h"

#include <stdarg.h>

struct str api_json_text(const json_t *v)
{
    const char *p = json_string_value(v);

    return p ? (struct str){p, json_string_length(v)} : STR("");
}

bool api_has(const struct api_call *c, const char *name)
{
    return json_object_get(c->in, name) != NULL;
}

struct str api_text(const struct api_call *c, const char *name)
{
    return api_json_text(json_object_get(c->in, name));
}

int64_t api_int(const struct api_call *c, const char *name, int64_t otherwise)
{
    const json_t *v = json_object_get(c->in, name);

    return json_is_integer(v) ? (int64_t)json_integer_value(v) : otherwise;
}

bool api_bool(const struct api_call *c, const char *name)
{
    return json_is_true(json_object_get(c->in, name));
}

size_t api_texts(const struct api_call *c, const char *name, struct str **ret)
{
    json_t *list = json_object_get(c->in, name), *one;
    struct str *at = ARENA_ARRAY(c->arena, struct str, json_array_size(list) + 1);
    size_t i;

    json_array_foreach(list, i, one)
    {
        at[i] = api_json_text(one);
    }
    *ret = at;
    return json_array_size(list);
}

void api_tell_news(struct api_call *c)
{
    api_news_look(c->x->news);
}

enum err_code api_nothing(struct err *err, const char *zh, ...)
{
    char text[256];
    va_list ap;

    va_start(ap, zh);
    vsnprintf(text, sizeof(text), zh, ap);
    va_end(ap);
    err_set(err, ERR_NOT_FOUND, "there is no such thing");
    return err_set_zh(err, "%s", text);
}

enum err_code api_invalid(struct err *err, const char *zh, ...)
{
    char text[512];
    va_list ap;

    va_start(ap, zh);
    vsnprintf(text, sizeof(text), zh, ap);
    va_end(ap);
    err_set(err, ERR_INVALID, "a value is not what it should be");
    return err_set_zh(err, "%s", text);
}

enum err_code api_number(const struct api_call *c, size_t i, int64_t *ret, struct err *err)
{
    if (fen_decimal(c->q->param[i], 0, ret) && *ret > 0)
        return ERR_OK;
    return api_nothing(err, "“%.*s”不是编号", STR_F(c->q->param[i]));
}

enum err_code api_store(struct api_call *c, struct store **ret, struct err *err)
{
    struct api_worker *w = c->w;

    if (!w->store) {
        TRY(store_open(c->x->c.home, 0, &w->store, err));
        matter_log_init(&w->log, w->store, &c->x->book);
        w->log.region = c->x->home.district.region;
    }
    *ret = w->store;
    return ERR_OK;
}

enum err_code api_log(struct api_call *c, struct matter_log **ret, struct err *err)
{
    struct store *s;

    TRY(api_store(c, &s, err));
    *ret = &c->w->log;
    return ERR_OK;
}

enum err_code api_account(struct api_call *c, struct identity **ret, struct err *err)
{
    struct api_worker *w = c->w;
    struct store *s;

    TRY(api_store(c, &s, err));
    if (!w->account.id.store)
        TRY(pipeline_account_open(s, c->x->c.law, c->x->c.clock, false, &w->account, err));
    *ret = &w->account.id;
    return ERR_OK;
}

enum err_code api_person(struct api_call *c, struct identity **ret, struct err *err)
{
    if (c->who->user)
        return api_account(c, ret, err);
    err_set(err, ERR_FORBIDDEN, "not a person's account");
    return err_set_zh(err, "请以个人账户登录后办理");
}

int64_t api_now(const struct api_call *c)
{
    return c->x->c.clock.now(c->x->c.clock.p);
}

struct moment api_moment(const struct api_call *c)
{
    enum { BEIJING = 8 * MOMENT_HOUR };

    return (struct moment){api_now(c) + BEIJING};
}

void api_put_time(struct buf *b, const char *key, int64_t seconds)
{
    struct buf text = {0};

    json_key(b, key);
    if (seconds == 0) {
        buf_z(b, "null");
        return;
    }
    clock_print(&text, seconds);
    buf_json(b, buf_view(&text));
    buf_release(&text);
}

void api_put_texts(struct buf *b, const char *key, const struct str *at, size_t n)
{
    json_open(b, key, '[');
    for (size_t i = 0; i < n; i++)
        json_text(b, NULL, at[i]);
    json_close(b, ']');
}

enum err_code api_organ(const struct api_call *c, struct str name, int *ret, struct err *err)
{
    int organ = law_organ_find(c->x->c.law, name);

    if (organ < 0)
        return api_invalid(err, "没有机关“%.*s”", STR_F(name));
    *ret = organ;
    return ERR_OK;
}

bool api_own_organ(const struct api_call *c, struct str organ)
{
    const struct law *law = c->x->c.law;
    int i = organ.n > 0 ? law_organ_find(law, organ) : -1;

    return i >= 0 && str_eq(law->organ[law_organ_whole(law, i)].id, c->actor->whole);
}

int64_t api_limit(const struct api_call *c)
{
    return api_int(c, "limit", API_PAGE);
}

void api_end_list(struct api_call *c, int64_t next, bool more)
{
    json_close(c->out, ']');
    json_key(c->out, "next");
    if (more)
        buf_fmt(c->out, "\"%lld\"", (long long)next);
    else
        buf_z(c->out, "\"\"");
    json_close(c->out, '}');
}
