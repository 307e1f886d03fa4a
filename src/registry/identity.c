/* registry/identity.c - hashes by which a row is recognised; see identity.h. */
#include "registry/identity.h"

#include "text/name.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

static bool is_space(uint32_t cp)
{
    return cp <= ' ' || cp == 0xA0 || cp == 0x3000 || (cp >= 0x2000 && cp <= 0x200F) ||
           cp == 0xFEFF;
}

/* Brackets of every shape are one; NFKC has made the full-width ones half-width already. */
static uint32_t fold(uint32_t cp)
{
    switch (cp) {
    case '[':
    case '{':
    case '<':
    case 0x3008:
    case 0x300A:
    case 0x300C:
    case 0x300E:
    case 0x3010:
    case 0x3014:
    case 0x3016:
    case 0x3018:
        return '(';
    case ']':
    case '}':
    case '>':
    case 0x3009:
    case 0x300B:
    case 0x300D:
    case 0x300F:
    case 0x3011:
    case 0x3015:
    case 0x3017:
    case 0x3019:
        return ')';
    default:
        return cp >= 'a' && cp <= 'z' ? cp - 'a' + 'A' : cp;
    }
}

struct str registry_identity_text(struct arena *a, struct str s)
{
    struct str n = text_nfkc(a, s);
    char *out = arena_alloc(a, n.n + 1);
    size_t to = 0;

    for (size_t i = 0, len; i < n.n; i += len) {
        uint32_t cp = str_utf8_at(n, i, &len), f = fold(cp);

        if (is_space(cp))
            continue;
        if (f == cp) {
            memcpy(out + to, n.p + i, len);
            to += len;
        } else
            out[to++] = (char)f;
    }
    return (struct str){out, to};
}

struct registry_hash registry_hash_bytes(const void *p, size_t n)
{
    XXH128_hash_t h = XXH3_128bits(p, n);

    return (struct registry_hash){h.high64, h.low64};
}

static bool keeps_text(enum law_type type)
{
    return type == LAW_TEXT || type == LAW_CODE || type == LAW_ORGAN;
}

static XXH128_hash_t value_hash(const struct law_field *f, const struct registry_value *v)
{
    uint64_t seed = str_hash(f->column);

    if (keeps_text(f->type))
        return XXH3_128bits_withSeed(v->text.p, v->text.n, seed);
    return XXH3_128bits_withSeed(&v->num, sizeof(v->num), seed);
}

/* A sum, so that the order of fields does not matter. */
static struct registry_hash content_of(const struct registry_record *r)
{
    struct registry_hash sum = {0, 0};

    for (size_t i = 0; i < r->dataset->nfield; i++) {
        XXH128_hash_t h;

        if (!r->value[i].known)
            continue;
        h = value_hash(&r->dataset->field[i], &r->value[i]);
        sum.hi += h.high64;
        sum.lo += h.low64;
    }
    return sum;
}

static bool all_known(const struct registry_record *r, const int *field)
{
    for (; *field >= 0; field++)
        if (!r->value[*field].known)
            return false;
    return true;
}

/* Neighbours in a series of document numbers become neighbours in the index: 12 bits of hash of the
 * text without its last number, 20 bits of that number, 32 bits of hash.  Files come in such
 * series, so an import touches a few pages of the index and not all of them. */
static uint64_t near_its_neighbours(struct str text, uint64_t hash)
{
    size_t end = text.n, start;
    uint64_t number = 0, series;

    while (end > 0 && (text.p[end - 1] < '0' || text.p[end - 1] > '9'))
        end--;
    for (start = end; start > 0 && text.p[start - 1] >= '0' && text.p[start - 1] <= '9';)
        start--;
    for (size_t i = start; i < end; i++)
        number = number * 10 + (uint64_t)(text.p[i] - '0');
    series = str_hash(str_sub(text, 0, start)) ^ (str_hash(str_tail(text, end)) << 1);
    return (series & 0xFFF) << 52 | (number & 0xFFFFF) << 32 | (hash & 0xFFFFFFFF);
}

static struct registry_hash alternative_hash(const struct registry_record *r, const int *field,
                                             struct arena *a)
{
    struct str first = STR_NULL;
    XXH3_state_t state;
    XXH128_hash_t h;

    XXH3_128bits_reset(&state);
    for (; *field >= 0; field++) {
        const struct law_field *f = &r->dataset->field[*field];
        const struct registry_value *v = &r->value[*field];
        struct str text = keeps_text(f->type) ? registry_identity_text(a, v->text)
                                              : (struct str){(const char *)&v->num, sizeof(v->num)};

        if (!first.p && keeps_text(f->type))
            first = text;
        XXH3_128bits_update(&state, f->column.p, f->column.n);
        XXH3_128bits_update(&state, &text.n, sizeof(text.n));
        XXH3_128bits_update(&state, text.p, text.n);
    }
    h = XXH3_128bits_digest(&state);
    return (struct registry_hash){near_its_neighbours(first, h.high64), h.low64};
}

void registry_identify(struct registry_record *r, struct arena *a)
{
    r->content = content_of(r);
    r->identity = r->content;
    for (size_t i = 0; i < r->dataset->nidentity; i++)
        if (all_known(r, r->dataset->identity[i])) {
            r->identity = alternative_hash(r, r->dataset->identity[i], a);
            return;
        }
}

void registry_record_close(struct registry_record *r, struct arena *a)
{
    uint16_t *known = ARENA_ARRAY(a, uint16_t, r->dataset->nfield);

    r->nknown = 0;
    for (size_t i = 0; i < r->dataset->nfield; i++)
        if (r->value[i].known)
            known[r->nknown++] = (uint16_t)i;
    r->known = known;
}
