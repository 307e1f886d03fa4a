/* cli/decide.c - see decide.h. */
#include "cli/decide.h"

#include "base/fen.h"
#include "base/json.h"
#include "base/near.h"
#include "cli/law.h"
#include "pipeline/clue.h"
#include "pipeline/home.h"

enum err_code cli_clue_id(struct cli_run *r, const char *operand, int64_t *ret_id, struct err *err)
{
    if (fen_decimal(str_from(operand), 0, ret_id) && *ret_id > 0)
        return ERR_OK;
    return cli_usage(r, err, "“%s”不是线索编号；liandong clue list 的第一列是编号", operand);
}

enum err_code cli_organ(const struct cli_run *r, const struct law *law, struct str *ret_id,
                        struct err *err)
{
    const char *name = cli_text(r, "organ");
    struct near near = near_to(str_from(name));
    struct str best;
    int i;

    *ret_id = STR("");
    if (!name)
        return ERR_OK;
    i = law_organ_find(law, str_from(name));
    if (i >= 0) {
        *ret_id = law->organ[i].id;
        return ERR_OK;
    }
    for (size_t k = 0; k < law->norgan; k++) {
        near_offer(&near, law->organ[k].name);
        near_offer(&near, law->organ[k].short_name);
    }
    best = near_best(&near);
    err_set(err, ERR_NOT_FOUND, "no such organ");
    return err_set_zh(err, "没有机关“%s”%s%.*s%s。", name, best.n ? "；是否想写“" : "", STR_F(best),
                      best.n ? "”？" : "");
}

/* Who decides: --by, else who is logged in. */
static enum err_code find_actor(struct cli_run *r, const struct law *law, struct matter_actor *ret,
                                struct err *err)
{
    const char *name = cli_text(r, "by");

    name = name ? name : getenv("LOGNAME");
    name = name && *name ? name : getenv("USER");
    ret->name = str_trim(str_from(name));
    ret->at = r->clock.now(r->clock.p);
    if (ret->name.n == 0)
        return cli_usage(r, err, "不知道由谁决定；请用 --by 写明姓名");
    if (str_utf8_valid(ret->name) < ret->name.n)
        return cli_usage(r, err, "--by 的值不是 UTF-8 文本");
    return cli_organ(r, law, &ret->organ, err);
}

static enum err_code find_dismissal(struct cli_run *r, const struct law *law, struct str name,
                                    struct str *ret_code, struct err *err)
{
    const struct law_dismissal *d = law_dismissal_find(law, name);
    struct buf b = {0};
    enum err_code rc;

    if (d) {
        *ret_code = d->code;
        return ERR_OK;
    }
    for (size_t i = 0; i < law->ndismissal; i++)
        buf_fmt(&b, "%s%.*s（%.*s）", i ? "、" : "", STR_F(law->dismissal[i].code),
                STR_F(law->dismissal[i].name));
    rc = cli_usage(r, err, "没有排除理由“%.*s”；可以写：%.*s", STR_F(name), (int)b.n,
                   b.p ? b.p : "");
    buf_release(&b);
    return rc;
}

static void say(const struct cli_run *r, const struct matter_decision *d, size_t n,
                const char *done)
{
    struct buf b = {0};

    for (size_t i = 0; i < n && r->json; i++) {
        json_open(&b, NULL, '{');
        json_i64(&b, "id", d[i].clue);
        json_text(&b, "done", str_from(done));
        json_i64(&b, "into", d[i].into);
        json_text(&b, "code", d[i].code);
        json_close(&b, '}');
        buf_char(&b, '\n');
    }
    if (!r->json) {
        buf_fmt(&b, "%s线索 ", done);
        for (size_t i = 0; i < n; i++)
            buf_fmt(&b, "%s%lld", i ? "、" : "", (long long)d[i].clue);
        if (d[0].into)
            buf_fmt(&b, "，并入 %lld", (long long)d[0].into);
        buf_char(&b, '\n');
    }
    cli_print(r, &b);
    buf_release(&b);
}

static enum err_code decide(struct cli_run *r, const struct law *law,
                            const struct matter_decision *d, size_t n, struct err *err)
{
    struct matter_actor by = {0};
    struct pipeline_home h;
    enum err_code rc;

    TRY(find_actor(r, law, &by, err));
    TRY(pipeline_home_open(r->home, law, by.at, &h, err));
    rc = pipeline_clue_decide(h.store, d, n, &by, err);
    pipeline_home_close(&h);
    return rc;
}

static enum err_code decide_with_law(struct cli_run *r, const struct law *law,
                                     const struct matter_decision *like, size_t n,
                                     struct matter_decision *d, struct err *err)
{
    struct str code = like->code;

    if (like->verb == MATTER_DISMISS)
        TRY(find_dismissal(r, law, like->code, &code, err));
    if (str_utf8_valid(like->note) < like->note.n)
        return cli_usage(r, err, "--note 的值不是 UTF-8 文本");
    for (size_t i = 0; i < n; i++) {
        d[i] = *like;
        d[i].code = str_dup(r->arena, code);
        TRY(cli_clue_id(r, r->operand.at[i], &d[i].clue, err));
    }
    return decide(r, law, d, n, err);
}

enum err_code cli_decide(struct cli_run *r, const struct matter_decision *like, size_t n,
                         const char *done, struct err *err)
{
    struct matter_decision *d = ARENA_ARRAY(r->arena, struct matter_decision, n);
    struct law *law;
    enum err_code rc;

    TRY(cli_law(r, &law, err));
    rc = decide_with_law(r, law, like, n, d, err);
    law_unref(law);
    if (rc == ERR_OK)
        say(r, d, n, done);
    return rc;
}
