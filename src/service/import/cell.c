/* service/import/cell.c - one cell to one typed value, or what is wrong with it in Chinese. */
#include "base/fen.h"
#include "registry/party.h"
#include "service/import/import_internal.h"
#include "text/ident.h"
#include "text/name.h"
#include "text/number.h"

#include <stdarg.h>
#include <stdio.h>

enum { SHOWN_CHARACTERS = 30, MICRO_PER_FEN = 10000 };

/* ---- notes ---- */

static struct str format_va(struct arena *a, const char *fmt, va_list ap)
{
    char text[1024];
    int n = vsnprintf(text, sizeof(text), fmt, ap);
    struct str s = {text, n < (int)sizeof(text) ? (size_t)n : sizeof(text) - 1};

    s.n = str_utf8_valid(s); /* a cut may have split a character */
    return str_dup(a, s);
}

void import_problem(struct import_notes *n, struct str column, const char *fmt, ...)
{
    struct str text;
    va_list ap;

    va_start(ap, fmt);
    text = format_va(n->a, fmt, ap);
    va_end(ap);
    vec_push(n->a, &n->problem,
             column.n ? str_fmt(n->a, "“%.*s”：%.*s", STR_F(column), STR_F(text)) : text);
}

void import_warn(struct import_notes *n, struct str field, const char *fmt, ...)
{
    struct import_note note = {.field = field};
    va_list ap;

    va_start(ap, fmt);
    note.text = format_va(n->a, fmt, ap);
    va_end(ap);
    vec_push(n->a, &n->warning, note);
}

/* A cell as a message shows it: personal data not at all, long text cut. */
static struct str shown(const struct law_field *f, struct str s)
{
    size_t i = 0, len;

    if (f->masked)
        return STR("（略）");
    for (int n = 0; i < s.n && n < SHOWN_CHARACTERS; n++, i += len)
        str_utf8_at(s, i, &len);
    return str_sub(s, 0, i);
}

/* ---- cells at hand ---- */

struct cell_in {
    const struct law *law;
    const struct import_column *column;
    const struct law_field *field;
    struct import_notes *notes;
    struct str raw;  /* trimmed */
    struct str text; /* NFKC of it */
};

/* Says what is wrong with the cell, behind the cell itself. */
static void PRINTF_LIKE(2, 3) wrong(const struct cell_in *in, const char *fmt, ...)
{
    char text[256];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    import_problem(in->notes, in->column->header, "“%.*s”%s", STR_F(shown(in->field, in->raw)),
                   text);
}

/* "/", "—", "--": how sheets write that there is nothing. */
static bool says_nothing(struct str s)
{
    size_t len;

    for (size_t i = 0; i < s.n; i += len) {
        uint32_t cp = str_utf8_at(s, i, &len);

        if (cp != '-' && cp != '/' && cp != '\\' && cp != '_' && cp != 0x2014 && cp != 0x2013 &&
            cp != 0x2015 && cp != 0x2212 && cp != 0xFF0D && cp != 0xFF0F && cp != 0x3000 &&
            cp != ' ')
            return false;
    }
    return true;
}

static void known_num(struct registry_value *v, int64_t num)
{
    *v = (struct registry_value){true, num, STR_NULL};
}

/* ---- numbers ---- */

/* Is there a 万 or 亿 in the number itself? */
static bool has_scale(struct str s)
{
    return str_has(s, STR("万")) || str_has(s, STR("萬")) || str_has(s, STR("亿")) ||
           str_has(s, STR("億"));
}

static struct str without_currency(struct str s)
{
    static const char *const mark[] = {"人民币", "RMB", "CNY", "¥", "￥"};

    for (size_t i = 0; i < sizeof(mark) / sizeof(mark[0]); i++)
        if (str_starts(s, str_from(mark[i])))
            return str_trim(str_tail(s, strlen(mark[i])));
    return s;
}

static bool is_yuan(struct str s)
{
    static const char *const word[] = {"元", "元整", "元人民币", "圆", "圆整", "元正"};

    for (size_t i = 0; i < sizeof(word) / sizeof(word[0]); i++)
        if (str_eq(s, str_from(word[i])))
            return true;
    return false;
}

static bool times(int64_t v, int64_t by, int64_t *ret)
{
    return !__builtin_mul_overflow(v, by, ret);
}

