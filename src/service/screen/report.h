#ifndef SERVICE_SCREEN_REPORT_H
#define SERVICE_SCREEN_REPORT_H
/*
 * service/screen/report.h - what a run found, put so that people and programs can read it: a clue as
 * JSON (docs/json.md), the whole report as JSON, HTML, XLSX or a table of text.
 *
 * Personal data is masked here, whatever the form.
 */
#include "service/screen/pack.h"
#include "service/screen/run.h"
#include "service/screen/world.h"

/* A run's result and all that is needed to speak of it. Borrows everything. */
struct screen_report {
    const struct law *law;
    const struct screen_pack *pack;
    const struct rule_binding *binding;
    const struct screen_world *world;
    const struct screen_findings *found;
    const struct str *source; /* names of the files, or of the store */
    size_t nsource;
    struct str district;
    struct day today, since;
    size_t limit; /* clues shown at most, of each outcome; 0: all */
    /*
     * Where the rows' full fields stand: in memory the world itself.  For a world from the store
     * (only some columns), shown maps a finding to a row of a second world that holds every field
     * of the rows found; NULL otherwise.
     */
    const struct screen_world *full;
    const size_t *full_row; /* [found->n], or NULL */
};

/* One clue: finding number i. */
void screen_clue_json(const struct screen_report *r, size_t i, struct arena *scratch,
                      struct buf *out);
/* 命中, 不中, 待查 */
struct str screen_outcome_zh(enum rule_outcome outcome);
/* Finding i told in full: outcome, record, reasons, what is missing, articles. */
void screen_clue_text(const struct screen_report *r, size_t i, struct arena *scratch,
                      struct buf *out);

/* What is kept with a clue: outcome's reasons, values, standards and the records counted, as one
 * JSON object. Not masked: it stays in the store. */
struct screen_clue_told {
    struct str sentence; /* the filled 线索 */
    struct str facts;    /* values read and records counted, whatever the order of the clauses */
};
void screen_clue_reason(const struct screen_report *r, size_t i, struct arena *a, struct buf *out,
                        struct screen_clue_told *ret_told);
void screen_report_json(const struct screen_report *r, struct buf *out);
/* template_ holds the line with the placeholder; ERR_INVALID when it does not. */
MUST_CHECK enum err_code screen_report_html(const struct screen_report *r, struct str template_,
                                            struct buf *out, struct err *err);
MUST_CHECK enum err_code screen_report_xlsx(const struct screen_report *r, const char *path,
                                            struct err *err);
/* Whom a clue is sent to: organ and section; empty when organ is -1. */
struct str screen_sent_to(const struct law *law, int organ, struct arena *a);
/* The "基于" line: 法释〔2016〕25号 第三条 */
struct str screen_citation(struct arena *a, const struct law_citation *c);
/* A table for the terminal: rule, party, organ, values, article; then the counts. */
void screen_report_text(const struct screen_report *r, struct buf *out);

#endif
