/* service/import/load.c - a file into the store; see load.h. */
#include "service/import/load.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/vec.h"
#include "crypto/digest.h"
#include "registry/identity.h"
#include "service/import/fingerprint.h"
#include "service/import/rejected.h"

#include <pthread.h>
#include <string.h>

/* The proof of the file's bytes, made beside the import. */
struct digesting {
    pthread_t thread;
    const char *path;
    struct digest_value value;
    int64_t bytes;
    enum err_code rc;
    struct err err;
};

struct load {
    const struct import_request *request;
    struct store *store;
    struct arena *a;
    struct registry_import *im;
    struct digesting digesting;
    struct registry_hash fingerprint;
    int64_t size;
    struct import_summary summary;
    VEC(struct import_left_out) left_out;
    struct buf cells, unknown;
    bool second;
};

/* ---- digest ---- */

static void *digest_work(void *p)
{
    struct digesting *d = p;

    d->rc = digest_file(d->path, &d->value, &d->bytes, &d->err);
    return NULL;
}

static enum err_code digest_start(struct digesting *d, const char *path, struct err *err)
{
    int rc;

    d->path = path;
    rc = pthread_create(&d->thread, NULL, digest_work, d);
    return rc == 0 ? ERR_OK : err_set(err, ERR_IO, "pthread_create: %s", strerror(rc));
}

static enum err_code digest_end(struct load *l, struct str *ret_hex, struct err *err)
{
    struct digesting *d = &l->digesting;
    struct buf hex = {0};

    if (d->rc != ERR_OK) {
        *err = d->err;
        return d->rc;
    }
    if (d->bytes != l->size) {
        err_set(err, ERR_CONFLICT, "%s changed while it was read", d->path);
        return err_set_zh(err, "文件“%s”在导入过程中被改动，请关闭正在编辑它的程序后重新运行",
                          d->path);
    }
    digest_print(&hex, &d->value);
    *ret_hex = str_dup(l->a, buf_view(&hex));
    buf_release(&hex);
    return ERR_OK;
}

/* ---- sink ---- */

static struct str json_of(struct buf *b, const struct str *cell, size_t n)
{
    buf_reset(b);
    json_open(b, NULL, '[');
    for (size_t i = 0; i < n; i++)
        json_text(b, NULL, cell[i]);
    json_close(b, ']');
    return buf_view(b);
}

static void leave_out(struct load *l, struct str sheet, struct str column)
{
    vec_push(l->a, &l->left_out,
             (struct import_left_out){str_dup(l->a, sheet), str_dup(l->a, column)});
}

static void summarise_sheet(struct load *l, const struct import_sheet *s)
{
    if (!s->mapping)
        leave_out(l, s->name, STR_NULL);
    for (size_t i = 0; i < s->nunknown; i++)
        leave_out(l, s->name, s->unknown[i]);
    if (s->mapping && l->summary.dataset.n == 0) {
        l->summary.mapping = s->mapping->id;
        l->summary.dataset = s->mapping->dataset->id;
    }
}

static enum err_code take_sheet(void *p, const struct import_sheet *s, struct err *err)
{
    struct load *l = p;
    struct registry_sheet r = {.sheet_no = s->sheet_no,
                               .name = s->name,
                               .header_line = s->header_line,
                               .header = json_of(&l->cells, s->cell, s->ncell),
                               .unknown = json_of(&l->unknown, s->unknown, s->nunknown)};

    if (!l->second)
        summarise_sheet(l, s);
    if (s->mapping) {
        r.dataset = s->mapping->dataset->id;
        r.mapping = s->mapping->id;
    }
    return registry_import_sheet(l->im, &r, err);
}

static enum err_code take_record(void *p, const struct registry_record *r, struct err *err)
{
    return registry_import_record(((struct load *)p)->im, r, err);
}

static enum err_code take_reject(void *p, const struct import_reject *r, struct err *err)
{
    struct load *l = p;
    struct registry_reject reject = {.row = r->row,
                                     .sheet_no = r->sheet_no,
                                     .line = r->line,
                                     .reason = r->reason,
                                     .cells = json_of(&l->cells, r->cell, r->ncell)};

