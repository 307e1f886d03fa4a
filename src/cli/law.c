/* cli/law.c - see law.h. */
#include "cli/law.h"

enum err_code cli_law(const struct cli_run *r, struct law **ret_law, struct err *err)
{
    struct diag_list diags;
    enum err_code code;

    diag_init(&diags, r->arena);
    code = law_load(cli_law_dir(r), ret_law, &diags, err);
    if (code != ERR_OK)
        cli_diags(r, r->log, DIAG_ERROR, &diags);
    if (code == ERR_INVALID)
        return err_set_zh(err, "法律数据 %s 有错，见上；liandong law check 列出全部",
                          cli_law_dir(r));
    return code;
}
