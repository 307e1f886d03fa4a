#ifndef PIPELINE_LEDGER_INTERNAL_H
#define PIPELINE_LEDGER_INTERNAL_H
/* pipeline/ledger_internal.h - reading files of heads and proofs, for ledger.c and witness.c. */
#include "pipeline/ledger.h"

MUST_CHECK enum err_code pipeline_heads_read(const char *path, struct arena *a, struct heads *ret,
                                             struct err *err);
MUST_CHECK enum err_code pipeline_proof_read(const char *path, struct arena *a, struct proof *ret,
                                             struct err *err);

#endif
