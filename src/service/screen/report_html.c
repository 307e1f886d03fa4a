/*
 * service/screen/report_html.c - the report's JSON put into the page template.
 *
 * The page is the template's; here only the one placeholder is replaced.  '<' is escaped so that
 * no text of a record can end the script element.
 */
#include "service/screen/view.h"

static void add_escaped(struct buf *out, struct str json)
{
    struct str rest = json;

    while (rest.n > 0) {
        size_t at = str_find(rest, STR("<"));

        if (at == STR_NPOS) {
            buf_str(out, rest);
            return;
        }
        buf_str(out, str_sub(rest, 0, at));
        buf_z(out, "\\u003c");
        rest = str_tail(rest, at + 1);
    }
}

enum err_code screen_report_html(const struct screen_report *r, struct str template_,
                                 struct buf *out, struct err *err)
{
    struct str place = STR("/*DATA*/");
    size_t at = str_find(template_, place);
    struct buf json = {0};

    if (at == STR_NPOS)
        return err_set(err, ERR_INVALID, "report template has no %.*s", STR_F(place));
    screen_report_json(r, &json);
    buf_str(out, str_sub(template_, 0, at));
    add_escaped(out, buf_view(&json));
    buf_str(out, str_tail(template_, at + place.n));
    buf_release(&json);
    return ERR_OK;
}
