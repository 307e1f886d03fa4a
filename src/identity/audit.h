#ifndef IDENTITY_AUDIT_H
#define IDENTITY_AUDIT_H
/*
 * identity/audit.h - who saw and did what: unmasking (解除遮盖) with its receipts (查看凭据), and the
 * audit administrator's list.
 *
 * A masked field is shown to a person who has the capability (of any record, or of those of his own
 * organ), after he has stated what for; the
 * record of it is written first, and what cannot be recorded is not shown.  Receipts can be read by
 * the organ whose record it is and by the organ of whoever looked.
 */
#include "identity/identity.h"
#include "registry/event.h"

struct identity_unmask {
    struct str dataset; /* id of a dataset, or of a procedure */
    int64_t record;
    struct str field;  /* its name; empty: all masked fields of the record */
    struct str holder; /* id of the organ whose record it is; empty when not known */
    struct str purpose;
};

/* Records it; ERR_OK means that the field may be shown now, to `who` alone.  ERR_FORBIDDEN;
 * ERR_INVALID: no purpose. */
MUST_CHECK enum err_code identity_unmask(struct identity *id, const struct identity_who *who,
                                         const struct identity_unmask *u, struct err *err);

/* Receipts that concern the organ of `who`, newest first.  f->organ and f->what are not read. */
MUST_CHECK enum err_code identity_receipts(struct identity *id, const struct identity_who *who,
                                           const struct registry_event_filter *f, struct arena *a,
                                           struct registry_events *ret, struct err *err);

/* All audit events, for whoever has the power to audit; that he looked is an event too. */
MUST_CHECK enum err_code identity_audit(struct identity *id, const struct identity_who *who,
                                        const struct registry_event_filter *f, struct arena *a,
                                        struct registry_events *ret, struct err *err);

/* What an event is called in Chinese; its own name when it is not known. */
struct str identity_event_zh(struct str what);

#endif
