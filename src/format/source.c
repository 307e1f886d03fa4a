/* format/source.c - bytes of a file as a sliding window of UTF-8; see format_internal.h. */
#include "format/format_internal.h"

#include "base/mem.h"

#include <errno.h>
#include <unistd.h>

enum { RAW = 256 * 1024, WINDOW = 1024 * 1024, SMALL = 256 };

/* Buffers of a small file are small; a file that grows meanwhile is read in smaller pieces. */
static size_t at_most(size_t most, uint64_t total)
{
    return total + SMALL < most ? (size_t)total + SMALL : most;
}

void source_open(struct source *s, int fd, struct str bytes, uint64_t total)
{
    *s = (struct source){.fd = fd, .bytes = bytes, .total = total};
    s->raw_cap = at_most(RAW, total);
    s->raw = mem_alloc(s->raw_cap);
    s->cap = at_most(WINDOW, total);
    s->p = mem_alloc(s->cap);
}

void source_close(struct source *s)
{
    if (s->fd >= 0 && s->raw)
        close(s->fd);
    gb_decoder_free(s->decode);
    free(s->raw);
    free(s->p);
    *s = (struct source){.fd = -1};
}

static ssize_t read_some(struct source *s, char *p, size_t n)
{
    ssize_t got;

    if (s->fd < 0) {
        n = n < s->bytes.n ? n : s->bytes.n;
        if (n)
            memcpy(p, s->bytes.p, n);
        s->bytes = str_tail(s->bytes, n);
        return (ssize_t)n;
    }
    do
        got = read(s->fd, p, n);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Tops the raw buffer up, until it is full or the input ends. */
static enum err_code read_raw(struct source *s, struct err *err)
{
    if (s->raw_pos > 0) {
        memmove(s->raw, s->raw + s->raw_pos, s->raw_n - s->raw_pos);
        s->raw_n -= s->raw_pos;
        s->raw_pos = 0;
    }
    while (!s->raw_eof && s->raw_n < s->raw_cap) {
        ssize_t got = read_some(s, s->raw + s->raw_n, s->raw_cap - s->raw_n);

        if (got < 0) {
            err_set(err, ERR_IO, "read: %s", strerror(errno));
            return err_set_zh(err, "文件读取失败：%s", strerror(errno));
        }
        s->raw_eof = got == 0;
        s->raw_n += (size_t)got;
        s->taken += (uint64_t)got;
    }
    return ERR_OK;
}

/* How a sample that starts with a byte above 0x7F reads as UTF-8. */
static void count_utf8(struct str sample, size_t *ret_good, size_t *ret_bad)
{
    size_t good = 0, bad = 0;

    for (size_t i = 0, len; i < sample.n; i += len) {
        if (str_utf8_at(sample, i, &len) == 0xFFFD && len == 1)
            bad += sample.n - i >= 4; /* the last may be cut off */
        else
            good += len > 1;
    }
    *ret_good = good;
    *ret_bad = bad;
}

/* UTF-8 with a few broken bytes stays UTF-8, so that only those rows are lost. */
static bool looks_gb18030(struct str sample)
{
    size_t good, bad;

    if (str_starts(sample, STR("\xEF\xBB\xBF")))
        return false;
    count_utf8(sample, &good, &bad);
    if (sample.n < 4 && utf8_check(sample, 0) < sample.n)
        bad = 1;
    if (bad == 0 || good >= 2 * bad)
        return false;
    return gb_count_bad(sample) * 4 <= bad;
}

static struct str raw_view(const struct source *s)
{
    return (struct str){s->raw + s->raw_pos, s->raw_n - s->raw_pos};
}

/* Bytes of the raw buffer that may be decoded now; settles the encoding at the first byte above
 * 0x7F, with a whole raw buffer to look at. */
static enum err_code settle(struct source *s, struct str *ret_ready, struct err *err)
{
    struct str raw = raw_view(s);
    size_t i = 0;

    while (!s->decided && i < raw.n && (unsigned char)raw.p[i] < 0x80)
        i++;
    if (s->decided || i > 0 || raw.n == 0) {
        *ret_ready = s->decided ? raw : str_sub(raw, 0, i);
        return ERR_OK;
    }
    TRY(read_raw(s, err));
    if (looks_gb18030(raw_view(s)))
        s->decode = gb_decoder_new();
    s->decided = true;
    *ret_ready = raw_view(s);
    return ERR_OK;
}

/* Decodes into the window what is ready and fits. */
static enum err_code append(struct source *s, struct err *err)
{
    struct str ready, rest;

    if (s->raw_pos == s->raw_n)
        TRY(read_raw(s, err));
    TRY(settle(s, &ready, err));
    rest = ready;
    if (s->decode) {
        s->n += gb_decode(s->decode, &rest, s->raw_eof, s->p + s->n, s->cap - s->n);
    } else {
        size_t k = ready.n < s->cap - s->n ? ready.n : s->cap - s->n;

        if (k)
            memcpy(s->p + s->n, ready.p, k);
        s->n += k;
        rest = str_tail(ready, k);
    }
    s->raw_pos += ready.n - rest.n;
    /* A decoder may hold the end of what it has read: it is done when it fills less than it could. */
    s->eof = s->raw_eof && s->raw_pos == s->raw_n && s->n < s->cap;
    return ERR_OK;
}

static void slide(struct source *s)
{
    if (s->pos > 0) {
        memmove(s->p, s->p + s->pos, s->n - s->pos);
        s->n -= s->pos;
        s->base += s->pos;
        s->checked = s->checked > s->pos ? s->checked - s->pos : 0;
        s->pos = 0;
    }
    if (s->n > s->cap / 2) {
        s->cap *= 2;
        s->p = mem_realloc(s->p, s->cap);
    }
}

enum err_code source_fill(struct source *s, struct err *err)
{
    size_t want;

    slide(s);
    want = s->n * 2 > s->cap / 2 ? s->n * 2 : s->cap / 2;
    while (!s->eof && s->n < want)
        TRY(append(s, err));
    return ERR_OK;
}

enum err_code source_need(struct source *s, size_t want, struct err *err)
{
    while (!s->eof && s->n - s->pos < want)
        TRY(source_fill(s, err));
    return ERR_OK;
}

/* A decoder has turned what it could not read into U+FFFD. */
static size_t next_bad(const struct source *s, size_t from)
{
    struct str window = {s->p, s->n};
    size_t bad = utf8_check(window, from), hit;

    if (!s->decode)
        return bad;
    window.n = bad;
    hit = str_find_from(window, STR("\xEF\xBF\xBD"), from);
    return hit == STR_NPOS ? bad : hit;
}

size_t source_check(struct source *s, size_t end)
{
    size_t bad;

    if (s->checked < s->pos)
        s->checked = s->pos;
    if (end <= s->checked)
        return end;
    s->checked = next_bad(s, s->checked);
    if (end <= s->checked)
        return end;
    bad = s->checked;
    s->checked = end;
    return bad;
}

int source_progress(const struct source *s)
{
    uint64_t waiting = s->raw_n - s->raw_pos + (s->n - s->pos);

    if (s->total == 0 || s->taken <= waiting)
        return s->total == 0 ? 1000 : 0;
    return (int)((s->taken - waiting) * 1000 / s->total);
}
