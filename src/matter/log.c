/* matter/log.c - see log.h: one wish, the act that comes of it, and what that brings about in other
 * matters. */
#include "base/bug.h"
#include "matter/log_internal.h"

#include "crypto/digest.h"
#include "matter/decision.h"
#include "matter/ledger_subject.h"
#include "matter/migrate.h"

#include <stdlib.h>

/* Links that open matters that open matters: the law's own chains are three deep. */
enum { MAX_DEPTH = 8 };

void matter_log_init(struct matter_log *log, struct store *store, const struct matter_book *book)
{
    *log = (struct matter_log){.store = store, .book = book, .law = book->law->version};
    arena_init(&log->arena, 0);
}

void matter_log_release(struct matter_log *log)
{
    arena_release(&log->arena);
    *log = (struct matter_log){0};
}

/* ---- the key ---- */

static void add_pairs(struct digest *d, const struct matter_pairs *pairs)
{
    for (size_t i = 0; i < pairs->n; i++) {
        digest_add(d, pairs->at[i].name.p, pairs->at[i].name.n);
        digest_add(d, "\t", 1);
        digest_add(d, pairs->at[i].value.p, pairs->at[i].value.n);
        digest_add(d, "\n", 1);
    }
    digest_add(d, "\n", 1);
}

/* What is wished, so that a key that comes again with another wish is noticed. */
static struct str wish_of(const struct matter_request *q, struct arena *a)
{
    struct digest d;
    struct digest_value v;
    struct buf b = {0};
    struct str s;

    buf_fmt(&b, "%lld\n%.*s\n%.*s\n%lld\n%d\n%.*s\n", (long long)q->matter, STR_F(q->procedure),
            STR_F(q->act.name), (long long)q->act.at.n, q->act.actor.organ,
            STR_F(q->act.actor.person));
    digest_init(&d);
    if (q->migrate)
        buf_z(&b, "migrate\n");
    if (q->on_clue.clue)
        buf_fmt(&b, "%lld\n", (long long)q->on_clue.clue);
    digest_add(&d, b.p, b.n);
    add_pairs(&d, &q->act.field);
    add_pairs(&d, &q->act.paper);
    add_pairs(&d, &q->act.role);
    add_pairs(&d, &q->act.join);
    v = digest_final(&d);
    buf_reset(&b);
    digest_print(&b, &v);
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

static enum err_code find_key(struct matter_log *log, struct str key, struct str wish,
                              struct matter_receipt *ret, struct err *err)
{
    struct store_stmt *q;
    struct store_value v = store_text(key);
    bool row, same;

    TRY(store_query(log->store, "SELECT id, matter, no, wish FROM matter_act WHERE client_key = ?",
                    &q, err));
    TRY(store_start(q, &v, 1, err));
    TRY(store_next(q, &row, err));
    if (!row)
        return ERR_OK;
    ret->act = store_column_int(q, 0);
    ret->matter = store_column_int(q, 1);
    ret->version = store_column_int(q, 2);
    same = str_eq(store_column_text(q, 3), wish);
    ret->again = true;
    store_end(q);
    if (same)
        return ERR_OK;
    err_set(err, ERR_CONFLICT, "client key was used for another act");
    return err_set_zh(err, "凭号“%.*s”已经用于另一次办理（事项 %lld 第 %lld 次）", STR_F(key),
                      (long long)ret->matter, (long long)ret->version);
}

/* ---- the version that was seen ---- */

static enum err_code say_entry(void *p, const struct matter_entry *e, struct err *err)
{
    struct buf *b = p;

