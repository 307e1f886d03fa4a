#ifndef REGISTRY_RECORD_H
#define REGISTRY_RECORD_H
/*
 * registry/record.h - one record (执法/司法记录) as import makes it, before it has a home: the typed
 * values of its dataset's fields, where it came from, what was read out of its prose, what is odd
 * about it.  Values and texts live in the arena of the batch that made it.
 */
#include "law/law.h"

struct registry_value {
    bool known;
    int64_t num;     /* by the field's type; see column/table.h */
    struct str text; /* LAW_TEXT; for LAW_CODE and LAW_ORGAN the code that the store keeps */
};

struct registry_hash {
    uint64_t hi, lo;
};

/* What a party (当事人) is known by; registry/party.h. */
enum registry_party_key {
    REGISTRY_PARTY_OWN, /* by this record alone: its id is negative */
    REGISTRY_PARTY_USCC,
    REGISTRY_PARTY_CITIZEN,
    REGISTRY_PARTY_ORG_CODE,
    REGISTRY_PARTY_REG_NO,  /* with the normalised name */
    REGISTRY_PARTY_ADDRESS, /* with the normalised name */
};

struct registry_party {
    int64_t id; /* 0: no party is named */
    enum registry_party_key key;
    struct str name, kind; /* as the record has them; may be empty */
};

struct registry_record {
    const struct law_dataset *dataset;
    struct registry_value *value; /* [dataset->nfield] */
    const uint16_t *known; /* indices of the known values, rising; by registry_record_close */
    size_t nknown;
    struct str sheet;
    size_t sheet_no;
    int64_t line;
    int64_t row;                   /* number among the file's data rows, from 1 */
    struct registry_hash identity; /* of the identity fields; the same case again has the same */
    struct registry_hash content;  /* of the cells that were mapped; law changes leave it alone */
    struct registry_party party;
    struct str evidence; /* JSON array: field, source field, from, to (bytes), note */
    struct str warnings; /* JSON array of {field, text}; empty when none */
};

/* Lists the known values, when the last of them is set: whoever stores the record touches no other.
 * In a. */
void registry_record_close(struct registry_record *r, struct arena *a);

#endif
