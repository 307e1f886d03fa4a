/* cli/account_print.c - accounts and events for people and programs; see account.h. */
#include "base/json.h"
#include "cli/account.h"
#include "cli/ledger.h"
#include "identity/audit.h"

void cli_minute(struct buf *b, int64_t seconds)
{
    struct buf text = {0};

    if (seconds <= 0)
        return;
    clock_print(&text, seconds); /* 2026-01-31T09:30:00+08:00 */
    text.p[10] = ' ';
    buf_str(b, str_sub(buf_view(&text), 0, 16));
    buf_release(&text);
}

void cli_cell(struct buf *b, struct str s, size_t width)
{
    buf_str(b, s);
    for (size_t n = str_width(s); n < width; n++)
        buf_char(b, ' ');
    buf_z(b, "  ");
}

void cli_account_done(const struct cli_run *r, const char *what, struct str login, const char *zh)
{
    struct buf b = {0};

    if (r->json) {
        json_open(&b, NULL, '{');
        json_text(&b, "done", str_from(what));
        json_text(&b, "login", login);
        json_close(&b, '}');
    } else {
        buf_fmt(&b, "%s：%.*s", zh, STR_F(login));
    }
    buf_char(&b, '\n');
    cli_print(r, &b);
    buf_release(&b);
}

void cli_account_password(const struct cli_run *r, struct str login, struct str password)
{
    struct buf b = {0};

    if (r->json) {
        json_open(&b, NULL, '{');
        json_text(&b, "login", login);
        json_text(&b, "password", password);
        json_close(&b, '}');
    } else {
        buf_fmt(&b,
                "账户 %.*s 的临时口令：%.*s\n请当面交给本人；首次登录时必须修改，此处只显示一次。",
                STR_F(login), STR_F(password));
    }
    buf_char(&b, '\n');
    cli_print(r, &b);
    buf_release(&b);
}

static void event_json(struct buf *b, const struct registry_event *e)
{
    json_open(b, NULL, '{');
    json_i64(b, "event", e->id);
    cli_time_json(b, "at", e->at);
    json_text(b, "what", e->what);
    json_text(b, "zh", identity_event_zh(e->what));
    json_text(b, "actor", e->actor);
    json_text(b, "organ", e->organ);
    json_text(b, "subject", e->subject);
    json_text(b, "holder", e->holder);
    json_text(b, "object", e->object);
    json_text(b, "purpose", e->purpose);
    json_text(b, "detail", e->detail);
    json_close(b, '}');
}

static void event_line(struct buf *b, const struct registry_event *e)
{
    cli_minute(b, e->at);
    buf_z(b, "  ");
    cli_cell(b, identity_event_zh(e->what), 18);
    cli_cell(b, e->actor.n ? e->actor : STR("—"), 14);
    cli_cell(b, e->subject.n ? e->subject : STR("—"), 14);
    buf_str(b, e->object.n ? e->object : e->detail);
    if (e->purpose.n)
        buf_fmt(b, "  用途：%.*s", STR_F(e->purpose));
}

void cli_events(const struct cli_run *r, const struct registry_events *all)
{
    struct buf b = {0};

    for (size_t i = 0; i < all->v.n; i++) {
        if (r->json)
            event_json(&b, &all->v.at[i]);
        else
            event_line(&b, &all->v.at[i]);
        buf_char(&b, '\n');
    }
    if (!r->json)
        buf_fmt(&b, "共 %zu 条\n", all->v.n);
    cli_print(r, &b);
    buf_release(&b);
}

void cli_problems(struct cli_run *r, const struct directory_problems *problems)
{
    struct buf b = {0};

    for (size_t i = 0; i < problems->v.n; i++) {
        const struct directory_problem *p = &problems->v.at[i];

        if (r->json) {
            json_open(&b, NULL, '{');
            json_open(&b, "problem", '{');
            json_text(&b, "sheet", p->sheet);
            json_i64(&b, "line", p->line);
            json_text(&b, "column", p->column);
            json_text(&b, "zh", p->zh);
            json_close(&b, '}');
            json_close(&b, '}');
        } else {
            directory_problem_print(&b, p);
        }
        buf_char(&b, '\n');
    }
    if (!r->json)
        buf_fmt(&b, "有 %zu 处问题，没有导入\n", problems->v.n);
    cli_print(r, &b);
    buf_release(&b);
    r->problems = true;
}
