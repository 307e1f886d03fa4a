#ifndef IMAGE_DIRECTORY_H
#define IMAGE_DIRECTORY_H
/*
 * image/directory.h - a whole directory read: the tables, indexes and groups of like cases of a world,
 * and where the numbers of cases lie.  Private to image/.
 *
 * Nothing that it says is believed: whatever the bytes, no place outside the files is read.
 */
#include "image/joined.h"
#include "image/layout.h"

struct image_files { /* mapped */
    struct str directory, pool, index, cases;
    struct str *table; /* [law->ndataset]; p NULL: not read */
};

/* False: the directory is damaged; then w is good for releasing only.  w borrows the files. */
bool image_read_directory(const struct image_files *f, struct rule_world *w, struct arena *a,
                          struct image_joined *ret_joined);

#endif
