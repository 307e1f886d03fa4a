#ifndef LAW_DEADLINE_H
#define LAW_DEADLINE_H
/*
 * law/deadline.h - the deadlines (期限) of the law as data: law/deadline/ and law/counting.yaml.
 *
 * A deadline says who must do what within which time after which trigger, and how that time is
 * counted.  What it is not: a clock (a deadline that runs on a matter) and its due moment; those
 * are law/due.h.  Everything belongs to the snapshot, never changes, and may be read by any thread.
 */
#include "base/moment.h"
#include "law/law.h"

enum law_time {
#define LAW_TIME(id, word, between) LAW_TIME_##id,
#include "law/time.def"
#undef LAW_TIME
    LAW_NTIME,
};

enum law_profile {
    LAW_PROFILE_NONE,
#define LAW_PROFILE(id, units, zh) LAW_PROFILE_##id,
#include "law/profile.def"
#undef LAW_PROFILE
    LAW_NPROFILE,
};

/* A length as the law writes it: 3日, 24小时, 10个工作日.  n is 0 where there is none. */
struct law_length {
    int32_t n;
    enum law_time unit;
};

/* length -> number [ '个' ] unit; false when it is none or longer than a century. */
bool law_length_parse(struct str text, struct law_length *ret);
void law_length_print(struct buf *b, struct law_length length);

/* LAW_PROFILE_NONE when there is no profile of that name. */
enum law_profile law_profile_find(struct str name);
struct str law_profile_name(enum law_profile profile); /* NAT_ROLL */
struct str law_profile_zh(enum law_profile profile);
bool law_profile_fits(enum law_profile profile, enum law_time unit);
bool law_profile_back(enum law_profile profile); /* counts backwards from the day itself */

/* A rule of counting with the article it stands in; source NULL: no law says so. */
struct law_clause {
    struct str text;
    struct law_citation cite;
};

/* A circumstance (情形) in which a deadline has another length, or is counted otherwise. */
struct law_circumstance {
    struct str name;                     /* 在押, 简易程序 */
    struct law_length length;            /* n 0: as otherwise */
    enum law_profile profile[LAW_NTIME]; /* by unit; NONE: as otherwise */
    struct law_clause clause;
    struct law_place place;
};

/* How a branch of the law counts time. */
struct law_counting {
    struct str id;                       /* 刑诉期间 */
    struct law_clause start, roll, end;  /* beginning; last day a day off; time of day it ends */
    enum law_profile profile[LAW_NTIME]; /* by unit; NONE: it has no such lengths */
    uint32_t
        allowed; /* bits of profiles among which a district chooses; 0: the law is not silent */
    struct law_circumstance *circumstance;
    size_t ncircumstance;
    enum law_verified verified;
    struct str note;
    struct law_place place;
};

enum law_deadline_kind {
    LAW_DEADLINE_TERM,       /* the act must be done before it ends */
    LAW_DEADLINE_WINDOW,     /* an act is forbidden until it has ended */
    LAW_DEADLINE_LIMITATION, /* a power is lost when it has ended (时效) */
    LAW_DEADLINE_ALERT,      /* when it has ended, another organ may or must act */
};

/* What may lengthen a deadline by decision. */
struct law_extension {
    struct law_length most; /* n 0: the law sets no limit */
    int32_t times;          /* 0: any number */
    struct law_clause by;   /* who approves */
};

/* What is not counted: 鉴定 of the seized goods.  by: who decides, or empty. */
struct law_exclusion {
    struct str reason, by;
    struct law_citation cite;
};

/* The choice that a district made where the law is silent. */
struct law_profile_setting {
    enum law_profile profile;
    struct str basis;
    struct day effective, expires;
};

struct law_deadline_example;

/* One version of a deadline; versions share the id and follow each other. */
struct law_deadline {
    struct str id; /* FWD-01 */
    struct str mechanism, domain;
    struct str who, trigger, act;
    struct str forbids; /* the act that is forbidden until it has ended, or empty */
    enum law_deadline_kind kind;
    struct law_length length; /* n 0: the law gives no number; term says what instead */
    struct str term;          /* 及时, 立即, 文书定, 约定; empty when length is known */
    bool own_length;          /* the organ may set a shorter length */
    bool fixed;               /* neither interrupted nor extended (不变期间) */
    const struct law_counting *counting;
    enum law_profile profile; /* that counting gives it, or its own; NONE only without length */
    const struct law_profile_setting *setting;
    size_t nsetting;
    struct law_citation basis;
    struct day effective, expires; /* expires: first day no longer in force; DAY_NONE: open */
    enum law_verified verified;
    struct law_extension *extension; /* in the order in which they are granted */
    size_t nextension;
    struct law_exclusion *exclusion;
    size_t nexclusion;
    struct law_circumstance *circumstance; /* its own, ahead of its counting's */
    size_t ncircumstance;
    const struct str *condition; /* all must hold, else `otherwise` applies */
    size_t ncondition;
    struct str otherwise; /* id */
    struct str note, quote;
    const struct law_deadline_example *example; /* worked examples; law/due.h */
    size_t nexample;
    struct law_place place;
};

/* First version and count of the deadline called id; NULL when unknown. */
const struct law_deadline *law_deadline_find(const struct law *law, struct str id, size_t *ret_n);
/* Nearest id to a mistyped one; empty when none is near. */
struct str law_deadline_near(const struct law *law, struct str id);

#endif
