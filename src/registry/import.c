/* registry/import.c - the transactions and counts of an import; see import.h. */
#include "registry/import.h"

#include "base/buf.h"
#include "base/bug.h"
#include "base/mem.h"
#include "registry/import_internal.h"
#include "registry/party.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

/* A transaction writes the pages of the random indexes that it touches, nearly all of them once the
 * batch is large against the table: so it grows with the table, or indexes would be written over
 * and over. */
enum { BATCH_ROWS = 20000, BATCH_ROWS_MAX = 250000 };

static enum err_code take_lock(struct registry_import *im, struct err *err)
{
    const char *path = str_fmt(&im->arena, "%s/import.lock", store_home(im->store)).p;

    im->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (im->lock < 0) {
        err_set(err, ERR_IO, "open %s: %s", path, strerror(errno));
        return err_set_zh(err, "无法建立“%s”：%s", path, strerror(errno));
    }
    if (flock(im->lock, LOCK_EX | LOCK_NB) != 0) {
        err_set(err, ERR_BUSY, "%s is held by another import", path);
        return err_set_zh(err, "另一个导入正在进行，请等它结束后再试");
    }
    return ERR_OK;
}

static enum err_code ensure_transaction(struct registry_import *im, struct err *err)
{
    return store_in_transaction(im->store) ? ERR_OK : store_begin(im->store, err);
}

static enum err_code save_progress(struct registry_import *im, struct err *err)
{
    const struct registry_import_counts *c = &im->counts;
    struct store_value v[] = {
        store_int(im->second ? 2 : 1),
        store_int(im->at_sheet),
        store_int(im->at_line),
        store_int(c->rows),
        store_int(c->loaded),
        store_int(c->changed),
        store_int(c->unchanged),
        store_int(c->duplicates),
        store_int(c->rejected),
        store_int(c->warnings),
        store_int(im->id),
    };
    struct store_stmt *q;

    TRY(store_query(im->store,
                    "UPDATE import SET phase = ?, at_sheet = ?, at_line = ?, rows = ?, loaded = ?,"
                    " changed = ?, unchanged = ?, duplicates = ?, rejected = ?, warnings = ?"
                    " WHERE id = ?",
                    &q, err));
    return store_run(q, v, sizeof(v) / sizeof(v[0]), NULL, err);
}

static int by_id(const void *a, const void *b)
{
    const struct registry_party *p = a, *q = b;

    return p->id < q->id ? -1 : p->id > q->id;
}

static enum err_code add_party(struct registry_import *im, const struct registry_party *p,
                               struct err *err)
{
    struct store_value v[] = {store_int(p->id), store_text(registry_party_key_name(p->key)),
                              store_text_or_none(p->name), store_text_or_none(p->kind),
                              store_int(im->id)};

    return store_run(im->add_party, v, 5, NULL, err);
}

static enum err_code write_parties(struct registry_import *im, struct err *err)
{
    if (im->party.n == 0)
        return ERR_OK;
    qsort(im->party.at, im->party.n, sizeof(*im->party.at), by_id);
    for (size_t i = 0; i < im->party.n; i++)
        if (i == 0 || im->party.at[i].id != im->party.at[i - 1].id)
            TRY(add_party(im, &im->party.at[i], err));
    memset(&im->party, 0, sizeof(im->party));
    arena_reset(&im->party_arena);
    return ERR_OK;
}

/* The watermark goes with the rows it speaks of. */
static enum err_code commit(struct registry_import *im, struct err *err)
{
    TRY(write_parties(im, err));
    TRY(save_progress(im, err));
    TRY(store_commit(im->store, err));
    im->pending = 0;
    return ERR_OK;
}

static struct str hash_text(struct arena *a, struct registry_hash h)
{
    return str_fmt(a, "%016" PRIx64 "%016" PRIx64, h.hi, h.lo);
}

static enum err_code add_import(struct registry_import *im,
                                const struct registry_import_source *source, struct str print,
                                struct err *err)
{
    struct store_value v[] = {
        store_text(source->file),    store_int(source->size),      store_text(print),
        store_text(source->options), store_text(im->law->version), store_int(source->now)};
    struct store_stmt *q;
    bool row = false;

    TRY(store_query(im->store,
                    "INSERT INTO import (file, size, fingerprint, options, law_version, started_at,"
                    " status) VALUES (?, ?, ?, ?, ?, ?, 'running') RETURNING id",
                    &q, err));
    TRY(store_start(q, v, 6, err));
    TRY(store_next(q, &row, err));
    BUG_ON(!row);
    im->id = store_column_int(q, 0);
    store_end(q);
    return ERR_OK;
}

