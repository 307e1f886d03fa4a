/* cli/cmd_law_check.c - liandong law check: proves the law data consistent, runs the worked
 * examples of every rule, lists what nobody has verified. */
#include "base/json.h"
#include "cli/run.h"
#include "law/check.h"
#include "law/deadline.h"
#include "law/procedure.h"
#include "matter/clue_fill.h"
#include "matter/example.h"
#include "rule/rule.h"
#include "service/document/example.h"

struct tally {
    size_t errors, warnings, unverified, rules, procedures, examples, documents;
};

/* Compiles every rule and runs its examples. */
static void rules_check(struct cli_run *r, const struct law *law, struct diag_list *diags,
                        struct tally *t)
{
    for (size_t i = 0; i < law->nrule; i++) {
        const struct law_rule *rule = &law->rule[i];
        struct rule_plan *plan;
        struct err err;

        if (rule_compile(law, rule->slug, rule->file, rule->text, r->arena, diags, &plan, &err) !=
            ERR_OK)
            continue;
        t->rules++;
        t->examples += plan->nexample;
        rule_check_examples(plan, diags);
    }
}

/* Compiles every procedure and walks its examples. */
static void procedures_check(struct cli_run *r, const struct law *law, struct diag_list *diags,
                             struct tally *t)
{
    for (size_t i = 0; i < law->nprocedure; i++) {
        struct matter_plan plan;
        struct err err;

        if (matter_plan_make(law, law->procedure[i], r->arena, diags, &plan, &err) != ERR_OK)
            continue;
        t->procedures++;
        t->examples += plan.p->nexample;
        matter_check_examples(&plan, diags);
        matter_clue_check(&plan, diags);
        t->documents += document_check_examples(&plan, NULL, diags);
    }
}

static void count_levels(const struct diag_list *diags, struct tally *t)
{
    for (size_t i = 0; i < diags->v.n; i++) {
        enum diag_level level = diags->v.at[i].level;

        t->errors += level == DIAG_ERROR;
        t->warnings += level == DIAG_WARNING;
        t->unverified += level == DIAG_NOTE;
    }
}

static void summary_json(struct buf *b, const struct law *law, const struct tally *t)
{
    json_open(b, NULL, '{');
    json_open(b, "summary", '{');
    json_text(b, "law", law ? law->version : STR(""));
    json_i64(b, "sources", law ? (int64_t)law->nsource : 0);
    json_i64(b, "standards", law ? (int64_t)law->nstandard : 0);
    json_i64(b, "causes", law ? (int64_t)law->ncause : 0);
    json_i64(b, "datasets", law ? (int64_t)law->ndataset : 0);
    json_i64(b, "mappings", law ? (int64_t)law->nmapping : 0);
    json_i64(b, "organs", law ? (int64_t)law->norgan : 0);
    json_i64(b, "deadlines", law ? (int64_t)law->ndeadline : 0);
    json_i64(b, "rules", (int64_t)t->rules);
    json_i64(b, "procedures", (int64_t)t->procedures);
    json_i64(b, "examples", (int64_t)t->examples);
    json_i64(b, "templates", law ? (int64_t)law->ntemplate : 0);
    json_i64(b, "documents", (int64_t)t->documents);
    json_i64(b, "unverified", (int64_t)t->unverified);
    json_i64(b, "warnings", (int64_t)t->warnings);
    json_i64(b, "errors", (int64_t)t->errors);
    json_close(b, '}');
    json_close(b, '}');
    buf_char(b, '\n');
}

static void summary_text(const struct cli_run *r, struct buf *b, const struct law *law,
                         const struct tally *t)
{
    if (law) {
        buf_fmt(b, "法律数据 %.*s：来源 %zu，标准 %zu，案由 %zu，数据集 %zu，映射 %zu，机关 %zu，",
                STR_F(law->version), law->nsource, law->nstandard, law->ncause, law->ndataset,
                law->nmapping, law->norgan);
        buf_fmt(b, "期限 %zu，规则 %zu，程序 %zu，例子 %zu，文书模板 %zu（按例制作 %zu 件）\n",
                law->ndeadline, t->rules, t->procedures, t->examples, law->ntemplate, t->documents);
    }
    buf_fmt(b, "错误 %zu，警告 %zu，未核实 %zu", t->errors, t->warnings, t->unverified);
    if (t->unverified > 0 && !cli_has(r, "unverified"))
        buf_z(b, "（--unverified 逐条列出）");
    buf_char(b, '\n');
}

static void summary_print(const struct cli_run *r, const struct law *law, const struct tally *t)
{
    struct buf b = {0};

    if (r->json)
        summary_json(&b, law, t);
    else
        summary_text(r, &b, law, t);
    cli_print(r, &b);
    buf_release(&b);
}

static enum err_code check_run(struct cli_run *r, struct err *err)
{
    struct diag_list diags;
    struct law *law = NULL;
    struct tally t = {0};
    enum err_code code;

    diag_init(&diags, r->arena);
    code = law_load(cli_law_dir(r), &law, &diags, err);
    if (code != ERR_OK && diags.errors == 0)
        return code;
    if (law) {
        law_check(law, &diags);
        rule_check_standards(law, r->arena, &diags);
        rules_check(r, law, &diags, &t);
        for (size_t i = 0; i < law->ndeadline; i++)
            t.examples += law->deadline[i].nexample;
        procedures_check(r, law, &diags, &t);
    }
    count_levels(&diags, &t);
    cli_diags(r, r->out, cli_has(r, "unverified") ? DIAG_NOTE : DIAG_WARNING, &diags);
    summary_print(r, law, &t);
    law_unref(law);
    r->problems = t.errors > 0;
    return ERR_OK;
}

const struct cli_command cli_cmd_law_check = {
    .name = "law check",
    .summary = "校验法律数据",
    .text =
        "查验法律数据前后一致：引用都有着落，条文所在的文件存在，同一标准各版本的有效期不重叠，\n"
        "每个期限都有条文和计算方式，每条规则、每个程序都能编译，例子都成立。错误带有文件、行、列。有错误时退出码为 1。",
    .option = (const struct cli_option[]){{"unverified", NULL, CLI_FLAG, false,
                                           "逐条列出尚未核对原文的数据"},
                                          {NULL, NULL, CLI_FLAG, false, NULL}},
    .example = (const struct cli_example[]){{"liandong law check", "校验随程序安装的法律数据"},
                                            {"liandong law check --law ./law --json",
                                             "校验目录 law，每行输出一个对象"},
                                            {NULL, NULL}},
    .run = check_run,
};
