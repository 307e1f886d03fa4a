/* matter/ledger_check.c - the database against the heads; see ledger_check.h. */
#include "matter/ledger_check.h"

#include "matter/ledger_internal.h"

#include <inttypes.h>

/* The walk over the leaves. */
struct walk {
    struct store *store;
    const struct heads *heads;
    struct findings *f;
    struct merkle_range range;
    struct digest_value made[MERKLE_LEVELS];
    size_t next;                    /* head to be compared next */
    const struct signed_head *good; /* the last one that fitted, and the first that did not */
    const struct signed_head *bad;
    int64_t nbad;
    bool broken;   /* numbers have a gap: what follows cannot fit */
    bool bad_node; /* one was reported: those above it need not be */
    int64_t nodes; /* that should be kept */
};

/* ---- heads ---- */

static struct str when(struct walk *w, const struct signed_head *h)
{
    struct buf b = {0};
    struct str text;

    tree_head_name(&b, h);
    text = str_dup(w->f->arena, buf_view(&b));
    buf_release(&b);
    return text;
}

/* All heads of the size that has been reached. */
static void compare_heads(struct walk *w)
{
    struct digest_value root = merkle_range_root(&w->range);

    for (; w->next < w->heads->head.n; w->next++) {
        const struct signed_head *h = &w->heads->head.at[w->next];

        if (h->head.tree.size != w->range.size)
            return;
        if (merkle_equal(&h->head.tree.root, &root)) {
            w->good = w->bad ? w->good : h;
            continue;
        }
        w->bad = w->bad ? w->bad : h;
        w->nbad++;
    }
}

/* One sentence for all heads that do not fit: the first of them says where to look. */
static void report_roots(struct walk *w)
{
    uint64_t from = w->good ? w->good->head.tree.size : 0;

    if (!w->bad)
        return;
    finding_add(w->f, FINDING_ROOT,
                (struct finding_at){(int64_t)from, (int64_t)w->bad->head.tree.size,
                                    w->good ? w->good->head.time : -1},
                "库与%.*s不符：%s%.*s；第 %" PRIu64 " 至 %" PRIu64
                " 叶之间有被改动、删除、插入或调换的。连它共有 %" PRId64 " 个树头不符",
                STR_F(when(w, w->bad)), w->good ? "上一个相符的是" : "之前没有相符的树头",
                STR_F(w->good ? when(w, w->good) : STR("")), from, w->bad->head.tree.size - 1,
                w->nbad);
}

/* Heads over more leaves than there are. */
static void report_short(struct walk *w)
{
    const struct signed_head *h;

    if (w->next == w->heads->head.n)
        return;
    h = vec_last(&w->heads->head);
    finding_add(w->f, FINDING_BACKWARD,
                (struct finding_at){(int64_t)w->range.size, (int64_t)h->head.tree.size,
                                    w->good ? w->good->head.time : -1},
                "库中只有 %" PRIu64 " 叶，而%.*s：库被回退，或末尾的叶被删除。共有 %zu 个树头更大",
                w->range.size, STR_F(when(w, h)), w->heads->head.n - w->next);
}

/* ---- nodes ---- */

static enum err_code compare_node(struct walk *w, unsigned level, int64_t index, struct err *err)
{
    struct store_value v[] = {store_int(level), store_int(index)};
    struct digest_value kept;
    struct store_stmt *q;
    bool row = false, fits;

    TRY(store_query(w->store, "SELECT sm3 FROM ledger_node WHERE level = ? AND idx = ?", &q, err));
    TRY(store_start(q, v, 2, err));
    TRY(store_next(q, &row, err));
    fits =
        row && digest_scan(store_column_text(q, 0), &kept) && merkle_equal(&kept, &w->made[level]);
    store_end(q);
    /* A wrong leaf spoils all nodes above it; the lowest says where it is. */
    if (!fits && (level == LEDGER_KEPT_LEVEL || !w->bad_node))
        finding_add(w->f, FINDING_NODE, FINDING_AT_LEAF(index << level),
                    "第 %" PRId64 " 至 %" PRId64 " 叶与当时算出的节点不符：其中有被改动的",
                    index << level, ((index + 1) << level) - 1);
    w->bad_node |= !fits;
    return ERR_OK;
}

