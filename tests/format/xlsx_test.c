/* tests/format/xlsx_test.c - workbooks, built here part by part, good and hostile. */
#include "dump.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <zip.h>
#include <cmocka.h>

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static const char package_rels[] =
    "<Relationships><Relationship Id='r1' Type='" REL "officeDocument' Target='xl/workbook.xml'/>"
    "</Relationships>";

static const char book_rels[] =
    "<Relationships><Relationship Id='s1' Type='" REL "worksheet' Target='worksheets/a.xml'/>"
    "<Relationship Id='s2' Type='" REL "worksheet' Target='/xl/worksheets/b.xml'/>"
    "<Relationship Id='s3' Type='" REL "worksheet' Target='../xl/worksheets/c.xml'/>"
    "<Relationship Id='c1' Type='" REL "chartsheet' Target='chartsheets/x.xml'/>"
    "<Relationship Id='st' Type='" REL "styles' Target='styles.xml'/>"
    "<Relationship Id='ss' Type='" REL "sharedStrings' Target='sharedStrings.xml'/>"
    "</Relationships>";

static const char one_sheet[] = "<workbook><sheets><sheet name='表一' sheetId='1' r:id='s1'/>"
                                "</sheets></workbook>";

/* Styles: 0 general, 1 built-in date, 2 yyyy"年"m"月"d"日", 3 time, 4 date and time, 5 money,
 * 6 Chinese built-in date, 7 [red] literals only, 8 elapsed hours, 9 month alone. */
static const char styles[] =
    "<styleSheet><numFmts>"
    "<numFmt numFmtId='176' formatCode='yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;'/>"
    "<numFmt numFmtId='177' formatCode='h:mm:ss'/>"
    "<numFmt numFmtId='178' formatCode='[$-804]yyyy/m/d h:mm;@'/>"
    "<numFmt numFmtId='179' formatCode='#,##0.00&quot;day&quot;_d;[Red]-#,##0.00\\d'/>"
    "<numFmt numFmtId='180' formatCode='[Red]0.00_);[Red](0.00)'/>"
    "<numFmt numFmtId='181' formatCode='[h]:mm'/><numFmt numFmtId='182' formatCode='mmm'/>"
    "</numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/>"
    "<xf numFmtId='14'/><xf numFmtId='176'/><xf numFmtId='177'/><xf numFmtId='178'/>"
    "<xf numFmtId='179'/><xf numFmtId='31'/><xf numFmtId='180'/><xf numFmtId='181'/>"
    "<xf numFmtId='182'/></cellXfs></styleSheet>";

static const char strings[] =
    "<sst count='9'><si><t>甲</t></si><si><r><rPr><b/></rPr><t>乙</t></r><r><t xml:space='preserve'>"
    " 丙</t></r><rPh sb='0' eb='1'><t>bing</t></rPh></si><si><t>110109199901011234</t></si>"
    "<si><t>一_x000D_&#10;二_x0041_</t></si><si><t/></si></sst>";

struct book {
    const char *workbook, *styles, *strings, *a, *b, *c;
};

static struct str or_default(const char *z, const char *otherwise)
{
    return str_from(z ? z : otherwise);
}

static struct buf book_of(const struct book *k)
{
    const struct part part[] = {
        {"_rels/.rels", str_from(package_rels)},
        {"xl/workbook.xml", or_default(k->workbook, one_sheet)},
        {"xl/_rels/workbook.xml.rels", str_from(book_rels)},
        {"xl/styles.xml", or_default(k->styles, styles)},
        {"xl/sharedStrings.xml", or_default(k->strings, strings)},
        {"xl/worksheets/a.xml", or_default(k->a, "<worksheet/>")},
        {"xl/worksheets/b.xml", or_default(k->b, "<worksheet/>")},
        {"xl/worksheets/c.xml", or_default(k->c, "<worksheet/>")},
    };

    return zip_of(part, sizeof(part) / sizeof(*part));
}

