#ifndef MATTER_SEEN_H
#define MATTER_SEEN_H
/*
 * matter/seen.h - who sees a matter (P1): the organs in its roles, with their sections; kinds of
 * organ that supervise by its procedure (`supervise`); the operator; nobody else.  One condition,
 * used by every statement that reads matters for people.
 */
#include "registry/actor.h"
#include "store/store.h"

/* A condition on the row `m` of matter; its parameters are matter_seen_put's. */
#define MATTER_SEEN                                                                           \
    "(? = 1 OR EXISTS (SELECT 1 FROM matter_role sr WHERE sr.matter = m.id AND sr.whole = ?)" \
    " OR EXISTS (SELECT 1 FROM matter_supervisor ss WHERE ss.version = m.procedure_version"   \
    " AND ss.kind = ?))"
enum { MATTER_SEEN_PARAMS = 3 };

static inline void matter_seen_put(const struct actor *who, struct store_value *v)
{
    v[0] = store_int(actor_all(who));
    v[1] = store_text(who->whole);
    v[2] = store_text(actor_kind(who));
}

#endif
