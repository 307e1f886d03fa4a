/* identity/password.c - see password.h. */
#include "identity/password.h"

#include "crypto/secret.h"

#include <argon2.h>

enum { SALT = 16, HASH = 32, ENCODED_MAX = 256 };

enum err_code password_hash(const struct law_account *account, struct str password, struct arena *a,
                            struct str *ret_hash, struct err *err)
{
    unsigned char salt[SALT];
    char encoded[ENCODED_MAX];
    int rc;

    TRY(secret_random(salt, sizeof(salt), err));
    rc = argon2id_hash_encoded((uint32_t)account->hash_passes, (uint32_t)account->hash_memory,
                               (uint32_t)account->hash_lanes, password.p, password.n, salt,
                               sizeof(salt), HASH, encoded, sizeof(encoded));
    if (rc == ARGON2_OK) {
        *ret_hash = str_dup(a, str_from(encoded));
        return ERR_OK;
    }
    err_set(err, ERR_IO, "argon2: %s", argon2_error_message(rc));
    return err_set_zh(err, "口令散列失败：内存不足，或 law/account.yaml 的 hash 不可用");
}

bool password_fits(struct str hash, struct str password)
{
    char encoded[ENCODED_MAX];

    if (hash.n == 0 || hash.n >= sizeof(encoded) || password.n > PASSWORD_MAX_BYTES)
        return false;
    memcpy(encoded, hash.p, hash.n);
    encoded[hash.n] = '\0';
    return argon2id_verify(encoded, password.p, password.n) == ARGON2_OK;
}

bool password_is_stale(const struct law_account *account, struct str hash)
{
    char want[64];

    snprintf(want, sizeof(want), "$argon2id$v=19$m=%lld,t=%lld,p=%lld$",
             (long long)account->hash_memory, (long long)account->hash_passes,
             (long long)account->hash_lanes);
    return !str_starts(hash, str_from(want));
}

/* ---- policy ---- */

static unsigned class_of(char c)
{
    if (c >= 'a' && c <= 'z')
        return 1u;
    if (c >= 'A' && c <= 'Z')
        return 2u;
    if (c >= '0' && c <= '9')
        return 4u;
    return c & 0x80 ? 16u : 8u; /* Han characters and the like; signs */
}

static int classes_in(struct str password)
{
    unsigned seen = 0;
    int n = 0;

    for (size_t i = 0; i < password.n; i++)
        seen |= class_of(password.p[i]);
    for (; seen; seen >>= 1)
        n += seen & 1;
    return n;
}

/* What a digit or sign is read as by people who dress up a word: p@ssw0rd. */
static char plain_letter(char c)
{
    static const char from[] = "01345@$!7", to[] = "oleasasit";

    for (size_t i = 0; i < sizeof(from) - 1; i++)
        if (c == from[i])
            return to[i];
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_decor(char c)
{
    return (c >= '0' && c <= '9') || (c > 0 && c < '0') || (c > '9' && c < 'A') ||
           (c > 'Z' && c < 'a') || c > 'z';
}

/* The word without the digits and signs before and behind it; STR_NULL when nothing is left. */
static struct str bare(struct str s)
{
    while (s.n > 0 && is_decor(s.p[0]))
        s = str_tail(s, 1);
    while (s.n > 0 && is_decor(s.p[s.n - 1]))
        s.n--;
    return s;
}

static struct str folded(struct str s, bool plain, char *out)
{
    for (size_t i = 0; i < s.n; i++)
        out[i] = plain ? plain_letter(s.p[i])
                       : (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] - 'A' + 'a' : s.p[i]);
    return (struct str){out, s.n};
}

/* common* -> nothing but one listed word, repeated */
static bool is_repeated(struct str s, struct str word)
{
    if (word.n == 0 || s.n == 0 || s.n % word.n != 0)
        return false;
    for (size_t i = 0; i < s.n; i += word.n)
        if (!str_eq(str_sub(s, i, i + word.n), word))
            return false;
    return true;
}

static bool is_listed(const struct law_account *account, struct str s)
{
    for (size_t i = 0; i < account->ncommon; i++)
        if (is_repeated(s, account->common[i]))
            return true;
    return false;
}

/* Signs and digits around a common word, or put in place of its letters, do not make it another. */
static bool is_common(const struct law_account *account, struct str password)
{
    char lower[PASSWORD_MAX_BYTES], plain[PASSWORD_MAX_BYTES];
    struct str all = folded(password, false, lower), core = bare(all), front = all;

    while (front.n > 0 && is_decor(front.p[front.n - 1]))
        front.n--;
    return core.n == 0 /* digits and signs alone */ || is_listed(account, core) ||
           is_listed(account, folded(core, true, plain)) ||
           is_listed(account, folded(front, true, plain));
}

/* 1 when every step between neighbours is the same: aaaa, abcdef, 987654. */
static bool is_run(struct str s)
{
    for (size_t i = 2; i < s.n; i++)
        if (s.p[i] - s.p[i - 1] != s.p[1] - s.p[0])
            return false;
    return s.n > 1;
}

static bool contains_login(struct str login, struct str password)
{
    char lower[PASSWORD_MAX_BYTES];

    return login.n > 0 && str_has(folded(password, false, lower), login);
}

static enum err_code weak(struct err *err, const char *zh)
{
    err_set(err, ERR_INVALID, "the password does not meet the policy");
    return err_set_zh(err, "口令不合要求：%s", zh);
}

enum err_code password_check(const struct law_account *account, struct str login,
                             struct str password, struct err *err)
{
    if (password.n > PASSWORD_MAX_BYTES || str_utf8_valid(password) != password.n ||
        (password.n > 0 && memchr(password.p, 0, password.n)))
        return weak(err, "太长，或不是有效的文本");
    if ((int64_t)str_utf8_count(password) < account->password_length) {
        err_set(err, ERR_INVALID, "the password does not meet the policy");
        return err_set_zh(err, "口令不合要求：至少 %lld 个字符",
                          (long long)account->password_length);
    }
    if (classes_in(password) < account->password_classes) {
        err_set(err, ERR_INVALID, "the password does not meet the policy");
        return err_set_zh(err, "口令不合要求：小写字母、大写字母、数字、符号、汉字中至少用 %lld 类",
                          (long long)account->password_classes);
    }
    if (contains_login(login, password))
        return weak(err, "不能包含登录名");
    if (is_run(password) || is_common(account, password))
        return weak(err, "太常见，容易被猜到");
    return ERR_OK;
}

enum err_code password_draw(struct arena *a, struct str *ret_password, struct err *err)
{
    enum { GROUPS = 4, GROUP = 5 };
    static const struct str alphabet = STR_INIT("abcdefghjkmnpqrstuvwxyz23456789");
    struct buf b = {0};
    enum err_code rc = ERR_OK;

    for (int i = 0; i < GROUPS && rc == ERR_OK; i++) {
        if (i > 0)
            buf_char(&b, '-');
        rc = secret_random_text(&b, alphabet, GROUP, err);
    }
    if (rc == ERR_OK)
        *ret_password = str_dup(a, buf_view(&b));
    secret_release(&b);
    return rc;
}
