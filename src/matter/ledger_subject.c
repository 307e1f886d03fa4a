/* matter/ledger_subject.c - the table of subjects, and leaves for what has none; see there. */
#include "matter/ledger_subject.h"

#include "crypto/canon.h"
#include "registry/event.h"
#include "registry/finished.h"

const struct ledger_subject *const ledger_subjects[] = {
    &ledger_key, &ledger_key_end,   &ledger_import, &ledger_clue_event,
    &ledger_act, &ledger_reproject, &ledger_audit,  &ledger_document,
};
const size_t ledger_nsubject = sizeof(ledger_subjects) / sizeof(ledger_subjects[0]);

/* ---- clues ---- */

static enum err_code clue_event_start(struct store *s, int64_t after, struct store_stmt **ret_rows,
                                      struct err *err)
{
    struct store_value v[] = {store_int(after)};
    struct store_stmt *q;

    TRY(store_query(s,
                    "SELECT e.id, e.clue, e.run, e.at, e.what, c.rule, e.rule_version, c.dataset,"
                    " c.record, c.region, e.sentence, e.reason, e.actor, e.organ, e.code,"
                    " e.note, e.into_clue, e.matter"
                    " FROM clue_event e JOIN clue c ON c.id = e.clue WHERE e.id > ? ORDER BY e.id",
                    &q, err));
    TRY(store_start(q, v, 1, err));
    *ret_rows = q;
    return ERR_OK;
}

/* What people decide belongs to no run. */
static void canon_i64_or_none(struct buf *b, const char *name, struct store_value v)
{
    if (v.kind == STORE_NULL)
        canon_text_or_none(b, name, STR_NULL);
    else
        canon_i64(b, name, v.num);
}

static void clue_event_canon(const struct store_stmt *q, struct buf *b)
{
    canon_begin(b, "clue_event", 1);
    canon_i64(b, "event", store_column_int(q, 0));
    canon_i64(b, "clue", store_column_int(q, 1));
    canon_i64_or_none(b, "run", store_column(q, 2));
    canon_i64(b, "at", store_column_int(q, 3));
    canon_text(b, "what", store_column_text(q, 4));
    canon_text(b, "rule", store_column_text(q, 5));
    canon_text(b, "rule_version", store_column_text(q, 6));
    canon_text(b, "dataset", store_column_text(q, 7));
    canon_i64(b, "record", store_column_int(q, 8));
    canon_i64(b, "region", store_column_int(q, 9));
    canon_text(b, "sentence", store_column_text(q, 10));
    canon_text(b, "reason", store_column_text(q, 11));
    canon_later(b, "actor", store_column_text(q, 12));
    canon_later(b, "organ", store_column_text(q, 13));
    canon_later(b, "code", store_column_text(q, 14));
    canon_later(b, "note", store_column_text(q, 15));
    if (store_column(q, 16).kind != STORE_NULL)
        canon_i64(b, "into_clue", store_column_int(q, 16));
    if (store_column(q, 17).kind != STORE_NULL)
        canon_i64(b, "matter", store_column_int(q, 17));
}

const struct ledger_subject ledger_clue_event = {
    .kind = "clue_event",
    .rising = true,
    .start = clue_event_start,
    .canon = clue_event_canon,
};

/* ---- acts ---- */

static enum err_code act_start(struct store *s, int64_t after, struct store_stmt **ret_rows,
                               struct err *err)
{
    struct store_value v[] = {store_int(after)};
    struct store_stmt *q;

    TRY(store_query(s, "SELECT id, bytes FROM matter_act WHERE id > ? ORDER BY id", &q, err));
    TRY(store_start(q, v, 1, err));
    *ret_rows = q;
    return ERR_OK;
}

/* Of a numbered thing that keeps its bytes. */
static void bytes_canon(struct buf *b, const char *kind, int64_t id, struct str bytes)
{
    canon_begin(b, kind, 1);
    canon_i64(b, kind, id);
    canon_text(b, "bytes", bytes);
}

void ledger_act_canon(struct buf *b, int64_t id, struct str bytes)
{
    bytes_canon(b, "act", id, bytes);
}

static void act_canon(const struct store_stmt *q, struct buf *b)
{
    ledger_act_canon(b, store_column_int(q, 0), store_column_text(q, 1));
}

const struct ledger_subject ledger_act = {
    .kind = "act",
    .rising = true,
    .start = act_start,
    .canon = act_canon,
};

/* ---- clocks counted anew ---- */

static enum err_code reproject_start(struct store *s, int64_t after, struct store_stmt **ret_rows,
                                     struct err *err)
{
    struct store_value v[] = {store_int(after)};
    struct store_stmt *q;

    TRY(store_query(s, "SELECT id, bytes FROM matter_reproject WHERE id > ? ORDER BY id", &q, err));
    TRY(store_start(q, v, 1, err));
    *ret_rows = q;
    return ERR_OK;
}

void ledger_reproject_canon(struct buf *b, int64_t id, struct str bytes)
{
    bytes_canon(b, "reproject", id, bytes);
}

static void reproject_canon(const struct store_stmt *q, struct buf *b)
{
    ledger_reproject_canon(b, store_column_int(q, 0), store_column_text(q, 1));
}

const struct ledger_subject ledger_reproject = {
    .kind = "reproject",
    .rising = true,
    .start = reproject_start,
    .canon = reproject_canon,
};

/* ---- imports ---- */

