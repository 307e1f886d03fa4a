/* tests/service/import_run_test.c - headers, cells, validation: what import_run makes of a file. */
#include "../format/dump.h"
#include "import_fixture.h"

#include "format/xlsx_write.h"

static struct law *law;

#define EXPECT(file, want) fixture_expect(law, (file), (struct import_options){0}, false, (want))

static void headers_choose_the_mapping(void **state)
{
    (void)state;
    EXPECT("序号,相对人名称,决定书文号,决定日期,备注\n1,甲公司,甲市监〔2025〕1号,2025-01-02,x\n",
           "sheet 0 [] sheet @line 1 ?备注\n"
           "2#1 名称=甲公司; 文号=甲市监〔2025〕1号; 决定日期=2025-01-02\n");
    /* codes, in any order; brackets, spaces and width do not matter */
    EXPECT("CF_JDRQ\tXDR_MC\tCF_WSH\tCF_FK\n2025/1/2\t甲公司\t甲市监[2025]1号\t1.5\n",
           "sheet 0 [] sheet @line 1\n"
           "2#1 名称=甲公司; 文号=甲市监[2025]1号; 罚款=1.5万元; 决定日期=2025-01-02\n");
    EXPECT(
        "相对人 名称,决定书文号,ＣＦ＿ＪＤＲＱ,罚款金额（万元）\n甲公司,甲市监〔2025〕1号,20250102,2\n",
        "sheet 0 [] sheet @line 1\n"
        "2#1 名称=甲公司; 文号=甲市监〔2025〕1号; 罚款=2万元; 决定日期=2025-01-02\n");
    EXPECT("企业;日期;金额\n甲公司;2025-01-02;300.5\n",
           "sheet 0 [] other @line 1\n2#1 名称=甲公司; 罚款=300.5元; 决定日期=2025-01-02\n");
}

static void titles_and_second_headers_are_no_data(void **state)
{
    (void)state;
    EXPECT("甲区行政处罚信息公示表,,\n填报单位：甲局,,\n相对人名称,决定书文号,决定日期\n"
           "XDR_MC,CF_WSH,CF_JDRQ\n甲公司,甲市监〔2025〕1号,2025-01-02\n"
           "相对人名称,决定书文号,决定日期\n乙公司,甲市监〔2025〕2号,2025-01-03\n",
           "sheet 0 [] sheet @line 3\n"
           "5#1 名称=甲公司; 文号=甲市监〔2025〕1号; 决定日期=2025-01-02\n"
           "7#2 名称=乙公司; 文号=甲市监〔2025〕2号; 决定日期=2025-01-03\n");
}

static void the_unit_in_a_header_counts(void **state)
{
    (void)state;
    EXPECT("企业,金额（万元）\n甲公司,3.5\n",
           "sheet 0 [] other @line 1\n2#1 名称=甲公司; 罚款=3.5万元\n");
    EXPECT(
        "相对人名称,决定书文号,决定日期,罚款金额(元)\n甲公司,甲市监〔2025〕1号,2025-01-02,35000\n",
        "sheet 0 [] sheet @line 1\n"
        "2#1 名称=甲公司; 文号=甲市监〔2025〕1号; 罚款=3.5万元; 决定日期=2025-01-02\n");
    /* without a unit it is not taken for 万元: the column is named as unknown */
    EXPECT("相对人名称,决定书文号,决定日期,罚款金额\n甲公司,甲市监〔2025〕1号,2025-01-02,35000\n",
           "sheet 0 [] sheet @line 1 ?罚款金额\n"
           "2#1 名称=甲公司; 文号=甲市监〔2025〕1号; 决定日期=2025-01-02\n");
}

static void own_names_map_by_themselves(void **state)
{
    struct import_options partial = {.partial = true};

    (void)state;
    EXPECT("名称,罚款,重量,听证\n甲公司,30万元,2500公斤,是\n",
           "sheet 0 []  @line 1\n2#1 名称=甲公司; 罚款=30万元; 重量=2.5; 听证=1\n");
    fixture_expect(
        law, "{\"案由\":\"非法采矿\",\"罚款\":\"99999.99元\"}\n{\"罚款\":12,\"人数\":\"3\"}\n",
        partial, true,
        "sheet 0 []  @line 0\n"
        "1#1 罚款=99999.99元; 案由=mine.none\n2#2 罚款=12元; 人数=3\n");
    EXPECT("{\"案由\":\"非法采矿\"}\n",
           "sheet 0 []  @line 0\n1#1 REJECTED 第1行“名称”：没有填写，此列必填\n");
}

