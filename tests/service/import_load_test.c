/* tests/service/import_load_test.c - a file into the store: the summary, the rejected rows, again and corrected,
 * all or nothing, cut off and killed. */
#include "import_fixture.h"

#include "registry/identity.h"
#include "registry/scan.h"
#include "registry/schema.h"
#include "service/import/load.h"
#include "store/fault.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

static struct law *law;

#define OK(call)                                               \
    do {                                                       \
        if ((call) != ERR_OK)                                  \
            fail_msg("%s: %s %s", #call, err.message, err.zh); \
    } while (0)

struct place {
    struct home home;
    char path[300];
    struct arena arena;
    struct store *store;
    struct err err;
};

static void place_open(struct place *p)
{
    struct err err;

    memset(p, 0, sizeof(*p));
    p->home = home_make();
    arena_init(&p->arena, 0);
    snprintf(p->path, sizeof(p->path), "%s/f.csv", p->home.path);
    OK(store_open(p->home.path, STORE_CREATE, &p->store, &err));
    OK(registry_prepare(p->store, law, 1, &err));
}

static void place_close(struct place *p)
{
    store_close(p->store);
    arena_release(&p->arena);
    home_drop(&p->home);
}

static void place_write(struct place *p, const char *bytes)
{
    struct err err;

    OK(file_write(p->path, str_from(bytes), &err));
}

static struct import_request request_of(const struct place *p)
{
    return (struct import_request){
        .path = p->path, .options = {.law = law, .today = day_from_ymd(2026, 1, 31)}, .now = 100};
}

static struct import_summary import(struct place *p, struct import_request r)
{
    struct import_summary s;
    struct err err;

    OK(import_file(p->store, &r, &p->arena, &s, &err));
    return s;
}

/* rows loaded changed unchanged duplicates rejected warnings */
static void assert_counts(const struct import_summary *s, const char *want)
{
    const struct registry_import_counts *c = &s->counts;
    char got[200];

    snprintf(got, sizeof(got), "%lld %lld %lld %lld %lld %lld %lld", (long long)c->rows,
             (long long)c->loaded, (long long)c->changed, (long long)c->unchanged,
             (long long)c->duplicates, (long long)c->rejected, (long long)c->warnings);
    assert_string_equal(got, want);
}

static int64_t records(struct place *p)
{
    struct err err;
    int64_t n = 0;

    OK(registry_count(p->store, &law->dataset[0], &n, &err));
    return n;
}

#define HEAD "相对人名称,决定书文号,决定日期,罚款金额(万元),违法事实\n"

static const char first[] =
    HEAD "甲公司,甲市监〔2025〕1号,2025-01-02,1,一\n"
         "乙公司,甲市监〔2025〕2号,2025-01-03,2,二\n"
         "乙公司,甲市监〔2025〕2号,2025-01-03,2,二\n"
         "丙公司,甲市监〔2025〕3号,2025-13-03,3,\"=cmd|' /C calc'!A0, \"\"x\"\"\"\n"
         "丁公司,无号,2025-01-04,-4,四\n";

static struct str read_back(struct place *p, struct str path)
{
    struct str bytes = STR_NULL;
    struct err err;

    OK(file_read(&p->arena, str_dup(&p->arena, path).p, 1 << 20, &bytes, &err));
    return bytes;
}

static void the_summary_counts_every_row(void **state)
{
    struct place p;
    struct import_summary s;

    (void)state;
    place_open(&p);
    place_write(&p, first);
    s = import(&p, request_of(&p));
    assert_counts(&s, "5 2 0 0 1 2 0");
    assert_true(str_eq(s.mapping, STR("sheet")));
    assert_true(str_eq(s.dataset, STR("fine")));
    assert_int_equal(s.import, 1);
    assert_int_equal(records(&p), 2);
    s = import(&p, request_of(&p));
    assert_counts(&s, "5 0 0 2 1 2 0");
    place_write(&p,
                HEAD "乙公司,甲市监〔2025〕2号,2025-01-03,2.5,二\n戊公司,五号,2025-01-05,5,五\n");
    s = import(&p, request_of(&p));
    assert_counts(&s, "2 1 1 0 0 0 1");
    assert_int_equal(s.rejected.n, 0);
    assert_int_equal(records(&p), 3);
    place_close(&p);
}

static void rejected_rows_are_written_beside_the_file(void **state)
{
    struct place p;
    struct import_summary s;
    char want[400];

    (void)state;
    place_open(&p);
    place_write(&p, first);
    s = import(&p, request_of(&p));
    snprintf(want, sizeof(want), "%s.rejected.csv", p.path);
    assert_true(str_eq(s.rejected, str_from(want)));
    assert_string_equal(
        read_back(&p, s.rejected).p,
        "\xEF\xBB\xBF\"相对人名称\",\"决定书文号\",\"决定日期\",\"罚款金额(万元)\",\"违法事实\","
        "\"原因\",\"工作表\",\"行号\"\r\n"
        "\"丙公司\",\"甲市监〔2025〕3号\",\"2025-13-03\",\"3\",\"'=cmd|' /C calc'!A0, \"\"x\"\"\","
        "\"第5行“决定日期”：“2025-13-03”不是日期，请写成 2024-01-31\",\"\",\"5\"\r\n"
        "\"丁公司\",\"无号\",\"2025-01-04\",\"-4\",\"四\","
        "\"第6行“罚款金额(万元)”：“-4”是负数，金额不能为负\",\"\",\"6\"\r\n");
    /* corrected in that very file and imported: its extra columns are named and left out */
    place_write(&p, HEAD "丙公司,甲市监〔2025〕3号,2025-12-03,3,三\n");
    s = import(&p, request_of(&p));
    assert_counts(&s, "1 1 0 0 0 0 0");
    assert_false(file_exists(want)); /* nothing is rejected any more */
    place_close(&p);
}

static void all_or_nothing_and_dry_runs_load_nothing(void **state)
{
    struct place p;
    struct import_request r;
    struct import_summary s;

    (void)state;
    place_open(&p);
    place_write(&p, first);
    r = request_of(&p);
    r.all_or_nothing = true;
    s = import(&p, r);
    assert_counts(&s, "5 2 0 0 1 2 0");
    assert_true(s.refused);
    assert_int_equal(s.import, 0);
    assert_int_equal(records(&p), 0);
    assert_true(file_exists(str_dup(&p.arena, s.rejected).p));
    r = request_of(&p);
    r.dry_run = true;
    s = import(&p, r);
    assert_counts(&s, "5 2 0 0 1 2 0");
    assert_false(s.refused);
    assert_int_equal(records(&p), 0);
    place_write(&p, HEAD "甲公司,甲市监〔2025〕1号,2025-01-02,1,一\n");
    r.dry_run = false;
    r.all_or_nothing = true;
    s = import(&p, r);
    assert_false(s.refused);
    assert_int_equal(records(&p), 1);
    place_close(&p);
}

static void provenance_names_file_sheet_and_line(void **state)
{
    struct place p;
    struct registry_stored r;
    struct err err;

    (void)state;
    place_open(&p);
    place_write(&p, first);
    import(&p, request_of(&p));
    OK(registry_record_get(p.store, law, &law->dataset[0], 2, &p.arena, &r, &err));
    assert_int_equal(r.line, 3);
    assert_true(str_eq(r.file, str_from(p.path)));
    assert_int_equal(r.digest.n, 64);
    assert_true(str_eq(r.law_version, law->version));
    assert_int_equal(r.value[law_field_find(&law->dataset[0], STR("罚款"))].num, 2000000);
    assert_int_equal(r.party, -2);
    place_close(&p);
}

static void a_folder_that_is_not_ours_is_left_alone(void **state)
{
    struct place p;
    struct import_summary s;
    char dir[300], want[300];

    (void)state;
    if (geteuid() == 0)
        skip(); /* root may write anywhere */
    place_open(&p);
    snprintf(dir, sizeof(dir), "%s/ro", p.home.path);
    assert_int_equal(mkdir(dir, 0755), 0);
    snprintf(p.path, sizeof(p.path), "%s/ro/f.csv", p.home.path);
    place_write(&p, first);
    assert_int_equal(chmod(dir, 0555), 0);
    s = import(&p, request_of(&p));
    snprintf(want, sizeof(want), "%s/rejected/f.csv.rejected.csv", p.home.path);
    assert_true(str_eq(s.rejected, str_from(want)));
    assert_int_equal(chmod(dir, 0755), 0);
    place_close(&p);
}

static void sheets_and_columns_left_out_are_named(void **state)
{
    struct place p;
    struct import_summary s;

    (void)state;
    place_open(&p);
    place_write(&p, "企业,金额,备注,经办\n甲公司,1,x,y\n");
    s = import(&p, request_of(&p));
    assert_int_equal(s.nleft_out, 2);
    assert_true(str_eq(s.left_out[0].column, STR("备注")));
    assert_true(str_eq(s.left_out[1].column, STR("经办")));
    place_close(&p);
}

/* ---- cut off ---- */

enum { BIG = 3000 };

/* Rows of every fate: new, duplicate, rejected, of one identity with different contents. */
static void write_big(struct place *p)
{
    struct buf b = {0};
    struct err err;

    buf_z(&b, HEAD);
    for (int i = 0; i < BIG; i++) {
        int n = i % 50 == 49 ? i - 1 : i;

        buf_fmt(&b, "公司%d,甲市监〔2025〕%d号,2025-%02d-02,%d,货值%d元\n", n % 700, n % 900,
                i % 40 == 39 ? 13 : n % 12 + 1, n % 1000, n);
    }
    OK(file_write(p->path, buf_view(&b), &err));
    buf_release(&b);
}

/* Records and rejects agree with the counts of the import: whole batches only. */
static void check_whole(struct place *p)
{
    struct store_stmt *q;
    struct err err;
    bool row;

    OK(store_query(p->store,
                   "SELECT coalesce(sum(loaded), 0) - (SELECT count(*) FROM ds_fine),"
                   " coalesce(sum(rejected), 0) - (SELECT count(*) FROM import_reject),"
                   " coalesce(sum(changed), 0) - (SELECT count(*) FROM dh_fine),"
                   " coalesce(sum(rows % 64), 0) FROM import WHERE status = 'running'"
                   " OR status = 'done'",
                   &q, &err));
    OK(store_start(q, NULL, 0, &err));
    OK(store_next(q, &row, &err));
    assert_int_equal(store_column_int(q, 0), 0);
    assert_int_equal(store_column_int(q, 1), 0);
    assert_int_equal(store_column_int(q, 2), 0);
    store_end(q);
}

static struct import_request small_batches(const struct place *p)
{
    struct import_request r = request_of(p);

    r.batch = 64;
    r.options.threads = 2;
    return r;
}

/* The whole of the dataset's table as one hash. */
struct sum {
    struct registry_hash h;
};

static enum err_code add_to_sum(void *p, int64_t id, const struct registry_value *v,
                                struct err *err)
{
    struct sum *s = p;
    uint64_t parts[] = {s->h.hi, s->h.lo, (uint64_t)id, (uint64_t)v[0].num, str_hash(v[1].text)};

    (void)err;
    s->h = registry_hash_bytes(parts, sizeof(parts));
    return ERR_OK;
}

static struct sum sum_of(struct place *p)
{
    int field[] = {law_field_find(&law->dataset[0], STR("罚款")),
                   law_field_find(&law->dataset[0], STR("名称"))};
    struct sum s = {{0, 0}};
    struct registry_scan scan = {.law = law,
                                 .dataset = &law->dataset[0],
                                 .field = field,
                                 .nfield = 2,
                                 .fn = add_to_sum,
                                 .p = &s};
    struct err err;

    OK(registry_scan(p->store, &scan, &err));
    return s;
}

static void import_in_child(struct place *p)
{
    struct import_request r = small_batches(p);
    struct import_summary s;
    struct err err;

    if (store_open(p->home.path, 0, &p->store, &err) != ERR_OK ||
        import_file(p->store, &r, &p->arena, &s, &err) != ERR_OK)
        _exit(1);
    _exit(0);
}

/* Runs the import in a child and kills it after a while; true when it had come to its end. */
static bool run_and_kill(struct place *p, int64_t nanoseconds)
{
    struct timespec while_ = {0, (long)nanoseconds};
    pid_t child = fork();
    int status = 0;

    assert_true(child >= 0);
    if (child == 0)
        import_in_child(p);
    nanosleep(&while_, NULL);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status))
        return false;
    assert_int_equal(WEXITSTATUS(status), 0);
    return true;
}

