/* tests/law/deadline/clock_test.c - what clocks are refused, warned of and told: extensions, pauses,
 * versions of the law, what is left, a changed calendar. */
#include "deadline_fixture.h"

struct bench {
    struct law *law;
    struct arena a;
};

static int set_up(void **state)
{
    struct bench *b = test_calloc(1, sizeof(*b));

    b->law = law_shipped();
    arena_init(&b->a, 0);
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;

    arena_release(&b->a);
    law_unref(b->law);
    test_free(b);
    return 0;
}

static void assert_due(struct bench *b, const struct law_clock *c, const char *want)
{
    assert_string_equal(due_of(b->law, c, &b->a), want);
}

static void assert_refused(struct bench *b, const struct law_clock *c, enum err_code code,
                           const char *part)
{
    struct law_due due = {.end = {42}};
    struct err err;

    assert_int_equal(law_due_count(b->law, c, &b->a, &due, &err), code);
    if (!str_has(str_from(err.zh), str_from(part)))
        fail_msg("“%s” lacks “%s”", err.zh, part);
    assert_int_equal(due.end.n, 42);
}

static bool warned(const struct law_due *due, const char *part)
{
    for (size_t i = 0; i < due->warning.n; i++)
        if (str_has(due->warning.at[i], str_from(part)))
            return true;
    return false;
}

static bool stepped(const struct law_due *due, const char *text, const char *basis)
{
    for (size_t i = 0; i < due->step.n; i++)
        if (str_has(due->step.at[i].text, str_from(text)) &&
            str_has(due->step.at[i].basis, str_from(basis)))
            return true;
    return false;
}

static struct law_prolong prolong(const char *text)
{
    struct law_prolong p;

    if (!law_prolong_parse(str_from(text), &p))
        fail_msg("%s", text);
    return p;
}

static struct law_pause pause_of(const char *text)
{
    struct law_pause p;

    if (!law_pause_parse(str_from(text), &p))
        fail_msg("%s", text);
    return p;
}

static void extensions_need_an_article(void **state)
{
    struct bench *b = *state;
    struct law_prolong p[3] = {prolong("30日@上一级公安机关"), prolong("30日"),
                               prolong("30日@本局局长")};
    struct law_clock c = clock_at("GA-01", "2026-01-15");
    struct law_due due;

    c.prolong = p;
    c.nprolong = 2;
    assert_due(b, &c, "2026-04-15");
    due = count(b->law, &c, &b->a);
    assert_true(warned(&due, "第 2 次延长没有写批准人"));
    assert_false(warned(&due, "第 1 次延长"));
    assert_true(stepped(&due, "第 1 次延长 30日", "第一百一十八条第一款"));
    c.nprolong = 3;
    assert_refused(b, &c, ERR_FORBIDDEN, "已到法定次数");
    p[1] = p[2];
    c.nprolong = 2;
    due = count(b->law, &c, &b->a);
    assert_true(warned(&due, "由“本局局长”批准，应当由上一级公安机关批准"));
    p[0] = prolong("31日@上一级公安机关");
    assert_refused(b, &c, ERR_FORBIDDEN, "最多 30日");
    p[0] = prolong("30个工作日@上一级公安机关");
    assert_refused(b, &c, ERR_FORBIDDEN, "单位");
    c = clock_at("FWD-04", "2026-01-15");
    c.prolong = p;
    c.nprolong = 1;
    assert_refused(b, &c, ERR_FORBIDDEN, "没有规定可以延长");
}

/* A month, extended by days: the 15 days run from the end of the month, and roll only then. */
static void an_extension_runs_on_from_the_plain_end(void **state)
{
    struct bench *b = *state;
    struct law_prolong p = prolong("15日@人民检察院");
    struct law_clock c = clock_at("REV-11", "2024-01-11");

    assert_due(b, &c, "2024-02-18");
    c.prolong = &p;
    c.nprolong = 1;
    assert_due(b, &c, "2024-02-26");
}

