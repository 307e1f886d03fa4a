#ifndef TEXT_IDENT_H
#define TEXT_IDENT_H
/*
 * text/ident.h - identifiers with check digits, and document numbers.  Input is normalised
 * (half-width, upper case, trimmed) by text_ident_clean first.
 */
#include "base/day.h"

enum text_ident { TEXT_IDENT_OK, TEXT_IDENT_SHAPE, TEXT_IDENT_CHECK_DIGIT };

/* Half-width, upper case, without white space and dashes; in a. */
struct str text_ident_clean(struct arena *a, struct str s);
enum text_ident text_uscc(struct str s);       /* GB 32100-2015 */
enum text_ident text_citizen_id(struct str s); /* GB 11643-1999, 18 characters */
enum text_ident text_org_code(struct str s);   /* GB 11714, 9 characters */
/* True when digits of the identifier are masked (*, X in the middle, 某). */
bool text_ident_masked(struct str s);

struct text_doc_no {
    struct str prefix; /* 机关代字: 粤市监处罚 */
    int year;
    int64_t first, last; /* serial; last > first for a range or list (56、57、58号, 1—4号) */
    struct str infix;    /* words between year and serial: 广州办 */
};
/* 机关代字〔年〕号, with the bracket variants 〔〕[]【】()（）「」; false when not of that shape. */
bool text_doc_no(struct str s, struct text_doc_no *ret);

#endif
