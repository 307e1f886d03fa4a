/* cli/cmd_replay.c - liandong replay: all acts again, in an empty store; the same must come out. */
#include "base/json.h"
#include "cli/matter.h"
#include "matter/replay.h"

#include <stdlib.h>
#include <unistd.h>

static void print_result(struct cli_run *r, const struct matter_replay *p)
{
    struct buf b = {0};

    if (r->json) {
        json_open(&b, NULL, '{');
        json_i64(&b, "acts", p->acts);
        json_i64(&b, "matters", p->matters);
        json_i64(&b, "clocks", p->clocks);
        json_i64(&b, "reprojects", p->reprojects);
        json_i64(&b, "unkept", p->unkept);
        json_i64(&b, "different", p->different);
        json_open(&b, "sentences", '[');
        for (size_t i = 0; i < p->sentence.n; i++)
            json_text(&b, NULL, p->sentence.at[i]);
        json_close(&b, ']');
        json_close(&b, '}');
    } else {
        for (size_t i = 0; i < p->sentence.n; i++)
            buf_fmt(&b, "%.*s\n", STR_F(p->sentence.at[i]));
        if (p->unkept)
            buf_fmt(&b, "%lld 次办理所依的法律版本没有留存，按现行法律重放\n",
                    (long long)p->unkept);
        if (p->reprojects)
            buf_fmt(&b, "重算 %lld 次\n", (long long)p->reprojects);
        buf_fmt(&b, "重放 %lld 次办理：事项 %lld，期限 %lld，不同 %lld", (long long)p->acts,
                (long long)p->matters, (long long)p->clocks, (long long)p->different);
    }
    buf_char(&b, '\n');
    cli_print(r, &b);
    buf_release(&b);
}

static void drop_folder(struct cli_run *r, const char *path)
{
    static const char *const file[] = {"liandong.db", "liandong.db-wal", "liandong.db-shm"};

    for (size_t i = 0; i < sizeof(file) / sizeof(file[0]); i++)
        unlink(str_fmt(r->arena, "%s/%s", path, file[i]).p);
    rmdir(path);
}

static enum err_code replay_into(struct cli_run *r, struct cli_matter *m, struct store *store,
                                 struct err *err)
{
    struct matter_log into;
    struct matter_replay result;
    enum err_code rc;

    TRY(matter_log_migrate(store, r->clock.now(r->clock.p), err));
    matter_log_init(&into, store, &m->book);
    rc = matter_replay_check(&m->log, &into, r->arena, &result, err);
    matter_log_release(&into);
    if (rc != ERR_OK)
        return rc;
    print_result(r, &result);
    r->problems = result.different > 0;
    return ERR_OK;
}

static enum err_code replay_in(struct cli_run *r, struct cli_matter *m, struct err *err)
{
    char *path = (char *)str_fmt(r->arena, "%s/replay-XXXXXX", r->home).p;
    struct store *store;
    enum err_code rc;

    if (!mkdtemp(path))
        return err_set(err, ERR_IO, "%s: no folder for the replay", r->home);
    rc = store_open(path, STORE_CREATE, &store, err);
    if (rc == ERR_OK) {
        rc = replay_into(r, m, store, err);
        store_close(store);
    }
    drop_folder(r, path);
    return rc;
}

static enum err_code replay_run(struct cli_run *r, struct err *err)
{
    struct cli_matter m;
    enum err_code rc;

    if (!cli_has(r, "check"))
        return cli_usage(r, err, "请写 --check：重放只用于核对，不改动数据");
    TRY(cli_matter_open(r, &m, err));
    rc = replay_in(r, &m, err);
    cli_matter_close(&m);
    return rc;
}

static const struct cli_option options[] = {
    {"check", NULL, CLI_FLAG, false, "在空库中重新办理全部行为，与现有事项、待发逐项逐字节比较"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong replay --check", "核对全部事项都由其办理行为得出"},
    {0},
};

const struct cli_command cli_cmd_replay = {
    .name = "replay",
    .summary = "从办理行为重新得出全部事项，核对是否一致",
    .text = "不一致时退出码为 1，并说明哪一事项、哪一期限。",
    .option = options,
    .example = examples,
    .run = replay_run,
};
