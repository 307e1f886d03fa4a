#ifndef TEXT_NAME_H
#define TEXT_NAME_H
/*
 * text/name.h - names of people and organisations, normalised for comparison.
 */
#include "base/str.h"

/* NFKC, half-width, brackets unified, white space and trailing 案/（…）notes removed; in a. */
struct str text_name_normal(struct arena *a, struct str s);
/* 姓某某, 张*, **公司, XX公司: stands for many. */
bool text_name_masked(struct str s);
/* Two to four Han characters (or with ·) without an organisation's ending: a lone personal name. */
bool text_name_personal(struct str s);
/* NFKC of any text (full-width digits and letters to half-width), in a; s itself when unchanged. */
struct str text_nfkc(struct arena *a, struct str s);

#endif
