/*
 * format/xlsx_book.c - from the zip to the list of sheets: relations, workbook, styles, strings.
 *
 * Parts are found by relation, never by a customary name.
 */
#include "format/xlsx_internal.h"

#include <limits.h>

struct relation {
    struct str id, type, target; /* type: last word of its URI */
};

typedef VEC(struct relation) relation_vec;

/* ---- relations ---- */

struct relations_reader {
    struct arena *a;
    struct str dir; /* of the part that the relations belong to */
    relation_vec *v;
};

/* Folder of a part's name with its slash: "xl/workbook.xml" -> "xl/". */
static struct str dir_of(struct str part)
{
    while (part.n > 0 && part.p[part.n - 1] != '/')
        part.n--;
    return part;
}

/* Targets are relative to the part's folder unless they start with a slash. */
static struct str resolve(struct arena *a, struct str dir, struct str target)
{
    if (str_starts(target, STR("/")))
        return str_dup(a, str_tail(target, 1));
    while (str_starts(target, STR("../"))) {
        target = str_tail(target, 3);
        dir = dir.n > 0 ? dir_of(str_sub(dir, 0, dir.n - 1)) : dir;
    }
    if (str_starts(target, STR("./")))
        target = str_tail(target, 2);
    return str_fmt(a, "%.*s%.*s", STR_F(dir), STR_F(target));
}

static void on_relation(void *user, const char *name, const char **attr)
{
    struct relations_reader *r = user;
    const char *id = xml_attr(attr, "Id"), *type = xml_attr(attr, "Type"),
               *target = xml_attr(attr, "Target"), *slash;

    if (strcmp(name, "Relationship") != 0 || !id || !type || !target)
        return;
    slash = strrchr(type, '/');
    vec_push(r->a, r->v,
             (struct relation){str_dup(r->a, str_from(id)),
                               str_dup(r->a, str_from(slash ? slash + 1 : type)),
                               resolve(r->a, r->dir, str_from(target))});
}

/* Relations of a part; of the whole file when part is empty. */
static enum err_code read_relations(struct xlsx_book *b, struct str part, relation_vec *ret,
                                    struct err *err)
{
    const struct xml_handlers h = {.start = on_relation};
    struct relations_reader r = {&b->arena, dir_of(part), ret};
    struct str base = str_tail(part, r.dir.n), name;

    name = str_fmt(&b->arena, "%.*s_rels/%.*s.rels", STR_F(r.dir), STR_F(base));
    return xml_part_read(&b->zip, name, &h, &r, err);
}

static const struct relation *by_type(const relation_vec *v, const char *type)
{
    for (size_t i = 0; i < v->n; i++)
        if (str_eq(v->at[i].type, str_from(type)))
            return &v->at[i];
    return NULL;
}

static const struct relation *by_id(const relation_vec *v, struct str id)
{
    for (size_t i = 0; i < v->n; i++)
        if (str_eq(v->at[i].id, id))
            return &v->at[i];
    return NULL;
}

/* ---- workbook ---- */

static bool is_true(const char *v)
{
    return v && (strcmp(v, "1") == 0 || strcmp(v, "true") == 0 || strcmp(v, "on") == 0);
}

/* "r:id", not "sheetId". */
static const char *relation_attr(const char **attr)
{
    for (; attr[0]; attr += 2) {
        const char *colon = strchr(attr[0], ':');

        if (colon && strcmp(colon, ":id") == 0)
            return attr[1];
    }
    return NULL;
}

/* Until the relations are known, a sheet's part is its relation's id. */
static void on_workbook(void *user, const char *name, const char **attr)
{
    struct xlsx_book *b = user;
    const char *title, *id, *state;

    if (strcmp(name, "workbookPr") == 0)
        b->since_1904 = is_true(xml_attr(attr, "date1904"));
    if (strcmp(name, "sheet") != 0)
        return;
    title = xml_attr(attr, "name");
    id = relation_attr(attr);
    state = xml_attr(attr, "state");
    if (id)
        vec_push(&b->arena, &b->sheet,
                 (struct xlsx_sheet){.name = str_dup(&b->arena, str_from(title ? title : "")),
                                     .part = str_dup(&b->arena, str_from(id)),
                                     .hidden = state && strcmp(state, "visible") != 0});
}

