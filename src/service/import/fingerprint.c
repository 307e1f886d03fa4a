/* service/import/fingerprint.c - hashes a file in pieces; see fingerprint.h. */
#include "service/import/fingerprint.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

enum { PIECE = 1 << 18 };

static enum err_code failed(const char *path, struct err *err)
{
    int e = errno;

    err_set(err, e == ENOENT ? ERR_NOT_FOUND : ERR_IO, "read %s: %s", path, strerror(e));
    return err_set_zh(err, e == ENOENT ? "找不到文件“%s”。请核对路径。" : "无法读取文件“%s”：%s",
                      path, strerror(e));
}

static enum err_code hash_fd(int fd, const char *path, XXH3_state_t *state, int64_t *ret_bytes,
                             struct err *err)
{
    char *piece = mem_alloc(PIECE);
    int64_t bytes = 0;
    ssize_t n;

    while ((n = read(fd, piece, PIECE)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        XXH3_128bits_update(state, piece, (size_t)n);
        bytes += n;
    }
    free(piece);
    if (n < 0)
        return failed(path, err);
    *ret_bytes = bytes;
    return ERR_OK;
}

enum err_code import_fingerprint(const char *path, struct registry_hash *ret_hash,
                                 int64_t *ret_bytes, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    XXH3_state_t state;
    enum err_code rc;

    if (fd < 0)
        return failed(path, err);
    XXH3_128bits_reset(&state);
    rc = hash_fd(fd, path, &state, ret_bytes, err);
    close(fd);
    if (rc == ERR_OK) {
        XXH128_hash_t h = XXH3_128bits_digest(&state);

        *ret_hash = (struct registry_hash){h.high64, h.low64};
    }
    return rc;
}
