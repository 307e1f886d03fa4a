/* service/document/fill.c - see fill.h. */
#include "service/document/fill.h"

#include "base/fen.h"
#include "matter/value.h"
#include "rule/condition.h"

struct fill {
    const struct law_template *t;
    const struct document_view *view;
    const struct law_procedure *p; /* the matter's version of it */
    const struct law *law;
    struct arena *a;
    const struct rule_condition_row *row;
    int organ;
    struct str number;
    VEC(struct str) missing;
    struct err *err; /* of a condition that does not compile */
    bool failed;
};

/* ---- single values ---- */

void document_day_print(struct buf *b, struct day d)
{
    int year, month, dom;

    day_to_ymd(d, &year, &month, &dom);
    buf_fmt(b, "%d年%d月%d日", year, month, dom);
}

static void miss(struct fill *f, struct str what)
{
    for (size_t i = 0; i < f->missing.n; i++)
        if (str_eq(f->missing.at[i], what))
            return;
    vec_push(f->a, &f->missing, what);
}

static void print_blank(struct buf *b, int width)
{
    for (int i = 0; i < width; i++)
        buf_z(b, "__"); /* two halves of a character, which join into a line */
}

static bool print_field(struct fill *f, struct str name, struct buf *b)
{
    int i = law_field_find(&f->p->fields, name);
    const struct rule_condition_value *v = i >= 0 ? &f->view->value[i] : NULL;

    if (!v || !v->known)
        return false;
    if (f->p->fields.field[i].type == LAW_DATE)
        document_day_print(b, (struct day){(int32_t)v->n});
    else if (f->p->fields.field[i].type == LAW_ORGAN)
        buf_str(b, f->law->organ[v->n].name);
    else
        matter_value_print(b, f->law, &f->p->fields.field[i], v);
    return true;
}

static bool print_role(struct fill *f, struct str name, struct buf *b)
{
    int role = law_role_find(f->p, name), organ = -1;

    if (role >= 0)
        organ = matter_organ_of(f->view->m, role);
    if (organ < 0)
        return false;
    buf_str(b, f->law->organ[organ].name);
    return true;
}

static bool print_act(struct fill *f, struct str name, struct buf *b)
{
    int act = law_act_find(f->p, name);

    if (act < 0 || !moment_known(f->view->act_at[act]))
        return false;
    document_day_print(b, moment_day(f->view->act_at[act]));
    return true;
}

/* The last day of the clock that was started last. */
static bool print_term(struct fill *f, struct str name, struct buf *b)
{
    const struct matter *m = f->view->m;

    for (size_t i = m->nclock; i > 0; i--) {
        const struct matter_clock *c = &m->clock[i - 1];

        if (!str_eq(f->p->term[c->term].name, name) || !moment_known(c->due))
            continue;
        document_day_print(b, moment_day((struct moment){c->exact ? c->due.n : c->due.n - 1}));
        return true;
    }
    return false;
}

static void print_cite(const struct law_citation *c, struct buf *b)
{
    buf_fmt(b, "《%.*s》%.*s", STR_F(c->source->title), STR_F(c->article));
}

static bool print_part(struct fill *f, const struct law_prose_part *part, struct buf *b)
{
    switch (part->kind) {
    case LAW_PROSE_TEXT:
        buf_str(b, part->text);
        return true;
    case LAW_PROSE_FIELD:
        return print_field(f, part->text, b);
    case LAW_PROSE_ROLE:
        return print_role(f, part->text, b);
    case LAW_PROSE_OWN:
        buf_str(b, f->law->organ[f->organ].name);
        return true;
    case LAW_PROSE_NUMBER:
        buf_str(b, f->number);
        return true;
    case LAW_PROSE_DATE:
        document_day_print(b, f->view->date);
        return true;
    case LAW_PROSE_ACT:
        return print_act(f, part->text, b);
    case LAW_PROSE_TERM:
        return print_term(f, part->text, b);
    case LAW_PROSE_CITE:
        print_cite(&part->cite, b);
        return true;
    case LAW_PROSE_MATTER:
        buf_i64(b, f->view->m->id);
        return true;
    case LAW_PROSE_BLANK:
        print_blank(b, part->width);
        return true;
    }
    return false;
}

static struct str print_prose(struct fill *f, const struct law_prose *p)
{
    enum { UNKNOWN_WIDTH = 6 };
    struct buf b = {0};
    struct str text;

    for (size_t i = 0; i < p->n; i++) {
        if (print_part(f, &p->part[i], &b))
            continue;
        if (!p->part[i].optional)
            miss(f, p->part[i].text);
        print_blank(&b, UNKNOWN_WIDTH);
    }
    text = str_dup(f->a, buf_view(&b));
    buf_release(&b);
    return text;
}

/* Does what stands under this condition belong in the document?  What is not known does not. */
static bool wanted(struct fill *f, const struct law_condition *when)
{
    const struct rule_condition *c;
    struct diag_list diags;

    if (when->text.n == 0)
        return true;
    diag_init(&diags, f->a);
    if (rule_condition_compile(f->law, &f->p->fields, when->text, &when->place, f->a, &diags, &c,
                               f->err) != ERR_OK) {
        f->failed = true;
        return false;
    }
    return rule_condition_test(c, f->row) == RULE_HIT;
}

