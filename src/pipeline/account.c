/* pipeline/account.c - see account.h. */
#include "pipeline/account.h"

#include "crypto/secret.h"
#include "matter/ledger_subject.h"

static enum err_code open_key(const char *path, bool make, struct pipeline_account *a,
                              struct err *err)
{
    struct err first;
    enum err_code rc = seal_key_read(path, &a->key, &first);

    if (rc == ERR_NOT_FOUND && !make)
        return ERR_OK;
    if (rc == ERR_NOT_FOUND)
        TRY(seal_key_make(path, &a->key, err));
    else if (rc != ERR_OK) {
        *err = first;
        return rc;
    }
    a->id.key = &a->key;
    return ERR_OK;
}

enum err_code pipeline_account_open(struct store *store, const struct law *law, struct clock clock,
                                    bool make, struct pipeline_account *ret, struct err *err)
{
    struct buf path = {0};
    enum err_code rc;

    TRY(identity_init(&ret->id, store, law, clock, err));
    ret->id.cover = ledger_cover; /* (L1) */
    buf_fmt(&path, "%s/identity.key", store_home(store));
    rc = open_key(buf_cstr(&path), make, ret, err);
    buf_release(&path);
    return rc;
}

void pipeline_account_close(struct pipeline_account *a)
{
    secret_wipe(&a->key, sizeof(a->key));
    a->id.key = NULL;
}
