/* law/load.c - the files of law/ become one immutable snapshot; see law.h. */
#include "base/file.h"
#include "base/mem.h"
#include "law/law_internal.h"

#include <stdlib.h>

/* No file that a person writes comes near: more is a mistake. */
static const size_t max_file = 4 * 1024 * 1024;

struct text_list {
    VEC(struct law_text) v;
};

static const char *const folders[] = {"calendar", "cause",    "dataset",   "deadline",
                                      "mapping",  "organ",    "procedure", "rule",
                                      "source",   "standard", "template",  "unit"};
static const char *const single_files[] = {"account.yaml",   "capability.yaml", "counting.yaml",
                                           "dismissal.yaml", "kind.yaml",       "post.yaml",
                                           "setting.yaml"};

static bool listed(struct str name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(name, str_from(names[i])))
            return true;
    return false;
}

static enum err_code read_one(const char *dir, struct str rel, struct arena *a,
                              struct text_list *list, struct err *err)
{
    struct law_text t = {.name = str_fmt(a, "law/%.*s", STR_F(rel))};

    TRY(file_read(a, str_fmt(a, "%s/%.*s", dir, STR_F(rel)).p, max_file, &t.text, err));
    vec_push(a, &list->v, t);
    return ERR_OK;
}

static enum err_code read_folder(const char *dir, struct str folder, struct arena *a,
                                 struct text_list *list, struct err *err)
{
    struct str *name;
    size_t n;

    TRY(file_list(a, str_fmt(a, "%s/%.*s", dir, STR_F(folder)).p, &name, &n, err));
    for (size_t i = 0; i < n; i++)
        if (!str_ends(name[i], STR(".md")))
            TRY(read_one(dir, str_fmt(a, "%.*s/%.*s", STR_F(folder), STR_F(name[i])), a, list,
                         err));
    return ERR_OK;
}

static enum err_code read_all(const char *dir, struct arena *a, struct text_list *list,
                              struct diag_list *diags, struct err *err)
{
    struct str *name;
    size_t n;

    TRY(file_list(a, dir, &name, &n, err));
    for (size_t i = 0; i < n; i++) {
        if (listed(name[i], folders, sizeof(folders) / sizeof(folders[0])))
            TRY(read_folder(dir, name[i], a, list, err));
        else if (listed(name[i], single_files, sizeof(single_files) / sizeof(single_files[0])))
            TRY(read_one(dir, name[i], a, list, err));
        else if (!str_ends(name[i], STR(".md")))
            diag_add(diags, DIAG_WARNING, str_fmt(a, "law/%.*s", STR_F(name[i])), STR_NULL, 0, 0,
                     "不认识这个文件或文件夹，没有加载");
    }
    return ERR_OK;
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const struct law_file *)a)->name, ((const struct law_file *)b)->name);
}

/* The text without its byte order mark, checked to be UTF-8; STR_NULL when it is not. */
static struct str checked_text(struct law_loader *ld, struct law_text t)
{
    struct str s = str_starts(t.text, STR("\xEF\xBB\xBF")) ? str_tail(t.text, 3) : t.text;
    size_t good = str_utf8_valid(s);
    int line = 1;

    if (good == s.n)
        return str_dup(ld->a, s);
    for (size_t i = 0; i < good; i++)
        line += s.p[i] == '\n';
    diag_add(ld->diags, DIAG_ERROR, t.name, STR_NULL, line, 1,
             "此行有不是 UTF-8 的字节，请以 UTF-8 编码保存");
    return STR_NULL;
}

static void parse_yaml(struct law_loader *ld, struct law_file *f)
{
    struct err err;

    if (yaml_parse(ld->a, f->name, f->text, ld->diags, &f->root, &err) != ERR_OK)
        f->root = NULL;
    else if (f->root->kind == YAML_SCALAR && f->root->text.n == 0)
        f->root = NULL; /* nothing but comments */
}

/* Rules are kept as text; everything else is YAML. */
static void read_file(struct law_loader *ld, struct law_file *f)
{
    bool rule = str_starts(f->name, STR("law/rule/"));
    const char *suffix = rule ? ".rule" : ".yaml";

    if (!str_ends(f->name, str_from(suffix)))
        diag_add(ld->diags, DIAG_WARNING, f->name, STR_NULL, 0, 0, "文件名应当以 %s 结尾，没有加载",
                 suffix);
    else if (!rule && f->text.p)
        parse_yaml(ld, f);
}

static void take_files(struct law_loader *ld, const struct law_text *file, size_t nfile)
{
    for (size_t i = 0; i < nfile; i++) {
        struct law_file f = {.name = str_dup(ld->a, file[i].name),
                             .text = checked_text(ld, file[i])};

        vec_push(ld->a, &ld->file, f);
    }
    if (nfile > 0)
        qsort(ld->file.at, ld->file.n, sizeof(*ld->file.at), by_name);
    for (size_t i = 0; i < nfile; i++)
        read_file(ld, &ld->file.at[i]);
}

