#ifndef API_INPUT_H
#define API_INPUT_H
/*
 * api/input.h - what a request asks, as one JSON object that fits its schema: the query of a GET, the
 * fields of an upload, the body otherwise.
 */
#include "api/call.h"

/* Fills c->in.  False: the reply is a problem. */
bool api_input(struct api_call *c);

#endif
