/* tests/fuzz/yaml_fuzz.c - a law file: a tree whose positions lie in the text, or diagnostics. */
#include "format/yaml.h"

#include "base/buf.h"

#include <stdlib.h>

static void check(const struct yaml_node *n, int lines, int depth)
{
    if (n->line < 1 || n->line > lines || n->column < 1 || depth > 33)
        abort();
    if (str_utf8_valid(n->text) < n->text.n)
        abort();
    for (size_t i = 0; i < n->n; i++) {
        check(n->item[i], lines, depth + 1);
        if (n->kind != YAML_MAP)
            continue;
        check(n->key[i], lines, depth + 1);
        if (yaml_get(n, n->key[i]->text) != n->item[i])
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    const struct yaml_node *root = NULL;
    struct diag_list diags;
    struct buf out = {0};
    struct arena a;
    struct err err;
    int lines = 1;

    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    arena_init(&a, 0);
    diag_init(&diags, &a);
    if (yaml_parse(&a, STR("f.yaml"), bytes, &diags, &root, &err) == ERR_OK)
        check(root, lines, 0);
    else if (diags.errors == 0)
        abort();
    diag_print_all(&out, &diags);
    buf_release(&out);
    arena_release(&a);
    return 0;
}
