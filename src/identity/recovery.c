/* identity/recovery.c - what stands in for a lost device, once; see totp.h. */
#include "crypto/secret.h"
#include "identity/identity_internal.h"
#include "identity/totp.h"

enum { RECOVERY = 16, RECOVERY_GROUP = 4 };

static const char recovery_domain[] = "recovery";

/* As it was shown or typed: hyphens, white space and capitals make no difference. */
static struct str plain_recovery(struct str code, char out[RECOVERY])
{
    size_t n = 0;

    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];

        if (c == '-' || c == ' ')
            continue;
        if (n == RECOVERY)
            return STR("");
        out[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (struct str){out, n};
}

/* The same code of two people has two digests. */
static struct store_value recovery_hash(int64_t user, struct str code, struct arena *a,
                                        struct identity_hash *to)
{
    return identity_hash_of(recovery_domain, str_fmt(a, "%lld:%.*s", (long long)user, STR_F(code)),
                            to);
}

enum err_code identity_recovery_take(struct identity *id, int64_t user, struct str code,
                                     bool *ret_taken, struct err *err)
{
    struct identity_hash hash;
    char plain[RECOVERY];
    struct store_stmt *q;
    int64_t changes = 0;
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    rc = store_query(id->store,
                     "UPDATE identity_recovery SET used_at = ?"
                     " WHERE user_id = ? AND hash = ? AND used_at IS NULL",
                     &q, err);
    if (rc == ERR_OK)
        rc = store_run(
            q,
            (struct store_value[]){store_int(identity_now(id)), store_int(user),
                                   recovery_hash(user, plain_recovery(code, plain), &a, &hash)},
            3, &changes, err);
    arena_release(&a);
    *ret_taken = changes == 1;
    return rc;
}

static enum err_code draw_recovery(struct arena *a, struct str *ret_shown, struct str *ret_plain,
                                   struct err *err)
{
    static const struct str alphabet = STR_INIT("abcdefghjkmnpqrstuvwxyz23456789");
    struct buf plain = {0}, shown = {0};
    enum err_code rc = secret_random_text(&plain, alphabet, RECOVERY, err);

    for (size_t i = 0; rc == ERR_OK && i < plain.n; i++) {
        if (i > 0 && i % RECOVERY_GROUP == 0)
            buf_char(&shown, '-');
        buf_char(&shown, plain.p[i]);
    }
    if (rc == ERR_OK) {
        *ret_shown = str_dup(a, buf_view(&shown));
        *ret_plain = str_dup(a, buf_view(&plain));
    }
    secret_release(&plain);
    secret_release(&shown);
    return rc;
}

static enum err_code put_recovery(struct identity *id, int64_t user, struct str plain,
                                  struct arena *a, struct err *err)
{
    struct identity_hash hash;
    struct store_value v[] = {store_int(user), recovery_hash(user, plain, a, &hash)};
    struct store_stmt *q;

    TRY(store_query(id->store,
                    "INSERT INTO identity_recovery (user_id, hash, used_at) VALUES (?, ?, NULL)",
                    &q, err));
    return store_run(q, v, 2, NULL, err);
}

enum err_code identity_recovery_draw(struct identity *id, int64_t user, struct arena *a,
                                     struct identity_recovery *ret, struct err *err)
{
    for (int64_t i = 0; i < id->law->account->totp_recovery; i++) {
        struct str shown, plain;

        TRY(draw_recovery(a, &shown, &plain, err));
        TRY(put_recovery(id, user, plain, a, err));
        vec_push(a, &ret->v, shown);
    }
    return ERR_OK;
}
