#ifndef SERVICE_SAMPLE_LOAD_H
#define SERVICE_SAMPLE_LOAD_H
/*
 * service/sample/load.h - reading typed values out of the data file's tree.  A fault becomes a
 * diagnostic and a harmless value, so that one run shows all faults.
 */
#include "format/yaml.h"
#include "service/sample/data.h"

struct load {
    struct arena *a;
    const struct law *law;
    struct diag_list *diags;
    struct str file, source;
    struct sample_data *data;
    const struct sample_case *values; /* whose values prose may name; NULL: none */
};

void load_fault(struct load *l, const struct yaml_node *n, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
struct near;
/* A name that nothing bears, with the nearest one as a hint. */
void load_unknown(struct load *l, const struct yaml_node *n, const char *what, struct str name,
                  const struct near *near);
/* The value of a key; missing: a fault, and an empty scalar. */
const struct yaml_node *load_need(struct load *l, const struct yaml_node *map, const char *key);
/* The value of a key, or NULL. */
const struct yaml_node *load_may(const struct yaml_node *map, const char *key);
struct str load_text(struct load *l, const struct yaml_node *map, const char *key);
int64_t load_number(struct load *l, const struct yaml_node *n, int scale);
int64_t load_int(struct load *l, const struct yaml_node *map, const char *key);
/* {key: [low, high]} */
void load_range(struct load *l, const struct yaml_node *map, const char *key, int64_t ret[2]);
/* Keys other than those of the NULL-ended list are faults. */
void load_keys(struct load *l, const struct yaml_node *map, const char *const *known);
/* A list; of a scalar a list of one. */
struct sample_words load_words(struct load *l, const struct yaml_node *n);
struct sample_weights load_weights(struct load *l, const uint32_t *weight, size_t n);
/* Index of a word list by name, or -1. */
int64_t load_words_find(const struct load *l, struct str name);

/* Text with {holes}. */
struct sample_prose load_prose(struct load *l, const struct yaml_node *n);
struct sample_proses load_proses(struct load *l, const struct yaml_node *n);

/* load_case.c */
void load_case(struct load *l, const struct yaml_node *n, struct sample_case *ret);
/* load_chain.c */
void load_chain(struct load *l, const struct yaml_node *n);
void load_around(struct load *l, const struct yaml_node *n);
void load_files(struct load *l, const struct yaml_node *n);

#endif
