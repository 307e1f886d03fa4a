/* render/docx_part.c - the parts of a DOCX file as WordprocessingML; see docx_internal.h. */
#include "render/docx_internal.h"

/* Twentieths of a point, as the format counts: 156 mm, a line and a character of the grid. */
enum { TWIPS_MEASURE = 8844, TWIPS_LINE = 580, TWIPS_CELL = 316 };
/* Half points. */
enum { HALF_2 = 44, HALF_3 = 32, HALF_4 = 28, HALF_HEAD = 72 };

static const char *const font_fang = "仿宋", *const font_title = "方正小标宋简体",
                         *const font_hei = "黑体", *const font_kai = "楷体",
                         *const font_song = "宋体";

struct docx_style {
    const char *font, *align, *colour;
    int size;           /* half points */
    int first;          /* indent of the first line, characters */
    int left, right;    /* indents, characters */
    int line;           /* twips; 0: as tall as its text */
    int before;         /* twips above */
    int outline;        /* level in the outline, 1 to 9; 0: none */
    bool keep;          /* with the next paragraph */
    const char *border; /* "top" or "bottom": a rule there; NULL: none */
    const char *rule;   /* its colour */
};

/* ---- text ---- */

static bool xml_holds(uint32_t cp)
{
    return cp >= ' ' || cp == '\t' || cp == '\n';
}

void docx_text(struct buf *b, struct str s)
{
    for (size_t i = 0, len = 0; i < s.n; i += len) {
        uint32_t cp = str_utf8_at(s, i, &len);

        if (cp == '&')
            buf_z(b, "&amp;");
        else if (cp == '<')
            buf_z(b, "&lt;");
        else if (cp == '>')
            buf_z(b, "&gt;");
        else if (cp == '"')
            buf_z(b, "&quot;");
        else if (xml_holds(cp) && cp != 0xFFFE && cp != 0xFFFF)
            buf_utf8(b, cp);
    }
}

static void run(struct buf *b, const struct docx_style *s, struct str text)
{
    buf_fmt(b,
            "<w:r><w:rPr><w:rFonts w:ascii=\"%s\" w:hAnsi=\"%s\" w:eastAsia=\"%s\" w:cs=\"%s\"/>",
            s->font, s->font, s->font, s->font);
    if (s->colour)
        buf_fmt(b, "<w:color w:val=\"%s\"/>", s->colour);
    if (s->size ==
        HALF_3) /* 28 characters a line, a point short of it: LibreOffice loses a mark that just fits */
        buf_z(b, "<w:spacing w:val=\"-5\"/>");
    buf_fmt(b, "<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/></w:rPr><w:t xml:space=\"preserve\">",
            s->size, s->size);
    docx_text(b, text);
    buf_z(b, "</w:t></w:r>");
}

static void borders(struct buf *b, const struct docx_style *s)
{
    if (s->border)
        buf_fmt(b,
                "<w:pBdr><w:%s w:val=\"single\" w:sz=\"8\" w:space=\"1\" w:color=\"%s\"/></w:pBdr>",
                s->border, s->rule);
}

/* The order of the elements is the schema's. */
static void open(struct buf *b, const struct docx_style *s)
{
    buf_z(b, "<w:p><w:pPr>");
    if (s->keep)
        buf_z(b, "<w:keepNext/>");
    borders(b, s);
    buf_fmt(b, "<w:spacing w:before=\"%d\" w:after=\"0\"", s->before);
    if (s->line)
        buf_fmt(b, " w:line=\"%d\" w:lineRule=\"exact\"", s->line);
    buf_fmt(b, "/><w:ind w:left=\"%d\" w:right=\"%d\" w:firstLine=\"%d\"/>", s->left * TWIPS_CELL,
            s->right * TWIPS_CELL, s->first * TWIPS_CELL);
    buf_fmt(b, "<w:jc w:val=\"%s\"/>", s->align);
    if (s->outline)
        buf_fmt(b, "<w:outlineLvl w:val=\"%d\"/>", s->outline - 1);
    buf_z(b, "</w:pPr>");
}

static void paragraph(struct buf *b, const struct docx_style *s, struct str text)
{
    open(b, s);
    if (text.n > 0)
        run(b, s, text);
    buf_z(b, "</w:p>");
}

static struct docx_style text_style(void)
{
    return (struct docx_style){
        .font = font_fang, .align = "both", .size = HALF_3, .line = TWIPS_LINE};
}

