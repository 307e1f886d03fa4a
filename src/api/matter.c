/* api/matter.c - matters (事项): listed, shown, opened, acted on. */
#include "api/matter.h"

#include "api/handlers.h"
#include "base/fen.h"
#include "matter/work.h"
#include "pipeline/clue.h"

#include <sys/random.h>

/* ---- the list ---- */

struct listing {
    struct api_call *c;
    int64_t after, n, last;
    bool more;
};

/* Ends the reading: the page is full. */
static enum err_code full(struct listing *l, struct err *err)
{
    l->more = true;
    return err_set(err, ERR_LIMIT, "the page is full");
}

static enum err_code put_row(void *p, const struct matter_row *m, struct err *err)
{
    struct listing *l = p;
    struct buf at = {0};

    if (m->id <= l->after)
        return ERR_OK;
    if (l->n == api_limit(l->c))
        return full(l, err);
    l->n++;
    l->last = m->id;
    moment_print(&at, m->at);
    json_open(l->c->out, NULL, '{');
    json_i64(l->c->out, "matter", m->id);
    json_text(l->c->out, "procedure", m->procedure);
    json_text(l->c->out, "state", m->state);
    json_i64(l->c->out, "version", m->version);
    json_bool(l->c->out, "open", m->open);
    json_text(l->c->out, "at", buf_view(&at));
    json_close(l->c->out, '}');
    buf_release(&at);
    return ERR_OK;
}

/* Id of the organ that is asked for; empty: any. */
static enum err_code read_organ(const struct api_call *c, struct str *ret, struct err *err)
{
    int organ;

    *ret = STR("");
    if (!api_has(c, "organ"))
        return ERR_OK;
    TRY(api_organ(c, api_text(c, "organ"), &organ, err));
    *ret = c->x->c.law->organ[organ].id;
    return ERR_OK;
}

enum err_code api_matter_list(struct api_call *c, struct err *err)
{
    struct listing l = {.c = c, .after = api_int(c, "after", 0)};
    struct matter_filter f = {.procedure = api_text(c, "procedure"),
                              .closed = api_bool(c, "closed")};
    struct store *s;
    enum err_code rc;

    if (!f.procedure.p)
        f.procedure = STR("");
    TRY(read_organ(c, &f.organ, err));
    TRY(api_store(c, &s, err));
    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    rc = matter_list(s, c->actor, &f, put_row, &l, err);
    if (rc != ERR_OK && !l.more)
        return rc;
    api_end_list(c, l.last, l.more);
    return ERR_OK;
}

/* ---- duties ---- */

struct duties {
    struct api_call *c;
    int64_t skip, n;
    bool more;
    struct moment now;
};

static enum err_code put_duty(void *p, const struct matter_duty *d, struct err *err)
{
    struct duties *l = p;
    struct buf *b = l->c->out;

    if (l->skip > 0) {
        l->skip--;
        return ERR_OK;
    }
    if (l->n == api_limit(l->c)) {
        l->more = true;
        return err_set(err, ERR_LIMIT, "the page is full");
    }
    l->n++;
    json_open(b, NULL, '{');
    json_i64(b, "matter", d->matter);
    json_text(b, "procedure", d->procedure);
    json_text(b, "state", d->state);
    json_text(b, "term", d->term);
    json_text(b, "organ", d->organ);
    api_put_due(b, "due", d->due);
    json_bool(b, "paused", d->paused);
    json_bool(b, "overdue", moment_known(d->due) && !d->paused && d->due.n <= l->now.n);
    json_close(b, '}');
    return ERR_OK;
}

/* Pages are by place in the list: it is short, and who works it off reads it from the top. */
enum err_code api_duty_list(struct api_call *c, struct err *err)
{
    struct duties l = {.c = c, .skip = api_int(c, "after", 0), .now = api_moment(c)};
    struct matter_duty_filter f = {.before = MOMENT_NONE};
    struct store *s;
    enum err_code rc;

    TRY(read_organ(c, &f.organ, err));
    if (api_has(c, "days"))
        f.before =
            moment_at((struct day){moment_day(l.now).n + (int32_t)api_int(c, "days", 0) + 1}, 0);
    TRY(api_store(c, &s, err));
    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    rc = matter_duties(s, c->actor, &f, put_duty, &l, err);
    if (rc != ERR_OK && !l.more)
        return rc;
    api_end_list(c, api_int(c, "after", 0) + l.n, l.more);
    return ERR_OK;
}

/* ---- one ---- */

/* What is not to be seen is not there. */
enum err_code api_matter_seen(struct api_call *c, int64_t id, struct matter_view *ret,
                              struct err *err)
{
    struct matter_log *log;

