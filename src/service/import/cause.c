/*
 * service/import/cause.c - see cause.h.
 *
 * Points of a cause: over the distinct words of it that are found, weight of the text × length in
 * characters ÷ number of causes that share the word; a word inside a longer one that is found
 * there does not count (销售假药 hides 假药).  Points of a class count for its members that have any
 * of their own.  The score says how far the points are from a full match of four characters in
 * the organ's own words, less what the runner-up takes away.
 */
#include "service/import/cause.h"

#include "base/json.h"
#include "base/vec.h"
#include "text/glyph.h"
#include "text/words.h"

enum {
    TEXTS_MAX = 8,
    WEIGHT_OWN = 8,   /* what the organ calls the conduct */
    WEIGHT_FACTS = 4, /* the last text: the facts */
    LENGTH_MAX = 12,  /* characters; longer words say no more */
    SHARE = 60,       /* points are in 60ths, so that sharing divides them exactly enough */
    FULL = WEIGHT_OWN * 4 * SHARE,
    SCORE_LEAST = 300, /* thousandths */
};

struct refs {
    uint32_t at, n;
};

struct cause_word {
    struct refs means, rules_out; /* in import_causes.cause */
};

struct import_causes {
    const struct law *law;
    struct text_words *words;
    const struct cause_word *word;
    const int *cause;
};

/* ---- making ---- */

struct mention {
    int32_t word;
    int cause;
    bool not_;
};

typedef VEC(struct mention) mention_list;

static void mention(struct import_causes *c, struct arena *a, mention_list *list, struct str text,
                    struct mention m)
{
    m.word = text_words_add(c->words, text);
    if (m.word < 0)
        return;
    for (size_t i = list->n; i > 0 && list->at[i - 1].cause == m.cause; i--)
        if (list->at[i - 1].word == m.word && list->at[i - 1].not_ == m.not_)
            return;
    vec_push(a, list, m);
}

static void mention_all(struct import_causes *c, struct arena *a, mention_list *list)
{
    for (size_t i = 0; i < c->law->ncause; i++) {
        const struct law_cause *cause = &c->law->cause[i];

        mention(c, a, list, cause->name, (struct mention){.cause = (int)i});
        for (size_t k = 0; k < cause->nword; k++)
            mention(c, a, list, cause->word[k], (struct mention){.cause = (int)i});
        for (size_t k = 0; k < cause->nnot; k++)
            mention(c, a, list, cause->not_[k], (struct mention){.cause = (int)i, .not_ = true});
    }
}

static void sort_by_word(struct import_causes *c, struct arena *a, const mention_list *list)
{
    struct cause_word *word = ARENA_ARRAY(a, struct cause_word, (size_t)c->words->nword + 1);
    int *cause = ARENA_ARRAY(a, int, list->n + 1);
    uint32_t at = 0;

    for (size_t i = 0; i < list->n; i++) {
        struct cause_word *w = &word[list->at[i].word];

        (list->at[i].not_ ? &w->rules_out : &w->means)->n++;
    }
    for (int32_t i = 0; i < c->words->nword; i++) {
        word[i].means.at = at;
        word[i].rules_out.at = at += word[i].means.n;
        at += word[i].rules_out.n;
        word[i].means.n = word[i].rules_out.n = 0;
    }
    for (size_t i = 0; i < list->n; i++) {
        struct cause_word *w = &word[list->at[i].word];
        struct refs *refs = list->at[i].not_ ? &w->rules_out : &w->means;

        cause[refs->at + refs->n++] = list->at[i].cause;
    }
    c->word = word;
    c->cause = cause;
}

struct import_causes *import_causes_new(struct arena *a, const struct law *law)
{
    struct import_causes *c = ARENA_NEW(a, struct import_causes);
    mention_list list = {0};

    c->law = law;
    c->words = text_words_new(a);
    mention_all(c, a, &list);
    sort_by_word(c, a, &list);
    text_words_seal(c->words);
    return c;
}

/* ---- matching ---- */

struct found {
    int32_t word;
    uint32_t to;     /* byte behind it */
    uint32_t first;  /* character that it starts at */
    uint32_t length; /* characters */
};

typedef VEC(struct found) found_list;

struct match {
    const struct import_causes *c;
    struct arena *a;
    found_list found[TEXTS_MAX];
    int64_t *points; /* by cause; negative: ruled out */
    int best, next;
};

