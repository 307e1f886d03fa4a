#ifndef LAW_LAW_INTERNAL_H
#define LAW_LAW_INTERNAL_H
/*
 * law/law_internal.h - what the loaders of the parts of law/ share: the snapshot behind struct
 * law, the files being read, and the reader of YAML maps into structs.
 *
 * A loader never stops at the first fault: it adds a diagnostic and leaves a hole (zeroed
 * fields); with any error the whole snapshot is thrown away.  Everything lives in the snapshot's
 * arena.  One thread loads; readers come afterwards.
 */
#include "base/near.h"
#include "base/vec.h"
#include "format/yaml.h"
#include "law/law.h"

#include <stdatomic.h>

struct law_snapshot {
    struct law law; /* first: law_ref and law_unref go from one to the other */
    struct arena arena;
    atomic_uint refs;
    struct map source_by_name, unit_by_name, cause_by_name, dataset_by_name, standard_by_name,
        organ_by_name, kind_by_name, dismissal_by_name, counting_by_id, deadline_by_id,
        procedure_by_name, capability_by_name, post_by_name, template_by_name;
};

static inline const struct law_snapshot *law_snapshot(const struct law *law)
{
    return (const struct law_snapshot *)law;
}

struct law_file {
    struct str name, text;
    const struct yaml_node *root; /* NULL: not YAML, or it did not parse */
};

struct law_loader {
    struct law_snapshot *snap;
    struct law *law; /* &snap->law */
    struct arena *a; /* &snap->arena */
    struct diag_list *diags;
    VEC(struct law_file) file;                 /* sorted by name */
    const struct law_dataset *default_dataset; /* of standards that name none */
    VEC(const struct law_template *) template;
    struct map place_by_value; /* where a registered thing stands, by the bytes of its address */
};

/* An entry of a list file, or the root of a one-entry file. */
struct law_item {
    const struct law_file *file;
    const struct yaml_node *node;
};

/* Adds an error that underlines node; evaluates to the diagnostic, for diag_hint. */
#define LAW_ERROR(ld, f, node, ...)                                                                \
    law_mark(diag_add((ld)->diags, DIAG_ERROR, (f)->name, (f)->text, (node)->line, (node)->column, \
                      __VA_ARGS__),                                                                \
             (node))
struct diag *law_mark(struct diag *d, const struct yaml_node *node);
/* Suggests the nearest name, when there is one. */
void law_hint_near(struct law_loader *ld, struct diag *d, const struct near *near);

struct law_place law_place_of(const struct law_file *f, const struct yaml_node *node);
/* Place of the first character of a scalar's text, behind its quote or block mark. */
struct law_place law_place_of_text(const struct law_file *f, const struct yaml_node *node);

/* Keys of a map and where their values go in a struct. */
enum law_key_kind {
    LAW_KEY_STR,      /* struct str at `at` */
    LAW_KEY_STRS,     /* const struct str * at `at`, size_t at `count_at` */
    LAW_KEY_DAY,      /* struct day; left alone when absent */
    LAW_KEY_VERIFIED, /* enum law_verified */
    LAW_KEY_BOOL,     /* bool: yes or no */
    LAW_KEY_NODE,     /* const struct yaml_node *: the caller reads it */
};

struct law_key {
    const char *name;
    enum law_key_kind kind;
    bool required;
    size_t at, count_at;
};

struct law_keys {
    const struct law_key *key;
    size_t n;
    const char *what; /* Chinese name of the thing, for messages */
};

#define LAW_KEYS(what_, array)                               \
    {                                                        \
        (array), sizeof(array) / sizeof((array)[0]), (what_) \
    }

/* Reads a map into out: wrong types, unknown keys and missing required keys are errors.  False
 * when the item is not a map or lacks a required key. */
bool law_read_map(struct law_loader *ld, struct law_item item, const struct law_keys *keys,
                  void *out);
/* Says what should stand here when it does not. */
bool law_is_kind(struct law_loader *ld, const struct law_file *f, const struct yaml_node *node,
                 enum yaml_kind want);
