#ifndef SERVICE_SCREEN_MIRROR_INTERNAL_H
#define SERVICE_SCREEN_MIRROR_INTERNAL_H
/*
 * service/screen/mirror_internal.h - what the mirror remembers about itself, in its table sc_state.
 */
#include "service/screen/mirror.h"
#include "store/driver.h"

enum { SCREEN_MIRROR_COLUMNS = 1024 };

/* Empty when nothing is noted under that name; in a. */
MUST_CHECK enum err_code screen_mirror_state(struct screen_mirror *m, struct str name,
                                             struct arena *a, struct str *ret, struct err *err);
MUST_CHECK enum err_code screen_mirror_note(struct screen_mirror *m, struct str name,
                                            struct str value, struct err *err);

#endif
