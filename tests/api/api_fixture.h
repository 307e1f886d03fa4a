#ifndef TESTS_API_FIXTURE_H
#define TESTS_API_FIXTURE_H
/*
 * tests/api/api_fixture.h - a server on a free port over a district of its own: the sample's records, its
 * clues, a ledger with a head, four static tokens, eleven people (people.h). Every reply is held against its schema.
 */
#include "../http/client.h"
#include "../law/law_fixture.h"
#include "../store/home.h"
#include "api/api.h"
#include "api/route.h"
#include "law/account.h"

#include <jansson.h>

struct district {
    struct home home;
    struct law *law;
    struct law_account account; /* instead of the law's */
    struct api_tokens *tokens;
    struct api_server *server;
    int64_t now;
    int port;
};

extern struct district district;

/* Who asks: tokens of the fixture. */
#define OPERATOR "operator-token-0001"
#define PROCURATOR \
    "procurator-token-01" /* 检察院.行政检察, works clues, writes rules, audits, imports */
#define AGENCY "agency-token-000001" /* 区市场监管局: imports, approves transfers, rebuts */
#define OTHER "another-token-00001"  /* 区城管执法局, no capability */
#define NOBODY NULL

struct reply {
    int status;
    struct answer raw;
    json_t *json; /* NULL: not JSON */
};

int district_start(void **state);
int district_stop(void **state);

struct reply ask(const char *token, const char *path);
struct reply ask_with(const char *token, const char *path, const char *headers);
struct reply post(const char *token, const char *path, const char *headers, const char *json);
/* "DELETE /path": sends exactly these headers. */
struct reply ask_line(const char *line, const char *headers, const char *body);
void drop(struct reply *r);

/* Fails with the body unless the status is this one. */
void expect_status(const struct reply *r, int status);
/* Asks, wants that status and forgets the rest. */
void expect_get(const char *token, const char *path, int status);
void expect_post(const char *token, const char *path, const char *json, int status);

const char *text_at(const struct reply *r, const char *name);
int64_t number_at(const struct reply *r, const char *name);
json_t *items_of(const struct reply *r);

#endif
