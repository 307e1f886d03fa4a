/*
 * store/postgres.c - the driver over PostgreSQL's libpq.
 *
 * Rows come one by one as the server sends them; therefore one statement is read at a time on a
 * connection: to start another one, the first must have ended (store_end).  Whole numbers and
 * booleans come as STORE_INT, everything else as text.
 */
#include "base/buf.h"
#include "base/bug.h"
#include "base/mem.h"
#include "store/driver.h"

#include <libpq-fe.h>
#include <stdlib.h>

enum { COPY_CHUNK = 256 * 1024 };

struct conn {
    PGconn *pg;
    struct stmt *reading; /* whose rows are coming */
    int64_t nstmt, changes;
    struct buf copy; /* rows of a fill, not yet sent */
};

struct stmt {
    struct conn *conn;
    char name[24];
    PGresult *row; /* the one that column() reads */
    bool done;     /* the last row was given */
};

/* ---- errors ---- */

/* By SQLSTATE, whose first two characters are its class. */
static enum err_code code_of(const char *state)
{
    if (!state)
        return ERR_IO;
    if (strncmp(state, "23", 2) == 0 || strcmp(state, "P0001") == 0 || strncmp(state, "22", 2) == 0)
        return ERR_CONFLICT;
    if (strncmp(state, "40", 2) == 0 || strcmp(state, "55P03") == 0 || strncmp(state, "53", 2) == 0)
        return ERR_BUSY;
    return ERR_IO;
}

/* The server's primary message names tables and columns; its detail, which may hold values, is
 * left out. */
static enum err_code failed(struct conn *c, const PGresult *r, const char *what, struct err *err)
{
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *said = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    enum err_code code = code_of(state);

    err_set(err, code, "postgres %s: %s (%s)", what, said ? said : PQerrorMessage(c->pg),
            state ? state : "no state");
    if (code == ERR_BUSY)
        return err_set_zh(err, "PostgreSQL 正忙，或表正被另一个程序占用，请稍后再试");
    if (PQstatus(c->pg) != CONNECTION_OK)
        return err_set_zh(err, "与 PostgreSQL 的连接断了。请检查数据库服务后重新运行");
    if (code == ERR_CONFLICT)
        return err->code;
    return err_set_zh(err, "PostgreSQL 报错：%s", said ? said : "原因不明");
}

/* ---- connection ---- */

static void ignore_notice(void *p, const PGresult *r)
{
    (void)p;
    (void)r;
}

static void postgres_close(void *p)
{
    struct conn *c = p;

    PQfinish(c->pg);
    buf_release(&c->copy);
    free(c);
}

/* The message of libpq names host, port and user, never the password. */
static enum err_code no_connection(struct conn *c, struct err *err)
{
    err_set(err, ERR_IO, "postgres open: %s", PQerrorMessage(c->pg));
    return err_set_zh(err, "连接不上 PostgreSQL。请核对 --postgres 或 LIANDONG_POSTGRES 给出的地址"
                           "和用户，并确认服务已启动");
}

static enum err_code postgres_script(void *p, struct str sql, struct err *err);

static enum err_code postgres_open(void *self, const char *place, unsigned flags, void **ret_conn,
                                   struct err *err)
{
    struct conn *c = MEM_NEW(struct conn);
    enum err_code rc = ERR_OK;

    (void)self;
    c->pg = PQconnectdb(place);
    if (PQstatus(c->pg) != CONNECTION_OK)
        rc = no_connection(c, err);
    if (rc == ERR_OK) {
        PQsetNoticeReceiver(c->pg, ignore_notice, NULL);
        rc = postgres_script(c,
                             flags & STORE_NO_WAIT
                                 ? STR("SET client_encoding = 'UTF8'; SET lock_timeout = '1ms'")
                                 : STR("SET client_encoding = 'UTF8'; SET lock_timeout = '60s'"),
                             err);
    }
    if (rc != ERR_OK)
        postgres_close(c);
    else
        *ret_conn = c;
    return rc;
}

