/* http/files.c - see files.h. */
#include "http/files.h"

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"

#include <sys/stat.h>
#include <zlib.h>

enum { MAX_FILES = 4096, MAX_DEPTH = 8, MAX_BYTES = 256 << 20, WORTH_GZIP = 512 };

struct http_files {
    struct arena arena;
    struct map map;
    size_t bytes;
};

static const struct {
    struct str end;
    const char *type;
} types[] = {
    {STR_INIT(".html"), "text/html; charset=utf-8"},
    {STR_INIT(".js"), "text/javascript; charset=utf-8"},
    {STR_INIT(".css"), "text/css; charset=utf-8"},
    {STR_INIT(".json"), "application/json"},
    {STR_INIT(".svg"), "image/svg+xml"},
    {STR_INIT(".txt"), "text/plain; charset=utf-8"},
    {STR_INIT(".png"), "image/png"},
    {STR_INIT(".ico"), "image/x-icon"},
    {STR_INIT(".woff2"), "font/woff2"},
    {STR_INIT(".wasm"), "application/wasm"},
    {STR_INIT(".map"), "application/json"},
};

static const char *type_of(struct str path)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (str_ends(path, types[i].end))
            return types[i].type;
    return "application/octet-stream";
}

/* Empty when it does not become smaller by a tenth. */
static struct str gzip(struct arena *a, struct str bytes)
{
    enum { WINDOW_GZIP = 15 + 16, MEMORY = 8 };
    z_stream z = {0};
    uLong most;
    unsigned char *out;
    int rc;

    if (bytes.n < WORTH_GZIP || deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, WINDOW_GZIP,
                                             MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        return STR("");
    most = deflateBound(&z, bytes.n);
    out = mem_alloc(most);
    z.next_in = (unsigned char *)(uintptr_t)bytes.p;
    z.avail_in = (unsigned)bytes.n;
    z.next_out = out;
    z.avail_out = (unsigned)most;
    rc = deflate(&z, Z_FINISH);
    most = z.total_out;
    deflateEnd(&z);
    if (rc == Z_STREAM_END && most < bytes.n - bytes.n / 10)
        bytes = str_dup(a, (struct str){(const char *)out, most});
    else
        bytes = STR("");
    free(out);
    return bytes;
}

static enum err_code add_file(struct http_files *f, const char *path, struct str name,
                              struct err *err)
{
    struct http_file *file = ARENA_NEW(&f->arena, struct http_file);

    file->path = name;
    file->type = type_of(name);
    TRY(file_read(&f->arena, path, MAX_BYTES - f->bytes, &file->bytes, err));
    f->bytes += file->bytes.n;
    file->gzip = gzip(&f->arena, file->bytes);
    file->etag = str_fmt(&f->arena, "\"%016llx\"", (unsigned long long)str_hash(file->bytes));
    map_put(&f->map, name, file);
    if (f->map.n > MAX_FILES)
        return err_set(err, ERR_LIMIT, "more than %d static files", (int)MAX_FILES);
    return ERR_OK;
}

static enum err_code add_folder(struct http_files *f, struct str dir, struct str prefix, int depth,
                                struct err *err)
{
    struct str *name;
    size_t n;

    if (depth > MAX_DEPTH)
        return err_set(err, ERR_LIMIT, "static files are nested too deep");
    TRY(file_list(&f->arena, dir.p, &name, &n, err));
    for (size_t i = 0; i < n; i++) {
        struct str path = str_fmt(&f->arena, "%.*s/%.*s", STR_F(dir), STR_F(name[i]));
        struct str under = str_fmt(&f->arena, "%.*s/%.*s", STR_F(prefix), STR_F(name[i]));
        struct stat st;

        if (lstat(path.p, &st) != 0)
            return err_set(err, ERR_IO, "cannot read a static file");
        if (S_ISDIR(st.st_mode))
            TRY(add_folder(f, path, under, depth + 1, err));
        else if (S_ISREG(st.st_mode)) /* no links: they may lead out of the folder */
            TRY(add_file(f, path.p, under, err));
    }
    return ERR_OK;
}

enum err_code http_files_open(const char *dir, struct http_files **ret, struct err *err)
{
    struct http_files *f = MEM_NEW(struct http_files);
    enum err_code rc;

    arena_init(&f->arena, 0);
    map_init(&f->map, &f->arena);
    rc = add_folder(f, str_from(dir), STR(""), 0, err);
    if (rc == ERR_OK)
        *ret = f;
    else
        http_files_close(f);
    return rc;
}

void http_files_close(struct http_files *f)
{
    if (!f)
        return;
    arena_release(&f->arena);
    free(f);
}

const struct http_file *http_files_find(const struct http_files *f, struct str path)
{
    const struct http_file *file = map_get(&f->map, path);
    char index[512];
    int n;

    if (file)
        return file;
    n = snprintf(index, sizeof(index), "%.*s%sindex.html", STR_F(path),
                 str_ends(path, STR("/")) ? "" : "/");
    if (n < 0 || (size_t)n >= sizeof(index))
        return NULL;
    return map_get(&f->map, (struct str){index, (size_t)n});
}