static void kill_at_any_moment_loses_nothing(void **state)
{
    struct place clean, p;
    struct import_summary want, got;
    struct sum sum;
    uint64_t random = 20260131;
    int kills = 0, partly = 0;
    struct err err;

    (void)state;
    print_message("seed %llu\n", (unsigned long long)random);
    place_open(&clean);
    write_big(&clean);
    want = import(&clean, request_of(&clean));
    assert_true(want.counts.duplicates > 0 && want.counts.rejected > 0);
    sum = sum_of(&clean);
    for (int round = 0; round < 6 || (kills < 6 && round < 60); round++) {
        int64_t resumed = 0;
        bool ended = false;

        place_open(&p);
        write_big(&p);
        for (int i = 0; i < 60 && !ended; i++) {
            store_close(p.store);
            random = random * 6364136223846793005u + 1442695040888963407u;
            ended = run_and_kill(&p, (int64_t)(random >> 33) % 30000000);
            OK(store_open(p.home.path, 0, &p.store, &err));
            check_whole(&p);
            kills += !ended;
        }
        if (!ended) {
            got = import(&p, small_batches(&p));
            resumed = got.resumed;
            /* The last of the killed may have been done with all but leaving. */
            assert_true(got.counts.loaded == 0 || got.counts.unchanged == 0);
            assert_int_equal(got.counts.loaded + got.counts.unchanged, want.counts.loaded);
            assert_int_equal(got.counts.duplicates, want.counts.duplicates);
            assert_int_equal(got.counts.rejected, want.counts.rejected);
            assert_int_equal(got.counts.rows, BIG);
        }
        partly += resumed > 0;
        assert_int_equal(records(&p), records(&clean));
        assert_memory_equal(&sum, &(struct sum){sum_of(&p).h}, sizeof(sum));
        place_close(&p);
    }
    print_message("%d kills, %d imports ended by the test itself\n", kills, partly);
    assert_true(kills > 0);
    place_close(&clean);
}

