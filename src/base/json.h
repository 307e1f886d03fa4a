#ifndef BASE_JSON_H
#define BASE_JSON_H
/*
 * base/json.h - writes JSON into a buf.  The comma before a value is put where one is due: not
 * behind '{', '[', ':' or at the start of a line.  The caller keeps the nesting right.
 * Reading JSON is format's business.
 */
#include "base/buf.h"

void json_open(struct buf *b, const char *key, char bracket); /* "key":{ ; key NULL: bare */
void json_close(struct buf *b, char bracket);
void json_key(struct buf *b, const char *key);
void json_text(struct buf *b, const char *key, struct str value); /* key NULL: bare */
void json_i64(struct buf *b, const char *key, int64_t value);     /* key NULL: bare */
void json_bool(struct buf *b, const char *key, bool value);

#endif
