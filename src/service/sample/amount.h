#ifndef SERVICE_SAMPLE_AMOUNT_H
#define SERVICE_SAMPLE_AMOUNT_H
/*
 * service/sample/amount.h - money, numbers and dates as different officials write them.  Pure
 * functions.
 */
#include "base/day.h"
#include "base/fen.h"

#define AMOUNT_STYLES(X)                             \
    X(PLAIN, plain)         /* 12000元 */           \
    X(COMMA, comma)         /* 12,000元 */          \
    X(RMB, rmb)             /* 人民币12000元 */  \
    X(WAN, wan)             /* 1.2万元 */          \
    X(HAN, han)             /* 一万二千元 */    \
    X(CAPITAL, capital)     /* 壹万贰仟元整 */ \
    X(FULLWIDTH, fullwidth) /* １２０００元 */ \
    X(CENTS, cents)         /* 12000.00元 */

enum amount_style {
#define STYLE(id, name) AMOUNT_##id,
    AMOUNT_STYLES(STYLE)
#undef STYLE
};

/* A style that cannot write this amount gives way to PLAIN. */
void amount_print(struct buf *b, struct fen fen, enum amount_style style);
/* n in the least number of digits. */
void amount_digits(struct buf *b, int64_t n);
/* n / 10^decimals, without zeros at the end. */
void amount_decimal(struct buf *b, int64_t n, int decimals);
/* "2025年1月31日" */
void amount_day(struct buf *b, struct day d);

#endif
