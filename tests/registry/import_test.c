/* tests/registry/import_test.c - what becomes of rows, against a model; faults; protection. */
#include "../store/home.h"
#include "base/vec.h"
#include "store/fault.h"
#include "things.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define OK(call)                                    \
    do {                                            \
        if ((call) != ERR_OK)                       \
            fail_msg("%s: %s", #call, err.message); \
    } while (0)

/* The definition of registry/README.md, written down as plainly as possible. */
struct model_record {
    int identity, ordinal, content, file;
    int former[64]; /* contents */
    int nformer;
};

struct model {
    struct model_record at[4096];
    int n;
    uint64_t done[256]; /* prints of files imported to their end */
    int ndone;
    int importing; /* number of the file at hand */
};

struct world {
    struct home home;
    struct store *store;
    struct things things;
    struct model model;
    int files;
};

static bool file_has(const struct thing_file *f, size_t to, int identity, int content)
{
    for (size_t i = 0; i < to; i++)
        if (f->row[i].identity == identity && f->row[i].content == content)
            return true;
    return false;
}

static bool was_done(const struct model *m, uint64_t print)
{
    for (int i = 0; i < m->ndone; i++)
        if (m->done[i] == print)
            return true;
    return false;
}

static bool stands(const struct model *m, int n, struct thing row)
{
    for (int i = 0; i < n; i++)
        if (m->at[i].identity == row.identity && m->at[i].content == row.content)
            return true;
    return false;
}

static bool stood(const struct model *m, int n, struct thing row)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < m->at[i].nformer; k++)
            if (m->at[i].identity == row.identity && m->at[i].former[k] == row.content)
                return true;
    return false;
}

static int ordinals(const struct model *m, int identity)
{
    int n = 0;

    for (int i = 0; i < m->n; i++)
        n += m->at[i].identity == identity;
    return n;
}

static void model_add(struct model *m, struct thing row, int file)
{
    struct model_record *r = &m->at[m->n];

    *r = (struct model_record){row.identity, ordinals(m, row.identity), row.content, file, {0}, 0};
    m->n++;
}

/* The record that a new content replaces: the first of the identity, from before this file, whose
 * content the file does not hold. */
static struct model_record *replaceable(struct model *m, const struct thing_file *f, int before,
                                        int identity, int file)
{
    for (int i = 0; i < before; i++) {
        struct model_record *r = &m->at[i];

        if (r->identity == identity && r->file != file && !file_has(f, f->n, identity, r->content))
            return r;
    }
    return NULL;
}

/* The rows that waited; `before`: records that the model held when the file began. */
static void model_second(struct model *m, const struct thing_file *f, int before, const bool *waits,
                         struct registry_import_counts *c)
{
    int file = m->importing;

    for (size_t i = 0; i < f->n; i++) {
        struct model_record *r;

        if (!waits[i])
            continue;
        r = replaceable(m, f, before, f->row[i].identity, file);
        if (r) {
            r->former[r->nformer++] = r->content;
            r->content = f->row[i].content;
            r->file = file;
            c->changed++;
        } else {
            model_add(m, f->row[i], file);
            c->loaded++;
            c->warnings++;
        }
    }
}

static struct registry_import_counts model_import(struct model *m, const struct thing_file *f,
                                                  int file)
{
    struct registry_import_counts c = {.rows = (int64_t)f->n};
    bool waits[64] = {false}, again = was_done(m, f->print);
    int before = m->n;

    m->importing = file;

    for (size_t i = 0; i < f->n; i++) {
        struct thing row = f->row[i];
        bool known = false;

        for (int k = 0; k < before; k++)
            known = known || m->at[k].identity == row.identity;
        if (row.identity == 0)
            c.rejected++;
        else if (file_has(f, i, row.identity, row.content))
            c.duplicates++;
        else if (stands(m, before, row) || (again && stood(m, before, row)))
            c.unchanged++;
        else if (known)
            waits[i] = true;
        else {
            c.warnings += ordinals(m, row.identity) > 0;
            model_add(m, row, file);
            c.loaded++;
        }
    }
    model_second(m, f, before, waits, &c);
    if (!again)
        m->done[m->ndone++] = f->print;
    return c;
}

