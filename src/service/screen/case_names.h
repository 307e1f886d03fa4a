#ifndef SERVICE_SCREEN_CASE_NAMES_H
#define SERVICE_SCREEN_CASE_NAMES_H
/*
 * service/screen/case_names.h - the name of each case (案件) out of a stream of records: what
 * cases.h does to tables in memory, for records that are never all there at once.  Which numbers
 * name one case is registry/cases.h.  One thread.
 */
#include "registry/cases.h"
#include "registry/scan.h"

/* Joins the numbers that stand together in the records of the datasets so marked. */
MUST_CHECK enum err_code screen_case_names_read(struct registry_cases *c, struct store *s,
                                                const struct law *law, const bool *dataset,
                                                struct err *err);

/* The name of the case that has this number; the number itself when it stands beside no other. */
struct str screen_case_name(const struct registry_cases *c, struct str number);

#endif
