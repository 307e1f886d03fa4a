/* service/import/facts.c - see facts.h. */
#include "service/import/facts.h"

#include "base/vec.h"
#include "service/import/evidence.h"
#include "service/import/lexicon.h"
#include "service/import/whom.h"

/* A text field that facts are read from. */
struct source {
    int field;
    const struct text_reader *reader;
    const int *role_field; /* role → field */
};

struct import_reader {
    const struct law *law;
    const struct law_dataset *dataset;
    const struct source *source;
    size_t nsource;
};

struct import_reader *import_reader_new(struct arena *a, const struct law *law,
                                        const struct law_dataset *d)
{
    struct import_reader *r = ARENA_NEW(a, struct import_reader);
    struct source *source = ARENA_ARRAY(a, struct source, d->nfield + 1);

    *r = (struct import_reader){.law = law, .dataset = d, .source = source};
    for (size_t i = 0; i < d->nfield; i++) {
        struct import_lexicon *l;

        if (d->field[i].type != LAW_TEXT)
            continue;
        l = ARENA_NEW(a, struct import_lexicon);
        *l = import_lexicon_of(a, law, d, (int)i);
        if (l->text.nrole > 0)
            source[r->nsource++] = (struct source){(int)i, text_reader_new(a, &l->text), l->field};
    }
    return r;
}

/* ---- candidates ---- */

struct candidate {
    const struct source *source;
    struct text_fact fact;
    struct import_whom_found whom;
    int next; /* of the same field; -1: last */
};

/* Work on one record. */
struct apply {
    const struct import_reader *r;
    struct registry_record *rec;
    struct arena *a;
    VEC(struct candidate) candidate;
    int *first, *last; /* by field; -1: none */
    struct str party;
    struct buf evidence, warnings;
};

static struct import_whom_found whom_of(const struct apply *w, struct str text,
                                        const struct text_fact *f)
{
    if (f->subject_from == f->subject_to)
        return (struct import_whom_found){WHOM_NOBODY, 0};
    return import_whom(w->a, w->party, str_sub(text, f->subject_from, f->subject_to));
}

static void add_candidate(struct apply *w, int field, const struct candidate *c)
{
    int at = (int)w->candidate.n;

    vec_push(w->a, &w->candidate, *c);
    if (w->first[field] < 0)
        w->first[field] = at;
    else
        w->candidate.at[w->last[field]].next = at;
    w->last[field] = at;
}

static void read_source(struct apply *w, const struct source *s)
{
    struct str text = w->rec->value[s->field].text;
    struct text_facts facts = {0};
    struct candidate c = {.source = s, .next = -1};
    size_t from = STR_NPOS, to = 0;

    text_read(s->reader, text, w->a, &facts);
    for (size_t i = 0; i < facts.v.n; i++) {
        c.fact = facts.v.at[i];
        if (c.fact.role < 0)
            continue;
        if (c.fact.subject_from != from || c.fact.subject_to != to)
            c.whom = whom_of(w, text, &c.fact);
        from = c.fact.subject_from;
        to = c.fact.subject_to;
        add_candidate(w, s->role_field[c.fact.role], &c);
    }
}

/* ---- which of them count ---- */

/* Stated, in the record's own measure, and not an end of a range; of dates the ends are what is
 * asked for, the year alone is not. */
static bool counts(const struct text_fact *f)
{
    unsigned never = TEXT_FOREIGN | TEXT_UNIT_PRICE | TEXT_UP_TO | TEXT_FROM;

    if (f->kind == TEXT_DATE)
        never = TEXT_YEAR;
    if (f->kind == TEXT_FLAG)
        return f->polarity == TEXT_STATED || f->polarity == TEXT_NEGATED;
    return f->polarity == TEXT_STATED && !(f->modifier & never);
}

enum { NAMES_MAX = 16 };

/* The candidates of one field that are left at a step. */
struct choice {
    VEC(const struct candidate *) v;
};

