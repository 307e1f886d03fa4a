#ifndef HTTP_TARGET_H
#define HTTP_TARGET_H
/*
 * http/target.h - the path of a request, decoded and matched against patterns.  Pure.
 *
 * A path is refused rather than repaired: no empty segment, no "." or "..", no backslash, no
 * control character, nothing that is not UTF-8 after decoding.  So no later stage can be tricked
 * into reading another path than the one that was matched.
 */
#include "http/message.h"

/* Decodes %XX; false at a broken one, at NUL and when the result is not UTF-8.  In a. */
bool http_decode(struct arena *a, struct str raw, struct str *ret);

/* As http_decode, and what the file comment asks. */
bool http_path(struct arena *a, struct str raw, struct str *ret);

/* A pattern is literal segments and {name} segments: "/api/v1/clues/{id}".  Its parameters go to
 * param[0..*ret_n). */
bool http_match(struct str pattern, struct str path, struct str param[HTTP_MAX_PARAM],
                size_t *ret_n);

#endif