    (void)err;
    buf_fmt(b, "%s第 %lld 次“%.*s”（", b->n ? "；" : "", (long long)e->no, STR_F(e->act));
    moment_print(b, e->at);
    buf_fmt(b, "，%.*s）", STR_F(e->organ));
    return ERR_OK;
}

/* What came meanwhile is told to those who may see the matter. */
static enum err_code check_seen(struct matter_log *log, const struct matter *m,
                                const struct actor *who, int64_t seen, struct err *err)
{
    const struct matter_timeline since = {who, m->id, seen};
    struct buf b = {0};
    enum err_code rc;

    if (m->version == seen)
        return ERR_OK;
    if (seen > m->version) {
        err_set(err, ERR_INVALID, "version that is not there yet");
        return err_set_zh(err, "事项 %lld 只办理到第 %lld 次", (long long)m->id,
                          (long long)m->version);
    }
    rc = matter_entries(log, &since, say_entry, &b, err);
    if (rc == ERR_OK) {
        rc = err_set(err, ERR_CONFLICT, "matter %lld: stale version", (long long)m->id);
        err_set_zh(err, "事项 %lld 在您查看之后又办理了%s%s。请核对后重新办理", (long long)m->id,
                   b.n ? "：" : "", buf_cstr(&b));
    }
    buf_release(&b);
    return rc;
}

/* ---- one act and its consequences ---- */

struct chain {
    struct matter_log *log;
    const struct matter_request *q;
    struct arena *arena;
    struct matter_receipt *ret;
    struct str wish;
    int64_t cause, cause_matter, cause_no; /* of the act at work */
    int depth, count;
};

static enum err_code do_one(struct chain *c, const struct matter *before,
                            const struct matter_act *act, struct matter_change *ret_change,
                            int64_t *ret_row, struct err *err);

static enum err_code write_one(struct chain *c, const struct matter *before,
                               struct matter_change *change, int64_t *ret_row, struct err *err)
{
    struct str key =
        c->count == 0 ? c->q->key : str_fmt(c->arena, "%.*s/%d", STR_F(c->q->key), c->count);
    struct bytes_head head = {.matter = change->after.id,
                              .no = change->after.version,
                              .procedure = change->after.plan->p->id,
                              .version = change->after.plan->p->version,
                              .law = c->log->law,
                              .entered = c->q->entered,
                              .key = key,
                              .cause_matter = c->cause_matter,
                              .cause_no = c->cause_no,
                              .act = &change->done};
    struct keep_act k = {.before = before,
                         .after = &change->after,
                         .change = change,
                         .key = key,
                         .wish = c->wish,
                         .cause = c->cause,
                         .entered = c->q->entered};
    struct buf bytes = {0};
    enum err_code rc;

