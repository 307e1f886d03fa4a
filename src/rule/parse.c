/*
 * rule/parse.c - expressions by recursive descent; see syntax.h.
 *
 * Conditions and values share one grammar, so that a bracket may hold either; that the types fit
 * is the resolver's business.  The first fault ends an expression: whatever follows it in the
 * section would be guesswork.
 */
#include "rule/syntax.h"

#include "base/near.h"

static struct syntax *parse_or(struct rule_parser *p);
static struct syntax *parse_sum(struct rule_parser *p);

/* Words that join or open, and so are never values. */
static const char *const reserved[] = {"且", "或", "非",   "属于", "不属于", "介于",
                                       "到", "含", "不含", "在",   "前",     "后",
                                       "内", "的", "按",   "缺",   "不缺",   "达到"};
/* Words that may follow a value. */
static const char *const joining[] = {"且",   "或", "属于", "不属于", "介于", "到", "含",
                                      "不含", "在", "前",   "后",     "内",   "的"};

/* ---- tokens ---- */

bool rule_parse_is(const struct rule_parser *p, enum rule_token_kind kind, const char *text)
{
    const struct rule_token *t = rule_parse_token(p);

    return t->kind == kind && (!text || str_eq(t->text, str_from(text)));
}

bool rule_parse_take(struct rule_parser *p, enum rule_token_kind kind, const char *text)
{
    if (!rule_parse_is(p, kind, text))
        return false;
    p->at++;
    return true;
}

static bool is_mark(const struct rule_parser *p, const char *mark)
{
    return rule_parse_is(p, TOKEN_MARK, mark);
}

static bool take_mark(struct rule_parser *p, const char *mark)
{
    return rule_parse_take(p, TOKEN_MARK, mark);
}

static bool take_word(struct rule_parser *p, const char *word)
{
    return rule_parse_take(p, TOKEN_NAME, word);
}

static bool is_one_of(struct str s, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(s, str_from(words[i])))
            return true;
    return false;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- messages ---- */

/* What people write where the language has a sign or another word. */
static const struct {
    const char *said, *meant;
} other_words[] = {{"大于", ">"},      {"小于", "<"},      {"等于", "="},     {"不等于", "≠"},
                   {"不小于", ">="},   {"大于等于", ">="}, {"不少于", ">="},  {"不大于", "<="},
                   {"小于等于", "<="}, {"不超过", "<="},   {"超过", ">"},     {"并且", "且"},
                   {"而且", "且"},     {"和", "且"},       {"或者", "或"},    {"包含", "含"},
                   {"包括", "含"},     {"不包含", "不含"}, {"以前", "前"},    {"之前", "前"},
                   {"以后", "后"},     {"之后", "后"},     {"以内", "内"},    {"至", "到"},
                   {"不是", "≠"},      {"是", "="},        {"不在", "不属于"}};

static const char *meant_by(struct str said)
{
    for (size_t i = 0; i < COUNT(other_words); i++)
        if (str_eq(said, str_from(other_words[i].said)))
            return other_words[i].meant;
    return NULL;
}

/* A joining word glued to its neighbours: 案由属于, 属于案由类. */
static struct str glued_word(struct str name)
{
    for (size_t i = 0; i < COUNT(joining); i++) {
        struct str word = str_from(joining[i]);

        if (word.n > 3 && name.n > word.n && str_has(name, word))
            return word;
    }
    for (size_t i = 0; i < COUNT(joining); i++)
        if (str_starts(name, str_from(joining[i])) && name.n > strlen(joining[i]))
            return str_from(joining[i]);
    return STR_NULL;
}

static struct str near_joining(struct str word)
{
    struct near near = near_to(word);

    for (size_t i = 0; i < COUNT(joining); i++)
        near_offer(&near, str_from(joining[i]));
    return near.cost == 0 ? STR_NULL : near_best(&near);
}

