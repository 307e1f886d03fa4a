/* cli/run.c - see run.h. */
#include "cli/run.h"

#include "base/bug.h"
#include "base/file.h"
#include "base/json.h"

#include <unistd.h>

static bool declared(const struct cli_option *list, const char *name)
{
    for (const struct cli_option *o = list; o && o->name; o++)
        if (strcmp(o->name, name) == 0)
            return true;
    return false;
}

static const struct cli_given *last_given(const struct cli_run *r, const char *name)
{
    BUG_ON(!declared(cli_common, name) && !(r->command && declared(r->command->option, name)));
    for (size_t i = r->given.n; i-- > 0;)
        if (strcmp(r->given.at[i].option->name, name) == 0)
            return &r->given.at[i];
    return NULL;
}

bool cli_has(const struct cli_run *r, const char *name)
{
    return last_given(r, name) != NULL;
}

const char *cli_text(const struct cli_run *r, const char *name)
{
    const struct cli_given *g = last_given(r, name);

    return g ? g->text : NULL;
}

size_t cli_texts(const struct cli_run *r, const char *name, struct str **ret)
{
    struct str *list = ARENA_ARRAY(r->arena, struct str, r->given.n + 1);
    size_t n = 0;

    if (last_given(r, name))
        for (size_t i = 0; i < r->given.n; i++)
            if (strcmp(r->given.at[i].option->name, name) == 0)
                list[n++] = str_from(r->given.at[i].text);
    *ret = list;
    return n;
}

int64_t cli_count(const struct cli_run *r, const char *name, int64_t otherwise)
{
    const struct cli_given *g = last_given(r, name);

    return g ? g->number : otherwise;
}

struct day cli_day(const struct cli_run *r, const char *name)
{
    const struct cli_given *g = last_given(r, name);

    return g ? (struct day){(int32_t)g->number} : DAY_NONE;
}

/* Folder of this program, empty when the system does not say. */
static struct str program_dir(struct arena *a)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path));

    while (n > 0 && path[n - 1] != '/')
        n--;
    return n > 0 ? str_dup(a, (struct str){path, (size_t)n - 1}) : STR_NULL;
}

struct str cli_share(const struct cli_run *r, const char *part)
{
    struct str dir = program_dir(r->arena);
    struct str beside = str_fmt(r->arena, "%.*s/" CLI_SHARE "/%s", STR_F(dir), part);

    if (dir.n > 0 && file_exists(beside.p))
        return beside;
    return str_fmt(r->arena, CLI_SOURCE "/%s", part);
}

const char *cli_law_dir(const struct cli_run *r)
{
    const char *given = cli_text(r, "law"), *env = getenv("LIANDONG_LAW");

    if (given)
        return given;
    return env && *env ? env : cli_share(r, "law").p;
}

void cli_print(const struct cli_run *r, struct buf *b)
{
    fwrite(b->p, 1, b->n, r->out);
    buf_reset(b);
}

static const char *const level_name[] = {
    [DIAG_ERROR] = "error",
    [DIAG_WARNING] = "warning",
    [DIAG_NOTE] = "note",
};

static void diag_json(struct buf *b, const struct diag *d)
{
    json_open(b, NULL, '{');
    json_open(b, "diag", '{');
    json_text(b, "level", str_from(level_name[d->level]));
    json_text(b, "file", d->file);
    json_i64(b, "line", d->line);
    json_i64(b, "column", d->column);
    json_text(b, "text", d->text);
    json_text(b, "hint", d->hint);
    json_close(b, '}');
    json_close(b, '}');
    buf_char(b, '\n');
}

void cli_diags(const struct cli_run *r, FILE *to, enum diag_level least, const struct diag_list *l)
{
    struct buf b = {0};

    for (size_t i = 0; i < l->v.n; i++) {
        if (l->v.at[i].level > least)
            continue;
        if (r->json)
            diag_json(&b, &l->v.at[i]);
        else
            diag_print(&b, &l->v.at[i]);
        fwrite(b.p, 1, b.n, to);
        buf_reset(&b);
    }
    buf_release(&b);
}
