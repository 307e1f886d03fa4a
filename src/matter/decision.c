/* matter/decision.c - see decision.h. */
#include "matter/decision.h"

static const struct state_name {
    struct str name, zh;
} states[MATTER_CLUE_STATES] = {
    [MATTER_CLUE_OPEN] = {STR_INIT("open"), STR_INIT("待处理")},
    [MATTER_CLUE_ACCEPTED] = {STR_INIT("accepted"), STR_INIT("已受理")},
    [MATTER_CLUE_DISMISSED] = {STR_INIT("dismissed"), STR_INIT("已排除")},
    [MATTER_CLUE_MERGED] = {STR_INIT("merged"), STR_INIT("已并入")},
    [MATTER_CLUE_GONE] = {STR_INIT("gone"), STR_INIT("已消失")},
};

enum { FROM_OPEN = 1, FROM_ACCEPTED = 2, FROM_DISMISSED = 4, FROM_MERGED = 8, FROM_GONE = 16 };

static const struct verb {
    struct str event, zh;
    unsigned from;             /* states that allow it, by 1 << state */
    bool again;                /* also on a clue of state `to` whose facts have changed since */
    enum matter_clue_state to; /* unused by MATTER_REBUT */
} verbs[MATTER_VERBS] = {
    [MATTER_ACCEPT] = {STR_INIT("accepted"), STR_INIT("受理"), FROM_OPEN | FROM_DISMISSED, true,
                       MATTER_CLUE_ACCEPTED},
    [MATTER_DISMISS] = {STR_INIT("dismissed"), STR_INIT("排除"), FROM_OPEN | FROM_ACCEPTED, true,
                        MATTER_CLUE_DISMISSED},
    [MATTER_MERGE] = {STR_INIT("merged"), STR_INIT("合并"),
                      FROM_OPEN | FROM_ACCEPTED | FROM_DISMISSED, false, MATTER_CLUE_MERGED},
    [MATTER_REOPEN] = {STR_INIT("reopened"), STR_INIT("恢复"),
                       FROM_ACCEPTED | FROM_DISMISSED | FROM_MERGED, false, MATTER_CLUE_OPEN},
    [MATTER_REBUT] = {STR_INIT("rebutted"), STR_INIT("申辩"),
                      FROM_OPEN | FROM_ACCEPTED | FROM_DISMISSED | FROM_GONE, false,
                      MATTER_CLUE_OPEN},
};

struct str matter_clue_state_name(enum matter_clue_state state)
{
    return states[state].name;
}

struct str matter_clue_state_zh(enum matter_clue_state state)
{
    return states[state].zh;
}

bool matter_clue_state_find(struct str name, enum matter_clue_state *ret)
{
    for (int i = 0; i < MATTER_CLUE_STATES; i++)
        if (str_eq(name, states[i].name) || str_eq(name, states[i].zh)) {
            *ret = (enum matter_clue_state)i;
            return true;
        }
    return false;
}

struct standing { /* of a clue */
    enum matter_clue_state state;
    bool present, changed;
    int64_t into, matter; /* 0: none */
};

static enum err_code read_standing(struct store *s, int64_t id, struct standing *ret,
                                   struct err *err)
{
    struct store_stmt *q;
    struct store_value v = store_int(id);
    struct standing st = {0};
    bool row;

    TRY(store_query(
        s,
        "SELECT state, present, CASE WHEN facts <> decided_facts THEN 1 ELSE 0 END, into_clue,"
        " matter FROM clue WHERE id = ?",
        &q, err));
    TRY(store_start(q, &v, 1, err));
    TRY(store_next(q, &row, err));
    if (!row) {
        err_set(err, ERR_NOT_FOUND, "no clue %lld", (long long)id);
        return err_set_zh(err, "没有编号为 %lld 的线索。liandong clue list 列出全部。",
                          (long long)id);
    }
    if (!matter_clue_state_find(store_column_text(q, 0), &st.state))
        return err_set(err, ERR_INVALID, "clue %lld has an unknown state", (long long)id);
    st.present = store_column_int(q, 1) != 0;
    st.changed = store_column_int(q, 2) != 0;
    st.into = store_column_int(q, 3);
    st.matter = store_column_int(q, 4);
    store_end(q);
    *ret = st;
    return ERR_OK;
}

