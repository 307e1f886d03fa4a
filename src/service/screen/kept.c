/* service/screen/kept.c - reads what a kept clue is about; see kept.h. */
#include "service/screen/kept.h"

#include "rule/variant.h"
#include "service/screen/view.h"

#include <jansson.h>

void screen_kept_reader_init(struct screen_kept_reader *r, const struct law *law,
                             struct store *store)
{
    r->law = law;
    r->store = store;
    arena_init(&r->arena, 0);
    screen_world_init(&r->world, law, DAY_NONE);
}

void screen_kept_reader_release(struct screen_kept_reader *r)
{
    screen_world_release(&r->world);
    arena_release(&r->arena);
}

static struct str rule_title(struct screen_kept_reader *r, struct str slug)
{
    struct rule_heading h = {STR(""), STR("")};

    for (size_t i = 0; i < r->law->nrule; i++)
        if (str_eq(r->law->rule[i].slug, slug))
            rule_heading(r->law, r->law->rule[i].text, &r->arena, &h);
    return h.title.n > 0 ? h.title : slug;
}

/* The record as the store has it now. */
static enum err_code view_record(struct screen_kept_reader *r, const struct law_dataset *d,
                                 int64_t record, struct screen_view *ret, struct err *err)
{
    size_t n = (size_t)(d - r->law->dataset);
    struct arena scratch;
    enum err_code rc;

    arena_init(&scratch, 0);
    rc = screen_world_fetch(&r->world, r->store, n, record, &scratch, err);
    arena_release(&scratch);
    if (rc != ERR_OK)
        return rc;
    screen_view_label(r->law, d, &r->world.rule.table[n], r->world.rule.table[n].n - 1, &r->arena,
                      ret);
    return ERR_OK;
}

/* ---- why, from the JSON that the store kept ---- */

struct reading {
    struct screen_kept_reader *r;
    const struct law_dataset *d; /* NULL: the law has it no longer */
    const struct screen_view *view;
    struct screen_kept *out;
};

static struct str json_str(struct reading *x, const json_t *j)
{
    const char *z = json_string_value(j);

    return str_dup(&x->r->arena, str_from(z ? z : ""));
}

static void read_because(struct reading *x, const json_t *list)
{
    size_t i;
    json_t *e;

    json_array_foreach(list, i, e)
    {
        vec_push(&x->r->arena, &x->out->because,
                 screen_view_mask(x->view, json_str(x, e), &x->r->arena));
    }
}

static void read_value(struct reading *x, struct str column, struct str shown)
{
    struct arena *a = &x->r->arena;
    int f = x->d ? law_field_find(x->d, column) : -1;
    struct str name = f >= 0 ? x->d->field[f].name : column;

    if (f >= 0 && x->d->field[f].type == LAW_PARTY)
        return; /* an id says nothing to people */
    if (f >= 0 && x->d->field[f].masked)
        shown = STR("***");
    vec_push(a, &x->out->value,
             (struct screen_kept_value){name, screen_view_mask(x->view, shown, a)});
}

static void read_values(struct reading *x, json_t *values)
{
    const char *key;
    json_t *e;

    json_object_foreach(values, key, e)
    {
        read_value(x, str_dup(&x->r->arena, str_from(key)), json_str(x, e));
    }
}

static void add_charge(struct reading *x, struct str charge)
{
    for (size_t i = 0; i < x->out->charge.n; i++)
        if (str_eq(x->out->charge.at[i], charge))
            return;
    vec_push(&x->r->arena, &x->out->charge, charge);
}

static void read_standards(struct reading *x, const json_t *list)
{
    const struct law *law = x->r->law;
    struct arena *a = &x->r->arena;
    size_t i;
    json_t *e;

    json_array_foreach(list, i, e)
    {
        struct str id = json_str(x, e), shown = id;

        for (size_t s = 0; s < law->nstandard; s++) {
            if (!str_eq(law->standard[s].id, id))
                continue;
            shown = str_fmt(a, "%.*s（%.*s）", STR_F(law->standard[s].name),
                            STR_F(screen_citation(a, &law->standard[s].basis)));
            add_charge(x, law->standard[s].charge);
        }
        vec_push(a, &x->out->standard, shown);
    }
}

static enum err_code read_counted(struct reading *x, const json_t *list, struct err *err)
{
    struct arena *a = &x->r->arena;
    size_t i;
    json_t *e;

    json_array_foreach(list, i, e)
    {
        struct str id = json_str(x, json_object_get(e, "dataset"));
        const struct law_dataset *d = law_dataset_find(x->r->law, id);
        int64_t record = (int64_t)json_integer_value(json_object_get(e, "record"));
        struct screen_view v = {.dataset = d};

        if (!d)
            continue;
        TRY(view_record(x->r, d, record, &v, err));
        vec_push(a, &x->out->counted,
                 str_fmt(a, "%.*s %.*s %.*s %.*s", STR_F(d->name), STR_F(v.organ), STR_F(v.doc_no),
                         STR_F(v.date)));
    }
    return ERR_OK;
}

static enum err_code read_reason(struct reading *x, struct str reason, struct err *err)
{
    json_error_t bad;
    json_t *root = json_loadb(reason.p, reason.n, 0, &bad);
    enum err_code rc;

    if (!root)
        return err_set(err, ERR_INVALID, "the reason kept with clue %lld is not JSON",
                       (long long)x->out->kept->id);
    read_because(x, json_object_get(root, "because"));
    read_values(x, json_object_get(root, "values"));
    read_standards(x, json_object_get(root, "standards"));
    rc = read_counted(x, json_object_get(root, "counted"), err);
    json_decref(root);
    return rc;
}

/* ---- the whole ---- */

static struct str organ_name(const struct law *law, struct str id)
{
    int i = law_organ_find(law, id);

    return i < 0 ? id : law->organ[i].short_name;
}

enum err_code screen_kept_load(struct screen_kept_reader *r, const struct matter_clue_kept *k,
                               bool full, struct screen_kept *ret, struct err *err)
{
    const struct law_dataset *d = law_dataset_find(r->law, k->clue.dataset);
    const struct law_dismissal *why = law_dismissal_find(r->law, k->code);
    struct screen_view v = {.dataset = d};
    struct reading x = {r, d, &v, ret};

    memset(ret, 0, sizeof(*ret));
    if (d)
        TRY(view_record(r, d, k->clue.record, &v, err));
    ret->kept = k;
    ret->title = rule_title(r, k->clue.rule);
    ret->dataset = d ? d->name : k->clue.dataset;
    ret->organ = v.organ.n > 0 ? v.organ : organ_name(r->law, k->clue.organ);
    ret->party = v.party;
    ret->person = v.person;
    ret->doc_no = v.doc_no;
    ret->date = v.date;
    ret->cause = v.cause;
    ret->sentence = screen_view_mask(&v, k->clue.sentence, &r->arena);
    ret->dismissal = why ? why->name : k->code;
    return full ? read_reason(&x, k->clue.reason, err) : ERR_OK;
}
