/*
 * tests/image/image_test.c - an image says what the store says, built or caught up, whatever came,
 * was corrected or joined in between.
 */
#include "image_fixture.h"

static void load(struct fixture *f)
{
    fixture_import(f, "penalty", 0, 9000);
    fixture_import(f, "referral", 0, 300);
    fixture_import(f, "filing", 0, 200);
    fixture_import(f, "nonprosecution", 0, 60);
    fixture_import(f, "complaint", 0, 60);
}

static void an_image_equals_the_store(void **state)
{
    struct image_report report;
    struct fixture fixture, *f = &fixture;
    struct image *img;

    (void)state;
    fixture_begin(f, 1);
    img = fixture_image(f, false, &report); /* of nothing */
    assert_true(report.rebuilt);
    assert_int_equal(report.records, 0);
    check_equal(f, img);
    image_close(img);

    load(f);
    img = fixture_image(f, true, &report);
    assert_true(report.rebuilt && report.kept);
    assert_int_equal(report.records, 9620);
    assert_int_equal(report.tail, 0);
    check_equal(f, img);
    image_close(img);

    img = fixture_image(f, false, &report);
    assert_false(report.rebuilt);
    assert_int_equal(report.why.n, 0);
    check_equal(f, img);
    image_close(img);
    fixture_end(f);
}

/* Rows of a block are of one cause, and rise by record. */
static void blocks_hold_one_cause(void **state)
{
    struct image_report report;
    struct fixture fixture, *f = &fixture;
    struct image *img;

    (void)state;
    fixture_begin(f, 2);
    load(f);
    img = fixture_image(f, false, &report);
    for (size_t d = 0; d < f->law->ndataset; d++) {
        const struct column_table *t = &image_world(img)->table[d];
        int cause = f->law->dataset[d].cause_field;

        for (size_t b = 0; b < t->nblock; b++) {
            const struct column_chunk *k =
                cause >= 0 && t->column[cause].chunk ? &t->column[cause].chunk[b] : NULL;

            assert_true(t->fill[b] > 0);
            assert_true(!k || k->known == 0 || (k->known == t->fill[b] && k->least == k->most));
            for (size_t i = 1; i < t->fill[b]; i++)
                assert_true(column_chunk_value(&t->id->chunk[b], i - 1) <
                            column_chunk_value(&t->id->chunk[b], i));
        }
    }
    image_close(img);
    fixture_end(f);
}

static void step(struct fixture *f)
{
    static const char *const dataset[] = {"penalty", "referral", "filing", "nonprosecution"};
    const char *name = dataset[pick(f, 4)];

    /* Identities that the store has are corrected, others are new. */
    fixture_import(f, name, (int)pick(f, 500), 1 + (int)pick(f, pick(f, 3) ? 40 : 4));
}

/* Every change is told: a row that came stands for its record, one that went does not. */
static void check_changes(struct image *img, const struct image_changes *changes)
{
    for (size_t i = 0; i < changes->v.n; i++) {
        const struct image_change *c = &changes->v.at[i];
        const struct column_table *t = &image_world(img)->table[c->dataset];

        assert_true(c->came != IMAGE_NO_ROW || c->gone != IMAGE_NO_ROW);
        if (c->came != IMAGE_NO_ROW)
            assert_true(column_row_id(t, (size_t)c->came) == c->record);
        if (c->gone != IMAGE_NO_ROW)
            assert_true(column_row_gone(t, (size_t)c->gone));
    }
}

static void follow(struct fixture *f, struct image **img, int *splits)
{
    struct image_changes changes;
    struct image_report report;
    struct arena a;
    bool split;

    arena_init(&a, 0);
    OK(image_catch_up(*img, f->store, &a, &changes, &split, &f->err));
    if (split) {
        ++*splits;
        image_close(*img);
        *img = fixture_image(f, false, &report);
    } else
        check_changes(*img, &changes);
    arena_release(&a);
}

static void random_histories_agree(uint64_t seed, int numbers)
{
    struct image_report report;
    struct fixture fixture, *f = &fixture;
    struct image *img;
    int splits = 0;

    fixture_begin(f, seed);
    f->numbers = numbers;
    fixture_import(f, "penalty", 0, 400);
    fixture_import(f, "referral", 0, 60);
    img = fixture_image(f, false, &report);
    for (int i = 0; i < 12; i++) {
        for (int k = (int)pick(f, 3); k >= 0; k--)
            step(f);
        if (pick(f, 4) == 0) { /* another process */
            image_close(img);
            img = fixture_image(f, false, &report);
        } else
            follow(f, &img, &splits);
        check_equal(f, img);
    }
    image_close(img);
    fixture_end(f);
}

