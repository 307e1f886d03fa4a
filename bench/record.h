#ifndef BENCH_RECORD_H
#define BENCH_RECORD_H
/*
 * bench/record.h - a driver of the store over SQLite that notes every statement that writes, with its
 * parameters, so that the very same writes can be done bare afterwards.  One store at a time, one
 * thread.
 */
#include "base/vec.h"
#include "store/driver.h"

struct record_write {
    int statement; /* index in record.sql */
    size_t nvalue;
    struct store_value *value; /* texts copied */
};

struct record {
    struct arena arena;
    VEC(struct str) sql;
    VEC(struct record_write) write; /* in their order */
    VEC(size_t) act;                /* how many writes there were at the end of each */
};

void record_init(struct record *r);
void record_release(struct record *r);
/* Forgets what was written so far. */
void record_restart(struct record *r);
/* An act ends here. */
void record_mark(struct record *r);

/* For store_open_with; self is the struct record. */
extern const struct store_driver record_driver;

#endif
