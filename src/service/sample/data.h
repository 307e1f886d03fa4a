#ifndef SERVICE_SAMPLE_DATA_H
#define SERVICE_SAMPLE_DATA_H
/*
 * service/sample/data.h - the data file of the generator, checked and compiled: names resolved to
 * indices, texts cut into pieces.  Immutable; lives in the arena it was loaded into.
 */
#include "law/law.h"

enum sample_slot {
#define SLOT(id, name) SLOT_##id,
#include "service/sample/slot.def"
#undef SLOT
    SLOT_COUNT
};

enum sample_dirt {
#define DIRT(id, name) DIRT_##id,
#include "service/sample/dirt.def"
#undef DIRT
    DIRT_COUNT
};

enum sample_hole {
    HOLE_NONE,  /* text */
    HOLE_VALUE, /* value `index` of the case */
    HOLE_WORDS, /* a word of list `index` */
    HOLE_PARTY,
    HOLE_ORGAN,
    HOLE_FROM,   /* day on which the conduct began */
    HOLE_TO,     /* day on which it ended */
    HOLE_PREFIX, /* of the organ's document numbers */
    HOLE_YEAR,   /* of the decision */
    HOLE_SERIAL, /* of the document within its year */
};

struct sample_piece {
    enum sample_hole hole;
    struct str text;
    size_t index;
};

/* A text with holes. */
struct sample_prose {
    const struct sample_piece *piece;
    size_t n;
};

struct sample_proses {
    const struct sample_prose *at;
    size_t n;
};

struct sample_words {
    struct str name;
    const struct str *at;
    size_t n;
};

enum sample_value_kind { VALUE_MONEY, VALUE_COUNT, VALUE_SHARE, VALUE_SUM };

/* A number of a case.  Money is fen, a count is in units of 10^-decimals. */
struct sample_value {
    struct str name;
    enum sample_value_kind kind;
    const int64_t *at; /* MONEY, COUNT: quantiles at equal steps, lowest and highest included */
    size_t n;
    struct str unit;
    int decimals;
    size_t of, plus;   /* SHARE: of; SUM: both */
    int64_t low, high; /* SHARE: per cent */
    int64_t least;     /* in fen or units; what is smaller becomes this */
};

#define SAMPLE_VALUES_MAX 12
#define SAMPLE_NO_VALUE ((size_t)-1)
#define SAMPLE_USUAL (-1) /* as `around` says */

struct sample_case {
    struct str violation, basis, penalty_kind, charge;
    const size_t *party; /* kinds of party, equally likely */
    size_t nparty;
    struct sample_value value[SAMPLE_VALUES_MAX];
    size_t nvalue;
    size_t fine, confiscated; /* indices, or SAMPLE_NO_VALUE */
    size_t crime;             /* the value that makes it a crime, or SAMPLE_NO_VALUE … */
    int64_t crime_from;       /* … from here on */
    int64_t licensed; /* per mille of its parties that hold a licence (许可); or SAMPLE_USUAL */
    struct sample_proses facts, penalty;
};

/* Weighted choice: sum[i] is the weight of items 0 to i. */
struct sample_weights {
    uint32_t *sum;
    size_t n;
};

struct sample_organ {
    const struct law_organ *organ;
    char uscc[19];
    struct sample_prose doc_no;
    struct sample_case *at;
    size_t n;
    struct sample_weights weights;
    int64_t *kind; /* parts per million of all rows that have this organ and kind of party */
};

struct sample_party_kind {
    struct str name, label;
    struct sample_proses title; /* holes: word lists only */
    struct str uscc;            /* its first two digits; empty: a person, who has an id */
};

struct sample_column {
    struct str header;
    enum sample_slot slot;
    struct str text; /* SLOT_TEXT */
};

/* Which rows a file has. */
enum sample_rows {
#define ROWS(id, name) ROWS_##id,
#include "service/sample/rows.def"
#undef ROWS
    ROWS_COUNT
};

struct sample_file {
    const struct law_dataset *dataset;
    enum sample_rows rows;
    const struct sample_column *at;
    size_t n;
};

/* What follows a case that reaches its crime's threshold. */
struct sample_chain {
    struct {
#define RATE(name) int64_t name;
#include "service/sample/chain.def"
    } rate;
    struct {
#define DAYS(name) int64_t name[2];
#include "service/sample/chain.def"
    } days;
    struct {
#define NUMBER(name) struct sample_prose name;
#include "service/sample/chain.def"
    } number;
    struct {
#define WORDS(name) struct sample_words name;
#include "service/sample/chain.def"
    } words;
    struct {
#define WORD(name) struct str name;
#include "service/sample/chain.def"
    } word;
};

/* What else is on record of a case and its party. */
struct sample_around_data {
    struct {
#define RATE(name) int64_t name;
#include "service/sample/around.def"
    } rate;
    struct {
#define DAYS(name) int64_t name[2];
#include "service/sample/around.def"
    } days;
    struct {
#define NUMBER(name) struct sample_prose name;
#include "service/sample/around.def"
    } number;
    struct {
#define WORDS(name) struct sample_words name;
#include "service/sample/around.def"
    } words;
    struct {
#define WORD(name) struct str name;
#include "service/sample/around.def"
    } word;
};

struct sample_data {
    int64_t years;        /* over which decisions spread */
    int64_t again;        /* per mille of the rows: their party comes more than once … */
    const int64_t *times; /* … so many times on average, each number for equally many rows */
    size_t ntimes;
    int64_t own;        /* per mille of those: the party is one that the organ knows */
    int64_t gap;        /* per mille: a number is left out */
    int64_t valid_days; /* until the penalty's validity ends */
    struct sample_words *words;
    size_t nwords;
    struct sample_party_kind *party;
    size_t nparty;
    struct sample_organ *organ;
    size_t norgan;
    struct sample_weights organs;
    struct sample_file *file;
    size_t nfile;
    uint32_t dirt[DIRT_COUNT];     /* per mille of the rows */
    struct sample_weights style;   /* of amounts, by enum amount_style */
    struct str id_kind;            /* 身份证 */
    struct str region;             /* region code of the credit codes */
    struct sample_words id_region; /* region codes that ids begin with */
    struct sample_chain chain;
    struct sample_around_data around;
};

/* Loads and checks; every fault is a diagnostic. */
MUST_CHECK enum err_code sample_data_load(struct arena *a, const struct law *law, const char *path,
                                          struct diag_list *diags, struct sample_data *ret,
                                          struct err *err);

#endif
