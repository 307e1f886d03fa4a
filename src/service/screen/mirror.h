#ifndef SERVICE_SCREEN_MIRROR_H
#define SERVICE_SCREEN_MIRROR_H
/*
 * service/screen/mirror.h - screening tables (筛查表): a copy of the records for a database that runs
 * rules as SQL.
 *
 * One table sc_<dataset> each, as rule/emit_sql.h wants it: the record's id, the fields that rules
 * read, 案件 under the joined name of the case.  SQLite keeps them in a file of their own,
 * PostgreSQL in the schema `liandong`.  They can be thrown away at any time: the store is the
 * truth, and what does not fit its watermark is copied again.
 *
 * All work is done in one transaction, from screen_mirror_open to screen_mirror_close, so that a
 * run sees one moment; a second run waits.  One thread.
 */
#include "registry/record.h"
#include "service/screen/pack.h"
#include "sql/text.h"
#include "store/store.h"

struct screen_mirror {
    struct store *db;
    enum sql_dialect dialect;
    const struct law *law;
    struct arena arena;
    struct str server; /* the database's own name and version */
};

/* place: a file for SQLite, made when it is not there; a URL or connection string for PostgreSQL. */
MUST_CHECK enum err_code screen_mirror_open(const struct law *law, enum sql_dialect dialect,
                                            const char *place, struct screen_mirror *ret,
                                            struct err *err);
/* What was copied stays when keep is true. */
MUST_CHECK enum err_code screen_mirror_close(struct screen_mirror *m, bool keep, struct err *err);

/* Copies from the store what the rules of the pack read and the mirror has not; makes the
 * indexes. *ret_copied: records copied. */
MUST_CHECK enum err_code screen_mirror_update(struct screen_mirror *m, struct store *store,
                                              const struct screen_pack *pack, int64_t *ret_copied,
                                              struct err *err);

/* ---- table by table ---- */

struct screen_mirror_table {
    const struct law_dataset *dataset;
    const int *field; /* those that it holds */
    size_t nfield;
};
/* An empty table in place of the one that is there; then rows, then end. */
MUST_CHECK enum err_code screen_mirror_begin(struct screen_mirror *m,
                                             const struct screen_mirror_table *t, struct err *err);
/* value[i] is that of field[i], its case already by its joined name.  ERR_INVALID for a date that
 * is none. */
MUST_CHECK enum err_code screen_mirror_row(struct screen_mirror *m,
                                           const struct screen_mirror_table *t, int64_t id,
                                           const struct registry_value *value, struct err *err);
MUST_CHECK enum err_code screen_mirror_end(struct screen_mirror *m, struct err *err);
/* The indexes that the statements of the pack want, those that are not there yet. */
MUST_CHECK enum err_code screen_mirror_index(struct screen_mirror *m,
                                             const struct screen_pack *pack, struct err *err);

#endif
