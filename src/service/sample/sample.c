/* service/sample/sample.c - see sample.h: draws row after row and writes those of one file. */
#include "service/sample/sample.h"

#include "service/sample/pool.h"
#include "service/sample/row.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { PIECE = 1024 * 1024 };

/* What is written goes to a temporary beside the target. */
struct output {
    int fd;
    struct buf bytes;
    bool failed;
};

static void flush(struct output *o)
{
    size_t at = 0;

    while (at < o->bytes.n && !o->failed) {
        ssize_t put = write(o->fd, o->bytes.p + at, o->bytes.n - at);

        if (put < 0 && errno != EINTR)
            o->failed = true;
        else if (put > 0)
            at += (size_t)put;
    }
    buf_reset(&o->bytes);
}

static bool needs_quotes(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r')
            return true;
    return false;
}

static void put_cell(struct buf *out, struct str s)
{
    if (!needs_quotes(s)) {
        buf_str(out, s);
        return;
    }
    buf_char(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_char(out, '"');
        buf_char(out, s.p[i]);
    }
    buf_char(out, '"');
}

static void put_header(struct output *o, const struct sample_file *f)
{
    buf_z(&o->bytes, "\xEF\xBB\xBF");
    for (size_t i = 0; i < f->n; i++) {
        if (i > 0)
            buf_char(&o->bytes, ',');
        put_cell(&o->bytes, f->at[i].header);
    }
    buf_z(&o->bytes, "\r\n");
}

static void put_row(struct output *o, const struct sample_run *run, const struct sample_file *f,
                    enum sample_dirt dirt, struct buf *cell)
{
    size_t from = o->bytes.n, n;

    for (size_t i = 0; i < f->n; i++) {
        if (i > 0)
            buf_char(&o->bytes, ',');
        buf_reset(cell);
        row_print(run, &f->at[i], cell);
        dirt_cell(dirt, f->at[i].slot, cell);
        put_cell(&o->bytes, buf_view(cell));
    }
    buf_z(&o->bytes, "\r\n");
    if (dirt != DIRT_DUPLICATE)
        return;
    n = o->bytes.n - from;
    buf_reset(cell);
    buf_add(cell, o->bytes.p + from, n);
    buf_str(&o->bytes, buf_view(cell));
}

/* Whether the row has its entry in the register: those who come again stand there once, below. */
static bool registers(const struct sample_row *row)
{
    return pool_once(row->key) && row->party.uscc[0] && row->around.registered;
}

static bool belongs(const struct sample_row *row, enum sample_rows rows)
{
    switch (rows) {
    case ROWS_ALL:
        return true;
    case ROWS_REFERRED:
        return day_known(row->course.reported);
    case ROWS_SENT:
        return day_known(row->course.accepted);
    case ROWS_NONPROSECUTED:
        return day_known(row->course.nonprosecuted);
    case ROWS_OPINED:
        return day_known(row->course.opined);
    case ROWS_PROSECUTED:
        return day_known(row->course.prosecuted);
    case ROWS_PUBLISHED:
        return day_known(row->around.published);
    case ROWS_LICENSED:
        return day_known(row->around.licensed);
    case ROWS_REGISTERED:
        return registers(row);
    case ROWS_COMPLAINED:
        return day_known(row->around.complained);
    case ROWS_SUED:
        return day_known(row->around.sued);
    case ROWS_COUNT:
        break;
    }
    return false;
}

/* The site shows some of the numbers that the sheet leaves out. */
static void put_left_out(struct output *o, struct sample_run *run, const struct sample_file *f,
                         struct buf *cell)
{
    struct sample_random r = run->row.words;

    if (!run->row.gap || !random_chance(&r, run->data->around.rate.gap_published))
        return;
    run->row.serial--;
    put_row(o, run, f, DIRT_COUNT, cell);
    run->row.serial++;
}

static void put_drawn(struct output *o, struct sample_run *run, const struct sample_file *f,
                      int64_t i, struct buf *cell)
{
    enum sample_dirt dirt = DIRT_COUNT;

    if (f->rows == ROWS_ALL)
        dirt = dirt_draw(run->data, run->options->seed, i);
    if (f->rows == ROWS_REGISTERED)
        entry_draw(run);
    put_row(o, run, f, dirt, cell);
    if (f->rows == ROWS_PUBLISHED)
        put_left_out(o, run, f, cell);
    while (f->rows == ROWS_COMPLAINED && around_again(run))
        put_row(o, run, f, DIRT_COUNT, cell);
    if (o->bytes.n >= PIECE)
        flush(o);
}

