#ifndef PIPELINE_UNMASK_H
#define PIPELINE_UNMASK_H
/*
 * pipeline/unmask.h - masked fields of a record, shown to a person who says what for (解除遮盖).
 *
 * The one way in which personal data of a record leaves the store unmasked: the receipt is on the disk
 * before anything is returned.
 */
#include "identity/identity.h"

struct pipeline_unmask {
    const struct law_dataset *dataset;
    int64_t record;
    struct str field; /* name or column; empty: all masked ones */
    struct str purpose;
};

struct pipeline_shown {
    struct str field, text;
};
struct pipeline_unmasked {
    VEC(struct pipeline_shown) v; /* known values, in the order of the dataset */
};

/* Texts live in a.  ERR_NOT_FOUND: record or field; ERR_INVALID: the field is not masked, no purpose;
 * ERR_FORBIDDEN. */
MUST_CHECK enum err_code pipeline_unmask(struct identity *id, const struct identity_who *who,
                                         const struct pipeline_unmask *u, struct arena *a,
                                         struct pipeline_unmasked *ret, struct err *err);

#endif
