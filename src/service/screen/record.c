/* service/screen/record.c - see record.h. */
#include "service/screen/record.h"

#include "service/screen/view.h"

#include <jansson.h>

static int organ_of(const struct screen_view *v)
{
    int f = v->dataset->organ_field;
    int64_t organ;

    return f >= 0 && column_get(&v->table->column[f], v->row, &organ) ? (int)organ : -1;
}

static void add_fields(struct screen_kept_reader *r, const struct screen_view *v,
                       struct screen_record *ret)
{
    for (size_t f = 0; f < v->dataset->nfield; f++) {
        const struct law_field *field = &v->dataset->field[f];
        struct str s;

        if (field->type == LAW_PARTY)
            continue; /* an id says nothing to people */
        s = screen_view_field(r->law, v, (int)f, &r->arena);
        if (s.n > 0 && !field->masked && (int)f != v->dataset->party_name)
            s = screen_view_mask(v, s, &r->arena);
        if (s.n > 0)
            vec_push(&r->arena, &ret->field, (struct screen_record_field){field, s});
    }
}

static void add_warnings(struct screen_kept_reader *r, const struct screen_view *v, struct str json,
                         struct screen_record *ret)
{
    json_error_t bad;
    json_t *list = json_loadb(json.n ? json.p : "[]", json.n ? json.n : 2, 0, &bad), *e;
    size_t i;

    json_array_foreach(list, i, e)
    {
        const char *text = json_string_value(json_object_get(e, "text"));

        if (text)
            vec_push(&r->arena, &ret->warning,
                     screen_view_mask(v, str_dup(&r->arena, str_from(text)), &r->arena));
    }
    json_decref(list);
}

enum err_code screen_record_load(struct screen_kept_reader *r, size_t d, int64_t id,
                                 struct screen_record *ret, struct err *err)
{
    const struct column_table *t = &r->world.rule.table[d];
    struct screen_record rec = {.id = id};
    const struct screen_origin *o;
    struct screen_view v = {0};
    struct arena scratch;
    enum err_code rc;

    arena_init(&scratch, 0);
    rc = screen_world_fetch(&r->world, r->store, d, id, &scratch, err);
    arena_release(&scratch);
    if (rc != ERR_OK)
        return rc;
    screen_view_label(r->law, &r->law->dataset[d], t, t->n - 1, &r->arena, &v);
    o = vec_last(&r->world.origin[d].v);
    rec.organ = organ_of(&v);
    rec.organ_name = v.organ;
    rec.party = v.party;
    rec.doc_no = v.doc_no;
    rec.date = v.date;
    rec.cause = v.cause;
    rec.file = o->file;
    rec.sheet = o->sheet;
    rec.line = o->line;
    add_fields(r, &v, &rec);
    add_warnings(r, &v, o->warnings, &rec);
    *ret = rec;
    return ERR_OK;
}
