#ifndef LAW_LAW_H
#define LAW_LAW_H
/*
 * law/law.h - the immutable snapshot of law/: instruments, standards, causes, datasets,
 * mappings, organs, calendar, units and the bytes of the rules.
 *
 * Loaded once, never changed, reference counted, shared by all threads.  Its version is a hash of
 * every byte it was made from.  Everything it points to lives as long as the snapshot.
 * law/SCHEMA.md says what the files look like.
 */
#include "base/day.h"
#include "base/diag.h"
#include "base/err.h"
#include "base/map.h"

/* Where a datum stands in law/, for messages. */
struct law_place {
    struct str file;   /* "law/standard/mining.yaml" */
    struct str source; /* the whole text of that file */
    int line, column;
};

enum law_verified { LAW_VERIFIED_NO, LAW_VERIFIED_SECONDARY, LAW_VERIFIED_YES };

/* An instrument (法律文件). */
struct law_source {
    struct str id;     /* slug */
    struct str title;  /* 中华人民共和国刑法 */
    struct str doc_no; /* 法释〔2016〕25号 */
    struct str issuer;
    struct str status;
    const struct str *alias; /* 刑法, 国务院令第730号, … */
    size_t nalias;
    struct day effective, expires; /* DAY_NONE: unknown, none */
    enum law_verified read;        /* was its text read */
    struct law_place place;
};

struct law_citation {
    const struct law_source *source;
    struct str article; /* 第三百四十三条第一款; may be empty */
};

struct law_unit {
    struct str name, dimension;
    const struct str *also;
    size_t nalso;
    int64_t num, den; /* to the first unit of the dimension */
};

/* Types of values; the rule language's types. */
enum law_type {
    LAW_BOOL,
    LAW_INT,
    LAW_MONEY,    /* fen */
    LAW_QUANTITY, /* millionths of field.unit */
    LAW_DATE,     /* day number */
    LAW_TEXT,
    LAW_CODE,   /* index into field.dictionary, or of a cause, by code_of */
    LAW_PARTY,  /* party id */
    LAW_ORGAN,  /* index of the organ in law.organ */
    LAW_REGION, /* region code as a number: 110109 */
};

enum law_code_of { LAW_CODE_VALUES, LAW_CODE_CAUSE };

/* How a field is read out of prose; see text/fact.h for the meaning of the words. */
struct law_read {
    const struct str *before, *after, *not_;
    size_t nbefore, nafter, nnot;
    const struct str *from; /* names of the text fields it is read from */
    size_t nfrom;
    bool sum;
};

enum law_derive { /* fields that import computes */
                  LAW_DERIVE_NONE,
                  LAW_DERIVE_YEAR,       /* of the dataset's date */
                  LAW_DERIVE_DOC_GROUP,  /* 机关代字+年份(+办) of the document number */
                  LAW_DERIVE_DOC_SERIAL, /* number within the group */
                  LAW_DERIVE_DOC_SERIAL_LAST,
                  LAW_DERIVE_ENTRY_DATE,  /* day of import */
                  LAW_DERIVE_CAUSE,       /* 案由 by cause matching */
                  LAW_DERIVE_CAUSE_SCORE, /* thousandths */
                  LAW_DERIVE_CAUSE_NEXT,  /* runner-up */
                  LAW_DERIVE_PARTY,       /* resolved party */
                  LAW_DERIVE_ORGAN,       /* organ recognised from organ name or code */
                  LAW_DERIVE_CASE,        /* 案件: normalised case number or document number */
};

struct law_field {
    struct str name;   /* Chinese display name, as rules write it */
    struct str column; /* English column name in the store */
    enum law_type type;
    int unit; /* LAW_QUANTITY: index into law.unit; else -1 */
    enum law_code_of code_of;
    const struct str *value; /* LAW_CODE_VALUES: the dictionary */
    size_t nvalue;
    bool required, masked; /* masked: personal data, shown only with the capability */
    bool prose;            /* facts are read from it: in the dataset's `text`, or a `from` */
    enum law_derive derive;
    const struct law_read *read; /* or NULL */
    struct str check;      /* "uscc", "citizen_id", "org_code", "doc_no", "date_past" or empty */
    const struct str *see; /* of a procedure: roles that see it; none: all */
    size_t nsee;
    struct law_place place;
};

