#ifndef MATTER_WRITER_H
#define MATTER_WRITER_H
/*
 * matter/writer.h - many clients, one writer: acts that wait while the disk flushes are committed
 * together (group commit).
 *
 * Each act is refused or accepted for itself; what matter_writer_do reports as accepted is on the
 * disk.  The writer has a thread of its own, which alone uses the log until matter_writer_free.
 */
#include "matter/log.h"

struct matter_writer;

/* Takes the log over until it is freed. */
MUST_CHECK enum err_code matter_writer_new(struct matter_log *log, struct matter_writer **ret,
                                           struct err *err);
/* Ends when all that was asked has been answered. */
void matter_writer_free(struct matter_writer *w);

/* As matter_commit; from any thread.  Waits for its answer; a is used by the writer meanwhile. */
MUST_CHECK enum err_code matter_writer_do(struct matter_writer *w, const struct matter_request *q,
                                          struct arena *a, struct matter_receipt *ret,
                                          struct err *err);
/* How many transactions there have been: for measuring. */
int64_t matter_writer_commits(struct matter_writer *w);

#endif
