#ifndef DOCUMENT_FILL_H
#define DOCUMENT_FILL_H
/*
 * service/document/fill.h - a template (文书模板) filled with what a matter says: the model of a
 * document, ready to be laid out.
 *
 * A pure function of template, matter and the few things that the document itself adds.  It reads
 * the matter and changes nothing.  What it makes lives in the arena; texts of the matter are
 * borrowed.
 */
#include "law/template.h"
#include "matter/matter.h"
#include "render/model.h"

/* What a document is made from. */
struct document_view {
    const struct matter *m;
    const struct rule_condition_value *value; /* by field: the matter's, or those with more known */
    const struct moment *act_at;              /* by act: when it was last done, MOMENT_NONE */
    struct day date;                          /* of the document */
    struct str number;                        /* as printed; empty: not given yet */
    struct str stamp;                         /* at the head of each page: 草稿 */
};

/*
 * ERR_INVALID with zh when something that the template needs is not known; all of it is named.
 * ERR_CONFLICT when the matter's own version of the procedure lacks the role that issues it.
 */
MUST_CHECK enum err_code document_fill(const struct law_template *t,
                                       const struct document_view *view, struct arena *a,
                                       struct render_doc *ret, struct err *err);

/* The organ that issues it, an index of law.organ; -1 when nobody holds the role. */
int document_organ(const struct law_template *t, const struct matter *m);
/* 京门市监移〔2026〕12号; n 0: the number is left open. */
struct str document_number_text(const struct law_organ *organ, struct str mark, int year, int64_t n,
                                struct arena *a);
/* 2026年11月25日 */
void document_day_print(struct buf *b, struct day d);

#endif
