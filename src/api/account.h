#ifndef API_ACCOUNT_H
#define API_ACCOUNT_H
/*
 * api/account.h - what the routes about accounts share: how people, systems and what was done to them
 * are shown, passwords hashed a few at a time.
 */
#include "api/call.h"
#include "identity/user.h"

/* Who has come in, with what a page needs to know of him and of the district. */
void api_put_me(struct api_call *c, const struct identity_who *who);
/* An account as it is, with its posts: the whole reply. */
MUST_CHECK enum err_code api_put_account(struct api_call *c, struct identity *id, struct str login,
                                         struct err *err);
MUST_CHECK enum err_code api_put_user(struct api_call *c, struct identity *id,
                                      const struct identity_user *u, struct err *err);
/* {"login":…, "password":…}; shown once. */
void api_put_password(struct api_call *c, struct str login, struct str password);

/* Whether he holds the capability with that power. */
bool api_has_power(const struct api_call *c, enum law_power power);

/* Hashing takes tens of MiB for each: so many at once, no more.  False: the reply says to come again.
 * Every true one is ended by api_hash_end. */
bool api_hash_begin(struct api_call *c);
void api_hash_end(struct api_call *c);

#endif
