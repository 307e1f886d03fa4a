/*
 * rule/section.c - the file of a rule: its sections, and rule_compile; see rule.h, compile.h.
 *
 * A section starts at a line whose first word is a section word, even inside quotes: so a fault
 * never reaches beyond its section.
 */
#include "rule/compile.h"

#include "base/bug.h"

enum section_id {
    SECTION_RULE,
    SECTION_KIND,
    SECTION_CHARGE,
    SECTION_NOTE,
    SECTION_BASIS,
    SECTION_SCREEN,
    SECTION_WHEN,
    SECTION_CLUE,
    SECTION_SEND,
    SECTION_EXAMPLE,
    SECTION_N
};

static const struct {
    const char *word;
    bool required, many;
} sections[SECTION_N] = {
    [SECTION_RULE] = {"规则", true, false},    [SECTION_KIND] = {"类型", true, false},
    [SECTION_CHARGE] = {"罪名", false, false}, [SECTION_NOTE] = {"说明", false, true},
    [SECTION_BASIS] = {"依据", true, false},   [SECTION_SCREEN] = {"筛查", true, false},
    [SECTION_WHEN] = {"当", true, false},      [SECTION_CLUE] = {"线索", true, false},
    [SECTION_SEND] = {"送", true, false},      [SECTION_EXAMPLE] = {"例", true, true},
};

struct file_sections {
    VEC(struct rule_section) of[SECTION_N];
};

/* ---- finding the sections ---- */

static size_t line_end(struct str text, size_t at)
{
    size_t end = str_find_from(text, STR("\n"), at);

    return end == STR_NPOS ? text.n : end;
}

static size_t skip_space(struct str text, size_t at, size_t end)
{
    size_t len;

    while (at < end && (len = rule_space(text, at)) > 0)
        at += len;
    return at;
}

static size_t word_end(struct str text, size_t at)
{
    size_t len;

    while ((len = rule_name_char(text, at)) > 0)
        at += len;
    return at;
}

/* The section that the word text[at, end) opens; SECTION_N when it opens none. */
static enum section_id section_of(struct str word)
{
    for (int i = 0; i < SECTION_N; i++)
        if (str_eq(word, str_from(sections[i].word)))
            return (enum section_id)i;
    return SECTION_N;
}

static void report_stray(struct rule_compiler *c, size_t at, size_t end)
{
    struct str word = str_sub(c->lx.source->text, at, word_end(c->lx.source->text, at));
    struct near near = near_to(word);
    struct diag *d = rule_error(&c->lx, at, end, "这一行不属于任何一节：文件以“规则”开头");

    for (int i = 0; i < SECTION_N; i++)
        near_offer(&near, str_from(sections[i].word));
    rule_hint_near(c, d, &near);
}

static void find_sections(struct rule_compiler *c, struct file_sections *f)
{
    struct str text = c->lx.source->text;
    struct rule_section *open = NULL;
    bool stray = false;

    for (size_t at = 0; at < text.n; at = line_end(text, at) + 1) {
        size_t end = line_end(text, at), word = skip_space(text, at, end);
        size_t stop = word_end(text, word), len = 0;
        enum section_id id = section_of(str_sub(text, word, stop));

        if (id == SECTION_N) {
            if (!open && !stray && word < end && rule_half_width(text, word, &len) != '#') {
                report_stray(c, word, end);
                stray = true;
            }
            continue;
        }
        if (open)
            open->end = at;
        vec_push(c->arena, &f->of[id],
                 (struct rule_section){sections[id].word, word, stop, text.n});
        open = vec_last(&f->of[id]);
    }
}

bool rule_find_section(struct rule_compiler *c, const char *word, struct rule_section *ret)
{
    enum section_id id = section_of(str_from(word));
    struct file_sections f = {0};

    BUG_ON(id == SECTION_N);
    find_sections(c, &f);
    if (f.of[id].n == 0)
        return false;
    *ret = f.of[id].at[0];
    return true;
}

