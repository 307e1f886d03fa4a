#ifndef REGISTRY_DISTRICT_H
#define REGISTRY_DISTRICT_H
/*
 * registry/district.h - whose home this store is: the name and region code of the district (辖区).
 *
 * Written once when the home is made; everything printed in the district's name reads it here.
 */
#include "store/store.h"

struct registry_district {
    struct str name; /* 北京市门头沟区 */
    int64_t region;  /* GB/T 2260: 110109 */
    bool sample;     /* invented data: said on every report */
};

/* Makes or upgrades the table; outside a transaction. */
MUST_CHECK enum err_code registry_district_migrate(struct store *s, int64_t now, struct err *err);

/* Sets the district of a new home; ERR_CONFLICT when another one is set. The same again is fine. */
MUST_CHECK enum err_code registry_district_set(struct store *s, const struct registry_district *d,
                                               struct err *err);

/* The district; its name in a. ERR_NOT_FOUND when none has been set. */
MUST_CHECK enum err_code registry_district_get(struct store *s, struct arena *a,
                                               struct registry_district *ret, struct err *err);

#endif
