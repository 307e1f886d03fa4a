/* tests/service/rule_random.c - see rule_random.h. */
#include "rule_random.h"

uint64_t random_next(struct random *r)
{
    uint64_t z = r->state += 0x9E3779B97F4A7C15ULL;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
    return z ^ z >> 31;
}

size_t random_below(struct random *r, size_t n)
{
    return (size_t)(random_next(r) % n);
}

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define PICK(r, list) ((list)[random_below((r), COUNT(list))])

/* ---- rules ---- */

enum where { SCREENED, IN_PENALTY, IN_REFERRAL }; /* whose fields a bare name means */

struct writer {
    struct random *r;
    struct buf *out;
    enum where where;
    int depth;
};

static void say(struct writer *w, const char *text)
{
    buf_z(w->out, text);
}

/* A field of the row in hand, or of the screened row from within an aggregate. */
static void field(struct writer *w, const char *const *penalty, size_t npenalty,
                  const char *const *referral, size_t nreferral)
{
    bool own = w->where != SCREENED && random_below(w->r, 3) == 0;

    if (own)
        say(w, "本案.");
    if (own || w->where != IN_REFERRAL)
        say(w, penalty[random_below(w->r, npenalty)]);
    else
        say(w, referral[random_below(w->r, nreferral)]);
}

#define FIELD(w, penalty, referral) \
    field((w), (penalty), COUNT(penalty), (referral), COUNT(referral))

static void condition(struct writer *w);
static void money(struct writer *w);
static void date(struct writer *w);

static void body(struct writer *w, bool penalty);

/* name(dataset[.field], body) */
static void aggregate(struct writer *w, const char *name, const char *of_penalty,
                      const char *of_referral)
{
    struct writer inner = *w;
    bool penalty = random_below(w->r, 2);

    inner.where = penalty ? IN_PENALTY : IN_REFERRAL;
    inner.depth = w->depth > 1 ? 1 : w->depth;
    say(w, name);
    say(w, penalty ? "(行政处罚" : "(移送");
    say(w, penalty ? of_penalty : of_referral);
    say(w, ", ");
    body(&inner, penalty);
    say(w, ")");
}

static void key(struct writer *w, bool penalty)
{
    static const char *const both[] = {"当事人 = 本案",
                                       "案件 = 本案",
                                       "机关 = 本案",
                                       "案由 = 本案.案由",
                                       "案由 = 本案.次选案由",
                                       "当事人类别 = 本案.当事人类别",
                                       "当事人名称 = 本案.当事人名称",
                                       "当事人名称 = 首个(本案.当事人名称, 「甲」)",
                                       "本案.当事人 = 当事人"};
    static const char *const own[] = {"年度 = 本案.年度", "年度 = 本案.年度 - 1",
                                      "罚款金额 = 本案.违法所得", "决定日期 = 本案.决定日期",
                                      "决定日期 = 本案.立案日期 + 1个月"};

    if (penalty && random_below(w->r, 3) == 0)
        say(w, PICK(w->r, own));
    else
        say(w, PICK(w->r, both));
}

/* A bound on the date or on another field, a window, a condition of the screened row alone. */
static void limit_of_search(struct writer *w, bool penalty)
{
    static const char *const of_penalty[] = {"决定日期 在 本案.决定日期 前 2年 内",
                                             "决定日期 在 本案.立案日期 后 7工作日 内",
                                             "决定日期 < 本案.决定日期",
                                             "决定日期 介于 本案.立案日期 到 本案.决定日期",
                                             "罚款金额 > 本案.罚款金额",
                                             "罚款金额 < 本案.违法所得",
                                             "案由得分 > 本案.案由得分",
                                             "罚款金额 <= 本案.违法所得 × 2",
                                             "本案.罚款金额 >= 1万元",
                                             "本案.当事人类别 = 自然人",
                                             "决定日期 ≠ 本案.决定日期",
                                             "案由得分 >= 本案.案由得分"};
    static const char *const of_referral[] = {"移送日期 在 本案.决定日期 后 3个月 内",
                                              "移送日期 在 今日 前 1年 内",
                                              "移送日期 >= 本案.决定日期",
                                              "移送日期 > 2024-01-05",
                                              "本案.决定日期 + 7工作日 < 移送日期",
                                              "涉案金额 > 本案.罚款金额 × 3",
                                              "涉案重量 >= 本案.危险废物",
                                              "非 涉案金额 = 本案.罚款金额",
                                              "受理意见 含 「立案」",
                                              "本案.暗管排放"};

    if (penalty)
        say(w, PICK(w->r, of_penalty));
    else
        say(w, PICK(w->r, of_referral));
}

