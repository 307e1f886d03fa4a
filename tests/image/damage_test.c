/*
 * tests/image/damage_test.c - an image that is torn, damaged or of another store is never used: it is
 * made anew, and the report says why.  A build that dies leaves the image that was there.
 */
#include "image_fixture.h"

#include "base/file.h"
#include "store/fault.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static const char *dir_of(struct fixture *f)
{
    return str_fmt(&f->arena, "%s/image", f->home.path).p;
}

static struct str *parts(struct fixture *f, size_t *ret_n)
{
    struct str *name, *kept;
    size_t n;

    OK(file_list(&f->arena, dir_of(f), &name, &n, &f->err));
    kept = ARENA_ARRAY(&f->arena, struct str, n + 1);
    *ret_n = 0;
    for (size_t i = 0; i < n; i++)
        if (!str_eq(name[i], STR("lock")))
            kept[(*ret_n)++] = name[i];
    return kept;
}

static const char *path_of(struct fixture *f, struct str name)
{
    return str_fmt(&f->arena, "%s/%.*s", dir_of(f), STR_F(name)).p;
}

static void begin(struct fixture *f, uint64_t seed)
{
    struct image_report report;

    fixture_begin(f, seed);
    fixture_import(f, "penalty", 0, 600);
    fixture_import(f, "referral", 0, 80);
    image_close(fixture_image(f, false, &report));
}

/* Made anew, for a reason that is told; and right. */
static void expect_anew(struct fixture *f, const char *what, struct str name)
{
    struct image_report report;
    struct image *img = fixture_image(f, false, &report);
    struct str why;

    if (!report.rebuilt)
        fail_msg("%s %.*s: went unseen", what, STR_F(name));
    assert_true(report.why.n > 0);
    check_equal(f, img);
    image_close(img);
    OK(image_check(f->home.path, &f->arena, &why, &f->err));
    assert_int_equal(why.n, 0);
}

static int64_t size_of(const char *path)
{
    int fd = open(path, O_RDONLY);
    int64_t n = lseek(fd, 0, SEEK_END);

    close(fd);
    return n;
}

static void flip(struct fixture *f, const char *path)
{
    int fd = open(path, O_RDWR);
    off_t at = (off_t)pick(f, (uint64_t)size_of(path));
    unsigned char c;

    assert_int_equal(pread(fd, &c, 1, at), 1);
    c ^= (unsigned char)(1 << pick(f, 8));
    assert_int_equal(pwrite(fd, &c, 1, at), 1);
    close(fd);
}

static void cut(struct fixture *f, const char *path)
{
    assert_int_equal(truncate(path, (off_t)pick(f, (uint64_t)size_of(path))), 0);
}

static void remove_it(struct fixture *f, const char *path)
{
    (void)f;
    assert_int_equal(unlink(path), 0);
}

static void lengthen(struct fixture *f, const char *path)
{
    (void)f;
    assert_int_equal(truncate(path, size_of(path) + 64), 0);
}

/* Every file, harmed in one way. */
static void harm_each(void (*harm)(struct fixture *, const char *), const char *what)
{
    struct fixture fixture, *f = &fixture;
    size_t n;

    begin(f, 3);
    parts(f, &n);
    for (size_t i = 0; i < n; i++) {
        struct str *name = parts(f, &n); /* another generation each time */
        struct str why;

        if (size_of(path_of(f, name[i])) == 0 && harm != remove_it && harm != lengthen)
            continue;
        harm(f, path_of(f, name[i]));
        OK(image_check(f->home.path, &f->arena, &why, &f->err));
        assert_true(why.n > 0);
        expect_anew(f, what, name[i]);
    }
    fixture_end(f);
}

static void a_flipped_bit_is_seen(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++)
        harm_each(flip, "flipped");
}

static void a_cut_file_is_seen(void **state)
{
    (void)state;
    harm_each(cut, "cut");
}

static void a_file_that_grew_is_seen(void **state)
{
    (void)state;
    harm_each(lengthen, "grown");
}

static void a_missing_file_is_seen(void **state)
{
    (void)state;
    harm_each(remove_it, "removed");
}

static void another_stores_image_is_not_used(void **state)
{
    struct fixture fixture, *f = &fixture, other;
    struct str *name;
    size_t n;

    (void)state;
    begin(f, 3);
    begin(&other, 4);
    name = parts(&other, &n);
    for (size_t i = 0; i < n; i++) {
        struct str bytes;

        OK(file_read(&f->arena, path_of(&other, name[i]), 1 << 28, &bytes, &f->err));
        OK(file_write(path_of(f, name[i]), bytes, &f->err));
    }
    expect_anew(f, "foreign", STR(""));
    fixture_end(&other);
    fixture_end(f);
}

static void copy_store(struct fixture *f, const char *from, const char *to)
{
    struct str bytes;

    OK(file_read(&f->arena, str_fmt(&f->arena, "%s/%s", f->home.path, from).p, 1 << 30, &bytes,
                 &f->err));
    OK(file_write(str_fmt(&f->arena, "%s/%s", f->home.path, to).p, bytes, &f->err));
}