/* The first by the chief procurator, further ones by the organ above. */
static void each_extension_has_its_approver(void **state)
{
    struct bench *b = *state;
    struct law_prolong p[3] = {prolong("1个月@检察长"), prolong("2个月@上一级人民检察院"),
                               prolong("1个月@上一级人民检察院")};
    struct law_clock c = clock_at("PIL-06", "2025-02-28");
    struct law_due due;

    c.prolong = p;
    c.nprolong = 3;
    due = count(b->law, &c, &b->a);
    assert_int_equal(due.warning.n, 0);
    assert_int_equal(due.last.n, day_from_ymd(2025, 7, 28).n);
    p[1].by = STR("检察长");
    due = count(b->law, &c, &b->a);
    assert_true(warned(&due, "第 2 次延长由“检察长”批准，应当由上一级人民检察院批准"));
    p[0].length.n = 2;
    assert_refused(b, &c, ERR_FORBIDDEN, "第 1 次延长最多 1个月");
}

static void pauses_are_refused_or_warned_of(void **state)
{
    struct bench *b = *state;
    struct law_pause p = pause_of("2024-01-30..2024-02-13=技术鉴定");
    struct law_clock c = clock_at("QZ-02", "2024-01-20");
    struct law_due due;

    c.pause = &p;
    c.npause = 1;
    due = count(b->law, &c, &b->a);
    assert_false(warned(&due, "没有列明"));
    assert_true(stepped(&due, "含 15 日", "第二十五条第三款"));
    p = pause_of("2024-01-30..2024-02-13=领导出差");
    due = count(b->law, &c, &b->a);
    assert_true(warned(&due, "没有列明扣除事由“领导出差”"));
    c = clock_at("PIL-06", "2025-02-28");
    p = pause_of("2025-03-10..2025-03-19=中止审查");
    c.pause = &p;
    c.npause = 1;
    due = count(b->law, &c, &b->a);
    assert_true(warned(&due, "“中止审查”应当经检察长批准"));
    p = pause_of("2025-03-10..2025-03-19=中止审查@检察长");
    due = count(b->law, &c, &b->a);
    assert_false(warned(&due, "应当经检察长批准"));
    c.deadline = STR("CF-05");
    assert_refused(b, &c, ERR_FORBIDDEN, "倒推");
    c.deadline = STR("XJ-06");
    assert_refused(b, &c, ERR_FORBIDDEN, "不变期间");
    p.to = p.from;
    c.deadline = STR("PIL-06");
    assert_refused(b, &c, ERR_INVALID, "止于其开始之前");
}

/* What is left out of the extension lengthens it as it does the period itself. */
static void pauses_reach_into_the_extension(void **state)
{
    struct bench *b = *state;
    struct law_prolong more = prolong("30日@行政机关负责人");
    struct law_pause p = pause_of("2024-02-25..2024-02-29=技术鉴定");
    struct law_clock c = clock_at("QZ-02", "2024-01-20");

    c.prolong = &more;
    c.nprolong = 1;
    assert_due(b, &c, "2024-03-20");
    c.pause = &p;
    c.npause = 1;
    assert_due(b, &c, "2024-03-25");
}

/* A day counts unless the clock stood still at its end. */
static void a_pause_within_a_day_leaves_it_in(void **state)
{
    struct bench *b = *state;
    struct law_pause p = pause_of("2025-01-08T10:00:00..2025-01-08T16:00:00=鉴定");
    struct law_clock c = clock_at("QZ-02", "2025-01-06");

    c.pause = &p;
    c.npause = 1;
    assert_due(b, &c, "2025-02-05");
    p = pause_of("2025-01-08T10:00:00..2025-01-10T16:00:00=鉴定"); /* the 8th and the 9th */
    assert_due(b, &c, "2025-02-07");
}

