/* tests/format/csv_test.c - separated text: shapes, encodings, and every way to be broken. */
#include "dump.h"

#include "base/file.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <unistd.h>
#include <cmocka.h>

static void separators_are_found_out(void **state)
{
    (void)state;
    assert_dump(STR("a,b,c\n1,2,3\n"), "1 a|b|c\n2 1|2|3\n");
    assert_dump(STR("a\tb\n1,5\t2\n"), "1 a|b\n2 1,5|2\n");
    assert_dump(STR("a;b;c\n1,5;2,5;3\n\"x;y\";,;,,\n"), "1 a|b|c\n2 1,5|2,5|3\n3 x;y|,|,,\n");
    assert_dump(STR("sep=;\na,b;c\n"), "2 a,b|c\n");
    assert_dump(STR("sep=\t\r\na,b\tc,d\r\n"), "2 a,b|c,d\n");
    assert_dump(STR("单列\n甲\n"), "1 单列\n2 甲\n");
    assert_dump(STR("处罚情况表\n名称;金额\n甲,乙;1\n丙,丁,戊;2\n"),
                "1 处罚情况表\n2 名称|金额\n3 甲,乙|1\n4 丙,丁,戊|2\n");
}

static void lines_end_in_any_way(void **state)
{
    (void)state;
    assert_dump(STR("a,b\r\nc,d\re,f\ng,h"), "1 a|b\n2 c|d\n3 e|f\n4 g|h\n");
    assert_dump(STR("a,\"x\r\ny\rz\nw\"\nb,c\n"), "1 a|x\r\ny\rz\nw\n5 b|c\n");
    assert_dump(STR("\n\na,b\n , \n,,\n\r\nc,d\n\n"), "3 a|b\n7 c|d\n");
    assert_dump(STR("a,b\n\xE3\x80\x80,\xC2\xA0\nc,\n"), "1 a|b\n3 c|\n");
    assert_dump(STR("a,b\n1,"), "1 a|b\n2 1|\n");
}

static void quotes_are_read_as_people_mean_them(void **state)
{
    (void)state;
    assert_dump(STR("\"a\",\"b,c\",\"d\"\"e\"\n"), "1 a|b,c|d\"e\n");
    assert_dump(STR("\"\",\"\"\"\",x\n"), "1 |\"|x\n");
    assert_dump(STR("5\" pipe,say \"hi\",x\n"), "1 5\" pipe|say \"hi\"|x\n");
    assert_dump(STR("\"say \"hi\" there\",x\n"), "1 say \"hi\" there|x\n");
    assert_dump(STR("\"a\"  ,b\n\"c\" \nd,e\n"), "1 a|b\n2 c\n3 d|e\n");
    assert_dump(STR("=\"00123\",=\"1,2\"\n"), "1 00123|=\"1|2\"\n");
    assert_dump(STR("\"=\"\"00123\"\"\",=1+1\n"), "1 00123|=1+1\n");
}

static void an_open_quote_spoils_only_its_line(void **state)
{
    (void)state;
    assert_dump(STR("a,b\n1,\"open\n2,x\n3,y\n"),
                "1 a|b\n2! 第 2 列（第 2 行）的引号没有闭合，这一行未读入，从下一行继续\n"
                "3 2|x\n4 3|y\n");
    assert_dump(STR("a,b\n\"multi\nline\",\"open\nnext,x\n"),
                "1 a|b\n2! 第 2 列（第 3 行）的引号没有闭合，这一行未读入，从下一行继续\n"
                "4 next|x\n");
    assert_dump(STR("\"\n\"x\n\"x\nend\n"),
                "1! 第 1 列（第 1 行）的引号没有闭合，这一行未读入，从下一行继续\n"
                "2! 第 1 列（第 2 行）的引号没有闭合，这一行未读入，从下一行继续\n"
                "3! 第 1 列（第 3 行）的引号没有闭合，这一行未读入，从下一行继续\n"
                "4 end\n");
}

/* The search for a closing quote is bounded, and what it has seen is not searched again. */
static void open_quotes_cost_no_more_than_the_file(void **state)
{
    struct buf b = {0}, out = {0};
    const struct format_limits limits = {.cell_bytes = 1 << 20};

    (void)state;
    while (b.n < 4 * 1024 * 1024)
        buf_z(&b, "\"x\n");
    dump_table(&out, buf_view(&b), FORMAT_AUTO, &limits);
    assert_true(str_starts(buf_view(&out), STR("1! ")));
    assert_true(str_has(buf_view(&out), STR("\n1000000! ")));
    buf_reset(&b);
    buf_reset(&out);
    buf_z(&b, "a,b\n\"open,");
    while (b.n < 3 * 1024 * 1024)
        buf_z(&b, "some text without quotes\nx,y\n");
    dump_table(&out, buf_view(&b), FORMAT_AUTO, &limits);
    assert_true(str_has(buf_view(&out), STR("\n3 x|y\n4 some text")));
    buf_release(&b);
    buf_release(&out);
}

