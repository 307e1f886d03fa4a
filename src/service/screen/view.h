#ifndef SERVICE_SCREEN_VIEW_H
#define SERVICE_SCREEN_VIEW_H
/*
 * service/screen/view.h - one finding as it is shown: the record's fields as people write them,
 * masked, with where they came from.  Private to the reports of this folder.
 */
#include "service/screen/report.h"

struct screen_view {
    const struct rule_plan *plan;
    const struct law_dataset *dataset;
    const struct column_table *table;
    size_t row;
    const struct screen_origin *origin;
    bool undetermined;
    struct rule_reason reason;
    struct str organ, party, doc_no, date, cause;
    struct str person; /* the party's name, not masked, when it is a person's; for the mask below */
};

/* Fills ret for finding i; storage in a. */
void screen_view_get(const struct screen_report *r, size_t i, struct arena *a,
                     struct screen_view *ret);

/* The four things by which people know a record. */
void screen_view_label(const struct law *law, const struct law_dataset *d,
                       const struct column_table *t, size_t row, struct arena *a,
                       struct screen_view *ret);

/* Field f of the view as people write it, masked; empty when unknown. */
struct str screen_view_field(const struct law *law, const struct screen_view *v, int f,
                             struct arena *a);

/* Text that speaks of the record: long runs of digits are masked, and its person's name wherever it
 * stands, by as many characters. */
struct str screen_view_mask(const struct screen_view *v, struct str s, struct arena *a);

/* Digits of long runs (citizen ids, telephones) become *; byte length stays. */
struct str screen_mask_digits(struct arena *a, struct str s);
/* 张三丰 → 张**; names of organisations stay. */
struct str screen_mask_person(struct arena *a, struct str name);

struct screen_missing {
    struct str field;
    int64_t count;
};

struct screen_tally {
    int64_t hits, undetermined;
    VEC(struct screen_missing) missing; /* most frequent first */
};

/* Only so many undetermined rows of a rule are asked what they lack: the proportions stay. */
enum { SCREEN_TALLY_EXPLAINED = 20000 };

/* Counts by plan of the pack; storage in a. */
struct screen_tally *screen_tally(const struct screen_report *r, struct arena *a);

#endif