static void names_of_objects_may_come_and_go(void **state)
{
    char file[8192] = "";
    size_t n = 0;
    struct fixture_run run = {.law = law};

    (void)state;
    for (int i = 0; i < 40; i++)
        n += (size_t)snprintf(file + n, sizeof(file) - n, "{\"企业\":\"公司%d\",\"金额\":%d}\n", i,
                              i);
    snprintf(file + n, sizeof(file) - n,
             "{\"日期\":\"2025-02-03\",\"x\":1,\"金额\":7,\"企业\":\"末\"}\n");
    fixture_run_bytes(&run, str_from(file), (struct import_options){0});
    assert_non_null(strstr(buf_cstr(&run.out), "\n40#40 名称=公司39; 罚款=39元\n"));
    assert_non_null(strstr(buf_cstr(&run.out), "\n41#41 名称=末; 罚款=7元; 决定日期=2025-02-03\n"));
    buf_release(&run.out);
}

static void a_header_that_nobody_knows_is_an_error(void **state)
{
    (void)state;
    EXPECT(
        "a,b\n1,2\n",
        "sheet 0 [] left out\nERROR 2 前 30 行中没有认识的表头。请核对文件，或用 --map 指定表头对照\n");
    EXPECT(
        "相对人名称,机关,违法行为\n甲公司,乙,丙\n",
        "sheet 0 [] left out\nERROR 2 没有完整的表头。最接近的是“公示表”（认出 3 列），缺少必需的列：决定书文号、决定日期。"
        "请补上这些列，或用 --map 指定其他表头对照\n");
}

#define HEAD "相对人名称,决定书文号,决定日期,罚款金额(万元),重量,人数,是否听证,相对人类别\n"
#define ROW(cells) HEAD "甲公司,甲市监〔2025〕1号," cells "\n"

static void wrong_cells_are_named(void **state)
{
    (void)state;
    EXPECT(ROW("2024-13-01"), "sheet 0 [] sheet @line 1\n2#1 REJECTED 第2行“决定日期”："
                              "“2024-13-01”不是日期，请写成 2024-01-31\n");
    EXPECT(ROW("2026-02-01"), "sheet 0 [] sheet @line 1\n2#1 REJECTED 第2行“决定日期”："
                              "“2026-02-01”晚于导入日期 2026-01-31，请核对\n");
    EXPECT(ROW(""), "sheet 0 [] sheet @line 1\n2#1 REJECTED 第2行“决定日期”：没有填写，此列必填\n");
    EXPECT(ROW("2025-01-02,三,约2吨,多,也许"),
           "sheet 0 [] sheet @line 1\n2#1 REJECTED 第2行"
           "“重量”：“约2吨”不是数量，请写成数字（单位：吨）；“人数”：“多”不是整数；"
           "“是否听证”：“也许”应当写是或否\n");
    EXPECT(ROW("2025-01-02,-1"), "sheet 0 [] sheet @line 1\n2#1 REJECTED 第2行“罚款金额(万元)”："
                                 "“-1”是负数，金额不能为负\n");
    EXPECT(ROW("2025-01-02,x"), "sheet 0 [] sheet @line 1\n2#1 REJECTED 第2行“罚款金额(万元)”："
                                "“x”不是金额，请写成数字，如 3.5（万元）\n");
    EXPECT(ROW("2025-01-02,,,,,,多出来的"),
           "sheet 0 [] sheet @line 1\n2#1 REJECTED 第2行：有 9 格，表头只有 8 格；"
           "可能是文字中的分隔符没有加引号\n");
}

static void amounts_are_read_in_every_spelling(void **state)
{
    static const char *const cell[][2] = {
        {"3.5", "3.5万元"},       {"\"1,234.5\"", "1234.5万元"}, {"3.5万元", "3.5万元"},
        {"35000元", "3.5万元"},   {"叁万伍仟元整", "3.5万元"},   {"０．５", "5000元"},
        {"￥35000元", "3.5万元"}, {"0.00000149", "0.01元"},      {"1.2亿元", "1.2亿元"},
        {"0.000001", "0.01元"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cell) / sizeof(cell[0]); i++) {
        char file[512], want[512];
        struct fixture_run run = {.law = law};

        snprintf(file, sizeof(file), ROW("2025-01-02,%s"), cell[i][0]);
        snprintf(want, sizeof(want), "罚款=%s;", cell[i][1]);
        fixture_run_bytes(&run, str_from(file), (struct import_options){0});
        if (!strstr(buf_cstr(&run.out), want))
            fail_msg("%s: %s", cell[i][0], buf_cstr(&run.out));
        buf_release(&run.out);
    }
}

