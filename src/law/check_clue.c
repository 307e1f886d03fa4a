/* law/check_clue.c - what must hold of the ways in which clues open matters: the act opens and takes
 * what is filled in, and what it is filled from is there in each dataset and of the right type. */
#include "law/check_internal.h"
#include "law/procedure.h"

static bool settable(const struct law_act *act, int field)
{
    return law_index_has(&act->need, field) || law_index_has(&act->may, field);
}

static bool has_value(const struct law_field *f, struct str value)
{
    for (size_t i = 0; i < f->nvalue; i++)
        if (str_eq(f->value[i], value))
            return true;
    return false;
}

/* A code fits where each word of its dictionary is one of the other's too. */
static bool code_fits(const struct law_field *from, const struct law_field *to)
{
    for (size_t i = 0; i < from->nvalue; i++)
        if (!has_value(to, from->value[i]))
            return false;
    return from->code_of == to->code_of;
}

/* May a field of the record become the value?  Everything can be written as text. */
static bool fits(const struct law_field *from, const struct law_field *to)
{
    if (from->type == LAW_PARTY)
        return false;
    if (from->type == LAW_CODE && to->type == LAW_CODE)
        return code_fits(from, to);
    return to->type == LAW_TEXT || from->type == to->type;
}

/* The source is a field of the dataset and of the type; one that another dataset has is let pass. */
static bool of_record(struct check *c, const struct law_clue_fill *fill, struct str from,
                      const struct law_dataset *d, const struct law_field *to)
{
    int f = law_field_find(d, from);

    if (f >= 0 && !fits(&d->field[f], to))
        CHECK_ADD(c, DIAG_ERROR, &fill->place, "“%.*s”的字段“%.*s”类型或者选项不合，不能用来填写",
                  STR_F(d->name), STR_F(from));
    return f >= 0;
}

static void check_source(struct check *c, const struct law_clue_way *way,
                         const struct law_clue_fill *fill, struct str from,
                         const struct law_field *to)
{
    bool found = false;

    if (str_starts(from, STR("=")))
        return; /* matter/ reads it as the value that it is */
    if (law_clue_fact_find(from) != LAW_CLUE_FACTS) {
        if (to->type != LAW_TEXT)
            CHECK_ADD(c, DIAG_ERROR, &fill->place, "“%.*s”只能填写文本字段", STR_F(from));
        return;
    }
    for (size_t i = 0; i < way->ndataset; i++)
        found |= of_record(c, fill, from, way->dataset[i], to);
    if (!found)
        CHECK_ADD(c, DIAG_ERROR, &fill->place, "所列数据集都没有字段“%.*s”", STR_F(from));
}

static void check_fields(struct check *c, const struct law_procedure *p,
                         const struct law_clue_way *way)
{
    for (size_t i = 0; i < way->field.n; i++) {
        const struct law_clue_fill *fill = &way->field.at[i];
        const struct law_field *f = &p->fields.field[fill->to];

        if (!settable(&p->act[way->act], fill->to))
            CHECK_ADD(c, DIAG_ERROR, &fill->place, "“%.*s”不能填写字段“%.*s”",
                      STR_F(p->act[way->act].name), STR_F(f->name));
        for (size_t k = 0; k < fill->nfrom; k++)
            check_source(c, way, fill, fill->from[k], f);
    }
}

static void check_roles(struct check *c, const struct law_procedure *p,
                        const struct law_clue_way *way)
{
    static const struct law_field organ = {.type = LAW_ORGAN};

    for (size_t i = 0; i < way->role.n; i++) {
        const struct law_clue_fill *fill = &way->role.at[i];

        if (p->role[fill->to].of >= 0)
            CHECK_ADD(c, DIAG_ERROR, &fill->place, "角色“%.*s”没有自己的机关，不能指定",
                      STR_F(p->role[fill->to].name));
        for (size_t k = 0; k < fill->nfrom; k++)
            check_source(c, way, fill, fill->from[k], &organ);
    }
}

/* Two ways for one kind on one dataset: the second would never be taken. */
static void check_once(struct check *c, const struct law_procedure *p,
                       const struct law_clue_way *way)
{
    for (size_t k = 0; k < way->nkind; k++)
        for (size_t d = 0; d < way->ndataset; d++)
            if (law_clue_way_find(p, way->kind[k], way->dataset[d]->id) != way)
                CHECK_ADD(c, DIAG_ERROR, &way->place, "“%.*s”类线索（%.*s）写了两种开启方式",
                          STR_F(way->kind[k]), STR_F(way->dataset[d]->name));
}

void check_clue_ways(struct check *c, const struct law_procedure *p)
{
    for (size_t i = 0; i < p->nclue; i++) {
        const struct law_clue_way *way = &p->clue[i];

        if (!p->act[way->act].opens)
            CHECK_ADD(c, DIAG_ERROR, &way->place, "“%.*s”不是开启事项的办理行为",
                      STR_F(p->act[way->act].name));
        check_fields(c, p, way);
        check_roles(c, p, way);
        check_once(c, p, way);
    }
}
