#ifndef CLI_DECIDE_H
#define CLI_DECIDE_H
/*
 * cli/decide.h - what the commands that decide on clues share: who decides, which clues, the
 * transaction, the line that says what was done.
 */
#include "cli/run.h"
#include "matter/decision.h"

struct law;

/* --by and --organ, for the table of a command. */
#define CLI_DECIDE_OPTIONS                                                          \
    {"by", "姓名", CLI_TEXT, false, "由谁决定；缺省为登录名"},                      \
    {                                                                               \
        "organ", "机关", CLI_TEXT, false, "代表哪个机关（代号或名称）" \
    }

/* The operand as a clue's number; a usage error when it is none. */
MUST_CHECK enum err_code cli_clue_id(struct cli_run *r, const char *operand, int64_t *ret_id,
                                     struct err *err);

/* Id of the organ that --organ names; empty when it is not given. ERR_NOT_FOUND. */
MUST_CHECK enum err_code cli_organ(const struct cli_run *r, const struct law *law,
                                   struct str *ret_id, struct err *err);

/*
 * Takes the decision `like` on each of the first n operands, all or none, and says so: `done` is
 * the word for it, 受理. like->code is a name or code of law/dismissal.yaml here.
 */
MUST_CHECK enum err_code cli_decide(struct cli_run *r, const struct matter_decision *like, size_t n,
                                    const char *done, struct err *err);

#endif
