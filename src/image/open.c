/*
 * image/open.c - an image that is whole, of this store and of this law is mapped; any other is made
 * anew; see image.h.
 */
#include "base/bug.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "image/directory.h"
#include "image/image_internal.h"
#include "image/opening.h"
#include "registry/identity.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* A tail is read from the store each time; making the image anew costs about as much as catching up
 * with half of its records. */
enum { TAIL_SHARE = 8, TAIL_LEAST = 20000, MANIFEST_MAX = 1 << 26, THREADS_MAX = 64 };

/* ---- is it of this store, this law, and enough? ---- */

static bool covers(const struct image_manifest *m, const struct image_request *q)
{
    for (size_t d = 0; d < q->law->ndataset; d++)
        for (size_t f = 0; q->want[d] && f < q->law->dataset[d].nfield; f++)
            if (!m->source[d].read || (q->want[d][f] && !m->source[d].want[f]))
                return false;
    return true;
}

static bool of_this_law(const struct image_manifest *m, const struct law *law)
{
    if (!registry_hash_eq(m->law, image_law_hash(law)) || m->nsource != law->ndataset)
        return false;
    for (size_t d = 0; d < law->ndataset; d++)
        if (m->source[d].nfield != law->dataset[d].nfield)
            return false;
    return true;
}

/* Records and imports only ever get more: a store that has fewer, or others, is another one. */
static enum err_code check_marks(struct store *s, const struct law *law,
                                 const struct image_manifest *m, const char **ret_why,
                                 struct err *err)
{
    int64_t base = 0, tail = 0;
    struct registry_hash history;
    int64_t last;

    TRY(registry_history(s, m->last_import, &last, &history, err));
    if (last != m->last_import || !registry_hash_eq(history, m->history))
        *ret_why = "映像不属于这个库";
    for (size_t d = 0; d < law->ndataset && !*ret_why; d++) {
        struct registry_mark now;

        if (!m->source[d].read)
            continue;
        TRY(registry_mark(s, &law->dataset[d], &now, err));
        if (now.record < m->source[d].mark.record || now.former < m->source[d].mark.former)
            *ret_why = "映像不属于这个库";
        base += m->source[d].rows;
        tail += now.record - m->source[d].mark.record + now.former - m->source[d].mark.former;
    }
    if (!*ret_why && tail > TAIL_LEAST && tail > base / TAIL_SHARE)
        *ret_why = "库中新来的记录已经很多";
    return ERR_OK;
}

/* ---- the files ---- */

static const char *map_part(struct image *img, const char *dir, size_t i, bool trusted, int threads)
{
    const struct image_part *p = &img->manifest.part[i];
    struct err ignored;

    if (image_map_file(image_part_path(&img->arena, dir, p->name), &img->map[i], &ignored) !=
        ERR_OK)
        return str_fmt(&img->arena, "映像缺少文件“%.*s”", STR_F(p->name)).p;
    if (img->map[i].n != p->size)
        return str_fmt(&img->arena, "映像文件“%.*s”的长度不对", STR_F(p->name)).p;
    if (!trusted && !registry_hash_eq(image_sum(img->map[i], threads), p->sum))
        return str_fmt(&img->arena, "映像文件“%.*s”已损坏", STR_F(p->name)).p;
    return NULL;
}

static const char *map_parts(struct image *img, const char *dir, bool trusted, int threads)
{
    const char *why = NULL;

    img->map = ARENA_ARRAY(&img->arena, struct str, img->manifest.npart + 1);
    for (size_t i = 0; i < img->manifest.npart && !why; i++)
        why = map_part(img, dir, i, trusted, threads);
    return why;
}

/* The parts in the order in which build.c opens them. */
enum { DIRECTORY, POOL, INDEX, CASES, TABLES };

static bool read_directory(struct image *img)
{
    struct image_files f;
    size_t read = 0;

    for (size_t d = 0; d < img->law->ndataset; d++)
        read += img->manifest.source[d].read;
    if (img->manifest.npart != TABLES + read)
        return false;
    f = (struct image_files){.directory = img->map[DIRECTORY],
                             .pool = img->map[POOL],
                             .index = img->map[INDEX],
                             .cases = img->map[CASES],
                             .table = ARENA_ARRAY(&img->arena, struct str, img->law->ndataset + 1)};
    for (size_t d = 0, part = TABLES; d < img->law->ndataset; d++)
        f.table[d] = img->manifest.source[d].read ? img->map[part++] : STR_NULL;
    return image_read_directory(&f, &img->world, &img->arena, &img->joined);
}

/* ---- an image in memory ---- */

static struct image *image_new(const struct law *law, struct day today)
{
    struct image *img = MEM_NEW(struct image);