static void blank(struct buf *b, int lines)
{
    struct docx_style s = text_style();

    for (int i = 0; i < lines; i++)
        paragraph(b, &s, STR(""));
}

/* ---- head ---- */

static void corner(struct buf *b, const struct render_doc *doc)
{
    struct docx_style s = text_style();

    s.font = font_hei;
    s.align = "left";
    if (doc->secrecy.n > 0)
        paragraph(b, &s, doc->secrecy);
    if (doc->urgency.n > 0)
        paragraph(b, &s, doc->urgency);
}

static void red_head(struct buf *b, const struct render_doc *doc, const char *border)
{
    struct docx_style s = {.font = font_title,
                           .align = "center",
                           .colour = "FF0000",
                           .size = HALF_HEAD,
                           .border = border,
                           .rule = "FF0000"};
    size_t n = str_utf8_count(doc->head);
    const size_t fits = 12; /* characters of the full size on one line */

    if (n > fits)
        s.size = (int)(HALF_HEAD * fits / n) > HALF_2 ? (int)(HALF_HEAD * fits / n) : HALF_2;
    paragraph(b, &s, doc->head);
}

static void number(struct buf *b, const struct render_doc *doc, const char *align, bool ruled)
{
    struct docx_style s = text_style();
    struct str signer = doc->signer;

    s.align = align;
    if (ruled) {
        s.border = "bottom";
        s.rule = "FF0000";
    }
    open(b, &s);
    run(b, &s, doc->number);
    if (signer.n > 0) {
        buf_z(b, "<w:r><w:tab/></w:r>");
        run(b, &s, STR("签发人："));
        s.font = font_kai;
        run(b, &s, signer);
    }
    buf_z(b, "</w:p>");
}

static void head(struct buf *b, const struct render_doc *doc)
{
    struct docx_style organ = {.font = font_title, .align = "center", .size = HALF_2, .keep = true};

    switch (doc->form) {
    case RENDER_OFFICIAL:
    case RENDER_MINUTES:
    case RENDER_ORDER:
        corner(b, doc);
        blank(b, doc->form == RENDER_ORDER ? 1 : 3);
        red_head(b, doc, NULL);
        blank(b, 2);
        if (doc->number.n > 0 || doc->form != RENDER_ORDER)
            number(b, doc, "center", doc->form != RENDER_ORDER);
        blank(b, 2);
        return;
    case RENDER_LETTER:
        red_head(b, doc, "bottom");
        corner(b, doc);
        if (doc->number.n > 0)
            number(b, doc, "right", false);
        blank(b, 2);
        return;
    case RENDER_WRIT:
        if (doc->head.n > 0)
            paragraph(b, &organ, doc->head);
        return;
    case RENDER_PLAIN:
        return;
    }
}

static void title(struct buf *b, const struct render_doc *doc)
{
    struct docx_style s = {
        .font = font_title, .align = "center", .size = HALF_2, .keep = true, .outline = 1};

    for (struct str rest = doc->title; rest.n > 0;) {
        paragraph(b, &s, str_cut(&rest, STR("\n")));
        s.outline = 0;
    }
    if (doc->title.n == 0)
        return;
    if (doc->form == RENDER_WRIT && doc->number.n > 0)
        number(b, doc, "right", false);
    blank(b, 1);
}

static void addressee(struct buf *b, const struct render_doc *doc)
{
    struct docx_style s = text_style();
    struct buf text = {0};

    if (doc->addressee.n == 0)
        return;
    buf_str(&text, doc->addressee);
    if (!str_ends(doc->addressee, STR("：")))
        buf_z(&text, "：");
    paragraph(b, &s, buf_view(&text));
    buf_release(&text);
}

/* ---- body ---- */

static void heading(struct buf *b, const struct render_block *in, int counter[5])
{
    const char *const font[] = {font_hei, font_kai, font_fang, font_fang};
    struct docx_style s = text_style();
    struct buf text = {0};

    counter[in->level]++;
    for (int i = in->level + 1; i <= 4; i++)
        counter[i] = 0;
    render_heading_number(&text, in->level, counter[in->level]);
    buf_str(&text, in->text);
    s.font = font[in->level - 1];
    s.first = 2;
    s.keep = true;
    s.outline = in->level + 1;
    paragraph(b, &s, buf_view(&text));
    buf_release(&text);
}

