/* identity/directory_write.c - organs and people out as a workbook; see directory.h. */
#include "format/xlsx_write.h"
#include "identity/directory_internal.h"
#include "identity/grant.h"

enum { WIDE = 28, NARROW = 14 };

static struct xlsx_cell cell(struct str s)
{
    return (struct xlsx_cell){.kind = XLSX_TEXT, .empty = s.n == 0, .text = s};
}

static struct str joined(struct arena *a, const struct str *list, size_t n)
{
    struct buf b = {0};
    struct str all;

    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%s%.*s", i ? "、" : "", STR_F(list[i]));
    all = str_dup(a, buf_view(&b));
    buf_release(&b);
    return all;
}

static void start_sheet(struct xlsx_writer *w, const struct directory_shape *shape)
{
    struct xlsx_column column[DIRECTORY_COLUMNS];

    for (size_t i = 0; i < shape->n; i++)
        column[i] = (struct xlsx_column){shape->title[i], i == 1 || i == 3 ? WIDE : NARROW};
    xlsx_sheet(w, shape->sheet, column, shape->n);
}

static void write_organ(struct xlsx_writer *w, const struct law_organ *o, struct arena *a)
{
    struct xlsx_cell c[DIRECTORY_COLUMNS] = {
        cell(o->id),
        cell(o->name),
        cell(o->short_name),
        cell(joined(a, o->alias, o->nalias)),
        cell(directory_kind_zh[o->kind]),
        cell(o->parent ? o->parent->id : STR("")),
        cell(o->region ? str_fmt(a, "%lld", (long long)o->region) : STR("")),
        cell(o->uscc),
        cell(joined(a, o->doc_prefix, o->ndoc_prefix)),
        cell(joined(a, o->power, o->npower)),
    };

    xlsx_row(w, c, DIRECTORY_COLUMNS);
}

static enum err_code write_user(struct identity *id, struct xlsx_writer *w,
                                const struct identity_user *u, struct arena *a, struct err *err)
{
    struct identity_posts posts;
    struct buf b = {0};

    TRY(identity_post_list(id, u->id, a, &posts, err));
    for (size_t i = 0; i < posts.v.n; i++)
        buf_fmt(&b, "%s%.*s", i ? "、" : "", STR_F(posts.v.at[i]->name));
    xlsx_row(w,
             (struct xlsx_cell[]){cell(u->login), cell(u->name), cell(u->organ),
                                  cell(identity_state_zh(u->state)),
                                  cell(str_dup(a, buf_view(&b)))},
             5);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code write_sheets(struct identity *id, struct xlsx_writer *w, struct arena *a,
                                  struct err *err)
{
    struct identity_users all;

    TRY(identity_user_list(id->store, &(struct identity_user_filter){.state = -1}, a, &all, err));
    start_sheet(w, &directory_organ_shape);
    for (size_t i = 0; i < id->law->norgan; i++)
        write_organ(w, &id->law->organ[i], a);
    start_sheet(w, &directory_user_shape);
    for (size_t i = 0; i < all.v.n; i++)
        TRY(write_user(id, w, &all.v.at[i], a, err));
    return ERR_OK;
}

enum err_code directory_write(struct identity *id, const char *path, struct err *err)
{
    struct xlsx_writer *w;
    struct arena a;
    struct err unused;
    enum err_code rc, closed;

    TRY(xlsx_create(path, &w, err));
    arena_init(&a, 0);
    rc = write_sheets(id, w, &a, err);
    closed = xlsx_close(w, rc == ERR_OK ? err : &unused);
    arena_release(&a);
    return rc == ERR_OK ? closed : rc;
}
