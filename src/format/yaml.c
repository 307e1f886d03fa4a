/* format/yaml.c - builds the tree of yaml.h from libfyaml's events. */
#include "format/yaml.h"

#include "base/buf.h"
#include "base/map.h"

#include <libfyaml.h>

enum { YAML_BYTES_MAX = 4 * 1024 * 1024, YAML_DEPTH_MAX = 32 };

struct reader {
    struct arena *a;
    struct str name, src;
    struct diag_list *diags;
    struct fy_parser *fyp;
    struct fy_event *ev; /* current event, owned; NULL at the end */
    VEC(size_t) start;   /* byte offset of each line */
    size_t seen;         /* offset whose column was counted last … */
    int seen_line, seen_column;
    int depth;
    struct buf text; /* of the scalar being read */
};

/* libfyaml's message, by a part of it, as a sentence. */
static const struct {
    const char *en, *zh;
} sentence[] = {
    {"without a closing", "括号没有闭合，缺少“]”或“}”"},
    {"extra closing", "多了一个右括号"},
    {"missing comma", "列表或映射中缺少逗号，或括号没有闭合"},
    {"invalid escape", "双引号内的反斜杠转义无效；需要原样的反斜杠时请改用单引号"},
    {"without closing quote", "引号没有闭合"},
    {"trailing content", "引号之后还有文字"},
    {"tab character", "缩进不能用制表符，请改用空格"},
    {"on the same line", "一行只能有一对键和值；值中含“: ”时请加引号"},
    {"multiline plain key", "键和值的缩进不对，或键后面少了“: ”"},
    {"expected key", "这里应是一个键，缩进或“- ”的位置不对"},
    {"cannot start with", "文字以保留符号开头，请加引号"},
    {"at the end of block", "缩进不对：列表或映射在这里已经结束"},
    {"after mapping", "缩进不对：这一行不属于上面的映射"},
};

static const char *sentence_of(const char *en)
{
    for (size_t i = 0; i < sizeof(sentence) / sizeof(*sentence); i++)
        if (strstr(en, sentence[i].en))
            return sentence[i].zh;
    return "YAML 语法错误";
}

static void index_lines(struct reader *r)
{
    vec_push(r->a, &r->start, 0);
    for (size_t i = 0; i < r->src.n; i++)
        if (r->src.p[i] == '\n')
            vec_push(r->a, &r->start, i + 1);
    r->seen_line = r->seen_column = 1;
}

static int line_at(const struct reader *r, size_t offset)
{
    size_t lo = 0, hi = r->start.n;

    while (hi - lo > 1) {
        size_t mid = lo + (hi - lo) / 2;

        if (r->start.at[mid] <= offset)
            lo = mid;
        else
            hi = mid;
    }
    return (int)lo + 1;
}

/* Sets the position of offset; counts from the last one on the same line, for long lines. */
static void place(struct reader *r, size_t offset, int *ret_line, int *ret_column)
{
    int line;

    if (offset > r->src.n)
        offset = r->src.n;
    line = line_at(r, offset);
    if (line != r->seen_line) {
        r->seen = r->start.at[line - 1];
        r->seen_line = line;
        r->seen_column = 1;
    }
    if (offset >= r->seen)
        r->seen_column += (int)str_utf8_count(str_sub(r->src, r->seen, offset));
    else
        r->seen_column -= (int)str_utf8_count(str_sub(r->src, offset, r->seen));
    r->seen = offset;
    *ret_line = line;
    *ret_column = r->seen_column;
}

static struct diag *complain(struct reader *r, size_t offset, const char *zh)
{
    int line, column;

    place(r, offset, &line, &column);
    return diag_add(r->diags, DIAG_ERROR, r->name, r->src, line, column, "%s", zh);
}

static struct diag *complain_node(struct reader *r, const struct yaml_node *n, const char *zh)
{
    return diag_add(r->diags, DIAG_ERROR, r->name, r->src, n->line, n->column, "%s", zh);
}

/* Turns what libfyaml has collected into diagnostics; the first is the cause. */
static void complain_syntax(struct reader *r)
{
    struct fy_diag *d = fy_parser_get_diag(r->fyp);
    struct fy_diag_error *e;
    void *prev = NULL;

    e = d ? fy_diag_errors_iterate(d, &prev) : NULL;
    if (e && e->line > 0 && e->column > 0) {
        struct diag *diag = diag_add(r->diags, DIAG_ERROR, r->name, r->src, e->line, e->column,
                                     "%s", sentence_of(e->msg));

        diag_hint(r->diags, diag, "解析器原文：%s", e->msg);
    } else {
        diag_add(r->diags, DIAG_ERROR, r->name, STR_NULL, 0, 0, "YAML 语法错误");
    }
    if (d)
        fy_diag_unref(d);
}

