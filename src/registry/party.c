/* registry/party.c - the party of a record; see party.h. */
#include "registry/party.h"

#include "base/bug.h"
#include "registry/identity.h"
#include "text/ident.h"
#include "text/name.h"

static struct str value_text(const struct registry_record *r, int field)
{
    return field >= 0 && r->value[field].known ? r->value[field].text : STR_NULL;
}

struct str registry_party_key_name(enum registry_party_key key)
{
    switch (key) {
    case REGISTRY_PARTY_OWN:
        return STR("own");
    case REGISTRY_PARTY_USCC:
        return STR("uscc");
    case REGISTRY_PARTY_CITIZEN:
        return STR("citizen_id");
    case REGISTRY_PARTY_ORG_CODE:
        return STR("org_code");
    case REGISTRY_PARTY_REG_NO:
        return STR("reg_no");
    case REGISTRY_PARTY_ADDRESS:
        return STR("address");
    }
    BUG_ON(1);
    return STR_NULL;
}

/* 63 bits, never 0: ids of parties that a key identifies are positive. */
static int64_t keyed_id(struct arena *a, char kind, struct str key, struct str name)
{
    char *bytes = arena_alloc(a, 2 + key.n + name.n);
    struct registry_hash h;
    int64_t id;

    bytes[0] = kind;
    memcpy(bytes + 1, key.p, key.n);
    bytes[1 + key.n] = '\0';
    if (name.n)
        memcpy(bytes + 2 + key.n, name.p, name.n);
    h = registry_hash_bytes(bytes, 2 + key.n + name.n);
    id = (int64_t)(h.hi & INT64_MAX);
    return id ? id : 1;
}

int64_t registry_party_named(struct arena *a, struct str text)
{
    return keyed_id(a, 'N', registry_identity_text(a, text), STR_NULL);
}

static bool by_number(struct registry_record *r, int field, enum text_ident (*check)(struct str),
                      char kind, struct arena *a)
{
    struct str s = text_ident_clean(a, value_text(r, field));

    if (s.n == 0 || text_ident_masked(s) || check(s) != TEXT_IDENT_OK)
        return false;
    r->party.id = keyed_id(a, kind, s, STR_NULL);
    return true;
}

static bool has_digit(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9')
            return true;
    return false;
}

static bool by_name_and(struct registry_record *r, struct str with, char kind, struct arena *a)
{
    if (r->party.name.n == 0 || text_name_masked(r->party.name) || text_ident_masked(with))
        return false;
    with = registry_identity_text(a, with);
    /* A number or an address without any digit ("无", a district's name) singles out nobody. */
    if (!has_digit(with))
        return false;
    r->party.id = keyed_id(a, kind, with, text_name_normal(a, r->party.name));
    return true;
}

static enum registry_party_key find_key(struct registry_record *r, struct arena *a)
{
    const struct law_dataset *d = r->dataset;

    if (by_number(r, d->party_uscc, text_uscc, 'U', a))
        return REGISTRY_PARTY_USCC;
    if (by_number(r, d->party_citizen_id, text_citizen_id, 'C', a))
        return REGISTRY_PARTY_CITIZEN;
    if (by_number(r, d->party_org_code, text_org_code, 'O', a))
        return REGISTRY_PARTY_ORG_CODE;
    if (by_name_and(r, value_text(r, d->party_reg_no), 'R', a))
        return REGISTRY_PARTY_REG_NO;
    if (by_name_and(r, value_text(r, d->party_address), 'A', a))
        return REGISTRY_PARTY_ADDRESS;
    return REGISTRY_PARTY_OWN;
}

/* Negative, and the same for the same row: identity and content say which row it is. */
static int64_t own_id(const struct registry_record *r)
{
    uint64_t mixed = r->identity.hi ^ (r->content.hi * 0x9E3779B97F4A7C15u) ^ r->content.lo;

    return -(int64_t)(mixed & INT64_MAX) - 1;
}

void registry_party_resolve(struct registry_record *r, struct arena *a)
{
    int field = r->dataset->party_field;
    struct registry_party *p = &r->party;

    *p = (struct registry_party){.name = value_text(r, r->dataset->party_name),
                                 .kind = value_text(r, r->dataset->party_kind)};
    if (field >= 0 && r->value[field].known) {
        p->id = r->value[field].num;
        return;
    }
    p->key = find_key(r, a);
    if (p->key == REGISTRY_PARTY_OWN && p->name.n)
        p->id = own_id(r);
    if (field >= 0 && p->id)
        r->value[field] = (struct registry_value){true, p->id, STR_NULL};
}
