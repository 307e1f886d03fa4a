/* matter/replay.c - see replay.h. */
#include "matter/replay.h"

#include "matter/log_internal.h"

enum { MAX_SENTENCES = 20 };

struct kept_act {
    int64_t row, cause;
    struct str bytes, key, wish;
};

/* ---- doing it again ---- */

/* The plan under which the act was done: by the version that its bytes name. */
static enum err_code plan_of(struct matter_log *from, struct matter_log *into,
                             const struct bytes_head *head, const struct matter_plan **ret,
                             struct err *err)
{
    TRY(keep_plan(from, head->procedure, head->version, ret, err));
    return keep_procedure(into->store, (*ret)->p, err);
}

static enum err_code before_of(struct matter_log *into, const struct bytes_head *head,
                               const struct matter_plan *plan, struct arena *a, struct matter *ret,
                               struct err *err)
{
    if (head->no > 1)
        return matter_get(into, head->matter, a, ret, err);
    *ret = matter_none(plan, a);
    return ERR_OK;
}

/* Links follow from the acts: of what an act brought about, and of what it joins. */
static enum err_code link_again(struct matter_log *into, const struct kept_act *kept,
                                const struct bytes_head *head, const struct matter_change *change,
                                int64_t row, struct err *err)
{
    if (kept->cause)
        TRY(keep_link(into->store, head->cause_matter, head->matter, head->no == 1 ? "open" : "act",
                      kept->cause, err));
    for (size_t i = 0; i < change->effect.n; i++)
        if (change->effect.at[i].link->kind == LAW_LINK_JOIN)
            TRY(keep_link(into->store, head->matter, change->effect.at[i].join, "join", row, err));
    return ERR_OK;
}

static enum err_code do_again(struct matter_log *from, struct matter_log *into,
                              const struct kept_act *kept, struct arena *a, struct err *err)
{
    const struct matter_plan *plan = NULL;
    struct bytes_head head;
    struct matter_act act;
    struct matter before;
    struct matter_change change;
    struct buf bytes = {0};
    struct keep_act k;
    enum err_code rc;
    int64_t row = 0;

    TRY(bytes_act_read(from->book->law, kept->bytes, a, &head, &act, err));
    TRY(plan_of(from, into, &head, &plan, err));
    TRY(before_of(into, &head, plan, a, &before, err));
    TRY(matter_apply(&before, &act, a, &change, err));
    change.after.id = head.matter;
    head.act = &change.done;
    bytes_act(&bytes, from->book->law, &head);
    k = (struct keep_act){&before,   &change.after, &change,          buf_view(&bytes),
                          kept->key, kept->wish,    kept->cause,      head.entered,
                          head.clue, head.rule,     head.rule_version};
    rc = keep_write(into, &k, &row, err);
    buf_release(&bytes);
    return rc == ERR_OK ? link_again(into, kept, &head, &change, row, err) : rc;
}

static enum err_code next_act(struct store_stmt *q, struct arena *a, struct kept_act *ret,
                              bool *ret_row, struct err *err)
{
    TRY(store_next(q, ret_row, err));
    if (*ret_row)
        *ret = (struct kept_act){
            store_column_int(q, 0), store_column_int(q, 1), str_dup(a, store_column_text(q, 2)),
            str_dup(a, store_column_text(q, 3)), str_dup(a, store_column_text(q, 4))};
    return ERR_OK;
}

static enum err_code do_all(struct matter_log *from, struct matter_log *into,
                            struct matter_replay *r, struct err *err)
{
    struct store_stmt *q;
    struct arena a;
    enum err_code rc;
    bool row = true;

    TRY(store_query(from->store,
                    "SELECT id, cause, bytes, client_key, wish FROM matter_act ORDER BY id", &q,
                    err));
    TRY(store_start(q, NULL, 0, err));
    arena_init(&a, 0);
    do {
        struct kept_act kept;

        rc = next_act(q, &a, &kept, &row, err);
        if (rc == ERR_OK && row) {
            rc = do_again(from, into, &kept, &a, err);
            r->acts++;
        }
        arena_reset(&a);
    } while (rc == ERR_OK && row);
    store_end(q);
    arena_release(&a);
    return rc;
}

enum err_code matter_replay_into(struct matter_log *from, struct matter_log *into,
                                 struct matter_replay *ret, struct err *err)
{
    struct matter_replay r = {0};
    enum err_code rc;

    into->region = from->region;
    TRY(store_begin(into->store, err));
    rc = do_all(from, into, &r, err);
    if (rc == ERR_OK)
        rc = store_commit(into->store, err);
    if (rc != ERR_OK) {
        store_rollback(into->store);
        return rc;
    }
    *ret = r;
    return ERR_OK;
}

