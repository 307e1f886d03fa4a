/* tests/format/yaml_test.c - positions, scalars and every refusal of the YAML reader. */
#include "format/yaml.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

struct fixture {
    struct arena a;
    struct diag_list diags;
    const struct yaml_node *root;
    enum err_code rc;
    struct err err;
};

static void parse(struct fixture *f, const char *text)
{
    arena_init(&f->a, 0);
    diag_init(&f->diags, &f->a);
    f->root = NULL;
    f->rc = yaml_parse(&f->a, STR("x.yaml"), str_from(text), &f->diags, &f->root, &f->err);
}

static void assert_scalar(const struct yaml_node *n, const char *text, int line, int column)
{
    assert_non_null(n);
    assert_int_equal(n->kind, YAML_SCALAR);
    assert_true(str_eq(n->text, str_from(text)));
    assert_int_equal(n->line, line);
    assert_int_equal(n->column, column);
}

/* The text is refused with exactly this first diagnostic. */
static void assert_refused(const char *text, const char *want)
{
    struct fixture f;
    struct buf b = {0};

    parse(&f, text);
    assert_int_equal(f.rc, ERR_INVALID);
    assert_null(f.root);
    assert_true(f.diags.errors > 0);
    diag_print(&b, &f.diags.v.at[0]);
    assert_string_equal(buf_cstr(&b), want);
    buf_release(&b);
    arena_release(&f.a);
}

static void maps_keep_order_and_positions(void **state)
{
    struct fixture f;

    (void)state;
    parse(&f, "# 注释\n名称: 非法采矿罪\nid:   \"T\\t044\"\n别名: [甲, '乙''丙', {k: v}]\n空:\n"
              "无: ~\n引: \"~\"\n真: yes\n");
    assert_int_equal(f.rc, ERR_OK);
    assert_int_equal(f.root->kind, YAML_MAP);
    assert_int_equal(f.root->n, 7);
    assert_int_equal(f.root->line, 2);
    assert_scalar(f.root->key[0], "名称", 2, 1);
    assert_scalar(f.root->item[0], "非法采矿罪", 2, 5);
    assert_scalar(yaml_get(f.root, STR("id")), "T\t044", 3, 8);
    assert_int_equal(f.root->item[2]->kind, YAML_LIST);
    assert_int_equal(f.root->item[2]->column, 5);
    assert_scalar(f.root->item[2]->item[0], "甲", 4, 6);
    assert_scalar(f.root->item[2]->item[1], "乙'丙", 4, 10);
    assert_scalar(yaml_get(f.root->item[2]->item[2], STR("k")), "v", 4, 21);
    assert_int_equal(yaml_get(f.root, STR("空"))->text.n, 0);
    assert_int_equal(yaml_get(f.root, STR("无"))->text.n, 0);
    assert_scalar(yaml_get(f.root, STR("引")), "~", 7, 5);
    assert_scalar(yaml_get(f.root, STR("真")), "yes", 8, 4);
    assert_null(yaml_get(f.root, STR("没有")));
    assert_null(yaml_get(f.root->item[0], STR("名称")));
    arena_release(&f.a);
}

static void block_scalars_stand_where_their_text_starts(void **state)
{
    struct fixture f;

    (void)state;
    parse(&f, "- test: |-\n    甲 >= 1\n      且 乙\n  fold: >\n\n    一\n    二\n- b\n");
    assert_int_equal(f.rc, ERR_OK);
    assert_scalar(yaml_get(f.root->item[0], STR("test")), "甲 >= 1\n  且 乙", 2, 5);
    assert_scalar(yaml_get(f.root->item[0], STR("fold")), "\n一 二\n", 6, 5);
    assert_scalar(f.root->item[1], "b", 8, 3);
    arena_release(&f.a);
    parse(&f, "a:\n    |-\n    甲 >= 1\n      或 乙\nb: |\n  一\n   二\n");
    assert_int_equal(f.rc, ERR_OK);
    assert_scalar(f.root->item[0], "甲 >= 1\n  或 乙", 3, 5);
    assert_scalar(f.root->item[1], "一\n 二\n", 6, 3);
    arena_release(&f.a);
    parse(&f, "empty: |-\nnext: 1\n");
    assert_int_equal(f.rc, ERR_OK);
    assert_scalar(f.root->item[0], "", 2, 1);
    arena_release(&f.a);
}

static void lists_of_maps_are_placed_at_their_first_key(void **state)
{
    struct fixture f;

    (void)state;
    parse(&f, "\xEF\xBB\xBF- {a: 1}\r\n-   b: 2\r\n    c: 3\r\n");
    assert_int_equal(f.rc, ERR_OK);
    assert_int_equal(f.root->n, 2);
    assert_int_equal(f.root->item[0]->column, 3);
    assert_int_equal(f.root->item[1]->line, 2);
    assert_int_equal(f.root->item[1]->column, 5);
    assert_scalar(yaml_get(f.root->item[1], STR("c")), "3", 3, 8);
    arena_release(&f.a);
}

