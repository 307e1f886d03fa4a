#ifndef REGISTRY_EVENT_H
#define REGISTRY_EVENT_H
/*
 * registry/event.h - audit events (审计事件): what somebody did to accounts, grants, sessions, tokens,
 * and each time that personal data was shown unmasked.  Never rewritten (by trigger); each is a
 * leaf of the ledger (L1).
 *
 * What it is not: the acts of matters and the decisions on clues, which are kept by matter/.  It
 * holds login names, never names of people, passwords or secrets.
 */
#include "base/vec.h"
#include "store/store.h"

struct registry_event {
    int64_t id;
    int64_t at;         /* seconds */
    struct str what;    /* user_add, grant, login_refused … : [a-z_]+ */
    struct str actor;   /* login name or token of who did it; empty: nobody is known yet */
    struct str organ;   /* id of the actor's organ */
    struct str subject; /* login name, token or session that it was done to */
    struct str holder;  /* id of the organ that is concerned: the subject's, the record's */
    struct str object;  /* what was shown: penalty:17:当事人名称 */
    struct str purpose; /* stated by the actor */
    struct str detail;  /* post, reason … */
};

/* Makes or upgrades the table; outside a transaction. */
MUST_CHECK enum err_code registry_event_migrate(struct store *s, int64_t now, struct err *err);

/* Appends e, whose id is not read; in the caller's transaction. */
MUST_CHECK enum err_code registry_event_add(struct store *s, const struct registry_event *e,
                                            struct err *err);

/* Starts a statement over the events with a larger id than `after`, by rising id (column 0). */
MUST_CHECK enum err_code registry_event_start(struct store *s, int64_t after,
                                              struct store_stmt **ret_rows, struct err *err);
/* The row it stands on; texts are borrowed until the next. */
struct registry_event registry_event_read(const struct store_stmt *row);

/* Empty texts and zeros: any. */
struct registry_event_filter {
    struct str what, actor, subject;
    struct str organ; /* of the actor or concerned */
    int64_t since;
    int64_t before; /* id: the next page goes on before the last one shown */
    int64_t limit;  /* 0: all */
};

struct registry_events {
    VEC(struct registry_event) v; /* newest first; texts live in the arena */
};

MUST_CHECK enum err_code registry_event_list(struct store *s, const struct registry_event_filter *f,
                                             struct arena *a, struct registry_events *ret,
                                             struct err *err);

#endif
