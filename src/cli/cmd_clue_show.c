/* cli/cmd_clue_show.c - liandong clue show: one clue, why it was found and what became of it. */
#include "cli/actor.h"
#include "cli/decide.h"
#include "cli/law.h"
#include "pipeline/clue.h"
#include "pipeline/home.h"

static void print_clue(const struct cli_run *r, const struct law *law,
                       const struct pipeline_clues *c)
{
    struct buf b = {0};

    if (r->json) {
        screen_kept_json(law, &c->shown[0], &c->events, &b);
        buf_char(&b, '\n');
    } else {
        screen_kept_text(law, &c->shown[0], &c->events, &b);
    }
    cli_print(r, &b);
    buf_release(&b);
}

static enum err_code show_with_law(struct cli_run *r, const struct law *law, struct err *err)
{
    struct pipeline_clues c;
    struct pipeline_home h;
    struct actor who;
    enum err_code rc;
    int64_t id;

    TRY(cli_actor(r, law, &who, err));
    TRY(cli_clue_id(r, r->operand.at[0], &id, err));
    TRY(pipeline_home_open(r->home, law, r->clock.now(r->clock.p), &h, err));
    rc = pipeline_clue_show(&(struct pipeline_clue_reader){law, h.store, &who}, id, &c, err);
    if (rc == ERR_OK) {
        print_clue(r, law, &c);
        cli_say_operator(r, &who);
        pipeline_clues_release(&c);
    }
    pipeline_home_close(&h);
    return rc;
}

static enum err_code clue_show_run(struct cli_run *r, struct err *err)
{
    struct law *law;
    enum err_code rc;

    TRY(cli_law(r, &law, err));
    rc = show_with_law(r, law, err);
    law_unref(law);
    return rc;
}

static const struct cli_option options[] = {CLI_ACTOR_OPTIONS, {0}};

static const struct cli_example examples[] = {
    {"liandong clue show 12", "一条线索的理由、数值和经过"},
    {0},
};

const struct cli_command cli_cmd_clue_show = {
    .name = "clue show",
    .operands = "编号",
    .summary = "显示一条线索：为什么发现，后来怎样",
    .text = "理由和数值是发现时保存的；受理或排除之后，只有事实变化才会更新。个人信息已遮盖。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = clue_show_run,
};