/* Whatever a statement has not given yet is thrown away. */
static void drain(struct conn *c)
{
    PGresult *r;

    while ((r = PQgetResult(c->pg)))
        PQclear(r);
    c->reading = NULL;
}

static enum err_code still_reading(struct err *err)
{
    return err_set(err, ERR_INVALID, "postgres: another statement is still being read");
}

static enum err_code postgres_script(void *p, struct str sql, struct err *err)
{
    struct conn *c = p;
    enum err_code rc = ERR_OK;
    ExecStatusType s;
    struct arena a;
    PGresult *r;

    if (c->reading)
        return still_reading(err);
    arena_init(&a, 0);
    r = PQexec(c->pg, arena_cstr(&a, sql.p, sql.n));
    s = PQresultStatus(r);
    if (s != PGRES_COMMAND_OK && s != PGRES_TUPLES_OK && s != PGRES_EMPTY_QUERY)
        rc = failed(c, r, "script", err);
    PQclear(r);
    arena_release(&a);
    return rc;
}

/* ---- statements ---- */

/* Where what begins at s[i] ends: a quoted text or name, a comment, or one character. */
static size_t token_end(struct str s, size_t i)
{
    size_t end = STR_NPOS;

    if (s.p[i] == '\'' || s.p[i] == '"')
        end = str_find_from(s, (struct str){s.p + i, 1}, i + 1);
    else if (str_starts(str_tail(s, i), STR("--")))
        end = str_find_from(s, STR("\n"), i);
    else if (str_starts(str_tail(s, i), STR("/*")))
        end = str_find_from(s, STR("*/"), i);
    else
        return i + 1;
    return end == STR_NPOS ? s.n : end + (s.p[i] == '/' ? 2 : 1);
}

/* ? becomes $1, $2 … outside of texts, names and comments. */
static void number_params(struct buf *out, struct str sql)
{
    int n = 0;

    for (size_t i = 0, end; i < sql.n; i = end) {
        end = token_end(sql, i);
        if (sql.p[i] == '?')
            buf_fmt(out, "$%d", ++n);
        else
            buf_str(out, str_sub(sql, i, end));
    }
}

static enum err_code postgres_prepare(void *p, struct str sql, void **ret_stmt, struct err *err)
{
    struct conn *c = p;
    struct stmt *q = MEM_NEW(struct stmt);
    enum err_code rc = ERR_OK;
    struct buf b = {0};
    PGresult *r;

    if (c->reading) {
        free(q);
        return still_reading(err);
    }
    q->conn = c;
    snprintf(q->name, sizeof(q->name), "s%lld", (long long)++c->nstmt);
    number_params(&b, sql);
    r = PQprepare(c->pg, q->name, buf_cstr(&b), 0, NULL);
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        rc = failed(c, r, "prepare", err);
    PQclear(r);
    buf_release(&b);
    if (rc == ERR_OK)
        *ret_stmt = q;
    else
        free(q);
    return rc;
}

static void postgres_reset(void *p)
{
    struct stmt *q = p;

    PQclear(q->row);
    q->row = NULL;
    if (q->conn->reading == q)
        drain(q->conn);
}

/* The server forgets its statements when the connection closes. */
static void postgres_finish(void *p)
{
    postgres_reset(p);
    free(p);
}

static const char *param_text(const struct store_value *v, struct arena *a)
{
    switch (v->kind) {
    case STORE_NULL:
        return NULL;
    case STORE_INT:
        return str_fmt(a, "%lld", (long long)v->num).p;
    case STORE_TEXT:
        return arena_cstr(a, v->text.p ? v->text.p : "", v->text.n);
    }
    return NULL;
}

static bool holds_nul(const struct store_value *v)
{
    return v->kind == STORE_TEXT && v->text.n > 0 && memchr(v->text.p, '\0', v->text.n);
}