static enum err_code was_imported(struct registry_import *im, struct str print, struct err *err)
{
    struct store_value v[] = {store_text(print)};
    struct store_stmt *q;

    TRY(store_query(im->store,
                    "SELECT 1 FROM import WHERE fingerprint = ? AND status = 'done' LIMIT 1", &q,
                    err));
    TRY(store_start(q, v, 1, err));
    TRY(store_next(q, &im->again, err));
    store_end(q);
    return ERR_OK;
}

/* A cut-off import of the same file, read in the same way. */
static enum err_code find_cut_off(struct registry_import *im,
                                  const struct registry_import_source *source, struct str print,
                                  struct err *err)
{
    struct store_value v[] = {store_text(print), store_text(source->options),
                              store_text(im->law->version)};
    struct store_stmt *q;
    bool row = false;

    TRY(store_query(im->store,
                    "SELECT id, rows, loaded, changed, unchanged, duplicates, rejected, warnings,"
                    " at_sheet, at_line FROM import WHERE fingerprint = ? AND options = ?"
                    " AND law_version = ? AND status = 'running' ORDER BY id DESC LIMIT 1",
                    &q, err));
    TRY(store_start(q, v, 3, err));
    TRY(store_next(q, &row, err));
    if (!row)
        return ERR_OK;
    im->id = store_column_int(q, 0);
    im->settled = store_column_int(q, 1);
    im->counts = (struct registry_import_counts){
        .rows = im->settled,
        .loaded = store_column_int(q, 2),
        .changed = store_column_int(q, 3),
        .unchanged = store_column_int(q, 4),
        .duplicates = store_column_int(q, 5),
        .rejected = store_column_int(q, 6),
        .warnings = store_column_int(q, 7),
    };
    im->at_sheet = store_column_int(q, 8);
    im->at_line = store_column_int(q, 9);
    store_end(q);
    return ERR_OK;
}

/* Unfinished imports of this file that are not gone on with: read in another way, or under
 * another law.  What they loaded stays. */
static enum err_code retire_others(struct registry_import *im, struct str print, struct err *err)
{
    struct store_value v[] = {store_text(print), store_int(im->id)};
    struct store_stmt *q;

    TRY(store_query(im->store,
                    "UPDATE import SET status = 'replaced'"
                    " WHERE fingerprint = ? AND status = 'running' AND id <> ?",
                    &q, err));
    return store_run(q, v, 2, NULL, err);
}

static enum err_code note_resumed(struct registry_import *im, struct err *err)
{
    struct store_value v[] = {store_int(im->id)};
    struct store_stmt *q;

    TRY(store_query(im->store, "UPDATE import SET runs = runs + 1 WHERE id = ?", &q, err));
    return store_run(q, v, 1, NULL, err);
}

static enum err_code start(struct registry_import *im, const struct registry_import_source *source,
                           struct err *err)
{
    struct str print = hash_text(&im->arena, source->fingerprint);

    TRY(take_lock(im, err));
    TRY(store_bulk(im->store, true, err));
    im->bulk = true;
    TRY(ensure_transaction(im, err));
    TRY(was_imported(im, print, err));
    if (!im->whole)
        TRY(find_cut_off(im, source, print, err));
    TRY(retire_others(im, print, err));
    TRY(im->id ? note_resumed(im, err) : add_import(im, source, print, err));
    return store_query(im->store,
                       "INSERT INTO party (id, key_kind, name, kind, import_id)"
                       " VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
                       &im->add_party, err);
}

enum err_code registry_import_open(struct store *s, const struct law *law,
                                   const struct registry_import_source *source,
                                   struct registry_import **ret, struct err *err)
{
    struct registry_import *im = MEM_NEW(struct registry_import);
    enum err_code rc;

    im->store = s;
    im->law = law;
    im->lock = -1;
    im->whole = source->whole;
    im->batch = source->batch;
    im->at_end = source->at_end;
    arena_init(&im->arena, 0);
    im->table = ARENA_ARRAY(&im->arena, struct registry_import_table, law->ndataset);
    im->party_cache = ARENA_ARRAY(&im->arena, int64_t, REGISTRY_PARTY_CACHE);
    rc = start(im, source, err);
    if (rc != ERR_OK)
        registry_import_close(im);
    else
        *ret = im;
    return rc;
}

