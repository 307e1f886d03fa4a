/* cli/matter.c - see matter.h. */
#include "cli/matter.h"

#include "base/fen.h"
#include "cli/law.h"

/* ---- opening ---- */

enum err_code cli_matter_open(struct cli_run *r, struct cli_matter *ret, struct err *err)
{
    struct cli_matter *m = ret;
    struct diag_list diags;
    enum err_code rc;

    *m = (struct cli_matter){0};
    diag_init(&diags, r->arena);
    TRY(cli_law(r, &m->law, err));
    rc = matter_book_make(m->law, r->arena, &diags, &m->book, err);
    if (rc != ERR_OK)
        cli_diags(r, r->log, DIAG_ERROR, &diags);
    else
        rc = pipeline_home_open(r->home, m->law, r->clock.now(r->clock.p), &m->home, err);
    if (rc != ERR_OK) {
        law_unref(m->law);
        return rc;
    }
    matter_log_init(&m->log, m->home.store, &m->book);
    m->log.region = m->home.district.region;
    return ERR_OK;
}

void cli_matter_close(struct cli_matter *m)
{
    matter_log_release(&m->log);
    pipeline_home_close(&m->home);
    law_unref(m->law);
}

/* ---- an act out of options ---- */

struct moment cli_now(const struct cli_run *r)
{
    enum { BEIJING = 8 * MOMENT_HOUR };

    return (struct moment){r->clock.now(r->clock.p) + BEIJING};
}

enum err_code cli_act_actor(struct cli_run *r, const struct law *law, struct matter_act_actor *ret,
                            struct err *err)
{
    struct actor who;
    const char *person = cli_text(r, "person");

    if (!cli_text(r, "as"))
        return cli_usage(r, err, "请用 --as 指明以哪个机关的名义办理");
    TRY(cli_actor(r, law, &who, err));
    *ret = (struct matter_act_actor){.organ = law_organ_find(law, who.organ),
                                     .person = person ? str_from(person) : STR(""),
                                     .capability = who.capability,
                                     .ncapability = who.ncapability};
    return ERR_OK;
}

enum err_code cli_pairs(struct cli_run *r, const char *option, struct matter_pairs *ret,
                        struct err *err)
{
    struct str *text;
    size_t n = cli_texts(r, option, &text);

    ret->at = ARENA_ARRAY(r->arena, struct matter_pair, n + 1);
    ret->n = n;
    for (size_t i = 0; i < n; i++) {
        size_t at = str_find(text[i], STR("="));

        if (at == STR_NPOS || at == 0)
            return cli_usage(r, err, "--%s 应当写成 名称=值：%.*s", option, STR_F(text[i]));
        ret->at[i] = (struct matter_pair){str_sub(text[i], 0, at), str_tail(text[i], at + 1)};
    }
    return ERR_OK;
}

enum err_code cli_act(struct cli_run *r, const struct cli_matter *m, struct str name,
                      struct matter_act *ret, struct err *err)
{
    struct matter_act act = {.name = name, .at = cli_now(r), .timed = true};
    const char *at = cli_text(r, "at");

    if (at && !moment_parse(str_from(at), &act.at, &act.timed))
        return cli_usage(r, err, "--at 应当写成 2024-03-01T10:20 或 2024-03-01：%s", at);
    if (act.at.n > cli_now(r).n)
        return cli_usage(r, err, "办理时间不能晚于现在");
    TRY(cli_act_actor(r, m->law, &act.actor, err));
    TRY(cli_pairs(r, "field", &act.field, err));
    TRY(cli_pairs(r, "paper", &act.paper, err));
    TRY(cli_pairs(r, "role", &act.role, err));
    TRY(cli_pairs(r, "join", &act.join, err));
    *ret = act;
    return ERR_OK;
}

/* Typing the same line again is the same wish: it names the same matter and the same version. */
struct str cli_act_key(const struct cli_run *r, const struct matter_request *q)
{
    const char *key = cli_text(r, "key");

    if (key)
        return str_from(key);
    if (q->matter)
        return str_fmt(r->arena, "cli:%lld:%lld:%.*s", (long long)q->matter, (long long)q->seen,
                       STR_F(q->act.name));
    return str_fmt(r->arena, "cli:open:%.*s:%lld:%s", STR_F(q->procedure), (long long)q->entered.n,
                   q->act.field.n ? q->act.field.at[0].value.p : "");
}

enum err_code cli_matter_id(struct cli_run *r, size_t operand, int64_t *ret, struct err *err)
{
    if (!fen_decimal(str_from(r->operand.at[operand]), 0, ret) || *ret < 1)
        return cli_usage(r, err, "“%s”不是事项的编号", r->operand.at[operand]);
    return ERR_OK;
}
