/* service/sample/load.c - see load.h: scalars, lists, weights, and prose with its holes. */
#include "service/sample/load.h"

#include "base/fen.h"
#include "base/near.h"

#include <stdarg.h>
#include <stdio.h>

static const struct yaml_node nothing = {.text = {"", 0}, .line = 1, .column = 1};

void load_fault(struct load *l, const struct yaml_node *n, const char *fmt, ...)
{
    char text[256];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    diag_add(l->diags, DIAG_ERROR, l->file, l->source, n->line, n->column, "%s", text);
}

void load_unknown(struct load *l, const struct yaml_node *n, const char *what, struct str name,
                  const struct near *near)
{
    struct str best = near_best(near);
    struct diag *d = diag_add(l->diags, DIAG_ERROR, l->file, l->source, n->line, n->column,
                              "不认识的%s“%.*s”", what, STR_F(name));

    if (best.n > 0)
        diag_hint(l->diags, d, "是否想写“%.*s”？", STR_F(best));
}

const struct yaml_node *load_may(const struct yaml_node *map, const char *key)
{
    return yaml_get(map, str_from(key));
}

const struct yaml_node *load_need(struct load *l, const struct yaml_node *map, const char *key)
{
    const struct yaml_node *n = load_may(map, key);

    if (n)
        return n;
    load_fault(l, map, "缺少“%s”", key);
    return &nothing;
}

struct str load_text(struct load *l, const struct yaml_node *map, const char *key)
{
    const struct yaml_node *n = load_need(l, map, key);

    if (n->kind != YAML_SCALAR)
        load_fault(l, n, "“%s”应是文字", key);
    return n->text;
}

int64_t load_number(struct load *l, const struct yaml_node *n, int scale)
{
    int64_t v = 0;

    if (n->kind != YAML_SCALAR || !fen_decimal(n->text, scale, &v) || v < 0 ||
        v > INT64_C(1000000000000000))
        load_fault(l, n, "应是不小于零的数，至多 %d 位小数", scale);
    return v;
}

int64_t load_int(struct load *l, const struct yaml_node *map, const char *key)
{
    return load_number(l, load_need(l, map, key), 0);
}

void load_range(struct load *l, const struct yaml_node *map, const char *key, int64_t ret[2])
{
    const struct yaml_node *n = load_need(l, map, key);

    if (n->kind != YAML_LIST || n->n != 2) {
        load_fault(l, n, "“%s”应是 [最小, 最大]", key);
        return;
    }
    ret[0] = load_number(l, n->item[0], 0);
    ret[1] = load_number(l, n->item[1], 0);
    if (ret[0] > ret[1])
        load_fault(l, n, "最小大于最大");
}

void load_keys(struct load *l, const struct yaml_node *map, const char *const *known)
{
    for (size_t i = 0; i < map->n && map->kind == YAML_MAP; i++) {
        struct near near = near_to(map->key[i]->text);
        const char *const *k = known;

        for (; *k && !str_eq(map->key[i]->text, str_from(*k)); k++)
            near_offer(&near, str_from(*k));
        if (!*k)
            load_unknown(l, map->key[i], "键", map->key[i]->text, &near);
    }
}

struct sample_words load_words(struct load *l, const struct yaml_node *n)
{
    struct sample_words w = {.n = n->kind == YAML_LIST ? n->n : 1};
    struct str *at = ARENA_ARRAY(l->a, struct str, w.n ? w.n : 1);

    if (n->kind == YAML_MAP || w.n == 0)
        load_fault(l, n, "应是文字或文字的列表");
    for (size_t i = 0; i < w.n && n->kind != YAML_MAP; i++)
        at[i] = n->kind == YAML_LIST ? n->item[i]->text : n->text;
    w.at = at;
    return w;
}

struct sample_weights load_weights(struct load *l, const uint32_t *weight, size_t n)
{
    struct sample_weights w = {ARENA_ARRAY(l->a, uint32_t, n ? n : 1), n};
    uint32_t sum = 0;

    for (size_t i = 0; i < n; i++)
        w.sum[i] = sum += weight[i];
    return w;
}

int64_t load_words_find(const struct load *l, struct str name)
{
    for (size_t i = 0; i < l->data->nwords; i++)
        if (str_eq(l->data->words[i].name, name))
            return (int64_t)i;
    return -1;
}

/* ---- prose ---- */

static const struct {
    const char *name;
    enum sample_hole hole;
} given[] = {
    {"party", HOLE_PARTY},   {"organ", HOLE_ORGAN}, {"from", HOLE_FROM},     {"to", HOLE_TO},
    {"prefix", HOLE_PREFIX}, {"year", HOLE_YEAR},   {"serial", HOLE_SERIAL},
};

/* What {name} stands for: a value of the case, a list of words, or one of the given; HOLE_NONE
 * when nothing has the name. */
static struct sample_piece resolve(const struct load *l, struct str name, struct near *near)
{
    int64_t list = load_words_find(l, name);

    for (size_t i = 0; l->values && i < l->values->nvalue; i++) {
        if (str_eq(l->values->value[i].name, name))
            return (struct sample_piece){.hole = HOLE_VALUE, .index = i};
        near_offer(near, l->values->value[i].name);
    }
    if (list >= 0)
        return (struct sample_piece){.hole = HOLE_WORDS, .index = (size_t)list};
    for (size_t i = 0; i < l->data->nwords; i++)
        near_offer(near, l->data->words[i].name);
    for (size_t i = 0; i < sizeof(given) / sizeof(*given); i++) {
        if (str_eq(str_from(given[i].name), name))
            return (struct sample_piece){.hole = given[i].hole};
        near_offer(near, str_from(given[i].name));
    }
    return (struct sample_piece){.hole = HOLE_NONE};
}

struct sample_prose load_prose(struct load *l, const struct yaml_node *n)
{
    VEC(struct sample_piece) v = {0};
    struct str rest = n->text;

    if (n->kind != YAML_SCALAR)
        load_fault(l, n, "应是文字");
    while (rest.n > 0) {
        struct str text = str_cut(&rest, STR("{")), name;
        struct sample_piece piece = {.text = text};
        struct near near;

        if (text.n > 0)
            vec_push(l->a, &v, piece);
        if (rest.n == 0)
            break;
        name = str_cut(&rest, STR("}"));
        near = near_to(name);
        piece = resolve(l, name, &near);
        if (piece.hole == HOLE_NONE)
            load_unknown(l, n, "空位", name, &near);
        vec_push(l->a, &v, piece);
    }
    return (struct sample_prose){v.at, v.n};
}

struct sample_proses load_proses(struct load *l, const struct yaml_node *n)
{
    size_t count = n->kind == YAML_LIST ? n->n : 1;
    struct sample_prose *at = ARENA_ARRAY(l->a, struct sample_prose, count ? count : 1);

    if (count == 0)
        load_fault(l, n, "至少要有一种写法");
    for (size_t i = 0; i < count; i++)
        at[i] = load_prose(l, n->kind == YAML_LIST ? n->item[i] : n);
    return (struct sample_proses){at, count};
}