/* Moves to the next event; false at a syntax error. */
static bool advance(struct reader *r)
{
    if (r->ev)
        fy_parser_event_free(r->fyp, r->ev);
    r->ev = fy_parser_parse(r->fyp);
    if (r->ev || !fy_parser_get_stream_error(r->fyp))
        return true;
    complain_syntax(r);
    return false;
}

static bool at(const struct reader *r, enum fy_event_type type)
{
    return r->ev && r->ev->type == type;
}

static size_t offset_of(const struct reader *r)
{
    const struct fy_mark *m = fy_event_start_mark(r->ev);

    return m ? m->input_pos : r->seen;
}

/* What law files never need and what makes a file mean something else than it says. */
static bool is_plain_node(struct reader *r)
{
    const char *zh = NULL;

    if (at(r, FYET_ALIAS))
        zh = "不支持别名（*名称），请把内容写全";
    else if (fy_event_get_anchor_token(r->ev))
        zh = "不支持锚点（&名称）";
    else if (fy_event_get_tag_token(r->ev))
        zh = "不支持类型标签（!标签）";
    if (zh)
        complain(r, offset_of(r), zh);
    return zh == NULL;
}

static bool is_null(struct str s)
{
    return str_eq(s, STR("~")) || str_eq(s, STR("null"));
}

/* A block scalar is placed at the first character of its text, not at its "|". */
static size_t scalar_offset(const struct reader *r, enum fy_scalar_style style)
{
    size_t i = offset_of(r);

    if (style == FYSS_LITERAL || style == FYSS_FOLDED)
        while (i < r->src.n && (r->src.p[i] == ' ' || r->src.p[i] == '\n' || r->src.p[i] == '\r'))
            i++;
    return i;
}

/* The decoded text, chunk by chunk: fy_token_get_text cuts off the last byte of some block scalars
 * (0.7.12: those in which an indented line comes last). */
static bool decode(struct fy_token *t, struct buf *text)
{
    struct fy_token_iter *iter = fy_token_iter_create(t);
    const struct fy_iter_chunk *chunk = NULL;
    int failed = 0;

    if (!iter)
        return false;
    while ((chunk = fy_token_iter_chunk_next(iter, chunk, &failed)) != NULL)
        buf_add(text, chunk->str, chunk->len);
    fy_token_iter_destroy(iter);
    return failed == 0;
}

static bool read_scalar(struct reader *r, struct yaml_node *node)
{
    struct fy_token *t = fy_event_get_token(r->ev);
    enum fy_scalar_style style = t ? fy_token_scalar_style(t) : FYSS_PLAIN;

    place(r, t ? scalar_offset(r, style) : r->seen, &node->line, &node->column);
    buf_reset(&r->text);
    if (t && !decode(t, &r->text))
        return complain(r, offset_of(r), "这个值读不出来"), false;
    if (style == FYSS_PLAIN && is_null(buf_view(&r->text)))
        buf_reset(&r->text);
    node->text = str_dup(r->a, buf_view(&r->text));
    return advance(r);
}

static const struct yaml_node *read_node(struct reader *r);

typedef VEC(const struct yaml_node *) node_vec;

static bool read_list(struct reader *r, struct yaml_node *node)
{
    node_vec v = {0};

    if (!advance(r))
        return false;
    while (!at(r, FYET_SEQUENCE_END)) {
        const struct yaml_node *item = read_node(r);

        if (!item)
            return false;
        vec_push(r->a, &v, item);
    }
    node->item = v.at;
    node->n = v.n;
    return advance(r);
}

/* The key, checked: a scalar that the map does not have yet. */
static const struct yaml_node *read_key(struct reader *r, struct map *known)
{
    const struct yaml_node *key = read_node(r), *former;

    if (!key)
        return NULL;
    if (key->kind != YAML_SCALAR)
        return complain_node(r, key, "键必须是文字"), NULL;
    former = map_put(known, key->text, (void *)key);
    if (former) {
        struct diag *d = complain_node(r, key, "同一映射中键重复");

        d->width = (int)str_utf8_count(key->text);
        diag_hint(r->diags, d, "“%.*s”已在第 %d 行写过", STR_F(key->text), former->line);
        return NULL;
    }
    return key;
}

static bool read_map(struct reader *r, struct yaml_node *node)
{
    node_vec keys = {0}, values = {0};
    struct map known;

    map_init(&known, r->a);
    if (!advance(r))
        return false;
    while (!at(r, FYET_MAPPING_END)) {
        const struct yaml_node *key = read_key(r, &known), *value;

        value = key ? read_node(r) : NULL;
        if (!value)
            return false;
        vec_push(r->a, &keys, key);
        vec_push(r->a, &values, value);
    }
    node->key = keys.at;
    node->item = values.at;
    node->n = keys.n;
    return advance(r);
}

