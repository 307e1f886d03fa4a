#ifndef BASE_FILE_H
#define BASE_FILE_H
/*
 * base/file.h - whole files in and out.  Writing is atomic: a temporary beside the target,
 * flushed, then renamed, so that a reader sees the old or the new whole.
 */
#include "base/err.h"
#include "base/str.h"

/* The bytes of path in the arena; ERR_NOT_FOUND, ERR_IO, ERR_LIMIT when larger than max. */
MUST_CHECK enum err_code file_read(struct arena *a, const char *path, size_t max,
                                   struct str *ret_bytes, struct err *err);
MUST_CHECK enum err_code file_write(const char *path, struct str bytes, struct err *err);
/* Names in a folder, sorted by bytes, without those that start with a dot. */
MUST_CHECK enum err_code file_list(struct arena *a, const char *dir, struct str **ret_names,
                                   size_t *ret_n, struct err *err);
/* Makes path and its missing parents. */
MUST_CHECK enum err_code file_mkdirs(const char *path, struct err *err);
bool file_exists(const char *path);

#endif
