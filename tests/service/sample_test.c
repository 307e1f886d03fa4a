/* tests/service/sample_test.c - generated files: shape, determinism, references, faults of data. */
#include "service/sample/sample.h"

#include "base/buf.h"
#include "base/file.h"
#include "format/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#define DATA SOURCE_ROOT "/sample/generate.yaml"

static const char path[] = "sample_test.tmp.csv";

static struct law *law;

static int load(void **state)
{
    struct arena a;
    struct diag_list diags;
    struct err err;

    (void)state;
    arena_init(&a, 0);
    diag_init(&diags, &a);
    assert_int_equal(law_load(SOURCE_ROOT "/law", &law, &diags, &err), ERR_OK);
    arena_release(&a);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    law_unref(law);
    return 0;
}

static struct sample_options options(const char *dataset, int64_t rows, uint64_t seed)
{
    return (struct sample_options){.dataset = str_from(dataset),
                                   .rows = rows,
                                   .seed = seed,
                                   .last = day_from_ymd(2026, 10, 31),
                                   .data_path = DATA};
}

static void make(const struct sample_options *o, const char *file)
{
    struct err err;

    assert_int_equal(sample_write(law, o, file, &err), ERR_OK);
}

/* A file in memory: rows of cells. */
struct sheet {
    struct arena a;
    struct str **row; /* row 0: headers */
    size_t n, columns;
};

static void read_sheet(const char *file, struct sheet *s)
{
    struct format_table *t = NULL;
    const struct format_row *r;
    VEC(struct str *) rows = {0};
    struct err err;

    arena_init(&s->a, 0);
    s->columns = 0;
    assert_int_equal(format_open(file, FORMAT_CSV, NULL, &t, &err), ERR_OK);
    for (;;) {
        struct str *cells;

        assert_int_equal(format_next(t, &r, &err), ERR_OK);
        if (!r)
            break;
        assert_null(r->problem);
        if (rows.n == 0)
            s->columns = r->n;
        assert_int_equal(r->n, s->columns);
        cells = ARENA_ARRAY(&s->a, struct str, r->n);
        for (size_t i = 0; i < r->n; i++)
            cells[i] = str_dup(&s->a, r->cell[i].text);
        vec_push(&s->a, &rows, cells);
    }
    format_close(t);
    s->row = rows.at;
    s->n = rows.n;
}

static size_t column(const struct sheet *s, const char *header)
{
    for (size_t i = 0; i < s->columns; i++)
        if (str_eq(s->row[0][i], str_from(header)))
            return i;
    fail_msg("no column %s", header);
    return 0;
}

static void the_same_seed_gives_the_same_bytes(void **state)
{
    const struct sample_options one = options("", 3000, 1), two = options("", 3000, 2);
    struct str first, again, other;
    struct arena a;
    struct err err;

    (void)state;
    arena_init(&a, 0);
    make(&one, path);
    assert_int_equal(file_read(&a, path, 1 << 28, &first, &err), ERR_OK);
    make(&one, path);
    assert_int_equal(file_read(&a, path, 1 << 28, &again, &err), ERR_OK);
    make(&two, path);
    assert_int_equal(file_read(&a, path, 1 << 28, &other, &err), ERR_OK);
    assert_true(str_eq(first, again));
    assert_false(str_eq(first, other));
    unlink(path);
    arena_release(&a);
}