static void keep_files(struct law_loader *ld)
{
    struct law_text *file = ARENA_ARRAY(ld->a, struct law_text, ld->file.n + 1);

    for (size_t i = 0; i < ld->file.n; i++)
        file[i] = (struct law_text){ld->file.at[i].name, ld->file.at[i].text};
    ld->law->file = file;
    ld->law->nfile = ld->file.n;
}

/* Hash over every file's name and bytes in the order of names. */
static struct str version_of(struct law_loader *ld)
{
    struct buf all = {0};
    struct str version;

    for (size_t i = 0; i < ld->file.n; i++) {
        uint64_t hash = str_hash(ld->file.at[i].text);

        buf_str(&all, ld->file.at[i].name);
        buf_fmt(&all, "\n%zu %016llx\n", ld->file.at[i].text.n, (unsigned long long)hash);
    }
    version = str_fmt(ld->a, "%016llx", (unsigned long long)str_hash(buf_view(&all)));
    buf_release(&all);
    return version;
}

void law_load_rules(struct law_loader *ld)
{
    static const size_t ahead = sizeof("law/rule/") - 1, behind = sizeof(".rule") - 1;
    struct law *law = ld->law;

    law->rule = ARENA_ARRAY(ld->a, struct law_rule, ld->file.n + 1);
    for (size_t i = 0; i < ld->file.n; i++) {
        const struct law_file *f = &ld->file.at[i];

        if (str_starts(f->name, STR("law/rule/")) && str_ends(f->name, STR(".rule")))
            law->rule[law->nrule++] =
                (struct law_rule){str_sub(f->name, ahead, f->name.n - behind), f->name, f->text};
    }
}

static struct law_snapshot *snapshot_new(void)
{
    struct law_snapshot *s = MEM_NEW(struct law_snapshot);

    arena_init(&s->arena, 0);
    atomic_init(&s->refs, 1);
    map_init(&s->source_by_name, &s->arena);
    map_init(&s->unit_by_name, &s->arena);
    map_init(&s->cause_by_name, &s->arena);
    map_init(&s->dataset_by_name, &s->arena);
    map_init(&s->standard_by_name, &s->arena);
    map_init(&s->organ_by_name, &s->arena);
    map_init(&s->kind_by_name, &s->arena);
    map_init(&s->dismissal_by_name, &s->arena);
    map_init(&s->counting_by_id, &s->arena);
    map_init(&s->deadline_by_id, &s->arena);
    map_init(&s->procedure_by_name, &s->arena);
    map_init(&s->capability_by_name, &s->arena);
    map_init(&s->post_by_name, &s->arena);
    map_init(&s->template_by_name, &s->arena);
    return s;
}

static void load_parts(struct law_loader *ld)
{
    law_load_units(ld);
    law_load_kinds(ld);
    law_load_dismissals(ld);
    law_load_sources(ld);
    law_load_causes(ld);
    law_load_datasets(ld);
    law_load_organs(ld);
    law_load_standards(ld);
    law_load_countings(ld);
    law_load_deadlines(ld);
    law_load_settings(ld);
    law_load_mappings(ld);
    law_load_calendar(ld);
    law_load_rules(ld);
    law_load_procedures(ld);
    law_load_capabilities(ld);
    law_load_posts(ld);
    law_load_account(ld);
    law_load_templates(ld);
}

enum err_code law_parse(const struct law_text *file, size_t nfile, struct law **ret_law,
                        struct diag_list *diags, struct err *err)
{
    struct law_snapshot *snap = snapshot_new();
    struct law_loader ld = {.snap = snap, .law = &snap->law, .a = &snap->arena, .diags = diags};
    size_t before = diags->errors;

    map_init(&ld.place_by_value, ld.a);
    take_files(&ld, file, nfile);
    keep_files(&ld);
    snap->law.version = version_of(&ld);
    load_parts(&ld);
    if (diags->errors == before) {
        *ret_law = &snap->law;
        return ERR_OK;
    }
    law_unref(&snap->law);
    err_set(err, ERR_INVALID, "law: %zu errors", diags->errors - before);
    return err_set_zh(err, "法律数据有 %zu 处错误，没有加载", diags->errors - before);
}

enum err_code law_load(const char *dir, struct law **ret_law, struct diag_list *diags,
                       struct err *err)
{
    struct text_list list = {0};
    struct arena scratch;
    enum err_code rc;

    arena_init(&scratch, 0);
    rc = read_all(dir, &scratch, &list, diags, err);
    if (rc == ERR_OK)
        rc = law_parse(list.v.at, list.v.n, ret_law, diags, err);
    arena_release(&scratch);
    return rc;
}

struct law *law_ref(struct law *law)
{
    atomic_fetch_add_explicit(&((struct law_snapshot *)law)->refs, 1, memory_order_relaxed);
    return law;
}

void law_unref(struct law *law)
{
    struct law_snapshot *s = (struct law_snapshot *)law;

    if (!law || atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1)
        return;
    arena_release(&s->arena);
    free(s);
}
