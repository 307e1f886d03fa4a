/* tests/cli/cli_test.c - the table of commands and everything that derives from it. */
#include "base/file.h"
#include "base/str.h"
#include "cli/cli.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

static const int64_t noon = 1769832000; /* 2026-01-31 12:00 Beijing time */

struct outcome {
    enum cli_exit code;
    char *out, *log;
};

/* A line taken apart at its spaces, as a shell does when nothing is quoted. */
struct words {
    char text[512], *argv[32];
    int argc;
};

static void words_split(struct words *w, const char *line)
{
    w->argc = 0;
    snprintf(w->text, sizeof(w->text), "%s", line);
    for (char *p = w->text; *p; w->argc++) {
        w->argv[w->argc] = p;
        p += strcspn(p, " ");
        if (*p)
            *p++ = '\0';
    }
}

/* Runs "liandong " and line as the program would. */
static struct outcome run_line(const char *line)
{
    struct outcome o;
    struct words w;
    char whole[512];
    size_t nout, nlog;
    FILE *out = open_memstream(&o.out, &nout), *log = open_memstream(&o.log, &nlog);

    snprintf(whole, sizeof(whole), "liandong %s", line);
    words_split(&w, whole);
    o.code = cli_main(w.argc, w.argv, out, log, clock_fixed(&noon));
    fclose(out);
    fclose(log);
    return o;
}

static void outcome_free(struct outcome *o)
{
    free(o->out);
    free(o->log);
}

static void expect(const char *line, enum cli_exit code, const char *in_out, const char *in_log)
{
    struct outcome o = run_line(line);

    if (o.code != code || !strstr(o.out, in_out) || !strstr(o.log, in_log))
        print_error("liandong %s -> %d\nout: %s\nlog: %s\n", line, (int)o.code, o.out, o.log);
    assert_int_equal(o.code, code);
    assert_non_null(strstr(o.out, in_out));
    assert_non_null(strstr(o.log, in_log));
    outcome_free(&o);
}

static void version_is_printed(void **state)
{
    (void)state;
    expect("version", CLI_OK, "liandong ", "");
    expect("version --json", CLI_OK, "{\"version\":\"", "");
    expect("--json version", CLI_OK, "{\"version\":\"", "");
    expect("--home /tmp version", CLI_OK, "liandong ", "");
}

static void help_is_printed(void **state)
{
    (void)state;
    expect("", CLI_USAGE, "", "用法：liandong 命令");
    expect("--help", CLI_OK, "用法：liandong 命令", "");
    expect("help", CLI_OK, "version", "");
    expect("help version", CLI_OK, "用法：liandong version", "");
    expect("version -h", CLI_OK, "用法：liandong version", "");
    expect("version --help", CLI_OK, "--home", "");
    expect("help versoin", CLI_USAGE, "", "是否想写“version”");
}

static void usage_errors_say_the_way_out(void **state)
{
    (void)state;
    expect("verzion", CLI_USAGE, "", "liandong: 没有命令“verzion”；是否想写“version”？");
    expect("zzz", CLI_USAGE, "", "liandong help 列出全部命令");
    expect("version --jsn", CLI_USAGE, "", "没有选项 --jsn；是否想写 --json？");
    expect("version --zzzzzz", CLI_USAGE, "", "见 liandong version --help");
    expect("--zzzzzz version", CLI_USAGE, "", "命令自己的选项写在命令之后");
    expect("version -x", CLI_USAGE, "", "没有选项 -x");
    expect("version --home", CLI_USAGE, "", "--home 后面缺少目录");
    expect("version --home=", CLI_USAGE, "", "--home 的值是空的");
    expect("version --json=1", CLI_USAGE, "", "--json 不带值");
    expect("version 7", CLI_USAGE, "", "version 之后多了“7”");
    expect("version -- --json", CLI_USAGE, "", "version 之后多了“--json”");
}

static void errors_are_objects_with_json(void **state)
{
    (void)state;
    expect("version --json 7", CLI_USAGE, "", "{\"error\":{\"code\":\"USAGE\"");
    expect("verzion --json", CLI_USAGE, "", "\"zh\":\"没有命令“verzion”");
}

