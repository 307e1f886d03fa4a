#ifndef BASE_FEN_H
#define BASE_FEN_H
/*
 * base/fen.h - money in fen (分), and decimal numbers as scaled integers.  No double.
 */
#include "base/buf.h"

struct fen {
    int64_t n;
};

/*
 * Reads an ASCII decimal ("1,234.50", "-3", "+0.5"; commas between groups of three allowed) times
 * 10^scale into an integer, exactly: false when it is not a number, has more decimals than
 * scale that are not zero, or does not fit.
 */
bool fen_decimal(struct str s, int scale, int64_t *ret_value);

/* value / 10^scale as the shortest decimal: 12345, 2 -> "123.45"; 100, 2 -> "1". */
void fen_print_decimal(struct buf *b, int64_t value, int scale);

/* As officials write it: "10万元", "1.5亿元", "99999.99元". */
void fen_print(struct buf *b, struct fen fen);

#endif
