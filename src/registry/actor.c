/* registry/actor.c - see actor.h. */
#include "registry/actor.h"

struct actor actor_operator(struct str person)
{
    return (struct actor){.person = person,
                          .organ = STR(""),
                          .whole = STR(""),
                          .kind = LAW_ORGAN_SECTION,
                          .is_operator = true};
}

/* organ -> name | organ '.' section */
static int find_organ(const struct law *law, struct str name)
{
    enum { DEEP = 8 };
    struct str part[DEEP], rest = name;
    int organ = law_organ_find(law, name);
    size_t n = 0;

    while (organ < 0 && rest.n > 0 && n < DEEP)
        part[n++] = str_cut(&rest, STR("."));
    return organ >= 0 ? organ : law_organ_path(law, part, n);
}

enum err_code actor_make(const struct law *law, struct str organ, struct str person,
                         struct actor *ret, struct err *err)
{
    int found = find_organ(law, organ), whole;

    if (found < 0) {
        err_set(err, ERR_NOT_FOUND, "organ of the actor");
        return err_set_zh(err, "没有机关“%.*s”", STR_F(organ));
    }
    whole = law_organ_whole(law, found);
    *ret = (struct actor){.person = person,
                          .organ = law->organ[found].id,
                          .whole = law->organ[whole].id,
                          .kind = law->organ[whole].kind};
    return ERR_OK;
}

bool actor_can(const struct actor *a, struct str capability)
{
    for (size_t i = 0; i < a->ncapability; i++)
        if (str_eq(a->capability[i], capability))
            return true;
    return capability.n == 0;
}

int64_t actor_all(const struct actor *a)
{
    return a->is_operator ? 1 : 0;
}

struct str actor_kind(const struct actor *a)
{
    return a->is_operator ? STR("") : law_organ_kind_name(a->kind);
}
