/* render/pdf.c - objects, pages and outline of a PDF file (ISO 32000-1); see pdf.h. */
#include "render/pdf_internal.h"

#include "base/bug.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <zlib.h>

enum { OBJECT_CATALOG = 1, OBJECT_PAGES, OBJECT_INFO };

/* ---- pieces of syntax ---- */

/* Three decimals, without zeros at the end: a thousandth of a point is below what a printer shows. */
void pdf_number(struct buf *b, double v)
{
    long long n = llround(v * 1000);
    char part[4] = {'.'};
    size_t places = 3;

    if (n < 0)
        buf_char(b, '-');
    n = n < 0 ? -n : n;
    buf_i64(b, n / 1000);
    for (int i = 3, rest = (int)(n % 1000); i > 0; i--, rest /= 10)
        part[i] = (char)('0' + rest % 10);
    while (places > 0 && part[places] == '0')
        places--;
    if (places > 0)
        buf_add(b, part, places + 1);
}

void pdf_hex4(struct buf *b, unsigned v)
{
    static const char hex[] = "0123456789ABCDEF";
    char s[4] = {hex[v >> 12 & 15], hex[v >> 8 & 15], hex[v >> 4 & 15], hex[v & 15]};

    buf_add(b, s, sizeof(s));
}

static void utf16(struct buf *b, uint32_t cp)
{
    if (cp >= 0x10000) {
        pdf_hex4(b, 0xD800 + ((cp - 0x10000) >> 10));
        cp = 0xDC00 + ((cp - 0x10000) & 0x3FF);
    }
    pdf_hex4(b, cp);
}

void pdf_text(struct buf *b, struct str s)
{
    buf_z(b, "<FEFF");
    for (size_t i = 0, len = 0; i < s.n; i += len)
        utf16(b, str_utf8_at(s, i, &len));
    buf_char(b, '>');
}

int pdf_object(struct render_pdf *pdf)
{
    vec_push(&pdf->arena, &pdf->offset, (size_t)0);
    return (int)pdf->offset.n;
}

void pdf_begin(struct render_pdf *pdf, int object)
{
    pdf->offset.at[object - 1] = pdf->out.n;
    buf_fmt(&pdf->out, "%d 0 obj\n", object);
}

void pdf_end(struct render_pdf *pdf)
{
    buf_z(&pdf->out, "\nendobj\n");
}

/* Packs into pdf->packed. */
static struct str pack_bytes(struct render_pdf *pdf, struct str bytes)
{
    enum { LEVEL = 3 };
    uLong room = compressBound(bytes.n);

    buf_reset(&pdf->packed);
    while (pdf->packed.cap < room)
        buf_add(&pdf->packed, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
    BUG_ON(compress2((Bytef *)pdf->packed.p, &room, (const Bytef *)bytes.p, bytes.n, LEVEL) !=
           Z_OK);
    return (struct str){pdf->packed.p, room};
}

void pdf_stream(struct render_pdf *pdf, int object, const char *dict, struct str bytes, bool pack)
{
    struct str body = pack ? pack_bytes(pdf, bytes) : bytes;

    pdf_begin(pdf, object);
    buf_fmt(&pdf->out, "<<%s%s/Length %zu>>\nstream\n", dict, pack ? "/Filter/FlateDecode" : "",
            body.n);
    buf_str(&pdf->out, body);
    buf_z(&pdf->out, "\nendstream");
    pdf_end(pdf);
}

/* ---- the writer ---- */

struct render_pdf *render_pdf_new(const struct render_fonts *fonts)
{
    struct render_pdf *pdf = MEM_NEW(struct render_pdf);

