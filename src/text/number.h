#ifndef TEXT_NUMBER_H
#define TEXT_NUMBER_H
/*
 * text/number.h - numbers as written in Chinese prose: 12,345.6 · １２３ · 三万五千 · 壹拾万 · 1.2亿 · 3万5 · 半.
 */
#include "base/str.h"

/* Reads a number starting at text[at]; value in millionths; sets *ret_to behind it.
 * False when none starts there or it does not fit. */
bool text_number(struct str text, size_t at, int64_t *ret_micro, size_t *ret_to);

#endif
