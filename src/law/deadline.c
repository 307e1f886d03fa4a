/* law/deadline.c - deadlines (期限): versions, lengths, how they are counted, extensions, what is
 * not counted, and what a district chose where the law is silent. */
#include "law/deadline_internal.h"

#include <stdlib.h>

struct deadline_in {
    struct law_deadline d;
    const struct yaml_node *kind, *length, *counting, *profile, *basis, *extend, *exclude, *when,
        *unless, *examples;
};

#define AT(f) offsetof(struct deadline_in, f), 0
static const struct law_key deadline_key[] = {
    {"id", LAW_KEY_STR, true, AT(d.id)},
    {"mechanism", LAW_KEY_STR, true, AT(d.mechanism)},
    {"domain", LAW_KEY_STR, false, AT(d.domain)},
    {"who", LAW_KEY_STR, true, AT(d.who)},
    {"trigger", LAW_KEY_STR, true, AT(d.trigger)},
    {"act", LAW_KEY_STR, true, AT(d.act)},
    {"forbids", LAW_KEY_STR, false, AT(d.forbids)},
    {"kind", LAW_KEY_NODE, false, AT(kind)},
    {"length", LAW_KEY_NODE, true, AT(length)},
    {"own_length", LAW_KEY_BOOL, false, AT(d.own_length)},
    {"fixed", LAW_KEY_BOOL, false, AT(d.fixed)},
    {"counting", LAW_KEY_NODE, true, AT(counting)},
    {"profile", LAW_KEY_NODE, false, AT(profile)},
    {"basis", LAW_KEY_NODE, true, AT(basis)},
    {"effective", LAW_KEY_DAY, false, AT(d.effective)},
    {"expires", LAW_KEY_DAY, false, AT(d.expires)},
    {"verified", LAW_KEY_VERIFIED, true, AT(d.verified)},
    {"extend", LAW_KEY_NODE, false, AT(extend)},
    {"exclude", LAW_KEY_NODE, false, AT(exclude)},
    {"when", LAW_KEY_NODE, false, AT(when)},
    {"unless", LAW_KEY_NODE, false, AT(unless)},
    {"quote", LAW_KEY_STR, false, AT(d.quote)},
    {"note", LAW_KEY_STR, false, AT(d.note)},
    {"examples", LAW_KEY_NODE, false, AT(examples)},
};
#undef AT
static const struct law_keys deadline_keys = LAW_KEYS("期限", deadline_key);

struct extension_in {
    const struct yaml_node *length, *times, *basis;
    struct str by;
};

#define AT(f) offsetof(struct extension_in, f), 0
static const struct law_key extension_key[] = {
    {"length", LAW_KEY_NODE, true, AT(length)},
    {"times", LAW_KEY_NODE, true, AT(times)},
    {"by", LAW_KEY_STR, true, AT(by)},
    {"basis", LAW_KEY_NODE, true, AT(basis)},
};
#undef AT
static const struct law_keys extension_keys = LAW_KEYS("延长", extension_key);

struct exclusion_in {
    struct law_exclusion e;
    const struct yaml_node *basis;
};

#define AT(f) offsetof(struct exclusion_in, f), 0
static const struct law_key exclusion_key[] = {
    {"reason", LAW_KEY_STR, true, AT(e.reason)},
    {"by", LAW_KEY_STR, false, AT(e.by)},
    {"basis", LAW_KEY_NODE, true, AT(basis)},
};
#undef AT
static const struct law_keys exclusion_keys = LAW_KEYS("不计入的期间", exclusion_key);

struct unless_in {
    const struct str *condition;
    size_t ncondition;
    struct str otherwise;
};

static const struct law_key unless_key[] = {
    {"conditions", LAW_KEY_STRS, true, offsetof(struct unless_in, condition),
     offsetof(struct unless_in, ncondition)},
    {"otherwise", LAW_KEY_STR, true, offsetof(struct unless_in, otherwise), 0},
};
static const struct law_keys unless_keys = LAW_KEYS("条件", unless_key);

/* length -> 3日 | 及时 | 立即 | 文书定 | 约定: no number in the law */
static void read_term(struct law_loader *ld, struct law_item item, struct law_deadline *d)
{
    static const char *const term[] = {"及时", "立即", "文书定", "约定"};

    for (size_t i = 0; i < sizeof(term) / sizeof(term[0]); i++)
        if (item.node->kind == YAML_SCALAR && str_eq(item.node->text, str_from(term[i]))) {
            d->term = item.node->text;
            return;
        }
    law_read_length(ld, item, &d->length);
}

static void read_counting(struct law_loader *ld, struct law_item item, struct law_deadline *d)
{
    struct near near;
    struct str text;

    if (!law_read_text(ld, item.file, item.node, &text))
        return;
    d->counting = map_get(&ld->snap->counting_by_id, text);
    if (d->counting)
        return;
    near = law_near_in(&ld->snap->counting_by_id, text);
    law_hint_near(
        ld,
        LAW_ERROR(ld, item.file, item.node, "law/counting.yaml 里没有计算口径“%.*s”", STR_F(text)),
        &near);
}

