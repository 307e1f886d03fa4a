#ifndef IDENTITY_TOKEN_H
#define IDENTITY_TOKEN_H
/*
 * identity/token.h - tokens (接口令牌): what a system of an organ shows instead of a login.
 *
 *   token -> "ldk_" 64 hex digits of 256 random bits, 8 hex digits of a checksum
 *
 * The mark lets scanners find one that leaked; the checksum lets them, and us, throw away what is
 * none without a look into the store, which keeps the SM3 alone.  A token has an end, an organ and
 * capabilities (scopes), never those of the three administrators nor that of seeing personal data.
 */
#include "base/vec.h"
#include "identity/identity.h"

struct identity_token_new {
    struct str name;  /* of the system */
    struct str organ; /* id, name, alias or path */
    const struct str *scope;
    size_t nscope;
    int64_t ends_at; /* seconds; at most account->token_age ahead */
};

/* The security administrator makes one; it is returned once, in a.  ERR_INVALID: no name, an end that
 * is past or too far, a scope that a system may not have; ERR_NOT_FOUND: organ, scope. */
MUST_CHECK enum err_code identity_token_create(struct identity *id, const struct identity_who *by,
                                               const struct identity_token_new *token,
                                               struct arena *a, struct str *ret_token,
                                               struct err *err);

/* Whose token it is; *ret_found false: none, or no longer. */
MUST_CHECK enum err_code identity_token_check(struct identity *id, struct str token,
                                              struct arena *a, struct identity_who *ret_who,
                                              bool *ret_found, struct err *err);
/* Has it the form of one, with the right checksum?  Pure. */
bool identity_token_fits(struct str token);

struct identity_token {
    struct str shown; /* ldk_1a2b3c4d: by which it is called */
    struct str name, organ;
    struct str scopes; /* joined by 、 */
    int64_t made_at, ends_at;
    int64_t used_at;    /* coarse; 0: never */
    int64_t revoked_at; /* 0: not revoked */
};
struct identity_tokens {
    VEC(struct identity_token) v; /* newest first */
};
/* Asks nobody: whoever shows it to a person has seen that he may. */
MUST_CHECK enum err_code identity_token_list(struct store *s, struct arena *a,
                                             struct identity_tokens *ret, struct err *err);
/* ERR_NOT_FOUND: none is shown so, or it is revoked. */
MUST_CHECK enum err_code identity_token_revoke(struct identity *id, const struct identity_who *by,
                                               struct str shown, struct err *err);

#endif