/* Stops at a row by itself: what the progress callback sees is not yet committed. */
static void die_at(void *p, int64_t rows, int thousandths)
{
    (void)thousandths;
    if (rows >= *(int64_t *)p)
        raise(SIGKILL);
}

static void a_cut_off_import_goes_on_where_it_stopped(void **state)
{
    struct place p;
    struct import_summary s;
    struct err err;
    int64_t at = 1500;
    int status;
    pid_t child;

    (void)state;
    place_open(&p);
    write_big(&p);
    store_close(p.store);
    child = fork();
    if (child == 0) {
        struct import_request r = small_batches(&p);

        r.progress = die_at;
        r.progress_p = &at;
        if (store_open(p.home.path, 0, &p.store, &err) == ERR_OK &&
            import_file(p.store, &r, &p.arena, &s, &err) != ERR_OK)
            _exit(1);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    OK(store_open(p.home.path, 0, &p.store, &err));
    check_whole(&p);
    s = import(&p, small_batches(&p));
    assert_true(s.resumed >= 1400 && s.resumed < 1700);
    assert_int_equal(s.counts.rows, BIG);
    assert_int_equal(s.import, 1);
    s = import(&p, small_batches(&p));
    assert_int_equal(s.resumed, 0);
    assert_int_equal(s.counts.loaded + s.counts.changed, 0);
    place_close(&p);
}

/* ---- faults ---- */

static void every_store_fault_is_reported(void **state)
{
    struct store_fault fault = {.below = &store_sqlite, .code = ERR_IO};
    int64_t faults = 0;

    (void)state;
    for (fault.fail_at = 1; fault.fail_at < 2000; fault.fail_at += 3) {
        struct place p;
        struct store *s = NULL;
        struct import_summary sum;
        struct import_request r;
        struct err err;
        enum err_code rc;

        place_open(&p);
        place_write(&p, first);
        r = request_of(&p);
        r.batch = 2;
        fault.calls = 0;
        rc = store_open_with((struct store_backend){&store_faulty, &fault}, p.home.path, 0, &s,
                             &err);
        if (rc == ERR_OK)
            rc = import_file(s, &r, &p.arena, &sum, &err);
        store_close(s);
        if (rc == ERR_OK) {
            place_close(&p);
            break;
        }
        assert_int_equal(rc, ERR_IO);
        faults++;
        sum = import(&p, r);
        assert_int_equal(sum.counts.loaded, 2);
        assert_int_equal(sum.counts.rejected, 2);
        assert_int_equal(records(&p), 2);
        place_close(&p);
    }
    assert_true(faults > 5 && fault.fail_at < 2000);
}

/* ---- real data, where it is ---- */

static void real_file(const char *name, int64_t rows)
{
    struct law *shipped = law_shipped();
    struct place p;
    struct import_request r;
    struct import_summary s;
    struct err err;
    char real[300];

    snprintf(real, sizeof(real), "%s/%s", getenv("LIANDONG_DATA") ? getenv("LIANDONG_DATA") : "",
             name);
    if (access(real, R_OK) != 0) {
        law_unref(shipped);
        skip();
    }
    place_open(&p);
    snprintf(p.path, sizeof(p.path), "%s/%s", p.home.path, name);
    assert_int_equal(symlink(real, p.path), 0);
    OK(registry_prepare(p.store, shipped, 2, &err));
    r = request_of(&p);
    r.options.law = shipped;
    r.options.today = day_from_ymd(2026, 11, 1);
    s = import(&p, r);
    print_message("%s: %lld loaded, %lld duplicates, %lld rejected\n", name,
                  (long long)s.counts.loaded, (long long)s.counts.duplicates,
                  (long long)s.counts.rejected);
    assert_int_equal(s.counts.rows, rows);
    assert_int_equal(s.counts.loaded + s.counts.duplicates + s.counts.rejected, rows);
    s = import(&p, r);
    assert_int_equal(s.counts.loaded + s.counts.changed, 0);
    assert_int_equal(s.counts.rows, rows);
    place_close(&p);
    law_unref(shipped);
}

static void the_regulators_file_is_loaded_or_named(void **state)
{
    (void)state;
    real_file("nfra_penalties.csv", 7031);
}

static void the_market_decisions_are_loaded_or_named(void **state)
{
    (void)state;
    real_file("amr_local_66.jsonl", 66);
}

static int set_up(void **state)
{
    (void)state;
    law = fixture_law();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    law_unref(law);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_summary_counts_every_row),
        cmocka_unit_test(rejected_rows_are_written_beside_the_file),
        cmocka_unit_test(all_or_nothing_and_dry_runs_load_nothing),
        cmocka_unit_test(provenance_names_file_sheet_and_line),
        cmocka_unit_test(a_folder_that_is_not_ours_is_left_alone),
        cmocka_unit_test(sheets_and_columns_left_out_are_named),
        cmocka_unit_test(kill_at_any_moment_loses_nothing),
        cmocka_unit_test(a_cut_off_import_goes_on_where_it_stopped),
        cmocka_unit_test(every_store_fault_is_reported),
        cmocka_unit_test(the_regulators_file_is_loaded_or_named),
        cmocka_unit_test(the_market_decisions_are_loaded_or_named),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
