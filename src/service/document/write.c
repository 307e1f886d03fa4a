/* service/document/write.c - see write.h. */
#include "service/document/write.h"

#include "render/docx.h"
#include "render/pdf.h"

bool document_format_of(struct str s, enum document_format *ret)
{
    if (str_eq(s, STR("pdf")) || str_ends(s, STR(".pdf")))
        *ret = DOCUMENT_PDF;
    else if (str_eq(s, STR("docx")) || str_ends(s, STR(".docx")))
        *ret = DOCUMENT_DOCX;
    else
        return false;
    return true;
}

enum err_code document_write(const struct render_fonts *fonts, const struct render_doc *doc,
                             enum document_format format, struct str note, struct buf *ret_file,
                             struct err *err)
{
    switch (format) {
    case DOCUMENT_PDF:
        return render_pdf_of(fonts, doc, note, ret_file, err);
    case DOCUMENT_DOCX:
        return render_docx(doc, ret_file, err);
    }
    return ERR_OK;
}
