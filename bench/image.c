/*
 * bench/image.c - what an image costs over a home that is there.
 *
 *     image --home DIR [--threads T] [--puts N] [--only put]
 *
 * One JSON object a line: the columns of the image read from the store by T connections and dropped (what
 * SQLite alone needs), the image made, opened, and new records put into it one at a time: the last of the
 * store again, with new numbers, a party that is new for four of five, and prose that is for two of five.
 */
#include "base/clock.h"
#include "base/mem.h"
#include "image/image.h"
#include "law/law.h"
#include "pipeline/home.h"
#include "pipeline/tables.h"
#include "registry/cursor.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { THREADS_MAX = 16, UNIT = 32768 };

struct bench {
    const char *home, *only;
    int threads, puts;
    struct arena arena;
    struct law *law;
    struct pipeline_home open;
    struct image_request request;
    struct err err;
};

static void must(struct bench *b, enum err_code rc, const char *what)
{
    if (rc == ERR_OK)
        return;
    fprintf(stderr, "image: %s: %s\n", what, b->err.message);
    exit(1);
}

static void say(const char *name, int64_t ns, const char *unit, int64_t n)
{
    printf("{\"bench\":\"image\",\"case\":\"%s\",\"ns\":%lld,\"%s\":%lld}\n", name, (long long)ns,
           unit, (long long)n);
    fflush(stdout);
}

static int64_t cpu_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void say_cpu(const char *name, int64_t since)
{
    printf("{\"bench\":\"image\",\"case\":\"%s, processor time\",\"ns\":%lld}\n", name,
           (long long)(cpu_ns() - since));
    fflush(stdout);
}

/* Bytes of this process's own: a mapped file's are not. */
static int64_t own_bytes(void)
{
    FILE *f = fopen("/proc/self/status", "r");
    char line[256];
    long long kb = 0;

    while (f && fgets(line, sizeof(line), f))
        if (strncmp(line, "RssAnon:", 8) == 0)
            kb = strtoll(line + 8, NULL, 10);
    if (f)
        fclose(f);
    return (int64_t)kb * 1024;
}

/* ---- the store alone ---- */

struct reading {
    struct bench *b;
    _Atomic int64_t next, cells;
    int64_t last;
    size_t dataset;
    int *field;
    size_t nfield;
};

static void *read_rows(void *p)
{
    struct reading *r = p;
    struct bench *b = r->b;
    struct registry_cursor *c;
    struct registry_cursor_row row;
    struct store *s;
    struct arena a;
    struct err err;
    int64_t from, cells = 0;
    enum err_code rc;
    bool more;

    arena_init(&a, 0);
    rc = store_open(b->home, STORE_MAPPED, &s, &err);
    if (rc == ERR_OK)
        rc = registry_cursor_open(s, b->law, &b->law->dataset[r->dataset], r->field, r->nfield, &a,
                                  &c, &err);
    while (rc == ERR_OK && (from = atomic_fetch_add(&r->next, UNIT)) < r->last) {
        rc = registry_cursor_start(c, REGISTRY_CURSOR_RANGE, from, from + UNIT, &err);
        for (more = true; rc == ERR_OK && more;) {
            rc = registry_cursor_next(c, &more, &row, &err);
            cells += rc == ERR_OK && more ? (int64_t)row.ncell : 0;
        }
    }
    if (rc != ERR_OK) {
        fprintf(stderr, "image: read: %s\n", err.message);
        exit(1);
    }
    atomic_fetch_add(&r->cells, cells);
    store_close(s);
    arena_release(&a);
    return NULL;
}

static void list_fields(struct bench *b, struct reading *r)
{
    const struct law_dataset *d = &b->law->dataset[r->dataset];
    bool *filled = ARENA_ARRAY(&b->arena, bool, d->nfield + 1);

    r->field = ARENA_ARRAY(&b->arena, int, d->nfield + 1);
    must(b, registry_filled(b->open.store, d, filled, &b->err), "columns");
    for (size_t f = 0; f < d->nfield; f++)
        if (filled[f] && b->request.want[r->dataset][f])
            r->field[r->nfield++] = (int)f;
}

static void read_alone(struct bench *b)
{
    int64_t start = clock_elapsed_ns(), cpu = cpu_ns(), cells = 0;

    for (size_t d = 0; d < b->law->ndataset; d++) {
        struct reading r = {.b = b, .dataset = d};
        struct registry_mark mark;
        pthread_t thread[THREADS_MAX];

        if (!b->request.want[d])
            continue;
        must(b, registry_mark(b->open.store, &b->law->dataset[d], &mark, &b->err), "marks");
        r.last = mark.record;
        list_fields(b, &r);
        for (int t = 0; t < b->threads; t++)
            if (pthread_create(&thread[t], NULL, read_rows, &r) != 0)
                exit(1);
        for (int t = 0; t < b->threads; t++)
            pthread_join(thread[t], NULL);
        cells += atomic_load(&r.cells);
    }
    say("read", clock_elapsed_ns() - start, "cells", cells);
    say_cpu("read", cpu);
}

/* ---- the image ---- */

static struct image *open_image(struct bench *b, bool rebuild)
{
    struct image_report report;
    struct image *img;
    int64_t start = clock_elapsed_ns(), cpu = cpu_ns();

    b->request.rebuild = rebuild;
    must(b, image_open(b->open.store, &b->request, &img, &report, &b->err), "open");
    if (report.rebuilt) {
        say("build", report.build_ms * 1000000, "records", report.records);
        say_cpu("build", cpu);
        printf("{\"bench\":\"image\",\"case\":\"size\",\"bytes\":%lld,\"bytes_a_record\":%.2f}\n",
               (long long)report.bytes,
               (double)report.bytes / (double)(report.records ? report.records : 1));
    } else {
        say("open", clock_elapsed_ns() - start, "own_bytes", own_bytes());
    }
    return img;
}

