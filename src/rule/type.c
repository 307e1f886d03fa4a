/* rule/type.c - see type.h. */
#include "rule/type.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct rule_op_info op_info[RULE_OP_N] = {
#define LINE(id_, spelling_, signature_, unknown_, sqlite_, postgres_, help_, test_)             \
    [RULE_OP_##id_] = {                                                                          \
        .id = #id_,                                                                              \
        .spelling = spelling_,                                                                   \
        .signature = signature_,                                                                 \
        .sql = {[SQL_SQLITE] = SQL_TEMPLATE(sqlite_), [SQL_POSTGRES] = SQL_TEMPLATE(postgres_)}, \
        .help = help_,                                                                           \
        .unknown = RULE_UNKNOWN_##unknown_,                                                      \
        .test = test_},
#define RULE_TEST(id, spelling, signature, unknown, sqlite, postgres, help) \
    LINE(id, spelling, signature, unknown, sqlite, postgres, help, true)
#define RULE_VALUE(id, spelling, signature, unknown, sqlite, postgres, help) \
    LINE(id, spelling, signature, unknown, sqlite, postgres, help, false)
#include "rule/rule_op.def"
#undef RULE_TEST
#undef RULE_VALUE
#undef LINE
};

const struct rule_op_info *rule_op_get(enum rule_op op)
{
    return &op_info[op];
}

/* ---- units ---- */

int64_t rule_gcd(int64_t a, int64_t b)
{
    while (b) {
        int64_t r = a % b;

        a = b;
        b = r;
    }
    return a < 0 ? -a : a;
}

struct rule_scale rule_scale_of(const struct law *law, int unit)
{
    enum { PERCENT = 100 };
    struct rule_scale s = {1, 1, STR("比例")};
    const struct law_unit *u;

    if (unit < 0)
        return s;
    u = &law->unit[unit];
    if (str_eq(u->dimension, STR("倍数")))
        return (struct rule_scale){u->num, u->den, STR("比例")};
    if (str_eq(u->dimension, STR("比例")))
        return (struct rule_scale){u->num, u->den * PERCENT, STR("比例")};
    return (struct rule_scale){u->num, u->den, u->dimension};
}

bool rule_scale_factor(const struct law *law, int from, int to, int64_t *ret_num, int64_t *ret_den)
{
    struct rule_scale a = rule_scale_of(law, from), b = rule_scale_of(law, to);
    int64_t num, den, g;

    if (__builtin_mul_overflow(a.num, b.den, &num) || __builtin_mul_overflow(a.den, b.num, &den) ||
        num <= 0 || den <= 0)
        return false;
    g = rule_gcd(num, den);
    *ret_num = num / g;
    *ret_den = den / g;
    return true;
}

/* ---- types ---- */

struct rule_type rule_type_of_field(const struct law_field *f)
{
    struct rule_type t = {.kind = (enum rule_kind)f->type, .unit = -1};

    if (f->type == LAW_QUANTITY)
        t.unit = f->unit;
    if (f->type == LAW_CODE && f->code_of == LAW_CODE_VALUES)
        t.codes = f;
    return t;
}

bool rule_type_is_ratio(const struct law *law, struct rule_type t)
{
    return t.kind == RULE_QUANTITY && str_eq(rule_scale_of(law, t.unit).dimension, STR("比例"));
}

bool rule_type_alike(const struct law *law, struct rule_type a, struct rule_type b)
{
    if (a.kind == RULE_NO_TYPE || b.kind == RULE_NO_TYPE)
        return true;
    if (a.kind != b.kind)
        return false;
    if (a.kind == RULE_QUANTITY)
        return str_eq(rule_scale_of(law, a.unit).dimension, rule_scale_of(law, b.unit).dimension);
    return a.kind != RULE_CODE || !a.codes == !b.codes;
}

static const char *kind_name(enum rule_kind kind)
{
    static const char *const names[] = {
        [RULE_BOOL] = "布尔",     [RULE_INT] = "整数",     [RULE_MONEY] = "金额",
        [RULE_QUANTITY] = "数量", [RULE_DATE] = "日期",    [RULE_WORDS] = "文本",
        [RULE_CODE] = "代码",     [RULE_PARTY] = "当事人", [RULE_ORGAN] = "机关",
        [RULE_REGION] = "区域",   [RULE_SPAN] = "期间",    [RULE_WORKING] = "工作日期间",
        [RULE_NO_TYPE] = "未知"};

    return names[kind];
}

struct str rule_type_name(struct arena *a, const struct law *law, struct rule_type t)
{
    struct str dimension;

    if (t.kind == RULE_CODE)
        return t.codes ? str_fmt(a, "代码（%.*s）", STR_F(t.codes->name)) : STR("代码（案由）");
    if (t.kind != RULE_QUANTITY)
        return str_from(kind_name(t.kind));
    dimension = rule_scale_of(law, t.unit).dimension;
    if (str_eq(dimension, STR("比例")))
        return STR("比例");
    return str_fmt(a, "数量（%.*s）", STR_F(dimension));
}

/* ---- signatures ---- */

