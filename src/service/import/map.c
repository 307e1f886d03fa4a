/* service/import/map.c - which column of a file is which field: by the law's mappings, or by the
 * names of a dataset's own fields. */
#include "registry/identity.h"
#include "service/import/import_internal.h"

/* ---- mappers ---- */

static void put_new(struct map *m, struct arena *a, struct str key, const struct import_column *c)
{
    if (key.n && !map_get(m, key))
        map_put(m, key, arena_copy(a, c, sizeof(*c)));
}

/* "罚款金额(万元)" is cut into its name and the unit in brackets. */
static struct str without_unit(struct str normal, enum law_mapping_unit *ret_unit)
{
    size_t open = normal.n;

    if (!str_ends(normal, STR("元)")))
        return STR_NULL;
    while (open > 0 && normal.p[open - 1] != '(')
        open--;
    if (open <= 1)
        return STR_NULL;
    *ret_unit = str_has(str_tail(normal, open), STR("万元")) ? LAW_MAP_WAN_YUAN : LAW_MAP_YUAN;
    return str_sub(normal, 0, open - 1);
}

static void add_header(struct import_mapper *m, struct arena *a, struct str header,
                       const struct import_column *c)
{
    struct str normal = registry_identity_text(a, header), bare;
    enum law_mapping_unit unit;

    put_new(&m->exact, a, normal, c);
    bare = without_unit(normal, &unit);
    put_new(&m->bare, a, bare.n ? bare : normal, c);
}

static void mapper_init(struct import_mapper *m, const struct law_mapping *mapping, struct arena *a)
{
    m->mapping = mapping;
    map_init(&m->exact, a);
    map_init(&m->bare, a);
    for (size_t i = 0; i < mapping->ncolumn; i++) {
        const struct law_mapping_column *lc = &mapping->column[i];
        struct import_column c = {.field = lc->field,
                                  .known = true,
                                  .required = lc->required,
                                  .unit = lc->unit,
                                  .value = lc->value,
                                  .nvalue = lc->nvalue};

        for (size_t k = 0; k < lc->nheader; k++)
            add_header(m, a, lc->header[k], &c);
    }
}

/* The mapping that a dataset's own field names make. */
static const struct law_mapping *own_mapping(const struct law_dataset *d, struct arena *a)
{
    struct law_mapping *m = ARENA_NEW(a, struct law_mapping);

    *m = (struct law_mapping){.title = str_fmt(a, "%.*s（按字段名）", STR_F(d->name)),
                              .dataset = d,
                              .ncolumn = d->nfield,
                              .column = ARENA_ARRAY(a, struct law_mapping_column, d->nfield)};
    for (size_t i = 0; i < d->nfield; i++) {
        struct str *header = ARENA_ARRAY(a, struct str, 2);

        header[0] = d->field[i].name;
        header[1] = d->field[i].column;
        m->column[i] = (struct law_mapping_column){.header = header,
                                                   .nheader = 2,
                                                   .field = (int)i,
                                                   .required = d->field[i].required,
                                                   .place = d->field[i].place};
    }
    return m;
}

void import_mappers_init(struct import_mappers *m, const struct import_options *o, struct arena *a)
{
    const struct law *law = o->law;

    m->n = 0;
    m->preferred = law->default_dataset;
    m->at = ARENA_ARRAY(a, struct import_mapper, law->nmapping + law->ndataset);
    for (size_t i = 0; i < law->nmapping; i++)
        if ((!o->mapping || o->mapping == &law->mapping[i]) &&
            (!o->dataset || o->dataset == law->mapping[i].dataset))
            mapper_init(&m->at[m->n++], &law->mapping[i], a);
    for (size_t i = 0; i < law->ndataset; i++)
        if (!o->mapping && (!o->dataset || o->dataset == &law->dataset[i]))
            mapper_init(&m->at[m->n++], own_mapping(&law->dataset[i], a), a);
}

/* ---- headers ---- */

static struct import_column match(const struct import_mapper *m, struct str cell, struct arena *a)
{
    struct str normal = registry_identity_text(a, cell), bare;
    const struct import_column *c = map_get(&m->exact, normal);
    struct import_column found = {.field = -1};
    enum law_mapping_unit unit = LAW_MAP_PLAIN;

    bare = without_unit(normal, &unit);
    if (c) {
        found = *c;
    } else if (bare.n && (c = map_get(&m->bare, bare)) != NULL && c->field >= 0 &&
               m->mapping->dataset->field[c->field].type == LAW_MONEY) {
        found = *c;
    }
    /* A header that says no unit is taken only where the mapping lists it so: an amount is never
     * off by ten thousand because of a guess. */
    if (found.field >= 0 && unit != LAW_MAP_PLAIN &&
        m->mapping->dataset->field[found.field].type == LAW_MONEY)
        found.unit = unit;
    found.header = cell;
    return found;
}

