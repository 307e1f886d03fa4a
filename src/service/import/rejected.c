/* service/import/rejected.c - the file of rejected rows; see rejected.h. */
#include "service/import/rejected.h"

#include "base/buf.h"
#include "base/bug.h"
#include "base/fen.h"
#include "base/file.h"
#include "base/vec.h"
#include "registry/import.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum { FILES_MAX = 64 };

/* One file: all rejected rows under one header. */
struct out {
    struct str header; /* JSON array */
    const char *path, *tmp;
    FILE *f;
    size_t columns;
};

struct writer {
    struct arena *a;
    const char *base; /* path without ".rejected.csv" */
    VEC(struct out) out;
    struct buf line, cell;
    struct err *err;
};

/* ---- cells out of our own JSON ---- */

static int hex(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* string -> '"' { character | escape } '"'; as buf_json writes it.  Returns what stands behind. */
static struct str read_string(struct str s, struct buf *out)
{
    size_t i = 1;

    BUG_ON(s.n < 2 || s.p[0] != '"');
    for (; i < s.n && s.p[i] != '"'; i++) {
        char c = s.p[i];

        if (c != '\\') {
            buf_char(out, c);
            continue;
        }
        c = s.p[++i];
        if (c == 'u') {
            buf_utf8(out, (uint32_t)(hex(s.p[i + 1]) << 12 | hex(s.p[i + 2]) << 8 |
                                     hex(s.p[i + 3]) << 4 | hex(s.p[i + 4])));
            i += 4;
        } else
            buf_char(out, c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c);
    }
    return str_tail(s, i + 1);
}

/* ---- CSV ---- */

static bool is_number(struct str s)
{
    int64_t v;

    return fen_decimal(s, 8, &v);
}

/* Spreadsheets run what starts so. */
static bool runs(struct str s)
{
    return s.n && memchr("=+-@\t\r", s.p[0], 6) && !is_number(s);
}

static void add_csv(struct buf *line, struct str cell)
{
    if (line->n)
        buf_char(line, ',');
    buf_char(line, '"');
    if (runs(cell))
        buf_char(line, '\'');
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.p[i] == '"')
            buf_char(line, '"');
        buf_char(line, cell.p[i]);
    }
    buf_char(line, '"');
}

/* Cells of a JSON array as CSV; at least `columns` of them. */
static size_t add_cells(struct writer *w, struct str json, size_t columns)
{
    size_t n = 0;

    while (json.n && json.p[0] != ']') {
        json = str_tail(json, 1); /* '[' or ',' */
        if (json.n == 0 || json.p[0] != '"')
            break;
        buf_reset(&w->cell);
        json = read_string(json, &w->cell);
        add_csv(&w->line, buf_view(&w->cell));
        n++;
    }
    for (size_t i = n; i < columns; i++)
        add_csv(&w->line, STR(""));
    return n;
}

/* ---- files ---- */

static enum err_code failed(const char *path, struct err *err)
{
    int e = errno;

    err_set(err, ERR_IO, "write %s: %s", path, strerror(e));
    return err_set_zh(err, "无法写入被拒行文件“%s”：%s", path, strerror(e));
}

static const char *path_of(struct arena *a, const char *base, size_t i)
{
    return i ? str_fmt(a, "%s.rejected-%zu.csv", base, i + 1).p
             : str_fmt(a, "%s.rejected.csv", base).p;
}

static enum err_code end_line(struct writer *w, struct out *o, struct err *err)
{
    buf_z(&w->line, "\r\n");
    if (fwrite(w->line.p, 1, w->line.n, o->f) != w->line.n)
        return failed(o->tmp, err);
    return ERR_OK;
}

static enum err_code start_file(struct writer *w, struct out *o, struct err *err)
{
    o->path = path_of(w->a, w->base, w->out.n);
    o->tmp = str_fmt(w->a, "%s.tmp", o->path).p;
    o->f = fopen(o->tmp, "wbe");
    if (!o->f)
        return failed(o->tmp, err);
    vec_push(w->a, &w->out, *o);
    o = vec_last(&w->out);
    fputs("\xEF\xBB\xBF", o->f);
    buf_reset(&w->line);
    o->columns = add_cells(w, o->header, 0);
    add_csv(&w->line, STR("原因"));
    add_csv(&w->line, STR("工作表"));
    add_csv(&w->line, STR("行号"));
    return end_line(w, o, err);
}

static enum err_code out_for(struct writer *w, struct str header, struct out **ret, struct err *err)
{
    for (size_t i = 0; i < w->out.n; i++)
        if (str_eq(w->out.at[i].header, header) || w->out.n == FILES_MAX) {
            *ret = &w->out.at[i];
            return ERR_OK;
        }
    TRY(start_file(w, &(struct out){.header = str_dup(w->a, header)}, err));
    *ret = vec_last(&w->out);
    return ERR_OK;
}

static enum err_code write_one(void *p, const struct registry_rejected *r, struct err *err)
{
    struct writer *w = p;
    struct out *o = NULL;
    char line[24];

    TRY(out_for(w, r->header, &o, err));
    buf_reset(&w->line);
    add_cells(w, r->reject.cells, o->columns);
    add_csv(&w->line, r->reject.reason);
    add_csv(&w->line, r->sheet_name);
    snprintf(line, sizeof(line), "%lld", (long long)r->reject.line);
    add_csv(&w->line, str_from(line));
    return end_line(w, o, err);
}

/* Gives the files their names when all went well; takes them away otherwise. */
static enum err_code end_files(struct writer *w, enum err_code rc, struct err *err)
{
    for (size_t i = 0; i < w->out.n; i++) {
        struct out *o = &w->out.at[i];
        bool bad = ferror(o->f) != 0;

        bad = fclose(o->f) != 0 || bad;
        if (rc == ERR_OK && (bad || rename(o->tmp, o->path) != 0))
            rc = failed(o->path, err);
        if (rc != ERR_OK)
            unlink(o->tmp);
    }
    return rc;
}

static void remove_old(struct arena *a, const char *base)
{
    for (size_t i = 0; i < FILES_MAX; i++)
        if (unlink(path_of(a, base, i)) != 0)
            return;
}

static enum err_code write_all(struct store *s, int64_t import, const char *base, struct arena *a,
                               struct str *ret_path, struct err *err)
{
    struct writer w = {.a = a, .base = base};
    enum err_code rc;

    remove_old(a, base);
    rc = registry_rejected(s, import, write_one, &w, err);
    rc = end_files(&w, rc, err);
    buf_release(&w.line);
    buf_release(&w.cell);
    if (rc == ERR_OK)
        *ret_path = w.out.n ? str_from(w.out.at[0].path) : STR_NULL;
    return rc;
}

/* Beside the file; where that folder is not ours to write to, in the home. */
enum err_code import_write_rejected(struct store *s, int64_t import, const char *path,
                                    struct arena *a, struct str *ret_path, struct err *err)
{
    const char *slash = strrchr(path, '/');
    const char *dir = slash ? str_dup(a, (struct str){path, (size_t)(slash - path) + 1}).p : ".";

    if (access(dir, W_OK) != 0) {
        const char *other = str_fmt(a, "%s/rejected", store_home(s)).p;

        TRY(file_mkdirs(other, err));
        path = str_fmt(a, "%s/%s", other, slash ? slash + 1 : path).p;
    }
    return write_all(s, import, path, a, ret_path, err);
}
