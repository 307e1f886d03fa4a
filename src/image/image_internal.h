#ifndef IMAGE_IMAGE_INTERNAL_H
#define IMAGE_IMAGE_INTERNAL_H
/* image/image_internal.h - an open image; shared by open.c, tail.c, put.c and sizes.c. */
#include "image/build.h"
#include "image/joined.h"

struct image_table { /* of a dataset that is read */
    const struct law_dataset *dataset;
    bool read;
    int *field; /* of the image */
    size_t nfield;
    int *number; /* of those, the ones that name a case */
    size_t nnumber;
    size_t base; /* blocks of the file */
    struct registry_mark mark;
    bool was_put; /* rows came by image_put, whose records the store may bring again */
};

struct image {
    const struct law *law;
    struct day today;
    struct arena arena;
    struct rule_world world;
    struct image_manifest manifest;
    struct str *map;           /* by part of the manifest */
    struct image_table *table; /* [law->ndataset] */
    struct image_joined joined;
    struct registry_cases cases; /* joined, once a record may ask for it */
    bool cases_ready;
};

/* Of any record with so many numbers: does it stand for a case with several? */
bool image_names_case(const struct image_table *t, int field);

/* tail.c: rows that come behind the files' blocks. */
void image_ready_cases(struct image *img);
/* A row for the record, without values; and the end of setting them. */
size_t image_tail_row(struct image *img, size_t dataset, int64_t id);
void image_tail_set(struct image *img, size_t dataset, size_t row,
                    const struct registry_cell *cell);
void image_tail_done(struct image *img, size_t dataset, size_t row);
void image_tail_drop(struct image *img, size_t dataset, size_t row);
/* Gives the rows whose case had one of the names the name that it has now. */
void image_tail_rename(struct image *img, const struct str *lost, size_t n, struct arena *a,
                       struct image_changes *changes);

#endif
