/* service/import/feed.c - data rows of a file: finds each sheet's header among its first rows and
 * hands out what stands below it. */
#include "service/import/import_internal.h"

enum { HEAD_ROWS = 30, KEYS_MAX = 512 };

struct import_feed {
    struct format_table *table;
    const struct import_options *o;
    struct import_mappers mappers;
    struct arena *run; /* layouts, sheets */
    struct arena head_arena, scratch;
    struct import_row head[HEAD_ROWS]; /* first rows of the sheet, copied */
    const struct str *head_key[HEAD_ROWS];
    size_t nhead, at;       /* at: next of them to hand out */
    bool at_end;            /* of the file */
    struct import_row held; /* first row of the next sheet, in held_arena */
    const struct str *held_key;
    struct arena held_arena;
    bool holds;
    const struct import_mapper *mapper;
    struct import_layout *layout;      /* of the sheet; NULL: left out */
    struct map slot;                   /* JSON lines: name → place in the layout, from 1 */
    struct format_cell cell[KEYS_MAX]; /* the row at hand in the order of the layout */
    int64_t rows;
    bool any;                  /* some sheet had a header */
    struct import_fit nearest; /* of the headers that were not complete */
    struct str nearest_missing;
    struct str problem; /* first, of the first rows of sheets without a header */
    int64_t problem_line;
};

/* ---- rows ---- */

static struct str copy_text(char **to, struct str s)
{
    struct str copy = {*to, s.n};

    if (s.n)
        memcpy(*to, s.p, s.n);
    *to += s.n;
    return copy;
}

static void copy_row(struct import_row *to, const struct str **to_key, const struct format_row *r,
                     struct arena *a)
{
    size_t bytes = 1;
    struct str *key = r->key ? ARENA_ARRAY(a, struct str, r->n) : NULL;
    char *text;

    *to = (struct import_row){.sheet = str_dup(a, r->sheet),
                              .sheet_no = r->sheet_no,
                              .line = r->line,
                              .n = r->n,
                              .cell = ARENA_ARRAY(a, struct format_cell, r->n)};
    if (r->problem)
        to->problem = str_dup(a, str_from(r->problem)).p;
    for (size_t i = 0; i < r->n; i++)
        bytes += r->cell[i].text.n + (key ? r->key[i].n : 0);
    text = arena_alloc(a, bytes);
    for (size_t i = 0; i < r->n; i++) {
        to->cell[i].kind = r->cell[i].kind;
        to->cell[i].text = copy_text(&text, r->cell[i].text);
        if (key)
            key[i] = copy_text(&text, r->key[i]);
    }
    *to_key = key;
}

/* Collects the first rows of a sheet; the first row of the next one is held back. */
static enum err_code gather(struct import_feed *f, struct err *err)
{
    arena_reset(&f->head_arena);
    f->nhead = f->at = 0;
    if (f->holds) {
        struct arena swap = f->head_arena;

        f->head_arena = f->held_arena;
        f->held_arena = swap;
        f->head[0] = f->held;
        f->head_key[0] = f->held_key;
        f->nhead = 1;
        f->holds = false;
    }
    while (f->nhead < HEAD_ROWS) {
        const struct format_row *r;

        TRY(format_next(f->table, &r, err));
        f->at_end = r == NULL;
        if (!r)
            return ERR_OK;
        if (f->nhead > 0 && r->sheet_no != f->head[0].sheet_no) {
            arena_reset(&f->held_arena);
            copy_row(&f->held, &f->held_key, r, &f->held_arena);
            f->holds = true;
            return ERR_OK;
        }
        copy_row(&f->head[f->nhead], &f->head_key[f->nhead], r, &f->head_arena);
        f->nhead++;
    }
    return ERR_OK;
}

/* ---- headers ---- */

static struct str *texts(const struct import_row *r, struct arena *a)
{
    struct str *t = ARENA_ARRAY(a, struct str, r->n);

    for (size_t i = 0; i < r->n; i++)
        t[i] = r->cell[i].text;
    return t;
}

static void keep_nearest(struct import_feed *f, const struct import_fit *fit,
                         const struct str *cell, size_t n)
{
    if (!fit->mapper || fit->matched <= f->nearest.matched)
        return;
    f->nearest = *fit;
    f->nearest_missing = import_fit_missing(fit, cell, n, f->run);
}

/* Of the first rows, the one that fits a mapping best; rows above it are titles. */
static size_t find_header(struct import_feed *f, struct import_fit *ret)
{
    size_t at = STR_NPOS;

    *ret = (struct import_fit){0};
    for (size_t i = 0; i < f->nhead; i++) {
        struct str *cell = texts(&f->head[i], &f->scratch);
        struct import_fit fit =
            import_fit_best(&f->mappers, cell, f->head[i].n, f->o->partial, &f->scratch);

        keep_nearest(f, &fit, cell, f->head[i].n);
        if (fit.complete && fit.matched > ret->matched) {
            *ret = fit;
            at = i;
        }
    }
    return at;
}