static void an_open_pause_stops_the_clock(void **state)
{
    struct bench *b = *state;
    struct law_pause p = pause_of("2025-10-15..=公安机关要求复议或者提请复核");
    struct law_clock c = clock_at("REV-02", "2025-10-09");
    struct law_due due;
    struct law_left left;
    struct err err;

    c.pause = &p;
    c.npause = 1;
    due = count(b->law, &c, &b->a);
    assert_true(due.stopped);
    assert_true(stepped(&due, "尚未恢复", ""));
    assert_int_equal(due.since.n, moment("2025-10-15").n);
    assert_int_equal(law_due_left(b->law, &c, &due, moment("2025-11-20"), &b->a, &left, &err),
                     ERR_OK);
    /* 10, 11 (made up), 13 and 14 October were used: 6 of 10 are left, however long it lasts. */
    assert_false(left.passed);
    assert_int_equal(left.n.n, 6);
    assert_int_equal(left.used, 4);
    p = pause_of("2025-10-30..=申诉"); /* after the end: too late to stop it */
    due = count(b->law, &c, &b->a);
    assert_false(due.stopped);
    assert_int_equal(due.last.n, day_from_ymd(2025, 10, 22).n);
}

static void lengths_of_documents(void **state)
{
    struct bench *b = *state;
    struct law_clock c = clock_at("ZF-01", "2026-03-02");

    assert_refused(b, &c, ERR_INVALID, "文书定");
    c.length = (struct law_length){15, LAW_TIME_DAY};
    assert_due(b, &c, "2026-03-17");
    c = clock_at("JC-02", "2024-12-01");
    c.length = (struct law_length){62, LAW_TIME_DAY}; /* two months end after 62 days: equal */
    assert_due(b, &c, "2025-02-05");
    c.length.n = 63;
    assert_refused(b, &c, ERR_FORBIDDEN, "更短");
    c.deadline = STR("FWD-04");
    assert_refused(b, &c, ERR_FORBIDDEN, "由法律规定");
    c.length.n = 0;
    c.profile = LAW_PROFILE_MON;
    assert_refused(b, &c, ERR_INVALID, "不能按 MON");
    c = clock_at("FWD-02", "2024-03-01");
    assert_refused(b, &c, ERR_INVALID, "写到时刻");
    c = clock_at("FDW-02", "2024-03-01");
    assert_refused(b, &c, ERR_NOT_FOUND, "FWD-02");
    c = clock_at("FWD-02", "1800-03-01T00:00");
    assert_refused(b, &c, ERR_INVALID, "1900");
}

static void names_must_be_those_of_the_law(void **state)
{
    struct bench *b = *state;
    struct str name = STR("在押中");
    struct law_clock c = clock_at("REV-11", "2024-01-11");

    c.circumstance = &name;
    c.ncircumstance = 1;
    assert_refused(b, &c, ERR_INVALID, "没有情形“在押中”");
    c = clock_at("REV-14", "2024-01-11");
    c.unmet = &name;
    c.nunmet = 1;
    assert_refused(b, &c, ERR_INVALID, "没有条件“在押中”");
    name = STR("有危害后果");
    assert_due(b, &c, "2026-01-11"); /* two years, not five */
    assert_int_equal(count(b->law, &c, &b->a).other.n, 0);
}

static void what_nobody_read_is_warned_of(void **state)
{
    struct bench *b = *state;
    struct law_clock no = clock_at("REV-03", "2024-09-29"), yes = clock_at("FWD-04", "2024-09-29"),
                     half = clock_at("REV-01", "2025-03-03");
    struct law_due due = count(b->law, &no, &b->a);

    assert_true(warned(&due, "没有核对"));
    due = count(b->law, &half, &b->a);
    assert_true(warned(&due, "只见转述"));
    due = count(b->law, &yes, &b->a);
    assert_int_equal(due.warning.n, 0);
}