    return registry_import_reject(l->im, &reject, err);
}

static enum err_code take_batch(void *p, size_t sheet_no, int64_t line, int progress,
                                struct err *err)
{
    struct load *l = p;
    const struct import_request *r = l->request;

    (void)sheet_no;
    (void)line;
    (void)err;
    if (r->progress && !l->second)
        r->progress(r->progress_p, registry_import_counts(l->im)->rows, progress);
    return ERR_OK;
}

static bool wants(void *p, int64_t row)
{
    return registry_import_wants(((struct load *)p)->im, row);
}

/* ---- passes ---- */

static enum err_code pass(struct load *l, struct err *err)
{
    struct import_sink sink = {.p = l,
                               .sheet = take_sheet,
                               .record = take_record,
                               .reject = take_reject,
                               .batch = take_batch};
    struct import_options o = l->request->options;
    struct import_counts ignored;

    if (l->second) {
        o.wants = wants;
        o.wants_p = l;
    } else
        o.identify_to = registry_import_resumed(l->im);
    return import_run(l->request->path, &o, &sink, &ignored, err);
}

static enum err_code passes(struct load *l, struct err *err)
{
    int64_t waiting = 0;

    TRY(pass(l, err));
    TRY(registry_import_second(l->im, &waiting, err));
    l->second = true;
    return waiting ? pass(l, err) : ERR_OK;
}

/* ---- beginning and end ---- */

static struct str options_text(struct load *l)
{
    const struct import_options *o = &l->request->options;

    return str_fmt(l->a, "dataset=%.*s mapping=%.*s%s",
                   STR_F(o->dataset ? o->dataset->id : STR("-")),
                   STR_F(o->mapping ? o->mapping->id : STR("-")), o->partial ? " partial" : "");
}

static enum err_code begin(struct load *l, struct err *err)
{
    const struct import_request *r = l->request;
    struct registry_import_source source = {.file = r->name.n ? r->name : str_from(r->path),
                                            .options = options_text(l),
                                            .now = r->now,
                                            .whole = r->all_or_nothing || r->dry_run,
                                            .batch = r->batch,
                                            .at_end = r->at_end};

    TRY(import_fingerprint(r->path, &l->fingerprint, &l->size, err));
    source.size = l->size;
    source.fingerprint = l->fingerprint;
    return registry_import_open(l->store, r->options.law, &source, &l->im, err);
}

static enum err_code finish(struct load *l, struct err *err)
{
    const struct registry_import_counts *c = registry_import_counts(l->im);
    bool refused = l->request->all_or_nothing && c->rejected > 0;
    bool keep = !refused && !l->request->dry_run;
    struct str digest = STR_NULL;

    TRY(digest_end(l, &digest, err));
    TRY(import_write_rejected(l->store, registry_import_id(l->im), l->request->path, l->a,
                              &l->summary.rejected, err));
    TRY(registry_import_finish(l->im, digest, l->request->now, keep, err));
    l->summary.counts = *c;
    l->summary.resumed = registry_import_resumed(l->im);
    l->summary.refused = refused;
    l->summary.import = keep ? registry_import_id(l->im) : 0;
    l->summary.left_out = l->left_out.at;
    l->summary.nleft_out = l->left_out.n;
    return ERR_OK;
}

static enum err_code run(struct load *l, struct err *err)
{
    enum err_code rc;

    TRY(begin(l, err));
    TRY(digest_start(&l->digesting, l->request->path, err));
    rc = passes(l, err);
    pthread_join(l->digesting.thread, NULL);
    return rc == ERR_OK ? finish(l, err) : rc;
}

enum err_code import_file(struct store *s, const struct import_request *request, struct arena *a,
                          struct import_summary *ret, struct err *err)
{
    struct load *l = MEM_NEW(struct load);
    enum err_code rc;

    l->request = request;
    l->store = s;
    l->a = a;
    rc = run(l, err);
    registry_import_close(l->im);
    buf_release(&l->cells);
    buf_release(&l->unknown);
    if (rc == ERR_OK)
        *ret = l->summary;
    free(l);
    return rc;
}