static void hint_name(struct rule_parser *p, struct diag *d, struct str wanted)
{
    const struct rule_token *t = rule_parse_token(p);
    const struct rule_token *last = p->at > 0 ? t - 1 : t;
    struct str best = near_joining(t->text), word = glued_word(t->text);
    const char *meant = meant_by(t->text);

    if (meant && !str_has(wanted, STR("连接词")) && !str_has(wanted, str_from(meant)))
        meant = NULL;
    if (last->kind == TOKEN_NUMBER && last->unit.n == 0)
        diag_hint(p->lx->diags, d, "数与单位要连写：%.*s%.*s", STR_F(last->text), STR_F(t->text));
    else if (meant)
        diag_hint(p->lx->diags, d, "是否想写“%s”?", meant);
    else if (best.n)
        diag_hint(p->lx->diags, d, "是否想写“%.*s”?", STR_F(best));
    else if (word.n || (last->kind == TOKEN_NAME && (word = glued_word(last->text)).n))
        diag_hint(p->lx->diags, d, "“%.*s”前后要有空格", STR_F(word));
}

static void hint_unexpected(struct rule_parser *p, struct diag *d, const char *wanted)
{
    if (rule_parse_is(p, TOKEN_NAME, NULL))
        hint_name(p, d, str_from(wanted));
    else if (is_mark(p, ")"))
        diag_hint(p->lx->diags, d, "多了一个右括号，或者少了一个左括号");
}

void rule_parse_unexpected(struct rule_parser *p, const char *wanted)
{
    const struct rule_token *t = rule_parse_token(p);
    struct diag *d;

    if (p->quiet)
        return;
    if (t->kind == TOKEN_END && p->at == 0) {
        rule_error(p->lx, p->begin, p->begin, "后面还缺内容：这里应有%s", wanted);
        return;
    }
    if (t->kind == TOKEN_END) {
        rule_error(p->lx, t[-1].begin, t[-1].end, "后面还缺内容：这里应有%s", wanted);
        return;
    }
    d = rule_error(p->lx, t->begin, t->end, "这里应有%s，却是“%.*s”", wanted,
                   STR_F(str_sub(p->lx->source->text, t->begin, t->end)));
    hint_unexpected(p, d, wanted);
}

struct rule_parser rule_parser_of(const struct rule_lexer *lx, size_t begin, size_t end, int *nodes)
{
    struct rule_parser p = {.lx = lx, .begin = begin, .nodes = nodes};
    int left = *lx->left;

    p.token = rule_lex(lx, begin, end, &p.n);
    p.quiet = *lx->left != left;
    return p;
}

bool rule_parse_expect(struct rule_parser *p, enum rule_token_kind kind, const char *text)
{
    char wanted[64];

    if (rule_parse_take(p, kind, text))
        return true;
    snprintf(wanted, sizeof(wanted), "“%s”", text);
    rule_parse_unexpected(p, wanted);
    return false;
}

static bool expect_mark(struct rule_parser *p, const char *mark)
{
    return rule_parse_expect(p, TOKEN_MARK, mark);
}

static bool expect_word(struct rule_parser *p, const char *word)
{
    return rule_parse_expect(p, TOKEN_NAME, word);
}

/* The bracket that closes the one at `open`. */
static bool expect_close(struct rule_parser *p, const struct rule_token *open)
{
    const struct rule_token *t = rule_parse_token(p);
    struct diag *d;

    if (take_mark(p, ")"))
        return true;
    if (t->kind != TOKEN_END && t->kind != TOKEN_MARK) {
        rule_parse_unexpected(p, "“)”或“且”“或”等连接词");
        return false;
    }
    if (p->quiet)
        return false;
    d = rule_error(p->lx, open->begin, open->end, "左括号没有配对的右括号");
    if (t->kind != TOKEN_END)
        diag_hint(p->lx->diags, d, "读到%.*s的“%.*s”时仍未见右括号",
                  STR_F(rule_place(p->lx, t->begin)), STR_F(t->text));
    return false;
}

/* ---- nodes ---- */

static struct syntax *node(struct rule_parser *p, enum syntax_kind kind, size_t begin)
{
    struct syntax *s = ARENA_NEW(p->lx->arena, struct syntax);

    s->kind = kind;
    s->begin = begin;
    s->end = p->at > 0 ? p->token[p->at - 1].end : begin;
    s->day = DAY_NONE;
    ++*p->nodes;
    return s;
}

static struct syntax *with_kids(struct rule_parser *p, struct syntax *s, struct syntax **kid,
                                size_t n)
{
    s->kid = arena_copy(p->lx->arena, kid, n * sizeof(*kid));
    s->nkid = n;
    for (size_t i = 0; i < n; i++)
        s->height = kid[i]->height >= s->height ? kid[i]->height + 1 : s->height;
    return s;
}