    if (c->q->migrate)
        head.left = before->plan->p->version;
    if (c->count == 0 && c->q->on_clue.clue) {
        head.clue = k.clue = c->q->on_clue.clue;
        head.rule = k.rule = c->q->on_clue.rule;
        head.rule_version = k.rule_version = c->q->on_clue.rule_version;
    }
    c->count++;
    bytes_act(&bytes, c->log->book->law, &head);
    k.bytes = buf_view(&bytes);
    rc = keep_write(c->log, &k, ret_row, err);
    buf_release(&bytes);
    return rc;
}

static struct matter_act act_there(const struct chain *c, const struct matter_change *change,
                                   const struct matter_effect *e)
{
    struct matter_act act = {.name = e->link->act,
                             .at = change->done.at,
                             .timed = change->done.timed,
                             .actor = c->q->act.actor,
                             .field = e->field,
                             .role = e->role};

    return act;
}

static enum err_code open_there(struct chain *c, const struct matter_change *change,
                                const struct matter_effect *e, int64_t row, struct err *err)
{
    const struct matter_plan *plan = matter_plan_find(c->log->book, e->link->procedure);
    struct matter_act act = act_there(c, change, e);
    struct matter_change there;
    struct matter before;
    int64_t act_row = 0;

    BUG_ON(!plan); /* law check: every link leads somewhere */
    before = matter_none(plan, c->arena);
    TRY(do_one(c, &before, &act, &there, &act_row, err));
    TRY(keep_link(c->log->store, change->after.id, there.after.id, "open", row, err));
    vec_push(c->arena, &c->ret->opened, there.after.id);
    return ERR_OK;
}

static bool is_refusal(enum err_code rc)
{
    return rc == ERR_INVALID || rc == ERR_FORBIDDEN || rc == ERR_CONFLICT;
}

static enum err_code savepoint_back(struct store *s, struct err *err)
{
    TRY(store_exec(s, "ROLLBACK TO act", err));
    return store_exec(s, "RELEASE act", err);
}

/* What the linked matter does not allow is not done and is told: a lawful act here must not fail
 * because of the state of another matter. */
static enum err_code act_in(struct chain *c, const struct matter_change *change,
                            const struct matter_effect *e, int64_t id, int64_t row, struct err *err)
{
    struct matter_act act = act_there(c, change, e);
    struct matter_change there;
    struct matter before;
    struct err why;
    int64_t act_row = 0;
    enum err_code rc;

    TRY(matter_get(c->log, id, c->arena, &before, err));
    TRY(store_exec(c->log->store, "SAVEPOINT act", err));
    rc = do_one(c, &before, &act, &there, &act_row, &why);
    if (rc == ERR_OK) {
        TRY(store_exec(c->log->store, "RELEASE act", err));
        return keep_link(c->log->store, change->after.id, id, "act", row, err);
    }
    if (!is_refusal(rc)) {
        *err = why;
        return rc;
    }
    TRY(savepoint_back(c->log->store, err));
    vec_push(c->arena, &c->ret->undone, str_dup(c->arena, str_from(why.zh)));
    return keep_outbox(c->log->store, &change->after, row, "undone",
                       c->log->book->law->organ[change->done.actor.organ].id, str_from(why.zh),
                       err);
}

/* Matters of that procedure that are linked with this one, either way. */
static enum err_code linked(struct chain *c, int64_t id, struct str procedure, int64_t **ret_ids,
                            size_t *ret_n, struct err *err)
{
    VEC(int64_t) ids = {0};
    struct store_stmt *q;
    struct store_value v[] = {store_int(id), store_text(procedure), store_int(id),
                              store_text(procedure)};
    bool row;

    TRY(store_query(c->log->store,
                    "SELECT m.id FROM matter_link l JOIN matter m ON m.id = l.target"
                    " WHERE l.source = ? AND m.procedure = ?"
                    " UNION SELECT m.id FROM matter_link l JOIN matter m ON m.id = l.source"
                    " WHERE l.target = ? AND m.procedure = ? ORDER BY 1",
                    &q, err));
    TRY(store_start(q, v, 4, err));
    for (;;) {
        TRY(store_next(q, &row, err));
        if (!row)
            break;
        vec_push(c->arena, &ids, store_column_int(q, 0));
    }
    *ret_ids = ids.at;
    *ret_n = ids.n;
    return ERR_OK;
}

static enum err_code act_there_all(struct chain *c, const struct matter_change *change,
                                   const struct matter_effect *e, int64_t row, struct err *err)
{
    const struct matter_plan *plan = matter_plan_find(c->log->book, e->link->procedure);
    int64_t *id = NULL;
    size_t n = 0;

    BUG_ON(!plan);
    TRY(linked(c, change->after.id, plan->p->id, &id, &n, err));
    for (size_t i = 0; i < n; i++)
        TRY(act_in(c, change, e, id[i], row, err));
    return ERR_OK;
}

static enum err_code join_there(struct chain *c, const struct matter_change *change,
                                const struct matter_effect *e, int64_t row, struct err *err)
{
    const struct matter_plan *plan = matter_plan_find(c->log->book, e->link->procedure);
    struct matter there;

    BUG_ON(!plan);
    TRY(matter_get(c->log, e->join, c->arena, &there, err));
    if (!str_eq(there.plan->p->id, plan->p->id)) {
        err_set(err, ERR_INVALID, "joined matter is of another procedure");
        return err_set_zh(err, "事项 %lld 不是“%.*s”", (long long)e->join, STR_F(plan->p->name));
    }
    return keep_link(c->log->store, change->after.id, e->join, "join", row, err);
}

static enum err_code follow(struct chain *c, const struct matter_change *change, int64_t row,
                            struct err *err)
{
    for (size_t i = 0; i < change->effect.n; i++) {
        const struct matter_effect *e = &change->effect.at[i];

        switch (e->link->kind) {
        case LAW_LINK_OPEN:
            TRY(open_there(c, change, e, row, err));
            break;
        case LAW_LINK_ACT:
            TRY(act_there_all(c, change, e, row, err));
            break;
        case LAW_LINK_JOIN:
            TRY(join_there(c, change, e, row, err));
            break;
        }
    }
    return ERR_OK;
}

static enum err_code do_one(struct chain *c, const struct matter *before,
                            const struct matter_act *act, struct matter_change *ret_change,
                            int64_t *ret_row, struct err *err)
{
    struct chain here = *c;
    struct matter_change change;

    if (c->depth > MAX_DEPTH)
        return err_set(err, ERR_LIMIT, "links reach deeper than %d matters", MAX_DEPTH);
    TRY(matter_apply(before, act, c->arena, &change, err));
    if (before->version == 0)
        TRY(keep_next_matter(c->log->store, &change.after.id, err));
    TRY(write_one(c, before, &change, ret_row, err));
    here.count = c->count;
    here.cause = *ret_row;
    here.cause_matter = change.after.id;
    here.cause_no = change.after.version;
    here.depth++;
    TRY(follow(&here, &change, *ret_row, err));
    c->count = here.count;
    *ret_change = change;
    return ERR_OK;
}

/* May the organ come to act here although it does not see the matter?  Where a role that it could
 * take is still held by nobody. */
static bool may_join(const struct matter *m, const struct actor *who)
{
    for (size_t i = 0; i < m->plan->p->nrole; i++)
        if (matter_organ_of(m, (int)i) < 0 && law_role_takes(m->plan->p, (int)i, who->kind))
            return true;
    return false;
}

/* To whom it is no business of, the matter is not there: a refusal would say how it stands (P1). */
static enum err_code known_to(struct matter_log *log, const struct matter_request *q,
                              const struct actor *who, struct arena *a, struct matter *ret,
                              struct err *err)
{
    struct err hidden;
    enum err_code rc = keep_get(log, who, q->matter, a, ret, &hidden);

