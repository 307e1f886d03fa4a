/* api/job.c - see job.h. */
#include "api/job.h"

#include "api/import_json.h"
#include "base/file.h"
#include "base/mem.h"
#include "matter/ledger_subject.h"
#include "pipeline/screen.h"

#include <pthread.h>
#include <sys/random.h>
#include <unistd.h>

enum { JOBS = 256, WAITING = 32, ID_BYTES = 16 };

enum state { WAITS, RUNS, DONE, FAILED };

struct job {
    struct arena arena; /* of the texts below */
    char id[2 * ID_BYTES + 1];
    struct str owner; /* organ and person */
    struct str dir;   /* holds the file and what import writes beside it */
    struct import_request request;
    bool screen;
    enum state state;
    int64_t rows;
    int thousandths;
    struct str result, screened, rejected; /* JSON, JSON, path */
    struct err err;
};

struct api_jobs {
    struct api_server *x;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t asked;
    bool stop;
    struct job *at[JOBS]; /* a ring */
    size_t first, next;   /* numbers of jobs: to be done, to be given */
};

/* ---- the thread ---- */

static void drop_job(struct job *job)
{
    struct err err;
    struct str *name;
    size_t n = 0;

    if (file_list(&job->arena, job->dir.p, &name, &n, &err) == ERR_OK)
        for (size_t i = 0; i < n; i++)
            unlink(str_fmt(&job->arena, "%.*s/%.*s", STR_F(job->dir), STR_F(name[i])).p);
    rmdir(job->dir.p);
    arena_release(&job->arena);
    free(job);
}

struct running {
    struct api_jobs *jobs;
    struct job *job;
};

static void progress(void *p, int64_t rows, int thousandths)
{
    const struct running *r = p;

    pthread_mutex_lock(&r->jobs->lock);
    r->job->rows = rows;
    r->job->thousandths = thousandths;
    pthread_mutex_unlock(&r->jobs->lock);
}

/* What a job comes to. */
struct outcome {
    struct arena arena;
    struct buf result, screened;
    struct str rejected;
};

static void put_screened(struct buf *b, const struct pipeline_screen *s)
{
    json_open(b, NULL, '{');
    json_i64(b, "new", s->clues_new);
    json_i64(b, "changed", s->clues_changed);
    json_i64(b, "gone", s->clues_gone);
    json_i64(b, "records", s->progress.records);
    json_close(b, '}');
}

/* With what it bears on; the clues are kept and told as news. */
static enum err_code screen_what_came(const struct api_server *x, struct store *store,
                                      struct outcome *out, struct err *err)
{
    struct pipeline_screen_request q = {.law = x->c.law,
                                        .since = DAY_NONE,
                                        .today = clock_today(&x->c.clock),
                                        .now = x->c.clock.now(x->c.clock.p),
                                        .district = x->home.district.name,
                                        .region = x->home.district.region,
                                        .only_told = true,
                                        .program = x->c.program,
                                        .threads = 1};
    struct pipeline_screen s;
    struct diag_list diags;

    diag_init(&diags, &out->arena);
    TRY(pipeline_screen_store(&q, store, &s, &diags, err));
    put_screened(&out->screened, &s);
    pipeline_screen_release(&s);
    return ERR_OK;
}

static enum err_code import(struct running *r, struct outcome *out, struct err *err)
{
    struct import_request q = r->job->request;
    struct import_summary s;
    struct store *store;
    enum err_code rc;

    q.progress = progress;
    q.progress_p = r;
    TRY(store_open(r->jobs->x->c.home, 0, &store, err));
    rc = import_file(store, &q, &out->arena, &s, err);
    if (rc == ERR_OK) {
        api_import_json(&out->result, q.name, &s);
        out->rejected = s.rejected;
    }
    if (rc == ERR_OK && r->job->screen)
        rc = screen_what_came(r->jobs->x, store, out, err);
    store_close(store);
    return rc;
}

