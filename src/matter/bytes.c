/* matter/bytes.c - see bytes.h. */
#include "matter/bytes.h"

#include "base/fen.h"

static const char escaped[] = "\\\t\n\r", letter[] = "\\tnr";

void bytes_put(struct buf *b, struct str name, struct str value)
{
    buf_str(b, name);
    buf_char(b, '\t');
    for (size_t i = 0; i < value.n; i++) {
        const char *e = value.p[i] ? strchr(escaped, value.p[i]) : NULL;

        if (e) {
            buf_char(b, '\\');
            buf_char(b, letter[e - escaped]);
        } else {
            buf_char(b, value.p[i]);
        }
    }
    buf_char(b, '\n');
}

void bytes_put_i64(struct buf *b, struct str name, int64_t value)
{
    struct buf n = {0};

    buf_i64(&n, value);
    bytes_put(b, name, buf_view(&n));
    buf_release(&n);
}

static struct str unescape(struct str s, struct arena *a)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        const char *l = s.p[i] == '\\' && i + 1 < s.n ? strchr(letter, s.p[i + 1]) : NULL;

        if (l && *l) {
            p[n++] = escaped[l - letter];
            i++;
        } else {
            p[n++] = s.p[i];
        }
    }
    return (struct str){p, n};
}

bool bytes_next(struct str *rest, struct arena *a, struct str *ret_name, struct str *ret_value)
{
    struct str line;
    size_t tab;

    if (rest->n == 0)
        return false;
    line = str_cut(rest, STR("\n"));
    tab = str_find(line, STR("\t"));
    if (tab == STR_NPOS)
        return false;
    *ret_name = str_sub(line, 0, tab);
    *ret_value =
        str_has(line, STR("\\")) ? unescape(str_tail(line, tab + 1), a) : str_tail(line, tab + 1);
    return true;
}

static enum err_code broken(const char *what, struct err *err)
{
    err_set(err, ERR_INVALID, "%s: not canonical bytes", what);
    return err_set_zh(err, "库中的办理记录不完整或已损坏，请从备份恢复");
}

/* ---- acts ---- */

static void put_moment(struct buf *b, struct str name, struct moment m, bool timed)
{
    struct buf t = {0};

    if (timed)
        moment_print(&t, m);
    else
        day_print(&t, moment_day(m));
    bytes_put(b, name, buf_view(&t));
    buf_release(&t);
}

static void put_pairs(struct buf *b, const char *prefix, const struct matter_pairs *pairs)
{
    struct buf name = {0};

    for (size_t i = 0; i < pairs->n; i++) {
        buf_reset(&name);
        buf_z(&name, prefix);
        buf_str(&name, pairs->at[i].name);
        bytes_put(b, buf_view(&name), pairs->at[i].value);
    }
    buf_release(&name);
}

void bytes_act(struct buf *b, const struct law *law, const struct bytes_head *c)
{
    const struct matter_act *act = c->act;

    bytes_put(b, STR("联动办理行为"), STR("1"));
    bytes_put_i64(b, STR("事项"), c->matter);
    bytes_put_i64(b, STR("序号"), c->no);
    bytes_put(b, STR("程序"), c->procedure);
    bytes_put(b, STR("程序版本"), c->version);
    bytes_put(b, STR("法律版本"), c->law);
    bytes_put(b, STR("行为"), act->name);
    put_moment(b, STR("时间"), act->at, act->timed);
    put_moment(b, STR("录入"), c->entered, true);
    bytes_put(b, STR("机关"), law->organ[act->actor.organ].id);
    bytes_put(b, STR("人员"), act->actor.person);
    for (size_t i = 0; i < act->actor.ncapability; i++)
        bytes_put(b, STR("权限"), act->actor.capability[i]);
    bytes_put(b, STR("凭号"), c->key);
    if (c->cause_matter) {
        bytes_put_i64(b, STR("由事项"), c->cause_matter);
        bytes_put_i64(b, STR("由序号"), c->cause_no);
    }
    if (c->clue) {
        bytes_put_i64(b, STR("由线索"), c->clue);
        bytes_put(b, STR("规则"), c->rule);
        bytes_put(b, STR("规则版本"), c->rule_version);
    }
    if (c->left.n)
        bytes_put(b, STR("原程序版本"), c->left);
    put_pairs(b, "角色.", &act->role);
    put_pairs(b, "字段.", &act->field);
    put_pairs(b, "附件.", &act->paper);
    put_pairs(b, "归入.", &act->join);
}

