#ifndef TEXT_IDENT_H
#define TEXT_IDENT_H
/*
 * text/ident.h - identifiers with check digits, and document numbers.  No state; any thread.
 *
 * Identifiers are normalised (half-width, upper case, without white space and dashes) by
 * text_ident_clean first; document numbers are not, as their dashes mean a range.
 */
#include "base/day.h"

enum text_ident { TEXT_IDENT_OK, TEXT_IDENT_SHAPE, TEXT_IDENT_CHECK_DIGIT };

/* Half-width, upper case, without white space and dashes; in a, or s itself when it is so. */
struct str text_ident_clean(struct arena *a, struct str s);
enum text_ident text_uscc(struct str s);       /* GB 32100-2015 */
enum text_ident text_citizen_id(struct str s); /* GB 11643-1999, 18 characters */
enum text_ident text_org_code(struct str s);   /* GB 11714, 9 characters */
/* True when digits of the identifier are masked (*, ×, 某, a run of X). */
bool text_ident_masked(struct str s);

struct text_doc_no {
    struct str prefix; /* 机关代字: 粤市监处罚 */
    int year;
    int64_t first, last; /* serial; last > first for a range or list (56、57、58号, 1—4号) */
    struct str infix;    /* words between year and serial: 广州办 */
};
/* 机关代字〔年〕号, with the bracket variants 〔〕[]【】()（）「」{} and full-width digits; false when not of
 * that shape.  Of a list the smallest and largest number of the first year are given.  Borrows s. */
bool text_doc_no(struct str s, struct text_doc_no *ret);

#endif
