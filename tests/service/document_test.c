/*
 * tests/service/document_test.c - documents of the shipped law: texts read back to the same bytes,
 * versions compared, stamps found out when touched, numbers without gap when a sign-off fails.
 */
#include "../matter/matter_fixture.h"
#include "matter/document.h"
#include "matter/example.h"
#include "service/document/diff.h"
#include "service/document/fill.h"
#include "service/document/stamp.h"
#include "service/document/text.h"

/* ---- texts ---- */

struct round {
    const struct matter_plan *plan;
    size_t n;
};

static void assert_same_text(const struct render_doc *doc, struct arena *a)
{
    struct buf first = {0}, second = {0};
    struct render_doc again;
    struct err err;

    document_text_print(&first, doc);
    OK(document_text_read(buf_view(&first), a, &again, &err));
    document_text_print(&second, &again);
    assert_string_equal(buf_cstr(&first), buf_cstr(&second));
    assert_int_equal(again.nblock, doc->nblock);
    assert_int_equal(again.form, doc->form);
    buf_release(&first);
    buf_release(&second);
}

static void round_trip(void *p, const struct matter_example_at *at)
{
    struct round *r = p;
    struct document_view view = {
        .m = at->m, .value = at->m->value, .act_at = at->act_at, .date = moment_day(at->m->at)};

    for (size_t i = 0; i < r->plan->law->ntemplate; i++) {
        const struct law_template *t = r->plan->law->template[i];
        struct render_doc doc;
        struct arena a;
        struct err err;

        if (t->p != r->plan->p || !law_index_has(&t->act, at->act))
            continue;
        arena_init(&a, 0);
        OK(document_fill(t, &view, &a, &doc, &err));
        assert_same_text(&doc, &a);
        arena_release(&a);
        r->n++;
    }
}

static void every_template_reads_back(void **state)
{
    struct law *law = law_shipped();
    struct arena a;
    struct matter_book book;
    size_t n = 0;

    (void)state;
    arena_init(&a, 0);
    book = book_of(law, &a);
    for (size_t i = 0; i < book.n; i++) {
        struct round r = {.plan = &book.plan[i]};

        matter_visit_examples(&book.plan[i], round_trip, &r);
        n += r.n;
    }
    assert_true(n >= law->ntemplate);
    arena_release(&a);
    law_unref(law);
}

static void text_of_any_content_reads_back(void **state)
{
    static const int width[] = {1, 2};
    struct render_cell cell[] = {{STR_INIT("a|b\\n\nc"), 1, RENDER_ALIGN_LEFT},
                                 {STR_INIT(""), 1, RENDER_ALIGN_CENTER}};
    struct render_row row[] = {{cell, 2, 3}, {cell, 1, 0}};
    struct render_table table = {width, 2, row, 2, 1};
    struct render_block block[] = {
        {.kind = RENDER_PARAGRAPH, .text = STR_INIT("# not a heading")},
        {.kind = RENDER_PARAGRAPH, .text = STR_INIT("\\ backslash")},
        {.kind = RENDER_PARAGRAPH, .text = STR_INIT("")},
        {.kind = RENDER_TABLE, .table = &table},
        {.kind = RENDER_PARAGRAPH, .text = STR_INIT("|x")},
        {.kind = RENDER_PARAGRAPH, .text = STR_INIT("表 1 1")},
        {.kind = RENDER_HEADING, .level = 4, .text = STR_INIT("#")},
        {.kind = RENDER_RIGHT, .text = STR_INIT("~ ~")},
        {.kind = RENDER_BREAK},
        {.kind = RENDER_FLUSH, .text = STR_INIT("> \n")},
    };
    struct render_doc doc = {.form = RENDER_ORDER,
                             .title = STR_INIT("两行\n标题：有冒号"),
                             .head = STR_INIT("正文"),
                             .seal = true,
                             .block = block,
                             .nblock = sizeof(block) / sizeof(block[0])};
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    assert_same_text(&doc, &a);
    arena_release(&a);
}

