/* tests/law/deadline/cases_test.c - every line of cases.tsv is true; README.md says what they are. */
#include "base/file.h"
#include "deadline_fixture.h"

enum { COLUMNS = 10, LINES_MAX = 400 };

struct line {
    struct str id, kind, ref, profile, inputs, expected;
};

struct table {
    struct line line[LINES_MAX];
    size_t n;
};

static struct table read_table(struct arena *a)
{
    struct table t = {.n = 0};
    struct str text, row;
    struct err err;

    assert_int_equal(
        file_read(a, SOURCE_ROOT "/tests/law/deadline/cases.tsv", 1 << 20, &text, &err), ERR_OK);
    str_cut(&text, STR("\n"));
    while (text.n > 0) {
        struct str cell[COLUMNS];

        row = str_cut(&text, STR("\n"));
        for (int i = 0; i < COLUMNS; i++)
            cell[i] = str_cut(&row, STR("\t"));
        assert_true(cell[COLUMNS - 1].n > 0 && t.n < LINES_MAX);
        t.line[t.n++] = (struct line){cell[0], cell[1], cell[2], cell[3], cell[4], cell[5]};
    }
    return t;
}

/* The value of key in "key=value;…", or empty; a remark in brackets is cut off unless asked for. */
static struct str input(const struct line *l, const char *key, bool remark)
{
    struct str rest = l->inputs;

    while (rest.n > 0) {
        struct str value = str_cut(&rest, STR(";")), name = str_cut(&value, STR("="));

        if (str_eq(name, str_from(key)))
            return remark ? value : str_cut(&value, STR("("));
    }
    return STR_NULL;
}

static const char *const triggers[] = {"trigger", "act_end", "act", "hearing"};

static struct str trigger_of(const struct table *t, const struct line *l)
{
    struct str base = input(l, "base_due", false);

    for (size_t i = 0; i < sizeof(triggers) / sizeof(triggers[0]); i++)
        if (input(l, triggers[i], false).n > 0)
            return input(l, triggers[i], false);
    for (size_t i = 0; i < t->n; i++)
        if (str_eq(t->line[i].ref, l->ref) && str_eq(t->line[i].expected, base))
            return trigger_of(t, &t->line[i]);
    fail_msg("%.*s: no trigger", STR_F(l->id));
    return STR_NULL;
}

/* Each kind of extension that a line may name, as the program writes it. */
static size_t prolongs_of(const struct line *l, struct law_prolong *ret)
{
    static const struct {
        const char *key, *unit;
    } kinds[] = {{"ext1", "日"},
                 {"ext2", "日"},
                 {"extension_days", "日"},
                 {"extension_months", "个月"},
                 {"extension", ""}};
    size_t n = 0;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        struct str value = input(l, kinds[i].key, false);
        char text[64];

        if (value.n == 0)
            continue;
        snprintf(text, sizeof(text), "%.*s%s", STR_F(value), kinds[i].unit);
        assert_true(law_length_parse(str_from(text), &ret[n++].length));
    }
    return n;
}

/* exclude=2024-10-10..2024-10-14(reason) */
static size_t pauses_of(const struct line *l, struct arena *a, struct law_pause *ret)
{
    struct str reason = input(l, "exclude", true), span;

    if (reason.n == 0)
        return 0;
    span = str_cut(&reason, STR("("));
    reason.n -= 1;
    assert_true(law_pause_parse(str_fmt(a, "%.*s=%.*s", STR_F(span), STR_F(reason)), ret));
    return 1;
}

/* The length that a line states must be the one that the law data holds. */
static void check_length(const struct line *l, const struct law_due *due)
{
    static const struct {
        const char *key;
        enum law_time unit[2];
    } kinds[] = {{"hours", {LAW_TIME_HOUR, LAW_TIME_HOUR}},
                 {"days", {LAW_TIME_DAY, LAW_TIME_WORKING_DAY}},
                 {"months", {LAW_TIME_MONTH, LAW_TIME_MONTH}},
                 {"years", {LAW_TIME_YEAR, LAW_TIME_YEAR}}};

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        struct str value = input(l, kinds[i].key, false);
        char text[16];

        if (value.n == 0)
            continue;
        snprintf(text, sizeof(text), "%d", (int)due->length.n);
        if (!str_eq(value, str_from(text)) ||
            (due->length.unit != kinds[i].unit[0] && due->length.unit != kinds[i].unit[1]))
            fail_msg("%.*s: the law has another length: %s", STR_F(l->id), text);
    }
}

static void check_outcome(const struct line *l, const struct law_due *due, struct arena *a)
{
    struct str found = input(l, "discovered", false);
    struct buf b = {0};

    if (found.n > 0) {
        bool passed = law_due_passed(due, moment(str_dup(a, found).p));

        if (!str_eq(l->expected, passed ? STR("expired") : STR("within")))
            fail_msg("%.*s: %s", STR_F(l->id), passed ? "expired" : "within");
        return;
    }
    law_due_print(&b, due);
    if (!str_eq(l->expected, buf_view(&b)))
        fail_msg("%.*s: want %.*s, have %s", STR_F(l->id), STR_F(l->expected), buf_cstr(&b));
    buf_release(&b);
}

