/* pipeline/document.c - see document.h. */
#include "pipeline/document.h"

#include "base/bug.h"
#include "base/file.h"
#include "service/document/text.h"

/* ---- filling ---- */

struct seen_acts {
    const struct law_procedure *p;
    struct moment *at;
};

static enum err_code note_act(void *p, const struct matter_entry *e, struct err *err)
{
    struct seen_acts *seen = p;
    int act = law_act_find(seen->p, e->act);

    (void)err;
    if (act >= 0)
        seen->at[act] = e->at;
    return ERR_OK;
}

/* Whoever makes the document has been found to be the organ that issues it: all its acts count. */
static enum err_code acts_of(struct matter_log *log, const struct matter *m, struct arena *a,
                             const struct moment **ret, struct err *err)
{
    struct seen_acts seen = {m->plan->p, ARENA_ARRAY(a, struct moment, m->plan->p->nact + 1)};
    struct actor all = actor_operator(STR(""));
    const struct matter_timeline q = {.who = &all, .matter = m->id};

    for (size_t i = 0; i < m->plan->p->nact; i++)
        seen.at[i] = MOMENT_NONE;
    TRY(matter_entries(log, &q, note_act, &seen, err));
    *ret = seen.at;
    return ERR_OK;
}

static enum err_code set_value(const struct matter *m, const struct matter_pair *pair,
                               struct rule_condition_value *value, struct err *err)
{
    const struct law_dataset *d = &m->plan->p->fields;
    int i = law_field_find(d, pair->name);

    if (i < 0) {
        err_set(err, ERR_NOT_FOUND, "no such field");
        return err_set_zh(err, "程序“%.*s”没有字段“%.*s”", STR_F(m->plan->p->name),
                          STR_F(pair->name));
    }
    if (value[i].known) {
        err_set(err, ERR_CONFLICT, "the matter has the field");
        return err_set_zh(err, "字段“%.*s”在事项中已有值，文书只能照用，不能另填",
                          STR_F(pair->name));
    }
    return matter_value_read(m->plan->law, &d->field[i], pair->value, &value[i], err);
}

/* The matter's values, and those that are given for what it does not have yet. */
static enum err_code values_of(const struct matter *m, const struct matter_pairs *more,
                               struct arena *a, const struct rule_condition_value **ret,
                               struct err *err)
{
    size_t n = m->plan->p->fields.nfield;
    struct rule_condition_value *value = ARENA_ARRAY(a, struct rule_condition_value, n + 1);

    memcpy(value, m->value, n * sizeof(*value));
    for (size_t i = 0; i < more->n; i++)
        TRY(set_value(m, &more->at[i], value, err));
    *ret = value;
    return ERR_OK;
}

static enum err_code get_matter(struct matter_log *log, const struct pipeline_document_request *q,
                                struct arena *a, struct matter *ret, struct err *err)
{
    TRY(matter_get(log, q->matter, a, ret, err));
    if (str_eq(ret->plan->p->id, q->t->p->id))
        return ERR_OK;
    err_set(err, ERR_CONFLICT, "template of another procedure");
    return err_set_zh(err, "“%.*s”是程序“%.*s”的文书，事项 %lld 的程序是“%.*s”", STR_F(q->t->name),
                      STR_F(q->t->p->name), (long long)q->matter, STR_F(ret->plan->p->name));
}

/* Whoever issues a document may read and write it, nobody else: it holds what fields mask. */
static enum err_code own_document(const struct law *law, int organ, int issuer, struct err *err)
{
    if (issuer >= 0 && matter_organ_within(law, organ, issuer))
        return ERR_OK;
    err_set(err, ERR_FORBIDDEN, "document of another organ");
    if (issuer < 0)
        return err_set_zh(err, "制作这件文书的机关尚未确定，或者已不在现行法律数据里");
    return err_set_zh(err, "这件文书由%.*s制作，%.*s不能阅看、起草或者修改",
                      STR_F(law->organ[issuer].name), STR_F(law->organ[organ].name));
}

static enum err_code fill(struct matter_log *log, const struct pipeline_document_request *q,
                          struct arena *a, struct matter *m, struct render_doc *ret,
                          struct err *err)
{
    struct document_view view = {.m = m, .date = q->date, .stamp = q->stamp};

    TRY(get_matter(log, q, a, m, err));
    TRY(own_document(log->book->law, q->organ, document_organ(q->t, m), err));
    TRY(values_of(m, &q->field, a, &view.value, err));
    TRY(acts_of(log, m, a, &view.act_at, err));
    return document_fill(q->t, &view, a, ret, err);
}