/* ---- diff ---- */

static void assert_diff(const char *before, const char *after, const char *want)
{
    struct buf b = {0};

    document_diff(&b, str_from(before), str_from(after));
    assert_string_equal(buf_cstr(&b), want);
    buf_release(&b);
}

static void versions_are_compared_by_lines(void **state)
{
    (void)state;
    assert_diff("a\nb\n", "a\nb\n", "");
    assert_diff("a\nb\nc\n", "a\nx\nc\n", "@ 第 2 行\n- b\n+ x\n");
    assert_diff("", "a\n", "@ 第 1 行\n+ a\n");
    assert_diff("a\nb\nc\nd\n", "b\nd\ne\n", "@ 第 1 行\n- a\n@ 第 3 行\n- c\n@ 第 5 行\n+ e\n");
}

/* ---- stamps ---- */

static void a_stamp_holds_for_the_bytes_it_was_made_for(void **state)
{
    struct sm2_key *key, *other;
    struct document_stamp stamp = {.seal = 7, .at = {1795648481}}, got;
    struct buf file = {0};
    struct err err;

    (void)state;
    OK(sm2_new(&key, &err));
    OK(sm2_new(&other, &err));
    stamp.content = digest_of(STR("text"));
    stamp.key = sm2_id(key);
    buf_z(&file, "%PDF-1.7\n%");
    document_stamp_print(&file, &stamp);
    buf_z(&file, "\nthe rest of the file");
    OK(document_stamp_sign(&file, key, &stamp, &err));
    OK(document_stamp_read(buf_view(&file), &got, &err));
    assert_true(document_stamp_holds(&got, key));
    assert_false(document_stamp_holds(&got, other));
    assert_int_equal(got.seal, 7);
    for (size_t i = 0; i < file.n; i++) {
        file.p[i] ^= 1;
        if (document_stamp_read(buf_view(&file), &got, &err) == ERR_OK)
            assert_false(document_stamp_holds(&got, key));
        file.p[i] ^= 1;
    }
    buf_release(&file);
    sm2_free(key);
    sm2_free(other);
}

static void what_carries_no_stamp_says_so(void **state)
{
    struct document_stamp got;
    struct err err;

    (void)state;
    assert_int_equal(document_stamp_read(STR(""), &got, &err), ERR_NOT_FOUND);
    assert_int_equal(document_stamp_read(STR("%PDF-1.7\n%LIANDONG-1 seal="), &got, &err),
                     ERR_NOT_FOUND);
}

/* ---- numbers ---- */

static int64_t number(struct bench *b, const char *mark, bool commit)
{
    struct matter_document_series series = {STR("mtg-amr"), str_from(mark), 2026};
    struct err err;
    int64_t n;

    OK(store_begin(b->store, &err));
    OK(matter_document_number(b->store, &series, &n, &err));
    if (commit)
        OK(store_commit(b->store, &err));
    else
        store_rollback(b->store);
    return n;
}

static void a_number_that_is_not_used_comes_back(void **state)
{
    struct law *law = law_shipped();
    struct bench b;

    (void)state;
    bench_open(&b, law);
    assert_int_equal(number(&b, "移", true), 1);
    assert_int_equal(number(&b, "移", false), 2);
    assert_int_equal(number(&b, "移", true), 2);
    assert_int_equal(number(&b, "函", true), 1);
    assert_int_equal(number(&b, "移", true), 3);
    bench_close(&b);
    law_unref(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_template_reads_back),
        cmocka_unit_test(text_of_any_content_reads_back),
        cmocka_unit_test(versions_are_compared_by_lines),
        cmocka_unit_test(a_stamp_holds_for_the_bytes_it_was_made_for),
        cmocka_unit_test(what_carries_no_stamp_says_so),
        cmocka_unit_test(a_number_that_is_not_used_comes_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
