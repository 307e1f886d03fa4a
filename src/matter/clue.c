/* matter/clue.c - see clue.h. */
#include "matter/clue.h"

static const struct store_migration migrations[] = {
    STORE_MIGRATION(1, "clues",
                    "CREATE TABLE screen_run ("
                    " id INTEGER PRIMARY KEY,"
                    " law TEXT NOT NULL,"
                    " at INTEGER NOT NULL) STRICT;"
                    "CREATE TABLE clue ("
                    " id INTEGER PRIMARY KEY,"
                    " region INTEGER NOT NULL,"
                    " rule TEXT NOT NULL,"
                    " rule_version TEXT NOT NULL,"
                    " kind TEXT NOT NULL,"
                    " dataset TEXT NOT NULL,"
                    " record INTEGER NOT NULL,"
                    " organ TEXT,"
                    " party INTEGER,"
                    " state TEXT NOT NULL CHECK (state IN ('open', 'gone')),"
                    " sentence TEXT NOT NULL,"
                    " reason TEXT NOT NULL,"
                    " found_at INTEGER NOT NULL,"
                    " run INTEGER NOT NULL REFERENCES screen_run (id),"
                    " UNIQUE (rule, dataset, record)) STRICT;"
                    "CREATE INDEX clue_record ON clue (dataset, record);"
                    "CREATE INDEX clue_party ON clue (party) WHERE party IS NOT NULL;"
                    "CREATE TABLE clue_event ("
                    " id INTEGER PRIMARY KEY,"
                    " clue INTEGER NOT NULL REFERENCES clue (id),"
                    " run INTEGER NOT NULL REFERENCES screen_run (id),"
                    " at INTEGER NOT NULL,"
                    " what TEXT NOT NULL CHECK (what IN ('found', 'changed', 'gone', 'again')),"
                    " rule_version TEXT NOT NULL,"
                    " sentence TEXT NOT NULL,"
                    " reason TEXT NOT NULL) STRICT;"
                    "CREATE INDEX clue_event_clue ON clue_event (clue);"
                    "CREATE TRIGGER clue_event_no_update BEFORE UPDATE ON clue_event"
                    " BEGIN SELECT RAISE(ABORT, 'clue_event is append only'); END;"
                    "CREATE TRIGGER clue_event_no_delete BEFORE DELETE ON clue_event"
                    " BEGIN SELECT RAISE(ABORT, 'clue_event is append only'); END;"),
    STORE_MIGRATION(
        2, "decisions on clues",
        "CREATE TABLE clue_2 ("
        " id INTEGER PRIMARY KEY,"
        " region INTEGER NOT NULL,"
        " rule TEXT NOT NULL,"
        " rule_version TEXT NOT NULL,"
        " kind TEXT NOT NULL,"
        " dataset TEXT NOT NULL,"
        " record INTEGER NOT NULL,"
        " organ TEXT,"
        " party INTEGER,"
        " state TEXT NOT NULL"
        "  CHECK (state IN ('open', 'accepted', 'dismissed', 'merged', 'gone')),"
        " present INTEGER NOT NULL CHECK (present IN (0, 1)),"
        " sentence TEXT NOT NULL,"
        " reason TEXT NOT NULL,"
        " facts TEXT,"
        " decided_facts TEXT,"
        " decided_at INTEGER,"
        " code TEXT,"
        " into_clue INTEGER REFERENCES clue_2 (id),"
        " found_at INTEGER NOT NULL,"
        " run INTEGER NOT NULL REFERENCES screen_run (id),"
        " CHECK ((state = 'dismissed') = (code IS NOT NULL)),"
        " CHECK ((state = 'merged') = (into_clue IS NOT NULL)),"
        " CHECK ((state IN ('accepted', 'dismissed', 'merged')) = (decided_at IS NOT NULL)),"
        " UNIQUE (rule, dataset, record)) STRICT;"
        "INSERT INTO clue_2 (id, region, rule, rule_version, kind, dataset, record, organ, party,"
        " state, present, sentence, reason, found_at, run)"
        " SELECT id, region, rule, rule_version, kind, dataset, record, organ, party, state,"
        " CASE state WHEN 'gone' THEN 0 ELSE 1 END, sentence, reason, found_at, run FROM clue;"
        "CREATE TABLE clue_event_2 ("
        " id INTEGER PRIMARY KEY,"
        " clue INTEGER NOT NULL REFERENCES clue_2 (id),"
        " run INTEGER REFERENCES screen_run (id),"
        " at INTEGER NOT NULL,"
        " what TEXT NOT NULL CHECK (what IN ('found', 'changed', 'gone', 'again',"
        "  'accepted', 'dismissed', 'merged', 'reopened', 'rebutted')),"
        " rule_version TEXT NOT NULL,"
        " sentence TEXT NOT NULL,"
        " reason TEXT NOT NULL,"
        " actor TEXT,"
        " organ TEXT,"
        " code TEXT,"
        " note TEXT,"
        " into_clue INTEGER REFERENCES clue_2 (id),"
        " CHECK ((what IN ('found', 'changed', 'gone', 'again')) = (run IS NOT NULL)),"
        " CHECK ((run IS NULL) = (actor IS NOT NULL)),"
        " CHECK ((what = 'dismissed') = (code IS NOT NULL)),"
        " CHECK ((what = 'merged') = (into_clue IS NOT NULL)),"
        " CHECK (what <> 'rebutted' OR note IS NOT NULL)) STRICT;"
        "INSERT INTO clue_event_2 (id, clue, run, at, what, rule_version, sentence, reason)"
        " SELECT id, clue, run, at, what, rule_version, sentence, reason FROM clue_event;"
        "DROP TABLE clue_event;"
        "DROP TABLE clue;"
        "ALTER TABLE clue_2 RENAME TO clue;"
        "ALTER TABLE clue_event_2 RENAME TO clue_event;"
        "CREATE INDEX clue_record ON clue (dataset, record);"
        "CREATE INDEX clue_party ON clue (party) WHERE party IS NOT NULL;"
        "CREATE INDEX clue_state ON clue (state, rule);"
        "CREATE INDEX clue_event_clue ON clue_event (clue);"
        "CREATE TRIGGER clue_no_delete BEFORE DELETE ON clue"
        " BEGIN SELECT RAISE(ABORT, 'clues stay'); END;"
        "CREATE TRIGGER clue_event_no_update BEFORE UPDATE ON clue_event"
        " BEGIN SELECT RAISE(ABORT, 'clue_event is append only'); END;"
        "CREATE TRIGGER clue_event_no_delete BEFORE DELETE ON clue_event"
        " BEGIN SELECT RAISE(ABORT, 'clue_event is append only'); END;"),
};

