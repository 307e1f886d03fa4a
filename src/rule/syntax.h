#ifndef RULE_SYNTAX_H
#define RULE_SYNTAX_H
/*
 * rule/syntax.h - the tree of an expression as it is written: no names resolved, no types.
 *
 * Lives in the arena of the compilation and borrows the text; thrown away with it.
 */
#include "rule/lex.h"

enum syntax_kind {
    SYNTAX_NAME,    /* text */
    SYNTAX_PATH,    /* kids: names */
    SYNTAX_NUMBER,  /* text, unit */
    SYNTAX_DATE,    /* day */
    SYNTAX_TEXT,    /* text */
    SYNTAX_THIS,    /* 本案 */
    SYNTAX_NEG,     /* - kid */
    SYNTAX_NOT,     /* 非 kid */
    SYNTAX_AND,     /* kids */
    SYNTAX_OR,      /* kids */
    SYNTAX_BINARY,  /* text: the mark; two kids */
    SYNTAX_IN,      /* kid, then the members */
    SYNTAX_HAS,     /* kid, then the texts */
    SYNTAX_BETWEEN, /* three kids */
    SYNTAX_WINDOW,  /* two kids, then the span; text: 前 or 后 */
    SYNTAX_MISSING, /* kid */
    SYNTAX_MEETS,   /* kid: the path */
    SYNTAX_CALL,    /* text: function or aggregate; kids: arguments */
    SYNTAX_PEER,    /* kid: the field, then the keys; text: the statistic */
};

struct syntax {
    enum syntax_kind kind;
    struct str text, unit;
    struct day day;
    bool negated; /* 不属于, 不含, 不缺, 不存在 is a call of its own */
    bool all;     /* 全部(…) */
    int quantile; /* 分位数(p) */
    int height;   /* of the tree below */
    struct syntax **kid;
    size_t nkid;
    size_t begin, end; /* bytes of the source's text */
    size_t mark;       /* where its operator stands */
};

struct rule_parser {
    const struct rule_lexer *lx;
    const struct rule_token *token;
    size_t at, n; /* token[n] is TOKEN_END */
    size_t begin; /* where in the source the words begin */
    bool quiet;   /* a word could not be read: what does not fit now is a consequence */
    int depth;
    int *nodes; /* made so far in this compilation */
};

enum { RULE_MAX_DEPTH = 60, RULE_MAX_HEIGHT = 400, RULE_MAX_NODES = 5000 };

/* Reads text[begin, end) of the source; nodes counts the syntax of the whole compilation. */
struct rule_parser rule_parser_of(const struct rule_lexer *lx, size_t begin, size_t end,
                                  int *nodes);
/* NULL and one error reported when the words do not make an expression. */
struct syntax *rule_parse_expression(struct rule_parser *p);
/* Reports what stands at the current token although nothing, or `wanted`, should. */
void rule_parse_unexpected(struct rule_parser *p, const char *wanted);

static inline const struct rule_token *rule_parse_token(const struct rule_parser *p)
{
    return &p->token[p->at];
}
bool rule_parse_is(const struct rule_parser *p, enum rule_token_kind kind, const char *text);
/* Takes the token when it is that one. */
bool rule_parse_take(struct rule_parser *p, enum rule_token_kind kind, const char *text);
/* Takes it or reports and returns false. */
bool rule_parse_expect(struct rule_parser *p, enum rule_token_kind kind, const char *text);

#endif
