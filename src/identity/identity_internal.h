#ifndef IDENTITY_IDENTITY_INTERNAL_H
#define IDENTITY_IDENTITY_INTERNAL_H
/* identity/identity_internal.h - what the files of this folder share. */
#include "crypto/digest.h"
#include "identity/identity.h"
#include "identity/user.h"
#include "registry/event.h"

/* Ends a transaction: with leaves and a commit when rc is ERR_OK, else rolled back.  Returns what
 * the whole came to. */
MUST_CHECK enum err_code identity_end(struct identity *id, enum err_code rc, struct err *err);

static inline int64_t identity_now(const struct identity *id)
{
    return id->clock.now(id->clock.p);
}

/* Appends an event of `who` (NULL: nobody is known yet) at this moment; e's actor, organ and at are
 * filled in. */
MUST_CHECK enum err_code identity_note(struct identity *id, const struct identity_who *who,
                                       struct registry_event e, struct err *err);

/* SM3 of domain and text, as hex: how random secrets are looked up.  They have 128 bits or more, so
 * no salt and no slowness is needed. */
struct identity_hash {
    char z[DIGEST_HEX];
};
struct store_value identity_hash_of(const char *domain, struct str secret,
                                    struct identity_hash *to);

/* A statement with one whole number as its answer; *ret stays as it is when there is no row. */
MUST_CHECK enum err_code identity_number(struct store_stmt *q, const struct store_value *v,
                                         size_t n, int64_t *ret, struct err *err);

/* ---- users (user.c, grant.c) ---- */

MUST_CHECK enum err_code identity_user_by_id(struct store *s, int64_t user, struct arena *a,
                                             struct identity_user *ret, bool *ret_found,
                                             struct err *err);
/* The actor of an active user: his organ and the capabilities of his posts. */
MUST_CHECK enum err_code identity_actor_of(struct identity *id, const struct identity_user *u,
                                           struct arena *a, struct actor *ret, struct err *err);
/* Whether one of his posts needs one-time codes. */
MUST_CHECK enum err_code identity_needs_totp(struct identity *id, int64_t user, bool *ret,
                                             struct err *err);
/* Active administrators of this kind other than `but`; 0: count all. */
MUST_CHECK enum err_code identity_count_admins(struct identity *id, enum law_admin admin,
                                               int64_t but, int64_t *ret, struct err *err);
/* Refuses what would leave the district without an active administrator of a kind that the user
 * is; in a transaction. */
MUST_CHECK enum err_code identity_keep_admin(struct identity *id, const struct identity_user *u,
                                             struct err *err);
/* The forms of login name and name.  ERR_INVALID. */
MUST_CHECK enum err_code identity_user_check(const struct identity_user_new *u, struct err *err);
/* Puts a row without asking who may; in a transaction. */
MUST_CHECK enum err_code identity_user_put(struct identity *id, const struct identity_user_new *u,
                                           int64_t *ret_user, struct err *err);
MUST_CHECK enum err_code identity_grant_put(struct identity *id, int64_t user, struct str post,
                                            struct str by, struct err *err);

/* ---- credentials (credential.c) ---- */

struct identity_credential {
    struct str hash; /* encoded Argon2id; empty: none has been set */
    int64_t at;
    bool temporary;
};
MUST_CHECK enum err_code identity_credential_get(struct store *s, int64_t user, struct arena *a,
                                                 struct identity_credential *ret, struct err *err);
/* Puts a row and drops those beyond the history; in a transaction. */
MUST_CHECK enum err_code identity_credential_put(struct identity *id, int64_t user, struct str hash,
                                                 bool temporary, struct err *err);
/* Draws a temporary password and its hash; slow, so outside of any transaction. */
MUST_CHECK enum err_code identity_credential_draw(struct identity *id, struct arena *a,
                                                  struct str *ret_password, struct str *ret_hash,
                                                  struct err *err);

/* ---- sessions (session.c), codes (totp.c) ---- */

/* Ends all sessions of the user but `keep` (0: all); in a transaction. */
MUST_CHECK enum err_code identity_sessions_drop(struct identity *id, int64_t user, int64_t keep,
                                                const char *reason, struct err *err);
/* A new session; its secret, which is kept nowhere, in a. */
MUST_CHECK enum err_code identity_session_put(struct identity *id, int64_t user, struct str agent,
                                              struct arena *a, int64_t *ret_session,
                                              struct str *ret_secret, struct err *err);
/* The session goes on under a new secret, the old one is worth nothing; empty for session 0. */
MUST_CHECK enum err_code identity_session_rotate(struct identity *id, int64_t session,
                                                 struct arena *a, struct str *ret_secret,
                                                 struct err *err);
/* Who the user is, with what he may do and what he must do first. */
MUST_CHECK enum err_code identity_who_of(struct identity *id, const struct identity_user *u,
                                         struct arena *a, struct identity_who *ret,
                                         struct err *err);
MUST_CHECK enum err_code identity_totp_on(struct store *s, int64_t user, bool *ret_on,
                                          struct err *err);
/* Takes a one-time or a recovery code, once; in a transaction. */
MUST_CHECK enum err_code identity_totp_take(struct identity *id, int64_t user, struct str code,
                                            bool *ret_taken, struct err *err);

struct identity_recovery;
/* Takes one; in a transaction. */
MUST_CHECK enum err_code identity_recovery_take(struct identity *id, int64_t user, struct str code,
                                                bool *ret_taken, struct err *err);
/* Draws as many as the account rules say, and keeps their digests; in a transaction. */
MUST_CHECK enum err_code identity_recovery_draw(struct identity *id, int64_t user, struct arena *a,
                                                struct identity_recovery *ret, struct err *err);

#endif