/* Its own profile, else the one that its counting gives lengths of its unit. */
static void settle_profile(struct law_loader *ld, struct law_item item, const struct yaml_node *own,
                           struct law_deadline *d)
{
    if (own && !law_read_profile(ld, (struct law_item){item.file, own}, &d->profile))
        return;
    if (!own && d->counting && d->length.n > 0)
        d->profile = d->counting->profile[d->length.unit];
    if (d->length.n == 0 || !d->counting)
        return;
    if (d->profile == LAW_PROFILE_NONE)
        LAW_ERROR(ld, item.file, item.node,
                  "计算口径“%.*s”没有说这种单位怎样计算，期限“%.*s”应当写 profile",
                  STR_F(d->counting->id), STR_F(d->id));
    else if (!law_profile_fits(d->profile, d->length.unit))
        LAW_ERROR(ld, item.file, item.node, "期限“%.*s”的长度不能按“%.*s”计算", STR_F(d->id),
                  STR_F(law_profile_name(d->profile)));
}

static void read_times(struct law_loader *ld, struct law_item item, int32_t *ret)
{
    struct str text;

    if (!law_read_text(ld, item.file, item.node, &text) || str_eq(text, STR("any")))
        return;
    if (text.n == 1 && text.p[0] >= '1' && text.p[0] <= '9')
        *ret = text.p[0] - '0';
    else
        LAW_ERROR(ld, item.file, item.node, "times 写 1 到 9，没有次数限制的写 any");
}

static void read_extension(struct law_loader *ld, struct law_item item, struct law_extension *ret)
{
    struct extension_in in = {.length = NULL};
    const struct law_file *f = item.file;

    if (!law_read_map(ld, item, &extension_keys, &in))
        return;
    if (in.length->kind != YAML_SCALAR || !str_eq(in.length->text, STR("any")))
        law_read_length(ld, (struct law_item){f, in.length}, &ret->most);
    read_times(ld, (struct law_item){f, in.times}, &ret->times);
    ret->by.text = in.by;
    law_read_citation(ld, (struct law_item){f, in.basis}, &ret->by.cite);
}

static void read_extensions(struct law_loader *ld, struct law_item list, struct law_deadline *d)
{
    if (!law_is_kind(ld, list.file, list.node, YAML_LIST))
        return;
    d->extension = ARENA_ARRAY(ld->a, struct law_extension, list.node->n + 1);
    d->nextension = list.node->n;
    for (size_t i = 0; i < list.node->n; i++)
        read_extension(ld, (struct law_item){list.file, list.node->item[i]}, &d->extension[i]);
    if (d->fixed && list.node->n > 0)
        LAW_ERROR(ld, list.file, list.node, "“%.*s”是不变期间（fixed），不能延长", STR_F(d->id));
}

static void read_exclusions(struct law_loader *ld, struct law_item list, struct law_deadline *d)
{
    if (!law_is_kind(ld, list.file, list.node, YAML_LIST))
        return;
    d->exclusion = ARENA_ARRAY(ld->a, struct law_exclusion, list.node->n + 1);
    for (size_t i = 0; i < list.node->n; i++) {
        struct law_item item = {list.file, list.node->item[i]};
        struct exclusion_in in = {.basis = NULL};

        if (!law_read_map(ld, item, &exclusion_keys, &in))
            continue;
        law_read_citation(ld, (struct law_item){item.file, in.basis}, &in.e.cite);
        d->exclusion[d->nexclusion++] = in.e;
    }
    if (d->fixed && list.node->n > 0)
        LAW_ERROR(ld, list.file, list.node, "“%.*s”是不变期间（fixed），不能扣除", STR_F(d->id));
}

static void read_kind(struct law_loader *ld, struct law_item item, const struct yaml_node *node,
                      struct law_deadline *d)
{
    static const char *const kind[] = {[LAW_DEADLINE_TERM] = "term",
                                       [LAW_DEADLINE_WINDOW] = "window",
                                       [LAW_DEADLINE_LIMITATION] = "limitation",
                                       [LAW_DEADLINE_ALERT] = "alert"};
    int i = node ? law_read_choice(ld, (struct law_item){item.file, node}, kind, 4, "kind") : 0;

    if (i >= 0)
        d->kind = (enum law_deadline_kind)i;
    if (d->kind == LAW_DEADLINE_WINDOW && d->forbids.n == 0)
        LAW_ERROR(ld, item.file, item.node, "最短期间“%.*s”应当写明届满前不得做什么（forbids）",
                  STR_F(d->id));
}

