/*
 * bench/documents.c - two-page letters a second: documents TEXT [COUNT [THREADS [SAMPLE.pdf]]].
 * Each letter is laid out and written anew with its own number; fonts are opened once, before.
 */
#include "base/bug.h"
#include "base/file.h"
#include "render/pdf.h"
#include "service/document/text.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct work {
    const struct render_fonts *fonts;
    struct str text;
    long count;
    atomic_long next;
    atomic_long bytes;
};

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void letter(const struct work *w, long i, struct buf *file)
{
    struct arena a;
    struct render_doc doc;
    struct err err;

    arena_init(&a, 0);
    BUG_ON(document_text_read(w->text, &a, &doc, &err) != ERR_OK);
    doc.number = str_fmt(&a, "示市监移〔2026〕%ld号", i + 1);
    BUG_ON(render_pdf_of(w->fonts, &doc, STR(""), file, &err) != ERR_OK);
    arena_release(&a);
}

static void *run(void *p)
{
    struct work *w = p;

    for (long i; (i = atomic_fetch_add(&w->next, 1)) < w->count;) {
        struct buf file = {0};

        letter(w, i, &file);
        atomic_fetch_add(&w->bytes, (long)file.n);
        buf_release(&file);
    }
    return NULL;
}

static double measure(struct work *w, int threads)
{
    pthread_t thread[64];
    double start = now_ms();

    w->next = 0;
    w->bytes = 0;
    for (int i = 0; i < threads; i++)
        BUG_ON(pthread_create(&thread[i], NULL, run, w) != 0);
    for (int i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
    return now_ms() - start;
}

static long number(char **argv, int argc, int i, long otherwise)
{
    return argc > i ? strtol(argv[i], NULL, 10) : otherwise;
}

static enum err_code bench(char **argv, int argc, struct err *err)
{
    struct work w = {.count = number(argv, argc, 2, 1000)};
    int threads = (int)number(argv, argc, 3, 2);
    struct render_fonts *fonts;
    struct arena a;
    struct buf sample = {0};
    double start = now_ms(), opened, ms;

    BUG_ON(threads < 1 || threads > 64 || w.count < 1);
    arena_init(&a, 0);
    TRY(file_read(&a, argv[1], 1024 * 1024, &w.text, err));
    TRY(render_fonts_open(getenv("LIANDONG_FONTS"), true, &fonts, err));
    w.fonts = fonts;
    opened = now_ms() - start;
    if (argc > 4) {
        letter(&w, 0, &sample);
        TRY(file_write(argv[4], buf_view(&sample), err));
    }
    ms = measure(&w, threads);
    printf("{\"bench\":\"documents\",\"case\":\"two-page letters\",\"count\":%ld,\"threads\":%d,"
           "\"ours_ms\":%.0f,\"per_second\":%.0f,\"open_ms\":%.0f,\"bytes\":%ld}\n",
           w.count, threads, ms, (double)w.count * 1e3 / ms, opened, w.bytes / w.count);
    buf_release(&sample);
    render_fonts_close(fonts);
    arena_release(&a);
    return ERR_OK;
}

int main(int argc, char **argv)
{
    struct err err;

    if (argc < 2) {
        fprintf(stderr, "usage: documents TEXT [COUNT [THREADS [SAMPLE.pdf]]]\n");
        return 2;
    }
    if (bench(argv, argc, &err) == ERR_OK)
        return 0;
    fprintf(stderr, "%s\n", err.zh);
    return 1;
}
