/* api/record.c - datasets and their records (执法/司法记录), masked. */
#include "service/screen/record.h"
#include "api/handlers.h"
#include "api/matter.h"
#include "api/record.h"
#include "registry/cursor.h"

/* ---- datasets ---- */

static const char *type_name(enum law_type type)
{
    switch (type) {
    case LAW_BOOL:
        return "bool";
    case LAW_INT:
        return "int";
    case LAW_MONEY:
        return "money";
    case LAW_QUANTITY:
        return "quantity";
    case LAW_DATE:
        return "date";
    case LAW_TEXT:
        return "text";
    case LAW_CODE:
        return "code";
    case LAW_PARTY:
        return "party";
    case LAW_ORGAN:
        return "organ";
    case LAW_REGION:
        return "region";
    }
    return "";
}

void api_put_fields(struct buf *b, const struct law *law, const struct law_dataset *d)
{
    json_open(b, "fields", '[');
    for (size_t i = 0; i < d->nfield; i++) {
        const struct law_field *f = &d->field[i];

        json_open(b, NULL, '{');
        json_text(b, "name", f->name);
        json_text(b, "type", str_from(type_name(f->type)));
        json_text(b, "unit", f->unit >= 0 ? law->unit[f->unit].name : STR(""));
        api_put_texts(b, "values", f->value, f->type == LAW_CODE ? f->nvalue : 0);
        json_bool(b, "masked", f->masked);
        json_close(b, '}');
    }
    json_close(b, ']');
}

enum err_code api_dataset_list(struct api_call *c, struct err *err)
{
    const struct law *law = c->x->c.law;

    (void)err;
    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    for (size_t i = 0; i < law->ndataset; i++) {
        json_open(c->out, NULL, '{');
        json_text(c->out, "dataset", law->dataset[i].id);
        json_text(c->out, "name", law->dataset[i].name);
        api_put_fields(c->out, law, &law->dataset[i]);
        json_close(c->out, '}');
    }
    json_close(c->out, ']');
    json_close(c->out, '}');
    return ERR_OK;
}

/* ---- records ---- */

static enum err_code find_dataset(const struct api_call *c, size_t *ret, struct err *err)
{
    const struct law *law = c->x->c.law;
    const struct law_dataset *d = law_dataset_find(law, c->q->param[0]);

    if (!d)
        return api_nothing(err, "没有数据集“%.*s”", STR_F(c->q->param[0]));
    *ret = (size_t)(d - law->dataset);
    return ERR_OK;
}

/* Whoever writes rules is shown the hits of a draft over every organ's records, so he sees them all;
 * an organ sees its own. */
static bool sees_all(const struct api_call *c)
{
    return c->actor->is_operator || actor_can(c->actor, STR("规则编写"));
}

bool api_sees_record(const struct api_call *c, int organ)
{
    return sees_all(c) || (organ >= 0 && api_own_organ(c, c->x->c.law->organ[organ].id));
}

static void put_record(struct api_call *c, const struct law_dataset *d,
                       const struct screen_record *r)
{
    json_i64(c->out, "id", r->id);
    json_text(c->out, "dataset", d->id);
    json_text(c->out, "organ", r->organ_name);
    json_text(c->out, "party", r->party);
    json_text(c->out, "doc_no", r->doc_no);
    json_text(c->out, "date", r->date);
    json_text(c->out, "cause", r->cause);
}

static void put_full(struct api_call *c, const struct law_dataset *d, const struct screen_record *r)
{
    json_open(c->out, NULL, '{');
    put_record(c, d, r);
    json_open(c->out, "fields", '[');
    for (size_t i = 0; i < r->field.n; i++) {
        json_open(c->out, NULL, '{');
        json_text(c->out, "field", r->field.at[i].field->name);
        json_text(c->out, "value", r->field.at[i].value);
        json_bool(c->out, "masked", r->field.at[i].field->masked);
        json_close(c->out, '}');
    }
    json_close(c->out, ']');
    json_open(c->out, "origin", '{');
    json_text(c->out, "file", r->file);
    json_text(c->out, "sheet", r->sheet);
    json_i64(c->out, "line", r->line);
    json_close(c->out, '}');
    api_put_texts(c->out, "warnings", r->warning.at, r->warning.n);
    json_close(c->out, '}');
}

static enum err_code load_seen(struct api_call *c, struct screen_kept_reader *reader,
                               const struct law_dataset *d, int64_t id, struct screen_record *ret,
                               struct err *err)
{
    TRY(screen_record_load(reader, (size_t)(d - c->x->c.law->dataset), id, ret, err));
    if (api_sees_record(c, ret->organ))
        return ERR_OK;
    return api_nothing(err, "没有编号为 %lld 的记录", (long long)id);
}

