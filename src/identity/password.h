#ifndef IDENTITY_PASSWORD_H
#define IDENTITY_PASSWORD_H
/*
 * identity/password.h - passwords as such: hashed with Argon2id, checked, drawn, judged by the
 * district's policy.  No store, no clock; any thread.
 */
#include "base/buf.h"
#include "law/account.h"

enum { PASSWORD_MAX_BYTES = 256 };

/* The encoded hash with its parameters and salt ("$argon2id$v=19$m=…"), in a.  Slow and large by
 * design: account->hash_memory KiB. */
MUST_CHECK enum err_code password_hash(const struct law_account *account, struct str password,
                                       struct arena *a, struct str *ret_hash, struct err *err);
/* As slow as the hash was made; compares in constant time.  A hash that is none fits nothing. */
bool password_fits(struct str hash, struct str password);
/* Whether the hash was made with weaker or other parameters than the account rules now say. */
bool password_is_stale(const struct law_account *account, struct str hash);

/* ERR_INVALID and what is wrong with it: length, classes, the login name, a common password.
 * The message never holds the password. */
MUST_CHECK enum err_code password_check(const struct law_account *account, struct str login,
                                        struct str password, struct err *err);

/* A temporary password that can be read out and typed, in a: four groups of five, without
 * characters that look alike; 98 bits. */
MUST_CHECK enum err_code password_draw(struct arena *a, struct str *ret_password, struct err *err);

#endif
