#ifndef RULE_SQL_FUNCTION_H
#define RULE_SQL_FUNCTION_H
/*
 * rule/sql_function.h - the functions that emitted statements call: in C for SQLite, as SQL for
 * PostgreSQL.
 *
 * The C ones are the evaluator's own arithmetic and the law's own calendar, so that there is one
 * truth.  Pure functions over the law; any thread.
 */
#include "law/law.h"
#include "sql/text.h"

struct rule_sql_function {
    const char *name;
    int nargs;
    /* False: unknown.  All arguments are known. */
    bool (*fn)(const struct law *law, const int64_t *arg, int64_t *ret);
};

/* All of sql_function.def. */
const struct rule_sql_function *rule_sql_functions(size_t *ret_n);

/* An aggregate; state is zeroed memory of `size` bytes, aligned for an int64_t. */
struct rule_sql_aggregate {
    const char *name;
    int nargs;
    size_t size;
    void (*step)(void *state, const int64_t *arg);
    /* False: unknown.  Gives back what step took; called once, also without a step. */
    bool (*finish)(void *state, int64_t *ret);
};
/* exact_sum(x), mean(x), quantile(x, p): SQLite only, PostgreSQL has its own. */
const struct rule_sql_aggregate *rule_sql_aggregates(size_t *ret_n);

/* Statements that make the functions in PostgreSQL, in the schema that is searched first; the law's
 * calendar stands in them. */
const struct sql_text *rule_sql_postgres_functions(const struct law *law, struct arena *a);

#endif