/* ---- body ---- */

static const struct render_table *fill_table(struct fill *f, const struct law_block *in)
{
    struct render_table *t = ARENA_NEW(f->a, struct render_table);
    struct render_row *row = ARENA_ARRAY(f->a, struct render_row, in->nrow + 1);

    *t = (struct render_table){
        .width = in->width, .ncolumn = in->ncolumn, .row = row, .nhead = in->nhead};
    for (size_t i = 0; i < in->nrow; i++) {
        const struct law_row *from = &in->row[i];
        struct render_cell *cell = ARENA_ARRAY(f->a, struct render_cell, from->ncell + 1);

        if (!wanted(f, &from->when))
            continue;
        for (size_t k = 0; k < from->ncell; k++)
            cell[k] = (struct render_cell){
                print_prose(f, &from->cell[k].prose), from->cell[k].span,
                from->cell[k].left && i >= in->nhead ? RENDER_ALIGN_LEFT : RENDER_ALIGN_CENTER};
        row[t->nrow++] = (struct render_row){cell, from->ncell, from->lines};
    }
    return t;
}

static enum render_block_kind kind_of(enum law_block_kind kind)
{
    switch (kind) {
    case LAW_BLOCK_PARAGRAPH:
        return RENDER_PARAGRAPH;
    case LAW_BLOCK_HEADING:
        return RENDER_HEADING;
    case LAW_BLOCK_FLUSH:
        return RENDER_FLUSH;
    case LAW_BLOCK_CENTER:
        return RENDER_CENTER;
    case LAW_BLOCK_RIGHT:
        return RENDER_RIGHT;
    case LAW_BLOCK_TABLE:
        return RENDER_TABLE;
    }
    return RENDER_PARAGRAPH;
}

struct blocks {
    VEC(struct render_block) v;
};

/* A paragraph ends with a mark; what somebody wrote into a field often does not. */
static struct str with_end(struct fill *f, struct str text)
{
    static const char *const ends[] = {"。", "！", "？", "：", "；", "”", "）", "》", "…", "_"};

    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (str_ends(text, str_from(ends[i])))
            return text;
    return str_fmt(f->a, "%.*s。", STR_F(text));
}

/* Lines that somebody wrote into a field are paragraphs. */
static void fill_block(struct fill *f, const struct law_block *in, struct blocks *out)
{
    struct render_block b = {.kind = kind_of(in->kind), .level = in->level};
    struct str rest;

    if (!wanted(f, &in->when))
        return;
    if (in->kind == LAW_BLOCK_TABLE) {
        b.table = fill_table(f, in);
        vec_push(f->a, &out->v, b);
        return;
    }
    rest = print_prose(f, &in->prose);
    do {
        b.text = str_trim(str_cut(&rest, STR("\n")));
        if (b.text.n > 0 && b.kind == RENDER_PARAGRAPH)
            b.text = with_end(f, b.text);
        if (b.text.n > 0)
            vec_push(f->a, &out->v, b);
    } while (rest.n > 0);
}

static void fill_body(struct fill *f, struct render_doc *doc)
{
    struct blocks out = {0};

    for (size_t i = 0; i < f->t->nblock; i++)
        fill_block(f, &f->t->block[i], &out);
    doc->block = out.v.at;
    doc->nblock = out.v.n;
}

/* ---- around the body ---- */

static void fill_attachments(struct fill *f, struct render_doc *doc)
{
    struct str *text = ARENA_ARRAY(f->a, struct str, f->t->nattachment + 1);

    for (size_t i = 0; i < f->t->nattachment; i++)
        if (wanted(f, &f->t->attachment[i].when))
            text[doc->nattachment++] = print_prose(f, &f->t->attachment[i].prose);
    doc->attachment = text;
}

static struct str role_name(struct fill *f, int role)
{
    struct buf b = {0};
    struct str name = f->t->p->role[role].name;

    if (!print_role(f, name, &b))
        miss(f, name);
    name = str_dup(f->a, buf_view(&b));
    buf_release(&b);
    return name;
}

/* 抄送 names those who are there: a role that nobody holds is left out. */
static struct str fill_copy(struct fill *f)
{
    struct buf b = {0};
    struct str text;

    for (size_t i = 0; i < f->t->copy.n; i++) {
        size_t before = b.n;

        if (before > 0)
            buf_z(&b, "，");
        if (!print_role(f, f->t->p->role[f->t->copy.at[i]].name, &b))
            b.n = before;
    }
    text = str_dup(f->a, buf_view(&b));
    buf_release(&b);
    return text;
}

static struct str fill_head(struct fill *f)
{
    static const char *const behind[] = {
        [RENDER_OFFICIAL] = "文件",    [RENDER_LETTER] = "", [RENDER_ORDER] = "令",
        [RENDER_MINUTES] = "会议纪要", [RENDER_WRIT] = "",   [RENDER_PLAIN] = ""};

