/* pipeline/check.c - screens files in memory: what an organ asks of its own sheet; see screen.h. */
#include "pipeline/screen_internal.h"
#include "registry/seen.h"
#include "service/screen/cases.h"

void pipeline_screen_start(const struct pipeline_screen_request *q, struct pipeline_screen *s)
{
    memset(s, 0, sizeof(*s));
    arena_init(&s->arena, 0);
    screen_world_init(&s->world, q->law, q->today);
    screen_world_init(&s->full, q->law, q->today);
}

/* Rules and empty tables; what every run starts with. */
enum err_code pipeline_screen_prepare(const struct pipeline_screen_request *q,
                                      struct pipeline_screen *s, struct diag_list *diags,
                                      struct err *err)
{
    pipeline_screen_start(q, s);
    return screen_pack_load(q->law, q->rule, q->nrule, &s->arena, diags, &s->pack, err);
}

void pipeline_screen_report(const struct pipeline_screen_request *q, struct pipeline_screen *s)
{
    s->report = (struct screen_report){
        .law = q->law,
        .pack = &s->pack,
        .binding = s->binding,
        .world = &s->world,
        .found = &s->found,
        .source = s->source,
        .nsource = s->nsource,
        .district = q->district,
        .today = q->today,
        .since = q->since,
        .limit = q->limit,
        .full = &s->world,
    };
}

/* Tables filled: binds, evaluates, and sets the report up. */
enum err_code pipeline_screen_evaluate(const struct pipeline_screen_request *q,
                                       struct pipeline_screen *s, struct err *err)
{
    TRY(rule_bind(&s->world.rule, s->pack.plan, s->pack.n, &s->binding, err));
    screen_run(&(struct screen_run_request){.binding = s->binding,
                                            .world = &s->world.rule,
                                            .plan = s->pack.plan,
                                            .nplan = s->pack.n,
                                            .since = q->since,
                                            .threads = q->threads},
               &s->arena, &s->found);
    s->engine.name = STR("vector");
    pipeline_screen_report(q, s);
    return ERR_OK;
}

void pipeline_screen_release(struct pipeline_screen *s)
{
    if (s->binding)
        rule_binding_free(s->binding);
    screen_world_release(&s->world);
    screen_world_release(&s->full);
    image_close(s->image);
    arena_release(&s->arena);
}

struct file_sink {
    struct pipeline_screen *run;
    struct str file;
    struct registry_seen seen; /* rows so far, of all files */
};

static enum err_code take_record(void *p, const struct registry_record *r, struct err *err)
{
    struct file_sink *f = p;

    (void)err;
    if (!registry_seen_add(&f->seen, registry_row_key(r->identity, r->content.lo))) {
        f->run->files.duplicates++;
        return ERR_OK;
    }
    screen_world_add(&f->run->world, r, f->file);
    return ERR_OK;
}

static enum err_code take_reject(void *p, const struct import_reject *r, struct err *err)
{
    struct file_sink *f = p;
    struct arena *a = &f->run->arena;

    (void)err;
    vec_push(a, &f->run->files.reject,
             str_fmt(a, "%.*s%s%.*s 第%lld行：%.*s", STR_F(f->file), r->sheet.n ? " " : "",
                     STR_F(r->sheet), (long long)r->line, STR_F(r->reason)));
    return ERR_OK;
}

static enum err_code take_batch(void *p, size_t sheet_no, int64_t line, int progress,
                                struct err *err)
{
    (void)p, (void)sheet_no, (void)line, (void)progress, (void)err;
    return ERR_OK;
}

static struct str base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return str_from(slash ? slash + 1 : path);
}

static enum err_code read_file(const struct pipeline_screen_request *q, const char *path,
                               struct file_sink *f, struct err *err)
{
    struct import_options o = {
        .law = q->law, .today = q->today, .threads = q->threads, .partial = true};
    struct import_sink sink = {
        .p = f, .record = take_record, .reject = take_reject, .batch = take_batch};
    struct import_counts c = {0};

    f->file = str_dup(&f->run->arena, base_name(path));
    TRY(import_run(path, &o, &sink, &c, err));
    f->run->files.count.rows += c.rows;
    f->run->files.count.rejected += c.rejected;
    f->run->files.count.warnings += c.warnings;
    return ERR_OK;
}

enum err_code pipeline_screen_read(const struct pipeline_screen_request *q, const char *const *file,
                                   size_t nfile, struct pipeline_screen *s, struct err *err)
{
    struct file_sink f = {.run = s};
    struct str *name = ARENA_ARRAY(&s->arena, struct str, nfile + 1);
    enum err_code rc = ERR_OK;

    for (size_t i = 0; i < nfile && rc == ERR_OK; i++) {
        rc = read_file(q, file[i], &f, err);
        name[i] = f.file;
    }
    registry_seen_release(&f.seen);
    screen_world_join_cases(&s->world);
    s->source = name;
    s->nsource = nfile;
    return rc;
}

static enum err_code screen_files(const struct pipeline_screen_request *q, const char *const *file,
                                  size_t nfile, struct pipeline_screen *s, struct diag_list *diags,
                                  struct err *err)
{
    TRY(pipeline_screen_prepare(q, s, diags, err));
    TRY(pipeline_screen_read(q, file, nfile, s, err));
    return pipeline_screen_evaluate(q, s, err);
}

enum err_code pipeline_screen_files(const struct pipeline_screen_request *q,
                                    const char *const *file, size_t nfile,
                                    struct pipeline_screen *ret, struct diag_list *diags,
                                    struct err *err)
{
    enum err_code rc = screen_files(q, file, nfile, ret, diags, err);

    if (rc != ERR_OK)
        pipeline_screen_release(ret);
    return rc;
}