struct compare {
    const struct model *model;
    int n;
};

static enum err_code compare_row(void *p, int64_t id, const struct registry_value *v,
                                 struct err *err)
{
    struct compare *c = p;
    const struct model_record *r = &c->model->at[c->n];

    (void)err;
    assert_true(c->n < c->model->n);
    assert_int_equal(id, c->n + 1);
    assert_int_equal(v[0].num, r->content);
    assert_int_equal(v[1].num, -id); /* a party of the record's own */
    assert_int_equal(v[2].num, r->content % 2);
    c->n++;
    return ERR_OK;
}

static void check_former(struct world *w, int i)
{
    const struct model_record *r = &w->model.at[i];
    struct registry_stored *former;
    struct arena a;
    struct err err;
    size_t n;

    arena_init(&a, 0);
    OK(registry_record_former(w->store, &w->things.law, &w->things.dataset, i + 1, &a, &former, &n,
                              &err));
    assert_int_equal(n, r->nformer);
    for (size_t k = 0; k < n; k++) {
        assert_int_equal(former[k].value[THING_N].num, r->former[k]);
        assert_int_equal(former[k].version, k + 1);
        assert_true(former[k].replaced_by > former[k].import);
    }
    arena_release(&a);
}

static void check_store(struct world *w)
{
    static const int field[] = {THING_N, THING_PARTY, THING_KIND};
    struct compare c = {&w->model, 0};
    struct registry_scan scan = {.law = &w->things.law,
                                 .dataset = &w->things.dataset,
                                 .field = field,
                                 .nfield = 3,
                                 .fn = compare_row,
                                 .p = &c};
    struct err err;

    OK(registry_scan(w->store, &scan, &err));
    assert_int_equal(c.n, w->model.n);
    for (int i = 0; i < w->model.n; i++)
        check_former(w, i);
}

static void check_counts(const struct registry_import_counts *a,
                         const struct registry_import_counts *b)
{
    assert_int_equal(a->rows, b->rows);
    assert_int_equal(a->loaded, b->loaded);
    assert_int_equal(a->changed, b->changed);
    assert_int_equal(a->unchanged, b->unchanged);
    assert_int_equal(a->duplicates, b->duplicates);
    assert_int_equal(a->rejected, b->rejected);
    assert_int_equal(a->warnings, b->warnings);
}

static void world_open(struct world *w)
{
    struct err err;

    memset(w, 0, sizeof(*w));
    w->home = home_make();
    things_init(&w->things);
    OK(store_open(w->home.path, STORE_CREATE, &w->store, &err));
    OK(registry_prepare(w->store, &w->things.law, 1, &err));
}

static void world_close(struct world *w)
{
    store_close(w->store);
    home_drop(&w->home);
}

static struct registry_import_counts import(struct world *w, const struct thing_file *f)
{
    struct thing_run run = {.batch = 3, .now = 5};
    struct registry_import_counts c;
    struct err err;

    OK(thing_import(w->store, &w->things, f, &run, &c, &err));
    return c;
}

#define FILE_OF(print, ...)                                                             \
    &(struct thing_file)                                                                \
    {                                                                                   \
        (const struct thing[]){__VA_ARGS__},                                            \
            sizeof((const struct thing[]){__VA_ARGS__}) / sizeof(struct thing), (print) \
    }

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

/* Drops the import at a random row, perhaps several times, before it is let to its end. */
static struct registry_import_counts import_cut(struct world *w, const struct thing_file *f,
                                                uint64_t *random)
{
    bool finished = false;
    struct thing_run run = {
        .batch = (int64_t)(next_random(random) % 4) + 1, .now = 5, .finished = &finished};
    struct registry_import_counts c;
    struct err err;

    while (next_random(random) % 3 == 0) {
        run.stop_after = next_random(random) % (f->n + 3) + 1;
        OK(thing_import(w->store, &w->things, f, &run, &c, &err));
        if (finished)
            return c;
        if (next_random(random) % 4 == 0) {
            store_close(w->store);
            OK(store_open(w->home.path, 0, &w->store, &err));
        }
    }
    run.stop_after = 0;
    OK(thing_import(w->store, &w->things, f, &run, &c, &err));
    return c;
}

