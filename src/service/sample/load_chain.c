/* service/sample/load_chain.c - the files to be written, and what follows a penalty that should
 * have been a referral (移送). */
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
    static const char *const name[] = {"all", "referred", "sent", "nonprosecuted", "opined"};

    for (size_t i = 0; i < sizeof(name) / sizeof(*name); i++)
        if (str_eq(n->text, str_from(name[i])))
            return (enum sample_rows)i;
    load_fault(l, n, "rows 应是 all、referred、sent、nonprosecuted 或 opined");
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

static void load_rates(struct load *l, const struct yaml_node *n, struct sample_chain *ret)
{
    ret->referred = load_int(l, n, "referred");
    ret->late = load_int(l, n, "late");
    ret->unsent = load_int(l, n, "unsent");
    ret->filed = load_int(l, n, "filed");
    ret->refused = load_int(l, n, "refused");
    ret->filed_late = load_int(l, n, "filed_late");
    ret->nonprosecuted = load_int(l, n, "nonprosecuted");
    ret->opined = load_int(l, n, "opined");
    ret->replied = load_int(l, n, "replied");
}

static void load_days(struct load *l, const struct yaml_node *n, struct sample_chain *ret)
{
    load_range(l, n, "before", ret->before);
    load_range(l, n, "after", ret->after);
    load_range(l, n, "filing", ret->filing);
    load_range(l, n, "filing_late", ret->filing_late);
    load_range(l, n, "nonprosecution", ret->nonprosecution);
    load_range(l, n, "opinion", ret->opinion);
    load_range(l, n, "reply", ret->reply);
}

static void load_chain_texts(struct load *l, const struct yaml_node *n, struct sample_chain *ret)
{
    ret->referral_no = load_prose(l, load_need(l, n, "referral_no"));
    ret->filing_no = load_prose(l, load_need(l, n, "filing_no"));
    ret->prosecution_no = load_prose(l, load_need(l, n, "prosecution_no"));
    ret->nonprosecution_no = load_prose(l, load_need(l, n, "nonprosecution_no"));
    ret->opinion_no = load_prose(l, load_need(l, n, "opinion_no"));
    ret->refusal = load_words(l, load_need(l, n, "refusal"));
    ret->kind = load_words(l, load_need(l, n, "nonprosecution_kind"));
    ret->opinion_text = load_words(l, load_need(l, n, "opinion_text"));
    ret->result = load_words(l, load_need(l, n, "result"));
    ret->yes = load_text(l, n, "yes");
    ret->no = load_text(l, n, "no");
    ret->accepted = load_text(l, n, "accepted");
    ret->rejected = load_text(l, n, "rejected");
}

void load_chain(struct load *l, const struct yaml_node *n)
{
    struct sample_chain *c = &l->data->chain;

    load_rates(l, load_need(l, n, "rates"), c);
    load_days(l, load_need(l, n, "days"), c);
    load_chain_texts(l, load_need(l, n, "texts"), c);
}
