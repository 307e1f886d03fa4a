#ifndef TESTS_REGISTRY_THINGS_H
#define TESTS_REGISTRY_THINGS_H
/* tests/registry/things.h - a small law of one dataset made by hand, and rows of it: identity and content are numbers,
 * so that a test says exactly what a file holds. */
#include "registry/identity.h"
#include "registry/import.h"
#include "registry/scan.h"
#include "registry/schema.h"
#include "registry/table_internal.h"

enum { THING_NAME, THING_N, THING_KIND, THING_PARTY, THING_ORGAN, THING_DATE, THING_FIELDS };

struct things {
    struct law law;
    struct law_dataset dataset;
    struct law_field field[THING_FIELDS + 1];
    struct law_organ organ[2];
    struct str kind[2];
};

static inline void things_init(struct things *t)
{
    *t = (struct things){
        .kind = {STR("red"), STR("green")},
        .organ = {{.id = STR("organ-a"), .name = STR("甲局")}, {.id = STR("organ-b")}},
        .field =
            {
                [THING_NAME] = {.name = STR("名称"), .column = STR("name"), .type = LAW_TEXT},
                [THING_N] = {.name = STR("数"), .column = STR("n"), .type = LAW_INT},
                [THING_KIND] =
                    {.name = STR("类"), .column = STR("kind"), .type = LAW_CODE, .nvalue = 2},
                [THING_PARTY] = {.name = STR("当事人"),
                                 .column = STR("party_id"),
                                 .type = LAW_PARTY},
                [THING_ORGAN] = {.name = STR("机关"), .column = STR("organ"), .type = LAW_ORGAN},
                [THING_DATE] = {.name = STR("日期"), .column = STR("on_day"), .type = LAW_DATE},
                [THING_FIELDS] = {.name = STR("新"), .column = STR("added"), .type = LAW_MONEY},
            },
    };
    t->field[THING_KIND].value = t->kind;
    t->dataset = (struct law_dataset){
        .name = STR("物"),
        .id = STR("thing"),
        .field = t->field,
        .nfield = THING_FIELDS,
        .case_field = THING_NAME,
        .party_field = THING_PARTY,
        .organ_field = THING_ORGAN,
        .date_field = THING_DATE,
        .region_field = -1,
        .cause_field = -1,
        .party_name = THING_NAME,
        .party_uscc = -1,
        .party_citizen_id = -1,
        .party_org_code = -1,
        .party_reg_no = -1,
        .party_address = -1,
        .party_kind = -1,
    };
    t->law = (struct law){.version = STR("0123456789abcdef"),
                          .dataset = &t->dataset,
                          .ndataset = 1,
                          .organ = t->organ,
                          .norgan = 2};
}

static inline struct registry_hash thing_hash(uint64_t salt, uint64_t n)
{
    uint64_t parts[] = {salt, n};

    return registry_hash_bytes(parts, sizeof(parts));
}

/* One row of a file; identity 0 stands for a rejected row. */
struct thing {
    int identity, content;
};

static inline struct registry_record thing_record(const struct things *t, struct thing row,
                                                  int64_t number, struct registry_value *v)
{
    memset(v, 0, sizeof(*v) * (THING_FIELDS + 1));
    v[THING_NAME] = (struct registry_value){true, 0, STR("某物")};
    v[THING_N] = (struct registry_value){true, row.content, STR_NULL};
    v[THING_KIND] = (struct registry_value){true, row.content % 2, t->kind[row.content % 2]};
    v[THING_ORGAN] = (struct registry_value){true, 0, t->organ[0].id};
    v[THING_PARTY] = (struct registry_value){true, -7, STR_NULL};
    return (struct registry_record){
        .dataset = &t->dataset,
        .value = v,
        .line = number + 1,
        .row = number,
        .identity = thing_hash(1, (uint64_t)row.identity),
        .content = thing_hash(2, (uint64_t)row.content),
        .party = {.id = -7, .key = REGISTRY_PARTY_OWN, .name = STR("某物")},
    };
}

/* A file: its rows, and a number that stands for its bytes. */
struct thing_file {
    const struct thing *row;
    size_t n;
    uint64_t print;
};

struct thing_run {
    int64_t batch, now;
    size_t stop_after; /* rows handed over before the import is dropped; 0: to the end */
    bool whole, discard;
    bool *finished; /* set when it came to its end; or NULL */
};

static inline enum err_code thing_hand(struct registry_import *im, const struct things *t,
                                       const struct thing_file *f, size_t i, struct err *err)
{
    struct registry_value v[THING_FIELDS + 1];
    struct registry_record r = thing_record(t, f->row[i], (int64_t)i + 1, v);
    struct arena a;
    enum err_code rc;
    struct registry_reject bad = {.row = (int64_t)i + 1,
                                  .line = (int64_t)i + 2,
                                  .reason = STR("坏行"),
                                  .cells = STR("[\"x\"]")};

    arena_init(&a, 0);
    registry_record_close(&r, &a);
    rc = f->row[i].identity ? registry_import_record(im, &r, err)
                            : registry_import_reject(im, &bad, err);
    arena_release(&a);
    return rc;
}

static inline enum err_code thing_passes(struct registry_import *im, const struct things *t,
                                         const struct thing_file *f, const struct thing_run *run,
                                         struct err *err)
{
    struct registry_sheet sheet = {.dataset = STR("thing"), .header = STR("[\"名称\"]")};
    int64_t again = 0;
    size_t handed = 0;

    TRY(registry_import_sheet(im, &sheet, err));
    for (size_t i = 0; i < f->n; i++) {
        if (run->stop_after && handed++ == run->stop_after)
            return ERR_OK;
        TRY(thing_hand(im, t, f, i, err));
    }
    TRY(registry_import_second(im, &again, err));
    for (size_t i = 0; i < f->n; i++)
        if (registry_import_wants(im, (int64_t)i + 1)) {
            if (run->stop_after && handed++ == run->stop_after)
                return ERR_OK;
            TRY(thing_hand(im, t, f, i, err));
        }
    TRY(registry_import_finish(im, STR("digest"), run->now, !run->discard, err));
    if (run->finished)
        *run->finished = true;
    return ERR_OK;
}

static inline enum err_code thing_import(struct store *s, const struct things *t,
                                         const struct thing_file *f, const struct thing_run *run,
                                         struct registry_import_counts *ret, struct err *err)
{
    struct registry_import_source source = {.file = STR("things.csv"),
                                            .fingerprint = {f->print, 1},
                                            .options = STR("-"),
                                            .now = run->now,
                                            .whole = run->whole,
                                            .batch = run->batch};
    struct registry_import *im;
    enum err_code rc;

    TRY(registry_import_open(s, &t->law, &source, &im, err));
    rc = thing_passes(im, t, f, run, err);
    if (rc == ERR_OK)
        *ret = *registry_import_counts(im);
    registry_import_close(im);
    return rc;
}

#endif
