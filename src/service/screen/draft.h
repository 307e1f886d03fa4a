#ifndef SERVICE_SCREEN_DRAFT_H
#define SERVICE_SCREEN_DRAFT_H
/*
 * service/screen/draft.h - what an edited rule would find: counts, what is missing, where the hits
 * lie, what differs from the saved version, how it stands to what people decided on the clues
 * (回测), and what other thresholds would find.
 *
 * Draft, saved version and variants are plans of one run over one world: everything here is counted
 * from its findings. pipeline/draft.h makes the run. Results live in the arena given and borrow the
 * input.
 */
#include "matter/clue_list.h"
#include "service/screen/report.h"

struct screen_variant { /* the draft with one number changed */
    struct str what;    /* 标准.X.L; 第2个常数 */
    struct str value;   /* 10万元 */
    bool first;         /* of its sweep */
};

struct screen_draft_input {
    /* Plan 0 is the draft; then, when there is one, the saved version; then the variants. Its
     * findings are those of the whole run. */
    const struct screen_report *report;
    bool saved;
    const struct screen_variant *variant;
    size_t nvariant;
    const struct matter_verdicts *verdicts; /* on the rule's clues; NULL: there is no store */
    size_t sample;                          /* examples of each kind, at most */
    uint64_t seed;
};

struct screen_share { /* of the findings */
    struct str name;
    int64_t hits, undetermined;
};
struct screen_shares {
    VEC(struct screen_share) v;
};

struct screen_return { /* dismissed for one reason */
    struct str code;
    int64_t dismissed, hit;
};

/* A plan against decided clues; decided but undetermined now counts as not found. */
struct screen_backtest {
    int64_t accepted, accepted_hit, accepted_undetermined;
    int64_t dismissed, dismissed_hit;
    VEC(struct screen_return) code; /* most dismissed first */
    /* Thousandths: of the decided clues that it hits, how many were accepted; of the accepted ones,
     * how many it hits. -1: there are none. */
    int64_t precision, recall;
};

struct screen_sweep_point {
    const struct screen_variant *variant;
    int64_t hits, undetermined, added, lost; /* against the draft */
    struct screen_backtest back;
};

struct screen_missing;

struct screen_draft {
    int64_t rows, hits, undetermined;
    const struct screen_missing *missing; /* view.h: most frequent first */
    size_t nmissing;
    struct screen_shares organ, year; /* most hits first; by year */
    bool saved;
    bool comparable; /* the saved version screens the same dataset */
    int64_t saved_hits, saved_undetermined, added, lost;
    struct screen_backtest back, saved_back;
    struct screen_sweep_point *point; /* [nvariant] */
    size_t npoint;
    /* Examples, all of plan 0, by kind: hits, undetermined, newly hit, no longer hit. */
    struct screen_findings shown;
    size_t nhit, nundetermined, nadded, nlost;
    uint64_t seed;
    bool decided; /* there are verdicts */
};

void screen_draft_count(const struct screen_draft_input *in, struct arena *a,
                        struct screen_draft *ret);

/* r->found are the draft's examples. */
void screen_draft_text(const struct screen_report *r, const struct screen_draft *d,
                       struct buf *out);
/* docs/json.md */
void screen_draft_json(const struct screen_report *r, const struct screen_draft *d,
                       struct buf *out);

#endif
