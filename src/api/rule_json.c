/* api/rule_json.c - see rule_json.h. */
#include "api/rule_json.h"

#include "base/json.h"
#include "rule/variant.h"
#include "service/screen/report.h"

void api_rule_line_json(struct buf *b, const struct rule_plan *p)
{
    json_open(b, NULL, '{');
    json_text(b, "rule", p->slug);
    json_text(b, "title", p->title);
    json_text(b, "kind", p->kind);
    json_text(b, "charge", p->charge);
    json_text(b, "dataset", p->dataset->name);
    json_text(b, "version", p->version);
    json_text(b, "note", p->note);
    json_i64(b, "examples", (int64_t)p->nexample);
    json_close(b, '}');
}

static void put_numbers(const struct law *law, const struct rule_plan *p, struct arena *a,
                        struct buf *out)
{
    struct rule_constants c;
    struct rule_limits l;

    rule_constants(law, p->text, a, &c);
    json_open(out, "constants", '[');
    for (size_t i = 0; i < c.v.n; i++) {
        json_open(out, NULL, '{');
        json_i64(out, "number", (int64_t)i + 1);
        json_text(out, "text", c.v.at[i].text);
        json_i64(out, "line", c.v.at[i].line);
        json_i64(out, "column", c.v.at[i].column);
        json_close(out, '}');
    }
    json_close(out, ']');
    rule_limits(p, a, &l);
    json_open(out, "limits", '[');
    for (size_t i = 0; i < l.v.n; i++) {
        json_open(out, NULL, '{');
        json_text(out, "standard", l.v.at[i].standard);
        json_text(out, "limit", l.v.at[i].limit);
        json_text(out, "value", l.v.at[i].shown);
        json_close(out, '}');
    }
    json_close(out, ']');
}

void api_rule_json(const struct law *law, const struct rule_plan *p, struct arena *a,
                   struct buf *out)
{
    json_open(out, NULL, '{');
    json_text(out, "rule", p->slug);
    json_text(out, "title", p->title);
    json_text(out, "kind", p->kind);
    json_text(out, "charge", p->charge);
    json_text(out, "note", p->note);
    json_text(out, "dataset", p->dataset->name);
    json_text(out, "to", screen_sent_to(law, p->organ, a));
    json_text(out, "version", p->version);
    json_text(out, "file", p->file);
    json_i64(out, "examples", (int64_t)p->nexample);
    json_open(out, "basis", '[');
    for (size_t i = 0; i < p->nbasis; i++)
        json_text(out, NULL, screen_citation(a, &p->basis[i]));
    json_close(out, ']');
    put_numbers(law, p, a, out);
    json_text(out, "text", p->text);
    json_close(out, '}');
}