/* node -> scalar | list | map.  NULL: a diagnostic was added. */
static const struct yaml_node *read_node(struct reader *r)
{
    struct yaml_node *node = ARENA_NEW(r->a, struct yaml_node);
    bool ok;

    if (!r->ev || !is_plain_node(r))
        return NULL;
    if (at(r, FYET_SCALAR))
        return read_scalar(r, node) ? node : NULL;
    place(r, offset_of(r), &node->line, &node->column);
    if (++r->depth > YAML_DEPTH_MAX)
        return complain_node(r, node, "嵌套太深（最多 32 层）"), NULL;
    node->kind = at(r, FYET_SEQUENCE_START) ? YAML_LIST : YAML_MAP;
    ok = node->kind == YAML_LIST ? read_list(r, node) : read_map(r, node);
    r->depth--;
    return ok ? node : NULL;
}

/* stream -> [ document ].  No document (comments only) reads as an empty scalar. */
static const struct yaml_node *read_stream(struct reader *r)
{
    const struct yaml_node *root;

    if (!advance(r) || !advance(r)) /* stream start, then what follows it */
        return NULL;
    if (!at(r, FYET_DOCUMENT_START)) {
        struct yaml_node *none = ARENA_NEW(r->a, struct yaml_node);

        *none = (struct yaml_node){.text = STR(""), .line = 1, .column = 1};
        return none;
    }
    if (!advance(r))
        return NULL;
    root = read_node(r);
    if (!root || !advance(r))
        return NULL;
    if (at(r, FYET_DOCUMENT_START))
        return complain(r, offset_of(r), "一个文件只能有一份 YAML 文档（多了“---”）"), NULL;
    return root;
}

static bool is_control(unsigned char c)
{
    return (c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7F;
}

/* Size, encoding and control characters: what is wrong before any syntax. */
static bool check_bytes(struct reader *r)
{
    size_t bad;

    if (r->src.n > YAML_BYTES_MAX) {
        diag_add(r->diags, DIAG_ERROR, r->name, STR_NULL, 0, 0, "文件超过 4 MiB 上限");
        return false;
    }
    index_lines(r);
    bad = str_utf8_valid(r->src);
    if (bad < r->src.n) {
        int line, column;

        place(r, bad, &line, &column);
        diag_add(r->diags, DIAG_ERROR, r->name, STR_NULL, line, column,
                 "不是有效的 UTF-8 编码（本行第 %zu 字节）", bad - r->start.at[line - 1] + 1);
        return false;
    }
    for (size_t i = 0; i < r->src.n; i++)
        if (is_control((unsigned char)r->src.p[i]))
            return complain(r, i, "含有控制字符"), false;
    return true;
}

static const struct yaml_node *parse(struct reader *r)
{
    struct fy_diag *diag = fy_diag_create(NULL);
    struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET, .diag = diag};
    const struct yaml_node *root = NULL;

    if (diag)
        fy_diag_set_collect_errors(diag, true);
    r->fyp = diag ? fy_parser_create(&cfg) : NULL;
    if (r->fyp && fy_parser_set_string(r->fyp, r->src.p, r->src.n) == 0)
        root = read_stream(r);
    if (r->ev)
        fy_parser_event_free(r->fyp, r->ev);
    if (r->fyp)
        fy_parser_destroy(r->fyp);
    if (diag)
        fy_diag_destroy(diag); /* unref alone would leak what was collected */
    return root;
}

enum err_code yaml_parse(struct arena *a, struct str name, struct str bytes,
                         struct diag_list *diags, const struct yaml_node **ret_root,
                         struct err *err)
{
    struct reader r = {.a = a, .name = name, .src = bytes, .diags = diags};
    const struct yaml_node *root = NULL;
    size_t before = diags->errors;

    if (str_starts(r.src, STR("\xEF\xBB\xBF")))
        r.src = str_tail(r.src, 3);
    if (check_bytes(&r))
        root = parse(&r);
    buf_release(&r.text);
    if (root) {
        *ret_root = root;
        return ERR_OK;
    }
    if (diags->errors == before)
        diag_add(diags, DIAG_ERROR, name, STR_NULL, 0, 0, "YAML 读取失败");
    err_set(err, ERR_INVALID, "%.*s: not a YAML document of ours", STR_F(name));
    return err_set_zh(err, "“%.*s”：%.*s", STR_F(name), STR_F(vec_last(&diags->v)->text));
}

const struct yaml_node *yaml_get(const struct yaml_node *map, struct str key)
{
    if (map->kind != YAML_MAP)
        return NULL;
    for (size_t i = 0; i < map->n; i++)
        if (str_eq(map->key[i]->text, key))
            return map->item[i];
    return NULL;
}