/* A kind of record (数据集). Roles are field indices, -1 when the dataset has none. */
struct law_dataset {
    struct str name, id; /* 行政处罚, penalty */
    struct law_field *field;
    size_t nfield;
    int case_field, party_field, organ_field, date_field, region_field, cause_field;
    int party_name, party_uscc, party_citizen_id, party_org_code, party_reg_no, party_address,
        party_kind;     /* what the party is resolved from */
    const int *conduct; /* fields that date the conduct, first known counts */
    size_t nconduct;
    const int *const
        *identity; /* alternatives: first whose fields are all known; each ends with -1 */
    size_t nidentity;
    int doc_no; /* the document number that doc_group and doc_serial are cut from */
    /* What import derives from, in order of trust: first known field counts (case, organ); all of
     * them are read (cause). */
    const int *case_from, *organ_from, *cause_from;
    size_t ncase_from, norgan_from, ncause_from;
    struct law_place place;
};

/* A limit of a standard: one value, or a range within which a province sets it. */
struct law_limit {
    struct str name;
    enum law_type type; /* LAW_MONEY, LAW_QUANTITY or LAW_INT */
    int unit;
    int64_t low, high; /* equal unless left to the province and not set */
    bool set_by_province;
    struct law_place place;
};

/* One version of a standard (立案追诉标准). */
struct law_standard {
    struct str name;                  /* identifier in rules: 非法采矿罪; versions share it */
    struct str id;                    /* T044 */
    struct str charge;                /* 非法采矿罪 */
    struct law_citation crime, basis; /* article of the Criminal Law; article of the standard */
    struct day effective, expires;    /* expires: first day no longer in force; DAY_NONE: open */
    enum law_verified verified;
    struct law_limit *limit;
    size_t nlimit;
    struct str test; /* condition in the rule language, over fields of `dataset` */
    /* Where its first character stands.  In a block scalar every line of the test starts at this
     * same column of the file. */
    struct law_place test_place;
    const struct law_dataset *dataset;
    const struct law_cause *const *cause; /* causes it can follow from */
    size_t ncause;
    struct str domain, agency, administrative_cause, administrative_basis, quote, note, warning;
    struct law_place place;
};

/* A cause (案由) and its place in the taxonomy. A class is a cause with children. */
struct law_cause {
    struct str code; /* 采矿.无证 */
    struct str name; /* 非法采矿 */
    const struct law_cause *parent;
    const struct str *word; /* phrases of 违法行为类型 or facts that point to it */
    size_t nword;
    const struct str *not_; /* phrases that rule it out */
    size_t nnot;
    const struct str *charge; /* possible charges */
    size_t ncharge;
    struct str field; /* field of enforcement: 市场监管 */
    struct law_place place;
};

enum law_organ_kind {
    LAW_ORGAN_AGENCY,
    LAW_ORGAN_POLICE,
    LAW_ORGAN_PROCURATORATE,
    LAW_ORGAN_COURT,
    LAW_ORGAN_JUSTICE_BUREAU,
    LAW_ORGAN_TOWNSHIP,
    LAW_ORGAN_PARTY_OFFICE,
    LAW_ORGAN_SECTION,
};

struct law_organ {
    struct str id;         /* slug */
    struct str name;       /* 北京市门头沟区市场监督管理局 */
    struct str short_name; /* 区市场监管局 */
    const struct str *alias;
    size_t nalias;
    enum law_organ_kind kind;
    const struct law_organ *parent;
    struct str uscc;
    const struct str *doc_prefix; /* 机关代字 */
    size_t ndoc_prefix;
    const struct str *power; /* fields of enforcement */
    size_t npower;
    int64_t region;
    struct law_place place;
};

enum law_mapping_unit { LAW_MAP_PLAIN, LAW_MAP_YUAN, LAW_MAP_WAN_YUAN };

struct law_mapping_value {
    struct str from; /* 机构 */
    struct str to; /* 法人及非法人组织; empty: the cell says nothing, the value is unknown */
};

struct law_mapping_column {
    const struct str *header; /* accepted headers, as the file of the mapping writes them */
    size_t nheader;
    int field; /* of the mapping's dataset; -1: known and ignored */
    enum law_mapping_unit unit;
    bool required;
    const struct law_mapping_value *value; /* cells of a code field that mean a dictionary entry */
    size_t nvalue;
    struct law_place place;
};

/* How the columns of a file become fields of a dataset. */
struct law_mapping {
    struct str id, title;
    const struct law_dataset *dataset;
    struct law_mapping_column *column;
    size_t ncolumn;
    struct law_place place;
};

struct law_rule {
    struct str slug; /* file name without .rule */
    struct str file; /* law/rule/x.rule */
    struct str text;
};

/* A reason for which a clue is dismissed (排除理由). */
struct law_dismissal {
    struct str code, name, note;
};

struct law_calendar;
struct law_counting; /* law/deadline.h */
struct law_deadline;
struct law_procedure;  /* law/procedure.h */
struct law_capability; /* law/account.h */
struct law_post;
struct law_account;
struct law_template; /* law/template.h */

