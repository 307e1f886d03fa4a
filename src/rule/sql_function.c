/* rule/sql_function.c - see sql_function.h. */
#include "rule/sql_function.h"

#include "base/mem.h"
#include "base/vec.h"
#include "rule/compile.h"
#include "rule/eval.h"

/* ---- functions ---- */

static bool fn_plus(const struct law *law, const int64_t *arg, int64_t *ret)
{
    (void)law;
    return !__builtin_add_overflow(arg[0], arg[1], ret);
}

static bool fn_minus(const struct law *law, const int64_t *arg, int64_t *ret)
{
    (void)law;
    return !__builtin_sub_overflow(arg[0], arg[1], ret);
}

static bool fn_times(const struct law *law, const int64_t *arg, int64_t *ret)
{
    (void)law;
    return rule_ratio((rule_wide)arg[0] * arg[1], arg[2], arg[3], ret);
}

static bool fn_divide(const struct law *law, const int64_t *arg, int64_t *ret)
{
    (void)law;
    return rule_ratio(arg[0], arg[2], (rule_wide)arg[1] * arg[3], ret);
}

static bool fn_negate(const struct law *law, const int64_t *arg, int64_t *ret)
{
    (void)law;
    return !__builtin_sub_overflow((int64_t)0, arg[0], ret);
}

static bool fn_magnitude(const struct law *law, const int64_t *arg, int64_t *ret)
{
    *ret = arg[0];
    return arg[0] >= 0 || fn_negate(law, arg, ret);
}

static bool fn_convert_unit(const struct law *law, const int64_t *arg, int64_t *ret)
{
    (void)law;
    return rule_ratio(arg[0], arg[1], arg[2], ret);
}

static bool fn_compare_scaled(const struct law *law, const int64_t *arg, int64_t *ret)
{
    rule_wide a = (rule_wide)arg[0] * arg[1], b = (rule_wide)arg[2] * arg[3];

    (void)law;
    *ret = (a > b) - (a < b);
    return true;
}

static bool fn_lower_of(const struct law *law, const int64_t *arg, int64_t *ret)
{
    (void)law;
    *ret = arg[0] < arg[1] ? arg[0] : arg[1];
    return true;
}

static bool fn_upper_of(const struct law *law, const int64_t *arg, int64_t *ret)
{
    (void)law;
    *ret = arg[0] > arg[1] ? arg[0] : arg[1];
    return true;
}

static bool add_span(const int64_t *arg, enum span_unit unit, int64_t *ret)
{
    enum { MOST = 100000 }; /* more than any rule may say: literal.c */
    struct day d;

    if (!rule_day(arg[0], &d) || arg[1] < -MOST || arg[1] > MOST)
        return false;
    d = day_add(d, (struct span){(int32_t)arg[1], unit});
    *ret = d.n;
    return rule_day(d.n, &d);
}

static bool fn_add_days(const struct law *law, const int64_t *arg, int64_t *ret)
{
    (void)law;
    return add_span(arg, SPAN_DAY, ret);
}

static bool fn_add_months(const struct law *law, const int64_t *arg, int64_t *ret)
{
    (void)law;
    return add_span(arg, SPAN_MONTH, ret);
}

static bool fn_add_years(const struct law *law, const int64_t *arg, int64_t *ret)
{
    (void)law;
    return add_span(arg, SPAN_YEAR, ret);
}

static bool fn_year_of(const struct law *law, const int64_t *arg, int64_t *ret)
{
    int year, month, dom;
    struct day d;

    (void)law;
    if (!rule_day(arg[0], &d))
        return false;
    day_to_ymd(d, &year, &month, &dom);
    *ret = year;
    return true;
}

static bool fn_working_days(const struct law *law, const int64_t *arg, int64_t *ret)
{
    struct day a, b;
    int32_t n;

    if (!rule_day(arg[0], &a) || !rule_day(arg[1], &b) || !law_working_days(law, a, b, &n))
        return false;
    *ret = n;
    return true;
}

static bool fn_add_working_days(const struct law *law, const int64_t *arg, int64_t *ret)
{
    struct day d;

    if (!rule_day(arg[0], &d) || arg[1] < INT32_MIN || arg[1] > INT32_MAX ||
        !law_working_day_add(law, d, (int32_t)arg[1], &d))
        return false;
    *ret = d.n;
    return true;
}

static const struct rule_sql_function functions[] = {
#define SQL_FUNCTION(name, nargs, postgres) {#name, nargs, fn_##name},
#include "rule/sql_function.def"
#undef SQL_FUNCTION
};

const struct rule_sql_function *rule_sql_functions(size_t *ret_n)
{
    *ret_n = sizeof(functions) / sizeof(functions[0]);
    return functions;
}

/* ---- aggregates ---- */

/* The state is only aligned for 64 bits (store.h), so the sum is kept as bytes. */
struct summed {
    unsigned char sum[sizeof(rule_wide)];
    int64_t n;
};

