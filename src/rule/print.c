/* rule/print.c - see print.h, and rule_print_value, rule_print_operators of rule.h. */
#include "rule/print.h"

#include "base/fen.h"
#include "rule/lex.h"

/* ---- values ---- */

static void print_quantity(struct buf *out, const struct law *law, int unit, int64_t v)
{
    enum { MILLIONTHS = 6, PER_CENT = 4 };

    if (unit < 0) {
        fen_print_decimal(out, v, PER_CENT);
        buf_char(out, '%');
        return;
    }
    fen_print_decimal(out, v, MILLIONTHS);
    buf_str(out, law->unit[unit].name);
}

static void print_day(struct buf *out, int64_t n)
{
    if (n < INT32_MIN / 2 || n > INT32_MAX / 2)
        buf_i64(out, n);
    else
        day_print(out, (struct day){(int32_t)n});
}

static void print_code(struct buf *out, const struct law *law, struct rule_type type, int64_t v)
{
    size_t n = type.codes ? type.codes->nvalue : law->ncause;

    if (v < 0 || (uint64_t)v >= n)
        buf_z(out, "?");
    else
        buf_str(out, type.codes ? type.codes->value[v] : law->cause[v].name);
}

static void print_organ(struct buf *out, const struct law *law, int64_t v)
{
    const struct law_organ *o;

    if (v < 0 || (uint64_t)v >= law->norgan) {
        buf_z(out, "?");
        return;
    }
    o = &law->organ[v];
    buf_str(out, o->short_name.n ? o->short_name : o->name);
}

void rule_print_typed(struct buf *out, const struct law *law, struct rule_type type,
                      const struct rule_value *v)
{
    switch (type.kind) {
    case RULE_BOOL:
        buf_z(out, v->n ? "是" : "否");
        return;
    case RULE_MONEY:
        fen_print(out, (struct fen){v->n});
        return;
    case RULE_QUANTITY:
        print_quantity(out, law, type.unit, v->n);
        return;
    case RULE_DATE:
        print_day(out, v->n);
        return;
    case RULE_WORDS:
        buf_str(out, v->text);
        return;
    case RULE_CODE:
        print_code(out, law, type, v->n);
        return;
    case RULE_ORGAN:
        print_organ(out, law, v->n);
        return;
    case RULE_PARTY:
        buf_char(out, '#');
        buf_i64(out, v->n);
        return;
    case RULE_INT:
    case RULE_REGION:
    case RULE_SPAN:
    case RULE_WORKING:
    case RULE_NO_TYPE:
        break;
    }
    buf_i64(out, v->n);
}

void rule_print_value(struct buf *out, const struct law *law, const struct law_dataset *d, size_t f,
                      const struct column_table *t, size_t row)
{
    struct rule_value v = {0};
    struct arena a;

    if (!column_get(&t->column[f], row, &v.n))
        return;
    arena_init(&a, 0);
    if (t->column[f].kind == COLUMN_TEXT)
        v.text = column_text(t, f, row, &a);
    else if (t->column[f].kind == COLUMN_ID)
        v.n = column_id(t, f, row);
    rule_print_typed(out, law, rule_type_of_field(&d->field[f]), &v);
    arena_release(&a);
}

void rule_print_span(struct buf *out, const struct rule_node *span)
{
    static const char *const units[] = {
        [SPAN_DAY] = "日", [SPAN_MONTH] = "个月", [SPAN_YEAR] = "年"};

    buf_i64(out, span->number);
    buf_z(out, span->type.kind == RULE_WORKING ? "工作日" : units[span->span]);
}

/* Without a pair of brackets around the whole. */
static struct str unwrapped(struct str s)
{
    size_t first = 0, len = 0;
    int depth = 0;

    for (size_t i = 0; i < s.n; i += len) {
        uint32_t cp = rule_half_width(s, i, &len);

        if (i == 0 && cp != '(')
            return s;
        first = i == 0 ? len : first;
        depth += cp == '(' ? 1 : cp == ')' ? -1 : 0;
        if (depth == 0)
            return i + len == s.n ? unwrapped(str_trim(str_sub(s, first, i))) : s;
    }
    return s;
}

void rule_print_source(struct buf *out, struct str source)
{
    bool gap = false;
    size_t len;

    source = unwrapped(source);
    for (size_t i = 0; i < source.n; i += len) {
        len = rule_space(source, i);
        if (len > 0) {
            gap = true;
            continue;
        }
        if (gap)
            buf_char(out, ' ');
        gap = false;
        (void)str_utf8_at(source, i, &len);
        buf_add(out, source.p + i, len);
    }
}

void rule_print_citation(struct buf *out, const struct law_citation *c)
{
    const struct law_source *s = c->source;

    if (!s)
        return;
    buf_str(out, s->doc_no.n && str_has(s->doc_no, STR("〔")) ? s->doc_no
                 : s->nalias                                  ? s->alias[0]
                                                              : s->title);
    if (c->article.n)
        buf_fmt(out, " %.*s", STR_F(c->article));
}

/* ---- operators ---- */

static const char *unknown_name(enum rule_unknown u)
{
    static const char *const names[RULE_UNKNOWN_N] = {
        [RULE_UNKNOWN_STRICT] = "任一边未知即未知",
        [RULE_UNKNOWN_KLEENE] = "另一边已能定论的除外，未知",
        [RULE_UNKNOWN_NEVER] = "从不未知",
        [RULE_UNKNOWN_FIRST] = "全部未知才未知",
        [RULE_UNKNOWN_DATA] = "记录缺该值",
        [RULE_UNKNOWN_NONE] = "没有可计的记录，或查找所依据的值未知",
        [RULE_UNKNOWN_KEY] = "查找所依据的值未知",
        [RULE_UNKNOWN_LAW] = "没有有效且核实的版本，或落在未设定的区间内"};

    return names[u];
}

void rule_print_operators(struct buf *out)
{
    buf_z(out, "| 写法 | 类型 | 何时未知 | 含义 |\n| --- | --- | --- | --- |\n");
    for (int op = 0; op < RULE_OP_N; op++) {
        const struct rule_op_info *i = rule_op_get((enum rule_op)op);

        if (!i->spelling[0])
            continue;
        buf_fmt(out, "| %s | ", i->spelling);
        rule_op_signature(out, (enum rule_op)op);
        buf_fmt(out, " | %s | %s |\n", unknown_name(i->unknown), i->help);
    }
}
