#ifndef MATTER_BYTES_H
#define MATTER_BYTES_H
/*
 * matter/bytes.h - the canonical bytes of acts, matters and clocks (docs/procedures.md): lines of
 * name, tabulator, value, line feed; in values \ tab, line feed and carriage return are written
 * \\ \t \n \r.  The same thing always has the same bytes: what is hashed, kept and compared.
 */
#include "matter/apply.h"

void bytes_put(struct buf *b, struct str name, struct str value);
void bytes_put_i64(struct buf *b, struct str name, int64_t value);
/* Cuts the next line off *rest; the value is unescaped in a.  False at the end or at a line that is
 * none. */
bool bytes_next(struct str *rest, struct arena *a, struct str *ret_name, struct str *ret_value);

/* What an act's bytes say beside what was done. */
struct bytes_head {
    int64_t matter, no;
    struct str procedure, version; /* of the procedure: its id, the hash of its text */
    struct str law;                /* version of the law snapshot at work */
    struct moment entered;
    struct str key;                 /* the client's */
    int64_t cause_matter, cause_no; /* the act that brought this one about; 0: a person */
    int64_t clue;                   /* on which it opens the matter; 0: none */
    struct str rule, rule_version;  /* that found the clue */
    struct str left;                /* version of the procedure that it leaves; empty: none */
    const struct matter_act *act;
};
void bytes_act(struct buf *b, const struct law *law, const struct bytes_head *act);
/* Reads what bytes_act wrote; texts in a.  ERR_INVALID when it is something else, or names an organ
 * that the law does not know. */
MUST_CHECK enum err_code bytes_act_read(const struct law *law, struct str bytes, struct arena *a,
                                        struct bytes_head *ret, struct matter_act *ret_act,
                                        struct err *err);

/* Roles, fields and counts of a matter: what is not in columns of its own. */
void bytes_matter(struct buf *b, const struct matter *m);
MUST_CHECK enum err_code bytes_matter_read(struct str bytes, struct arena *a, struct matter *m,
                                           struct err *err);
void bytes_clock(struct buf *b, const struct matter_clock *c);
MUST_CHECK enum err_code bytes_clock_read(struct str bytes, struct arena *a, struct matter_clock *c,
                                          struct err *err);

#endif
