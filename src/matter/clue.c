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
    STORE_MIGRATION(3, "how far rules have screened",
                    "CREATE TABLE screened ("
                    " rule TEXT PRIMARY KEY,"
                    " version TEXT NOT NULL,"
                    " day INTEGER NOT NULL,"
                    " marks TEXT NOT NULL,"
                    " undetermined TEXT NOT NULL) STRICT;"
                    "CREATE INDEX clue_present ON clue (rule, dataset, record) WHERE present = 1;"),
    STORE_MIGRATION(
        4, "clues that open matters, and whom they are sent to",
        "ALTER TABLE clue ADD COLUMN sent TEXT;" /* NULL: found before this was kept … */
        "DELETE FROM screened;"                  /* … so the next run looks at everything */
        "ALTER TABLE clue ADD COLUMN matter INTEGER;"
        "CREATE UNIQUE INDEX clue_matter ON clue (matter) WHERE matter IS NOT NULL;"
        "CREATE TRIGGER clue_matter_stays BEFORE UPDATE OF matter ON clue"
        " WHEN OLD.matter IS NOT NULL AND NEW.matter IS NOT OLD.matter"
        " BEGIN SELECT RAISE(ABORT, 'a clue opens one matter'); END;"
        "CREATE TABLE clue_event_4 ("
        " id INTEGER PRIMARY KEY,"
        " clue INTEGER NOT NULL REFERENCES clue (id),"
        " run INTEGER REFERENCES screen_run (id),"
        " at INTEGER NOT NULL,"
        " what TEXT NOT NULL CHECK (what IN ('found', 'changed', 'gone', 'again',"
        "  'accepted', 'dismissed', 'merged', 'reopened', 'rebutted', 'opened')),"
        " rule_version TEXT NOT NULL,"
        " sentence TEXT NOT NULL,"
        " reason TEXT NOT NULL,"
        " actor TEXT,"
        " organ TEXT,"
        " code TEXT,"
        " note TEXT,"
        " into_clue INTEGER REFERENCES clue (id),"
        " matter INTEGER,"
        " CHECK ((what IN ('found', 'changed', 'gone', 'again')) = (run IS NOT NULL)),"
        " CHECK ((run IS NULL) = (actor IS NOT NULL)),"
        " CHECK ((what = 'dismissed') = (code IS NOT NULL)),"
        " CHECK ((what = 'merged') = (into_clue IS NOT NULL)),"
        " CHECK ((what = 'opened') = (matter IS NOT NULL)),"
        " CHECK (what <> 'rebutted' OR note IS NOT NULL)) STRICT;"
        "INSERT INTO clue_event_4 (id, clue, run, at, what, rule_version, sentence, reason, actor,"
        " organ, code, note, into_clue)"
        " SELECT id, clue, run, at, what, rule_version, sentence, reason, actor, organ, code, note,"
        " into_clue FROM clue_event;"
        "DROP TABLE clue_event;"
        "ALTER TABLE clue_event_4 RENAME TO clue_event;"
        "CREATE INDEX clue_event_clue ON clue_event (clue);"
        "CREATE TRIGGER clue_event_no_update BEFORE UPDATE ON clue_event"
        " BEGIN SELECT RAISE(ABORT, 'clue_event is append only'); END;"
        "CREATE TRIGGER clue_event_no_delete BEFORE DELETE ON clue_event"
        " BEGIN SELECT RAISE(ABORT, 'clue_event is append only'); END;"),
    STORE_MIGRATION(5, "clues in the order of lists",
                    "CREATE INDEX clue_found ON clue (found_at, id);"
                    "CREATE INDEX clue_state_found ON clue (state, found_at, id);"
                    "CREATE INDEX clue_organ_found ON clue (organ, found_at, id);"),
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
                              store_int(run.id),
                              store_text_or_none(c->sent)};

    TRY(store_query(s,
                    "INSERT INTO clue (region, rule, rule_version, kind, dataset, record, organ,"
                    " party, state, present, sentence, reason, facts, found_at, run, sent)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', 1, ?, ?, ?, ?, ?, ?)"
                    " RETURNING id",
                    &q, err));
    return one_int(q, v, 14, ret_id, err);
}