struct act_reader {
    const struct law *law;
    struct arena *arena;
    struct bytes_head *c;
    struct matter_act *act;
    VEC(struct matter_pair) role, field, paper, join;
    VEC(struct str) capability;
    bool ok;
};

static bool take_prefix(struct str name, const char *prefix, struct str *ret_rest)
{
    struct str p = str_from(prefix);

    if (!str_starts(name, p))
        return false;
    *ret_rest = str_tail(name, p.n);
    return true;
}

static void read_pair(struct act_reader *r, struct str name, struct str value)
{
    struct matter_pair pair = {.value = value};

    if (take_prefix(name, "角色.", &pair.name))
        vec_push(r->arena, &r->role, pair);
    else if (take_prefix(name, "字段.", &pair.name))
        vec_push(r->arena, &r->field, pair);
    else if (take_prefix(name, "附件.", &pair.name))
        vec_push(r->arena, &r->paper, pair);
    else if (take_prefix(name, "归入.", &pair.name))
        vec_push(r->arena, &r->join, pair);
    else
        r->ok = false;
}

static void read_time(struct act_reader *r, struct str name, struct str value)
{
    bool timed;

    if (str_eq(name, STR("时间")))
        r->ok &= moment_parse(value, &r->act->at, &r->act->timed);
    else
        r->ok &= moment_parse(value, &r->c->entered, &timed);
}

static void read_organ(struct act_reader *r, struct str value)
{
    r->act->actor.organ = law_organ_find(r->law, value);
    r->ok &= r->act->actor.organ >= 0;
}

struct int_line {
    struct str name;
    int64_t *to;
};

struct text_line {
    struct str name;
    struct str *to;
};

static bool read_simple(struct act_reader *r, struct str name, struct str value)
{
    const struct int_line ints[] = {{STR("事项"), &r->c->matter},
                                    {STR("序号"), &r->c->no},
                                    {STR("由事项"), &r->c->cause_matter},
                                    {STR("由序号"), &r->c->cause_no},
                                    {STR("由线索"), &r->c->clue}};
    const struct text_line texts[] = {
        {STR("程序"), &r->c->procedure}, {STR("程序版本"), &r->c->version},
        {STR("法律版本"), &r->c->law},   {STR("行为"), &r->act->name},
        {STR("凭号"), &r->c->key},       {STR("人员"), &r->act->actor.person},
        {STR("规则"), &r->c->rule},      {STR("规则版本"), &r->c->rule_version},
        {STR("原程序版本"), &r->c->left}};

    for (size_t i = 0; i < sizeof(ints) / sizeof(ints[0]); i++)
        if (str_eq(name, ints[i].name)) {
            r->ok &= fen_decimal(value, 0, ints[i].to);
            return true;
        }
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (str_eq(name, texts[i].name)) {
            *texts[i].to = value;
            return true;
        }
    return false;
}

static void read_line(struct act_reader *r, struct str name, struct str value)
{
    if (read_simple(r, name, value))
        return;
    if (str_eq(name, STR("时间")) || str_eq(name, STR("录入")))
        read_time(r, name, value);
    else if (str_eq(name, STR("机关")))
        read_organ(r, value);
    else if (str_eq(name, STR("权限")))
        vec_push(r->arena, &r->capability, value);
    else
        read_pair(r, name, value);
}

