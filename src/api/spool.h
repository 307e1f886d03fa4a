#ifndef API_SPOOL_H
#define API_SPOOL_H
/*
 * api/spool.h - the folder where a server keeps uploads until they are imported: home/uploads/<chance>,
 * with a lock file beside it that is held while the server lives.
 *
 * Uploads hold personal data, so none may lie about: a server that starts takes away the folders of
 * servers that are gone, and its own when it ends.
 */
#include "base/err.h"
#include "base/str.h"

struct api_spool {
    struct str dir, lock_path; /* in the arena given */
    int lock;                  /* file descriptor */
};

MUST_CHECK enum err_code api_spool_open(const char *home, struct arena *a, struct api_spool *ret,
                                        struct err *err);
void api_spool_close(struct api_spool *s);

#endif