static rule_wide sum_get(const struct summed *s)
{
    rule_wide sum;

    memcpy(&sum, s->sum, sizeof(sum));
    return sum;
}

static void sum_step(void *state, const int64_t *arg)
{
    struct summed *s = state;
    rule_wide sum = sum_get(s) + arg[0];

    memcpy(s->sum, &sum, sizeof(sum));
    s->n++;
}

static bool sum_finish(void *state, int64_t *ret)
{
    const struct summed *s = state;
    rule_wide sum = sum_get(s);

    if (s->n == 0 || sum > INT64_MAX || sum < INT64_MIN)
        return false;
    *ret = (int64_t)sum;
    return true;
}

static bool mean_finish(void *state, int64_t *ret)
{
    const struct summed *s = state;

    if (s->n == 0)
        return false;
    *ret = rule_mean(sum_get(s), s->n);
    return true;
}

struct gathered {
    int64_t *value, p;
    size_t n, cap;
};

static void quantile_step(void *state, const int64_t *arg)
{
    struct gathered *g = state;

    if (g->n == g->cap) {
        g->cap = g->cap ? g->cap * 2 : 64;
        g->value = mem_realloc(g->value, g->cap * sizeof(*g->value));
    }
    g->value[g->n++] = arg[0];
    g->p = arg[1];
}

static bool quantile_finish(void *state, int64_t *ret)
{
    struct gathered *g = state;

    if (g->n == 0)
        return false;
    *ret = rule_quantile(g->value, g->n, (int)g->p);
    free(g->value);
    return true;
}

static const struct rule_sql_aggregate aggregates[] = {
    {"exact_sum", 1, sizeof(struct summed), sum_step, sum_finish},
    {"mean", 1, sizeof(struct summed), sum_step, mean_finish},
    {"quantile", 2, sizeof(struct gathered), quantile_step, quantile_finish},
};

const struct rule_sql_aggregate *rule_sql_aggregates(size_t *ret_n)
{
    *ret_n = sizeof(aggregates) / sizeof(aggregates[0]);
    return aggregates;
}

/* ---- PostgreSQL ---- */

#define SQL_MADE "CREATE OR REPLACE FUNCTION "
#define SQL_AS_IS " LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT "
#define SQL_END " $$;\n"

/* What the bodies of sql_function.def rest on. */
static void helpers(struct sql_maker *m)
{
    sql_add(m, SQL_MADE "fit(numeric) RETURNS bigint" SQL_AS_IS
                        "CASE WHEN $1 BETWEEN -9223372036854775808 AND 9223372036854775807"
                        " THEN $1::bigint END" SQL_END);
    /* Rounded half away from zero, as rule_ratio: div() cuts, and is exact. */
    sql_add(m, SQL_MADE "rounded(numeric, numeric) RETURNS numeric" SQL_AS_IS
                        "CASE WHEN $2 > 0 THEN div($1 + sign($1) * div($2, 2), $2)"
                        " WHEN $2 < 0 THEN div(-$1 - sign($1) * div(-$2, 2), -$2) END" SQL_END);
    sql_add(m, SQL_MADE "ratio(numeric, numeric) RETURNS bigint" SQL_AS_IS
                        "CASE WHEN rounded($1, $2) BETWEEN -9223372036854775807"
                        " AND 9223372036854775807 THEN rounded($1, $2)::bigint END" SQL_END);
    /* Half a unit rounds up, towards the larger number. */
    sql_add(m, SQL_MADE "mean_of(numeric, bigint) RETURNS bigint" SQL_AS_IS
                        "CASE WHEN $2 > 0 THEN (div($1 * 2 + $2, $2 * 2::numeric)"
                        " - CASE WHEN mod($1 * 2 + $2, $2 * 2::numeric) < 0 THEN 1 ELSE 0 END)"
                        "::bigint END" SQL_END);
    sql_add(m, SQL_MADE "is_day(bigint) RETURNS boolean" SQL_AS_IS
                        "$1 BETWEEN -719162 AND 2932896" SQL_END);
    sql_add(m, SQL_MADE
            "month_at(bigint, bigint) RETURNS bigint" SQL_AS_IS
            "(least(f + d - 1, (f + interval '1 month')::date - 1) - date '1970-01-01')::bigint"
            " FROM (SELECT make_date(t / 12, t % 12 + 1, 1) AS f, d FROM (SELECT"
            " greatest(12, least(119999, extract(year FROM x)::int * 12"
            " + extract(month FROM x)::int - 1 + $2::int)) AS t, extract(day FROM x)::int AS d"
            " FROM (SELECT date '1970-01-01' + $1::int AS x) AS a) AS b) AS c" SQL_END);
}

/* ---- the calendar as arrays, which cost PostgreSQL no more than a sum ---- */