/* A store that was put back from a backup and went another way: as many records, others. */
static void a_store_put_back_is_another_one(void **state)
{
    struct fixture fixture, *f = &fixture;
    struct image_report report;

    (void)state;
    begin(f, 3);
    store_close(f->store);
    copy_store(f, "liandong.db", "backup");
    fixture_open_store(f);
    fixture_import(f, "penalty", 600, 100);
    image_close(fixture_image(f, true, &report)); /* of the store that is put aside now */
    store_close(f->store);
    copy_store(f, "backup", "liandong.db");
    fixture_open_store(f);
    fixture_import(f, "penalty", 5000, 200);
    expect_anew(f, "put back", STR(""));
    fixture_end(f);
}

static void another_law_makes_it_anew(void **state)
{
    struct fixture fixture, *f = &fixture;
    struct law_dataset *d;
    struct str *value;

    (void)state;
    begin(f, 3);
    d = &f->law->dataset[law_dataset_find(f->law, STR("penalty")) - f->law->dataset];
    for (size_t i = 0; i < d->nfield; i++)
        if (d->field[i].nvalue > 1) {
            /* The dictionary's order is what the codes of an image mean. */
            value = (struct str *)(uintptr_t)d->field[i].value;
            struct str first = value[0];
            value[0] = value[1];
            value[1] = first;
            break;
        }
    expect_anew(f, "another law", STR(""));
    fixture_end(f);
}

static void a_killed_build_leaves_the_old_one(void **state)
{
    struct fixture fixture, *f = &fixture;
    struct image_report report;
    size_t n, files;

    (void)state;
    begin(f, 9);
    parts(f, &files);
    for (int i = 0; i < 12; i++) {
        struct timespec pause = {0, (long)pick(f, 60000000)};
        pid_t child;

        store_close(f->store); /* not across a fork */
        child = fork();
        if (child == 0) {
            fixture_open_store(f);
            for (;;)
                image_close(fixture_image(f, true, &report));
        }
        nanosleep(&pause, NULL);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        fixture_open_store(f);
        image_close(fixture_image(f, false, &report));
        assert_false(report.rebuilt);
    }
    /* What the dead left behind goes with the next build. */
    image_close(fixture_image(f, true, &report));
    parts(f, &n);
    assert_int_equal(n, files);
    fixture_end(f);
}

static void two_at_once_agree(void **state)
{
    struct fixture fixture, *f = &fixture;
    struct image_report report;
    struct image *img;
    pid_t child[3];

    (void)state;
    begin(f, 10);
    store_close(f->store);
    for (int i = 0; i < 3; i++) {
        child[i] = fork();
        if (child[i] == 0) {
            fixture_open_store(f);
            for (int k = 0; k < 8; k++)
                image_close(fixture_image(f, k % 2 == 0, &report));
            _exit(0);
        }
    }
    fixture_open_store(f);
    for (int k = 0; k < 8; k++) {
        img = fixture_image(f, k % 3 == 0, &report);
        check_equal(f, img);
        image_close(img);
    }
    for (int i = 0; i < 3; i++) {
        int status;

        waitpid(child[i], &status, 0);
        assert_int_equal(status, 0);
    }
    fixture_end(f);
}

/* A mapped image goes on while another takes its place on the disk. */
static void a_reader_keeps_its_image(void **state)
{
    struct fixture fixture, *f = &fixture;
    struct image_report report;
    struct image *img;

    (void)state;
    begin(f, 11);
    img = fixture_image(f, false, &report);
    image_close(fixture_image(f, true, &report));
    image_close(fixture_image(f, true, &report));
    check_equal(f, img);
    image_close(img);
    fixture_end(f);
}

/* The store fails at every call in turn: an error each time, and an image that is right after. */
static void every_fault_is_told(void **state)
{
    struct store_fault fault = {.below = &store_sqlite, .code = ERR_IO};
    struct fixture fixture, *f = &fixture;
    struct image_report report;
    struct image *img;
    int64_t last = 0;

    (void)state;
    begin(f, 12);
    fixture_import(f, "penalty", 300, 600); /* to be caught up */
    store_close(f->store);
    OK(store_open_with((struct store_backend){&store_faulty, &fault}, f->home.path, 0, &f->store,
                       &f->err));
    for (int64_t at = 1; last != ERR_OK || at == 1; at += 1 + at / 16) {
        struct image_request q = fixture_request(f, false);

        fault.calls = 0;
        fault.fail_at = at;
        last = image_open(f->store, &q, &img, &report, &f->err);
        fault.fail_at = 0;
        if (last == ERR_OK) {
            check_equal(f, img);
            image_close(img);
        } else
            assert_int_equal(last, ERR_IO);
    }
    fixture_end(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flipped_bit_is_seen),
        cmocka_unit_test(a_cut_file_is_seen),
        cmocka_unit_test(a_file_that_grew_is_seen),
        cmocka_unit_test(a_missing_file_is_seen),
        cmocka_unit_test(another_stores_image_is_not_used),
        cmocka_unit_test(a_store_put_back_is_another_one),
        cmocka_unit_test(another_law_makes_it_anew),
        cmocka_unit_test(a_killed_build_leaves_the_old_one),
        cmocka_unit_test(two_at_once_agree),
        cmocka_unit_test(a_reader_keeps_its_image),
        cmocka_unit_test(every_fault_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
