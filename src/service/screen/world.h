#ifndef SERVICE_SCREEN_WORLD_H
#define SERVICE_SCREEN_WORLD_H
/*
 * service/screen/world.h - the tables of a run, with each row's origin beside it.
 *
 * Made either from records as import makes them (screen --file: nothing is stored) or from the
 * store, with only the columns that the rules read.  One thread builds; any number read.
 */
#include "registry/scan.h"
#include "service/screen/pack.h"
#include "store/store.h"

struct screen_origin {
    int64_t record;  /* id in the store; 0 in memory */
    struct str file; /* as the user named it; empty in a world from the store */
    struct str sheet;
    int64_t line;
    struct str evidence, warnings; /* JSON arrays, see registry/record.h */
};

struct screen_world {
    struct rule_world rule; /* what rule_bind takes */
    bool borrowed;          /* rule's tables are somebody else's */
    struct screen_origins {
        VEC(struct screen_origin) v; /* by row */
    } * origin;                      /* [law->ndataset]; none when borrowed */
    struct registry_reader reader;   /* of screen_world_fetch */
    struct arena arena;
};

void screen_world_init(struct screen_world *w, const struct law *law, struct day today);
void screen_world_release(struct screen_world *w);

/* Tables of somebody else, of an image, instead of its own, which must be empty; to be released
 * before them. */
void screen_world_borrow(struct screen_world *w, const struct rule_world *tables);

/* The record that a row stands for; 0: it is not stored. */
static inline int64_t screen_world_record(const struct screen_world *w, size_t dataset, size_t row)
{
    const struct column_table *t = &w->rule.table[dataset];

    return t->id ? column_row_id(t, row) : w->origin[dataset].v.at[row].record;
}

/* Appends a record that came from file (borrowed for the world's life); copies all else. */
void screen_world_add(struct screen_world *w, const struct registry_record *r, struct str file);

/* Which fields of a dataset a run of the pack needs: those that its rules read, and those by which
 * people know a record.  False: it does not read the dataset. */
bool screen_world_fields(const struct screen_pack *pack, size_t d, bool *ret_field);

/*
 * Appends every record of dataset d from the store, with the fields that `uses` names and those by
 * which people know a record.  Call it inside a read transaction to see one moment.
 */
MUST_CHECK enum err_code screen_world_load(struct screen_world *w, struct store *s, size_t d,
                                           const bool *uses, struct err *err);

/* Appends one stored record with all its fields; always of the same store, borrowed for the world's
 * life. */
MUST_CHECK enum err_code screen_world_fetch(struct screen_world *w, struct store *s, size_t d,
                                            int64_t record, struct arena *scratch, struct err *err);

#endif
