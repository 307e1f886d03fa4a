/* tests/identity/directory_test.c - organs and people as a workbook, out and in again. */
#include "base/file.h"
#include "identity/directory.h"
#include "identity_fixture.h"

static const char *path_in(struct bench *b, const char *name)
{
    return str_fmt(&b->arena, "%s/%s", b->home.path, name).p;
}

static const char *csv(struct bench *b, const char *text)
{
    const char *path = path_in(b, "people.csv");

    OK(file_write(path, str_from(text), &b->err));
    return path;
}

/* What is said of the file, one line each. */
static struct str said(struct bench *b, const struct directory_problems *p)
{
    struct buf all = {0};
    struct str s;

    for (size_t i = 0; i < p->v.n; i++) {
        directory_problem_print(&all, &p->v.at[i]);
        buf_char(&all, '\n');
    }
    s = str_dup(&b->arena, buf_view(&all));
    buf_release(&all);
    return s;
}

static struct str read_bad(struct bench *b, const char *text)
{
    struct directory_problems problems = {0};
    struct directory_users users;

    OK(directory_read_users(b->law, csv(b, text), &b->arena, &users, &problems, &b->err));
    return said(b, &problems);
}

static void assert_said(struct str have, const char *want)
{
    if (!str_eq(have, str_from(want)))
        fail_msg("--- want\n%s--- have\n%.*s", want, STR_F(have));
}

static void problems_name_row_and_column(void **state)
{
    struct bench at, *b = &at;

    (void)state;
    bench_empty(b);
    assert_said(read_bad(b, "姓名,登录名,机关\n李安,li.an,区市场监管局\n王二,Wang,区市场监管局\n"
                            "吴三,wu.san,没有的局\n,zhou.si,区检察院\n赵六,li.an,区检察院\n"),
                "第 3 行“登录名”列：登录名“Wang”不合要求：3 至 32 "
                "个小写字母、数字、点、横线，字母开头\n"
                "第 4 行“机关”列：没有机关“没有的局”\n"
                "第 5 行“姓名”列：没有填写\n"
                "第 6 行“登录名”列：与第 2 行重复\n");
    assert_said(read_bad(b, "登录名,姓名\nli.an,李安\n"), "第 1 行“机关”列：缺少这一列\n");
    assert_said(read_bad(b, "甲,乙\n1,2\n"),
                "工作表“人员”“登录名”列：文件里没有哪个工作表有这一列\n");
    bench_drop(b);
}

static void people(struct bench *b, const char *text, struct directory_result *made,
                   struct directory_problems *problems)
{
    struct directory_users users;

    OK(directory_read_users(b->law, csv(b, text), &b->arena, &users, problems, &b->err));
    assert_int_equal(problems->v.n, 0);
    OK(directory_import_users(&b->id, &b->sys.who, &users, &b->arena, made, problems, &b->err));
}

static void people_are_made_once(void **state)
{
    static const char list[] = "登录名,姓名,机关\nli.an,李安,区市场监管局\nwang.er,王二,"
                               "检察院.行政检察\n";
    struct bench at, *b = &at;
    struct directory_result made = {0}, again = {0};
    struct directory_problems problems = {0};
    struct person p;

    (void)state;
    bench_make(b);
    people(b, list, &made, &problems);
    assert_int_equal(made.made.n, 2);
    assert_int_equal(made.same, 0);
    p = (struct person){.login = made.made.at[1].login, .password = made.made.at[1].password};
    bench_login(b, &p);
    assert_true(str_eq(p.who.actor.organ, STR("mtg-proc-administrative")));
    people(b, list, &again, &problems);
    assert_int_equal(again.made.n, 0);
    assert_int_equal(again.same, 2);
    assert_int_equal(bench_count(b, "user_add"), 2);
    bench_drop(b);
}

/* A sheet moves and renames nobody, and then makes nobody either. */
static void one_that_differs_stops_all(void **state)
{
    struct bench at, *b = &at;
    struct directory_result made = {0};
    struct directory_problems problems = {0};
    struct identity_user u;

    (void)state;
    bench_make(b);
    people(b, "登录名,姓名,机关\nli.an,李安,区市场监管局\n", &made, &problems);
    made = (struct directory_result){0};
    people(b, "登录名,姓名,机关\nnew.one,新人,区检察院\nli.an,李安,区检察院\n", &made, &problems);
    assert_said(said(b, &problems),
                "第 3 行“机关”列：与已有账户的机关不同；调动请用 liandong user move\n");
    assert_int_equal(identity_user_get(b->store, STR("new.one"), &b->arena, &u, &b->err),
                     ERR_NOT_FOUND);
    bench_drop(b);
}

static void only_the_system_administrator_imports(void **state)
{
    struct bench at, *b = &at;
    struct directory_users users = {0};
    struct directory_result made;
    struct directory_problems problems = {0};

    (void)state;
    bench_make(b);
    assert_int_equal(
        directory_import_users(&b->id, &b->sec.who, &users, &b->arena, &made, &problems, &b->err),
        ERR_FORBIDDEN);
    bench_drop(b);
}

