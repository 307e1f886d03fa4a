#ifndef MATTER_LAW_KEPT_H
#define MATTER_LAW_KEPT_H
/*
 * matter/law_kept.h - the law that acts were done under, kept in the store: without it a replay under
 * a changed calendar would count other due moments than were counted then (M1).
 *
 * Rules are left out: no matter is moved by them, and a clue cites the version of its rule.  One row
 * a version, never changed.  Inside the caller's transaction.
 */
#include "law/law.h"
#include "store/store.h"

/* Keeps the law's texts unless its version is kept. */
MUST_CHECK enum err_code law_kept_put(struct store *s, const struct law *law, struct err *err);

/* The law of that version, made again; the caller owns a reference.  NULL when it is not kept. */
MUST_CHECK enum err_code law_kept_get(struct store *s, struct str version, struct law **ret_law,
                                      struct err *err);

/* What due moments are counted by and is written otherwise there than in `now`: names of files, 、
 * between them; in a.  Says so when the version is not kept. */
MUST_CHECK enum err_code law_kept_changed(struct store *s, struct str version,
                                          const struct law *now, struct arena *a,
                                          struct str *ret_files, struct err *err);

#endif