static enum err_code no_nul(struct err *err)
{
    err_set(err, ERR_INVALID, "postgres: a text holds a NUL character");
    return err_set_zh(err, "有一项文本含有空字符（NUL），PostgreSQL 存不了");
}

static enum err_code send(struct conn *c, const struct stmt *q, const struct store_value *v,
                          size_t n, struct err *err)
{
    struct arena a;
    const char **text;
    int sent;

    arena_init(&a, 0);
    text = ARENA_ARRAY(&a, const char *, n + 1);
    for (size_t i = 0; i < n; i++)
        text[i] = param_text(&v[i], &a);
    sent = PQsendQueryPrepared(c->pg, q->name, (int)n, text, NULL, NULL, 0);
    arena_release(&a);
    if (!sent)
        return failed(c, NULL, "start", err);
    if (!PQsetSingleRowMode(c->pg)) {
        drain(c);
        return err_set(err, ERR_IO, "postgres start: no single-row mode");
    }
    return ERR_OK;
}

static enum err_code postgres_start(void *p, const struct store_value *v, size_t n, struct err *err)
{
    struct stmt *q = p;
    struct conn *c = q->conn;

    if (c->reading)
        return still_reading(err);
    for (size_t i = 0; i < n; i++)
        if (holds_nul(&v[i]))
            return no_nul(err);
    TRY(send(c, q, v, n, err));
    q->done = false;
    c->changes = 0;
    c->reading = q;
    return ERR_OK;
}

static void end_of_rows(struct stmt *q, PGresult *r)
{
    q->conn->changes = strtoll(PQcmdTuples(r), NULL, 10);
    q->done = true;
    PQclear(r);
    drain(q->conn);
}

static enum err_code postgres_step(void *p, bool *ret_row, struct err *err)
{
    struct stmt *q = p;
    ExecStatusType s;
    enum err_code rc;

    PQclear(q->row);
    q->row = NULL;
    *ret_row = false;
    if (q->done)
        return ERR_OK;
    q->row = PQgetResult(q->conn->pg);
    s = PQresultStatus(q->row);
    if (s == PGRES_SINGLE_TUPLE) {
        *ret_row = true;
        return ERR_OK;
    }
    if (s == PGRES_TUPLES_OK || s == PGRES_COMMAND_OK) {
        end_of_rows(q, q->row);
        q->row = NULL;
        return ERR_OK;
    }
    rc = failed(q->conn, q->row, "step", err);
    postgres_reset(q);
    return rc;
}

/* Types by their fixed numbers in pg_type. */
static bool is_whole(Oid type)
{
    enum { INT8 = 20, INT2 = 21, INT4 = 23 };

    return type == INT8 || type == INT2 || type == INT4;
}

static struct store_value postgres_column(void *p, int i)
{
    enum { BOOLEAN = 16 };
    struct stmt *q = p;
    const char *text;

    if (PQgetisnull(q->row, 0, i))
        return STORE_NONE;
    text = PQgetvalue(q->row, 0, i);
    if (PQftype(q->row, i) == BOOLEAN)
        return store_int(text[0] == 't');
    if (is_whole(PQftype(q->row, i)))
        return store_int(strtoll(text, NULL, 10));
    return store_text((struct str){text, (size_t)PQgetlength(q->row, 0, i)});
}

static size_t postgres_known(void *p, int from, int to, struct store_known *ret)
{
    size_t n = 0;

    for (int i = from; i < to; i++) {
        struct store_value v = postgres_column(p, i);

        if (v.kind != STORE_NULL)
            ret[n++] = (struct store_known){i, v.kind == STORE_TEXT, v.num, v.text};
    }
    return n;
}

static int64_t postgres_changes(void *p)
{
    return ((struct conn *)p)->changes;
}

static bool postgres_in_transaction(void *p)
{
    PGTransactionStatusType t = PQtransactionStatus(((struct conn *)p)->pg);

    return t == PQTRANS_INTRANS || t == PQTRANS_INERROR || t == PQTRANS_ACTIVE;
}

