#ifndef RENDER_MODEL_H
#define RENDER_MODEL_H
/*
 * render/model.h - one official document as its parts, before it is laid out: what the PDF and the
 * DOCX are both made of.
 *
 * What it is not: laid out (page.h) or a template.  It knows no domain word: a head is a text in
 * red, a number is a text below it.  Texts are valid UTF-8, borrowed for the document's life; an
 * empty text means that the part is absent.
 */
#include "base/buf.h"

/* The forms of GB/T 9704-2012 chapter 10 and two that are not official letters. */
enum render_form {
    RENDER_OFFICIAL, /* 文件: red head, number below it, rule */
    RENDER_LETTER,   /* 信函: red head at 30 mm, double rules, number at the right */
    RENDER_ORDER,    /* 命令 */
    RENDER_MINUTES,  /* 纪要 */
    RENDER_WRIT,     /* 法律文书: organ, name of the writ, number at the right; all black */
    RENDER_PLAIN,    /* 表格、内部材料: a title, nothing else above the text */
};

enum render_block_kind {
    RENDER_PARAGRAPH, /* first line two characters in */
    RENDER_HEADING, /* level 1 to 4: 一、 （一） 1. （1）; the number is put before the text */
    RENDER_FLUSH,   /* no indent */
    RENDER_CENTER,
    RENDER_RIGHT,
    RENDER_TABLE,
    RENDER_BREAK, /* the next block starts a page */
};

enum render_align { RENDER_ALIGN_LEFT, RENDER_ALIGN_CENTER };

struct render_cell {
    struct str text;
    int span; /* columns, at least 1 */
    enum render_align align;
};

struct render_row {
    const struct render_cell *cell;
    size_t ncell;
    int lines; /* at least as tall as so many lines; 0: as its text asks */
};

struct render_table {
    const int *width; /* shares of the type area, by column */
    size_t ncolumn;
    const struct render_row *row;
    size_t nrow;
    size_t nhead; /* the first rows, repeated on every page */
};

struct render_block {
    enum render_block_kind kind;
    int level;
    struct str text;
    const struct render_table *table;
};

/* One who signs: the organ above, the date below the last. */
struct render_doc {
    enum render_form form;
    struct str stamp;   /* at the head of every page: 草稿 */
    struct str secrecy; /* 密级和保密期限 */
    struct str urgency; /* 紧急程度 */
    struct str head;    /* 发文机关标志 */
    struct str number;  /* 发文字号 */
    struct str signer;  /* 签发人: the number moves to the left */
    struct str title;   /* a line feed forces a line */
    struct str addressee;
    const struct render_block *block;
    size_t nblock;
    const struct str *attachment;
    size_t nattachment;
    const struct str *sign; /* 发文机关署名 */
    size_t nsign;
    struct str date; /* 成文日期, as it is printed */
    bool seal;       /* leaves the place of a seal: 右空四字 */
    struct str copy; /* 抄送 */
    struct str issuer, issued;
    struct str qr;      /* bytes of the code; empty: none */
    struct str qr_note; /* small text beside it */
    struct str author, subject, keywords;
};

/* The number of a heading: 十一、 （二） 3. （4）; level 1 to 4, no from 1 to 99. */
void render_heading_number(struct buf *b, int level, int no);

#endif
