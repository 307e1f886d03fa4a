#ifndef SERVICE_SAMPLE_ROW_H
#define SERVICE_SAMPLE_ROW_H
/*
 * service/sample/row.h - one penalty as it is drawn, what became of it, and its columns as text.
 */
#include "service/sample/party.h"
#include "service/sample/sample.h"

/* Running numbers of one kind of document. */
struct sample_serial {
    int year;
    int64_t n;
};

/* What followed a case that reaches its crime's threshold; days are DAY_NONE where nothing did. */
struct sample_course {
    bool crime, filing_accepted, penalty_needed;
    struct day reported, approved, referred, accepted, filed, nonprosecuted, opined, replied;
    int64_t referral, filing, prosecution, nonprosecution, opinion; /* serials */
    size_t refusal, kind, opinion_text, result;                     /* indices of words */
};

struct sample_row {
    const struct sample_organ *organ;
    const struct sample_case *about;
    struct day from, to, decided;
    int64_t serial;
    int64_t value[SAMPLE_VALUES_MAX];
    struct party party;
    struct buf title; /* the party's name */
    struct sample_course course;
    struct sample_random words; /* stream of the choices of words */
};

/* The state of one run. */
struct sample_run {
    const struct sample_data *data;
    const struct sample_options *options;
    struct day first;
    struct sample_serial *serial; /* per organ */
    struct sample_serial referral, filing, prosecution, nonprosecution, opinion;
    struct sample_row row;
};

/* Draws row number i (from 0, in order: serials run). */
void row_draw(struct sample_run *run, int64_t i);
/* course.c: decides what followed. */
void course_draw(struct sample_run *run, int64_t i);
/* Appends the text of one column; words are chosen anew from row.words. */
void row_print(const struct sample_run *run, const struct sample_column *column, struct buf *b);
/* course.c: the columns about what followed; false: not one of those. */
bool course_print(const struct sample_run *run, enum sample_slot slot, struct buf *b);

/* The next number of a document made on day d. */
int64_t serial_next(struct sample_serial *s, struct day d);
/* Prints a number's pattern. */
void serial_print(const struct sample_prose *p, struct str prefix, struct day d, int64_t n,
                  struct buf *b);

/* dirt.c: what is wrong with row i; DIRT_COUNT: nothing. */
enum sample_dirt dirt_draw(const struct sample_data *d, uint64_t seed, int64_t i);
/* Spoils one cell as the kind of dirt does. */
void dirt_cell(enum sample_dirt dirt, enum sample_slot slot, struct buf *cell);

#endif
