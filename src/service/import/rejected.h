#ifndef SERVICE_IMPORT_REJECTED_H
#define SERVICE_IMPORT_REJECTED_H
/*
 * service/import/rejected.h - <file>.rejected.csv: the rows that were not loaded, with their original
 * cells under the original header, the reason, the sheet and the line.
 *
 * For WPS and Excel: UTF-8 with BOM, CRLF.  A cell that a spreadsheet would run as a formula gets an
 * apostrophe before it.  Where sheets have different headers, each header gets a file of its own:
 * .rejected.csv, .rejected-2.csv …
 */
#include "base/err.h"
#include "store/store.h"

/* Writes what import of path rejected; *ret_path is the first file, empty when nothing was rejected
 * (files of an earlier run are taken away first).  In a. */
MUST_CHECK enum err_code import_write_rejected(struct store *s, int64_t import, const char *path,
                                               struct arena *a, struct str *ret_path,
                                               struct err *err);

#endif