static enum err_code first_id(struct registry_import *im, const struct law_dataset *d,
                              int64_t *ret_id, struct err *err)
{
    struct sql_maker m;
    struct store_stmt *q;
    bool row = false;

    sql_make(&m, &im->arena);
    sql_add(&m, "SELECT coalesce(max(id), 0) + 1 FROM ");
    sql_name2(&m, STR("ds_"), d->id);
    TRY(store_prepare(im->store, sql_done(&m), &q, err));
    TRY(store_start(q, NULL, 0, err));
    TRY(store_next(q, &row, err));
    *ret_id = store_column_int(q, 0);
    store_end(q);
    return ERR_OK;
}

enum err_code registry_import_table(struct registry_import *im, const struct law_dataset *d,
                                    struct registry_import_table **ret, struct err *err)
{
    struct registry_import_table *t = &im->table[d - im->law->dataset];

    if (!t->t.dataset) {
        TRY(first_id(im, d, &t->next_id, err));
        TRY(registry_table_open(im->store, d, &im->arena, &t->t, err));
    }
    im->records = t->next_id;
    *ret = t;
    return ERR_OK;
}

/* Gives the transaction up after a failure. */
static enum err_code broken(struct registry_import *im, enum err_code rc)
{
    if (rc != ERR_OK) {
        im->broken = true;
        store_rollback(im->store);
    }
    return rc;
}

static bool batch_is_full(const struct registry_import *im)
{
    int64_t grown = im->records / 4;

    if (im->batch)
        return im->pending >= im->batch;
    grown = grown > BATCH_ROWS_MAX ? BATCH_ROWS_MAX : grown;
    return im->pending >= (grown < BATCH_ROWS ? BATCH_ROWS : grown);
}

/* A row was settled for the first time. */
static enum err_code settled(struct registry_import *im, size_t sheet_no, int64_t line,
                             struct err *err)
{
    im->at_sheet = (int64_t)sheet_no;
    im->at_line = line;
    im->pending++;
    if (im->whole && im->party.n >= BATCH_ROWS_MAX)
        return write_parties(im, err);
    return im->whole || !batch_is_full(im) ? ERR_OK : commit(im, err);
}

static bool settled_before(const struct registry_import *im, int64_t row)
{
    return row <= im->settled;
}

enum err_code registry_import_sheet(struct registry_import *im, const struct registry_sheet *sheet,
                                    struct err *err)
{
    struct store_value v[] = {store_int(im->id),
                              store_int((int64_t)sheet->sheet_no),
                              store_text(sheet->name),
                              store_text_or_none(sheet->dataset),
                              store_text_or_none(sheet->mapping),
                              store_int(sheet->header_line),
                              store_text_or_none(sheet->header),
                              store_text_or_none(sheet->unknown)};
    struct store_stmt *q;

    BUG_ON(im->broken);
    if (im->second)
        return ERR_OK;
    TRY(broken(im, ensure_transaction(im, err)));
    TRY(broken(im, store_query(im->store,
                               "INSERT INTO import_sheet (import_id, sheet, name, dataset, mapping,"
                               " header_line, header, unknown) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                               " ON CONFLICT (import_id, sheet) DO NOTHING",
                               &q, err)));
    return broken(im, store_run(q, v, 8, NULL, err));
}

static enum err_code take(struct registry_import *im, const struct registry_record *r,
                          struct err *err)
{
    if (im->second) {
        TRY(ensure_transaction(im, err));
        TRY(registry_settle_second(im, r, err));
        return settled(im, r->sheet_no, r->line, err);
    }
    if (settled_before(im, r->row))
        return registry_settle_again(im, r, err);
    BUG_ON(r->row != im->counts.rows + 1);
    TRY(ensure_transaction(im, err));
    TRY(registry_settle_first(im, r, err));
    im->counts.rows++;
    im->counts.warnings += r->warnings.n > 0;
    return settled(im, r->sheet_no, r->line, err);
}

enum err_code registry_import_record(struct registry_import *im, const struct registry_record *r,
                                     struct err *err)
{
    BUG_ON(im->broken);
    return broken(im, take(im, r, err));
}

static enum err_code take_reject(struct registry_import *im, const struct registry_reject *r,
                                 struct err *err)
{
    struct store_value v[] = {
        store_int(im->id),  store_int(r->row),     store_int((int64_t)r->sheet_no),
        store_int(r->line), store_text(r->reason), store_text(r->cells)};
    struct store_stmt *q;

