#ifndef CLI_ACTOR_H
#define CLI_ACTOR_H
/*
 * cli/actor.h - as whom a command reads: --as and --capability, or the local operator, who has the
 * store's files and sees everything; that is said.
 */
#include "cli/run.h"
#include "registry/actor.h"

/* For the table of a command that reads. */
#define CLI_ACTOR_OPTIONS                                                                          \
    {"as", "机关", CLI_TEXT, false, "以哪个机关的身份查看（名称、简称、标识，或 机关.内设机构）"}, \
    {                                                                                              \
        "capability", "权限", CLI_TEXT, true, "查看人具有的权限，可重复"               \
    }

/* The actor of these options; texts live as long as the run and the law.  ERR_NOT_FOUND. */
MUST_CHECK enum err_code cli_actor(struct cli_run *r, const struct law *law, struct actor *ret,
                                   struct err *err);
/* Says that the operator looked, behind what was printed for him; with --json, where every line is a
 * thing, on the log. */
void cli_say_operator(const struct cli_run *r, const struct actor *who);

#endif
