#ifndef API_JOB_H
#define API_JOB_H
/*
 * api/job.h - imports that run behind their request: one after the other on a thread of their own,
 * since a home takes one at a time.
 *
 * Jobs are kept in memory, the last 256; a restart forgets them, while what was imported is in the
 * store and an import that was cut off goes on when the same file comes again.  Any thread.
 */
#include "api/call.h"
#include "service/import/load.h"

struct api_jobs;

MUST_CHECK enum err_code api_jobs_new(struct api_server *x, struct api_jobs **ret, struct err *err);
/* Lets the running one end; those that wait are given up. */
void api_jobs_free(struct api_jobs *j);

struct api_job_request {
    struct str file;                   /* as the client calls it */
    const char *path;                  /* its bytes; moved from there */
    const struct law_dataset *dataset; /* or NULL, as map */
    const struct law_mapping *mapping;
    bool all_or_nothing, dry_run;
    bool screen; /* what came, when it has been imported */
};

/* Queues the import; *ret_id is drawn by chance and lives in the call's arena.  ERR_BUSY: too many
 * wait. */
MUST_CHECK enum err_code api_job_start(struct api_call *c, const struct api_job_request *q,
                                       struct str *ret_id, struct err *err);
/* How it stands, as JSON; ERR_NOT_FOUND, also for somebody else's. */
MUST_CHECK enum err_code api_job_print(struct api_call *c, struct str id, struct buf *out,
                                       struct err *err);
/* Path of the file of rejected rows, in the call's arena; ERR_NOT_FOUND when there is none. */
MUST_CHECK enum err_code api_job_rejected(struct api_call *c, struct str id, struct str *ret_path,
                                          struct err *err);

#endif