/* A second header row (the codes under the names) and repetitions of the header are no data. */
static bool is_header_again(struct import_feed *f, const struct import_row *r)
{
    struct import_mappers one;
    struct import_fit fit;
    size_t filled = 0;
    struct str *cell;

    for (size_t i = 0; i < r->n; i++)
        filled += r->cell[i].text.n > 0;
    cell = texts(r, &f->scratch);
    one = (struct import_mappers){.at = (struct import_mapper *)(uintptr_t)f->mapper, .n = 1};
    fit = import_fit_best(&one, cell, r->n, true, &f->scratch);
    return fit.matched >= 2 && fit.matched * 5 >= filled * 4;
}

/* JSON lines have no header row: the names of the first objects together are it. */
static struct str *union_of_keys(struct import_feed *f, size_t *ret_n)
{
    VEC(struct str) all = {0};
    struct map seen;

    map_init(&seen, &f->scratch);
    for (size_t i = 0; i < f->nhead; i++)
        for (size_t k = 0; f->head_key[i] && k < f->head[i].n && all.n < KEYS_MAX; k++)
            if (!map_put(&seen, f->head_key[i][k], f))
                vec_push(&f->scratch, &all, f->head_key[i][k]);
    *ret_n = all.n;
    return all.at;
}

static void use_header(struct import_feed *f, const struct import_fit *fit, const struct str *cell,
                       size_t n)
{
    f->mapper = fit->mapper;
    f->layout = import_layout_new(fit, cell, n, f->run);
    f->any = true;
}

static void decide_keys(struct import_feed *f)
{
    size_t n;
    struct str *key = union_of_keys(f, &n);
    struct import_fit fit = import_fit_best(&f->mappers, key, n, true, &f->scratch);

    if (!fit.mapper)
        return;
    use_header(f, &fit, key, n);
    map_init(&f->slot, f->run);
    for (size_t i = 0; i < f->layout->ncolumn; i++)
        map_put(&f->slot, f->layout->column[i].header, (void *)(uintptr_t)(i + 1));
}

static int64_t decide_rows(struct import_feed *f)
{
    struct import_fit fit;
    size_t at = find_header(f, &fit);

    if (at == STR_NPOS) {
        f->at = f->nhead;
        return 0;
    }
    use_header(f, &fit, texts(&f->head[at], &f->scratch), f->head[at].n);
    f->at = at + 1;
    while (f->at < f->nhead && is_header_again(f, &f->head[f->at]))
        f->at++;
    return f->head[at].line;
}

static const struct import_sheet *sheet_new(struct import_feed *f, int64_t header_line)
{
    struct import_sheet *s = ARENA_NEW(f->run, struct import_sheet);
    const struct import_layout *l = f->layout;
    struct str *cell, *unknown;

    *s = (struct import_sheet){.sheet_no = f->head[0].sheet_no,
                               .name = str_dup(f->run, f->head[0].sheet),
                               .header_line = header_line};
    if (!l)
        return s;
    s->mapping = l->mapping;
    s->ncell = l->ncolumn;
    s->cell = cell = ARENA_ARRAY(f->run, struct str, l->ncolumn);
    s->unknown = unknown = ARENA_ARRAY(f->run, struct str, l->ncolumn);
    for (size_t i = 0; i < l->ncolumn; i++) {
        cell[i] = l->column[i].header;
        if (!l->column[i].known && cell[i].n)
            unknown[s->nunknown++] = cell[i];
    }
    return s;
}

/* What is wrong with the first rows of a sheet without a header may be why it has none. */
static void keep_problem(struct import_feed *f)
{
    for (size_t i = 0; i < f->nhead && !f->problem.n; i++)
        if (f->head[i].problem) {
            f->problem = str_dup(f->run, str_from(f->head[i].problem));
            f->problem_line = f->head[i].line;
        }
}

static const struct import_sheet *start_sheet(struct import_feed *f)
{
    const struct import_sheet *s;
    int64_t header_line = 0;

    arena_reset(&f->scratch);
    f->layout = NULL;
    if (format_kind_of(f->table) == FORMAT_JSONL)
        decide_keys(f);
    else
        header_line = decide_rows(f);
    if (!f->layout)
        keep_problem(f);
    s = sheet_new(f, header_line);
    arena_reset(&f->scratch);
    return s;
}

static enum err_code no_header(const struct import_feed *f, struct err *err)
{
    const struct import_fit *n = &f->nearest;

    err_set(err, ERR_INVALID, "no row among the first %d is a header that any mapping knows",
            HEAD_ROWS);
    if (!n->mapper && f->problem.n)
        return err_set_zh(err, "没有认识的表头，而且第%lld行读不通：%.*s",
                          (long long)f->problem_line, STR_F(f->problem));
    if (!n->mapper)
        return err_set_zh(err, "前 %d 行中没有认识的表头。请核对文件，或用 --map 指定表头对照",
                          HEAD_ROWS);
    return err_set_zh(err,
                      "没有完整的表头。最接近的是“%.*s”（认出 %zu 列），缺少必需的列：%.*s。"
                      "请补上这些列，或用 --map 指定其他表头对照",
                      STR_F(n->mapper->mapping->title), n->matched, STR_F(f->nearest_missing));
}