static void rule_out(struct match *m, const struct cause_word *w)
{
    for (uint32_t i = 0; i < w->rules_out.n; i++)
        m->points[m->c->cause[w->rules_out.at + i]] = INT64_MIN;
}

/* All words that end here: what they rule out, and the longest that means a cause. */
static void add_found(struct match *m, found_list *list, uint32_t state, struct found f)
{
    const struct text_words_state *st = m->c->words->state;
    bool taken = false;

    for (; state != 0; state = st[state].suffix) {
        const struct cause_word *w = &m->c->word[st[state].word];

        rule_out(m, w);
        if (taken || w->means.n == 0)
            continue;
        taken = true;
        f.word = st[state].word;
        f.length = st[state].length;
        f.first -= f.length;
        while (list->n > 0 && vec_last(list)->first >= f.first)
            list->n--;
        vec_push(m->a, list, f);
    }
}

static void find_words(struct match *m, found_list *list, struct str s)
{
    const struct text_words *words = m->c->words;
    uint32_t state = 0, len, chars = 0;

    for (size_t i = 0; i < s.n; i += len) {
        uint16_t class_ = text_words_class(words, glyph_decode(s.p + i, &len));
        uint32_t end;

        chars++;
        state = text_words_step(words, state, class_);
        end = text_words_end(words, state);
        if (end != 0)
            add_found(m, list, end, (struct found){.to = (uint32_t)(i + len), .first = chars});
    }
}

static void add_points(struct match *m, const found_list *list, uint8_t *seen, int64_t weight)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct found *f = &list->at[i];
        const struct cause_word *w = &m->c->word[f->word];
        int64_t length = f->length < LENGTH_MAX ? f->length : LENGTH_MAX;

        if (seen[f->word])
            continue;
        seen[f->word] = 1;
        for (uint32_t k = 0; k < w->means.n; k++)
            m->points[m->c->cause[w->means.at + k]] += weight * length * SHARE / w->means.n;
    }
}

/* A class that is named speaks for each of its members that are. */
static int64_t with_classes(const struct match *m, int cause)
{
    const struct law_cause *first = m->c->law->cause;
    const struct law_cause *class_ = first[cause].parent;
    int64_t points = m->points[cause];

    for (; points > 0 && class_; class_ = class_->parent)
        if (m->points[class_ - first] > 0)
            points += m->points[class_ - first];
    return points;
}

static bool above(const struct match *m, int class_, int cause)
{
    return cause >= 0 && law_cause_in(m->c->law, cause, class_);
}

/* The best, and the best of those that are neither it nor a class of it. */
static void rank(struct match *m)
{
    int64_t best = 0, next = 0;

    m->best = m->next = -1;
    for (size_t i = 0; i < m->c->law->ncause; i++) {
        int64_t p = m->points[i] > 0 ? with_classes(m, (int)i) : 0; /* few are named */

        if (p > best || (p == best && p > 0 && above(m, m->best, (int)i))) {
            best = p;
            m->best = (int)i;
        }
    }
    for (size_t i = 0; i < m->c->law->ncause; i++) {
        int64_t p = m->points[i] > 0 ? with_classes(m, (int)i) : 0;

        if (p > next && !above(m, (int)i, m->best)) {
            next = p;
            m->next = (int)i;
        }
    }
}

static int thousandths(int64_t points, int64_t of)
{
    return points >= of ? 1000 : points <= 0 ? 0 : (int)(points * 1000 / of);
}

/* Half of what the runner-up has, in proportion, is taken off. */
static struct import_cause_match judge(const struct match *m)
{
    int64_t best = m->best < 0 ? 0 : with_classes(m, m->best);
    int64_t next = m->next < 0 ? 0 : with_classes(m, m->next);
    struct import_cause_match r = {.best = m->best, .next = m->next};

    r.score = thousandths(best, FULL) * (2000 - (best > 0 ? thousandths(next, best) : 0)) / 2000;
    r.next_score = thousandths(next, FULL) / 2;
    if (r.score < SCORE_LEAST || best == next)
        r.best = -1;
    return r;
}

static struct import_cause_match match_texts(struct match *m, const struct str *text, size_t n)
{
    uint8_t *seen = ARENA_ARRAY(m->a, uint8_t, (size_t)m->c->words->nword + 1);

