/*
 * tests/fuzz/prose_fuzz.c - the reader of prose, names, identifiers and document numbers.
 *
 * The lexicon is made up; it has cues of every kind and side, shared, nested and in parts.  Bytes that
 * are no UTF-8 stand for pieces of prose, so that mutation makes sentences.
 */
#include "base/bug.h"
#include "text/fact.h"
#include "text/ident.h"
#include "text/name.h"
#include "text/number.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define S(text)                \
    {                          \
        text, sizeof(text) - 1 \
    }
#define LIST(name) name, sizeof(name) / sizeof(name[0])

static const struct str also_kilogram[] = {S("公斤"), S("kg")};
static const struct text_unit units[] = {
    {S("千克"), S("质量"), 1, 1, LIST(also_kilogram)},
    {S("吨"), S("质量"), 1000, 1, NULL, 0},
    {S("平方米"), S("面积"), 1, 1, NULL, 0},
    {S("亩"), S("面积"), 2000, 3, NULL, 0},
    {S("人"), S("人"), 1, 1, NULL, 0},
    {S("月"), S("月数"), 1, 1, NULL, 0},
    {S("%"), S("比例"), 1, 1, NULL, 0},
};

static const struct str gain[] = {S("违法所得"), S("获利"), S("没收…所得")};
static const struct str fine[] = {S("罚款")};
static const struct str loss[] = {S("损失")};
static const struct str direct[] = {S("直接损失")};
static const struct str waste[] = {S("危险废物"), S("废物")};
static const struct str dead[] = {S("死亡"), S("死")};
static const struct str pipe[] = {S("暗管"), S("曾因…处罚"), S("一…二…三")};
static const struct str area[] = {S("农田")};
static const struct str from[] = {S("至"), S("-"), S("起")};
static const struct str to[] = {S("至"), S("-"), S("止")};
static const struct str not_[] = {S("检查"), S("赔偿"), S("的")};

#define MONEY .kind = TEXT_MONEY
#define COUNT(u) .kind = TEXT_QUANTITY, .unit = S(u)
#define BEFORE(list) .before = list, .nbefore = sizeof(list) / sizeof(list[0])
#define AFTER(list) .after = list, .nafter = sizeof(list) / sizeof(list[0])
#define NOT(count) .not_ = not_, .nnot = count

static const struct text_role roles[] = {
    {.name = S("违法所得"), MONEY, BEFORE(gain), NOT(2)},
    {.name = S("罚款"), MONEY, BEFORE(fine), AFTER(fine), .sum = true},
    {.name = S("损失"), MONEY, BEFORE(loss), NOT(3)},
    {.name = S("直接损失"), MONEY, BEFORE(direct)},
    {.name = S("废物"), COUNT("吨"), BEFORE(waste), AFTER(waste)},
    {.name = S("死亡"), COUNT("人"), BEFORE(dead), AFTER(dead)},
    {.name = S("农田"), COUNT("亩"), BEFORE(area), AFTER(area)},
    {.name = S("暗管"), .kind = TEXT_FLAG, BEFORE(pipe), NOT(1)},
    {.name = S("始"), .kind = TEXT_DATE, AFTER(from), NOT(1)},
    {.name = S("终"), .kind = TEXT_DATE, BEFORE(to), NOT(1)},
};
static const struct text_lexicon lexicon = {units, sizeof(units) / sizeof(units[0]), roles,
                                            sizeof(roles) / sizeof(roles[0])};

/* Between two characters of valid UTF-8. */
static bool boundary(struct str s, size_t at)
{
    return at == s.n || ((unsigned char)s.p[at] & 0xC0) != 0x80;
}

static bool span(struct str s, size_t from_, size_t to_)
{
    return from_ <= to_ && to_ <= s.n && boundary(s, from_) && boundary(s, to_);
}