/* ---- handing out ---- */

/* Place of a name in the layout, which grows by names not seen so far; STR_NPOS: too many. */
static size_t slot_of(struct import_feed *f, struct str key)
{
    uintptr_t slot;

    key = str_trim(key);
    slot = (uintptr_t)map_get(&f->slot, key);
    if (slot)
        return slot - 1;
    if (f->layout->ncolumn == KEYS_MAX)
        return STR_NPOS;
    f->layout = import_layout_add(f->mapper, f->layout, key, f->run);
    slot = f->layout->ncolumn;
    map_put(&f->slot, f->layout->column[slot - 1].header, (void *)slot);
    return slot - 1;
}

/* An object's cells in the order of the layout. */
static void order_cells(struct import_feed *f, const struct str *key, struct import_row *r)
{
    memset(f->cell, 0, sizeof(f->cell[0]) * f->layout->ncolumn);
    for (size_t i = 0; i < r->n; i++) {
        size_t at = slot_of(f, key[i]);

        if (at == STR_NPOS)
            r->problem = "字段名的种类太多，不像同一种数据";
        else
            f->cell[at] = r->cell[i];
    }
    r->cell = f->cell;
    r->n = f->layout->ncolumn;
}

/* Equal cell by cell to the header, as pages that were joined have it. */
static bool repeats_header(const struct import_feed *f, const struct import_row *r)
{
    if (r->n > f->layout->ncolumn || r->problem)
        return false;
    for (size_t i = 0; i < f->layout->ncolumn; i++)
        if (!str_eq(i < r->n ? str_trim(r->cell[i].text) : STR_NULL, f->layout->column[i].header))
            return false;
    return true;
}

/* The next row of the sheet, or false at its end. */
static enum err_code next_in_sheet(struct import_feed *f, struct import_row *ret, bool *ret_row,
                                   const struct str **ret_key, struct err *err)
{
    const struct format_row *r;

    *ret_row = f->at < f->nhead;
    if (*ret_row) {
        *ret = f->head[f->at];
        *ret_key = f->head_key[f->at++];
        return ERR_OK;
    }
    if (f->at_end || f->holds)
        return ERR_OK;
    TRY(format_next(f->table, &r, err));
    f->at_end = r == NULL;
    if (!r)
        return ERR_OK;
    if (r->sheet_no != f->head[0].sheet_no) {
        arena_reset(&f->held_arena);
        copy_row(&f->held, &f->held_key, r, &f->held_arena);
        f->holds = true;
        return ERR_OK;
    }
    *ret_row = true;
    *ret_key = r->key;
    *ret = (struct import_row){.sheet = r->sheet,
                               .sheet_no = r->sheet_no,
                               .line = r->line,
                               .n = r->n,
                               .cell = (struct format_cell *)(uintptr_t)r->cell,
                               .problem = r->problem};
    return ERR_OK;
}

static bool wanted(const struct import_feed *f, int64_t row)
{
    return !f->o->wants || f->o->wants(f->o->wants_p, row);
}

enum err_code import_feed_next(struct import_feed *f, enum import_event *ret_event,
                               struct import_row *ret_row, const struct import_sheet **ret_sheet,
                               struct err *err)
{
    for (;;) {
        const struct str *key = NULL;
        bool row = false;

        if (f->nhead)
            TRY(next_in_sheet(f, ret_row, &row, &key, err));
        if (row) {
            if (!f->layout || (!key && repeats_header(f, ret_row)) || !wanted(f, ++f->rows))
                continue;
            ret_row->row = f->rows;
            if (key)
                order_cells(f, key, ret_row);
            ret_row->layout = f->layout;
            *ret_event = IMPORT_ROW;
            return ERR_OK;
        }
        TRY(gather(f, err));
        if (f->nhead == 0)
            break;
        *ret_sheet = start_sheet(f);
        *ret_event = IMPORT_SHEET;
        return ERR_OK;
    }
    if (!f->any)
        return no_header(f, err);
    *ret_event = IMPORT_END;
    return ERR_OK;
}

struct import_feed *import_feed_new(struct format_table *take_table, const struct import_options *o,
                                    struct arena *a)
{
    struct import_feed *f = ARENA_NEW(a, struct import_feed);

    f->table = take_table;
    f->o = o;
    f->run = a;
    arena_init(&f->head_arena, 0);
    arena_init(&f->held_arena, 0);
    arena_init(&f->scratch, 0);
    import_mappers_init(&f->mappers, o, a);
    return f;
}

int import_feed_progress(const struct import_feed *f)
{
    return format_progress(f->table);
}

void import_feed_free(struct import_feed *f)
{
    format_close(f->table);
    arena_release(&f->head_arena);
    arena_release(&f->held_arena);
    arena_release(&f->scratch);
}
