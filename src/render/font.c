/* render/font.c - see font.h. */
#include "render/font.h"

#include "base/mem.h"
#include "render/cff.h"

#include <hb-ot.h>
#include <hb-subset.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct font_file {
    const char *name;
    const char *package;
};

/* Fandol first: it has the four typefaces that the standard names. */
static const struct font_file faces[RENDER_FACES] = {
    [RENDER_FACE_FANG] = {"FandolFang-Regular.otf", "texlive-lang-chinese"},
    [RENDER_FACE_SONG] = {"FandolSong-Regular.otf", "texlive-lang-chinese"},
    [RENDER_FACE_BOLD] = {"FandolSong-Bold.otf", "texlive-lang-chinese"},
    [RENDER_FACE_HEI] = {"FandolHei-Regular.otf", "texlive-lang-chinese"},
    [RENDER_FACE_KAI] = {"FandolKai-Regular.otf", "texlive-lang-chinese"},
};

static const struct font_file fallbacks[] = {
    {"HanaMinA.ttf", "fonts-hanazono"},
    {"HanaMinB.ttf", "fonts-hanazono"},
};

static const char *const folders[] = {
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
    "/usr/share/texmf-dist/fonts/opentype/public/fandol",
    "/usr/share/fonts/opentype/fandol",
    "/usr/share/fonts/truetype/hanazono",
    "/usr/share/fonts/opentype/hanazono",
    "/usr/local/share/fonts",
};

static bool in_folder(struct str dir, const char *name, char *path, size_t size)
{
    int n = snprintf(path, size, "%.*s/%s", STR_F(dir), name);

    return n > 0 && (size_t)n < size && access(path, R_OK) == 0;
}

static bool find_file(const char *dirs, const char *name, char *path, size_t size)
{
    struct str rest = str_from(dirs);

    while (rest.n > 0)
        if (in_folder(str_cut(&rest, STR(":")), name, path, size))
            return true;
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        if (in_folder(str_from(folders[i]), name, path, size))
            return true;
    return false;
}

/* ---- one font ---- */

static void take_name(struct render_font *f)
{
    unsigned n = sizeof(f->name);

    hb_ot_name_get_utf8(f->face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &n, f->name);
    for (char *p = f->name; *p; p++) /* a name in PDF: no white space, no delimiter */
        if (*p <= ' ' || *p >= 127 || strchr("()<>[]{}/%#", *p))
            *p = '-';
    if (!f->name[0])
        memcpy(f->name, "Font", 5);
}

static void take_metrics(struct render_font *f)
{
    hb_font_extents_t e = {0};

    f->upem = (int)hb_face_get_upem(f->face);
    hb_font_get_h_extents(f->font, &e);
    f->ascent = e.ascender * 1000 / f->upem;
    f->descent = e.descender * 1000 / f->upem;
    f->nglyph = (int)hb_face_get_glyph_count(f->face);
}

static void take_cids(struct render_font *f)
{
    hb_blob_t *cff = hb_face_reference_table(f->face, HB_TAG('C', 'F', 'F', ' '));
    unsigned n;
    const char *p = hb_blob_get_data(cff, &n);
    uint16_t *cid = mem_alloc(sizeof(*cid) * (size_t)f->nglyph);

    f->cff = n > 0;
    if (f->cff && cff_cids((struct str){p, n}, cid, (size_t)f->nglyph))
        f->cid = cid;
    else
        free(cid);
    hb_blob_destroy(cff);
}

static enum err_code open_font(struct render_font *f, const char *file, bool many, struct err *err)
{
    hb_blob_t *blob = hb_blob_create_from_file(file);
    hb_face_t *face = hb_face_create(blob, 0), *apart = NULL;

    hb_blob_destroy(blob);
    if (hb_face_get_glyph_count(face) == 0) {
        hb_face_destroy(face);
        err_set(err, ERR_INVALID, "%s is no font", file);
        return err_set_zh(err, "%s 不是可用的字体文件", file);
    }
    f->face = face;
    f->font = hb_font_create(face);
    take_name(f);
    take_metrics(f);
    take_cids(f);
    apart = many ? hb_subset_preprocess(face) : NULL;
    f->source = apart ? apart : hb_face_reference(face);
    hb_face_make_immutable(f->source);
    hb_font_make_immutable(f->font);
    return ERR_OK;
}

static void close_font(struct render_font *f)
{
    hb_font_destroy(f->font);
    hb_face_destroy(f->face);
    hb_face_destroy(f->source);
    free(f->cid);
}

/* ---- the set ---- */

static enum err_code open_faces(struct render_fonts *f, const char *dirs, bool many,
                                struct err *err)
{
    char path[1024];

    for (int i = 0; i < RENDER_FACES; i++) {
        if (!find_file(dirs, faces[i].name, path, sizeof(path))) {
            err_set(err, ERR_NOT_FOUND, "font %s is missing", faces[i].name);
            return err_set_zh(err, "缺少字体 %s，请安装 %s，或者用 LIANDONG_FONTS 指明字体目录",
                              faces[i].name, faces[i].package);
        }
        TRY(open_font(&f->at[f->n], path, many, err));
        f->n++;
    }
    return ERR_OK;
}

static enum err_code open_fallbacks(struct render_fonts *f, const char *dirs, struct err *err)
{
    char path[1024];

    for (size_t i = 0; i < sizeof(fallbacks) / sizeof(fallbacks[0]); i++) {
        if (!find_file(dirs, fallbacks[i].name, path, sizeof(path)))
            continue;
        TRY(open_font(&f->at[f->n], path, false, err));
        f->n++;
    }
    return ERR_OK;
}

enum err_code render_fonts_open(const char *dirs, bool many, struct render_fonts **ret,
                                struct err *err)
{
    struct render_fonts *f = MEM_NEW(struct render_fonts);
    enum err_code rc = open_faces(f, dirs, many, err);

    if (rc == ERR_OK)
        rc = open_fallbacks(f, dirs, err);
    if (rc != ERR_OK) {
        render_fonts_close(f);
        return rc;
    }
    *ret = f;
    return ERR_OK;
}

void render_fonts_close(struct render_fonts *f)
{
    if (!f)
        return;
    for (int i = 0; i < f->n; i++)
        close_font(&f->at[i]);
    free(f);
}

static bool font_has(const struct render_fonts *f, int i, uint32_t cp, struct render_glyph *ret)
{
    hb_codepoint_t id;

    if (!hb_font_get_nominal_glyph(f->at[i].font, cp, &id) || id == 0)
        return false;
    ret->font = (uint8_t)i;
    ret->id = id;
    ret->advance = hb_font_get_glyph_h_advance(f->at[i].font, id) * 1000 / f->at[i].upem;
    return true;
}

bool render_fonts_find(const struct render_fonts *f, enum render_face face, uint32_t cp,
                       struct render_glyph *ret)
{
    if (font_has(f, (int)face, cp, ret))
        return true;
    for (int i = 0; i < f->n; i++)
        if (i != RENDER_FACE_BOLD && font_has(f, i, cp, ret))
            return true;
    return false;
}

int render_fonts_top(const struct render_fonts *f, const struct render_glyph *g)
{
    hb_glyph_extents_t e = {0};

    hb_font_get_glyph_extents(f->at[g->font].font, g->id, &e);
    return e.y_bearing * 1000 / f->at[g->font].upem;
}
