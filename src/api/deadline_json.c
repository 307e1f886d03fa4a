/* api/deadline_json.c - see deadline_json.h. */
#include "api/deadline_json.h"

static const char *verified_word(enum law_verified v)
{
    switch (v) {
    case LAW_VERIFIED_NO:
        return "no";
    case LAW_VERIFIED_SECONDARY:
        return "secondary";
    case LAW_VERIFIED_YES:
        return "yes";
    }
    return "";
}

static const char *kind_word(enum law_deadline_kind k)
{
    switch (k) {
    case LAW_DEADLINE_TERM:
        return "term";
    case LAW_DEADLINE_WINDOW:
        return "window";
    case LAW_DEADLINE_LIMITATION:
        return "limitation";
    case LAW_DEADLINE_ALERT:
        return "alert";
    }
    return "";
}

/* A day, or nothing when there is none. */
static void day_json(struct buf *b, const char *key, struct day d)
{
    struct buf text = {0};

    if (day_known(d))
        day_print(&text, d);
    json_text(b, key, buf_view(&text));
    buf_release(&text);
}

static void moment_json(struct buf *b, const char *key, struct moment m)
{
    struct buf text = {0};

    if (moment_known(m))
        moment_print(&text, m);
    json_text(b, key, buf_view(&text));
    buf_release(&text);
}

static void length_json(struct buf *b, const char *key, struct law_length length)
{
    struct buf text = {0};

    if (length.n > 0)
        law_length_print(&text, length);
    json_text(b, key, buf_view(&text));
    buf_release(&text);
}

static void citation_json(struct buf *b, const char *key, const struct law_citation *c)
{
    json_open(b, key, '{');
    json_text(b, "title", c->source ? c->source->title : STR(""));
    json_text(b, "doc_no", c->source ? c->source->doc_no : STR(""));
    json_text(b, "article", c->article);
    json_close(b, '}');
}

static void extensions_json(struct buf *b, const struct law_deadline *d)
{
    json_open(b, "extensions", '[');
    for (size_t i = 0; i < d->nextension; i++) {
        json_open(b, NULL, '{');
        length_json(b, "length", d->extension[i].most);
        json_i64(b, "times", d->extension[i].times);
        json_text(b, "by", d->extension[i].by.text);
        citation_json(b, "basis", &d->extension[i].by.cite);
        json_close(b, '}');
    }
    json_close(b, ']');
}

static void exclusions_json(struct buf *b, const struct law_deadline *d)
{
    json_open(b, "exclusions", '[');
    for (size_t i = 0; i < d->nexclusion; i++) {
        json_open(b, NULL, '{');
        json_text(b, "reason", d->exclusion[i].reason);
        json_text(b, "by", d->exclusion[i].by);
        citation_json(b, "basis", &d->exclusion[i].cite);
        json_close(b, '}');
    }
    json_close(b, ']');
}

static void names_json(struct buf *b, const struct law_circumstance *c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        json_text(b, NULL, c[i].name);
}

static void cases_json(struct buf *b, const struct law_deadline *d)
{
    json_open(b, "circumstances", '[');
    names_json(b, d->circumstance, d->ncircumstance);
    names_json(b, d->counting->circumstance, d->counting->ncircumstance);
    json_close(b, ']');
    json_open(b, "conditions", '[');
    for (size_t i = 0; i < d->ncondition; i++)
        json_text(b, NULL, d->condition[i]);
    json_close(b, ']');
    json_text(b, "otherwise", d->otherwise);
}

void deadline_json(struct buf *b, const struct law_deadline *d)
{
    json_text(b, "deadline", d->id);
    json_text(b, "mechanism", d->mechanism);
    json_text(b, "domain", d->domain);
    json_text(b, "who", d->who);
    json_text(b, "trigger", d->trigger);
    json_text(b, "act", d->act);
    json_text(b, "kind", str_from(kind_word(d->kind)));
    json_text(b, "forbids", d->forbids);
    length_json(b, "length", d->length);
    json_text(b, "term", d->term);
    json_bool(b, "own_length", d->own_length);
    json_bool(b, "fixed", d->fixed);
    json_text(b, "counting", d->counting->id);
    json_text(b, "profile", law_profile_name(d->profile));
    json_bool(b, "by_district", d->counting->allowed != 0);
    citation_json(b, "basis", &d->basis);
    day_json(b, "effective", d->effective);
    day_json(b, "expires", d->expires);
    json_text(b, "verified", str_from(verified_word(d->verified)));
    extensions_json(b, d);
    exclusions_json(b, d);
    cases_json(b, d);
    json_text(b, "quote", d->quote);
    json_text(b, "note", d->note);
    json_i64(b, "examples", (int64_t)d->nexample);
}

static void other_json(struct buf *b, const struct law_due_other *o)
{
    json_open(b, NULL, '{');
    day_json(b, "effective", o->deadline->effective);
    day_json(b, "expires", o->deadline->expires);
    citation_json(b, "basis", &o->deadline->basis);
    moment_json(b, "end", o->code == ERR_OK ? o->end : MOMENT_NONE);
    day_json(b, "last", o->code == ERR_OK ? o->last : DAY_NONE);
    json_text(b, "why", o->why);
    json_close(b, '}');
}

void due_json(struct buf *b, const struct law_due *due)
{
    struct buf text = {0};

    law_due_print(&text, due);
    json_text(b, "counted_by", law_profile_name(due->profile));
    length_json(b, "counted_length", due->length);
    json_text(b, "due", due->stopped ? STR("") : buf_view(&text));
    moment_json(b, "end", due->stopped ? MOMENT_NONE : due->end);
    json_bool(b, "stopped", due->stopped);
    moment_json(b, "since", due->stopped ? due->since : MOMENT_NONE);
    json_open(b, "steps", '[');
    for (size_t i = 0; i < due->step.n; i++) {
        json_open(b, NULL, '{');
        json_text(b, "text", due->step.at[i].text);
        json_text(b, "basis", due->step.at[i].basis);
        json_close(b, '}');
    }
    json_close(b, ']');
    json_open(b, "warnings", '[');
    for (size_t i = 0; i < due->warning.n; i++)
        json_text(b, NULL, due->warning.at[i]);
    json_close(b, ']');
    json_open(b, "others", '[');
    for (size_t i = 0; i < due->other.n; i++)
        other_json(b, &due->other.at[i]);
    json_close(b, ']');
    buf_release(&text);
}

void left_json(struct buf *b, const struct law_left *left)
{
    struct buf text = {0};

    law_length_print(&text, left->n);
    json_bool(b, "passed", left->passed);
    json_text(b, "left", buf_view(&text));
    json_i64(b, "rest", left->rest);
    json_i64(b, "used", left->used);
    json_i64(b, "total", left->total);
    json_text(b, "text", left->text);
    buf_release(&text);
}
