#ifndef API_PROBLEM_H
#define API_PROBLEM_H
/*
 * api/problem.h - what went wrong, as RFC 9457 problem details in Chinese and English with a stable
 * code.  The code is that of base/errors.def in small letters, or one of refusal.def.
 */
#include "api/call.h"

/* A failure of a handler; with the diagnostics of the call, if any. */
void api_problem(struct http_reply *r, const struct http_request *q, const struct err *err,
                 const struct diag_list *diags);
/* A refusal of refusal.def. */
void api_problem_refusal(struct http_reply *r, const struct http_request *q, int status);
/* … by its code; `zh` instead of what stands there, unless it is empty. */
void api_problem_named(struct http_reply *r, const struct http_request *q, const char *code,
                       struct str zh);
/* Diagnostics as a member "diagnostics". */
void api_put_diags(struct buf *b, const struct diag_list *l);
/* Input that does not fit its schema: 422. */
void api_problem_faults(struct http_reply *r, const struct http_request *q,
                        const struct api_faults *f);

#endif