    img->law = law;
    img->today = today;
    arena_init(&img->arena, 0);
    registry_cases_init(&img->cases);
    rule_world_init(&img->world, law, today);
    return img;
}

void image_close(struct image *img)
{
    if (!img)
        return;
    rule_world_release(&img->world);
    for (size_t i = 0; img->map && i < img->manifest.npart; i++)
        image_unmap_file(&img->map[i]);
    registry_cases_release(&img->cases);
    arena_release(&img->arena);
    free(img);
}

static void init_table(struct image *img, size_t d)
{
    const struct image_source *s = &img->manifest.source[d];
    struct image_table *t = &img->table[d];

    t->dataset = &img->law->dataset[d];
    t->read = s->read;
    t->mark = s->mark;
    t->base = img->world.table[d].nblock;
    t->field = ARENA_ARRAY(&img->arena, int, s->nfield + 1);
    t->number = ARENA_ARRAY(&img->arena, int, t->dataset->ncase_from + 1);
    for (size_t f = 0; f < s->nfield; f++)
        if (s->want[f])
            t->field[t->nfield++] = (int)f;
    for (size_t i = 0; t->dataset->case_field >= 0 && i < t->dataset->ncase_from; i++)
        if (s->want[t->dataset->case_from[i]])
            t->number[t->nnumber++] = t->dataset->case_from[i];
}

static void init_tables(struct image *img)
{
    img->table = ARENA_ARRAY(&img->arena, struct image_table, img->law->ndataset + 1);
    for (size_t d = 0; d < img->law->ndataset; d++)
        init_table(img, d);
}

/* ---- the one that is there ---- */

static enum err_code read_manifest(struct image *img, const char *dir, const char **ret_why,
                                   struct err *err)
{
    const char *path = image_part_path(&img->arena, dir, STR("manifest"));
    struct str bytes;
    enum err_code rc = file_read(&img->arena, path, MANIFEST_MAX, &bytes, err);

    if (rc == ERR_NOT_FOUND)
        *ret_why = "还没有映像";
    else if (rc == ERR_LIMIT)
        *ret_why = "映像清单已损坏";
    else if (rc != ERR_OK)
        return rc;
    else
        *ret_why = image_manifest_read(bytes, &img->arena, &img->manifest);
    return ERR_OK;
}

/* *ret_why NULL: img is good but for catching up. */
static enum err_code load(struct image *img, struct opening *o, bool trusted, const char **ret_why,
                          struct err *err)
{
    *ret_why = NULL;
    TRY(read_manifest(img, o->dir, ret_why, err));
    if (*ret_why)
        return ERR_OK;
    if (!of_this_law(&img->manifest, img->law)) {
        *ret_why = "数据集、案由或机关的定义已改变";
        return ERR_OK;
    }
    o->older = &img->manifest;
    if (!covers(&img->manifest, o->q))
        *ret_why = "规则用到了映像中没有的字段";
    else
        TRY(check_marks(o->store, img->law, &img->manifest, ret_why, err));
    if (!*ret_why)
        *ret_why = map_parts(img, o->dir, trusted, o->threads);
    if (!*ret_why && !read_directory(img))
        *ret_why = "映像目录已损坏";
    if (!*ret_why)
        init_tables(img);
    return ERR_OK;
}

/* ---- made anew ---- */

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The fields asked for, and those that an older image had: plans come and go. */
static const bool *const *union_of(struct opening *o)
{
    const struct law *law = o->q->law;
    const bool **want = ARENA_ARRAY(&o->arena, const bool *, law->ndataset + 1);

    for (size_t d = 0; d < law->ndataset; d++) {
        bool old = o->older && o->older->source[d].read;
        bool *w = ARENA_ARRAY(&o->arena, bool, law->dataset[d].nfield + 1);

        for (size_t f = 0; f < law->dataset[d].nfield; f++)
            w[f] = (o->q->want[d] && o->q->want[d][f]) || (old && o->older->source[d].want[f]);
        want[d] = o->q->want[d] || old ? w : NULL;
    }
    return want;
}

static enum err_code build(struct opening *o, struct err *err)
{
    struct image_build b = {.q = o->q,
                            .store = o->store,
                            .want = union_of(o),
                            .dir = o->dir,
                            .generation = o->generation,
                            .threads = o->threads};
    struct buf manifest = {0};
    enum err_code rc = image_build(&b, err);

    if (rc == ERR_OK) {
        image_manifest_write(&manifest, &b.manifest);
        rc = file_write(image_part_path(&o->arena, o->dir, STR("manifest")), buf_view(&manifest),
                        err);
    }
    buf_release(&manifest);
    image_build_release(&b);
    return rc;
}