static void check_counts(struct rule_compiler *c, const struct file_sections *f)
{
    size_t at = f->of[SECTION_RULE].n ? f->of[SECTION_RULE].at[0].at : 0;

    for (int i = 0; i < SECTION_N; i++) {
        const struct rule_section *s = f->of[i].at;

        if (f->of[i].n == 0 && sections[i].required)
            rule_error(&c->lx, at, at, "缺少“%s”一节", sections[i].word);
        if (f->of[i].n > 1 && !sections[i].many)
            rule_error(&c->lx, s[1].at, s[1].begin, "“%s”只能写一次：%.*s已有", sections[i].word,
                       STR_F(rule_place(&c->lx, s[0].at)));
    }
}

/* ---- reading one section ---- */

static struct rule_parser parser_of(struct rule_compiler *c, size_t begin, size_t end)
{
    return rule_parser_of(&c->lx, begin, end, &c->nodes);
}

static bool expect_end(struct rule_parser *p, const char *what)
{
    if (p->at == p->n)
        return true;
    rule_parse_unexpected(p, what);
    return false;
}

static struct syntax name_syntax(const struct rule_token *t)
{
    return (struct syntax){.kind = SYNTAX_NAME,
                           .text = t->text,
                           .day = DAY_NONE,
                           .begin = t->begin,
                           .end = t->end,
                           .mark = t->begin};
}

/* 规则 SLUG TEXT */
static void read_rule(struct rule_compiler *c, const struct rule_section *s)
{
    struct rule_parser p = parser_of(c, s->begin, s->end);
    const struct rule_token *t = rule_parse_token(&p);

    if (!rule_parse_take(&p, TOKEN_NAME, NULL)) {
        rule_parse_unexpected(&p, "规则的代号（字母、数字和连字符）");
        return;
    }
    if (!str_eq(t->text, c->plan->slug))
        rule_error(&c->lx, t->begin, t->end, "规则的代号要与文件名一致：文件名是“%.*s”",
                   STR_F(c->plan->slug));
    t = rule_parse_token(&p);
    if (!rule_parse_take(&p, TOKEN_TEXT, NULL)) {
        rule_parse_unexpected(&p, "规则的名称，写在引号里：「…」");
        return;
    }
    c->plan->title = t->text;
    if (str_trim(t->text).n == 0)
        rule_error(&c->lx, t->begin, t->end, "规则的名称是空的");
    expect_end(&p, "本节结束");
}

/* 类型 NAME */
static void read_kind(struct rule_compiler *c, const struct rule_section *s)
{
    struct rule_parser p = parser_of(c, s->begin, s->end);
    const struct rule_token *t = rule_parse_token(&p);
    struct near near = near_to(t->text);
    struct diag *d;

    if (!rule_parse_take(&p, TOKEN_NAME, NULL)) {
        rule_parse_unexpected(&p, "线索类型的名称");
        return;
    }
    c->plan->kind = t->text;
    if (!law_kind_known(c->law, t->text)) {
        d = rule_error(&c->lx, t->begin, t->end, "没有线索类型“%.*s”", STR_F(t->text));
        for (size_t i = 0; i < c->law->nkind; i++)
            near_offer(&near, c->law->kind[i]);
        rule_hint_near(c, d, &near);
    }
    expect_end(&p, "本节结束");
}

/* The section's text with comments blanked out, so that offsets stay. */
static struct str without_comments(struct rule_compiler *c, const struct rule_section *s)
{
    size_t n = s->end - s->begin;
    char *p = arena_cstr(c->arena, c->lx.source->text.p + s->begin, n);
    bool comment = false;

    for (size_t i = 0; i < n; i++) {
        comment = p[i] != '\n' && (comment || p[i] == '#');
        if (comment)
            p[i] = ' ';
    }
    return (struct str){p, n};
}

