/* matter/clue_list.c - see clue_list.h. */
#include "matter/clue_list.h"

#include "base/bug.h"
#include "sql/text.h"

static struct str text_at(const struct store_stmt *q, int i, struct arena *a)
{
    struct str s = store_column_text(q, i);

    return s.n ? str_dup(a, s) : STR("");
}

/* May the actor see the clue?  Four parameters: put_actor.  (P1)  The signs keep a database from
 * gathering an organ's clues by an index and sorting them, when it could walk them in the list's order. */
#define CLUE_SEEN "(? = 1 OR +c.sent = ? OR +c.organ IN (?, ?))"
enum { SEEN = 4 };

static void put_actor(const struct actor *who, struct store_value *v)
{
    v[0] = store_int(actor_all(who));
    v[1] = store_text(who->whole);
    v[2] = store_text(who->whole);
    v[3] = store_text(who->organ);
}

#define CLUE_COLUMNS                                                                         \
    "id, rule, rule_version, kind, dataset, record, organ, party, region, sentence, reason," \
    " state, present, CASE WHEN facts <> decided_facts THEN 1 ELSE 0 END, code, into_clue, found_at, decided_at, matter, sent"

static enum err_code read_clue(const struct store_stmt *q, struct arena *a,
                               struct matter_clue_kept *ret, struct err *err)
{
    struct matter_clue_kept k = {
        .id = store_column_int(q, 0),
        .clue = {.rule = text_at(q, 1, a),
                 .rule_version = text_at(q, 2, a),
                 .kind = text_at(q, 3, a),
                 .dataset = text_at(q, 4, a),
                 .record = store_column_int(q, 5),
                 .organ = text_at(q, 6, a),
                 .party = store_column_int(q, 7),
                 .region = store_column_int(q, 8),
                 .sentence = text_at(q, 9, a),
                 .reason = text_at(q, 10, a),
                 .sent = text_at(q, 19, a)},
        .present = store_column_int(q, 12) != 0,
        .changed = store_column_int(q, 13) != 0,
        .code = text_at(q, 14, a),
        .into = store_column_int(q, 15),
        .found_at = store_column_int(q, 16),
        .decided_at = store_column_int(q, 17),
        .matter = store_column_int(q, 18),
    };

    if (!matter_clue_state_find(store_column_text(q, 11), &k.state))
        return err_set(err, ERR_INVALID, "clue %lld has an unknown state", (long long)k.id);
    *ret = k;
    return ERR_OK;
}

static enum err_code read_clues(struct store_stmt *q, struct arena *a, struct matter_clues *ret,
                                struct err *err)
{
    struct matter_clue_kept k;
    bool row;

    for (;;) {
        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        TRY(read_clue(q, a, &k, err));
        vec_push(a, &ret->v, k);
    }
}

/*
 * A list's statement: only the conditions that were asked for, so that each shape is served by the
 * index that fits it; the store keeps one statement a shape.
 */
struct asking {
    struct sql_maker m;
    struct store_value v[SEEN + 8];
    size_t n;
};

static void put(struct asking *q, struct store_value v)
{
    BUG_ON(q->n == sizeof(q->v) / sizeof(q->v[0]));
    q->v[q->n++] = v;
}

static void add_conditions(struct asking *q, const struct actor *who,
                           const struct matter_clue_filter *f)
{
    put_actor(who, q->v);
    q->n = SEEN;
    sql_add(&q->m, " FROM clue c WHERE " CLUE_SEEN);
    if (f->state.n > 0) {
        sql_add(&q->m, " AND state = ?");
        put(q, store_text(f->state));
    }
    if (f->rule.n > 0) {
        sql_add(&q->m, " AND rule = ?");
        put(q, store_text(f->rule));
    }
    if (f->organ.n > 0) {
        sql_add(&q->m, " AND organ = ?");
        put(q, store_text(f->organ));
    }
    if (f->since) {
        sql_add(&q->m, " AND found_at >= ?");
        put(q, store_int(f->since));
    }
}

static void add_page(struct asking *q, const struct matter_clue_filter *f)
{
    if (f->before_id) {
        sql_add(&q->m, " AND found_at <= ? AND (found_at < ? OR id < ?)");
        put(q, store_int(f->before_at));
        put(q, store_int(f->before_at));
        put(q, store_int(f->before_id));
    }
    sql_add(&q->m, " ORDER BY found_at DESC, id DESC LIMIT ?");
    put(q, store_int(f->limit ? f->limit : INT64_MAX));
}

static enum err_code count_clues(struct store *s, const struct actor *who,
                                 const struct matter_clue_filter *f, struct arena *a, int64_t *ret,
                                 struct err *err)
{
    struct store_stmt *stmt;
    struct asking q;
    bool row;

