#ifndef LAW_DEADLINE_INTERNAL_H
#define LAW_DEADLINE_INTERNAL_H
/*
 * law/deadline_internal.h - what the loaders of deadlines share, and the parts of counting.
 */
#include "law/due.h"
#include "law/law_internal.h"

/* {text, basis}: a clause of counting. */
void law_read_clause(struct law_loader *ld, struct law_item item, struct law_clause *ret);
/* 3日; an error that says how to write it. */
bool law_read_length(struct law_loader *ld, struct law_item item, struct law_length *ret);
bool law_read_profile(struct law_loader *ld, struct law_item item, enum law_profile *ret);
/* The list below `when:`. */
void law_read_circumstances(struct law_loader *ld, struct law_item list,
                            struct law_circumstance **ret, size_t *ret_n);
/* The list below `examples:`. */
void law_read_examples(struct law_loader *ld, struct law_item list, struct law_deadline *d);
/* An entry of setting.yaml that sets the profile of a deadline. */
void law_apply_profile_setting(struct law_loader *ld, struct law_item item);

/* What the law says of the i-th extension of a deadline; NULL when it knows none. */
const struct law_extension *law_extension_of(const struct law_deadline *d, size_t i);
/* What the law says of a pause given for this reason; NULL when it names none. */
const struct law_exclusion *law_exclusion_of(const struct law_deadline *d, struct str reason);

/* One calculation: what it needs and where its result goes. */
struct law_count {
    const struct law *law;
    const struct law_clock *clock;
    struct law_pause *pause; /* sorted, merged; the last one may be open */
    size_t npause;
    struct arena *a;
    struct law_due *due;
    struct err *err;
};

/* Sorts and merges the clock's pauses; ERR_INVALID when one ends before it begins. */
enum err_code law_count_init(struct law_count *c);
/* Length and profile of c->due->deadline for this clock, into c->due. */
enum err_code law_count_settle(struct law_count *c);
/* Refuses the pauses and extensions that the law does not allow, warns of those it does not name. */
enum err_code law_count_allow(struct law_count *c);
/* Fills begin, last and end of c->due, whose deadline, profile and length are set, and says how. */
enum err_code law_count_run(struct law_count *c);
static inline bool law_pause_open(const struct law_pause *p)
{
    return !moment_known(p->to);
}

bool law_count_working(enum law_profile p); /* counts working days */
/* ERR_NOT_FOUND that names the year of d, which the calendar lacks. */
enum err_code law_count_beyond(struct law_count *c, struct day d);
/* The kind of a day, never unknown. */
enum err_code law_count_kind(struct law_count *c, struct day d, enum law_day *ret);
/* Does the day count by the profile, pauses aside? */
enum err_code law_count_counts(struct law_count *c, struct day d, bool *ret);
/* The last day of a length after d when nothing is left out. */
enum err_code law_count_nominal(struct law_count *c, struct day d, struct law_length length,
                                struct day *ret);
/* Days of (from, to] that would count but are left out. */
enum err_code law_count_lost(struct law_count *c, struct day from, struct day to, int32_t *ret_n);
/* The n-th day after d that counts, those left out aside. */
enum err_code law_count_walk(struct law_count *c, struct day d, int32_t n, struct day *ret);
/* Days after `from` up to and including `to` that count by profile: working days or all, without
 * those left out.  ERR_NOT_FOUND beyond the calendar. */
enum err_code law_count_days(struct law_count *c, struct day from, struct day to, int32_t *ret_n);
/* Seconds of [from, to) that count. */
int64_t law_count_seconds(const struct law_count *c, struct moment from, struct moment to);

/* Says a step with the citation of a clause. */
void law_count_say(struct law_count *c, struct str basis, const char *fmt, ...) PRINTF_LIKE(3, 4);
void law_count_warn(struct law_count *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
struct str law_citation_text(struct arena *a, const struct law_citation *cite); /* may be empty */
struct str law_length_text(struct arena *a, struct law_length length);
struct str law_day_text(struct arena *a, struct day d);
struct str law_moment_text(struct arena *a, struct moment m);

#endif