/* Kinds that a letter of a signature stands for. */
static bool letter_takes(const struct law *law, char letter, struct rule_type t)
{
    switch (letter) {
    case 'b':
        return t.kind == RULE_BOOL;
    case 'i':
        return t.kind == RULE_INT;
    case 'm':
        return t.kind == RULE_MONEY;
    case 'q':
        return t.kind == RULE_QUANTITY;
    case 'r':
        return rule_type_is_ratio(law, t);
    case 'd':
        return t.kind == RULE_DATE;
    case 't':
        return t.kind == RULE_WORDS;
    case 'c':
        return t.kind == RULE_CODE;
    case 's':
        return t.kind == RULE_SPAN;
    case 'w':
        return t.kind == RULE_WORKING;
    case 'N':
        return t.kind == RULE_INT || t.kind == RULE_MONEY || t.kind == RULE_QUANTITY;
    case 'O':
        return t.kind == RULE_DATE || letter_takes(law, 'N', t);
    case 'A':
        return t.kind <= RULE_REGION;
    default:
        return false;
    }
}

struct bindings {
    struct rule_type of['z' + 1];
    bool bound['z' + 1];
};

static bool bind_letter(const struct law *law, struct bindings *b, char letter, struct rule_type t)
{
    size_t i = (size_t)(unsigned char)letter;

    if (t.kind == RULE_NO_TYPE)
        return true;
    if (!letter_takes(law, letter, t) || (b->bound[i] && !rule_type_alike(law, b->of[i], t)))
        return false;
    if (!b->bound[i])
        b->of[i] = t;
    b->bound[i] = true;
    return true;
}

static struct rule_type result_of(const struct bindings *b, char letter)
{
    size_t i = (size_t)(unsigned char)letter;

    if (b->bound[i])
        return b->of[i];
    switch (letter) {
    case 'b':
        return rule_type_plain(RULE_BOOL);
    case 'i':
        return rule_type_plain(RULE_INT);
    case 'm':
        return rule_type_plain(RULE_MONEY);
    case 'd':
        return rule_type_plain(RULE_DATE);
    case 'r':
        return (struct rule_type){.kind = RULE_QUANTITY, .unit = RULE_UNIT_ONE};
    default:
        return rule_type_plain(RULE_NO_TYPE);
    }
}

/* One alternative of a signature: letters [ '*' ] '>' letter. */
static bool alternative_takes(const struct law *law, struct str alt, const struct rule_type *arg,
                              size_t n, struct rule_type *ret)
{
    struct bindings b = {.bound = {false}};
    size_t i = 0, k = 0;

    while (i < alt.n && alt.p[i] != '>') {
        bool many = i + 1 < alt.n && alt.p[i + 1] == '*';

        if (!many && k >= n)
            return false;
        do {
            if (k < n && !bind_letter(law, &b, alt.p[i], arg[k]))
                return false;
            k += k < n;
        } while (many && k < n);
        i += many ? 2 : 1;
    }
    if (k < n || i + 1 >= alt.n)
        return false;
    *ret = result_of(&b, alt.p[i + 1]);
    return true;
}

bool rule_op_takes(const struct law *law, enum rule_op op, const struct rule_type *arg, size_t n,
                   struct rule_type *ret_type)
{
    struct str rest = str_from(op_info[op].signature);

    while (rest.n > 0)
        if (alternative_takes(law, str_cut(&rest, STR(" ")), arg, n, ret_type))
            return true;
    return false;
}

enum rule_op rule_op_fit(const struct law *law, struct str spelling, const struct rule_type *arg,
                         size_t n, struct rule_type *ret_type)
{
    for (size_t op = 0; op < RULE_OP_N; op++)
        if (str_eq(str_from(op_info[op].spelling), spelling) &&
            rule_op_takes(law, (enum rule_op)op, arg, n, ret_type))
            return (enum rule_op)op;
    return RULE_OP_N;
}

/* ---- the manual ---- */

static const char *letter_name(char letter)
{
    static const struct {
        char letter;
        const char *name;
    } names[] = {{'b', "布尔"},       {'i', "整数"},       {'m', "金额"}, {'q', "数量"},
                 {'r', "比例"},       {'d', "日期"},       {'t', "文本"}, {'c', "代码"},
                 {'s', "期间"},       {'w', "工作日期间"}, {'N', "数"},   {'O', "数或日期"},
                 {'A', "任意同类值"}, {'S', "集合"},       {'*', "…"}};

    for (size_t i = 0; i < COUNT(names); i++)
        if (names[i].letter == letter)
            return names[i].name;
    return "";
}

void rule_op_signature(struct buf *out, enum rule_op op)
{
    const char *s = op_info[op].signature;

    for (size_t i = 0; s[i]; i++) {
        if (s[i] == '>') {
            buf_z(out, i && s[i - 1] != ' ' ? " → " : "→ ");
            continue;
        }
        if (s[i] == ' ') {
            buf_z(out, "；");
            continue;
        }
        if (i && s[i - 1] != ' ' && s[i - 1] != '>' && s[i] != '*')
            buf_z(out, ", ");
        buf_z(out, letter_name(s[i]));
    }
}