    if (rc == ERR_NOT_FOUND) {
        TRY(matter_get(log, q->matter, a, ret, err));
        if (may_join(ret, who))
            return ERR_OK;
    }
    if (rc != ERR_OK)
        *err = hidden;
    return rc;
}

static enum err_code before_of(struct matter_log *log, const struct matter_request *q,
                               struct arena *a, struct matter *ret, struct err *err)
{
    const struct law *law = log->book->law;
    const struct matter_plan *plan;
    struct actor who;

    if (q->matter) {
        TRY(actor_make(law, law->organ[q->act.actor.organ].id, q->act.actor.person, &who, err));
        TRY(known_to(log, q, &who, a, ret, err));
        return check_seen(log, ret, &who, q->seen, err);
    }
    plan = matter_plan_find(log->book, q->procedure);
    if (!plan) {
        err_set(err, ERR_NOT_FOUND, "procedure %.*s", STR_F(q->procedure));
        return err_set_zh(err, "没有程序“%.*s”", STR_F(q->procedure));
    }
    *ret = matter_none(plan, a);
    return ERR_OK;
}

/* The act that the clue fills in, when there is one and it is free. */
static enum err_code act_of(struct matter_log *log, const struct matter_request *q,
                            const struct matter_plan *plan, struct arena *a, struct matter_act *ret,
                            struct err *err)
{
    *ret = q->act;
    if (!q->on_clue.clue)
        return ERR_OK;
    BUG_ON(q->matter != 0);
    TRY(matter_clue_may_open(log->store, q->on_clue.clue, err));
    return matter_clue_fill(plan, &q->on_clue, &q->act, a, ret, err);
}

/* The clue's side of the link, and the leaves of its events (L1). */
static enum err_code note_clue(struct matter_log *log, const struct matter_request *q,
                               int64_t matter, struct err *err)
{
    const struct matter_act_actor *actor = &q->act.actor;
    struct matter_actor by = {.name = actor->person,
                              .organ = log->book->law->organ[actor->organ].id,
                              .at = q->on_clue.at};

    if (!q->on_clue.clue)
        return ERR_OK;
    TRY(matter_clue_opened(log->store, q->on_clue.clue, matter, &by, err));
    return ledger_cover(log->store, err);
}

/* The same procedure as the law at hand has it. */
static enum err_code move_one(struct chain *c, const struct matter *before,
                              struct matter_change *ret_change, int64_t *ret_row, struct err *err)
{
    const struct matter_plan *to = matter_plan_find(c->log->book, before->plan->p->id);

