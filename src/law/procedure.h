#ifndef LAW_PROCEDURE_H
#define LAW_PROCEDURE_H
/*
 * law/procedure.h - a procedure (程序): the roles, fields, states, acts and terms of one mechanism,
 * as law/procedure/<id>.yaml says them.
 *
 * What it is not: a running matter (matter/).  Conditions are text with their position, over the
 * procedure's own fields; matter/ has rule/ compile them.  Everything lives in the snapshot (or in
 * the arena given to law_procedure_parse) and never changes.
 */
#include "law/law.h"

/* A condition in the rule language over the procedure's fields; empty text: always. */
struct law_condition {
    struct str text;
    struct law_place place; /* of its first character */
};

/* What a provision rests on: instruments and articles, and whether their text was read. */
struct law_basis {
    struct law_citation *at;
    size_t n;
    enum law_verified verified;
};

/* Indices of roles, fields, states or acts. */
struct law_index_list {
    int *at;
    size_t n;
};

/* Who acts: an organ of one of these kinds, or the organ of another role, with a capability. */
struct law_role {
    struct str name;
    struct str capability; /* what the person needs; empty: nothing beyond membership */
    unsigned kinds;        /* bit 1 << enum law_organ_kind */
    int of;                /* the organ of that role; -1: one of its own */
    struct law_place place;
};

struct law_state {
    struct str name;
    bool final;
    struct str note;
    struct law_place place;
};

/* What must hold for an act, and what is said when it does not. */
struct law_guard {
    struct law_condition when;
    struct str otherwise;
    struct law_basis basis;
};

enum law_side {
    LAW_DEBIT,  /* 借 */
    LAW_CREDIT, /* 贷 */
};

/* An account (账户) of the fund that the procedure keeps.  Its balance is a money field of the matter
 * that only postings change; it is never below zero. */
struct law_fund_account {
    struct str name;
    enum law_side side; /* what makes it grow */
    int field;          /* its balance */
    struct law_basis basis;
    struct str note;
    struct law_place place;
};

struct law_posting_line {
    int account;
    enum law_side side;
    int field; /* the amount, as this act gives it */
};

/* A posting (分录) of an act: its debits and credits are equal, to the fen. */
struct law_posting {
    struct law_posting_line *line;
    size_t nline;
    struct law_basis basis;
    struct law_place place;
};

/* A paper that comes with the act, when the condition holds. */
struct law_paper {
    struct str name;
    struct law_condition when;
};

enum law_link_kind {
    LAW_LINK_OPEN, /* a matter of that procedure is opened by that act */
    LAW_LINK_ACT,  /* that act is done in the linked matters of that procedure */
    LAW_LINK_JOIN, /* the act names a matter of that procedure that it belongs with */
};

struct law_role_pair {
    struct str there; /* role of the other procedure */
    int here;
};

struct law_link {
    enum law_link_kind kind;
    struct str procedure, act;   /* act: empty for JOIN */
    struct law_index_list carry; /* fields handed over, by equal names */
    struct law_role_pair *role;
    size_t nrole;
    struct law_condition when;
    struct law_place place;
};

struct law_act {
    struct str name;
    struct law_index_list by; /* roles, any of which may act */
    bool opens;               /* makes the matter */
    bool anywhere;            /* from every state that is not final */
    struct law_index_list from;
    int to;                      /* -1: stays */
    struct law_index_list need;  /* fields that must be known once the act is done */
    struct law_index_list may;   /* further fields that it may set */
    struct law_index_list names; /* roles that it assigns */
    struct law_index_list tell;  /* roles that are told of it */
    struct law_paper *paper;
    size_t npaper;
    const struct str *make; /* documents that it makes: names of templates */
    size_t nmake;
    struct law_guard *guard;
    size_t nguard;
    struct law_link *link;
    size_t nlink;
    struct law_posting *posting;
    size_t nposting;
    int64_t times; /* how often in one matter; 0: no limit */
    struct law_basis basis;
    struct str note;
    struct law_place place;
};

enum law_term_kind {
    LAW_TERM_DUTY,   /* one of `stop` must be done by then */
    LAW_TERM_RIGHT,  /* `stop` may be done until then, and not afterwards */
    LAW_TERM_WINDOW, /* `stop` may not be done before then */
};

/* A deadline (期限) of law/deadline put to use: what starts it, what ends it, who owes what. */
struct law_term {
    struct str name;     /* of this use; the deadline's id unless another is given */
    struct str deadline; /* id in law/deadline; empty: the law says no length (及时, 文书定) */
    enum law_term_kind kind;
    int by;                        /* role that owes or may; -1 for windows */
    struct law_index_list start;   /* acts */
    struct law_index_list stop;    /* acts */
    struct law_index_list cancel;  /* acts that end it without fulfilling it */
    struct law_index_list extend;  /* acts that lengthen it as the deadline allows */
    struct law_index_list suspend; /* acts from which it does not run … */
    struct law_index_list resume;  /* … until one of these */
    struct law_index_list opens;   /* acts that are possible only once it has passed undone */
    int extend_by;                 /* integer field with the length of an extension, in the
                                    * deadline's unit; -1: as long as the law allows */
    int from;                      /* date field that it counts from; -1: the time of the act */
    int until;                     /* date field that sets its last day; -1: the deadline does */
    struct law_condition when;     /* it starts only when this holds */
    struct str passed;             /* what happens when it passes */
    struct law_basis basis;
    struct law_place place;
};