static void keep_counting(struct apply *w, int field, struct choice *c, bool others)
{
    for (int i = w->first[field]; i >= 0; i = w->candidate.at[i].next) {
        const struct candidate *x = &w->candidate.at[i];

        if (counts(&x->fact) && (x->whom.whom == WHOM_OTHER) == others)
            vec_push(w->a, &c->v, x);
    }
}

/* Those about the party surely, else likely, else about nobody in particular; of a party that is
 * several, those of each. */
static void keep_nearest(struct choice *c)
{
    enum import_whom best[NAMES_MAX] = {WHOM_OTHER}, any = WHOM_NOBODY;
    size_t n = 0;

    for (size_t i = 0; i < c->v.n; i++) {
        struct import_whom_found f = c->v.at[i]->whom;
        int item = f.item < NAMES_MAX ? f.item : NAMES_MAX - 1;

        best[item] = f.whom > best[item] ? f.whom : best[item];
        any = f.whom > any ? f.whom : any;
    }
    for (size_t i = 0; i < c->v.n; i++) {
        struct import_whom_found f = c->v.at[i]->whom;
        int item = f.item < NAMES_MAX ? f.item : NAMES_MAX - 1;

        if (f.whom == best[item] && (f.whom > WHOM_NOBODY || any == WHOM_NOBODY))
            c->v.at[n++] = c->v.at[i];
    }
    c->v.n = n;
}

/* Those with the modifier (or without it), when there are any.  A total of one party says nothing of
 * another. */
static void keep_if_any(struct choice *c, unsigned modifier, bool with)
{
    size_t n = 0;

    for (size_t i = 1; i < c->v.n; i++)
        if (c->v.at[i]->whom.item != c->v.at[0]->whom.item)
            return;

    for (size_t i = 0; i < c->v.n; i++)
        n += ((c->v.at[i]->fact.modifier & modifier) != 0) == with;
    if (n == 0)
        return;
    n = 0;
    for (size_t i = 0; i < c->v.n; i++)
        if (((c->v.at[i]->fact.modifier & modifier) != 0) == with)
            c->v.at[n++] = c->v.at[i];
    c->v.n = n;
}

/* A month stands for its first day, at the end of a range for its last. */
static int64_t value_of(const struct text_fact *f)
{
    struct day d = {(int32_t)f->value};

    if (f->kind == TEXT_FLAG)
        return f->polarity == TEXT_STATED;
    if (f->kind == TEXT_DATE && (f->modifier & TEXT_MONTH) && (f->modifier & TEXT_UP_TO))
        return day_add(d, (struct span){1, SPAN_MONTH}).n - 1;
    return f->value;
}

static bool all_equal(const struct choice *c)
{
    for (size_t i = 1; i < c->v.n; i++)
        if (value_of(&c->v.at[i]->fact) != value_of(&c->v.at[0]->fact))
            return false;
    return true;
}

static bool all_different(const struct choice *c)
{
    for (size_t i = 1; i < c->v.n; i++)
        for (size_t k = 0; k < i; k++)
            if (value_of(&c->v.at[i]->fact) == value_of(&c->v.at[k]->fact))
                return false;
    return true;
}

/* The same amount twice in one text, each time with a cue of its own: once more, or once again? */
static bool said_again(const struct choice *c)
{
    for (size_t i = 1; i < c->v.n; i++) {
        const struct candidate *x = c->v.at[i], *y = c->v.at[i - 1];

        if (x->source == y->source && x->fact.value == y->fact.value &&
            x->whom.item == y->whom.item && x->fact.cue_from != y->fact.cue_from)
            return true;
    }
    return false;
}

enum { SUMMANDS_MAX = 64 };

/* Different amounts of a field that may be summed, about one party, none of them a total. */
static bool may_add(const struct law_field *f, const struct choice *c, int64_t *ret_sum)
{
    int64_t sum = 0;

    if (!f->read->sum || c->v.n > SUMMANDS_MAX || !all_different(c))
        return false;
    for (size_t i = 0; i < c->v.n; i++)
        if ((c->v.at[i]->fact.modifier & (TEXT_TOTAL | TEXT_PART)) ||
            c->v.at[i]->whom.item != c->v.at[0]->whom.item ||
            __builtin_add_overflow(sum, c->v.at[i]->fact.value, &sum))
            return false;
    *ret_sum = sum;
    return true;
}