static void body(struct writer *w, bool penalty)
{
    key(w, penalty);
    for (size_t n = random_below(w->r, 3); n > 0; n--) {
        say(w, " 且 ");
        limit_of_search(w, penalty);
    }
    if (w->depth > 0 && random_below(w->r, 2)) {
        say(w, " 且 ");
        condition(w);
    }
}

static void peer(struct writer *w, const char *of)
{
    static const char *const stats[] = {"中位数",    "均值",       "分位数(90)", "分位数(7)",
                                        "分位数(1)", "分位数(99)", "分位数(33)"};
    static const char *const by[] = {
        "案由", "案由, 年度", "当事人", "机关, 当事人类别", "年度", "案由, 年度, 当事人类别"};

    say(w, "同类(");
    say(w, of);
    say(w, " 的 ");
    say(w, PICK(w->r, stats));
    say(w, ", 按 ");
    say(w, PICK(w->r, by));
    say(w, ")");
}

static void money_leaf(struct writer *w)
{
    static const char *const penalty[] = {"罚款金额", "违法所得", "货值金额", "矿产品价值",
                                          "林木价值"};
    static const char *const referral[] = {"涉案金额"};
    static const char *const literals[] = {"0元", "1元", "5万元", "99999.99元", "10万元", "30万元"};
    static const char *const limits[] = {"标准.非法采矿罪.矿产品价值", "标准.滥伐林木罪.林木价值",
                                         "标准.虚假广告罪.违法所得"};
    size_t kind = random_below(w->r, 10);

    if (kind < 5)
        FIELD(w, penalty, referral);
    else if (kind < 8 || w->where == IN_REFERRAL)
        say(w, PICK(w->r, literals));
    else
        say(w, PICK(w->r, limits));
}

/* Limits that are not set may stand in sums and products, in no function. */
static void money_function(struct writer *w)
{
    static const char *const penalty[] = {"罚款金额", "违法所得", "货值金额"};
    static const char *const referral[] = {"涉案金额"};

    say(w, random_below(w->r, 2) ? "绝对值(" : "首个(");
    if (str_ends(buf_view(w->out), STR("首个("))) {
        FIELD(w, penalty, referral);
        say(w, ", 1元");
    } else {
        FIELD(w, penalty, referral);
        say(w, " - ");
        FIELD(w, penalty, referral);
    }
    say(w, ")");
}

static void money_search(struct writer *w)
{
    static const char *const names[] = {"合计", "最大", "最小", "最近"};

    if (w->where == SCREENED && random_below(w->r, 3) == 0)
        peer(w, random_below(w->r, 2) ? "罚款金额" : "货值金额");
    else if (w->where == SCREENED)
        aggregate(w, PICK(w->r, names), random_below(w->r, 2) ? ".罚款金额" : ".违法所得",
                  ".涉案金额");
    else
        money_leaf(w);
}

static void money(struct writer *w)
{
    static const char *const scales[] = {" × 2", " × 30%", " ÷ 3", " ÷ 50%", " × 3倍", " ÷ 0"};
    size_t kind = random_below(w->r, 12);

    if (kind < 6) {
        money_leaf(w);
    } else if (kind == 6) {
        say(w, "(");
        money_leaf(w);
        say(w, random_below(w->r, 2) ? " + " : " - ");
        money_leaf(w);
        say(w, ")");
    } else if (kind == 7) {
        say(w, "(");
        money_leaf(w);
        say(w, PICK(w->r, scales));
        say(w, ")");
    } else if (kind == 8) {
        say(w, "-");
        money_leaf(w);
    } else if (kind == 9) {
        money_function(w);
    } else {
        money_search(w);
    }
}

static const char *const signs[] = {" = ", " ≠ ", " < ", " <= ", " > ", " >= "};

static void compare(struct writer *w, void (*side)(struct writer *w))
{
    if (random_below(w->r, 8) == 0) {
        side(w);
        say(w, " 介于 ");
        side(w);
        say(w, " 到 ");
        side(w);
        return;
    }
    side(w);
    say(w, PICK(w->r, signs));
    side(w);
}