static void read_charge(struct rule_compiler *c, const struct rule_section *s)
{
    c->plan->charge = str_trim(without_comments(c, s));
    if (c->plan->charge.n == 0)
        rule_error(&c->lx, s->at, s->begin, "“罪名”是空的；没有罪名就不写这一节");
}

/* 说明 TEXT */
static void read_note(struct rule_compiler *c, const struct rule_section *s)
{
    struct rule_parser p = parser_of(c, s->begin, s->end);
    const struct rule_token *t = rule_parse_token(&p);

    if (!rule_parse_take(&p, TOKEN_TEXT, NULL)) {
        rule_parse_unexpected(&p, "写在引号里的说明：「…」");
        return;
    }
    if (c->plan->note.n)
        c->plan->note = str_fmt(c->arena, "%.*s\n%.*s", STR_F(c->plan->note), STR_F(t->text));
    else
        c->plan->note = t->text;
    expect_end(&p, "本节结束");
}

/* ---- 依据 ---- */

static void report_citation(struct rule_compiler *c, struct str item, size_t begin)
{
    struct near near = near_to(item);
    size_t cut = item.n;
    struct diag *d;

    while (cut > 0 && item.p[cut - 1] != ' ' && item.p[cut - 1] != '\t')
        cut--;
    if (cut > 0)
        near.want = str_trim(str_sub(item, 0, cut));
    for (size_t i = 0; i < c->law->nsource; i++) {
        const struct law_source *s = &c->law->source[i];

        near_offer(&near, s->title);
        near_offer(&near, s->doc_no);
        for (size_t k = 0; k < s->nalias; k++)
            near_offer(&near, s->alias[k]);
    }
    d = rule_error(&c->lx, begin, begin + item.n, "依据的文件不在 law/source 中：“%.*s”",
                   STR_F(near.want));
    if (near_best(&near).n)
        rule_hint_near(c, d, &near);
    else
        diag_hint(c->diags, d, "写作“文件名或文号 条文”，中间空格，各条之间用“;”隔开");
}

static size_t item_end(struct str text, size_t at, size_t *ret_next)
{
    size_t half = str_find_from(text, STR(";"), at), full = str_find_from(text, STR("；"), at);
    size_t end = half < full ? half : full;

    *ret_next = end == STR_NPOS ? text.n + 1 : end + (half < full ? 1 : strlen("；"));
    return end == STR_NPOS ? text.n : end;
}

/* 依据 citation { ';' citation } */
static void read_basis(struct rule_compiler *c, const struct rule_section *s)
{
    struct str text = without_comments(c, s);
    VEC(struct law_citation) v = {0};

    for (size_t at = 0, next = 0; at <= text.n; at = next) {
        struct str item = str_trim(str_sub(text, at, item_end(text, at, &next)));
        struct law_citation citation = {0};

        if (item.n == 0)
            continue;
        if (!law_citation_parse(c->law, item, &citation))
            report_citation(c, item, s->begin + (size_t)(item.p - text.p));
        vec_push(c->arena, &v, citation);
    }
    if (v.n == 0)
        rule_error(&c->lx, s->at, s->begin, "“依据”是空的：每条规则都要有法律依据");
    c->plan->basis = v.at;
    c->plan->nbasis = v.n;
}

/* ---- 筛查, 送 ---- */

static void read_screen(struct rule_compiler *c, const struct rule_section *s)
{
    struct rule_parser p = parser_of(c, s->begin, s->end);
    struct syntax name = name_syntax(rule_parse_token(&p));

    if (!rule_parse_take(&p, TOKEN_NAME, NULL)) {
        rule_parse_unexpected(&p, "数据集的名称");
        return;
    }
    c->plan->dataset = c->screened = rule_find_dataset(c, &name);
    if (c->screened)
        rule_use_field(c, c->screened, -1);
    expect_end(&p, "本节结束");
}

/* The first part of the path that names nothing. */
static size_t wrong_part(const struct law *law, const struct str *part, size_t n)
{
    size_t i = 0;

    while (i + 1 < n && law_organ_path(law, part, i + 1) >= 0)
        i++;
    return i;
}

