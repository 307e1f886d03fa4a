#ifndef TESTS_RULE_RANDOM_WORLD_H
#define TESTS_RULE_RANDOM_WORLD_H
/*
 * tests/rule/random_world.h - random tables for a law: unknown values, equal dates, extreme numbers,
 * full-width text, rows that are gone, blocks of one cause and blocks of many.  The same seed
 * gives the same tables.
 */
#include "rule/rule.h"

#include <stdio.h>

enum { RANDOM_ROWS = 6000, RANDOM_PARTIES = 900, RANDOM_CASES = 1200 };

struct random_world {
    const struct law *law;
    struct rule_world world;
    struct arena arena;
    uint64_t seed;
};

static inline uint64_t random_next(struct random_world *w)
{
    w->seed ^= w->seed << 13;
    w->seed ^= w->seed >> 7;
    w->seed ^= w->seed << 17;
    return w->seed;
}

static inline int64_t random_below(struct random_world *w, int64_t n)
{
    return (int64_t)(random_next(w) >> 11) % n;
}

static inline struct str random_text(struct random_world *w)
{
    static const char *const part[] = {"罚款",         "吊销许可证", "停产停业",   "涉嫌犯罪",
                                       "已移送公安",   "减轻处罚",   "第三十二条", "不予处罚",
                                       "ＡＢＣ１２３", "甲公司",     "",           "污染环境"};
    struct buf b = {0};
    struct str s;

    for (int64_t n = random_below(w, 3); n >= 0; n--)
        buf_z(&b, part[random_below(w, (int64_t)(sizeof(part) / sizeof(part[0])))]);
    s = str_dup(&w->arena, buf_view(&b));
    buf_release(&b);
    return s;
}

static inline int64_t random_number(struct random_world *w)
{
    static const int64_t extreme[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};

    if (random_below(w, 30) == 0)
        return extreme[random_below(w, (int64_t)(sizeof(extreme) / sizeof(extreme[0])))];
    return random_below(w, 3) ? random_below(w, 50) * 1000000 : random_below(w, 1000);
}

static inline int64_t random_day(struct random_world *w)
{
    if (random_below(w, 40) == 0)
        return random_number(w);
    return day_from_ymd(2023, 1, 1).n + random_below(w, 1100);
}

/* Few codes that the law does not know: a stored code may be unknown to a newer law. */
static inline int64_t random_code(struct random_world *w, const struct law_field *f)
{
    size_t n = f->code_of == LAW_CODE_CAUSE ? w->law->ncause : f->nvalue;

    return n ? random_below(w, (int64_t)n) : 0;
}

static inline void random_set(struct random_world *w, size_t d, size_t f, size_t row)
{
    const struct law_field *field = &w->law->dataset[d].field[f];
    struct str text = STR_NULL;
    int64_t n = 0;

    switch (field->type) {
    case LAW_BOOL:
        n = random_below(w, 2);
        break;
    case LAW_INT:
    case LAW_MONEY:
    case LAW_QUANTITY:
        n = random_number(w);
        break;
    case LAW_DATE:
        n = random_day(w);
        break;
    case LAW_TEXT:
        text = random_text(w);
        if (w->law->dataset[d].case_field == (int)f)
            text = str_fmt(&w->arena, "案〔2025〕%d号", (int)random_below(w, RANDOM_CASES));
        break;
    case LAW_CODE:
        n = random_code(w, field);
        break;
    case LAW_PARTY:
        n = random_below(w, RANDOM_PARTIES) - 10;
        break;
    case LAW_ORGAN:
        n = w->law->norgan ? random_below(w, (int64_t)w->law->norgan) : 0;
        break;
    case LAW_REGION:
        n = 110100 + random_below(w, 20);
        break;
    }
    rule_world_set(&w->world, d, f, row, n, text);
}

/* In one block in three a field is unknown throughout, in one in three known throughout. */
static inline bool random_known(struct random_world *w, size_t d, size_t f, size_t row)
{
    uint64_t h = (f * 31 + (row >> COLUMN_BLOCK_BITS) + d) * 0x9E3779B97F4A7C15ULL >> 33;

    if (h % 3 == 0)
        return random_below(w, 50) == 0 && row % 2 == 0 && h % 2;
    return h % 3 == 1 || random_below(w, 4) > 0;
}

static inline void random_row(struct random_world *w, size_t d, int64_t cause)
{
    const struct law_dataset *dataset = &w->law->dataset[d];
    size_t row = column_table_add(&w->world.table[d]);

    for (size_t f = 0; f < dataset->nfield; f++)
        if ((int)f == dataset->cause_field && cause >= 0)
            rule_world_set(&w->world, d, f, row, cause, STR_NULL);
        else if (random_known(w, d, f, row))
            random_set(w, d, f, row);
}

static inline void random_fill(struct random_world *w, size_t d)
{
    int64_t cause = -1;
    int rows = d == 0 || w->law->dataset[d].cause_field >= 0 ? RANDOM_ROWS : RANDOM_ROWS / 6;

    for (int i = 0; i < rows; i++) {
        if (i % 700 == 0) {
            (void)column_table_block(&w->world.table[d]);
            cause = i % 1400 == 0 ? -1 : random_below(w, (int64_t)w->law->ncause);
        }
        random_row(w, d, cause);
    }
    for (int i = 0; i < rows / 50; i++) {
        size_t row = column_next_row(&w->world.table[d], (size_t)random_below(w, rows));

        if (row != SIZE_MAX)
            column_table_drop(&w->world.table[d], row);
    }
}

static inline void random_world_init(struct random_world *w, const struct law *law, uint64_t seed)
{
    *w = (struct random_world){.law = law, .seed = seed};
    arena_init(&w->arena, 0);
    rule_world_init(&w->world, law, day_from_ymd(2025, 6, 15));
    for (size_t d = 0; d < law->ndataset; d++)
        random_fill(w, d);
}

static inline void random_world_release(struct random_world *w)
{
    rule_world_release(&w->world);
    arena_release(&w->arena);
}

/* Appends a row and tells the world; returns it. */
static inline size_t random_come(struct random_world *w, size_t d)
{
    struct column_table *t = &w->world.table[d];
    size_t row;

    random_row(w, d, -1);
    row = ((t->nblock - 1) << COLUMN_BLOCK_BITS) + t->fill[t->nblock - 1] - 1;
    rule_world_changed(&w->world, d, row);
    return row;
}

/* Drops some row and tells the world; SIZE_MAX: none was found. */
static inline size_t random_go(struct random_world *w, size_t d)
{
    struct column_table *t = &w->world.table[d];
    size_t row =
        column_next_row(t, (size_t)random_below(w, (int64_t)(t->nblock << COLUMN_BLOCK_BITS) + 1));

    if (row == SIZE_MAX)
        return row;
    column_table_drop(t, row);
    rule_world_changed(&w->world, d, row);
    return row;
}

#endif
