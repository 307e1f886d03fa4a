#ifndef REGISTRY_ACTOR_H
#define REGISTRY_ACTOR_H
/*
 * registry/actor.h - who asks (操作者): a person of an organ with capabilities, checked once where
 * he comes in (cli, api); everything that reads for people takes one and returns nothing that he
 * may not see (V1).
 *
 * What it is not: it does not authenticate; whoever makes it has found out who he is.  Plain data,
 * texts borrowed from the law and from the caller; any thread.
 */
#include "law/law.h"

struct actor {
    struct str person; /* id or name; empty when not known */
    struct str organ;  /* id of the organ or section he acts for; empty for the operator only */
    struct str whole;  /* id of the organ that a section belongs to; else the organ's own */
    enum law_organ_kind kind; /* of the whole organ; never a section */
    const struct str *capability;
    size_t ncapability;
    bool is_operator; /* the local operator: has the store's files, so every row is his to see */
};

/* Whoever runs the program beside the store's files. */
struct actor actor_operator(struct str person);

/* An actor of the organ or section with that id, name, alias, or path (检察院.行政检察).
 * ERR_NOT_FOUND. */
MUST_CHECK enum err_code actor_make(const struct law *law, struct str organ, struct str person,
                                    struct actor *ret, struct err *err);

bool actor_can(const struct actor *a, struct str capability); /* the empty one: everybody */

/* What a statement is given to check a row: 1 for the operator, the whole organ's id, its kind's
 * name (agency, police, …; empty for the operator). */
int64_t actor_all(const struct actor *a);
struct str actor_kind(const struct actor *a);

#endif
