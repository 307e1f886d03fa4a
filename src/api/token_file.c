/*
 * api/token_file.c - static tokens out of a file: [{"token": …, "organ": …, "person": …, "capabilities":
 * […]}], or "operator": true instead of an organ.  For tests and for trying out on one machine; people and
 * systems have accounts and tokens of their own (identity/).
 */
#include "api/token_file.h"

#include "base/file.h"
#include "base/mem.h"

#include <jansson.h>
#include <sys/stat.h>

enum { FILE_MAX = 1 << 20, TOKEN_MIN = 16 };

struct token {
    struct str text;
    struct actor actor;
};

struct api_tokens {
    struct arena arena;
    VEC(struct token) v;
};

static enum err_code bad(struct err *err, const char *path, size_t i, const char *zh)
{
    err_set(err, ERR_INVALID, "%s: entry %zu", path, i + 1);
    return err_set_zh(err, "令牌文件 %s 第 %zu 项：%s", path, i + 1, zh);
}

static struct str text_of(struct api_tokens *t, const json_t *entry, const char *name)
{
    const char *p = json_string_value(json_object_get(entry, name));

    return str_dup(&t->arena, str_from(p ? p : ""));
}

static void read_capabilities(struct api_tokens *t, const json_t *entry, struct actor *actor)
{
    const json_t *list = json_object_get(entry, "capabilities");
    struct str *at = ARENA_ARRAY(&t->arena, struct str, json_array_size(list) + 1);

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *p = json_string_value(json_array_get(list, i));

        at[i] = str_dup(&t->arena, str_from(p ? p : ""));
    }
    actor->capability = at;
    actor->ncapability = json_array_size(list);
}

static enum err_code read_one(struct api_tokens *t, const struct law *law, const json_t *entry,
                              struct token *ret, struct err *err)
{
    struct str person = text_of(t, entry, "person");

    ret->text = text_of(t, entry, "token");
    if (json_is_true(json_object_get(entry, "operator")))
        ret->actor = actor_operator(person);
    else
        TRY(actor_make(law, text_of(t, entry, "organ"), person, &ret->actor, err));
    read_capabilities(t, entry, &ret->actor);
    return ERR_OK;
}

static enum err_code read_all(struct api_tokens *t, const struct law *law, const char *path,
                              const json_t *list, struct err *err)
{
    json_t *entry;
    size_t i;

    if (!json_is_array(list))
        return bad(err, path, 0, "应当是一个数组");
    json_array_foreach(list, i, entry)
    {
        struct token one = {0};

        TRY(read_one(t, law, entry, &one, err));
        if (one.text.n < TOKEN_MIN)
            return bad(err, path, i, "令牌至少 16 个字符");
        if (one.actor.person.n == 0)
            return bad(err, path, i, "没有写明 person");
        vec_push(&t->arena, &t->v, one);
    }
    return ERR_OK;
}

/* Whoever can read the file is everybody in it. */
static enum err_code check_private(const char *path, struct err *err)
{
    struct stat st;

    if (stat(path, &st) != 0 || !(st.st_mode & 077))
        return ERR_OK; /* not there: reading it says so */
    err_set(err, ERR_FORBIDDEN, "%s: others may read it", path);
    return err_set_zh(err, "令牌文件“%s”别人也能读。请先运行 chmod 600 %s", path, path);
}

static enum err_code load(struct api_tokens *t, const char *path, const struct law *law,
                          struct err *err)
{
    json_error_t why;
    struct str bytes;
    json_t *list;
    enum err_code rc;

    TRY(check_private(path, err));
    TRY(file_read(&t->arena, path, FILE_MAX, &bytes, err));
    list = json_loadb(bytes.p, bytes.n, JSON_REJECT_DUPLICATES, &why);
    if (!list) {
        err_set(err, ERR_INVALID, "%s: line %d: not JSON", path, why.line);
        return err_set_zh(err, "令牌文件 %s 第 %d 行不是合格的 JSON", path, why.line);
    }
    rc = read_all(t, law, path, list, err);
    json_decref(list);
    return rc;
}

enum err_code api_tokens_open(const char *path, const struct law *law, struct api_tokens **ret,
                              struct err *err)
{
    struct api_tokens *t = MEM_NEW(struct api_tokens);
    enum err_code rc;

    arena_init(&t->arena, 0);
    rc = load(t, path, law, err);
    if (rc == ERR_OK)
        *ret = t;
    else
        api_tokens_close(t);
    return rc;
}

void api_tokens_close(struct api_tokens *t)
{
    if (!t)
        return;
    arena_release(&t->arena);
    free(t);
}

/* Takes as long whatever differs. */
static bool same(struct str a, struct str b)
{
    unsigned char differs = a.n != b.n;

    for (size_t i = 0; i < a.n && i < b.n; i++)
        differs |= (unsigned char)(a.p[i] ^ b.p[i]);
    return !differs;
}

bool api_tokens_find(const struct api_tokens *t, struct str given, struct actor *ret)
{
    for (size_t i = 0; i < t->v.n; i++)
        if (same(given, t->v.at[i].text)) {
            *ret = t->v.at[i].actor;
            return true;
        }
    return false;
}