static enum err_code compare_nodes(struct walk *w, unsigned top, struct err *err)
{
    for (unsigned level = LEDGER_KEPT_LEVEL; level <= top; level++) {
        w->nodes++;
        if (!w->broken)
            TRY(compare_node(w, level, (int64_t)(w->range.size >> level) - 1, err));
    }
    return ERR_OK;
}

static enum err_code count_nodes(struct walk *w, struct err *err)
{
    struct store_stmt *q;
    bool row = false;
    int64_t n;

    TRY(store_query(w->store, "SELECT count(*) FROM ledger_node", &q, err));
    TRY(store_start(q, NULL, 0, err));
    TRY(store_next(q, &row, err));
    n = store_column_int(q, 0);
    store_end(q);
    if (n != w->nodes)
        finding_add(w->f, FINDING_NODE, FINDING_NOWHERE,
                    "应有 %" PRId64 " 个节点，库中有 %" PRId64 " 个", w->nodes, n);
    return ERR_OK;
}

/* ---- leaves ---- */

/* A gap is said once; numbering goes on behind it. */
static void check_number(struct walk *w, int64_t seq)
{
    int64_t expected = (int64_t)w->range.size;

    if (seq == expected || w->broken)
        return;
    w->broken = true;
    finding_add(w->f, FINDING_SEQUENCE, FINDING_AT_LEAF(expected),
                "叶的编号不连续：应为第 %" PRId64 " 叶，库中是第 %" PRId64 " 叶，其间的叶被删除",
                expected, seq);
}

static enum err_code take_leaf(struct walk *w, const struct store_stmt *q, struct err *err)
{
    struct proof_leaf leaf = {.kind = STR("unreadable")};
    struct digest_value hash;
    unsigned top;

    check_number(w, store_column_int(q, 0));
    if (!ledger_read_leaf(q, 1, &leaf))
        finding_add(w->f, FINDING_LEAF, FINDING_AT_LEAF(store_column_int(q, 0)),
                    "第 %" PRId64 " 叶不成其为叶：类别、编号或摘要被改动", store_column_int(q, 0));
    hash = proof_leaf_hash(&leaf);
    top = merkle_range_add(&w->range, &hash, w->made);
    compare_heads(w);
    return compare_nodes(w, top, err);
}

static enum err_code walk_leaves(struct walk *w, struct err *err)
{
    struct store_stmt *q;
    bool row = true;

    compare_heads(w);
    TRY(store_query(w->store, "SELECT seq, kind, ref, sm3 FROM ledger_leaf ORDER BY seq", &q, err));
    TRY(store_start(q, NULL, 0, err));
    for (;;) {
        enum err_code rc;

        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        rc = take_leaf(w, q, err);
        if (rc != ERR_OK) {
            store_end(q);
            return rc;
        }
    }
}

/* ---- things ---- */

/* Leaves and things of one kind, both by rising id, side by side. */
struct pair {
    const struct ledger_subject *subject;
    struct store_stmt *leaf, *thing;
    bool has_leaf, has_thing;
    struct findings *f;
    struct buf canon;
    int64_t things;
};

static void compare_content(struct pair *p)
{
    struct digest_value kept, made;

    buf_reset(&p->canon);
    p->subject->canon(p->thing, &p->canon);
    made = digest_of(buf_view(&p->canon));
    if (!digest_scan(store_column_text(p->leaf, 2), &kept) || !merkle_equal(&kept, &made))
        finding_add(p->f, FINDING_CONTENT, FINDING_AT_LEAF(store_column_int(p->leaf, 1)),
                    "%s:%" PRId64 " 的内容与第 %" PRId64 " 叶不符：存证以后被改动",
                    p->subject->kind, store_column_int(p->thing, 0), store_column_int(p->leaf, 1));
}

/* Which of the two stands on the smaller id: < 0 the leaf, > 0 the thing, 0 both on the same. */
static int stands(const struct pair *p)
{
    int64_t leaf = p->has_leaf ? store_column_int(p->leaf, 0) : INT64_MAX;
    int64_t thing = p->has_thing ? store_column_int(p->thing, 0) : INT64_MAX;

    return leaf < thing ? -1 : leaf > thing;
}