static void report_organ(struct rule_compiler *c, const struct rule_token *first,
                         const struct str *part, size_t n)
{
    size_t wrong = wrong_part(c->law, part, n);
    const struct rule_token *t = first + 2 * wrong; /* names and dots take turns */
    struct near near = near_to(part[wrong]);
    struct diag *d = rule_error(&c->lx, t->begin, t->end, "没有%s“%.*s”",
                                wrong ? "内设机构" : "机关", STR_F(part[wrong]));

    for (size_t i = 0; i < c->law->norgan; i++) {
        const struct law_organ *o = &c->law->organ[i];

        if ((o->kind == LAW_ORGAN_SECTION) != (wrong > 0))
            continue;
        near_offer(&near, o->name);
        near_offer(&near, o->short_name);
        for (size_t k = 0; k < o->nalias; k++)
            near_offer(&near, o->alias[k]);
    }
    rule_hint_near(c, d, &near);
}

/* 送 NAME { '.' NAME } */
static void read_send(struct rule_compiler *c, const struct rule_section *s)
{
    enum { MAX_PARTS = 4 };
    struct rule_parser p = parser_of(c, s->begin, s->end);
    struct str part[MAX_PARTS];
    size_t n = 0;

    do {
        const struct rule_token *t = rule_parse_token(&p);

        if (n == MAX_PARTS || !rule_parse_take(&p, TOKEN_NAME, NULL)) {
            rule_parse_unexpected(&p, "机关的名称，如 检察院.行政检察");
            return;
        }
        part[n++] = t->text;
    } while (rule_parse_take(&p, TOKEN_MARK, "."));
    c->plan->organ = law_organ_path(c->law, part, n);
    if (c->plan->organ < 0)
        report_organ(c, p.token, part, n);
    expect_end(&p, "本节结束");
}

/* ---- 当, 线索 ---- */

struct rule_node *rule_compile_condition(struct rule_compiler *c, size_t begin, size_t end)
{
    struct rule_parser p = parser_of(c, begin, end);
    struct syntax nowhere = {.begin = begin, .end = end};
    struct syntax *s = rule_parse_expression(&p);

    if (!s)
        return rule_node_error(c, &nowhere);
    if (!expect_end(&p, "“且”“或”等连接词，或本节结束"))
        return rule_node_error(c, s);
    return rule_resolve_condition(c, s);
}

static struct rule_node *compile_hole(struct rule_compiler *c, size_t begin, size_t end)
{
    struct rule_parser p = parser_of(c, begin, end);
    struct rule_node *n;
    struct syntax *s;

    if (p.n == 0) {
        rule_error(&c->lx, begin - 1, end + 1, "花括号里没有内容");
        return NULL;
    }
    s = rule_parse_expression(&p);
    if (!s || !expect_end(&p, "“}”"))
        return NULL;
    n = rule_resolve_value(c, s);
    if (n->op == RULE_OP_FIELD && n->type.kind == RULE_PARTY && n->dataset->party_name >= 0)
        rule_use_field(c, n->dataset, n->dataset->party_name); /* a party is shown by its name */
    return n;
}

static bool is_brace_pair(struct str s, size_t i)
{
    size_t len, next;
    uint32_t cp = rule_half_width(s, i, &len);

    return (cp == '{' || cp == '}') && i + len < s.n && rule_half_width(s, i + len, &next) == cp;
}

/* Literal text: line breaks and the white space behind them go; {{ and }} are braces. */
static struct str literal(struct rule_compiler *c, struct str s)
{
    struct buf b = {0};
    struct str out;
    size_t len;

    for (size_t i = 0; i < s.n; i += len) {
        bool pair = is_brace_pair(s, i);

        (void)str_utf8_at(s, i, &len);
        if (s.p[i] != '\n' && s.p[i] != '\r') {
            buf_add(&b, s.p + i, len);
            len += pair ? len : 0;
            continue;
        }
        for (size_t space; (space = rule_space(s, i + len)) > 0;)
            len += space;
    }
    out = str_dup(c->arena, buf_view(&b));
    buf_release(&b);
    return out;
}

