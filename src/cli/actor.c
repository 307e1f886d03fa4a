/* cli/actor.c - see actor.h. */
#include "cli/actor.h"

enum err_code cli_actor(struct cli_run *r, const struct law *law, struct actor *ret,
                        struct err *err)
{
    const char *as = cli_text(r, "as");
    struct str *capability;

    if (as)
        TRY(actor_make(law, str_from(as), STR(""), ret, err));
    else
        *ret = actor_operator(STR(""));
    ret->ncapability = cli_texts(r, "capability", &capability);
    ret->capability = capability;
    if (!as && ret->ncapability > 0)
        return cli_usage(r, err, "--capability 要与 --as 一起写");
    return ERR_OK;
}

void cli_say_operator(const struct cli_run *r, const struct actor *who)
{
    if (who->is_operator)
        fputs("以本机操作者身份查看，不受机关限制；--as 机关 只看该机关能看的。\n",
              r->json ? r->log : r->out);
}
