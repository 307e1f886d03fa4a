/* law/template_block.c - the body of a template: paragraphs, headings, tables. */
#include "law/template_internal.h"

struct block_in {
    const struct yaml_node *head, *level, *flush, *center, *right, *text, *table, *when;
};

#define AT(f) offsetof(struct block_in, f), 0
static const struct law_key block_key[] = {
    {"head", LAW_KEY_NODE, false, AT(head)},   {"level", LAW_KEY_NODE, false, AT(level)},
    {"flush", LAW_KEY_NODE, false, AT(flush)}, {"center", LAW_KEY_NODE, false, AT(center)},
    {"right", LAW_KEY_NODE, false, AT(right)}, {"text", LAW_KEY_NODE, false, AT(text)},
    {"table", LAW_KEY_NODE, false, AT(table)}, {"if", LAW_KEY_NODE, false, AT(when)},
};
static const struct law_keys block_keys = LAW_KEYS("段落", block_key);

struct table_in {
    const struct yaml_node *columns, *head, *rows;
};

#define TABLE_AT(f) offsetof(struct table_in, f), 0
static const struct law_key table_key[] = {
    {"columns", LAW_KEY_NODE, true, TABLE_AT(columns)},
    {"head", LAW_KEY_NODE, false, TABLE_AT(head)},
    {"rows", LAW_KEY_NODE, true, TABLE_AT(rows)},
};
static const struct law_keys table_keys = LAW_KEYS("表格", table_key);

struct row_in {
    const struct yaml_node *cells, *lines, *when;
};

#define ROW_AT(f) offsetof(struct row_in, f), 0
static const struct law_key row_key[] = {
    {"cells", LAW_KEY_NODE, true, ROW_AT(cells)},
    {"lines", LAW_KEY_NODE, false, ROW_AT(lines)},
    {"if", LAW_KEY_NODE, false, ROW_AT(when)},
};
static const struct law_keys row_keys = LAW_KEYS("表格的行", row_key);

enum { TABLE_COLUMNS_MAX = 20, ROW_LINES_MAX = 20 };

/* ---- tables ---- */

/* cell -> text | {text} {'>'}: each further '>' item widens the cell before it */
static void read_cells(struct procedure_loader *l, const struct yaml_node *node,
                       const struct law_block *b, struct law_row *row)
{
    size_t columns = 0;

    if (!procedure_list(l, node))
        return;
    row->cell = ARENA_ARRAY(l->ld->a, struct law_cell, node->n + 1);
    for (size_t i = 0; i < node->n; i++) {
        const struct yaml_node *at = node->item[i];
        struct law_cell *cell = &row->cell[row->ncell];

        columns++;
        if (at->kind == YAML_SCALAR && str_eq(at->text, STR(">")) && row->ncell > 0) {
            cell[-1].span++;
            continue;
        }
        cell->span = 1;
        cell->left = i % 2 == 1; /* labels and values take turns */
        if (at->kind != YAML_SCALAR || at->text.n > 0)
            template_read_prose(l, at, &cell->prose);
        row->ncell++;
    }
    if (columns != b->ncolumn)
        PROCEDURE_ERROR(l, node, "这一行有 %zu 格，表格有 %zu 列；合并的格用 '>' 补足", columns,
                        b->ncolumn);
}

static void read_row(struct procedure_loader *l, const struct yaml_node *node, struct law_block *b)
{
    struct law_row *row = &b->row[b->nrow++];
    struct row_in in = {.cells = node};

    if (node->kind == YAML_MAP &&
        !law_read_map(l->ld, (struct law_item){l->f, node}, &row_keys, &in))
        return;
    procedure_read_condition(l, in.when, &row->when);
    row->lines = template_read_count(l, in.lines, ROW_LINES_MAX, 0);
    read_cells(l, in.cells, b, row);
}

static void read_columns(struct procedure_loader *l, const struct yaml_node *node,
                         struct law_block *b)
{
    enum { WIDEST = 100 };

    if (!procedure_list(l, node))
        return;
    if (node->n < 1 || node->n > TABLE_COLUMNS_MAX) {
        PROCEDURE_ERROR(l, node, "表格应当有 1 至 %d 列", TABLE_COLUMNS_MAX);
        return;
    }
    b->width = ARENA_ARRAY(l->ld->a, int, node->n);
    for (size_t i = 0; i < node->n; i++)
        b->width[i] = template_read_count(l, node->item[i], WIDEST, 1);
    b->ncolumn = node->n;
}

static void read_table(struct procedure_loader *l, const struct yaml_node *node,
                       struct law_block *b)
{
    struct table_in in = {0};

    if (!law_read_map(l->ld, (struct law_item){l->f, node}, &table_keys, &in))
        return;
    read_columns(l, in.columns, b);
    if (b->ncolumn == 0 || !procedure_list(l, in.rows))
        return;
    b->row = ARENA_ARRAY(l->ld->a, struct law_row, in.rows->n + 2);
    if (in.head)
        read_row(l, in.head, b);
    b->nhead = b->nrow;
    for (size_t i = 0; i < in.rows->n; i++)
        read_row(l, in.rows->item[i], b);
}

/* ---- blocks ---- */

/* Exactly one of the keys that say what the block is. */
static const struct yaml_node *kind_of(const struct block_in *in, struct law_block *b, int *ret_n)
{
    const struct yaml_node *of[] = {
        [LAW_BLOCK_PARAGRAPH] = in->text, [LAW_BLOCK_HEADING] = in->head,
        [LAW_BLOCK_FLUSH] = in->flush,    [LAW_BLOCK_CENTER] = in->center,
        [LAW_BLOCK_RIGHT] = in->right,    [LAW_BLOCK_TABLE] = in->table};
    const struct yaml_node *found = NULL;

    *ret_n = 0;
    for (int i = 0; i < (int)(sizeof(of) / sizeof(of[0])); i++)
        if (of[i]) {
            b->kind = (enum law_block_kind)i;
            found = of[i];
            ++*ret_n;
        }
    return found;
}

static void read_block(struct procedure_loader *l, const struct yaml_node *node,
                       struct law_template *t)
{
    struct law_block *b = &t->block[t->nblock++];
    struct block_in in = {.text = node->kind == YAML_MAP ? NULL : node};
    const struct yaml_node *what;
    int n;

    if (node->kind == YAML_MAP &&
        !law_read_map(l->ld, (struct law_item){l->f, node}, &block_keys, &in))
        return;
    what = kind_of(&in, b, &n);
    if (n != 1) {
        PROCEDURE_ERROR(l, node, "段落应当写 text、head、flush、center、right、table 之一");
        return;
    }
    procedure_read_condition(l, in.when, &b->when);
    b->level = template_read_count(l, in.level, 4, 1);
    if (b->kind == LAW_BLOCK_TABLE)
        read_table(l, what, b);
    else
        template_read_prose(l, what, &b->prose);
}

void template_read_blocks(struct procedure_loader *l, const struct yaml_node *node,
                          struct law_template *t)
{
    if (!procedure_list(l, node))
        return;
    t->block = ARENA_ARRAY(l->ld->a, struct law_block, node->n + 1);
    for (size_t i = 0; i < node->n; i++)
        read_block(l, node->item[i], t);
}
