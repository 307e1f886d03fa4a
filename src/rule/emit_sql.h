#ifndef RULE_EMIT_SQL_H
#define RULE_EMIT_SQL_H
/*
 * rule/emit_sql.h - a rule as one SQL statement, for SQLite and for PostgreSQL.
 *
 * The statement reads screening tables (筛查表): sc_<id of a dataset>, one row per record, with the
 * record's id and one column per field under the field's column name.  Codes and organs are text,
 * as the store keeps them; dates are day numbers; all other numbers are what rule_value holds.
 * Contract: a date is unknown or lies in the years 1 to 9999; 案件 is the joined name of the case.
 *
 * Result: (id, undetermined) of every row for which the condition is not false, by id.  The
 * functions of sql_function.h must be there.  docs/sql.md tells it at length.
 * Pure; the text is the same for the same plan and request.
 */
#include "rule/rule.h"
#include "sql/text.h"

struct rule_sql_request {
    enum sql_dialect dialect;
    struct day today; /* 今日; stands in the text as a number */
    struct day since; /* rows with an earlier date are not screened; DAY_NONE: all are */
};

const struct sql_text *rule_emit_sql(const struct rule_plan *plan, const struct rule_sql_request *q,
                                     struct arena *a);

/* Columns that an index should have, in this order, so that the statement finds what it counts. */
enum { RULE_SQL_INDEX_FIELDS = 9 };
struct rule_sql_index {
    const struct law_dataset *dataset;
    int field[RULE_SQL_INDEX_FIELDS];
    size_t n;
};
/* Those that the plan's aggregates want, in a; may name one twice. */
size_t rule_sql_indexes(const struct rule_plan *plan, struct arena *a, struct rule_sql_index **ret);

#endif
