/* matter/replay.c - see replay.h. */
#include "matter/replay.h"

#include "matter/law_kept.h"
#include "matter/log_internal.h"
#include "matter/reproject_internal.h"

enum { MAX_SENTENCES = 20 };

struct kept_act {
    int64_t row, cause;
    struct str bytes, key, wish;
};

/* ---- the law of then ---- */

/* One version of the law, and both stores as it sees them. */
struct face {
    struct str version;
    struct law *law; /* NULL: the one at hand */
    bool kept;
    struct arena arena;
    struct matter_book book;
    struct matter_log from, into;
};

struct replaying {
    struct matter_log *from, *into;
    struct arena arena;
    VEC(struct face *) face;
    struct matter_replay *r;
};

static enum err_code make_book(struct face *f, struct err *err)
{
    struct diag_list diags;

    diag_init(&diags, &f->arena);
    return matter_book_make(f->law, &f->arena, &diags, &f->book, err);
}

static void face_drop(struct face *f)
{
    matter_log_release(&f->from);
    matter_log_release(&f->into);
    arena_release(&f->arena);
    law_unref(f->law);
}

static enum err_code face_load(struct replaying *x, struct face *f, struct err *err)
{
    f->book = *x->from->book;
    f->kept = str_eq(f->version, x->from->book->law->version);
    if (!f->kept) {
        TRY(law_kept_get(x->from->store, f->version, &f->law, err));
        f->kept = f->law != NULL;
    }
    if (f->law)
        TRY(make_book(f, err));
    matter_log_init(&f->from, x->from->store, &f->book);
    matter_log_init(&f->into, x->into->store, &f->book);
    f->into.region = x->from->region;
    f->into.law = f->version;
    return ERR_OK;
}

static enum err_code face_of(struct replaying *x, struct str version, struct face **ret,
                             struct err *err)
{
    struct face *f;
    enum err_code rc;

    for (size_t i = 0; i < x->face.n; i++)
        if (str_eq(x->face.at[i]->version, version)) {
            *ret = x->face.at[i];
            return ERR_OK;
        }
    f = ARENA_NEW(&x->arena, struct face);
    f->version = str_dup(&x->arena, version);
    arena_init(&f->arena, 0);
    rc = face_load(x, f, err);
    if (rc != ERR_OK) {
        arena_release(&f->arena);
        law_unref(f->law);
        return rc;
    }
    vec_push(&x->arena, &x->face, f);
    *ret = f;
    return ERR_OK;
}

/* The line of the act's bytes that says under which law it was done. */
static struct str law_of(struct str bytes, struct arena *a)
{
    struct str name, value;

    while (bytes_next(&bytes, a, &name, &value))
        if (str_eq(name, STR("法律版本")))
            return value;
    return STR("");
}

/* ---- doing it again ---- */

/* The plan under which the act was done: by the version that its bytes name. */
static enum err_code plan_of(struct face *f, const struct bytes_head *head,
                             const struct matter_plan **ret, struct err *err)
{
    TRY(keep_plan(&f->from, head->procedure, head->version, ret, err));
    return keep_procedure(f->into.store, (*ret)->p, err);
}

static enum err_code before_of(struct face *f, const struct bytes_head *head, struct arena *a,
                               struct matter *ret, struct err *err)
{
    const struct matter_plan *plan = NULL;

    TRY(plan_of(f, head, &plan, err));
    if (head->no > 1)
        return matter_get(&f->into, head->matter, a, ret, err);
    *ret = matter_none(plan, a);
    return ERR_OK;
}

/* What a person did, with all that it brought about in other matters: those acts are not read but
 * come again, or are refused again, by themselves. */
static enum err_code do_again(struct replaying *x, const struct kept_act *kept, struct arena *a,
                              struct err *err)
{
    struct face *f = NULL;
    struct bytes_head head;
    struct matter_act act;
    struct log_again again = {.wish = kept->wish};

    TRY(face_of(x, law_of(kept->bytes, a), &f, err));
    x->r->unkept += !f->kept;
    TRY(bytes_act_read(f->book.law, kept->bytes, a, &head, &act, err));
    TRY(before_of(f, &head, a, &again.before, err));
    again.q = (struct matter_request){
        .matter = head.no > 1 ? head.matter : 0,
        .procedure = head.procedure,
        .act = act,
        .key = kept->key,
        .entered = head.entered,
        .on_clue = {.clue = head.clue, .rule = head.rule, .rule_version = head.rule_version},
        .migrate = head.left.n > 0};
    return log_do_again(&f->into, &again, a, err);
}

