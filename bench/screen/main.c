/*
 * bench/screen/main.c - our side of bench/screen.sh.
 *
 *     screen --home HOME --today DAY [--law DIR] [--threads N] [--rounds R]
 *            [--export DIR] [--facts DIR]
 *
 * Makes the image, runs the pack, each rule alone, each rule as if edited, and new records one by one.
 * One JSON object a line: what (image, pack, rule, edit, record) and its numbers.  --export writes
 * the tables for the peers instead, --facts the facts and rules for json-rules-engine.
 */
#include "base/clock.h"
#include "base/json.h"
#include "engine.h"
#include "export.h"
#include "facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { RECORDS = 5000 };

/* Order does not change it: a count, a sum, a sum of squares modulo a prime. */
struct digest {
    int64_t n, sum, squares;
};

static void digest_add(struct digest *d, int64_t record)
{
    static const int64_t prime = 4294967291;

    d->n++;
    d->sum += record;
    d->squares += record * record % prime;
}

static void print_ms(struct buf *b, const char *key, int64_t ns)
{
    json_key(b, key);
    buf_fmt(b, "%.4f", (double)ns / 1e6);
}

static void print_digest(struct buf *b, const char *key, const struct digest *d)
{
    json_open(b, key, '[');
    json_i64(b, NULL, d->n);
    json_i64(b, NULL, d->sum);
    json_i64(b, NULL, d->squares);
    json_close(b, ']');
}

static void put_line(struct buf *b)
{
    json_close(b, '}');
    puts(buf_cstr(b));
    fflush(stdout);
    buf_reset(b);
}

static int64_t peak_bytes(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return (int64_t)u.ru_maxrss * 1024;
}

static void measure_image(const struct engine *e, struct buf *b)
{
    struct engine_size s = engine_size(e);

    json_open(b, NULL, '{');
    json_text(b, "what", STR("image"));
    json_i64(b, "records", s.records);
    json_i64(b, "bytes", s.bytes);
    json_i64(b, "touched", s.touched);
    print_ms(b, "build_ms", s.build_ns);
    print_ms(b, "open_ms", s.open_ns);
    print_ms(b, "bind_ms", s.bind_ns);
    put_line(b);
}

static void measure_pack(struct engine *e, int rounds, struct buf *b)
{
    int64_t best = INT64_MAX;

    for (int i = 0; i < rounds; i++) {
        int64_t ns = engine_run_pack(e);

        best = ns < best ? ns : best;
    }
    json_open(b, NULL, '{');
    json_text(b, "what", STR("pack"));
    json_i64(b, "rules", (int64_t)engine_rules(e));
    print_ms(b, "ms", best);
    json_i64(b, "peak_bytes", peak_bytes());
    put_line(b);
}

static void measure_rule(struct engine *e, size_t rule, int rounds, struct buf *b)
{
    struct digest hit = {0}, undetermined = {0};
    int64_t best = INT64_MAX;

    for (int i = 0; i < rounds; i++) {
        struct engine_findings found = {0};
        struct arena a;
        int64_t ns;

        arena_init(&a, 0);
        ns = engine_run_rule(e, rule, &a, i == 0 ? &found : NULL);
        for (size_t k = 0; k < found.v.n; k++)
            digest_add(found.v.at[k].undetermined ? &undetermined : &hit, found.v.at[k].record);
        best = ns < best ? ns : best;
        arena_release(&a);
    }
    json_open(b, NULL, '{');
    json_text(b, "what", STR("rule"));
    json_text(b, "rule", engine_rule(e, rule)->slug);
    print_ms(b, "ms", best);
    print_digest(b, "hit", &hit);
    print_digest(b, "undetermined", &undetermined);
    put_line(b);
}