static void random_file(uint64_t *random, uint64_t print, struct thing *row, struct thing_file *ret)
{
    size_t n = next_random(random) % 14 + 1;

    for (size_t i = 0; i < n; i++)
        row[i] = (struct thing){(int)(next_random(random) % 6), (int)(next_random(random) % 5) + 1};
    *ret = (struct thing_file){row, n, print};
}

static void random_history(uint64_t seed)
{
    static struct thing rows[64][16];
    static struct world w;
    struct thing_file files[64];
    uint64_t random = seed;
    int made = 0;

    print_message("seed %" PRIu64 "\n", seed);
    world_open(&w);
    for (int step = 0; step < 40; step++) {
        const struct thing_file *f;
        struct registry_import_counts want, got;

        if (made == 0 || next_random(&random) % 3) {
            random_file(&random, (uint64_t)made + 1, rows[made], &files[made]);
            f = &files[made++];
        } else
            f = &files[next_random(&random) % (uint64_t)made];
        want = model_import(&w.model, f, step + 1);
        got = import_cut(&w, f, &random);
        check_counts(&got, &want);
        check_store(&w);
        if (next_random(&random) % 2) { /* the same file again changes nothing */
            got = import(&w, f);
            assert_int_equal(got.loaded + got.changed, 0);
            assert_int_equal(got.unchanged + got.duplicates + got.rejected, got.rows);
            check_store(&w);
        }
    }
    world_close(&w);
}

static void random_histories_agree_with_the_model(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 25; seed++)
        random_history(seed);
}

static void content_is_matched_first(void **state)
{
    static struct world w;
    struct registry_import_counts c;

    (void)state;
    world_open(&w);
    import(&w, FILE_OF(1, {1, 10}, {1, 11}));
    c = import(&w,
               FILE_OF(2, {1, 12}, {1, 10})); /* 12 comes first but 10 stands: 11 is corrected */
    assert_int_equal(c.changed, 1);
    assert_int_equal(c.unchanged, 1);
    c = import(&w, FILE_OF(1, {1, 10}, {1, 11})); /* the old file does not bring 11 back */
    assert_int_equal(c.unchanged, 2);
    c = import(&w, FILE_OF(3, {1, 11})); /* a new file may: 10 is the first it does not hold */
    assert_int_equal(c.changed, 1);
    world_close(&w);
}

static void one_identity_throughout_ends(void **state)
{
    static struct world w;
    static struct thing row[3000];
    struct thing_file f = {row, 3000, 9};
    struct registry_import_counts c;

    (void)state;
    world_open(&w);
    for (int i = 0; i < 3000; i++)
        row[i] = (struct thing){1, i + 1};
    c = import(&w, &f);
    assert_int_equal(c.loaded, 3000);
    c = import(&w, &f);
    assert_int_equal(c.unchanged, 3000);
    f.print = 10;
    c = import(&w, &f);
    assert_int_equal(c.unchanged, 3000);
    world_close(&w);
}

static void whole_imports_are_all_or_nothing(void **state)
{
    static struct world w;
    const struct thing_file *f = FILE_OF(1, {1, 10}, {2, 11}, {0, 0}, {3, 1});
    struct thing_run run = {.batch = 1, .whole = true, .discard = true};
    struct registry_import_counts c;
    struct err err;

    (void)state;
    world_open(&w);
    OK(thing_import(w.store, &w.things, f, &run, &c, &err));
    assert_int_equal(c.loaded, 3);
    assert_int_equal(c.rejected, 1);
    check_store(&w); /* the model is empty */
    run.discard = false;
    run.stop_after = 3;
    OK(thing_import(w.store, &w.things, f, &run, &c, &err));
    check_store(&w);
    run.stop_after = 0;
    OK(thing_import(w.store, &w.things, f, &run, &c, &err));
    model_import(&w.model, f, 1);
    check_store(&w);
    world_close(&w);
}