static void both_versions_are_shown_when_the_law_changes(void **state)
{
    struct bench *b = *state;
    struct law_clock c = clock_at("GA-01", "2025-12-20");
    struct law_due due = count(b->law, &c, &b->a);

    assert_int_equal(due.deadline->effective.n, day_from_ymd(2020, 8, 6).n);
    assert_true(warned(&due, "期满之前本条于 2026-01-01 失效"));
    assert_int_equal(due.other.n, 1);
    assert_int_equal(due.other.at[0].code, ERR_OK);
    assert_int_equal(due.other.at[0].deadline->effective.n, day_from_ymd(2026, 1, 1).n);
    assert_int_equal(due.other.at[0].last.n, day_from_ymd(2026, 1, 19).n);
    c = clock_at("GA-01", "2026-01-01");
    due = count(b->law, &c, &b->a);
    assert_int_equal(due.deadline->effective.n, day_from_ymd(2026, 1, 1).n);
    assert_int_equal(due.other.n, 0);
    c = clock_at("GA-01", "2025-11-20"); /* over before the change */
    due = count(b->law, &c, &b->a);
    assert_int_equal(due.other.n, 0);
    c = clock_at("REV-18", "2025-11-20");
    due = count(b->law, &c, &b->a);
    assert_true(warned(&due, "尚未施行"));
}

static void assert_left(struct bench *b, const struct law_clock *c, const char *now,
                        const char *text)
{
    struct law_due due = count(b->law, c, &b->a);
    struct law_left left;
    struct err err;

    assert_int_equal(law_due_left(b->law, c, &due, moment(now), &b->a, &left, &err), ERR_OK);
    if (!str_eq(left.text, str_from(text)))
        fail_msg("%s: %.*s", now, STR_F(left.text));
}

static void what_is_left_is_said_in_the_unit_of_the_law(void **state)
{
    struct bench *b = *state;
    struct law_clock hours = clock_at("FWD-02", "2024-03-01T10:20:00"),
                     working = clock_at("CF-01", "2024-02-06"),
                     months = clock_at("JC-02", "2024-06-30"),
                     back = clock_at("CF-05", "2024-10-10");

    assert_left(b, &hours, "2024-03-02T08:00:00", "剩余 2 小时 20 分");
    assert_left(b, &hours, "2024-03-02T10:20:00", "剩余 0 小时 0 分");
    assert_left(b, &hours, "2024-03-02T11:25:00", "已超过 1 小时 5 分");
    assert_left(b, &working, "2024-02-09T15:00:00", "剩余 4 个工作日");
    assert_left(b, &working, "2024-02-17", "剩余 4 个工作日");
    assert_left(b, &working, "2024-02-21T23:59:59", "今日期满");
    assert_left(b, &working, "2024-02-26", "已超过 3 个工作日");
    assert_left(b, &months, "2024-07-10", "剩余 1 个月零 20 日");
    assert_left(b, &months, "2024-09-30", "已超过 1 个月零 0 日");
    assert_left(b, &back, "2024-09-20", "剩余 2 个工作日");
    assert_left(b, &back, "2024-09-25", "已超过 1 个工作日");
}

#define YEAR_2025                      \
    LAW_TEXT("law/calendar/2025.yaml", \
             "year: 2025\nverified: no\noff: {元旦: [2025-01-01]}\nwork: {}\n")
