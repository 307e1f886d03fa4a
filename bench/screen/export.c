/* bench/screen/export.c - see export.h. */
#include "export.h"

#include "base/buf.h"
#include "base/bug.h"
#include "base/json.h"

#include <errno.h>
#include <stdio.h>

enum { PIECE = 1024 * 1024 };

static FILE *open_in(const char *folder, const char *name)
{
    struct buf path = {0};
    FILE *f;

    buf_fmt(&path, "%s/%s", folder, name);
    f = fopen(buf_cstr(&path), "w");
    if (!f) {
        struct err err;

        err_set(&err, ERR_IO, "%s", strerror(errno));
        bench_die(buf_cstr(&path), &err);
    }
    buf_release(&path);
    return f;
}

static void flush(FILE *f, struct buf *b)
{
    if (fwrite(b->p, 1, b->n, f) != b->n) {
        struct err err;

        err_set(&err, ERR_IO, "%s", strerror(errno));
        bench_die("export", &err);
    }
    buf_reset(b);
}

static void close_file(FILE *f)
{
    struct err err;

    if (fclose(f) == 0)
        return;
    err_set(&err, ERR_IO, "%s", strerror(errno));
    bench_die("export", &err);
}

void export_file(const char *folder, const char *name, struct buf *b)
{
    FILE *f = open_in(folder, name);

    flush(f, b);
    close_file(f);
}

/* A code's name as the store keeps it. */
static struct str code_name(const struct law *law, const struct law_field *f, int64_t code)
{
    if (f->type == LAW_ORGAN)
        return law->organ[code].id;
    return f->code_of == LAW_CODE_CAUSE ? law->cause[code].code : f->value[code];
}

static bool is_code(const struct law_field *f)
{
    return f->type == LAW_CODE || f->type == LAW_ORGAN;
}

/* An empty text would look like an unknown one to some peers; the store has none. */
static void put_text(struct buf *b, struct str s)
{
    BUG_ON(s.n == 0);
    buf_char(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_char(b, '"');
        buf_char(b, s.p[i]);
    }
    buf_char(b, '"');
}

static void put_cell(struct buf *b, const struct law *law, const struct law_field *f,
                     const struct engine_value *v)
{
    if (v->text)
        put_text(b, v->bytes);
    else if (is_code(f))
        put_text(b, code_name(law, f, v->number));
    else
        buf_fmt(b, "%lld", (long long)v->number);
}

static void export_row(const struct engine *e, const struct law *law, size_t d, size_t row,
                       struct buf *b)
{
    const struct law_dataset *dataset = &law->dataset[d];
    struct engine_value v;
    struct arena a;

    arena_init(&a, 0);
    buf_fmt(b, "%lld", (long long)engine_record(e, d, row));
    for (size_t f = 0; f < dataset->nfield; f++) {
        if (!engine_has(e, d, f))
            continue;
        buf_char(b, ',');
        if (engine_value(e, d, f, row, &a, &v))
            put_cell(b, law, &dataset->field[f], &v);
    }
    buf_char(b, '\n');
    arena_release(&a);
}

static void export_rows(const struct engine *e, const struct law *law, size_t d, FILE *f)
{
    struct buf b = {0};

    for (size_t row = engine_next_row(e, d, 0); row != SIZE_MAX;
         row = engine_next_row(e, d, row + 1)) {
        export_row(e, law, d, row, &b);
        if (b.n > PIECE)
            flush(f, &b);
    }
    flush(f, &b);
    buf_release(&b);
}

static const char *type_name(const struct law_field *f)
{
    switch (f->type) {
    case LAW_BOOL:
        return "bool";
    case LAW_DATE:
    case LAW_INT:
    case LAW_REGION:
        return "integer";
    case LAW_MONEY:
    case LAW_QUANTITY:
    case LAW_PARTY:
        return "bigint";
    case LAW_TEXT:
        return "text";
    case LAW_CODE:
    case LAW_ORGAN:
        return "code";
    }
    return "text";
}

/* Columns in which no value is known have no cells: `empty`. */
static void export_schema(const struct engine *e, const struct law *law, size_t d, struct buf *b)
{
    const struct law_dataset *dataset = &law->dataset[d];

    json_open(b, NULL, '{');
    json_key(b, "table");
    buf_fmt(b, "\"sc_%.*s\"", STR_F(dataset->id));
    json_i64(b, "rows", (int64_t)engine_rows(e, d));
    json_open(b, "columns", '[');
    for (size_t f = 0; f < dataset->nfield; f++) {
        json_open(b, NULL, '{');
        json_text(b, "name", dataset->field[f].column);
        json_text(b, "type", str_from(type_name(&dataset->field[f])));
        json_bool(b, "empty", !engine_has(e, d, f));
        json_close(b, '}');
    }
    json_close(b, ']');
    json_close(b, '}');
}

/*
 * Rows (day, run, nth, working) of every day that the calendar knows, and of the day before each
 * run of known days; nth counts working days up to that day.
 */
static void export_calendar(const struct law *law, FILE *f)
{
    struct day d = day_from_ymd(1, 1, 1), last = day_from_ymd(9999, 12, 31);
    bool inside = false;
    int run = 0, nth = 0;
    struct buf b = {0};

    for (; d.n <= last.n; d.n++) {
        enum law_day kind = law_calendar_day(law, d);

        if (kind != LAW_DAY_UNKNOWN && !inside)
            buf_fmt(&b, "%d,%d,%d,0\n", d.n - 1, ++run, nth);
        inside = kind != LAW_DAY_UNKNOWN;
        nth += kind == LAW_DAY_WORKING;
        if (inside)
            buf_fmt(&b, "%d,%d,%d,%d\n", d.n, run, nth, kind == LAW_DAY_WORKING);
    }
    flush(f, &b);
    buf_release(&b);
}

void export_tables(const struct engine *e, const struct law *law, const char *folder)
{
    struct buf schema = {0}, name = {0};
    FILE *f;

    json_open(&schema, NULL, '[');
    for (size_t d = 0; d < law->ndataset; d++) {
        if (!engine_reads(e, d))
            continue;
        buf_reset(&name);
        buf_fmt(&name, "sc_%.*s.csv", STR_F(law->dataset[d].id));
        f = open_in(folder, buf_cstr(&name));
        export_rows(e, law, d, f);
        close_file(f);
        export_schema(e, law, d, &schema);
    }
    json_close(&schema, ']');
    export_file(folder, "schema.json", &schema);
    f = open_in(folder, "sc_calendar.csv");
    export_calendar(law, f);
    close_file(f);
    buf_release(&schema);
    buf_release(&name);
}