static void weight(struct writer *w)
{
    static const char *const penalty[] = {"危险废物", "清理废物", "危险废物 + 清理废物",
                                          "清理废物 - 危险废物", "清理废物 × 2"};
    static const char *const penalty_alone[] = {"危险废物", "清理废物"};
    static const char *const referral[] = {"涉案重量"};
    static const char *const literals[] = {"3吨", "2.5吨", "3000千克", "1克",
                                           "标准.污染环境罪.危险废物"};

    if (random_below(w->r, 3) == 0)
        say(w, literals[random_below(w->r, COUNT(literals) - (w->where == IN_REFERRAL))]);
    else if (w->where == SCREENED)
        say(w, PICK(w->r, penalty));
    else
        FIELD(w, penalty_alone, referral);
}

static void area(struct writer *w)
{
    static const char *const sides[] = {
        "占用面积", "硬化面积", "5亩", "1000平方米", "占用面积 + 硬化面积", "硬化面积 × 30%"};

    say(w, PICK(w->r, sides));
}

static void ratio(struct writer *w)
{
    static const char *const sides[] = {"超标倍数",
                                        "持股比例",
                                        "3倍",
                                        "30%",
                                        "罚款金额 ÷ 违法所得",
                                        "危险废物 ÷ 清理废物",
                                        "持股比例 × 超标倍数",
                                        "年度 ÷ 案由得分",
                                        "标准.非法采矿罪.矿产品价值 ÷ 罚款金额",
                                        "罚款金额 ÷ 标准.滥伐林木罪.林木价值",
                                        "同类(持股比例 的 均值, 按 案由)"};

    say(w, PICK(w->r, sides));
}

static void number(struct writer *w)
{
    static const char *const penalty[] = {"年度", "案由得分"};
    static const char *const literals[] = {"0", "1", "2", "30", "2024", "800"};
    size_t kind = random_below(w->r, 9);

    if (kind < 2 && w->where != IN_REFERRAL) {
        say(w, PICK(w->r, penalty));
    } else if (kind < 4) {
        say(w, PICK(w->r, literals));
    } else if (kind == 4 && w->where == SCREENED) {
        aggregate(w, "次数", "", "");
        say(w, random_below(w->r, 3) ? "" : " × 2");
    } else if (kind == 5 && w->where == SCREENED) {
        say(w, "同类(罚款金额 的 件数, 按 案由, 机关)");
    } else if (kind == 6) {
        say(w, "年(");
        date(w);
        say(w, ")");
    } else {
        say(w, random_below(w->r, 2) ? "天数(" : "工作日数(");
        date(w);
        say(w, ", ");
        date(w);
        say(w, ")");
    }
}

static void plain_date(struct writer *w)
{
    static const char *const penalty[] = {"行为终了日期", "立案日期", "决定日期"};
    static const char *const referral[] = {"移送日期"};

    FIELD(w, penalty, referral);
}

static void date(struct writer *w)
{
    static const char *const literals[] = {"今日", "2024-02-29", "2023-12-31", "2024-01-05"};
    static const char *const spans[] = {" + 3日",     " - 1个月",   " + 1年",      " - 2年",
                                        " + 7工作日", " - 5工作日", " + 1200个月", " - 36525日"};
    size_t kind = random_below(w->r, 10);

    if (kind < 5) {
        plain_date(w);
    } else if (kind < 7) {
        say(w, PICK(w->r, literals));
    } else if (kind == 7 && w->where == SCREENED) {
        aggregate(w, "最近", ".决定日期", ".移送日期");
    } else {
        plain_date(w);
        say(w, PICK(w->r, spans));
    }
}

static void window(struct writer *w)
{
    static const char *const spans[] = {" 前 2年 内",    " 前 1个月 内", " 前 5工作日 内",
                                        " 后 3日 内",    " 后 1年 内",   " 后 7工作日 内",
                                        " 前 36525日 内"};

    plain_date(w);
    say(w, " 在 ");
    date(w);
    say(w, PICK(w->r, spans));
}

