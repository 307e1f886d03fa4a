/* service/import/extract.c - see extract.h. */
#include "service/import/extract.h"

#include "base/fen.h"
#include "base/json.h"
#include "service/import/cause.h"
#include "service/import/lexicon.h"

struct name {
    unsigned bit;
    const char *id, *zh;
};

static const struct name modifier[] = {
    {TEXT_ABOUT, "about", "约数"},     {TEXT_OVER, "over", "以上"},
    {TEXT_FROM, "from", "下限"},       {TEXT_UP_TO, "up_to", "上限"},
    {TEXT_TOTAL, "total", "合计"},     {TEXT_EACH, "each", "各"},
    {TEXT_FOREIGN, "foreign", "外币"}, {TEXT_UNIT_PRICE, "unit_price", "单价"},
    {TEXT_PART, "part", "其中"},       {TEXT_NIL, "nil", "没有"},
    {TEXT_MONTH, "month", "只写到月"}, {TEXT_YEAR, "year", "只写到年"},
};
enum { NMODIFIER = sizeof(modifier) / sizeof(modifier[0]) };

static const struct name polarity[] = {
    [TEXT_STATED] = {0, "stated", "载明"},
    [TEXT_NEGATED] = {0, "negated", "否定"},
    [TEXT_BELOW] = {0, "below", "不足"},
    [TEXT_PLANNED] = {0, "planned", "未定"},
};
static const struct name kind[] = {
    [TEXT_MONEY] = {0, "money", "金额"},
    [TEXT_QUANTITY] = {0, "quantity", "数量"},
    [TEXT_DATE] = {0, "date", "日期"},
    [TEXT_FLAG] = {0, "flag", "情形"},
};

struct shown {
    const struct law *law;
    const struct law_dataset *dataset;
    struct import_lexicon lexicon;
    struct str text;
    struct text_facts facts;
};

static const struct law_field *field_of(const struct shown *s, const struct text_fact *f)
{
    return f->role < 0 ? NULL : &s->dataset->field[s->lexicon.field[f->role]];
}

static struct str unit_of(const struct shown *s, const struct text_fact *f)
{
    const struct law_field *field = field_of(s, f);

    if (f->kind != TEXT_QUANTITY)
        return STR("");
    if (field)
        return s->law->unit[field->unit].name;
    return f->unit < 0 ? STR("") : s->law->unit[f->unit].name;
}

static void print_date(struct buf *b, const struct text_fact *f)
{
    int year, month, dom;

    if (!(f->modifier & (TEXT_MONTH | TEXT_YEAR))) {
        day_print(b, (struct day){(int32_t)f->value});
        return;
    }
    day_to_ymd((struct day){(int32_t)f->value}, &year, &month, &dom);
    buf_fmt(b, "%04d", year);
    if (f->modifier & TEXT_MONTH)
        buf_fmt(b, "-%02d", month);
}

static void print_value(const struct shown *s, const struct text_fact *f, struct buf *b)
{
    switch (f->kind) {
    case TEXT_MONEY:
        if (f->modifier & TEXT_FOREIGN) {
            fen_print_decimal(b, f->value, 2);
            buf_str(b, f->currency);
        } else {
            fen_print(b, (struct fen){f->value});
        }
        return;
    case TEXT_QUANTITY:
        fen_print_decimal(b, f->value, 6);
        buf_str(b, unit_of(s, f));
        return;
    case TEXT_DATE:
        print_date(b, f);
        return;
    case TEXT_FLAG:
        buf_z(b, f->polarity == TEXT_NEGATED ? "否" : "是");
        return;
    }
}

/* ---- for people ---- */

/* The text with what was found in ⟦⟧; what overlaps is marked once. */
static void print_marked(const struct shown *s, struct buf *out)
{
    size_t at = 0;

    for (size_t i = 0; i < s->facts.v.n; i++) {
        const struct text_fact *f = &s->facts.v.at[i];

        if (f->from < at)
            continue;
        buf_str(out, str_sub(s->text, at, f->from));
        buf_z(out, "⟦");
        buf_str(out, str_sub(s->text, f->from, f->to));
        buf_z(out, "⟧");
        at = f->to;
    }
    buf_str(out, str_tail(s->text, at));
    buf_char(out, '\n');
}

/* 每条200支: no price. */
static bool per_one(const struct text_fact *f, const struct name *m)
{
    return m->bit == TEXT_UNIT_PRICE && f->kind == TEXT_QUANTITY;
}

static void print_notes(const struct text_fact *f, struct buf *out)
{
    bool any = false;

    for (size_t i = 0; i < NMODIFIER; i++)
        if (f->modifier & modifier[i].bit) {
            buf_z(out, any ? "、" : "");
            buf_z(out, per_one(f, &modifier[i]) ? "每一个" : modifier[i].zh);
            any = true;
        }
    if (!any)
        buf_char(out, '-');
}

enum column { FIELD, VALUE, WORDS, POLARITY, NOTES, PLACE, WHOM, NCOLUMN };

struct line {
    struct str cell[NCOLUMN];
};

static struct str taken(struct arena *a, struct buf *b)
{
    struct str s = str_dup(a, buf_view(b));

    buf_reset(b);
    return s;
}

static struct line line_of(const struct shown *s, const struct text_fact *f, struct arena *a)
{
    const struct law_field *field = field_of(s, f);
    struct line l = {.cell[FIELD] = field ? field->name : STR("（无字段）"),
                     .cell[WORDS] = str_sub(s->text, f->from, f->to),
                     .cell[POLARITY] = str_from(polarity[f->polarity].zh),
                     .cell[PLACE] = str_fmt(a, "%zu-%zu", f->from, f->to)};
    struct buf b = {0};

