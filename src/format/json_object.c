/*
 * format/json_object.c - the text of one JSON object becomes a row of named cells.
 *
 * jansson reads the object.  It would keep numbers as double, so every number is handed to it as a
 * string that starts with U+0001, and comes back as it was written.
 */
#include "format/format_internal.h"
#include "format/number_internal.h"

#include <jansson.h>

#define MARK "\\u0001"

/* Copies the string literal at s[i] with its quotes; returns what is behind it. */
static size_t copy_string(struct str s, size_t i, struct buf *out, struct row_builder *r)
{
    size_t from = i++;

    for (; i < s.n && s.p[i] != '"'; i++) {
        if (s.p[i] != '\\')
            continue;
        if (str_starts(str_tail(s, i), STR(MARK)))
            row_problem(r, "文字中有控制字符 \\u0001");
        i++;
    }
    i = i < s.n ? i + 1 : s.n;
    buf_add(out, s.p + from, i - from);
    return i;
}

static size_t copy_number(struct str s, size_t i, struct buf *out, struct row_builder *r)
{
    size_t n = number_token(str_tail(s, i));

    if (n == 0) {
        row_problem(r, "第 %zu 字节处的数字写法不对", i + 1);
        return s.n;
    }
    buf_z(out, "\"" MARK);
    buf_add(out, s.p + i, n);
    buf_char(out, '"');
    return i + n;
}

static void mark_numbers(struct str s, size_t depth_max, struct buf *out, struct row_builder *r)
{
    size_t depth = 0;

    for (size_t i = 0; i < s.n && r->problem.n == 0;) {
        char c = s.p[i];

        if (c == '"') {
            i = copy_string(s, i, out, r);
            continue;
        }
        if (c == '-' || (c >= '0' && c <= '9')) {
            i = copy_number(s, i, out, r);
            continue;
        }
        depth += c == '{' || c == '[';
        depth -= (c == '}' || c == ']') && depth > 0;
        if (depth > depth_max)
            row_problem(r, "JSON 嵌套超过 %zu 层", depth_max);
        buf_char(out, c);
        i++;
    }
}

static bool is_number(struct str s)
{
    return s.n > 0 && s.p[0] == '\x01';
}

static struct str string_of(const json_t *v)
{
    return (struct str){json_string_value(v), json_string_length(v)};
}

