/* law/read.c - YAML nodes into values and structs, by tables of keys; see law_internal.h. */
#include "law/law_internal.h"

struct diag *law_mark(struct diag *d, const struct yaml_node *node)
{
    size_t n = node->kind == YAML_SCALAR ? str_utf8_count(node->text) : 1;

    d->width = n < 1 ? 1 : n > 200 ? 200 : (int)n;
    return d;
}

void law_hint_near(struct law_loader *ld, struct diag *d, const struct near *near)
{
    struct str best = near_best(near);

    if (best.n > 0)
        diag_hint(ld->diags, d, "是否想写“%.*s”？", STR_F(best));
}

struct law_place law_place_of(const struct law_file *f, const struct yaml_node *node)
{
    return (struct law_place){f->name, f->text, node->line, node->column};
}

static struct str text_line(struct str text, int line)
{
    struct str rest = text, cut = STR_NULL;

    for (int i = 0; i < line; i++)
        cut = str_cut(&rest, STR("\n"));
    return cut;
}

static int indent_of(struct str line)
{
    int n = 0;

    while ((size_t)n < line.n && line.p[n] == ' ')
        n++;
    return n;
}

/* Bytes of the first column - 1 code points. */
static size_t column_at(struct str line, int column)
{
    size_t i = 0;

    for (size_t len = 0; column > 1 && i < line.n; column--, i += len)
        str_utf8_at(line, i, &len);
    return i;
}

struct law_place law_place_of_text(const struct law_file *f, const struct yaml_node *node)
{
    struct law_place p = law_place_of(f, node);
    struct str line = text_line(f->text, node->line);
    size_t at = column_at(line, node->column);
    char mark = at < line.n ? line.p[at] : '\0';

    if (mark == '"' || mark == '\'')
        p.column++;
    if (mark != '|' && mark != '>')
        return p;
    do
        line = text_line(f->text, ++p.line);
    while (str_trim(line).n == 0 && p.line < node->line + 1000);
    p.column = indent_of(line) + 1;
    return p;
}

static const char *kind_name(enum yaml_kind kind)
{
    switch (kind) {
    case YAML_SCALAR:
        return "文本";
    case YAML_LIST:
        return "列表";
    case YAML_MAP:
        return "映射";
    }
    return "";
}

bool law_is_kind(struct law_loader *ld, const struct law_file *f, const struct yaml_node *node,
                 enum yaml_kind want)
{
    if (node->kind == want)
        return true;
    LAW_ERROR(ld, f, node, "这里应当是%s，写的是%s", kind_name(want), kind_name(node->kind));
    return false;
}

bool law_read_text(struct law_loader *ld, const struct law_file *f, const struct yaml_node *node,
                   struct str *ret)
{
    if (!law_is_kind(ld, f, node, YAML_SCALAR))
        return false;
    if (str_trim(node->text).n == 0) {
        LAW_ERROR(ld, f, node, "值不能为空");
        return false;
    }
    *ret = node->text;
    return true;
}

bool law_read_texts(struct law_loader *ld, const struct law_file *f, const struct yaml_node *node,
                    const struct str **ret, size_t *ret_n)
{
    struct str *text;
    bool ok = true;

    if (!law_is_kind(ld, f, node, YAML_LIST))
        return false;
    text = ARENA_ARRAY(ld->a, struct str, node->n);
    for (size_t i = 0; i < node->n; i++)
        ok = law_read_text(ld, f, node->item[i], &text[i]) && ok;
    *ret = text;
    *ret_n = node->n;
    return ok;
}

/* day -> YYYY-MM-DD, nothing else: law files are exact. */
bool law_read_day(struct law_loader *ld, const struct law_file *f, const struct yaml_node *node,
                  struct day *ret)
{
    if (!law_is_kind(ld, f, node, YAML_SCALAR))
        return false;
    if (node->text.n == 10 && node->text.p[4] == '-' && node->text.p[7] == '-' &&
        day_parse(node->text, ret))
        return true;
    LAW_ERROR(ld, f, node, "“%.*s”不是日期，应当写成 2024-01-31 的样子且确有其日",
              STR_F(node->text));
    return false;
}

static void unknown_choice(struct law_loader *ld, struct law_item item, const char *const *names,
                           size_t n, const char *what)
{
    struct near near = near_to(item.node->text);
    struct buf all = {0};
    struct diag *d;

    for (size_t i = 0; i < n; i++) {
        near_offer(&near, str_from(names[i]));
        buf_fmt(&all, "%s%s", i ? "、" : "", names[i]);
    }
    d = LAW_ERROR(ld, item.file, item.node, "%s不能是“%.*s”，可用的有：%s", what,
                  STR_F(item.node->text), buf_cstr(&all));
    law_hint_near(ld, d, &near);
    buf_release(&all);
}