static void check_window(const struct line *l, const struct law_due *due)
{
    if (str_eq(input(l, "kind", false), STR("min_window")) &&
        (due->deadline->kind != LAW_DEADLINE_WINDOW || due->deadline->forbids.n == 0))
        fail_msg("%.*s: forbids nothing", STR_F(l->id));
}

static void deadline_line(const struct law *law, const struct table *t, const struct line *l)
{
    struct law_prolong prolong[4];
    struct law_pause pause[1];
    struct str profile = l->profile, unmet = STR("有危害后果"), held = STR("在押");
    struct arena a;
    struct law_clock c;
    struct law_due due;

    arena_init(&a, 0);
    memset(prolong, 0, sizeof(prolong));
    c = clock_at(str_dup(&a, l->ref).p, str_dup(&a, trigger_of(t, l)).p);
    if (str_ends(profile, STR("_EXCL")))
        profile.n -= STR("_EXCL").n;
    c.profile = law_profile_find(profile);
    assert_int_not_equal(c.profile, LAW_PROFILE_NONE);
    c.prolong = prolong;
    c.nprolong = prolongs_of(l, prolong);
    c.pause = pause;
    c.npause = pauses_of(l, &a, pause);
    c.unmet = &unmet;
    c.nunmet = str_eq(input(l, "harm", false), STR("false"));
    c.circumstance = &held;
    c.ncircumstance = str_eq(input(l, "in_custody", false), STR("true"));
    due = count(law, &c, &a);
    check_length(l, &due);
    check_window(l, &due);
    check_outcome(l, &due, &a);
    arena_release(&a);
}

static void every_deadline_line_is_true(void **state)
{
    struct arena a;
    struct law *law = law_shipped();
    struct table t;
    size_t n = 0;

    (void)state;
    arena_init(&a, 0);
    t = read_table(&a);
    for (size_t i = 0; i < t.n; i++)
        if (str_eq(t.line[i].kind, STR("deadline"))) {
            deadline_line(law, &t, &t.line[i]);
            n++;
        }
    assert_int_equal(n, 67);
    arena_release(&a);
    law_unref(law);
}

static const struct line *rule_line(const struct table *t, const char *id)
{
    for (size_t i = 0; i < t->n; i++)
        if (str_eq(t->line[i].id, str_from(id)))
            return &t->line[i];
    fail_msg("no line %s", id);
    return NULL;
}

/* R002 to R004: what a day of the calendar is. */
static void calendar_lines_are_true(void **state)
{
    static const char *const ids[] = {"R002", "R003", "R004"};
    struct law *law = law_shipped();
    struct arena a;
    struct table t;

    (void)state;
    arena_init(&a, 0);
    t = read_table(&a);
    for (size_t i = 0; i < 3; i++) {
        const struct line *l = rule_line(&t, ids[i]);
        struct day d = moment_day(moment(str_dup(&a, input(l, "date", false)).p));
        bool off = str_eq(l->expected, STR("off"));

        assert_true(off || str_eq(l->expected, STR("workday")));
        assert_int_equal(law_calendar_day(law, d), off ? LAW_DAY_OFF : LAW_DAY_WORKING);
    }
    arena_release(&a);
    law_unref(law);
}

/* The shipped law with the calendar of some years only. */
static struct law *law_with_years(struct arena *a, int from, int to)
{
    static const char *const folder[] = {"source", "deadline", "calendar"};
    struct law_text file[128] = {{STR("law/counting.yaml"), STR_NULL}};
    struct buf out = {0};
    struct err err;
    struct law *law;
    size_t n = 1;

    assert_int_equal(file_read(a, SOURCE_ROOT "/law/counting.yaml", 1 << 20, &file[0].text, &err),
                     ERR_OK);
    for (size_t i = 0; i < 3; i++) {
        struct str *name;
        size_t count;

        assert_int_equal(
            file_list(a, str_fmt(a, SOURCE_ROOT "/law/%s", folder[i]).p, &name, &count, &err),
            ERR_OK);
        for (size_t k = 0; k < count && n < 128; k++) {
            bool other_year = i == 2 && (str_cmp(name[k], str_fmt(a, "%d.yaml", from)) < 0 ||
                                         str_cmp(name[k], str_fmt(a, "%d.yaml", to)) > 0);

            if (other_year || str_ends(name[k], STR(".md")))
                continue;
            file[n].name = str_fmt(a, "law/%s/%.*s", folder[i], STR_F(name[k]));
            assert_int_equal(file_read(a, str_fmt(a, SOURCE_ROOT "/%.*s", STR_F(file[n].name)).p,
                                       1 << 20, &file[n].text, &err),
                             ERR_OK);
            n++;
        }
    }
    law = law_of(file, n, &out);
    if (!law)
        fail_msg("%s", buf_cstr(&out));
    buf_release(&out);
    return law;
}

