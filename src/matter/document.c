/* matter/document.c - see document.h. */
#include "matter/document.h"

#include "crypto/canon.h"

#define APPEND_ONLY(table)                                         \
    "CREATE TRIGGER " table "_no_update BEFORE UPDATE ON " table   \
    " BEGIN SELECT RAISE(ABORT, '" table " is append only'); END;" \
    "CREATE TRIGGER " table "_no_delete BEFORE DELETE ON " table   \
    " BEGIN SELECT RAISE(ABORT, '" table " is append only'); END;"

/* clang-format off */
static const struct store_migration migrations[] = {
    STORE_MIGRATION(
        1, "documents",
        "CREATE TABLE document ("
        " id INTEGER PRIMARY KEY,"
        " matter INTEGER NOT NULL REFERENCES matter (id),"
        " template TEXT NOT NULL,"
        " name TEXT NOT NULL,"
        " organ TEXT NOT NULL,"
        " version INTEGER NOT NULL,"
        " sealed INTEGER NOT NULL CHECK (sealed IN (0, 1)),"
        " number TEXT NOT NULL,"
        " at INTEGER NOT NULL) STRICT;"
        "CREATE INDEX document_matter ON document (matter);"
        "CREATE TRIGGER document_no_delete BEFORE DELETE ON document"
        " BEGIN SELECT RAISE(ABORT, 'a document stays'); END;"
        "CREATE TRIGGER document_sealed BEFORE UPDATE ON document WHEN old.sealed = 1"
        " BEGIN SELECT RAISE(ABORT, 'a sealed document stays as it is'); END;"
        "CREATE TABLE document_version ("
        " document INTEGER NOT NULL REFERENCES document (id),"
        " no INTEGER NOT NULL,"
        " at INTEGER NOT NULL,"
        " organ TEXT NOT NULL,"
        " person TEXT NOT NULL,"
        " text TEXT NOT NULL,"
        " PRIMARY KEY (document, no)) STRICT, WITHOUT ROWID;"
        APPEND_ONLY("document_version")
        "CREATE TABLE document_counter ("
        " organ TEXT NOT NULL,"
        " mark TEXT NOT NULL,"
        " year INTEGER NOT NULL,"
        " last INTEGER NOT NULL,"
        " PRIMARY KEY (organ, mark, year)) STRICT, WITHOUT ROWID;"
        "CREATE TABLE document_seal ("
        " id INTEGER PRIMARY KEY,"
        " document INTEGER NOT NULL UNIQUE REFERENCES document (id),"
        " version INTEGER NOT NULL,"
        " issuer TEXT NOT NULL,"
        " mark TEXT NOT NULL,"
        " year INTEGER NOT NULL,"
        " serial INTEGER,"
        " number TEXT NOT NULL,"
        " content TEXT NOT NULL,"
        " file TEXT NOT NULL,"
        " signing_key TEXT NOT NULL,"
        " organ TEXT NOT NULL,"
        " person TEXT NOT NULL,"
        " at INTEGER NOT NULL,"
        " UNIQUE (issuer, mark, year, serial)) STRICT;"
        APPEND_ONLY("document_seal")),
};
/* clang-format on */

enum err_code matter_document_migrate(struct store *s, int64_t now, struct err *err)
{
    return store_migrate(s, STR("matter_document"), migrations,
                         sizeof(migrations) / sizeof(migrations[0]), now, err);
}

/* ---- reading ---- */

static struct matter_document read_document(const struct store_stmt *q)
{
    return (struct matter_document){.id = store_column_int(q, 0),
                                    .matter = store_column_int(q, 1),
                                    .template = store_column_text(q, 2),
                                    .name = store_column_text(q, 3),
                                    .organ = store_column_text(q, 4),
                                    .version = store_column_int(q, 5),
                                    .sealed = store_column_int(q, 6) != 0,
                                    .number = store_column_text(q, 7),
                                    .at = {store_column_int(q, 8)}};
}

