/* pipeline/tables.c - the store's image as the tables of a run; see screen_internal.h. */
#include "pipeline/tables.h"
#include "pipeline/screen_internal.h"

/* What all rules of the law read, whichever are run: so one image serves every run. */
enum err_code pipeline_image_request(const struct pipeline_screen_request *q,
                                     const struct screen_pack *pack, struct arena *a,
                                     struct image_request *ret, struct err *err)
{
    const bool **want = ARENA_ARRAY(a, const bool *, q->law->ndataset + 1);
    struct screen_pack all;
    struct diag_list ignored;

    diag_init(&ignored, a);
    TRY(screen_pack_load(q->law, NULL, 0, a, &ignored, &all, err));
    for (size_t d = 0; d < q->law->ndataset; d++) {
        size_t n = q->law->dataset[d].nfield;
        bool *field = ARENA_ARRAY(a, bool, n + 1), *more = ARENA_ARRAY(a, bool, n + 1);
        bool reads = screen_world_fields(&all, d, field);

        if (pack && screen_world_fields(pack, d, more)) {
            reads = true;
            for (size_t f = 0; f < n; f++)
                field[f] |= more[f];
        }
        want[d] = reads ? field : NULL;
    }
    *ret = (struct image_request){.law = q->law,
                                  .today = q->today,
                                  .want = want,
                                  .plan = all.plan,
                                  .nplan = all.n,
                                  .threads = q->threads,
                                  .progress = q->progress,
                                  .progress_p = q->progress_p};
    return ERR_OK;
}

enum err_code pipeline_screen_tables(const struct pipeline_screen_request *q, struct store *store,
                                     struct pipeline_screen *s, struct err *err)
{
    struct image_request request;

    TRY(pipeline_image_request(q, &s->pack, &s->arena, &request, err));
    TRY(image_open(store, &request, &s->image, &s->image_report, err));
    screen_world_borrow(&s->world, image_world(s->image));
    return ERR_OK;
}

enum err_code pipeline_screen_catch_up(struct store *store, struct pipeline_screen *s,
                                       struct err *err)
{
    struct image_changes changes;
    bool split;

    TRY(image_catch_up(s->image, store, &s->arena, &changes, &split, err));
    if (!split)
        return ERR_OK;
    err_set(err, ERR_BUSY, "a case was taken apart while its image was read");
    return err_set_zh(err, "记录正在更正，请重试");
}
