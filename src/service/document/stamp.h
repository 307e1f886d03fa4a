#ifndef DOCUMENT_STAMP_H
#define DOCUMENT_STAMP_H
/*
 * service/document/stamp.h - the signature (SM2) that a sealed PDF carries in a comment at its head,
 * and how it is verified without any database.
 *
 *     %LIANDONG-1 seal=… content=… key=… time=… sign=…
 *
 * The line has one length: the file is made with a blank signature, digested (SM3), signed, and the
 * signature written into its place.  What is signed are the canonical bytes (crypto/canon.h) of seal,
 * digest of the text, digest of the file with a blank signature, key and time.
 */
#include "base/moment.h"
#include "crypto/sm2.h"

struct document_stamp {
    int64_t seal; /* number of the seal in its district's store */
    struct digest_value content, file, key;
    struct moment at;
    struct sm2_signature signature;
};

/* The comment with a blank signature, without its '%'. */
void document_stamp_print(struct buf *b, const struct document_stamp *stamp);

/* Signs a file whose comment was made of *stamp: fills file and signature and writes the latter into
 * its place. */
MUST_CHECK enum err_code document_stamp_sign(struct buf *file, const struct sm2_key *key,
                                             struct document_stamp *stamp, struct err *err);

/*
 * Reads the stamp of a file and digests it.  ERR_NOT_FOUND with zh: it carries none;
 * ERR_INVALID: what it carries is damaged.
 */
MUST_CHECK enum err_code document_stamp_read(struct str file, struct document_stamp *ret,
                                             struct err *err);
/* Was this file, as it is, signed with that key? */
bool document_stamp_holds(const struct document_stamp *stamp, const struct sm2_key *key);

#endif
