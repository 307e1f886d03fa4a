#ifndef IMAGE_MANIFEST_H
#define IMAGE_MANIFEST_H
/*
 * image/manifest.h - what an image is of and which files it consists of: the one file that is written
 * last, and whose name never changes.  docs/image.md has its layout.
 *
 * Pure; texts that are read are borrowed from the bytes.
 */
#include "base/buf.h"
#include "registry/cursor.h"

enum { IMAGE_FORMAT = 2 };

struct image_part { /* a file of the image */
    struct str name;
    uint64_t size;
    struct registry_hash sum;
};

struct image_source { /* a dataset's share */
    bool read;
    const uint8_t *want; /* [nfield] 0 or 1 */
    size_t nfield;
    struct registry_mark mark; /* what the tables hold of it */
    int64_t rows;
};

struct image_manifest {
    struct registry_hash law;     /* image_law_hash */
    int64_t last_import;          /* none later had begun */
    struct registry_hash history; /* of the imports up to it */
    int64_t generation;           /* in the names of the files */
    struct image_source *source;
    size_t nsource; /* law->ndataset */
    struct image_part *part;
    size_t npart;
};

void image_manifest_write(struct buf *out, const struct image_manifest *m);
/* NULL, or in Chinese what is wrong with the bytes; then *ret is untouched. */
const char *image_manifest_read(struct str bytes, struct arena *a, struct image_manifest *ret);

/* Of all that an image takes from a law: datasets, their fields, dictionaries, causes, organs. */
struct registry_hash image_law_hash(const struct law *law);

#endif
