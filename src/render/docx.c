/* render/docx.c - packs the parts of a DOCX file; see docx.h. */
#include "render/docx.h"

#include "render/docx_internal.h"

#include <zip.h>

static const char types[] =
    DOCX_HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
              "<Default Extension=\"rels\""
              " ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
              "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
#define PART(name, type) \
    "<Override PartName=\"/" name "\" ContentType=\"application/vnd.openxmlformats-" type "+xml\"/>"
    PART("word/document.xml", "officedocument.wordprocessingml.document.main")
        PART("word/styles.xml", "officedocument.wordprocessingml.styles")
            PART("word/settings.xml", "officedocument.wordprocessingml.settings")
                PART("word/footer1.xml", "officedocument.wordprocessingml.footer")
                    PART("word/footer2.xml", "officedocument.wordprocessingml.footer")
                        PART("word/header1.xml", "officedocument.wordprocessingml.header")
                            PART("docProps/core.xml", "package.core-properties") "</Types>";

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static const char root_rels[] = DOCX_HEAD
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" REL "officeDocument\" Target=\"word/document.xml\"/>"
    "<Relationship Id=\"rId2\""
    " Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\""
    " Target=\"docProps/core.xml\"/></Relationships>";

static const char document_rels[] = DOCX_HEAD
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" REL "styles\" Target=\"styles.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"" REL "settings\" Target=\"settings.xml\"/>"
    "<Relationship Id=\"rId3\" Type=\"" REL "footer\" Target=\"footer1.xml\"/>"
    "<Relationship Id=\"rId4\" Type=\"" REL "footer\" Target=\"footer2.xml\"/>"
    "<Relationship Id=\"rId5\" Type=\"" REL "header\" Target=\"header1.xml\"/></Relationships>";

static const char styles[] = DOCX_HEAD
    "<w:styles" DOCX_NS "><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"仿宋\""
    " w:hAnsi=\"仿宋\" w:eastAsia=\"仿宋\" w:cs=\"仿宋\"/><w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>"
    "<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:overflowPunct w:val=\"0\"/></w:pPr></w:pPrDefault>"
    "</w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\">"
    "<w:name w:val=\"Normal\"/></w:style></w:styles>";

static const char settings[] =
    DOCX_HEAD "<w:settings" DOCX_NS "><w:evenAndOddHeaders/><w:characterSpacingControl"
              " w:val=\"compressPunctuation\"/></w:settings>";

/* libzip reads the bytes when the archive is closed: they must live until then. */
static bool add(zip_t *zip, const char *name, struct str bytes)
{
    zip_source_t *source = zip_source_buffer(zip, bytes.p, bytes.n, 0);
    zip_int64_t i = source ? zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) : -1;

    if (source && i < 0)
        zip_source_free(source);
    /* The earliest time that a zip can say: the bytes do not depend on the clock. */
    return i >= 0 && zip_file_set_dostime(zip, (zip_uint64_t)i, 0, 0x21, 0) == 0;
}

#define part_of(array) ((struct str){(array), sizeof(array) - 1})

enum { DOCUMENT, FOOTER_ODD, FOOTER_EVEN, HEADER, CORE, PARTS };

static bool add_all(zip_t *zip, const struct buf *part)
{
    return add(zip, "[Content_Types].xml", part_of(types)) &&
           add(zip, "_rels/.rels", part_of(root_rels)) &&
           add(zip, "word/_rels/document.xml.rels", part_of(document_rels)) &&
           add(zip, "word/styles.xml", part_of(styles)) &&
           add(zip, "word/settings.xml", part_of(settings)) &&
           add(zip, "word/document.xml", buf_view(&part[DOCUMENT])) &&
           add(zip, "word/footer1.xml", buf_view(&part[FOOTER_ODD])) &&
           add(zip, "word/footer2.xml", buf_view(&part[FOOTER_EVEN])) &&
           add(zip, "word/header1.xml", buf_view(&part[HEADER])) &&
           add(zip, "docProps/core.xml", buf_view(&part[CORE]));
}

/* Packs into a source that keeps the bytes, and reads them back. */
static bool pack(zip_source_t *to, const struct buf *part, struct buf *ret_file)
{
    zip_t *zip = zip_open_from_source(to, ZIP_TRUNCATE, NULL);
    zip_stat_t stat;
    char piece[16384];
    zip_int64_t n = -1;

    if (!zip)
        return false;
    zip_source_keep(to);
    if (!add_all(zip, part)) {
        zip_discard(zip);
        return false;
    }
    if (zip_close(zip) != 0 || zip_source_stat(to, &stat) != 0 || zip_source_open(to) != 0)
        return false;
    while ((n = zip_source_read(to, piece, sizeof(piece))) > 0)
        buf_add(ret_file, piece, (size_t)n);
    zip_source_close(to);
    return n == 0;
}

enum err_code render_docx(const struct render_doc *doc, struct buf *ret_file, struct err *err)
{
    struct buf part[PARTS] = {0}, file = {0};
    zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, NULL);
    bool ok;

    docx_document(&part[DOCUMENT], doc);
    docx_footer(&part[FOOTER_ODD], true);
    docx_footer(&part[FOOTER_EVEN], false);
    docx_header(&part[HEADER], doc);
    docx_core(&part[CORE], doc);
    ok = to && pack(to, part, &file);
    if (to)
        zip_source_free(to);
    if (ok)
        buf_str(ret_file, buf_view(&file));
    for (int i = 0; i < PARTS; i++)
        buf_release(&part[i]);
    buf_release(&file);
    if (ok)
        return ERR_OK;
    err_set(err, ERR_IO, "docx cannot be packed");
    return err_set_zh(err, "文书不能打包成 DOCX");
}
