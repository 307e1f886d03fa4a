#ifndef PIPELINE_CLUE_H
#define PIPELINE_CLUE_H
/*
 * pipeline/clue.h - the clues of a district: found, shown, decided on.
 *
 * What is read here is masked (service/screen/kept.h) and only what the actor may see. Decisions are
 * taken all or none.
 */
#include "matter/log.h"
#include "service/screen/kept.h"

struct pipeline_clues {
    struct screen_kept_reader reader;
    struct matter_clues found;
    struct screen_kept *shown;        /* [found.v.n] */
    struct matter_clue_events events; /* pipeline_clue_show only */
};

/* Whose look at which store. */
struct pipeline_clue_reader {
    const struct law *law;
    struct store *store;
    const struct actor *who;
};

/* On success the caller calls pipeline_clues_release; law and store are borrowed till then. */
MUST_CHECK enum err_code pipeline_clue_list(const struct pipeline_clue_reader *r,
                                            const struct matter_clue_filter *f,
                                            struct pipeline_clues *ret, struct err *err);
/* One clue in full: shown[0] and events. ERR_NOT_FOUND. */
MUST_CHECK enum err_code pipeline_clue_show(const struct pipeline_clue_reader *r, int64_t id,
                                            struct pipeline_clues *ret, struct err *err);
void pipeline_clues_release(struct pipeline_clues *c);

/* All in one transaction; the first that is refused is told, and then none is taken. */
MUST_CHECK enum err_code pipeline_clue_decide(struct store *store,
                                              const struct matter_decision *decision, size_t n,
                                              const struct matter_actor *by, struct err *err);

/*
 * Opens a matter of q->procedure on the clue, which is accepted by it when it was not: the act, the
 * clue's events and the link are one transaction.  q->on_clue is filled here; fields and roles that q
 * does not give come from the clue, as the procedure's `clues` say.  Beyond matter_do's codes:
 * ERR_CONFLICT when the clue has opened a matter (err names it) or cannot open such a one;
 * ERR_NOT_FOUND when who may not see it.
 */
struct pipeline_clue_opening {
    const struct actor *who;
    int64_t clue;
    struct matter_request *q;
};
MUST_CHECK enum err_code pipeline_clue_open(struct matter_log *log,
                                            const struct pipeline_clue_opening *o, struct arena *a,
                                            struct matter_receipt *ret, struct err *err);

#endif