/* One file of law/, by its name there: "law/source/statute.yaml". */
struct law_text {
    struct str name, text;
};

struct law {
    struct str version; /* 16 hex digits of a hash over every file's name and bytes */
    struct law_source *source;
    size_t nsource;
    struct law_unit *unit;
    size_t nunit;
    struct law_standard *standard;
    size_t nstandard; /* by name, then effective */
    struct law_cause *cause;
    size_t ncause;
    struct law_dataset *dataset;
    size_t ndataset;
    /* Of standards that name none, and of files and texts that could be of several; or NULL. */
    const struct law_dataset *default_dataset;
    struct law_organ *organ;
    size_t norgan;
    struct law_mapping *mapping;
    size_t nmapping;
    struct law_rule *rule;
    size_t nrule;
    struct str *kind;
    size_t nkind;
    struct law_dismissal *dismissal;
    size_t ndismissal;
    struct law_counting *counting;
    size_t ncounting;
    struct law_deadline *deadline;
    size_t ndeadline; /* by id, then effective */
    const struct law_calendar *calendar;
    const struct law_procedure **procedure; /* by file name */
    size_t nprocedure;
    const struct law_text *file; /* what it was made from, by name */
    size_t nfile;
    struct law_capability *capability;
    size_t ncapability;
    struct law_post *post;
    size_t npost;
    const struct law_account *account;    /* NULL: the law has no law/account.yaml */
    const struct law_template **template; /* by file name, in the order of the file */
    size_t ntemplate;
};

/*
 * Loads the folder `dir`.  Every fault is a diagnostic with its position; with any error the
 * result is ERR_INVALID and no snapshot.  The caller owns one reference.
 */
MUST_CHECK enum err_code law_load(const char *dir, struct law **ret_law, struct diag_list *diags,
                                  struct err *err);

/* As law_load, of texts in memory; copies what it keeps. */
MUST_CHECK enum err_code law_parse(const struct law_text *file, size_t nfile, struct law **ret_law,
                                   struct diag_list *diags, struct err *err);
struct law *law_ref(struct law *law);
void law_unref(struct law *law);

const struct law_source *law_source_find(const struct law *law,
                                         struct str name); /* id, alias, title, doc_no */
/* "刑法 第三百四十三条第一款" → source and article; false when the instrument is unknown. */
bool law_citation_parse(const struct law *law, struct str text, struct law_citation *ret);
const struct law_dataset *law_dataset_find(const struct law *law, struct str name); /* name or id */
int law_field_find(const struct law_dataset *d, struct str name); /* name or column; -1 */
int law_unit_find(const struct law *law, struct str name);        /* name or also; -1 */
/* First version and count of the standard called name; NULL when unknown. */
const struct law_standard *law_standard_find(const struct law *law, struct str name, size_t *ret_n);
int law_cause_find(const struct law *law, struct str name);      /* code or name; -1 */
bool law_cause_in(const struct law *law, int cause, int class_); /* class_ itself or above */
int law_organ_find(const struct law *law,
                   struct str name); /* id, name, alias, uscc; normalised; -1 */
/* The organ or section that a path names: 检察院.行政检察; -1. */
int law_organ_path(const struct law *law, const struct str *part, size_t npart);
/* The organ that a section belongs to; another organ itself. */
int law_organ_whole(const struct law *law, int organ);
/* agency, police, … as law files write it. */
struct str law_organ_kind_name(enum law_organ_kind kind);
bool law_kind_known(const struct law *law, struct str kind);
/* By code or name; NULL. */
const struct law_dismissal *law_dismissal_find(const struct law *law, struct str name);

/* A literal of law files and rules: 10万元, 3吨, 30%, 12, 2024-01-31. */
struct law_literal {
    enum law_type type; /* LAW_MONEY, LAW_QUANTITY, LAW_INT or LAW_DATE */
    int unit;           /* LAW_QUANTITY: index into law.unit; else -1 */
    int64_t num;        /* fen, millionths of the unit, number, day */
};
/* False when text is none, is too large or has more decimals than its type holds. */
bool law_literal_parse(const struct law *law, struct str text, struct law_literal *ret);

enum law_day { LAW_DAY_WORKING, LAW_DAY_OFF, LAW_DAY_UNKNOWN };
enum law_day law_calendar_day(const struct law *law, struct day d);
/* Working days after a up to and including b; b before a: minus those after b up to and including
 * a.  False beyond the calendar. */
bool law_working_days(const struct law *law, struct day a, struct day b, int32_t *ret_n);
/* The n-th working day after d (n < 0: before; 0: d itself); false beyond the calendar. */
bool law_working_day_add(const struct law *law, struct day d, int32_t n, struct day *ret);

#endif
