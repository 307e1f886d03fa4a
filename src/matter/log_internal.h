#ifndef MATTER_LOG_INTERNAL_H
#define MATTER_LOG_INTERNAL_H
/*
 * matter/log_internal.h - rows of the log, shared by log.c (what is to be done), keep.c (rows) and
 * replay.c.  Inside the caller's transaction.
 */
#include "matter/bytes.h"
#include "matter/log.h"
#include "registry/actor.h"

struct matter_old_plan {
    struct str version;
    struct matter_plan plan;
    struct law_text text;
};

/* What is written for one act. */
struct keep_act {
    const struct matter *before, *after;
    const struct matter_change *change;
    struct str bytes;
    struct str key;
    struct str wish; /* digest of what was asked, to know the key's second use */
    int64_t cause;   /* row of the act that brought it about; 0: a person */
    struct moment entered;
    int64_t clue; /* on which the matter was opened; 0: none */
    struct str rule, rule_version;
};

/* A kept act of a person, done again with all that follows from it: without looking at its key, its
 * version, or at clues. */
struct log_again {
    struct matter_request q;
    struct matter before;
    struct str wish;
};
MUST_CHECK enum err_code log_do_again(struct matter_log *log, const struct log_again *g,
                                      struct arena *a, struct err *err);

/* Writes the act, its matter, clocks, roles, outbox and leaf; the row of the act. */
MUST_CHECK enum err_code keep_write(struct matter_log *log, const struct keep_act *k,
                                    int64_t *ret_row, struct err *err);
/* The id that the next matter gets. */
MUST_CHECK enum err_code keep_next_matter(struct store *s, int64_t *ret_id, struct err *err);
MUST_CHECK enum err_code keep_link(struct store *s, int64_t from, int64_t to, const char *kind,
                                   int64_t act, struct err *err);
MUST_CHECK enum err_code keep_outbox(struct store *s, const struct matter *m, int64_t act,
                                     const char *kind, struct str organ, struct str text,
                                     struct err *err);
/* Writes a clock's row as it is now. */
MUST_CHECK enum err_code keep_clock(struct matter_log *log, const struct matter *m,
                                    const struct matter_clock *c, struct err *err);
/* Keeps the law that the log writes by, once; not in a replay, whose law is kept elsewhere. */
MUST_CHECK enum err_code keep_law(struct matter_log *log, struct err *err);
/* Keeps the text of the procedure's version, once. */
MUST_CHECK enum err_code keep_procedure(struct store *s, const struct law_procedure *p,
                                        struct err *err);
/* The plan of that version: the book's, or made from the text that was kept. */
MUST_CHECK enum err_code keep_plan(struct matter_log *log, struct str procedure, struct str version,
                                   const struct matter_plan **ret, struct err *err);
/* The matter, when the actor may see it; ERR_NOT_FOUND. */
MUST_CHECK enum err_code keep_get(struct matter_log *log, const struct actor *who, int64_t id,
                                  struct arena *a, struct matter *ret, struct err *err);
/* The single integer of a query's first row; *ret_row false when there is none. */
MUST_CHECK enum err_code keep_one(struct store_stmt *q, const struct store_value *v, size_t n,
                                  int64_t *ret, bool *ret_row, struct err *err);

#endif