static void do_job(struct api_jobs *j, struct job *job)
{
    struct running r = {j, job};
    struct outcome out = {.rejected = STR_NULL};
    struct err err;
    enum err_code rc;

    arena_init(&out.arena, 0);
    rc = import(&r, &out, &err);
    pthread_mutex_lock(&j->lock);
    job->result = str_dup(&job->arena, buf_view(&out.result));
    job->screened = str_dup(&job->arena, buf_view(&out.screened));
    job->rejected = str_dup(&job->arena, out.rejected);
    if (rc == ERR_OK)
        job->thousandths = 1000;
    else
        job->err = err;
    job->state = rc == ERR_OK ? DONE : FAILED;
    pthread_mutex_unlock(&j->lock);
    buf_release(&out.result);
    buf_release(&out.screened);
    arena_release(&out.arena);
    unlink(job->request.path);
}

static void *run(void *p)
{
    struct api_jobs *j = p;

    pthread_mutex_lock(&j->lock);
    for (;;) {
        struct job *job;

        while (j->first == j->next && !j->stop)
            pthread_cond_wait(&j->asked, &j->lock);
        if (j->stop)
            break;
        job = j->at[j->first++ % JOBS];
        job->state = RUNS;
        pthread_mutex_unlock(&j->lock);
        do_job(j, job);
        pthread_mutex_lock(&j->lock);
    }
    pthread_mutex_unlock(&j->lock);
    return NULL;
}

enum err_code api_jobs_new(struct api_server *x, struct api_jobs **ret, struct err *err)
{
    struct api_jobs *j = MEM_NEW(struct api_jobs);

    j->x = x;
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->asked, NULL);
    if (pthread_create(&j->thread, NULL, run, j) != 0) {
        free(j);
        return err_set(err, ERR_IO, "no thread for imports");
    }
    *ret = j;
    return ERR_OK;
}

void api_jobs_free(struct api_jobs *j)
{
    pthread_mutex_lock(&j->lock);
    j->stop = true;
    pthread_cond_signal(&j->asked);
    pthread_mutex_unlock(&j->lock);
    pthread_join(j->thread, NULL);
    for (size_t i = 0; i < JOBS; i++)
        if (j->at[i])
            drop_job(j->at[i]);
    pthread_cond_destroy(&j->asked);
    pthread_mutex_destroy(&j->lock);
    free(j);
}

/* ---- a new one ---- */

static struct str owner_of(const struct api_call *c)
{
    return str_fmt(c->arena, "%.*s\n%.*s", STR_F(c->actor->organ), STR_F(c->actor->person));
}

static enum err_code draw_id(struct job *job, struct err *err)
{
    unsigned char bytes[ID_BYTES];

    if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
        return err_set(err, ERR_IO, "no random bytes");
    for (size_t i = 0; i < sizeof(bytes); i++)
        snprintf(&job->id[2 * i], 3, "%02x", bytes[i]);
    return ERR_OK;
}

static enum err_code move_file(struct api_call *c, struct job *job, const struct api_job_request *q,
                               struct err *err)
{
    struct arena *a = &job->arena;

    job->dir = str_fmt(a, "%.*s/%s", STR_F(c->x->spool.dir), job->id);
    TRY(file_mkdirs(job->dir.p, err));
    job->request.path = str_fmt(a, "%.*s/%.*s", STR_F(job->dir), STR_F(q->file)).p;
    if (rename(q->path, job->request.path) != 0)
        return err_set(err, ERR_IO, "cannot move the upload");
    return ERR_OK;
}

static enum err_code fill(struct api_call *c, struct job *job, const struct api_job_request *q,
                          struct err *err)
{
    const struct api_config *x = &c->x->c;

    job->owner = str_dup(&job->arena, owner_of(c));
    TRY(draw_id(job, err));
    TRY(move_file(c, job, q, err));
    job->request.name = str_dup(&job->arena, q->file);
    job->request.options = (struct import_options){.law = x->law,
                                                   .dataset = q->dataset,
                                                   .mapping = q->mapping,
                                                   .today = clock_today(&x->clock)};
    job->request.now = api_now(c);
    job->request.all_or_nothing = q->all_or_nothing;
    job->request.dry_run = q->dry_run;
    job->screen = q->screen;
    job->request.at_end = ledger_cover;
    return ERR_OK;
}

