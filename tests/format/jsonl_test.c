/* tests/format/jsonl_test.c - JSON lines and their relatives. */
#include "dump.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void values_come_as_written(void **state)
{
    (void)state;
    assert_dump(STR("{\"名称\":\"甲\",\"金额\":1.50,\"n\":-0.10,\"大\":12345678901234567890,"
                    "\"空\":null,\"真\":true,\"假\":false,\"列\":[\"乙\",1,null,\"丙\"],\"无\":[],"
                    "\"文\":\"\"}\n"),
                "1 名称=甲|金额=n:1.50|n=n:-0.10|大=n:12345678901234567890|空=|真=b:是|假=b:否|"
                "列=乙、1、丙|无=|文=\n");
    assert_dump(STR("{\"a\":1e3,\"b\":1.25E-2,\"c\":-12.5e1,\"d\":0e5,\"e\":1E+2,\"f\":1e999}\n"),
                "1 a=n:1000|b=n:0.0125|c=n:-125|d=n:0|e=n:100|f=x:1e999\n");
    assert_dump(STR("{\"a\":\"\\u4e2d\\n\\\"\\\\u0001\"}"), "1 a=中\n\"\\u0001\n");
}

static void blank_lines_and_line_ends_do_not_matter(void **state)
{
    (void)state;
    assert_dump(STR("\xEF\xBB\xBF{\"a\":1}\r\n\n  \n{\"a\":2}"), "1 a=n:1\n4 a=n:2\n");
    assert_dump(STR("{\"a\":\"\xD6\xD0\xB9\xFA\"}\n"), "1 a=中国\n");
}

static void a_broken_line_is_its_own_problem(void **state)
{
    (void)state;
    assert_dump(STR("{\"a\":1}\n{\"a\":1,\"a\":2}\n{\"a\":{\"b\":1}}\n{\"a\":[[1]]}\n{\"a\":01}\n"
                    "{\"a\":}\nnonsense\n{1:2}\n{\"a\":\"\\u0001\"}\n{\"a\":\"\\u0000\"}\n[1]\n"
                    "{\"a\":1}{\"b\":2}\n{\"a\":\"x\n{\"a\":9}\n"),
                "1 a=n:1\n2! 同一对象中字段名重复（第 11 字节附近）\n"
                "3! 字段“a”是嵌套的对象或列表，只能是一个值或一列值\n"
                "4! 字段“a”是嵌套的对象或列表，只能是一个值或一列值\n"
                "5! 第 6 字节处的数字写法不对\n6! JSON 语法错误（第 7 字节附近）\n"
                "7! JSON 语法错误（第 9 字节附近）\n8! 字段名必须写在引号里\n"
                "9! 文字中有控制字符 \\u0001\n10! 文字中有空字符（第 14 字节附近）\n"
                "11! 每一行应是一个 JSON 对象 {…}\n12! 对象之后还有多余内容（第 9 字节附近）\n"
                "13! JSON 不完整，缺少右括号或引号（第 8 字节附近）\n14 a=n:9\n");
    assert_dump(STR("{\"a\":\"好\"}\n{\"a\":\"\xFF\"}\n{\"a\":3}\n"),
                "1 a=好\n2! 有无效的 UTF-8 字节 0xFF（本行第 7 字节）\n3 a=n:3\n");
}

static void deep_json_is_refused(void **state)
{
    struct buf b = {0};

    (void)state;
    buf_z(&b, "{\"a\":1}\n{\"a\":");
    for (int i = 0; i < 100000; i++)
        buf_char(&b, '[');
    buf_z(&b, "\n{\"a\":2}\n");
    assert_dump(buf_view(&b), "1 a=n:1\n2! JSON 嵌套超过 64 层\n3 a=n:2\n");
    buf_release(&b);
}

static void limits_are_kept(void **state)
{
    const struct format_limits limits = {.cell_bytes = 8, .row_bytes = 40, .columns = 3};

    (void)state;
    assert_dump_has(STR("{\"a\":\"123456789\"}\n{\"a\":1}\n"), &limits,
                    "1! 字段“a”超过 8 字节的上限\n2 a=n:1\n");
    assert_dump_has(STR("{\"a\":1}\n{\"a\":\"12345678901234567890123456789012345\"}\n{\"a\":2}\n"),
                    &limits, "1 a=n:1\n2! 整行超过 40 字节的上限\n3 a=n:2\n");
    assert_dump_has(STR("{\"a\":1,\"b\":2,\"c\":3,\"d\":4}\n{\"a\":2}\n"), &limits,
                    "1! 超过 3 个字段的上限\n2 a=n:2\n");
    assert_dump_has(STR("[{\"a\":1},{\"a\":\"1234567890123456789012345678901234567\"}]"), &limits,
                    "1 a=n:1\nERROR 5: 第 1 行开始的对象超过 40 字节的上限");
}

static void arrays_and_spread_objects_are_read(void **state)
{
    (void)state;
    assert_dump(STR("[\n {\"a\":1},\n {\n\"a\":\n\"}{\\\"\"} ]\n"), "2 a=n:1\n3 a=}{\"\n");
    assert_dump(STR("[]"), "");
    assert_dump(STR("{\n\"a\":1\n}\n{\n\"a\":2}"), "1 a=n:1\n4 a=n:2\n");
    assert_dump(STR("[{\"a\":1} {\"a\":2}]"),
                "1 a=n:1\nERROR 2: 第 1 行：数组的对象之间应有逗号，最后应有“]”\n");
    assert_dump(STR("[{\"a\":1},]"), "1 a=n:1\nERROR 2: 第 1 行：逗号之后应是 {…}\n");
    assert_dump(STR("[{\"a\":1}\n"),
                "1 a=n:1\nERROR 2: 第 2 行：数组的对象之间应有逗号，最后应有“]”\n");
    assert_dump(STR("[{\"a\":1}] x"), "1 a=n:1\nERROR 2: 第 1 行：数组之后还有多余内容\n");
    assert_dump(STR("[{\"a\":1},2]"), "1 a=n:1\nERROR 2: 第 1 行：这里应是一个对象 {…}\n");
    assert_dump(STR("[{\"a\":1"), "ERROR 2: 第 1 行：对象没有结束，缺少右括号或引号\n");
    assert_dump(STR("[{\"a\":1,\"a\":1},{\"a\":2}]"),
                "1! 同一对象中字段名重复（第 11 字节附近）\n1 a=n:2\n");
}

static void a_title_in_brackets_is_no_json(void **state)
{
    (void)state;
    assert_dump(STR("[表一],x\n1,2\n"), "1 [表一]|x\n2 1|2\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_come_as_written),
        cmocka_unit_test(blank_lines_and_line_ends_do_not_matter),
        cmocka_unit_test(a_broken_line_is_its_own_problem),
        cmocka_unit_test(deep_json_is_refused),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(arrays_and_spread_objects_are_read),
        cmocka_unit_test(a_title_in_brackets_is_no_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