/* ---- evidence ---- */

static struct import_mention mention_of(const struct apply *w, const struct law_field *f,
                                        const struct candidate *c)
{
    return (struct import_mention){.field = f,
                                   .in = w->r->dataset->field[c->source->field].name,
                                   .text = w->rec->value[c->source->field].text,
                                   .fact = &c->fact,
                                   .value = value_of(&c->fact)};
}

static void add_evidence(struct apply *w, const struct law_field *f, const struct candidate *c,
                         const char *note)
{
    struct import_mention m = mention_of(w, f, c);

    import_evidence_add(&w->evidence, &m, note);
}

enum { SHOWN_MAX = 8 };

/* One candidate of each value. */
static void add_all(struct apply *w, const struct law_field *f, const struct choice *c,
                    const char *note)
{
    size_t shown = 0;

    for (size_t i = 0; i < c->v.n && shown < SHOWN_MAX; i++) {
        bool said = false;

        for (size_t k = 0; k < i && !said; k++)
            said = value_of(&c->v.at[i]->fact) == value_of(&c->v.at[k]->fact);
        if (!said) {
            add_evidence(w, f, c->v.at[i], note);
            shown++;
        }
    }
}

static void warn_differs(struct apply *w, int field, const struct candidate *c)
{
    struct import_mention m = mention_of(w, &w->r->dataset->field[field], c);

    import_warning_differs(&w->warnings, w->r->law, &m, w->rec->value[field].num);
}

/* ---- one field ---- */

static void set(struct apply *w, int field, int64_t v)
{
    w->rec->value[field] = (struct registry_value){.known = true, .num = v};
}

static void choose(struct apply *w, int field)
{
    const struct law_field *f = &w->r->dataset->field[field];
    struct choice c = {0}, others = {0};
    bool again;
    int64_t sum;

    keep_counting(w, field, &c, false);
    keep_nearest(&c);
    keep_if_any(&c, TEXT_PART, false);
    keep_if_any(&c, TEXT_TOTAL, true);
    if (c.v.n == 0) {
        keep_counting(w, field, &others, true);
        if (!w->rec->value[field].known)
            add_all(w, f, &others, "说的是他人，未计入");
        return;
    }
    again = f->read->sum && said_again(&c);
    if (w->rec->value[field].known) {
        if (all_equal(&c) && value_of(&c.v.at[0]->fact) != w->rec->value[field].num)
            warn_differs(w, field, c.v.at[0]);
    } else if (all_equal(&c) && !again) {
        set(w, field, value_of(&c.v.at[0]->fact));
        add_evidence(w, f, c.v.at[0], NULL);
    } else if (may_add(f, &c, &sum)) {
        set(w, field, sum);
        add_all(w, f, &c, "各处相加");
    } else {
        add_all(w, f, &c, again ? "同额出现多次，是否同一笔待查" : "各处不一致，待查");
    }
}

void import_reader_apply(const struct import_reader *r, struct registry_record *rec,
                         struct arena *a)
{
    const struct law_dataset *d = r->dataset;
    struct apply w = {.r = r, .rec = rec, .a = a};

    w.first = ARENA_ARRAY(a, int, d->nfield);
    w.last = ARENA_ARRAY(a, int, d->nfield);
    memset(w.first, 0xFF, d->nfield * sizeof(int));
    if (d->party_name >= 0 && rec->value[d->party_name].known)
        w.party = rec->value[d->party_name].text;
    for (size_t i = 0; i < r->nsource; i++)
        if (rec->value[r->source[i].field].known)
            read_source(&w, &r->source[i]);
    for (size_t i = 0; i < d->nfield && w.candidate.n > 0; i++)
        if (w.first[i] >= 0)
            choose(&w, (int)i);
    rec->evidence = import_items_join(a, rec->evidence, &w.evidence);
    rec->warnings = import_items_join(a, rec->warnings, &w.warnings);
}
