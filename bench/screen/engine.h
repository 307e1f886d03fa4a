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
    int64_t build_ns;   /* from the store to an image that lies on the disk, read again and checked */
    int64_t open_ns;    /* of an image that lies there */
    int64_t bind_ns;    /* of the pack to the open image */
};

struct engine_found {
    int64_t record; /* its id in the store */
    bool undetermined;
};

struct engine_findings {
    VEC(struct engine_found) v;
};

/* Makes the home's image anew, opens it once more as it lies, and binds the pack. */
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
/* A record like that of row `like`, with numbers of its own, taken into the image as record `id`, which
 * is new.  alone: then all rules of its dataset over it, hits explained; else as the program does it:
 * also the rows whose outcome it can change. */
int64_t engine_new_record(struct engine *e, size_t dataset, size_t like, int64_t id, bool alone);
size_t engine_rows(const struct engine *e, size_t dataset);
/* The first row at or behind `row`; SIZE_MAX: none. */
size_t engine_next_row(const struct engine *e, size_t dataset, size_t row);

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
