/* api/spool.c - see spool.h. */
#include "api/spool.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *f)
{
    (void)st;
    (void)flag;
    (void)f;
    return remove(path);
}

static void remove_tree(const char *dir)
{
    enum { OPEN_AT_ONCE = 8 };

    nftw(dir, remove_one, OPEN_AT_ONCE, FTW_DEPTH | FTW_PHYS);
}

/* A lock that can be had belongs to nobody any more. */
static void sweep_one(struct arena *a, struct str uploads, struct str name)
{
    struct str lock = str_fmt(a, "%.*s/%.*s", STR_F(uploads), STR_F(name));
    int fd = open(lock.p, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0)
        return;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        remove_tree(str_dup(a, str_sub(lock, 0, lock.n - strlen(".lock"))).p);
        unlink(lock.p);
    }
    close(fd);
}

static enum err_code sweep(struct arena *a, struct str uploads, struct err *err)
{
    struct str *name;
    size_t n;

    TRY(file_list(a, uploads.p, &name, &n, err));
    for (size_t i = 0; i < n; i++)
        if (str_ends(name[i], STR(".lock")))
            sweep_one(a, uploads, name[i]);
    return ERR_OK;
}

/* Another server's sweep may take the file between its making and its locking: then it has no name
 * any more. */
static bool take_lock(const char *path, int *ret_fd)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct stat st;

    if (fd < 0)
        return false;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &st) == 0 && st.st_nlink > 0) {
        *ret_fd = fd;
        return true;
    }
    close(fd);
    return false;
}

enum err_code api_spool_open(const char *home, struct arena *a, struct api_spool *ret,
                             struct err *err)
{
    enum { ATTEMPTS = 100 };
    struct str uploads = str_fmt(a, "%s/uploads", home);
    struct api_spool s = {.lock = -1};

    TRY(file_mkdirs(uploads.p, err));
    TRY(sweep(a, uploads, err));
    for (int i = 0; i < ATTEMPTS && s.lock < 0; i++) {
        uint64_t chance;

        if (getrandom(&chance, sizeof(chance), 0) != (ssize_t)sizeof(chance))
            return err_set(err, ERR_IO, "no random bytes");
        s.dir = str_fmt(a, "%.*s/%016llx", STR_F(uploads), (unsigned long long)chance);
        s.lock_path = str_fmt(a, "%.*s.lock", STR_F(s.dir));
        if (!take_lock(s.lock_path.p, &s.lock))
            s.lock = -1;
    }
    if (s.lock < 0 || mkdir(s.dir.p, 0700) != 0)
        return err_set(err, ERR_IO, "no folder for uploads: %s", strerror(errno));
    *ret = s;
    return ERR_OK;
}

void api_spool_close(struct api_spool *s)
{
    if (s->dir.n == 0)
        return;
    remove_tree(s->dir.p);
    unlink(s->lock_path.p);
    close(s->lock);
}