    if (f->t->head.n > 0)
        return print_prose(f, &f->t->head);
    if (f->t->form == LAW_FORM_PLAIN)
        return STR("");
    return str_fmt(f->a, "%.*s%s", STR_F(f->law->organ[f->organ].name), behind[f->t->form]);
}

static void fill_sign(struct fill *f, struct render_doc *doc)
{
    size_t n = f->t->nsign ? f->t->nsign : 1;
    struct str *sign = ARENA_ARRAY(f->a, struct str, n);
    struct buf b = {0};

    sign[0] = f->law->organ[f->organ].name;
    for (size_t i = 0; i < f->t->nsign; i++)
        sign[i] = print_prose(f, &f->t->sign[i]);
    doc->sign = sign;
    doc->nsign = n;
    document_day_print(&b, f->view->date);
    doc->date = str_dup(f->a, buf_view(&b));
    buf_release(&b);
}

/* 印发机关 and 印发日期 belong to 文件 and 纪要. */
static void fill_imprint(struct fill *f, struct render_doc *doc)
{
    doc->copy = fill_copy(f);
    if (f->t->form != LAW_FORM_OFFICIAL && f->t->form != LAW_FORM_MINUTES)
        return;
    doc->issuer = f->law->organ[f->organ].name;
    doc->issued = doc->date;
}

static void fill_doc(struct fill *f, struct render_doc *doc)
{
    _Static_assert((int)LAW_FORM_PLAIN == (int)RENDER_PLAIN, "the forms stand in one order");
    doc->form = (enum render_form)f->t->form;
    doc->stamp = f->view->stamp;
    doc->head = fill_head(f);
    doc->number = f->t->number.n > 0 ? print_prose(f, &f->t->number) : f->number;
    doc->title = print_prose(f, &f->t->title);
    if (f->t->to >= 0)
        doc->addressee = role_name(f, f->t->to);
    else if (f->t->address.n > 0)
        doc->addressee = print_prose(f, &f->t->address);
    fill_body(f, doc);
    fill_attachments(f, doc);
    if (!f->t->undated)
        fill_sign(f, doc);
    doc->seal = f->t->seal;
    fill_imprint(f, doc);
    doc->author = f->law->organ[f->organ].name;
    doc->subject = f->t->name;
    doc->keywords = f->p->mechanism;
}

/* ---- the whole ---- */

int document_organ(const struct law_template *t, const struct matter *m)
{
    int role = law_role_find(m->plan->p, t->p->role[t->from].name);

    return role >= 0 && m->organ ? matter_organ_of(m, role) : -1;
}

struct str document_number_text(const struct law_organ *organ, struct str mark, int year, int64_t n,
                                struct arena *a)
{
    struct str prefix = organ->ndoc_prefix > 0 ? organ->doc_prefix[0] : organ->name;

    if (n > 0)
        return str_fmt(a, "%.*s%.*s〔%d〕%lld号", STR_F(prefix), STR_F(mark), year, (long long)n);
    return str_fmt(a, "%.*s%.*s〔%d〕　号", STR_F(prefix), STR_F(mark), year);
}

static enum err_code no_organ(const struct law_template *t, struct err *err)
{
    err_set(err, ERR_CONFLICT, "nobody holds the role that issues %.*s", STR_F(t->id));
    return err_set_zh(err, "不能制作“%.*s”：角色“%.*s”尚未确定由哪个机关担任", STR_F(t->name),
                      STR_F(t->p->role[t->from].name));
}

static enum err_code something_missing(const struct fill *f, struct err *err)
{
    struct buf b = {0};

    for (size_t i = 0; i < f->missing.n; i++)
        buf_fmt(&b, "%s%.*s", i ? "、" : "", STR_F(f->missing.at[i]));
    err_set(err, ERR_INVALID, "template %.*s lacks %zu values", STR_F(f->t->id), f->missing.n);
    err_set_zh(err, "不能制作“%.*s”，还缺：%s", STR_F(f->t->name), buf_cstr(&b));
    buf_release(&b);
    return err->code;
}

static struct str number_of(const struct fill *f)
{
    int year, month, dom;

    if (f->t->mark.n == 0 || f->view->number.n > 0)
        return f->view->number;
    day_to_ymd(f->view->date, &year, &month, &dom);
    return document_number_text(&f->law->organ[f->organ], f->t->mark, year, 0, f->a);
}

enum err_code document_fill(const struct law_template *t, const struct document_view *view,
                            struct arena *a, struct render_doc *ret, struct err *err)
{
    struct err failure;
    struct fill f = {.t = t,
                     .view = view,
                     .p = view->m->plan->p,
                     .law = view->m->plan->law,
                     .a = a,
                     .err = &failure};
    struct render_doc doc = {0};

    f.organ = document_organ(t, view->m);
    if (f.organ < 0)
        return no_organ(t, err);
    f.row = rule_condition_row_make(f.law, &f.p->fields, view->value, view->date, a);
    f.number = number_of(&f);
    fill_doc(&f, &doc);
    if (f.failed) {
        *err = failure;
        return err->code;
    }
    if (f.missing.n > 0)
        return something_missing(&f, err);
    *ret = doc;
    return ERR_OK;
}
