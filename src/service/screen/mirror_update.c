/*
 * service/screen/mirror_update.c - copies what has changed; see mirror.h.
 *
 * Of each table sc_state keeps two lines: which fields it holds, and a key of all else that it was
 * made from: the store, its watermark, the law, the datasets whose numbers name cases.  A table
 * with another key is made anew; one that lacks a field too, with the fields it had besides.
 */
#include "service/screen/mirror_internal.h"

#include "base/bug.h"
#include "registry/scan.h"
#include "registry/watermark.h"
#include "service/screen/case_names.h"

struct update {
    struct screen_mirror *m;
    struct store *store;
    const struct screen_pack *pack;
    struct str key;
    bool *used; /* [ndataset]: read by the pack */
    struct registry_cases names;
    bool named; /* names have been read */
    int64_t copied;
    struct arena arena;
};

/* ---- what must be copied ---- */

static struct str field_list(struct update *u, const struct law_dataset *d, const bool *wanted)
{
    struct buf b = {0};
    struct str s;

    for (size_t f = 0; f < d->nfield; f++) {
        if (!wanted[f])
            continue;
        buf_str(&b, d->field[f].column);
        buf_char(&b, ' ');
    }
    s = str_dup(&u->arena, buf_view(&b));
    buf_release(&b);
    return s;
}

/* Marks in `wanted` what the list names; false when it lacks something that was wanted. */
static bool merge_fields(const struct law_dataset *d, struct str list, bool *wanted)
{
    bool complete = true;

    for (size_t f = 0; f < d->nfield; f++) {
        struct str rest = list;
        bool listed = false;

        while (rest.n > 0 && !listed)
            listed = str_eq(str_cut(&rest, STR(" ")), d->field[f].column);
        complete = complete && (listed || !wanted[f]);
        wanted[f] = wanted[f] || listed;
    }
    return complete;
}

static struct str state_name(struct update *u, const char *what, const struct law_dataset *d)
{
    return str_fmt(&u->arena, "%s %.*s", what, STR_F(d->id));
}

static enum err_code read_key(struct update *u, struct err *err)
{
    struct str mark;
    struct buf b = {0};

    TRY(registry_watermark(u->store, &u->arena, &mark, err));
    buf_fmt(&b, "%.*s %.*s %s", STR_F(mark), STR_F(u->m->law->version), store_home(u->store));
    for (size_t d = 0; d < u->m->law->ndataset; d++)
        if (u->used[d] && u->m->law->dataset[d].ncase_from > 1)
            buf_fmt(&b, " %.*s", STR_F(u->m->law->dataset[d].id));
    u->key = str_dup(&u->arena, buf_view(&b));
    buf_release(&b);
    return ERR_OK;
}

/* ---- copying ---- */

struct copying {
    struct update *u;
    struct screen_mirror_table table;
    struct registry_value *value;
};

static enum err_code take(void *p, int64_t id, const struct registry_value *value, struct err *err)
{
    struct copying *c = p;
    const struct screen_mirror_table *t = &c->table;

    memcpy(c->value, value, t->nfield * sizeof(*value));
    for (size_t i = 0; i < t->nfield; i++)
        if (t->field[i] == t->dataset->case_field && value[i].known)
            c->value[i].text = screen_case_name(&c->u->names, value[i].text);
    c->u->copied++;
    return screen_mirror_row(c->u->m, t, id, c->value, err);
}

static enum err_code read_names(struct update *u, struct err *err)
{
    if (u->named)
        return ERR_OK;
    u->named = true;
    return screen_case_names_read(&u->names, u->store, u->m->law, u->used, err);
}

static enum err_code analyze(struct screen_mirror *m, const struct law_dataset *d, struct err *err)
{
    struct sql_maker k;
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    sql_make(&k, &a);
    sql_add(&k, "ANALYZE ");
    sql_name2(&k, STR("sc_"), d->id);
    rc = store_exec_text(m->db, sql_done(&k), err);
    arena_release(&a);
    return rc;
}

static enum err_code copy(struct update *u, const struct law_dataset *d, const bool *wanted,
                          struct err *err)
{
    int *field = ARENA_ARRAY(&u->arena, int, d->nfield + 1);
    struct copying c = {.u = u, .table = {.dataset = d, .field = field}};
    struct registry_scan scan = {
        .law = u->m->law, .dataset = d, .field = field, .fn = take, .p = &c};

    BUG_ON(d->nfield >= SCREEN_MIRROR_COLUMNS);
    for (size_t f = 0; f < d->nfield; f++)
        if (wanted[f])
            field[c.table.nfield++] = (int)f;
    scan.nfield = c.table.nfield;
    c.value = ARENA_ARRAY(&u->arena, struct registry_value, c.table.nfield + 1);
    TRY(read_names(u, err));
    TRY(screen_mirror_begin(u->m, &c.table, err));
    TRY(registry_scan(u->store, &scan, err));
    TRY(screen_mirror_end(u->m, err));
    TRY(screen_mirror_note(u->m, state_name(u, "key", d), u->key, err));
    return screen_mirror_note(u->m, state_name(u, "fields", d), field_list(u, d, wanted), err);
}

static enum err_code bring_up(struct update *u, size_t dataset, bool *wanted, bool *ret_copied,
                              struct err *err)
{
    const struct law_dataset *d = &u->m->law->dataset[dataset];
    struct str key, fields;

    if (d->date_field >= 0)
        wanted[d->date_field] = true; /* --since */
    TRY(screen_mirror_state(u->m, state_name(u, "key", d), &u->arena, &key, err));
    TRY(screen_mirror_state(u->m, state_name(u, "fields", d), &u->arena, &fields, err));
    *ret_copied = !merge_fields(d, fields, wanted) || !str_eq(key, u->key);
    return *ret_copied ? copy(u, d, wanted, err) : ERR_OK;
}

static enum err_code update_all(struct update *u, struct err *err)
{
    const struct law *law = u->m->law;
    bool **wanted = ARENA_ARRAY(&u->arena, bool *, law->ndataset + 1);
    bool *copied = ARENA_ARRAY(&u->arena, bool, law->ndataset + 1);

    u->used = ARENA_ARRAY(&u->arena, bool, law->ndataset + 1);
    for (size_t d = 0; d < law->ndataset; d++) {
        wanted[d] = ARENA_ARRAY(&u->arena, bool, law->dataset[d].nfield + 1);
        u->used[d] = screen_pack_uses(u->pack, d, wanted[d]);
    }
    TRY(read_key(u, err));
    for (size_t d = 0; d < law->ndataset; d++)
        if (u->used[d])
            TRY(bring_up(u, d, wanted[d], &copied[d], err));
    TRY(screen_mirror_index(u->m, u->pack, err));
    for (size_t d = 0; d < law->ndataset; d++)
        if (copied[d])
            TRY(analyze(u->m, &law->dataset[d], err));
    return ERR_OK;
}

enum err_code screen_mirror_update(struct screen_mirror *m, struct store *store,
                                   const struct screen_pack *pack, int64_t *ret_copied,
                                   struct err *err)
{
    struct update u = {.m = m, .store = store, .pack = pack};
    enum err_code rc;

    arena_init(&u.arena, 0);
    registry_cases_init(&u.names);
    rc = update_all(&u, err);
    if (rc == ERR_OK)
        *ret_copied = u.copied;
    registry_cases_release(&u.names);
    arena_release(&u.arena);
    return rc;
}