/* A folder with one file of law that cites nothing known. */
static void make_law(char *dir, size_t n, const char *text)
{
    char path[512];
    struct err err;

    snprintf(dir, n, "/tmp/liandong-cli-XXXXXX");
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof(path), "%s/source", dir);
    assert_int_equal(file_mkdirs(path, &err), ERR_OK);
    snprintf(path, sizeof(path), "%s/source/a.yaml", dir);
    assert_int_equal(file_write(path, str_from(text), &err), ERR_OK);
}

static void remove_law(const char *dir)
{
    char path[512];

    snprintf(path, sizeof(path), "%s/source/a.yaml", dir);
    unlink(path);
    snprintf(path, sizeof(path), "%s/source", dir);
    rmdir(path);
    rmdir(dir);
}

static void law_check_finds_faults(void **state)
{
    char dir[64], line[256];

    (void)state;
    make_law(dir, sizeof(dir), "- id: x\n  titel: 某法\n");
    snprintf(line, sizeof(line), "law check --law %s", dir);
    expect(line, CLI_PROBLEM, "source/a.yaml:2:3: 错误", "");
    snprintf(line, sizeof(line), "law check --json --law %s", dir);
    expect(line, CLI_PROBLEM, "{\"diag\":{\"level\":\"error\",\"file\":", "");
    expect(line, CLI_PROBLEM, "{\"summary\":{\"law\":\"\"", "");
    remove_law(dir);
    snprintf(line, sizeof(line), "law check --law %s", dir);
    expect(line, CLI_NOT_FOUND, "", "liandong: ");
}

static void law_check_passes_the_shipped_law(void **state)
{
    (void)state;
    expect("law check", CLI_OK, "错误 0，", "");
    expect("law check --unverified", CLI_OK, "说明: ", "");
    expect("law check --json", CLI_OK, "\"errors\":0}}", "");
}

static void exit_codes_are_one_to_one(void **state)
{
    (void)state;
    assert_int_equal(cli_exit_of(ERR_OK), 0);
    assert_int_equal(cli_exit_of(ERR_INVALID), 3);
    assert_int_equal(cli_exit_of(ERR_LIMIT), 3);
    assert_int_equal(cli_exit_of(ERR_IO), 4);
    assert_int_equal(cli_exit_of(ERR_BUSY), 5);
    assert_int_equal(cli_exit_of(ERR_NOT_FOUND), 6);
}

/* Short enough for one line, Chinese, no full stop: help and man page add their own. */
static void assert_phrase(const char *zh)
{
    struct str s = str_from(zh);

    assert_true(s.n > 0 && str_utf8_valid(s) == s.n);
    assert_false(str_ends(s, STR("。")) || str_ends(s, STR(".")));
    assert_false(str_has(s, STR("\n")));
}

