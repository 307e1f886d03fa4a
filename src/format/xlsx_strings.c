/* format/xlsx_strings.c - the table of strings that cells refer to by number. */
#include "format/xlsx_internal.h"

struct reader {
    struct xlsx_strings *s;
    size_t cell_bytes, table_bytes;
    size_t from; /* where the string under construction starts */
    size_t phonetic;
    bool in_text, over;
};

static void on_start(void *user, const char *name, const char **attr)
{
    struct reader *r = user;

    (void)attr;
    if (strcmp(name, "si") == 0)
        r->from = r->s->bytes.n;
    r->phonetic += strcmp(name, "rPh") == 0;
    r->in_text = strcmp(name, "t") == 0 && r->phonetic == 0;
}

static void on_end(void *user, const char *name)
{
    struct reader *r = user;

    r->in_text = false;
    r->phonetic -= r->phonetic > 0 && strcmp(name, "rPh") == 0;
    if (strcmp(name, "si") != 0)
        return;
    xlsx_unescape(&r->s->bytes, r->from);
    vec_push(r->s->arena, &r->s->end, r->s->bytes.n);
}

/* A string over the cell limit is kept just over it, so that the cell can say so. */
static void on_text(void *user, struct str text)
{
    struct reader *r = user;

    if (!r->in_text || r->s->bytes.n - r->from > r->cell_bytes)
        return;
    r->over |= r->s->bytes.n + text.n > r->table_bytes;
    if (!r->over)
        buf_str(&r->s->bytes, text);
}

enum err_code xlsx_strings_read(struct xlsx_strings *s, struct xlsx_zip *z, struct str part,
                                struct err *err)
{
    const struct xml_handlers h = {on_start, on_end, on_text};
    struct reader r = {
        .s = s, .cell_bytes = z->limits.cell_bytes, .table_bytes = z->limits.unpacked_bytes / 8};

    TRY(xml_part_read(z, part, &h, &r, err));
    if (!r.over)
        return ERR_OK;
    err_set(err, ERR_LIMIT, "xlsx: shared strings over %zu bytes", r.table_bytes);
    return err_set_zh(err, "工作簿的文字总量超过 %zu 字节的上限，请分成几个文件", r.table_bytes);
}

bool xlsx_strings_get(const struct xlsx_strings *s, struct str number, struct str *ret)
{
    size_t i = 0, from;

    for (size_t k = 0; k < number.n; k++) {
        if (number.p[k] < '0' || number.p[k] > '9' || i > s->end.n)
            return false;
        i = i * 10 + (size_t)(number.p[k] - '0');
    }
    if (number.n == 0 || i >= s->end.n)
        return false;
    from = i > 0 ? s->end.at[i - 1] : 0;
    *ret = str_sub(buf_view(&s->bytes), from, s->end.at[i]);
    return true;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The code unit written _xHHHH_ at s, or -1.  Halves of a pair and NUL stay as they are. */
static int32_t escaped_at(struct str s)
{
    int32_t u = 0;

    if (s.n < 7 || s.p[0] != '_' || s.p[1] != 'x' || s.p[6] != '_')
        return -1;
    for (size_t i = 2; i < 6; i++) {
        if (hex(s.p[i]) < 0)
            return -1;
        u = u << 4 | hex(s.p[i]);
    }
    return u == 0 || (u >= 0xD800 && u <= 0xDFFF) ? -1 : u;
}

void xlsx_unescape(struct buf *b, size_t from)
{
    struct str s = str_tail(buf_view(b), from);
    size_t n = from;

    if (!str_has(s, STR("_x")))
        return;
    for (size_t i = 0; i < s.n;) {
        int32_t u = escaped_at(str_tail(s, i));
        char out[4];

        if (u < 0) {
            b->p[n++] = s.p[i++];
            continue;
        }
        for (size_t k = 0, len = str_utf8_put(out, (uint32_t)u); k < len; k++)
            b->p[n++] = out[k];
        i += 7;
    }
    b->n = n;
}
