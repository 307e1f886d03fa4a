/* cli/parse.c - words of the command line become a struct cli_run. */
#include "base/fen.h"
#include "base/near.h"
#include "cli/cli.h"

#include <stdarg.h>

struct words {
    int n, at;
    char *const *word;
    struct cli_run *run;
};

enum err_code cli_usage(struct cli_run *r, struct err *err, const char *zh, ...)
{
    char text[sizeof(err->zh)];
    va_list ap;

    va_start(ap, zh);
    vsnprintf(text, sizeof(text), zh, ap);
    va_end(ap);
    r->usage = true;
    (void)err_set(err, ERR_INVALID, "usage error");
    return err_set_zh(err, "%s", text);
}

/* The option of list called name, or NULL. */
static const struct cli_option *option_in(const struct cli_option *list, struct str name)
{
    for (const struct cli_option *o = list; o && o->name; o++)
        if (str_eq(str_from(o->name), name))
            return o;
    return NULL;
}

static void offer_options(struct near *n, const struct cli_option *list)
{
    for (const struct cli_option *o = list; o && o->name; o++)
        near_offer(n, str_from(o->name));
}

static enum err_code unknown_option(struct cli_run *r, struct str name, struct err *err)
{
    struct near near = near_to(name);
    struct str best;

    if (r->command)
        offer_options(&near, r->command->option);
    offer_options(&near, cli_common);
    best = near_best(&near);
    if (best.n > 0)
        return cli_usage(r, err, "没有选项 --%.*s；是否想写 --%.*s？", STR_F(name), STR_F(best));
    if (!r->command)
        return cli_usage(r, err, "没有选项 --%.*s；命令自己的选项写在命令之后", STR_F(name));
    return cli_usage(r, err, "没有选项 --%.*s；见 liandong %s --help", STR_F(name),
                     r->command->name);
}

static bool among(struct str choices, struct str word)
{
    while (choices.n > 0)
        if (str_eq(str_cut(&choices, STR("|")), word))
            return true;
    return false;
}

/* Checks the value of an option by its kind and keeps what it means. */
static enum err_code value_read(struct cli_run *r, struct cli_given *g, struct err *err)
{
    struct str text = str_from(g->text);
    const char *name = g->option->name;
    struct day day;

    switch (g->option->kind) {
    case CLI_COUNT:
        if (!fen_decimal(text, 0, &g->number) || g->number < 0)
            return cli_usage(r, err, "--%s 的值“%s”不是 0 或更大的整数", name, g->text);
        return ERR_OK;
    case CLI_DAY:
        if (!day_parse(text, &day))
            return cli_usage(r, err, "--%s 的值“%s”不是日期；请写成 2026-01-31", name, g->text);
        g->number = day.n;
        return ERR_OK;
    case CLI_CHOICE:
        if (!among(str_from(g->option->value), text))
            return cli_usage(r, err, "--%s 的值“%s”不在 %s 之中", name, g->text, g->option->value);
        return ERR_OK;
    case CLI_FILE:
    case CLI_FOLDER:
        if (text.n == 0)
            return cli_usage(r, err, "--%s 的值是空的", name);
        return ERR_OK;
    case CLI_FLAG:
    case CLI_TEXT:
        return ERR_OK;
    }
    return ERR_OK;
}

/* Reads the option at w->at, which starts with "--", and moves behind it. */
static enum err_code option_read(struct words *w, struct err *err)
{
    struct str rest = str_from(w->word[w->at++] + 2);
    bool joined = str_has(rest, STR("="));
    struct str name = str_cut(&rest, STR("="));
    struct cli_given g = {.option = NULL};

    if (w->run->command)
        g.option = option_in(w->run->command->option, name);
    if (!g.option)
        g.option = option_in(cli_common, name);
    if (!g.option)
        return unknown_option(w->run, name, err);
    if (g.option->kind == CLI_FLAG && joined)
        return cli_usage(w->run, err, "--%s 不带值", g.option->name);
    if (g.option->kind != CLI_FLAG) {
        if (!joined && w->at == w->n)
            return cli_usage(w->run, err, "--%s 后面缺少%s", g.option->name, g.option->value);
        g.text = joined ? rest.p : w->word[w->at++];
        TRY(value_read(w->run, &g, err));
    }
    vec_push(w->run->arena, &w->run->given, g);
    return ERR_OK;
}

static bool is_option(const char *word)
{
    return word[0] == '-' && word[1] == '-' && word[2] != '\0';
}

/* Common options ahead of the command's name. */
static enum err_code leading_read(struct words *w, struct err *err)
{
    while (w->at < w->n && is_option(w->word[w->at]))
        TRY(option_read(w, err));
    return ERR_OK;
}