static void empty_marks_are_nothing(void **state)
{
    (void)state;
    EXPECT(ROW("2025-01-02,/,--,—,　,"),
           "sheet 0 [] sheet @line 1\n"
           "2#1 名称=甲公司; 文号=甲市监〔2025〕1号; 决定日期=2025-01-02\n");
}

static void oddities_are_warnings_on_the_row(void **state)
{
    (void)state;
    EXPECT(
        "相对人名称,决定书文号,决定日期,信用代码,相对人类别,机关\n"
        "甲公司,第五号,2025-01-02,91110109MA01ABCD21,其他,乙局\n",
        "sheet 0 [] sheet @line 1\n"
        "2#1 名称=甲公司; 信用代码=91110109MA01ABCD21; 文号=第五号; 决定日期=2025-01-02; 机关名称=乙局 ! "
        "[{\"field\":\"文号\",\"text\":\"不是文号的样子（机关代字〔年〕号）\"},"
        "{\"field\":\"信用代码\",\"text\":\"统一社会信用代码的校验码不对，请核对\"},"
        "{\"field\":\"类别\",\"text\":\"“其他”不在代码表中，未采用\"},"
        "{\"field\":\"机关名称\",\"text\":\"“乙局”不是已登记的机关\"}]\n");
    EXPECT("相对人名称,决定书文号,决定日期,相对人类别\n甲公司,甲市监〔2025〕1号,2025-01-02,单位\n",
           "sheet 0 [] sheet @line 1\n"
           "2#1 名称=甲公司; 类别=法人; 文号=甲市监〔2025〕1号; 决定日期=2025-01-02\n");
}

static void personal_data_is_not_repeated(void **state)
{
    struct fixture_run run = {.law = law};

    (void)state;
    fixture_run_bytes(&run,
                      STR("相对人名称,决定书文号,决定日期,证件号码\n"
                          "张三,甲市监〔2025〕1号,2025-01-02,110109199001011234\n"),
                      (struct import_options){0});
    assert_non_null(strstr(buf_cstr(&run.out), "公民身份号码的校验码不对"));
    assert_null(strstr(strstr(buf_cstr(&run.out), "!"), "110109199001011234"));
    buf_release(&run.out);
}

static void fields_are_derived(void **state)
{
    (void)state;
    fixture_expect(
        law,
        "相对人名称,决定书文号,决定日期,机关,违法行为,违法事实,信用代码\n"
        "甲公司,甲市监罚〔2025〕012号,2025-01-02,甲区市场局,无证采矿,货值5万元,91110109000000001Q\n"
        "李某某,甲市监罚〔2025〕13号,2025-01-02,甲区市场局,,,\n",
        (struct import_options){.threads = 1}, true,
        "sheet 0 [] sheet @line 1\n"
        "2#1 名称=甲公司; 信用代码=91110109000000001Q; 文号=甲市监罚〔2025〕012号; 行为=无证采矿; "
        "事实=货值5万元; 货值=5万元; 决定日期=2025-01-02; 机关名称=甲区市场局; "
        "案件=甲市监罚(2025)012号; 当事人=keyed; 机关=amr; 案由=mine.none; 年度=2025; "
        "文号组=甲市监罚〔2025〕; 文号序号=12\n"
        "3#2 名称=李某某; 文号=甲市监罚〔2025〕13号; 决定日期=2025-01-02; 机关名称=甲区市场局; "
        "案件=甲市监罚(2025)13号; 当事人=own; 机关=amr; 年度=2025; "
        "文号组=甲市监罚〔2025〕; 文号序号=13\n");
}

static void gb18030_is_read(void **state)
{
    static const char file[] = "\xC6\xF3\xD2\xB5,\xBD\xF0\xB6\xEE\n" /* 企业,金额 */
                               "\xBC\xD7\xB9\xAB\xCB\xBE,300\n";     /* 甲公司,300 */

    (void)state;
    EXPECT(file, "sheet 0 [] other @line 1\n2#1 名称=甲公司; 罚款=300元\n");
}

/* ---- workbooks ---- */

static struct xlsx_cell text_cell(const char *s)
{
    return (struct xlsx_cell){.kind = XLSX_TEXT, .text = str_from(s), .empty = !*s};
}