/* R001: profile=WD;trigger=…;days=3;calendar_years_loaded=2022..2026 → error:calendar_missing:2027 */
static void a_year_that_is_not_loaded_is_an_error(void **state)
{
    struct arena a;
    struct table t;
    struct str years, want;
    const struct line *l;
    struct law_clock c;
    struct law *law;
    const char *have;

    (void)state;
    arena_init(&a, 0);
    t = read_table(&a);
    l = rule_line(&t, "R001");
    years = input(l, "calendar_years_loaded", false);
    assert_true(str_eq(years, STR("2022..2026")));
    law = law_with_years(&a, 2022, 2026);
    c = clock_at("CF-08", str_dup(&a, input(l, "trigger", false)).p);
    assert_true(str_eq(input(l, "profile", false), law_profile_name(LAW_PROFILE_WD)));
    have = due_of(law, &c, &a);
    want = l->expected;
    assert_true(str_starts(want, STR("error:calendar_missing:")));
    want = str_tail(want, STR("error:calendar_missing:").n);
    if (strncmp(have, "error: ", 7) != 0 || !str_has(str_from(have), want))
        fail_msg("%s", have);
    law_unref(law);
    arena_release(&a);
}

/* R012: must_suggest_supervision_within=3日; R035: not filed on the 16th day after service. */
static void lines_that_hang_on_a_clock_are_true(void **state)
{
    struct law *law = law_shipped();
    struct arena a;
    struct table t;
    struct law_length length;
    struct str within;
    size_t n;
    const struct law_deadline *d = law_deadline_find(law, STR("FWD-12"), &n);
    struct law_clock c = clock_at("SUP-05", "2024-06-03");
    struct law_due due;

    (void)state;
    arena_init(&a, 0);
    t = read_table(&a);
    within = rule_line(&t, "R012")->expected;
    str_cut(&within, STR("="));
    assert_true(law_length_parse(within, &length));
    assert_int_equal(d->length.n, length.n);
    assert_int_equal(d->length.unit, length.unit);
    assert_true(str_has(rule_line(&t, "R035")->inputs, STR("第16日")));
    due = count(law, &c, &a);
    assert_int_equal(due.deadline->kind, LAW_DEADLINE_ALERT);
    assert_false(law_due_passed(&due, moment("2024-06-18T23:59:59")));
    assert_true(law_due_passed(&due, moment("2024-06-19"))); /* the 16th day */
    arena_release(&a);
    law_unref(law);
}

static enum err_code code_of(const struct law *law, const struct law_clock *c, struct arena *a)
{
    struct law_due due;
    struct err err;

    return law_due_count(law, c, a, &due, &err);
}

/* R022: rectification that cannot be finished is no extension of the two months but a suspension of
 * the review, by the chief procurator.  R029: the victim's complaint suspends the review of a reverse
 * referral, until it is decided.  R032: the regulation has no days, the document sets them. */
static void lines_that_hang_on_pauses_are_true(void **state)
{
    struct law *law = law_shipped();
    struct arena a;
    struct table t;
    struct law_prolong month = {.length = {1, LAW_TIME_MONTH}, .by = STR("检察长")};
    struct law_pause pause = {.from = moment("2025-03-10"), .to = MOMENT_NONE};
    struct law_clock reply = clock_at("PIL-01", "2025-01-06"),
                     review = clock_at("PIL-06", "2025-02-28"),
                     reverse = clock_at("REV-02", "2025-03-03"),
                     letter = clock_at("ZF-01", "2026-03-02");
    struct law_due due;

    (void)state;
    arena_init(&a, 0);
    t = read_table(&a);
    assert_true(str_starts(rule_line(&t, "R022")->expected, STR("state=中止审查;need=检察长批准")));
    reply.prolong = &month;
    reply.nprolong = 1;
    assert_int_equal(code_of(law, &reply, &a), ERR_FORBIDDEN);
    pause.reason = STR("中止审查");
    pause.by = STR("检察长");
    review.pause = reverse.pause = &pause;
    review.npause = reverse.npause = 1;
    due = count(law, &review, &a);
    assert_true(due.stopped && due.warning.n == 0);
    assert_true(str_starts(rule_line(&t, "R029")->expected, STR("state=中止审查")));
    pause.reason = STR("被害人申诉");
    due = count(law, &reverse, &a);
    assert_true(due.stopped && due.warning.n == 1); /* that the text was read in an excerpt */
    assert_true(str_has(rule_line(&t, "R032")->inputs, STR("督办函")));
    assert_int_equal(code_of(law, &letter, &a), ERR_INVALID);
    letter.length = (struct law_length){10, LAW_TIME_DAY};
    assert_int_equal(count(law, &letter, &a).last.n, day_from_ymd(2026, 3, 12).n);
    arena_release(&a);
    law_unref(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_deadline_line_is_true),
        cmocka_unit_test(calendar_lines_are_true),
        cmocka_unit_test(a_year_that_is_not_loaded_is_an_error),
        cmocka_unit_test(lines_that_hang_on_a_clock_are_true),
        cmocka_unit_test(lines_that_hang_on_pauses_are_true),
    };

    return cmocka_run_group_tests_name("law_deadline_cases", tests, NULL, NULL);
}
