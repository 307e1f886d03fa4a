/* service/sample/dirt.c - rows as they come: a few in a hundred have something wrong. */
#include "base/fen.h"
#include "service/sample/row.h"

enum { STREAM_DIRT = 300 };

enum sample_dirt dirt_draw(const struct sample_data *d, uint64_t seed, int64_t i)
{
    struct sample_random r = random_of(seed, STREAM_DIRT, (uint64_t)i);
    uint64_t x = random_below(&r, 1000), sum = 0;

    for (int k = 0; k < DIRT_COUNT; k++) {
        sum += d->dirt[k];
        if (x < sum)
            return (enum sample_dirt)k;
    }
    return DIRT_COUNT;
}

/* Replaces ASCII digits and capitals by full-width ones. */
static void widen(struct buf *cell)
{
    struct buf wide = {0};

    for (size_t i = 0; i < cell->n; i++) {
        char c = cell->p[i];

        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))
            buf_utf8(&wide, 0xFEE0 + (uint32_t)(unsigned char)c);
        else
            buf_char(&wide, c);
    }
    buf_reset(cell);
    buf_str(cell, buf_view(&wide));
    buf_release(&wide);
}

/* "2025-01-31" as 2025/1/31, 20250131 or 2025年1月31日, by the day. */
static void restyle(struct buf *cell)
{
    struct day d;
    int y, m, dom;

    if (!day_parse(buf_view(cell), &d))
        return;
    day_to_ymd(d, &y, &m, &dom);
    buf_reset(cell);
    if (dom % 3 == 0)
        buf_fmt(cell, "%d/%d/%d", y, m, dom);
    else if (dom % 3 == 1)
        buf_fmt(cell, "%04d%02d%02d", y, m, dom);
    else
        buf_fmt(cell, "%d年%d月%d日", y, m, dom);
}

/* 1.5 (万元) as 15000 (元). */
static void to_yuan(struct buf *cell)
{
    int64_t millionths;

    if (!fen_decimal(buf_view(cell), 6, &millionths))
        return;
    buf_reset(cell);
    fen_print_decimal(cell, millionths, 2);
}

void dirt_cell(enum sample_dirt dirt, enum sample_slot slot, struct buf *cell)
{
    switch (dirt) {
    case DIRT_FULLWIDTH:
        if (slot == SLOT_DOC_NO || slot == SLOT_USCC)
            widen(cell);
        return;
    case DIRT_NO_USCC:
        if (slot == SLOT_USCC)
            buf_reset(cell);
        return;
    case DIRT_BAD_USCC:
        if (slot == SLOT_USCC && cell->n > 0)
            cell->p[cell->n - 1] = cell->p[cell->n - 1] == '0' ? '1' : '0';
        return;
    case DIRT_DATE_STYLE:
        if (slot == SLOT_DECIDED || slot == SLOT_VALID_UNTIL)
            restyle(cell);
        return;
    case DIRT_SPACES:
        if (slot == SLOT_PARTY || slot == SLOT_ORGAN)
            buf_z(cell, slot == SLOT_PARTY ? "  " : "\xE3\x80\x80");
        return;
    case DIRT_MISSING:
        if (slot == SLOT_PARTY)
            buf_reset(cell);
        return;
    case DIRT_YUAN:
        if (slot == SLOT_FINE_WAN)
            to_yuan(cell);
        return;
    case DIRT_DUPLICATE:
    case DIRT_COUNT:
        return;
    }
}
