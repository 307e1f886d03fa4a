#ifndef PIPELINE_SCREEN_H
#define PIPELINE_SCREEN_H
/*
 * pipeline/screen.h - a whole screening run: rules compiled, tables filled, findings made.
 *
 * Two ways in: the store of a district (clues are then kept), or files that leave nothing behind.
 * What comes out is one struct screen_report; print it with screen_report_*.
 */
#include "image/image.h"
#include "matter/clue.h"
#include "service/import/import.h"
#include "service/screen/change.h"
#include "service/screen/progress.h"
#include "service/screen/report.h"

/* Who answers: the program itself, or a database that runs each rule as one SQL statement. */
enum pipeline_engine { PIPELINE_VECTOR, PIPELINE_SQLITE, PIPELINE_POSTGRES };

struct store;

struct pipeline_screen_request {
    const struct law *law;
    const struct str *rule; /* slugs or titles; none: all */
    size_t nrule;
    struct day since, today;
    int64_t now; /* seconds */
    struct str district;
    int64_t region;
    size_t limit;
    bool only_told; /* the report holds the clues that are new or changed, and no other finding */
    bool full;      /* all records, even if what earlier runs knew would do */
    struct str program; /* its version */
    bool hits_only;     /* undetermined records are counted, not shown */
    int threads;
    enum pipeline_engine engine; /* other than PIPELINE_VECTOR: the store only */
    const char *postgres;        /* where PIPELINE_POSTGRES finds its database */
    /* Called while an image of the store is made: records so far, of how many. */
    void (*progress)(void *p, int64_t done, int64_t all);
    void *progress_p;
};

/* What a run over the store had to look at. */
struct pipeline_progress {
    enum screen_why *why;      /* [pack.n] */
    size_t count[SCREEN_WHYS]; /* of rules, by why */
    int64_t records;           /* new or corrected since the rules screened */
    int64_t looked;            /* records looked at again for rules that were not run whole */
    struct screen_scope scope; /* what was evaluated */
};

struct pipeline_screen {
    struct arena arena;
    struct screen_pack pack;
    struct image *image; /* whose tables world borrows; NULL: files */
    struct image_report image_report;
    struct screen_world world, full;
    struct rule_binding *binding;
    struct screen_findings found;
    struct screen_report report;
    struct pipeline_files {
        struct import_counts count; /* of all files together */
        int64_t duplicates;
        VEC(struct str) reject; /* "file 第3行：reason" of rejected rows */
    } files;
    const struct str *source;
    size_t nsource;
    VEC(int64_t) asked;    /* pipeline_explain: records with that number; the first is explained */
    struct matter_run run; /* store only */
    struct pipeline_progress progress;
    VEC(size_t) told; /* findings whose clue is new or changed */
    int64_t now, region;
    int64_t clues_new, clues_changed, clues_gone;
    struct pipeline_engine_run { /* what ran, as it says itself; server empty: the program */
        struct str name, server;
        size_t statements;
    } engine;
};

/*
 * Imports and screens files in memory.  diags takes what is wrong with rules.  On success the caller
 * releases ret.  request and law are borrowed for ret's life.
 */
MUST_CHECK enum err_code pipeline_screen_files(const struct pipeline_screen_request *q,
                                               const char *const *file, size_t nfile,
                                               struct pipeline_screen *ret, struct diag_list *diags,
                                               struct err *err);

/*
 * Screens what the store holds.  Rules that screened it before are asked only what came since can
 * change (docs/screening.md); what is found is the same as if all had been asked.  Clues - new ones,
 * changed ones, those whose record no longer hits - and how far the rules have come are written in
 * one transaction.
 */
MUST_CHECK enum err_code pipeline_screen_store(const struct pipeline_screen_request *q,
                                               struct store *store, struct pipeline_screen *ret,
                                               struct diag_list *diags, struct err *err);

/* Which record is asked about: its id, or (record 0) its document number. */
struct pipeline_explain_which {
    int64_t record;
    struct str doc_no;
};

/* Why the one rule of the request answers as it does for a record: the report holds one finding,
 * whatever its outcome. ERR_NOT_FOUND when the store has no such record. */
MUST_CHECK enum err_code pipeline_explain(const struct pipeline_screen_request *q,
                                          const struct pipeline_explain_which *which,
                                          struct store *store, struct pipeline_screen *ret,
                                          struct diag_list *diags, struct err *err);

/* 变动 3 条，重看 12 条记录；152 条规则中 … : one line. */
void pipeline_progress_text(const struct pipeline_progress *p, size_t nrule, struct buf *out);

void pipeline_screen_release(struct pipeline_screen *s);

#endif
