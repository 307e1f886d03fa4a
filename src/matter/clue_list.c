/* matter/clue_list.c - see clue_list.h. */
#include "matter/clue_list.h"

static struct str text_at(const struct store_stmt *q, int i, struct arena *a)
{
    struct str s = store_column_text(q, i);

    return s.n ? str_dup(a, s) : STR("");
}

/* May the actor see the clue?  Four parameters: put_actor.  (P1) */
#define CLUE_SEEN "(? = 1 OR c.sent = ? OR c.organ IN (?, ?))"
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

static enum err_code count_clues(struct store *s, const struct store_value *v, size_t n,
                                 int64_t *ret, struct err *err)
{
    struct store_stmt *q;
    bool row;

    TRY(store_query(s,
                    "SELECT count(*) FROM clue c WHERE " CLUE_SEEN
                    " AND (? IS NULL OR state = ?) AND (? IS NULL OR rule = ?)"
                    " AND (? IS NULL OR organ = ?) AND found_at >= ?",
                    &q, err));
    TRY(store_start(q, v, n, err));
    TRY(store_next(q, &row, err));
    *ret = row ? store_column_int(q, 0) : 0;
    store_end(q);
    return ERR_OK;
}

enum err_code matter_clue_list(struct store *s, const struct actor *who,
                               const struct matter_clue_filter *f, struct arena *a,
                               struct matter_clues *ret, struct err *err)
{
    enum { CONDITIONS = SEEN + 7, ALL = CONDITIONS + 1 };
    struct store_value state = store_text_or_none(f->state), rule = store_text_or_none(f->rule),
                       organ = store_text_or_none(f->organ);
    struct store_value asked[] = {state,
                                  state,
                                  rule,
                                  rule,
                                  organ,
                                  organ,
                                  store_int(f->since),
                                  store_int(f->limit ? f->limit : INT64_MAX)};
    struct store_value v[ALL];
    struct matter_clues found = {0};
    struct store_stmt *q;

    put_actor(who, v);
    memcpy(&v[SEEN], asked, sizeof(asked));
    TRY(count_clues(s, v, CONDITIONS, &found.total, err));
    TRY(store_query(s,
                    "SELECT " CLUE_COLUMNS " FROM clue c WHERE " CLUE_SEEN
                    " AND (? IS NULL OR state = ?) AND (? IS NULL OR rule = ?)"
                    " AND (? IS NULL OR organ = ?) AND found_at >= ?"
                    " ORDER BY found_at DESC, id DESC LIMIT ?",
                    &q, err));
    TRY(store_start(q, v, ALL, err));
    TRY(read_clues(q, a, &found, err));
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
