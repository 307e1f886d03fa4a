#ifndef CRYPTO_FINDING_H
#define CRYPTO_FINDING_H
/*
 * crypto/finding.h - what a check of a ledger found not to fit: which kind, which leaf, which head,
 * since when, and a Chinese sentence.
 *
 * A check goes on after a finding and collects what it can; beyond FINDINGS_KEPT only the number
 * grows.  The list and its texts live in the arena given at init.
 */
#include "base/str.h"
#include "base/vec.h"

enum finding_kind {
#define FINDING(id, name) FINDING_##id,
#include "crypto/finding.def"
#undef FINDING
};

enum { FINDINGS_KEPT = 1000 };

/* Where: -1 for what does not apply. */
struct finding_at {
    int64_t index; /* of a leaf, from 0 */
    int64_t size;  /* of a head */
    int64_t since; /* seconds: what went wrong did so with leaves that are not older */
};
#define FINDING_NOWHERE ((struct finding_at){-1, -1, -1})
#define FINDING_AT_LEAF(i) ((struct finding_at){(int64_t)(i), -1, -1})

struct finding {
    enum finding_kind kind;
    struct finding_at at;
    struct str zh;
};

struct findings {
    struct arena *arena;
    VEC(struct finding) v;
    int64_t total;
};

void findings_init(struct findings *f, struct arena *arena);
void finding_add(struct findings *f, enum finding_kind kind, struct finding_at at, const char *fmt,
                 ...) __attribute__((format(printf, 4, 5)));
const char *finding_name(enum finding_kind kind);

#endif
