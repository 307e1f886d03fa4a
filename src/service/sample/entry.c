/*
 * service/sample/entry.c - what the register of enterprises (企业登记) says of a party.  It
 * depends on the party alone, however often the party comes.
 */
#include "service/sample/row.h"

enum { STREAM_ENTRY = 500 };

static struct day back(struct day d, struct sample_random *r, const int64_t range[2])
{
    return (struct day){d.n - (int32_t)random_range(r, range[0], range[1])};
}

void entry_draw(struct sample_run *run)
{
    const struct sample_around_data *c = &run->data->around;
    const struct party_key key = run->row.key;
    struct sample_random r =
        random_of(run->options->seed ^ random_mix(key.pool), STREAM_ENTRY + key.kind, key.number);
    struct sample_entry *e = &run->row.entry;

    e->founded = back(run->first, &r, c->days.age);
    e->ended = random_chance(&r, c->rate.ended) ? back(run->options->last, &r, c->days.since_end)
                                                : DAY_NONE;
    e->standing = random_below(&r, c->words.standing.n);
    e->end = random_below(&r, c->words.end.n);
    e->capital = random_below(&r, c->words.capital.n);
    e->words = r;
}

bool entry_print(const struct sample_run *run, enum sample_slot slot, struct buf *b)
{
    const struct sample_around_data *c = &run->data->around;
    const struct sample_entry *e = &run->row.entry;
    struct sample_random r = e->words;

    if (slot == SLOT_FOUNDED)
        row_print_day(e->founded, b);
    else if (slot == SLOT_ENDED)
        row_print_day(e->ended, b);
    else if (slot == SLOT_STANDING)
        buf_str(b,
                day_known(e->ended) ? c->words.end.at[e->end] : c->words.standing.at[e->standing]);
    else if (slot == SLOT_CAPITAL)
        buf_str(b, c->words.capital.at[e->capital]);
    else if (slot == SLOT_ADDRESS)
        party_prose(run->data, &c->number.address, &r, b);
    else
        return false;
    return true;
}
