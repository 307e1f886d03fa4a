#ifndef IMAGE_IMAGE_H
#define IMAGE_IMAGE_H
/*
 * image/image.h - the image (映像) of a store: its records as the tables of a rule_world, by columns,
 * in files beside the database, mapped and not read.
 *
 * The store is the truth.  An image is made from it at will, and is used only when it is whole (every
 * byte is checked first), of this store and of this law's datasets; else it is made anew.  What came
 * to the store since is appended in memory, in a tail, by watermark.  docs/image.md is the format.
 *
 * A table's rows are numbered after their records (column_row_id) and have gaps.  The world's today
 * and aids are the caller's to use; rows come and go only through the calls below, which keep the
 * aids in step, and not while a thread evaluates.  One thread; an image outlives its bindings.
 */
#include "registry/cursor.h"
#include "registry/record.h"
#include "rule/rule.h"
#include "store/store.h"

struct image;

struct image_request {
    const struct law *law; /* borrowed for the image's life */
    struct day today;
    /* [law->ndataset]: of a dataset that is read, [nfield] which fields; NULL: not read at all. */
    const bool *const *want;
    struct rule_plan *const *plan; /* whose indexes are kept with the image */
    size_t nplan;
    int threads;  /* 0: one per core */
    bool rebuild; /* even if the image is whole */
    /* Called now and then while the image is made: records so far, of how many; in the end, and only
     * then, all of all. */
    void (*progress)(void *p, int64_t done, int64_t all);
    void *progress_p;
};

/* What opening an image came to; texts in the image. */
struct image_report {
    bool rebuilt;
    bool kept;                    /* the files stay; false: the home cannot be written */
    struct str why;               /* Chinese: why it was made anew */
    int64_t records, tail, bytes; /* in the tables; of them in memory; of the files */
    int64_t build_ms, catch_up_ms;
};

/* ERR_IO, ERR_BUSY, and the store's errors.  The store must not be in a transaction. */
MUST_CHECK enum err_code image_open(struct store *s, const struct image_request *q,
                                    struct image **ret, struct image_report *ret_report,
                                    struct err *err);
/* NULL is allowed. */
void image_close(struct image *img);

struct rule_world *image_world(struct image *img);

enum { IMAGE_NO_ROW = -1 };
/* A record whose row came, went, or both (it was corrected, or its case has another name now). */
struct image_change {
    size_t dataset;
    int64_t record;
    int64_t gone, came; /* rows, or IMAGE_NO_ROW */
};
struct image_changes {
    VEC(struct image_change) v;
};

/*
 * Takes in what came to the store since; within the caller's read transaction, if there is one, which
 * must have begun after the image was opened.  *ret_split: a correction may have taken a case apart, which
 * only a new image can show; then nothing was taken in.  After a failure the image is good for
 * closing only.  Changes in a.
 */
MUST_CHECK enum err_code image_catch_up(struct image *img, struct store *s, struct arena *a,
                                        struct image_changes *ret, bool *ret_split,
                                        struct err *err);

/* How far the image has taken the records of a dataset in; false: it does not read it. */
bool image_mark(const struct image *img, size_t dataset, struct registry_mark *ret);

/*
 * What may answer otherwise than when the store stood at mark[ndataset], no further than image_mark:
 * each record that is new or was corrected since (*ret_records), then every row of a case whose
 * numbers may have joined or parted.  The gone row of a corrected record holds what it was then, and
 * belongs to no index.  A row may be named twice.  Where the image's files stem from does not matter.
 * Inside a transaction of the caller; changes in a.
 */
MUST_CHECK enum err_code image_changes_since(struct image *img, struct store *s,
                                             const struct registry_mark *mark, struct arena *a,
                                             struct image_changes *ret, int64_t *ret_records,
                                             struct err *err);

/*
 * Takes one record in as it arrives, without asking the store, under the number that the store has or
 * will have it by, which no record of the image has; catching up replaces it.  Fields that are not in
 * the image are left out.  Changes in a: the row itself first, then rows whose case it joins to
 * another.
 */
void image_put(struct image *img, const struct registry_record *r, int64_t id, struct arena *a,
               struct image_changes *ret);

/* Bytes of the image's files by what they hold; texts in a.  shared: of several columns, as texts are. */
struct image_size {
    struct str what; /* 行政处罚.案由, 文字(处罚内容), 索引(…) */
    int64_t bytes;
};
void image_sizes(const struct image *img, struct arena *a, struct image_size **ret, size_t *ret_n);

/* Whether the files of the home's image are all there and whole; *ret_why says in Chinese what is not,
 * and is empty when all is well.  In a. */
MUST_CHECK enum err_code image_check(const char *home, struct arena *a, struct str *ret_why,
                                     struct err *err);

#endif
