/* matter/screened.c - see screened.h. */
#include "matter/screened.h"

static struct str text_at(const struct store_stmt *q, int i, struct arena *a)
{
    struct str s = store_column_text(q, i);

    return s.n ? str_dup(a, s) : STR("");
}

enum err_code matter_screened_get(struct store *s, struct str rule, struct arena *a,
                                  bool *ret_found, struct matter_screened *ret, struct err *err)
{
    struct store_value v = store_text(rule);
    struct store_stmt *q;

    TRY(store_query(s, "SELECT version, day, marks, undetermined FROM screened WHERE rule = ?", &q,
                    err));
    TRY(store_start(q, &v, 1, err));
    TRY(store_next(q, ret_found, err));
    if (!*ret_found)
        return ERR_OK;
    *ret = (struct matter_screened){.rule = rule,
                                    .version = text_at(q, 0, a),
                                    .day = store_column_int(q, 1),
                                    .marks = text_at(q, 2, a),
                                    .undetermined = text_at(q, 3, a)};
    store_end(q);
    return ERR_OK;
}

enum err_code matter_screened_put(struct store *s, const struct matter_screened *of,
                                  struct err *err)
{
    struct store_value v[] = {store_text(of->rule), store_text(of->version), store_int(of->day),
                              store_text(of->marks), store_text(of->undetermined)};
    struct store_stmt *q;

    TRY(store_query(s,
                    "INSERT INTO screened (rule, version, day, marks, undetermined)"
                    " VALUES (?, ?, ?, ?, ?) ON CONFLICT (rule) DO UPDATE SET"
                    " version = excluded.version, day = excluded.day, marks = excluded.marks,"
                    " undetermined = excluded.undetermined",
                    &q, err));
    return store_run(q, v, 5, NULL, err);
}

enum err_code matter_screened_drop(struct store *s, struct str rule, struct err *err)
{
    struct store_value v = store_text(rule);
    struct store_stmt *q;

    TRY(store_query(s, "DELETE FROM screened WHERE rule = ?", &q, err));
    return store_run(q, &v, 1, NULL, err);
}
