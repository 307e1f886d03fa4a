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
    struct day reported, approved, referred, accepted, receipt, handed_over;
    struct day filed, notified, review_asked, reviewed, withdrawn;
    struct day nonprosecuted, passed_on, opined, replied, prosecuted, judged;
    int64_t referral, filing, prosecution, nonprosecution, opinion, indictment; /* serials */
    /* indices of words */
    size_t refusal, kind, opinion_text, result, judgment, criminal_fine;
};

enum sample_complaint { COMPLAINT_NONE, COMPLAINT_LED, COMPLAINT_OTHER };

/* What else is on record of the case and its party; days are DAY_NONE where nothing is. */
struct sample_around {
    struct day published;
    struct day licensed, licence_end;
    struct day complained, answered;
    struct day sued, closed;
    enum sample_complaint complaint; /* one that led to this case, or another */
    bool opened, reasoned, registered;
    int64_t series; /* so many complaints, the first included */
    int64_t licence_no, complaint_no, suit_no;
    size_t licence, complaint_kind, reason, suit_kind, suit_result; /* indices of words */
};

/* What the register says of a party. */
struct sample_entry {
    struct day founded, ended;
    size_t standing, end, capital; /* indices of words */
    struct sample_random words;
};

struct sample_row {
    const struct sample_organ *organ;
    const struct sample_case *about;
    struct day from, to, decided;
    int64_t serial;
    int64_t value[SAMPLE_VALUES_MAX];
    bool gap; /* the number before this one was left out */
    struct party_key key;
    struct party party;
    struct buf title; /* the party's name */
    struct sample_course course;
    struct sample_around around;
    struct sample_entry entry;
    struct sample_random words; /* stream of the choices of words */
};

/* The state of one run. */
struct sample_run {
    const struct sample_data *data;
    const struct sample_options *options;
    struct day first;
    struct sample_serial *serial; /* per organ */
    struct {                      /* how many documents there are of each kind */
        int64_t referral, filing, prosecution, nonprosecution, opinion, indictment;
        int64_t licence, complaint, suit;
    } count;
    struct sample_row row;
};

/* Draws row number i (from 0, in order: serials run). */
void row_draw(struct sample_run *run, int64_t i);
/* Makes the party of row.key and its name. */
void row_party(struct sample_run *run);
/* d + days, or none when d is none or the day has not come. */
struct day row_later(const struct sample_run *run, struct day d, int64_t days);
/* course.c: decides what followed. */
void course_draw(struct sample_run *run, int64_t i);
/* around.c: decides what else is on record. */
void around_draw(struct sample_run *run, int64_t i);
/* around.c: the next complaint of the row's series; false: that was the last. */
bool around_again(struct sample_run *run);
/* entry.c: what the register says of the row's party. */
void entry_draw(struct sample_run *run);
/* Appends the text of one column; words are chosen anew from row.words. */
void row_print(const struct sample_run *run, const struct sample_column *column, struct buf *b);
/* course.c: the columns about what followed; false: not one of those. */
bool course_print(const struct sample_run *run, enum sample_slot slot, struct buf *b);
/* around.c, entry.c: the same for what else is on record. */
bool around_print(const struct sample_run *run, enum sample_slot slot, struct buf *b);
bool entry_print(const struct sample_run *run, enum sample_slot slot, struct buf *b);

/* The next number of a document made on day d. */
int64_t serial_next(struct sample_serial *s, struct day d);
/* Prints the day, if there is one. */
void row_print_day(struct day d, struct buf *b);
/* Prints a number's pattern, if there is a day. */
void row_print_number(const struct sample_prose *p, struct day d, int64_t n, struct buf *b);
/* Prints a number's pattern. */
void serial_print(const struct sample_prose *p, struct str prefix, struct day d, int64_t n,
                  struct buf *b);

/* dirt.c: what is wrong with row i; DIRT_COUNT: nothing. */
enum sample_dirt dirt_draw(const struct sample_data *d, uint64_t seed, int64_t i);
/* Spoils one cell as the kind of dirt does. */
void dirt_cell(enum sample_dirt dirt, enum sample_slot slot, struct buf *cell);

#endif
