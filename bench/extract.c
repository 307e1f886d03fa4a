/*
 * bench/extract.c - how well and how fast facts are read out of prose.
 *
 *     extract [--law DIR] [--show] [FILE]
 *
 * FILE is a table in the regulator's layout (mapping nfra), by default nfra_penalties.csv in
 * $LIANDONG_DATA.  The fine is read from 处罚内容 with the column 罚款金额 hidden, and compared with
 * it.  --show prints each row that differs to standard error.  Then the time to read one text.
 */
#include "base/clock.h"
#include "base/diag.h"
#include "base/fen.h"
#include "base/json.h"
#include "format/table.h"
#include "service/import/facts.h"
#include "service/import/lexicon.h"

#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS_MAX = 64, BATCHES = 50, ROUNDS = 1000 };

struct bench {
    struct law *law;
    const struct law_dataset *dataset;
    const struct law_mapping *mapping;
    struct import_reader *reader;
    int fine;               /* the field measured */
    int field[COLUMNS_MAX]; /* column → field; -1 */
    bool show;
    struct arena arena; /* of one row */
    struct err err;
    int64_t rows, filled, equal, undetermined, different, ns;
};

static void die(const struct err *err)
{
    fprintf(stderr, "extract: %s\n", err->zh[0] ? err->zh : err->message);
    exit(1);
}

static void load_law(struct bench *b, const char *dir, struct arena *a)
{
    struct diag_list diags;

    diag_init(&diags, a);
    if (law_load(dir, &b->law, &diags, &b->err) != ERR_OK)
        die(&b->err);
    for (size_t i = 0; i < b->law->nmapping; i++)
        if (str_eq(b->law->mapping[i].id, STR("nfra")))
            b->mapping = &b->law->mapping[i];
    if (!b->mapping) {
        err_set(&b->err, ERR_NOT_FOUND, "no mapping nfra in %s", dir);
        die(&b->err);
    }
    b->dataset = b->mapping->dataset;
    b->fine = law_field_find(b->dataset, STR("罚款金额"));
    b->reader = import_reader_new(a, b->law, b->dataset);
}

static int field_of_header(const struct bench *b, struct str header)
{
    for (size_t i = 0; i < b->mapping->ncolumn; i++)
        for (size_t k = 0; k < b->mapping->column[i].nheader; k++)
            if (str_eq(str_trim(header), b->mapping->column[i].header[k]))
                return b->mapping->column[i].field;
    return -1;
}

static void show(const struct bench *b, const struct format_row *row,
                 const struct registry_record *rec, int64_t want)
{
    struct buf out = {0};
    const struct registry_value *v = &rec->value[b->fine];

    buf_fmt(&out, "line %lld: column ", (long long)row->line);
    fen_print(&out, (struct fen){want});
    buf_z(&out, ", read ");
    if (v->known)
        fen_print(&out, (struct fen){v->num});
    else
        buf_z(&out, "nothing");
    for (size_t i = 0; i < row->n && i < COLUMNS_MAX; i++)
        if (b->field[i] == b->dataset->party_name ||
            (b->field[i] >= 0 && str_eq(b->dataset->field[b->field[i]].name, STR("处罚内容"))))
            buf_fmt(&out, " | %.*s", STR_F(row->cell[i].text));
    fprintf(stderr, "%s\n", buf_cstr(&out));
    buf_release(&out);
}

/* The row as a record, all its text known and its numbers hidden; the fine as the file has it. */
static bool record_of(struct bench *b, const struct format_row *row, struct registry_record *rec,
                      int64_t *ret_fine)
{
    bool filled = false;

    *rec = (struct registry_record){.dataset = b->dataset};
    rec->value = ARENA_ARRAY(&b->arena, struct registry_value, b->dataset->nfield);
    for (size_t i = 0; i < row->n && i < COLUMNS_MAX; i++) {
        struct str text = str_trim(row->cell[i].text);
        int field = b->field[i];

        if (field == b->fine)
            filled = fen_decimal(text, 2, ret_fine);
        else if (field >= 0 && b->dataset->field[field].type == LAW_TEXT && text.n > 0)
            rec->value[field] = (struct registry_value){.known = true, .text = text};
    }
    return filled;
}

