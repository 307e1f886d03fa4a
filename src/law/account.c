/* law/account.c - law/account.yaml: the rules for passwords, locks, sessions, tokens; see account.h. */
#include "law/account.h"
#include "base/fen.h"
#include "law/law_internal.h"

enum number_kind { COUNT, SPAN };

enum { MINUTE = 60, HOUR = 3600, DAY_LONG = 86400, YEAR_LONG = 366 * DAY_LONG };

/* Every number of the file, with what is still sensible: outside of it a typing error would lock
 * everybody out or let everybody in. */
static const struct number {
    const char *section, *name;
    enum number_kind kind;
    int64_t min, max;
    size_t at;
} numbers[] = {
#define AT(f) offsetof(struct law_account, f)
    {"password", "length", COUNT, 8, 64, AT(password_length)},
    {"password", "classes", COUNT, 1, 4, AT(password_classes)},
    {"password", "history", COUNT, 0, 24, AT(password_history)},
    {"password", "age", SPAN, 0, 2 * YEAR_LONG, AT(password_age)},
    {"password", "temporary", SPAN, HOUR, 30 * DAY_LONG, AT(password_temp_age)},
    {"hash", "memory", COUNT, 8192, 4194304, AT(hash_memory)},
    {"hash", "passes", COUNT, 1, 64, AT(hash_passes)},
    {"hash", "lanes", COUNT, 1, 16, AT(hash_lanes)},
    {"lock", "free", COUNT, 1, 20, AT(lock_free)},
    {"lock", "source", COUNT, 1, 1000, AT(lock_source)},
    {"lock", "first", SPAN, 1, HOUR, AT(lock_first)},
    {"lock", "most", SPAN, 1, DAY_LONG, AT(lock_most)},
    {"lock", "forget", SPAN, MINUTE, 30 * DAY_LONG, AT(lock_forget)},
    {"session", "idle", SPAN, MINUTE, DAY_LONG, AT(session_idle)},
    {"session", "absolute", SPAN, MINUTE, 7 * DAY_LONG, AT(session_absolute)},
    {"session", "seen", SPAN, 1, 10 * MINUTE, AT(session_seen)},
    {"totp", "window", COUNT, 0, 4, AT(totp_window)},
    {"totp", "recovery", COUNT, 0, 20, AT(totp_recovery)},
    {"token", "age", SPAN, DAY_LONG, 2 * YEAR_LONG, AT(token_age)},
    {"first", "code", SPAN, MINUTE, 7 * DAY_LONG, AT(first_code)},
#undef AT
};
enum { NNUMBER = sizeof(numbers) / sizeof(numbers[0]) };

struct account_in {
    const struct yaml_node *password, *hash, *lock, *session, *totp, *token, *first, *separation;
    const struct str *common;
    size_t ncommon;
};

#define AT(f) offsetof(struct account_in, f), 0
static const struct law_key account_key[] = {
    {"password", LAW_KEY_NODE, true, AT(password)},
    {"hash", LAW_KEY_NODE, true, AT(hash)},
    {"lock", LAW_KEY_NODE, true, AT(lock)},
    {"session", LAW_KEY_NODE, true, AT(session)},
    {"totp", LAW_KEY_NODE, true, AT(totp)},
    {"token", LAW_KEY_NODE, true, AT(token)},
    {"first", LAW_KEY_NODE, true, AT(first)},
    {"separation", LAW_KEY_NODE, true, AT(separation)},
    {"common", LAW_KEY_STRS, true, offsetof(struct account_in, common),
     offsetof(struct account_in, ncommon)},
};
#undef AT
static const struct law_keys account_keys = LAW_KEYS("账户规则", account_key);

struct separation_in {
    const struct yaml_node *basis;
    enum law_verified verified;
};
static const struct law_key separation_key[] = {
    {"basis", LAW_KEY_NODE, true, offsetof(struct separation_in, basis), 0},
    {"verified", LAW_KEY_VERIFIED, true, offsetof(struct separation_in, verified), 0},
};
static const struct law_keys separation_keys = LAW_KEYS("三员分立", separation_key);

/* number -> digits | digits (秒 | 分钟 | 小时 | 日) */
static bool read_value(struct str text, enum number_kind kind, int64_t *ret)
{
    static const struct {
        const char *suffix;
        int64_t seconds;
    } units[] = {{"秒", 1}, {"分钟", MINUTE}, {"小时", HOUR}, {"日", DAY_LONG}};
    int64_t n;

    if (kind == COUNT)
        return fen_decimal(text, 0, ret);
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        struct str suffix = str_from(units[i].suffix);

        if (!str_ends(text, suffix) || !fen_decimal(str_sub(text, 0, text.n - suffix.n), 0, &n) ||
            n < 0 || n > INT32_MAX)
            continue;
        *ret = n * units[i].seconds;
        return true;
    }
    return false;
}

