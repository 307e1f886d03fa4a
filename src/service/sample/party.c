/*
 * service/sample/party.c - see party.h.
 *
 * Codes satisfy GB 32100, GB 11714 and GB 11643 and belong to nobody: organisation codes begin
 * with Y, which is not assigned, and persons were born from 1901 to 1915.
 */
#include "service/sample/party.h"

static const char code_digit[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static int code_value(char c)
{
    return (int)(strchr(code_digit, c) - code_digit);
}

/* GB 11714: the ninth character of an organisation code. */
static char org_check(const char *code)
{
    static const int weight[8] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0, rest;

    for (int i = 0; i < 8; i++)
        sum += weight[i] * (code[i] <= '9' ? code[i] - '0' : code[i] - 'A' + 10);
    rest = 11 - sum % 11;
    return rest == 10 ? 'X' : (char)('0' + rest % 11);
}

/* GB 32100: the last of 18. */
static char uscc_check(const char *code)
{
    int sum = 0, weight = 1;

    for (int i = 0; i < 17; i++, weight = weight * 3 % 31)
        sum += weight * code_value(code[i]);
    return code_digit[(31 - sum % 31) % 31];
}

static void make_uscc(struct str kind, struct str region, struct sample_random *r, char ret[19])
{
    memcpy(ret, kind.p, 2);
    memcpy(ret + 2, region.p, 6);
    ret[8] = 'Y';
    for (int i = 9; i < 16; i++)
        ret[i] = code_digit[random_below(r, sizeof(code_digit) - 1)];
    ret[16] = org_check(ret + 8);
    ret[17] = uscc_check(ret);
    ret[18] = '\0';
}

void party_organ_uscc(const struct sample_data *d, struct str organ_id, char ret[19])
{
    struct sample_random r = random_of(str_hash(organ_id), 0, 0);

    make_uscc(STR("11"), d->region, &r, ret);
}

static void put_number(char *p, int n, int value)
{
    for (int i = n - 1; i >= 0; i--, value /= 10)
        p[i] = (char)('0' + value % 10);
}

static void make_id(const struct sample_words *region, struct sample_random *r, char ret[19])
{
    static const char check[] = "10X98765432";
    static const int weight[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;

    memcpy(ret, region->at[random_below(r, region->n)].p, 6);
    put_number(ret + 6, 4, (int)random_range(r, 1901, 1915));
    put_number(ret + 10, 2, (int)random_range(r, 1, 12));
    put_number(ret + 12, 2, (int)random_range(r, 1, 28));
    put_number(ret + 14, 3, (int)random_range(r, 1, 999));
    for (int i = 0; i < 17; i++)
        sum += weight[i] * (ret[i] - '0');
    ret[17] = check[sum % 11];
    ret[18] = '\0';
}

void party_prose(const struct sample_data *d, const struct sample_prose *p, struct sample_random *r,
                 struct buf *b)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct sample_piece *piece = &p->piece[i];

        if (piece->hole == HOLE_WORDS) {
            const struct sample_words *w = &d->words[piece->index];

            buf_str(b, w->at[random_below(r, w->n)]);
        } else {
            buf_str(b, piece->text);
        }
    }
}

void party_make(const struct sample_data *d, uint64_t seed, struct party_key key, struct party *ret,
                struct buf *b)
{
    const struct sample_party_kind *kind = &d->party[key.kind];
    struct sample_random r = random_of(seed ^ random_mix(key.pool), 7 + key.kind, key.number);

    ret->label = kind->label;
    ret->uscc[0] = ret->id[0] = '\0';
    party_prose(d, &kind->title.at[random_below(&r, kind->title.n)], &r, b);
    if (kind->uscc.n > 0) {
        make_uscc(kind->uscc, d->region, &r, ret->uscc);
    } else {
        make_id(&d->id_region, &r, ret->id);
        ret->masked = random_chance(&r, 600);
    }
}