static bool is_required(const struct law_mapping *m, int field)
{
    for (size_t i = 0; i < m->ncolumn; i++)
        if (m->column[i].field == field && m->column[i].required)
            return true;
    return false;
}

/* present[f]: a column means field f; returns how many cells mean one. */
static size_t mark_present(const struct import_mapper *m, const struct str *cell, size_t n,
                           bool *present, struct arena *a)
{
    size_t matched = 0;

    for (size_t i = 0; i < n; i++) {
        struct import_column c = match(m, cell[i], a);

        if (c.field < 0 || present[c.field])
            continue;
        present[c.field] = true;
        matched++;
    }
    return matched;
}

static struct import_fit fit_one(const struct import_mapper *m, const struct str *cell, size_t n,
                                 bool partial, struct arena *a)
{
    size_t nfield = m->mapping->dataset->nfield;
    bool *present = ARENA_ARRAY(a, bool, nfield);
    struct import_fit fit = {.mapper = m};

    fit.matched = mark_present(m, cell, n, present, a);
    for (size_t f = 0; f < nfield; f++)
        fit.missing += !present[f] && is_required(m->mapping, (int)f);
    fit.complete = fit.matched > 0 && (partial || fit.missing == 0);
    return fit;
}

static bool better(const struct import_mappers *m, const struct import_fit *a,
                   const struct import_fit *b)
{
    if (a->complete != b->complete)
        return a->complete;
    if (a->matched != b->matched)
        return a->matched > b->matched;
    return a->mapper->mapping->dataset == m->preferred &&
           b->mapper->mapping->dataset != m->preferred;
}

struct import_fit import_fit_best(const struct import_mappers *m, const struct str *cell, size_t n,
                                  bool partial, struct arena *a)
{
    struct import_fit best = {0};

    for (size_t i = 0; i < m->n; i++) {
        struct import_fit fit = fit_one(&m->at[i], cell, n, partial, a);

        if (fit.matched && (!best.mapper || better(m, &fit, &best)))
            best = fit;
    }
    return best;
}

struct str import_fit_missing(const struct import_fit *fit, const struct str *cell, size_t n,
                              struct arena *a)
{
    const struct law_mapping *m = fit->mapper->mapping;
    bool *present = ARENA_ARRAY(a, bool, m->dataset->nfield);
    struct str out = STR_NULL;

    mark_present(fit->mapper, cell, n, present, a);
    for (size_t i = 0; i < m->ncolumn; i++) {
        const struct law_mapping_column *c = &m->column[i];

        if (!c->required || c->field < 0 || present[c->field])
            continue;
        present[c->field] = true;
        out = str_fmt(a, "%.*s%s%.*s", STR_F(out), out.n ? "、" : "", STR_F(c->header[0]));
    }
    return out;
}

/* ---- layouts ---- */

static void add_required(struct import_layout *l, struct arena *a)
{
    int *field = ARENA_ARRAY(a, int, l->dataset->nfield);

    for (size_t f = 0; f < l->dataset->nfield; f++)
        if (l->dataset->field[f].required || is_required(l->mapping, (int)f))
            field[l->nrequired++] = (int)f;
    l->required = field;
}

struct import_layout *import_layout_add(const struct import_mapper *mapper,
                                        const struct import_layout *of, struct str key,
                                        struct arena *a)
{
    struct import_layout *l = arena_copy(a, of, sizeof(*of));

    if ((l->ncolumn & (l->ncolumn - 1)) == 0) { /* full: older layouts keep the older array */
        l->column = ARENA_ARRAY(a, struct import_column, l->ncolumn ? l->ncolumn * 2 : 1);
        if (of->ncolumn > 0)
            memcpy(l->column, of->column, of->ncolumn * sizeof(*l->column));
    }
    l->column[l->ncolumn] = match(mapper, key, a);
    l->column[l->ncolumn].header = str_dup(a, key);
    l->ncolumn++;
    return l;
}

struct import_layout *import_layout_new(const struct import_fit *fit, const struct str *cell,
                                        size_t n, struct arena *a)
{
    struct import_layout *l = ARENA_NEW(a, struct import_layout);

    l->mapping = fit->mapper->mapping;
    l->dataset = l->mapping->dataset;
    add_required(l, a);
    for (size_t i = 0; i < n; i++)
        l = import_layout_add(fit->mapper, l, str_trim(cell[i]), a);
    return l;
}