static void cell(struct buf *b, const struct render_cell *c, int width, bool is_head)
{
    struct docx_style s = {.font = is_head ? font_hei : font_fang,
                           .size = HALF_4,
                           .line = 400,
                           .align = c->align == RENDER_ALIGN_CENTER ? "center" : "both"};
    struct str rest = c->text;

    buf_fmt(b, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>", width);
    if (c->span > 1)
        buf_fmt(b, "<w:gridSpan w:val=\"%d\"/>", c->span);
    buf_z(b, "<w:vAlign w:val=\"center\"/></w:tcPr>");
    do
        paragraph(b, &s, str_cut(&rest, STR("\n")));
    while (rest.n > 0);
    buf_z(b, "</w:tc>");
}

static int column_width(const struct render_table *t, size_t i)
{
    int sum = 0;

    for (size_t k = 0; k < t->ncolumn; k++)
        sum += t->width[k];
    return TWIPS_MEASURE * t->width[i] / sum;
}

static void row(struct buf *b, const struct render_table *t, const struct render_row *r)
{
    size_t at = 0;
    bool is_head = r < t->row + t->nhead;

    buf_fmt(b,
            "<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"%d\" w:hRule=\"atLeast\"/>%s</w:trPr>",
            (r->lines > 1 ? r->lines : 1) * 400 + 160, is_head ? "<w:tblHeader/>" : "");
    for (size_t i = 0; i < r->ncell && at < t->ncolumn; i++) {
        int width = 0;

        for (int k = 0; k < r->cell[i].span && at < t->ncolumn; k++)
            width += column_width(t, at++);
        cell(b, &r->cell[i], width, is_head);
    }
    buf_z(b, "</w:tr>");
}

static void table(struct buf *b, const struct render_table *t)
{
    static const char *const side[] = {"top", "left", "bottom", "right", "insideH", "insideV"};

    buf_fmt(b, "<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/><w:tblBorders>", TWIPS_MEASURE);
    for (size_t i = 0; i < sizeof(side) / sizeof(side[0]); i++)
        buf_fmt(b, "<w:%s w:val=\"single\" w:sz=\"6\" w:space=\"0\" w:color=\"000000\"/>", side[i]);
    buf_z(b, "</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
    for (size_t i = 0; i < t->ncolumn; i++)
        buf_fmt(b, "<w:gridCol w:w=\"%d\"/>", column_width(t, i));
    buf_z(b, "</w:tblGrid>");
    for (size_t i = 0; i < t->nrow; i++)
        row(b, t, &t->row[i]);
    buf_z(b, "</w:tbl>");
}

static void block(struct buf *b, const struct render_block *in, int counter[5])
{
    struct docx_style s = text_style();

    switch (in->kind) {
    case RENDER_PARAGRAPH:
        s.first = 2;
        break;
    case RENDER_HEADING:
        heading(b, in, counter);
        return;
    case RENDER_FLUSH:
        s.align = "left";
        break;
    case RENDER_CENTER:
        s.align = "center";
        break;
    case RENDER_RIGHT:
        s.align = "right";
        break;
    case RENDER_TABLE:
        table(b, in->table);
        return;
    case RENDER_BREAK:
        buf_z(b, "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>");
        return;
    }
    paragraph(b, &s, in->text);
}

/* ---- end ---- */

static void attachments(struct buf *b, const struct render_doc *doc)
{
    struct docx_style s = text_style();
    struct buf text = {0};

    if (doc->nattachment > 0)
        blank(b, 1);
    for (size_t i = 0; i < doc->nattachment; i++) {
        buf_reset(&text);
        if (i == 0)
            buf_z(&text, "附件：");
        if (doc->nattachment > 1)
            buf_fmt(&text, "%zu. ", i + 1);
        buf_str(&text, doc->attachment[i]);
        s.left = i == 0 ? 0 : 3;
        s.first = 2;
        paragraph(b, &s, buf_view(&text));
    }
    buf_release(&text);
}

static void sign(struct buf *b, const struct render_doc *doc)
{
    struct docx_style s = text_style();

    if (doc->nsign == 0 && doc->date.n == 0)
        return;
    blank(b, doc->seal ? 2 : 1);
    s.align = "right";
    s.keep = true;
    s.right = 2;
    for (size_t i = 0; i < doc->nsign; i++)
        paragraph(b, &s, doc->sign[i]);
    s.keep = false;
    s.right = doc->seal ? 4 : 2;
    if (doc->date.n > 0)
        paragraph(b, &s, doc->date);
}

static void imprint(struct buf *b, const struct render_doc *doc)
{
    struct docx_style s = {
        .font = font_fang, .align = "left", .size = HALF_4, .line = 480, .left = 1, .right = 1};
    struct buf text = {0};
    bool ruled = doc->form != RENDER_LETTER && doc->issuer.n > 0;

    if (doc->copy.n == 0 && !ruled)
        return;
    blank(b, 1);
    s.rule = "000000";
    s.border = ruled ? "top" : NULL;
    if (doc->copy.n > 0) {
        buf_fmt(&text, "抄送：%.*s", STR_F(doc->copy));
        if (!str_ends(doc->copy, STR("。")))
            buf_z(&text, "。");
        paragraph(b, &s, buf_view(&text));
    }
    if (ruled) {
        open(b, &s);
        run(b, &s, doc->issuer);
        buf_z(b, "<w:r><w:tab/></w:r>");
        run(b, &s, doc->issued);
        run(b, &s, STR("印发"));
        buf_z(b, "</w:p>");
    }
    buf_release(&text);
}

/* 37 and 28 mm above and at the left, 35 and 26 at the other sides; 22 lines of 28 characters. */
static void section(struct buf *b, const struct render_doc *doc)
{
    buf_z(b, "<w:sectPr>");
    if (doc->stamp.n > 0)
        buf_z(b, "<w:headerReference w:type=\"default\" r:id=\"rId5\"/>"
                 "<w:headerReference w:type=\"even\" r:id=\"rId5\"/>"
                 "<w:headerReference w:type=\"first\" r:id=\"rId5\"/>");
    buf_z(b, "<w:footerReference w:type=\"default\" r:id=\"rId3\"/>"
             "<w:footerReference w:type=\"even\" r:id=\"rId4\"/>"
             "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"
             "<w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\""
             " w:header=\"1200\" w:footer=\"1247\" w:gutter=\"0\"/>");
    if (doc->form == RENDER_LETTER)
        buf_z(b, "<w:titlePg/>");
    buf_z(b, "<w:docGrid w:type=\"lines\" w:linePitch=\"580\"/>"
             "</w:sectPr>");
}

void docx_document(struct buf *b, const struct render_doc *doc)
{
    int counter[5] = {0};

    buf_z(b, DOCX_HEAD "<w:document" DOCX_NS "><w:body>");
    head(b, doc);
    title(b, doc);
    addressee(b, doc);
    for (size_t i = 0; i < doc->nblock; i++)
        block(b, &doc->block[i], counter);
    attachments(b, doc);
    sign(b, doc);
    imprint(b, doc);
    section(b, doc);
    buf_z(b, "</w:body></w:document>");
}

/* ---- other parts ---- */

void docx_footer(struct buf *b, bool odd)
{
    struct docx_style s = {.font = font_song, .size = HALF_4, .align = odd ? "right" : "left"};

    *(odd ? &s.right : &s.left) = 1;
    buf_z(b, DOCX_HEAD "<w:ftr" DOCX_NS ">");
    open(b, &s);
    run(b, &s, STR("— "));
    buf_z(b, "<w:r><w:rPr><w:sz w:val=\"28\"/></w:rPr><w:fldChar w:fldCharType=\"begin\"/></w:r>"
             "<w:r><w:rPr><w:sz w:val=\"28\"/></w:rPr><w:instrText>PAGE</w:instrText></w:r>"
             "<w:r><w:rPr><w:sz w:val=\"28\"/></w:rPr><w:fldChar w:fldCharType=\"end\"/></w:r>");
    run(b, &s, STR(" —"));
    buf_z(b, "</w:p></w:ftr>");
}

void docx_header(struct buf *b, const struct render_doc *doc)
{
    struct docx_style s = {.font = font_hei, .size = HALF_4, .align = "left", .colour = "999999"};

    buf_z(b, DOCX_HEAD "<w:hdr" DOCX_NS ">");
    paragraph(b, &s, doc->stamp);
    buf_z(b, "</w:hdr>");
}

static void property(struct buf *b, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    buf_fmt(b, "<%s>", name);
    docx_text(b, value);
    buf_fmt(b, "</%s>", name);
}

void docx_core(struct buf *b, const struct render_doc *doc)
{
    buf_z(b, DOCX_HEAD
          "<cp:coreProperties"
          " xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\""
          " xmlns:dc=\"http://purl.org/dc/elements/1.1/\">");
    property(b, "dc:title", doc->title);
    property(b, "dc:subject", doc->subject);
    property(b, "dc:creator", doc->author);
    property(b, "cp:keywords", doc->keywords);
    buf_z(b, "</cp:coreProperties>");
}
