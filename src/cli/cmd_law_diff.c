/* cli/cmd_law_diff.c - liandong law diff: what a changed law folder changes, and which open matters
 * and clocks of the district it touches. */
#include "base/json.h"
#include "cli/law.h"
#include "cli/run.h"
#include "law/deadline.h"
#include "law/procedure.h"
#include "matter/reproject.h"
#include "matter/work.h"
#include "pipeline/home.h"

struct difference {
    struct cli_run *run;
    const struct law *old_law, *new_law;
    struct buf out;
    VEC(struct str) procedure; /* ids that differ */
    size_t n;
};

static void say(struct difference *d, const char *kind, const char *zh, struct str id,
                const char *what)
{
    static const char *const words[][2] = {
        {"added", "新增"}, {"removed", "删除"}, {"changed", "变更"}};

    d->n++;
    if (d->run->json) {
        json_open(&d->out, NULL, '{');
        json_text(&d->out, "kind", str_from(kind));
        json_text(&d->out, "id", id);
        json_text(&d->out, "change", str_from(what));
        json_close(&d->out, '}');
        buf_char(&d->out, '\n');
        return;
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcmp(words[i][0], what) == 0)
            buf_fmt(&d->out, "%s %s %.*s\n", words[i][1], zh, STR_F(id));
}

/* ---- standards ---- */

static bool same_standard(const struct law_standard *a, const struct law_standard *b)
{
    bool same = str_eq(a->test, b->test) && a->effective.n == b->effective.n &&
                a->expires.n == b->expires.n && a->nlimit == b->nlimit;

    for (size_t i = 0; same && i < a->nlimit; i++)
        same = a->limit[i].low == b->limit[i].low && a->limit[i].high == b->limit[i].high &&
               str_eq(a->limit[i].name, b->limit[i].name);
    return same;
}

static const struct law_standard *find_standard(const struct law *law, const struct law_standard *s)
{
    for (size_t i = 0; i < law->nstandard; i++)
        if (str_eq(law->standard[i].id, s->id) && law->standard[i].effective.n == s->effective.n)
            return &law->standard[i];
    return NULL;
}

static void standards(struct difference *d)
{
    for (size_t i = 0; i < d->old_law->nstandard; i++) {
        const struct law_standard *s = &d->old_law->standard[i], *t;

        t = find_standard(d->new_law, s);
        if (!t || !same_standard(s, t))
            say(d, "standard", "标准", s->name, t ? "changed" : "removed");
    }
    for (size_t i = 0; i < d->new_law->nstandard; i++)
        if (!find_standard(d->old_law, &d->new_law->standard[i]))
            say(d, "standard", "标准", d->new_law->standard[i].name, "added");
}

/* ---- deadlines ---- */

static bool same_deadline(const struct law_deadline *a, const struct law_deadline *b)
{
    return a->length.n == b->length.n && a->length.unit == b->length.unit &&
           a->profile == b->profile && a->kind == b->kind && a->effective.n == b->effective.n &&
           a->expires.n == b->expires.n && a->nextension == b->nextension &&
           a->nexclusion == b->nexclusion && str_eq(a->term, b->term) &&
           str_eq(a->basis.article, b->basis.article);
}

static void deadlines(struct difference *d)
{
    size_t n, m;

    for (size_t i = 0; i < d->old_law->ndeadline; i++) {
        const struct law_deadline *a = &d->old_law->deadline[i], *b, *first;

        first = law_deadline_find(d->old_law, a->id, &n);
        b = law_deadline_find(d->new_law, a->id, &m);
        if (a != first || (b && n == m && same_deadline(a, b)))
            continue;
        say(d, "deadline", "期限", a->id, b ? "changed" : "removed");
    }
    for (size_t i = 0; i < d->new_law->ndeadline; i++)
        if (!law_deadline_find(d->old_law, d->new_law->deadline[i].id, &n))
            say(d, "deadline", "期限", d->new_law->deadline[i].id, "added");
}

/* ---- what deadlines are counted by ---- */

static bool is_counted_by(struct str name)
{
    return str_starts(name, STR("law/calendar/")) || str_eq(name, STR("law/counting.yaml")) ||
           str_eq(name, STR("law/setting.yaml"));
}

static const struct law_text *find_file(const struct law *law, struct str name)
{
    for (size_t i = 0; i < law->nfile; i++)
        if (str_eq(law->file[i].name, name))
            return &law->file[i];
    return NULL;
}

static void files(struct difference *d)
{
    for (size_t i = 0; i < d->old_law->nfile; i++) {
        const struct law_text *a = &d->old_law->file[i], *b = find_file(d->new_law, a->name);

        if (is_counted_by(a->name) && (!b || !str_eq(a->text, b->text)))
            say(d, "file", "文件", a->name, b ? "changed" : "removed");
    }
    for (size_t i = 0; i < d->new_law->nfile; i++) {
        struct str name = d->new_law->file[i].name;

        if (is_counted_by(name) && !find_file(d->old_law, name))
            say(d, "file", "文件", name, "added");
    }
}

/* ---- procedures ---- */

static void procedures(struct difference *d)
{
    for (size_t i = 0; i < d->old_law->nprocedure; i++) {
        const struct law_procedure *p = d->old_law->procedure[i];
        const struct law_procedure *q = law_procedure_find(d->new_law, p->id);

        if (q && str_eq(p->version, q->version))
            continue;
        say(d, "procedure", "程序", p->id, q ? "changed" : "removed");
        vec_push(d->run->arena, &d->procedure, p->id);
    }
    for (size_t i = 0; i < d->new_law->nprocedure; i++)
        if (!law_procedure_find(d->old_law, d->new_law->procedure[i]->id))
            say(d, "procedure", "程序", d->new_law->procedure[i]->id, "added");
}

