#ifndef TESTS_API_PEOPLE_H
#define TESTS_API_PEOPLE_H
/*
 * tests/api/people.h - people with accounts in the district of the fixture, made as people make them:
 * the first run, the system administrator, the security administrator, each sign-in; all over HTTP.
 */
#include "api_fixture.h"

enum person_no {
    SYSTEM,     /* 系统管理员 */
    SECURITY,   /* 安全管理员 */
    AUDITOR,    /* 审计管理员 */
    PROSECUTOR, /* 检察院.行政检察 */
    OFFICER,    /* 区市场监管局 */
    HEAD,       /* … its leader */
    RIVAL,      /* 区城管执法局 */
    POLICE,     /* 公安分局 */
    JUSTICE,    /* 区司法局 */
    TOWN,       /* a township */
    PARTY,      /* 区委办 */
    PEOPLE
};

struct person {
    const char *login, *name, *organ;
    const char *post[3];
    char password[100], session[100], totp[80];
};

extern struct person person[PEOPLE];

void people_start(void);

/* What a browser sends with a request of our own page; `session` as its cookie says. */
void own_page(struct buf *b, const char *session);
/* "GET /path", by somebody who has signed in; keeps the session's new secret, if there is one. */
struct reply as(struct person *p, const char *line, const char *json);
void expect_as(struct person *p, const char *line, const char *json, int status);
/* Signs in with what he has, a code included; the reply is the caller's. */
struct reply sign_in(struct person *p);
/* His code, a minute after anything before. */
void next_code(const struct person *p, char code[7]);
/* Takes the session's secret out of a reply, if there is one. */
void take_session(const struct reply *r, char session[100]);

#endif