static void encodings_are_found_out(void **state)
{
    (void)state;
    assert_dump(STR("\xEF\xBB\xBF名称,数\n甲,1\n"), "1 名称|数\n2 甲|1\n");
    assert_dump(STR("\xEF\xBB\xBF\"名称\",数\n"), "1 名称|数\n");
    /* 名称,金额 / 张某,1 in GB18030, with a four-byte character (U+3400) */
    assert_dump(STR("\xC3\xFB\xB3\xC6,\xBD\xF0\xB6\xEE\n\xD5\xC5\xC4\xB3\x81\x39\xEE\x39,1\n"),
                "1 名称|金额\n2 张某\xE3\x90\x80|1\n");
    assert_dump(STR("id,name\n1,x\n2,\xBE\xA9\n"), "1 id|name\n2 1|x\n3 2|京\n");
    assert_dump_has(STR("\xFF\xFE\x61\x00,\x00\n\x00"), NULL, "UTF-16");
    assert_dump_has(STR("a\0b\0,\0c\0\n\0"), NULL, "UTF-16");
}

static void the_encoding_may_show_late(void **state)
{
    struct buf b = {0}, out = {0};

    (void)state;
    while (b.n < 3 * 1024 * 1024 - 7)
        buf_z(&b, "1,abc\n");
    buf_z(&b, "9,\xD6\xD0\xB9\xFA\n");
    dump_table(&out, buf_view(&b), FORMAT_AUTO, NULL);
    assert_true(str_ends(buf_view(&out), STR(" 9|中国\n")));
    buf_release(&b);
    buf_release(&out);
}

static void gb18030_is_decoded_in_pieces(void **state)
{
    struct buf b = {0}, out = {0};
    size_t rows = 0;

    (void)state;
    while (b.n < 3 * 1024 * 1024) {
        buf_z(&b, "\xD6\xD0\xB9\xFA,\xC4\xB3\n");
        rows++;
    }
    dump_table(&out, buf_view(&b), FORMAT_AUTO, NULL);
    for (struct str rest = buf_view(&out), line; rest.n > 0; rows--) {
        line = str_cut(&rest, STR("\n"));
        assert_true(str_ends(line, STR(" 中国|某")));
    }
    assert_int_equal(rows, 0);
    buf_release(&b);
    buf_release(&out);
}

static void broken_bytes_are_named(void **state)
{
    (void)state;
    assert_dump(STR("名称,数\n甲,1\n乙\xFF,2\n丙,3\n"),
                "1 名称|数\n2 甲|1\n3! 第 1 列有无效的 UTF-8 字节 0xFF（本行第 4 字节）\n4 丙|3\n");
    assert_dump(STR("名称,数\n甲,\xE4\xB9\n丙,\"x\"\"\xC0\xAF\"\n丁,4\n"),
                "1 名称|数\n2! 第 2 列有无效的 UTF-8 字节 0xE4（本行第 5 字节）\n"
                "3! 第 2 列有无效的 UTF-8 字节 0xC0（本行第 9 字节）\n4 丁|4\n");
    assert_dump(STR("ab,cd,ef,gh,ij\n12,3\0"
                    "4,56,78,90\n56,7,8,9,0\n"),
                "1 ab|cd|ef|gh|ij\n2! 第 2 列有空字符（本行第 5 字节）\n3 56|7|8|9|0\n");
    assert_dump(STR("\xD6\xD0\xB9\xFA,\xD6\xD0\n\xD6\xD0\xFF,1\n\xB9\xFA,2\n"),
                "1 中国|中\n2! 有无法识别的 GB18030 字节\n3 国|2\n");
}

static void limits_are_kept(void **state)
{
    const struct format_limits limits = {.cell_bytes = 10, .row_bytes = 40, .columns = 5};

    (void)state;
    assert_dump_has(STR("a,b\n12345678901,x\nc,d\n"), &limits,
                    "1 a|b\n2! 第 1 列超过 10 字节的上限\n3 c|d\n");
    assert_dump_has(STR("a,b\n1,2,3,4,5,\"6\n7\",8\nc,d\n"), &limits,
                    "1 a|b\n2! 超过 5 列的上限\n4 c|d\n");
    assert_dump_has(STR("1234567890,1234567890,1234567890,1234567890,1\nc,d\n"), &limits,
                    "1! 整行超过 40 字节的上限\n2 c|d\n");
    assert_dump_has(STR("\"12345678901\",x\nc,d\n"), &limits,
                    "1! 第 1 列（第 1 行）的引号没有闭合");
    assert_dump_has(STR("1,2,3,4,5,6,\"open\nc,d\n"), &limits, "1! 超过 5 列的上限\n2 c|d\n");
}