struct calendar {
    int64_t first; /* day of the first entry of run and nth */
    /* By day.  run: 0 where the day is unknown; days of equal runs have only known days between
     * them, the day before a run's first belongs to it.  nth: working days up to that day. */
    VEC(int64_t) run, nth;
    VEC(int64_t) day; /* the first, second … working day */
};

static void add_day(struct calendar *c, struct arena *a, int64_t run, int64_t nth)
{
    vec_push(a, &c->run, run);
    vec_push(a, &c->nth, nth);
}

static void read_calendar(const struct law *law, struct arena *a, struct calendar *c)
{
    enum { FIRST_YEAR = 1, LAST_YEAR = 9999 };
    struct day d = day_from_ymd(FIRST_YEAR, 1, 1), last = day_from_ymd(LAST_YEAR, 12, 31);
    int64_t run = 0;
    bool inside = false;

    for (; d.n <= last.n; d.n++) {
        enum law_day kind = law_calendar_day(law, d);

        if (kind != LAW_DAY_UNKNOWN && !inside) {
            run++;
            if (c->run.n == 0) {
                c->first = d.n - 1;
                add_day(c, a, run, 0);
            } else {
                *vec_last(&c->run) = run;
            }
        }
        inside = kind != LAW_DAY_UNKNOWN;
        if (kind == LAW_DAY_WORKING)
            vec_push(a, &c->day, d.n);
        if (c->run.n > 0)
            add_day(c, a, inside ? run : 0, (int64_t)c->day.n);
    }
    while (c->run.n > 0 && *vec_last(&c->run) == 0)
        c->run.n = --c->nth.n;
}

static void array(struct sql_maker *m, const int64_t *v, size_t n)
{
    sql_add(m, "('{");
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            sql_add(m, ",");
        sql_int(m, v[i]);
    }
    sql_add(m, "}'::bigint[])");
}

static void by_day(struct sql_maker *m, const struct calendar *c, const int64_t *v)
{
    sql_add(m, "CASE WHEN is_day($1) THEN ");
    array(m, v, c->run.n);
    sql_add(m, "[($1 - ");
    sql_int(m, c->first);
    sql_add(m, " + 1)::int] END" SQL_END);
}

/* A run that is 0 is not known to be equal to anything. */
static void calendar_helpers(struct sql_maker *m, const struct law *law, struct arena *a)
{
    struct calendar c = {0};

    read_calendar(law, a, &c);
    sql_add(m, SQL_MADE "day_run(bigint) RETURNS bigint" SQL_AS_IS);
    by_day(m, &c, c.run.at);
    sql_add(m, SQL_MADE "day_nth(bigint) RETURNS bigint" SQL_AS_IS);
    by_day(m, &c, c.nth.at);
    sql_add(m, SQL_MADE "nth_day(bigint) RETURNS bigint" SQL_AS_IS "CASE WHEN $1 BETWEEN 1 AND ");
    sql_int(m, (int64_t)c.day.n);
    sql_add(m, " THEN ");
    array(m, c.day.at, c.day.n);
    sql_add(m, "[$1::int] END" SQL_END);
    sql_add(m, SQL_MADE "days_worked(bigint, bigint) RETURNS bigint" SQL_AS_IS
                        "CASE WHEN day_run($1) > 0 AND day_run($1) = day_run($2)"
                        " THEN day_nth($2) - day_nth($1) END" SQL_END);
    sql_add(m,
            SQL_MADE "nth_day_of_run(bigint, bigint) RETURNS bigint" SQL_AS_IS
                     "CASE WHEN $2 > 0 AND day_run(nth_day($1)) = $2 THEN nth_day($1) END" SQL_END);
    sql_add(m, SQL_MADE "working_day_after(bigint, bigint) RETURNS bigint" SQL_AS_IS
                        "nth_day_of_run(day_nth($1) + $2, day_run($1))" SQL_END);
    sql_add(m, SQL_MADE "working_day_before(bigint, bigint) RETURNS bigint" SQL_AS_IS
                        "nth_day_of_run(day_nth($1 - 1) - $2 + 1, day_run($1 - 1))" SQL_END);
}

static void arguments(struct sql_maker *m, int n)
{
    sql_add(m, "(bigint");
    for (int i = 1; i < n; i++)
        sql_add(m, ", bigint");
    sql_add(m, ") RETURNS bigint");
}

const struct sql_text *rule_sql_postgres_functions(const struct law *law, struct arena *a)
{
    struct sql_maker m;

    sql_make(&m, a);
    helpers(&m);
    calendar_helpers(&m, law, a);
#define SQL_FUNCTION(name, nargs, postgres) \
    sql_add(&m, SQL_MADE #name);            \
    arguments(&m, nargs);                   \
    sql_add(&m, SQL_AS_IS postgres SQL_END);
#include "rule/sql_function.def"
#undef SQL_FUNCTION
    return sql_done(&m);
}