    if (before->version == 0)
        return err_set(err, ERR_INVALID, "no matter is named");
    if (!to) {
        err_set(err, ERR_CONFLICT, "procedure is no longer in the law");
        return err_set_zh(err, "现行法律数据里已经没有程序“%.*s”", STR_F(before->plan->p->name));
    }
    TRY(matter_migrate(before, to, &c->q->act, c->arena, ret_change, err));
    return write_one(c, before, ret_change, ret_row, err);
}

static enum err_code do_wish(struct matter_log *log, const struct matter_request *q,
                             struct arena *a, struct matter_receipt *ret, struct err *err)
{
    struct chain c = {.log = log, .q = q, .arena = a, .ret = ret, .wish = wish_of(q, a)};
    struct matter before;
    struct matter_act act;

    TRY(find_key(log, q->key, c.wish, ret, err));
    if (ret->again)
        return ERR_OK;
    TRY(before_of(log, q, a, &before, err));
    if (q->migrate) {
        TRY(move_one(&c, &before, &ret->change, &ret->act, err));
    } else {
        TRY(act_of(log, q, before.plan, a, &act, err));
        TRY(do_one(&c, &before, &act, &ret->change, &ret->act, err));
    }
    ret->matter = ret->change.after.id;
    ret->version = ret->change.after.version;
    return note_clue(log, q, ret->matter, err);
}

enum err_code log_do_again(struct matter_log *log, const struct log_again *g, struct arena *a,
                           struct err *err)
{
    struct matter_receipt receipt = {0};
    struct chain c = {.log = log, .q = &g->q, .arena = a, .ret = &receipt, .wish = g->wish};
    struct matter_change change;
    int64_t row = 0;

    return g->q.migrate ? move_one(&c, &g->before, &change, &row, err)
                        : do_one(&c, &g->before, &g->q.act, &change, &row, err);
}

/* Prepared: they come with every act. */
static enum err_code savepoint(struct store *s, struct err *err)
{
    struct store_stmt *q;

    TRY(store_query(s, "SAVEPOINT wish", &q, err));
    return store_run(q, NULL, 0, NULL, err);
}

static enum err_code release(struct store *s, struct err *err)
{
    struct store_stmt *q;

    TRY(store_query(s, "RELEASE wish", &q, err));
    return store_run(q, NULL, 0, NULL, err);
}

enum err_code matter_do(struct matter_log *log, const struct matter_request *q, struct arena *a,
                        struct matter_receipt *ret, struct err *err)
{
    struct matter_receipt receipt = {0};
    struct err undo;
    enum err_code rc;

    BUG_ON(q->key.n == 0);
    TRY(savepoint(log->store, err));
    rc = do_wish(log, q, a, &receipt, err);
    if (rc != ERR_OK) {
        /* A store that cannot undo has lost its transaction: the caller rolls it back whole. */
        if (store_exec(log->store, "ROLLBACK TO wish", &undo) == ERR_OK)
            (void)!store_exec(log->store, "RELEASE wish", &undo);
        return rc;
    }
    TRY(release(log->store, err));
    *ret = receipt;
    return ERR_OK;
}

enum err_code matter_commit(struct matter_log *log, const struct matter_request *q, struct arena *a,
                            struct matter_receipt *ret, struct err *err)
{
    struct matter_receipt receipt;
    enum err_code rc;

    TRY(store_begin(log->store, err));
    rc = matter_do(log, q, a, &receipt, err);
    if (rc == ERR_OK)
        rc = store_commit(log->store, err);
    if (rc != ERR_OK) {
        store_rollback(log->store);
        return rc;
    }
    *ret = receipt;
    return ERR_OK;
}
