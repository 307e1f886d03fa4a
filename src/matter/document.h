#ifndef MATTER_DOCUMENT_H
#define MATTER_DOCUMENT_H
/*
 * matter/document.h - documents (文书) of matters in the store: drafts with all their versions, numbers
 * without gap or repeat, and the seal that freezes one.
 *
 * A version and a seal are never rewritten (by trigger).  A seal is a leaf of the ledger, appended in
 * its transaction (L1).  Numbers are given in the transaction that seals, so that one which fails
 * takes its number back (T2).  What a text means is service/document's business.
 * Every function that writes is called inside the caller's transaction.
 */
#include "base/arena.h"
#include "base/moment.h"
#include "matter/ledger_subject.h"

/* Makes or upgrades the tables; outside a transaction.  matter_log_migrate calls it. */
MUST_CHECK enum err_code matter_document_migrate(struct store *s, int64_t now, struct err *err);

struct matter_document {
    int64_t id, matter, version;
    struct str template, name, organ; /* ids of the template and of the organ that issues */
    bool sealed;
    struct str number; /* as printed; empty: none, or not given yet */
    struct moment at;  /* of the last version or of the seal */
};

/* Who wrote a version, when, and what. */
struct matter_document_version {
    int64_t no;
    struct moment at;
    struct str organ, person, text;
};

/* A new draft; d: matter, template, name, organ; v: everything but no.  ERR_NOT_FOUND: no such matter. */
MUST_CHECK enum err_code matter_document_draft(struct store *s, const struct matter_document *d,
                                               const struct matter_document_version *v,
                                               int64_t *ret_id, struct err *err);
/* The next version of a draft whose last one was `seen`.  ERR_CONFLICT: there is a later one, or it
 * is sealed. */
MUST_CHECK enum err_code matter_document_edit(struct store *s, int64_t id, int64_t seen,
                                              const struct matter_document_version *v,
                                              struct err *err);
/* ERR_NOT_FOUND. */
MUST_CHECK enum err_code matter_document_get(struct store *s, int64_t id, struct arena *a,
                                             struct matter_document *ret, struct err *err);
/* no 0: the last. */
MUST_CHECK enum err_code matter_document_text(struct store *s, int64_t id, int64_t no,
                                              struct arena *a, struct matter_document_version *ret,
                                              struct err *err);

typedef enum err_code (*matter_document_fn)(void *p, const struct matter_document *d,
                                            struct err *err);
/* Documents of a matter (0: of all), by number of the document; rows are borrowed. */
MUST_CHECK enum err_code matter_document_list(struct store *s, int64_t matter,
                                              matter_document_fn fn, void *p, struct err *err);

/* The next serial number of an organ's kind (mark) in a year, from 1 (T2). */
struct matter_document_series {
    struct str organ, mark;
    int64_t year;
};
MUST_CHECK enum err_code matter_document_number(struct store *s,
                                                const struct matter_document_series *series,
                                                int64_t *ret_serial, struct err *err);

struct matter_document_seal {
    int64_t document, seen; /* the version that is sealed */
    struct matter_document_series series;
    int64_t serial;                 /* 0: not numbered */
    struct str number;              /* as printed */
    struct digest_value content;    /* of the text, as it is sealed */
    struct digest_value file;       /* of the PDF, its signature blank */
    struct digest_value key;        /* that signed it */
    struct str organ, person, text; /* the text with its number becomes the last version */
    struct moment at;
};
/* Freezes the draft: its last version, the seal and its leaf.  *ret_id is the seal's id, the one that
 * matter_document_seal_next foretold.  ERR_CONFLICT: stale, or sealed already. */
MUST_CHECK enum err_code matter_document_seal_put(struct store *s, int64_t id,
                                                  const struct matter_document_seal *seal,
                                                  struct err *err);
/* The id that the seal of this transaction will have. */
MUST_CHECK enum err_code matter_document_seal_next(struct store *s, int64_t *ret_id,
                                                   struct err *err);

#endif