enum err_code bytes_act_read(const struct law *law, struct str bytes, struct arena *a,
                             struct bytes_head *ret, struct matter_act *ret_act, struct err *err)
{
    struct bytes_head c = {0};
    struct matter_act act = {.actor.organ = -1};
    struct act_reader r = {.law = law, .arena = a, .c = &c, .act = &act, .ok = true};
    struct str name, value;

    if (!bytes_next(&bytes, a, &name, &value) || !str_eq(name, STR("联动办理行为")) ||
        !str_eq(value, STR("1")))
        return broken("act", err);
    while (r.ok && bytes_next(&bytes, a, &name, &value))
        read_line(&r, name, value);
    if (!r.ok || bytes.n > 0 || act.actor.organ < 0)
        return broken("act", err);
    act.actor.capability = r.capability.at;
    act.actor.ncapability = r.capability.n;
    act.role = (struct matter_pairs){r.role.at, r.role.n};
    act.field = (struct matter_pairs){r.field.at, r.field.n};
    act.paper = (struct matter_pairs){r.paper.at, r.paper.n};
    act.join = (struct matter_pairs){r.join.at, r.join.n};
    *ret_act = act;
    *ret = c;
    ret->act = ret_act;
    return ERR_OK;
}

/* ---- matters ---- */

static void put_named(struct buf *b, const char *prefix, struct str name, struct str value)
{
    struct matter_pair pair = {name, value};

    put_pairs(b, prefix, &(struct matter_pairs){&pair, 1});
}

void bytes_matter(struct buf *b, const struct matter *m)
{
    const struct law_procedure *p = m->plan->p;
    const struct law *law = m->plan->law;
    struct buf v = {0};

    for (size_t i = 0; i < p->nrole; i++)
        if (m->organ[i] >= 0)
            put_named(b, "角色.", p->role[i].name, law->organ[m->organ[i]].id);
    for (size_t i = 0; i < p->fields.nfield; i++) {
        if (!m->value[i].known)
            continue;
        buf_reset(&v);
        matter_value_print(&v, law, &p->fields.field[i], &m->value[i]);
        put_named(b, "字段.", p->fields.field[i].name, buf_view(&v));
    }
    for (size_t i = 0; i < p->nact; i++) {
        if (m->times[i] == 0)
            continue;
        buf_reset(&v);
        buf_i64(&v, m->times[i]);
        put_named(b, "次数.", p->act[i].name, buf_view(&v));
    }
    buf_release(&v);
}

static bool read_matter_line(struct matter *m, struct str name, struct str value)
{
    const struct law_procedure *p = m->plan->p;
    struct str rest;
    struct err err;
    int i;

    if (take_prefix(name, "角色.", &rest)) {
        i = law_role_find(p, rest);
        if (i >= 0)
            m->organ[i] = law_organ_find(m->plan->law, value);
        return i >= 0 && m->organ[i] >= 0;
    }
    if (take_prefix(name, "字段.", &rest)) {
        i = law_field_find(&p->fields, rest);
        return i >= 0 && matter_value_read(m->plan->law, &p->fields.field[i], value, &m->value[i],
                                           &err) == ERR_OK;
    }
    if (!take_prefix(name, "次数.", &rest))
        return false;
    i = law_act_find(p, rest);
    return i >= 0 && fen_decimal(value, 0, &m->times[i]);
}

enum err_code bytes_matter_read(struct str bytes, struct arena *a, struct matter *m,
                                struct err *err)
{
    struct str name, value;

    while (bytes_next(&bytes, a, &name, &value))
        if (!read_matter_line(m, name, value))
            return broken("matter", err);
    return bytes.n > 0 ? broken("matter", err) : ERR_OK;
}

/* ---- clocks ---- */

static void put_pause(struct buf *b, const struct matter_pause *p)
{
    struct buf v = {0};

    moment_print(&v, p->from);
    buf_char(&v, ' ');
    if (moment_known(p->to))
        moment_print(&v, p->to);
    else
        buf_char(&v, '-');
    buf_fmt(&v, " %.*s %.*s", STR_F(p->by), STR_F(p->reason));
    bytes_put(b, STR("中止"), buf_view(&v));
    buf_release(&v);
}

