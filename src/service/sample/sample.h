#ifndef SERVICE_SAMPLE_SAMPLE_H
#define SERVICE_SAMPLE_SAMPLE_H
/*
 * service/sample/sample.h - invented records in the shape of real ones, for measuring and trying.
 *
 * What is written, how often and in which words stands in a data file (sample/generate.yaml); the
 * organs and their document prefixes come from the law snapshot.  The same options give the same
 * bytes.  The files of the other datasets refer to rows of the penalty file of the same seed and
 * number of rows.  Streams: memory does not grow with the number of rows.
 *
 * What it is not: a curated example (sample/ holds those), or anybody's data: company codes
 * carry a prefix that is not assigned, citizen ids births before 1916.
 */
#include "law/law.h"

struct sample_options {
    struct str dataset; /* name or id; empty: the first file that the data file describes */
    int64_t rows;       /* of the penalty file, duplicates not counted */
    uint64_t seed;
    struct day last;       /* of the last decision */
    const char *data_path; /* sample/generate.yaml */
};

/* Writes the file whole or not at all.  ERR_NOT_FOUND, ERR_IO; ERR_INVALID when the data file is
 * wrong (zh has its place) or has no such dataset. */
MUST_CHECK enum err_code sample_write(const struct law *law, const struct sample_options *o,
                                      const char *path, struct err *err);

#endif
