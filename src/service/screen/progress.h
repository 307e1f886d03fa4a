#ifndef SERVICE_SCREEN_PROGRESS_H
#define SERVICE_SCREEN_PROGRESS_H
/*
 * service/screen/progress.h - how far a rule has screened (筛查进度), in the form in which the store
 * keeps it (matter/screened.h), and whether a run may go on from there.
 */
#include "matter/screened.h"
#include "registry/cursor.h"
#include "rule/rule.h"

/* Why a rule is run over all records. */
enum screen_why {
    SCREEN_ONLY_CHANGES, /* it is not */
    SCREEN_ASKED,        /* --full */
    SCREEN_PART,         /* --since: what an earlier run knew of the rest is not asked */
    SCREEN_DATABASE,     /* a database answers */
    SCREEN_FIRST,        /* it never screened this store */
    SCREEN_OTHER_RULE,   /* its text, the law, the district or the program is another one */
    SCREEN_OTHER_DAY,    /* it reads the day, and this is another */
    SCREEN_MUCH,         /* so much has changed that asking all is less */
    SCREEN_REACH,        /* a change reaches more than can be told row by row */
    SCREEN_WHYS,
};
/* 首次筛查, 按今日计算, … */
struct str screen_why_zh(enum screen_why why);

/* What a rule's answers depend on besides the records and the day.  In a. */
struct str screen_progress_version(const struct rule_plan *plan, int64_t region, struct str program,
                                   struct arena *a);

/* Marks by dataset of the law; of one that is not read, both are 0. */
struct str screen_marks_text(const struct law *law, const struct registry_mark *mark,
                             struct arena *a);
/* False: not of these datasets, or not a text that screen_marks_text wrote. */
bool screen_marks_read(const struct law *law, struct str text, struct registry_mark *ret);

/* Rising numbers as text: the steps between them, five bits a character. */
void screen_numbers_write(struct buf *out, const int64_t *number, size_t n);
struct screen_numbers {
    VEC(int64_t) v;
};
bool screen_numbers_read(struct str text, struct arena *a, struct screen_numbers *ret);

#endif
