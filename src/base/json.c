/* base/json.c - see json.h. */
#include "base/json.h"

static void comma(struct buf *b)
{
    char last = b->n > 0 ? b->p[b->n - 1] : '\n';

    if (last != '{' && last != '[' && last != ':' && last != '\n')
        buf_char(b, ',');
}

void json_key(struct buf *b, const char *key)
{
    comma(b);
    buf_json(b, str_from(key));
    buf_char(b, ':');
}

static void begin(struct buf *b, const char *key)
{
    if (key)
        json_key(b, key);
    else
        comma(b);
}

void json_open(struct buf *b, const char *key, char bracket)
{
    begin(b, key);
    buf_char(b, bracket);
}

void json_close(struct buf *b, char bracket)
{
    buf_char(b, bracket);
}

void json_text(struct buf *b, const char *key, struct str value)
{
    begin(b, key);
    buf_json(b, value);
}

void json_i64(struct buf *b, const char *key, int64_t value)
{
    begin(b, key);
    buf_i64(b, value);
}

void json_bool(struct buf *b, const char *key, bool value)
{
    begin(b, key);
    buf_z(b, value ? "true" : "false");
}
