/* matter/value.c - see value.h. */
#include "matter/value.h"

#include "base/fen.h"
#include "text/ident.h"

enum { QUANTITY_SCALE = 6 };

static bool read_bool(struct str s, int64_t *ret)
{
    *ret = str_eq(s, STR("是"));
    return *ret || str_eq(s, STR("否"));
}

static bool read_code(const struct law *law, const struct law_field *f, struct str s, int64_t *ret)
{
    if (f->code_of == LAW_CODE_CAUSE) {
        *ret = law_cause_find(law, s);
        return *ret >= 0;
    }
    for (size_t i = 0; i < f->nvalue; i++)
        if (str_eq(f->value[i], s)) {
            *ret = (int64_t)i;
            return true;
        }
    return false;
}

/* A quantity in the field's unit, exactly. */
static bool read_quantity(const struct law *law, const struct law_field *f, struct str s,
                          int64_t *ret)
{
    const struct law_unit *from, *to = &law->unit[f->unit];
    struct law_literal v;
    int64_t num, den;

    if (!law_literal_parse(law, s, &v) || v.type != LAW_QUANTITY)
        return false;
    from = &law->unit[v.unit];
    if (!str_eq(from->dimension, to->dimension) || __builtin_mul_overflow(v.num, from->num, &num) ||
        __builtin_mul_overflow(num, to->den, &num) ||
        __builtin_mul_overflow(from->den, to->num, &den) || num % den != 0)
        return false;
    *ret = num / den;
    return true;
}

static bool read_literal(const struct law *law, struct str s, enum law_type type, int64_t *ret)
{
    struct law_literal v;

    if (!law_literal_parse(law, s, &v) || v.type != type)
        return false;
    *ret = v.num;
    return true;
}

static bool read_number(const struct law *law, const struct law_field *f, struct str s,
                        int64_t *ret)
{
    switch (f->type) {
    case LAW_BOOL:
        return read_bool(s, ret);
    case LAW_INT:
    case LAW_REGION:
        return fen_decimal(s, 0, ret);
    case LAW_MONEY:
    case LAW_DATE:
        return read_literal(law, s, f->type, ret);
    case LAW_QUANTITY:
        return read_quantity(law, f, s, ret);
    case LAW_CODE:
        return read_code(law, f, s, ret);
    case LAW_ORGAN:
        *ret = law_organ_find(law, s);
        return *ret >= 0;
    case LAW_TEXT:
    case LAW_PARTY:
        break;
    }
    return false;
}

static const char *form_of(enum law_type type)
{
    switch (type) {
    case LAW_BOOL:
        return "是或否";
    case LAW_INT:
        return "整数";
    case LAW_MONEY:
        return "金额，如 10万元";
    case LAW_QUANTITY:
        return "数量加单位";
    case LAW_DATE:
        return "日期，如 2024-01-31";
    case LAW_CODE:
        return "规定的选项之一";
    case LAW_ORGAN:
        return "机关";
    case LAW_REGION:
        return "行政区划代码";
    case LAW_TEXT:
    case LAW_PARTY:
        break;
    }
    return "文本";
}

static void list_options(struct buf *b, const struct law_field *f)
{
    for (size_t i = 0; i < f->nvalue; i++)
        buf_fmt(b, "%s%.*s", i ? "、" : "：", STR_F(f->value[i]));
}

static enum err_code not_of_type(const struct law_field *f, struct err *err)
{
    struct buf b = {0};

    list_options(&b, f);
    err_set(err, ERR_INVALID, "a field does not hold such a value");
    err_set_zh(err, "字段“%.*s”应当写%s%s", STR_F(f->name), form_of(f->type), buf_cstr(&b));
    buf_release(&b);
    return err->code;
}

static bool passes(const struct law_field *f, struct str s)
{
    struct text_doc_no no;

    if (str_eq(f->check, STR("uscc")))
        return text_uscc(s) == TEXT_IDENT_OK;
    if (str_eq(f->check, STR("citizen_id")))
        return text_citizen_id(s) == TEXT_IDENT_OK;
    if (str_eq(f->check, STR("org_code")))
        return text_org_code(s) == TEXT_IDENT_OK;
    return !str_eq(f->check, STR("doc_no")) || text_doc_no(s, &no);
}

enum err_code matter_value_read(const struct law *law, const struct law_field *f, struct str text,
                                struct rule_condition_value *ret, struct err *err)
{
    struct rule_condition_value v = {.known = true};

    text = str_trim(text);
    if (f->type == LAW_TEXT) {
        v.text = text;
        if (text.n == 0)
            return not_of_type(f, err);
        if (!passes(f, text)) {
            err_set(err, ERR_INVALID, "a field fails its check");
            return err_set_zh(err, "字段“%.*s”的值不合格式或校验码不对", STR_F(f->name));
        }
    } else if (!read_number(law, f, text, &v.n)) {
        return not_of_type(f, err);
    }
    *ret = v;
    return ERR_OK;
}

void matter_value_print(struct buf *b, const struct law *law, const struct law_field *f,
                        const struct rule_condition_value *v)
{
    switch (f->type) {
    case LAW_BOOL:
        buf_z(b, v->n ? "是" : "否");
        break;
    case LAW_INT:
    case LAW_REGION:
    case LAW_PARTY:
        buf_i64(b, v->n);
        break;
    case LAW_MONEY:
        fen_print(b, (struct fen){v->n});
        break;
    case LAW_QUANTITY:
        fen_print_decimal(b, v->n, QUANTITY_SCALE);
        buf_str(b, law->unit[f->unit].name);
        break;
    case LAW_DATE:
        day_print(b, (struct day){(int32_t)v->n});
        break;
    case LAW_TEXT:
        buf_str(b, v->text);
        break;
    case LAW_CODE:
        buf_str(b, f->code_of == LAW_CODE_CAUSE ? law->cause[v->n].code : f->value[v->n]);
        break;
    case LAW_ORGAN:
        buf_str(b, law->organ[v->n].id);
        break;
    }
}