static void read_number(struct law_loader *ld, struct law_item item, const struct number *n,
                        struct law_account *a)
{
    struct str text = STR_NULL;
    int64_t value;

    if (!law_read_text(ld, item.file, item.node, &text))
        return;
    if (!read_value(text, n->kind, &value))
        LAW_ERROR(ld, item.file, item.node, "“%s”应当是%s，写的是“%.*s”", n->name,
                  n->kind == COUNT ? "整数" : "时间，如 30分钟、12小时、90日", STR_F(text));
    else if (value < n->min || value > n->max)
        LAW_ERROR(ld, item.file, item.node, "“%s”应当在 %lld 与 %lld%s之间", n->name,
                  (long long)n->min, (long long)n->max, n->kind == COUNT ? "" : " 秒");
    else
        memcpy((char *)a + n->at, &value, sizeof(value));
}

static const struct number *number_find(const char *section, struct str name)
{
    for (size_t i = 0; i < NNUMBER; i++)
        if (strcmp(numbers[i].section, section) == 0 && str_eq(name, str_from(numbers[i].name)))
            return &numbers[i];
    return NULL;
}

static bool has_key(const struct yaml_node *map, const char *name)
{
    for (size_t i = 0; i < map->n; i++)
        if (str_eq(map->key[i]->text, str_from(name)))
            return true;
    return false;
}

static void read_section(struct law_loader *ld, struct law_item item, const char *section,
                         struct law_account *a)
{
    if (!law_is_kind(ld, item.file, item.node, YAML_MAP))
        return;
    for (size_t i = 0; i < item.node->n; i++) {
        const struct number *n = number_find(section, item.node->key[i]->text);

        if (n)
            read_number(ld, (struct law_item){item.file, item.node->item[i]}, n, a);
        else
            LAW_ERROR(ld, item.file, item.node->key[i], "%s没有“%.*s”这一项", section,
                      STR_F(item.node->key[i]->text));
    }
    for (size_t i = 0; i < NNUMBER; i++)
        if (strcmp(numbers[i].section, section) == 0 && !has_key(item.node, numbers[i].name))
            LAW_ERROR(ld, item.file, item.node, "%s缺少“%s”", section, numbers[i].name);
}

static void read_separation(struct law_loader *ld, struct law_item item, struct law_basis *ret)
{
    struct separation_in in = {.verified = LAW_VERIFIED_NO};
    struct law_citation *cite = ARENA_NEW(ld->a, struct law_citation);

    if (!law_read_map(ld, item, &separation_keys, &in) ||
        !law_read_citation(ld, (struct law_item){item.file, in.basis}, cite))
        return;
    *ret = (struct law_basis){cite, 1, in.verified};
}

static void read_account(struct law_loader *ld, struct law_item item, const struct account_in *in,
                         struct law_account *a)
{
    const struct {
        const char *name;
        const struct yaml_node *node;
    } section[] = {{"password", in->password}, {"hash", in->hash}, {"lock", in->lock},
                   {"session", in->session},   {"totp", in->totp}, {"token", in->token},
                   {"first", in->first}};

    for (size_t i = 0; i < sizeof(section) / sizeof(section[0]); i++)
        read_section(ld, (struct law_item){item.file, section[i].node}, section[i].name, a);
    read_separation(ld, (struct law_item){item.file, in->separation}, &a->separation);
    if (a->session_idle > a->session_absolute)
        LAW_ERROR(ld, item.file, in->session, "idle 不能比 absolute 长");
    if (a->lock_first > a->lock_most)
        LAW_ERROR(ld, item.file, in->lock, "first 不能比 most 长");
    a->common = in->common;
    a->ncommon = in->ncommon;
    a->place = law_place_of(item.file, item.node);
}

void law_load_account(struct law_loader *ld)
{
    size_t n;
    struct law_item *item = law_file_items(ld, STR("law/account.yaml"), &n);
    struct account_in in = {.common = NULL};
    struct law_account *a;

    if (n == 0 || !law_read_map(ld, item[0], &account_keys, &in))
        return;
    a = ARENA_NEW(ld->a, struct law_account);
    read_account(ld, item[0], &in, a);
    ld->law->account = a;
}
