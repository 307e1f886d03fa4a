/* rule/condition.c - see condition.h. */
#include "rule/condition.h"

#include "base/bug.h"
#include "rule/compile.h"
#include "rule/explain.h"

struct rule_condition {
    const struct law *law;
    const struct rule_node *node;
};

/* The first node that needs more than the row. */
static const struct rule_node *beyond_row(const struct rule_plan *p)
{
    for (size_t i = 0; i < p->nnode; i++)
        if (p->node[i].aggregate || p->node[i].peer || p->node[i].versions)
            return &p->node[i];
    return NULL;
}

static enum err_code refuse(const struct law_place *place, struct str text, struct err *err)
{
    err_set(err, ERR_INVALID, "%.*s:%d: condition does not compile", STR_F(place->file),
            place->line);
    return err_set_zh(err, "%.*s 第 %d 行的条件有误：%.*s", STR_F(place->file), place->line,
                      STR_F(text));
}

enum err_code rule_condition_compile(const struct law *law, const struct law_dataset *fields,
                                     struct str text, const struct law_place *place,
                                     struct arena *a, struct diag_list *diags,
                                     const struct rule_condition **ret, struct err *err)
{
    struct rule_source source = {place->file, place->source, text, place->line, place->column};
    struct rule_compiler c = {
        .law = law, .arena = a, .diags = diags, .screened = fields, .left = RULE_MAX_ERRORS};
    struct rule_condition *cond = ARENA_NEW(a, struct rule_condition);
    size_t errors = diags->errors;

    c.lx = (struct rule_lexer){law, &source, a, diags, &c.left};
    rule_plan_init(&c);
    c.plan->dataset = fields;
    c.plan->condition = rule_compile_condition(&c, 0, text.n);
    if (diags->errors > errors)
        return refuse(place, text, err);
    rule_plan_flatten(&c);
    if (beyond_row(c.plan)) {
        diag_add(diags, DIAG_ERROR, place->file, place->source, place->line, place->column,
                 "程序的条件只能用程序自己的字段，不能用“%.*s”", STR_F(beyond_row(c.plan)->source));
        return refuse(place, text, err);
    }
    *cond = (struct rule_condition){law, c.plan->condition};
    *ret = cond;
    return ERR_OK;
}

/* ---- the row ---- */

/* A table of one row: each value is a chunk of its own, the texts are the one open chunk of a pool.
 * Nothing is copied and nothing is hashed: a row is made for every act. */
struct rule_condition_row {
    struct rule_world world;
    struct column_table table;
    struct column_pool pool;
    struct column_pool_chunk texts, *chunk[1];
    struct arena *arena;
};

/* Equal texts have equal codes. */
static int64_t code_of(struct rule_condition_row *r, struct str text)
{
    for (uint32_t i = 0; i < r->texts.n; i++)
        if (str_eq(r->texts.open[i], text))
            return i;
    r->texts.open[r->texts.n] = text;
    return r->texts.n++;
}

static void set_cell(struct rule_condition_row *r, size_t field, enum law_type type,
                     const struct rule_condition_value *v)
{
    struct column *c = &r->table.column[field];

    c->kind = type == LAW_TEXT ? COLUMN_TEXT : COLUMN_NUMBER;
    if (!v->known)
        return;
    c->chunk = ARENA_NEW(r->arena, struct column_chunk);
    c->chunk->base = type == LAW_TEXT ? code_of(r, v->text) : v->n;
    c->chunk->least = c->chunk->most = c->chunk->base;
    c->chunk->known = 1;
}

const struct rule_condition_row *rule_condition_row_make(const struct law *law,
                                                         const struct law_dataset *fields,
                                                         const struct rule_condition_value *value,
                                                         struct day today, struct arena *a)
{
    struct rule_condition_row *r = ARENA_NEW(a, struct rule_condition_row);

    BUG_ON(fields->nfield > COLUMN_POOL_CHUNK);
    r->arena = a;
    r->texts.open = ARENA_ARRAY(a, struct str, fields->nfield + 1);
    r->chunk[0] = &r->texts;
    r->pool.chunk = r->chunk;
    r->pool.nchunk = 1;
    r->table =
        (struct column_table){.n = 1, .nblock = 1, .ncolumn = fields->nfield, .pool = &r->pool};
    r->table.column = ARENA_ARRAY(a, struct column, fields->nfield + 1);
    for (size_t i = 0; i < fields->nfield; i++)
        set_cell(r, i, fields->field[i].type, &value[i]);
    r->world = (struct rule_world){.law = law, .today = today, .pool = &r->pool};
    return r;
}

/* ---- testing ---- */

static struct rule_eval eval_of(const struct rule_condition *c,
                                const struct rule_condition_row *row)
{
    return (struct rule_eval){.law = c->law,
                              .today = row->world.today,
                              .world = &row->world,
                              .table = {&row->table, NULL},
                              .arena = row->arena};
}

enum rule_outcome rule_condition_test(const struct rule_condition *c,
                                      const struct rule_condition_row *row)
{
    struct rule_eval e = eval_of(c, row);

    return explain_outcome(rule_test(&e, c->node));
}

void rule_condition_explain(const struct rule_condition *c, const struct rule_condition_row *row,
                            struct arena *a, struct rule_reason *ret)
{
    struct explainer x = {.e = eval_of(c, row), .arena = a, .reason = ret, .reached = ""};

    memset(ret, 0, sizeof(*ret));
    explain_condition(&x, c->node);
}