static struct syntax *leaf(struct rule_parser *p, enum syntax_kind kind)
{
    const struct rule_token *t = rule_parse_token(p);
    struct syntax *s;

    p->at++;
    s = node(p, kind, t->begin);
    s->text = t->text;
    s->unit = t->unit;
    s->day = t->day;
    s->mark = t->begin;
    return s;
}

/* One level deeper; false and reported when that is too deep. */
static bool enter(struct rule_parser *p)
{
    const struct rule_token *t = rule_parse_token(p);

    if (p->depth >= RULE_MAX_DEPTH) {
        rule_error(p->lx, t->begin, t->end, "条件嵌套超过 %d 层", RULE_MAX_DEPTH);
        return false;
    }
    p->depth++;
    return true;
}

/* Room for one more operand; false and reported when there is none. */
static bool has_room(struct rule_parser *p)
{
    const struct rule_token *t = rule_parse_token(p);

    if (*p->nodes < RULE_MAX_NODES)
        return true;
    rule_error(p->lx, t->begin, t->end, "规则太大：条件、线索和例子合计超过 %d 个成分",
               RULE_MAX_NODES);
    return false;
}

/* ---- primary ---- */

/* name -> NAME, not a joining word */
static struct syntax *parse_name(struct rule_parser *p, const char *wanted)
{
    if (!rule_parse_is(p, TOKEN_NAME, NULL) ||
        is_one_of(rule_parse_token(p)->text, reserved, COUNT(reserved))) {
        rule_parse_unexpected(p, wanted);
        return NULL;
    }
    return leaf(p, SYNTAX_NAME);
}

/* path -> name { '.' name } */
static struct syntax *parse_path(struct rule_parser *p, const char *wanted)
{
    enum { MAX_PARTS = 3 };
    size_t begin = rule_parse_token(p)->begin, n = 0;
    struct syntax *part[MAX_PARTS];

    do {
        if (n == MAX_PARTS) {
            rule_parse_unexpected(p, "连接词：名称最多三段");
            return NULL;
        }
        part[n] = parse_name(p, n ? "名称" : wanted);
        if (!part[n++])
            return NULL;
    } while (take_mark(p, "."));
    if (n == 1)
        return part[0];
    return with_kids(p, node(p, SYNTAX_PATH, begin), part, n);
}

/* arguments -> '(' or { ',' or } ')' */
static struct syntax *parse_call(struct rule_parser *p)
{
    const struct rule_token *name = rule_parse_token(p), *open = name + 1;
    VEC(struct syntax *) arg = {0};
    struct syntax *s;

    if (!enter(p))
        return NULL;
    p->at += 2;
    do {
        s = parse_or(p);
        if (!s)
            return NULL;
        vec_push(p->lx->arena, &arg, s);
    } while (take_mark(p, ","));
    if (!expect_close(p, open))
        return NULL;
    p->depth--;
    s = with_kids(p, node(p, SYNTAX_CALL, name->begin), arg.at, arg.n);
    s->text = name->text;
    s->mark = name->begin;
    return s;
}

/* '(' INT ')' of 分位数 */
static bool parse_quantile(struct rule_parser *p, int *ret)
{
    const struct rule_token *t;
    int64_t v = 0;

    if (!expect_mark(p, "("))
        return false;
    t = rule_parse_token(p);
    if (t->kind == TOKEN_NUMBER && t->unit.n == 0 && t->text.n <= 2)
        for (size_t i = 0; i < t->text.n; i++)
            v = v * 10 + (t->text.p[i] - '0');
    if (v < 1 || v > 99) {
        rule_parse_unexpected(p, "整数（1 到 99）");
        return false;
    }
    p->at++;
    *ret = (int)v;
    return expect_mark(p, ")");
}

/* stat -> 中位数 | 均值 | 分位数 '(' INT ')' | 件数 */
static bool parse_stat(struct rule_parser *p, struct str *ret_stat, int *ret_quantile)
{
    static const char *const stats[] = {"中位数", "均值", "件数", "分位数"};
    const struct rule_token *t = rule_parse_token(p);

    *ret_quantile = 0;
    if (t->kind != TOKEN_NAME || !is_one_of(t->text, stats, COUNT(stats))) {
        rule_parse_unexpected(p, "中位数、均值、件数或分位数(…)");
        return false;
    }
    p->at++;
    *ret_stat = t->text;
    return !str_eq(t->text, STR("分位数")) || parse_quantile(p, ret_quantile);
}

