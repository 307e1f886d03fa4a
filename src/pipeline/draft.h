#ifndef PIPELINE_DRAFT_H
#define PIPELINE_DRAFT_H
/*
 * pipeline/draft.h - a rule that is not saved, tried out: over the store, or over files that leave
 * nothing behind. Nothing is written.
 *
 * The draft, the saved rule of the same name and each other value of a sweep are plans of one run;
 * screen_draft_count (service/screen/draft.h) says what it comes to. Whoever has the text, from a
 * file or from a page, calls this and gets the struct.
 */
#include "pipeline/screen.h"
#include "service/screen/draft.h"

struct pipeline_draft_request {
    const struct pipeline_screen_request *screen; /* law, today, threads; not rule, since, limit */
    struct str file, text;                        /* file: for messages */
    /*
     * “标准.X.L=5万元,10万元”: a limit that the rule reads; “2=…”: the second number of 当;
     * “10万元=…”: that number, when it stands there once.
     */
    const struct str *sweep;
    size_t nsweep;
    size_t sample;
    uint64_t seed;
};

enum { PIPELINE_DRAFT_MAX_VALUES = 100 }; /* of all sweeps together */

struct pipeline_draft {
    struct pipeline_screen screen; /* screen.report shows draft.shown */
    struct screen_draft draft;
    size_t false_examples; /* worked examples that do not come true; diags say which */
};

/*
 * ERR_INVALID: the draft does not compile, or a value of a sweep does not (see diags), or a sweep is
 * not understood. ERR_NOT_FOUND: what a sweep names is not in the rule. ERR_LIMIT: too many values.
 * On success the caller calls pipeline_draft_release; request and law are borrowed till then.
 */
MUST_CHECK enum err_code pipeline_draft_store(const struct pipeline_draft_request *q,
                                              struct store *store, struct pipeline_draft *ret,
                                              struct diag_list *diags, struct err *err);
MUST_CHECK enum err_code pipeline_draft_files(const struct pipeline_draft_request *q,
                                              const char *const *file, size_t nfile,
                                              struct pipeline_draft *ret, struct diag_list *diags,
                                              struct err *err);
void pipeline_draft_release(struct pipeline_draft *d);

#endif
