#ifndef TESTS_SERVICE_IMPORT_FIXTURE_H
#define TESTS_SERVICE_IMPORT_FIXTURE_H
/*
 * tests/service/import_fixture.h - a small law of one invented dataset, files of a few rows, and what import_run makes of
 * them as text:
 *   sheet 0 [name] MAPPING @line 3 ?unknown,columns      or   sheet 1 [name] left out
 *   12#1 field=value; field=value ! warning | warning     a record: line#row
 *   13#2 REJECTED reason
 */
#include "../law/law_fixture.h"
#include "../store/home.h"
#include "base/fen.h"
#include "base/file.h"
#include "service/import/import.h"

static const struct law_text fixture_text[] = {
    LAW_TEXT("law/unit/unit.yaml",
             "- dimension: 质量\n"
             "  units: [{name: 千克, to: 1/1, also: [公斤]}, {name: 吨, to: 1000/1}]\n"),
    LAW_TEXT("law/cause/c.yaml",
             "- code: mine\n  name: 采矿类\n  field: 资源\n  children:\n"
             "    - {code: mine.none, name: 非法采矿, words: [无证采矿, 非法采矿]}\n"),
    LAW_TEXT(
        "law/organ/o.yaml",
        "- {id: amr, name: 甲区市场监督管理局, short: 区市场局, alias: [甲区市场局], kind: agency,"
        " region: 110109, doc_prefix: [甲市监]}\n"),
    LAW_TEXT(
        "law/dataset/fine.yaml",
        "name: 处罚\nid: fine\n"
        "roles: {case: 案件, party: 当事人, organ: 机关, date: 决定日期, cause: 案由, doc_no: 文号,"
        " party_name: 名称, party_uscc: 信用代码, party_citizen_id: 证件号码, party_address: 地址,"
        " party_kind: 类别, case_from: [文号], organ_from: [机关名称], cause_from: [行为]}\n"
        "default: yes\n"
        "identity: [[文号, 名称], [名称, 决定日期]]\n"
        "text: [事实]\n"
        "fields:\n"
        "  - {name: 名称, column: name, type: 文本, required: yes}\n"
        "  - {name: 类别, column: kind, type: 代码, values: [自然人, 法人]}\n"
        "  - {name: 信用代码, column: uscc, type: 文本, check: uscc}\n"
        "  - {name: 证件号码, column: citizen_id, type: 文本, masked: yes, check: citizen_id}\n"
        "  - {name: 地址, column: address, type: 文本}\n"
        "  - {name: 文号, column: doc_no, type: 文本, check: doc_no}\n"
        "  - {name: 行为, column: conduct, type: 文本}\n"
        "  - {name: 事实, column: facts, type: 文本}\n"
        "  - {name: 罚款, column: fine, type: 金额}\n"
        "  - {name: 货值, column: goods, type: 金额, read: {before: [货值]}}\n"
        "  - {name: 重量, column: weight, type: 数量, unit: 吨}\n"
        "  - {name: 人数, column: people, type: 整数}\n"
        "  - {name: 听证, column: hearing, type: 布尔}\n"
        "  - {name: 决定日期, column: decided_on, type: 日期, check: date_past}\n"
        "  - {name: 机关名称, column: organ_name, type: 文本}\n"
        "  - {name: 案件, column: case_key, type: 文本, derive: case}\n"
        "  - {name: 当事人, column: party_id, type: 当事人, derive: party}\n"
        "  - {name: 机关, column: organ, type: 机关, derive: organ}\n"
        "  - {name: 案由, column: cause, type: 代码, code_of: cause, derive: cause}\n"
        "  - {name: 年度, column: year, type: 整数, derive: year}\n"
        "  - {name: 文号组, column: doc_group, type: 文本, derive: doc_group}\n"
        "  - {name: 文号序号, column: doc_serial, type: 整数, derive: doc_serial}\n"),
    LAW_TEXT("law/mapping/sheet.yaml",
             "id: sheet\ntitle: 公示表\ndataset: 处罚\ncolumns:\n"
             "  - {field: 名称, headers: [相对人名称, XDR_MC], required: yes}\n"
             "  - {field: 类别, headers: [相对人类别, XDR_LB], values: {单位: 法人}}\n"
             "  - {field: 信用代码, headers: [信用代码, XDR_SHXYM]}\n"
             "  - {field: 证件号码, headers: [证件号码]}\n"
             "  - {field: 地址, headers: [住所]}\n"
             "  - {field: 文号, headers: [决定书文号, CF_WSH], required: yes}\n"
             "  - {field: 行为, headers: [违法行为]}\n"
             "  - {field: 事实, headers: [违法事实, CF_SY]}\n"
             "  - {field: 罚款, headers: ['罚款金额(万元)', CF_FK], unit: 万元}\n"
             "  - {field: 重量, headers: [重量]}\n"
             "  - {field: 人数, headers: [人数]}\n"
             "  - {field: 听证, headers: [是否听证]}\n"
             "  - {field: 决定日期, headers: [决定日期, CF_JDRQ], required: yes}\n"
             "  - {field: 机关名称, headers: [机关, CF_JG]}\n"
             "  - {ignore: [序号]}\n"),
    LAW_TEXT("law/mapping/other.yaml",
             "id: other\ntitle: 别的表\ndataset: 处罚\ncolumns:\n"
             "  - {field: 名称, headers: [企业], required: yes}\n"
             "  - {field: 罚款, headers: [金额], unit: 元, required: yes}\n"
             "  - {field: 决定日期, headers: [日期]}\n"),
};