/* The next single brace at or behind `at`; {{ and }} are skipped. */
static size_t next_brace(struct str s, size_t at, uint32_t brace, size_t *ret_len)
{
    for (size_t len = 0; at < s.n; at += len) {
        size_t twin;

        if (rule_half_width(s, at, &len) != brace)
            continue;
        if (brace == '{' && at + len < s.n && rule_half_width(s, at + len, &twin) == brace) {
            len += twin;
            continue;
        }
        *ret_len = len;
        return at;
    }
    return STR_NPOS;
}

/* text -> { literal '{' expression '}' } literal */
bool rule_parse_text(struct rule_compiler *c, struct str text, size_t at, struct rule_text *ret)
{
    VEC(struct rule_hole) v = {0};
    size_t from = 0, open, len = 0;
    bool ok = true;

    while ((open = next_brace(text, from, '{', &len)) != STR_NPOS) {
        size_t inner = open + len, close = next_brace(text, inner, '}', &len);
        struct rule_hole hole = {literal(c, str_sub(text, from, open)), NULL};

        if (close == STR_NPOS) {
            rule_error(&c->lx, at + open, at + inner, "花括号没有配对的“}”");
            return false;
        }
        hole.value = compile_hole(c, at + inner, at + close);
        ok = ok && hole.value;
        if (hole.value)
            vec_push(c->arena, &v, hole);
        from = close + len;
    }
    vec_push(c->arena, &v, (struct rule_hole){literal(c, str_tail(text, from)), NULL});
    ret->hole = v.at;
    ret->n = v.n;
    return ok;
}

/* 线索 TEXT */
static void read_clue(struct rule_compiler *c, const struct rule_section *s)
{
    struct rule_parser p = parser_of(c, s->begin, s->end);
    const struct rule_token *t = rule_parse_token(&p);

    if (!rule_parse_take(&p, TOKEN_TEXT, NULL)) {
        rule_parse_unexpected(&p, "写在引号里的线索文字：「…」");
        return;
    }
    if (str_trim(t->text).n == 0)
        rule_error(&c->lx, t->begin, t->end, "线索的文字是空的");
    rule_parse_text(c, t->text, (size_t)(t->text.p - c->lx.source->text.p), &c->plan->clue);
    expect_end(&p, "本节结束");
}

/* ---- the whole ---- */

static void read_sections(struct rule_compiler *c, const struct file_sections *f)
{
    static void (*const read[SECTION_N])(struct rule_compiler *, const struct rule_section *) = {
        [SECTION_RULE] = read_rule, [SECTION_KIND] = read_kind,   [SECTION_CHARGE] = read_charge,
        [SECTION_NOTE] = read_note, [SECTION_BASIS] = read_basis, [SECTION_SCREEN] = read_screen,
        [SECTION_CLUE] = read_clue, [SECTION_SEND] = read_send,
    };

    for (int i = 0; i < SECTION_N; i++) {
        if (i == SECTION_WHEN && f->of[i].n > 0)
            c->plan->condition =
                rule_compile_condition(c, f->of[i].at[0].begin, f->of[i].at[0].end);
        for (size_t k = 0; read[i] && k < f->of[i].n && (k == 0 || sections[i].many); k++)
            read[i](c, &f->of[i].at[k]);
    }
    rule_parse_examples(c, f->of[SECTION_EXAMPLE].at, f->of[SECTION_EXAMPLE].n);
}

/* Diagnostics of this rule in the order of the text. */
static void sort_diagnostics(struct diag_list *l, size_t first)
{
    for (size_t i = first + 1; i < l->v.n; i++)
        for (size_t k = i; k > first; k--) {
            struct diag *a = &l->v.at[k - 1], *b = &l->v.at[k], swap = *a;

            if (a->line < b->line || (a->line == b->line && a->column <= b->column))
                break;
            *a = *b;
            *b = swap;
        }
}

