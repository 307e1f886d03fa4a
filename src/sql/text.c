/* sql/text.c - puts SQL together; see text.h. */
#include "sql/text.h"

#include "base/bug.h"

enum { NAME_MAX_BYTES = 60 };

struct sql_text {
    struct str bytes;
};

bool sql_name_valid(struct str name)
{
    if (name.n == 0 || name.n > NAME_MAX_BYTES || name.p[0] < 'a' || name.p[0] > 'z')
        return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];

        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_')
            return false;
    }
    return true;
}

static void release(void *p)
{
    buf_release(p);
}

void sql_make(struct sql_maker *m, struct arena *a)
{
    *m = (struct sql_maker){.arena = a, .out = ARENA_NEW(a, struct buf)};
    arena_defer(a, release, m->out);
}

void sql_add_(struct sql_maker *m, struct str literal)
{
    buf_str(m->out, literal);
}

void sql_name(struct sql_maker *m, struct str name)
{
    BUG_ON(!sql_name_valid(name));
    buf_char(m->out, '"');
    buf_str(m->out, name);
    buf_char(m->out, '"');
}

void sql_name2(struct sql_maker *m, struct str prefix, struct str name)
{
    BUG_ON(!sql_name_valid(prefix) || !sql_name_valid(name));
    buf_char(m->out, '"');
    buf_str(m->out, prefix);
    buf_str(m->out, name);
    buf_char(m->out, '"');
}

void sql_int(struct sql_maker *m, int64_t v)
{
    buf_i64(m->out, v);
}

void sql_params(struct sql_maker *m, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_z(m->out, i ? ", ?" : "?");
}

/* Words that one of the dialects does not take as the name of a column. */
static const char *const reserved[] = {"add",
                                       "all",
                                       "alter",
                                       "analyse",
                                       "analyze",
                                       "and",
                                       "any",
                                       "array",
                                       "as",
                                       "asc",
                                       "asymmetric",
                                       "authorization",
                                       "autoincrement",
                                       "between",
                                       "binary",
                                       "both",
                                       "case",
                                       "cast",
                                       "check",
                                       "collate",
                                       "collation",
                                       "column",
                                       "commit",
                                       "concurrently",
                                       "constraint",
                                       "create",
                                       "cross",
                                       "current_catalog",
                                       "current_date",
                                       "current_role",
                                       "current_schema",
                                       "current_time",
                                       "current_timestamp",
                                       "current_user",
                                       "default",
                                       "deferrable",
                                       "delete",
                                       "desc",
                                       "distinct",
                                       "do",
                                       "drop",
                                       "else",
                                       "end",
                                       "escape",
                                       "except",
                                       "exists",
                                       "false",
                                       "fetch",
                                       "for",
                                       "foreign",
                                       "freeze",
                                       "from",
                                       "full",
                                       "grant",
                                       "group",
                                       "having",
                                       "ilike",
                                       "in",
                                       "index",
                                       "indexed",
                                       "initially",
                                       "inner",
                                       "insert",
                                       "intersect",
                                       "into",
                                       "is",
                                       "isnull",
                                       "join",
                                       "lateral",
                                       "leading",
                                       "left",
                                       "like",
                                       "limit",
                                       "localtime",
                                       "localtimestamp",
                                       "natural",
                                       "not",
                                       "nothing",
                                       "notnull",
                                       "null",
                                       "offset",
                                       "on",
                                       "only",
                                       "or",
                                       "order",
                                       "outer",
                                       "overlaps",
                                       "placing",
                                       "primary",
                                       "references",
                                       "returning",
                                       "right",
                                       "select",
                                       "session_user",
                                       "set",
                                       "similar",
                                       "some",
                                       "symmetric",
                                       "table",
                                       "tablesample",
                                       "then",
                                       "to",
                                       "trailing",
                                       "transaction",
                                       "true",
                                       "union",
                                       "unique",
                                       "update",
                                       "user",
                                       "using",
                                       "values",
                                       "variadic",
                                       "verbose",
                                       "when",
                                       "where",
                                       "window",
                                       "with"};

static bool is_reserved(struct str name)
{
    for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
        if (str_eq(name, str_from(reserved[i])))
            return true;
    return false;
}

void sql_column(struct sql_maker *m, struct str alias, struct str name)
{
    BUG_ON(!sql_name_valid(name) || (alias.n > 0 && !sql_name_valid(alias)));
    if (alias.n > 0) {
        buf_str(m->out, alias);
        buf_char(m->out, '.');
    }
    if (is_reserved(name))
        sql_name(m, name);
    else
        buf_str(m->out, name);
}

void sql_quoted(struct sql_maker *m, struct str text)
{
    buf_char(m->out, '\'');
    for (size_t i = 0; i < text.n; i++) {
        BUG_ON(text.p[i] == '\0');
        if (text.p[i] == '\'')
            buf_char(m->out, '\'');
        buf_char(m->out, text.p[i]);
    }
    buf_char(m->out, '\'');
}

static void add_plain(struct sql_maker *m, struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        buf_char(m->out, (unsigned char)text.p[i] < ' ' ? ' ' : text.p[i]);
}

/* PostgreSQL nests comments, so a beginning must not stand in one either. */
void sql_comment(struct sql_maker *m, struct str text)
{
    size_t from = 0;

    buf_z(m->out, "/* ");
    for (size_t i = 0; i + 1 < text.n; i++)
        if ((text.p[i] == '*' && text.p[i + 1] == '/') ||
            (text.p[i] == '/' && text.p[i + 1] == '*')) {
            add_plain(m, str_sub(text, from, i + 1));
            buf_char(m->out, ' ');
            from = i + 1;
        }
    add_plain(m, str_tail(text, from));
    buf_z(m->out, " */");
}

void sql_remark(struct sql_maker *m, struct str text)
{
    buf_z(m->out, "-- ");
    add_plain(m, text);
}

void sql_line(struct sql_maker *m)
{
    buf_char(m->out, '\n');
    for (int i = 0; i < m->depth; i++)
        buf_z(m->out, "    ");
}

void sql_append(struct sql_maker *m, const struct sql_text *t)
{
    buf_str(m->out, t->bytes);
}

void sql_expand(struct sql_maker *m, struct sql_template t, const struct sql_filler *f)
{
    struct str rest = str_from(t.text);

    while (rest.n > 0) {
        buf_str(m->out, str_cut(&rest, STR("{")));
        if (rest.n > 0)
            f->fill(f->p, str_cut(&rest, STR("}")));
    }
}

const struct sql_text *sql_done(struct sql_maker *m)
{
    struct sql_text *t = ARENA_NEW(m->arena, struct sql_text);

    t->bytes = str_dup(m->arena, buf_view(m->out));
    buf_reset(m->out);
    return t;
}

struct str sql_bytes(const struct sql_text *t)
{
    return t->bytes;
}