/* peer -> 同类 '(' name 的 stat ',' 按 name { ',' name } ')' */
static struct syntax *parse_peer(struct rule_parser *p)
{
    const struct rule_token *name = rule_parse_token(p), *open = name + 1;
    VEC(struct syntax *) kid = {0};
    struct str stat = STR_NULL;
    int quantile = 0;
    struct syntax *s;

    p->at += 2;
    s = parse_name(p, "要统计的字段");
    if (!s || !expect_word(p, "的") || !parse_stat(p, &stat, &quantile) || !expect_mark(p, ","))
        return NULL;
    vec_push(p->lx->arena, &kid, s);
    if (!expect_word(p, "按"))
        return NULL;
    do {
        s = parse_name(p, "分组的字段");
        if (!s)
            return NULL;
        vec_push(p->lx->arena, &kid, s);
    } while (take_mark(p, ",") || take_mark(p, "、"));
    if (!expect_close(p, open))
        return NULL;
    s = with_kids(p, node(p, SYNTAX_PEER, name->begin), kid.at, kid.n);
    s->text = stat;
    s->quantile = quantile;
    s->mark = name->begin;
    return s;
}

static struct syntax *parse_bracket(struct rule_parser *p)
{
    const struct rule_token *open = rule_parse_token(p);
    struct syntax *s;

    if (!enter(p))
        return NULL;
    p->at++;
    s = parse_or(p);
    if (!s || !expect_close(p, open))
        return NULL;
    p->depth--;
    s->begin = open->begin;
    s->end = p->token[p->at - 1].end;
    return s;
}

static struct syntax *parse_word(struct rule_parser *p)
{
    const struct rule_token *t = rule_parse_token(p), *next = t + 1;
    bool call = next->kind == TOKEN_MARK && str_eq(next->text, STR("("));
    bool path = next->kind == TOKEN_MARK && str_eq(next->text, STR("."));

    if (is_one_of(t->text, reserved, COUNT(reserved))) {
        rule_parse_unexpected(p, "一个值");
        return NULL;
    }
    if (call && str_eq(t->text, STR("同类")))
        return parse_peer(p);
    if (call)
        return parse_call(p);
    if (str_eq(t->text, STR("本案")) && !path)
        return leaf(p, SYNTAX_THIS);
    return parse_path(p, "一个值");
}

/* primary -> literal | path | call | peer | '(' or ')' */
static struct syntax *parse_primary(struct rule_parser *p)
{
    const struct rule_token *t = rule_parse_token(p);

    switch (t->kind) {
    case TOKEN_NUMBER:
        return leaf(p, SYNTAX_NUMBER);
    case TOKEN_DATE:
        return leaf(p, SYNTAX_DATE);
    case TOKEN_TEXT:
        return leaf(p, SYNTAX_TEXT);
    case TOKEN_NAME:
        return parse_word(p);
    case TOKEN_MARK:
        if (is_mark(p, "("))
            return parse_bracket(p);
        break;
    case TOKEN_END:
        break;
    }
    rule_parse_unexpected(p, "一个值");
    return NULL;
}

/* unary -> '-' unary | primary */
static struct syntax *parse_unary(struct rule_parser *p)
{
    size_t begin = rule_parse_token(p)->begin;
    struct syntax *s;

    if (!is_mark(p, "-"))
        return has_room(p) ? parse_primary(p) : NULL;
    if (!enter(p))
        return NULL;
    p->at++;
    s = parse_unary(p);
    if (!s)
        return NULL;
    p->depth--;
    s = with_kids(p, node(p, SYNTAX_NEG, begin), &s, 1);
    s->mark = begin;
    return s;
}

/* ---- binary ---- */

static struct syntax *binary(struct rule_parser *p, struct syntax *a, const struct rule_token *mark,
                             struct syntax *b)
{
    struct syntax *kid[2] = {a, b}, *s;

    if (!b)
        return NULL;
    s = with_kids(p, node(p, SYNTAX_BINARY, a->begin), kid, 2);
    s->text = mark->text;
    s->mark = mark->begin;
    if (s->height <= RULE_MAX_HEIGHT)
        return s;
    rule_error(p->lx, mark->begin, mark->begin, "算式太长：超过 %d 步", RULE_MAX_HEIGHT);
    return NULL;
}

/* product -> unary { ( '×' | '÷' ) unary } */
static struct syntax *parse_product(struct rule_parser *p)
{
    struct syntax *s = parse_unary(p);