/* A number in words or with its unit: 叁万元整, 3.5万元, 35000元. */
static bool money_in_words(struct cell_in *in, int64_t unit_fen, int64_t *ret_micro_fen)
{
    struct str s = without_currency(in->text), number, rest;
    int64_t micro;
    size_t to;

    if (!text_number(s, 0, &micro, &to))
        return false;
    number = str_sub(s, 0, to);
    rest = str_trim(str_tail(s, to));
    if (rest.n == 0 && !has_scale(number))
        return times(micro, unit_fen, ret_micro_fen);
    if (rest.n && !is_yuan(rest))
        return false;
    return times(micro, 100, ret_micro_fen);
}

static void read_money(struct cell_in *in, struct registry_value *ret)
{
    bool wan = in->column->unit == LAW_MAP_WAN_YUAN;
    int64_t fen, micro;

    if (!fen_decimal(in->text, wan ? 6 : 2, &fen)) {
        if (!money_in_words(in, wan ? 1000000 : 100, &micro)) {
            wrong(in, "不是金额，请写成数字，如 %s", wan ? "3.5（万元）" : "35000.00（元）");
            return;
        }
        fen = (micro + (micro < 0 ? -500000 : 500000)) / 1000000;
        if (fen * 1000000 != micro)
            import_warn(in->notes, in->field->name, "金额精确到分以下，已四舍五入到分");
    }
    if (fen < 0)
        wrong(in, "是负数，金额不能为负");
    else
        known_num(ret, fen);
}

static void read_integer(struct cell_in *in, struct registry_value *ret)
{
    int64_t v;
    size_t to;

    if (fen_decimal(in->text, 0, &v))
        known_num(ret, v);
    else if (text_number(in->text, 0, &v, &to) && to == in->text.n && v % 1000000 == 0)
        known_num(ret, v / 1000000);
    else
        wrong(in, "不是整数");
}

__extension__ typedef __int128 wide;

/* value of unit `from` in unit `to`, both of one dimension. */
static bool convert(const struct law *law, int64_t value, int from, int to, int64_t *ret)
{
    const struct law_unit *f, *t;
    wide v;

    if (from < 0 || to < 0 || !str_eq(law->unit[from].dimension, law->unit[to].dimension))
        return false;
    f = &law->unit[from];
    t = &law->unit[to];
    v = (wide)value * f->num * t->den;
    if (v % ((wide)f->den * t->num) != 0)
        v += (wide)f->den * t->num / 2;
    v /= (wide)f->den * t->num;
    if (v > INT64_MAX || v < INT64_MIN)
        return false;
    *ret = (int64_t)v;
    return true;
}

static void read_quantity(struct cell_in *in, struct registry_value *ret)
{
    const struct law_unit *unit = &in->law->unit[in->field->unit];
    int64_t v;
    size_t to;

    if (fen_decimal(in->text, 6, &v)) {
        known_num(ret, v);
    } else if (text_number(in->text, 0, &v, &to)) {
        struct str name = str_trim(str_tail(in->text, to));
        int from = name.n ? law_unit_find(in->law, name) : in->field->unit;

        if (convert(in->law, v, from, in->field->unit, &v))
            known_num(ret, v);
        else
            wrong(in, "的单位不认识，应当是%.*s", STR_F(unit->name));
    } else
        wrong(in, "不是数量，请写成数字（单位：%.*s）", STR_F(unit->name));
}

/* ---- dates, booleans ---- */

static void read_date(struct cell_in *in, struct registry_value *ret)
{
    struct day d;

    if (day_parse(in->text, &d))
        known_num(ret, d.n);
    else
        wrong(in, "不是日期，请写成 2024-01-31");
}

static bool one_of(struct str s, const char *const *word, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(s, str_from(word[i])))
            return true;
    return false;
}

static void read_bool(struct cell_in *in, struct registry_value *ret)
{
    static const char *const yes[] = {"是", "有", "1", "true", "TRUE", "True", "Y", "√"};
    static const char *const no[] = {"否", "无", "0", "false", "FALSE", "False", "N", "×"};

    if (one_of(in->text, yes, sizeof(yes) / sizeof(yes[0])))
        known_num(ret, 1);
    else if (one_of(in->text, no, sizeof(no) / sizeof(no[0])))
        known_num(ret, 0);
    else
        wrong(in, "应当写是或否");
}

/* ---- codes ---- */

static int find_value(const struct law_field *f, struct str s)
{
    for (size_t i = 0; i < f->nvalue; i++)
        if (str_eq(f->value[i], s))
            return (int)i;
    return -1;
}

