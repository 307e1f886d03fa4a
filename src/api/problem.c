/* api/problem.c - see problem.h. */
#include "api/problem.h"

#include "base/bug.h"

#include <ctype.h>

struct refusal {
    int status;
    const char *code, *en, *zh;
};

static const struct refusal refusals[] = {
#define REFUSAL(status, code, en, zh) {status, #code, en, zh},
#include "api/refusal.def"
#undef REFUSAL
};

static const struct refusal *find(int status)
{
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
        if (refusals[i].status == status)
            return &refusals[i];
    return find(500);
}

static const char *const err_name[] = {
#define ERR(id, http, en, zh) #id,
#include "base/errors.def"
#undef ERR
};
static const char *const err_en[] = {
#define ERR(id, http, en, zh) en,
#include "base/errors.def"
#undef ERR
};

/* "not_found" of NOT_FOUND. */
static struct str code_of(enum err_code code, char text[32])
{
    const char *name = err_name[code];
    size_t n = 0;

    for (; name[n] && n < 31; n++)
        text[n] = (char)tolower((unsigned char)name[n]);
    return (struct str){text, n};
}

static void head(struct http_reply *r, const struct http_request *q, struct str code,
                 const char *zh, const char *en)
{
    struct buf *b = &r->body;

    buf_reset(b);
    r->type = "application/problem+json";
    json_open(b, NULL, '{');
    json_key(b, "type");
    buf_fmt(b, "\"urn:liandong:error:%.*s\"", STR_F(code));
    json_i64(b, "status", r->status);
    json_text(b, "code", code);
    json_text(b, "title", str_from(zh));
    json_text(b, "title_en", str_from(en));
    json_key(b, "instance");
    buf_fmt(b, "\"urn:liandong:request:%.*s\"", STR_F(q->id));
}

static void tail(struct http_reply *r, struct str zh, struct str en)
{
    json_text(&r->body, "detail", zh);
    json_text(&r->body, "detail_en", en);
    json_close(&r->body, '}');
}

static const char *level_name(enum diag_level level)
{
    switch (level) {
    case DIAG_ERROR:
        return "error";
    case DIAG_WARNING:
        return "warning";
    case DIAG_NOTE:
        return "note";
    }
    return "";
}

void api_put_diags(struct buf *b, const struct diag_list *l)
{
    json_open(b, "diagnostics", '[');
    for (size_t i = 0; l && i < l->v.n; i++) {
        const struct diag *d = &l->v.at[i];

        json_open(b, NULL, '{');
        json_text(b, "level", str_from(level_name(d->level)));
        json_i64(b, "line", d->line);
        json_i64(b, "column", d->column);
        json_i64(b, "width", d->width);
        json_text(b, "text", d->text);
        json_text(b, "hint", d->hint);
        json_close(b, '}');
    }
    json_close(b, ']');
}

void api_problem(struct http_reply *r, const struct http_request *q, const struct err *err,
                 const struct diag_list *diags)
{
    char text[32];

    r->status = err_http(err->code);
    head(r, q, code_of(err->code, text), err_zh(err->code), err_en[err->code]);
    if (diags && diags->v.n > 0)
        api_put_diags(&r->body, diags);
    tail(r, str_from(err->zh), str_from(err->message));
}

static void put_refusal(struct http_reply *r, const struct http_request *q, const struct refusal *f,
                        struct str zh)
{
    head(r, q, str_from(f->code), f->zh, f->en);
    tail(r, zh.n ? zh : str_from(f->zh), str_from(f->en));
}

void api_problem_refusal(struct http_reply *r, const struct http_request *q, int status)
{
    r->status = status;
    put_refusal(r, q, find(status), STR(""));
}

void api_problem_named(struct http_reply *r, const struct http_request *q, const char *code,
                       struct str zh)
{
    size_t i = 0;

    while (strcmp(refusals[i].code, code) != 0)
        BUG_ON(++i == sizeof(refusals) / sizeof(refusals[0]));
    r->status = refusals[i].status;
    put_refusal(r, q, &refusals[i], zh);
}

void api_problem_faults(struct http_reply *r, const struct http_request *q,
                        const struct api_faults *f)
{
    struct buf *b = &r->body;

    r->status = err_http(ERR_INVALID);
    head(r, q, STR("invalid"), err_zh(ERR_INVALID), err_en[ERR_INVALID]);
    json_open(b, "errors", '[');
    for (size_t i = 0; i < f->v.n; i++) {
        json_open(b, NULL, '{');
        json_text(b, "pointer", f->v.at[i].pointer);
        json_text(b, "text", f->v.at[i].zh);
        json_text(b, "text_en", f->v.at[i].en);
        json_close(b, '}');
    }
    json_close(b, ']');
    tail(r, f->v.at[0].zh, f->v.at[0].en);
}
