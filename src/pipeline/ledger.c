/* pipeline/ledger.c - verifying; see ledger.h. */
#include "pipeline/ledger.h"

#include "base/file.h"
#include "pipeline/ledger_internal.h"

enum err_code pipeline_heads_read(const char *path, struct arena *a, struct heads *ret,
                                  struct err *err)
{
    struct str bytes;

    heads_init(ret, a, path);
    TRY(file_read(a, path, HEADS_BYTES_MAX, &bytes, err));
    return heads_parse(bytes, ret, err);
}

enum err_code pipeline_proof_read(const char *path, struct arena *a, struct proof *ret,
                                  struct err *err)
{
    struct str bytes;

    TRY(file_read(a, path, PROOF_BYTES_MAX, &bytes, err));
    return proof_parse(path, bytes, ret, err);
}

/* The store's own heads; a row that cannot be read is itself a finding. */
static enum err_code take_store_heads(struct store *s, struct pipeline_ledger_result *r,
                                      struct err *err)
{
    struct heads own;
    enum err_code rc;

    heads_init(&own, r->heads.arena, ledger_source_name);
    rc = ledger_heads(s, &own, err);
    if (rc == ERR_INVALID) {
        finding_add(&r->findings, FINDING_TABLE, FINDING_NOWHERE, "%s", err->zh);
        return ERR_OK;
    }
    if (rc == ERR_OK)
        heads_merge(&r->heads, &own, &r->findings);
    return rc;
}

static enum err_code take_heads(const struct pipeline_ledger_request *q,
                                struct pipeline_ledger_result *r, struct err *err)
{
    for (size_t i = 0; i < q->heads.n; i++) {
        struct heads one;

        TRY(pipeline_heads_read(q->heads.at[i].p, r->heads.arena, &one, err));
        heads_merge(&r->heads, &one, &r->findings);
    }
    return q->store ? take_store_heads(q->store, r, err) : ERR_OK;
}

static enum err_code pin_servers(const struct pipeline_ledger_request *q,
                                 struct pipeline_ledger_result *r, struct err *err)
{
    struct sm2_key **key = ARENA_ARRAY(r->heads.arena, struct sm2_key *, q->server.n + 1);
    enum err_code rc = ERR_OK;
    size_t n = 0;

    for (; n < q->server.n && rc == ERR_OK; n++)
        rc = sm2_read_public(q->server.at[n].p, &key[n], err);
    if (rc == ERR_OK && n > 0)
        heads_pin(&r->heads, key, n);
    for (size_t i = 0; rc != ERR_OK && i < n; i++)
        sm2_free(key[i]); /* NULL: the one that failed */
    return rc;
}

static enum err_code check_proofs(const struct pipeline_ledger_request *q,
                                  struct pipeline_ledger_result *r, struct err *err)
{
    for (size_t i = 0; i < q->proof.n; i++) {
        struct proof p;

        TRY(pipeline_proof_read(q->proof.at[i].p, r->heads.arena, &p, err));
        proof_check(&p, &r->heads, &r->findings);
    }
    return ERR_OK;
}

enum err_code pipeline_ledger_verify(const struct pipeline_ledger_request *q, struct arena *a,
                                     struct pipeline_ledger_result *ret, struct err *err)
{
    struct pipeline_ledger_result r = {0};

    heads_init(&r.heads, a, NULL);
    findings_init(&r.findings, a);
    TRY(pin_servers(q, &r, err));
    TRY(take_heads(q, &r, err));
    heads_check(&r.heads, &r.findings);
    TRY(check_proofs(q, &r, err));
    if (q->store)
        TRY(ledger_check(q->store, &r.heads, &r.checked, &r.findings, err));
    *ret = r;
    return ERR_OK;
}