struct former {
    int64_t id; /* 0: none */
    bool present, decided, gone;
    bool same;       /* rule version and reason, whose it is */
    bool same_facts; /* as they stand in the row */
    bool no_facts;   /* it is older than facts are */
    bool same_sent;
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
                    "SELECT id, state, rule_version, reason, present, facts, kind, organ, party,"
                    " region, sent FROM clue"
                    " WHERE rule = ? AND dataset = ? AND record = ?",
                    &q, err));
    TRY(store_start(q, v, 3, err));
    TRY(store_next(q, &row, err));
    if (!row)
        return ERR_OK;
    ret->id = store_column_int(q, 0);
    ret->gone = str_eq(store_column_text(q, 1), STR("gone"));
    ret->decided = among_decided(store_column_text(q, 1));
    ret->same = str_eq(store_column_text(q, 2), c->rule_version) &&
                str_eq(store_column_text(q, 3), c->reason) &&
                str_eq(store_column_text(q, 6), c->kind) &&
                str_eq(store_column_text(q, 7), c->organ) && store_column_int(q, 8) == c->party &&
                store_column_int(q, 9) == c->region;
    ret->present = store_column_int(q, 4) != 0;
    ret->no_facts = store_column(q, 5).kind == STORE_NULL;
    ret->same_sent = str_eq(store_column_text(q, 10), c->sent);
    /* A clue of before facts were kept cannot be said to have changed. */
    ret->same_facts = ret->no_facts || str_eq(store_column_text(q, 5), c->facts);
    store_end(q);
    return ERR_OK;
}

/* An open clue takes the new values; so does a decided one whose facts are others. What was decided
 * stays decided. */
static enum err_code update_clue(struct store *s, struct matter_run run,
                                 const struct matter_clue *c, int64_t id, struct err *err)
{
    struct store_stmt *q;
    struct store_value v[] = {store_text(c->rule_version),
                              store_text(c->kind),
                              store_text_or_none(c->organ),
                              c->party ? store_int(c->party) : STORE_NONE,
                              store_int(c->region),
                              store_text(c->sentence),
                              store_text(c->reason),
                              store_text_or_none(c->facts),
                              store_int(run.id),
                              store_text_or_none(c->sent),
                              store_int(id)};

    TRY(store_query(s,
                    "UPDATE clue SET rule_version = ?, kind = ?, organ = ?, party = ?, region = ?,"
                    " sentence = ?, reason = ?, facts = ?,"
                    " state = CASE state WHEN 'gone' THEN 'open' ELSE state END, present = 1,"
                    " run = ?, sent = ? WHERE id = ?",
                    &q, err));
    return store_run(q, v, 11, NULL, err);
}

/* A decided clue with the facts that it was decided on: only seen. It keeps the version and the
 * values that were decided on; facts that were not kept then are kept now. */
static enum err_code see_clue(struct store *s, struct matter_run run, const struct matter_clue *c,
                              int64_t id, struct err *err)
{
    struct store_stmt *q;
    struct store_value v[] = {store_text_or_none(c->facts), store_text_or_none(c->facts),
                              store_int(run.id), store_text_or_none(c->sent), store_int(id)};

    TRY(store_query(s,
                    "UPDATE clue SET facts = coalesce(facts, ?),"
                    " decided_facts = coalesce(decided_facts, ?), present = 1, run = ?, sent = ?"
                    " WHERE id = ?",
                    &q, err));
    return store_run(q, v, 5, NULL, err);
}

static enum err_code add_clue(struct store *s, struct matter_run run, const struct matter_clue *c,
                              struct err *err)
{
    int64_t id;

    TRY(insert_clue(s, run, c, &id, err));
    return add_event(s, id, run, "found", c, err);
}

/* What a clue says already is not written again: its row bears the run that last changed it. */
enum err_code matter_clue_put(struct store *s, struct matter_run run, const struct matter_clue *c,
                              enum matter_clue_change *ret_change, struct err *err)
{
    struct former was = {0};
    bool same;

    TRY(find_former(s, c, &was, err));
    if (!was.id) {
        TRY(add_clue(s, run, c, err));
        *ret_change = MATTER_CLUE_NEW;
        return ERR_OK;
    }
    same = was.decided ? was.same_facts : was.same;
    if (!same || !was.present || was.no_facts || !was.same_sent)
        TRY(was.decided && same ? see_clue(s, run, c, was.id, err)
                                : update_clue(s, run, c, was.id, err));
    if (!was.present || !same)
        TRY(add_event(s, was.id, run, was.present ? "changed" : "again", c, err));
    *ret_change = was.gone ? MATTER_CLUE_NEW : same ? MATTER_CLUE_SAME : MATTER_CLUE_CHANGED;
    return ERR_OK;
}

