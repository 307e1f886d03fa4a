#ifndef BENCH_SCREEN_ENGINE_H
#define BENCH_SCREEN_ENGINE_H
/*
 * bench/screen/engine.h - the engine under measurement, behind the few calls that are timed.
 *
 * engine.c is the only file that knows which engine it is.  A failure ends the program with its
 * message: a bench has nobody to hand it to.
 */
#include "rule/rule.h"

struct engine;

struct engine_size {
    int64_t records;    /* of all datasets that rules read */
    int64_t bytes;      /* that the engine keeps for them */
    int64_t touched;    /* of these, the columns that the pack reads */
    int64_t build_ns;   /* from the store to a state in which rules can run */
    const char *engine; /* vector, row */
};

struct engine_found {
    int64_t record; /* its id in the store */
    bool undetermined;
};

struct engine_findings {
    VEC(struct engine_found) v;
};

/* Reads the home; builds what the pack needs. */
struct engine *engine_open(const char *home, const struct law *law, struct day today, int threads);
void engine_close(struct engine *e);
struct engine_size engine_size(const struct engine *e);

size_t engine_rules(const struct engine *e);
const struct rule_plan *engine_rule(const struct engine *e, size_t rule);

/* Runs the whole pack; the findings are counted and thrown away. */
int64_t engine_run_pack(struct engine *e);
/* Runs one rule alone.  ret may be NULL; its storage is in a. */
int64_t engine_run_rule(struct engine *e, size_t rule, struct arena *a,
                        struct engine_findings *ret);
/* The rule's text as if it had just been changed: compiled, bound and run. Nanoseconds of it all. */
int64_t engine_edit_rule(struct engine *e, size_t rule, int64_t *ret_findings);
/* All rules of dataset d for row `row`, what hits explained. */
int64_t engine_screen_row(struct engine *e, size_t dataset, size_t row);
size_t engine_rows(const struct engine *e, size_t dataset);

/* The values as the engine sees them, for the peers.  Whether any row has one: */
bool engine_has(const struct engine *e, size_t dataset, size_t field);
struct engine_value {
    bool text;
    int64_t number; /* a code as its index in the dictionary, a party as its id */
    struct str bytes;
};
/* False: unknown.  Bytes may be in a. */
bool engine_value(const struct engine *e, size_t dataset, size_t field, size_t row, struct arena *a,
                  struct engine_value *ret);
/* Whether any rule reads the dataset. */
bool engine_reads(const struct engine *e, size_t dataset);
int64_t engine_record(const struct engine *e, size_t dataset, size_t row);

/* For the facts of json-rules-engine. */
const struct rule_binding *engine_binding(const struct engine *e);

void bench_die(const char *what, const struct err *err) __attribute__((noreturn));

#endif
