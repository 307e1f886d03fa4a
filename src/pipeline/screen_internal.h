#ifndef PIPELINE_SCREEN_INTERNAL_H
#define PIPELINE_SCREEN_INTERNAL_H
/*
 * pipeline/screen_internal.h - the steps that screening files, screening the store and
 * explaining share.
 */
#include "pipeline/screen.h"

/* Empty tables and no rules yet. */
void pipeline_screen_start(const struct pipeline_screen_request *q, struct pipeline_screen *s);

/* Rules and empty tables: what every run starts with. Fills *s also on failure, so that
 * pipeline_screen_release may follow. */
MUST_CHECK enum err_code pipeline_screen_prepare(const struct pipeline_screen_request *q,
                                                 struct pipeline_screen *s, struct diag_list *diags,
                                                 struct err *err);

/* The tables are filled: binds, evaluates, and sets the report up. */
MUST_CHECK enum err_code pipeline_screen_evaluate(const struct pipeline_screen_request *q,
                                                  struct pipeline_screen *s, struct err *err);

/* The same, but a database finds: q->engine. */
MUST_CHECK enum err_code pipeline_screen_sql(const struct pipeline_screen_request *q,
                                             struct store *store, struct pipeline_screen *s,
                                             struct err *err);

/* Within the store's transaction, the tables caught up and bound: finds everything, asking anew only
 * what must be; sets s->progress, s->found. */
MUST_CHECK enum err_code pipeline_increment(const struct pipeline_screen_request *q,
                                            struct store *store, struct pipeline_screen *s,
                                            struct err *err);
/* What a run that asked everything, for that reason, says of itself. */
void pipeline_increment_none(const struct pipeline_screen_request *q, enum screen_why why,
                             struct pipeline_screen *s);
/* Within the same transaction, once the clues are written: keeps how far the rules have come. */
MUST_CHECK enum err_code pipeline_increment_keep(const struct pipeline_screen_request *q,
                                                 struct store *store, struct pipeline_screen *s,
                                                 struct err *err);

/* Sets ret->report up; the findings may come later. */
void pipeline_screen_report(const struct pipeline_screen_request *q, struct pipeline_screen *s);

/* The store's image becomes the tables, made or caught up as needed; outside a transaction. */
MUST_CHECK enum err_code pipeline_screen_tables(const struct pipeline_screen_request *q,
                                                struct store *store, struct pipeline_screen *s,
                                                struct err *err);

/* Brings the tables to the moment of the store's read transaction, before anything is bound. */
MUST_CHECK enum err_code pipeline_screen_catch_up(struct store *store, struct pipeline_screen *s,
                                                  struct err *err);

/* Fills the tables from files, in memory only. */
MUST_CHECK enum err_code pipeline_screen_read(const struct pipeline_screen_request *q,
                                              const char *const *file, size_t nfile,
                                              struct pipeline_screen *s, struct err *err);

/* Every field of the records found, so that they can be shown. */
MUST_CHECK enum err_code pipeline_screen_fetch(struct store *store, bool hits_only,
                                               struct pipeline_screen *s, struct err *err);

#endif