static const struct law_text old_law[] = {
    LAW_TEXT("law/source/s.yaml", "- {id: s, title: 某法, status: 现行, read: yes}\n"),
    LAW_TEXT("law/counting.yaml",
             "- id: 甲\n  start: {text: 不计, basis: 某法 第一条}\n"
             "  roll: {text: 顺延, basis: 某法 第二条}\n  end: {text: 截止, basis: 某法 第三条}\n"
             "  profiles: {日: NAT_ROLL, 工作日: WD}\n  verified: yes\n"
             "- id: 乙\n  start: {text: 不计}\n  roll: {text: 未定}\n  end: {text: 截止}\n"
             "  profiles: {日: NAT}\n  district: [NAT, NAT_ROLL, WD]\n  verified: yes\n"),
    LAW_TEXT(
        "law/deadline/d.yaml",
        "- {id: A, mechanism: 某, who: 甲, trigger: 收到, act: 回复, length: 5日, counting: 甲,\n"
        "   basis: 某法 第五条, verified: yes, extend: [{length: 5日, times: 2, by: 乙,\n"
        "   basis: 某法 第六条}, {length: 5日, times: 1, by: 丙, basis: 某法 第六条}]}\n"
        "- {id: B, mechanism: 某, who: 甲, trigger: 收到, act: 回复, length: 5日, counting: 乙,\n"
        "   basis: 某法 第五条, verified: yes}\n"),
    LAW_TEXT(
        "law/setting.yaml",
        "- {deadline: B, profile: WD, basis: 某通知, effective: 2025-06-01, expires: 2025-07-01,\n"
        "   verified: yes}\n"),
    YEAR_2025,
};
/* The notice of 2025, amended, and that of 2026. */
static const struct law_text new_years[] = {
    LAW_TEXT("law/calendar/2025.yaml",
             "year: 2025\nverified: no\noff: {元旦: [2025-01-01], 增: [2025-03-10]}\nwork: {}\n"),
    LAW_TEXT("law/calendar/2026.yaml",
             "year: 2026\nverified: no\noff: {元旦: [2026-01-01, 2026-01-02]}\nwork: {}\n"),
};
enum { NOLD = sizeof(old_law) / sizeof(old_law[0]) };

/* With the years first known, or with those that came later. */
static struct law *small_law(bool later)
{
    struct law_text file[NOLD + 1];
    struct buf out = {0};
    struct law *law;

    memcpy(file, old_law, sizeof(old_law));
    if (later)
        memcpy(&file[NOLD - 1], new_years, sizeof(new_years));
    law = law_of(file, later ? NOLD + 1 : NOLD, &out);
    if (!law)
        fail_msg("%s", buf_cstr(&out));
    buf_release(&out);
    return law;
}

static void extensions_are_granted_in_turn(void **state)
{
    struct bench *b = *state;
    struct law *law = small_law(false);
    struct law_prolong p[4] = {prolong("5日@乙"), prolong("5日@乙"), prolong("5日@丙"),
                               prolong("5日@丙")};
    struct law_clock c = clock_at("A", "2025-03-03");

    c.prolong = p;
    c.nprolong = 3;
    assert_int_equal(count(law, &c, &b->a).warning.n, 0);
    assert_string_equal(due_of(law, &c, &b->a), "2025-03-24"); /* 23 March is a Sunday */
    c.nprolong = 4;
    assert_true(str_has(str_from(due_of(law, &c, &b->a)), STR("已到法定次数")));
    law_unref(law);
}

/* A notice arrives: what could not be counted can be, what ended on a day now off moves, the rest
 * stays. */
static void a_new_calendar_moves_clocks(void **state)
{
    struct bench *b = *state;
    struct law *before = small_law(false), *after = small_law(true);
    const struct law_clock clock[] = {clock_at("A", "2025-03-17"), clock_at("A", "2025-12-27"),
                                      clock_at("B", "2025-12-30"), clock_at("A", "2025-03-05")};
    struct law_moved *moved;
    size_t n;

    law_reproject(before, after, clock, 4, &b->a, &moved, &n);
    assert_int_equal(n, 2); /* B does not roll, so it needs no calendar */
    assert_int_equal(moved[0].clock, 1);
    assert_int_equal(moved[0].was, ERR_NOT_FOUND);
    assert_int_equal(moved[0].is, ERR_OK);
    assert_int_equal(moved[0].after.last.n, day_from_ymd(2026, 1, 5).n);
    assert_true(str_has(moved[0].text, STR("2026 年")) &&
                str_has(moved[0].text, STR("2026-01-05")));
    assert_int_equal(moved[1].clock, 3);
    assert_true(str_eq(moved[1].text, STR("A：2025-03-10 → 2025-03-11")));
    law_reproject(after, after, clock, 4, &b->a, &moved, &n);
    assert_int_equal(n, 0);
    law_unref(before);
    law_unref(after);
}

