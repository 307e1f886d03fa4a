#ifndef RENDER_CFF_H
#define RENDER_CFF_H
/*
 * render/cff.h - the one thing that a PDF needs of a CFF font and no library says: which CID a glyph
 * has (Adobe Technical Note 5176, chapters 4, 13 and 18).
 */
#include "base/str.h"

/* cid[i] of glyph i, for all n glyphs; false: the font has no CIDs, or its tables are not sound. */
bool cff_cids(struct str cff, uint16_t *cid, size_t n);

#endif