static enum err_code no_document(int64_t id, struct err *err)
{
    err_set(err, ERR_NOT_FOUND, "no document %lld", (long long)id);
    return err_set_zh(err, "没有文书 %lld", (long long)id);
}

enum err_code matter_document_get(struct store *s, int64_t id, struct arena *a,
                                  struct matter_document *ret, struct err *err)
{
    struct store_value v[] = {store_int(id)};
    struct matter_document d;
    struct store_stmt *q;
    bool row;

    TRY(store_query(s,
                    "SELECT id, matter, template, name, organ, version, sealed, number, at"
                    " FROM document WHERE id = ?",
                    &q, err));
    TRY(store_start(q, v, 1, err));
    TRY(store_next(q, &row, err));
    if (!row)
        return no_document(id, err);
    d = read_document(q);
    d.template = str_dup(a, d.template);
    d.name = str_dup(a, d.name);
    d.organ = str_dup(a, d.organ);
    d.number = str_dup(a, d.number);
    store_end(q);
    *ret = d;
    return ERR_OK;
}

enum err_code matter_document_text(struct store *s, int64_t id, int64_t no, struct arena *a,
                                   struct matter_document_version *ret, struct err *err)
{
    struct store_value v[] = {store_int(id), store_int(no), store_int(no)};
    struct store_stmt *q;
    bool row;

    TRY(store_query(s,
                    "SELECT no, at, organ, person, text FROM document_version"
                    " WHERE document = ? AND (no = ? OR ? = 0) ORDER BY no DESC LIMIT 1",
                    &q, err));
    TRY(store_start(q, v, 3, err));
    TRY(store_next(q, &row, err));
    if (!row) {
        err_set(err, ERR_NOT_FOUND, "no version %lld of document %lld", (long long)no,
                (long long)id);
        return err_set_zh(err, "没有文书 %lld 的第 %lld 稿", (long long)id, (long long)no);
    }
    ret->no = store_column_int(q, 0);
    ret->at.n = store_column_int(q, 1);
    ret->organ = str_dup(a, store_column_text(q, 2));
    ret->person = str_dup(a, store_column_text(q, 3));
    ret->text = str_dup(a, store_column_text(q, 4));
    store_end(q);
    return ERR_OK;
}

enum err_code matter_document_list(struct store *s, int64_t matter, matter_document_fn fn, void *p,
                                   struct err *err)
{
    struct store_value v[] = {store_int(matter), store_int(matter)};
    struct store_stmt *q;
    bool row;

    TRY(store_query(s,
                    "SELECT id, matter, template, name, organ, version, sealed, number, at"
                    " FROM document WHERE matter = ? OR ? = 0 ORDER BY id",
                    &q, err));
    TRY(store_start(q, v, 2, err));
    for (;;) {
        struct matter_document d;
        enum err_code rc;

        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        d = read_document(q);
        rc = fn(p, &d, err);
        if (rc != ERR_OK) {
            store_end(q);
            return rc;
        }
    }
}

/* ---- drafts ---- */

