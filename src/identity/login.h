#ifndef IDENTITY_LOGIN_H
#define IDENTITY_LOGIN_H
/*
 * identity/login.h - coming in: login name, password and, where set up, a one-time code.
 *
 * A refusal is a result, not an error: it must be counted and kept.  What it says does not tell
 * whether an account exists, and takes as long when none does.  The password is hashed outside of
 * any transaction.
 */
#include "identity/identity.h"

enum identity_outcome {
    IDENTITY_IN,
    IDENTITY_WRONG,       /* login name, password or code */
    IDENTITY_LOCKED,      /* wait this long, whatever is right */
    IDENTITY_CODE_NEEDED, /* the password is right: try again with it and a code */
    IDENTITY_CLOSED,      /* the password is right; the account is suspended, or has left */
    IDENTITY_EXPIRED,     /* the password is right; it was temporary and too old: ask for another */
};

struct identity_attempt {
    struct str login, password;
    struct str code;   /* one-time or recovery code; empty: none given */
    struct str source; /* address it came from; empty: beside the store's files */
    struct str agent;  /* what the browser calls itself */
    bool no_session;   /* for one command: nothing is to last */
};

struct identity_reply {
    enum identity_outcome outcome;
    int64_t wait; /* IDENTITY_LOCKED: seconds */
    /* IDENTITY_IN: the session's secret, for its cookie alone, and who has come in. */
    struct str secret;
    struct identity_who who;
};

/* Texts of the reply live in a. */
MUST_CHECK enum err_code identity_login(struct identity *id, const struct identity_attempt *attempt,
                                        struct arena *a, struct identity_reply *ret,
                                        struct err *err);

/* What a refusal is to be called, in Chinese; as an error: ERR_FORBIDDEN. */
enum err_code identity_refusal(const struct identity_reply *reply, struct err *err);

#endif
