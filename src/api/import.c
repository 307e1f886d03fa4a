/* api/import.c - files uploaded and imported; what came of it. */
#include "api/handlers.h"
#include "api/job.h"
#include "base/file.h"
#include "registry/finished.h"

enum { REJECTED_MAX = 64 << 20 };

static enum err_code find_named(const struct api_call *c, struct api_job_request *q,
                                struct err *err)
{
    const struct law *law = c->x->c.law;
    struct str dataset = api_text(c, "dataset"), map = api_text(c, "map");

    if (dataset.n > 0 && !(q->dataset = law_dataset_find(law, dataset)))
        return api_invalid(err, "没有名为“%.*s”的数据集", STR_F(dataset));
    for (size_t i = 0; map.n > 0 && i < law->nmapping; i++)
        if (str_eq(law->mapping[i].id, map))
            q->mapping = &law->mapping[i];
    if (map.n > 0 && !q->mapping)
        return api_invalid(err, "没有名为“%.*s”的对照表", STR_F(map));
    return ERR_OK;
}

enum err_code api_import_start(struct api_call *c, struct err *err)
{
    struct api_job_request q = {.all_or_nothing = api_bool(c, "all_or_nothing"),
                                .dry_run = api_bool(c, "dry_run"),
                                .screen = api_bool(c, "screen")};
    struct str id;

    if (c->q->upload.n != 1 || !str_eq(c->q->upload.at[0].field, STR("file")))
        return api_invalid(err, "请上传一个文件，表单项的名字是 file");
    if (q.screen && q.dry_run)
        return api_invalid(err, "dry_run 不入库，没有可筛查的记录，不能与 screen 一起用");
    TRY(find_named(c, &q, err));
    q.file = c->q->upload.at[0].file;
    q.path = c->q->upload.at[0].path.p;
    TRY(api_job_start(c, &q, &id, err));
    http_reply_header(c->r, "Location", str_fmt(c->arena, "/api/v1/imports/%.*s", STR_F(id)));
    return api_job_print(c, id, c->out, err);
}

enum err_code api_import_show(struct api_call *c, struct err *err)
{
    return api_job_print(c, c->q->param[0], c->out, err);
}

enum err_code api_import_rejected(struct api_call *c, struct err *err)
{
    struct str path, bytes;

    TRY(api_job_rejected(c, c->q->param[0], &path, err));
    TRY(file_read(c->arena, path.p, REJECTED_MAX, &bytes, err));
    c->r->type = "text/csv; charset=utf-8";
    http_reply_header(c->r, "Content-Disposition", STR("attachment; filename=\"rejected.csv\""));
    buf_str(c->out, bytes);
    return ERR_OK;
}

static void put_finished(struct buf *b, const struct registry_finished *f)
{
    json_open(b, NULL, '{');
    json_i64(b, "import", f->id);
    json_text(b, "file", f->file);
    json_i64(b, "size", f->size);
    json_text(b, "sm3", f->digest);
    json_text(b, "law", f->law_version);
    api_put_time(b, "finished", f->finished_at);
    json_i64(b, "rows", f->counts.rows);
    json_i64(b, "loaded", f->counts.loaded);
    json_i64(b, "changed", f->counts.changed);
    json_i64(b, "unchanged", f->counts.unchanged);
    json_i64(b, "duplicates", f->counts.duplicates);
    json_i64(b, "rejected", f->counts.rejected);
    json_i64(b, "warnings", f->counts.warnings);
    json_close(b, '}');
}

/* Whose file it was is not kept with an import, so the list of all is the operator's and the
 * auditor's. */
enum err_code api_import_list(struct api_call *c, struct err *err)
{
    int64_t limit = api_limit(c), n = 0, last = 0;
    bool row, more = false;
    struct store_stmt *q;
    struct store *s;

    if (!c->actor->is_operator && !actor_can(c->actor, STR("审计查看"))) {
        err_set(err, ERR_FORBIDDEN, "the list of all imports is the operator's");
        return err_set_zh(err, "没有权限“审计查看”");
    }
    TRY(api_store(c, &s, err));
    TRY(registry_finished_start(s, api_int(c, "after", 0), &q, err));
    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    for (;;) {
        struct registry_finished f;

        TRY(store_next(q, &row, err));
        more = row && n == limit;
        if (!row || more)
            break;
        f = registry_finished_read(q);
        put_finished(c->out, &f);
        last = f.id;
        n++;
    }
    if (more)
        store_end(q);
    api_end_list(c, last, more);
    return ERR_OK;
}
