/* service/document/sign.c - see sign.h. */
#include "service/document/sign.h"

#include "render/pdf.h"
#include "service/document/fill.h"
#include "service/document/text.h"

const char document_sign_capability[] = "签发文书";

struct signing {
    struct store *s;
    const struct document_sign_request *q;
    struct arena *a;
    struct matter_document doc;
    const struct law_template *t;
    const struct law_organ *issuer;
    struct matter_document_seal seal;
    struct document_stamp stamp;
};

/* ---- may it be signed ---- */

static bool capable(const struct document_sign_request *q)
{
    for (size_t i = 0; i < q->ncapability; i++)
        if (str_eq(q->capability[i], str_from(document_sign_capability)))
            return true;
    return false;
}

static enum err_code check(struct signing *x, struct err *err)
{
    int issuer = law_organ_find(x->q->law, x->doc.organ);

    x->t = law_template_find(x->q->law, NULL, x->doc.template);
    if (!x->t || issuer < 0) {
        err_set(err, ERR_CONFLICT, "template or organ of document %lld is gone",
                (long long)x->doc.id);
        return err_set_zh(err, "文书“%.*s”的模板或者机关已不在现行法律数据里", STR_F(x->doc.name));
    }
    x->issuer = &x->q->law->organ[issuer];
    if (matter_organ_within(x->q->law, x->q->organ, issuer) && capable(x->q))
        return ERR_OK;
    err_set(err, ERR_FORBIDDEN, "document %lld may not be signed by this actor",
            (long long)x->doc.id);
    return err_set_zh(err, "文书“%.*s”只能由%.*s具有“%s”权限的人员签发", STR_F(x->doc.name),
                      STR_F(x->issuer->name), document_sign_capability);
}

/* ---- number and text ---- */

static int year_of(struct day d)
{
    int year, month, dom;

    day_to_ymd(d, &year, &month, &dom);
    return year;
}

static enum err_code take_number(struct signing *x, struct err *err)
{
    struct matter_document_series series = {x->doc.organ, x->t->mark,
                                            year_of(moment_day(x->q->at))};

    x->seal.series = series;
    if (x->t->mark.n == 0)
        return ERR_OK;
    TRY(matter_document_number(x->s, &series, &x->seal.serial, err));
    x->seal.number =
        document_number_text(x->issuer, x->t->mark, (int)series.year, x->seal.serial, x->a);
    return ERR_OK;
}

static struct str replace(struct str text, struct str from, struct str to, struct arena *a)
{
    struct buf b = {0};
    struct str done;

    for (size_t at; from.n > 0 && (at = str_find(text, from)) != STR_NPOS;) {
        buf_str(&b, str_sub(text, 0, at));
        buf_str(&b, to);
        text = str_tail(text, at + from.n);
    }
    buf_str(&b, text);
    done = str_dup(a, buf_view(&b));
    buf_release(&b);
    return done;
}

/* The open number wherever the draft has it, of whatever year the draft was. */
static struct str put_number(struct signing *x, struct str text, struct str open)
{
    return x->t->mark.n > 0 ? replace(text, open, x->seal.number, x->a) : text;
}

static enum err_code final_text(struct signing *x, struct render_doc *doc, struct err *err)
{
    struct matter_document_version v;
    struct buf day = {0}, text = {0};

    TRY(matter_document_text(x->s, x->doc.id, 0, x->a, &v, err));
    TRY(document_text_read(v.text, x->a, doc, err));
    TRY(document_text_read(put_number(x, v.text, doc->number), x->a, doc, err));
    if (x->t->mark.n > 0)
        doc->number = x->seal.number;
    document_day_print(&day, moment_day(x->q->at));
    if (doc->date.n > 0)
        doc->date = str_dup(x->a, buf_view(&day));
    if (doc->issued.n > 0)
        doc->issued = doc->date;
    document_text_print(&text, doc);
    x->seal.text = str_dup(x->a, buf_view(&text));
    x->seal.content = digest_of(x->seal.text);
    buf_release(&day);
    buf_release(&text);
    return ERR_OK;
}

/* ---- file ---- */

/* LIANDONG:seal:digest, in the characters that a code holds densely; the note says it in words. */
static void add_code(struct signing *x, struct render_doc *doc)
{
    struct buf hex = {0};

    digest_print(&hex, &x->seal.content);
    for (size_t i = 0; i < hex.n; i++)
        hex.p[i] = (char)(hex.p[i] >= 'a' ? hex.p[i] - 'a' + 'A' : hex.p[i]);
    doc->qr = str_fmt(x->a, "LIANDONG:%lld:%.*s", (long long)x->stamp.seal, STR_F(buf_view(&hex)));
    doc->qr_note =
        str_fmt(x->a, "存证编号 document:%lld\n摘要 %.*s", (long long)x->stamp.seal, 16, hex.p);
    buf_release(&hex);
}

static enum err_code make_file(struct signing *x, struct render_doc *doc, struct buf *ret_file,
                               struct err *err)
{
    struct buf note = {0};
    enum err_code rc;

    x->stamp.content = x->seal.content;
    x->stamp.key = sm2_id(x->q->key);
    x->stamp.at = x->q->at;
    add_code(x, doc);
    document_stamp_print(&note, &x->stamp);
    rc = render_pdf_of(x->q->fonts, doc, buf_view(&note), ret_file, err);
    if (rc == ERR_OK)
        rc = document_stamp_sign(ret_file, x->q->key, &x->stamp, err);
    buf_release(&note);
    return rc;
}

static enum err_code put_seal(struct signing *x, struct err *err)
{
    x->seal.document = x->doc.id;
    x->seal.seen = x->q->seen;
    x->seal.file = x->stamp.file;
    x->seal.key = x->stamp.key;
    x->seal.organ = x->q->law->organ[x->q->organ].id;
    x->seal.person = x->q->person;
    x->seal.at = x->q->at;
    return matter_document_seal_put(x->s, x->stamp.seal, &x->seal, err);
}

enum err_code document_sign(struct store *s, const struct document_sign_request *q, struct arena *a,
                            struct document_signed *ret, struct buf *ret_file, struct err *err)
{
    struct signing x = {.s = s, .q = q, .a = a};
    struct render_doc doc;

    TRY(matter_document_get(s, q->document, a, &x.doc, err));
    TRY(check(&x, err));
    TRY(take_number(&x, err));
    TRY(matter_document_seal_next(s, &x.stamp.seal, err));
    TRY(final_text(&x, &doc, err));
    TRY(make_file(&x, &doc, ret_file, err));
    TRY(put_seal(&x, err));
    *ret = (struct document_signed){x.stamp.seal, x.seal.number, x.seal.content};
    return ERR_OK;
}