/* Where the law is silent, the district's choice holds for its time; else it is said. */
static void the_district_chooses_where_the_law_is_silent(void **state)
{
    struct bench *b = *state;
    struct law *law = small_law(false);
    struct law_clock in = clock_at("B", "2025-06-06"), out = clock_at("B", "2025-07-01");
    struct law_due due = count(law, &in, &b->a);

    assert_int_equal(due.profile, LAW_PROFILE_WD);
    assert_int_equal(due.last.n, day_from_ymd(2025, 6, 13).n);
    assert_true(stepped(&due, "按本地确定的方式", "某通知"));
    assert_int_equal(due.warning.n, 0);
    due = count(law, &out, &b->a);
    assert_int_equal(due.profile, LAW_PROFILE_NAT);
    assert_true(warned(&due, "本地也没有确定"));
    out.profile = LAW_PROFILE_NAT_ROLL;
    due = count(law, &out, &b->a);
    assert_true(warned(&due, "按指定的方式 NAT_ROLL"));
    law_unref(law);
}

static void texts_of_clocks_are_read(void **state)
{
    static const char *const bad_pause[] = {"",
                                            "2025-01-01",
                                            "2025-01-02..2025-01-01=甲",
                                            "2025-13-01..",
                                            "..2025-01-01",
                                            "2025-01-01T10:00..2025-01-01T10:00"};
    static const char *const bad_length[] = {"",    "日",    "0日",   "-1日",          "3",
                                             "3周", "1.5日", "101年", "99999999999日", "1201个月"};
    struct law_pause p = pause_of(" 2025-01-01 .. 2025-01-03 = 鉴定 @ 局长 ");
    struct law_length l = {7, LAW_TIME_DAY};
    struct law_prolong o;

    (void)state;
    assert_int_equal(p.to.n - p.from.n, 3 * MOMENT_DAY);
    assert_true(str_eq(p.reason, STR("鉴定")) && str_eq(p.by, STR("局长")));
    assert_false(moment_known(pause_of("2025-01-01..=鉴定").to));
    for (size_t i = 0; i < sizeof(bad_pause) / sizeof(bad_pause[0]); i++)
        if (law_pause_parse(str_from(bad_pause[i]), &p))
            fail_msg("%s", bad_pause[i]);
    for (size_t i = 0; i < sizeof(bad_length) / sizeof(bad_length[0]); i++)
        if (law_length_parse(str_from(bad_length[i]), &l) ||
            law_prolong_parse(str_from(bad_length[i]), &o))
            fail_msg("%s", bad_length[i]);
    assert_int_equal(l.n, 7);
    assert_true(law_length_parse(STR("10 个工作日"), &l));
    assert_true(l.n == 10 && l.unit == LAW_TIME_WORKING_DAY);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(extensions_need_an_article),
        TEST(an_extension_runs_on_from_the_plain_end),
        TEST(each_extension_has_its_approver),
        TEST(pauses_are_refused_or_warned_of),
        TEST(pauses_reach_into_the_extension),
        TEST(a_pause_within_a_day_leaves_it_in),
        TEST(an_open_pause_stops_the_clock),
        TEST(lengths_of_documents),
        TEST(names_must_be_those_of_the_law),
        TEST(what_nobody_read_is_warned_of),
        TEST(both_versions_are_shown_when_the_law_changes),
        TEST(what_is_left_is_said_in_the_unit_of_the_law),
        TEST(extensions_are_granted_in_turn),
        TEST(a_new_calendar_moves_clocks),
        TEST(the_district_chooses_where_the_law_is_silent),
        TEST(texts_of_clocks_are_read),
    };

    return cmocka_run_group_tests_name("law_deadline_clock", tests, NULL, NULL);
}
