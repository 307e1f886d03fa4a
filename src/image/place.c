/* image/place.c - where an image lies, and who may write there; see opening.h. */
#include "base/file.h"
#include "image/opening.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

static bool writable(struct opening *o, const char *home)
{
    return access(file_exists(o->dir) ? o->dir : home, W_OK) == 0;
}

/* A folder that only this process sees: everything in it goes when the files are mapped. */
static enum err_code place_temporary(struct opening *o, struct err *err)
{
    const char *tmp = getenv("TMPDIR");
    char *dir =
        (char *)(uintptr_t)str_fmt(&o->arena, "%s/liandong-image-XXXXXX", tmp ? tmp : "/tmp").p;

    if (!mkdtemp(dir)) {
        err_set(err, ERR_IO, "mkdtemp %s: %s", dir, strerror(errno));
        return err_set_zh(err, "辖区目录不可写，也不能在“%s”建立临时映像：%s", dir,
                          strerror(errno));
    }
    o->dir = dir;
    o->temporary = true;
    return ERR_OK;
}

enum err_code image_place(struct opening *o, struct err *err)
{
    (void)err;
    o->dir = str_fmt(&o->arena, "%s/image", store_home(o->store)).p;
    return ERR_OK;
}

/* Numbers are never used twice: somebody may have mapped files of an image that is damaged now. */
static enum err_code next_generation(struct opening *o, struct err *err)
{
    struct str *name;
    size_t n;

    TRY(file_list(&o->arena, o->dir, &name, &n, err));
    o->generation = 1;
    for (size_t i = 0; i < n; i++) {
        long long g = strtoll(name[i].p, NULL, 10);

        o->generation = g >= o->generation && g < INT64_MAX ? g + 1 : o->generation;
    }
    return ERR_OK;
}

enum err_code image_lock(struct opening *o, struct err *err)
{
    const char *path;

    if (o->lock >= 0)
        return next_generation(o, err);
    if (!writable(o, store_home(o->store)))
        return o->temporary ? next_generation(o, err) : place_temporary(o, err);
    TRY(file_mkdirs(o->dir, err));
    path = str_fmt(&o->arena, "%s/lock", o->dir).p;
    o->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (o->lock < 0 || flock(o->lock, LOCK_EX) != 0) {
        err_set(err, ERR_IO, "lock %s: %s", path, strerror(errno));
        return err_set_zh(err, "无法锁定“%s”：%s", path, strerror(errno));
    }
    return next_generation(o, err);
}

static bool is_part(const struct image_manifest *m, struct str name)
{
    for (size_t i = 0; i < m->npart; i++)
        if (str_eq(m->part[i].name, name))
            return true;
    return str_eq(name, STR("manifest")) || str_eq(name, STR("lock"));
}

void image_clean(const struct opening *o, const struct image_manifest *m)
{
    struct str *name;
    struct arena a;
    struct err ignored;
    size_t n = 0;

    arena_init(&a, 0);
    /* What cannot be removed now is removed by the next one. */
    if (file_list(&a, o->dir, &name, &n, &ignored) != ERR_OK)
        n = 0;
    for (size_t i = 0; i < n; i++)
        if (!is_part(m, name[i]))
            unlink(image_part_path(&a, o->dir, name[i]));
    arena_release(&a);
}

void image_leave(struct opening *o)
{
    if (o->temporary) {
        image_clean(o, &(struct image_manifest){0});
        unlink(image_part_path(&o->arena, o->dir, STR("manifest")));
        rmdir(o->dir);
    }
    if (o->lock >= 0)
        close(o->lock);
    arena_release(&o->arena);
}