static void the_sheet_has_all_columns_and_little_dirt(void **state)
{
    const struct sample_options o = options("行政处罚", 20000, 7);
    size_t party, uscc, doc, fine, penalty, empty_party = 0, mismatched = 0, spaced = 0;
    struct sheet s;

    (void)state;
    make(&o, path);
    read_sheet(path, &s);
    assert_int_equal(s.columns, 30);
    assert_in_range(s.n, 20001, 20101); /* the header and a few duplicates */
    party = column(&s, "行政相对人名称");
    uscc = column(&s, "统一社会信用代码");
    doc = column(&s, "行政处罚决定书文号");
    fine = column(&s, "罚款金额(万元)");
    penalty = column(&s, "处罚内容");
    for (size_t i = 1; i < s.n; i++) {
        struct str *r = s.row[i];

        empty_party += r[party].n == 0;
        spaced += r[party].n > 0 && str_trim(r[party]).n < r[party].n;
        mismatched += r[uscc].n != 0 && r[uscc].n != 18;
        assert_true(r[doc].n > 0);
        assert_true(r[fine].n == 0 || str_has(r[penalty], STR("罚款")) ||
                    str_has(r[penalty], STR("罚")));
        assert_false(str_has(r[column(&s, "违法事实")], STR("{")));
    }
    assert_in_range(empty_party, 5, 60);
    assert_in_range(spaced, 30, 150);
    assert_in_range(mismatched, 20, 150); /* full-width */
    unlink(path);
    arena_release(&s.a);
}