static void read_parts(struct law_loader *ld, const struct law_file *f, struct deadline_in *in)
{
    struct law_deadline *d = &in->d;
    struct unless_in unless = {.condition = NULL};

    if (in->extend)
        read_extensions(ld, (struct law_item){f, in->extend}, d);
    if (in->exclude)
        read_exclusions(ld, (struct law_item){f, in->exclude}, d);
    if (in->when)
        law_read_circumstances(ld, (struct law_item){f, in->when}, &d->circumstance,
                               &d->ncircumstance);
    if (in->unless && law_read_map(ld, (struct law_item){f, in->unless}, &unless_keys, &unless)) {
        d->condition = unless.condition;
        d->ncondition = unless.ncondition;
        d->otherwise = unless.otherwise;
    }
    if (in->examples)
        law_read_examples(ld, (struct law_item){f, in->examples}, d);
}

static void load_deadline(struct law_loader *ld, struct law_item item)
{
    struct deadline_in in = {.d = {.effective = DAY_NONE, .expires = DAY_NONE}};
    struct law_deadline *d = &in.d;
    const struct law_file *f = item.file;

    if (!law_read_map(ld, item, &deadline_keys, &in))
        return;
    d->place = law_place_of(f, item.node);
    read_term(ld, (struct law_item){f, in.length}, d);
    read_counting(ld, (struct law_item){f, in.counting}, d);
    settle_profile(ld, item, in.profile, d);
    law_read_citation(ld, (struct law_item){f, in.basis}, &d->basis);
    read_kind(ld, item, in.kind, d);
    read_parts(ld, f, &in);
    if (day_known(d->effective) && day_known(d->expires) && d->expires.n <= d->effective.n)
        LAW_ERROR(ld, f, item.node, "期限“%.*s”失效日期不晚于施行日期", STR_F(d->id));
    ld->law->deadline[ld->law->ndeadline++] = *d;
}

static int by_version(const void *a, const void *b)
{
    const struct law_deadline *x = a, *y = b;
    int c = str_cmp(x->id, y->id);

    return c != 0 ? c : (x->effective.n > y->effective.n) - (x->effective.n < y->effective.n);
}

static void check_overlap(struct law_loader *ld, const struct law_deadline *a,
                          const struct law_deadline *b)
{
    if (!str_eq(a->id, b->id) || (day_known(a->expires) && a->expires.n <= b->effective.n))
        return;
    diag_hint(ld->diags,
              diag_add(ld->diags, DIAG_ERROR, b->place.file, b->place.source, b->place.line,
                       b->place.column, "期限“%.*s”的这一版与前一版（%.*s:%d）施行期间重叠",
                       STR_F(b->id), STR_F(a->place.file), a->place.line),
              "前一版写上 expires：它不再施行的第一日");
}

static void check_otherwise(struct law_loader *ld, const struct law_deadline *d)
{
    size_t n;
    const struct law_deadline *o = law_deadline_find(ld->law, d->otherwise, &n);

    if (d->otherwise.n > 0 && (!o || o->otherwise.n > 0))
        diag_add(ld->diags, DIAG_ERROR, d->place.file, d->place.source, d->place.line,
                 d->place.column, "期限“%.*s”的 otherwise 指向的“%.*s”%s", STR_F(d->id),
                 STR_F(d->otherwise), o ? "自己还有条件" : "不存在");
}

void law_load_deadlines(struct law_loader *ld)
{
    size_t n;
    struct law_item *item = law_list_items(ld, STR("law/deadline/"), &n);
    struct law *law = ld->law;

    law->deadline = ARENA_ARRAY(ld->a, struct law_deadline, n + 1);
    for (size_t i = 0; i < n; i++)
        load_deadline(ld, item[i]);
    if (law->ndeadline > 0)
        qsort(law->deadline, law->ndeadline, sizeof(*law->deadline), by_version);
    for (size_t i = law->ndeadline; i-- > 0;)
        map_put(&ld->snap->deadline_by_id, law->deadline[i].id, &law->deadline[i]);
    for (size_t i = 1; i < law->ndeadline; i++)
        check_overlap(ld, &law->deadline[i - 1], &law->deadline[i]);
    for (size_t i = 0; i < law->ndeadline; i++)
        check_otherwise(ld, &law->deadline[i]);
}

const struct law_deadline *law_deadline_find(const struct law *law, struct str id, size_t *ret_n)
{
    const struct law_deadline *first = map_get(&law_snapshot(law)->deadline_by_id, id);
    const struct law_deadline *end = law->deadline + law->ndeadline, *d = first;

    while (d && d < end && str_eq(d->id, id))
        d++;
    *ret_n = first ? (size_t)(d - first) : 0;
    return first;
}

struct str law_deadline_near(const struct law *law, struct str id)
{
    struct near near = law_near_in(&law_snapshot(law)->deadline_by_id, id);

    return near_best(&near);
}
