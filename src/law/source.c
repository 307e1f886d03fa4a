/* law/source.c - instruments (法律文件) and citations of their articles. */
#include "law/law_internal.h"

struct source_in {
    struct law_source source;
    struct str note;
};

#define AT(field) offsetof(struct source_in, field), 0
static const struct law_key source_key[] = {
    {"id", LAW_KEY_STR, true, AT(source.id)},
    {"title", LAW_KEY_STR, true, AT(source.title)},
    {"alias", LAW_KEY_STRS, false, offsetof(struct source_in, source.alias),
     offsetof(struct source_in, source.nalias)},
    {"doc_no", LAW_KEY_STR, false, AT(source.doc_no)},
    {"issuer", LAW_KEY_STR, false, AT(source.issuer)},
    {"effective", LAW_KEY_DAY, false, AT(source.effective)},
    {"expires", LAW_KEY_DAY, false, AT(source.expires)},
    {"status", LAW_KEY_STR, true, AT(source.status)},
    {"read", LAW_KEY_VERIFIED, true, AT(source.read)},
    {"note", LAW_KEY_STR, false, AT(note)},
};
static const struct law_keys source_keys = LAW_KEYS("法律文件", source_key);

static void register_names(struct law_loader *ld, struct law_item item, struct law_source *s)
{
    struct map *m = &ld->snap->source_by_name;

    law_register(ld, m, item, s->id, s);
    law_register(ld, m, item, s->title, s);
    law_register(ld, m, item, s->doc_no, s);
    for (size_t i = 0; i < s->nalias; i++)
        law_register(ld, m, item, s->alias[i], s);
}

static void load_source(struct law_loader *ld, struct law_item item, struct law_source *ret)
{
    struct source_in in = {.source = {.effective = DAY_NONE, .expires = DAY_NONE}};

    if (!law_read_map(ld, item, &source_keys, &in))
        return;
    in.source.place = law_place_of(item.file, item.node);
    if (day_known(in.source.effective) && day_known(in.source.expires) &&
        in.source.expires.n <= in.source.effective.n)
        LAW_ERROR(ld, item.file, item.node, "“%.*s”失效日期不晚于施行日期", STR_F(in.source.title));
    *ret = in.source;
    register_names(ld, item, ret);
}

void law_load_sources(struct law_loader *ld)
{
    size_t n;
    struct law_item *item = law_list_items(ld, STR("law/source/"), &n);

    ld->law->source = ARENA_ARRAY(ld->a, struct law_source, n + 1);
    ld->law->nsource = n;
    for (size_t i = 0; i < n; i++)
        load_source(ld, item[i], &ld->law->source[i]);
}

const struct law_source *law_source_find(const struct law *law, struct str name)
{
    name = str_trim(name);
    if (str_starts(name, STR("《")) && str_ends(name, STR("》")))
        name = str_sub(name, strlen("《"), name.n - strlen("》"));
    return map_get(&law_snapshot(law)->source_by_name, name);
}

static bool is_space_at(struct str s, size_t i)
{
    return s.p[i] == ' ' || s.p[i] == '\t' || str_starts(str_tail(s, i), STR("\xE3\x80\x80"));
}

/* citation -> instrument [ white-space article ]; titles hold white space too, so the longest
 * known instrument wins. */
bool law_citation_parse(const struct law *law, struct str text, struct law_citation *ret)
{
    struct str s = str_trim(text);
    const struct law_source *source = law_source_find(law, s);

    if (source) {
        *ret = (struct law_citation){source, STR_NULL};
        return true;
    }
    for (size_t i = s.n; i-- > 0;) {
        if (!is_space_at(s, i))
            continue;
        source = law_source_find(law, str_sub(s, 0, i));
        if (source) {
            *ret = (struct law_citation){source, str_trim(str_tail(s, i))};
            return true;
        }
    }
    return false;
}

bool law_read_citation(struct law_loader *ld, struct law_item item, struct law_citation *ret)
{
    struct near near;
    struct str text, rest;

    if (!law_read_text(ld, item.file, item.node, &text))
        return false;
    if (law_citation_parse(ld->law, text, ret))
        return true;
    rest = text;
    near = law_near_in(&ld->snap->source_by_name, str_cut(&rest, STR(" ")));
    law_hint_near(
        ld,
        LAW_ERROR(ld, item.file, item.node, "law/source 里没有“%.*s”所引的法律文件", STR_F(text)),
        &near);
    return false;
}