/* GB 32100 by its definition, to hold against the codes generated. */
static bool uscc_sound(struct str s)
{
    static const char digits[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    int sum = 0, weight = 1;

    for (size_t i = 0; i < 17; i++, weight = weight * 3 % 31)
        sum += (int)(strchr(digits, s.p[i]) - digits) * weight;
    return digits[(31 - sum % 31) % 31] == s.p[17];
}

static void codes_are_sound_but_for_the_dirt(void **state)
{
    const struct sample_options o = options("penalty", 20000, 3);
    size_t uscc, organ, wrong = 0, checked = 0;
    struct sheet s;

    (void)state;
    make(&o, path);
    read_sheet(path, &s);
    uscc = column(&s, "统一社会信用代码");
    organ = column(&s, "处罚机关统一社会信用代码");
    for (size_t i = 1; i < s.n; i++) {
        struct str code = s.row[i][uscc];

        assert_true(uscc_sound(s.row[i][organ]));
        if (code.n != 18)
            continue;
        checked++;
        wrong += !uscc_sound(code);
    }
    assert_true(checked > 10000);
    assert_in_range(wrong, 10, 100);
    unlink(path);
    arena_release(&s.a);
}

static int64_t serial_of(struct str doc_no)
{
    size_t from = str_find(doc_no, STR("〕"));
    int64_t n = 0;

    assert_true(from != STR_NPOS);
    for (size_t i = from; i < doc_no.n; i++)
        if (doc_no.p[i] >= '0' && doc_no.p[i] <= '9')
            n = n * 10 + doc_no.p[i] - '0';
    return n;
}

static void numbers_run_with_a_few_gaps(void **state)
{
    const struct sample_options o = options("", 20000, 5);
    size_t doc, organ, gaps = 0, steps = 0;
    int64_t last = 0;
    struct str group = STR("");
    struct sheet s;

    (void)state;
    make(&o, path);
    read_sheet(path, &s);
    doc = column(&s, "行政处罚决定书文号");
    organ = column(&s, "处罚机关");
    for (size_t i = 1; i < s.n; i++) {
        struct str no = s.row[i][doc], prefix = no;

        if (!str_eq(str_trim(s.row[i][organ]), STR("北京市门头沟区市场监督管理局")) ||
            !str_has(no, STR("〕")) || str_has(no, STR("２")))
            continue;
        prefix.n = str_find(no, STR("〕"));
        if (str_eq(prefix, group)) {
            assert_true(serial_of(no) >= last);
            gaps += serial_of(no) > last + 1;
            steps++;
        }
        group = prefix;
        last = serial_of(no);
    }
    assert_true(steps > 4000);
    assert_in_range(gaps, 5, 120);
    unlink(path);
    arena_release(&s.a);
}

/* Each row of the other files refers to a row of the penalty file of the same seed. */
static void files_refer_to_the_penalties(void **state)
{
    static const char *const dataset[] = {"移送", "刑事立案", "不起诉", "检察意见"};
    const struct sample_options o = options("行政处罚", 30000, 11);
    size_t former = (size_t)-1;
    struct sheet penalties;
    struct map known;

    (void)state;
    make(&o, path);
    read_sheet(path, &penalties);
    map_init(&known, &penalties.a);
    for (size_t i = 1; i < penalties.n; i++)
        map_put(&known, penalties.row[i][column(&penalties, "行政处罚决定书文号")],
                penalties.row[i]);
    for (size_t k = 0; k < 4; k++) {
        const struct sample_options more = options(dataset[k], 30000, 11);
        size_t doc, found = 0;
        struct sheet s;

        make(&more, path);
        read_sheet(path, &s);
        assert_true(s.n > 5 && s.n < former);
        former = s.n;
        doc = column(&s, k == 0 ? "决定书文号" : "行政处罚决定书文号");
        for (size_t i = 1; i < s.n; i++)
            found += map_get(&known, s.row[i][doc]) != NULL;
        assert_true(found * 100 >= (s.n - 1) * 97); /* dirt has widened the number of some */
        arena_release(&s.a);
    }
    unlink(path);
    arena_release(&penalties.a);
}

/* How many rows of a file there are, its header not counted. */
static size_t rows_of(const char *dataset, int64_t rows)
{
    const struct sample_options o = options(dataset, rows, 13);
    struct sheet s;
    size_t n;

    make(&o, path);
    read_sheet(path, &s);
    n = s.n - 1;
    arena_release(&s.a);
    unlink(path);
    return n;
}

static void every_dataset_has_a_plausible_file(void **state)
{
    const int64_t rows = 20000;

    (void)state;
    for (size_t i = 0; i < law->ndataset; i++)
        assert_true(rows_of(law->dataset[i].name.p, rows) > 0);
    assert_in_range(rows_of("公示", rows), 18800, 19600);
    assert_in_range(rows_of("企业登记", rows), 8000, 16000);
    assert_in_range(rows_of("许可", rows), 2500, 6000);
    assert_in_range(rows_of("投诉举报", rows), 1300, 2200);
    assert_in_range(rows_of("复议诉讼", rows), 100, 260);
}

/* Of a hundred rows with a credit code, so many are of a party that comes more than once. */
static void many_parties_come_again(void **state)
{
    const struct sample_options o = options("", 20000, 17);
    size_t uscc, again = 0, known = 0;
    struct sheet s;
    struct map count;

    (void)state;
    make(&o, path);
    read_sheet(path, &s);
    uscc = column(&s, "统一社会信用代码");
    map_init(&count, &s.a);
    for (size_t i = 1; i < s.n; i++) {
        intptr_t n = (intptr_t)map_get(&count, s.row[i][uscc]);

        if (s.row[i][uscc].n > 0)
            map_put(&count, s.row[i][uscc], (void *)(n + 1));
    }
    for (size_t i = 1; i < s.n; i++) {
        known += s.row[i][uscc].n > 0;
        again += (intptr_t)map_get(&count, s.row[i][uscc]) > 1;
    }
    assert_true(known > 5000);
    assert_in_range(again * 100, known * 24, known * 34);
    unlink(path);
    arena_release(&s.a);
}

/* A company stands in the register once, and the sheet's companies nearly all do. */
static void the_register_knows_the_companies(void **state)
{
    const struct sample_options o = options("行政处罚", 20000, 19),
                                more = options("企业登记", 20000, 19);
    size_t uscc, found = 0, known = 0;
    struct sheet s, r;
    struct map entry;

    (void)state;
    make(&more, path);
    read_sheet(path, &r);
    map_init(&entry, &r.a);
    uscc = column(&r, "统一社会信用代码");
    for (size_t i = 1; i < r.n; i++) {
        assert_null(map_get(&entry, r.row[i][uscc]));
        map_put(&entry, r.row[i][uscc], r.row[i]);
    }
    make(&o, path);
    read_sheet(path, &s);
    uscc = column(&s, "统一社会信用代码");
    for (size_t i = 1; i < s.n; i++) {
        known += s.row[i][uscc].n > 0;
        found += map_get(&entry, s.row[i][uscc]) != NULL;
    }
    assert_true(known > 5000);
    assert_in_range(found * 100, known * 94, known * 99);
    unlink(path);
    arena_release(&s.a);
    arena_release(&r.a);
}

static void amounts_are_written_in_every_style(void **state)
{
    static const char *const sign[] = {"，罚款人民币", "万元",  "元整", "００元",
                                       ",000",         ".00元", "千元", "万二千元"};
    const struct sample_options o = options("", 30000, 2);
    struct str bytes;
    struct arena a;
    struct err err;

    (void)state;
    arena_init(&a, 0);
    make(&o, path);
    assert_int_equal(file_read(&a, path, 1 << 28, &bytes, &err), ERR_OK);
    for (size_t i = 0; i < sizeof(sign) / sizeof(*sign); i++)
        if (!str_has(bytes, str_from(sign[i])))
            fail_msg("no amount with %s", sign[i]);
    unlink(path);
    arena_release(&a);
}

static void assert_fault(const char *from, const char *to, const char *want)
{
    struct sample_options o = options("", 10, 1);
    struct str text;
    struct buf b = {0};
    struct arena a;
    struct err err;
    size_t at;

    arena_init(&a, 0);
    assert_int_equal(file_read(&a, DATA, 1 << 24, &text, &err), ERR_OK);
    at = str_find(text, str_from(from));
    assert_true(at != STR_NPOS);
    buf_add(&b, text.p, at);
    buf_z(&b, to);
    buf_str(&b, str_tail(text, at + strlen(from)));
    assert_int_equal(file_write("sample_test.tmp.yaml", buf_view(&b), &err), ERR_OK);
    o.data_path = "sample_test.tmp.yaml";
    assert_int_equal(sample_write(law, &o, path, &err), ERR_INVALID);
    if (!strstr(err.zh, want))
        fail_msg("no \"%s\" in: %s", want, err.zh);
    assert_false(file_exists(path));
    unlink("sample_test.tmp.yaml");
    buf_release(&b);
    arena_release(&a);
}

static void faults_of_the_data_file_have_a_place(void **state)
{
    (void)state;
    assert_fault("cause: 生产销售伪劣产品", "cause: 生产销售伪劣商品",
                 "是否想写“生产销售伪劣产品”");
    assert_fault("organ: mtg-amr", "organ: mtg-arm", "sample_test.tmp.yaml:");
    assert_fault("{month}份", "{mouth}份", "空位“mouth”");
    assert_fault("years: 5", "years: five", "sample_test.tmp.yaml:5:8: 错误: 应是不小于零的数");
    assert_fault("weight: 270", "weight: 0", "权重应在 1 到");
    assert_fault("行政相对人名称: party", "行政相对人名称: partie", "不认识的内容“partie”");
    assert_fault("own: 700", "ovn: 700", "是否想写“own”");
    assert_fault("times: [2, 3", "times: [0, 3", "应大于零");
    assert_fault("rows: licensed", "rows: licenced", "是否想写“licensed”");
    assert_fault("led: 55", "let: 55", "缺少“led”");
    assert_fault("sued: 9", "sued: 9\n    suet: 9", "不认识的键“suet”");
}

static void wrong_options_are_refused(void **state)
{
    struct sample_options o = options("案卷评查", 10, 1);
    struct err err;

    (void)state;
    assert_int_equal(sample_write(law, &o, path, &err), ERR_INVALID);
    o = options("", 0, 1);
    assert_int_equal(sample_write(law, &o, path, &err), ERR_INVALID);
    o = options("", 10, 1);
    assert_int_equal(sample_write(law, &o, "no/such/folder/x.csv", &err), ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_bytes),
        cmocka_unit_test(the_sheet_has_all_columns_and_little_dirt),
        cmocka_unit_test(codes_are_sound_but_for_the_dirt),
        cmocka_unit_test(numbers_run_with_a_few_gaps),
        cmocka_unit_test(files_refer_to_the_penalties),
        cmocka_unit_test(every_dataset_has_a_plausible_file),
        cmocka_unit_test(many_parties_come_again),
        cmocka_unit_test(the_register_knows_the_companies),
        cmocka_unit_test(amounts_are_written_in_every_style),
        cmocka_unit_test(faults_of_the_data_file_have_a_place),
        cmocka_unit_test(wrong_options_are_refused),
    };

    return cmocka_run_group_tests(tests, load, unload);
}
