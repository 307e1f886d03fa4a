#ifndef IDENTITY_FIRST_H
#define IDENTITY_FIRST_H
/*
 * identity/first.h - the first run: a one-time code, printed beside the store's files, makes the first
 * three administrators (三员) at once, so that no one person is ever all of them.
 *
 * Where there is an administrator already, no code can be had.  Each of the three gets a temporary
 * password, which is to be handed to him alone.
 */
#include "identity/user.h"

enum { IDENTITY_FIRST = LAW_ADMINS - 1 };

/* Draws the code, in a; an earlier one is worth nothing then.  ERR_CONFLICT: there is an
 * administrator. */
MUST_CHECK enum err_code identity_first_code(struct identity *id, struct arena *a,
                                             struct str *ret_code, struct err *err);

/* Whether the first run is still to come: there is no administrator. */
MUST_CHECK enum err_code identity_first_wanted(struct identity *id, bool *ret, struct err *err);

struct identity_first {
    struct str code;
    /* system, security, audit: three login names, three names */
    struct identity_user_new admin[IDENTITY_FIRST];
};

/* Makes the three; their temporary passwords in the same order, in a.  ERR_FORBIDDEN: the code is
 * wrong, used or old; ERR_INVALID, ERR_CONFLICT: the names. */
MUST_CHECK enum err_code identity_first_run(struct identity *id, const struct identity_first *first,
                                            struct arena *a,
                                            struct str ret_password[IDENTITY_FIRST],
                                            struct err *err);

#endif
