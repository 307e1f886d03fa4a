/*
 * bench/stream.c - how fast this machine reads and moves memory, after STREAM (McCalpin): copy,
 * triad and a plain sum over arrays far larger than the caches, with T threads; best of R rounds.
 *
 *     stream [--threads T] [--rounds R] [--mib M]
 *
 * One JSON object a line: case and bytes a second.  The roofline of bench/screen.sh uses `read`.
 */
#include "base/clock.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS_MAX = 64 };

enum kind { READ, COPY, TRIAD, KINDS };

static const char *const kind_name[KINDS] = {"read", "copy", "triad"};
static const int kind_arrays[KINDS] = {1, 2, 3}; /* touched for each element */

struct part {
    double *a, *b, *c;
    size_t n;
    enum kind kind;
    double sum; /* kept, so that READ is not optimised away */
    pthread_t thread;
};

/* Two numbers at a time, eight sums that do not wait for each other. */
typedef double pair __attribute__((vector_size(16)));

static double read_all(const double *a, size_t n)
{
    const pair *p = (const pair *)(const void *)a;
    pair s[8] = {{0}}, all = {0};

    for (size_t i = 0; i + 8 <= n / 2; i += 8)
        for (size_t k = 0; k < 8; k++)
            s[k] += p[i + k];
    for (size_t k = 0; k < 8; k++)
        all += s[k];
    return all[0] + all[1];
}

static void *work(void *p)
{
    struct part *w = p;

    if (w->kind == READ)
        w->sum = read_all(w->a, w->n);
    else if (w->kind == COPY)
        memcpy(w->b, w->a, w->n * sizeof(*w->a));
    else
        for (size_t i = 0; i < w->n; i++)
            w->c[i] = w->a[i] + 3.0 * w->b[i];
    return NULL;
}

static int64_t run(struct part *part, int threads, enum kind kind)
{
    int64_t start = clock_elapsed_ns();

    for (int t = 0; t < threads; t++) {
        part[t].kind = kind;
        if (pthread_create(&part[t].thread, NULL, work, &part[t]) != 0) {
            fprintf(stderr, "stream: no thread\n");
            exit(1);
        }
    }
    for (int t = 0; t < threads; t++)
        pthread_join(part[t].thread, NULL);
    return clock_elapsed_ns() - start;
}

static void measure(struct part *part, int threads, int rounds, enum kind kind)
{
    int64_t best = INT64_MAX;
    double bytes = 0, sum = 0;

    for (int r = 0; r < rounds; r++) {
        int64_t ns = run(part, threads, kind);

        best = ns < best ? ns : best;
    }
    for (int t = 0; t < threads; t++) {
        bytes += (double)part[t].n * sizeof(double) * kind_arrays[kind];
        sum += part[t].sum;
    }
    printf("{\"bench\":\"stream\",\"case\":\"%s\",\"threads\":%d,\"gb_s\":%.2f,\"sum\":%.0f}\n",
           kind_name[kind], threads, bytes / (double)best, sum);
}

static double *array_new(size_t n, double value)
{
    double *a = malloc(n * sizeof(*a));

    if (!a) {
        fprintf(stderr, "stream: no memory\n");
        exit(1);
    }
    for (size_t i = 0; i < n; i++)
        a[i] = value;
    return a;
}

static void fill(struct part *part, int threads, size_t bytes)
{
    for (int t = 0; t < threads; t++) {
        part[t].n = bytes / sizeof(double) / (size_t)threads;
        part[t].a = array_new(part[t].n, 1.0);
        part[t].b = array_new(part[t].n, 2.0);
        part[t].c = array_new(part[t].n, 0.0);
    }
}

static void drop(struct part *part, int threads)
{
    for (int t = 0; t < threads; t++) {
        free(part[t].a);
        free(part[t].b);
        free(part[t].c);
    }
}

int main(int argc, char **argv)
{
    struct part part[THREADS_MAX] = {0};
    long threads = 2, rounds = 10, mib = 256;

    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--threads") == 0)
            threads = strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--rounds") == 0)
            rounds = strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--mib") == 0)
            mib = strtol(argv[i + 1], NULL, 10);
    }
    if (argc % 2 == 0 || threads < 1 || threads > THREADS_MAX || rounds < 1 || mib < 1) {
        fprintf(stderr, "usage: stream [--threads T] [--rounds R] [--mib M]\n");
        return 2;
    }
    fill(part, (int)threads, (size_t)mib << 20);
    for (int k = 0; k < KINDS; k++)
        measure(part, (int)threads, (int)rounds, (enum kind)k);
    drop(part, (int)threads);
    return 0;
}