/* What a person can do instead. */
static const char *way_out(enum matter_clue_state state)
{
    switch (state) {
    case MATTER_CLUE_OPEN:
        return "没有可以恢复的决定";
    case MATTER_CLUE_ACCEPTED:
    case MATTER_CLUE_DISMISSED:
        return "已经这样决定过，事实也没有变化";
    case MATTER_CLUE_MERGED:
        return "请处理它并入的那一条，或先用 liandong clue reopen 恢复";
    case MATTER_CLUE_GONE:
        return "规则已不再命中这条记录；以后再次命中时会重新成为待处理";
    case MATTER_CLUE_STATES:
        break;
    }
    return "";
}

static enum err_code refuse(const struct matter_decision *d, const struct standing *st,
                            struct err *err)
{
    struct str state = states[st->state].zh;

    err_set(err, ERR_CONFLICT, "clue %lld is %.*s", (long long)d->clue,
            STR_F(states[st->state].name));
    if (st->state == MATTER_CLUE_MERGED)
        return err_set_zh(err, "线索 %lld %.*s线索 %lld，不能%.*s：%s。", (long long)d->clue,
                          STR_F(state), (long long)st->into, STR_F(verbs[d->verb].zh),
                          way_out(st->state));
    return err_set_zh(err, "线索 %lld %.*s，不能%.*s：%s。", (long long)d->clue, STR_F(state),
                      STR_F(verbs[d->verb].zh), way_out(st->state));
}

static enum err_code refuse_opened(int64_t clue, const struct standing *st, struct err *err)
{
    err_set(err, ERR_CONFLICT, "clue %lld opened a matter", (long long)clue);
    return err_set_zh(err, "线索 %lld 已经开启事项 %lld，请在该事项中办理。", (long long)clue,
                      (long long)st->matter);
}

/* The one that stands for both must stand itself. */
static enum err_code check_target(struct store *s, const struct matter_decision *d, struct err *err)
{
    struct standing st;

    if (d->into == d->clue) {
        err_set(err, ERR_CONFLICT, "clue %lld into itself", (long long)d->clue);
        return err_set_zh(err, "线索 %lld 不能并入它自己。", (long long)d->clue);
    }
    TRY(read_standing(s, d->into, &st, err));
    if (st.state != MATTER_CLUE_MERGED && st.state != MATTER_CLUE_GONE)
        return ERR_OK;
    err_set(err, ERR_CONFLICT, "clue %lld is %.*s", (long long)d->into,
            STR_F(states[st.state].name));
    return err_set_zh(err, "线索 %lld %.*s，不能再并入别的线索。", (long long)d->into,
                      STR_F(states[st.state].zh));
}

static enum err_code add_event(struct store *s, const struct matter_decision *d,
                               const struct matter_actor *by, struct err *err)
{
    struct store_stmt *q;
    struct store_value v[] = {store_int(by->at),
                              store_text(verbs[d->verb].event),
                              store_text(by->name),
                              store_text_or_none(by->organ),
                              d->verb == MATTER_DISMISS ? store_text(d->code) : STORE_NONE,
                              store_text_or_none(d->note),
                              d->verb == MATTER_MERGE ? store_int(d->into) : STORE_NONE,
                              store_int(d->clue)};

    TRY(store_query(s,
                    "INSERT INTO clue_event (clue, at, what, rule_version, sentence, reason, actor,"
                    " organ, code, note, into_clue)"
                    " SELECT id, ?, ?, rule_version, sentence, reason, ?, ?, ?, ?, ?"
                    " FROM clue WHERE id = ?",
                    &q, err));
    return store_run(q, v, 8, NULL, err);
}

