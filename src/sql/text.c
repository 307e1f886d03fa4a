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
