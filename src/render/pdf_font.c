/*
 * render/pdf_font.c - fonts in the file: cut down to the glyphs used (hb-subset), with widths and
 * the characters behind the codes.
 *
 * Text is in two-byte codes (Identity-H).  The code of a CFF font with CIDs is the CID, which the
 * font's own charset leads to the glyph (ISO 32000-1, 9.7.4.2); of other fonts it is the order of
 * use, which CIDToGIDMap leads to the glyph.
 */
#include "render/pdf_internal.h"

#include "base/mem.h"

#include <hb-subset.h>
#include <stdio.h>
#include <stdlib.h>

static void start_font(struct pdf_font *f, const struct render_font *font)
{
    size_t n = (size_t)font->nglyph;

    f->cp = mem_zero(n, sizeof(*f->cp));
    f->code = mem_zero(n, sizeof(*f->code));
    f->used = mem_alloc(n * sizeof(*f->used));
}

void pdf_fonts_release(struct render_pdf *pdf)
{
    for (int i = 0; i < RENDER_FONTS_MAX; i++) {
        free(pdf->font[i].cp);
        free(pdf->font[i].code);
        free(pdf->font[i].used);
    }
}

unsigned pdf_font_code(struct render_pdf *pdf, const struct render_glyph *g, uint32_t cp)
{
    struct pdf_font *f = &pdf->font[g->font];
    const struct render_font *font = &pdf->fonts->at[g->font];

    if (!f->cp)
        start_font(f, font);
    if (!f->cp[g->id]) {
        f->cp[g->id] = cp;
        f->used[f->nused++] = g->id;
        f->code[g->id] = font->cid ? font->cid[g->id] : (uint16_t)f->nused;
    }
    return f->code[g->id];
}

/* ---- cutting down ---- */

static hb_subset_input_t *subset_input(const struct pdf_font *f)
{
    static const hb_tag_t kept[] = {
        HB_TAG('C', 'F', 'F', ' '), HB_TAG('g', 'l', 'y', 'f'), HB_TAG('l', 'o', 'c', 'a'),
        HB_TAG('h', 'e', 'a', 'd'), HB_TAG('h', 'h', 'e', 'a'), HB_TAG('h', 'm', 't', 'x'),
        HB_TAG('m', 'a', 'x', 'p'), HB_TAG('c', 'v', 't', ' '), HB_TAG('f', 'p', 'g', 'm'),
        HB_TAG('p', 'r', 'e', 'p'),
    };
    hb_subset_input_t *in = hb_subset_input_create_or_fail();
    hb_set_t *drop = in ? hb_subset_input_set(in, HB_SUBSET_SETS_DROP_TABLE_TAG) : NULL;

    if (!in)
        return NULL;
    hb_set_clear(drop);
    hb_set_invert(drop);
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        hb_set_del(drop, kept[i]);
    for (size_t i = 0; i < f->nused; i++)
        hb_set_add(hb_subset_input_glyph_set(in), f->used[i]);
    return in;
}

/* Two bytes a code: the glyph in the subset. */
static void code_map(const struct pdf_font *f, const hb_map_t *to_new, struct buf *b)
{
    buf_add(b, "\0\0", 2);
    for (size_t i = 0; i < f->nused; i++) {
        hb_codepoint_t id = hb_map_get(to_new, f->used[i]);

        buf_char(b, (char)(id >> 8));
        buf_char(b, (char)id);
    }
}

/* The subset's bytes, for the file, which the caller gives back; map: of a font without CIDs. */
static hb_blob_t *subset(const struct pdf_font *f, const struct render_font *font, struct buf *map)
{
    hb_subset_input_t *in = subset_input(f);
    hb_subset_plan_t *plan = in ? hb_subset_plan_create_or_fail(font->source, in) : NULL;
    hb_face_t *face = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;
    hb_blob_t *blob = NULL;

    if (face && !font->cid)
        code_map(f, hb_subset_plan_old_to_new_glyph_mapping(plan), map);
    if (face)
        blob = font->cff ? hb_face_reference_table(face, HB_TAG('C', 'F', 'F', ' '))
                         : hb_face_reference_blob(face);
    hb_face_destroy(face);
    hb_subset_plan_destroy(plan);
    hb_subset_input_destroy(in);
    return blob;
}

/* ---- what stands beside the glyphs ---- */

static int by_code(const void *a, const void *b, void *p)
{
    const struct pdf_font *f = p;
    unsigned x = f->code[*(const uint32_t *)a], y = f->code[*(const uint32_t *)b];

    return (x > y) - (x < y);
}

/* Widths of the codes that are not one em: code [width]… */
static void widths(const struct pdf_font *f, const struct render_font *font, struct buf *b)
{
    for (size_t i = 0; i < f->nused; i++) {
        int w = hb_font_get_glyph_h_advance(font->font, f->used[i]) * 1000 / font->upem;

        if (w != 1000)
            buf_fmt(b, "%u[%d]", (unsigned)f->code[f->used[i]], w);
    }
}

static void utf16_of(struct buf *b, uint32_t cp)
{
    if (cp >= 0x10000) {
        pdf_hex4(b, 0xD800 + ((cp - 0x10000) >> 10));
        cp = 0xDC00 + ((cp - 0x10000) & 0x3FF);
    }
    pdf_hex4(b, cp);
}