static void measure_edit(struct engine *e, size_t rule, int rounds, struct buf *b)
{
    int64_t best = INT64_MAX, found = 0;

    for (int i = 0; i < rounds; i++) {
        int64_t ns = engine_edit_rule(e, rule, &found);

        best = ns < best ? ns : best;
    }
    json_open(b, NULL, '{');
    json_text(b, "what", STR("edit"));
    json_text(b, "rule", engine_rule(e, rule)->slug);
    print_ms(b, "ms", best);
    json_i64(b, "findings", found);
    put_line(b);
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static int64_t last_record(const struct engine *e, size_t d)
{
    int64_t last = 0;

    for (size_t row = engine_next_row(e, d, 0); row != SIZE_MAX;
         row = engine_next_row(e, d, row + 1))
        last = engine_record(e, d, row) > last ? engine_record(e, d, row) : last;
    return last;
}

/* Records like those that are there, spread over the dataset; the first, the median, and the slowest
 * of a hundred.  The image is another one afterwards. */
static void measure_records(struct engine *e, size_t d, bool alone, struct buf *b)
{
    size_t rows = engine_rows(e, d), n = rows < RECORDS ? rows : RECORDS;
    int64_t *ns = calloc(n + 1, sizeof(*ns)), last = last_record(e, d), first;

    for (size_t i = 0; i < n; i++)
        ns[i] = engine_new_record(e, d, engine_next_row(e, d, i * rows / n), ++last, alone);
    first = ns[0];
    qsort(ns, n, sizeof(*ns), by_value);
    json_open(b, NULL, '{');
    json_text(b, "what", alone ? STR("record") : STR("arrival"));
    json_i64(b, "records", (int64_t)n);
    json_i64(b, "first_ns", first);
    json_i64(b, "median_ns", ns[n / 2]);
    json_i64(b, "p99_ns", ns[n * 99 / 100]);
    put_line(b);
    free(ns);
}

static void measure(struct engine *e, const struct law *law, int rounds)
{
    struct buf b = {0};

    measure_image(e, &b);
    measure_pack(e, rounds, &b);
    for (size_t i = 0; i < engine_rules(e); i++)
        measure_rule(e, i, rounds, &b);
    for (size_t i = 0; i < engine_rules(e); i++)
        measure_edit(e, i, rounds, &b);
    if (law->default_dataset) {
        size_t d = (size_t)(law->default_dataset - law->dataset);

        measure_records(e, d, true, &b);
        measure_records(e, d, false, &b);
    }
    buf_release(&b);
}

struct options {
    const char *home, *law, *export, *facts;
    struct day today;
    int threads, rounds;
};

static void usage(void)
{
    fprintf(stderr, "usage: screen --home HOME --today DAY [--law DIR] [--threads N] [--rounds R] "
                    "[--export DIR] [--facts DIR]\n");
    exit(2);
}

static void parse(int argc, char **argv, struct options *o)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--home") == 0)
            o->home = argv[i + 1];
        else if (strcmp(argv[i], "--law") == 0)
            o->law = argv[i + 1];
        else if (strcmp(argv[i], "--export") == 0)
            o->export = argv[i + 1];
        else if (strcmp(argv[i], "--facts") == 0)
            o->facts = argv[i + 1];
        else if (strcmp(argv[i], "--threads") == 0)
            o->threads = (int)strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--rounds") == 0)
            o->rounds = (int)strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--today") != 0 || !day_parse(str_from(argv[i + 1]), &o->today))
            usage();
    }
    if (argc % 2 == 0 || !o->home || !day_known(o->today) || o->rounds < 1)
        usage();
}

static struct law *open_law(const char *dir)
{
    struct diag_list diags;
    struct arena a;
    struct law *law;
    struct err err;

    arena_init(&a, 0);
    diag_init(&diags, &a);
    if (law_load(dir, &law, &diags, &err) != ERR_OK)
        bench_die("law", &err);
    arena_release(&a);
    return law;
}

int main(int argc, char **argv)
{
    struct options o = {.law = "law", .today = DAY_NONE, .threads = 2, .rounds = 3};
    struct engine *e;
    struct law *law;

    parse(argc, argv, &o);
    law = open_law(o.law);
    e = engine_open(o.home, law, o.today, o.threads);
    if (o.export)
        export_tables(e, law, o.export);
    else if (o.facts)
        facts_write(e, law, o.facts);
    else
        measure(e, law, o.rounds);
    engine_close(e);
    law_unref(law);
    return 0;
}
