/* law/check_deadline.c - part three of law_check: every deadline has its article and its way of
 * counting, every worked example holds, what is not verified or not chosen is listed. */
#include "law/check_internal.h"
#include "law/due.h"

static void check_clause(struct check *c, const struct law_counting *k,
                         const struct law_clause *clause, const char *what)
{
    if (clause->cite.source && !check_is_article(clause->cite.article))
        CHECK_ADD(c, DIAG_ERROR, &k->place, "计算口径“%.*s”的%s条文“%.*s”应当写成 第…条",
                  STR_F(k->id), what, STR_F(clause->cite.article));
    if (!clause->cite.source && k->allowed == 0)
        CHECK_ADD(c, DIAG_ERROR, &k->place,
                  "计算口径“%.*s”的%s没有写依据；法律未明文的，写 district 由地方确定",
                  STR_F(k->id), what);
}

static bool rolls(const struct law_counting *k)
{
    for (int u = 0; u < LAW_NTIME; u++)
        if (k->profile[u] == LAW_PROFILE_NAT_ROLL || k->profile[u] == LAW_PROFILE_MON_ROLL)
            return true;
    return false;
}

static void check_counting(struct check *c, const struct law_counting *k)
{
    if (k->verified != LAW_VERIFIED_YES)
        CHECK_ADD(c, DIAG_NOTE, &k->place, "计算口径“%.*s”%s", STR_F(k->id),
                  check_verified(k->verified));
    check_clause(c, k, &k->start, "起算（start）");
    if (rolls(k) || k->roll.cite.source)
        check_clause(c, k, &k->roll, "顺延（roll）");
    check_clause(c, k, &k->end, "截止（end）");
}

/* An article may be missing only where nobody has read the text. */
static void check_basis(struct check *c, const struct law_deadline *d)
{
    struct day expires = d->basis.source->expires;

    if (d->basis.article.n == 0 && d->verified == LAW_VERIFIED_YES)
        CHECK_ADD(c, DIAG_ERROR, &d->place, "期限“%.*s”写了已核实，却没有写条文", STR_F(d->id));
    else if (d->basis.article.n == 0)
        CHECK_ADD(c, DIAG_NOTE, &d->place, "期限“%.*s”没有写条文", STR_F(d->id));
    else if (!check_is_article(d->basis.article))
        CHECK_ADD(c, DIAG_ERROR, &d->place, "期限“%.*s”的条文“%.*s”应当写成 第…条", STR_F(d->id),
                  STR_F(d->basis.article));
    if (day_known(expires) && (!day_known(d->expires) || d->expires.n > expires.n))
        CHECK_ADD(c, DIAG_WARNING, &d->place,
                  "期限“%.*s”所引“%.*s”已失效或将失效，期限却没有同时终止", STR_F(d->id),
                  STR_F(d->basis.source->title));
}

static void check_state(struct check *c, const struct law_deadline *d)
{
    if (d->verified != LAW_VERIFIED_YES)
        CHECK_ADD(c, DIAG_NOTE, &d->place, "期限“%.*s”（%.*s）%s", STR_F(d->id),
                  STR_F(d->mechanism), check_verified(d->verified));
    else if (d->quote.n == 0)
        CHECK_ADD(c, DIAG_ERROR, &d->place, "期限“%.*s”写了已核实，没有摘录原文（quote）",
                  STR_F(d->id));
    if (!day_known(d->effective))
        CHECK_ADD(c, DIAG_NOTE, &d->place, "期限“%.*s”没有写施行日期，视为自始施行", STR_F(d->id));
    if (d->counting->allowed && d->length.n > 0 && d->nsetting == 0)
        CHECK_ADD(c, DIAG_NOTE, &d->place,
                  "期限“%.*s”怎样计算由地方确定，尚未写入 law/setting.yaml", STR_F(d->id));
}

static void check_examples(struct check *c, const struct law_deadline *d, struct map *seen)
{
    for (size_t i = 0; i < d->nexample; i++) {
        const struct law_deadline_example *e = &d->example[i];
        struct str why = STR_NULL;

        if (map_put(seen, e->id, (void *)e))
            CHECK_ADD(c, DIAG_ERROR, &e->place, "例子“%.*s”的编号重复", STR_F(e->id));
        if (!law_example_holds(c->law, e, &c->scratch, &why))
            CHECK_ADD(c, DIAG_ERROR, &e->place, "例子“%.*s”不成立：%.*s，应当是 %.*s", STR_F(e->id),
                      STR_F(why),
                      STR_F(e->due.n     ? e->due
                            : e->error.n ? e->error
                            : e->passed  ? STR("已过")
                                         : STR("未过")));
    }
}

void check_deadlines(struct check *c)
{
    const struct law *law = c->law;
    struct map seen;

    map_init(&seen, &c->scratch);
    for (size_t i = 0; i < law->ncounting; i++)
        check_counting(c, &law->counting[i]);
    for (size_t i = 0; i < law->ndeadline; i++) {
        check_basis(c, &law->deadline[i]);
        check_state(c, &law->deadline[i]);
        check_examples(c, &law->deadline[i], &seen);
    }
}