static void a_cut_off_import_does_not_undo_a_later_one(void **state)
{
    static struct world w;
    const struct thing_file *first = FILE_OF(1, {1, 10}, {2, 20}, {3, 30});
    struct thing_run run = {.batch = 1, .stop_after = 2};
    struct registry_import_counts c;
    struct err err;

    (void)state;
    world_open(&w);
    OK(thing_import(w.store, &w.things, first, &run, &c, &err));
    c = import(&w, FILE_OF(2, {1, 11}));
    assert_int_equal(c.changed, 1);
    run.stop_after = 0;
    OK(thing_import(w.store, &w.things, first, &run, &c, &err));
    assert_int_equal(c.rows, 3);
    assert_int_equal(c.loaded, 3);
    assert_int_equal(c.changed, 0);
    world_close(&w);
}

static void one_import_at_a_time(void **state)
{
    static struct world w;
    struct registry_import_source source = {.file = STR("a"), .options = STR("")};
    struct registry_import *one, *two;
    struct err err;

    (void)state;
    world_open(&w);
    OK(registry_import_open(w.store, &w.things.law, &source, &one, &err));
    assert_int_equal(registry_import_open(w.store, &w.things.law, &source, &two, &err), ERR_BUSY);
    registry_import_close(one);
    OK(registry_import_open(w.store, &w.things.law, &source, &one, &err));
    registry_import_close(one);
    world_close(&w);
}

static enum err_code count_reject(void *p, const struct registry_rejected *r, struct err *err)
{
    (void)err;
    assert_true(str_eq(r->reject.reason, STR("坏行")));
    assert_true(str_eq(r->header, STR("[\"名称\"]")));
    (*(int *)p)++;
    return ERR_OK;
}

static void provenance_and_rejects_are_kept(void **state)
{
    static struct world w;
    struct registry_stored r;
    struct arena a;
    struct err err;
    int n = 0;

    (void)state;
    world_open(&w);
    import(&w, FILE_OF(1, {0, 0}, {1, 10}, {0, 0}));
    arena_init(&a, 0);
    OK(registry_record_get(w.store, &w.things.law, &w.things.dataset, 1, &a, &r, &err));
    assert_true(str_eq(r.file, STR("things.csv")));
    assert_true(str_eq(r.digest, STR("digest")));
    assert_int_equal(r.line, 3);
    assert_int_equal(r.version, 1);
    assert_int_equal(r.party, -1);
    assert_true(r.value[THING_NAME].known && str_eq(r.value[THING_NAME].text, STR("某物")));
    assert_int_equal(r.value[THING_ORGAN].num, 0);
    assert_false(r.value[THING_DATE].known);
    assert_int_equal(
        registry_record_get(w.store, &w.things.law, &w.things.dataset, 2, &a, &r, &err),
        ERR_NOT_FOUND);
    OK(registry_rejected(w.store, 1, count_reject, &n, &err));
    assert_int_equal(n, 2);
    arena_release(&a);
    world_close(&w);
}

static void the_store_refuses_rewriting(void **state)
{
    static struct world w;
    struct err err;

    (void)state;
    world_open(&w);
    import(&w, FILE_OF(1, {1, 10}, {0, 0}));
    import(&w, FILE_OF(2, {1, 11}));
    assert_int_equal(store_exec(w.store, "DELETE FROM ds_thing", &err), ERR_CONFLICT);
    assert_int_equal(store_exec(w.store, "UPDATE ds_thing SET n = 5", &err), ERR_CONFLICT);
    assert_int_equal(
        store_exec(w.store, "UPDATE ds_thing SET n = 5, r_version = r_version + 1", &err),
        ERR_CONFLICT);
    assert_int_equal(store_exec(w.store, "UPDATE dh_thing SET n = 5", &err), ERR_CONFLICT);
    assert_int_equal(store_exec(w.store, "DELETE FROM dh_thing", &err), ERR_CONFLICT);
    assert_int_equal(store_exec(w.store, "UPDATE import SET file = 'x'", &err), ERR_CONFLICT);
    assert_int_equal(store_exec(w.store, "UPDATE import SET rows = 7", &err), ERR_CONFLICT);
    assert_int_equal(store_exec(w.store, "DELETE FROM import", &err), ERR_CONFLICT);
    assert_int_equal(store_exec(w.store, "DELETE FROM import_sheet", &err), ERR_CONFLICT);
    assert_int_equal(store_exec(w.store, "UPDATE import_reject SET reason = ''", &err),
                     ERR_CONFLICT);
    assert_int_equal(store_exec(w.store, "DELETE FROM import_reject", &err), ERR_CONFLICT);
    world_close(&w);
}

