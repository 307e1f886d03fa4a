#ifndef MATTER_LEDGER_INTERNAL_H
#define MATTER_LEDGER_INTERNAL_H
/* matter/ledger_internal.h - what the files of the ledger share. */
#include "matter/ledger_head.h"

/* A digest as the tables keep it: hex, in the caller's storage. */
struct hex {
    char z[DIGEST_HEX];
};
struct store_value ledger_hex(const struct digest_value *v, struct hex *to);

/* A row that no code of ours can have written. */
enum err_code ledger_unreadable(struct err *err, const char *table, int64_t id);

struct ledger_key_row {
    enum heads_role role;
    bool ended;
};

/* ERR_FORBIDDEN unless the key is registered in this role and has not ended. */
MUST_CHECK enum err_code ledger_key_check(struct store *s, const struct digest_value *id,
                                          enum heads_role role, struct err *err);

#endif