/* ---- comparing ---- */

struct table {
    const char *zh;
    enum err_code (*query)(struct store *s, struct store_stmt **ret, struct err *err);
    int key, columns; /* the first `key` columns name a row */
};

static enum err_code query_matters(struct store *s, struct store_stmt **ret, struct err *err)
{
    return store_query(s,
                       "SELECT id, region, procedure, procedure_version, version, state, open,"
                       " opened_at, at, body FROM matter ORDER BY id",
                       ret, err);
}

static enum err_code query_clocks(struct store *s, struct store_stmt **ret, struct err *err)
{
    return store_query(s,
                       "SELECT matter, no, term, kind, organ, state, open, due, body, law"
                       " FROM matter_clock ORDER BY matter, no",
                       ret, err);
}

static enum err_code query_roles(struct store *s, struct store_stmt **ret, struct err *err)
{
    return store_query(s, "SELECT matter, role, organ FROM matter_role ORDER BY matter, role", ret,
                       err);
}

/* By what they say: the order in which nested ones are written is no matter. */
static enum err_code query_links(struct store *s, struct store_stmt **ret, struct err *err)
{
    return store_query(s,
                       "SELECT source, target, kind, act FROM matter_link"
                       " ORDER BY source, target, kind, act",
                       ret, err);
}

static enum err_code query_clues(struct store *s, struct store_stmt **ret, struct err *err)
{
    return store_query(
        s, "SELECT matter, clue, rule, rule_version FROM matter_clue ORDER BY matter", ret, err);
}

static enum err_code query_acts(struct store *s, struct store_stmt **ret, struct err *err)
{
    return store_query(s, "SELECT matter, no, bytes FROM matter_act ORDER BY id", ret, err);
}

static const struct table tables[] = {
    {"事项", query_matters, 1, 10}, {"期限", query_clocks, 2, 10}, {"角色", query_roles, 2, 3},
    {"关联", query_links, 2, 4},    {"线索", query_clues, 1, 4},   {"办理行为", query_acts, 2, 3}};

static bool same_value(struct store_value a, struct store_value b)
{
    return a.kind == b.kind && a.num == b.num && str_eq(a.text, b.text);
}

static void say_row(struct matter_replay *r, struct arena *a, const struct table *t,
                    struct store_stmt *q, const char *zh)
{
    struct buf b = {0};

    r->different++;
    if (r->sentence.n >= MAX_SENTENCES)
        return;
    buf_fmt(&b, "%s", t->zh);
    for (int i = 0; i < t->key; i++) {
        struct store_value v = store_column(q, i);

        buf_char(&b, ' ');
        if (v.kind == STORE_INT)
            buf_i64(&b, v.num);
        else
            buf_str(&b, v.text);
    }
    buf_z(&b, zh);
    vec_push(a, &r->sentence, str_dup(a, buf_view(&b)));
    buf_release(&b);
}

static void compare_row(struct matter_replay *r, struct arena *a, const struct table *t,
                        struct store_stmt *x, struct store_stmt *y)
{
    for (int i = 0; i < t->columns; i++)
        if (!same_value(store_column(x, i), store_column(y, i))) {
            say_row(r, a, t, x, "：重放的结果与库中不同");
            return;
        }
}

static enum err_code compare_table(struct matter_log *from, struct matter_log *into,
                                   const struct table *t, struct arena *a, struct matter_replay *r,
                                   struct err *err)
{
    struct store_stmt *x, *y;
    bool more_x, more_y;

    TRY(t->query(from->store, &x, err));
    TRY(t->query(into->store, &y, err));
    TRY(store_start(x, NULL, 0, err));
    TRY(store_start(y, NULL, 0, err));
    for (;;) {
        TRY(store_next(x, &more_x, err));
        TRY(store_next(y, &more_y, err));
        if (!more_x && !more_y)
            return ERR_OK;
        r->matters += more_x && t == &tables[0];
        r->clocks += more_x && t == &tables[1];
        if (more_x && more_y)
            compare_row(r, a, t, x, y);
        else
            say_row(r, a, t, more_x ? x : y, more_x ? "：重放后没有" : "：库中没有");
        if (!more_x || !more_y)
            break; /* what follows is a consequence */
    }
    store_end(x);
    store_end(y);
    return ERR_OK;
}

enum err_code matter_replay_check(struct matter_log *from, struct matter_log *into, struct arena *a,
                                  struct matter_replay *ret, struct err *err)
{
    struct matter_replay r = {0};

    TRY(matter_replay_into(from, into, &r, err));
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
        TRY(compare_table(from, into, &tables[i], a, &r, err));
    *ret = r;
    return ERR_OK;
}
