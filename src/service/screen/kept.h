#ifndef SERVICE_SCREEN_KEPT_H
#define SERVICE_SCREEN_KEPT_H
/*
 * service/screen/kept.h - a clue that is kept, shown to people: with what is known of its record
 * now, what was known when it was found, and what became of it. Personal data is masked.
 *
 * A reader belongs to one thread; what it shows borrows its arena and the clue.
 */
#include "matter/clue_list.h"
#include "service/screen/world.h"

struct screen_kept_reader {
    const struct law *law; /* borrowed */
    struct store *store;   /* borrowed */
    struct screen_world world;
    struct arena arena;
};

void screen_kept_reader_init(struct screen_kept_reader *r, const struct law *law,
                             struct store *store);
void screen_kept_reader_release(struct screen_kept_reader *r);

struct screen_kept_value {
    struct str name, value;
};

struct screen_kept {
    const struct matter_clue_kept *kept;
    struct str title;  /* of the rule, or its slug when the law has the rule no longer */
    struct str person; /* not masked; for masking what was written about the clue */
    struct str dataset, organ, party, doc_no, date, cause, sentence, dismissal;
    /* In full only: */
    VEC(struct str) because;
    VEC(struct screen_kept_value) value;
    VEC(struct str) standard; /* with their articles */
    VEC(struct str) charge;   /* of these standards, each once */
    VEC(struct str) counted;  /* other records */
};

/* full: also why, from what the store kept. */
MUST_CHECK enum err_code screen_kept_load(struct screen_kept_reader *r,
                                          const struct matter_clue_kept *k, bool full,
                                          struct screen_kept *ret, struct err *err);

/* A table; total: how many there are in all. */
void screen_kept_table(const struct screen_kept *at, size_t n, int64_t total, struct buf *out);
void screen_kept_text(const struct law *law, const struct screen_kept *k,
                      const struct matter_clue_events *events, struct buf *out);
/* docs/json.md; events NULL: as in a list. */
void screen_kept_json(const struct law *law, const struct screen_kept *k,
                      const struct matter_clue_events *events, struct buf *out);

#endif
