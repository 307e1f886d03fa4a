/* http/upload.c - the body of a multipart request: small fields into memory, files onto the disk;
 * see server_internal.h. */
#include "http/server_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { CHUNK = 64 << 10, MAX_FIELD = 64 << 10, MAX_PARTS = 64, MAX_NAME = 512 };

/* The last part of a name, so that a path is never taken from a client. */
static struct str base_name(struct arena *a, const char *name)
{
    struct str s = str_from(name);

    for (size_t i = s.n; i-- > 0;)
        if (s.p[i] == '/' || s.p[i] == '\\') {
            s = str_tail(s, i + 1);
            break;
        }
    if (s.n == 0 || s.n > MAX_NAME || str_utf8_valid(s) != s.n || s.p[0] == '.')
        return STR("");
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
            return STR("");
    return str_dup(a, s);
}

static bool close_file(struct http_call *call)
{
    bool ok = !call->file || fclose(call->file) == 0;

    call->file = NULL;
    return ok;
}

/* The field that was being read is whole. */
static bool close_field(struct http_call *call)
{
    struct http_request *q = &call->request;
    struct str value = buf_view(&call->field);

    if (q->form.n == 0 || vec_last(&q->form)->value.p)
        return true;
    if (str_utf8_valid(value) != value.n)
        return false;
    vec_last(&q->form)->value = str_dup(&call->arena, value);
    buf_reset(&call->field);
    return true;
}

static bool open_file(struct http_call *call, const char *key, const char *name)
{
    struct http_upload up = {.field = str_dup(&call->arena, str_from(key)),
                             .file = base_name(&call->arena, name)};
    int fd;

    up.path = str_fmt(&call->arena, "%s/upload-%.*s-%zu", call->server->c.upload_dir,
                      STR_F(call->request.id), call->request.upload.n);
    if (up.file.n == 0)
        return false;
    fd = open(up.path.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    call->file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!call->file) {
        if (fd >= 0)
            close(fd);
        call->refused = 500;
        return false;
    }
    vec_push(&call->arena, &call->request.upload, up);
    return true;
}

static bool open_part(struct http_call *call, const char *key, const char *file)
{
    struct http_request *q = &call->request;

    if (!close_file(call) || !close_field(call) || q->form.n + q->upload.n == MAX_PARTS ||
        str_utf8_valid(str_from(key)) != strlen(key))
        return false;
    if (file)
        return open_file(call, key, file);
    vec_push(&call->arena, &q->form,
             (struct http_pair){str_dup(&call->arena, str_from(key)), STR_NULL});
    return true;
}

static bool write_part(struct http_call *call, const char *data, size_t n)
{
    if (!call->file) {
        buf_add(&call->field, data, n);
        return call->field.n <= MAX_FIELD;
    }
    vec_last(&call->request.upload)->size += (int64_t)n;
    if (fwrite(data, 1, n, call->file) == n)
        return true;
    call->refused = errno == ENOSPC ? 507 : 500;
    return false;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are libmicrohttpd's. */
static enum MHD_Result part(void *p, enum MHD_ValueKind kind, const char *key, const char *file,
                            const char *type, const char *coding, const char *data, uint64_t off,
                            size_t n)
{
    struct http_call *call = p;

    (void)kind;
    (void)type;
    (void)coding;
    if (off == 0 && !open_part(call, key ? key : "", file))
        return MHD_NO;
    return n == 0 || write_part(call, data, n) ? MHD_YES : MHD_NO;
}

bool http_upload_begin(struct http_call *call)
{
    call->post = MHD_create_post_processor(call->connection, CHUNK, part, call);
    return call->post != NULL;
}

bool http_upload_take(struct http_call *call, const char *data, size_t n)
{
    return MHD_post_process(call->post, data, n) == MHD_YES;
}

bool http_upload_finish(struct http_call *call)
{
    bool ok = MHD_destroy_post_processor(call->post) == MHD_YES;

    call->post = NULL;
    return close_file(call) && ok && close_field(call);
}

void http_upload_drop(struct http_call *call)
{
    if (call->post)
        MHD_destroy_post_processor(call->post);
    call->post = NULL;
    close_file(call);
    for (size_t i = 0; i < call->request.upload.n; i++)
        unlink(call->request.upload.at[i].path.p);
}