static void import_canon(const struct store_stmt *q, struct buf *b)
{
    struct registry_finished i = registry_finished_read(q);

    canon_begin(b, "import", 1);
    canon_i64(b, "import", i.id);
    canon_text(b, "file", i.file);
    canon_i64(b, "size", i.size);
    canon_text(b, "sm3", i.digest);
    canon_text(b, "options", i.options);
    canon_text(b, "law", i.law_version);
    canon_i64(b, "finished", i.finished_at);
    canon_i64(b, "rows", i.counts.rows);
    canon_i64(b, "loaded", i.counts.loaded);
    canon_i64(b, "changed", i.counts.changed);
    canon_i64(b, "unchanged", i.counts.unchanged);
    canon_i64(b, "duplicates", i.counts.duplicates);
    canon_i64(b, "rejected", i.counts.rejected);
    canon_i64(b, "warnings", i.counts.warnings);
}

/* An import that was cut off may end after a later one. */
const struct ledger_subject ledger_import = {
    .kind = "import",
    .rising = false,
    .start = registry_finished_start,
    .canon = import_canon,
};

/* ---- audit events ---- */

static void audit_canon(const struct store_stmt *q, struct buf *b)
{
    struct registry_event e = registry_event_read(q);

    canon_begin(b, "audit", 1);
    canon_i64(b, "event", e.id);
    canon_i64(b, "at", e.at);
    canon_text(b, "what", e.what);
    canon_text(b, "actor", e.actor);
    canon_text(b, "organ", e.organ);
    canon_text(b, "subject", e.subject);
    canon_text(b, "holder", e.holder);
    canon_text(b, "object", e.object);
    canon_text(b, "purpose", e.purpose);
    canon_text(b, "detail", e.detail);
}

const struct ledger_subject ledger_audit = {
    .kind = "audit",
    .rising = true,
    .start = registry_event_start,
    .canon = audit_canon,
};

/* ---- leaves for what has none ---- */

static enum err_code last_ref(struct store *s, struct str kind, int64_t *ret_ref, struct err *err)
{
    struct store_value v[] = {store_text(kind)};
    struct store_stmt *q;
    bool row = false;

    TRY(store_query(s, "SELECT coalesce(max(ref), -1) FROM ledger_leaf WHERE kind = ?", &q, err));
    TRY(store_start(q, v, 1, err));
    TRY(store_next(q, &row, err));
    *ret_ref = store_column_int(q, 0);
    store_end(q);
    return ERR_OK;
}

static enum err_code has_leaf(struct store *s, struct str kind, int64_t ref, bool *ret_has,
                              struct err *err)
{
    struct store_value v[] = {store_text(kind), store_int(ref)};
    struct store_stmt *q;
    bool row = false;

    TRY(store_query(s, "SELECT 1 FROM ledger_leaf WHERE kind = ? AND ref = ?", &q, err));
    TRY(store_start(q, v, 2, err));
    TRY(store_next(q, &row, err));
    store_end(q);
    *ret_has = row;
    return ERR_OK;
}

static enum err_code cover_row(struct store *s, const struct ledger_subject *subject,
                               const struct store_stmt *row, struct buf *b, struct err *err)
{
    struct str kind = str_from(subject->kind);
    int64_t ref = store_column_int(row, 0);
    bool has = false;

    if (!subject->rising)
        TRY(has_leaf(s, kind, ref, &has, err));
    if (has)
        return ERR_OK;
    buf_reset(b);
    subject->canon(row, b);
    return ledger_append(s, kind, ref, buf_view(b), NULL, err);
}

static enum err_code cover_rows(struct store *s, const struct ledger_subject *subject,
                                struct store_stmt *rows, struct buf *b, struct err *err)
{
    bool row = true;

    for (;;) {
        enum err_code rc;

        TRY(store_next(rows, &row, err));
        if (!row)
            return ERR_OK;
        rc = cover_row(s, subject, rows, b, err);
        if (rc != ERR_OK) {
            store_end(rows);
            return rc;
        }
    }
}

static enum err_code cover(struct store *s, const struct ledger_subject *subject, struct buf *b,
                           struct err *err)
{
    struct store_stmt *rows;
    int64_t after = -1;

    if (subject->rising)
        TRY(last_ref(s, str_from(subject->kind), &after, err));
    TRY(subject->start(s, after, &rows, err));
    return cover_rows(s, subject, rows, b, err);
}

enum err_code ledger_cover(struct store *s, struct err *err)
{
    enum err_code rc = ERR_OK;
    struct buf b = {0};

    for (size_t i = 0; i < ledger_nsubject && rc == ERR_OK; i++)
        rc = cover(s, ledger_subjects[i], &b, err);
    buf_release(&b);
    return rc;
}

enum err_code ledger_content(struct store *s, struct str kind, int64_t ref, struct buf *b,
                             struct err *err)
{
    const struct ledger_subject *subject = NULL;
    struct store_stmt *rows;
    bool row = false;

    for (size_t i = 0; i < ledger_nsubject; i++)
        if (str_eq(kind, str_from(ledger_subjects[i]->kind)))
            subject = ledger_subjects[i];
    if (subject) {
        TRY(subject->start(s, ref - 1, &rows, err));
        TRY(store_next(rows, &row, err));
    }
    if (row && store_column_int(rows, 0) == ref) {
        subject->canon(rows, b);
        store_end(rows);
        return ERR_OK;
    }
    if (row)
        store_end(rows);
    err_set(err, ERR_NOT_FOUND, "no %.*s %lld", STR_F(kind), (long long)ref);
    return err_set_zh(err, "库中没有 %.*s:%lld", STR_F(kind), (long long)ref);
}
