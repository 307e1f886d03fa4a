#ifndef CLI_DOCUMENT_H
#define CLI_DOCUMENT_H
/*
 * cli/document.h - what the commands about documents (文书) share: fonts, the template that an operand
 * names, the format and the file that are asked for.
 */
#include "cli/run.h"
#include "law/template.h"
#include "service/document/write.h"

/* Opens the fonts of LIANDONG_FONTS and of the system; the run's arena closes them. */
MUST_CHECK enum err_code cli_fonts(struct cli_run *r, struct render_fonts **ret, struct err *err);

/* By id or name; a name that several procedures have needs --procedure. ERR_NOT_FOUND. */
MUST_CHECK enum err_code cli_template(struct cli_run *r, const struct law *law, const char *name,
                                      const struct law_template **ret, struct err *err);

/* --format, else what --out ends with, else pdf. */
MUST_CHECK enum err_code cli_document_format(struct cli_run *r, enum document_format *ret,
                                             struct err *err);
/* Writes to --out, or prints when there is none. */
MUST_CHECK enum err_code cli_document_out(struct cli_run *r, struct buf *file, struct err *err);

/* A document's text of the store. */
struct cli_matter;
MUST_CHECK enum err_code cli_document_id(struct cli_run *r, size_t operand, int64_t *ret,
                                         struct err *err);
/* --as and --person, now. */
struct pipeline_author;
MUST_CHECK enum err_code cli_author(struct cli_run *r, const struct cli_matter *m,
                                    struct pipeline_author *ret, struct err *err);

#define CLI_AUTHOR_OPTIONS                                                                     \
    {"as", "机关", CLI_TEXT, false, "以哪个机关的名义（名称、简称、标识，或 机关.内设机构）"}, \
        {"person", "人员", CLI_TEXT, false, "办理人"},                                         \
    {                                                                                          \
        "capability", "权限", CLI_TEXT, true, "办理人具有的权限，可重复"           \
    }

#define CLI_DOCUMENT_OPTIONS                                                             \
    {"procedure", "程序", CLI_TEXT, false, "文书属于哪个程序（几个程序有同名文书时）"},  \
        {"format", "pdf|docx", CLI_CHOICE, false, "文件格式（默认按文件名，否则 pdf）"}, \
    {                                                                                    \
        "out", "文件", CLI_FILE, false, "写到这个文件"                             \
    }

#endif
