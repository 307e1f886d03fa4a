#ifndef IDENTITY_IDENTITY_H
#define IDENTITY_IDENTITY_H
/*
 * identity/identity.h - what every call of this folder is given, and what it says of a person.
 *
 * Bytes in, result out: it knows no HTTP and prints nothing.  A struct identity belongs to one
 * thread, like the store it borrows.  Calls that write run a transaction of their own, so none may
 * be open; before each commit `cover` is called, which gives the audit events their leaves in the
 * ledger (L1).
 */
#include "base/clock.h"
#include "crypto/seal.h"
#include "law/account.h"
#include "registry/actor.h"
#include "store/store.h"

struct identity {
    struct store *store;   /* borrowed */
    const struct law *law; /* borrowed; has an account part */
    struct clock clock;
    const struct seal_key
        *key; /* borrowed; NULL: one-time codes can be neither set up nor checked */
    enum err_code (*cover)(struct store *s, struct err *err); /* ledger_cover; NULL in tests only */
};

/* Makes or upgrades the tables; outside a transaction. */
MUST_CHECK enum err_code identity_migrate(struct store *s, int64_t now, struct err *err);

/* ERR_INVALID when the law has no rules for accounts. */
MUST_CHECK enum err_code identity_init(struct identity *id, struct store *s, const struct law *law,
                                       struct clock clock, struct err *err);

/* What a person who has come in may not do yet. */
enum identity_limits {
    IDENTITY_MUST_CHANGE = 1 << 0, /* set a password of his own first */
    IDENTITY_MUST_ENROL = 1 << 1,  /* set up one-time codes first */
};

/* A person or a system that has been recognised. Texts live in the arena of the call. */
struct identity_who {
    int64_t user;  /* 0: a system */
    int64_t token; /* 0: a person */
    int64_t session;
    struct str login; /* of a person; of a system, what its token shows: ldk_1a2b3c4d */
    struct str name;
    unsigned limits;    /* enum identity_limits: with any, only the calls that lift them */
    struct actor actor; /* organ and capabilities; person is the name */
};

/* ERR_FORBIDDEN, and a sentence that names the capability, unless `who` has it without limits. */
MUST_CHECK enum err_code identity_require(const struct identity *id, const struct identity_who *who,
                                          enum law_power power, struct err *err);

#endif
