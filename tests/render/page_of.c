/*
 * tests/render/page_of.c - page_of TEXT FILE…: makes each FILE (x.pdf, x.docx) of a document's text, for
 * page_test.py to read back.  A refusal is printed and ends with 1.
 */
#include "base/file.h"
#include "service/document/text.h"
#include "service/document/write.h"

#include <stdio.h>
#include <stdlib.h>

static enum err_code make(const struct render_fonts *fonts, const struct render_doc *doc,
                          const char *path, struct err *err)
{
    enum document_format format;
    struct buf file = {0};
    enum err_code rc;

    if (!document_format_of(str_from(path), &format))
        return err_set(err, ERR_INVALID, "%s", path);
    rc = document_write(fonts, doc, format, STR(""), &file, err);
    if (rc == ERR_OK)
        rc = file_write(path, buf_view(&file), err);
    buf_release(&file);
    return rc;
}

static enum err_code make_all(char **path, int n, struct arena *a, struct err *err)
{
    struct render_fonts *fonts;
    struct render_doc doc;
    struct str text;
    enum err_code rc;

    TRY(file_read(a, path[0], DOCUMENT_TEXT_MAX, &text, err));
    TRY(document_text_read(text, a, &doc, err));
    TRY(render_fonts_open(getenv("LIANDONG_FONTS"), false, &fonts, err));
    rc = ERR_OK;
    for (int i = 1; i < n && rc == ERR_OK; i++)
        rc = make(fonts, &doc, path[i], err);
    render_fonts_close(fonts);
    return rc;
}

int main(int argc, char **argv)
{
    struct arena a;
    struct err err;
    enum err_code rc;

    arena_init(&a, 0);
    rc = make_all(argv + 1, argc - 1, &a, &err);
    if (rc != ERR_OK)
        fprintf(stderr, "%s\n", err.zh);
    arena_release(&a);
    return rc == ERR_OK ? 0 : 1;
}