    pdf->fonts = fonts;
    arena_init(&pdf->arena, 0);
    for (int i = OBJECT_CATALOG; i <= OBJECT_INFO; i++)
        pdf_object(pdf);
    return pdf;
}

void render_pdf_free(struct render_pdf *pdf)
{
    if (!pdf)
        return;
    pdf_fonts_release(pdf);
    buf_release(&pdf->out);
    buf_release(&pdf->scratch);
    buf_release(&pdf->packed);
    arena_release(&pdf->arena);
    free(pdf);
}

/* ---- content ---- */

static void set_colour(struct buf *b, enum page_colour colour)
{
    static const char *const rgb[] = {
        [PAGE_BLACK] = "0 g\n", [PAGE_RED] = "1 0 0 rg\n", [PAGE_GREY] = "0.6 g\n"};

    buf_z(b, rgb[colour]);
}

static void put_boxes(struct buf *b, const struct page *p)
{
    int colour = -1;

    for (size_t i = 0; i < p->box.n; i++) {
        const struct page_box *x = &p->box.at[i];

        if ((int)x->colour != colour)
            set_colour(b, x->colour);
        colour = (int)x->colour;
        pdf_number(b, x->x);
        buf_char(b, ' ');
        pdf_number(b, PAGE_HEIGHT - x->y - x->height);
        buf_char(b, ' ');
        pdf_number(b, x->width);
        buf_char(b, ' ');
        pdf_number(b, x->height);
        buf_z(b, " re f\n");
    }
}

static double spacing(const struct page_run *r, size_t i)
{
    const struct line_glyph *g = &r->text->at[i];

    return r->line.step[i - r->line.from] - r->text->style.size * g->g.advance / 1000;
}

/* Glyphs from..to of one font: the step of the first is the rule (Tc), others are corrected. */
static void put_glyphs(struct render_pdf *pdf, const struct page_run *r, size_t from, size_t to)
{
    struct buf *b = &pdf->scratch;
    double rule = spacing(r, from), size = r->text->style.size;

    buf_z(b, " Tm ");
    pdf_number(b, rule);
    buf_z(b, " Tc[<");
    for (size_t i = from; i < to; i++) {
        const struct line_glyph *g = &r->text->at[i];
        double off = (rule - spacing(r, i)) * 1000 / size;

        pdf_hex4(b, pdf_font_code(pdf, &g->g, g->cp));
        if (fabs(off) < 0.5 || i + 1 == to)
            continue;
        buf_char(b, '>');
        pdf_number(b, off);
        buf_char(b, '<');
    }
    buf_z(b, ">]TJ\n");
}

static void put_run(struct render_pdf *pdf, const struct page_run *r)
{
    struct buf *b = &pdf->scratch;
    double x = r->x;

    for (size_t i = r->line.from, to; i < r->line.to; i = to) {
        double at = x;

        for (to = i; to < r->line.to && r->text->at[to].g.font == r->text->at[i].g.font; to++)
            x += r->line.step[to - r->line.from];
        buf_fmt(b, "/F%d ", r->text->at[i].g.font);
        pdf_number(b, r->text->style.size);
        buf_z(b, " Tf 1 0 0 1 ");
        pdf_number(b, at);
        buf_char(b, ' ');
        pdf_number(b, PAGE_HEIGHT - r->y);
        put_glyphs(pdf, r, i, to);
    }
}

static void add_page(struct render_pdf *pdf, const struct page *p)
{
    struct pdf_page page = {pdf_object(pdf), pdf_object(pdf)};
    int colour = -1;

    buf_reset(&pdf->scratch);
    put_boxes(&pdf->scratch, p);
    buf_z(&pdf->scratch, "BT\n");
    for (size_t i = 0; i < p->run.n; i++) {
        if ((int)p->run.at[i].colour != colour)
            set_colour(&pdf->scratch, p->run.at[i].colour);
        colour = (int)p->run.at[i].colour;
        put_run(pdf, &p->run.at[i]);
    }
    buf_z(&pdf->scratch, "ET\n");
    pdf_stream(pdf, page.content, "", buf_view(&pdf->scratch), true);
    vec_push(&pdf->arena, &pdf->page, page);
}

void render_pdf_add(struct render_pdf *pdf, const struct pages *pages)
{
    int before = (int)pdf->page.n;

    for (size_t i = 0; i < pages->v.n; i++)
        add_page(pdf, pages->v.at[i]);
    for (size_t i = 0; i < pages->mark.n; i++) {
        const struct page_mark *m = &pages->mark.at[i];

        vec_push(
            &pdf->arena, &pdf->entry,
            (struct pdf_entry){str_dup(&pdf->arena, m->text), m->level, before + m->page, m->y});
    }
}

/* ---- outline ---- */

/* The entry that i stands below, -1: none. */
static int parent_of(const struct render_pdf *pdf, int i)
{
    for (int k = i - 1; k >= 0; k--)
        if (pdf->entry.at[k].level < pdf->entry.at[i].level)
            return k;
    return -1;
}

/* The next (by = 1) or former (by = -1) entry with the same parent, -1. */
static int beside(const struct render_pdf *pdf, int i, int by)
{
    int level = pdf->entry.at[i].level, parent = parent_of(pdf, i);

    for (int k = i + by; k >= 0 && k < (int)pdf->entry.n; k += by) {
        if (pdf->entry.at[k].level < level && by > 0)
            return -1;
        if (k == parent)
            return -1;
        if (parent_of(pdf, k) == parent)
            return k;
    }
    return -1;
}

/* First and last entry below i (-1: the root), -1: none. */
static int children(const struct render_pdf *pdf, int i, int *ret_last)
{
    int first = -1;

    *ret_last = -1;
    for (int k = i + 1; k < (int)pdf->entry.n; k++) {
        if (i >= 0 && pdf->entry.at[k].level <= pdf->entry.at[i].level)
            break;
        if (parent_of(pdf, k) != i)
            continue;
        first = first < 0 ? k : first;
        *ret_last = k;
    }
    return first;
}

static void outline_entry(struct render_pdf *pdf, int i, int root)
{
    const struct pdf_entry *e = &pdf->entry.at[i];
    int first = 0, last, parent = parent_of(pdf, i), next = beside(pdf, i, 1),
        former = beside(pdf, i, -1);

    pdf_begin(pdf, root + 1 + i);
    buf_z(&pdf->out, "<</Title");
    pdf_text(&pdf->out, e->text);
    buf_fmt(&pdf->out, "/Parent %d 0 R", root + 1 + parent);
    if (next >= 0)
        buf_fmt(&pdf->out, "/Next %d 0 R", root + 1 + next);
    if (former >= 0)
        buf_fmt(&pdf->out, "/Prev %d 0 R", root + 1 + former);
    first = children(pdf, i, &last);
    if (first >= 0)
        buf_fmt(&pdf->out, "/First %d 0 R/Last %d 0 R/Count -1", root + 1 + first, root + 1 + last);
    buf_fmt(&pdf->out, "/Dest[%d 0 R/XYZ 0 ", pdf->page.at[e->page].object);
    pdf_number(&pdf->out, PAGE_HEIGHT - e->y);
    buf_z(&pdf->out, " 0]>>");
    pdf_end(pdf);
}

/* The outline's object, 0 when there is nothing to list. */
static int outline(struct render_pdf *pdf)
{
    int n = (int)pdf->entry.n, root, first, last;

    if (n == 0)
        return 0;
    root = pdf_object(pdf);
    for (int i = 0; i < n; i++)
        pdf_object(pdf);
    first = children(pdf, -1, &last);
    pdf_begin(pdf, root);
    buf_fmt(&pdf->out, "<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>", root + 1 + first,
            root + 1 + last, n);
    pdf_end(pdf);
    for (int i = 0; i < n; i++)
        outline_entry(pdf, i, root);
    return root;
}

/* ---- the file ---- */

static void page_objects(struct render_pdf *pdf)
{
    for (size_t i = 0; i < pdf->page.n; i++) {
        pdf_begin(pdf, pdf->page.at[i].object);
        buf_fmt(&pdf->out, "<</Type/Page/Parent %d 0 R/Contents %d 0 R>>", OBJECT_PAGES,
                pdf->page.at[i].content);
        pdf_end(pdf);
    }
}

static void page_tree(struct render_pdf *pdf)
{
    pdf_begin(pdf, OBJECT_PAGES);
    buf_fmt(&pdf->out, "<</Type/Pages/Count %zu/MediaBox[0 0 ", pdf->page.n);
    pdf_number(&pdf->out, PAGE_WIDTH);
    buf_char(&pdf->out, ' ');
    pdf_number(&pdf->out, PAGE_HEIGHT);
    buf_z(&pdf->out, "]/Resources<</Font<<");
    for (int i = 0; i < pdf->fonts->n; i++)
        if (pdf->font[i].object)
            buf_fmt(&pdf->out, "/F%d %d 0 R", i, pdf->font[i].object);
    buf_z(&pdf->out, ">>>>/Kids[");
    for (size_t i = 0; i < pdf->page.n; i++)
        buf_fmt(&pdf->out, "%s%d 0 R", i ? " " : "", pdf->page.at[i].object);
    buf_z(&pdf->out, "]>>");
    pdf_end(pdf);
}

static void info_key(struct buf *b, const char *key, struct str value)
{
    if (value.n == 0)
        return;
    buf_fmt(b, "/%s", key);
    pdf_text(b, value);
}

static void info_object(struct render_pdf *pdf, const struct render_pdf_info *info)
{
    pdf_begin(pdf, OBJECT_INFO);
    buf_z(&pdf->out, "<</Producer(Liandong)");
    info_key(&pdf->out, "Title", info->title);
    info_key(&pdf->out, "Author", info->author);
    info_key(&pdf->out, "Subject", info->subject);
    info_key(&pdf->out, "Keywords", info->keywords);
    buf_z(&pdf->out, ">>");
    pdf_end(pdf);
}

static void catalog(struct render_pdf *pdf, int root)
{
    pdf_begin(pdf, OBJECT_CATALOG);
    buf_fmt(&pdf->out,
            "<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)/ViewerPreferences<</DisplayDocTitle true>>",
            OBJECT_PAGES);
    if (root)
        buf_fmt(&pdf->out, "/Outlines %d 0 R/PageMode/UseOutlines", root);
    buf_z(&pdf->out, ">>");
    pdf_end(pdf);
}

/* The objects stand in pdf->out from its start; `head` comes before them. */
static void whole_file(struct render_pdf *pdf, struct str head, struct buf *ret)
{
    unsigned long long id = str_hash(buf_view(&pdf->out));
    size_t xref = head.n + pdf->out.n;

    buf_str(ret, head);
    buf_str(ret, buf_view(&pdf->out));
    buf_fmt(ret, "xref\n0 %zu\n0000000000 65535 f \n", pdf->offset.n + 1);
    for (size_t i = 0; i < pdf->offset.n; i++)
        buf_fmt(ret, "%010zu 00000 n \n", head.n + pdf->offset.at[i]);
    buf_fmt(ret,
            "trailer\n<</Size %zu/Root %d 0 R/Info %d 0 R/ID[<%016llx%016llx><%016llx%016llx>]>>\n"
            "startxref\n%zu\n%%%%EOF\n",
            pdf->offset.n + 1, OBJECT_CATALOG, OBJECT_INFO, id, ~id, id, ~id, xref);
}

enum err_code render_pdf_write(struct render_pdf *pdf, const struct render_pdf_info *info,
                               struct buf *ret_file, struct err *err)
{
    struct buf head = {0};
    int root;