static void add_sheet(struct xlsx_writer *w, const char *name, const char *const *cell, size_t n)
{
    struct xlsx_column column[2] = {{str_from(cell[0]), 10}, {str_from(cell[1]), 10}};

    xlsx_sheet(w, str_from(name), column, 2);
    for (size_t i = 2; i + 1 < n; i += 2) {
        struct xlsx_cell row[2] = {text_cell(cell[i]), text_cell(cell[i + 1])};

        xlsx_row(w, row, 2);
    }
}

static void every_sheet_has_its_own_header(void **state)
{
    static const char *const one[] = {"公示", "", "企业", "金额", "甲公司", "5"};
    static const char *const notes[] = {"说明", "无", "a", "b"};
    static const char *const two[] = {"金额", "企业", "6", "乙公司", "x", "丙公司"};
    struct home h = home_make();
    struct fixture_run run = {.law = law};
    struct xlsx_writer *w;
    struct err err;
    char path[300];

    (void)state;
    snprintf(path, sizeof(path), "%s/book.xlsx", h.path);
    assert_int_equal(xlsx_create(path, &w, &err), ERR_OK);
    add_sheet(w, "一", one, 6);
    add_sheet(w, "说明", notes, 4);
    add_sheet(w, "二", two, 6);
    assert_int_equal(xlsx_close(w, &err), ERR_OK);
    fixture_run_file(&run, path, (struct import_options){0});
    assert_string_equal(buf_cstr(&run.out),
                        "sheet 0 [一] other @line 2\n3#1 名称=甲公司; 罚款=5元\n"
                        "sheet 1 [说明] left out\n"
                        "sheet 2 [二] other @line 1\n2#2 名称=乙公司; 罚款=6元\n"
                        "3#3 REJECTED 第3行“金额”：“x”不是金额，请写成数字，如 35000.00（元）\n");
    buf_release(&run.out);
    home_drop(&h);
}

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define CELL(ref, text) "<c r='" ref "' t='inlineStr'><is><t>" text "</t></is></c>"

/* Formulas, error values and dates as a workbook really holds them. */
static void formulas_and_error_values_reject_their_row(void **state)
{
    static const char sheet[] =
        "<worksheet><sheetData>"
        "<row r='1'>" CELL("A1", "企业") CELL("B1", "金额") CELL("C1", "日期") CELL(
            "D1",
            "备注") "</row>"
                    "<row r='2'>" CELL(
                        "A2",
                        "甲") "<c r='B2'><f>1+1</f><v>2</v></c></row>"
                              "<row r='3'>" CELL(
                                  "A3",
                                  "乙") "<c r='B3' t='e'><v>#REF!</v></c></row>"
                                        "<row r='4'>" CELL(
                                            "A4",
                                            "丙") "<c r='B4'><v>3</v></c><c r='C4' s='1'><v>45658</v></c>"
                                                  "<c r='D4'><f>1+1</f><v>2</v></c></row>"
                                                  "<row r='5'>" CELL(
                                                      "A5",
                                                      "丁") "<c r='B5'><v>0.30000000000000004</v></c></row>"
                                                            "</sheetData></worksheet>";
    const struct part part[] = {
        {"_rels/.rels", STR("<Relationships><Relationship Id='r' Type='" REL
                            "officeDocument' Target='xl/workbook.xml'/></Relationships>")},
        {"xl/workbook.xml", STR("<workbook><sheets><sheet name='一' sheetId='1' r:id='s'/></sheets>"
                                "</workbook>")},
        {"xl/_rels/workbook.xml.rels",
         STR("<Relationships><Relationship Id='s' Type='" REL
             "worksheet' Target='worksheets/a.xml'/>"
             "<Relationship Id='t' Type='" REL "styles' Target='styles.xml'/></Relationships>")},
        {"xl/styles.xml", STR("<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs>"
                              "</styleSheet>")},
        {"xl/worksheets/a.xml", str_from(sheet)},
    };
    struct buf bytes = zip_of(part, sizeof(part) / sizeof(part[0]));
    struct fixture_run run = {.law = law};

    (void)state;
    fixture_run_bytes(&run, buf_view(&bytes), (struct import_options){0});
    assert_string_equal(buf_cstr(&run.out),
                        "sheet 0 [一] other @line 1 ?备注\n"
                        "2#1 REJECTED 第2行“金额”：单元格是公式，请粘贴为数值后再导入\n"
                        "3#2 REJECTED 第3行“金额”：单元格是错误值，请改正后再导入\n"
                        "4#3 名称=丙; 罚款=3元; 决定日期=2025-01-01\n"
                        "5#4 名称=丁; 罚款=0.3元\n");
    buf_release(&run.out);
    buf_release(&bytes);
}

