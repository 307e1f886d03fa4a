/* service/import/import.c - the run: rows are read and handed to the workers, what they made goes to
 * the sink, in file order. */
#include "service/import/import.h"

#include "service/import/import_internal.h"

struct run {
    const struct import_sink *sink;
    struct import_feed *feed;
    struct import_workers *workers;
    struct import_counts counts;
    const struct import_sheet *next_sheet; /* starts the next batch */
    bool ended;
    enum err_code failed; /* why reading ended early; what was read is still sunk */
    struct err err;
};

/* ---- filling ---- */

static void copy_row(struct import_row *to, const struct import_row *from, struct import_batch *b)
{
    size_t bytes = 0;
    char *text;

    *to = *from;
    for (size_t i = 0; i < from->n; i++)
        bytes += from->cell[i].text.n;
    to->cell = arena_copy(&b->arena, from->cell, from->n * sizeof(*from->cell));
    text = arena_alloc(&b->arena, bytes + 1);
    for (size_t i = 0; i < from->n; i++) {
        if (from->cell[i].text.n)
            memcpy(text, from->cell[i].text.p, from->cell[i].text.n);
        to->cell[i].text.p = text;
        text += from->cell[i].text.n;
    }
    to->sheet = str_dup(&b->arena, from->sheet);
    if (from->problem)
        to->problem = str_dup(&b->arena, str_from(from->problem)).p;
    b->bytes += bytes;
}

/* Reads rows into b until it is full, a sheet starts or the file ends. */
static void fill(struct run *run, struct import_batch *b)
{
    b->sheet = run->next_sheet;
    run->next_sheet = NULL;
    while (b->n < IMPORT_BATCH_ROWS && b->bytes < IMPORT_BATCH_BYTES) {
        enum import_event event;
        struct import_row row;

        run->failed = import_feed_next(run->feed, &event, &row, &run->next_sheet, &run->err);
        run->ended = run->failed != ERR_OK || event == IMPORT_END;
        if (run->ended || event == IMPORT_SHEET)
            break;
        copy_row(&b->row[b->n], &row, b);
        b->n++;
    }
    b->progress = import_feed_progress(run->feed);
}

/* ---- sinking ---- */

static enum err_code sink_sheet(struct run *run, const struct import_sheet *s, struct err *err)
{
    if (run->sink->sheet)
        TRY(run->sink->sheet(run->sink->p, s, err));
    if (run->sink->header && s->mapping)
        TRY(run->sink->header(run->sink->p, s->mapping, s->cell, s->ncell, err));
    return ERR_OK;
}

static enum err_code sink_one(struct run *run, const struct import_made *made, struct err *err)
{
    run->counts.rows++;
    if (made->rejected) {
        run->counts.rejected++;
        return run->sink->reject(run->sink->p, &made->reject, err);
    }
    run->counts.warnings += made->record.warnings.n > 0;
    return run->sink->record(run->sink->p, &made->record, err);
}

static enum err_code sink_batch(struct run *run, const struct import_batch *b, struct err *err)
{
    if (b->sheet)
        TRY(sink_sheet(run, b->sheet, err));
    for (size_t i = 0; i < b->n; i++)
        TRY(sink_one(run, &b->made[i], err));
    if (b->n && run->sink->batch)
        return run->sink->batch(run->sink->p, b->row[b->n - 1].sheet_no, b->row[b->n - 1].line,
                                b->progress, err);
    return ERR_OK;
}

/* ---- the loop ---- */

/* As long as there is room, reading goes first: that keeps the workers busy while the sink writes. */
static enum err_code loop(struct run *run, struct err *err)
{
    for (;;) {
        struct import_batch *b = run->ended ? NULL : import_workers_free(run->workers);

        if (b) {
            fill(run, b);
            import_workers_put(run->workers);
            continue;
        }
        b = import_workers_oldest(run->workers);
        if (!b)
            break;
        TRY(sink_batch(run, b, err));
        import_workers_done(run->workers);
    }
    if (run->failed != ERR_OK)
        *err = run->err;
    return run->failed;
}

/* Consumes the table. */
static enum err_code run_table(struct format_table *table, const struct import_options *o,
                               const struct import_sink *sink, struct import_counts *ret,
                               struct err *err)
{
    struct run run = {.sink = sink};
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    run.feed = import_feed_new(table, o, &a);
    rc = import_workers_start(import_maker_new(o, &a), o->threads, &run.workers, err);
    if (rc == ERR_OK)
        rc = loop(&run, err);
    import_workers_stop(run.workers);
    import_feed_free(run.feed);
    arena_release(&a);
    if (rc == ERR_OK)
        *ret = run.counts;
    return rc;
}

enum err_code import_run(const char *path, const struct import_options *o,
                         const struct import_sink *sink, struct import_counts *ret, struct err *err)
{
    struct format_table *table;

    TRY(format_open(path, FORMAT_AUTO, &o->limits, &table, err));
    return run_table(table, o, sink, ret, err);
}

enum err_code import_run_bytes(struct str bytes, const struct import_options *o,
                               const struct import_sink *sink, struct import_counts *ret,
                               struct err *err)
{
    struct format_table *table;

    TRY(format_open_bytes(bytes, FORMAT_AUTO, &o->limits, &table, err));
    return run_table(table, o, sink, ret, err);
}