    TRY(pdf_fonts(pdf, err));
    root = outline(pdf);
    page_objects(pdf);
    page_tree(pdf);
    info_object(pdf, info);
    catalog(pdf, root);
    buf_z(&head, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
    if (info->note.n > 0)
        buf_fmt(&head, "%%%.*s\n", STR_F(info->note));
    whole_file(pdf, buf_view(&head), ret_file);
    buf_release(&head);
    return ERR_OK;
}

static struct str one_line(struct arena *a, struct str title)
{
    struct buf b = {0};
    struct str line;

    for (size_t i = 0; i < title.n; i++)
        if (title.p[i] != '\n')
            buf_char(&b, title.p[i]);
    line = str_dup(a, buf_view(&b));
    buf_release(&b);
    return line;
}

enum err_code render_pdf_of(const struct render_fonts *fonts, const struct render_doc *doc,
                            struct str note, struct buf *ret_file, struct err *err)
{
    struct render_pdf *pdf = render_pdf_new(fonts);
    struct arena a;
    struct pages pages;
    enum err_code rc;

    arena_init(&a, 0);
    rc = render_layout(fonts, doc, &a, &pages, err);
    if (rc == ERR_OK) {
        struct render_pdf_info info = {.title = one_line(&a, doc->title),
                                       .author = doc->author,
                                       .subject = doc->subject,
                                       .keywords = doc->keywords,
                                       .note = note};

        render_pdf_add(pdf, &pages);
        rc = render_pdf_write(pdf, &info, ret_file, err);
    }
    arena_release(&a);
    render_pdf_free(pdf);
    return rc;
}
