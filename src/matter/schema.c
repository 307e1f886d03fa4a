/* matter/schema.c - the tables of acts and of what follows from them. */
#include "matter/document.h"
#include "matter/log.h"

#define APPEND_ONLY(table)                                         \
    "CREATE TRIGGER " table "_no_update BEFORE UPDATE ON " table   \
    " BEGIN SELECT RAISE(ABORT, '" table " is append only'); END;" \
    "CREATE TRIGGER " table "_no_delete BEFORE DELETE ON " table   \
    " BEGIN SELECT RAISE(ABORT, '" table " is append only'); END;"

/* Times are seconds of Beijing civil time (base/moment.h).  `open` is 1 while something may still
 * be done; due is NULL where no date follows from law. */
static const struct store_migration migrations[] = {
    STORE_MIGRATION(
        1, "matters",
        "CREATE TABLE matter_procedure ("
        " version TEXT PRIMARY KEY,"
        " id TEXT NOT NULL,"
        " file TEXT NOT NULL,"
        " text TEXT NOT NULL) STRICT, WITHOUT ROWID;" APPEND_ONLY(
            "matter_procedure") "CREATE TABLE matter ("
                                " id INTEGER PRIMARY KEY,"
                                " region INTEGER NOT NULL,"
                                " procedure TEXT NOT NULL,"
                                " procedure_version TEXT NOT NULL REFERENCES matter_procedure (version),"
                                " version INTEGER NOT NULL,"
                                " state TEXT NOT NULL,"
                                " open INTEGER NOT NULL CHECK (open IN (0, 1)),"
                                " opened_at INTEGER NOT NULL,"
                                " at INTEGER NOT NULL,"
                                " body TEXT NOT NULL) STRICT;"
                                "CREATE INDEX matter_open ON matter (procedure, state) WHERE open = 1;"
                                "CREATE TRIGGER matter_no_delete BEFORE DELETE ON matter"
                                " BEGIN SELECT RAISE(ABORT, 'a matter stays'); END;"
                                "CREATE TABLE matter_act ("
                                " id INTEGER PRIMARY KEY,"
                                " matter INTEGER NOT NULL REFERENCES matter (id),"
                                " no INTEGER NOT NULL,"
                                " act TEXT NOT NULL,"
                                " at INTEGER NOT NULL,"
                                " entered_at INTEGER NOT NULL,"
                                " organ TEXT NOT NULL,"
                                " person TEXT NOT NULL,"
                                " client_key TEXT NOT NULL UNIQUE,"
                                " wish TEXT NOT NULL,"
                                " cause INTEGER REFERENCES matter_act (id),"
                                " bytes TEXT NOT NULL,"
                                " UNIQUE (matter, no)) STRICT;" APPEND_ONLY(
                                    "matter_act") "CREATE TABLE matter_role ("
                                                  " matter INTEGER NOT NULL REFERENCES matter (id),"
                                                  " role TEXT NOT NULL,"
                                                  " organ TEXT NOT NULL,"
                                                  " PRIMARY KEY (matter, role)) STRICT, WITHOUT ROWID;"
                                                  "CREATE INDEX matter_role_organ ON matter_role (organ, matter);"
                                                  "CREATE TABLE matter_clock ("
                                                  " matter INTEGER NOT NULL REFERENCES matter (id),"
                                                  " no INTEGER NOT NULL,"
                                                  " term TEXT NOT NULL,"
                                                  " kind TEXT NOT NULL CHECK (kind IN ('duty', 'right', 'window')),"
                                                  " organ TEXT,"
                                                  " state TEXT NOT NULL CHECK (state IN ('runs', 'paused', 'done', 'cancelled')),"
                                                  " open INTEGER NOT NULL CHECK (open IN (0, 1)),"
                                                  " due INTEGER,"
                                                  " body TEXT NOT NULL,"
                                                  " PRIMARY KEY (matter, no)) STRICT, WITHOUT ROWID;"
                                                  "CREATE INDEX matter_clock_organ ON matter_clock (organ, due) WHERE open = 1;"
                                                  "CREATE TABLE matter_link ("
                                                  " id INTEGER PRIMARY KEY,"
                                                  " source INTEGER NOT NULL REFERENCES matter (id),"
                                                  " target INTEGER NOT NULL REFERENCES matter (id),"
                                                  " kind TEXT NOT NULL CHECK (kind IN ('open', 'act', 'join')),"
                                                  " act INTEGER NOT NULL REFERENCES matter_act (id)) STRICT;"
                                                  "CREATE INDEX matter_link_source ON matter_link (source);"
                                                  "CREATE INDEX matter_link_target ON matter_link (target);" APPEND_ONLY(
                                                      "matter_link") "CREATE TABLE outbox ("
                                                                     " id INTEGER PRIMARY KEY,"
                                                                     " matter INTEGER NOT NULL REFERENCES matter (id),"
                                                                     " act INTEGER NOT NULL REFERENCES matter_act (id),"
                                                                     " kind TEXT NOT NULL CHECK (kind IN ('duty', 'document', 'notice', 'undone')),"
                                                                     " organ TEXT,"
                                                                     " text TEXT NOT NULL) STRICT;"
                                                                     "CREATE INDEX outbox_matter ON outbox (matter);"),
    STORE_MIGRATION(
        2, "who sees matters; clues; law and counting anew",
        /* The organ that a section belongs to; before this was kept, roles were held by whole organs. */
        "ALTER TABLE matter_role ADD COLUMN whole TEXT NOT NULL DEFAULT '';"
        "UPDATE matter_role SET whole = organ;"
        "CREATE INDEX matter_role_whole ON matter_role (whole, matter);"
        "CREATE TABLE matter_supervisor ("
        " version TEXT NOT NULL REFERENCES matter_procedure (version),"
        " kind TEXT NOT NULL,"
        " PRIMARY KEY (version, kind)) STRICT, WITHOUT ROWID;" APPEND_ONLY(
            "matter_supervisor") /* The clue that the matter was opened on: as its first act says. */
        "CREATE TABLE matter_clue ("
        " matter INTEGER PRIMARY KEY REFERENCES matter (id),"
        " clue INTEGER NOT NULL UNIQUE,"
        " rule TEXT NOT NULL,"
        " rule_version TEXT NOT NULL) STRICT;" APPEND_ONLY("matter_clue")
        /* The law that acts were done under, without its rules: what replay counts by. */
        "CREATE TABLE matter_law ("
        " id INTEGER PRIMARY KEY,"
        " version TEXT NOT NULL UNIQUE,"
        " text TEXT NOT NULL) STRICT;" APPEND_ONLY("matter_law")
        /* Version of the law by which `due` was counted; NULL: before this was kept. */
        "ALTER TABLE matter_clock ADD COLUMN law TEXT;"
        "CREATE TABLE matter_reproject ("
        " id INTEGER PRIMARY KEY,"
        " after_act INTEGER NOT NULL," /* id of the last act before it; 0: none */
        " law TEXT NOT NULL,"
        " entered_at INTEGER NOT NULL,"
        " person TEXT NOT NULL,"
        " bytes TEXT NOT NULL) STRICT;" APPEND_ONLY(
            "matter_reproject") "CREATE TABLE outbox_2 ("
                                " id INTEGER PRIMARY KEY,"
                                " matter INTEGER NOT NULL REFERENCES matter (id),"
                                " act INTEGER REFERENCES matter_act (id),"
                                " reproject INTEGER REFERENCES matter_reproject (id),"
                                " kind TEXT NOT NULL"
                                "  CHECK (kind IN ('duty', 'document', 'notice', 'undone', 'reprojected')),"
                                " organ TEXT,"
                                " text TEXT NOT NULL,"
                                " CHECK ((kind = 'reprojected') = (act IS NULL)),"
                                " CHECK ((act IS NULL) = (reproject IS NOT NULL))) STRICT;"
                                "INSERT INTO outbox_2 (id, matter, act, kind, organ, text)"
                                " SELECT id, matter, act, kind, organ, text FROM outbox;"
                                "DROP TABLE outbox;"
                                "ALTER TABLE outbox_2 RENAME TO outbox;"
                                "CREATE INDEX outbox_matter ON outbox (matter);"),
    STORE_MIGRATION(3, "duties in the order of lists",
                    "CREATE INDEX matter_clock_list ON matter_clock"
                    " ((due IS NULL), due, matter, no) WHERE open = 1 AND kind = 'duty';"
                    "CREATE INDEX matter_clock_organ_list ON matter_clock"
                    " (organ, (due IS NULL), due, matter, no) WHERE open = 1 AND kind = 'duty';"),
};

enum err_code matter_log_migrate(struct store *s, int64_t now, struct err *err)
{
    TRY(ledger_migrate(s, now, err));
    TRY(store_migrate(s, STR("matter_log"), migrations, sizeof(migrations) / sizeof(migrations[0]),
                      now, err));
    return matter_document_migrate(s, now, err);
}
