#ifndef SERVICE_IMPORT_FINGERPRINT_H
#define SERVICE_IMPORT_FINGERPRINT_H
/*
 * service/import/fingerprint.h - a fast hash of a file's bytes: by it an import that was cut off is
 * found again before the first row is read.  It proves nothing; the SM3 digest does.
 */
#include "registry/record.h"

/* ERR_NOT_FOUND, ERR_IO, with zh. */
MUST_CHECK enum err_code import_fingerprint(const char *path, struct registry_hash *ret_hash,
                                            int64_t *ret_bytes, struct err *err);

#endif
