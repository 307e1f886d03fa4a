/* matter/law_kept.c - see law_kept.h. */
#include "matter/law_kept.h"

#include "base/fen.h"
#include "base/vec.h"

struct texts {
    VEC(struct law_text) v;
};

static bool is_kept(struct str name)
{
    return !str_starts(name, STR("law/rule/"));
}

/* text -> { name TAB length LF bytes LF } */
static void print_law(struct buf *b, const struct law *law)
{
    for (size_t i = 0; i < law->nfile; i++) {
        if (!is_kept(law->file[i].name))
            continue;
        buf_fmt(b, "%.*s\t%zu\n", STR_F(law->file[i].name), law->file[i].text.n);
        buf_str(b, law->file[i].text);
        buf_char(b, '\n');
    }
}

/* Borrows text. */
static bool read_texts(struct str text, struct arena *a, struct texts *ret)
{
    while (text.n > 0) {
        struct str name = str_cut(&text, STR("\t")), length = str_cut(&text, STR("\n"));
        int64_t n;

        if (!fen_decimal(length, 0, &n) || n < 0 || (size_t)n >= text.n)
            return false;
        vec_push(a, &ret->v, (struct law_text){name, str_sub(text, 0, (size_t)n)});
        text = str_tail(text, (size_t)n + 1);
    }
    return true;
}

static enum err_code has_version(struct store *s, struct str version, bool *ret_has,
                                 struct err *err)
{
    struct store_value v = store_text(version);
    struct store_stmt *q;

    TRY(store_query(s, "SELECT 1 FROM matter_law WHERE version = ?", &q, err));
    TRY(store_start(q, &v, 1, err));
    TRY(store_next(q, ret_has, err));
    store_end(q);
    return ERR_OK;
}

enum err_code law_kept_put(struct store *s, const struct law *law, struct err *err)
{
    struct store_stmt *q;
    struct buf text = {0};
    enum err_code rc;
    bool has = false;

    TRY(has_version(s, law->version, &has, err));
    if (has)
        return ERR_OK;
    TRY(store_query(s, "INSERT INTO matter_law (version, text) VALUES (?, ?)", &q, err));
    print_law(&text, law);
    rc = store_run(q, (struct store_value[]){store_text(law->version), store_text(buf_view(&text))},
                   2, NULL, err);
    buf_release(&text);
    return rc;
}

/* The kept texts of the version, in a; none when it is not kept. */
static enum err_code get_texts(struct store *s, struct str version, struct arena *a,
                               struct texts *ret, struct err *err)
{
    struct store_value v = store_text(version);
    struct store_stmt *q;
    struct str text = STR("");
    bool row;

    TRY(store_query(s, "SELECT text FROM matter_law WHERE version = ?", &q, err));
    TRY(store_start(q, &v, 1, err));
    TRY(store_next(q, &row, err));
    if (row) {
        text = str_dup(a, store_column_text(q, 0));
        store_end(q);
    }
    if (read_texts(text, a, ret))
        return ERR_OK;
    err_set(err, ERR_INVALID, "kept law %.*s is damaged", STR_F(version));
    return err_set_zh(err, "库中留存的法律版本 %.*s 已损坏，请从备份恢复", STR_F(version));
}

static enum err_code parse(struct store *s, struct str version, struct arena *a,
                           struct law **ret_law, struct err *err)
{
    struct texts t = {0};
    struct diag_list diags;

    diag_init(&diags, a);
    TRY(get_texts(s, version, a, &t, err));
    *ret_law = NULL;
    return t.v.n == 0 ? ERR_OK : law_parse(t.v.at, t.v.n, ret_law, &diags, err);
}

enum err_code law_kept_get(struct store *s, struct str version, struct law **ret_law,
                           struct err *err)
{
    struct law *law = NULL;
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    rc = parse(s, version, &a, &law, err);
    arena_release(&a);
    if (rc == ERR_OK)
        *ret_law = law;
    return rc;
}

/* ---- what differs ---- */

static bool counts(struct str name)
{
    return str_starts(name, STR("law/calendar/")) || str_starts(name, STR("law/deadline/")) ||
           str_eq(name, STR("law/counting.yaml")) || str_eq(name, STR("law/setting.yaml"));
}

static const struct law_text *text_of(const struct law_text *list, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].name, name))
            return &list[i];
    return NULL;
}

static void add_name(struct buf *b, struct str name)
{
    buf_fmt(b, "%s%.*s", b->n ? "、" : "", STR_F(name));
}

static void say_changed(struct buf *b, const struct texts *was, const struct law *now)
{
    for (size_t i = 0; i < now->nfile; i++) {
        const struct law_text *is = &now->file[i];
        const struct law_text *old = text_of(was->v.at, was->v.n, is->name);

        if (counts(is->name) && (!old || !str_eq(old->text, is->text)))
            add_name(b, is->name);
    }
    for (size_t i = 0; i < was->v.n; i++)
        if (counts(was->v.at[i].name) && !text_of(now->file, now->nfile, was->v.at[i].name))
            add_name(b, was->v.at[i].name);
}

enum err_code law_kept_changed(struct store *s, struct str version, const struct law *now,
                               struct arena *a, struct str *ret_files, struct err *err)
{
    struct texts was = {0};
    struct buf b = {0};

    TRY(get_texts(s, version, a, &was, err));
    if (was.v.n == 0) {
        *ret_files = STR("原法律版本未留存");
        return ERR_OK;
    }
    say_changed(&b, &was, now);
    *ret_files = str_dup(a, buf_view(&b));
    buf_release(&b);
    return ERR_OK;
}