/* The text of a scalar that must not be empty. */
bool law_read_text(struct law_loader *ld, const struct law_file *f, const struct yaml_node *node,
                   struct str *ret);
bool law_read_texts(struct law_loader *ld, const struct law_file *f, const struct yaml_node *node,
                    const struct str **ret, size_t *ret_n);
bool law_read_day(struct law_loader *ld, const struct law_file *f, const struct yaml_node *node,
                  struct day *ret);
/* A citation; an error when its instrument is unknown. */
bool law_read_citation(struct law_loader *ld, struct law_item item, struct law_citation *ret);
/* Index of node's text in names; -1 and an error that says what is allowed. */
int law_read_choice(struct law_loader *ld, struct law_item item, const char *const *names, size_t n,
                    const char *what);
/* A name that rules can write: Han characters, letters, digits, `_`, `-`; not a digit first. */
void law_check_name(struct law_loader *ld, const struct law_file *f, const struct yaml_node *node,
                    const char *what);
/* Nearest key of a map to want, offered by name. */
struct near law_near_in(const struct map *m, struct str want);

/* Registers name → value; an error at item when it was taken.  Empty names are ignored. */
void law_register(struct law_loader *ld, struct map *m, struct law_item item, struct str name,
                  void *value);

/* All entries of the list files whose name starts with prefix. */
struct law_item *law_list_items(struct law_loader *ld, struct str prefix, size_t *ret_n);
/* The map at the root of each file whose name starts with prefix. */
struct law_item *law_file_items(struct law_loader *ld, struct str prefix, size_t *ret_n);

struct law_calendar_day {
    enum law_day kind;
    struct law_place stated; /* by a notice; line 0: by the day of the week alone */
};

struct law_calendar_year {
    int year;
    struct str notice;
    const struct str *amended; /* notices that changed it later */
    size_t namended;
    enum law_verified verified;
    struct law_place place;
};

/*
 * Days from first on.  working[i] and unknown[i] count the working days and the days of years that
 * are not loaded among the first i, so that any span is counted by two subtractions.
 */
struct law_calendar {
    struct day first;
    int32_t n;
    struct law_calendar_day *day; /* [n] */
    int32_t *working, *unknown;   /* [n + 1] */
    struct law_calendar_year *year;
    size_t nyear;
};

/* The loaders, in the order they are called. */
void law_load_units(struct law_loader *ld);
void law_load_kinds(struct law_loader *ld);
void law_load_dismissals(struct law_loader *ld);
void law_load_sources(struct law_loader *ld);
void law_load_causes(struct law_loader *ld);
void law_load_datasets(struct law_loader *ld);
void law_load_organs(struct law_loader *ld);
void law_load_standards(struct law_loader *ld);
void law_load_countings(struct law_loader *ld);
void law_load_deadlines(struct law_loader *ld);
void law_load_settings(struct law_loader *ld);
void law_load_mappings(struct law_loader *ld);
void law_load_calendar(struct law_loader *ld);
void law_load_rules(struct law_loader *ld);
void law_load_procedures(struct law_loader *ld);
void law_load_capabilities(struct law_loader *ld);
void law_load_posts(struct law_loader *ld);
void law_load_account(struct law_loader *ld);
void law_load_templates(struct law_loader *ld);

/* The fields of a dataset and of its parts; the roles come afterwards. */
void law_load_fields(struct law_loader *ld, struct law_dataset *d, const struct law_item *part,
                     size_t npart);
/* Index of the field that node names; -1 and an error. */
int law_read_field(struct law_loader *ld, const struct law_dataset *d, struct law_item item);

/* The kind of organ that node names. */
int law_read_organ_kind(struct law_loader *ld, struct law_item item);

/* The limits of a standard: each one literal, or {low, high, set_by}. */
void law_load_limits(struct law_loader *ld, struct law_standard *s, struct law_item limits);
bool law_read_amount(struct law_loader *ld, struct law_item item, struct law_literal *ret);
/* Sorts the versions and makes them findable by name. */
void law_index_standards(struct law_loader *ld);

#endif
