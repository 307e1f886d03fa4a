/* service/screen/engine_sql.c - see engine_sql.h. */
#include "service/screen/engine_sql.h"

#include "rule/emit_sql.h"
#include "service/screen/rows.h"

static enum err_code read_answers(struct store_stmt *q, screen_answer_fn fn, void *p,
                                  struct err *err)
{
    enum err_code rc = ERR_OK;
    bool row = true;

    TRY(store_start(q, NULL, 0, err));
    while (rc == ERR_OK) {
        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        rc = fn(p, store_column_int(q, 0), store_column_int(q, 1) != 0, err);
    }
    store_end(q);
    return rc;
}

enum err_code screen_engine_rule(struct screen_mirror *m, const struct rule_plan *plan,
                                 struct day since, struct day today, screen_answer_fn fn, void *p,
                                 struct err *err)
{
    struct rule_sql_request q = {.dialect = m->dialect, .today = today, .since = since};
    struct store_stmt *stmt;
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    rc = store_prepare(m->db, rule_emit_sql(plan, &q, &a), &stmt, err);
    if (rc == ERR_OK)
        rc = read_answers(stmt, fn, p, err);
    arena_release(&a);
    return rc;
}

/* ---- a whole pack ---- */

struct mapping {
    const struct screen_rows *rows; /* of the rule's dataset */
    uint32_t plan;
    struct arena *arena;
    VEC(struct screen_finding) found;
};

static enum err_code changed(struct err *err)
{
    err_set(err, ERR_BUSY, "records were added while screening");
    return err_set_zh(err, "筛查期间库中的记录有变动，请重新运行");
}

static enum err_code take(void *p, int64_t record, bool undetermined, struct err *err)
{
    struct mapping *m = p;
    uint32_t row;

    if (!screen_rows_find(m->rows, record, &row))
        return changed(err);
    vec_push(m->arena, &m->found,
             (struct screen_finding){
                 .plan = m->plan, .undetermined = undetermined, .row = row & INT32_MAX});
    return ERR_OK;
}

enum err_code screen_engine_run(struct screen_mirror *m, const struct screen_pack *pack,
                                const struct screen_world *world, struct day since, struct arena *a,
                                struct screen_findings *ret, struct err *err)
{
    struct screen_rows *rows = ARENA_ARRAY(a, struct screen_rows, pack->law->ndataset + 1);
    struct mapping map = {.arena = a};

    for (size_t p = 0; p < pack->n; p++) {
        size_t d = (size_t)(pack->plan[p]->dataset - pack->law->dataset);

        screen_rows_make(world, d, a, &rows[d]);
        map.rows = &rows[d];
        map.plan = (uint32_t)p;
        TRY(screen_engine_rule(m, pack->plan[p], since, world->rule.today, take, &map, err));
    }
    *ret = (struct screen_findings){map.found.at, map.found.n};
    return ERR_OK;
}

void screen_engine_text(const struct rule_plan *plan, enum sql_dialect dialect, struct day today,
                        struct buf *out)
{
    struct rule_sql_request q = {.dialect = dialect, .today = today, .since = DAY_NONE};
    struct arena a;

    arena_init(&a, 0);
    buf_str(out, sql_bytes(rule_emit_sql(plan, &q, &a)));
    buf_z(out, ";\n");
    arena_release(&a);
}