static enum err_code put_version(struct store *s, int64_t id, int64_t no,
                                 const struct matter_document_version *version, struct err *err)
{
    struct store_value v[] = {store_int(id),
                              store_int(no),
                              store_int(version->at.n),
                              store_text(version->organ),
                              store_text(version->person),
                              store_text(version->text)};
    struct store_stmt *q;

    TRY(store_query(s,
                    "INSERT INTO document_version (document, no, at, organ, person, text)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    &q, err));
    return store_run(q, v, 6, NULL, err);
}

static enum err_code find_matter(struct store *s, int64_t matter, struct err *err)
{
    struct store_value v[] = {store_int(matter)};
    struct store_stmt *q;
    bool row;

    TRY(store_query(s, "SELECT 1 FROM matter WHERE id = ?", &q, err));
    TRY(store_start(q, v, 1, err));
    TRY(store_next(q, &row, err));
    store_end(q);
    if (row)
        return ERR_OK;
    err_set(err, ERR_NOT_FOUND, "no matter %lld", (long long)matter);
    return err_set_zh(err, "没有事项 %lld", (long long)matter);
}

/* Ids are counted in the same table as the series, under names that no organ has. */
static enum err_code next_id(struct store *s, struct str what, int64_t *ret_id, struct err *err)
{
    struct matter_document_series series = {STR(""), what, 0};

    return matter_document_number(s, &series, ret_id, err);
}

enum err_code matter_document_draft(struct store *s, const struct matter_document *d,
                                    const struct matter_document_version *version, int64_t *ret_id,
                                    struct err *err)
{
    struct store_stmt *q;
    int64_t id = 0;

    TRY(find_matter(s, d->matter, err));
    TRY(next_id(s, STR("document"), &id, err));
    struct store_value v[] = {store_int(id),       store_int(d->matter), store_text(d->template),
                              store_text(d->name), store_text(d->organ), store_int(version->at.n)};

    TRY(store_query(s,
                    "INSERT INTO document (id, matter, template, name, organ, version, sealed,"
                    " number, at) VALUES (?, ?, ?, ?, ?, 1, 0, '', ?)",
                    &q, err));
    TRY(store_run(q, v, 6, NULL, err));
    TRY(put_version(s, id, 1, version, err));
    *ret_id = id;
    return ERR_OK;
}

static enum err_code check_seen(struct store *s, int64_t id, int64_t seen, struct err *err)
{
    struct store_value v[] = {store_int(id)};
    struct store_stmt *q;
    int64_t version = 0, sealed = 0;
    bool row;

    TRY(store_query(s, "SELECT version, sealed FROM document WHERE id = ?", &q, err));
    TRY(store_start(q, v, 1, err));
    TRY(store_next(q, &row, err));
    if (!row)
        return no_document(id, err);
    version = store_column_int(q, 0);
    sealed = store_column_int(q, 1);
    store_end(q);
    if (!sealed && version == seen)
        return ERR_OK;
    err_set(err, ERR_CONFLICT, "document %lld is %s", (long long)id, sealed ? "sealed" : "newer");
    if (sealed)
        return err_set_zh(err, "文书 %lld 已经签发，不能再改", (long long)id);
    return err_set_zh(err, "文书 %lld 已有第 %lld 稿，您看到的是第 %lld 稿", (long long)id,
                      (long long)version, (long long)seen);
}

enum err_code matter_document_edit(struct store *s, int64_t id, int64_t seen,
                                   const struct matter_document_version *version, struct err *err)
{
    struct store_value v[] = {store_int(seen + 1), store_int(version->at.n), store_int(id)};
    struct store_stmt *q;

    TRY(check_seen(s, id, seen, err));
    TRY(put_version(s, id, seen + 1, version, err));
    TRY(store_query(s, "UPDATE document SET version = ?, at = ? WHERE id = ?", &q, err));
    return store_run(q, v, 3, NULL, err);
}

/* ---- numbers ---- */

enum err_code matter_document_number(struct store *s, const struct matter_document_series *series,
                                     int64_t *ret_serial, struct err *err)
{
    struct store_value v[] = {store_text(series->organ), store_text(series->mark),
                              store_int(series->year)};
    struct store_stmt *q;
    bool row;

    TRY(store_query(
        s,
        "INSERT INTO document_counter (organ, mark, year, last) VALUES (?, ?, ?, 1)"
        " ON CONFLICT (organ, mark, year) DO UPDATE SET last = document_counter.last + 1",
        &q, err));
    TRY(store_run(q, v, 3, NULL, err));
    TRY(store_query(
        s, "SELECT last FROM document_counter WHERE organ = ? AND mark = ? AND year = ?", &q, err));
    TRY(store_start(q, v, 3, err));
    TRY(store_next(q, &row, err));
    *ret_serial = store_column_int(q, 0);
    store_end(q);
    return ERR_OK;
}

/* ---- seals ---- */

enum err_code matter_document_seal_next(struct store *s, int64_t *ret_id, struct err *err)
{
    return next_id(s, STR("seal"), ret_id, err);
}

static struct str hex_of(const struct digest_value *v, struct buf *b)
{
    buf_reset(b);
    digest_print(b, v);
    return buf_view(b);
}

static enum err_code insert_seal(struct store *s, int64_t id,
                                 const struct matter_document_seal *seal, struct err *err)
{
    struct buf content = {0}, file = {0}, key = {0};
    struct store_value v[] = {store_int(id),
                              store_int(seal->document),
                              store_int(seal->seen + 1),
                              store_text(seal->series.organ),
                              store_text(seal->series.mark),
                              store_int(seal->series.year),
                              seal->serial ? store_int(seal->serial) : STORE_NONE,
                              store_text(seal->number),
                              store_text(hex_of(&seal->content, &content)),
                              store_text(hex_of(&seal->file, &file)),
                              store_text(hex_of(&seal->key, &key)),
                              store_text(seal->organ),
                              store_text(seal->person),
                              store_int(seal->at.n)};
    struct store_stmt *q;
    enum err_code rc;

    rc = store_query(s,
                     "INSERT INTO document_seal (id, document, version, issuer, mark, year, serial,"
                     " number, content, file, signing_key, organ, person, at)"
                     " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     &q, err);
    if (rc == ERR_OK)
        rc = store_run(q, v, 14, NULL, err);
    buf_release(&content);
    buf_release(&file);
    buf_release(&key);
    return rc;
}

static enum err_code freeze(struct store *s, const struct matter_document_seal *seal,
                            struct err *err)
{
    struct store_value v[] = {store_text(seal->number), store_int(seal->at.n),
                              store_int(seal->document)};
    struct store_stmt *q;

    TRY(store_query(s, "UPDATE document SET sealed = 1, number = ?, at = ? WHERE id = ?", &q, err));
    return store_run(q, v, 3, NULL, err);
}

enum err_code matter_document_seal_put(struct store *s, int64_t id,
                                       const struct matter_document_seal *seal, struct err *err)
{
    struct matter_document_version version = {
        .at = seal->at, .organ = seal->organ, .person = seal->person, .text = seal->text};

    TRY(matter_document_edit(s, seal->document, seal->seen, &version, err));
    TRY(insert_seal(s, id, seal, err));
    TRY(freeze(s, seal, err));
    return ledger_cover(s, err);
}

/* ---- the ledger ---- */

static enum err_code seal_start(struct store *s, int64_t after, struct store_stmt **ret_rows,
                                struct err *err)
{
    struct store_value v[] = {store_int(after)};
    struct store_stmt *q;

    TRY(store_query(s,
                    "SELECT e.id, e.document, d.matter, d.template, e.version, e.number, e.content,"
                    " e.file, e.signing_key, e.organ, e.person, e.at, v.text"
                    " FROM document_seal e JOIN document d ON d.id = e.document"
                    " JOIN document_version v ON v.document = e.document AND v.no = e.version"
                    " WHERE e.id > ? ORDER BY e.id",
                    &q, err));
    TRY(store_start(q, v, 1, err));
    *ret_rows = q;
    return ERR_OK;
}

static void seal_canon(const struct store_stmt *q, struct buf *b)
{
    canon_begin(b, "document", 1);
    canon_i64(b, "seal", store_column_int(q, 0));
    canon_i64(b, "document", store_column_int(q, 1));
    canon_i64(b, "matter", store_column_int(q, 2));
    canon_text(b, "template", store_column_text(q, 3));
    canon_i64(b, "version", store_column_int(q, 4));
    canon_text(b, "number", store_column_text(q, 5));
    canon_text(b, "content", store_column_text(q, 6));
    canon_text(b, "file", store_column_text(q, 7));
    canon_text(b, "key", store_column_text(q, 8));
    canon_text(b, "organ", store_column_text(q, 9));
    canon_text(b, "person", store_column_text(q, 10));
    canon_i64(b, "at", store_column_int(q, 11));
    canon_text(b, "text", store_column_text(q, 12));
}

const struct ledger_subject ledger_document = {
    .kind = "document",
    .rising = true,
    .start = seal_start,
    .canon = seal_canon,
};