static enum err_code next_act(struct store_stmt *q, struct arena *a, struct kept_act *ret,
                              bool *ret_row, struct err *err)
{
    TRY(store_next(q, ret_row, err));
    if (*ret_row)
        *ret = (struct kept_act){
            store_column_int(q, 0), store_column_int(q, 1), str_dup(a, store_column_text(q, 2)),
            str_dup(a, store_column_text(q, 3)), str_dup(a, store_column_text(q, 4))};
    return ERR_OK;
}

/* Counts open clocks anew, as was done between the acts. */
static enum err_code reproject_one(struct replaying *x, struct str law, struct str bytes,
                                   struct err *err)
{
    struct reproject_given given;
    struct face *f = NULL;
    struct arena a;
    enum err_code rc;

    x->r->reprojects++;
    TRY(face_of(x, law, &f, err));
    arena_init(&a, 0);
    rc = reproject_read(bytes, &a, &given, err);
    if (rc == ERR_OK)
        rc = reproject_again(&f->into, &given, &a, err);
    arena_release(&a);
    return rc;
}

/* Those that came after act `after` and before the next one. */
static enum err_code reproject_after(struct replaying *x, int64_t after, struct err *err)
{
    struct store_value v = store_int(after);
    struct store_stmt *q;
    enum err_code rc = ERR_OK;
    bool row;

    TRY(store_query(x->from->store,
                    "SELECT law, bytes FROM matter_reproject WHERE after_act = ? ORDER BY id", &q,
                    err));
    TRY(store_start(q, &v, 1, err));
    while (rc == ERR_OK) {
        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        rc = reproject_one(x, store_column_text(q, 0), store_column_text(q, 1), err);
    }
    store_end(q);
    return rc;
}

static enum err_code do_all(struct replaying *x, struct err *err)
{
    struct store_stmt *q;
    struct arena a;
    enum err_code rc;
    bool row = true;

    TRY(store_query(x->from->store,
                    "SELECT id, cause, bytes, client_key, wish FROM matter_act ORDER BY id", &q,
                    err));
    TRY(store_start(q, NULL, 0, err));
    arena_init(&a, 0);
    do {
        struct kept_act kept;

        rc = next_act(q, &a, &kept, &row, err);
        if (rc == ERR_OK && row) {
            rc = kept.cause ? ERR_OK : do_again(x, &kept, &a, err);
            x->r->acts++;
            if (rc == ERR_OK)
                rc = reproject_after(x, kept.row, err);
        }
        arena_reset(&a);
    } while (rc == ERR_OK && row);
    store_end(q);
    arena_release(&a);
    return rc;
}

enum err_code matter_replay_into(struct matter_log *from, struct matter_log *into,
                                 struct matter_replay *ret, struct err *err)
{
    struct matter_replay r = {0};
    struct replaying x = {.from = from, .into = into, .r = &r};
    enum err_code rc;

    arena_init(&x.arena, 0);
    rc = store_begin(into->store, err);
    if (rc == ERR_OK)
        rc = do_all(&x, err);
    if (rc == ERR_OK)
        rc = store_commit(into->store, err);
    for (size_t i = 0; i < x.face.n; i++)
        face_drop(x.face.at[i]);
    arena_release(&x.arena);
    if (rc != ERR_OK) {
        store_rollback(into->store);
        return rc;
    }
    *ret = r;
    return ERR_OK;
}

/* ---- comparing ---- */

struct table {
    const char *zh;
    enum err_code (*query)(struct store *s, struct store_stmt **ret, struct err *err);
    int key, columns; /* the first `key` columns name a row */
    int later;        /* from this one on: not kept (NULL) in rows older than they are; 0: none */
};

static enum err_code query_matters(struct store *s, struct store_stmt **ret, struct err *err)
{
    return store_query(s,
                       "SELECT id, region, procedure, procedure_version, version, state, open,"
                       " opened_at, at, body FROM matter ORDER BY id",
                       ret, err);
}

static enum err_code query_clocks(struct store *s, struct store_stmt **ret, struct err *err)
{
    return store_query(s,
                       "SELECT matter, no, term, kind, organ, state, open, due, body, law"
                       " FROM matter_clock ORDER BY matter, no",
                       ret, err);
}

static enum err_code query_roles(struct store *s, struct store_stmt **ret, struct err *err)
{
    return store_query(s, "SELECT matter, role, organ FROM matter_role ORDER BY matter, role", ret,
                       err);
}