/* ---- new records ---- */

/* What is new in a new record: its numbers, mostly its party, often what it tells at length. */
static bool is_new(const struct law_dataset *d, const struct registry_cell *c, int64_t id)
{
    enum { LONG = 60 };

    if (c->field == d->case_field || c->field == d->doc_no)
        return true;
    if (c->field == d->party_field || str_eq(d->field[c->field].name, STR("当事人名称")))
        return id % 5 != 0;
    return d->field[c->field].type == LAW_TEXT && c->text.n > LONG && id % 5 < 2;
}

static struct registry_record record_of(const struct law_dataset *d,
                                        const struct registry_cursor_row *row, struct arena *a)
{
    struct registry_record r = {.dataset = d};

    r.value = ARENA_ARRAY(a, struct registry_value, d->nfield + 1);
    for (size_t i = 0; i < row->ncell; i++) {
        const struct registry_cell *c = &row->cell[i];
        struct registry_value *v = &r.value[c->field];

        *v = (struct registry_value){true, c->num, str_dup(a, c->text)};
        if (is_new(d, c, row->id) && c->field == d->party_field)
            v->num ^= INT64_C(0x123456789abcdef);
        else if (is_new(d, c, row->id))
            v->text = str_fmt(a, "新%.*s", STR_F(c->text));
    }
    return r;
}

static int by_time(const void *p, const void *q)
{
    int64_t x = *(const int64_t *)p, y = *(const int64_t *)q;

    return (x > y) - (x < y);
}

static size_t largest(struct bench *b, int64_t *ret_last)
{
    size_t best = 0;

    *ret_last = 0;
    for (size_t d = 0; d < b->law->ndataset; d++) {
        struct registry_mark mark;

        if (!b->request.want[d])
            continue;
        must(b, registry_mark(b->open.store, &b->law->dataset[d], &mark, &b->err), "marks");
        if (mark.record > *ret_last) {
            *ret_last = mark.record;
            best = d;
        }
    }
    return best;
}

static void put_all(struct bench *b, struct image *img, const struct registry_record *r, int n,
                    int64_t last)
{
    int64_t *ns = ARENA_ARRAY(&b->arena, int64_t, (size_t)n + 1), before = own_bytes();

    for (int i = 0; i < n; i++) {
        struct image_changes changes = {0};
        struct arena a;
        int64_t start;

        arena_init(&a, 0);
        start = clock_elapsed_ns();
        image_put(img, &r[i], last + 1 + i, &a, &changes);
        ns[i] = clock_elapsed_ns() - start;
        arena_release(&a);
        if (i == 0)
            say("first put", ns[0], "more_bytes", own_bytes() - before);
    }
    qsort(ns, (size_t)n, sizeof(*ns), by_time);
    say("put median", ns[n / 2], "puts", n);
    say("put p90", ns[n * 9 / 10], "more_bytes", own_bytes() - before);
}

static void put_records(struct bench *b, struct image *img)
{
    struct registry_record *record =
        ARENA_ARRAY(&b->arena, struct registry_record, (size_t)b->puts + 1);
    struct reading r = {.b = b};
    struct registry_cursor *c;
    struct registry_cursor_row row;
    int64_t last;
    bool more = true;
    int n = 0;

    r.dataset = largest(b, &last);
    list_fields(b, &r);
    must(b, registry_cursor_open(b->open.store, b->law, &b->law->dataset[r.dataset], r.field,
                                 r.nfield, &b->arena, &c, &b->err), "cursor");
    must(b, registry_cursor_start(c, REGISTRY_CURSOR_RANGE, last - b->puts, last, &b->err), "read");
    for (;;) {
        must(b, registry_cursor_next(c, &more, &row, &b->err), "read");
        if (!more)
            break;
        record[n++] = record_of(&b->law->dataset[r.dataset], &row, &b->arena);
    }
    if (n > 0)
        put_all(b, img, record, n, last);
}

static void prepare(struct bench *b)
{
    const char *law = getenv("LIANDONG_LAW");
    struct pipeline_screen_request q;
    struct diag_list diags;

    arena_init(&b->arena, 0);
    diag_init(&diags, &b->arena);
    must(b, law_load(law ? law : "law", &b->law, &diags, &b->err), "law");
    must(b, pipeline_home_open(b->home, b->law, clock_elapsed_ns(), &b->open, &b->err), "home");
    q = (struct pipeline_screen_request){.law = b->law, .today = {20780}, .threads = b->threads};
    must(b, pipeline_image_request(&q, NULL, &b->arena, &b->request, &b->err), "rules");
}

int main(int argc, char **argv)
{
    struct bench b = {.threads = 2, .puts = 10000};

    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--home") == 0)
            b.home = argv[i + 1];
        else if (strcmp(argv[i], "--threads") == 0)
            b.threads = (int)strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--only") == 0)
            b.only = argv[i + 1];
        else if (strcmp(argv[i], "--puts") == 0)
            b.puts = (int)strtol(argv[i + 1], NULL, 10);
    }
    if (argc % 2 == 0 || !b.home || b.threads < 1 || b.threads > THREADS_MAX || b.puts < 1) {
        fprintf(stderr, "usage: image --home DIR [--threads T] [--puts N]\n");
        return 2;
    }
    prepare(&b);
    if (!b.only) {
        read_alone(&b);
        image_close(open_image(&b, true));
    }
    {
        struct image *img = open_image(&b, false);

        put_records(&b, img);
        image_close(img);
    }
    pipeline_home_close(&b.open);
    law_unref(b.law);
    arena_release(&b.arena);
    return 0;
}