    TRY(api_log(c, &log, err));
    return matter_view_get(log, c->actor, id, c->arena, ret, err);
}

static struct str etag(struct api_call *c, int64_t version)
{
    return str_fmt(c->arena, "\"%lld\"", (long long)version);
}

enum err_code api_matter_show(struct api_call *c, struct err *err)
{
    struct matter_view v;
    struct str tag;
    int64_t id;

    TRY(api_number(c, 0, &id, err));
    TRY(api_matter_seen(c, id, &v, err));
    tag = etag(c, v.matter.version);
    http_reply_header(c->r, "ETag", tag);
    if (str_eq(http_header(c->q, "If-None-Match"), tag)) {
        c->r->status = 304;
        return ERR_OK;
    }
    api_put_matter(c, &v);
    return ERR_OK;
}

static enum err_code put_entry(void *p, const struct matter_entry *e, struct err *err)
{
    struct listing *l = p;
    struct buf at = {0};

    if (l->n == api_limit(l->c))
        return full(l, err);
    l->n++;
    l->last = e->no;
    moment_print(&at, e->at);
    json_open(l->c->out, NULL, '{');
    json_i64(l->c->out, "no", e->no);
    json_i64(l->c->out, "row", e->row);
    json_text(l->c->out, "at", buf_view(&at));
    json_text(l->c->out, "act", e->act);
    json_text(l->c->out, "organ", e->organ);
    json_text(l->c->out, "person", e->person);
    json_close(l->c->out, '}');
    buf_release(&at);
    return ERR_OK;
}

enum err_code api_matter_timeline(struct api_call *c, struct err *err)
{
    struct listing l = {.c = c};
    struct matter_timeline q = {.who = c->actor, .after = api_int(c, "after", 0)};
    struct matter_log *log;
    enum err_code rc;

    TRY(api_number(c, 0, &q.matter, err));
    TRY(api_log(c, &log, err));
    TRY(matter_may_see(log->store, c->actor, q.matter, err));
    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    rc = matter_entries(log, &q, put_entry, &l, err);
    if (rc != ERR_OK && !l.more)
        return rc;
    api_end_list(c, l.last, l.more);
    return ERR_OK;
}

/* ---- acts ---- */

static struct matter_pairs read_pairs(struct api_call *c, const char *name)
{
    json_t *object = json_object_get(c->in, name), *value;
    struct matter_pairs pairs = {
        ARENA_ARRAY(c->arena, struct matter_pair, json_object_size(object) + 1), 0};
    const char *key;

    json_object_foreach(object, key, value)
    {
        pairs.at[pairs.n++] = (struct matter_pair){str_from(key), api_json_text(value)};
    }
    return pairs;
}

static enum err_code read_act(struct api_call *c, struct matter_act *ret, struct err *err)
{
    struct matter_act act = {.name = api_text(c, "act"), .at = api_moment(c), .timed = true};
    const struct actor *a = c->actor;

    if (a->organ.n == 0) {
        err_set(err, ERR_FORBIDDEN, "the operator acts for no organ");
        return err_set_zh(err, "办理要以一个机关的名义");
    }
    if (api_has(c, "at") && !moment_parse(api_text(c, "at"), &act.at, &act.timed))
        return api_invalid(err, "at 应当写成 2024-03-01T10:20 或 2024-03-01");
    if (act.at.n > api_moment(c).n)
        return api_invalid(err, "办理时间不能晚于现在");
    act.actor = (struct matter_act_actor){law_organ_find(c->x->c.law, a->organ), a->person,
                                          a->capability, a->ncapability};
    act.field = read_pairs(c, "fields");
    act.paper = read_pairs(c, "papers");
    act.role = read_pairs(c, "roles");
    act.join = read_pairs(c, "joins");
    *ret = act;
    return ERR_OK;
}

/* The client's key, within his own organ and name; or one by chance: then it is a new wish each
 * time. */
static enum err_code read_key(struct api_call *c, struct str *ret, struct err *err)
{
    struct str key = http_header(c->q, "Idempotency-Key");
    uint64_t r[2];

    if (key.n > 0) {
        *ret = str_fmt(c->arena, "api:%.*s:%.*s:%.*s", STR_F(c->actor->organ),
                       STR_F(c->actor->person), STR_F(key));
        return ERR_OK;
    }
    if (getrandom(r, sizeof(r), 0) != (ssize_t)sizeof(r))
        return err_set(err, ERR_IO, "no random bytes");
    *ret =
        str_fmt(c->arena, "api:%016llx%016llx", (unsigned long long)r[0], (unsigned long long)r[1]);
    return ERR_OK;
}

