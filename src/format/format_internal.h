#ifndef FORMAT_FORMAT_INTERNAL_H
#define FORMAT_FORMAT_INTERNAL_H
/*
 * format/format_internal.h - what the readers behind table.h share: the source of bytes, the row
 * under construction, and what each reader gives the table.  Private to this folder.
 */
#include "base/buf.h"
#include "format/table.h"

/*
 * A window that slides over a file or over bytes in memory, always UTF-8.
 *
 * Bytes [pos, n) of p are read and not yet used; source_fill moves them to the front, so every
 * pointer into the window dies there.  base + pos is the offset of the next byte in the decoded
 * text.  The encoding stays open while only ASCII was seen: GB18030 and UTF-8 agree on it.
 */
struct source {
    int fd;           /* -1: bytes in memory */
    struct str bytes; /* bytes in memory that are not read yet */
    char *raw;        /* bytes as they came, not decoded yet: [raw_pos, raw_n) */
    size_t raw_pos, raw_n, raw_cap;
    bool raw_eof;
    char *p;
    size_t pos, n, cap;
    bool eof; /* nothing behind the window */
    uint64_t base;
    size_t checked; /* window bytes before this one are well-formed */
    uint64_t total, taken;
    bool decided;              /* encoding known */
    struct gb_decoder *decode; /* not NULL: GB18030 */
};

/* path is for messages only when fd is -1.  Takes fd. */
void source_open(struct source *s, int fd, struct str bytes, uint64_t total);
void source_close(struct source *s);
/* Appends at least one byte or sets eof; at least doubles what is there, so that reading a row
 * again after each fill stays linear. */
MUST_CHECK enum err_code source_fill(struct source *s, struct err *err);
/* The window from pos on holds at least want bytes, or all there are. */
MUST_CHECK enum err_code source_need(struct source *s, size_t want, struct err *err);
/* Offset in the window of the first malformed byte before end, or end.  NUL counts as malformed:
 * no sheet holds it, and every C string that a cell is copied to would end there. */
size_t source_check(struct source *s, size_t end);
/* Share used so far, in thousandths. */
int source_progress(const struct source *s);
static inline struct str source_view(const struct source *s)
{
    return (struct str){s->p + s->pos, s->n - s->pos};
}

/* Streaming decoder of GB18030 over ICU; malformed bytes become U+FFFD. */
struct gb_decoder *gb_decoder_new(void);
void gb_decoder_free(struct gb_decoder *d);
/* Decodes from *src into at most cap bytes of dst; returns bytes written, moves *src. */
size_t gb_decode(struct gb_decoder *d, struct str *src, bool last, char *dst, size_t cap);
/* Malformed sequences in a sample; a cut-off last one does not count. */
size_t gb_count_bad(struct str sample);

/* First offset from `from` on where no complete well-formed character other than NUL starts; s.n
 * when there is none. */
size_t utf8_check(struct str s, size_t from);
/* Copy of s in which each malformed byte is U+FFFD. */
struct str utf8_repair(struct arena *a, struct str s);
/* The first bytes of s, at most max and whole characters, with "…" when something was cut. */
struct str utf8_shorten(struct arena *a, struct str s, size_t max);

/* One row under construction; cells are borrowed from the window or from scratch. */
struct row_builder {
    struct format_cell *cell;
    struct str *key; /* used by readers that name cells */
    size_t n, cap;
    struct arena scratch; /* reset with every row */
    struct buf problem;   /* not empty: the row has one */
};

void row_begin(struct row_builder *r);
void row_add(struct row_builder *r, struct format_cell cell);
void row_add_named(struct row_builder *r, struct str key, struct format_cell cell);
void row_release(struct row_builder *r);
/* Says what is wrong with the row; the first sentence stays. */
void row_problem(struct row_builder *r, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* No cell holds anything but white space. */
bool row_blank(const struct row_builder *r);

struct format_table;

struct format_ops {
    /* Fills t->rows and t->row; sets *ret_more to false at the end. */
    enum err_code (*next)(struct format_table *t, bool *ret_more, struct err *err);
    void (*close)(struct format_table *t);
    int (*progress)(const struct format_table *t);
};

struct format_table {
    enum format_kind kind;
    struct format_limits limits;
    const struct format_ops *ops;
    struct source source; /* CSV, JSON lines */
    struct row_builder rows;
    struct format_row row;
    void *reader; /* struct csv, struct jsonl or struct xlsx */
};

/* Each takes over an open source whose window holds the start of the file, or, for XLSX, the
 * path or the bytes.  On failure the table stays the caller's to close. */
MUST_CHECK enum err_code csv_open(struct format_table *t, struct err *err);
MUST_CHECK enum err_code jsonl_open(struct format_table *t, struct err *err);
MUST_CHECK enum err_code xlsx_open(struct format_table *t, const char *path, struct str bytes,
                                   struct err *err);

/* The text of one JSON object becomes the row; what is wrong with it becomes the row's problem.
 * marked is scratch space. */
void json_read_object(struct format_table *t, struct str text, struct buf *marked);

/* What separates cells, by the first lines: ',', '\t' or ';'. */
char csv_sniff(struct str head);

#endif
