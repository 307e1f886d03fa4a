/* identity/directory_user.c - people of a workbook; see directory.h. */
#include "identity/directory_internal.h"
#include "identity/identity_internal.h"

enum { LOGIN, NAME, ORGAN, STATE, POSTS };

static const struct str titles[] = {STR_INIT("登录名"), STR_INIT("姓名"), STR_INIT("机关"),
                                    STR_INIT("状态"), STR_INIT("岗位")};

const struct directory_shape directory_user_shape = {
    .sheet = STR_INIT("人员"),
    .title = titles,
    .n = sizeof(titles) / sizeof(titles[0]),
    .required = 1u << LOGIN | 1u << NAME | 1u << ORGAN,
};

/* ---- reading ---- */

struct reading {
    const struct law *law;
    struct arena *a;
    struct directory_problems *problems;
    struct map by_login; /* to the row that has it */
};

static void check_organ(struct reading *r, const struct directory_row *row, struct str *ret_organ)
{
    struct actor organ;
    struct err err;

    if (actor_make(r->law, row->cell[ORGAN], STR(""), &organ, &err) == ERR_OK)
        *ret_organ = organ.organ;
    else
        directory_add(r->a, r->problems, row, titles[ORGAN], str_from(err.zh));
}

static void check_login(struct reading *r, struct directory_row *row)
{
    struct directory_row *former = map_get(&r->by_login, row->cell[LOGIN]);

    if (former)
        directory_add(r->a, r->problems, row, titles[LOGIN],
                      str_fmt(r->a, "与第 %lld 行重复", (long long)former->line));
    else
        map_put(&r->by_login, row->cell[LOGIN], row);
}

static void read_user(struct reading *r, struct directory_row *row, struct directory_users *all)
{
    struct directory_user u = {.user = {row->cell[LOGIN], row->cell[NAME], STR("")},
                               .sheet = row->sheet,
                               .line = row->line,
                               .no = row->no};
    struct err err;

    if (!row->cell[LOGIN].n || !row->cell[NAME].n || !row->cell[ORGAN].n)
        return; /* said already */
    if (identity_user_check(&u.user, &err) != ERR_OK)
        directory_add(r->a, r->problems, row,
                      identity_login_fits(u.user.login) ? titles[NAME] : titles[LOGIN],
                      str_from(err.zh));
    check_login(r, row);
    check_organ(r, row, &u.user.organ);
    vec_push(r->a, &all->v, u);
}

enum err_code directory_read_users(const struct law *law, const char *path, struct arena *a,
                                   struct directory_users *ret, struct directory_problems *problems,
                                   struct err *err)
{
    struct reading r = {.law = law, .a = a, .problems = problems};
    struct directory_rows rows = {0};
    struct directory_users all = {0};

    TRY(directory_read(&directory_user_shape, path, a, &rows, problems, err));
    map_init(&r.by_login, a);
    for (size_t i = 0; i < rows.v.n; i++)
        read_user(&r, &rows.v.at[i], &all);
    *ret = all;
    return ERR_OK;
}

/* ---- importing ---- */

struct import {
    struct identity *id;
    struct arena *a;
    struct directory_result result;
    VEC(const struct directory_user *) fresh;
    VEC(struct str) hash;
};

/* An account that is there must be as the file has it: a sheet is no way to move or rename. */
static enum err_code compare(struct import *in, const struct directory_user *u,
                             struct directory_problems *problems, struct err *err)
{
    struct directory_row at = {.sheet = u->sheet, .line = u->line, .no = u->no};
    struct identity_user had;
    struct err missing;
    enum err_code rc = identity_user_get(in->id->store, u->user.login, in->a, &had, &missing);

    if (rc == ERR_NOT_FOUND) {
        vec_push(in->a, &in->fresh, u);
        return ERR_OK;
    }
    if (rc != ERR_OK) {
        *err = missing;
        return rc;
    }
    if (had.state == IDENTITY_LEFT)
        directory_add(in->a, problems, &at, titles[LOGIN], STR("此人已离任，登录名不能再用"));
    else if (!str_eq(had.name, str_trim(u->user.name)))
        directory_add(in->a, problems, &at, titles[NAME], STR("与已有账户的姓名不同"));
    else if (!str_eq(had.organ, u->user.organ))
        directory_add(in->a, problems, &at, titles[ORGAN],
                      STR("与已有账户的机关不同；调动请用 liandong user move"));
    else
        in->result.same++;
    return ERR_OK;
}

static enum err_code draw_all(struct import *in, struct err *err)
{
    for (size_t i = 0; i < in->fresh.n; i++) {
        struct directory_made made = {.login = in->fresh.at[i]->user.login};
        struct str hash;

        TRY(identity_credential_draw(in->id, in->a, &made.password, &hash, err));
        vec_push(in->a, &in->result.made, made);
        vec_push(in->a, &in->hash, hash);
    }
    return ERR_OK;
}

static enum err_code put_all(struct import *in, const struct identity_who *by, struct err *err)
{
    for (size_t i = 0; i < in->fresh.n; i++) {
        const struct identity_user_new *u = &in->fresh.at[i]->user;
        int64_t user = 0;

        TRY(identity_user_put(in->id, u, &user, err));
        TRY(identity_credential_put(in->id, user, in->hash.at[i], true, err));
        TRY(identity_note(in->id, by,
                          (struct registry_event){.what = STR("user_add"),
                                                  .subject = u->login,
                                                  .holder = u->organ,
                                                  .detail = STR("directory")},
                          err));
    }
    return ERR_OK;
}

enum err_code directory_import_users(struct identity *id, const struct identity_who *by,
                                     const struct directory_users *users, struct arena *a,
                                     struct directory_result *ret,
                                     struct directory_problems *problems, struct err *err)
{
    struct import in = {.id = id, .a = a};

    TRY(identity_require(id, by, LAW_POWER_USERS, err));
    for (size_t i = 0; i < users->v.n; i++)
        TRY(compare(&in, &users->v.at[i], problems, err));
    if (problems->v.n > 0)
        return ERR_OK;
    TRY(draw_all(&in, err));
    TRY(store_begin(id->store, err));
    TRY(identity_end(id, put_all(&in, by, err), err));
    *ret = in.result;
    return ERR_OK;
}
