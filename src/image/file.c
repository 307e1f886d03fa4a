/* image/file.c - see file.h. */
#include "image/file.h"

#include "base/bug.h"
#include "base/mem.h"
#include "registry/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err_code os_error(struct err *err, const char *what, const char *path)
{
    int e = errno;

    err_set(err, e == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s %s: %s", what, path, strerror(e));
    if (e == ENOSPC)
        return err_set_zh(err, "磁盘空间不足，映像没有建成。请清理磁盘后再试");
    return err_set_zh(err, "映像文件“%s”读写失败：%s", path, strerror(e));
}

/* ---- writing ---- */

enum err_code image_out_open(struct image_out *f, const char *path, struct err *err)
{
    f->path = path;
    f->n = 0;
    f->fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    return f->fd >= 0 ? ERR_OK : os_error(err, "create", path);
}

enum err_code image_out_add(struct image_out *f, struct str bytes, uint64_t *ret_at,
                            struct err *err)
{
    uint64_t room = (bytes.n + IMAGE_ALIGN - 1) / IMAGE_ALIGN * IMAGE_ALIGN;
    uint64_t at = atomic_fetch_add(&f->n, room);

    *ret_at = at;
    while (bytes.n > 0) {
        ssize_t put = pwrite(f->fd, bytes.p, bytes.n, (off_t)at);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return os_error(err, "write", f->path);
        bytes = str_tail(bytes, (size_t)put);
        at += (uint64_t)put;
    }
    return ERR_OK;
}

enum err_code image_out_end(struct image_out *f, struct err *err)
{
    if (ftruncate(f->fd, (off_t)f->n) != 0)
        return os_error(err, "size", f->path);
    /* A hint: what it cannot do, closing does. */
    (void)sync_file_range(f->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
    return ERR_OK;
}

enum err_code image_out_close(struct image_out *f, struct err *err)
{
    bool ok = fdatasync(f->fd) == 0;

    ok = close(f->fd) == 0 && ok;
    f->fd = -1;
    return ok ? ERR_OK : os_error(err, "flush", f->path);
}

void image_out_drop(struct image_out *f)
{
    if (f->fd >= 0)
        close(f->fd);
    f->fd = -1;
}

/* ---- mapping ---- */

enum err_code image_map_file(const char *path, struct str *ret, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    void *p = NULL;

    if (fd < 0)
        return os_error(err, "open", path);
    if (fstat(fd, &st) != 0) {
        os_error(err, "stat", path);
        close(fd);
        return err->code;
    }
    if (st.st_size > 0)
        p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (p == MAP_FAILED)
        return os_error(err, "map", path);
    *ret = p ? (struct str){p, (size_t)st.st_size} : STR("");
    return ERR_OK;
}

void image_unmap_file(struct str *map)
{
    if (map->n > 0)
        munmap((void *)(uintptr_t)map->p, map->n);
    *map = STR_NULL;
}

/* ---- checksums ---- */

struct summing {
    struct str bytes;
    struct registry_hash *sum;
    size_t n;
    atomic_size_t next;
};

static void *sum_pieces(void *p)
{
    struct summing *s = p;
    size_t i;

    while ((i = atomic_fetch_add(&s->next, 1)) < s->n) {
        size_t from = i * IMAGE_PIECE;
        size_t to = from + IMAGE_PIECE < s->bytes.n ? from + IMAGE_PIECE : s->bytes.n;

        s->sum[i] = registry_hash_bytes(s->bytes.p + from, to - from);
    }
    return NULL;
}

struct registry_hash image_sum(struct str bytes, int threads)
{
    struct summing s = {.bytes = bytes, .n = (bytes.n + IMAGE_PIECE - 1) / IMAGE_PIECE};
    pthread_t thread[64];
    int started = 0;
    struct registry_hash all;

    s.sum = mem_zero(s.n + 1, sizeof(*s.sum));
    while (started + 1 < threads && started < 64 && (size_t)started + 1 < s.n &&
           pthread_create(&thread[started], NULL, sum_pieces, &s) == 0)
        started++;
    sum_pieces(&s);
    for (int i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
    s.sum[s.n] = (struct registry_hash){bytes.n, s.n};
    all = registry_hash_bytes(s.sum, (s.n + 1) * sizeof(*s.sum));
    free(s.sum);
    return all;
}