/* Rows of the one sheet with these <row> elements. */
static void assert_rows(const char *rows, const char *want)
{
    struct buf xml = {0}, zip, expect = {0};

    buf_fmt(&xml, "<worksheet><sheetData>%s</sheetData></worksheet>", rows);
    zip = book_of(&(struct book){.a = buf_cstr(&xml)});
    buf_fmt(&expect, "%s%s", want[0] >= '0' && want[0] <= '9' ? "[表一]\n" : "", want);
    assert_dump(buf_view(&zip), buf_cstr(&expect));
    buf_release(&xml);
    buf_release(&zip);
    buf_release(&expect);
}

static void assert_book_has(const struct book *k, const struct format_limits *limits,
                            const char *part)
{
    struct buf zip = book_of(k);

    assert_dump_has(buf_view(&zip), limits, part);
    buf_release(&zip);
}

static void strings_of_all_kinds(void **state)
{
    (void)state;
    assert_rows(
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>"
        "<c r='C1' t='s'><v>2</v></c><c r='D1' t='s'><v>3</v></c>"
        "<c r='E1' t='s'><v>4</v></c><c r='F1' t='inlineStr'><is><r><t>内</t></r><r><t>联</t>"
        "</r><rPh><t>x</t></rPh></is></c><c r='G1' t='str'><v>文</v></c></row>",
        "1 甲|乙 丙|110109199901011234|一\r\n二A||内联|文\n");
    assert_rows("<row r='1'><c r='A1' t='s'><v>5</v></c><c r='B1' t='s'><v>x</v></c></row>",
                "1 x:5|x:x\n");
}

static void gaps_are_empty_cells(void **state)
{
    (void)state;
    assert_rows("<row r='2'><c r='C2'><v>1</v></c><c r='E2' s='1'/><c r='F2'><v>2</v></c>"
                "<c r='XFD2' s='1'/></row><row r='3'/><row r='4'><c r='B4' s='1'/></row>"
                "<row><c><v>1</v></c><c><v>2</v></c></row><row r='9'><c r='AB9'><v>7</v></c></row>",
                "2 ||n:1|||n:2\n5 n:1|n:2\n9 |||||||||||||||||||||||||||n:7\n");
}

static void numbers_are_what_the_sheet_shows(void **state)
{
    (void)state;
    assert_rows("<row r='1'><c><v>20000</v></c><c><v>1.1000000000000001</v></c>"
                "<c><v>0.30000000000000004</v></c><c><v>33.299999999999997</v></c>"
                "<c><v>-12.50</v></c><c><v>1.2E-3</v></c><c><v>1E5</v></c>"
                "<c><v>99999999999999.99</v></c><c><v>-0.99999999999999989</v></c></row>",
                "1 n:20000|n:1.1|n:0.3|n:33.3|n:-12.5|n:0.0012|n:100000|n:100000000000000|n:-1\n");
    assert_rows("<row r='1'><c><v>9007199254740992</v></c><c><v>9007199254740993</v></c>"
                "<c><v>1.1010919990101E+17</v></c><c><v>9.1110109E17</v></c><c><v>x</v></c>"
                "<c><v>1E400</v></c><c><v>NaN</v></c></row>",
                "1 n:9007199254740992|x:9007199254740993|x:110109199901010000|"
                "x:911101090000000000|x:x|x:1E400|x:NaN\n");
    assert_rows(
        "<row r='1'><c s='5'><v>12.5</v></c><c s='7'><v>3</v></c><c s='99'><v>4</v></c></row>",
        "1 n:12.5|n:3|n:4\n");
}

