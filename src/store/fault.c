/* store/fault.c - fails the n-th call; see fault.h. */
#include "store/fault.h"

#include "base/mem.h"

#include <signal.h>
#include <stdlib.h>

struct conn {
    struct store_fault *fault;
    void *below;
};

struct stmt {
    struct conn *conn;
    void *below;
};

static enum err_code due(struct store_fault *f, const char *what, struct err *err)
{
    f->calls++;
    if (!f->fail_at || f->calls < f->fail_at || (f->calls > f->fail_at && !f->stay_broken))
        return ERR_OK;
    if (f->killed)
        (void)raise(SIGKILL);
    return err_set(err, f->code, "injected fault at call %lld (%s)", (long long)f->calls, what);
}

static enum err_code fault_open(void *self, const char *path, unsigned flags, void **ret_conn,
                                struct err *err)
{
    struct store_fault *f = self;
    struct conn *c;
    void *below = NULL;

    TRY(due(f, "open", err));
    TRY(f->below->open(NULL, path, flags, &below, err));
    c = MEM_NEW(struct conn);
    *c = (struct conn){f, below};
    *ret_conn = c;
    return ERR_OK;
}

static void fault_close(void *p)
{
    struct conn *c = p;

    c->fault->below->close(c->below);
    free(c);
}

static enum err_code fault_script(void *p, struct str sql, struct err *err)
{
    struct conn *c = p;

    TRY(due(c->fault, "script", err));
    return c->fault->below->script(c->below, sql, err);
}

static enum err_code fault_prepare(void *p, struct str sql, void **ret_stmt, struct err *err)
{
    struct conn *c = p;
    struct stmt *q;
    void *below = NULL;

    TRY(due(c->fault, "prepare", err));
    TRY(c->fault->below->prepare(c->below, sql, &below, err));
    q = MEM_NEW(struct stmt);
    *q = (struct stmt){c, below};
    *ret_stmt = q;
    return ERR_OK;
}

static void fault_finish(void *p)
{
    struct stmt *q = p;

    q->conn->fault->below->finish(q->below);
    free(q);
}

static enum err_code fault_start(void *p, const struct store_value *v, size_t n, struct err *err)
{
    struct stmt *q = p;

    TRY(due(q->conn->fault, "start", err));
    return q->conn->fault->below->start(q->below, v, n, err);
}

static enum err_code fault_step(void *p, bool *ret_row, struct err *err)
{
    struct stmt *q = p;

    TRY(due(q->conn->fault, "step", err));
    return q->conn->fault->below->step(q->below, ret_row, err);
}

static struct store_value fault_column(void *p, int i)
{
    struct stmt *q = p;

    return q->conn->fault->below->column(q->below, i);
}

static size_t fault_known(void *p, int from, int to, struct store_known *ret)
{
    struct stmt *q = p;

    return q->conn->fault->below->known(q->below, from, to, ret);
}

static size_t fault_gathered(void *p, const struct store_known **ret)
{
    struct conn *c = p;

    return c->fault->below->gathered(c->below, ret);
}

static void fault_reset(void *p)
{
    struct stmt *q = p;

    q->conn->fault->below->reset(q->below);
}

static int64_t fault_changes(void *p)
{
    struct conn *c = p;

    return c->fault->below->changes(c->below);
}

static bool fault_in_transaction(void *p)
{
    struct conn *c = p;

    return c->fault->below->in_transaction(c->below);
}

static enum err_code fault_bulk(void *p, bool on, struct err *err)
{
    struct conn *c = p;

    TRY(due(c->fault, "bulk", err));
    return c->fault->below->bulk(c->below, on, err);
}

const struct store_driver store_faulty = {
    .name = "fault",
    .begin = "BEGIN IMMEDIATE",
    .begin_read = "BEGIN",
    .open = fault_open,
    .close = fault_close,
    .script = fault_script,
    .prepare = fault_prepare,
    .finish = fault_finish,
    .start = fault_start,
    .step = fault_step,
    .column = fault_column,
    .known = fault_known,
    .gathered = fault_gathered,
    .reset = fault_reset,
    .changes = fault_changes,
    .in_transaction = fault_in_transaction,
    .bulk = fault_bulk,
};
