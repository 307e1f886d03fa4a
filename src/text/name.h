#ifndef TEXT_NAME_H
#define TEXT_NAME_H
/*
 * text/name.h - names of people and organisations, normalised for comparison, and what a phrase
 * names.  No state; any thread.
 */
#include "base/str.h"

/*
 * NFKC, half-width, white space removed, brackets ( ), variants of · unified, letters in capitals;
 * without a note in brackets at the end (（时任…）, （经营者：…）; （普通合伙） and the like stay, as they are
 * part of the name), a trailing 案, and 及相关责任人 and its variants.  In a, or s itself when nothing
 * changes.
 */
struct str text_name_normal(struct arena *a, struct str s);
/* 姓某某, 张*, **公司, XX公司: stands for many. */
bool text_name_masked(struct str s);
/* Two to four Han characters (or with ·) without an organisation's ending: a lone personal name. */
bool text_name_personal(struct str s);
/* NFKC of any text (full-width digits and letters to half-width), in a; s itself when unchanged. */
struct str text_nfkc(struct arena *a, struct str s);

enum text_name_kind {
    TEXT_NAME_NONE,         /* names nobody: 违法行为 */
    TEXT_NAME_PERSON,       /* begins with a family name, or masked: 李某某, 责任人李明 */
    TEXT_NAME_ORGANISATION, /* has an organisation's ending */
    TEXT_NAME_REFERENT,     /* 当事人, 其, 你单位: whoever the text is about */
    TEXT_NAME_REFERENT_ORG, /* 该公司, 机构: the organisation that the text is about */
};

/* Of a phrase, or of the first item that names anybody when it is a list (A、B和C). */
enum text_name_kind text_name_kind(struct str s);
/* Ends as only organisations do (公司, 支行, 合作社 …; not 店, 部, 会 alone). */
bool text_name_surely_organisation(struct str s);
/* Begins as an adverbial does (经某某中心), or holds a verb or preposition (当事人销售给某公司): a phrase that
 * ends with a name and is none. */
bool text_name_within_clause(struct str s);
/* Cuts the next item of a list (、，；,;和与及以及) from *rest, trimmed; false at the end. */
bool text_name_next(struct str *rest, struct str *ret_item);
/* A person's name without what stands before it: 直接责任人员李明 → 李明, s itself when nothing does. */
struct str text_name_person(struct str s);

#endif
