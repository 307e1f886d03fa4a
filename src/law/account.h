#ifndef LAW_ACCOUNT_H
#define LAW_ACCOUNT_H
/*
 * law/account.h - what people may be given and how their accounts are kept: capabilities (权限), posts
 * (岗位: bundles of capabilities that are granted together), and the rules for passwords, sessions
 * and tokens.  Of law/capability.yaml, law/post.yaml and law/account.yaml.
 *
 * What it is not: who has been given what (identity/).  Everything lives in the snapshot.
 */
#include "law/procedure.h"

/* Capabilities that the program itself asks for; each is one entry of law/capability.yaml. */
enum law_power {
    LAW_POWER_NONE,
    LAW_POWER_USERS,      /* make, suspend, rename accounts */
    LAW_POWER_GRANTS,     /* give and take capabilities; sessions and tokens of others */
    LAW_POWER_AUDIT,      /* read what was done to accounts */
    LAW_POWER_UNMASK,     /* see personal data, for a stated purpose */
    LAW_POWER_UNMASK_OWN, /* the same in records of one's own organ */
};
enum { LAW_POWERS = LAW_POWER_UNMASK_OWN + 1 };

struct law_capability {
    struct str name; /* 批准移送 */
    struct str note;
    enum law_power power;
    struct law_place place;
};

/* The three administrators (三员), who are three different people. */
enum law_admin { LAW_ADMIN_NONE, LAW_ADMIN_SYSTEM, LAW_ADMIN_SECURITY, LAW_ADMIN_AUDIT };
enum { LAW_ADMINS = LAW_ADMIN_AUDIT + 1 };

struct law_post {
    struct str id, name; /* case-officer, 办案人员 */
    const struct str *capability;
    size_t ncapability;
    unsigned kinds; /* of organ whose people may hold it: bit 1 << enum law_organ_kind */
    enum law_admin admin;
    bool totp; /* who holds it must use one-time codes */
    struct str note;
    struct law_place place;
};

/* Counts, and spans of time in seconds. */
struct law_account {
    int64_t password_length, password_classes, password_history;
    int64_t password_age;      /* 0: does not expire */
    int64_t password_temp_age; /* of one that somebody else has set */
    int64_t hash_memory;       /* KiB */
    int64_t hash_passes, hash_lanes;
    int64_t lock_free;  /* failures before the first lock */
    int64_t lock_first; /* the first lock; each further one is twice as long */
    int64_t lock_most;
    int64_t lock_forget; /* failures older than this count no more */
    int64_t lock_source; /* failures of one source before its first lock */
    int64_t session_idle, session_absolute;
    int64_t session_seen; /* how coarse the last sighting is kept */
    int64_t totp_window;  /* steps of 30 seconds before and after */
    int64_t totp_recovery;
    int64_t token_age;        /* the longest life of a token */
    int64_t first_code;       /* life of the code of the first run */
    const struct str *common; /* passwords that everybody tries, lower case */
    size_t ncommon;
    struct law_basis separation; /* why the three administrators are three people */
    struct law_place place;
};

/* NULL when there is none of that name. */
const struct law_capability *law_capability_find(const struct law *law, struct str name);
const struct law_post *law_post_find(const struct law *law, struct str id_or_name);
/* The capability with that power; NULL when the law has none. */
const struct law_capability *law_power_find(const struct law *law, enum law_power power);

bool law_post_gives(const struct law_post *p, struct str capability);
/* May a person of the organ hold the post?  A section counts as the organ it belongs to. */
bool law_post_takes(const struct law *law, const struct law_post *p, int organ);
struct str law_admin_zh(enum law_admin admin); /* 系统管理员 */

#endif
