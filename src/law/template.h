#ifndef LAW_TEMPLATE_H
#define LAW_TEMPLATE_H
/*
 * law/template.h - templates of documents (文书模板): what a document of a procedure looks like and
 * what it says, as law/template/<procedure>.yaml says them.
 *
 * What it is not: a document.  service/document fills a template from a matter, render lays it out.
 * Names in prose were found in the procedure when the law was loaded; they stay names, because a
 * matter may run under an older version of its procedure.  Everything lives in the snapshot.
 */
#include "law/procedure.h"

enum law_form {
    LAW_FORM_OFFICIAL, /* 公文 */
    LAW_FORM_LETTER,   /* 信函 */
    LAW_FORM_ORDER,    /* 命令 */
    LAW_FORM_MINUTES,  /* 纪要 */
    LAW_FORM_WRIT,     /* 法律文书 */
    LAW_FORM_PLAIN,    /* 表格 */
};

enum law_prose_kind {
    LAW_PROSE_TEXT,   /* as it stands */
    LAW_PROSE_FIELD,  /* {涉嫌罪名} */
    LAW_PROSE_ROLE,   /* {公安机关}, {角色.公安机关}: the organ's name */
    LAW_PROSE_OWN,    /* {本机关}: the organ that issues */
    LAW_PROSE_NUMBER, /* {文号} */
    LAW_PROSE_DATE,   /* {日期}: of the document */
    LAW_PROSE_ACT,    /* {办理.移送}: the day of the act */
    LAW_PROSE_TERM,   /* {期限.FWD-04}: the last day of the clock */
    LAW_PROSE_CITE,   /* {引 移送规定 第五条}: 《…》第五条 */
    LAW_PROSE_MATTER, /* {事项号} */
    LAW_PROSE_BLANK,  /* {空}, {空 8}: to be filled in by hand */
};

struct law_prose_part {
    enum law_prose_kind kind;
    struct str text; /* TEXT: itself; otherwise the name */
    bool optional;   /* {X?}: a blank when it is not known */
    int width;       /* of a BLANK, characters */
    struct law_citation cite;
};

/* A text with places to be filled. */
struct law_prose {
    struct law_prose_part *part;
    size_t n;
    struct law_place place;
};

enum law_block_kind {
    LAW_BLOCK_PARAGRAPH,
    LAW_BLOCK_HEADING,
    LAW_BLOCK_FLUSH,
    LAW_BLOCK_CENTER,
    LAW_BLOCK_RIGHT,
    LAW_BLOCK_TABLE,
};

struct law_cell {
    struct law_prose prose;
    int span;
    bool left; /* else it is centred */
};

struct law_row {
    struct law_condition when;
    struct law_cell *cell;
    size_t ncell;
    int lines;
};

struct law_block {
    enum law_block_kind kind;
    int level; /* of a heading */
    struct law_condition when;
    struct law_prose prose;
    int *width; /* of a table: shares of its columns */
    size_t ncolumn;
    struct law_row *row;
    size_t nrow, nhead;
};

struct law_attachment {
    struct law_condition when;
    struct law_prose prose;
};

struct law_template {
    struct str id, name;
    const struct law_procedure *p;
    struct law_index_list act; /* that make it or have it as a paper */
    enum law_form form;
    int from;                   /* role that issues it */
    int to;                     /* role that it goes to; -1: `address`, or to nobody */
    struct law_prose address;   /* n 0: none */
    struct law_index_list copy; /* roles */
    struct str mark;         /* behind the organ's prefix in its number: 移; empty: not numbered */
    struct law_prose number; /* of a document that a field of the matter numbers; n 0: none */
    struct law_prose head;   /* n 0: the organ's name */
    struct law_prose title;
    struct law_block *block;
    size_t nblock;
    struct law_attachment *attachment;
    size_t nattachment;
    struct law_prose *sign; /* n 0: the organ's name */
    size_t nsign;
    bool seal, undated;
    struct law_basis basis;
    struct str note;
    struct law_place place;
};

/* By id, or by name within the procedure (NULL: in any, when only one has it); NULL. */
const struct law_template *law_template_find(const struct law *law, const struct law_procedure *p,
                                             struct str name);

#endif
