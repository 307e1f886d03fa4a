/* law/example.c - worked examples of deadlines: read from law/deadline/, and whether they hold. */
#include "law/deadline_internal.h"

struct example_in {
    struct law_deadline_example e;
    const struct yaml_node *at, *profile, *length, *pause, *extend, *done, *passed;
    const struct str *when, *without;
    size_t nwhen, nwithout;
};

#define AT(f) offsetof(struct example_in, f), 0
static const struct law_key example_key[] = {
    {"id", LAW_KEY_STR, true, AT(e.id)},
    {"at", LAW_KEY_NODE, true, AT(at)},
    {"profile", LAW_KEY_NODE, false, AT(profile)},
    {"length", LAW_KEY_NODE, false, AT(length)},
    {"when", LAW_KEY_STRS, false, offsetof(struct example_in, when),
     offsetof(struct example_in, nwhen)},
    {"without", LAW_KEY_STRS, false, offsetof(struct example_in, without),
     offsetof(struct example_in, nwithout)},
    {"suspend", LAW_KEY_NODE, false, AT(pause)},
    {"extend", LAW_KEY_NODE, false, AT(extend)},
    {"due", LAW_KEY_STR, false, AT(e.due)},
    {"done", LAW_KEY_NODE, false, AT(done)},
    {"passed", LAW_KEY_NODE, false, AT(passed)},
    {"error", LAW_KEY_STR, false, AT(e.error)},
    {"confidence", LAW_KEY_STR, false, AT(e.confidence)},
    {"why", LAW_KEY_STR, true, AT(e.why)},
};
#undef AT
static const struct law_keys example_keys = LAW_KEYS("例子", example_key);

static bool read_moment(struct law_loader *ld, struct law_item item, struct moment *ret,
                        bool *ret_timed)
{
    struct str text;

    if (!law_read_text(ld, item.file, item.node, &text))
        return false;
    if (moment_parse(text, ret, ret_timed))
        return true;
    LAW_ERROR(ld, item.file, item.node,
              "“%.*s”不是时刻，应当写成 2024-01-31 或 2024-01-31T09:30:00", STR_F(text));
    return false;
}

static void read_pauses(struct law_loader *ld, struct law_item list, struct law_clock *c)
{
    struct law_pause *pause;
    const struct str *text;
    size_t n;

    if (!law_read_texts(ld, list.file, list.node, &text, &n))
        return;
    pause = ARENA_ARRAY(ld->a, struct law_pause, n + 1);
    for (size_t i = 0; i < n; i++)
        if (!law_pause_parse(text[i], &pause[i]))
            LAW_ERROR(ld, list.file, list.node->item[i],
                      "写成 起日..止日=原因@批准人，例如 2024-01-30..2024-02-13=鉴定");
    c->pause = pause;
    c->npause = n;
}

static void read_prolongs(struct law_loader *ld, struct law_item list, struct law_clock *c)
{
    struct law_prolong *prolong;
    const struct str *text;
    size_t n;

    if (!law_read_texts(ld, list.file, list.node, &text, &n))
        return;
    prolong = ARENA_ARRAY(ld->a, struct law_prolong, n + 1);
    for (size_t i = 0; i < n; i++)
        if (!law_prolong_parse(text[i], &prolong[i]))
            LAW_ERROR(ld, list.file, list.node->item[i], "写成 长度@批准人，例如 30日@检察长");
    c->prolong = prolong;
    c->nprolong = n;
}

static bool read_passed(struct law_loader *ld, struct law_item item, bool *ret)
{
    static const char *const word[] = {"no", "yes"};
    int i = law_read_choice(ld, item, word, 2, "passed");

    if (i >= 0)
        *ret = i == 1;
    return i >= 0;
}

/* Exactly one thing is expected: due, or done and passed, or error. */
static void check_expectation(struct law_loader *ld, struct law_item item,
                              const struct example_in *in)
{
    int n = (in->e.due.n > 0) + (in->e.error.n > 0) + (in->done != NULL);

    if (n != 1 || (in->done == NULL) != (in->passed == NULL))
        LAW_ERROR(ld, item.file, item.node,
                  "例子“%.*s”应当写 due，或者 done 与 passed，或者 error，只写一种",
                  STR_F(in->e.id));
}

static void read_example(struct law_loader *ld, struct law_item item, struct str deadline,
                         struct law_deadline_example *ret)
{
    struct example_in in = {.at = NULL};
    const struct law_file *f = item.file;
    struct law_clock *c = &in.e.clock;
    bool timed;

    if (!law_read_map(ld, item, &example_keys, &in))
        return;
    c->deadline = deadline;
    in.e.place = law_place_of(f, item.node);
    read_moment(ld, (struct law_item){f, in.at}, &c->at, &c->timed);
    if (in.profile)
        law_read_profile(ld, (struct law_item){f, in.profile}, &c->profile);
    if (in.length)
        law_read_length(ld, (struct law_item){f, in.length}, &c->length);
    if (in.pause)
        read_pauses(ld, (struct law_item){f, in.pause}, c);
    if (in.extend)
        read_prolongs(ld, (struct law_item){f, in.extend}, c);
    if (in.done)
        in.e.has_done = read_moment(ld, (struct law_item){f, in.done}, &in.e.done, &timed);
    if (in.passed)
        read_passed(ld, (struct law_item){f, in.passed}, &in.e.passed);
    c->circumstance = in.when;
    c->ncircumstance = in.nwhen;
    c->unmet = in.without;
    c->nunmet = in.nwithout;
    check_expectation(ld, item, &in);
    *ret = in.e;
}

void law_read_examples(struct law_loader *ld, struct law_item list, struct law_deadline *d)
{
    struct law_deadline_example *e;

    if (!law_is_kind(ld, list.file, list.node, YAML_LIST))
        return;
    e = ARENA_ARRAY(ld->a, struct law_deadline_example, list.node->n + 1);
    for (size_t i = 0; i < list.node->n; i++)
        read_example(ld, (struct law_item){list.file, list.node->item[i]}, d->id, &e[i]);
    d->example = e;
    d->nexample = list.node->n;
}

static struct str due_text(const struct law_due *due, struct arena *a)
{
    struct buf b = {0};
    struct str text;

    law_due_print(&b, due);
    text = str_dup(a, buf_view(&b));
    buf_release(&b);
    return text;
}

bool law_example_holds(const struct law *law, const struct law_deadline_example *e, struct arena *a,
                       struct str *ret_why)
{
    struct law_due due = {.deadline = NULL};
    struct err err;
    enum err_code rc = law_due_count(law, &e->clock, a, &due, &err);
    bool passed;

    if (rc != ERR_OK) {
        *ret_why = str_fmt(a, "算不出：%s", err.zh);
        return e->error.n > 0 && str_has(str_from(err.zh), e->error);
    }
    *ret_why = str_fmt(a, "算得 %.*s", STR_F(due_text(&due, a)));
    if (!e->has_done)
        return e->due.n > 0 && str_eq(e->due, due_text(&due, a));
    passed = law_due_passed(&due, e->done);
    *ret_why = str_fmt(a, "%.*s，%s", STR_F(*ret_why), passed ? "已过" : "未过");
    return passed == e->passed;
}
