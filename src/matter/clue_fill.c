/* matter/clue_fill.c - see clue_fill.h. */
#include "matter/clue_fill.h"

static struct str record_text(const struct law *law, const struct matter_on_clue *from,
                              struct str name, struct arena *a)
{
    int f = from->dataset ? law_field_find(from->dataset, name) : -1;
    const struct registry_value *v = f >= 0 ? &from->value[f] : NULL;
    struct rule_condition_value shown;
    struct buf b = {0};
    struct str s;

    if (!v || !v->known)
        return STR("");
    shown = (struct rule_condition_value){true, v->num, v->text};
    matter_value_print(&b, law, &from->dataset->field[f], &shown);
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

/* source -> '=' text | word of clue_fact.def | field of the record */
static struct str source_text(const struct law *law, const struct matter_on_clue *from,
                              struct str source, struct arena *a)
{
    enum law_clue_fact fact = law_clue_fact_find(source);

    if (str_starts(source, STR("=")))
        return str_tail(source, 1);
    return fact != LAW_CLUE_FACTS ? from->fact[fact] : record_text(law, from, source, a);
}

/* The first source that says something; empty when none does. */
static struct str fill_text(const struct law *law, const struct matter_on_clue *from,
                            const struct law_clue_fill *fill, struct arena *a)
{
    for (size_t i = 0; i < fill->nfrom; i++) {
        struct str s = str_trim(source_text(law, from, fill->from[i], a));

        if (s.n > 0)
            return s;
    }
    return STR("");
}

static bool is_given(const struct matter_pairs *given, struct str name)
{
    for (size_t i = 0; i < given->n; i++)
        if (str_eq(given->at[i].name, name))
            return true;
    return false;
}

struct filling {
    const struct matter_plan *plan;
    const struct matter_on_clue *from;
    const struct law_clue_fills *fills;
    struct str (*name)(const struct law_procedure *p, int to);
};

static struct str field_name(const struct law_procedure *p, int to)
{
    return p->fields.field[to].name;
}

static struct str role_name(const struct law_procedure *p, int to)
{
    return p->role[to].name;
}

static struct matter_pairs filled(const struct filling *x, const struct matter_pairs *given,
                                  struct arena *a)
{
    struct matter_pairs all = {ARENA_ARRAY(a, struct matter_pair, given->n + x->fills->n + 1), 0};

    for (size_t i = 0; i < given->n; i++)
        all.at[all.n++] = given->at[i];
    for (size_t i = 0; i < x->fills->n; i++) {
        struct str name = x->name(x->plan->p, x->fills->at[i].to), value;

        if (is_given(given, name))
            continue;
        value = fill_text(x->plan->law, x->from, &x->fills->at[i], a);
        if (value.n > 0)
            all.at[all.n++] = (struct matter_pair){name, value};
    }
    return all;
}

enum err_code matter_clue_fill(const struct matter_plan *plan, const struct matter_on_clue *from,
                               const struct matter_act *given, struct arena *a,
                               struct matter_act *ret, struct err *err)
{
    struct str dataset = from->dataset ? from->dataset->id : STR("");
    const struct law_clue_way *way = law_clue_way_find(plan->p, from->kind, dataset);
    struct matter_act act = *given;

    if (!way) {
        err_set(err, ERR_CONFLICT, "procedure %.*s is not opened by such clues",
                STR_F(plan->p->id));
        return err_set_zh(err, "“%.*s”类线索（%.*s）不能开启“%.*s”", STR_F(from->kind),
                          STR_F(from->dataset ? from->dataset->name : STR("")),
                          STR_F(plan->p->name));
    }
    if (act.name.n > 0 && !str_eq(act.name, plan->p->act[way->act].name)) {
        err_set(err, ERR_INVALID, "clues open by another act");
        return err_set_zh(err, "线索以“%.*s”开启“%.*s”，不是“%.*s”",
                          STR_F(plan->p->act[way->act].name), STR_F(plan->p->name),
                          STR_F(act.name));
    }
    act.name = plan->p->act[way->act].name;
    act.field = filled(&(struct filling){plan, from, &way->field, field_name}, &given->field, a);
    act.role = filled(&(struct filling){plan, from, &way->role, role_name}, &given->role, a);
    *ret = act;
    return ERR_OK;
}

static void check_fill(const struct matter_plan *plan, const struct law_clue_fill *fill,
                       struct diag_list *diags)
{
    const struct law_field *f = &plan->p->fields.field[fill->to];
    struct rule_condition_value v;
    struct err err;

    for (size_t i = 0; i < fill->nfrom; i++)
        if (str_starts(fill->from[i], STR("=")) &&
            matter_value_read(plan->law, f, str_tail(fill->from[i], 1), &v, &err) != ERR_OK)
            diag_add(diags, DIAG_ERROR, fill->place.file, fill->place.source, fill->place.line,
                     fill->place.column, "“%.*s”：%s", STR_F(fill->from[i]), err.zh);
}

void matter_clue_check(const struct matter_plan *plan, struct diag_list *diags)
{
    for (size_t w = 0; w < plan->p->nclue; w++)
        for (size_t i = 0; i < plan->p->clue[w].field.n; i++)
            check_fill(plan, &plan->p->clue[w].field.at[i], diags);
}