    while (s && (is_mark(p, "×") || is_mark(p, "÷"))) {
        const struct rule_token *mark = rule_parse_token(p);

        p->at++;
        s = binary(p, s, mark, parse_unary(p));
    }
    return s;
}

/* sum -> product { ( '+' | '-' ) product } */
static struct syntax *parse_sum(struct rule_parser *p)
{
    struct syntax *s = parse_product(p);

    while (s && (is_mark(p, "+") || is_mark(p, "-"))) {
        const struct rule_token *mark = rule_parse_token(p);

        p->at++;
        s = binary(p, s, mark, parse_product(p));
    }
    return s;
}

/* ---- tests ---- */

/* member -> path | TEXT | NUMBER */
static struct syntax *parse_member(struct rule_parser *p)
{
    if (rule_parse_is(p, TOKEN_TEXT, NULL))
        return leaf(p, SYNTAX_TEXT);
    if (rule_parse_is(p, TOKEN_NUMBER, NULL))
        return leaf(p, SYNTAX_NUMBER);
    if (!rule_parse_is(p, TOKEN_NAME, NULL)) {
        rule_parse_unexpected(p, "名称、任一(…)或引号里的文字");
        return NULL;
    }
    return parse_path(p, "名称");
}

/* members -> member { '、' member } | ( 任一 | 全部 ) '(' member { ( ',' | '、' ) member } ')' */
static struct syntax *parse_members(struct rule_parser *p, struct syntax *value,
                                    enum syntax_kind kind)
{
    const struct rule_token *word = &p->token[p->at - 1], *open = NULL;
    VEC(struct syntax *) kid = {0};
    bool all = false;
    struct syntax *s;

    if (take_word(p, "任一") || (kind == SYNTAX_HAS && take_word(p, "全部"))) {
        all = str_eq(p->token[p->at - 1].text, STR("全部"));
        open = rule_parse_token(p);
        if (!expect_mark(p, "("))
            return NULL;
    }
    vec_push(p->lx->arena, &kid, value);
    do {
        s = parse_member(p);
        if (!s)
            return NULL;
        vec_push(p->lx->arena, &kid, s);
    } while (take_mark(p, "、") || (open && take_mark(p, ",")));
    if (open && !expect_close(p, open))
        return NULL;
    s = with_kids(p, node(p, kind, value->begin), kid.at, kid.n);
    s->all = all;
    s->mark = word->begin;
    s->negated = str_starts(word->text, STR("不"));
    return s;
}

/* between -> sum 介于 sum 到 sum */
static struct syntax *parse_between(struct rule_parser *p, struct syntax *value)
{
    size_t mark = p->token[p->at - 1].begin;
    struct syntax *kid[3] = {value}, *s;

    kid[1] = parse_sum(p);
    if (!kid[1] || !expect_word(p, "到"))
        return NULL;
    kid[2] = parse_sum(p);
    if (!kid[2])
        return NULL;
    s = with_kids(p, node(p, SYNTAX_BETWEEN, value->begin), kid, 3);
    s->mark = mark;
    return s;
}

/* window -> sum 在 sum ( 前 | 后 ) SPAN 内 */
static struct syntax *parse_window(struct rule_parser *p, struct syntax *value)
{
    size_t mark = p->token[p->at - 1].begin;
    struct syntax *kid[3] = {value}, *s;
    struct str side;

    kid[1] = parse_sum(p);
    if (!kid[1])
        return NULL;
    side = rule_parse_token(p)->text;
    if (!take_word(p, "前") && !take_word(p, "后")) {
        rule_parse_unexpected(p, "“前”或“后”");
        return NULL;
    }
    if (!rule_parse_is(p, TOKEN_NUMBER, NULL)) {
        rule_parse_unexpected(p, "期间，如 3日、2个月、2年、7工作日");
        return NULL;
    }
    kid[2] = leaf(p, SYNTAX_NUMBER);
    if (!expect_word(p, "内"))
        return NULL;
    s = with_kids(p, node(p, SYNTAX_WINDOW, value->begin), kid, 3);
    s->text = side;
    s->mark = mark;
    return s;
}

static bool is_comparison(const struct rule_parser *p)
{
    static const char *const marks[] = {"=", "≠", "<", "≤", ">", "≥"};

    return rule_parse_is(p, TOKEN_MARK, NULL) &&
           is_one_of(rule_parse_token(p)->text, marks, COUNT(marks));
}

