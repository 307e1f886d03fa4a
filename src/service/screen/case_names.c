/* service/screen/case_names.c - see case_names.h. */
#include "service/screen/case_names.h"

struct reading {
    struct registry_cases *cases;
    size_t nfield;
    struct arena scratch;
};

static enum err_code take(void *p, int64_t id, const struct registry_value *value, struct err *err)
{
    struct reading *r = p;
    struct str first = STR_NULL;

    (void)id;
    (void)err;
    for (size_t i = 0; i < r->nfield; i++) {
        struct str s = STR_NULL;

        if (value[i].known)
            s = registry_case_number(&r->scratch, value[i].text);
        if (s.n > 0 && first.n > 0)
            (void)registry_cases_join(r->cases, first, s);
        else if (s.n > 0)
            first = s;
    }
    arena_reset(&r->scratch);
    return ERR_OK;
}

enum err_code screen_case_names_read(struct registry_cases *c, struct store *s,
                                     const struct law *law, const bool *dataset, struct err *err)
{
    struct reading r = {.cases = c};
    enum err_code rc = ERR_OK;

    arena_init(&r.scratch, 0);
    for (size_t d = 0; d < law->ndataset && rc == ERR_OK; d++) {
        const struct law_dataset *of = &law->dataset[d];
        struct registry_scan scan = {.law = law,
                                     .dataset = of,
                                     .field = of->case_from,
                                     .nfield = of->ncase_from,
                                     .fn = take,
                                     .p = &r};

        if (!dataset[d] || of->case_field < 0 || of->ncase_from < 2)
            continue;
        r.nfield = of->ncase_from;
        rc = registry_scan(s, &scan, err);
    }
    arena_release(&r.scratch);
    return rc;
}

struct str screen_case_name(const struct registry_cases *c, struct str number)
{
    struct str name = registry_cases_name(c, number);

    return name.p ? name : number;
}
