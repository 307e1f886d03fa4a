#ifndef SERVICE_SCREEN_PACK_H
#define SERVICE_SCREEN_PACK_H
/*
 * service/screen/pack.h - the rules of a run (规则包), compiled.
 *
 * Immutable once made; everything lives in the arena given.  Borrows the law.
 */
#include "rule/rule.h"

struct screen_pack {
    const struct law *law;
    struct rule_plan **plan;
    size_t n;
};

/*
 * Compiles the rules of the law whose slug or title is among only[0..nonly); all of them when nonly
 * is 0.  ERR_NOT_FOUND names a rule that does not exist; ERR_INVALID: see diags.
 */
MUST_CHECK enum err_code screen_pack_load(const struct law *law, const struct str *only,
                                          size_t nonly, struct arena *a, struct diag_list *diags,
                                          struct screen_pack *ret_pack, struct err *err);

/* Whether any rule of the pack reads the dataset, and which of its fields. */
bool screen_pack_uses(const struct screen_pack *pack, size_t dataset, bool *ret_field);

#endif
