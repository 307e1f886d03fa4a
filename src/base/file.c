/* base/file.c - see file.h. */
#include "base/file.h"

#include "base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err_code os_error(struct err *err, const char *what, const char *path)
{
    int e = errno;

    err_set(err, e == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s %s: %s", what, path, strerror(e));
    return err_set_zh(err, e == ENOENT ? "找不到文件“%s”。请核对路径。" : "文件“%s”读写失败：%s",
                      path, strerror(e));
}

static enum err_code read_all(struct arena *a, int fd, const char *path, size_t max,
                              struct str *ret_bytes, struct err *err)
{
    struct stat st;
    char *p;
    size_t n = 0;

    if (fstat(fd, &st) != 0)
        return os_error(err, "stat", path);
    if ((uint64_t)st.st_size > max) {
        err_set(err, ERR_LIMIT, "%s: larger than %zu bytes", path, max);
        return err_set_zh(err, "文件“%s”超过上限 %zu 字节", path, max);
    }
    p = arena_alloc(a, (size_t)st.st_size + 1);
    while (n < (size_t)st.st_size) {
        ssize_t got = read(fd, p + n, (size_t)st.st_size - n);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return os_error(err, "read", path);
        if (got == 0)
            break;
        n += (size_t)got;
    }
    *ret_bytes = (struct str){p, n};
    return ERR_OK;
}

enum err_code file_read(struct arena *a, const char *path, size_t max, struct str *ret_bytes,
                        struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum err_code rc;

    if (fd < 0)
        return os_error(err, "open", path);
    rc = read_all(a, fd, path, max, ret_bytes, err);
    close(fd);
    return rc;
}

static bool write_all(int fd, struct str bytes)
{
    while (bytes.n > 0) {
        ssize_t put = write(fd, bytes.p, bytes.n);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        bytes = str_tail(bytes, (size_t)put);
    }
    return fsync(fd) == 0;
}

enum err_code file_write(const char *path, struct str bytes, struct err *err)
{
    struct arena a;
    enum err_code rc = ERR_OK;
    const char *tmp;
    int fd;

    arena_init(&a, 0);
    tmp = str_fmt(&a, "%s.tmp.%ld", path, (long)getpid()).p;
    fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        rc = os_error(err, "create", path);
    else {
        bool ok = write_all(fd, bytes);

        ok = close(fd) == 0 && ok;
        if (!ok || rename(tmp, path) != 0) {
            rc = os_error(err, "write", path);
            unlink(tmp);
        }
    }
    arena_release(&a);
    return rc;
}

static int by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

enum err_code file_list(struct arena *a, const char *dir, struct str **ret_names, size_t *ret_n,
                        struct err *err)
{
    DIR *d = opendir(dir);
    VEC(struct str) names = {0};
    struct dirent *e;

    if (!d)
        return os_error(err, "open", dir);
    while ((e = readdir(d)) != NULL)
        if (e->d_name[0] != '.')
            vec_push(a, &names, str_dup(a, str_from(e->d_name)));
    closedir(d);
    if (names.n > 0)
        qsort(names.at, names.n, sizeof(*names.at), by_bytes);
    *ret_names = names.at;
    *ret_n = names.n;
    return ERR_OK;
}

enum err_code file_mkdirs(const char *path, struct err *err)
{
    struct arena a;
    enum err_code rc = ERR_OK;
    char *copy;

    arena_init(&a, 0);
    copy = arena_cstr(&a, path, strlen(path));
    for (char *p = copy + 1; rc == ERR_OK && *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        if (mkdir(copy, 0755) != 0 && errno != EEXIST)
            rc = os_error(err, "mkdir", copy);
        *p = '/';
    }
    if (rc == ERR_OK && mkdir(copy, 0755) != 0 && errno != EEXIST)
        rc = os_error(err, "mkdir", path);
    arena_release(&a);
    return rc;
}

bool file_exists(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0;
}
