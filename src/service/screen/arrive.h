#ifndef SERVICE_SCREEN_ARRIVE_H
#define SERVICE_SCREEN_ARRIVE_H
/*
 * service/screen/arrive.h - a new record against the rules as it arrives: it is put into the image in
 * memory, the rules of its dataset are asked about it, and the rules that look it up about the rows
 * that do; why is said for each hit.  Nothing is written: the store's own run keeps clues.
 *
 * A rule that compares with many others (like cases, all records of an organ) is asked about the
 * record itself only, and named as wide: what it says of the others is left to the next run.
 */
#include "image/image.h"
#include "service/screen/run.h"

enum { SCREEN_ARRIVE_ROWS = 16 }; /* of one rule that are asked at once; of more it is wide */

struct screen_arrived {
    size_t row; /* of the record, in its dataset's table */
    struct screen_arrived_finding {
        struct screen_finding finding;
        struct rule_reason reason; /* of a hit */
    } * at;                        /* hits and undetermined among the rows asked, by plan */
    size_t n;
    const struct screen_finding *miss; /* what was asked and is neither any more, or never was */
    size_t nmiss;
    const uint32_t *wide; /* plans */
    size_t nwide;
};

/*
 * q: plans bound to the tables of img.  id: the number that the store has or will have the record by,
 * greater than any in the image.  No thread may be evaluating.  Everything in a.
 */
void screen_arrive(const struct screen_run_request *q, struct image *img,
                   const struct registry_record *r, int64_t id, struct arena *a,
                   struct screen_arrived *ret);

#endif