    sql_make(&q.m, a);
    sql_add(&q.m, "SELECT count(*)");
    add_conditions(&q, who, f);
    TRY(store_prepare(s, sql_done(&q.m), &stmt, err));
    TRY(store_start(stmt, q.v, q.n, err));
    TRY(store_next(stmt, &row, err));
    *ret = row ? store_column_int(stmt, 0) : 0;
    store_end(stmt);
    return ERR_OK;
}

enum err_code matter_clue_list(struct store *s, const struct actor *who,
                               const struct matter_clue_filter *f, struct arena *a,
                               struct matter_clues *ret, struct err *err)
{
    struct matter_clues found = {.total = -1};
    struct store_stmt *stmt;
    struct asking q;

    if (!f->uncounted)
        TRY(count_clues(s, who, f, a, &found.total, err));
    sql_make(&q.m, a);
    sql_add(&q.m, "SELECT " CLUE_COLUMNS);
    add_conditions(&q, who, f);
    add_page(&q, f);
    TRY(store_prepare(s, sql_done(&q.m), &stmt, err));
    TRY(store_start(stmt, q.v, q.n, err));
    TRY(read_clues(stmt, a, &found, err));
    *ret = found;
    return ERR_OK;
}

enum err_code matter_clue_get(struct store *s, const struct actor *who, int64_t id, struct arena *a,
                              struct matter_clue_kept *ret, struct err *err)
{
    struct store_value v[SEEN + 1];
    struct matter_clues found = {0};
    struct store_stmt *q;

    put_actor(who, v);
    v[SEEN] = store_int(id);
    TRY(store_query(s, "SELECT " CLUE_COLUMNS " FROM clue c WHERE " CLUE_SEEN " AND id = ?", &q,
                    err));
    TRY(store_start(q, v, SEEN + 1, err));
    TRY(read_clues(q, a, &found, err));
    if (found.v.n == 0) {
        err_set(err, ERR_NOT_FOUND, "no clue %lld", (long long)id);
        return err_set_zh(err, "没有编号为 %lld 的线索。liandong clue list 列出全部。",
                          (long long)id);
    }
    *ret = found.v.at[0];
    return ERR_OK;
}

enum err_code matter_clue_history(struct store *s, const struct actor *who, int64_t id,
                                  struct arena *a, struct matter_clue_events *ret, struct err *err)
{
    struct store_value v[SEEN + 1];
    struct matter_clue_events found = {0};
    struct store_stmt *q;
    bool row;

    put_actor(who, v);
    v[SEEN] = store_int(id);
    TRY(store_query(s,
                    "SELECT e.at, e.what, e.actor, e.organ, e.code, e.note, e.into_clue,"
                    " e.rule_version, e.sentence, e.matter"
                    " FROM clue_event e JOIN clue c ON c.id = e.clue WHERE " CLUE_SEEN
                    " AND e.clue = ? ORDER BY e.id",
                    &q, err));
    TRY(store_start(q, v, SEEN + 1, err));
    for (;;) {
        TRY(store_next(q, &row, err));
        if (!row)
            break;
        vec_push(a, &found.v,
                 (struct matter_clue_event){.at = store_column_int(q, 0),
                                            .what = text_at(q, 1, a),
                                            .actor = text_at(q, 2, a),
                                            .organ = text_at(q, 3, a),
                                            .code = text_at(q, 4, a),
                                            .note = text_at(q, 5, a),
                                            .into = store_column_int(q, 6),
                                            .rule_version = text_at(q, 7, a),
                                            .sentence = text_at(q, 8, a),
                                            .matter = store_column_int(q, 9)});
    }
    *ret = found;
    return ERR_OK;
}

enum err_code matter_clue_verdicts(struct store *s, struct str rule, struct str dataset,
                                   struct arena *a, struct matter_verdicts *ret, struct err *err)
{
    struct store_value v[] = {store_text(rule), store_text(dataset)};
    struct matter_verdicts found = {0};
    struct store_stmt *q;
    bool row;

    TRY(store_query(
        s,
        "SELECT record, CASE state WHEN 'accepted' THEN 1 ELSE 0 END, code FROM clue WHERE rule = ?"
        " AND dataset = ? AND state IN ('accepted', 'dismissed') ORDER BY record",
        &q, err));
    TRY(store_start(q, v, 2, err));
    for (;;) {
        TRY(store_next(q, &row, err));
        if (!row)
            break;
        vec_push(a, &found.v,
                 (struct matter_verdict){store_column_int(q, 0), store_column_int(q, 1) != 0,
                                         text_at(q, 2, a)});
    }
    *ret = found;
    return ERR_OK;
}