/* ---- those that are no longer found ---- */

struct present {
    int64_t id, record;
    bool elsewhere; /* of a dataset that the rule no longer screens */
};

struct presents {
    VEC(struct present) v; /* by record */
};

static enum err_code read_present(struct store *s, struct str rule, struct str dataset,
                                  struct arena *a, struct presents *ret, struct err *err)
{
    struct store_value v = store_text(rule);
    struct store_stmt *q;
    bool row;

    TRY(store_query(s,
                    "SELECT id, dataset, record FROM clue WHERE rule = ? AND present = 1"
                    " ORDER BY dataset, record",
                    &q, err));
    TRY(store_start(q, &v, 1, err));
    for (;;) {
        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        vec_push(a, &ret->v,
                 (struct present){store_column_int(q, 0), store_column_int(q, 2),
                                  !str_eq(store_column_text(q, 1), dataset)});
    }
}

enum err_code matter_clue_present(struct store *s, struct str rule, struct str dataset,
                                  struct arena *a, struct matter_records *ret, struct err *err)
{
    struct presents p = {0};

    TRY(read_present(s, rule, dataset, a, &p, err));
    for (size_t i = 0; i < p.v.n; i++)
        if (!p.v.at[i].elsewhere)
            vec_push(a, &ret->v, p.v.at[i].record);
    return ERR_OK;
}

/* Counts an open one; of a decided one only the event is kept. */
static enum err_code lose_clue(struct store *s, struct matter_run run, int64_t id, int64_t *gone,
                               struct err *err)
{
    struct store_stmt *q;
    struct store_value event[] = {store_int(run.id), store_int(run.at), store_int(id)};
    struct store_value clue[] = {store_int(run.id), store_int(id)};
    bool row;

    TRY(store_query(s,
                    "INSERT INTO clue_event (clue, run, at, what, rule_version, sentence, reason)"
                    " SELECT id, ?, ?, 'gone', rule_version, sentence, reason FROM clue"
                    " WHERE id = ?",
                    &q, err));
    TRY(store_run(q, event, 3, NULL, err));
    TRY(store_query(s,
                    "UPDATE clue SET state = CASE state WHEN 'open' THEN 'gone' ELSE state END,"
                    " present = 0, run = ? WHERE id = ?"
                    " RETURNING CASE state WHEN 'gone' THEN 1 ELSE 0 END",
                    &q, err));
    TRY(store_start(q, clue, 2, err));
    TRY(store_next(q, &row, err));
    *gone += row ? store_column_int(q, 0) : 0;
    store_end(q);
    return ERR_OK;
}

static bool is_found(const struct matter_records *found, int64_t record, size_t *at)
{
    while (*at < found->v.n && found->v.at[*at] < record)
        ++*at;
    return *at < found->v.n && found->v.at[*at] == record;
}

static enum err_code lose_clues(struct store *s, struct matter_run run, const struct presents *p,
                                const struct matter_records *found, int64_t *gone, struct err *err)
{
    size_t at = 0;

    for (size_t i = 0; i < p->v.n; i++)
        if (p->v.at[i].elsewhere || !is_found(found, p->v.at[i].record, &at))
            TRY(lose_clue(s, run, p->v.at[i].id, gone, err));
    return ERR_OK;
}

enum err_code matter_clue_sweep(struct store *s, struct matter_run run,
                                const struct matter_swept *of, int64_t *ret_gone, struct err *err)
{
    struct presents p = {0};
    struct arena a;
    enum err_code rc;

    *ret_gone = 0;
    arena_init(&a, 0);
    rc = read_present(s, of->rule, of->dataset, &a, &p, err);
    if (rc == ERR_OK)
        rc = lose_clues(s, run, &p, &of->found, ret_gone, err);
    arena_release(&a);
    return rc;
}

enum err_code matter_clue_count(struct store *s, int64_t *ret_open, struct err *err)
{
    struct store_stmt *q;

    TRY(store_query(s, "SELECT count(*) FROM clue WHERE state = 'open'", &q, err));
    return one_int(q, NULL, 0, ret_open, err);
}