enum err_code matter_clue_migrate(struct store *s, int64_t now, struct err *err)
{
    return store_migrate(s, STR("matter"), migrations, sizeof(migrations) / sizeof(migrations[0]),
                         now, err);
}

/* The single integer of a statement's single row. */
static enum err_code one_int(struct store_stmt *q, const struct store_value *v, size_t n,
                             int64_t *ret, struct err *err)
{
    bool row;

    TRY(store_start(q, v, n, err));
    TRY(store_next(q, &row, err));
    *ret = row ? store_column_int(q, 0) : 0;
    store_end(q);
    return ERR_OK;
}

enum err_code matter_run_begin(struct store *s, struct str law, int64_t at,
                               struct matter_run *ret_run, struct err *err)
{
    struct store_stmt *q;
    struct store_value v[] = {store_text(law), store_int(at)};
    int64_t id;

    TRY(store_query(s, "INSERT INTO screen_run (law, at) VALUES (?, ?) RETURNING id", &q, err));
    TRY(one_int(q, v, 2, &id, err));
    *ret_run = (struct matter_run){id, at};
    return ERR_OK;
}

static enum err_code add_event(struct store *s, int64_t id, struct matter_run run, const char *what,
                               const struct matter_clue *c, struct err *err)
{
    struct store_stmt *q;
    struct store_value v[] = {store_int(id),
                              store_int(run.id),
                              store_int(run.at),
                              store_text(str_from(what)),
                              store_text(c->rule_version),
                              store_text(c->sentence),
                              store_text(c->reason)};

    TRY(store_query(s,
                    "INSERT INTO clue_event (clue, run, at, what, rule_version, sentence, reason)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    &q, err));
    return store_run(q, v, 7, NULL, err);
}

static enum err_code insert_clue(struct store *s, struct matter_run run,
                                 const struct matter_clue *c, int64_t *ret_id, struct err *err)
{
    struct store_stmt *q;
    struct store_value v[] = {store_int(c->region),
                              store_text(c->rule),
                              store_text(c->rule_version),
                              store_text(c->kind),
                              store_text(c->dataset),
                              store_int(c->record),
                              store_text_or_none(c->organ),
                              c->party ? store_int(c->party) : STORE_NONE,
                              store_text(c->sentence),
                              store_text(c->reason),
                              store_text_or_none(c->facts),
                              store_int(run.at),
                              store_int(run.id)};

    TRY(store_query(s,
                    "INSERT INTO clue (region, rule, rule_version, kind, dataset, record, organ,"
                    " party, state, present, sentence, reason, facts, found_at, run)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', 1, ?, ?, ?, ?, ?)"
                    " ON CONFLICT (rule, dataset, record) DO NOTHING RETURNING id",
                    &q, err));
    return one_int(q, v, 13, ret_id, err);
}

struct former {
    int64_t id;
    bool present, decided, gone;
    bool same;       /* rule version and reason */
    bool same_facts; /* as they stand in the row */
};

static bool among_decided(struct str state)
{
    return str_eq(state, STR("accepted")) || str_eq(state, STR("dismissed")) ||
           str_eq(state, STR("merged"));
}

static enum err_code find_former(struct store *s, const struct matter_clue *c, struct former *ret,
                                 struct err *err)
{
    struct store_stmt *q;
    struct store_value v[] = {store_text(c->rule), store_text(c->dataset), store_int(c->record)};
    bool row;

    TRY(store_query(s,
                    "SELECT id, state, rule_version, reason, present, facts FROM clue"
                    " WHERE rule = ? AND dataset = ? AND record = ?",
                    &q, err));
    TRY(store_start(q, v, 3, err));
    TRY(store_next(q, &row, err));
    if (!row)
        return err_set(err, ERR_CONFLICT, "clue of record %lld vanished", (long long)c->record);
    ret->id = store_column_int(q, 0);
    ret->gone = str_eq(store_column_text(q, 1), STR("gone"));
    ret->decided = among_decided(store_column_text(q, 1));
    ret->same = str_eq(store_column_text(q, 2), c->rule_version) &&
                str_eq(store_column_text(q, 3), c->reason);
    ret->present = store_column_int(q, 4) != 0;
    /* A clue of before facts were kept cannot be said to have changed. */
    ret->same_facts =
        store_column(q, 5).kind == STORE_NULL || str_eq(store_column_text(q, 5), c->facts);
    store_end(q);
    return ERR_OK;
}

/* An open clue takes the new values; so does a decided one whose facts are others. What was decided
 * stays decided. */
static enum err_code update_clue(struct store *s, struct matter_run run,
                                 const struct matter_clue *c, int64_t id, struct err *err)
{
    struct store_stmt *q;
    struct store_value v[] = {store_text(c->rule_version), store_text(c->sentence),
                              store_text(c->reason),       store_text_or_none(c->facts),
                              store_int(run.id),           store_int(id)};

    TRY(store_query(s,
                    "UPDATE clue SET rule_version = ?, sentence = ?, reason = ?, facts = ?,"
                    " state = CASE state WHEN 'gone' THEN 'open' ELSE state END, present = 1,"
                    " run = ? WHERE id = ?",
                    &q, err));
    return store_run(q, v, 6, NULL, err);
}

/* A decided clue with the facts that it was decided on: only seen. It keeps the version and the
 * values that were decided on; facts that were not kept then are kept now. */
static enum err_code see_clue(struct store *s, struct matter_run run, const struct matter_clue *c,
                              int64_t id, struct err *err)
{
    struct store_stmt *q;
    struct store_value v[] = {store_text_or_none(c->facts), store_text_or_none(c->facts),
                              store_int(run.id), store_int(id)};

    TRY(store_query(s,
                    "UPDATE clue SET facts = coalesce(facts, ?),"
                    " decided_facts = coalesce(decided_facts, ?), present = 1, run = ?"
                    " WHERE id = ?",
                    &q, err));
    return store_run(q, v, 4, NULL, err);
}

enum err_code matter_clue_put(struct store *s, struct matter_run run, const struct matter_clue *c,
                              enum matter_clue_change *ret_change, struct err *err)
{
    struct former was = {0};
    bool same;
    int64_t id;

    TRY(insert_clue(s, run, c, &id, err));
    if (id) {
        TRY(add_event(s, id, run, "found", c, err));
        *ret_change = MATTER_CLUE_NEW;
        return ERR_OK;
    }
    TRY(find_former(s, c, &was, err));
    same = was.decided ? was.same_facts : was.same;
    if (was.decided && same)
        TRY(see_clue(s, run, c, was.id, err));
    else
        TRY(update_clue(s, run, c, was.id, err));
    if (!was.present || !same)
        TRY(add_event(s, was.id, run, was.present ? "changed" : "again", c, err));
    *ret_change = was.gone ? MATTER_CLUE_NEW : same ? MATTER_CLUE_SAME : MATTER_CLUE_CHANGED;
    return ERR_OK;
}

enum err_code matter_clue_sweep(struct store *s, struct matter_run run, struct str rule,
                                int64_t *ret_gone, struct err *err)
{
    struct store_stmt *q;
    struct store_value event[] = {store_int(run.id), store_int(run.at), store_text(rule),
                                  store_int(run.id)};
    struct store_value gone[] = {store_int(run.id), store_text(rule), store_int(run.id)};

    TRY(store_query(s,
                    "INSERT INTO clue_event (clue, run, at, what, rule_version, sentence, reason)"
                    " SELECT id, ?, ?, 'gone', rule_version, sentence, reason FROM clue"
                    " WHERE rule = ? AND present = 1 AND run <> ?",
                    &q, err));
    TRY(store_run(q, event, 4, NULL, err));
    TRY(store_query(s,
                    "UPDATE clue SET present = 0, run = ? WHERE rule = ? AND present = 1"
                    " AND run <> ? AND state <> 'open'",
                    &q, err));
    TRY(store_run(q, gone, 3, NULL, err));
    TRY(store_query(s,
                    "UPDATE clue SET state = 'gone', present = 0, run = ?"
                    " WHERE rule = ? AND state = 'open' AND run <> ?",
                    &q, err));
    return store_run(q, gone, 3, ret_gone, err);
}

enum err_code matter_clue_count(struct store *s, int64_t *ret_open, struct err *err)
{
    struct store_stmt *q;

    TRY(store_query(s, "SELECT count(*) FROM clue WHERE state = 'open'", &q, err));
    return one_int(q, NULL, 0, ret_open, err);
}
