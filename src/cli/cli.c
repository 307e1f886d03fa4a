/* cli/cli.c - one run of the program: parse, do, report. */
#include "cli/cli.h"

#include "base/json.h"

enum cli_exit cli_exit_of(enum err_code code)
{
    switch (code) {
    case ERR_OK:
        return CLI_OK;
    case ERR_NOT_FOUND:
        return CLI_NOT_FOUND;
    case ERR_INVALID:
    case ERR_LIMIT:
        return CLI_INVALID;
    case ERR_CONFLICT:
        return CLI_CONFLICT;
    case ERR_FORBIDDEN:
        return CLI_FORBIDDEN;
    case ERR_BUSY:
        return CLI_BUSY;
    case ERR_IO:
        return CLI_IO;
    }
    return CLI_IO;
}

static const char *code_name(const struct cli_run *r, enum err_code code)
{
    static const char *const name[] = {
#define ERR(id, http, en, zh) #id,
#include "base/errors.def"
#undef ERR
    };

    return r->usage ? "USAGE" : name[code];
}

static void report_json(const struct cli_run *r, const struct err *err, struct buf *b)
{
    json_open(b, NULL, '{');
    json_open(b, "error", '{');
    json_text(b, "code", str_from(code_name(r, err->code)));
    json_text(b, "message", str_from(err->message));
    json_text(b, "zh", str_from(err->zh));
    json_text(b, "file", str_from(err->file ? err->file : ""));
    json_i64(b, "line", err->line);
    json_i64(b, "column", err->column);
    json_close(b, '}');
    json_close(b, '}');
    buf_char(b, '\n');
}

void cli_report(const struct cli_run *r, const struct err *err)
{
    struct buf b = {0};

    if (r->json) {
        report_json(r, err, &b);
    } else {
        buf_z(&b, "liandong: ");
        if (err->file)
            buf_fmt(&b, "%s:%d:%d: ", err->file, err->line, err->column);
        buf_fmt(&b, "%s\n", err->zh);
    }
    fwrite(b.p, 1, b.n, r->log);
    buf_release(&b);
}

static const char *home_of(const struct cli_run *r)
{
    const char *given = cli_text(r, "home"), *env = getenv("LIANDONG_HOME");

    if (given)
        return given;
    return env && *env ? env : "liandong.d";
}

static enum cli_exit command_run(struct cli_run *r)
{
    struct err err;
    enum err_code code;

    r->home = home_of(r);
    code = r->command->run(r, &err);
    if (code == ERR_OK && (fflush(r->out) != 0 || ferror(r->out))) {
        code = err_set(&err, ERR_IO, "cannot write the results");
        (void)err_set_zh(&err, "结果写不出去");
    }
    if (code == ERR_OK && r->tampered)
        return CLI_TAMPERED;
    if (code == ERR_OK)
        return r->problems ? CLI_PROBLEM : CLI_OK;
    fflush(r->out);
    cli_report(r, &err);
    return r->usage ? CLI_USAGE : cli_exit_of(code);
}

static enum cli_exit print_help(struct cli_run *r)
{
    bool asked = r->command || cli_has(r, "help");
    struct buf b = {0};

    cli_help(&b, r->command);
    fwrite(b.p, 1, b.n, asked ? r->out : r->log);
    buf_release(&b);
    return asked ? CLI_OK : CLI_USAGE;
}

static enum cli_exit words_run(int argc, char *const *argv, struct cli_run *r)
{
    struct err err;

    if (cli_parse(argc, argv, r, &err) != ERR_OK) {
        cli_report(r, &err);
        return CLI_USAGE;
    }
    if (!r->command || cli_has(r, "help"))
        return print_help(r);
    return command_run(r);
}

/* The words that packaging uses and help does not show. */
static bool generator_run(int argc, char *const *argv, FILE *out)
{
    struct buf b = {0};
    bool made;

    if (argc == 2 && strcmp(argv[1], "--man") == 0)
        cli_man(&b);
    else if (argc == 3 && strcmp(argv[1], "--completion") == 0 && strcmp(argv[2], "bash") == 0)
        cli_bash(&b);
    made = b.n > 0;
    fwrite(b.p, 1, b.n, out);
    buf_release(&b);
    return made;
}

enum cli_exit cli_main(int argc, char *const *argv, FILE *out, FILE *log, struct clock clock)
{
    struct arena arena;
    struct cli_run r = {.out = out, .log = log, .clock = clock, .arena = &arena};
    enum cli_exit code;

    if (generator_run(argc, argv, out))
        return CLI_OK;
    arena_init(&arena, 0);
    code = words_run(argc, argv, &r);
    arena_release(&arena);
    return code;
}
