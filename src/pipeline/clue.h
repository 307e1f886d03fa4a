#ifndef PIPELINE_CLUE_H
#define PIPELINE_CLUE_H
/*
 * pipeline/clue.h - the clues of a district: found, shown, decided on.
 *
 * What is read here is masked (service/screen/kept.h). Decisions are taken all or none.
 */
#include "service/screen/kept.h"

struct pipeline_clues {
    struct screen_kept_reader reader;
    struct matter_clues found;
    struct screen_kept *shown;        /* [found.v.n] */
    struct matter_clue_events events; /* pipeline_clue_show only */
};

/* On success the caller calls pipeline_clues_release; law and store are borrowed till then. */
MUST_CHECK enum err_code pipeline_clue_list(const struct law *law, struct store *store,
                                            const struct matter_clue_filter *f,
                                            struct pipeline_clues *ret, struct err *err);
/* One clue in full: shown[0] and events. ERR_NOT_FOUND. */
MUST_CHECK enum err_code pipeline_clue_show(const struct law *law, struct store *store, int64_t id,
                                            struct pipeline_clues *ret, struct err *err);
void pipeline_clues_release(struct pipeline_clues *c);

/* All in one transaction; the first that is refused is told, and then none is taken. */
MUST_CHECK enum err_code pipeline_clue_decide(struct store *store,
                                              const struct matter_decision *decision, size_t n,
                                              const struct matter_actor *by, struct err *err);

#endif
