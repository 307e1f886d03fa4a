/* service/import/record.c - a row becomes a record, or a reject that says why. */
#include "base/json.h"
#include "registry/identity.h"
#include "registry/party.h"
#include "service/import/cause.h"
#include "service/import/facts.h"
#include "service/import/import_internal.h"

enum { REASONS_MAX = 5 };

struct import_maker {
    const struct import_options *o;
    const struct import_reader **reader; /* [law->ndataset]: of prose */
    const struct import_causes *causes;
};

struct import_maker *import_maker_new(const struct import_options *o, struct arena *a)
{
    struct import_maker *m = ARENA_NEW(a, struct import_maker);

    m->o = o;
    m->reader = arena_array(a, o->law->ndataset, sizeof(*m->reader));
    for (size_t i = 0; i < o->law->ndataset; i++)
        if (!o->dataset || o->dataset == &o->law->dataset[i])
            m->reader[i] = import_reader_new(a, o->law, &o->law->dataset[i]);
    m->causes = import_causes_new(a, o->law);
    return m;
}

/* ---- cells ---- */

static struct str filled_beyond(const struct import_row *row)
{
    for (size_t i = row->layout->ncolumn; i < row->n; i++)
        if (str_trim(row->cell[i].text).n)
            return row->cell[i].text;
    return STR_NULL;
}

static void read_cell(const struct import_maker *m, const struct import_column *c,
                      const struct format_cell *cell, struct registry_record *r,
                      struct import_notes *notes)
{
    const struct law_field *f = &r->dataset->field[c->field];
    struct registry_value v = {0}, *at = &r->value[c->field];

    import_cell(m->o->law, c, f, cell, notes, &v);
    if (!v.known)
        return;
    if (!at->known)
        *at = v;
    else if (at->num != v.num || !str_eq(at->text, v.text))
        import_warn(notes, f->name, "有两列对应此项且内容不同，采用了前一列");
}

static void read_cells(const struct import_maker *m, const struct import_row *row,
                       struct registry_record *r, struct import_notes *notes)
{
    const struct import_layout *l = row->layout;

    if (row->problem) {
        import_problem(notes, STR_NULL, "%s", row->problem);
        return;
    }
    if (filled_beyond(row).n)
        import_problem(notes, STR_NULL,
                       "有 %zu 格，表头只有 %zu 格；可能是文字中的分隔符没有加引号", row->n,
                       l->ncolumn);
    for (size_t i = 0; i < l->ncolumn && i < row->n; i++)
        if (l->column[i].field >= 0 && row->cell[i].kind != FORMAT_EMPTY)
            read_cell(m, &l->column[i], &row->cell[i], r, notes);
}

/* ---- outcome ---- */

static struct str reason_of(const struct import_row *row, const struct import_notes *notes)
{
    struct str s = str_fmt(notes->a, "第%lld行", (long long)row->line);

    for (size_t i = 0; i < notes->problem.n && i < REASONS_MAX; i++)
        s = str_fmt(notes->a, "%.*s%s%.*s", STR_F(s),
                    i                                            ? "；"
                    : str_starts(notes->problem.at[i], STR("“")) ? ""
                                                                 : "：",
                    STR_F(notes->problem.at[i]));
    if (notes->problem.n > REASONS_MAX)
        s = str_fmt(notes->a, "%.*s；等 %zu 处", STR_F(s), notes->problem.n);
    return s;
}

static void reject(const struct import_row *row, const struct import_notes *notes,
                   struct import_made *ret)
{
    struct str *cell = ARENA_ARRAY(notes->a, struct str, row->n);

    for (size_t i = 0; i < row->n; i++)
        cell[i] = row->cell[i].text;
    ret->rejected = true;
    ret->reject = (struct import_reject){.sheet = row->sheet,
                                         .sheet_no = row->sheet_no,
                                         .line = row->line,
                                         .row = row->row,
                                         .reason = reason_of(row, notes),
                                         .cell = cell,
                                         .ncell = row->n};
}

/* The notes as a JSON array, behind them the elements of the array `more`. */
static struct str warnings_json(const struct import_notes *notes, struct str more)
{
    struct buf b = {0};
    struct str s;

    if (notes->warning.n == 0)
        return more;
    json_open(&b, NULL, '[');
    for (size_t i = 0; i < notes->warning.n; i++) {
        json_open(&b, NULL, '{');
        json_text(&b, "field", notes->warning.at[i].field);
        json_text(&b, "text", notes->warning.at[i].text);
        json_close(&b, '}');
    }
    if (more.n > 2) {
        buf_char(&b, ',');
        buf_add(&b, more.p + 1, more.n - 2);
    }
    json_close(&b, ']');
    s = str_dup(notes->a, buf_view(&b));
    buf_release(&b);
    return s;
}

/* Identity and content come before anything is added to what the cells say. */
static void complete(const struct import_maker *m, struct registry_record *r,
                     struct import_notes *notes)
{
    const struct import_reader *reader = m->reader[r->dataset - m->o->law->dataset];

    registry_identify(r, notes->a);
    if (r->row <= m->o->identify_to)
        return;
    import_reader_apply(reader, r, notes->a);
    import_causes_apply(m->causes, r, notes->a);
    import_derive(m->o, r, notes);
    registry_party_resolve(r, notes->a);
    registry_record_close(r, notes->a);
    r->warnings = warnings_json(notes, r->warnings);
}

void import_make(const struct import_maker *m, const struct import_row *row, struct arena *a,
                 struct import_made *ret)
{
    const struct law_dataset *d = row->layout->dataset;
    struct import_notes notes = {.a = a};

    ret->rejected = false;
    ret->record = (struct registry_record){
        .dataset = d,
        .value = ARENA_ARRAY(a, struct registry_value, d->nfield),
        .sheet = row->sheet,
        .sheet_no = row->sheet_no,
        .line = row->line,
        .row = row->row,
    };
    read_cells(m, row, &ret->record, &notes);
    if (!row->problem)
        import_validate(m->o, row->layout, &ret->record, &notes);
    if (notes.problem.n)
        reject(row, &notes, ret);
    else
        complete(m, &ret->record, &notes);
}
