/* service/sample/load_chain.c - the files to be written, what follows a penalty that should have
 * been a referral (移送), and what else is on record. */
#include "base/near.h"
#include "service/sample/load.h"

static const char *const slot_name[] = {
#define SLOT(id, name) #name,
#include "service/sample/slot.def"
#undef SLOT
};
_Static_assert(sizeof(slot_name) / sizeof(*slot_name) == SLOT_COUNT, "one name a slot");

static enum sample_slot slot_of(struct load *l, const struct yaml_node *n)
{
    for (int i = 0; i < SLOT_COUNT; i++)
        if (str_eq(n->text, str_from(slot_name[i])))
            return (enum sample_slot)i;
    load_fault(l, n, "不认识的内容“%.*s”", STR_F(n->text));
    return SLOT_NONE;
}

/* 表头: 内容, or 表头: {text: 固定文字} */
static void load_columns(struct load *l, const struct yaml_node *n, struct sample_file *ret)
{
    struct sample_column *at;

    if (n->kind != YAML_MAP || n->n == 0) {
        load_fault(l, n, "应是“表头: 内容”的映射");
        return;
    }
    at = ARENA_ARRAY(l->a, struct sample_column, n->n);
    for (size_t i = 0; i < n->n; i++) {
        at[i].header = n->key[i]->text;
        if (n->item[i]->kind == YAML_MAP) {
            at[i].slot = SLOT_TEXT;
            at[i].text = load_text(l, n->item[i], "text");
        } else {
            at[i].slot = slot_of(l, n->item[i]);
        }
    }
    ret->at = at;
    ret->n = n->n;
}

static enum sample_rows rows_of(struct load *l, const struct yaml_node *n)
{
    static const char *const name[] = {
#define ROWS(id, name) #name,
#include "service/sample/rows.def"
#undef ROWS
    };
    struct near near = near_to(n->text);

    for (size_t i = 0; i < sizeof(name) / sizeof(*name); i++) {
        if (str_eq(n->text, str_from(name[i])))
            return (enum sample_rows)i;
        near_offer(&near, str_from(name[i]));
    }
    load_unknown(l, n, "行的范围", n->text, &near);
    return ROWS_ALL;
}

void load_files(struct load *l, const struct yaml_node *n)
{
    struct sample_data *d = l->data;

    if (n->kind != YAML_LIST || n->n == 0) {
        load_fault(l, n, "应是文件的列表");
        return;
    }
    d->file = ARENA_ARRAY(l->a, struct sample_file, n->n);
    d->nfile = n->n;
    for (size_t i = 0; i < n->n; i++) {
        static const char *const known[] = {"dataset", "rows", "columns", NULL};
        const struct yaml_node *name = load_need(l, n->item[i], "dataset");

        load_keys(l, n->item[i], known);
        d->file[i].dataset = law_dataset_find(l->law, name->text);
        if (!d->file[i].dataset)
            load_fault(l, name, "law/dataset 中没有“%.*s”", STR_F(name->text));
        d->file[i].rows = rows_of(l, load_need(l, n->item[i], "rows"));
        load_columns(l, load_need(l, n->item[i], "columns"), &d->file[i]);
    }
}

static const char *const chain_rate[] = {
#define RATE(name) #name,
#include "service/sample/chain.def"
    NULL};
static const char *const chain_days[] = {
#define DAYS(name) #name,
#include "service/sample/chain.def"
    NULL};
static const char *const chain_text[] = {
#define NUMBER(name) #name,
#define WORDS(name) #name,
#define WORD(name) #name,
#include "service/sample/chain.def"
    NULL};

static const char *const around_rate[] = {
#define RATE(name) #name,
#include "service/sample/around.def"
    NULL};
static const char *const around_days[] = {
#define DAYS(name) #name,
#include "service/sample/around.def"
    NULL};
static const char *const around_text[] = {
#define NUMBER(name) #name,
#define WORDS(name) #name,
#define WORD(name) #name,
#include "service/sample/around.def"
    NULL};

void load_chain(struct load *l, const struct yaml_node *n)
{
    const struct yaml_node *rates = load_need(l, n, "rates"), *days = load_need(l, n, "days"),
                           *texts = load_need(l, n, "texts");
    struct sample_chain *c = &l->data->chain;

#define RATE(name) c->rate.name = load_int(l, rates, #name);
#define DAYS(name) load_range(l, days, #name, c->days.name);
#define NUMBER(name) c->number.name = load_prose(l, load_need(l, texts, #name));
#define WORDS(name) c->words.name = load_words(l, load_need(l, texts, #name));
#define WORD(name) c->word.name = load_text(l, texts, #name);
#include "service/sample/chain.def"
    load_keys(l, rates, chain_rate);
    load_keys(l, days, chain_days);
    load_keys(l, texts, chain_text);
}

void load_around(struct load *l, const struct yaml_node *n)
{
    const struct yaml_node *rates = load_need(l, n, "rates"), *days = load_need(l, n, "days"),
                           *texts = load_need(l, n, "texts");
    struct sample_around_data *c = &l->data->around;

#define RATE(name) c->rate.name = load_int(l, rates, #name);
#define DAYS(name) load_range(l, days, #name, c->days.name);
#define NUMBER(name) c->number.name = load_prose(l, load_need(l, texts, #name));
#define WORDS(name) c->words.name = load_words(l, load_need(l, texts, #name));
#define WORD(name) c->word.name = load_text(l, texts, #name);
#include "service/sample/around.def"
    load_keys(l, rates, around_rate);
    load_keys(l, days, around_days);
    load_keys(l, texts, around_text);
}