static void words(struct writer *w)
{
    static const char *const penalty[] = {"违法事实", "处罚内容", "当事人名称", "决定书文号"};
    static const char *const referral[] = {"受理意见", "当事人名称", "移送书文号"};
    static const char *const tests[] = {" 含 「暗管」",
                                        " 含 任一(「罚款」, 「％」, \"O'Brien\")",
                                        " 含 全部(「暗管」, 「夜间」)",
                                        " 不含 「夜」",
                                        " 不含 任一(「暗管」, 「\\」)",
                                        " 不含 全部(「暗管」, 「夜间」)",
                                        " = 「甲」",
                                        " ≠ 「ＡＢ」",
                                        " 属于 任一(「甲」, 「乙」, \"it's\")",
                                        " 不属于 任一(「暗管」)"};

    if (random_below(w->r, 5) == 0) {
        say(w, "首个(");
        FIELD(w, penalty, referral);
        say(w, ", 「无」)");
    } else {
        FIELD(w, penalty, referral);
    }
    say(w, PICK(w->r, tests));
}

static void code(struct writer *w)
{
    static const char *const causes[] = {
        "案由 属于 案由类.非法采矿", "案由 属于 案由类.采矿类",
        "案由 不属于 案由类.市场类", "案由 = 虚假广告",
        "案由 ≠ 非法采矿",           "案由 属于 任一(虚假广告, 非法河道采砂)",
        "机关 属于 机关类.自然资源", "机关 属于 机关类.公安",
        "机关 不属于 机关类.法院",   "机关 属于 机关类.法院",
        "机关 = 区市场监管局",       "当事人类别 = 自然人"};
    static const char *const own[] = {"案由 = 次选案由",
                                      "处罚类别 属于 任一(警告, 罚款)",
                                      "当事人类别 ≠ 个体工商户",
                                      "暗管排放",
                                      "禁采区 = 是",
                                      "非 禁采区",
                                      "暗管排放 = 禁采区",
                                      "区域 = 110109",
                                      "区域 属于 任一(110109, 110101)",
                                      "罚款金额 属于 任一(1元, 5万元)",
                                      "案由得分 不属于 任一(800, 900)"};

    if (w->where != IN_REFERRAL && random_below(w->r, 2))
        say(w, PICK(w->r, own));
    else
        say(w, PICK(w->r, causes));
}

static void missing(struct writer *w)
{
    static const char *const penalty[] = {"案由",     "当事人",   "案件", "罚款金额",
                                          "决定日期", "违法事实", "机关", "年度"};
    static const char *const referral[] = {"案由", "涉案金额", "移送日期"};

    say(w, random_below(w->r, 3) ? "不缺 " : "缺 ");
    FIELD(w, penalty, referral);
}

static void standard(struct writer *w)
{
    static const char *const any[] = {"达到 标准.污染环境罪", "达到 标准.滥伐林木罪",
                                      "达到 标准.虚假广告罪", "达到 标准.滥用职权罪",
                                      "达到 标准.非法采矿罪"};

    if (w->where == IN_REFERRAL)
        code(w);
    else /* the last one counts other records: not within an aggregate */
        say(w, any[random_below(w->r, COUNT(any) - (w->where != SCREENED))]);
}

static void screened_only(struct writer *w)
{
    switch (random_below(w->r, 4)) {
    case 0:
        compare(w, area);
        break;
    case 1:
        compare(w, ratio);
        break;
    case 2:
        aggregate(w, "不存在", "", "");
        break;
    default:
        aggregate(w, "存在", "", "");
    }
}

static void leaf(struct writer *w)
{
    size_t kind = random_below(w->r, 16);

    if (kind < 4)
        compare(w, money);
    else if (kind == 4)
        compare(w, weight);
    else if (kind == 5)
        compare(w, number);
    else if (kind == 6)
        compare(w, date);
    else if (kind == 7)
        window(w);
    else if (kind == 8)
        words(w);
    else if (kind < 11)
        code(w);
    else if (kind == 11)
        missing(w);
    else if (kind == 12)
        standard(w);
    else if (w->where == SCREENED)
        screened_only(w);
    else
        code(w);
}

static void condition(struct writer *w)
{
    size_t kind = random_below(w->r, 6);
    struct writer inner = *w;

    inner.depth--;
    if (w->depth <= 0 || kind < 2) {
        leaf(w);
        return;
    }
    say(w, kind == 2 ? "非 (" : "(");
    condition(&inner);
    for (size_t n = kind == 2 ? 0 : 1 + random_below(w->r, 2); n > 0; n--) {
        say(w, kind < 5 ? " 且 " : " 或 ");
        condition(&inner);
    }
    say(w, ")");
}

