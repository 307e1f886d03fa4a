#ifndef MATTER_LEDGER_SUBJECT_H
#define MATTER_LEDGER_SUBJECT_H
/*
 * matter/ledger_subject.h - the kinds of things that the ledger (存证链) proves, and how the
 * canonical bytes of each are made again out of its row.
 *
 * From this one table leaves are appended (ledger_cover) and the database is checked against them
 * (matter/ledger_check.h), so that what is proven and what is checked cannot drift apart.
 */
#include "matter/ledger.h"

struct ledger_subject {
    const char *kind;
    /* Ids of later rows are larger, and a row is proven from the start: what is not covered yet
     * stands behind the largest id that is.  False: each row is looked up. */
    bool rising;
    /* Starts a statement over all rows that must have a leaf and whose id is larger than `after`,
     * by rising id, which is column 0. */
    enum err_code (*start)(struct store *s, int64_t after, struct store_stmt **ret_rows,
                           struct err *err);
    /* Canonical bytes of the row that the statement stands on. */
    void (*canon)(const struct store_stmt *row, struct buf *b);
};

extern const struct ledger_subject ledger_clue_event, ledger_act, ledger_reproject, ledger_import,
    ledger_key, ledger_key_end, ledger_audit, ledger_document;

/* Canonical bytes of an act (办理行为): its id and the bytes that docs/procedures.md defines. */
void ledger_act_canon(struct buf *b, int64_t id, struct str bytes);

/* Of open clocks counted anew (重算): the same form. */
void ledger_reproject_canon(struct buf *b, int64_t id, struct str bytes);

/* All of them. */
extern const struct ledger_subject *const ledger_subjects[];
extern const size_t ledger_nsubject;

/*
 * Appends the leaves of all things that have none yet, by kind and id, in the caller's transaction,
 * which is the one that made them: to be called before store_commit.  Costs a look a kind when
 * there is nothing to do.
 */
MUST_CHECK enum err_code ledger_cover(struct store *s, struct err *err);

/* Canonical bytes of a thing, made again out of its row.  ERR_NOT_FOUND: no subject of this kind, or
 * no such thing. */
MUST_CHECK enum err_code ledger_content(struct store *s, struct str kind, int64_t ref,
                                        struct buf *b, struct err *err);

#endif
