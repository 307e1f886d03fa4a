/* service/screen/kept_show.c - kept clues as a table, as text and as JSON; see kept.h. */
#include "base/clock.h"
#include "base/json.h"
#include "service/screen/kept.h"
#include "service/screen/table.h"
#include "service/screen/view.h"

/* 2026-01-31 09:30, Beijing time */
static struct str time_text(int64_t at, struct arena *a)
{
    enum { DATE = 10, MINUTES = 16 };
    struct buf b = {0};
    struct str s;

    clock_print(&b, at);
    s = str_fmt(a, "%.*s %.*s", DATE, b.p, MINUTES - DATE - 1, b.p + DATE + 1);
    buf_release(&b);
    return s;
}

/* 已排除（已移送，有变化） */
static struct str state_text(const struct screen_kept *k, struct arena *a)
{
    const struct matter_clue_kept *c = k->kept;
    struct str zh = matter_clue_state_zh(c->state);
    struct buf b = {0};
    struct str s;

    if (c->state == MATTER_CLUE_DISMISSED)
        buf_fmt(&b, "，%.*s", STR_F(k->dismissal));
    if (c->into)
        buf_fmt(&b, "，%lld", (long long)c->into);
    if (c->matter)
        buf_fmt(&b, "，事项 %lld", (long long)c->matter);
    if (c->changed)
        buf_z(&b, "，有变化");
    if (!c->present && c->state != MATTER_CLUE_GONE)
        buf_z(&b, "，不再命中");
    s = b.n == 0
            ? zh
            : str_fmt(a, "%.*s（%.*s）", STR_F(zh), (int)(b.n - strlen("，")), b.p + strlen("，"));
    buf_release(&b);
    return s;
}

void screen_kept_table(const struct screen_kept *at, size_t n, int64_t total, struct buf *out)
{
    static const struct screen_table_column column[] = {
        {"编号", 0, true},   {"状态", 28, false},   {"规则", 34, false}, {"当事人", 26, false},
        {"机关", 26, false}, {"文书号", 30, false}, {"发现", 0, false}};
    struct screen_table t;
    struct arena a;

    arena_init(&a, 0);
    screen_table_init(&t, column, sizeof(column) / sizeof(column[0]), &a);
    for (size_t i = 0; i < n; i++) {
        const struct screen_kept *k = &at[i];

        screen_table_add(&t,
                         (struct str[]){str_fmt(&a, "%lld", (long long)k->kept->id),
                                        state_text(k, &a), k->title, k->party, k->organ, k->doc_no,
                                        str_sub(time_text(k->kept->found_at, &a), 0, 10)});
    }
    if (n > 0)
        screen_table_print(&t, 0, out);
    buf_fmt(out, "线索 %lld 条", (long long)total);
    if ((int64_t)n < total)
        buf_fmt(out, "，列出 %zu 条（--limit 0 列出全部）", n);
    buf_char(out, '\n');
    arena_release(&a);
}

/* ---- one clue ---- */

static void print_pair(struct buf *out, const char *title, struct str value)
{
    if (value.n > 0)
        buf_fmt(out, "%s%.*s\n", title, STR_F(value));
}

static void print_list(struct buf *out, const char *title, const struct str *at, size_t n)
{
    if (n > 0)
        buf_fmt(out, "%s\n", title);
    for (size_t i = 0; i < n; i++)
        buf_fmt(out, "  %zu. %.*s\n", i + 1, STR_F(at[i]));
}

static void print_values(struct buf *out, const struct screen_kept *k)
{
    if (k->value.n > 0)
        buf_z(out, "发现时的数值\n");
    for (size_t i = 0; i < k->value.n; i++)
        buf_fmt(out, "  %.*s　%.*s\n", STR_F(k->value.at[i].name), STR_F(k->value.at[i].value));
}

static struct str note_text(const struct screen_kept *k, const struct matter_clue_event *e,
                            struct arena *a)
{
    struct screen_view v = {.person = k->person};

    return screen_view_mask(&v, e->note, a);
}