static void histories_with_few_cases(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++)
        random_histories_agree(seed, 30);
}

static void histories_with_many_cases(void **state)
{
    (void)state;
    for (uint64_t seed = 11; seed <= 14; seed++)
        random_histories_agree(seed, 100000);
}

/* A record whose two numbers were the only ones to stand together is corrected: the case is two. */
static void a_case_taken_apart_makes_it_anew(void **state)
{
    struct image_report report;
    struct fixture fixture, *f = &fixture;
    struct image *img;

    (void)state;
    fixture_begin(f, 5);
    f->numbers = 100000;
    fixture_import(f, "referral", 0, 300);
    img = fixture_image(f, false, &report);
    fixture_import(f, "referral", 0, 300); /* other numbers throughout */
    image_close(img);
    img = fixture_image(f, false, &report);
    assert_true(report.rebuilt);
    assert_true(report.why.n > 0);
    check_equal(f, img);
    image_close(img);
    fixture_end(f);
}

/* A record is screened as it arrives; when the store has it, catching up puts it in its place. */
static void a_record_is_put_as_it_arrives(void **state)
{
    struct image_report report;
    struct fixture fixture, *f = &fixture;
    const struct law_dataset *d;
    struct image *img;
    struct arena a;
    int splits = 0;

    (void)state;
    fixture_begin(f, 6);
    load(f);
    img = fixture_image(f, false, &report);
    d = law_dataset_find(f->law, STR("penalty"));
    arena_init(&a, 0);
    for (int i = 0; i < 50; i++) {
        struct fixture same = *f; /* the same record again, from the import below */
        struct registry_record r = fixture_record(&same, d, 9000 + i, &a);
        struct image_changes changes = {0};
        size_t row;

        image_put(img, &r, 9001 + i, &a, &changes);
        assert_true(changes.v.n >= 1 && changes.v.at[0].record == 9001 + i);
        row = column_find_row(&image_world(img)->table[d - f->law->dataset], 9001 + i);
        assert_true(row != SIZE_MAX);
        fixture_import(f, "penalty", 9000 + i, 1);
    }
    /* Joins are the same, rows are there: the store agrees before and after it is asked. */
    check_equal(f, img);
    follow(f, &img, &splits);
    check_equal(f, img);
    assert_int_equal(splits, 0);
    arena_release(&a);
    image_close(img);
    fixture_end(f);
}

/* Fields that another plan needs make the image anew, with those that it had. */
static void more_fields_are_added(void **state)
{
    struct image_report report;
    struct fixture fixture, *f = &fixture;
    const bool **all;
    struct image *img;

    (void)state;
    fixture_begin(f, 7);
    fixture_import(f, "penalty", 0, 50);
    all = f->want;
    f->want = ARENA_ARRAY(&f->arena, const bool *, f->law->ndataset + 1);
    for (size_t d = 0; d < f->law->ndataset; d++)
        f->want[d] = str_eq(f->law->dataset[d].id, STR("penalty")) ? all[d] : NULL;
    f->pack.n = 0;
    image_close(fixture_image(f, false, &report));
    assert_true(report.rebuilt);
    image_close(fixture_image(f, false, &report));
    assert_false(report.rebuilt);
    f->want = all;
    img = fixture_image(f, false, &report);
    assert_true(report.rebuilt);
    check_equal(f, img);
    image_close(img);
    fixture_end(f);
}

static void much_that_is_new_makes_it_anew(void **state)
{
    struct image_report report;
    struct fixture fixture, *f = &fixture;
    struct image *img;

    (void)state;
    fixture_begin(f, 8);
    fixture_import(f, "referral", 0, 10);
    image_close(fixture_image(f, false, &report));
    fixture_import(f, "referral", 1000, 1000);
    image_close(fixture_image(f, false, &report));
    assert_false(report.rebuilt);
    assert_true(report.tail >= 1000); /* and rows whose case got another name */
    fixture_import(f, "referral", 3000, 20000);
    img = fixture_image(f, false, &report);
    assert_true(report.rebuilt);
    assert_int_equal(report.records, 21010);
    image_close(img);
    fixture_end(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_image_equals_the_store),
        cmocka_unit_test(blocks_hold_one_cause),
        cmocka_unit_test(histories_with_few_cases),
        cmocka_unit_test(histories_with_many_cases),
        cmocka_unit_test(a_case_taken_apart_makes_it_anew),
        cmocka_unit_test(a_record_is_put_as_it_arrives),
        cmocka_unit_test(more_fields_are_added),
        cmocka_unit_test(much_that_is_new_makes_it_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