/* The test that a value begins. */
static struct syntax *parse_test_of(struct rule_parser *p, struct syntax *value)
{
    const struct rule_token *t = rule_parse_token(p);

    if (is_comparison(p)) {
        p->at++;
        return binary(p, value, t, parse_sum(p));
    }
    if (take_word(p, "属于") || take_word(p, "不属于"))
        return parse_members(p, value, SYNTAX_IN);
    if (take_word(p, "含") || take_word(p, "不含"))
        return parse_members(p, value, SYNTAX_HAS);
    if (take_word(p, "介于"))
        return parse_between(p, value);
    if (take_word(p, "在"))
        return parse_window(p, value);
    return value;
}

/* missing -> ( 缺 | 不缺 ) path */
static struct syntax *parse_missing(struct rule_parser *p)
{
    const struct rule_token *word = rule_parse_token(p);
    struct syntax *s;

    p->at++;
    s = parse_path(p, "字段名");
    if (!s)
        return NULL;
    s = with_kids(p, node(p, SYNTAX_MISSING, word->begin), &s, 1);
    s->negated = str_eq(word->text, STR("不缺"));
    s->mark = word->begin;
    return s;
}

/* meets -> 达到 标准 '.' name */
static struct syntax *parse_meets(struct rule_parser *p)
{
    const struct rule_token *word = rule_parse_token(p);
    struct syntax *s;

    p->at++;
    s = parse_path(p, "标准.名称");
    if (!s)
        return NULL;
    s = with_kids(p, node(p, SYNTAX_MEETS, word->begin), &s, 1);
    s->mark = word->begin;
    return s;
}

/* test -> missing | meets | sum [ the rest of a test ] */
static struct syntax *parse_test(struct rule_parser *p)
{
    struct syntax *s;
    struct diag *d;

    if (!has_room(p))
        return NULL;
    if (rule_parse_is(p, TOKEN_NAME, "缺") || rule_parse_is(p, TOKEN_NAME, "不缺"))
        return parse_missing(p);
    if (rule_parse_is(p, TOKEN_NAME, "达到"))
        return parse_meets(p);
    s = parse_sum(p);
    if (s)
        s = parse_test_of(p, s);
    if (s && is_comparison(p)) {
        const struct rule_token *t = rule_parse_token(p);

        d = rule_error(p->lx, t->begin, t->end, "比较不能连写");
        diag_hint(p->lx->diags, d, "写成“甲 <= 乙 且 乙 <= 丙”，或“乙 介于 甲 到 丙”");
        return NULL;
    }
    return s;
}

/* ---- logic ---- */

/* not -> 非 not | test */
static struct syntax *parse_not(struct rule_parser *p)
{
    size_t begin = rule_parse_token(p)->begin;
    struct syntax *s;

    if (!rule_parse_is(p, TOKEN_NAME, "非"))
        return parse_test(p);
    if (!enter(p))
        return NULL;
    p->at++;
    s = parse_not(p);
    if (!s)
        return NULL;
    p->depth--;
    s = with_kids(p, node(p, SYNTAX_NOT, begin), &s, 1);
    s->mark = begin;
    return s;
}

/* and -> not { 且 not } */
static struct syntax *parse_and(struct rule_parser *p)
{
    size_t begin = rule_parse_token(p)->begin;
    VEC(struct syntax *) kid = {0};
    struct syntax *s;

    do {
        s = parse_not(p);
        if (!s)
            return NULL;
        vec_push(p->lx->arena, &kid, s);
    } while (take_word(p, "且"));
    return kid.n == 1 ? s : with_kids(p, node(p, SYNTAX_AND, begin), kid.at, kid.n);
}

/* or -> and { 或 and } */
static struct syntax *parse_or(struct rule_parser *p)
{
    size_t begin = rule_parse_token(p)->begin;
    VEC(struct syntax *) kid = {0};
    struct syntax *s;

    do {
        s = parse_and(p);
        if (!s)
            return NULL;
        vec_push(p->lx->arena, &kid, s);
    } while (take_word(p, "或"));
    return kid.n == 1 ? s : with_kids(p, node(p, SYNTAX_OR, begin), kid.at, kid.n);
}

struct syntax *rule_parse_expression(struct rule_parser *p)
{
    return parse_or(p);
}