/* A clue that is taken back and no longer hits is gone, as if nobody had decided. */
static enum err_code set_state(struct store *s, const struct matter_decision *d, int64_t at,
                               bool present, struct err *err)
{
    bool reopen = d->verb == MATTER_REOPEN;
    enum matter_clue_state to = reopen && !present ? MATTER_CLUE_GONE : verbs[d->verb].to;
    struct store_stmt *q;
    struct store_value v[] = {store_text(states[to].name),
                              reopen ? STORE_NONE : store_int(at),
                              store_int(reopen),
                              d->verb == MATTER_DISMISS ? store_text(d->code) : STORE_NONE,
                              d->verb == MATTER_MERGE ? store_int(d->into) : STORE_NONE,
                              store_int(d->clue)};

    TRY(store_query(s,
                    "UPDATE clue SET state = ?, decided_at = ?,"
                    " decided_facts = CASE ? WHEN 1 THEN NULL ELSE facts END, code = ?,"
                    " into_clue = ? WHERE id = ?",
                    &q, err));
    return store_run(q, v, 6, NULL, err);
}

enum err_code matter_clue_decide(struct store *s, const struct matter_decision *d,
                                 const struct matter_actor *by, struct err *err)
{
    const struct verb *verb = &verbs[d->verb];
    struct standing st;

    TRY(read_standing(s, d->clue, &st, err));
    if (st.matter && d->verb != MATTER_REBUT)
        return refuse_opened(d->clue, &st, err); /* (C9) */
    if (!(verb->from >> st.state & 1) && !(verb->again && st.state == verb->to && st.changed))
        return refuse(d, &st, err);
    if (d->verb == MATTER_MERGE)
        TRY(check_target(s, d, err));
    TRY(add_event(s, d, by, err));
    return d->verb == MATTER_REBUT ? ERR_OK : set_state(s, d, by->at, st.present, err);
}

/* ---- matters opened on clues ---- */

enum err_code matter_clue_may_open(struct store *s, int64_t clue, struct err *err)
{
    const struct matter_decision accept = {.verb = MATTER_ACCEPT, .clue = clue};
    struct standing st;

    TRY(read_standing(s, clue, &st, err));
    if (st.matter)
        return refuse_opened(clue, &st, err);
    if (st.state != MATTER_CLUE_ACCEPTED && !(verbs[MATTER_ACCEPT].from >> st.state & 1))
        return refuse(&accept, &st, err);
    return ERR_OK;
}

enum err_code matter_clue_opened(struct store *s, int64_t clue, int64_t matter,
                                 const struct matter_actor *by, struct err *err)
{
    const struct matter_decision accept = {.verb = MATTER_ACCEPT, .clue = clue};
    struct standing st;
    struct store_stmt *q;
    struct store_value event[] = {store_int(by->at), store_text(by->name),
                                  store_text_or_none(by->organ), store_int(matter),
                                  store_int(clue)};
    struct store_value mark[] = {store_int(matter), store_int(clue)};

    TRY(matter_clue_may_open(s, clue, err));
    TRY(read_standing(s, clue, &st, err));
    if (st.state != MATTER_CLUE_ACCEPTED || st.changed)
        TRY(matter_clue_decide(s, &accept, by, err));
    TRY(store_query(
        s,
        "INSERT INTO clue_event (clue, at, what, rule_version, sentence, reason, actor,"
        " organ, matter) SELECT id, ?, 'opened', rule_version, sentence, reason, ?, ?, ?"
        " FROM clue WHERE id = ?",
        &q, err));
    TRY(store_run(q, event, 5, NULL, err));
    TRY(store_query(s, "UPDATE clue SET matter = ? WHERE id = ?", &q, err));
    return store_run(q, mark, 2, NULL, err);
}