static const char *event_zh(struct str what)
{
    static const struct {
        struct str what;
        const char *zh;
    } words[] = {
        {STR_INIT("found"), "发现"},    {STR_INIT("changed"), "内容有变"},
        {STR_INIT("gone"), "不再命中"}, {STR_INIT("again"), "再次命中"},
        {STR_INIT("accepted"), "受理"}, {STR_INIT("dismissed"), "排除"},
        {STR_INIT("merged"), "并入"},   {STR_INIT("reopened"), "恢复"},
        {STR_INIT("rebutted"), "申辩"}, {STR_INIT("opened"), "开启"},
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (str_eq(words[i].what, what))
            return words[i].zh;
    return "";
}

static struct str organ_text(const struct law *law, struct str id)
{
    int i = law_organ_find(law, id);

    return i < 0 ? id : law->organ[i].short_name;
}

static void print_event(const struct law *law, const struct screen_kept *k,
                        const struct matter_clue_event *e, struct arena *a, struct buf *out)
{
    const struct law_dismissal *why = law_dismissal_find(law, e->code);

    buf_fmt(out, "  %.*s  %s", STR_F(time_text(e->at, a)), event_zh(e->what));
    if (e->code.n > 0)
        buf_fmt(out, "（%.*s）", STR_F(why ? why->name : e->code));
    if (e->into)
        buf_fmt(out, "线索 %lld", (long long)e->into);
    if (e->matter)
        buf_fmt(out, "事项 %lld", (long long)e->matter);
    if (e->actor.n > 0)
        buf_fmt(out, "  %.*s", STR_F(e->actor));
    if (e->organ.n > 0)
        buf_fmt(out, "（%.*s）", STR_F(organ_text(law, e->organ)));
    if (e->actor.n == 0 || e->matter)
        buf_fmt(out, "  规则版本 %.*s", STR_F(e->rule_version));
    if (e->note.n > 0)
        buf_fmt(out, "：%.*s", STR_F(note_text(k, e, a)));
    buf_char(out, '\n');
}

void screen_kept_text(const struct law *law, const struct screen_kept *k,
                      const struct matter_clue_events *events, struct buf *out)
{
    struct arena a;

    arena_init(&a, 0);
    buf_fmt(out, "线索 %lld  %.*s\n", (long long)k->kept->id, STR_F(state_text(k, &a)));
    buf_fmt(out, "规则    %.*s（%.*s，版本 %.*s）\n", STR_F(k->title), STR_F(k->kept->clue.rule),
            STR_F(k->kept->clue.rule_version));
    print_pair(out, "类型    ", k->kept->clue.kind);
    buf_fmt(out, "记录    %.*s %lld\n", STR_F(k->dataset), (long long)k->kept->clue.record);
    print_pair(out, "当事人  ", k->party);
    print_pair(out, "机关    ", k->organ);
    print_pair(out, "文书号  ", k->doc_no);
    print_pair(out, "日期    ", k->date);
    print_pair(out, "案由    ", k->cause);
    print_pair(out, "线索    ", k->sentence);
    print_list(out, "理由", k->because.at, k->because.n);
    print_values(out, k);
    print_list(out, "适用的标准", k->standard.at, k->standard.n);
    print_list(out, "计入的其他记录", k->counted.at, k->counted.n);
    buf_z(out, "经过\n");
    for (size_t i = 0; i < events->v.n; i++)
        print_event(law, k, &events->v.at[i], &a, out);
    arena_release(&a);
}

/* ---- JSON ---- */

static void put_time(struct buf *out, const char *key, int64_t at)
{
    struct buf b = {0};

    if (at)
        clock_print(&b, at);
    json_text(out, key, buf_view(&b));
    buf_release(&b);
}

static void put_list(struct buf *out, const char *key, const struct str *at, size_t n)
{
    json_open(out, key, '[');
    for (size_t i = 0; i < n; i++)
        json_text(out, NULL, at[i]);
    json_close(out, ']');
}

static void put_event(struct buf *out, const struct law *law, const struct screen_kept *k,
                      const struct matter_clue_event *e, struct arena *a)
{
    json_open(out, NULL, '{');
    put_time(out, "at", e->at);
    json_text(out, "what", e->what);
    json_text(out, "by", e->actor);
    json_text(out, "organ", organ_text(law, e->organ));
    json_text(out, "code", e->code);
    json_text(out, "note", note_text(k, e, a));
    json_i64(out, "into", e->into);
    json_i64(out, "matter", e->matter);
    json_text(out, "rule_version", e->rule_version);
    json_close(out, '}');
}

static void put_details(struct buf *out, const struct law *law, const struct screen_kept *k,
                        const struct matter_clue_events *events)
{
    struct arena a;

    arena_init(&a, 0);
    put_list(out, "because", k->because.at, k->because.n);
    json_open(out, "values", '[');
    for (size_t i = 0; i < k->value.n; i++) {
        json_open(out, NULL, '{');
        json_text(out, "field", k->value.at[i].name);
        json_text(out, "value", k->value.at[i].value);
        json_close(out, '}');
    }
    json_close(out, ']');
    put_list(out, "standards", k->standard.at, k->standard.n);
    put_list(out, "counted", k->counted.at, k->counted.n);
    json_open(out, "events", '[');
    for (size_t i = 0; i < events->v.n; i++)
        put_event(out, law, k, &events->v.at[i], &a);
    json_close(out, ']');
    arena_release(&a);
}

void screen_kept_json(const struct law *law, const struct screen_kept *k,
                      const struct matter_clue_events *events, struct buf *out)
{
    const struct matter_clue_kept *c = k->kept;

    json_open(out, NULL, '{');
    json_i64(out, "id", c->id);
    json_text(out, "state", matter_clue_state_name(c->state));
    json_bool(out, "changed", c->changed);
    json_bool(out, "present", c->present);
    json_text(out, "rule", c->clue.rule);
    json_text(out, "title", k->title);
    json_text(out, "rule_version", c->clue.rule_version);
    json_text(out, "kind", c->clue.kind);
    json_text(out, "dataset", k->dataset);
    json_i64(out, "record", c->clue.record);
    json_text(out, "organ", k->organ);
    json_text(out, "party", k->party);
    json_text(out, "doc_no", k->doc_no);
    json_text(out, "date", k->date);
    json_text(out, "cause", k->cause);
    json_text(out, "clue", k->sentence);
    json_text(out, "code", c->code);
    json_text(out, "dismissal", k->dismissal);
    json_i64(out, "into", c->into);
    json_i64(out, "matter", c->matter);
    put_time(out, "found", c->found_at);
    put_time(out, "decided", c->decided_at);
    if (events)
        put_details(out, law, k, events);
    json_close(out, '}');
}