static enum err_code rebuild(struct opening *o, struct image **img, struct err *err)
{
    int64_t start = now_ms();
    const char *why;

    TRY(build(o, err));
    image_close(*img);
    *img = image_new(o->q->law, o->q->today);
    o->older = NULL;
    TRY(load(*img, o, true, &why, err));
    if (why)
        return err_set(err, ERR_IO, "an image that was just written cannot be read");
    image_clean(o, &(*img)->manifest);
    o->report.rebuilt = true;
    o->report.build_ms += now_ms() - start;
    return ERR_OK;
}

/* Under the lock: somebody else may just have made it. */
static enum err_code load_or_build(struct opening *o, struct image **img, struct err *err)
{
    const char *why = NULL;

    TRY(image_lock(o, err));
    if (!o->q->rebuild && !o->must) {
        image_close(*img);
        *img = image_new(o->q->law, o->q->today);
        o->older = NULL;
        TRY(load(*img, o, false, &why, err));
        if (!why)
            return ERR_OK;
        o->why = str_dup(&o->arena, str_from(why)).p;
    }
    return rebuild(o, img, err);
}

/* ---- opening ---- */

static enum err_code catch_up(struct opening *o, struct image *img, bool *ret_split,
                              struct err *err)
{
    int64_t start = now_ms();
    struct image_changes changes;
    struct arena a;
    enum err_code rc;

    *ret_split = false;
    arena_init(&a, 0);
    rc = image_catch_up(img, o->store, &a, &changes, ret_split, err);
    arena_release(&a);
    o->report.catch_up_ms = now_ms() - start;
    return rc;
}

static enum err_code open_current(struct opening *o, struct image **img, struct err *err)
{
    const char *why = NULL;
    bool split;

    if (!o->q->rebuild)
        TRY(load(*img, o, false, &why, err));
    o->why = o->q->rebuild ? "按要求重建" : why;
    if (o->why)
        TRY(load_or_build(o, img, err));
    TRY(catch_up(o, *img, &split, err));
    if (!split)
        return ERR_OK;
    o->why = "更正过的记录可能把一个案件拆开";
    o->must = true;
    TRY(load_or_build(o, img, err));
    TRY(catch_up(o, *img, &split, err));
    return split ? err_set(err, ERR_BUSY, "records are corrected faster than an image is made")
                 : ERR_OK;
}

static void fill_report(const struct opening *o, struct image *img, struct image_report *ret)
{
    *ret = o->report;
    ret->kept = !o->temporary;
    ret->why = o->report.rebuilt ? str_dup(&img->arena, str_from(o->why)) : STR_NULL;
    for (size_t d = 0; d < img->law->ndataset; d++) {
        const struct column_table *t = &img->world.table[d];

        ret->records += (int64_t)column_table_rows(t);
        for (size_t b = img->table[d].base; b < t->nblock; b++)
            ret->tail += t->fill[b];
    }
    for (size_t i = 0; i < img->manifest.npart; i++)
        ret->bytes += (int64_t)img->manifest.part[i].size;
}

static int thread_count(int wanted)
{
    long n = wanted > 0 ? wanted : sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : (int)n;
}

enum err_code image_open(struct store *s, const struct image_request *q, struct image **ret,
                         struct image_report *ret_report, struct err *err)
{
    struct opening o = {.store = s, .q = q, .threads = thread_count(q->threads), .lock = -1};
    struct image *img = image_new(q->law, q->today);
    enum err_code rc;

    BUG_ON(store_in_transaction(s));
    arena_init(&o.arena, 0);
    rc = image_place(&o, err);
    if (rc == ERR_OK)
        rc = open_current(&o, &img, err);
    if (rc == ERR_OK) {
        fill_report(&o, img, ret_report);
        *ret = img;
    } else
        image_close(img);
    image_leave(&o);
    return rc;
}

/* ---- checking ---- */

static enum err_code check(struct image *img, const char *dir, const char **ret_why,
                           struct err *err)
{
    TRY(read_manifest(img, dir, ret_why, err));
    if (!*ret_why)
        *ret_why = map_parts(img, dir, false, thread_count(0));
    return ERR_OK;
}

enum err_code image_check(const char *home, struct arena *a, struct str *ret_why, struct err *err)
{
    struct image *img = MEM_NEW(struct image);
    const char *why = NULL;
    enum err_code rc;

    arena_init(&img->arena, 0);
    rc = check(img, str_fmt(a, "%s/image", home).p, &why, err);
    if (rc == ERR_OK)
        *ret_why = str_dup(a, str_from(why));
    for (size_t i = 0; img->map && i < img->manifest.npart; i++)
        image_unmap_file(&img->map[i]);
    arena_release(&img->arena);
    free(img);
    return rc;
}
