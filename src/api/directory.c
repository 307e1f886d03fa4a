/* api/directory.c - organs and people as a workbook, out and in again (identity/directory.h), for the
 * system administrator. */
#include "identity/directory.h"
#include "api/account.h"
#include "api/handlers.h"
#include "api/problem.h"
#include "base/file.h"

#include <unistd.h>

enum { WORKBOOK_MAX = 64 << 20 };

/* ---- out ---- */

static enum err_code write_out(struct api_call *c, struct identity *id, const char *path,
                               struct err *err)
{
    struct str bytes;

    TRY(directory_write(id, path, err));
    TRY(file_read(c->arena, path, WORKBOOK_MAX, &bytes, err));
    buf_str(c->out, bytes);
    return ERR_OK;
}

enum err_code api_directory_export(struct api_call *c, struct err *err)
{
    struct str path =
        str_fmt(c->arena, "%.*s/directory-%.*s.xlsx", STR_F(c->x->spool.dir), STR_F(c->q->id));
    struct identity *id;
    enum err_code rc;

    TRY(api_person(c, &id, err));
    TRY(identity_require(id, c->who, LAW_POWER_USERS, err));
    rc = write_out(c, id, path.p, err);
    unlink(path.p);
    if (rc != ERR_OK)
        return rc;
    c->r->type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    http_reply_header(c->r, "Content-Disposition", STR("attachment; filename=\"directory.xlsx\""));
    return ERR_OK;
}

/* ---- in ---- */

static enum err_code open_upload(struct api_call *c, struct identity **ret, const char **ret_path,
                                 struct err *err)
{
    TRY(api_person(c, ret, err));
    TRY(identity_require(*ret, c->who, LAW_POWER_USERS, err));
    if (c->q->upload.n != 1 || !str_eq(c->q->upload.at[0].field, STR("file")))
        return api_invalid(err, "请上传一个文件，表单项的名字是 file");
    *ret_path = c->q->upload.at[0].path.p;
    return ERR_OK;
}

/* What is wrong with the file, each thing by sheet, row and column: 422. */
static enum err_code refuse(struct api_call *c, const struct directory_problems *problems)
{
    struct api_faults f = {.arena = c->arena};

    for (size_t i = 0; i < problems->v.n; i++) {
        const struct directory_problem *p = &problems->v.at[i];
        struct buf zh = {0};

        directory_problem_print(&zh, p);
        vec_push(c->arena, &f.v,
                 ((struct api_fault){str_fmt(c->arena, "/%.*s/%lld/%.*s", STR_F(p->sheet),
                                             (long long)p->line, STR_F(p->column)),
                                     str_dup(c->arena, buf_view(&zh)),
                                     STR("a row of the file is not what it should be")}));
        buf_release(&zh);
    }
    api_problem_faults(c->r, c->q, &f);
    return ERR_OK;
}

static void put_made(struct api_call *c, const struct directory_result *made)
{
    json_open(c->out, NULL, '{');
    json_open(c->out, "made", '[');
    for (size_t i = 0; i < made->made.n; i++)
        api_put_password(c, made->made.at[i].login, made->made.at[i].password);
    json_close(c->out, ']');
    json_i64(c->out, "same", made->same);
    json_close(c->out, '}');
}

static enum err_code import(struct api_call *c, struct identity *id, const char *path,
                            struct directory_result *made, struct directory_problems *problems,
                            struct err *err)
{
    struct directory_users users;

    TRY(directory_read_users(id->law, path, c->arena, &users, problems, err));
    if (problems->v.n > 0)
        return ERR_OK;
    return directory_import_users(id, c->who, &users, c->arena, made, problems, err);
}

enum err_code api_directory_import(struct api_call *c, struct err *err)
{
    struct directory_problems problems = {0};
    struct directory_result made = {0};
    struct identity *id;
    const char *path;
    enum err_code rc;

    TRY(open_upload(c, &id, &path, err));
    if (!api_hash_begin(c))
        return ERR_OK;
    rc = import(c, id, path, &made, &problems, err);
    api_hash_end(c);
    if (rc != ERR_OK)
        return rc;
    if (problems.v.n > 0)
        return refuse(c, &problems);
    put_made(c, &made);
    return ERR_OK;
}

/* Organs are law: what was read comes back as the text of a file of law/organ. */
enum err_code api_directory_organs(struct api_call *c, struct err *err)
{
    struct directory_problems problems = {0};
    struct identity *id;
    struct buf yaml = {0};
    const char *path;
    enum err_code rc;
    int64_t n = 0;

    TRY(open_upload(c, &id, &path, err));
    rc = directory_read_organs(path, c->arena, &yaml, &n, &problems, err);
    if (rc == ERR_OK && problems.v.n > 0) {
        rc = refuse(c, &problems);
    } else if (rc == ERR_OK) {
        json_open(c->out, NULL, '{');
        json_i64(c->out, "organs", n);
        json_text(c->out, "yaml", buf_view(&yaml));
        json_close(c->out, '}');
    }
    buf_release(&yaml);
    return rc;
}