static void a_cell_beyond_the_limit_rejects_its_row(void **state)
{
    struct import_options o = {.limits = {.cell_bytes = 1000}};
    struct fixture_run run = {.law = law};
    struct buf file = {0};

    (void)state;
    buf_z(&file, "企业,金额\n甲,1\n");
    for (int i = 0; i < 2000; i++)
        buf_char(&file, 'x');
    buf_z(&file, ",2\n乙,3\n");
    fixture_run_bytes(&run, buf_view(&file), o);
    assert_non_null(strstr(buf_cstr(&run.out), "2#1 名称=甲; 罚款=1元\n3#2 REJECTED 第3行"));
    assert_non_null(strstr(buf_cstr(&run.out), "4#3 名称=乙; 罚款=3元\n"));
    buf_release(&run.out);
    buf_release(&file);
}

/* ---- order and errors ---- */

static bool odd(void *p, int64_t row)
{
    (void)p;
    return row % 2;
}

static void order_does_not_depend_on_threads(void **state)
{
    struct fixture_run one = {.law = law}, many = {.law = law}, some = {.law = law};
    struct buf file = {0};

    (void)state;
    buf_z(&file, "企业,金额\n");
    for (int i = 0; i < 5000; i++)
        buf_fmt(&file, "公司%d,%s%d\n", i, i % 7 ? "" : "x", i);
    fixture_run_bytes(&one, buf_view(&file), (struct import_options){.threads = 1});
    fixture_run_bytes(&many, buf_view(&file), (struct import_options){.threads = 5});
    assert_string_equal(buf_cstr(&one.out), buf_cstr(&many.out));
    assert_non_null(strstr(buf_cstr(&one.out), "\n5001#5000 "));
    fixture_run_bytes(&some, buf_view(&file), (struct import_options){.wants = odd});
    assert_non_null(strstr(buf_cstr(&some.out), "\n5000#4999 "));
    assert_null(strstr(buf_cstr(&some.out), "\n5001#5000 "));
    buf_release(&file);
    buf_release(&one.out);
    buf_release(&many.out);
    buf_release(&some.out);
}

static enum err_code stop_at_100(void *p, const struct registry_record *r, struct err *err)
{
    int *n = p;

    (void)r;
    return ++*n < 100 ? ERR_OK : err_set(err, ERR_LIMIT, "enough");
}

static void what_the_sink_returns_ends_the_run(void **state)
{
    struct import_sink sink = {.record = stop_at_100};
    struct import_options o = {.law = law, .today = day_from_ymd(2026, 1, 1)};
    struct import_counts counts;
    struct buf file = {0};
    struct home h = home_make();
    struct err err;
    char path[300];
    int n = 0;

    (void)state;
    buf_z(&file, "企业,金额\n");
    for (int i = 0; i < 5000; i++)
        buf_fmt(&file, "公司%d,%d\n", i, i);
    snprintf(path, sizeof(path), "%s/f.csv", h.path);
    assert_int_equal(file_write(path, buf_view(&file), &err), ERR_OK);
    sink.p = &n;
    assert_int_equal(import_run(path, &o, &sink, &counts, &err), ERR_LIMIT);
    assert_int_equal(n, 100);
    assert_int_equal(import_run("/nowhere/x.csv", &o, &sink, &counts, &err), ERR_NOT_FOUND);
    buf_release(&file);
    home_drop(&h);
}

static int set_up(void **state)
{
    (void)state;
    law = fixture_law();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    law_unref(law);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_choose_the_mapping),
        cmocka_unit_test(titles_and_second_headers_are_no_data),
        cmocka_unit_test(the_unit_in_a_header_counts),
        cmocka_unit_test(own_names_map_by_themselves),
        cmocka_unit_test(names_of_objects_may_come_and_go),
        cmocka_unit_test(a_header_that_nobody_knows_is_an_error),
        cmocka_unit_test(wrong_cells_are_named),
        cmocka_unit_test(amounts_are_read_in_every_spelling),
        cmocka_unit_test(empty_marks_are_nothing),
        cmocka_unit_test(oddities_are_warnings_on_the_row),
        cmocka_unit_test(personal_data_is_not_repeated),
        cmocka_unit_test(fields_are_derived),
        cmocka_unit_test(gb18030_is_read),
        cmocka_unit_test(every_sheet_has_its_own_header),
        cmocka_unit_test(formulas_and_error_values_reject_their_row),
        cmocka_unit_test(a_cell_beyond_the_limit_rejects_its_row),
        cmocka_unit_test(order_does_not_depend_on_threads),
        cmocka_unit_test(what_the_sink_returns_ends_the_run),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