static void file_size_is_limited(void **state)
{
    const struct format_limits limits = {.file_bytes = 10};

    (void)state;
    assert_dump_has(STR("12345678901"), &limits, "文件超过 10 字节的上限");
    assert_dump(STR(""), "ERROR 2: 文件是空的\n");
}

static long peak_kb(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss;
}

/* A cell of 2 GB: a sparse file whose quote is never closed.  Reading stops by limit. */
static void a_cell_of_two_gigabytes_is_refused(void **state)
{
    const char *path = "csv_test.tmp.huge";
    long before = peak_kb();
    struct buf b = {0}, out = {0};
    struct err err;

    (void)state;
    while (b.n < 100 * 1024)
        buf_z(&b, "a,b,c\n");
    buf_z(&b, "x,\"");
    assert_int_equal(file_write(path, buf_view(&b), &err), ERR_OK);
    assert_int_equal(truncate(path, (off_t)2 << 30), 0);
    dump_file(&out, path, NULL);
    assert_true(str_has(buf_view(&out), STR("! 第 2 列（第 17068 行）的引号没有闭合")) ||
                str_has(buf_view(&out), STR("ERROR 5")));
    assert_true(str_has(buf_view(&out), STR("ERROR 5: 第 17068 行开始的内容太长")));
    assert_true(peak_kb() - before < 64 * 1024);
    unlink(path);
    buf_release(&b);
    buf_release(&out);
}

static void strangers_are_told_the_way_out(void **state)
{
    (void)state;
    assert_dump_has(STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on"), NULL, "另存为 .xlsx");
    assert_dump_has(STR("%PDF-1.7\n"), NULL, "PDF");
    assert_dump_has(STR("\n<HTML><table>"), NULL, "网页");
    assert_dump_has(STR("\x1F\x8B\x08"), NULL, "gzip");
}

static void opening_says_what_is_wrong(void **state)
{
    struct format_table *t = NULL;
    struct err err;

    (void)state;
    assert_int_equal(format_open("no-such-file.csv", FORMAT_AUTO, NULL, &t, &err), ERR_NOT_FOUND);
    assert_int_equal(format_open("/", FORMAT_AUTO, NULL, &t, &err), ERR_IO);
    assert_null(t);
    assert_int_equal(format_open_bytes(STR("a,b\n"), FORMAT_AUTO, NULL, &t, &err), ERR_OK);
    assert_int_equal(format_kind_of(t), FORMAT_CSV);
    assert_string_equal(format_encoding(t), "UTF-8");
    format_close(t);
}

/* Every cut of the input at a window's end gives the same rows: windows are a megabyte. */
static void rows_do_not_depend_on_where_windows_end(void **state)
{
    struct buf row = {0}, b = {0}, out = {0};

    (void)state;
    buf_z(&row, "\"甲\"\"乙\r\n\" ,x,\"\"\r\n");
    for (size_t pad = 0; pad < row.n + 2; pad++) {
        size_t rows = 0;

        buf_reset(&b);
        buf_reset(&out);
        for (size_t i = 0; i < pad; i++)
            buf_char(&b, 'p');
        buf_char(&b, '\n');
        while (b.n < 600 * 1024)
            buf_str(&b, buf_view(&row));
        dump_table(&out, buf_view(&b), FORMAT_CSV, NULL);
        for (struct str rest = buf_view(&out); str_has(rest, STR("甲\"乙\r\n|x|\n")); rows++)
            rest = str_tail(rest, str_find(rest, STR("|x|\n")) + 4);
        assert_int_equal(rows, (b.n - pad - 1) / row.n);
        assert_false(str_has(buf_view(&out), STR("!")));
    }
    buf_release(&row);
    buf_release(&b);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(separators_are_found_out),
        cmocka_unit_test(lines_end_in_any_way),
        cmocka_unit_test(quotes_are_read_as_people_mean_them),
        cmocka_unit_test(an_open_quote_spoils_only_its_line),
        cmocka_unit_test(open_quotes_cost_no_more_than_the_file),
        cmocka_unit_test(encodings_are_found_out),
        cmocka_unit_test(the_encoding_may_show_late),
        cmocka_unit_test(gb18030_is_decoded_in_pieces),
        cmocka_unit_test(broken_bytes_are_named),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(file_size_is_limited),
        cmocka_unit_test(a_cell_of_two_gigabytes_is_refused),
        cmocka_unit_test(strangers_are_told_the_way_out),
        cmocka_unit_test(opening_says_what_is_wrong),
        cmocka_unit_test(rows_do_not_depend_on_where_windows_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