static void check_option(const struct cli_option *o)
{
    assert_phrase(o->zh);
    assert_int_equal(o->kind == CLI_FLAG, o->value == NULL);
    for (const char *p = o->name; *p; p++)
        assert_true((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '-');
}

/* An option has one kind in all commands: completion counts on it. */
static void check_same_kind(const struct cli_option *o)
{
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        for (const struct cli_option *p = (*c)->option; p && p->name; p++)
            if (strcmp(p->name, o->name) == 0)
                assert_int_equal(p->kind == CLI_FLAG, o->kind == CLI_FLAG);
    for (const struct cli_option *p = cli_common; p->name; p++)
        assert_false(p != o && strcmp(p->name, o->name) == 0);
}

/* An example starts with the program's name and parses to its own command. */
static void check_example(const struct cli_command *c, const char *line)
{
    struct arena arena;
    struct cli_run run = {.arena = &arena};
    struct words w;
    struct err err;

    arena_init(&arena, 0);
    words_split(&w, line);
    assert_string_equal(w.argv[0], "liandong");
    if (cli_parse(w.argc, w.argv, &run, &err) != ERR_OK)
        fail_msg("%s: %s", line, err.zh);
    assert_ptr_equal(run.command, c);
    arena_release(&arena);
}

static void every_command_is_sound(void **state)
{
    (void)state;
    for (const struct cli_command *const *p = cli_commands; *p; p++) {
        const struct cli_command *c = *p;

        assert_ptr_equal(cli_find(str_from(c->name)), c);
        assert_phrase(c->summary);
        assert_non_null(c->run);
        assert_true(c->max == CLI_ANY || c->min <= c->max);
        assert_int_equal(c->max > 0, c->operands != NULL);
        for (const struct cli_option *o = c->option; o && o->name; o++) {
            check_option(o);
            check_same_kind(o);
        }
        for (const struct cli_example *e = c->example; e && e->line; e++) {
            assert_phrase(e->zh);
            check_example(c, e->line);
        }
    }
}

/* The word as the text writes it behind `dashes`: a man page escapes every dash. */
static void spelled(char *name, size_t size, const char *dashes, const char *word)
{
    size_t n = (size_t)snprintf(name, size, "%s", dashes);

    for (const char *p = word; *p && n + 3 < size; p++)
        n += (size_t)snprintf(name + n, size - n, *p == '-' && *dashes == '\\' ? "\\-" : "%c", *p);
}

static void assert_lists(const struct buf *text, const struct cli_command *c, const char *dashes)
{
    char name[64];

    spelled(name, sizeof(name), dashes, c->name);
    assert_true(str_has(buf_view(text), str_from(name + strlen(dashes))));
    for (const struct cli_option *o = c->option; o && o->name; o++) {
        spelled(name, sizeof(name), dashes, o->name);
        assert_true(str_has(buf_view(text), str_from(name)));
    }
}

static void rules_are_shown_and_priced(void **state)
{
    (void)state;
    expect("rule show illegal-mining-not-referred", CLI_OK, "标准.非法采矿罪.矿产品价值", "");
    expect("rule show 涉嫌非法采矿罪未移送 --json", CLI_OK, "\"limit\":\"处罚次数\"", "");
    expect("rule show illegal-mining-not-refered", CLI_NOT_FOUND, "",
           "是否想写“illegal-mining-not-referred”？");
    expect("rule show /nowhere/x.rule", CLI_NOT_FOUND, "", "liandong: ");
    expect("rule cost illegal-mining-not-referred --expected", CLI_OK, "移送 按 案件", "");
    expect("rule cost --expected", CLI_OK, "按预计排列", "");
    expect("rule cost illegal-mining-not-referred --home /nowhere", CLI_NOT_FOUND, "",
           "还没有辖区");
}

/* Nothing here needs a home: what is typed is refused before one is opened. */
static void clue_commands_say_what_they_need(void **state)
{
    (void)state;
    expect("clue", CLI_USAGE, "", "clue list、clue show、clue accept");
    expect("clue show x", CLI_USAGE, "", "“x”不是线索编号");
    expect("clue show 0", CLI_USAGE, "", "“0”不是线索编号");
    expect("clue dismiss 1", CLI_USAGE, "", "排除线索要写理由");
    expect("clue dismiss 1 --reason 不喜欢", CLI_USAGE, "", "referred（已移送）");
    expect("clue rebut 1", CLI_USAGE, "", "申辩要写内容");
    expect("clue merge 1", CLI_USAGE, "", "缺少编号 并入的编号");
    expect("clue list --state 在办", CLI_USAGE, "", "没有状态“在办”");
    expect("clue list --organ 区市场监督局", CLI_NOT_FOUND, "", "是否想写“区市场监管局”？");
    expect("clue list --home /nowhere", CLI_NOT_FOUND, "", "还没有辖区");
}

static void man_page_and_completion_list_everything(void **state)
{
    struct buf man = {0}, bash = {0};

    (void)state;
    cli_man(&man);
    cli_bash(&bash);
    for (const struct cli_command *const *c = cli_commands; *c; c++) {
        assert_lists(&man, *c, "\\-\\-");
        assert_lists(&bash, *c, "--");
    }
    buf_release(&man);
    buf_release(&bash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_is_printed),
        cmocka_unit_test(help_is_printed),
        cmocka_unit_test(usage_errors_say_the_way_out),
        cmocka_unit_test(errors_are_objects_with_json),
        cmocka_unit_test(law_check_finds_faults),
        cmocka_unit_test(law_check_passes_the_shipped_law),
        cmocka_unit_test(exit_codes_are_one_to_one),
        cmocka_unit_test(every_command_is_sound),
        cmocka_unit_test(rules_are_shown_and_priced),
        cmocka_unit_test(clue_commands_say_what_they_need),
        cmocka_unit_test(man_page_and_completion_list_everything),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