static void put_prolong(struct buf *b, const struct matter_prolong *p)
{
    struct buf v = {0};

    buf_i64(&v, p->n);
    buf_fmt(&v, " %.*s", STR_F(p->by));
    bytes_put(b, STR("延长"), buf_view(&v));
    buf_release(&v);
}

void bytes_clock(struct buf *b, const struct matter_clock *c)
{
    bytes_put_i64(b, STR("起于"), c->start);
    bytes_put_i64(b, STR("止于"), c->end);
    put_moment(b, STR("起算"), c->at, c->timed);
    if (day_known(c->until))
        put_moment(b, STR("载明"), moment_at(c->until, 0), false);
    for (size_t i = 0; i < c->npause; i++)
        put_pause(b, &c->pause[i]);
    for (size_t i = 0; i < c->nprolong; i++)
        put_prolong(b, &c->prolong[i]);
    if (c->exact)
        bytes_put(b, STR("到时"), STR("是"));
    if (c->late)
        bytes_put(b, STR("逾期"), STR("是"));
    if (c->why.n)
        bytes_put(b, STR("无届满日"), c->why);
}

/* pause -> from ' ' ( to | '-' ) ' ' organ ' ' act */
static bool read_pause(struct str value, struct matter_pause *ret)
{
    struct str from = str_cut(&value, STR(" ")), to = str_cut(&value, STR(" "));
    bool timed;

    ret->by = str_cut(&value, STR(" "));
    ret->reason = value;
    ret->to = MOMENT_NONE;
    return moment_parse(from, &ret->from, &timed) &&
           (str_eq(to, STR("-")) || moment_parse(to, &ret->to, &timed));
}

struct clock_reader {
    struct arena *arena;
    struct matter_clock *c;
    VEC(struct matter_pause) pause;
    VEC(struct matter_prolong) prolong;
};

static bool read_clock_day(struct str value, struct day *ret)
{
    struct moment m;
    bool timed;

    if (!moment_parse(value, &m, &timed))
        return false;
    *ret = moment_day(m);
    return true;
}

static bool read_clock_line(struct clock_reader *r, struct str name, struct str value)
{
    struct matter_clock *c = r->c;
    struct matter_pause p;

    if (str_eq(name, STR("起于")))
        return fen_decimal(value, 0, &c->start);
    if (str_eq(name, STR("止于")))
        return fen_decimal(value, 0, &c->end);
    if (str_eq(name, STR("起算")))
        return moment_parse(value, &c->at, &c->timed);
    if (str_eq(name, STR("载明")))
        return read_clock_day(value, &c->until);
    if (str_eq(name, STR("中止"))) {
        if (!read_pause(value, &p))
            return false;
        vec_push(r->arena, &r->pause, p);
    } else if (str_eq(name, STR("延长"))) {
        struct str n = str_cut(&value, STR(" "));
        struct matter_prolong more = {.by = value};

        if (!fen_decimal(n, 0, &more.n))
            return false;
        vec_push(r->arena, &r->prolong, more);
    } else if (str_eq(name, STR("到时"))) {
        c->exact = true;
    } else if (str_eq(name, STR("逾期"))) {
        c->late = true;
    } else if (str_eq(name, STR("无届满日"))) {
        c->why = value;
    } else {
        return false;
    }
    return true;
}

enum err_code bytes_clock_read(struct str bytes, struct arena *a, struct matter_clock *c,
                               struct err *err)
{
    struct clock_reader r = {.arena = a, .c = c};
    struct str name, value;

    c->until = DAY_NONE;
    while (bytes_next(&bytes, a, &name, &value))
        if (!read_clock_line(&r, name, value))
            return broken("clock", err);
    c->pause = r.pause.at;
    c->npause = r.pause.n;
    c->prolong = r.prolong.at;
    c->nprolong = r.prolong.n;
    return bytes.n > 0 ? broken("clock", err) : ERR_OK;
}