static enum err_code postgres_bulk(void *p, bool on, struct err *err)
{
    return postgres_script(
        p, on ? STR("SET maintenance_work_mem = '256MB'") : STR("RESET maintenance_work_mem"), err);
}

/* ---- COPY ---- */

static void copy_name(struct buf *b, struct str name)
{
    BUG_ON(!sql_name_valid(name));
    buf_char(b, '"');
    buf_str(b, name);
    buf_char(b, '"');
}

static enum err_code postgres_fill_begin(void *p, const struct store_table *t, struct err *err)
{
    struct conn *c = p;
    enum err_code rc = ERR_OK;
    PGresult *r;

    if (c->reading)
        return still_reading(err);
    buf_reset(&c->copy);
    buf_z(&c->copy, "COPY ");
    copy_name(&c->copy, t->name);
    for (size_t i = 0; i < t->ncolumn; i++) {
        buf_z(&c->copy, i ? ", " : " (");
        copy_name(&c->copy, t->column[i]);
    }
    buf_z(&c->copy, ") FROM STDIN");
    r = PQexec(c->pg, buf_cstr(&c->copy));
    if (PQresultStatus(r) != PGRES_COPY_IN)
        rc = failed(c, r, "copy", err);
    PQclear(r);
    buf_reset(&c->copy);
    return rc;
}

/* COPY's text format: tab, line break and backslash are escaped. */
static void copy_text(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        switch (s.p[i]) {
        case '\\':
            buf_z(b, "\\\\");
            break;
        case '\t':
            buf_z(b, "\\t");
            break;
        case '\n':
            buf_z(b, "\\n");
            break;
        case '\r':
            buf_z(b, "\\r");
            break;
        default:
            buf_char(b, s.p[i]);
        }
}

static enum err_code copy_send(struct conn *c, struct err *err)
{
    int rc = PQputCopyData(c->pg, buf_view(&c->copy).p, (int)c->copy.n);

    buf_reset(&c->copy);
    return rc == 1 ? ERR_OK : failed(c, NULL, "copy", err);
}

static enum err_code postgres_fill_row(void *p, const struct store_value *v, size_t n,
                                       struct err *err)
{
    struct conn *c = p;

    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_char(&c->copy, '\t');
        if (holds_nul(&v[i]))
            return no_nul(err);
        if (v[i].kind == STORE_NULL)
            buf_z(&c->copy, "\\N");
        else if (v[i].kind == STORE_INT)
            buf_i64(&c->copy, v[i].num);
        else
            copy_text(&c->copy, v[i].text);
    }
    buf_char(&c->copy, '\n');
    return c->copy.n >= COPY_CHUNK ? copy_send(c, err) : ERR_OK;
}

static enum err_code postgres_fill_end(void *p, struct err *err)
{
    struct conn *c = p;
    enum err_code rc = ERR_OK;
    PGresult *r;

    if (c->copy.n > 0)
        TRY(copy_send(c, err));
    if (PQputCopyEnd(c->pg, NULL) != 1)
        return failed(c, NULL, "copy", err);
    r = PQgetResult(c->pg);
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        rc = failed(c, r, "copy", err);
    PQclear(r);
    drain(c);
    return rc;
}

const struct store_driver store_postgres = {
    .name = "postgres",
    .begin = "BEGIN",
    .begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    .open = postgres_open,
    .close = postgres_close,
    .script = postgres_script,
    .prepare = postgres_prepare,
    .finish = postgres_finish,
    .start = postgres_start,
    .step = postgres_step,
    .column = postgres_column,
    .known = postgres_known,
    .reset = postgres_reset,
    .changes = postgres_changes,
    .in_transaction = postgres_in_transaction,
    .bulk = postgres_bulk,
    .fill_begin = postgres_fill_begin,
    .fill_row = postgres_fill_row,
    .fill_end = postgres_fill_end,
};