int law_read_choice(struct law_loader *ld, struct law_item item, const char *const *names, size_t n,
                    const char *what)
{
    if (!law_is_kind(ld, item.file, item.node, YAML_SCALAR))
        return -1;
    for (size_t i = 0; i < n; i++)
        if (str_eq(item.node->text, str_from(names[i])))
            return (int)i;
    unknown_choice(ld, item, names, n, what);
    return -1;
}

static bool is_name_char(uint32_t cp)
{
    return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z') ||
           cp == '_' || cp == '-' || cp == 0x3007 || (cp >= 0x3400 && cp <= 0x9FFF) ||
           (cp >= 0x20000 && cp <= 0x3FFFF);
}

void law_check_name(struct law_loader *ld, const struct law_file *f, const struct yaml_node *node,
                    const char *what)
{
    struct str s = node->text;

    if (node->kind != YAML_SCALAR || s.n == 0)
        return;
    for (size_t i = 0, len = 0; i < s.n; i += len)
        if (!is_name_char(str_utf8_at(s, i, &len))) {
            LAW_ERROR(ld, f, node, "%s“%.*s”含有规则里不能写的字符“%.*s”", what, STR_F(s), (int)len,
                      s.p + i);
            return;
        }
    if (s.p[0] >= '0' && s.p[0] <= '9')
        LAW_ERROR(ld, f, node, "%s“%.*s”不能以数字开头", what, STR_F(s));
}

static bool read_bool(struct law_loader *ld, struct law_item item, bool *ret)
{
    static const char *const names[] = {"no", "yes"};
    int i = law_read_choice(ld, item, names, 2, "此项");

    if (i >= 0)
        *ret = i == 1;
    return i >= 0;
}

static bool read_verified(struct law_loader *ld, struct law_item item, enum law_verified *ret)
{
    static const char *const names[] = {[LAW_VERIFIED_NO] = "no",
                                        [LAW_VERIFIED_SECONDARY] = "secondary",
                                        [LAW_VERIFIED_YES] = "yes"};
    int i = law_read_choice(ld, item, names, 3, "核实程度");

    if (i >= 0)
        *ret = (enum law_verified)i;
    return i >= 0;
}

static bool read_optional_text(struct law_loader *ld, struct law_item item, bool required,
                               struct str *ret)
{
    if (required)
        return law_read_text(ld, item.file, item.node, ret);
    if (!law_is_kind(ld, item.file, item.node, YAML_SCALAR))
        return false;
    *ret = item.node->text;
    return true;
}

static bool read_value(struct law_loader *ld, struct law_item item, const struct law_key *key,
                       char *out)
{
    void *at = out + key->at;

    switch (key->kind) {
    case LAW_KEY_STR:
        return read_optional_text(ld, item, key->required, at);
    case LAW_KEY_STRS:
        return law_read_texts(ld, item.file, item.node, at,
                              (size_t *)(void *)(out + key->count_at));
    case LAW_KEY_DAY:
        return law_read_day(ld, item.file, item.node, at);
    case LAW_KEY_VERIFIED:
        return read_verified(ld, item, at);
    case LAW_KEY_BOOL:
        return read_bool(ld, item, at);
    case LAW_KEY_NODE:
        *(const struct yaml_node **)at = item.node;
        return true;
    }
    return false;
}

static const struct law_key *find_key(const struct law_keys *keys, struct str name)
{
    for (size_t i = 0; i < keys->n; i++)
        if (str_eq(name, str_from(keys->key[i].name)))
            return &keys->key[i];
    return NULL;
}

static void unknown_key(struct law_loader *ld, struct law_item item, const struct law_keys *keys)
{
    struct near near = near_to(item.node->text);
    struct diag *d = LAW_ERROR(ld, item.file, item.node, "%s没有“%.*s”这一项", keys->what,
                               STR_F(item.node->text));

    for (size_t i = 0; i < keys->n; i++)
        near_offer(&near, str_from(keys->key[i].name));
    law_hint_near(ld, d, &near);
}

bool law_read_map(struct law_loader *ld, struct law_item item, const struct law_keys *keys,
                  void *out)
{
    const struct yaml_node *m = item.node;
    bool ok = true;

    if (!law_is_kind(ld, item.file, m, YAML_MAP))
        return false;
    for (size_t i = 0; i < m->n; i++) {
        const struct law_key *key = find_key(keys, m->key[i]->text);

        if (!key)
            unknown_key(ld, (struct law_item){item.file, m->key[i]}, keys);
        else if (!read_value(ld, (struct law_item){item.file, m->item[i]}, key, out))
            ok = false;
    }
    for (size_t i = 0; i < keys->n; i++)
        if (keys->key[i].required && !yaml_get(m, str_from(keys->key[i].name))) {
            LAW_ERROR(ld, item.file, m, "%s缺少“%s”", keys->what, keys->key[i].name);
            ok = false;
        }
    return ok;
}