static void a_file_of_comments_is_an_empty_scalar(void **state)
{
    struct fixture f;

    (void)state;
    parse(&f, "# nothing yet\n");
    assert_int_equal(f.rc, ERR_OK);
    assert_scalar(f.root, "", 1, 1);
    arena_release(&f.a);
    parse(&f, "");
    assert_int_equal(f.rc, ERR_OK);
    arena_release(&f.a);
}

static void what_changes_meaning_is_refused(void **state)
{
    (void)state;
    assert_refused("名称: 甲\nid: 1\n名称: 乙\n",
                   "x.yaml:3:1: 错误: 同一映射中键重复\n    名称: 乙\n    ^~~~\n"
                   "  提示: “名称”已在第 1 行写过\n");
    assert_refused("甲: &锚 1\n", "x.yaml:1:7: 错误: 不支持锚点（&名称）\n    甲: &锚 1\n"
                                  "            ^\n");
    assert_refused(
        "甲: *锚\n",
        "x.yaml:1:5: 错误: 不支持别名（*名称），请把内容写全\n    甲: *锚\n         ^~\n");
    assert_refused(
        "甲: !!int 1\n",
        "x.yaml:1:10: 错误: 不支持类型标签（!标签）\n    甲: !!int 1\n              ^\n");
    assert_refused("a: 1\n---\nb: 1\n",
                   "x.yaml:2:1: 错误: 一个文件只能有一份 YAML 文档（多了“---”）\n    ---\n    ^\n");
    assert_refused("? [x]\n: y\n", "x.yaml:1:3: 错误: 键必须是文字\n    ? [x]\n      ^\n");
}

static void bytes_are_checked_first(void **state)
{
    (void)state;
    assert_refused("甲: 乙\n丙: \xFF\n",
                   "x.yaml:2:4: 错误: 不是有效的 UTF-8 编码（本行第 6 字节）\n");
    assert_refused("a: \x01\n", "x.yaml:1:4: 错误: 含有控制字符\n    a: \x01\n       ^\n");
}

static void depth_is_limited(void **state)
{
    struct fixture f;
    struct buf b = {0};

    (void)state;
    for (int i = 0; i < 32; i++)
        buf_char(&b, '[');
    for (int i = 0; i < 32; i++)
        buf_char(&b, ']');
    parse(&f, buf_cstr(&b));
    assert_int_equal(f.rc, ERR_OK);
    arena_release(&f.a);
    buf_reset(&b);
    for (int i = 0; i < 100000; i++)
        buf_char(&b, '[');
    parse(&f, buf_cstr(&b));
    assert_int_equal(f.rc, ERR_INVALID);
    assert_true(str_has(f.diags.v.at[0].text, STR("嵌套太深")));
    assert_int_equal(f.diags.v.at[0].column, 33);
    arena_release(&f.a);
    buf_release(&b);
}

static void size_is_limited(void **state)
{
    struct fixture f;
    struct buf b = {0};

    (void)state;
    while (b.n <= 4 * 1024 * 1024)
        buf_z(&b, "# 0123456789012345678901234567890123456789\n");
    parse(&f, buf_cstr(&b));
    assert_int_equal(f.rc, ERR_INVALID);
    assert_true(str_has(f.diags.v.at[0].text, STR("4 MiB")));
    arena_release(&f.a);
    buf_release(&b);
}

static void assert_place(const char *text, int line, int column, const char *part)
{
    struct fixture f;

    parse(&f, text);
    assert_int_equal(f.rc, ERR_INVALID);
    assert_int_equal(f.diags.v.at[0].line, line);
    assert_int_equal(f.diags.v.at[0].column, column);
    assert_true(str_has(f.diags.v.at[0].text, str_from(part)));
    arena_release(&f.a);
}

static void syntax_errors_have_a_sentence_and_a_place(void **state)
{
    (void)state;
    assert_refused("甲: \"乙\n",
                   "x.yaml:1:5: 错误: 引号没有闭合\n    甲: \"乙\n         ^~\n"
                   "  提示: 解析器原文：double-quoted scalar without closing quote\n");
    assert_place("甲: [乙, 丙\n丁: 戊\n", 3, 1, "括号没有闭合");
    assert_place("甲乙: \"\\q\"\n", 1, 6, "转义");
    assert_place("a: b: c\n", 1, 5, "加引号");
    assert_place("a: 1\n  b: 2\n", 1, 4, "缩进不对");
    assert_place("a:\n\tb: 2\n", 2, 1, "制表符");
    assert_place("a: 1\n- b\n", 2, 1, "应是一个键");
    assert_place("甲: @x\n", 1, 4, "保留符号");
    assert_place("{a: 1}}\n", 1, 7, "右括号");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_keep_order_and_positions),
        cmocka_unit_test(block_scalars_stand_where_their_text_starts),
        cmocka_unit_test(lists_of_maps_are_placed_at_their_first_key),
        cmocka_unit_test(a_file_of_comments_is_an_empty_scalar),
        cmocka_unit_test(what_changes_meaning_is_refused),
        cmocka_unit_test(bytes_are_checked_first),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(size_is_limited),
        cmocka_unit_test(syntax_errors_have_a_sentence_and_a_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
