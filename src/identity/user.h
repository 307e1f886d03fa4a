#ifndef IDENTITY_USER_H
#define IDENTITY_USER_H
/*
 * identity/user.h - accounts (账户): who may come in, for which organ, in which state.
 *
 * Only the system administrator makes and changes accounts; he gives nobody a capability
 * (identity/grant.h).  An account is never deleted: its login name stays with its person, so that
 * what was done under it keeps its meaning.
 */
#include "base/vec.h"
#include "identity/identity.h"

enum identity_state { IDENTITY_ACTIVE, IDENTITY_SUSPENDED, IDENTITY_LEFT };
enum { IDENTITY_STATES = IDENTITY_LEFT + 1 };

struct identity_user {
    int64_t id;
    struct str login; /* [a-z][a-z0-9._-]{2,31} */
    struct str name;  /* personal data: never in a log or an error */
    struct str organ; /* id */
    enum identity_state state;
    int64_t made_at, changed_at;
};

struct identity_user_new {
    struct str login, name;
    struct str organ; /* id, name, alias or path */
};

struct str identity_state_name(enum identity_state state); /* as the store writes it */
struct str identity_state_zh(enum identity_state state);
bool identity_state_find(struct str name, enum identity_state *ret); /* either of them */

bool identity_login_fits(struct str login);
/* Name with all but the family name hidden, for logs and lists: 李** */
struct str identity_name_masked(struct arena *a, struct str name);

/* Makes an account with a temporary password, which is returned once, in a.  ERR_CONFLICT when the
 * login name was ever used; ERR_INVALID; ERR_NOT_FOUND: the organ; ERR_FORBIDDEN. */
MUST_CHECK enum err_code identity_user_add(struct identity *id, const struct identity_who *by,
                                           const struct identity_user_new *user, struct arena *a,
                                           struct str *ret_password, struct err *err);

/* ERR_NOT_FOUND. */
MUST_CHECK enum err_code identity_user_get(struct store *s, struct str login, struct arena *a,
                                           struct identity_user *ret, struct err *err);

struct identity_user_filter {
    struct str organ; /* id; empty: all */
    int state;        /* enum identity_state; -1: all */
};
struct identity_users {
    VEC(struct identity_user) v; /* by login */
};
/* Asks nobody: whoever shows it to a person has seen that he may. */
MUST_CHECK enum err_code identity_user_list(struct store *s, const struct identity_user_filter *f,
                                            struct arena *a, struct identity_users *ret,
                                            struct err *err);

/* Suspends, brings back, or lets leave, with a reason.  Whoever is not active any more has no
 * session.  Nobody changes himself; the last administrator of his kind stays; who has left does
 * not come back. */
struct identity_change {
    struct str login;
    enum identity_state state;
    struct str reason;
};
MUST_CHECK enum err_code identity_user_change(struct identity *id, const struct identity_who *by,
                                              const struct identity_change *change,
                                              struct err *err);

/* Moves an account to another organ: its posts are taken back, its sessions end. */
MUST_CHECK enum err_code identity_user_move(struct identity *id, const struct identity_who *by,
                                            struct str login, struct str organ, struct err *err);

/* A new temporary password for somebody who has lost his; returned once, in a. */
MUST_CHECK enum err_code identity_user_reset(struct identity *id, const struct identity_who *by,
                                             struct str login, struct arena *a,
                                             struct str *ret_password, struct err *err);

#endif