/* Lists the commands that start with the word: "law" has "law check", … */
static struct str group_of(struct cli_run *r, struct str word)
{
    struct buf list = {0};
    struct str prefix = str_fmt(r->arena, "%.*s ", STR_F(word)), ret;

    for (const struct cli_command *const *c = cli_commands; *c; c++) {
        if (!str_starts(str_from((*c)->name), prefix))
            continue;
        if (list.n > 0)
            buf_z(&list, "、");
        buf_z(&list, (*c)->name);
    }
    ret = str_dup(r->arena, buf_view(&list));
    buf_release(&list);
    return ret;
}

static enum err_code unknown_command(struct cli_run *r, struct str one, struct str two,
                                     struct err *err)
{
    struct str group = group_of(r, one), wanted = group.n > 0 && two.n > 0 ? two : one;
    struct str best = cli_find_near(wanted);

    if (best.n > 0)
        return cli_usage(r, err, "没有命令“%.*s”；是否想写“%.*s”？", STR_F(wanted), STR_F(best));
    if (group.n > 0)
        return cli_usage(r, err, "“%.*s”后面要写全命令：%.*s", STR_F(one), STR_F(group));
    return cli_usage(r, err, "没有命令“%.*s”；liandong help 列出全部命令", STR_F(wanted));
}

/* The longest name that the next words make: two words, else one. */
static enum err_code command_read(struct words *w, struct err *err)
{
    struct str one, two = STR_NULL;

    if (w->at == w->n)
        return ERR_OK;
    one = str_from(w->word[w->at]);
    if (w->at + 1 < w->n) {
        two = str_fmt(w->run->arena, "%.*s %s", STR_F(one), w->word[w->at + 1]);
        w->run->command = cli_find(two);
    }
    if (w->run->command) {
        w->at += 2;
        return ERR_OK;
    }
    w->run->command = cli_find(one);
    if (!w->run->command)
        return unknown_command(w->run, one, two, err);
    w->at++;
    return ERR_OK;
}

/* One word behind the command's name, until "--" came: an option or an operand. */
static enum err_code word_read(struct words *w, struct err *err)
{
    const char *word = w->word[w->at];

    if (is_option(word))
        return option_read(w, err);
    w->at++;
    if (strcmp(word, "-h") == 0) {
        vec_push(w->run->arena, &w->run->given,
                 (struct cli_given){.option = option_in(cli_common, STR("help"))});
        return ERR_OK;
    }
    if (word[0] == '-' && word[1] != '\0')
        return cli_usage(w->run, err, "没有选项 %s；选项都用两个减号的长名", word);
    vec_push(w->run->arena, &w->run->operand, word);
    return ERR_OK;
}

/* Options and operands behind the command's name; behind "--" operands only. */
static enum err_code rest_read(struct words *w, struct err *err)
{
    while (w->at < w->n && strcmp(w->word[w->at], "--") != 0)
        TRY(word_read(w, err));
    while (++w->at < w->n)
        vec_push(w->run->arena, &w->run->operand, w->word[w->at]);
    return ERR_OK;
}

static enum err_code operands_check(struct cli_run *r, struct err *err)
{
    const struct cli_command *c = r->command;

    if (!c || cli_has(r, "help"))
        return ERR_OK;
    if (r->operand.n < c->min)
        return cli_usage(r, err, "缺少%s；用法：liandong %s [选项] %s", c->operands, c->name,
                         c->operands);
    if (c->max == 0 && r->operand.n > 0)
        return cli_usage(r, err, "%s 之后多了“%s”", c->name, r->operand.at[0]);
    if (r->operand.n > c->max)
        return cli_usage(r, err, "%s 之后多了“%s”；用法：liandong %s [选项] %s", c->name,
                         r->operand.at[c->max], c->name, c->operands);
    return ERR_OK;
}

/* --json asked for anywhere: also the error of a faulty line is then an object. */
static bool json_asked(const struct words *w)
{
    for (int i = 1; i < w->n && strcmp(w->word[i], "--") != 0; i++)
        if (strcmp(w->word[i], "--json") == 0)
            return true;
    return false;
}

enum err_code cli_parse(int argc, char *const *argv, struct cli_run *ret, struct err *err)
{
    struct words w = {.n = argc, .at = 1, .word = argv, .run = ret};

    ret->json = json_asked(&w);
    TRY(leading_read(&w, err));
    TRY(command_read(&w, err));
    TRY(rest_read(&w, err));
    return operands_check(ret, err);
}