/* Only worksheets hold rows; chart sheets and macro sheets are left out. */
static void find_sheets(struct xlsx_book *b, const relation_vec *relations)
{
    size_t n = 0;

    for (size_t i = 0; i < b->sheet.n; i++) {
        const struct relation *r = by_id(relations, b->sheet.at[i].part);

        if (!r || !str_eq(r->type, STR("worksheet")))
            continue;
        b->sheet.at[n] = b->sheet.at[i];
        b->sheet.at[n++].part = r->target;
    }
    b->sheet.n = n;
}

/* ---- styles ---- */

struct custom_format {
    long id;
    enum number_format format;
};

struct styles_reader {
    struct xlsx_book *b;
    VEC(struct custom_format) custom;
    bool in_styles; /* cellXfs, not cellStyleXfs */
};

static enum number_format format_of(const struct styles_reader *r, long id)
{
    for (size_t i = r->custom.n; i-- > 0;)
        if (r->custom.at[i].id == id)
            return r->custom.at[i].format;
    return id >= 0 && id <= INT_MAX ? number_format_of_id((int)id) : NUMBER_FORMAT_PLAIN;
}

static void on_style(void *user, const char *name, const char **attr)
{
    struct styles_reader *r = user;
    const char *id = xml_attr(attr, "numFmtId"), *code = xml_attr(attr, "formatCode");
    long n = id ? strtol(id, NULL, 10) : 0;

    if (strcmp(name, "cellXfs") == 0)
        r->in_styles = true;
    else if (strcmp(name, "numFmt") == 0 && id && code)
        vec_push(&r->b->arena, &r->custom,
                 (struct custom_format){n, number_format_of_code(str_from(code))});
    else if (strcmp(name, "xf") == 0 && r->in_styles)
        vec_push(&r->b->arena, &r->b->format, format_of(r, n));
}

static void on_style_end(void *user, const char *name)
{
    struct styles_reader *r = user;

    if (strcmp(name, "cellXfs") == 0)
        r->in_styles = false;
}

static enum err_code read_styles(struct xlsx_book *b, struct str part, struct err *err)
{
    const struct xml_handlers h = {.start = on_style, .end = on_style_end};
    struct styles_reader r = {.b = b};

    return xml_part_read(&b->zip, part, &h, &r, err);
}

/* ---- the book ---- */

static enum err_code not_a_workbook(struct err *err, const char *zh)
{
    err_set(err, ERR_INVALID, "xlsx: not a workbook");
    return err_set_zh(err, "%s", zh);
}

static enum err_code read_sheets(struct xlsx_book *b, struct str workbook, relation_vec *relations,
                                 struct err *err)
{
    const struct xml_handlers h = {.start = on_workbook};

    TRY(read_relations(b, workbook, relations, err));
    TRY(xml_part_read(&b->zip, workbook, &h, b, err));
    find_sheets(b, relations);
    if (b->sheet.n == 0)
        return not_a_workbook(err, "工作簿中没有工作表");
    return ERR_OK;
}

static enum err_code read_book(struct xlsx_book *b, struct err *err)
{
    relation_vec package = {0}, relations = {0};
    const struct relation *r;
    uint64_t bytes;

    if (!xlsx_zip_has(&b->zip, STR("_rels/.rels"), &bytes))
        return not_a_workbook(
            err, "这是 zip 压缩包而不是 .xlsx 工作簿，请解压，或把表格另存为 .xlsx、.csv");
    TRY(read_relations(b, STR(""), &package, err));
    r = by_type(&package, "officeDocument");
    if (!r)
        return not_a_workbook(err, "文件中没有工作簿，请另存为 .xlsx 或 .csv");
    if (!str_ends(r->target, STR(".xml")))
        return not_a_workbook(err, "这是二进制工作簿（.xlsb），请另存为 .xlsx 或 .csv");
    TRY(read_sheets(b, r->target, &relations, err));
    r = by_type(&relations, "styles");
    if (r)
        TRY(read_styles(b, r->target, err));
    r = by_type(&relations, "sharedStrings");
    if (r)
        TRY(xlsx_strings_read(&b->strings, &b->zip, r->target, err));
    return ERR_OK;
}

enum err_code xlsx_book_open(struct xlsx_book *b, const struct format_limits *limits,
                             const char *path, struct str bytes, struct err *err)
{
    arena_init(&b->arena, 0);
    b->strings.arena = &b->arena;
    b->zip.limits = *limits;
    TRY(xlsx_zip_open(&b->zip, path, bytes, err));
    return read_book(b, err);
}

void xlsx_book_close(struct xlsx_book *b)
{
    xlsx_zip_close(&b->zip);
    buf_release(&b->strings.bytes);
    arena_release(&b->arena);
}