struct law_pair {
    struct str name, value;
    struct law_place place;
};

struct law_pairs {
    struct law_pair *at;
    size_t n;
};

/* One step of a worked example: an act and what it must come to, or only a look at a time. */
struct law_example_step {
    struct str at; /* 2024-03-01T10:20:00, Beijing time */
    int act;       /* -1: nobody acts, only `overdue` and `due` are looked at */
    int by;        /* role; -1: the first that the act names */
    bool former;   /* of the example that this one goes on from: judged there */
    bool capable;  /* the person has the role's capability */
    struct law_pairs fields, papers, due, roles;
    struct law_pairs balance; /* account: what it must hold after the step */
    bool says_due;            /* `due` was written: these are all terms that run */
    int state;                /* -1: not said */
    struct str refused;       /* the refusal contains this; empty: it is accepted */
    const struct str *link, *make, *overdue;
    size_t nlink, nmake, noverdue;
    bool says_overdue, says_links; /* they were written, maybe empty */
    struct law_place place;
};

struct law_procedure_example {
    struct str name;
    struct law_example_step *step;
    size_t nstep;
    struct law_place place;
};

/* Who sees the matters without a role in them (监督机关). */
struct law_supervise {
    unsigned kinds; /* bit 1 << enum law_organ_kind; 0: nobody */
    struct law_basis basis;
    struct law_place place;
};

/* What a clue says beside the fields of its record. */
enum law_clue_fact {
#define FACT(id, word) LAW_CLUE_##id,
#include "law/clue_fact.def"
#undef FACT
    LAW_CLUE_FACTS
};

/* A field or role of the matter, and where a clue has it from.  A source is `=text` (that text), a
 * word of clue_fact.def, or a field of the clue's record; the first that is known counts. */
struct law_clue_fill {
    int to; /* field or role */
    const struct str *from;
    size_t nfrom;
    struct law_place place;
};

struct law_clue_fills {
    struct law_clue_fill *at;
    size_t n;
};

/* How clues of these kinds, on records of these datasets, open a matter. */
struct law_clue_way {
    const struct str *kind;
    size_t nkind;
    const struct law_dataset **dataset;
    size_t ndataset;
    int act; /* that opens */
    struct law_clue_fills field, role;
    struct law_place place;
};

struct law_procedure {
    struct str id, name, mechanism, note;
    struct str version; /* 16 hex digits of a hash over its file's bytes */
    struct law_basis basis;
    struct law_dataset fields;        /* name: the procedure's; only `field` is filled */
    const struct law_index_list *see; /* [fields.nfield] roles that see a field; n 0: all */
    struct law_role *role;
    size_t nrole;
    struct law_state *state;
    size_t nstate;
    struct law_act *act;
    size_t nact;
    struct law_term *term;
    size_t nterm;
    struct law_fund_account *account; /* none: the procedure keeps no fund */
    size_t naccount;
    struct law_procedure_example *example;
    size_t nexample;
    struct law_supervise supervise;
    struct law_clue_way *clue;
    size_t nclue;
    struct law_place place;
    struct str text; /* the whole file, for keeping the version a matter was opened under */
};

const struct law_procedure *law_procedure_find(const struct law *law, struct str id_or_name);
/* Indices, -1 when there is none of that name. */
int law_role_find(const struct law_procedure *p, struct str name);
int law_state_find(const struct law_procedure *p, struct str name);
int law_act_find(const struct law_procedure *p, struct str name);
int law_account_find(const struct law_procedure *p, struct str name);
bool law_index_has(const struct law_index_list *l, int i);
/* May an organ of that kind hold the role?  A section counts as the organ it belongs to. */
bool law_role_takes(const struct law_procedure *p, int role, enum law_organ_kind kind);

/* How such a clue opens a matter of the procedure; NULL: it does not.  dataset is an id. */
const struct law_clue_way *law_clue_way_find(const struct law_procedure *p, struct str kind,
                                             struct str dataset);
/* The word of clue_fact.def; LAW_CLUE_FACTS when it is none. */
enum law_clue_fact law_clue_fact_find(struct str word);

/*
 * One procedure out of its text, against a law that is already loaded: how a matter keeps the
 * version that it was opened under.  With any error ERR_INVALID and diagnostics.
 */
MUST_CHECK enum err_code law_procedure_parse(const struct law *law, struct law_text file,
                                             struct arena *a, struct diag_list *diags,
                                             const struct law_procedure **ret, struct err *err);

#endif