static void put_receipt(struct api_call *c, const struct matter_receipt *r)
{
    json_open(c->out, NULL, '{');
    json_i64(c->out, "matter", r->matter);
    json_i64(c->out, "version", r->version);
    json_i64(c->out, "act", r->act);
    json_bool(c->out, "again", r->again);
    api_put_texts(c->out, "documents", r->change.make.at, r->change.make.n);
    json_open(c->out, "opened", '[');
    for (size_t i = 0; i < r->opened.n; i++)
        json_i64(c->out, NULL, r->opened.at[i]);
    json_close(c->out, ']');
    api_put_texts(c->out, "undone", r->undone.at, r->undone.n);
    json_close(c->out, '}');
}

static void put_done(struct api_call *c, const struct matter_receipt *r)
{
    api_tell_news(c);
    http_reply_header(c->r, "ETag", etag(c, r->version));
    http_reply_header(c->r, "Location",
                      str_fmt(c->arena, "/api/v1/matters/%lld", (long long)r->matter));
    put_receipt(c, r);
}

static enum err_code commit(struct api_call *c, struct matter_request *q, struct err *err)
{
    struct matter_receipt receipt;

    q->entered = api_moment(c);
    TRY(read_act(c, &q->act, err));
    TRY(read_key(c, &q->key, err));
    TRY(matter_writer_do(c->x->writer, q, c->arena, &receipt, err));
    put_done(c, &receipt);
    return ERR_OK;
}

/* The only act that opens the procedure, when none is named. */
static enum err_code name_opening(struct api_call *c, struct err *err)
{
    const struct matter_plan *plan = matter_plan_find(&c->x->book, api_text(c, "procedure"));
    struct str name = STR("");
    size_t n = 0;

    if (!plan)
        return api_invalid(err, "没有程序“%.*s”", STR_F(api_text(c, "procedure")));
    for (size_t i = 0; i < plan->p->nact && !api_has(c, "act"); i++)
        if (plan->p->act[i].opens) {
            name = plan->p->act[i].name;
            n++;
        }
    if (api_has(c, "act"))
        return ERR_OK;
    if (n != 1)
        return api_invalid(err, "这个程序有几种开启的办理行为，请用 act 写明");
    json_object_set_new(c->in, "act", json_stringn(name.p, name.n));
    return ERR_OK;
}

enum err_code api_matter_open(struct api_call *c, struct err *err)
{
    struct matter_request q = {.procedure = api_text(c, "procedure")};

    TRY(name_opening(c, err));
    return commit(c, &q, err);
}

/* if-match -> '"' version '"' */
static enum err_code read_seen(const struct api_call *c, int64_t *ret, struct err *err)
{
    struct str tag = http_header(c->q, "If-Match");

    if (tag.n > 2 && tag.p[0] == '"' && tag.p[tag.n - 1] == '"' &&
        fen_decimal(str_sub(tag, 1, tag.n - 1), 0, ret) && *ret > 0)
        return ERR_OK;
    return api_invalid(err, "请用 If-Match 写明所看到的版本，如 \"3\"（查看事项时的 ETag）");
}

static enum err_code act_on(struct api_call *c, struct matter_request *q, struct err *err)
{
    struct store *store;

    TRY(api_number(c, 0, &q->matter, err));
    TRY(api_store(c, &store, err));
    TRY(matter_may_see(store, c->actor, q->matter, err));
    TRY(read_seen(c, &q->seen, err));
    return commit(c, q, err);
}

enum err_code api_matter_act(struct api_call *c, struct err *err)
{
    struct matter_request q = {0};

    return act_on(c, &q, err);
}

enum err_code api_matter_migrate(struct api_call *c, struct err *err)
{
    struct matter_request q = {.migrate = true};

    return act_on(c, &q, err);
}

/* The act, its fields and its roles may be left to what the clue says. */
enum err_code api_clue_open(struct api_call *c, struct err *err)
{
    struct matter_request q = {.procedure = api_text(c, "procedure"), .entered = api_moment(c)};
    struct pipeline_clue_opening o = {.who = c->actor, .q = &q};
    struct matter_receipt receipt;
    struct matter_log *log;

    TRY(api_number(c, 0, &o.clue, err));
    TRY(read_act(c, &q.act, err));
    TRY(read_key(c, &q.key, err));
    TRY(api_log(c, &log, err));
    TRY(pipeline_clue_open(log, &o, c->arena, &receipt, err));
    put_done(c, &receipt);
    return ERR_OK;
}
