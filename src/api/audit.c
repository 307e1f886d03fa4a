/* api/audit.c - everything that happened, in the order of the ledger, for whoever audits. */
#include "api/handlers.h"
#include "matter/feed.h"

struct listing {
    struct api_call *c;
    int64_t n, last;
    bool more;
};

static enum err_code put(void *p, const struct matter_news *m, struct err *err)
{
    struct listing *l = p;
    struct buf *b = l->c->out, at = {0};

    (void)err;
    if (l->n == api_limit(l->c)) {
        l->more = true;
        return ERR_OK;
    }
    l->n++;
    l->last = m->leaf;
    if (moment_known(m->at))
        moment_print(&at, m->at);
    json_open(b, NULL, '{');
    json_i64(b, "leaf", m->leaf);
    json_text(b, "kind", m->kind);
    json_i64(b, "ref", m->ref);
    json_text(b, "at", buf_view(&at));
    json_text(b, "organ", m->organ);
    json_text(b, "person", m->person);
    json_text(b, "what", m->what);
    json_i64(b, "matter", m->matter);
    json_i64(b, "no", m->no);
    json_i64(b, "clue", m->clue);
    json_close(b, '}');
    buf_release(&at);
    return ERR_OK;
}

enum err_code api_audit_list(struct api_call *c, struct err *err)
{
    struct listing l = {.c = c, .last = -1};
    struct store *s;

    TRY(api_store(c, &s, err));
    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    TRY(matter_feed(s, api_int(c, "after", -1), api_limit(c) + 1, put, &l, err));
    api_end_list(c, l.last, l.more);
    return ERR_OK;
}
