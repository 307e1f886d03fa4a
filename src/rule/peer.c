/* rule/peer.c - statistics of like cases (同类), one value per group; see eval.h. */
#include "rule/compile.h"
#include "rule/eval.h"

#include "base/mem.h"

static bool lookup(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    const struct rule_stat *s = e->prepared->stat[n->peer->slot];
    int32_t g = s->index->group_of[e->row[0]];

    if (g == RULE_NO_GROUP || !s->known[g])
        return false;
    v->n = s->value[g];
    return true;
}

bool rule_value_MEDIAN(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return lookup(e, n, v);
}

bool rule_value_MEAN(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return lookup(e, n, v);
}

bool rule_value_QUANTILE(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return lookup(e, n, v);
}

bool rule_value_PEERS(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return lookup(e, n, v);
}

/* ---- computing ---- */

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

int64_t rule_quantile(int64_t *value, size_t n, int p)
{
    size_t rank = (n * (size_t)p + 99) / 100;

    qsort(value, n, sizeof(*value), by_value);
    return value[rank > 0 ? rank - 1 : 0];
}

int64_t rule_mean(rule_wide sum, int64_t n)
{
    rule_wide twice = sum * 2 + n, d = (rule_wide)n * 2, q = twice / d;

    return (int64_t)(twice % d < 0 ? q - 1 : q);
}

static int64_t mean(const int64_t *value, size_t n)
{
    rule_wide sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += value[i];
    return rule_mean(sum, (int64_t)n);
}

/* Known values of the field in a group; returns how many. */
static size_t gather(const struct rule_stat *s, size_t g, int64_t *value)
{
    const struct rule_index *x = s->index;
    const struct column *c = &x->table->column[s->field];
    size_t n = 0;

    for (uint32_t i = x->start[g]; i < x->start[g + 1]; i++)
        if (column_known(c, x->row[i]))
            value[n++] = c->kind == COLUMN_NUMBER ? c->number[x->row[i]] : 0;
    return n;
}

static size_t largest_group(const struct rule_index *x)
{
    size_t most = 0;

    for (size_t g = 0; g < x->ngroup; g++)
        if (x->start[g + 1] - x->start[g] > most)
            most = x->start[g + 1] - x->start[g];
    return most;
}

void rule_stat_compute(struct rule_stat *s)
{
    const struct rule_index *x = s->index;
    int64_t *value = mem_alloc((largest_group(x) + 1) * sizeof(*value));

    s->value = mem_zero(x->ngroup + 1, sizeof(*s->value));
    s->known = mem_zero(x->ngroup + 1, sizeof(*s->known));
    for (size_t g = 0; g < x->ngroup; g++) {
        size_t n = gather(s, g, value);

        s->known[g] = n > 0 || s->op == RULE_OP_PEERS;
        if (s->op == RULE_OP_PEERS)
            s->value[g] = (int64_t)n;
        else if (n > 0)
            s->value[g] =
                s->op == RULE_OP_MEAN ? mean(value, n) : rule_quantile(value, n, s->quantile);
    }
    free(value);
}
