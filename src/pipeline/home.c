/* pipeline/home.c - see home.h. */
#include "pipeline/home.h"

#include "identity/identity.h"
#include "matter/clue.h"
#include "matter/ledger.h"
#include "matter/log.h"
#include "registry/schema.h"

static enum err_code migrate(struct store *s, const struct law *law, int64_t now, struct err *err)
{
    TRY(registry_district_migrate(s, now, err));
    TRY(registry_prepare(s, law, now, err));
    TRY(identity_migrate(s, now, err));
    TRY(matter_clue_migrate(s, now, err));
    TRY(matter_log_migrate(s, now, err));
    return ledger_migrate(s, now, err);
}

static enum err_code set_district(struct store *s, const struct registry_district *d,
                                  struct err *err)
{
    enum err_code rc;

    TRY(store_begin(s, err));
    rc = registry_district_set(s, d, err);
    if (rc == ERR_OK)
        rc = store_commit(s, err);
    else
        store_rollback(s);
    return rc;
}

enum err_code pipeline_home_init(const char *home, const struct law *law,
                                 const struct registry_district *district, int64_t now,
                                 struct err *err)
{
    struct store *s;
    enum err_code rc;

    TRY(store_open(home, STORE_CREATE, &s, err));
    rc = migrate(s, law, now, err);
    if (rc == ERR_OK)
        rc = set_district(s, district, err);
    store_close(s);
    return rc;
}

enum err_code pipeline_home_open(const char *home, const struct law *law, int64_t now,
                                 struct pipeline_home *ret, struct err *err)
{
    struct pipeline_home h = {0};
    enum err_code rc = store_open(home, 0, &h.store, err);

    if (rc == ERR_NOT_FOUND)
        return err_set_zh(err, "“%s”里还没有辖区。先运行 liandong init，或用 --home 指明目录。",
                          home);
    if (rc != ERR_OK)
        return rc;
    arena_init(&h.arena, 0);
    rc = migrate(h.store, law, now, err);
    if (rc == ERR_OK)
        rc = registry_district_get(h.store, &h.arena, &h.district, err);
    if (rc != ERR_OK) {
        pipeline_home_close(&h);
        return rc;
    }
    *ret = h;
    return ERR_OK;
}

void pipeline_home_close(struct pipeline_home *h)
{
    store_close(h->store);
    arena_release(&h->arena);
}