    print_value(s, f, &b);
    l.cell[VALUE] = taken(a, &b);
    print_notes(f, &b);
    l.cell[NOTES] = taken(a, &b);
    if (f->subject_to > f->subject_from)
        l.cell[WHOM] =
            str_fmt(a, "对%.*s", STR_F(str_sub(s->text, f->subject_from, f->subject_to)));
    buf_release(&b);
    return l;
}

/* Columns on a screen: Han and full-width characters take two. */
static size_t width_of(struct str s)
{
    size_t width = 0, len;

    for (size_t i = 0; i < s.n; i += len)
        width += str_utf8_at(s, i, &len) >= 0x2E80 ? 2 : 1;
    return width;
}

static void print_line(const struct line *l, const size_t *width, struct buf *out)
{
    size_t last = NCOLUMN;

    while (last > 0 && l->cell[last - 1].n == 0)
        last--;
    for (size_t i = 0; i < last; i++) {
        buf_str(out, l->cell[i]);
        for (size_t w = width_of(l->cell[i]); i + 1 < last && w < width[i] + 2; w++)
            buf_char(out, ' ');
    }
    buf_char(out, '\n');
}

/* lines -> 字段 值 原文 极性 备注 位置 [ 对谁 ] */
static void print_table(const struct shown *s, struct arena *a, struct buf *out)
{
    size_t n = s->facts.v.n + 1, width[NCOLUMN] = {0};
    struct line *line = ARENA_ARRAY(a, struct line, n);

    line[0] = (struct line){
        {STR("字段"), STR("值"), STR("原文"), STR("极性"), STR("备注"), STR("位置"), STR("")}};
    for (size_t i = 1; i < n; i++)
        line[i] = line_of(s, &s->facts.v.at[i - 1], a);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < NCOLUMN; k++)
            width[k] = width_of(line[i].cell[k]) > width[k] ? width_of(line[i].cell[k]) : width[k];
    for (size_t i = 0; i < n; i++)
        print_line(&line[i], width, out);
}

static void print_people(const struct shown *s, const struct import_cause_match *cause,
                         struct arena *a, struct buf *out)
{
    print_marked(s, out);
    if (s->facts.v.n > 0)
        print_table(s, a, out);
    else
        buf_z(out, "没有读出事实。\n");
    if (cause->best >= 0)
        buf_fmt(out, "案由：%.*s（%d‰）\n", STR_F(s->law->cause[cause->best].name), cause->score);
}

/* ---- for programs ---- */

static void json_modifiers(const struct text_fact *f, struct buf *out)
{
    if (f->modifier == 0)
        return;
    json_open(out, "modifiers", '[');
    for (size_t i = 0; i < NMODIFIER; i++)
        if (f->modifier & modifier[i].bit)
            json_text(out, NULL, str_from(modifier[i].id));
    json_close(out, ']');
}

static void json_part(const struct shown *s, const char *key, size_t from, size_t to,
                      struct buf *out)
{
    if (to > from)
        json_text(out, key, str_sub(s->text, from, to));
}

static void json_fact(const struct shown *s, const struct text_fact *f, struct buf *out)
{
    const struct law_field *field = field_of(s, f);
    struct buf value = {0};

    print_value(s, f, &value);
    json_open(out, NULL, '{');
    if (field)
        json_text(out, "field", field->name);
    json_text(out, "kind", str_from(kind[f->kind].id));
    json_i64(out, "number", f->value);
    json_text(out, "value", buf_view(&value));
    if (f->kind == TEXT_QUANTITY)
        json_text(out, "unit", unit_of(s, f));
    if (f->modifier & TEXT_FOREIGN)
        json_text(out, "currency", f->currency);
    json_text(out, "polarity", str_from(polarity[f->polarity].id));
    json_modifiers(f, out);
    json_part(s, "text", f->from, f->to, out);
    json_i64(out, "from", (int64_t)f->from);
    json_i64(out, "to", (int64_t)f->to);
    json_part(s, "cue", f->cue_from, f->cue_to, out);
    json_part(s, "subject", f->subject_from, f->subject_to, out);
    json_close(out, '}');
    buf_release(&value);
}

static void print_json(const struct shown *s, const struct import_cause_match *cause,
                       struct buf *out)
{
    json_open(out, NULL, '{');
    json_text(out, "text", s->text);
    json_open(out, "facts", '[');
    for (size_t i = 0; i < s->facts.v.n; i++)
        json_fact(s, &s->facts.v.at[i], out);
    json_close(out, ']');
    if (cause->best >= 0) {
        json_text(out, "cause", s->law->cause[cause->best].name);
        json_i64(out, "cause_score", cause->score);
    }
    json_close(out, '}');
    buf_char(out, '\n');
}

void import_extract(const struct law *law, const struct law_dataset *d, struct str text, bool json,
                    struct buf *out)
{
    struct arena a;
    struct shown s = {.law = law, .dataset = d, .text = text};
    struct import_cause_match cause;

    arena_init(&a, 0);
    s.lexicon = import_lexicon_of(&a, law, d, -1);
    text_read(text_reader_new(&a, &s.lexicon.text), text, &a, &s.facts);
    cause = import_cause_match(import_causes_new(&a, law), &text, 1, &a);
    if (json)
        print_json(&s, &cause, out);
    else
        print_people(&s, &cause, &a, out);
    arena_release(&a);
}
