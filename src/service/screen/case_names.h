#ifndef SERVICE_SCREEN_CASE_NAMES_H
#define SERVICE_SCREEN_CASE_NAMES_H
/*
 * service/screen/case_names.h - the name of each case (案件) out of a stream of records: what
 * cases.h does to tables in memory, for records that are never all there at once.
 *
 * Holds only the numbers that stand beside another one.  One thread.
 */
#include "registry/scan.h"

struct screen_case_names {
    struct map numbers; /* text → number */
    struct arena arena;
};

void screen_case_names_init(struct screen_case_names *c);
void screen_case_names_release(struct screen_case_names *c);

/* Joins the numbers that stand together in the records of the datasets so marked. */
MUST_CHECK enum err_code screen_case_names_read(struct screen_case_names *c, struct store *s,
                                                const struct law *law, const bool *dataset,
                                                struct err *err);

/* The name of the case that has this number; the number itself when it stands beside no other. */
struct str screen_case_name(const struct screen_case_names *c, struct str number);

#endif