void random_condition(struct random *r, struct buf *out)
{
    struct writer w = {.r = r, .out = out, .where = SCREENED, .depth = 3};

    condition(&w);
}

/* ---- rows ---- */

static int64_t some_day(struct random *r)
{
    static const int fixed[][3] = {{1, 1, 1},      {9999, 12, 31}, {2003, 6, 2},   {2003, 6, 3},
                                   {2016, 11, 30}, {2016, 12, 1},  {2020, 1, 1},   {2024, 2, 29},
                                   {2022, 12, 31}, {2023, 1, 1},   {2025, 12, 31}, {2026, 1, 1}};
    const int *ymd;

    if (random_below(r, 3))
        return day_from_ymd(2024, 1, 1).n + (int64_t)random_below(r, 40) - 20;
    ymd = PICK(r, fixed);
    return day_from_ymd(ymd[0], ymd[1], ymd[2]).n;
}

static int64_t some_number(struct random *r)
{
    static const int64_t some[] = {0,
                                   1,
                                   -1,
                                   100,
                                   300,
                                   5000000,
                                   10000000,
                                   9999999,
                                   30000000,
                                   29999999,
                                   3000000,
                                   INT64_MIN,
                                   INT64_MIN + 1,
                                   INT64_MAX - 1,
                                   INT64_MAX,
                                   INT64_MAX / 2,
                                   INT64_MAX / 3,
                                   -10000000,
                                   1000000000000000000};

    return random_below(r, 4) ? (int64_t)random_below(r, 5) * 100 : PICK(r, some);
}

static struct str some_text(struct random *r)
{
    static const char *const some[] = {
        "甲",   "乙",       "ＡＢ", "AB",   "",          "暗管", "夜间用暗管排放",
        "it's", "O'Brien",  "\\",   "50％", "罚款\n5元", "a\tb", "𠮷",
        "立案", "不予立案", "案1",  "案2",  "案3"};

    return str_from(PICK(r, some));
}

/* Of a field that is kept as a number. */
static int64_t some_number_of(struct random *r, const struct law *law, const struct law_field *f)
{
    switch (f->type) {
    case LAW_BOOL:
        return (int64_t)random_below(r, 2);
    case LAW_DATE:
        return some_day(r);
    case LAW_CODE:
        return (int64_t)random_below(r, f->code_of == LAW_CODE_CAUSE ? law->ncause : f->nvalue);
    case LAW_ORGAN:
        return (int64_t)random_below(r, law->norgan);
    case LAW_PARTY:
        return (int64_t)random_below(r, 5) - 2;
    case LAW_REGION:
        return 110109 - 8 * (int64_t)random_below(r, 2);
    case LAW_INT:
        return random_below(r, 3) ? 2023 + (int64_t)random_below(r, 3) : some_number(r);
    case LAW_MONEY:
    case LAW_QUANTITY:
    case LAW_TEXT:
        break;
    }
    return some_number(r);
}

static void set_some(struct random *r, struct rule_world *w, size_t d, size_t f, size_t row)
{
    const struct law_field *field = &w->law->dataset[d].field[f];

    if (random_below(r, 4) == 0)
        return;
    if (field->type == LAW_TEXT)
        rule_world_set(w, d, f, row, 0, some_text(r));
    else
        rule_world_set(w, d, f, row, some_number_of(r, w->law, field), STR_NULL);
}

static void fill(struct random *r, struct rule_world *w, size_t d, size_t rows)
{
    for (size_t i = 0; i < rows; i++) {
        size_t row = column_table_add(&w->table[d]);

        for (size_t f = 0; f < w->law->dataset[d].nfield; f++)
            set_some(r, w, d, f, row);
    }
}

void random_world(struct random *r, const struct law *law, size_t rows, struct rule_world *ret)
{
    rule_world_init(ret, law, day_from_ymd(2024, 1, 15));
    for (size_t d = 0; d < law->ndataset; d++) {
        size_t few = random_below(r, 8);

        fill(r, ret, d, few < 2 ? few : 1 + random_below(r, rows));
    }
}
