/* identity/audit.c - see audit.h. */
#include "identity/audit.h"

#include "identity/identity_internal.h"

enum { PURPOSE_MIN = 4, PURPOSE_MAX = 200 };

/* ---- unmasking ---- */

static enum err_code check_purpose(struct str purpose, struct err *err)
{
    size_t n = str_utf8_count(str_trim(purpose));

    if (n >= PURPOSE_MIN && n <= PURPOSE_MAX)
        return ERR_OK;
    err_set(err, ERR_INVALID, "no purpose stated");
    return err_set_zh(err, "查看个人信息应当写明用途，%d 至 %d 个字", PURPOSE_MIN, PURPOSE_MAX);
}

static enum err_code unmask_in(struct identity *id, const struct identity_who *who,
                               const struct identity_unmask *u, struct arena *a, struct err *err)
{
    struct str object = str_fmt(a, "%.*s:%lld%s%.*s", STR_F(u->dataset), (long long)u->record,
                                u->field.n ? ":" : "", STR_F(u->field));

    return identity_note(id, who,
                         (struct registry_event){.what = STR("unmask"),
                                                 .holder = u->holder,
                                                 .object = object,
                                                 .purpose = str_trim(u->purpose)},
                         err);
}

/* One's own organ's records with the lesser capability; a record that no organ is known to hold only
 * with the greater. */
static enum err_code check_unmask(struct identity *id, const struct identity_who *who,
                                  struct str holder, struct err *err)
{
    struct err unused;

    if (holder.n && str_eq(holder, who->actor.whole) &&
        identity_require(id, who, LAW_POWER_UNMASK_OWN, &unused) == ERR_OK)
        return ERR_OK;
    return identity_require(id, who, LAW_POWER_UNMASK, err);
}

enum err_code identity_unmask(struct identity *id, const struct identity_who *who,
                              const struct identity_unmask *u, struct err *err)
{
    struct identity_unmask in = *u;
    struct actor holder;
    struct arena a;
    enum err_code rc;

    if (!who->user)
        return err_set(err, ERR_FORBIDDEN, "a system sees no personal data");
    if (in.holder.n) {
        TRY(actor_make(id->law, in.holder, STR(""), &holder, err));
        in.holder = holder.whole;
    }
    TRY(check_unmask(id, who, in.holder, err));
    TRY(check_purpose(in.purpose, err));
    arena_init(&a, 0);
    rc = store_begin(id->store, err);
    if (rc == ERR_OK)
        rc = identity_end(id, unmask_in(id, who, &in, &a, err), err);
    arena_release(&a);
    return rc;
}

enum err_code identity_receipts(struct identity *id, const struct identity_who *who,
                                const struct registry_event_filter *f, struct arena *a,
                                struct registry_events *ret, struct err *err)
{
    struct registry_event_filter own = *f;

    if (who->limits || who->actor.whole.n == 0)
        return err_set(err, ERR_FORBIDDEN, "receipts belong to an organ");
    own.what = STR("unmask");
    own.organ = who->actor.whole;
    return registry_event_list(id->store, &own, a, ret, err);
}

/* ---- audit ---- */

enum err_code identity_audit(struct identity *id, const struct identity_who *who,
                             const struct registry_event_filter *f, struct arena *a,
                             struct registry_events *ret, struct err *err)
{
    TRY(identity_require(id, who, LAW_POWER_AUDIT, err));
    TRY(store_begin(id->store, err));
    TRY(identity_end(id,
                     identity_note(id, who,
                                   (struct registry_event){.what = STR("audit_read"),
                                                           .subject = f->subject,
                                                           .holder = f->organ,
                                                           .detail = f->what},
                                   err),
                     err));
    return registry_event_list(id->store, f, a, ret, err);
}

struct str identity_event_zh(struct str what)
{
    static const struct {
        struct str what, zh;
    } names[] = {
#define EVENT(id, zh) {STR_INIT(#id), STR_INIT(zh)},
#include "identity/event.def"
#undef EVENT
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (str_eq(names[i].what, what))
            return names[i].zh;
    return what;
}