static int find_code(const struct cell_in *in)
{
    const struct import_column *c = in->column;
    int i = find_value(in->field, in->text);

    for (size_t k = 0; i < 0 && k < c->nvalue; k++)
        if (str_eq(c->value[k].from, in->text) || str_eq(c->value[k].from, in->raw))
            i = find_value(in->field, c->value[k].to);
    return i;
}

static void read_code(struct cell_in *in, struct registry_value *ret)
{
    bool cause = in->field->code_of == LAW_CODE_CAUSE;
    int i = cause ? law_cause_find(in->law, in->text) : find_code(in);

    if (i < 0)
        import_warn(in->notes, in->field->name, "“%.*s”不在代码表中，未采用",
                    STR_F(shown(in->field, in->raw)));
    else
        *ret =
            (struct registry_value){true, i, cause ? in->law->cause[i].code : in->field->value[i]};
}

static void read_organ(struct cell_in *in, struct registry_value *ret)
{
    int i = law_organ_find(in->law, in->text);

    if (i < 0)
        import_warn(in->notes, in->field->name, "“%.*s”不是已登记的机关",
                    STR_F(shown(in->field, in->raw)));
    else
        *ret = (struct registry_value){true, i, in->law->organ[i].id};
}

/* ---- text ---- */

static void check_ident(struct cell_in *in, enum text_ident (*check)(struct str), const char *what,
                        struct registry_value *ret)
{
    struct str clean = text_ident_clean(in->notes->a, in->text);

    ret->text = clean.n ? clean : in->raw;
    if (text_ident_masked(clean))
        return;
    switch (check(clean)) {
    case TEXT_IDENT_OK:
        return;
    case TEXT_IDENT_SHAPE:
        import_warn(in->notes, in->field->name, "不是%s的样子", what);
        return;
    case TEXT_IDENT_CHECK_DIGIT:
        import_warn(in->notes, in->field->name, "%s的校验码不对，请核对", what);
        return;
    }
}

static void read_text(struct cell_in *in, struct registry_value *ret)
{
    struct str check = in->field->check;
    struct text_doc_no no;

    *ret = (struct registry_value){true, 0, in->raw};
    if (str_eq(check, STR("uscc")))
        check_ident(in, text_uscc, "统一社会信用代码", ret);
    else if (str_eq(check, STR("citizen_id")))
        check_ident(in, text_citizen_id, "公民身份号码", ret);
    else if (str_eq(check, STR("org_code")))
        check_ident(in, text_org_code, "组织机构代码", ret);
    else if (str_eq(check, STR("doc_no")) && !text_doc_no(in->raw, &no))
        import_warn(in->notes, in->field->name, "不是文号的样子（机关代字〔年〕号）");
}

/* ---- all types ---- */

static void read_typed(struct cell_in *in, struct registry_value *ret)
{
    switch (in->field->type) {
    case LAW_BOOL:
        read_bool(in, ret);
        return;
    case LAW_INT:
    case LAW_REGION:
        read_integer(in, ret);
        return;
    case LAW_MONEY:
        read_money(in, ret);
        return;
    case LAW_QUANTITY:
        read_quantity(in, ret);
        return;
    case LAW_DATE:
        read_date(in, ret);
        return;
    case LAW_TEXT:
        read_text(in, ret);
        return;
    case LAW_CODE:
        read_code(in, ret);
        return;
    case LAW_PARTY:
        known_num(ret, registry_party_named(in->notes->a, in->text));
        return;
    case LAW_ORGAN:
        read_organ(in, ret);
        return;
    }
}

void import_cell(const struct law *law, const struct import_column *c, const struct law_field *f,
                 const struct format_cell *cell, struct import_notes *notes,
                 struct registry_value *ret)
{
    struct cell_in in = {law, c, f, notes, str_trim(cell->text), STR_NULL};

    if (cell->kind == FORMAT_FORMULA || cell->kind == FORMAT_BROKEN) {
        import_problem(notes, c->header,
                       cell->kind == FORMAT_FORMULA ? "单元格是公式，请粘贴为数值后再导入"
                                                    : "单元格是错误值，请改正后再导入");
        return;
    }
    if (says_nothing(in.raw))
        return;
    in.text = f->type == LAW_TEXT && !f->check.n ? in.raw : str_trim(text_nfkc(notes->a, in.raw));
    read_typed(&in, ret);
}