/* By what they say: the order in which nested ones are written is no matter. */
static enum err_code query_links(struct store *s, struct store_stmt **ret, struct err *err)
{
    return store_query(s,
                       "SELECT source, target, kind, act FROM matter_link"
                       " ORDER BY source, target, kind, act",
                       ret, err);
}

static enum err_code query_clues(struct store *s, struct store_stmt **ret, struct err *err)
{
    return store_query(
        s, "SELECT matter, clue, rule, rule_version FROM matter_clue ORDER BY matter", ret, err);
}

static enum err_code query_acts(struct store *s, struct store_stmt **ret, struct err *err)
{
    return store_query(s,
                       "SELECT matter, no, id, cause, client_key, wish, bytes FROM matter_act"
                       " ORDER BY id",
                       ret, err);
}

static enum err_code query_reprojects(struct store *s, struct store_stmt **ret, struct err *err)
{
    return store_query(s, "SELECT id, after_act, law, bytes FROM matter_reproject ORDER BY id", ret,
                       err);
}

/* By what they say and what they follow from: nested ones are written in another order. */
static enum err_code query_outbox(struct store *s, struct store_stmt **ret, struct err *err)
{
    return store_query(s,
                       "SELECT matter, act, reproject, kind, organ, text FROM outbox"
                       " ORDER BY matter, act, reproject, kind, organ, text",
                       ret, err);
}

static const struct table tables[] = {
    {"事项", query_matters, 1, 10, 0},   {"期限", query_clocks, 2, 10, 9},
    {"角色", query_roles, 2, 3, 0},      {"关联", query_links, 2, 4, 0},
    {"线索", query_clues, 1, 4, 0},      {"办理行为", query_acts, 2, 7, 0},
    {"重算", query_reprojects, 1, 4, 0}, {"待发", query_outbox, 4, 6, 0}};

static bool same_value(struct store_value a, struct store_value b)
{
    return a.kind == b.kind && a.num == b.num && str_eq(a.text, b.text);
}

static void say_row(struct matter_replay *r, struct arena *a, const struct table *t,
                    struct store_stmt *q, const char *zh)
{
    struct buf b = {0};

    r->different++;
    if (r->sentence.n >= MAX_SENTENCES)
        return;
    buf_fmt(&b, "%s", t->zh);
    for (int i = 0; i < t->key; i++) {
        struct store_value v = store_column(q, i);

        buf_char(&b, ' ');
        if (v.kind == STORE_INT)
            buf_i64(&b, v.num);
        else
            buf_str(&b, v.text);
    }
    buf_z(&b, zh);
    vec_push(a, &r->sentence, str_dup(a, buf_view(&b)));
    buf_release(&b);
}

static void compare_row(struct matter_replay *r, struct arena *a, const struct table *t,
                        struct store_stmt *x, struct store_stmt *y)
{
    for (int i = 0; i < t->columns; i++) {
        struct store_value v = store_column(x, i);

        if (t->later && i >= t->later && v.kind == STORE_NULL)
            continue;
        if (!same_value(v, store_column(y, i))) {
            say_row(r, a, t, x, "：重放的结果与库中不同");
            return;
        }
    }
}

static enum err_code compare_table(struct matter_log *from, struct matter_log *into,
                                   const struct table *t, struct arena *a, struct matter_replay *r,
                                   struct err *err)
{
    struct store_stmt *x, *y;
    bool more_x, more_y;

    TRY(t->query(from->store, &x, err));
    TRY(t->query(into->store, &y, err));
    TRY(store_start(x, NULL, 0, err));
    TRY(store_start(y, NULL, 0, err));
    for (;;) {
        TRY(store_next(x, &more_x, err));
        TRY(store_next(y, &more_y, err));
        if (!more_x && !more_y)
            return ERR_OK;
        r->matters += more_x && t == &tables[0];
        r->clocks += more_x && t == &tables[1];
        if (more_x && more_y)
            compare_row(r, a, t, x, y);
        else
            say_row(r, a, t, more_x ? x : y, more_x ? "：重放后没有" : "：库中没有");
        if (!more_x || !more_y)
            break; /* what follows is a consequence */
    }
    store_end(x);
    store_end(y);
    return ERR_OK;
}

enum err_code matter_replay_check(struct matter_log *from, struct matter_log *into, struct arena *a,
                                  struct matter_replay *ret, struct err *err)
{
    struct matter_replay r = {0};

    TRY(matter_replay_into(from, into, &r, err));
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
        TRY(compare_table(from, into, &tables[i], a, &r, err));
    *ret = r;
    return ERR_OK;
}
