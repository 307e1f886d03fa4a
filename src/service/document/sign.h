#ifndef DOCUMENT_SIGN_H
#define DOCUMENT_SIGN_H
/*
 * service/document/sign.h - the sign-off (签发) of a draft: it gets its number, its text is frozen, the
 * PDF is made and signed, and the seal goes into store and ledger.
 *
 * The draft's last version is what is signed; the number is put where the draft left it open, and
 * the date of the document becomes the day of the sign-off.
 */
#include "law/template.h"
#include "matter/document.h"
#include "render/font.h"
#include "service/document/stamp.h"

struct document_sign_request {
    const struct law *law;
    const struct render_fonts *fonts;
    int64_t document, seen;
    int organ; /* who signs: index of law.organ */
    struct str person;
    const struct str *capability;
    size_t ncapability;
    const struct sm2_key *key;
    struct moment at;
};

struct document_signed {
    int64_t seal;
    struct str number; /* empty: the document has none; in the arena */
    struct digest_value content;
};

/* What a person must have been given to sign documents off. */
extern const char document_sign_capability[];

/*
 * Inside the caller's transaction, who keeps the file before committing: a seal without its file
 * cannot be shown.  ERR_FORBIDDEN: another organ's document, or the capability is missing;
 * ERR_CONFLICT: stale or signed already; ERR_INVALID: the text cannot be set.
 */
MUST_CHECK enum err_code document_sign(struct store *s, const struct document_sign_request *q,
                                       struct arena *a, struct document_signed *ret,
                                       struct buf *ret_file, struct err *err);

#endif
