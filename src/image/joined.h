#ifndef IMAGE_JOINED_H
#define IMAGE_JOINED_H
/*
 * image/joined.h - the numbers that were found to name one case, packed in a file: what a record that
 * comes later may join.  Private to image/.
 */
#include "image/file.h"
#include "registry/cases.h"

struct bytes_in;

/* The numbers into f, where they lie into directory. */
MUST_CHECK enum err_code image_joined_write(const struct registry_cases *c, struct image_out *f,
                                            struct buf *directory, struct err *err);

struct image_joined {
    struct image_joined_pack {
        struct str packed;
        uint32_t nplain;
    } * pack; /* borrowed from the file */
    size_t n;
};
/* False: the places are not in the file.  Memory in a. */
bool image_joined_read(struct bytes_in *in, struct str file, struct arena *a,
                       struct image_joined *ret);
/* Joins them all in c; false: they are damaged. */
bool image_joined_take(const struct image_joined *j, struct registry_cases *c);

#endif
