#ifndef IMAGE_OPENING_H
#define IMAGE_OPENING_H
/*
 * image/opening.h - an image being opened: the folder it lies in, the lock of whoever makes it.
 * Private to image/.
 */
#include "image/image_internal.h"

struct opening {
    struct store *store;
    const struct image_request *q;
    int threads;
    struct arena arena;
    const char *dir; /* home/image; or a folder that goes again, when the home cannot be written */
    bool temporary;
    int lock; /* -1: not held */
    int64_t generation;
    const struct image_manifest *older; /* of the same law; NULL: none */
    const char *why;
    bool must; /* made anew even if what is there is whole */
    struct image_report report;
};

/* place.c */
MUST_CHECK enum err_code image_place(struct opening *o, struct err *err);
/* Waits for whoever makes the image now; sets the generation that comes next. */
MUST_CHECK enum err_code image_lock(struct opening *o, struct err *err);
/* Removes all files that the manifest does not name. */
void image_clean(const struct opening *o, const struct image_manifest *m);
void image_leave(struct opening *o);

#endif
