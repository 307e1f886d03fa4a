#ifndef IDENTITY_TOTP_H
#define IDENTITY_TOTP_H
/*
 * identity/totp.h - one-time codes (动态口令, RFC 6238: SHA-1, six digits, 30 seconds, as every
 * authenticator app has it) and recovery codes.
 *
 * The secret is sealed in the store under the key of the home (crypto/seal.h).  A code is taken
 * once: the step it belongs to and all before it are worth nothing afterwards.  Recovery codes have
 * 79 random bits, are kept as digests, and each is good for once.
 */
#include "base/vec.h"
#include "identity/identity.h"

struct identity_enrolment {
    struct str secret; /* Base32, to be typed */
    struct str uri;    /* otpauth://totp/…, to be shown as a QR code */
};

/* Draws a secret for oneself; it counts once a code of it was shown (identity_totp_confirm).  Again
 * draws another one.  ERR_CONFLICT: codes are on; ERR_INVALID: there is no sealing key. */
MUST_CHECK enum err_code identity_totp_enrol(struct identity *id, const struct identity_who *who,
                                             struct arena *a, struct identity_enrolment *ret,
                                             struct err *err);

struct identity_recovery {
    VEC(struct str) v; /* shown once */
    struct str secret; /* the session's new one; empty when there is none */
};
/* Turns codes on: the person has shown that he has the device.  ERR_FORBIDDEN: the code is wrong;
 * ERR_NOT_FOUND: nothing was enrolled. */
MUST_CHECK enum err_code identity_totp_confirm(struct identity *id, const struct identity_who *who,
                                               struct str code, struct arena *a,
                                               struct identity_recovery *ret, struct err *err);

/* Recovery codes anew, the old ones are worth nothing then; with a code, which is counted as a guess
 * until it was right.  ERR_FORBIDDEN: it is wrong, or codes are off. */
MUST_CHECK enum err_code identity_recovery_renew(struct identity *id,
                                                 const struct identity_who *who, struct str code,
                                                 struct arena *a, struct identity_recovery *ret,
                                                 struct err *err);

/* Turns codes off: one's own with a code, somebody else's with the capability (a lost device; the
 * security administrator has seen who asks). */
struct identity_totp_drop {
    struct str login, code;
};
MUST_CHECK enum err_code identity_totp_off(struct identity *id, const struct identity_who *by,
                                           const struct identity_totp_drop *drop, struct err *err);

/* The code of a secret at a moment, for tests and for nobody else's use: six digits and NUL. */
MUST_CHECK enum err_code totp_code(struct str secret_base32, int64_t now, char ret_code[7],
                                   struct err *err);

#endif
