#ifndef API_NEWS_H
#define API_NEWS_H
/*
 * api/news.h - tells who listens what changed: one thread follows the ledger, so that what another
 * process did is told too, and a reader picks up where he stopped by the number of a leaf.
 */
#include "base/err.h"
#include "http/message.h"
#include "registry/actor.h"

struct api_news;
struct api_server;

MUST_CHECK enum err_code api_news_new(struct api_server *x, struct api_news **ret, struct err *err);
void api_news_free(struct api_news *n); /* when no stream is left */

/* Something was committed: look now and not in a moment. */
void api_news_look(struct api_news *n);

/* What the actor may see behind leaf `after` (-1: from now on), as a stream of at most five minutes:
 * whoever has lost his rights meanwhile must show them again. */
struct http_stream api_news_stream(struct api_news *n, const struct actor *who, int64_t after);

#endif