static void to_unicode(const struct pdf_font *f, struct buf *b)
{
    enum { BLOCK = 100 }; /* entries of one block, at most */

    buf_z(b, "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo"
             "<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def/CMapName/Adobe-Identity-UCS def"
             "/CMapType 2 def 1 begincodespacerange<0000><FFFF>endcodespacerange\n");
    for (size_t i = 0; i < f->nused; i += BLOCK) {
        size_t n = f->nused - i < BLOCK ? f->nused - i : BLOCK;

        buf_fmt(b, "%zu beginbfchar\n", n);
        for (size_t k = i; k < i + n; k++) {
            buf_char(b, '<');
            pdf_hex4(b, f->code[f->used[k]]);
            buf_z(b, "><");
            utf16_of(b, f->cp[f->used[k]]);
            buf_z(b, ">\n");
        }
        buf_z(b, "endbfchar\n");
    }
    buf_z(b, "endcmap CMapName currentdict/CMap defineresource pop end end\n");
}

/* ---- objects ---- */

/* ABCDEF+Name: six letters that differ with the glyphs used. */
static void subset_name(const struct pdf_font *f, const struct render_font *font, struct buf *b)
{
    uint64_t h = str_hash((struct str){(const char *)f->used, f->nused * sizeof(*f->used)});

    for (int i = 0; i < 6; i++, h /= 26)
        buf_char(b, (char)('A' + h % 26));
    buf_fmt(b, "+%s", font->name);
}

struct font_objects {
    int type0, cid, descriptor, file, unicode, map;
    struct str name;
};

static void type0(struct render_pdf *pdf, const struct font_objects *o)
{
    pdf_begin(pdf, o->type0);
    buf_fmt(&pdf->out,
            "<</Type/Font/Subtype/Type0/BaseFont/%.*s/Encoding/Identity-H"
            "/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>",
            STR_F(o->name), o->cid, o->unicode);
    pdf_end(pdf);
}

static void cid_font(struct render_pdf *pdf, int i, const struct font_objects *o)
{
    const struct render_font *font = &pdf->fonts->at[i];

    pdf_begin(pdf, o->cid);
    buf_fmt(&pdf->out,
            "<</Type/Font/Subtype/%s/BaseFont/%.*s/CIDSystemInfo<</Registry(Adobe)"
            "/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 1000/W[",
            font->cff ? "CIDFontType0" : "CIDFontType2", STR_F(o->name), o->descriptor);
    widths(&pdf->font[i], font, &pdf->out);
    buf_z(&pdf->out, "]");
    if (!font->cff)
        buf_fmt(&pdf->out, "/CIDToGIDMap %d 0 R", o->map);
    buf_z(&pdf->out, ">>");
    pdf_end(pdf);
}

static void descriptor(struct render_pdf *pdf, int i, const struct font_objects *o)
{
    const struct render_font *font = &pdf->fonts->at[i];

    pdf_begin(pdf, o->descriptor);
    buf_fmt(&pdf->out,
            "<</Type/FontDescriptor/FontName/%.*s/Flags 4/FontBBox[-200 %d 1200 %d]/ItalicAngle 0"
            "/Ascent %d/Descent %d/CapHeight 700/StemV 80/%s %d 0 R>>",
            STR_F(o->name), font->descent - 100, font->ascent + 100, font->ascent, font->descent,
            font->cff ? "FontFile3" : "FontFile2", o->file);
    pdf_end(pdf);
}

/* The CFF bytes are dense: packing them costs most of a document's time for a tenth of its size. */
static void font_file(struct render_pdf *pdf, const struct font_objects *o, bool cff,
                      hb_blob_t *blob)
{
    unsigned n;
    const char *p = hb_blob_get_data(blob, &n);
    char dict[64] = "/Subtype/CIDFontType0C";

    if (!cff)
        snprintf(dict, sizeof(dict), "/Length1 %u", n);
    pdf_stream(pdf, o->file, dict, (struct str){p, n}, !cff);
}

static void font_objects(struct render_pdf *pdf, int i, hb_blob_t *blob, const struct buf *map)
{
    struct pdf_font *f = &pdf->font[i];
    struct font_objects o = {pdf_object(pdf), pdf_object(pdf), pdf_object(pdf),
                             pdf_object(pdf), pdf_object(pdf), 0,
                             STR_NULL};
    struct buf name = {0};

    subset_name(f, &pdf->fonts->at[i], &name);
    o.name = str_dup(&pdf->arena, buf_view(&name));
    buf_release(&name);
    f->object = o.type0;
    if (!pdf->fonts->at[i].cff) {
        o.map = pdf_object(pdf);
        pdf_stream(pdf, o.map, "", buf_view(map), true);
    }
    type0(pdf, &o);
    cid_font(pdf, i, &o);
    descriptor(pdf, i, &o);
    font_file(pdf, &o, pdf->fonts->at[i].cff, blob);
    buf_reset(&pdf->scratch);
    to_unicode(f, &pdf->scratch);
    pdf_stream(pdf, o.unicode, "", buf_view(&pdf->scratch), true);
}

enum err_code pdf_fonts(struct render_pdf *pdf, struct err *err)
{
    for (int i = 0; i < pdf->fonts->n; i++) {
        struct pdf_font *f = &pdf->font[i];
        struct buf map = {0};
        hb_blob_t *blob;

        if (f->nused == 0)
            continue;
        blob = subset(f, &pdf->fonts->at[i], &map);
        if (!blob || hb_blob_get_length(blob) == 0) {
            hb_blob_destroy(blob);
            buf_release(&map);
            err_set(err, ERR_INVALID, "font %s cannot be cut down", pdf->fonts->at[i].name);
            return err_set_zh(err, "字体 %s 不能嵌入文书", pdf->fonts->at[i].name);
        }
        qsort_r(f->used, f->nused, sizeof(*f->used), by_code, f);
        font_objects(pdf, i, blob, &map);
        hb_blob_destroy(blob);
        buf_release(&map);
    }
    return ERR_OK;
}
