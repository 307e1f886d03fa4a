/*
 * format/jsonl.c - one JSON object a row: a line each, or the objects of one array, or objects
 * that are spread over lines.
 *
 * In a file of lines a broken line is that row's problem.  In the other two shapes nothing tells
 * where the next object starts, so that broken brackets end the reading.
 */
#include "format/format_internal.h"

#include "base/mem.h"

enum json_shape { JSON_LINES, JSON_ARRAY_OF_OBJECTS, JSON_OBJECTS };

struct jsonl {
    enum json_shape shape;
    int64_t line; /* of the next byte */
    bool started; /* past the first object, or past the line of it */
    struct buf marked;
};

/* ---- lines ---- */

/* The line at the window's start without its end; *ret_whole false: it goes over the limit. */
static enum err_code take_line(struct format_table *t, struct str *ret, bool *ret_whole,
                               struct err *err)
{
    struct source *s = &t->source;

    for (;;) {
        struct str v = source_view(s);
        const char *end = v.n ? memchr(v.p, '\n', v.n) : NULL;
        size_t n = end ? (size_t)(end - v.p) : v.n;

        *ret_whole = n <= t->limits.row_bytes;
        if (!*ret_whole || end || s->eof) {
            *ret = (struct str){v.p, n};
            return ERR_OK;
        }
        TRY(source_fill(s, err));
    }
}

/* Moves behind the next line end, however far. */
static enum err_code skip_line(struct format_table *t, struct err *err)
{
    struct source *s = &t->source;
    struct jsonl *j = t->reader;
    uint64_t from = s->base + s->pos;

    for (;;) {
        struct str v = source_view(s);
        const char *end = v.n ? memchr(v.p, '\n', v.n) : NULL;

        s->pos += end ? (size_t)(end - v.p) + 1 : v.n;
        if (end || (s->eof && s->pos == s->n))
            break;
        if (s->base + s->pos - from > (uint64_t)t->limits.row_bytes * 16) {
            err_set(err, ERR_LIMIT, "line %lld: no end in sight", (long long)j->line);
            return err_set_zh(err, "第 %lld 行太长，不像 JSON 行文件，已停止读取",
                              (long long)j->line);
        }
        TRY(source_need(s, 1, err));
    }
    j->line++;
    return ERR_OK;
}

/* False: malformed bytes, which are the row's problem now. */
static bool check_text(struct format_table *t, struct str text)
{
    struct row_builder *r = &t->rows;
    size_t from = t->source.pos, bad = source_check(&t->source, from + text.n);

    if (bad == from + text.n)
        return true;
    row_problem(r, "有无效的 %s 字节 0x%02X（本行第 %zu 字节）",
                t->source.decode ? "GB18030" : "UTF-8", (unsigned char)t->source.p[bad],
                bad - from + 1);
    text = utf8_shorten(&r->scratch, utf8_repair(&r->scratch, text), 200);
    row_add_named(r, STR(""), (struct format_cell){text, FORMAT_TEXT});
    return false;
}

static enum err_code next_line(struct format_table *t, bool *ret_more, struct err *err)
{
    struct jsonl *j = t->reader;
    struct row_builder *r = &t->rows;

    for (;;) {
        struct str text;
        bool whole;

        row_begin(r);
        TRY(take_line(t, &text, &whole, err));
        if (text.n == 0 && t->source.eof && t->source.pos == t->source.n) {
            *ret_more = false;
            return ERR_OK;
        }
        t->row.line = j->line;
        if (!whole) {
            row_problem(r, "整行超过 %zu 字节的上限", t->limits.row_bytes);
            return skip_line(t, err);
        }
        if (check_text(t, text) && str_trim(text).n > 0)
            json_read_object(t, text, &j->marked);
        TRY(skip_line(t, err));
        if (r->problem.n > 0 || r->n > 0)
            return ERR_OK;
    }
}

/* ---- objects, wherever their lines end ---- */

static enum err_code fail_shape(const struct jsonl *j, const char *zh, struct err *err)
{
    err_set(err, ERR_INVALID, "line %lld: not JSON objects", (long long)j->line);
    return err_set_zh(err, "第 %lld 行：%s", (long long)j->line, zh);
}

/* Skips white space and returns the byte behind it, 0 at the end. */
static enum err_code peek(struct format_table *t, char *ret, struct err *err)
{
    struct source *s = &t->source;
    struct jsonl *j = t->reader;