static inline struct law *fixture_law(void)
{
    struct buf out = {0};
    struct law *law = law_of(fixture_text, sizeof(fixture_text) / sizeof(fixture_text[0]), &out);

    if (!law)
        fail_msg("%s", buf_cstr(&out));
    buf_release(&out);
    return law;
}

/* ---- a run as text ---- */

struct fixture_run {
    const struct law *law;
    struct buf out;
    bool all_fields; /* derived ones too */
};

static inline enum err_code fixture_sheet(void *p, const struct import_sheet *s, struct err *err)
{
    struct fixture_run *run = p;

    (void)err;
    buf_fmt(&run->out, "sheet %zu [%.*s] ", s->sheet_no, STR_F(s->name));
    if (!s->mapping) {
        buf_z(&run->out, "left out\n");
        return ERR_OK;
    }
    buf_fmt(&run->out, "%.*s @line %lld", STR_F(s->mapping->id), (long long)s->header_line);
    for (size_t i = 0; i < s->nunknown; i++)
        buf_fmt(&run->out, "%s%.*s", i ? "," : " ?", STR_F(s->unknown[i]));
    buf_char(&run->out, '\n');
    return ERR_OK;
}

static inline void fixture_value(struct buf *b, const struct law_field *f,
                                 const struct registry_value *v)
{
    buf_fmt(b, "%.*s=", STR_F(f->name));
    switch (f->type) {
    case LAW_MONEY:
        fen_print(b, (struct fen){v->num});
        break;
    case LAW_QUANTITY:
        fen_print_decimal(b, v->num, 6);
        break;
    case LAW_DATE:
        day_print(b, (struct day){(int32_t)v->num});
        break;
    case LAW_TEXT:
    case LAW_CODE:
    case LAW_ORGAN:
        buf_str(b, v->text);
        break;
    case LAW_PARTY:
        buf_z(b, v->num < 0 ? "own" : "keyed");
        break;
    case LAW_BOOL:
    case LAW_INT:
    case LAW_REGION:
        buf_i64(b, v->num);
        break;
    }
}

static inline enum err_code fixture_record(void *p, const struct registry_record *r,
                                           struct err *err)
{
    struct fixture_run *run = p;
    const char *sep = " ";

    (void)err;
    buf_fmt(&run->out, "%lld#%lld", (long long)r->line, (long long)r->row);
    for (size_t i = 0; i < r->dataset->nfield; i++) {
        const struct law_field *f = &r->dataset->field[i];

        if (!r->value[i].known || (f->derive != LAW_DERIVE_NONE && !run->all_fields))
            continue;
        buf_z(&run->out, sep);
        fixture_value(&run->out, f, &r->value[i]);
        sep = "; ";
    }
    if (r->warnings.n)
        buf_fmt(&run->out, " ! %.*s", STR_F(r->warnings));
    buf_char(&run->out, '\n');
    return ERR_OK;
}

static inline enum err_code fixture_reject(void *p, const struct import_reject *r, struct err *err)
{
    struct fixture_run *run = p;

    (void)err;
    buf_fmt(&run->out, "%lld#%lld REJECTED %.*s\n", (long long)r->line, (long long)r->row,
            STR_F(r->reason));
    return ERR_OK;
}

/* What import_run makes of a file; an error ends it with "ERROR code sentence". */
static inline void fixture_run_file(struct fixture_run *run, const char *path,
                                    struct import_options o)
{
    struct import_sink sink = {
        .p = run, .sheet = fixture_sheet, .record = fixture_record, .reject = fixture_reject};
    struct import_counts counts;
    struct err err;

    o.law = run->law;
    o.today = day_from_ymd(2026, 1, 31);
    if (import_run(path, &o, &sink, &counts, &err) != ERR_OK)
        buf_fmt(&run->out, "ERROR %d %s\n", (int)err.code, err.zh);
}

static inline void fixture_run_bytes(struct fixture_run *run, struct str bytes,
                                     struct import_options o)
{
    struct home h = home_make();
    char path[300];
    struct err err;

    snprintf(path, sizeof(path), "%s/file", h.path);
    assert_int_equal(file_write(path, bytes, &err), ERR_OK);
    fixture_run_file(run, path, o);
    home_drop(&h);
}

static inline void fixture_expect(const struct law *law, const char *file, struct import_options o,
                                  bool all_fields, const char *want)
{
    struct fixture_run run = {.law = law, .all_fields = all_fields};

    fixture_run_bytes(&run, str_from(file), o);
    assert_string_equal(buf_cstr(&run.out), want);
    buf_release(&run.out);
}

#endif