/* ---- what is open ---- */

static bool listed(const struct str *list, size_t n, struct str s)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i], s))
            return true;
    return false;
}

static enum err_code touched_matter(void *p, const struct matter_row *m, struct err *err)
{
    struct difference *d = p;

    (void)err;
    if (!listed(d->procedure.at, d->procedure.n, m->procedure))
        return ERR_OK;
    if (d->run->json) {
        json_open(&d->out, NULL, '{');
        json_text(&d->out, "kind", STR("matter"));
        json_i64(&d->out, "matter", m->id);
        json_text(&d->out, "procedure", m->procedure);
        json_close(&d->out, '}');
        buf_char(&d->out, '\n');
    } else {
        buf_fmt(&d->out, "涉及 事项 %lld（%.*s，%.*s）：仍按开启时的程序办理\n", (long long)m->id,
                STR_F(m->procedure), STR_F(m->state));
    }
    return ERR_OK;
}

static void say_clock(struct difference *d, const struct matter_moved *m)
{
    if (!d->run->json) {
        buf_fmt(&d->out, "涉及 事项 %lld 的期限 %.*s（%.*s）：%.*s → %.*s\n", (long long)m->matter,
                STR_F(m->term), STR_F(m->organ), STR_F(m->was), STR_F(m->is));
        return;
    }
    json_open(&d->out, NULL, '{');
    json_text(&d->out, "kind", STR("clock"));
    json_i64(&d->out, "matter", m->matter);
    json_text(&d->out, "term", m->term);
    json_text(&d->out, "organ", m->organ);
    json_text(&d->out, "was", m->was);
    json_text(&d->out, "is", m->is);
    json_close(&d->out, '}');
    buf_char(&d->out, '\n');
}

/* Running clocks that the new law ends elsewhere. */
static enum err_code touched_clocks(struct difference *d, struct store *store, struct err *err)
{
    const struct matter_reproject_wish look = {.look = true};
    struct matter_reproject p = {0};
    struct matter_book book;
    struct matter_log log;
    struct diag_list diags;
    enum err_code rc;

    diag_init(&diags, d->run->arena);
    TRY(matter_book_make(d->new_law, d->run->arena, &diags, &book, err));
    matter_log_init(&log, store, &book);
    rc = matter_reproject_all(&log, &look, d->run->arena, &p, err);
    matter_log_release(&log);
    for (size_t i = 0; rc == ERR_OK && i < p.moved.n; i++)
        say_clock(d, &p.moved.at[i]);
    return rc;
}

static enum err_code open_things(struct difference *d, struct err *err)
{
    const struct actor who = actor_operator(STR(""));
    struct matter_filter all = {0};
    struct pipeline_home h;
    enum err_code rc;

    TRY(pipeline_home_open(d->run->home, d->old_law, d->run->clock.now(d->run->clock.p), &h, err));
    rc = matter_list(h.store, &who, &all, touched_matter, d, err);
    if (rc == ERR_OK)
        rc = touched_clocks(d, h.store, err);
    pipeline_home_close(&h);
    return rc;
}

static enum err_code compare(struct difference *d, struct err *err)
{
    standards(d);
    deadlines(d);
    files(d);
    procedures(d);
    if (cli_has(d->run, "matters"))
        TRY(open_things(d, err));
    if (!d->run->json)
        buf_fmt(&d->out, "%s：不同 %zu 处\n", d->n ? "两份法律数据不同" : "两份法律数据相同", d->n);
    cli_print(d->run, &d->out);
    return ERR_OK;
}

static enum err_code load(struct cli_run *r, size_t operand, struct law **ret, struct err *err)
{
    struct diag_list diags;
    enum err_code rc;

    diag_init(&diags, r->arena);
    rc = law_load(r->operand.at[operand], ret, &diags, err);
    if (rc != ERR_OK)
        cli_diags(r, r->log, DIAG_ERROR, &diags);
    return rc;
}

static enum err_code diff_run(struct cli_run *r, struct err *err)
{
    struct difference d = {.run = r};
    struct law *old_law = NULL, *new_law = NULL;
    enum err_code rc = load(r, 0, &old_law, err);

    if (rc == ERR_OK)
        rc = load(r, 1, &new_law, err);
    if (rc == ERR_OK) {
        d.old_law = old_law;
        d.new_law = new_law;
        rc = compare(&d, err);
    }
    buf_release(&d.out);
    law_unref(old_law);
    law_unref(new_law);
    return rc;
}

static const struct cli_option options[] = {
    {"matters", NULL, CLI_FLAG, false, "另列出辖区中受影响的在办事项和运行中的期限"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong law diff 旧law 新law --matters", "两份法律数据有何不同，涉及哪些在办事项"},
    {0},
};

const struct cli_command cli_cmd_law_diff = {
    .name = "law diff",
    .operands = "旧目录 新目录",
    .summary = "比较两份法律数据：标准、期限、日历、程序",
    .text = "在办事项按开启时的程序版本办理；用 --matters 列出涉及的在办事项和期限。",
    .option = options,
    .example = examples,
    .min = 2,
    .max = 2,
    .operand_kind = CLI_FOLDER,
    .run = diff_run,
};
