#ifndef SERVICE_SAMPLE_PARTY_H
#define SERVICE_SAMPLE_PARTY_H
/*
 * service/sample/party.h - invented parties by number: the same number is always the same party,
 * so that none needs to be kept.
 */
#include "service/sample/random.h"

/* What identifies a party: its kind, the pool it is from and its number there (pool.h). */
struct party_key {
    size_t kind;
    uint64_t pool, number;
};

struct sample_who { /* what a party is drawn for */
    const struct sample_case *about;
    size_t organ;
    int64_t row;
};

struct party {
    struct str label; /* 法人及非法人组织 */
    char uscc[19];    /* empty for a person */
    char id[19];      /* of a person */
    bool masked;      /* the id is published with its middle hidden */
};

/* Fills the party and appends its name to b. */
void party_make(const struct sample_data *d, uint64_t seed, struct party_key key, struct party *ret,
                struct buf *b);
/* Code of an organ that publishes none; its check digits are right. */
void party_organ_uscc(const struct sample_data *d, struct str organ_id, char ret[19]);
/* A word of the prose's lists, or its text. */
void party_prose(const struct sample_data *d, const struct sample_prose *p, struct sample_random *r,
                 struct buf *b);

#endif