/* What is written is read again: the same organs, the same people. */
static void the_workbook_comes_back(void **state)
{
    struct bench at, *b = &at;
    const char *path;
    struct directory_problems problems = {0};
    struct directory_result made = {0};
    struct directory_users users;
    struct law_text file = {STR("law/organ/back.yaml"), STR_NULL};
    struct diag_list diags;
    struct buf yaml = {0};
    struct law *back = NULL;
    int64_t n = 0;

    (void)state;
    bench_make(b);
    path = path_in(b, "directory.xlsx");
    OK(directory_write(&b->id, path, &b->err));
    OK(directory_read_organs(path, &b->arena, &yaml, &n, &problems, &b->err));
    assert_said(said(b, &problems), "");
    assert_int_equal(n, b->law->norgan);
    file.text = buf_view(&yaml);
    diag_init(&diags, &b->arena);
    OK(law_parse(&file, 1, &back, &diags, &b->err));
    assert_int_equal(back->norgan, b->law->norgan);
    for (size_t i = 0; i < back->norgan; i++) {
        const struct law_organ *o = &back->organ[i];
        int was = law_organ_find(b->law, o->id);
        const struct law_organ *w = was < 0 ? NULL : &b->law->organ[was];

        if (!w)
            fail_msg("%.*s", STR_F(o->id));
        assert_true(str_eq(o->name, w->name) && str_eq(o->short_name, w->short_name));
        assert_int_equal(o->kind, w->kind);
        assert_int_equal(o->region, w->region);
        assert_int_equal(o->nalias, w->nalias);
        assert_int_equal(o->npower, w->npower);
        assert_int_equal(o->ndoc_prefix, w->ndoc_prefix);
        assert_int_equal(o->parent != NULL, w->parent != NULL);
        if (o->parent)
            assert_true(str_eq(o->parent->id, w->parent->id));
    }
    law_unref(back);
    buf_release(&yaml);
    OK(directory_read_users(b->law, path, &b->arena, &users, &problems, &b->err));
    OK(directory_import_users(&b->id, &b->sys.who, &users, &b->arena, &made, &problems, &b->err));
    assert_said(said(b, &problems), "");
    assert_int_equal(made.made.n, 0);
    assert_int_equal(made.same, 3);
    bench_drop(b);
}

static struct str organs_bad(struct bench *b, const char *text)
{
    struct directory_problems problems = {0};
    struct buf yaml = {0};
    int64_t n = 0;

    OK(directory_read_organs(csv(b, text), &b->arena, &yaml, &n, &problems, &b->err));
    buf_release(&yaml);
    return said(b, &problems);
}

static void organs_have_a_kind_and_a_way_up(void **state)
{
    struct bench at, *b = &at;

    (void)state;
    bench_empty(b);
    assert_said(organs_bad(b, "代号,名称,类别,上级,行政区划代码\n"
                              "Bad Id,甲局,行政机关,,110109\n"
                              "b,乙局,行政机管,,110109\n"
                              "c,丙科,内设机构,,\n"
                              "d,丁科,内设机构,x,\n"
                              "e,戊科,内设机构,f,\n"
                              "f,己科,内设机构,e,1101\n"),
                "第 2 行“代号”列：只能用小写字母、数字和横线\n"
                "第 3 行“类别”列：没有“行政机管”这一类；可以写 "
                "行政机关、公安机关、检察院、法院、司法局、镇街、党委办公室、内设机构\n"
                "第 4 行“上级”列：内设机构应当写上级\n"
                "第 5 行“上级”列：没有代号为“x”的机关\n"
                "第 6 行“上级”列：上级关系太深，或成了环\n"
                "第 7 行“行政区划代码”列：应当是 6 位或 9 位数字\n"
                "第 7 行“上级”列：上级关系太深，或成了环\n");
    bench_drop(b);
}

/* A cell that tries to be more than text is text. */
static void text_stays_text(void **state)
{
    struct bench at, *b = &at;
    struct directory_problems problems = {0};
    struct buf yaml = {0};
    int64_t n = 0;

    (void)state;
    bench_empty(b);
    OK(directory_read_organs(csv(b, "代号,名称,类别,行政区划代码\n"
                                    "a,\"甲: [局] # \"\"x\"\"\",行政机关,110109\n"),
                             &b->arena, &yaml, &n, &problems, &b->err));
    assert_said(said(b, &problems), "");
    assert_true(str_has(buf_view(&yaml), STR("name: \"甲: [局] # \\\"x\\\"\"")));
    buf_release(&yaml);
    bench_drop(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(problems_name_row_and_column),
        cmocka_unit_test(people_are_made_once),
        cmocka_unit_test(one_that_differs_stops_all),
        cmocka_unit_test(only_the_system_administrator_imports),
        cmocka_unit_test(the_workbook_comes_back),
        cmocka_unit_test(organs_have_a_kind_and_a_way_up),
        cmocka_unit_test(text_stays_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