    for (;;) {
        while (s->pos < s->n && strchr(" \t\r\n", s->p[s->pos]) && s->p[s->pos] != 0)
            j->line += s->p[s->pos++] == '\n';
        if (s->pos < s->n || s->eof)
            break;
        TRY(source_fill(s, err));
    }
    *ret = s->pos < s->n ? s->p[s->pos] : 0;
    return ERR_OK;
}

/* Bytes of the object that s starts with, 0 when it does not end in s. */
static size_t object_bytes(struct str s)
{
    size_t depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c == '\\' && quoted)
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            depth++;
        else if (!quoted && (c == '}' || c == ']') && --depth == 0)
            return i + 1;
    }
    return 0;
}

static enum err_code take_object(struct format_table *t, struct str *ret, struct err *err)
{
    struct source *s = &t->source;
    const struct jsonl *j = t->reader;

    for (;;) {
        struct str v = source_view(s);
        size_t n = object_bytes(v);

        if (n > t->limits.row_bytes || (n == 0 && v.n > t->limits.row_bytes)) {
            err_set(err, ERR_LIMIT, "line %lld: object too long", (long long)j->line);
            return err_set_zh(err, "第 %lld 行开始的对象超过 %zu 字节的上限，或缺少右括号",
                              (long long)j->line, t->limits.row_bytes);
        }
        *ret = (struct str){v.p, n};
        if (n > 0)
            return ERR_OK;
        if (s->eof)
            return fail_shape(j, "对象没有结束，缺少右括号或引号", err);
        TRY(source_fill(s, err));
    }
}

/* Steps over what stands before an object: [ once, a comma between two; *ret_more false at the
 * end. */
static enum err_code step_to_object(struct format_table *t, bool *ret_more, struct err *err)
{
    struct jsonl *j = t->reader;
    bool array = j->shape == JSON_ARRAY_OF_OBJECTS;
    char c;

    TRY(peek(t, &c, err));
    if (array && (c == (j->started ? ',' : '['))) {
        t->source.pos++;
        TRY(peek(t, &c, err));
        if (c == ']' && j->started)
            return fail_shape(j, "逗号之后应是 {…}", err);
    } else if (array && c != ']') {
        return fail_shape(j, "数组的对象之间应有逗号，最后应有“]”", err);
    }
    if (array && c == ']') {
        t->source.pos++;
        TRY(peek(t, &c, err));
        if (c != 0)
            return fail_shape(j, "数组之后还有多余内容", err);
    }
    *ret_more = c != 0;
    if (c != 0 && c != '{')
        return fail_shape(j, "这里应是一个对象 {…}", err);
    j->started = true;
    return ERR_OK;
}

static enum err_code next_object(struct format_table *t, bool *ret_more, struct err *err)
{
    struct jsonl *j = t->reader;
    struct str text;
    bool more = false;

    row_begin(&t->rows);
    TRY(step_to_object(t, &more, err));
    if (more) {
        TRY(take_object(t, &text, err));
        t->row.line = j->line;
        if (check_text(t, text))
            json_read_object(t, text, &j->marked);
        for (size_t i = 0; i < text.n; i++)
            j->line += text.p[i] == '\n';
        t->source.pos += text.n;
    }
    *ret_more = more;
    return ERR_OK;
}

/* ---- the reader ---- */

static enum err_code jsonl_next(struct format_table *t, bool *ret_more, struct err *err)
{
    const struct jsonl *j = t->reader;

    *ret_more = true;
    return j->shape == JSON_LINES ? next_line(t, ret_more, err) : next_object(t, ret_more, err);
}

static void jsonl_close(struct format_table *t)
{
    struct jsonl *j = t->reader;

    buf_release(&j->marked);
    free(j);
}

static int jsonl_progress(const struct format_table *t)
{
    return source_progress(&t->source);
}

/* An opening brace alone on the first line is an object spread over lines. */
static enum json_shape shape_of(struct str head)
{
    struct str s = str_trim(head);

    if (s.n > 0 && s.p[0] == '[')
        return JSON_ARRAY_OF_OBJECTS;
    return str_eq(str_trim(str_cut(&s, STR("\n"))), STR("{")) ? JSON_OBJECTS : JSON_LINES;
}

enum err_code jsonl_open(struct format_table *t, struct err *err)
{
    static const struct format_ops ops = {jsonl_next, jsonl_close, jsonl_progress};
    struct jsonl *j = MEM_NEW(struct jsonl);

    (void)err;
    j->shape = shape_of(source_view(&t->source));
    j->line = 1;
    t->reader = j;
    t->ops = &ops;
    return ERR_OK;
}
