#ifndef CLI_MATTER_H
#define CLI_MATTER_H
/*
 * cli/matter.h - what the commands about matters share: the district's log opened, an act read from
 * the options, a matter shown.
 *
 * One run, one thread; everything lives until cli_matter_close.
 */
#include "cli/actor.h"
#include "matter/view.h"
#include "pipeline/home.h"

struct cli_matter {
    struct law *law;
    struct pipeline_home home;
    struct matter_book book;
    struct matter_log log;
};

MUST_CHECK enum err_code cli_matter_open(struct cli_run *r, struct cli_matter *ret,
                                         struct err *err);
void cli_matter_close(struct cli_matter *m);

/* The options of an act, at the end of a command's list. */
#define CLI_ACT_OPTIONS                                                                                   \
    {"as", "机关", CLI_TEXT, false, "以哪个机关的名义办理（名称、简称、标识，或 机关.内设机构）"},        \
        {"person", "人员", CLI_TEXT, false, "办理人"},                                                    \
        {"capability", "权限", CLI_TEXT, true, "办理人具有的权限，可重复"},                               \
        {"at", "时间", CLI_TEXT, false, "何时办理：2024-03-01T10:20 或日期（默认现在）"},                 \
        {"field", "字段=值", CLI_TEXT, true, "填写字段，可重复"},                                         \
        {"paper", "材料=文号", CLI_TEXT, true, "所附材料，可重复"},                                       \
        {"role", "角色=机关", CLI_TEXT, true, "指明担任角色的机关，可重复"},                              \
        {"join", "程序=事项", CLI_TEXT, true, "归入哪个事项，可重复"},                                    \
    {                                                                                                     \
        "key", "凭号", CLI_TEXT, false, "这次办理的凭号：同一凭号重复提交只办理一次" \
    }

/* The act that the options describe; the name comes from the caller. */
MUST_CHECK enum err_code cli_act(struct cli_run *r, const struct cli_matter *m, struct str name,
                                 struct matter_act *ret, struct err *err);
/* A matter of the procedure by its first act, on the clue `clue` (0: on none), by `person` unless
 * --person says; prints the receipt.  An empty act: the only one that opens, or the clue's. */
struct cli_opening {
    struct str procedure, act, person;
    int64_t clue;
};
MUST_CHECK enum err_code cli_open(struct cli_run *r, struct cli_matter *m,
                                  const struct cli_opening *o, struct err *err);
/* --as, --person, --capability. */
MUST_CHECK enum err_code cli_act_actor(struct cli_run *r, const struct law *law,
                                       struct matter_act_actor *ret, struct err *err);
/* name=value of every --option. */
MUST_CHECK enum err_code cli_pairs(struct cli_run *r, const char *option, struct matter_pairs *ret,
                                   struct err *err);
struct moment cli_now(const struct cli_run *r);
/* --key, or one made of what is asked. */
struct str cli_act_key(const struct cli_run *r, const struct matter_request *q);
/* An operand that is the number of a matter. */
MUST_CHECK enum err_code cli_matter_id(struct cli_run *r, size_t operand, int64_t *ret,
                                       struct err *err);

/* A receipt, and a matter as it stands with its clocks and what can be done. */
void cli_print_receipt(struct cli_run *r, const struct matter_receipt *receipt);
void cli_print_matter(struct cli_run *r, const struct matter_view *v);
/* Last day or instant, 无 with its reason, or 中止. */
void cli_print_due(struct buf *b, const struct matter_clock *c);

#endif