enum err_code api_record_seen(struct api_call *c, const struct law_dataset *d, int64_t id,
                              struct err *err)
{
    struct screen_kept_reader reader;
    struct screen_record r;
    struct store *s;
    enum err_code rc;

    TRY(api_store(c, &s, err));
    screen_kept_reader_init(&reader, c->x->c.law, s);
    rc = load_seen(c, &reader, d, id, &r, err);
    screen_kept_reader_release(&reader);
    return rc;
}

enum err_code api_record_show(struct api_call *c, struct err *err)
{
    const struct law *law = c->x->c.law;
    struct screen_kept_reader reader;
    struct screen_record r;
    struct store *s;
    enum err_code rc;
    int64_t id;
    size_t d;

    TRY(find_dataset(c, &d, err));
    TRY(api_number(c, 1, &id, err));
    TRY(api_store(c, &s, err));
    screen_kept_reader_init(&reader, law, s);
    rc = load_seen(c, &reader, &law->dataset[d], id, &r, err);
    if (rc == ERR_OK)
        put_full(c, &law->dataset[d], &r);
    screen_kept_reader_release(&reader);
    return rc;
}

/* ---- the list: ids first, then what is shown of each ---- */

struct page {
    VEC(int64_t) id; /* one more than asked for says that there is a next page */
    int organ;       /* only its records; -1: all that may be seen */
};

static bool wanted(const struct api_call *c, const struct page *p,
                   const struct registry_cursor_row *row)
{
    int organ = row->ncell > 0 ? (int)row->cell[0].num : -1;

    if (p->organ >= 0 && organ != p->organ)
        return false;
    return api_sees_record(c, organ);
}

static enum err_code read_ids(struct api_call *c, struct registry_cursor *cursor, struct page *p,
                              struct err *err)
{
    size_t most = (size_t)api_limit(c) + 1;
    struct registry_cursor_row row;
    bool more;

    TRY(registry_cursor_start(cursor, REGISTRY_CURSOR_RANGE, api_int(c, "after", 0), INT64_MAX,
                              err));
    while (p->id.n < most) {
        TRY(registry_cursor_next(cursor, &more, &row, err));
        if (!more)
            return ERR_OK;
        if (wanted(c, p, &row))
            vec_push(c->arena, &p->id, row.id);
    }
    registry_cursor_end(cursor);
    return ERR_OK;
}

static enum err_code find_page(struct api_call *c, struct store *s, size_t d, struct page *p,
                               struct err *err)
{
    const struct law_dataset *dataset = &c->x->c.law->dataset[d];
    struct registry_cursor *cursor;

    p->organ = -1;
    if (api_has(c, "organ"))
        TRY(api_organ(c, api_text(c, "organ"), &p->organ, err));
    if (dataset->organ_field < 0 && !sees_all(c))
        return ERR_OK; /* whose they are is not known, so they are nobody's to see */
    TRY(registry_cursor_open(s, c->x->c.law, dataset, &dataset->organ_field,
                             dataset->organ_field >= 0 ? 1 : 0, c->arena, &cursor, err));
    return read_ids(c, cursor, p, err);
}

static enum err_code put_page(struct api_call *c, struct screen_kept_reader *reader, size_t d,
                              const struct page *p, struct err *err)
{
    size_t most = (size_t)api_limit(c), n = p->id.n < most ? p->id.n : most;

    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    for (size_t i = 0; i < n; i++) {
        struct screen_record r;

        TRY(screen_record_load(reader, d, p->id.at[i], &r, err));
        json_open(c->out, NULL, '{');
        put_record(c, &c->x->c.law->dataset[d], &r);
        json_close(c->out, '}');
    }
    api_end_list(c, n > 0 ? p->id.at[n - 1] : 0, p->id.n > most);
    return ERR_OK;
}

enum err_code api_record_list(struct api_call *c, struct err *err)
{
    struct screen_kept_reader reader;
    struct page p = {.organ = -1};
    struct store *s;
    enum err_code rc;
    size_t d;

    TRY(find_dataset(c, &d, err));
    TRY(api_store(c, &s, err));
    TRY(store_begin_read(s, err));
    screen_kept_reader_init(&reader, c->x->c.law, s);
    rc = find_page(c, s, d, &p, err);
    if (rc == ERR_OK)
        rc = put_page(c, &reader, d, &p, err);
    screen_kept_reader_release(&reader);
    store_rollback(s);
    return rc;
}