static void dates_by_format(void **state)
{
    (void)state;
    assert_rows(
        "<row r='1'><c s='1'><v>45688</v></c><c s='2'><v>45688</v></c>"
        "<c s='4'><v>45688.395833333336</v></c><c s='3'><v>0.395833333333333</v></c>"
        "<c s='6'><v>1</v></c><c s='1'><v>59</v></c><c s='1'><v>61</v></c>"
        "<c s='4'><v>45688.999999999</v></c><c s='8'><v>1.5</v></c><c s='9'><v>32</v></c></row>",
        "1 d:2025-01-31|d:2025-01-31|d:2025-01-31 09:30:00|09:30:00|d:1900-01-01|"
        "d:1900-02-28|d:1900-03-01|d:2025-02-01|d:1900-01-01 12:00:00|d:1900-02-01\n");
    assert_rows(
        "<row r='1'><c s='1'><v>60</v></c><c s='1'><v>0</v></c><c s='1'><v>-3</v></c>"
        "<c s='1'><v>2958465</v></c><c s='1'><v>2958466</v></c><c s='1'><v>1E9</v></c></row>",
        "1 x:60|x:0|x:-3|d:9999-12-31|x:2958466|x:1E9\n");
    assert_rows("<row r='1'><c t='d'><v>2025-01-31</v></c><c t='d'><v>2025-01-31T00:00:00</v></c>"
                "<c t='d'><v>2025-01-31T09:30:00</v></c><c s='1' t='s'><v>0</v></c></row>",
                "1 d:2025-01-31|d:2025-01-31|d:2025-01-31 09:30:00|甲\n");
}

static void dates_since_1904(void **state)
{
    const struct book k = {
        .workbook = "<workbook><workbookPr date1904='1'/><sheets><sheet name='t' r:id='s1'/>"
                    "</sheets></workbook>",
        .a =
            "<worksheet><row r='1'><c s='1'><v>44226</v></c><c s='1'><v>0</v></c></row></worksheet>"};

    (void)state;
    assert_book_has(&k, NULL, "1 d:2025-01-31|d:1904-01-01\n");
}

static void formulas_booleans_and_errors_are_told_apart(void **state)
{
    (void)state;
    assert_rows(
        "<row r='1'><c><f>SUM(A2:A9)</f><v>12</v></c><c t='str'><f>B2&amp;\"x\"</f><v>x</v></c>"
        "<c><f t='shared' si='0'/><v>1</v></c><c t='b'><v>1</v></c><c t='b'><v>0</v></c>"
        "<c t='e'><v>#REF!</v></c></row>",
        "1 f:=SUM(A2:A9)|f:=B2&\"x\"|f:=|b:是|b:否|x:#REF!\n");
}

static void merged_titles_stand_in_their_first_cell(void **state)
{
    const struct book k = {
        .a = "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c>"
             "<c r='B1' s='1'/><c r='C1' s='1'/></row><row r='3'><c r='A3'><v>1</v>"
             "</c></row></sheetData><mergeCells><mergeCell ref='A1:C1'/>"
             "</mergeCells></worksheet>"};

    (void)state;
    assert_book_has(&k, NULL, "[表一]\n1 甲\n3 n:1\n");
}

static void prefixed_names_are_understood(void **state)
{
    const struct book k = {
        .workbook = "<x:workbook xmlns:x='a'><x:sheets><x:sheet name='t' sheetId='1' rel:id='s1'/>"
                    "</x:sheets></x:workbook>",
        .a = "<x:worksheet><x:sheetData><x:row r='1'><x:c r='A1' t='s'><x:v>0</x:v></x:c></x:row>"
             "</x:sheetData></x:worksheet>"};

    (void)state;
    assert_book_has(&k, NULL, "[t]\n1 甲\n");
}

static void visible_sheets_come_in_order(void **state)
{
    const struct book k = {
        .workbook = "<workbook><sheets><sheet name='丙' r:id='s3'/><sheet name='图' r:id='c1'/>"
                    "<sheet name='隐' state='hidden' r:id='s1'/><sheet name='乙' r:id='s2'/>"
                    "<sheet name='失' r:id='s9'/></sheets></workbook>",
        .a = "<worksheet><row r='1'><c><v>1</v></c></row></worksheet>",
        .b =
            "<worksheet><row r='1'><c><v>2</v></c></row><row r='2'><c><v>3</v></c></row></worksheet>",
        .c = "<worksheet><row r='5'><c><v>4</v></c></row></worksheet>"};
    struct buf zip = book_of(&k);

    (void)state;
    assert_dump(buf_view(&zip), "[丙]\n5 n:4\n[乙]\n1 n:2\n2 n:3\n");
    buf_release(&zip);
}

