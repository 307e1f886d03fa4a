/*
 * tests/fuzz/law_fuzz.c - one file of law/ of any bytes, beside a small sound law: the first byte
 * says which file.  Loading ends with a snapshot that can be checked, or with diagnostics.
 */
#include "law/check.h"

#define TEXT(name, text)              \
    {                                 \
        {"" name, sizeof(name) - 1},  \
        {                             \
            "" text, sizeof(text) - 1 \
        }                             \
    }

static const struct law_text sound[] = {
    TEXT("law/unit/a.yaml", "- {dimension: 人, units: [{name: 人, to: 1/1}]}\n"),
    TEXT("law/kind.yaml", "- 甲\n"),
    TEXT("law/source/a.yaml", "- {id: a, title: 某法, status: 现行, read: yes}\n"),
    TEXT("law/cause/a.yaml", "- {code: a, name: 非法采矿, words: [采矿]}\n"),
    TEXT("law/dataset/a.yaml",
         "name: 处罚\nid: a\ndefault: yes\nroles: {}\nidentity: [[号]]\ntext: [号]\nfields:\n"
         "  - {name: 号, column: no, type: 文本}\n  - {name: 价值, column: v, type: 金额}\n"),
    TEXT(
        "law/standard/a.yaml",
        "- {name: 甲罪, id: T, charge: 甲罪, crime: 某法 第一条, basis: 某法 第一条, verified: yes,"
        " effective: 2020-01-01, test: 是,"
        " limits: {价值: {low: 1元, high: 9元, set_by: province}}}\n"),
    TEXT(
        "law/counting.yaml",
        "- {id: 甲, start: {text: 不计, basis: 某法 第一条}, roll: {text: 顺延, basis: 某法 第一条},"
        " end: {text: 截止, basis: 某法 第一条}, verified: yes, profiles: {小时: H_NEXTHOUR,"
        " 日: NAT_ROLL, 工作日: WD, 月: MON, 年: YEAR}, district: [H_NEXTHOUR, NAT_ROLL, WD, MON,"
        " YEAR, NAT]}\n"),
    TEXT("law/deadline/a.yaml",
         "- {id: A, mechanism: 某, who: 甲, trigger: 收到, act: 回复, length: 3日, counting: 甲,"
         " basis: 某法 第一条, verified: yes}\n"),
    TEXT("law/calendar/2024.yaml",
         "year: 2024\nverified: no\noff: {元旦: [2024-01-01]}\nwork: {}\n"),
};
enum { NSOUND = sizeof(sound) / sizeof(sound[0]) };

static const char *const names[] = {
    "law/unit/x.yaml",    "law/kind.yaml",       "law/source/x.yaml",   "law/cause/x.yaml",
    "law/dataset/x.yaml", "law/organ/x.yaml",    "law/standard/x.yaml", "law/setting.yaml",
    "law/mapping/x.yaml", "law/calendar/x.yaml",
};
enum { NNAMES = sizeof(names) / sizeof(names[0]) };

/* Files that came later are chosen by letters, so that the stored inputs of the others stay theirs. */
static const char *const later[] = {"law/deadline/x.yaml", "law/counting.yaml",
                                    "law/procedure/x.yaml"};
enum { NLATER = sizeof(later) / sizeof(later[0]) };

static const char *name_of(uint8_t byte)
{
    return byte >= 'a' && byte <= 'z' ? later[(byte - 'a') % NLATER] : names[byte % NNAMES];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void load(const struct law_text *file, size_t n)
{
    struct arena a;
    struct diag_list diags;
    struct err err;
    struct law *law = NULL;
    struct buf b = {0};

    arena_init(&a, 0);
    diag_init(&diags, &a);
    if (law_parse(file, n, &law, &diags, &err) == ERR_OK)
        law_check(law, &diags);
    diag_print_all(&b, &diags);
    buf_release(&b);
    law_unref(law);
    arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct law_text file[NSOUND + 1];

    if (size == 0)
        return 0;
    memcpy(file, sound, sizeof(sound));
    file[NSOUND] =
        (struct law_text){str_from(name_of(data[0])), {(const char *)data + 1, size - 1}};
    load(file, NSOUND + 1);
    return 0;
}