/* A scalar as text; false: it is a list or an object. */
static bool scalar(struct arena *a, const json_t *v, struct format_cell *ret)
{
    struct str s;

    switch (json_typeof(v)) {
    case JSON_STRING:
        s = string_of(v);
        if (is_number(s)) {
            s = str_dup(a, str_tail(s, 1));
            ret->kind = number_plain(a, s, &ret->text) ? FORMAT_NUMBER : FORMAT_BROKEN;
            if (ret->kind == FORMAT_BROKEN)
                ret->text = s;
        } else {
            *ret = (struct format_cell){str_dup(a, s), s.n ? FORMAT_TEXT : FORMAT_EMPTY};
        }
        return true;
    case JSON_TRUE:
    case JSON_FALSE:
        *ret = (struct format_cell){json_is_true(v) ? STR("是") : STR("否"), FORMAT_BOOL};
        return true;
    case JSON_NULL:
        *ret = (struct format_cell){STR(""), FORMAT_EMPTY};
        return true;
    case JSON_INTEGER: /* numbers come as strings */
    case JSON_REAL:
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    return false;
}

/* A list of scalars as one text, "甲、乙". */
static bool joined(struct arena *a, const json_t *list, struct format_cell *ret)
{
    struct buf b = {0};
    bool ok = true;

    for (size_t i = 0; i < json_array_size(list) && ok; i++) {
        struct format_cell item;

        ok = scalar(a, json_array_get(list, i), &item);
        if (!ok || item.text.n == 0)
            continue;
        if (b.n > 0)
            buf_z(&b, "、");
        buf_str(&b, item.text);
    }
    *ret = (struct format_cell){str_dup(a, buf_view(&b)), b.n ? FORMAT_TEXT : FORMAT_EMPTY};
    buf_release(&b);
    return ok;
}

static void add_field(struct format_table *t, const char *key, const json_t *v)
{
    struct row_builder *r = &t->rows;
    struct str name = str_dup(&r->scratch, str_from(key));
    struct format_cell cell = {STR(""), FORMAT_EMPTY};

    if (is_number(name)) {
        row_problem(r, "字段名必须写在引号里");
        return;
    }
    if (json_is_array(v) ? !joined(&r->scratch, v, &cell) : !scalar(&r->scratch, v, &cell))
        row_problem(r, "字段“%.*s”是嵌套的对象或列表，只能是一个值或一列值", STR_F(name));
    if (cell.text.n > t->limits.cell_bytes) {
        row_problem(r, "字段“%.*s”超过 %zu 字节的上限", STR_F(name), t->limits.cell_bytes);
        cell.text = utf8_shorten(&r->scratch, cell.text, 200);
    }
    row_add_named(r, name, cell);
}

static const char *sentence_of(const json_error_t *e)
{
    switch (json_error_code(e)) {
    case json_error_duplicate_key:
        return "同一对象中字段名重复";
    case json_error_end_of_input_expected:
        return "对象之后还有多余内容";
    case json_error_premature_end_of_input:
        return "JSON 不完整，缺少右括号或引号";
    case json_error_stack_overflow:
        return "JSON 嵌套太深";
    case json_error_null_byte_in_key:
    case json_error_null_character:
        return "文字中有空字符";
    case json_error_invalid_utf8:
        return "文字编码无效";
    case json_error_unknown:
    case json_error_out_of_memory:
    case json_error_cannot_open_file:
    case json_error_invalid_argument:
    case json_error_invalid_syntax:
    case json_error_invalid_format:
    case json_error_wrong_type:
    case json_error_null_value:
    case json_error_numeric_overflow:
    case json_error_item_not_found:
    case json_error_index_out_of_range:
        break;
    }
    return "JSON 语法错误";
}

/* Offset in the object as it was written: the marks do not count. */
static size_t original_offset(struct str marked, size_t at)
{
    struct str s = str_sub(marked, 0, at < marked.n ? at : marked.n);
    size_t marks = 0;

    for (size_t i = str_find(s, STR("\"" MARK)); i != STR_NPOS;
         i = str_find_from(s, STR("\"" MARK), i + 1))
        marks++;
    return s.n > marks * 8 ? s.n - marks * 8 : 0;
}

static void read_marked(struct format_table *t, struct str marked)
{
    struct row_builder *r = &t->rows;
    json_error_t e;
    json_t *root = json_loadb(marked.p, marked.n, JSON_REJECT_DUPLICATES, &e);
    const char *key;
    json_t *v;

    if (!root) {
        row_problem(r, "%s（第 %zu 字节附近）", sentence_of(&e),
                    original_offset(marked, e.position > 0 ? (size_t)e.position : 0) + 1);
        return;
    }
    if (!json_is_object(root))
        row_problem(r, "每一行应是一个 JSON 对象 {…}");
    else if (json_object_size(root) > t->limits.columns)
        row_problem(r, "超过 %zu 个字段的上限", t->limits.columns);
    else
        json_object_foreach(root, key, v) add_field(t, key, v);
    json_decref(root);
}

void json_read_object(struct format_table *t, struct str text, struct buf *marked)
{
    struct row_builder *r = &t->rows;

    buf_reset(marked);
    mark_numbers(text, t->limits.depth, marked, r);
    if (r->problem.n == 0)
        read_marked(t, buf_view(marked));
    if (r->problem.n > 0 && r->n == 0)
        row_add_named(r, STR(""),
                      (struct format_cell){utf8_shorten(&r->scratch, text, 200), FORMAT_TEXT});
}
