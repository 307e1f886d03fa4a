#ifndef SERVICE_SCREEN_RECORD_H
#define SERVICE_SCREEN_RECORD_H
/*
 * service/screen/record.h - stored records shown to people, masked as clues are.
 *
 * Read through a screen_kept_reader; what is shown borrows its arena.
 */
#include "service/screen/kept.h"

struct screen_record_field {
    const struct law_field *field;
    struct str value;
};

struct screen_record {
    int64_t id;
    int organ; /* whose record it is: index in the law; -1 when not known */
    struct str organ_name, party, doc_no, date, cause;
    VEC(struct screen_record_field) field; /* those that are known, in the dataset's order */
    struct str file, sheet;                /* where it came from */
    int64_t line;
    VEC(struct str) warning;
};

/* Record id of dataset number d of the law.  ERR_NOT_FOUND. */
MUST_CHECK enum err_code screen_record_load(struct screen_kept_reader *r, size_t d, int64_t id,
                                            struct screen_record *ret, struct err *err);

#endif
