/* tests/format/dump.c - see dump.h. */
#include "dump.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zip.h>
#include <cmocka.h>

static void dump_row(struct buf *b, const struct format_row *r)
{
    static const char *const mark[] = {
        [FORMAT_EMPTY] = "",  [FORMAT_TEXT] = "",      [FORMAT_NUMBER] = "n:", [FORMAT_DATE] = "d:",
        [FORMAT_BOOL] = "b:", [FORMAT_FORMULA] = "f:", [FORMAT_BROKEN] = "x:"};

    buf_fmt(b, "%lld", (long long)r->line);
    if (r->problem) {
        buf_fmt(b, "! %s\n", r->problem);
        return;
    }
    for (size_t i = 0; i < r->n; i++) {
        buf_char(b, i == 0 ? ' ' : '|');
        if (r->key)
            buf_fmt(b, "%.*s=", STR_F(r->key[i]));
        buf_z(b, mark[r->cell[i].kind]);
        buf_str(b, r->cell[i].text);
    }
    buf_char(b, '\n');
}

static enum err_code dump_rows(struct buf *b, struct format_table *t, struct err *err)
{
    const struct format_row *r;
    size_t sheet = (size_t)-1;

    for (;;) {
        TRY(format_next(t, &r, err));
        if (!r)
            return ERR_OK;
        if (r->sheet.n > 0 && r->sheet_no != sheet)
            buf_fmt(b, "[%.*s]\n", STR_F(r->sheet));
        sheet = r->sheet_no;
        dump_row(b, r);
        assert_in_range(format_progress(t), 0, 1000);
        for (size_t i = 0; i < r->n; i++)
            assert_int_equal(str_utf8_valid(r->cell[i].text), r->cell[i].text.n);
    }
}

static void dump(struct buf *b, struct format_table *t, enum err_code rc, struct err *err)
{
    if (rc == ERR_OK) {
        rc = dump_rows(b, t, err);
        format_close(t);
    }
    if (rc != ERR_OK)
        buf_fmt(b, "ERROR %d: %s\n", rc, err->zh);
}

void dump_table(struct buf *b, struct str bytes, enum format_kind kind,
                const struct format_limits *limits)
{
    struct format_table *t = NULL;
    struct err err;
    enum err_code rc = format_open_bytes(bytes, kind, limits, &t, &err);

    dump(b, t, rc, &err);
}

void dump_file(struct buf *b, const char *path, const struct format_limits *limits)
{
    struct format_table *t = NULL;
    struct err err;
    enum err_code rc = format_open(path, FORMAT_AUTO, limits, &t, &err);

    dump(b, t, rc, &err);
}

void assert_dump(struct str bytes, const char *want)
{
    struct buf b = {0};

    dump_table(&b, bytes, FORMAT_AUTO, NULL);
    assert_string_equal(buf_cstr(&b), want);
    buf_release(&b);
}

void assert_dump_has(struct str bytes, const struct format_limits *limits, const char *part)
{
    struct buf b = {0};

    dump_table(&b, bytes, FORMAT_AUTO, limits);
    if (!str_has(buf_view(&b), str_from(part)))
        fail_msg("no \"%s\" in:\n%s", part, buf_cstr(&b));
    buf_release(&b);
}

struct buf zip_of(const struct part *part, size_t n)
{
    struct buf out = {0};
    char piece[4096];
    size_t got;
    FILE *f;
    int code;
    zip_t *z;
    char path[] = "zip_of.tmp.XXXXXX";

    close(mkstemp(path));
    z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    assert_non_null(z);
    for (size_t i = 0; i < n; i++)
        assert_true(zip_file_add(z, part[i].name,
                                 zip_source_buffer(z, part[i].bytes.p, part[i].bytes.n, 0),
                                 ZIP_FL_ENC_UTF_8) >= 0);
    assert_int_equal(zip_close(z), 0);
    f = fopen(path, "rb");
    assert_non_null(f);
    while ((got = fread(piece, 1, sizeof(piece), f)) > 0)
        buf_add(&out, piece, got);
    fclose(f);
    unlink(path);
    return out;
}