enum err_code pipeline_document_fill(struct matter_log *log,
                                     const struct pipeline_document_request *q, struct arena *a,
                                     struct render_doc *ret, struct err *err)
{
    struct matter m;

    return fill(log, q, a, &m, ret, err);
}

/* ---- drafts ---- */

static enum err_code ended(struct store *s, enum err_code rc, struct err *err)
{
    if (rc == ERR_OK)
        rc = store_commit(s, err);
    if (rc != ERR_OK)
        store_rollback(s);
    return rc;
}

static struct matter_document_version
version_of(const struct matter_log *log, const struct pipeline_author *author, struct str text)
{
    return (struct matter_document_version){.at = author->at,
                                            .organ = log->book->law->organ[author->organ].id,
                                            .person = author->person,
                                            .text = text};
}

static enum err_code keep_draft(struct matter_log *log, const struct matter_document *d,
                                const struct matter_document_version *v, int64_t *ret_id,
                                struct err *err)
{
    TRY(store_begin(log->store, err));
    return ended(log->store, matter_document_draft(log->store, d, v, ret_id, err), err);
}

static enum err_code draft(struct matter_log *log, const struct pipeline_document_request *q,
                           const struct pipeline_author *author, struct arena *a, int64_t *ret_id,
                           struct err *err)
{
    const struct law *law = log->book->law;
    struct matter m;
    struct render_doc doc;
    struct buf text = {0};
    struct matter_document d = {.matter = q->matter, .template = q->t->id, .name = q->t->name};
    struct matter_document_version v;
    enum err_code rc;

    BUG_ON(q->organ != author->organ);
    TRY(fill(log, q, a, &m, &doc, err));
    d.organ = law->organ[document_organ(q->t, &m)].id;
    document_text_print(&text, &doc);
    v = version_of(log, author, buf_view(&text));
    rc = keep_draft(log, &d, &v, ret_id, err);
    buf_release(&text);
    return rc;
}

enum err_code pipeline_document_draft(struct matter_log *log,
                                      const struct pipeline_document_request *q,
                                      const struct pipeline_author *author, int64_t *ret_id,
                                      struct err *err)
{
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    rc = draft(log, q, author, &a, ret_id, err);
    arena_release(&a);
    return rc;
}

static enum err_code edit_checked(struct matter_log *log, const struct pipeline_document_edit *edit,
                                  const struct pipeline_author *author, struct arena *a,
                                  struct err *err)
{
    struct matter_document_version v = version_of(log, author, edit->text);
    struct matter_document d;
    struct render_doc doc;

    TRY(document_text_read(edit->text, a, &doc, err));
    TRY(matter_document_get(log->store, edit->document, a, &d, err));
    TRY(own_document(log->book->law, author->organ, law_organ_find(log->book->law, d.organ), err));
    TRY(store_begin(log->store, err));
    return ended(log->store, matter_document_edit(log->store, edit->document, edit->seen, &v, err),
                 err);
}

enum err_code pipeline_document_edit(struct matter_log *log,
                                     const struct pipeline_document_edit *edit,
                                     const struct pipeline_author *author, struct err *err)
{
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    rc = edit_checked(log, edit, author, &a, err);
    arena_release(&a);
    return rc;
}

enum err_code pipeline_document_text(struct matter_log *log, int64_t id, int64_t no, int organ,
                                     struct arena *a, struct matter_document_version *ret,
                                     struct err *err)
{
    const struct law *law = log->book->law;
    struct matter_document d;

    TRY(matter_document_get(log->store, id, a, &d, err));
    TRY(own_document(law, organ, law_organ_find(law, d.organ), err));
    return matter_document_text(log->store, id, no, a, ret, err);
}

/* ---- sign-off ---- */

/* A file without its seal is harmless; a seal without its file could not be shown. */
static enum err_code sign_and_keep(struct matter_log *log, const char *home,
                                   const struct document_sign_request *q, struct arena *a,
                                   struct document_signed *ret, struct buf *ret_file,
                                   struct err *err)
{
    struct str dir = str_fmt(a, "%s/document", home);
    struct str path = str_fmt(a, "%.*s/%lld.pdf", STR_F(dir), (long long)q->document);

    TRY(document_sign(log->store, q, a, ret, ret_file, err));
    TRY(file_mkdirs(dir.p, err));
    return file_write(path.p, buf_view(ret_file), err);
}

enum err_code pipeline_document_sign(struct matter_log *log, const char *home,
                                     const struct document_sign_request *q, struct arena *a,
                                     struct document_signed *ret, struct buf *ret_file,
                                     struct err *err)
{
    TRY(store_begin(log->store, err));
    return ended(log->store, sign_and_keep(log, home, q, a, ret, ret_file, err), err);
}
