/* cli/document.c - see document.h. */
#include "cli/document.h"

#include "base/fen.h"
#include "base/file.h"
#include "base/near.h"
#include "cli/matter.h"
#include "pipeline/document.h"

#include <stdlib.h>

static void close_fonts(void *p)
{
    render_fonts_close(p);
}

enum err_code cli_fonts(struct cli_run *r, struct render_fonts **ret, struct err *err)
{
    TRY(render_fonts_open(getenv("LIANDONG_FONTS"), false, ret, err));
    arena_defer(r->arena, close_fonts, *ret);
    return ERR_OK;
}

static enum err_code no_template(const struct law *law, const char *name, struct err *err)
{
    struct near near = near_to(str_from(name));

    for (size_t i = 0; i < law->ntemplate; i++) {
        near_offer(&near, law->template[i] -> id);
        near_offer(&near, law->template[i] -> name);
    }
    err_set(err, ERR_NOT_FOUND, "no single template of that name");
    if (near_best(&near).n > 0 && !str_eq(near_best(&near), str_from(name)))
        return err_set_zh(err, "没有文书模板“%s”，是否想写“%.*s”？", name, STR_F(near_best(&near)));
    return err_set_zh(err,
                      "没有文书模板“%s”，或者几个程序都有，请用 --procedure 写明程序或者写标识"
                      "（liandong document list 可查）",
                      name);
}

enum err_code cli_template(struct cli_run *r, const struct law *law, const char *name,
                           const struct law_template **ret, struct err *err)
{
    const char *of = cli_text(r, "procedure");
    const struct law_procedure *p = of ? law_procedure_find(law, str_from(of)) : NULL;
    const struct law_template *t;

    if (of && !p) {
        err_set(err, ERR_NOT_FOUND, "no such procedure");
        return err_set_zh(err, "没有程序“%s”", of);
    }
    t = law_template_find(law, p, str_from(name));
    if (!t)
        return no_template(law, name, err);
    *ret = t;
    return ERR_OK;
}

enum err_code cli_document_format(struct cli_run *r, enum document_format *ret, struct err *err)
{
    const char *format = cli_text(r, "format"), *out = cli_text(r, "out");

    *ret = DOCUMENT_PDF;
    if (document_format_of(str_from(format ? format : out ? out : "pdf"), ret))
        return ERR_OK;
    return cli_usage(r, err, "文件名应当以 .pdf 或 .docx 结尾，或者用 --format 写明格式：%s", out);
}

enum err_code cli_document_out(struct cli_run *r, struct buf *file, struct err *err)
{
    const char *out = cli_text(r, "out");

    if (out) {
        TRY(file_write(out, buf_view(file), err));
        fprintf(r->log, "已写入 %s\n", out);
        return ERR_OK;
    }
    cli_print(r, file);
    return ERR_OK;
}

enum err_code cli_document_id(struct cli_run *r, size_t operand, int64_t *ret, struct err *err)
{
    if (!fen_decimal(str_from(r->operand.at[operand]), 0, ret) || *ret < 1)
        return cli_usage(r, err, "“%s”不是文书的编号", r->operand.at[operand]);
    return ERR_OK;
}

enum err_code cli_author(struct cli_run *r, const struct cli_matter *m, struct pipeline_author *ret,
                         struct err *err)
{
    struct matter_act_actor actor = {0};

    TRY(cli_act_actor(r, m->law, &actor, err));
    *ret = (struct pipeline_author){actor.organ, actor.person, cli_now(r)};
    return ERR_OK;
}
