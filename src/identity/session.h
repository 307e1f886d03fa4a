#ifndef IDENTITY_SESSION_H
#define IDENTITY_SESSION_H
/*
 * identity/session.h - sessions (会话): what a login lasts as.
 *
 * The secret has 256 random bits; the store keeps its SM3 only.  A session ends when it is idle or
 * old (law/account.yaml), when its person is suspended, gets other posts or another password, when
 * it is shown by another browser than the one that logged in, or when somebody ends it.  What a
 * person may do is read anew at each check.
 */
#include "identity/user.h"

enum { SESSION_SECRET = 64 };

/* Whose session it is; *ret_found false: none, or no longer.  `agent` is what the browser calls
 * itself (any bytes).  Everything returned lives in a. */
MUST_CHECK enum err_code identity_session_check(struct identity *id, struct str secret,
                                                struct str agent, struct arena *a,
                                                struct identity_who *ret_who, bool *ret_found,
                                                struct err *err);

/* The same, but it does not count as use: for what a page asks by itself while nobody is there. */
MUST_CHECK enum err_code identity_session_peek(struct identity *id, struct str secret,
                                               struct str agent, struct arena *a,
                                               struct identity_who *ret_who, bool *ret_found,
                                               struct err *err);

struct identity_session {
    int64_t id;
    struct str login;
    int64_t made_at, seen_at, ends_at;
    struct str agent; /* first digits of its digest: tells browsers apart, names none */
};
struct identity_sessions {
    VEC(struct identity_session) v; /* newest first */
};
/* The live sessions of one account, or of all (login empty).  Asks nobody: whoever shows it to a
 * person has seen that they are his own, or that he has the power to grant. */
MUST_CHECK enum err_code identity_session_list(struct identity *id, struct str login,
                                               struct arena *a, struct identity_sessions *ret,
                                               struct err *err);

/* Ends one: one's own (logout) or, with the capability, somebody else's.  ERR_NOT_FOUND. */
MUST_CHECK enum err_code identity_session_end(struct identity *id, const struct identity_who *by,
                                              int64_t session, struct err *err);
/* Ends all of an account, in the same way; *ret_n how many. */
MUST_CHECK enum err_code identity_session_end_all(struct identity *id,
                                                  const struct identity_who *by, struct str login,
                                                  int64_t *ret_n, struct err *err);

#endif
