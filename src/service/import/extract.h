#ifndef SERVICE_IMPORT_EXTRACT_H
#define SERVICE_IMPORT_EXTRACT_H
/*
 * service/import/extract.h - shows what is read out of any text, for people and for programs.
 * Source: extract.c.
 */
#include "base/buf.h"
#include "law/law.h"

/*
 * Reads text (valid UTF-8) with the words of all fields of d and appends to *out.
 * For people: the text with what was found in ⟦⟧, then one line a fact: 字段 值 原文 极性 备注 位置.
 * json: one line, {"text":…,"facts":[{"field","kind","value","unit","polarity","modifiers","text","from",
 * "to","cue","subject","currency"}],"cause":…}; from and to are bytes; keys without content are left out.
 */
void import_extract(const struct law *law, const struct law_dataset *d, struct str text, bool json,
                    struct buf *out);

#endif
