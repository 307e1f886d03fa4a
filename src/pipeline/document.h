#ifndef PIPELINE_DOCUMENT_H
#define PIPELINE_DOCUMENT_H
/*
 * pipeline/document.h - documents (文书) of the matters of a district: made from what a matter says,
 * kept as drafts, signed off.
 *
 * Reads matters through the log and never changes one: that an act happened is said by an act.
 */
#include "matter/log.h"
#include "service/document/fill.h"
#include "service/document/sign.h"

struct pipeline_document_request {
    const struct law_template *t;
    int64_t matter;
    int organ; /* who asks: index of law.organ */
    struct day date;
    struct matter_pairs field; /* values for fields that the matter does not have yet */
    struct str stamp;
};
/*
 * Fills the template from the matter as it stands; everything lives in a.  ERR_CONFLICT: the template
 * is another procedure's, or a field that the matter has is given otherwise; ERR_NOT_FOUND;
 * ERR_FORBIDDEN: the organ that asks does not issue it, and may not see what it says (P1).
 */
MUST_CHECK enum err_code pipeline_document_fill(struct matter_log *log,
                                                const struct pipeline_document_request *q,
                                                struct arena *a, struct render_doc *ret,
                                                struct err *err);

struct pipeline_author {
    int organ; /* index of law.organ */
    struct str person;
    struct moment at;
};
/* The same, kept as the first version of a draft; the author's organ asks. */
MUST_CHECK enum err_code pipeline_document_draft(struct matter_log *log,
                                                 const struct pipeline_document_request *q,
                                                 const struct pipeline_author *author,
                                                 int64_t *ret_id, struct err *err);
/* A new version of a draft; the text must read as a document.  ERR_CONFLICT: stale or signed. */
struct pipeline_document_edit {
    int64_t document, seen;
    struct str text;
};
MUST_CHECK enum err_code pipeline_document_edit(struct matter_log *log,
                                                const struct pipeline_document_edit *edit,
                                                const struct pipeline_author *author,
                                                struct err *err);

/* A version of a document (no 0: the last), for the organ that issues it.  ERR_FORBIDDEN. */
MUST_CHECK enum err_code pipeline_document_text(struct matter_log *log, int64_t id, int64_t no,
                                                int organ, struct arena *a,
                                                struct matter_document_version *ret,
                                                struct err *err);

/* Signs a draft off; the file is kept as <home>/document/<id>.pdf before the seal is committed. */
MUST_CHECK enum err_code pipeline_document_sign(struct matter_log *log, const char *home,
                                                const struct document_sign_request *q,
                                                struct arena *a, struct document_signed *ret,
                                                struct buf *ret_file, struct err *err);

#endif
