/*
 * format/table.c - opens a file of rows: limits, kind, encoding; then hands over to the reader of
 * its kind.  What is not a table at all is refused here, with the way out.
 */
#include "format/format_internal.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_RAW = 4096, HEAD = 64 * 1024 }; /* bytes looked at, as they came and decoded */

struct input {
    const char *path; /* NULL: bytes */
    int fd;
    struct str bytes;
    uint64_t size;
};

static void set_default(size_t *limit, size_t value)
{
    if (*limit == 0)
        *limit = value;
}

static struct format_limits with_defaults(const struct format_limits *given)
{
    struct format_limits l = given ? *given : (struct format_limits){0};

    set_default(&l.file_bytes, (size_t)4 << 30);
    set_default(&l.cell_bytes, (size_t)1 << 20);
    set_default(&l.row_bytes, (size_t)4 << 20);
    set_default(&l.columns, 4096);
    set_default(&l.unpacked_bytes, (size_t)4 << 30);
    set_default(&l.depth, 64);
    return l;
}

static enum err_code refuse(struct err *err, const char *en, const char *zh)
{
    err_set(err, ERR_INVALID, "not a table: %s", en);
    return err_set_zh(err, "%s", zh);
}

/* Files that people send instead of a table, by their first bytes. */
static const struct {
    struct str magic;
    const char *en, *zh;
} stranger[] = {
    {{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8},
     "OLE: .xls or an encrypted workbook",
     "这是旧版 .xls 或加了密码的工作簿，请用 Excel/WPS 打开后去掉密码，另存为 .xlsx 或 UTF-8 的 .csv"},
    {{"\xFF\xFE", 2}, "UTF-16", "文件编码是 UTF-16，请另存为“CSV UTF-8（逗号分隔）”或 .xlsx"},
    {{"\xFE\xFF", 2}, "UTF-16", "文件编码是 UTF-16，请另存为“CSV UTF-8（逗号分隔）”或 .xlsx"},
    {{"%PDF", 4}, "PDF", "这是 PDF 文件，不是表格，请提供 .xlsx 或 .csv"},
    {{"Rar!", 4}, "RAR", "这是 RAR 压缩包，请解压后导入其中的表格"},
    {{"7z\xBC\xAF", 4}, "7z", "这是 7z 压缩包，请解压后导入其中的表格"},
    {{"\x1F\x8B", 2}, "gzip", "这是 gzip 压缩文件，请解压后导入其中的表格"},
    {{"<!DOCTYPE", 9}, "HTML", "这是网页，不是表格，请打开后另存为 .xlsx 或 .csv"},
    {{"<html", 5}, "HTML", "这是网页，不是表格，请打开后另存为 .xlsx 或 .csv"},
    {{"<table", 6}, "HTML", "这是网页，不是表格，请打开后另存为 .xlsx 或 .csv"},
    {{"<?xml", 5}, "XML", "这是 XML 文件，不是工作簿，请打开后另存为 .xlsx 或 .csv"},
};

static enum err_code refuse_strangers(struct str head, enum format_kind kind, struct err *err)
{
    struct str text = str_trim(head);
    size_t nul = 0;

    for (size_t i = 0; i < sizeof(stranger) / sizeof(*stranger); i++) {
        struct str m = stranger[i].magic;

        if (text.n >= m.n && strncasecmp(text.p, m.p, m.n) == 0)
            return refuse(err, stranger[i].en, stranger[i].zh);
    }
    for (size_t i = 0; kind != FORMAT_XLSX && i < head.n; i++)
        nul += head.p[i] == 0;
    if (nul * 10 > head.n)
        return refuse(err, "binary",
                      "文件含大量空字节，是二进制或 UTF-16 文件，不是表格；"
                      "请另存为 .xlsx 或“CSV UTF-8（逗号分隔）”");
    return ERR_OK;
}

/* A bracket alone proves nothing: titles of sheets start with one, too. */
static bool looks_json(struct str head)
{
    struct str s = str_trim(head), rest;

    if (s.n == 0 || (s.p[0] != '{' && s.p[0] != '['))
        return false;
    rest = str_trim(str_tail(s, 1));
    if (s.p[0] == '{')
        return rest.n > 0 && (rest.p[0] == '"' || rest.p[0] == '}');
    return rest.n > 0 && (rest.p[0] == '{' || rest.p[0] == ']');
}

static bool is_zip(struct str head)
{
    return str_starts(head, STR("PK\x03\x04")) || str_starts(head, STR("PK\x05\x06"));
}

