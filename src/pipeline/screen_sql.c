/*
 * pipeline/screen_sql.c - screening by a database; see screen.h.
 *
 * The database decides which records are found.  The tables in memory are filled all the same:
 * the reasons that a clue is told with are read out of them.
 */
#include "pipeline/screen_internal.h"
#include "service/screen/engine_sql.h"

static enum err_code open_mirror(const struct pipeline_screen_request *q, struct store *store,
                                 struct arena *a, struct screen_mirror *ret, struct err *err)
{
    bool lite = q->engine == PIPELINE_SQLITE;
    const char *file = str_fmt(a, "%s/screen.db", store_home(store)).p;

    if (!lite && !q->postgres) {
        err_set(err, ERR_INVALID, "no PostgreSQL given");
        return err_set_zh(err,
                          "没有说明 PostgreSQL 在哪里：用 --postgres 地址，或设 LIANDONG_POSTGRES");
    }
    return screen_mirror_open(q->law, lite ? SQL_SQLITE : SQL_POSTGRES, lite ? file : q->postgres,
                              ret, err);
}

static enum err_code run(const struct pipeline_screen_request *q, struct store *store,
                         struct screen_mirror *m, struct pipeline_screen *s, struct err *err)
{
    int64_t copied;

    TRY(screen_mirror_update(m, store, &s->pack, &copied, err));
    TRY(screen_engine_run(m, &s->pack, &s->world, q->since, &s->arena, &s->found, err));
    s->engine.name = q->engine == PIPELINE_SQLITE ? STR("sqlite") : STR("postgres");
    s->engine.server = str_dup(&s->arena, m->server);
    s->engine.statements = s->pack.n;
    return ERR_OK;
}

enum err_code pipeline_screen_sql(const struct pipeline_screen_request *q, struct store *store,
                                  struct pipeline_screen *s, struct err *err)
{
    struct screen_mirror m;
    enum err_code rc;
    struct err ignored;

    TRY(rule_bind(&s->world.rule, s->pack.plan, s->pack.n, &s->binding, err));
    TRY(open_mirror(q, store, &s->arena, &m, err));
    rc = run(q, store, &m, s, err);
    if (rc == ERR_OK)
        rc = screen_mirror_close(&m, true, err);
    else if (screen_mirror_close(&m, false, &ignored) != ERR_OK)
        return rc;
    if (rc == ERR_OK)
        pipeline_screen_report(q, s);
    return rc;
}
