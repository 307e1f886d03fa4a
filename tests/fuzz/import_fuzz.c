/* tests/fuzz/import_fuzz.c - any bytes as a file to import, under a small invented law: records come out typed, or rows are
 * rejected with a reason; nothing crashes, hangs or reads beyond. */
#include "service/import/import.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT(name, text)              \
    {                                 \
        {"" name, sizeof(name) - 1},  \
        {                             \
            "" text, sizeof(text) - 1 \
        }                             \
    }

static const struct law_text text[] = {
    TEXT("law/unit/unit.yaml",
         "- dimension: 质量\n  units: [{name: 千克, to: 1/1}, {name: 吨, to: 1000/1}]\n"),
    TEXT("law/cause/c.yaml", "- {code: mine, name: 采矿类, field: 资源, words: [非法采矿]}\n"),
    TEXT("law/organ/o.yaml", "- {id: amr, name: 甲局, short: 甲, kind: agency, region: 110109}\n"),
    TEXT("law/dataset/d.yaml",
         "name: 处罚\nid: fine\n"
         "roles: {case: 案件, party: 当事人, organ: 机关, date: 日期, cause: 案由, doc_no: 文号,"
         " party_name: 名称, party_uscc: 代码, party_address: 地址, case_from: [文号],"
         " organ_from: [局], cause_from: [事实]}\n"
         "default: yes\nidentity: [[文号, 名称]]\ntext: [事实]\n"
         "fields:\n"
         "  - {name: 名称, column: name, type: 文本, required: yes}\n"
         "  - {name: 代码, column: uscc, type: 文本, check: uscc}\n"
         "  - {name: 地址, column: address, type: 文本}\n"
         "  - {name: 文号, column: doc_no, type: 文本, check: doc_no}\n"
         "  - {name: 事实, column: facts, type: 文本}\n"
         "  - {name: 局, column: organ_name, type: 文本}\n"
         "  - {name: 罚款, column: fine, type: 金额, read: {before: [罚款]}}\n"
         "  - {name: 重量, column: weight, type: 数量, unit: 吨, read: {before: [重]}}\n"
         "  - {name: 人数, column: people, type: 整数}\n"
         "  - {name: 是否, column: flag, type: 布尔}\n"
         "  - {name: 类, column: kind, type: 代码, values: [一, 二]}\n"
         "  - {name: 日期, column: on_day, type: 日期, check: date_past}\n"
         "  - {name: 案件, column: case_key, type: 文本, derive: case}\n"
         "  - {name: 当事人, column: party_id, type: 当事人, derive: party}\n"
         "  - {name: 机关, column: organ, type: 机关, derive: organ}\n"
         "  - {name: 案由, column: cause, type: 代码, code_of: cause, derive: cause}\n"),
    TEXT("law/mapping/m.yaml", "id: m\ntitle: 表\ndataset: 处罚\ncolumns:\n"
                               "  - {field: 名称, headers: [name, XM], required: yes}\n"
                               "  - {field: 罚款, headers: ['fine(万元)'], unit: 万元}\n"
                               "  - {field: 类, headers: [kind], values: {甲: 一}}\n"),
};

static struct law *small_law(void)
{
    struct arena a;
    struct diag_list diags;
    struct err err;
    struct law *law = NULL;

    arena_init(&a, 0);
    diag_init(&diags, &a);
    if (law_parse(text, sizeof(text) / sizeof(text[0]), &law, &diags, &err) != ERR_OK) {
        struct buf b = {0};

        diag_print_all(&b, &diags);
        fputs(buf_cstr(&b), stderr);
        abort();
    }
    arena_release(&a);
    return law;
}

static enum err_code take_record(void *p, const struct registry_record *r, struct err *err)
{
    (void)err;
    for (size_t i = 0; i < r->nknown; i++)
        if (!r->value[r->known[i]].known)
            abort();
    *(int64_t *)p += r->nknown > 0;
    return ERR_OK;
}

static enum err_code take_reject(void *p, const struct import_reject *r, struct err *err)
{
    (void)err;
    if (r->reason.n == 0 || str_utf8_valid(r->reason) != r->reason.n)
        abort();
    *(int64_t *)p += 1;
    return ERR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct law *law;
    int64_t seen = 0;
    struct import_sink sink = {.p = &seen, .record = take_record, .reject = take_reject};
    struct import_options o = {.today = {20000},
                               .threads = 1,
                               .partial = size % 2,
                               .limits = {.cell_bytes = 4096, .row_bytes = 65536, .columns = 64}};
    struct import_counts counts;
    struct err err;

    if (!law)
        law = small_law();
    o.law = law;
    if (import_run_bytes((struct str){(const char *)data, size}, &o, &sink, &counts, &err) ==
            ERR_OK &&
        counts.rejected > counts.rows)
        abort();
    return 0;
}
