#ifndef TESTS_LAW_DEADLINE_FIXTURE_H
#define TESTS_LAW_DEADLINE_FIXTURE_H
/*
 * tests/law/deadline/deadline_fixture.h - counting clocks of the shipped law in a test.
 */
#include "../law_fixture.h"
#include "law/due.h"

static inline struct moment moment(const char *text)
{
    struct moment m;
    bool timed;

    if (!moment_parse(str_from(text), &m, &timed))
        fail_msg("no moment: %s", text);
    return m;
}

static inline struct law_clock clock_at(const char *id, const char *at)
{
    struct law_clock c = {.deadline = str_from(id)};

    if (!moment_parse(str_from(at), &c.at, &c.timed))
        fail_msg("no moment: %s", at);
    return c;
}

/* The due moment as text, or "error: " and the Chinese sentence, in a. */
static inline const char *due_of(const struct law *law, const struct law_clock *clock,
                                 struct arena *a)
{
    struct law_due due;
    struct err err;
    struct buf b = {0};
    const char *text;

    if (law_due_count(law, clock, a, &due, &err) == ERR_OK)
        law_due_print(&b, &due);
    else
        buf_fmt(&b, "error: %s", err.zh);
    text = str_dup(a, buf_view(&b)).p;
    buf_release(&b);
    return text;
}

static inline struct law_due count(const struct law *law, const struct law_clock *clock,
                                   struct arena *a)
{
    struct law_due due;
    struct err err;

    if (law_due_count(law, clock, a, &due, &err) != ERR_OK)
        fail_msg("%.*s: %s", STR_F(clock->deadline), err.zh);
    return due;
}

#endif
