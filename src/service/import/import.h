#ifndef SERVICE_IMPORT_IMPORT_H
#define SERVICE_IMPORT_IMPORT_H
/*
 * service/import/import.h - a file of rows becomes records: mapping by header, typed cells,
 * validation, facts from prose, cause, party.  Where the records go is the sink's business: the
 * store (registry) or tables in memory (screen --file).
 *
 * Reading runs on the caller's thread, making records on worker threads, the sink is called on
 * the caller's thread in file order.  Every data row of a mapped sheet arrives once, as a record or
 * as a reject, with row numbers 1, 2, 3 … that are the same whenever the file is read.
 */
#include "format/table.h"
#include "registry/record.h"

struct import_reject {
    struct str sheet;
    size_t sheet_no;
    int64_t line;
    int64_t row;            /* number among the file's data rows, from 1 */
    struct str reason;      /* Chinese: column, what is wrong, the way out */
    const struct str *cell; /* the original cells */
    size_t ncell;
};

/* A sheet of the file (CSV and JSON lines: the only one). */
struct import_sheet {
    size_t sheet_no;
    struct str name;
    const struct law_mapping *mapping; /* NULL: no header was found, the sheet is left out */
    int64_t header_line;               /* 0 for JSON lines */
    const struct str *cell;            /* header cells; of JSON lines the names seen first */
    size_t ncell;
    const struct str *unknown; /* header cells that the mapping does not know */
    size_t nunknown;
};

struct import_sink {
    void *p;
    /* Called in order, once per sheet, before everything else of it.  May be NULL. */
    enum err_code (*sheet)(void *p, const struct import_sheet *s, struct err *err);
    /* Called in order, once per sheet and mapped header, before its records; m lives as long as
     * the run, also where a file's headers are the dataset's own field names.  May be NULL. */
    enum err_code (*header)(void *p, const struct law_mapping *m, const struct str *cell, size_t n,
                            struct err *err);
    enum err_code (*record)(void *p, const struct registry_record *r, struct err *err);
    enum err_code (*reject)(void *p, const struct import_reject *r, struct err *err);
    /* End of a batch: everything up to (sheet_no, line) has been handed over. */
    enum err_code (*batch)(void *p, size_t sheet_no, int64_t line, int progress, struct err *err);
};

struct import_options {
    const struct law *law;
    const struct law_dataset *dataset; /* NULL: by mapping */
    const struct law_mapping *mapping; /* NULL: by header */
    struct day today;
    int threads; /* workers; 0: one per core */
    struct format_limits limits;
    bool partial; /* a row may lack required fields: a question about a case, not a delivery */
    int64_t identify_to; /* rows up to this one are only identified: an earlier run settled them */
    /* Reads only the rows that it wants, asked in rising order on the caller's thread; NULL: all. */
    bool (*wants)(void *p, int64_t row);
    void *wants_p;
};

struct import_counts {
    int64_t rows, rejected, warnings;
};

/* Reads path to its end through the sink.  Errors: those of format_open; ERR_INVALID with zh when
 * no sheet has a header that any mapping knows (lists the nearest mapping and its missing
 * columns); whatever the sink returns. */
MUST_CHECK enum err_code import_run(const char *path, const struct import_options *o,
                                    const struct import_sink *sink, struct import_counts *ret,
                                    struct err *err);

/* The same over bytes that outlive the call. */
MUST_CHECK enum err_code import_run_bytes(struct str bytes, const struct import_options *o,
                                          const struct import_sink *sink, struct import_counts *ret,
                                          struct err *err);

#endif