static void measure_row(struct bench *b, const struct format_row *row)
{
    struct registry_record rec;
    const struct registry_value *v;
    int64_t want = 0, start;
    bool filled = record_of(b, row, &rec, &want);

    start = clock_elapsed_ns();
    import_reader_apply(b->reader, &rec, &b->arena);
    b->ns += clock_elapsed_ns() - start;
    b->rows++;
    v = &rec.value[b->fine];
    if (!filled)
        return;
    b->filled++;
    b->equal += v->known && v->num == want;
    b->undetermined += !v->known;
    b->different += v->known && v->num != want;
    if (b->show && !(v->known && v->num == want))
        show(b, row, &rec, want);
}

static void measure_file(struct bench *b, const char *path)
{
    struct format_limits limits = {0};
    struct format_table *table;
    const struct format_row *row;

    if (format_open(path, FORMAT_AUTO, &limits, &table, &b->err) != ERR_OK)
        die(&b->err);
    arena_init(&b->arena, 0);
    for (bool first = true;; first = false) {
        if (format_next(table, &row, &b->err) != ERR_OK)
            die(&b->err);
        if (!row)
            break;
        for (size_t i = 0; first && i < COLUMNS_MAX; i++)
            b->field[i] = i < row->n ? field_of_header(b, row->cell[i].text) : -1;
        if (!first && !row->problem)
            measure_row(b, row);
        arena_reset(&b->arena);
    }
    arena_release(&b->arena);
    format_close(table);
}

static void print_file(const struct bench *b)
{
    struct buf out = {0};

    json_open(&out, NULL, '{');
    json_text(&out, "bench", STR("extract"));
    json_text(&out, "case", STR("fine"));
    json_i64(&out, "rows", b->rows);
    json_i64(&out, "filled", b->filled);
    json_i64(&out, "equal", b->equal);
    json_key(&out, "share");
    buf_fmt(&out, "%.4f", b->filled ? (double)b->equal / (double)b->filled : 0.0);
    json_i64(&out, "undetermined", b->undetermined);
    json_i64(&out, "different", b->different);
    json_key(&out, "ours_ms");
    buf_fmt(&out, "%.1f", (double)b->ns / 1e6);
    json_close(&out, '}');
    puts(buf_cstr(&out));
    buf_release(&out);
}

/* One invented 违法事实, with all roles of the dataset: what a row of an import costs.  The best of
 * several batches: the machine does other things too. */
static void measure_speed(const struct bench *b)
{
    static const char sample[] =
        "经查，当事人自2024年3月5日至2025年2月期间，未取得许可从某商贸行购进侵犯注册商标专用权的白酒120箱，"
        "以每箱380元的价格对外销售，货值金额共计人民币45,600元，已销售96箱，违法所得8640元，"
        "未发现其他违法行为。";
    struct arena a, scratch;
    struct import_lexicon l;
    struct text_reader *r;
    struct buf out = {0};
    int64_t start, ns, best = INT64_MAX;

    arena_init(&a, 0);
    arena_init(&scratch, 0);
    l = import_lexicon_of(&a, b->law, b->dataset, -1);
    r = text_reader_new(&a, &l.text);
    for (int batch = 0; batch < BATCHES; batch++) {
        start = clock_elapsed_ns();
        for (int i = 0; i < ROUNDS; i++) {
            struct text_facts facts = {0};

            text_read(r, str_from(sample), &scratch, &facts);
            arena_reset(&scratch);
        }
        ns = clock_elapsed_ns() - start;
        best = ns < best ? ns : best;
    }
    ns = best / ROUNDS;
    json_open(&out, NULL, '{');
    json_text(&out, "bench", STR("extract"));
    json_text(&out, "case", STR("one text"));
    json_i64(&out, "bytes", (int64_t)sizeof(sample) - 1);
    json_i64(&out, "roles", (int64_t)l.text.nrole);
    json_i64(&out, "ours_ns", ns);
    json_close(&out, '}');
    puts(buf_cstr(&out));
    buf_release(&out);
    arena_release(&scratch);
    arena_release(&a);
}

static const char *default_file(struct arena *a)
{
    const char *data = getenv("LIANDONG_DATA");

    return data ? str_fmt(a, "%s/nfra_penalties.csv", data).p : NULL;
}

int main(int argc, char **argv)
{
    struct bench b = {0};
    struct arena a;
    const char *dir = "law", *file;

    arena_init(&a, 0);
    file = default_file(&a);
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--law") == 0 && i + 1 < argc)
            dir = argv[++i];
        else if (strcmp(argv[i], "--show") == 0)
            b.show = true;
        else
            file = argv[i];
    }
    load_law(&b, dir, &a);
    if (file) {
        measure_file(&b, file);
        print_file(&b);
    }
    measure_speed(&b);
    law_unref(b.law);
    arena_release(&a);
    return 0;
}