static void compare_pair(struct pair *p, int side)
{
    if (side < 0)
        finding_add(p->f, FINDING_ORPHAN, FINDING_AT_LEAF(store_column_int(p->leaf, 1)),
                    "第 %" PRId64 " 叶所证的 %s:%" PRId64 " 不在库中：存证以后被删除，或叶系伪造",
                    store_column_int(p->leaf, 1), p->subject->kind, store_column_int(p->leaf, 0));
    else if (side > 0)
        finding_add(p->f, FINDING_UNPROVEN, FINDING_NOWHERE,
                    "%s:%" PRId64 " 没有存证：绕过程序写入，或它的叶被删除", p->subject->kind,
                    store_column_int(p->thing, 0));
    else
        compare_content(p);
    p->things += side >= 0;
}

static enum err_code walk_pair(struct pair *p, struct err *err)
{
    while (p->has_leaf || p->has_thing) {
        int side = stands(p);

        compare_pair(p, side);
        if (side <= 0)
            TRY(store_next(p->leaf, &p->has_leaf, err));
        if (side >= 0)
            TRY(store_next(p->thing, &p->has_thing, err));
    }
    return ERR_OK;
}

static enum err_code start_pair(struct store *s, struct pair *p, struct err *err)
{
    struct store_value v[] = {store_text(str_from(p->subject->kind))};

    TRY(store_query(s, "SELECT ref, seq, sm3 FROM ledger_leaf WHERE kind = ? ORDER BY ref",
                    &p->leaf, err));
    TRY(store_start(p->leaf, v, 1, err));
    TRY(store_next(p->leaf, &p->has_leaf, err));
    TRY(p->subject->start(s, -1, &p->thing, err));
    return store_next(p->thing, &p->has_thing, err);
}

static enum err_code check_subject(struct store *s, const struct ledger_subject *subject,
                                   struct ledger_checked *c, struct findings *f, struct err *err)
{
    struct pair p = {.subject = subject, .f = f};
    enum err_code rc = start_pair(s, &p, err);

    if (rc == ERR_OK)
        rc = walk_pair(&p, err);
    c->things += p.things;
    buf_release(&p.canon);
    return rc;
}

static bool known_kind(struct str kind)
{
    for (size_t i = 0; i < ledger_nsubject; i++)
        if (str_eq(kind, str_from(ledger_subjects[i]->kind)))
            return true;
    return false;
}

static enum err_code count_unmade(struct store *s, int64_t *ret_n, struct err *err)
{
    struct store_stmt *q;
    int64_t n = 0;
    bool row = true;

    TRY(store_query(s, "SELECT kind, count(*) FROM ledger_leaf GROUP BY kind", &q, err));
    TRY(store_start(q, NULL, 0, err));
    for (;;) {
        TRY(store_next(q, &row, err));
        if (!row)
            break;
        n += known_kind(store_column_text(q, 0)) ? 0 : store_column_int(q, 1);
    }
    *ret_n = n;
    return ERR_OK;
}

/* ---- all ---- */

static enum err_code check_tree(struct store *s, const struct heads *heads,
                                struct ledger_checked *c, struct findings *f, struct err *err)
{
    struct walk w = {.store = s, .heads = heads, .f = f};

    TRY(walk_leaves(&w, err));
    TRY(count_nodes(&w, err));
    report_roots(&w);
    report_short(&w);
    c->leaves = (int64_t)w.range.size;
    c->heads = (int64_t)heads->head.n;
    return ERR_OK;
}

static enum err_code check_all(struct store *s, const struct heads *heads,
                               struct ledger_checked *ret, struct findings *f, struct err *err)
{
    struct ledger_checked c = {0};

    TRY(check_tree(s, heads, &c, f, err));
    for (size_t i = 0; i < ledger_nsubject; i++)
        TRY(check_subject(s, ledger_subjects[i], &c, f, err));
    TRY(count_unmade(s, &c.unmade, err));
    *ret = c;
    return ERR_OK;
}

enum err_code ledger_check(struct store *s, const struct heads *heads, struct ledger_checked *ret,
                           struct findings *f, struct err *err)
{
    enum err_code rc;

    TRY(store_begin_read(s, err));
    rc = check_all(s, heads, ret, f, err);
    store_rollback(s);
    return rc;
}
