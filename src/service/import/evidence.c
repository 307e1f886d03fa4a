/* service/import/evidence.c - see evidence.h. */
#include "service/import/evidence.h"

#include "base/fen.h"
#include "base/json.h"
#include "text/name.h"

static void begin_item(struct buf *b)
{
    if (b->n == 0)
        buf_char(b, '[');
}

static void add_note(struct buf *b, const char *note)
{
    if (b->n > 0)
        buf_z(b, "；");
    buf_z(b, note);
}

static void notes_of(const struct text_fact *f, struct buf *b)
{
    if (f->modifier & TEXT_NIL)
        add_note(b, "写明没有");
    if (f->modifier & TEXT_ABOUT)
        add_note(b, "约数");
    if (f->modifier & TEXT_OVER)
        add_note(b, "实际更多，按下限");
    if (f->modifier & TEXT_EACH)
        add_note(b, "各人分别");
    if (f->modifier & TEXT_PART)
        add_note(b, "只是其中一部分");
    if (f->modifier & TEXT_MONTH)
        add_note(b, "只写到月");
}

/* 对甲、乙罚款共计3万元: what is the party's own share is not said. */
static bool shared(const struct import_mention *m)
{
    struct str rest = str_sub(m->text, m->fact->subject_from, m->fact->subject_to), item;

    return (m->fact->modifier & TEXT_TOTAL) && text_name_next(&rest, &item) &&
           text_name_next(&rest, &item);
}

static struct str words_of(const struct import_mention *m)
{
    return str_sub(m->text, m->fact->from, m->fact->to);
}

void import_evidence_add(struct buf *items, const struct import_mention *m, const char *note)
{
    struct buf notes = {0};

    if (note)
        buf_z(&notes, note);
    notes_of(m->fact, &notes);
    if (shared(m))
        add_note(&notes, "几人合计，未分列");
    begin_item(items);
    json_open(items, NULL, '{');
    json_text(items, "field", m->field->name);
    json_text(items, "in", m->in);
    json_i64(items, "from", (int64_t)m->fact->from);
    json_i64(items, "to", (int64_t)m->fact->to);
    json_text(items, "text", words_of(m));
    if (notes.n > 0)
        json_text(items, "note", buf_view(&notes));
    json_close(items, '}');
    buf_release(&notes);
}

static void print_value(const struct law *law, const struct law_field *f, int64_t v, struct buf *b)
{
    switch (f->type) {
    case LAW_MONEY:
        fen_print(b, (struct fen){v});
        return;
    case LAW_QUANTITY:
        fen_print_decimal(b, v, 6);
        buf_str(b, law->unit[f->unit].name);
        return;
    case LAW_DATE:
        day_print(b, (struct day){(int32_t)v});
        return;
    case LAW_BOOL:
        buf_z(b, v ? "是" : "否");
        return;
    case LAW_INT:
    case LAW_TEXT:
    case LAW_CODE:
    case LAW_PARTY:
    case LAW_ORGAN:
    case LAW_REGION:
        buf_i64(b, v);
        return;
    }
}

void import_warning_differs(struct buf *items, const struct law *law,
                            const struct import_mention *m, int64_t column)
{
    struct buf text = {0};

    buf_z(&text, "列内为");
    print_value(law, m->field, column, &text);
    buf_fmt(&text, "，%.*s写“%.*s”（", STR_F(m->in), STR_F(words_of(m)));
    print_value(law, m->field, m->value, &text);
    buf_z(&text, "），以列为准");
    begin_item(items);
    json_open(items, NULL, '{');
    json_text(items, "field", m->field->name);
    json_text(items, "text", buf_view(&text));
    json_close(items, '}');
    buf_release(&text);
}

struct str import_items_join(struct arena *a, struct str array, struct buf *items)
{
    struct str s = array;

    if (items->n > 0 && array.n > 2)
        s = str_fmt(a, "%.*s,%.*s]", STR_F(str_sub(array, 0, array.n - 1)),
                    STR_F(str_tail(buf_view(items), 1)));
    else if (items->n > 0)
        s = str_fmt(a, "%.*s]", STR_F(buf_view(items)));
    buf_release(items);
    return s;
}