static void check_fact(struct str s, const struct text_fact *f)
{
    BUG_ON(f->role < -1 || f->role >= (int)lexicon.nrole);
    BUG_ON(f->role >= 0 && roles[f->role].kind != f->kind);
    BUG_ON(f->from >= f->to || !span(s, f->from, f->to));
    BUG_ON(!span(s, f->cue_from, f->cue_to) || !span(s, f->subject_from, f->subject_to));
    BUG_ON(f->value < 0 && f->kind != TEXT_DATE);
    BUG_ON(((f->modifier & TEXT_FOREIGN) != 0) != (f->currency.n > 0));
}

/* Made once, for the life of the program. */
static const struct text_reader *the_reader(void)
{
    static struct arena a;
    static const struct text_reader *r;

    if (!r) {
        arena_init(&a, 0);
        r = text_reader_new(&a, &lexicon);
    }
    return r;
}

static void read_facts(struct arena *a, struct str s)
{
    struct text_facts facts = {0};

    text_read(the_reader(), s, a, &facts);
    for (size_t i = 0; i < facts.v.n; i++) {
        check_fact(s, &facts.v.at[i]);
        BUG_ON(i > 0 && facts.v.at[i - 1].from > facts.v.at[i].from);
    }
}

static void read_names(struct arena *a, struct str s)
{
    struct str normal = text_name_normal(a, s), rest = s, item;
    struct text_doc_no no;

    BUG_ON(str_utf8_valid(normal) != normal.n);
    BUG_ON(!str_eq(text_nfkc(a, text_nfkc(a, s)), text_nfkc(a, s)));
    (void)text_name_masked(s);
    (void)text_name_personal(s);
    (void)text_name_kind(s);
    (void)text_name_person(s);
    while (text_name_next(&rest, &item))
        BUG_ON(item.n == 0);
    s = text_ident_clean(a, s);
    (void)text_uscc(s);
    (void)text_citizen_id(s);
    (void)text_org_code(s);
    (void)text_ident_masked(s);
    if (text_doc_no(s, &no))
        BUG_ON(no.last < no.first || no.first < 0);
}

static void read_numbers(struct str s)
{
    int64_t micro;
    size_t to_;

    for (size_t i = 0; i < s.n && i < 64; i++)
        if (boundary(s, i) && text_number(s, i, &micro, &to_))
            BUG_ON(micro < 0 || !span(s, i, to_) || to_ == i);
}

static const char *const piece[] = {
    "违法所得", "罚款", "没收", "所得",         "危险废物", "死亡",  "农田",   "暗管",
    "曾因",     "处罚", "至",   "2024年3月5日", "同年4月",  "3万元", "十余万", "万",
    "元",       "角",   "分",   "吨",           "公斤",     "亩",    "人",     "%",
    "百分之",   "余",   "以上", "以下",         "不足",     "约",    "合计",   "分别",
    "各",       "其中", "每",   "美元",         "￥",       "未",    "无",     "拟",
    "可处",     "对",   "给予", "张某",         "甲公司",   "的",    "、",     "，",
    "。",       "；",   "：",   "（",           "）",       "《",    "》",     "和",
    "一二三",   "零",   "第",   "号",           "〔2026〕",
};
enum { NPIECE = sizeof(piece) / sizeof(piece[0]) };

static struct str sentence(struct buf *b, const uint8_t *data, size_t size)
{
    struct str s = {(const char *)data, size};
    size_t len;

    for (size_t i = 0; i < size; i += len) {
        if (str_utf8_at(s, i, &len) == 0xFFFD && len == 1)
            buf_z(b, piece[data[i] % NPIECE]);
        else
            buf_add(b, s.p + i, len);
    }
    return buf_view(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf b = {0};
    struct str s = sentence(&b, data, size);
    struct arena a;

    arena_init(&a, 0);
    read_facts(&a, s);
    read_names(&a, s);
    read_numbers(s);
    arena_release(&a);
    buf_release(&b);
    return 0;
}
