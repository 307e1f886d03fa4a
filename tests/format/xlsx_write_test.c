/* tests/format/xlsx_write_test.c - what is written can be read again and is safe to open. */
#include "dump.h"
#include "format/xlsx_write.h"

#include "base/day.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>
#include <cmocka.h>

static const char path[] = "xlsx_write_test.tmp.xlsx";

static void a_workbook_reads_back(void **state)
{
    const struct xlsx_column column[] = {
        {STR("名称"), 30}, {STR("次数"), 8}, {STR("金额"), 14}, {STR("日期"), 12}};
    const struct xlsx_cell row[] = {
        {.kind = XLSX_TEXT, .text = STR("=1+1 甲")},
        {.kind = XLSX_INTEGER, .num = -3},
        {.kind = XLSX_MONEY_YUAN, .num = 123456789},
        {.kind = XLSX_DATE, .num = day_from_ymd(2025, 1, 31).n},
    };
    const struct xlsx_cell gaps[] = {{.empty = true}, {.kind = XLSX_INTEGER, .num = 7}};
    struct xlsx_writer *w = NULL;
    struct buf out = {0};
    struct err err;

    (void)state;
    assert_int_equal(xlsx_create(path, &w, &err), ERR_OK);
    xlsx_sheet(w, STR("线索[2025/01]"), column, 4);
    xlsx_row(w, row, 4);
    xlsx_row(w, gaps, 2);
    xlsx_sheet(w, STR("线索[2025/01]"), column, 1);
    assert_int_equal(xlsx_close(w, &err), ERR_OK);
    dump_file(&out, path, NULL);
    assert_string_equal(buf_cstr(&out), "[线索 2025 01]\n1 名称|次数|金额|日期\n"
                                        "2 =1+1 甲|n:-3|n:1234567.89|d:2025-01-31\n3 |n:7\n"
                                        "[Sheet2]\n1 名称\n");
    unlink(path);
    buf_release(&out);
}

static void long_text_is_cut_at_a_character(void **state)
{
    const struct xlsx_column column[] = {{STR("文"), 30}};
    struct xlsx_cell row[] = {{.kind = XLSX_TEXT}};
    struct xlsx_writer *w = NULL;
    struct buf text = {0}, out = {0};
    struct err err;

    (void)state;
    for (int i = 0; i < 40000; i++)
        buf_z(&text, "汉");
    row[0].text = buf_view(&text);
    assert_int_equal(xlsx_create(path, &w, &err), ERR_OK);
    xlsx_sheet(w, STR(""), column, 1);
    xlsx_row(w, row, 1);
    assert_int_equal(xlsx_close(w, &err), ERR_OK);
    dump_file(&out, path, NULL);
    assert_int_equal(out.n, strlen("[Sheet1]\n1 文\n2 \n") + 32767 * 3);
    unlink(path);
    buf_release(&text);
    buf_release(&out);
}

static void a_folder_that_is_missing_is_an_error(void **state)
{
    struct xlsx_writer *w = NULL;
    struct err err;

    (void)state;
    assert_int_equal(xlsx_create("no/such/folder/x.xlsx", &w, &err), ERR_IO);
    assert_null(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_workbook_reads_back),
        cmocka_unit_test(long_text_is_cut_at_a_character),
        cmocka_unit_test(a_folder_that_is_missing_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
