#ifndef IDENTITY_CREDENTIAL_H
#define IDENTITY_CREDENTIAL_H
/*
 * identity/credential.h - a person changes his own password.
 *
 * He must know the one he has, whatever session he is in; the new one meets the policy and is none
 * of the last ones.  His other sessions end, and the one he is in gets a new secret.
 */
#include "identity/identity.h"

struct identity_password_change {
    struct str had, want;
};

/* *ret_secret: the new secret of the session, in a; empty when he is in none.  ERR_FORBIDDEN: the old
 * one is wrong (counted as a failed login), or too many were; ERR_INVALID, ERR_CONFLICT: the
 * policy. */
MUST_CHECK enum err_code identity_password_set(struct identity *id, const struct identity_who *who,
                                               const struct identity_password_change *change,
                                               struct arena *a, struct str *ret_secret,
                                               struct err *err);

#endif
