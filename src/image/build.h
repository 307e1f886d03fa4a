#ifndef IMAGE_BUILD_H
#define IMAGE_BUILD_H
/*
 * image/build.h - makes the files of an image from a store, in threads.  Private to image/.
 *
 * Readers share the store's records by ranges of ids.  Each sorts its rows by cause into blocks,
 * packs a block when it is full and writes it to the dataset's file; texts and ids go into one pool.
 * Codes of the pool wait until all readers have met all values.
 */
#include "image/file.h"
#include "image/image.h"
#include "image/layout.h"
#include "image/manifest.h"
#include "registry/cases.h"

#include <pthread.h>

struct image_share { /* a dataset while it is built */
    const struct law_dataset *dataset;
    bool read;
    uint8_t *want;
    int *field; /* wanted and ever filled */
    size_t nfield;
    int *number; /* of those, the ones that name a case; nnumber >= 2: rows may join cases */
    size_t nnumber;
    struct registry_mark mark;
    struct image_out out;
    struct image_blocks blocks; /* once all readers are done */
};

struct image_build {
    const struct image_request *q;
    struct store *store;
    const bool *const *want; /* as q->want, with what an older image had besides */
    const char *dir;         /* of the files */
    int64_t generation;
    struct arena arena;
    struct rule_world world; /* empty: its tables say what columns are, its pool takes the values */
    struct image_share *share; /* [law->ndataset] */
    struct image_manifest manifest;
    struct image_out pool, index, cases_out, directory;
    struct image_pool_chunks chunks;
    uint32_t *order;  /* [chunks.n]: which chunk of the world's pool each is */
    uint32_t *number; /* the reverse: what number each chunk of the world's pool gets */
    struct registry_cases cases;
    pthread_mutex_t lock;              /* of cases */
    int64_t all;                       /* records */
    struct arena *kept;                /* [threads] what readers leave: blocks */
    struct column_pool_writer *writer; /* [threads] */
    int threads;
};

/* Writes all files but the manifest into b->dir and fills b->manifest.  The caller has set q, store,
 * dir, generation, threads; and releases b whatever comes. */
MUST_CHECK enum err_code image_build(struct image_build *b, struct err *err);
void image_build_release(struct image_build *b);

const char *image_part_path(struct arena *a, const char *dir, struct str name);

/* read.c: every row of the store into blocks. */
MUST_CHECK enum err_code image_build_read(struct image_build *b, struct err *err);
/* codes.c: puts the pool in order and gives every value of it its final code. */
MUST_CHECK enum err_code image_build_codes(struct image_build *b, struct err *err);
/* write.c: what is left then. */
MUST_CHECK enum err_code image_build_pool(struct image_build *b, struct err *err);
MUST_CHECK enum err_code image_build_directory(struct image_build *b, struct err *err);

#endif
