#ifndef IMAGE_FILE_H
#define IMAGE_FILE_H
/*
 * image/file.h - a file that is written once by several threads, checked whole, and mapped.
 *
 * Its checksum is taken over pieces, so that threads share the work: XXH3-128 of each piece of
 * IMAGE_PIECE bytes, and XXH3-128 of those in their order.
 */
#include "base/err.h"
#include "registry/record.h"

#include <stdatomic.h>

enum { IMAGE_PIECE = 4 << 20, IMAGE_ALIGN = 64 };

struct image_out {
    int fd;
    const char *path; /* borrowed */
    _Atomic uint64_t n;
};

MUST_CHECK enum err_code image_out_open(struct image_out *f, const char *path, struct err *err);
/* Any thread.  The bytes stand at *ret_at, a multiple of IMAGE_ALIGN. */
MUST_CHECK enum err_code image_out_add(struct image_out *f, struct str bytes, uint64_t *ret_at,
                                       struct err *err);
/* Nothing more is added: the file may be mapped, and is on its way to the disk. */
MUST_CHECK enum err_code image_out_end(struct image_out *f, struct err *err);
/* What was added is on the disk. */
MUST_CHECK enum err_code image_out_close(struct image_out *f, struct err *err);
/* Without any ado; also of a file that is closed. */
void image_out_drop(struct image_out *f);

/* A mapped file; an empty one is {"", 0}. */
MUST_CHECK enum err_code image_map_file(const char *path, struct str *ret, struct err *err);
void image_unmap_file(struct str *map);

struct registry_hash image_sum(struct str bytes, int threads);

#endif
