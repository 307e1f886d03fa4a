#ifndef IDENTITY_GRANT_H
#define IDENTITY_GRANT_H
/*
 * identity/grant.h - which posts (岗位) a user holds, and with them which capabilities.
 *
 * Only the security administrator grants and revokes, never to himself; he makes no accounts.  The
 * three administrators (三员) are three people: a grant that would make one person two of them is
 * refused.  A change ends the sessions of the person it concerns: what somebody may do is what he
 * came in with.
 */
#include "identity/user.h"

/* ERR_NOT_FOUND: account or post; ERR_INVALID: the post is not for his kind of organ; ERR_CONFLICT:
 * he holds it, he holds a post of another administrator, or is to be an administrator and has not
 * set a password of his own; ERR_FORBIDDEN. */
MUST_CHECK enum err_code identity_grant(struct identity *id, const struct identity_who *by,
                                        struct str login, struct str post, struct err *err);
/* ERR_NOT_FOUND: he does not hold it; ERR_CONFLICT: no administrator of that kind would be left. */
MUST_CHECK enum err_code identity_revoke(struct identity *id, const struct identity_who *by,
                                         struct str login, struct str post, struct err *err);

struct identity_posts {
    VEC(const struct law_post *) v; /* in the order of their ids; of the law at hand */
};
/* The posts that he holds and that the law still has. */
MUST_CHECK enum err_code identity_post_list(struct identity *id, int64_t user, struct arena *a,
                                            struct identity_posts *ret, struct err *err);

#endif