    m->points = ARENA_ARRAY(m->a, int64_t, m->c->law->ncause + 1);
    n = n < TEXTS_MAX ? n : TEXTS_MAX;
    for (size_t i = 0; i < n; i++)
        find_words(m, &m->found[i], text[i]);
    for (size_t i = 0; i < n; i++)
        add_points(m, &m->found[i], seen, i + 1 < n ? WEIGHT_OWN : WEIGHT_FACTS);
    rank(m);
    return judge(m);
}

struct import_cause_match import_cause_match(const struct import_causes *c, const struct str *text,
                                             size_t ntext, struct arena *a)
{
    struct match m = {.c = c, .a = a};

    return match_texts(&m, text, ntext);
}

/* ---- into a record ---- */

static void set_code(const struct import_causes *c, struct registry_value *v, int cause)
{
    if (cause >= 0)
        *v = (struct registry_value){true, cause, c->law->cause[cause].code};
}

static void set_fields(const struct import_causes *c, struct registry_record *rec,
                       const struct import_cause_match *r)
{
    for (size_t i = 0; i < rec->dataset->nfield; i++) {
        struct registry_value *v = &rec->value[i];
        enum law_derive derive = rec->dataset->field[i].derive;

        if (v->known)
            continue;
        if (derive == LAW_DERIVE_CAUSE)
            set_code(c, v, r->best);
        else if (derive == LAW_DERIVE_CAUSE_NEXT)
            set_code(c, v, r->next);
        else if (derive == LAW_DERIVE_CAUSE_SCORE && r->best >= 0)
            *v = (struct registry_value){.known = true, .num = r->score};
    }
}

static bool means(const struct match *m, int32_t word, int cause)
{
    const struct refs *refs = &m->c->word[word].means;

    for (uint32_t i = 0; i < refs->n; i++)
        if (m->c->cause[refs->at + i] == cause)
            return true;
    return false;
}

static uint32_t bytes_back(struct str s, uint32_t to, uint32_t chars)
{
    while (chars > 0 && to > 0)
        chars -= ((unsigned char)s.p[--to] & 0xC0) != 0x80;
    return to;
}

/* Where the first word of the cause stands, in the text trusted most. */
static struct str evidence_of(const struct match *m, const struct registry_record *rec,
                              const int *field, size_t n, int cause)
{
    struct buf b = {0};
    struct str s = STR_NULL;

    for (size_t i = 0; i < n && b.n == 0; i++)
        for (size_t k = 0; k < m->found[i].n && b.n == 0; k++) {
            const struct found *f = &m->found[i].at[k];
            struct str text = rec->value[field[i]].text;
            uint32_t from = bytes_back(text, f->to, f->length);

            if (!means(m, f->word, cause))
                continue;
            json_open(&b, NULL, '{');
            json_text(&b, "field", rec->dataset->field[rec->dataset->cause_field].name);
            json_text(&b, "in", rec->dataset->field[field[i]].name);
            json_i64(&b, "from", from);
            json_i64(&b, "to", f->to);
            json_text(&b, "text", str_sub(text, from, f->to));
            json_close(&b, '}');
        }
    s = str_dup(m->a, buf_view(&b));
    buf_release(&b);
    return s;
}

static void add_evidence(struct registry_record *rec, struct arena *a, struct str item)
{
    if (item.n == 0)
        return;
    if (rec->evidence.n > 2)
        rec->evidence = str_fmt(a, "%.*s,%.*s]",
                                STR_F(str_sub(rec->evidence, 0, rec->evidence.n - 1)), STR_F(item));
    else
        rec->evidence = str_fmt(a, "[%.*s]", STR_F(item));
}

void import_causes_apply(const struct import_causes *c, struct registry_record *rec,
                         struct arena *a)
{
    const struct law_dataset *d = rec->dataset;
    struct match m = {.c = c, .a = a};
    struct import_cause_match r;
    struct str text[TEXTS_MAX];
    int field[TEXTS_MAX];
    size_t n = 0;

    for (size_t i = 0; i < d->ncause_from && n < TEXTS_MAX; i++) {
        field[n] = d->cause_from[i];
        text[n] = rec->value[field[n]].known ? rec->value[field[n]].text : STR("");
        n++;
    }
    if (n == 0 || d->cause_field < 0)
        return;
    r = match_texts(&m, text, n);
    if (r.best >= 0 && !rec->value[d->cause_field].known)
        add_evidence(rec, a, evidence_of(&m, rec, field, n, r.best));
    set_fields(c, rec, &r);
}