    if (im->second || settled_before(im, r->row))
        return ERR_OK;
    BUG_ON(r->row != im->counts.rows + 1);
    TRY(ensure_transaction(im, err));
    TRY(store_query(im->store,
                    "INSERT INTO import_reject (import_id, row, sheet, line, reason, cells)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    &q, err));
    TRY(store_run(q, v, 6, NULL, err));
    im->counts.rows++;
    im->counts.rejected++;
    return settled(im, r->sheet_no, r->line, err);
}

enum err_code registry_import_reject(struct registry_import *im, const struct registry_reject *r,
                                     struct err *err)
{
    BUG_ON(im->broken);
    return broken(im, take_reject(im, r, err));
}

enum err_code registry_import_second(struct registry_import *im, int64_t *ret_rows, struct err *err)
{
    BUG_ON(im->broken || im->second);
    im->second = true;
    TRY(broken(im, ensure_transaction(im, err)));
    if (!im->whole)
        TRY(broken(im, commit(im, err)));
    *ret_rows = (int64_t)im->waiting.n;
    return ERR_OK;
}

bool registry_import_wants(struct registry_import *im, int64_t row)
{
    while (im->next_waiting < im->waiting.n && im->waiting.at[im->next_waiting] < row)
        im->next_waiting++;
    return im->next_waiting < im->waiting.n && im->waiting.at[im->next_waiting] == row;
}

static enum err_code end_import(struct registry_import *im, struct str digest, int64_t now,
                                struct err *err)
{
    struct store_value v[] = {store_text(digest), store_int(now), store_int(im->id)};
    struct store_stmt *q;

    TRY(ensure_transaction(im, err));
    TRY(write_parties(im, err));
    TRY(save_progress(im, err));
    TRY(store_query(im->store,
                    "UPDATE import SET digest = ?, finished_at = ?, status = 'done' WHERE id = ?",
                    &q, err));
    TRY(store_run(q, v, 3, NULL, err));
    if (im->at_end)
        TRY(im->at_end(im->store, err));
    return store_commit(im->store, err);
}

static enum err_code check_complete(const struct registry_import *im, struct err *err)
{
    const struct registry_import_counts *c = &im->counts;

    if (im->settled_second == (int64_t)im->waiting.n &&
        c->rows == c->loaded + c->changed + c->unchanged + c->duplicates + c->rejected)
        return ERR_OK;
    err_set(err, ERR_CONFLICT, "the file gave other rows when it was read again");
    return err_set_zh(err, "文件在导入过程中被改动，导入未完成。请关闭正在编辑它的程序后重新运行");
}

enum err_code registry_import_finish(struct registry_import *im, struct str digest, int64_t now,
                                     bool keep, struct err *err)
{
    BUG_ON(im->broken || (!keep && !im->whole));
    if (!keep) {
        store_rollback(im->store);
        return ERR_OK;
    }
    TRY(broken(im, check_complete(im, err)));
    return broken(im, end_import(im, digest, now, err));
}

void registry_import_close(struct registry_import *im)
{
    struct err ignored;

    if (!im)
        return;
    store_rollback(im->store);
    /* A cache that stays large costs memory, nothing else. */
    if (im->bulk && store_bulk(im->store, false, &ignored) != ERR_OK)
        im->bulk = false;
    if (im->lock >= 0)
        close(im->lock);
    registry_seen_release(&im->seen);
    buf_release(&im->scratch);
    arena_release(&im->party_arena);
    arena_release(&im->arena);
    free(im);
}

const struct registry_import_counts *registry_import_counts(const struct registry_import *im)
{
    return &im->counts;
}

int64_t registry_import_id(const struct registry_import *im)
{
    return im->id;
}

int64_t registry_import_resumed(const struct registry_import *im)
{
    return im->settled;
}

static enum err_code hand_over(struct store_stmt *q, registry_rejected_fn fn, void *p,
                               struct err *err)
{
    struct registry_rejected r = {
        .sheet_name = store_column_text(q, 0),
        .header = store_column_text(q, 1),
        .reject = {.row = store_column_int(q, 2),
                   .sheet_no = (size_t)store_column_int(q, 3),
                   .line = store_column_int(q, 4),
                   .reason = store_column_text(q, 5),
                   .cells = store_column_text(q, 6)},
    };

    return fn(p, &r, err);
}

enum err_code registry_rejected(struct store *s, int64_t import, registry_rejected_fn fn, void *p,
                                struct err *err)
{
    struct store_value v[] = {store_int(import)};
    struct store_stmt *q;
    enum err_code rc = ERR_OK;
    bool row = true;

    TRY(store_query(s,
                    "SELECT s.name, s.header, r.row, r.sheet, r.line, r.reason, r.cells"
                    " FROM import_reject r JOIN import_sheet s"
                    " ON s.import_id = r.import_id AND s.sheet = r.sheet"
                    " WHERE r.import_id = ? ORDER BY r.row",
                    &q, err));
    TRY(store_start(q, v, 1, err));
    while (rc == ERR_OK) {
        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        rc = hand_over(q, fn, p, err);
    }
    store_end(q);
    return rc;
}