static void a_new_field_is_a_new_column(void **state)
{
    static struct world w;
    struct arena a;
    struct registry_stored r;
    struct err err;

    (void)state;
    world_open(&w);
    import(&w, FILE_OF(1, {1, 10}));
    w.things.dataset.nfield++;
    OK(registry_prepare(w.store, &w.things.law, 2, &err));
    OK(registry_prepare(w.store, &w.things.law, 3, &err));
    import(&w, FILE_OF(2, {2, 10}, {1, 12}));
    arena_init(&a, 0);
    OK(registry_record_get(w.store, &w.things.law, &w.things.dataset, 1, &a, &r, &err));
    assert_false(r.value[THING_FIELDS].known);
    assert_int_equal(r.version, 2);
    arena_release(&a);
    w.things.field[THING_FIELDS].type = LAW_TEXT;
    assert_int_equal(registry_prepare(w.store, &w.things.law, 4, &err), ERR_CONFLICT);
    w.things.field[THING_FIELDS].type = LAW_MONEY;
    w.things.field[THING_NAME].column = STR("r_identity");
    assert_int_equal(registry_prepare(w.store, &w.things.law, 4, &err), ERR_INVALID);
    world_close(&w);
}

/* Every fault on the way: an error, whole batches, and the same call again comes to the same end. */
static void every_fault_is_survived(void **state)
{
    const struct thing_file *a = FILE_OF(1, {1, 10}, {2, 20}, {0, 0}, {3, 30}, {3, 31});
    const struct thing_file *b = FILE_OF(2, {1, 11}, {2, 20}, {2, 20}, {4, 1}, {3, 32}, {3, 33});
    struct store_fault fault = {.below = &store_sqlite, .code = ERR_IO};
    struct thing_run run = {.batch = 2, .now = 5};
    int64_t faults = 0;

    (void)state;
    for (fault.fail_at = 1; fault.fail_at < 5000; fault.fail_at++) {
        static struct world w;
        struct registry_import_counts c;
        struct err err;
        struct store *s = NULL;
        enum err_code rc;

        world_open(&w);
        import(&w, a);
        model_import(&w.model, a, 1);
        fault.calls = 0;
        fault.stay_broken = fault.fail_at % 2;
        rc = store_open_with((struct store_backend){&store_faulty, &fault}, w.home.path, 0, &s,
                             &err);
        if (rc == ERR_OK)
            rc = registry_prepare(s, &w.things.law, 2, &err);
        if (rc == ERR_OK)
            rc = thing_import(s, &w.things, b, &run, &c, &err);
        store_close(s);
        if (rc == ERR_OK) {
            world_close(&w);
            break;
        }
        assert_int_equal(rc, ERR_IO);
        faults++;
        c = import(&w, b);
        assert_int_equal(c.rows, 6);
        model_import(&w.model, b, 2);
        check_store(&w);
        world_close(&w);
    }
    assert_true(faults > 50);
    assert_true(fault.fail_at < 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_histories_agree_with_the_model),
        cmocka_unit_test(content_is_matched_first),
        cmocka_unit_test(one_identity_throughout_ends),
        cmocka_unit_test(whole_imports_are_all_or_nothing),
        cmocka_unit_test(a_cut_off_import_does_not_undo_a_later_one),
        cmocka_unit_test(one_import_at_a_time),
        cmocka_unit_test(provenance_and_rejects_are_kept),
        cmocka_unit_test(the_store_refuses_rewriting),
        cmocka_unit_test(a_new_field_is_a_new_column),
        cmocka_unit_test(every_fault_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