/* Opens the reader of the kind over the source, whose window then holds the start of the file. */
static enum err_code open_text(struct format_table *t, struct err *err)
{
    struct str head;

    TRY(source_need(&t->source, HEAD, err));
    head = source_view(&t->source);
    if (t->kind == FORMAT_AUTO)
        t->kind = looks_json(head) ? FORMAT_JSONL : FORMAT_CSV;
    if (str_starts(head, STR("\xEF\xBB\xBF")))
        t->source.pos += 3;
    return t->kind == FORMAT_JSONL ? jsonl_open(t, err) : csv_open(t, err);
}

/* head: the first bytes as they came.  Takes fd. */
static enum err_code open_kind(struct format_table *t, const struct input *in, struct str head,
                               struct err *err)
{
    source_open(&t->source, in->fd, in->bytes, in->size);
    if (in->size > t->limits.file_bytes) {
        err_set(err, ERR_LIMIT, "file larger than %zu bytes", t->limits.file_bytes);
        return err_set_zh(err, "文件超过 %zu 字节的上限", t->limits.file_bytes);
    }
    if (in->size == 0)
        return refuse(err, "empty", "文件是空的");
    if (t->kind == FORMAT_AUTO && is_zip(head))
        t->kind = FORMAT_XLSX;
    TRY(refuse_strangers(head, t->kind, err));
    if (t->kind == FORMAT_XLSX)
        return xlsx_open(t, in->path, in->bytes, err);
    return open_text(t, err);
}

static enum err_code open_input(const struct input *in, struct str head, enum format_kind kind,
                                const struct format_limits *limits, struct format_table **ret_table,
                                struct err *err)
{
    struct format_table *t = MEM_NEW(struct format_table);
    enum err_code rc;

    t->kind = kind;
    t->limits = with_defaults(limits);
    rc = open_kind(t, in, head, err);
    if (rc == ERR_OK)
        *ret_table = t;
    else
        format_close(t);
    return rc;
}

static enum err_code fail_file(const char *path, const char *why, enum err_code code,
                               struct err *err)
{
    err_set(err, code, "open %s: %s", path, why);
    return err_set_zh(err, "文件“%s”打不开：%s", path, why);
}

enum err_code format_open(const char *path, enum format_kind kind,
                          const struct format_limits *limits, struct format_table **ret_table,
                          struct err *err)
{
    struct input in = {.path = path, .fd = open(path, O_RDONLY | O_CLOEXEC)};
    char head[HEAD_RAW];
    struct stat st;
    ssize_t n;

    if (in.fd < 0 && errno == ENOENT)
        return fail_file(path, "找不到，请核对路径", ERR_NOT_FOUND, err);
    if (in.fd < 0)
        return fail_file(path, strerror(errno), ERR_IO, err);
    n = pread(in.fd, head, sizeof(head), 0);
    if (n < 0 || fstat(in.fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(in.fd);
        return fail_file(path, "不是普通文件", ERR_IO, err);
    }
    in.size = (uint64_t)st.st_size;
    return open_input(&in, (struct str){head, (size_t)n}, kind, limits, ret_table, err);
}

enum err_code format_open_bytes(struct str bytes, enum format_kind kind,
                                const struct format_limits *limits, struct format_table **ret_table,
                                struct err *err)
{
    struct input in = {.fd = -1, .bytes = bytes, .size = bytes.n};
    struct str head = {bytes.p, bytes.n < HEAD_RAW ? bytes.n : HEAD_RAW};

    return open_input(&in, head, kind, limits, ret_table, err);
}

enum err_code format_next(struct format_table *t, const struct format_row **ret_row,
                          struct err *err)
{
    struct row_builder *r = &t->rows;
    bool more = false;

    TRY(t->ops->next(t, &more, err));
    if (!more) {
        *ret_row = NULL;
        return ERR_OK;
    }
    t->row.n = r->n;
    t->row.cell = r->cell;
    t->row.key = t->kind == FORMAT_JSONL ? r->key : NULL;
    t->row.problem = r->problem.n > 0 ? buf_cstr(&r->problem) : NULL;
    *ret_row = &t->row;
    return ERR_OK;
}

void format_close(struct format_table *t)
{
    if (!t)
        return;
    if (t->ops)
        t->ops->close(t);
    source_close(&t->source);
    row_release(&t->rows);
    free(t);
}

enum format_kind format_kind_of(const struct format_table *t)
{
    return t->kind;
}

const char *format_encoding(const struct format_table *t)
{
    return t->source.decode ? "GB18030" : "UTF-8";
}

int format_progress(const struct format_table *t)
{
    return t->ops->progress(t);
}
