#ifndef PIPELINE_HOME_H
#define PIPELINE_HOME_H
/*
 * pipeline/home.h - a district's home directory, opened: the store brought up to the law at hand.
 */
#include "law/law.h"
#include "registry/district.h"
#include "store/store.h"

struct pipeline_home {
    struct store *store;
    struct registry_district district;
    struct arena arena;
};

/* Makes the home and its store for the district; again with the same district changes nothing. */
MUST_CHECK enum err_code pipeline_home_init(const char *home, const struct law *law,
                                            const struct registry_district *district, int64_t now,
                                            struct err *err);

/* Opens a home that init made. ERR_NOT_FOUND, ERR_BUSY, ERR_CONFLICT (newer than the program). */
MUST_CHECK enum err_code pipeline_home_open(const char *home, const struct law *law, int64_t now,
                                            struct pipeline_home *ret, struct err *err);
void pipeline_home_close(struct pipeline_home *h);

#endif