static bool check_bytes(struct rule_compiler *c, struct str text)
{
    size_t valid = str_utf8_valid(text);

    if (text.n > RULE_MAX_TEXT) {
        diag_add(c->diags, DIAG_ERROR, c->lx.source->file, STR_NULL, 0, 0,
                 "规则太长：%zu 字节，最多 %d 字节", text.n, RULE_MAX_TEXT);
        return false;
    }
    if (valid < text.n) {
        diag_add(c->diags, DIAG_ERROR, c->lx.source->file, STR_NULL, 0, 0,
                 "不是 UTF-8 文本：第 %zu 个字节起有误", valid + 1);
        return false;
    }
    return true;
}

static void set_version(struct rule_compiler *c)
{
    struct str all =
        str_fmt(c->arena, "%.*s\n%.*s", STR_F(c->law->version), STR_F(c->lx.source->text));

    if (c->change)
        all = str_fmt(c->arena, "%.*s\n%.*s.%.*s=%lld %d", STR_F(all), STR_F(c->change->standard),
                      STR_F(c->change->limit), (long long)c->change->value.num,
                      c->change->value.unit);

    c->plan->version = str_fmt(c->arena, "%016llx", (unsigned long long)str_hash(all));
}

static void compile(struct rule_compiler *c)
{
    struct file_sections f = {0};

    if (!check_bytes(c, c->lx.source->text))
        return;
    find_sections(c, &f);
    check_counts(c, &f);
    read_sections(c, &f);
    set_version(c);
}

static enum err_code compile_file(struct rule_compiler *c, const struct rule_file *f,
                                  struct rule_plan **ret_plan, struct err *err)
{
    struct rule_source source = {
        .file = f->file, .whole = f->text, .text = f->text, .line = 1, .column = 1};
    size_t first = c->diags->v.n, errors = c->diags->errors;

    c->lx = (struct rule_lexer){c->law, &source, c->arena, c->diags, &c->left};
    rule_plan_init(c);
    c->plan->slug = f->slug;
    c->plan->file = f->file;
    c->plan->text = f->text;
    compile(c);
    sort_diagnostics(c->diags, first);
    if (c->diags->errors > errors) {
        const struct diag *d = &c->diags->v.at[first];

        err_set(err, ERR_INVALID, "rule %.*s does not compile", STR_F(f->slug));
        return err_set_zh(err, "规则 %.*s 有误：%.*s", STR_F(f->slug), STR_F(d->text));
    }
    c->plan->changed = c->change != NULL;
    rule_plan_flatten(c);
    *ret_plan = c->plan;
    return ERR_OK;
}

enum err_code rule_compile(const struct law *law, struct str slug, struct str file, struct str text,
                           struct arena *a, struct diag_list *diags, struct rule_plan **ret_plan,
                           struct err *err)
{
    struct rule_compiler c = {.law = law, .arena = a, .diags = diags, .left = RULE_MAX_ERRORS};

    return compile_file(&c, &(struct rule_file){slug, file, text}, ret_plan, err);
}

enum err_code rule_compile_changed(const struct law *law, const struct rule_file *f,
                                   struct rule_change *change, struct arena *a,
                                   struct diag_list *diags, struct rule_plan **ret_plan,
                                   struct err *err)
{
    struct rule_compiler c = {
        .law = law, .arena = a, .diags = diags, .left = RULE_MAX_ERRORS, .change = change};
    struct rule_plan *plan;

    change->used = false;
    TRY(compile_file(&c, f, &plan, err));
    if (!change->used) {
        err_set(err, ERR_NOT_FOUND, "rule %.*s does not read the limit", STR_F(f->slug));
        return err_set_zh(err, "规则 %.*s 没有用到 标准.%.*s.%.*s。", STR_F(f->slug),
                          STR_F(change->standard), STR_F(change->limit));
    }
    *ret_plan = plan;
    return ERR_OK;
}