/* The register's entries of the parties that come again. */
static void put_register(struct output *o, struct sample_run *run, const struct sample_file *f,
                         struct buf *cell)
{
    struct pool_walk w = {0};

    while (pool_next(run->data, run->options->rows, &w, &run->row.key) && !o->failed) {
        row_party(run);
        if (run->row.party.uscc[0])
            put_drawn(o, run, f, 0, cell);
    }
}

static void put_rows(struct output *o, struct sample_run *run, const struct sample_file *f)
{
    struct buf cell = {0};

    put_header(o, f);
    for (int64_t i = 0; i < run->options->rows && !o->failed; i++) {
        row_draw(run, i);
        if (belongs(&run->row, f->rows))
            put_drawn(o, run, f, i, &cell);
    }
    if (f->rows == ROWS_REGISTERED)
        put_register(o, run, f, &cell);
    flush(o);
    buf_release(&cell);
}

static enum err_code fail_io(struct err *err, const char *path)
{
    int e = errno;

    err_set(err, e == ENOENT ? ERR_NOT_FOUND : ERR_IO, "write %s: %s", path, strerror(e));
    return err_set_zh(err, "文件“%s”写不了：%s", path, strerror(e));
}

static enum err_code write_file(struct arena *a, struct sample_run *run,
                                const struct sample_file *f, const char *path, struct err *err)
{
    const char *tmp = str_fmt(a, "%s.tmp.%ld", path, (long)getpid()).p;
    struct output o = {.fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
    enum err_code rc = ERR_OK;
    bool ok;

    if (o.fd < 0)
        return fail_io(err, path);
    put_rows(&o, run, f);
    ok = close(o.fd) == 0 && !o.failed;
    if (!ok || rename(tmp, path) != 0) {
        rc = fail_io(err, path);
        unlink(tmp);
    }
    buf_release(&o.bytes);
    return rc;
}

static const struct sample_file *file_of(const struct sample_data *d, const struct law *law,
                                         struct str name)
{
    const struct law_dataset *dataset = law_dataset_find(law, name);

    if (name.n == 0)
        return &d->file[0];
    for (size_t i = 0; i < d->nfile; i++)
        if (dataset && d->file[i].dataset == dataset)
            return &d->file[i];
    return NULL;
}

static enum err_code write_dataset(struct sample_run *run, const struct sample_file *f,
                                   const char *path, struct err *err)
{
    const struct sample_data *d = run->data;
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    run->first = day_sub(run->options->last, (struct span){(int32_t)d->years, SPAN_YEAR});
    run->serial = ARENA_ARRAY(&a, struct sample_serial, d->norgan);
    rc = write_file(&a, run, f, path, err);
    buf_release(&run->row.title);
    arena_release(&a);
    return rc;
}

/* The first fault of the data file as the sentence. */
static enum err_code fail_data(const struct diag_list *diags, struct err *err)
{
    struct buf b = {0};

    if (diags->v.n > 0) {
        diag_print(&b, &diags->v.at[0]);
        (void)err_set_zh(err, "%s", buf_cstr(&b));
    }
    buf_release(&b);
    return err->code;
}

static enum err_code load_and_write(struct arena *a, const struct law *law,
                                    const struct sample_options *o, const char *path,
                                    struct err *err)
{
    struct sample_data data;
    struct diag_list diags;
    const struct sample_file *f;

    diag_init(&diags, a);
    if (sample_data_load(a, law, o->data_path, &diags, &data, err) != ERR_OK)
        return fail_data(&diags, err);
    f = file_of(&data, law, o->dataset);
    if (f)
        return write_dataset(&(struct sample_run){.data = &data, .options = o}, f, path, err);
    err_set(err, ERR_INVALID, "no sample file of dataset %.*s", STR_F(o->dataset));
    return err_set_zh(err, "“%s”没有写数据集“%.*s”的样例怎样生成", o->data_path, STR_F(o->dataset));
}

enum err_code sample_write(const struct law *law, const struct sample_options *o, const char *path,
                           struct err *err)
{
    struct arena a;
    enum err_code rc;

    if (o->rows < 1 || !day_known(o->last)) {
        err_set(err, ERR_INVALID, "rows %lld", (long long)o->rows);
        return err_set_zh(err, "行数应大于零，并须给出最后一天");
    }
    arena_init(&a, 0);
    rc = load_and_write(&a, law, o, path, err);
    arena_release(&a);
    return rc;
}
