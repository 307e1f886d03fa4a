#ifndef API_WHO_H
#define API_WHO_H
/*
 * api/who.h - who asks: the session (会话) whose cookie a browser sends, a token (接口令牌) of a system, or
 * a static token; and whether it is a page of ours that asks.
 *
 * What it is not: it decides nothing about matters or clues; that is the actor's business.
 */
#include "api/call.h"

/* Finds out who asks, once for each request, and whether he may use the route: his capability, and
 * that nothing must be done first.  False: the reply is a refusal. */
bool api_check_who(struct api_call *c);

/* A page of another site asks, by what the browser says of it. */
bool api_from_elsewhere(const struct http_request *q);

/* Where the request came from, for counting who guesses: an IPv4 address, the first half of an IPv6
 * one (whoever has one has all of the other half). */
struct str api_source(const struct api_call *c);

/* The session's secret goes into its cookie, and nowhere else; empty: the cookie is taken back. */
void api_give_session(struct api_call *c, struct str secret);

#endif