/* The slot's former job has ended: at most WAITING of the ring are still to be done. */
static bool put(struct api_jobs *j, struct job *job, struct job **ret_old)
{
    bool fits;

    pthread_mutex_lock(&j->lock);
    fits = j->next - j->first < WAITING;
    if (fits) {
        *ret_old = j->at[j->next % JOBS];
        j->at[j->next++ % JOBS] = job;
        pthread_cond_signal(&j->asked);
    }
    pthread_mutex_unlock(&j->lock);
    return fits;
}

enum err_code api_job_start(struct api_call *c, const struct api_job_request *q, struct str *ret_id,
                            struct err *err)
{
    struct job *job = MEM_NEW(struct job), *old = NULL;
    struct str id;
    enum err_code rc;

    arena_init(&job->arena, 0);
    rc = fill(c, job, q, err);
    id = str_dup(c->arena, str_from(job->id));
    if (rc == ERR_OK && !put(c->x->jobs, job, &old)) {
        rc = err_set(err, ERR_BUSY, "too many imports wait");
        err_set_zh(err, "等待导入的文件太多，请稍后再传");
    }
    if (rc != ERR_OK) {
        drop_job(job);
        return rc;
    }
    if (old)
        drop_job(old);
    *ret_id = id;
    return ERR_OK;
}

/* ---- how it stands ---- */

/* Under the lock. */
static struct job *find(struct api_call *c, struct str id)
{
    struct str owner = owner_of(c);

    for (size_t i = 0; i < JOBS; i++) {
        struct job *job = c->x->jobs->at[i];

        if (job && str_eq(str_from(job->id), id))
            return c->actor->is_operator || str_eq(job->owner, owner) ? job : NULL;
    }
    return NULL;
}

static const char *const state_name[] = {
    [WAITS] = "waiting", [RUNS] = "running", [DONE] = "done", [FAILED] = "failed"};

static void print(const struct job *job, struct buf *b)
{
    json_open(b, NULL, '{');
    json_text(b, "job", str_from(job->id));
    json_text(b, "file", job->request.name);
    json_text(b, "state", str_from(state_name[job->state]));
    json_i64(b, "rows", job->rows);
    json_i64(b, "thousandths", job->thousandths);
    json_key(b, "result"); /* also of one that was imported and could not be screened */
    buf_str(b, job->result.n > 0 ? job->result : STR("null"));
    json_key(b, "screened");
    buf_str(b, job->screened.n > 0 ? job->screened : STR("null"));
    json_text(b, "failure", job->state == FAILED ? str_from(job->err.zh) : STR(""));
    json_close(b, '}');
}

static enum err_code no_job(struct err *err)
{
    return api_nothing(err, "没有这次导入，或者服务重新启动过");
}

enum err_code api_job_print(struct api_call *c, struct str id, struct buf *out, struct err *err)
{
    struct job *job;

    pthread_mutex_lock(&c->x->jobs->lock);
    job = find(c, id);
    if (job)
        print(job, out);
    pthread_mutex_unlock(&c->x->jobs->lock);
    return job ? ERR_OK : no_job(err);
}

enum err_code api_job_rejected(struct api_call *c, struct str id, struct str *ret_path,
                               struct err *err)
{
    struct str path = STR("");
    struct job *job;

    pthread_mutex_lock(&c->x->jobs->lock);
    job = find(c, id);
    if (job)
        path = str_dup(c->arena, job->rejected);
    pthread_mutex_unlock(&c->x->jobs->lock);
    if (!job)
        return no_job(err);
    if (path.n == 0)
        return api_nothing(err, "这次导入没有退回的行，或者还没有结束");
    *ret_path = path;
    return ERR_OK;
}