static void a_row_is_limited(void **state)
{
    const struct format_limits limits = {.columns = 3, .cell_bytes = 8};
    const struct book k = {
        .a =
            "<worksheet><row r='1'><c r='A1' t='inlineStr'><is><t>123456789</t></is></c></row>"
            "<row r='2'><c r='A2'><v>1</v></c><c r='D2'><v>1</v></c></row>"
            "<row r='3'><c r='B3'><v>1</v></c><c r='A3'><v>1</v></c></row>"
            "<row r='4'><c r='A4' t='s'><v>2</v></c></row><row r='5'><c><v>5</v></c></row></worksheet>"};

    (void)state;
    assert_book_has(&k, &limits,
                    "1! 第 1 列超过 8 字节的上限\n2! 超过 3 列的上限\n"
                    "3! 单元格的次序是乱的（第 1 列）\n4! 第 1 列超过 8 字节的上限\n5 n:5\n");
}

static long peak_kb(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss;
}

/* 300 MB of blanks pack into 300 kB. */
static void zip_bombs_are_refused(void **state)
{
    struct buf bomb = {0}, zip;
    const struct format_limits limits = {.unpacked_bytes = 1 << 20};
    long before;

    (void)state;
    buf_z(&bomb, "<worksheet><sheetData>");
    while (bomb.n < 100 * 1024 * 1024)
        buf_z(&bomb, "                                                                        \n");
    buf_z(&bomb, "</sheetData></worksheet>");
    zip = book_of(&(struct book){.a = buf_cstr(&bomb)});
    buf_release(&bomb);
    assert_true(zip.n < 1024 * 1024);
    before = peak_kb();
    assert_dump_has(buf_view(&zip), NULL, "压缩炸弹");
    assert_dump_has(buf_view(&zip), &limits, "解压后的内容超过上限");
    assert_true(peak_kb() - before < 64 * 1024);
    buf_release(&zip);
}

