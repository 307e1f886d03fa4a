#ifndef FORMAT_YAML_H
#define FORMAT_YAML_H
/*
 * format/yaml.h - a YAML document as a tree with positions, in an arena.
 *
 * Only what law files need: maps, sequences, scalars as text (never guessed into numbers or
 * booleans).  Anchors, aliases, tags and several documents are errors.  Limits: 4 MiB, depth 32.
 * A file without a document (comments only) is an empty scalar.
 *
 * A quoted scalar is placed at its first character after the quote, a block scalar (| or >) at the
 * first character of its text.  Nodes live as long as the arena; any number of threads may read.
 */
#include "base/diag.h"
#include "base/err.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
    enum yaml_kind kind;
    struct str text;               /* scalar, decoded; empty for null and ~ */
    int line, column;              /* 1-based, column in code points */
    size_t n;                      /* list, map */
    const struct yaml_node **item; /* list, map: values */
    const struct yaml_node **key;  /* map: scalar keys, in file order; duplicates are errors */
};

/* Parses bytes of the file called name.  On failure ERR_INVALID and at least one diagnostic. */
MUST_CHECK enum err_code yaml_parse(struct arena *a, struct str name, struct str bytes,
                                    struct diag_list *diags, const struct yaml_node **ret_root,
                                    struct err *err);
/* Value of a map's key, or NULL. */
const struct yaml_node *yaml_get(const struct yaml_node *map, struct str key);

#endif
