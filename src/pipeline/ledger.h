#ifndef PIPELINE_LEDGER_H
#define PIPELINE_LEDGER_H
/*
 * pipeline/ledger.h - what an organ does with the ledger (存证链): verify files of heads and proofs,
 * with the database or without, and cosign a head as a witness.
 *
 * Whatever does not fit becomes a finding; an error is only what kept the work from being done.
 */
#include "crypto/witness.h"
#include "matter/ledger_check.h"

/* Paths of files. */
struct pipeline_paths {
    const struct str *at;
    size_t n;
};

struct pipeline_ledger_request {
    struct pipeline_paths heads;  /* the first one says which ledger and server are trusted */
    struct pipeline_paths proof;  /* inclusion or consistency */
    struct pipeline_paths server; /* public keys: only these servers are trusted */
    struct store *store;          /* NULL: files only */
};

struct pipeline_ledger_result {
    struct heads heads; /* of all sources, sorted by size */
    struct findings findings;
    struct ledger_checked checked; /* with a store */
};

/* The result lives in a. */
MUST_CHECK enum err_code pipeline_ledger_verify(const struct pipeline_ledger_request *q,
                                                struct arena *a, struct pipeline_ledger_result *ret,
                                                struct err *err);

struct pipeline_witness {
    const struct sm2_key *key;
    const char *memory; /* path of what it remembers (crypto/witness.h); made when not there */
    const char *server; /* path of the server's public key to trust from now on, or NULL */
    int64_t now;
    /* The head to sign and the proof that it contains the last one: out of the store, or out of
     * these files (proof may be NULL for the first). */
    struct store *store;
    const char *heads, *proof;
};

/*
 * Judges the newest head and, when nothing was found, signs it: first the memory is written, then the
 * store gets the cosignature.  *ret_head is the head with the cosignature alone; untouched when there
 * are findings.  ERR_FORBIDDEN: the key is not registered as a witness.
 */
MUST_CHECK enum err_code pipeline_ledger_cosign(const struct pipeline_witness *q, struct arena *a,
                                                struct signed_head *ret_head, struct findings *f,
                                                struct err *err);

/* Takes the cosignatures of a file of heads into the store, those that verify and that belong to
 * heads of the store; the others are findings. */
MUST_CHECK enum err_code pipeline_ledger_take(struct store *s, const char *heads, struct arena *a,
                                              int64_t *ret_taken, struct findings *f,
                                              struct err *err);

#endif