static void entities_are_refused(void **state)
{
    const struct book laughs = {
        .a = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><worksheet>&b;</worksheet>"};
    const struct book outside = {
        .strings = "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><sst><si><t>x</t></si></sst>"};

    (void)state;
    assert_book_has(&laughs, NULL, "ERROR 2: 工作簿的部件 xl/worksheets/a.xml 读不下去：含有 DTD");
    assert_book_has(&outside, NULL, "含有 DTD");
}

static void hostile_xml_is_bounded(void **state)
{
    struct buf b = {0};

    (void)state;
    buf_z(&b, "<worksheet>");
    for (int i = 0; i < 1000; i++)
        buf_z(&b, "<x>");
    assert_book_has(&(struct book){.a = buf_cstr(&b)}, NULL, "XML 嵌套太深");
    buf_reset(&b);
    buf_z(&b, "<worksheet a='");
    for (int i = 0; i < 3 * 1024 * 1024; i++)
        buf_char(&b, "0123456789abcdef"[((unsigned)i * 7919u >> 3) & 15]);
    assert_book_has(&(struct book){.a = buf_cstr(&b)}, NULL, "一个标记超过 1 MiB");
    buf_release(&b);
}

static void damage_is_reported(void **state)
{
    const struct part no_book[] = {{"_rels/.rels", str_from(package_rels)}};
    const struct part no_rels[] = {{"a.csv", STR("a,b\n")}};
    const struct part binary[] = {
        {"_rels/.rels", STR("<Relationships><Relationship Id='r' Type='x/officeDocument' "
                            "Target='xl/workbook.bin'/></Relationships>")}};
    struct buf zip = zip_of(no_book, 1);

    (void)state;
    assert_dump_has(buf_view(&zip), NULL, "xl/_rels/workbook.xml.rels 读不下去：缺少这个部件");
    buf_release(&zip);
    zip = zip_of(no_rels, 1);
    assert_dump_has(buf_view(&zip), NULL, "zip 压缩包而不是 .xlsx");
    zip.n -= 30;
    assert_dump_has(buf_view(&zip), NULL, "工作簿损坏");
    buf_release(&zip);
    zip = zip_of(binary, 1);
    assert_dump_has(buf_view(&zip), NULL, ".xlsb");
    buf_release(&zip);
    assert_book_has(&(struct book){.a = "<worksheet><row r='1'><c><v>1</v></c></row><row r='2'>"},
                    NULL, "1 n:1\nERROR 2: 工作簿的部件 xl/worksheets/a.xml 读不下去：XML 损坏");
    assert_book_has(&(struct book){.workbook = "<workbook/>"}, NULL, "没有工作表");
    assert_book_has(&(struct book){.a = "\xFF\xFEnot xml"}, NULL, "XML 损坏");
}

static void an_encrypted_part_is_refused(void **state)
{
    const char *path = "xlsx_test.tmp.zip";
    struct buf zip = book_of(&(struct book){0});
    struct buf out = {0};
    FILE *f = fopen(path, "wb");
    zip_t *z;
    int code;

    (void)state;
    assert_int_equal(fwrite(zip.p, 1, zip.n, f), zip.n);
    fclose(f);
    z = zip_open(path, 0, &code);
    assert_int_equal(zip_file_set_encryption(z, 0, ZIP_EM_AES_256, "x"), 0);
    assert_int_equal(zip_close(z), 0);
    dump_file(&out, path, NULL);
    assert_true(str_has(buf_view(&out), STR("密码")));
    remove(path);
    buf_release(&zip);
    buf_release(&out);
}

/* 200 000 rows in the memory of one. */
static void sheets_are_streamed(void **state)
{
    struct buf b = {0}, zip;
    struct format_table *t = NULL;
    const struct format_row *row;
    struct err err;
    long before;
    int64_t rows = 0;

    (void)state;
    buf_z(&b, "<worksheet><sheetData>");
    for (int i = 1; i <= 200000; i++)
        buf_fmt(&b, "<row r='%d'><c r='A%d'><v>%d</v></c><c r='B%d' t='s'><v>%d</v></c></row>", i,
                i, i * 7919 % 99991, i, i & 1);
    buf_z(&b, "</sheetData></worksheet>");
    zip = book_of(&(struct book){.a = buf_cstr(&b)});
    buf_release(&b);
    before = peak_kb();
    assert_int_equal(format_open_bytes(buf_view(&zip), FORMAT_AUTO, NULL, &t, &err), ERR_OK);
    for (;;) {
        assert_int_equal(format_next(t, &row, &err), ERR_OK);
        if (!row)
            break;
        rows++;
        assert_int_equal(row->line, rows);
        assert_int_equal(row->n, 2);
    }
    assert_int_equal(rows, 200000);
    assert_int_equal(format_progress(t), 1000);
    assert_true(peak_kb() - before < 16 * 1024);
    format_close(t);
    buf_release(&zip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_of_all_kinds),
        cmocka_unit_test(gaps_are_empty_cells),
        cmocka_unit_test(numbers_are_what_the_sheet_shows),
        cmocka_unit_test(dates_by_format),
        cmocka_unit_test(dates_since_1904),
        cmocka_unit_test(formulas_booleans_and_errors_are_told_apart),
        cmocka_unit_test(merged_titles_stand_in_their_first_cell),
        cmocka_unit_test(prefixed_names_are_understood),
        cmocka_unit_test(visible_sheets_come_in_order),
        cmocka_unit_test(a_row_is_limited),
        cmocka_unit_test(zip_bombs_are_refused),
        cmocka_unit_test(entities_are_refused),
        cmocka_unit_test(hostile_xml_is_bounded),
        cmocka_unit_test(damage_is_reported),
        cmocka_unit_test(an_encrypted_part_is_refused),
        cmocka_unit_test(sheets_are_streamed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
